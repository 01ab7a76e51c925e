//! One tunnel from its first frame to its last: who asks, where to, and then bytes in both directions.
//! It never looks into the bytes, beyond whether they begin like what the port is for, and never logs them or the host.

import { connect } from "cloudflare:sockets";

import { Credit, Outbox, Watch } from "./flow.js";
import { CLOSED_CODES, FRAME_MAX, REFUSED_CODES, firstFrame, grant } from "./frame.js";
import { Refusal } from "./policy.js";

/** What may go to the browser before its first `credit` frame. */
const INITIAL_CREDIT = 1024 * 1024;
/** How long a side that was told goodbye is waited for. */
const CLOSING_TIME_MS = 2000;

/** How a tunnel ends when the browser ends it: nobody is left to be told. */
const LEFT = "left";

export class Tunnel {
  #browser;
  #policy;
  #mayOpen;
  #first = Promise.withResolvers();
  #ending = Promise.withResolvers();
  #hasFirst = false;
  /** Whether frames of the browser still count. */
  #hears = true;
  #hello = new Watch();
  #greeting = new Watch();
  /** Whether the server has said what its port is for: it hears nothing before. */
  #greeted = Promise.withResolvers();
  #credit = new Credit(INITIAL_CREDIT);
  #outbox = new Outbox();
  #lastMoved = Date.now();
  /** In bytes, both directions together. */
  #moved = 0;

