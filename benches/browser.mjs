//! What a person waits for, in Chromium, through the real bridge, from a real Dovecot behind a delayed line: the first
//! rows, all of the mail, the longest that the page did not answer meanwhile, and rows that are blank while scrolling.
//!
//! `cargo xtask bench browser`. `node benches/browser.mjs 1000 20` does one mailbox at one round trip (milliseconds). One
//! that is too large for a disk is made up as it is asked for: `node benches/browser.mjs 100000 20`. With a folder behind
//! that, traces of Chromium's go there, and what the longest tasks were made of is said; tracing itself takes some time.

import { mkdir } from "node:fs/promises";
import { connect, createServer } from "node:net";
import path from "node:path";

import { App, openBrowser } from "../tests/browser/support/app.mjs";
import { startBridge } from "../tests/browser/support/bridge.mjs";
import { startDovecot } from "../tests/browser/support/dovecot.mjs";
import { startMadeUp } from "../tests/browser/support/made_up.mjs";
import { told, traceTasks } from "./support/long_tasks.mjs";

const [onlyCount, onlyRoundTrip] = process.argv.slice(2, 4).map(Number);
const traces = process.argv[4];
if (traces) await mkdir(traces, { recursive: true });
const counts = onlyCount ? [onlyCount] : [1_000, 10_000];
const roundTrips = onlyRoundTrip === undefined ? [0, 20, 100] : [onlyRoundTrip];

/** From so many messages on they are made up. */
const MADE_UP_FROM = 50_000;
/** Of tasks from so long on it is said what they were made of. */
const TOLD_FROM_MS = 25;
/** Longer is not slow but stuck. */
const LIMIT_MS = 1_200_000;

for (const count of counts) {
  const server = count < MADE_UP_FROM ? await startDovecot(mailbox(count)) : await startMadeUp(count);
  try {
    for (const roundTripMs of roundTrips) await measure(server, count, roundTripMs);
  } finally {
    await server.stop();
  }
}

async function measure(server, count, roundTripMs) {
  const line = await delayedLine(server.pop3s, roundTripMs / 2);
  const bridge = await startBridge({ ports: [line.port] });
  const browser = await openBrowser();
  const name = `browser-${count}-at-${roundTripMs}-ms`;
  try {
    await browser.context.addInitScript(watchPage);
    const app = await App.open(browser, bridge.url);
    await setUp(app, line.port);
    app.page.setDefaultTimeout(LIMIT_MS);
    const times = await traced(app.page, `${name}-fetch`, async () => {
      await app.finishSetup();
      return app.page.evaluate(watchSync, { count, limitMs: LIMIT_MS });
    });
    report(`${name}-first-50-rows`, times.rowsMs / 1000, "s");
    report(`${name}-every-row`, times.everyRowMs / 1000, "s");
    report(`${name}-all`, times.allMs / 1000, "s");
    report(`${name}-longest-task`, times.longestTaskMs, "ms");
    report(`${name}-engine-memory`, (await engineOctets(app.page)) / 1e6, "MB");
    if (roundTripMs !== roundTrips.at(0)) return;
    for (const kind of ["jump", "fling"]) {
      const blankMs = await traced(app.page, `${name}-${kind}`, () => app.page.evaluate(scroll, kind));
      report(`${name}-${kind}-longest-blank`, blankMs, "ms");
    }
    report(`${name}-jump-after-reload-longest-blank`, await afterReload(app, count, name), "ms");
    await traced(app.page, `${name}-file-all`, () => fileAll(app, count, name));
  } finally {
    await browser.close();
    await bridge.stop();
    line.stop();
  }
}

async function setUp(app, port) {
  await app.startSetup();
  await app.fillSetup({ port });
  await app.testConnection();
  await app.trustCertificate();
  await app.seeEveryCheckPass();
}

/** With a trace, if traces are wanted. */
async function traced(page, name, work) {
  if (!traces) return work();
  const end = await traceTasks(page, path.join(traces, `${name}.json`));
  const done = await work();
  for (const task of (await end(TOLD_FROM_MS)).slice(0, 5)) console.error(`${name}: ${told(task)}`);
  return done;
}

