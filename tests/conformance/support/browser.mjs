//! The page's end of a tunnel. It knows the frames, and holds whoever is at the other end to what may never happen: a frame
//! over 64 KiB, or a byte more than was granted.

import assert from "node:assert/strict";

import { WebSocket } from "ws";

export const SUBPROTOCOL = "restante.tunnel.v1";
export const FRAME_MAX = 64 * 1024;
export const INITIAL_CREDIT = 1024 * 1024;

/** Knocks at a tunnel's door as a page of `origin` does: a browser, or the status that came instead. */
export function knock(url, { origin, subprotocols = [SUBPROTOCOL] } = {}) {
  const socket = new WebSocket(url, subprotocols, { origin, perMessageDeflate: false, maxPayload: FRAME_MAX });
  return new Promise((resolve, reject) => {
    const browser = new Browser(socket);
    socket.on("open", () => resolve({ browser }));
    socket.on("unexpected-response", (request, response) => {
      resolve({ status: response.statusCode });
      response.destroy();
    });
    socket.on("error", reject);
  });
}

class Browser {
  #heard = [];
  #waiting;
  #credit = INITIAL_CREDIT;
  #bytesLeft;

  constructor(socket) {
    this.socket = socket;
    socket.on("message", (data, isBinary) => {
      if (isBinary) this.#credit -= data.length;
      this.#note(isBinary ? { bytes: data } : { frame: JSON.parse(data) });
      if (this.#credit < 0) this.#note({ broken: "more came than was granted" });
    });
    socket.on("close", (code) => this.#note({ close: code }));
    socket.on("error", (error) => this.#note({ broken: error.message }));
  }

  #note(heard) {
    this.#heard.push(heard);
    this.#waiting?.();
  }

  /** The next thing that comes: `{ frame }`, `{ bytes }` or `{ close }`. */
  async hear() {
    while (this.#heard.length === 0) {
      await new Promise((resolve) => {
        this.#waiting = resolve;
      });
    }
    const heard = this.#heard.shift();
    assert.equal(heard.broken, undefined);
    return heard;
  }

  /** Exactly so many bytes. */
  async hearBytes(count) {
    const pieces = this.#bytesLeft === undefined ? [] : [this.#bytesLeft];
    let length = this.#bytesLeft?.length ?? 0;
    while (length < count) {
      const { bytes, ...other } = await this.hear();
      assert.ok(bytes, `after ${length} of ${count} bytes: ${JSON.stringify(other)}`);
      pieces.push(bytes);
      length += bytes.length;
    }
    const all = Buffer.concat(pieces);
    this.#bytesLeft = length > count ? all.subarray(count) : undefined;
    return all.subarray(0, count);
  }

  /** Each piece of what comes, up to so many bytes in all; it is paid for when it has been taken. */
  async *pieces(count) {
    for (let left = count; left > 0; ) {
      const { bytes, ...other } = await this.hear();
      assert.ok(bytes, `${left} bytes before the end: ${JSON.stringify(other)}`);
      left -= bytes.length;
      yield bytes;
      if (left > 0) this.grant(bytes.length);
    }
  }

  async hearConnected() {
    assert.deepEqual(await this.hear(), { frame: { connected: {} } });
  }

  /** Why there is no connection: the reason, what it is about, and the close code. */
  async hearRefusal() {
    const { frame } = await this.hear();
    const { reason, what, ...other } = frame?.refused ?? assert.fail(`no refusal: ${JSON.stringify(frame)}`);
    assert.deepEqual(other, {});
    const { close } = await this.hear();
    return { reason, ...(what === undefined ? {} : { what }), code: close };
  }

  /** How the stream ended, in these very words, and with nothing before them. */
  async hearClosed(reason, code) {
    assert.deepEqual(await this.hear(), { frame: { closed: { reason } } });
    assert.deepEqual(await this.hear(), { close: code });
  }

  /** How the tunnel ended, whatever came before that. */
  async hearTheEnd() {
    for (let reason; ; ) {
      const { frame, close } = await this.hear();
      reason = frame?.closed?.reason ?? reason;
      if (close !== undefined) return { reason, code: close };
    }
  }

  ask(host, port, token) {
    this.say({ connect: { host, port }, token });
  }

  say(frame) {
    this.sayText(JSON.stringify(frame));
  }

  sayText(text) {
    this.socket.send(text);
  }

  grant(bytes) {
    this.#credit += bytes;
    this.say({ credit: bytes });
  }

  /** Resolves once the bytes have left this process. */
  send(bytes) {
    return new Promise((resolve, reject) => {
      this.socket.send(bytes, { binary: true }, (error) => (error ? reject(error) : resolve()));
    });
  }

  close() {
    this.socket.close();
  }

  /** As if the browser had lost its network and its machine had said so. */
  vanish() {
    this.socket.terminate();
  }
}