  /** `mayOpen` says whether this client may have one more connection opened. */
  constructor(browser, policy, mayOpen) {
    this.#browser = browser;
    this.#policy = policy;
    this.#mayOpen = mayOpen;
    browser.binaryType = "arraybuffer";
    browser.accept();
    browser.addEventListener("message", ({ data }) => this.#hear(data));
    browser.addEventListener("close", () => this.#leave());
    browser.addEventListener("error", () => this.#leave());
  }

  /** Ends when the tunnel has. */
  async run() {
    let server;
    try {
      server = await this.#establish();
    } catch (refusal) {
      this.#hears = false;
      if (refusal === LEFT) return;
      const { reason, what } = refusal instanceof Refusal ? refusal : new Refusal("unreachable");
      this.#say({ refused: { reason, what } });
      this.#close(REFUSED_CODES[reason], reason);
      return;
    }
    await this.#pump(server);
  }

  async #establish() {
    const text = await within(this.#policy.firstFrameTimeoutMs, Promise.race([this.#first.promise, this.#left()]));
    const { connect: place, token } = firstFrame(text);
    if (!(await this.#policy.admitsToken(token))) throw new Refusal("unauthorised");
    const address = this.#policy.route(place);
    if (!(await this.#mayOpen())) throw new Refusal("busy");
    const beginnings = this.#policy.beginnings(place.port);
    this.#hello = new Watch(beginnings.browser);
    this.#greeting = new Watch(beginnings.server);
    if (this.#greeting.isOver) this.#greeted.resolve(true);
    // TLS is the browser's. A server that only stopped speaking may still be listening.
    const server = connect(address, { secureTransport: "off", allowHalfOpen: true });
    // Said again by whoever reads or writes.
    server.closed.catch(() => {});
    try {
      await within(this.#policy.connectTimeoutMs, Promise.race([server.opened, this.#left()]));
    } catch (why) {
      server.close().catch(() => {});
      throw why;
    }
    return server;
  }

  /** Throws once the browser has gone. */
  async #left() {
    if ((await this.#ending.promise) === LEFT) throw LEFT;
    return new Promise(() => {});
  }

  #hear(data) {
    if (!this.#hears) return;
    if (!this.#hasFirst) {
      this.#hasFirst = true;
      this.#first.resolve(data);
    } else if (data.length > FRAME_MAX || data.byteLength > FRAME_MAX) {
      this.#stop("limit");
    } else if (typeof data === "string") {
      const credit = grant(data);
      if (credit === undefined) this.#stop("misuse");
      else this.#credit.grant(credit);
    } else if (!this.#outbox.push(new Uint8Array(data))) {
      this.#stop("limit");
    }
  }

  /** What the browser does ends the tunnel: nothing more of it is passed on. */
  #stop(ending) {
    this.#hears = false;
    this.#outbox.clear();
    this.#outbox.finish();
    this.#ending.resolve(ending);
  }

  /** The browser has gone: what it sent before is delivered, and what the server still says is read into nothing. */
  #leave() {
    this.#hears = false;
    this.#outbox.finish();
    this.#credit.grant(Infinity);
    this.#ending.resolve(LEFT);
    this.#close(1000);
  }

  /** Moves bytes until either side or a limit ends it; then tells both sides. */
  async #pump(server) {
    const writer = server.writable.getWriter();
    const up = this.#up(writer);
    const down = this.#down(server.readable.getReader({ mode: "byob" }));
    const clock = this.#watch();
    const ending = await this.#ending.promise;
    clearTimeout(clock.timer);
    if (ending === LEFT) {
      // A server that takes nothing any more is given up like a silent one.
      await within(this.#policy.idleTimeoutMs, up).catch(() => {});
      // Closing a socket with unread bytes resets it, and a reset can overtake the browser's last command.
      await within(CLOSING_TIME_MS, down).catch(() => {});
    } else {
      if (ending !== "misuse") this.#say({ closed: { reason: ending } });
      this.#close(CLOSED_CODES[ending], ending);
      // Hears the browser's own goodbye, and passes on what it had sent before it heard ours.
      await within(CLOSING_TIME_MS, up).catch(() => {});
    }
    this.#hears = false;
    this.#outbox.finish();
    // What the server has not taken by now it is not waited for, as closing would.
    writer.abort().catch(() => {});
    await server.close().catch(() => {});
  }

  /** Browser to server. */
  async #up(writer) {
    let serverTakes = true;
    for (let frame; (frame = await this.#outbox.next()) !== undefined; ) {
      if (!this.#hello.admits(frame)) return this.#stop("limit");
      serverTakes &&= await this.#greeted.promise;
      if (!serverTakes) continue;
      // A server that no longer listens may still be speaking: only its own end ends the tunnel.
      await writer.write(frame).then(() => this.#count(frame.byteLength), () => (serverTakes = false));
    }
    if (serverTakes) await writer.close().catch(() => {});
  }

  /** Server to browser. Nothing is read without credit, not even the end of the stream. */
  async #down(reader) {
    this.#say({ connected: {} });
    for (;;) {
      const room = await this.#credit.available(FRAME_MAX);
      let read;
      try {
        // What is sent is not copied, and may wait for a slow browser: each frame has bytes of its own.
        read = await reader.read(new Uint8Array(room));
      } catch {
        this.#greeted.resolve(false);
        return this.#ending.resolve("reset");
      }
      if (read.done) {
        this.#greeted.resolve(false);
        return this.#ending.resolve("eof");
      }
      if (!this.#greeting.admits(read.value)) {
        this.#greeted.resolve(false);
        return this.#stop("limit");
      }
      if (this.#greeting.isOver) this.#greeted.resolve(true);
      this.#credit.spend(read.value.byteLength);
      this.#send(read.value);
      this.#count(read.value.byteLength);
    }
  }

  /** Ends the tunnel when it was silent or open for too long. */
  #watch() {
    const endOfLife = Date.now() + this.#policy.maxLifetimeMs;
    const clock = {};
    const look = () => {
      const now = Date.now();
      const silentUntil = this.#lastMoved + this.#policy.idleTimeoutMs;
      if (now >= endOfLife) this.#ending.resolve("limit");
      else if (now >= silentUntil) this.#ending.resolve("idle");
      else clock.timer = setTimeout(look, Math.min(silentUntil, endOfLife) - now);
    };
    look();
    return clock;
  }

  #count(bytes) {
    this.#lastMoved = Date.now();
    this.#moved += bytes;
    if (this.#moved > this.#policy.maxBytes) this.#ending.resolve("limit");
  }

  #say(frame) {
    this.#send(JSON.stringify(frame));
  }

  #send(data) {
    try {
      this.#browser.send(data);
    } catch {
      // The browser has gone, which its close event says or has said.
    }
  }

  #close(code, reason) {
    try {
      this.#browser.close(code, reason);
    } catch {
      // As above.
    }
  }
}

/** Waits no longer than that. */
async function within(ms, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Refusal("timed-out")), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
