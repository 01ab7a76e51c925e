//! A page's end of a tunnel, through whatever stands before the bridge: who knocks, what was promised, what came.
//! It knows frames and no mail. What it may not do is to hide how a tunnel ended.

import assert from "node:assert/strict";
import { createRequire } from "node:module";

const { WebSocket } = createRequire(new URL("../../browser/", import.meta.url))("ws");

const SUBPROTOCOL = "restante.tunnel.v1";
const PIECE = 64 * 1024;

/** Knocks as a page of `origin`, from the address `from`. `site` is where to and how (`startProxy` has it). */
export function knock(site, { origin = site.origin, from = "127.0.0.1", headers = {} } = {}) {
  const options = { origin, headers: { host: site.host, ...headers }, localAddress: from, perMessageDeflate: false };
  const url = `${site.address.replace("http", "ws")}${site.path ?? "/"}bridge`;
  const socket = new WebSocket(url, [SUBPROTOCOL], { ...options, ca: site.ca, servername: site.name });
  return new Promise((resolve, reject) => {
    const tunnel = new Tunnel(socket);
    socket.on("open", () => resolve({ tunnel }));
    socket.on("unexpected-response", (_, response) => {
      resolve({ status: response.statusCode });
      response.destroy();
    });
    socket.on("error", reject);
  });
}

/** A tunnel that has been asked for. */
export async function open(site, port, { host = "127.0.0.1", ...who } = {}) {
  const { tunnel, status } = await knock(site, who);
  assert.ok(tunnel, `there is no tunnel, but ${status}`);
  tunnel.say({ connect: { host, port } });
  return tunnel;
}

class Tunnel {
  #heard = [];
  #wake = () => {};

  constructor(socket) {
    this.socket = socket;
    socket.on("message", (data, isBinary) => this.#note(isBinary ? { bytes: data } : { frame: JSON.parse(data) }));
    socket.on("close", (code) => this.#note({ close: code }));
    socket.on("error", () => {});
  }

  #note(heard) {
    this.#heard.push(heard);
    this.#wake();
  }

  say(frame) {
    this.socket.send(JSON.stringify(frame));
  }

  /** The next thing that comes: `{ frame }`, `{ bytes }` or `{ close }`. */
  async hear() {
    while (this.#heard.length === 0) {
      await new Promise((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.#heard.shift();
  }

  async hearConnected() {
    assert.deepEqual(await this.hear(), { frame: { connected: {} } });
  }

  /** All that comes before `count` bytes are here, which are paid for as they come. */
  async take(count) {
    const pieces = [];
    for (let left = count; left > 0; ) {
      const { bytes, ...other } = await this.hear();
      assert.ok(bytes, `${left} bytes before the end: ${JSON.stringify(other)}`);
      pieces.push(bytes);
      left -= bytes.length;
      this.say({ credit: bytes.length });
    }
    return Buffer.concat(pieces);
  }

  /** Sends all of it, in frames of the size that is allowed, and no faster than it goes. */
  async give(bytes) {
    for (let at = 0; at < bytes.length; at += PIECE) {
      await new Promise((resolve, reject) => this.socket.send(bytes.subarray(at, at + PIECE), (error) => (error ? reject(error) : resolve())));
    }
  }

  /** The last words, and the code that it closed with. */
  async hearTheEnd() {
    for (let words; ; ) {
      const { frame, close } = await this.hear();
      words = frame ?? words;
      if (close !== undefined) return { ...words, code: close };
    }
  }

  close() {
    this.socket.terminate();
  }
}
