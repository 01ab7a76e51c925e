//! A host that every name under `sink.test` leads to: it notes each connection, also one that says nothing, and what was
//! asked of it. What it answers is empty.

import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

const FIRST_MS = 60;
const QUIET_MS = 150;
const SURE_MS = 10_000;

export const EVERY_NAME = "MAP *.sink.test 127.0.0.1";

/** Whom a connection was meant for, as its first words name it: HTTP's or those of TLS. */
const host = ({ said }) => (said.startsWith("\x16") ? serverName(Buffer.from(said, "latin1")) : /^host: *([^:\r\n]+)/im.exec(said)?.[1])?.toLowerCase() ?? "";

/** The name in a ClientHello (RFC 8446 §4.1.2, RFC 6066 §3), where all of that is there. */
function serverName(hello) {
  const [RECORD, HANDSHAKE, VERSION, RANDOM] = [5, 4, 2, 32];
  try {
    let at = RECORD + HANDSHAKE + VERSION + RANDOM;
    at += 1 + hello.readUInt8(at); // session
    at += 2 + hello.readUInt16BE(at); // cipher suites
    at += 1 + hello.readUInt8(at); // compression
    at += 2;
    for (;;) {
      const [kind, length] = [hello.readUInt16BE(at), hello.readUInt16BE(at + 2)];
      if (kind === 0) return hello.toString("latin1", at + 9, at + 4 + length);
      at += 4 + length;
    }
  } catch {
    return undefined;
  }
}

export async function startSink() {
  const heard = [];
  const sockets = new Set();
  let lastSign = 0;
  const server = createServer((socket) => {
    const connection = { said: "" };
    lastSign = performance.now();
    heard.push(connection);
    sockets.add(socket);
    socket.setEncoding("latin1");
    socket.on("data", (text) => {
      lastSign = performance.now();
      connection.said = (connection.said + text).slice(0, 4000);
      if (connection.said.includes("\r\n\r\n")) socket.end("HTTP/1.1 204 No Content\r\nConnection: close\r\nAccess-Control-Allow-Origin: *\r\n\r\n");
    });
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  return {
    /** The address of a name of its own, so that it can be told who was asked. */
    url: (name) => `http://${name}.sink.test:${port}`,
    /**
     * How many connected until now and until it was quiet, and the names that were asked for something. Then it forgets
     * them, and ends what is open, so that the same name is connected to again. It waits longer for what is sure to come.
     */
    async take({ isSure = false } = {}) {
      await sleep(FIRST_MS);
      for (let waited = 0; isSure && heard.length === 0 && waited < SURE_MS; waited += FIRST_MS) await sleep(FIRST_MS);
      while (performance.now() - lastSign < QUIET_MS) await sleep(FIRST_MS);
      for (const socket of sockets) socket.destroy();
      const connections = heard.splice(0);
      const names = connections.map(({ said }) => /([a-z0-9-]+)\.sink\.test/i.exec(said)?.[1]);
      return { connections: connections.length, names: names.filter((name) => name), hosts: connections.map(host) };
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
