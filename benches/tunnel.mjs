//! How fast the bridge carries bytes on loopback, beside `websocat` and beside no tunnel at all, with the same client.
//!
//! `cargo xtask bench tunnel`. Without `websocat` (set `WEBSOCAT` or have it on `PATH`) its line is missing, and said so.

import { spawn, spawnSync } from "node:child_process";
import { connect, createServer } from "node:net";

import { startBridge } from "../tests/browser/support/bridge.mjs";
import { freePort, waitUntil } from "../tests/browser/support/wait.mjs";

const OCTETS = 400_000_000;
const CHUNK = Buffer.alloc(256 * 1024, 7);
const WEBSOCAT = process.env.WEBSOCAT ?? "websocat";

const server = createServer(sendBulk);
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const { port } = server.address();

report("tunnel-none", await best(overTcp));
const bridge = await startBridge({ ports: [port] });
report("tunnel-bridge", await best(() => overWebSocket(new URL("bridge", bridge.url).href.replace("http", "ws"), "restante.tunnel.v1")));
await bridge.stop();
if (spawnSync(WEBSOCAT, ["--version"]).status === 0) {
  const listen = await freePort();
  const websocat = spawn(WEBSOCAT, ["--binary", "-E", `ws-l:127.0.0.1:${listen}`, `tcp:127.0.0.1:${port}`], { stdio: "inherit" });
  await waitUntil("websocat listens", () => answers(listen));
  report("tunnel-websocat", await best(() => overWebSocket(`ws://127.0.0.1:${listen}/`)));
  websocat.kill();
} else {
  console.error("there is no websocat to compare with (cargo install websocat)");
}
server.close();

async function best(run) {
  let fastest = 0;
  for (let round = 0; round < 3; round += 1) fastest = Math.max(fastest, await run());
  return fastest;
}

/** Speaks the protocol of the browser, with the flow control of a raw socket: frames are only counted, not decoded. */
function overWebSocket(url, subprotocol) {
  const { hostname, port: to, pathname, host } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(to), hostname);
    const began = performance.now();
    let [octets, owed, isOpen] = [0, 0, false];
    socket.on("error", reject);
    socket.write(
      `GET ${pathname} HTTP/1.1\r\nHost: ${host}\r\nOrigin: http://${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n${subprotocol ? `Sec-WebSocket-Protocol: ${subprotocol}\r\n` : ""}\r\n`,
    );
    socket.on("data", (bytes) => {
      if (!isOpen) {
        isOpen = true;
        if (subprotocol) socket.write(textFrame(JSON.stringify({ connect: { host: "127.0.0.1", port } })));
        if (subprotocol) socket.write(textFrame(JSON.stringify({ credit: 7 * 1024 * 1024 })));
        return;
      }
      octets += bytes.length;
      owed += bytes.length;
      if (subprotocol && owed >= 256 * 1024) {
        socket.write(textFrame(JSON.stringify({ credit: owed })));
        owed = 0;
      }
      if (octets < OCTETS) return;
      resolve(octets / 1000 / (performance.now() - began));
      socket.destroy();
    });
  });
}

function overTcp() {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    let octets = 0;
    const socket = connect(port, "127.0.0.1").on("error", reject);
    socket.on("data", (bytes) => {
      octets += bytes.length;
      if (octets < OCTETS) return;
      resolve(octets / 1000 / (performance.now() - began));
      socket.destroy();
    });
  });
}

/** A short text frame, masked with zeros. */
function textFrame(text) {
  return Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), Buffer.from(text)]);
}

function sendBulk(socket) {
  const more = () => {
    while (socket.writable && socket.write(CHUNK));
  };
  socket.on("drain", more).on("error", () => {});
  more();
}

function answers(port) {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => resolve(true)).on("error", () => resolve(false));
    socket.on("connect", () => socket.destroy());
  });
}

function report(name, rate) {
  console.log(`${name}: ${rate.toFixed(0)} MB/s`);
}
