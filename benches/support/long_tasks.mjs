//! What the page's thread is busy with: a trace of Chromium's own, and from it each task over a limit with what it was
//! made of. It must not decide what is too long.

import { createWriteStream } from "node:fs";
import { readFile } from "node:fs/promises";

const CATEGORIES = ["toplevel", "devtools.timeline", "disabled-by-default-devtools.timeline", "v8"];
const TASKS = new Set(["RunTask", "ThreadControllerImpl::RunTask"]);

/** Begins a trace; what it returns ends it: the file has all of it, for `chrome://tracing` or the developer tools. */
export async function traceTasks(page, file) {
  const session = await page.context().newCDPSession(page);
  const traceConfig = { includedCategories: CATEGORIES, recordMode: "recordAsMuchAsPossible" };
  await session.send("Tracing.start", { transferMode: "ReturnAsStream", traceConfig });
  return async (limitMs) => {
    const complete = new Promise((resolve) => session.once("Tracing.tracingComplete", resolve));
    await session.send("Tracing.end");
    const { stream } = await complete;
    await save(session, stream, file);
    await session.detach();
    return longTasks(JSON.parse(await readFile(file, "utf8")).traceEvents, limitMs);
  };
}

async function save(session, handle, file) {
  const out = createWriteStream(file);
  for (let isOver = false; !isOver; ) {
    const { data, eof, base64Encoded } = await session.send("IO.read", { handle, size: 1 << 20 });
    out.write(Buffer.from(data, base64Encoded ? "base64" : "utf8"));
    isOver = eof;
  }
  await session.send("IO.close", { handle });
  await new Promise((resolve) => out.end(resolve));
}

/** Tasks over the limit on the threads of pages, the longest first: when, how long, and of what, in milliseconds. */
export function longTasks(events, limitMs) {
  const thread = ({ pid, tid }) => `${pid}/${tid}`;
  const isMain = ({ name, args }) => name === "thread_name" && args.name === "CrRendererMain";
  const main = new Set(events.filter(isMain).map(thread));
  const spans = events.filter((event) => event.ph === "X" && event.dur > 0 && main.has(thread(event)));
  const tasks = spans.filter(({ name, dur }) => TASKS.has(name) && dur >= limitMs * 1000);
  const begun = spans.reduce((first, { ts }) => Math.min(first, ts), Infinity);
  const inside = (task) => (span) => span !== task && thread(span) === thread(task) && span.ts >= task.ts && span.ts + span.dur <= task.ts + task.dur;
  return tasks
    .filter((task) => !tasks.some((other) => inside(other)(task)))
    .map((task) => ({ atMs: (task.ts - begun) / 1000, ms: task.dur / 1000, cpuMs: (task.tdur ?? 0) / 1000, made: made(spans.filter(inside(task))) }))
    .sort((one, other) => other.ms - one.ms);
}

/** How long each kind of work took by itself, the longest first. */
function made(spans) {
  const own = new Map();
  const open = [];
  for (const span of spans.sort((one, other) => one.ts - other.ts || other.dur - one.dur)) {
    while (open.length > 0 && open.at(-1).ts + open.at(-1).dur <= span.ts) open.pop();
    const outer = open.at(-1);
    if (outer) own.set(outer.name, own.get(outer.name) - span.dur);
    own.set(span.name, (own.get(span.name) ?? 0) + span.dur);
    open.push(span);
  }
  return [...own]
    .map(([name, micros]) => ({ name, ms: micros / 1000 }))
    .filter(({ ms }) => ms >= 1)
    .sort((one, other) => other.ms - one.ms);
}

/** A task in one line. */
export function told({ atMs, ms, cpuMs, made }) {
  const parts = made.map(({ name, ms }) => `${name} ${ms.toFixed(0)}`).join(", ");
  return `${ms.toFixed(0)} ms (${cpuMs.toFixed(0)} of the processor) after ${(atMs / 1000).toFixed(2)} s: ${parts}`;
}
