//! Several bridges behind HAProxy, with the file that is handed out: each is restarted while mail is fetched through them
//! again and again. Nothing is lost, nothing comes twice, and nobody has to do anything.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { access, mkdtemp, readdir, rm } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";

import { startBridge } from "../browser/support/bridge.mjs";
import { HOST, PASSWORD, startDovecot, USER } from "../browser/support/dovecot.mjs";
import { startLine } from "../browser/support/line.mjs";
import { plain } from "../browser/support/messages.mjs";
import { waitUntil } from "../browser/support/wait.mjs";
import { startProxy } from "./support/proxies.mjs";
import { startTlsWay } from "./support/tls_way.mjs";

/** The engine without a browser: `cargo build --example fetch`. */
const fetcher = process.env.RESTANTE_FETCH ?? fileURLToPath(new URL("../../target/debug/examples/fetch", import.meta.url));
const COUNT = 40;
const LINES_EACH = 600;
const CLIENTS = 4;
/** So slow that a bridge which is asked to stop has a second or two to go, and whoever comes meanwhile has to be placed. */
const OCTETS_PER_SECOND = 500_000;
const GRACE_SECONDS = 20;

const mail = Array.from({ length: COUNT }, (_, at) => plain(at + 1, `Letter ${at + 1}`, `Line after line of ${at + 1}.\r\n`.repeat(LINES_EACH)));
const wanted = mail.map((message) => createHash("sha256").update(message).digest("hex")).sort();

describe("three bridges behind HAProxy", { timeout: 120_000 }, () => {
  let dovecot, line, bridges, site, way;

  before(async () => {
    await access(fetcher).catch(() => {
      throw new Error(`there is no engine at ${fetcher}: run \`cargo build --example fetch\``);
    });
    dovecot = await startDovecot(mail);
    line = await startLine(dovecot.pop3s, { octetsPerSecond: OCTETS_PER_SECOND });
    const options = ["--trusted-proxy", "127.0.0.1", "--shutdown-grace", String(GRACE_SECONDS), "--max-opens-per-minute", "6000"];
    bridges = await Promise.all([1, 2, 3].map(() => startBridge({ ports: [line.port], options })));
    const [, second, third] = bridges.map(({ url }) => new URL(url).host);
    site = await startProxy("haproxy", { bridge: bridges[0], words: [["# server bridge-2 192.0.2.12:8025", `server bridge-2 ${second}`], ["# server bridge-3 192.0.2.13:8025", `server bridge-3 ${third}`]] });
    way = await startTlsWay(site);
  });

  after(async () => {
    await way?.stop();
    await site?.stop();
    for (const bridge of bridges ?? []) await bridge.stop();
    await line?.stop();
    await dovecot?.stop();
  });

  /** Fetches the whole mailbox into nothing; what happened, in the engine's own words. */
  async function fetchAll() {
    const folder = await mkdtemp("/tmp/fetched-");
    const words = ["--host", HOST, "--port", String(line.port), "--user", USER, "--password-env", "PASSWORD", "--pin", dovecot.fingerprint, "--bridge", `ws://127.0.0.1:${way.port}/bridge`, "--out", folder];
    const said = await new Promise((resolve) => execFile(fetcher, words, { env: { ...process.env, PASSWORD } }, (error, stdout, stderr) => resolve({ code: error?.code ?? 0, stdout, stderr })));
    const events = said.stdout.split("\n").filter(Boolean).map((line) => JSON.parse(line));
    const kept = (await readdir(folder)).map((name) => name.replace(".eml", "")).sort();
    await rm(folder, { recursive: true });
    return { ...said, events, kept };
  }

  /** Each bridge is asked to stop, ends in its own time, comes back, and has mail to carry before the next one goes. */
  async function restartAll() {
    const carriesMail = (bridge, at) => waitUntil(`bridge ${at + 1} carries mail`, () => bridge.output.includes("tunnel closed"));
    await Promise.all(bridges.map(carriesMail));
    for (const [at, bridge] of bridges.entries()) {
      assert.equal(await bridge.end(), 0);
      await bridge.start();
      await carriesMail(bridge, at);
    }
  }

  test("are restarted one after the other, and whoever fetches mail sees nothing of it", async () => {
    let isOver = false;
    const clients = Array.from({ length: CLIENTS }, async () => {
      const fetches = [];
      while (!isOver) fetches.push(await fetchAll());
      return fetches;
    });
    await restartAll().finally(() => (isOver = true));
    const fetches = (await Promise.all(clients)).flat();
    assert.ok(fetches.length >= CLIENTS);
    for (const { code, events, kept, stderr } of fetches) {
      assert.equal(code, 0, `${stderr}${JSON.stringify(events.filter(({ event }) => event === "fault"))}`);
      const fetched = events.filter(({ event }) => event === "fetched");
      assert.equal(new Set(fetched.map(({ uidl }) => uidl)).size, fetched.length, "nothing comes twice");
      assert.deepEqual(fetched.map(({ sha256 }) => sha256).sort(), wanted, "nothing is lost");
      assert.deepEqual(kept, wanted);
    }
  });
});
