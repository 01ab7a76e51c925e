//! Programs that serve the tunnel: started at a free port of loopback, ready when they answer, killed when done.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

const PATIENCE_MS = 30_000;

/** Nothing that a test leaves behind may outlive it, or keep it from ending. */
const running = new Set();
process.once("exit", () => running.forEach((child) => child.kill("SIGKILL")));

/** Starts a program whose words depend on its port. Settings go into its environment, under the names that the bridge has. */
export async function startProgram(program, words, settings) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(program, words(port), { env: { ...process.env, ...environment(settings) }, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  const heard = (text) => {
    output += text;
  };
  child.stdout.setEncoding("utf8").on("data", heard);
  child.stderr.setEncoding("utf8").on("data", heard);
  running.add(child);
  const ended = once(child, "exit").then(() => running.delete(child));
  for (const handle of [child, child.stdout, child.stderr]) handle.unref();

  for (const deadline = Date.now() + PATIENCE_MS; !(await answers(`${url}/healthz`)); await sleep(20)) {
    if (running.has(child) && Date.now() < deadline) continue;
    child.kill("SIGKILL");
    throw new DidNotStart(output);
  }
  return {
    url: `ws://127.0.0.1:${port}/bridge`,
    origin: url,
    pid: child.pid,
    /** Asks it to stop, and waits until it has. */
    end: () => kill("SIGTERM"),
    stop: () => kill("SIGKILL"),
  };

  function kill(signal) {
    child.ref();
    child.kill(signal);
    return ended;
  }
}

/** A program that would not serve; what it said is the message. */
export class DidNotStart extends Error {}

function environment(settings) {
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [`RESTANTE_${name.toUpperCase().replaceAll("-", "_")}`, [value].flat().join(",")]));
}

async function answers(url) {
  // Whatever the answer is, somebody gives one.
  return fetch(url).then(() => true, () => false);
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}
