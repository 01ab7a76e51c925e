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

const ANY = () => true;
const DIGIT = (byte) => byte >= 0x30 && byte <= 0x39;
const spelled = (text) => [...text].map((letter) => letter.charCodeAt(0));

/** How the bytes of one side begin: the ways to do so, octet by octet. */
export const BEGINNINGS = {
  /** A handshake record (RFC 8446 §5.1): type 22, version 3.x, two octets of length, and in it a ClientHello (type 1). */
  tlsHello: [[22, 3, ANY, ANY, ANY, 1]],
  /** What a POP3 server says first (RFC 1939 §3): that it is ready, or why it is not. */
  pop3Greeting: [spelled("+OK"), spelled("-ERR")],
  /** What an SMTP server says first (RFC 5321 §3.1, §3.8): a reply of three digits. */
  smtpGreeting: ["2", "4", "5"].map((digit) => [...spelled(digit), DIGIT, DIGIT]),
};

/** Watches that one side begins as it must. */
export class Watch {
  #ways;
  #seen = [];

  /** @param wanted one of BEGINNINGS, or nothing */
  constructor(wanted) {
    this.#ways = wanted;
  }

  /** Whether all that is to be seen was seen. */
  get isOver() {
    return !this.#ways;
  }

  /** Whether this side may go on with `bytes`. */
  admits(bytes) {
    if (this.isOver) return true;
    const longest = Math.max(...this.#ways.map((way) => way.length));
    this.#seen.push(...bytes.subarray(0, longest - this.#seen.length));
    const fits = (wanted, byte) => (typeof wanted === "function" ? wanted(byte) : wanted === byte);
    const way = this.#ways.find((way) => way.every((wanted, at) => at >= this.#seen.length || fits(wanted, this.#seen[at])));
    if (way && this.#seen.length >= way.length) this.#ways = undefined;
    return way !== undefined;
  }
}