/** The memory of the module in the worker. It never shrinks: this is the most that it has ever had. */
function engineOctets(page) {
  return page.workers()[0].evaluate(async () => {
    const { default: engine } = await import("./engine.js");
    return (await engine()).memory.buffer.byteLength;
  });
}

/** Nothing has been asked for in idle time yet. */
async function afterReload(app, count, name) {
  const reloaded = performance.now();
  await app.page.reload({ waitUntil: "commit" });
  await app.part("message-list", `[aria-rowcount="${count}"]`).waitFor();
  await app.part("message-row", '[aria-rowindex="1"]').waitFor();
  report(`${name}-rows-after-reload`, (performance.now() - reloaded) / 1000, "s");
  return app.page.evaluate(scroll, "jump");
}

/** Every message is chosen and filed elsewhere: how long after each key the screen says so, and when it is stored. */
async function fileAll(app, count, name) {
  const { page } = app;
  await page.evaluate(() => {
    globalThis.bench.longestTaskMs = 0;
    globalThis.bench.finishedAt = performance.now();
    addEventListener("keydown", (event) => (globalThis.bench.pressedAt = event.timeStamp), { capture: true });
  });
  await app.part("message-row").first().focus();
  const press = async (key, isDone) => {
    // Keys overtake what a busy page is asked to run: it watches before the key is pressed.
    await page.evaluate(watchForPaint, isDone);
    await app.press(...[key].flat());
    return page.evaluate(() => globalThis.bench.painted);
  };
  const chosen = '[data-testid="selection-bar"]';
  report(`${name}-choose-all`, await press("Control+a", chosen), "ms");
  report(`${name}-file-all`, await press("e", '[data-testid="message-list"][aria-rowcount="0"]'), "ms");
  const begun = performance.now();
  await app.part("folder", '[data-folder="archive"]').click();
  const listed = `[data-testid="message-list"][aria-rowcount="${count}"]`;
  await page.locator(listed).waitFor();
  report(`${name}-filed-and-listed`, (performance.now() - begun) / 1000, "s");
  report(`${name}-empty-folder-opens`, await press(["g", "i"], '[data-testid="message-list"][aria-rowcount="0"]'), "ms");
  report(`${name}-folder-opens`, await press(["g", "a"], `${listed} [data-testid="message-row"]`), "ms");
  report(`${name}-file-all-longest-task`, await page.evaluate(() => globalThis.bench.longestTaskMs), "ms");
}

/** In the page: begins to watch how long after the next key something is on the screen. */
function watchForPaint(selector) {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const before = globalThis.bench.pressedAt;
  const painted = async () => {
    while (globalThis.bench.pressedAt === before || !document.querySelector(selector)) await frame();
    return (await frame()) - globalThis.bench.pressedAt;
  };
  globalThis.bench.painted = painted();
}

/** In the page, from its start: when the set-up was finished, and the longest task since. */
function watchPage() {
  globalThis.bench = { finishedAt: 0, longestTaskMs: 0 };
  addEventListener(
    "click",
    (event) => {
      if (!event.target.closest?.('[data-testid="setup-finish"]')) return;
      globalThis.bench.finishedAt = performance.now();
    },
    { capture: true },
  );
  new PerformanceObserver((tasks) => {
    for (const { startTime, duration } of tasks.getEntries()) {
      const { finishedAt, longestTaskMs } = globalThis.bench;
      if (finishedAt > 0 && startTime >= finishedAt) globalThis.bench.longestTaskMs = Math.max(longestTaskMs, duration);
    }
  }).observe({ type: "longtask", buffered: true });
}

/** In the page: waits until everything is there. */
async function watchSync({ count, limitMs }) {
  const { bench } = globalThis;
  const part = (id) => document.querySelector(`[data-testid="${id}"]`);
  const frame = () => new Promise((resolve) => setTimeout(resolve, 4));
  const rows = () => Number(part("message-list")?.getAttribute("aria-rowcount") ?? 0);
  while (rows() < Math.min(50, count) || !document.querySelector('[data-testid="message-row"] .row-subject')) await frame();
  const rowsMs = performance.now() - bench.finishedAt;
  const isFetching = () => part("sync-status")?.dataset.state !== "idle";
  const deadline = performance.now() + limitMs;
  let everyRowMs;
  while (rows() < count || isFetching()) {
    if (rows() >= count) everyRowMs ??= performance.now() - bench.finishedAt;
    if (performance.now() > deadline) throw new Error(`${rows()} of ${count}, ${part("sync-status")?.dataset.state}`);
    await frame();
  }
  const allMs = performance.now() - bench.finishedAt;
  return { rowsMs, everyRowMs: everyRowMs ?? allMs, allMs, longestTaskMs: bench.longestTaskMs };
}

