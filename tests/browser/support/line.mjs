//! A line between a client and a server on loopback: as slow as one wants, counted, held, written down.

import { connect, createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** Starts a line to a port. Without a limit it is as fast as loopback; with a latency everything takes so long, each way. */
export async function startLine(target, { octetsPerSecond = Infinity, latencyMs = 0, port = 0 } = {}) {
  const sockets = new Set();
  const waiting = new Set();
  let octets = 0;
  let held;
  let letGo = () => {};
  const line = { records: [], hold, release, carries, cut, stop };

  const server = createServer((client) => {
    const far = connect(target, "127.0.0.1");
    const record = { toServer: [], toClient: [], isOpen: true };
    line.records.push(record);
    far.on("close", () => {
      record.isOpen = false;
    });
    for (const socket of [client, far]) sockets.add(socket);
    carry(client, far, (bytes) => {
      record.toServer.push(bytes);
      return latencyMs > 0 ? sleep(latencyMs) : undefined;
    });
    carry(far, client, (bytes) => {
      record.toClient.push(bytes);
      octets += bytes.length;
      for (const look of waiting) look();
      return travel(bytes.length);
    });
  });

  /** Nothing more comes from the server until `release`. */
  function hold() {
    held ??= new Promise((resolve) => {
      letGo = resolve;
    });
  }

  function release() {
    letGo();
    held = undefined;
  }

  /** When the server has sent so many octets more. */
  function carries(more) {
    const goal = octets + more;
    return new Promise((resolve) => {
      const look = () => {
        if (octets < goal) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
    });
  }

  function travel(length) {
    if (octetsPerSecond === Infinity && latencyMs === 0) return held;
    return sleep(latencyMs + (length / octetsPerSecond) * 1000).then(() => held);
  }

  /** `note` sees the bytes before they go, and may have them wait. */
  function carry(from, to, note) {
    from.on("data", async (bytes) => {
      const wait = note(bytes);
      if (wait) {
        from.pause();
        await wait;
      }
      if (!to.destroyed && !to.write(bytes)) {
        from.pause();
        await new Promise((resolve) => to.once("drain", resolve).once("close", resolve));
      }
      from.resume();
    });
    const hangUp = () => {
      sockets.delete(from);
      to.destroy();
    };
    from.on("end", () => to.end()).on("error", hangUp).on("close", hangUp);
  }

  /** Every connection breaks; what is on its way is lost. */
  function cut() {
    for (const socket of sockets) socket.resetAndDestroy();
  }

  async function stop() {
    release();
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }

  await new Promise((resolve, reject) => server.on("error", reject).listen(port, "127.0.0.1", resolve));
  line.port = server.address().port;
  return line;
}
