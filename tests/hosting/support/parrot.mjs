//! A server that hears so many bytes as the first four of them say, and then says them all again. One way after the other:
//! what pays for bytes on their way back would wait behind bytes on their way out.

import { createServer } from "node:net";

const LENGTH = 4;

/** What is to be sent for these bytes to come back, behind their length. */
export function framed(bytes) {
  const length = Buffer.alloc(LENGTH);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

export async function startParrot() {
  const sockets = new Set();
  const server = createServer({ noDelay: true }, (socket) => {
    const heard = [];
    let [length, wanted] = [0, undefined];
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket)).on("error", () => {});
    socket.on("data", (bytes) => {
      heard.push(bytes);
      length += bytes.length;
      if (length < LENGTH) return;
      wanted ??= LENGTH + Buffer.concat(heard).readUInt32BE();
      if (length === wanted) socket.write(Buffer.concat(heard));
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: server.address().port,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