/** In the page: scrolls, and looks at every frame whether each row in sight is drawn. The longest that one was not. */
async function scroll(kind) {
  const list = document.querySelector('[data-testid="message-list"]');
  const scroller = list.parentElement;
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const isBlank = () => {
    const { top, bottom } = scroller.getBoundingClientRect();
    let covered = 0;
    for (const row of list.querySelectorAll('[data-testid="message-row"]')) {
      const box = row.getBoundingClientRect();
      const seen = Math.min(box.bottom, bottom) - Math.max(box.top, top);
      if (seen > 0 && row.querySelector(".row-subject")) covered += seen;
    }
    return covered < Math.min(bottom, list.getBoundingClientRect().bottom) - top - 2;
  };
  let [blankSince, longest] = [undefined, 0];
  const look = async () => {
    const at = await frame();
    if (isBlank()) {
      blankSince ??= at;
      longest = Math.max(longest, at - blankSince);
    } else if (blankSince !== undefined) {
      longest = Math.max(longest, at - blankSince);
      blankSince = undefined;
    }
  };
  const end = scroller.scrollHeight - scroller.clientHeight;
  if (kind === "jump") {
    for (let jump = 0; jump < 40; jump += 1) {
      scroller.scrollTop = Math.round(((jump * 0.618) % 1) * end);
      const until = performance.now() + 150;
      while (performance.now() < until || (blankSince !== undefined && performance.now() < until + 3_000)) await look();
    }
  } else {
    scroller.scrollTop = 0;
    for (let speed = 6_000; speed > 10; speed *= 0.97) {
      scroller.scrollTop += speed;
      await look();
    }
  }
  for (let rest = 0; rest < 30; rest += 1) await look();
  return longest;
}

/** A port that leads to another one, and holds every byte back for half a round trip in each direction. */
function delayedLine(to, oneWayMs) {
  const later = (work) => (oneWayMs > 0 ? setTimeout(work, oneWayMs) : work());
  const pass = (from, into) => {
    from.on("data", (bytes) => later(() => into.write(bytes)));
    from.on("end", () => later(() => into.end()));
    from.on("error", () => into.destroy());
    from.on("close", () => later(() => into.end()));
  };
  const server = createServer({ noDelay: true }, (client) => {
    // The handshake of TCP takes a round trip too.
    setTimeout(() => {
      const mail = connect({ port: to, host: "127.0.0.1", noDelay: true });
      pass(client, mail);
      pass(mail, client);
    }, oneWayMs * 2);
    client.on("error", () => {});
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve({ port: server.address().port, stop: () => server.close() }));
  });
}

/** The mix of an ordinary mailbox, as in `sync.rs`. */
function mailbox(count) {
  return Array.from({ length: count }, (_, n) => {
    const lines = n % 20 === 0 ? 4_000 : n % 20 <= 4 ? 400 : 20 + (n % 60);
    const at = new Date(Date.UTC(2026, 0, 1) + n * 60_000).toUTCString().replace("GMT", "+0000");
    const text = Array.from({ length: lines }, (_, line) => `${String(line).padStart(5, "0")} The quick brown fox jumps over the lazy dog ${n}.\r\n`);
    return `From: Sender ${n} <sender${n}@example.org>\r\nTo: anna@example.org\r\nSubject: Message ${n}\r\nDate: ${at}\r\nMessage-ID: <${n}@example.org>\r\n\r\n${text.join("")}`;
  });
}

function report(name, figure, unit) {
  console.log(`${name}: ${figure.toFixed(unit === "s" ? 3 : 0)} ${unit}`);
}
