//! What holds bytes back or lets them go: credit of the browser, frames that wait for the server, the look at the first bytes.
//! It moves nothing itself.

/** A worker cannot leave a WebSocket unread, so that what the server does not take waits here: up to this much. */
const OUTBOX_MAX = 16 * 1024 * 1024;

/** How many bytes the browser will still take. */
export class Credit {
  #bytes;
  #granted = () => {};

  constructor(bytes) {
    this.#bytes = bytes;
  }

  grant(bytes) {
    this.#bytes += bytes;
    this.#granted();
  }

  spend(bytes) {
    this.#bytes -= bytes;
  }

  /** What may be sent, at most `most`; waits while that is nothing. */
  async available(most) {
    while (this.#bytes <= 0) await new Promise((resolve) => (this.#granted = resolve));
    return Math.min(this.#bytes, most);
  }
}

/** What the browser sent and the server has not taken yet. */
export class Outbox {
  #frames = [];
  #octets = 0;
  #isFinished = false;
  #changed = () => {};

  /** Adds a frame, unless that is too much. */
  push(frame) {
    if (this.#octets + frame.byteLength > OUTBOX_MAX) return false;
    if (frame.byteLength > 0) {
      this.#frames.push(frame);
      this.#octets += frame.byteLength;
      this.#changed();
    }
    return true;
  }

  /** Nothing more will come. */
  finish() {
    this.#isFinished = true;
    this.#changed();
  }

  clear() {
    this.#frames = [];
  }

  /** The next frame, once there is one; the one before has been taken. `undefined` at the end. */
  async next() {
    while (!this.#frames.length && !this.#isFinished) await new Promise((resolve) => (this.#changed = resolve));
    const frame = this.#frames.shift();
    this.#octets -= frame?.byteLength ?? 0;
    return frame;
  }
}

/** A handshake record (RFC 8446 §5.1): type 22, version 3.x, two octets of length, and in it a ClientHello (type 1). */
const BEGINNING = [22, 3, undefined, undefined, undefined, 1];

/** Watches that a stream begins like a TLS client does, where it must. */
export class Hello {
  isWanted;
  #seen = 0;

  constructor(isWanted) {
    this.isWanted = isWanted;
  }

  /** Whether the stream may go on with `bytes`. */
  admits(bytes) {
    if (!this.isWanted) return true;
    const fits = BEGINNING.slice(this.#seen).every((wanted, at) => at >= bytes.length || wanted === undefined || wanted === bytes[at]);
    this.#seen += bytes.length;
    return fits;
  }
}
