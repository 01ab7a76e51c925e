//! The real bridge with the app that was built, on loopback.

import { spawn } from "node:child_process";
import { access } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import { freePort } from "./wait.mjs";

const root = fileURLToPath(new URL("../../../", import.meta.url));
export const program = process.env.RESTANTE_BRIDGE ?? `${root}target/release/restante-bridge`;

/**
 * Starts a bridge that reaches loopback servers at these ports; one that `isPublic` reaches only what is not private.
 * `end` asks it to stop, `stop` kills it, `start` brings it back at the same address.
 */
export async function startBridge({ ports = [], options = [], isPublic = false } = {}) {
  await access(program).catch(() => {
    throw new Error(`there is no bridge at ${program}: run \`cargo xtask build\``);
  });
  const port = await freePort();
  const words = ["--listen", `127.0.0.1:${port}`, ...(isPublic ? [] : ["--allow-private"]), ...ports.flatMap((port) => ["--allow-port", String(port)]), ...options];
  const bridge = { url: `http://127.0.0.1:${port}/`, output: "", pid: undefined, start, end, stop };
  let running;

  async function start() {
    const process = spawn(program, words, { stdio: ["ignore", "pipe", "pipe"] });
    const ended = new Promise((resolve) => process.on("exit", resolve));
    running = { process, ended };
    bridge.pid = process.pid;
    await new Promise((resolve, reject) => {
      const heard = (text) => {
        bridge.output += text;
        if (bridge.output.includes(`Restante is ready: ${bridge.url}`)) resolve();
      };
      process.stdout.setEncoding("utf8").on("data", heard);
      process.stderr.setEncoding("utf8").on("data", heard);
      process.on("error", reject);
      ended.then((code) => reject(new Error(`the bridge ended with ${code}:\n${bridge.output}`)));
    });
  }

  /** As whoever runs it does: it may take its time. Its exit code. */
  async function end() {
    running.process.kill("SIGTERM");
    const code = await running.ended;
    running = undefined;
    bridge.output = "";
    return code;
  }

  /** As if the machine lost power: nothing is said to anybody. */
  async function stop() {
    running?.process.kill("SIGKILL");
    await running?.ended;
    running = undefined;
    bridge.output = "";
  }

  await start();
  return bridge;
}
