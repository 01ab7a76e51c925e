//! A mail server that knows bytes, not mail: what it hears, says and how it ends is for the test to decide.

import { once } from "node:events";
import { createServer } from "node:net";

/** Listens on loopback. Nothing is read of a connection before the test asks for it. */
export async function startServer({ port = 0, host = "127.0.0.1" } = {}) {
  const sockets = new Set();
  const peers = [];
  let waiting = () => {};
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    peers.push(new Peer(socket));
    waiting();
  });
  server.listen(port, host);
  await once(server, "listening");

  return {
    port: server.address().port,
    /** The next connection. */
    async accept() {
      while (peers.length === 0) {
        await new Promise((resolve) => {
          waiting = resolve;
        });
      }
      return peers.shift();
    },
    /** Has `serve` look after every connection from now on; that one breaks is no concern of anybody. */
    everybody(serve) {
      waiting = () => {
        while (peers.length > 0) serve(peers.shift()).catch(() => {});
      };
      waiting();
    },
    /** Whether anybody has connected who was not accepted. */
    get isUntouched() {
      return peers.length === 0;
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      if (!server.listening) return;
      server.close();
      await once(server, "close");
    },
  };
}

class Peer {
  #socket;
  #pieces;
  #left = Buffer.alloc(0);
  /** How much of what was written the system has taken. */
  taken = 0;

  constructor(socket) {
    this.#socket = socket;
    socket.on("error", () => {});
  }

  /** Exactly so many bytes, or as many as come before the end. */
  async hear(count) {
    const heard = [this.#left];
    let length = this.#left.length;
    while (length < count) {
      const piece = await this.#next();
      if (piece === undefined) break;
      heard.push(piece);
      length += piece.length;
    }
    const all = Buffer.concat(heard);
    this.#left = all.subarray(count);
    return all.subarray(0, count);
  }

  /** Each piece of so many bytes as it comes. */
  async *pieces(count) {
    for (let left = count; left > 0; ) {
      const piece = await this.#next();
      if (piece === undefined) throw new Error(`${left} bytes are missing at the end`);
      left -= piece.length;
      yield piece;
    }
  }

  /** Everything up to an orderly end; throws when the connection breaks instead. */
  hearAll() {
    return this.hear(Infinity);
  }

  async #next() {
    this.#pieces ??= this.#socket[Symbol.asyncIterator]();
    const { value } = await this.#pieces.next();
    return value;
  }

  /** Resolves once the system has taken the bytes. */
  write(bytes) {
    return new Promise((resolve, reject) => {
      this.#socket.write(bytes, (error) => {
        if (error) return reject(error);
        this.taken += bytes.length;
        resolve();
      });
    });
  }

  /** Says no more, and may go on hearing. */
  end() {
    this.#socket.end();
  }

  reset() {
    this.#socket.resetAndDestroy();
  }
}
