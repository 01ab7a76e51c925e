//! A way to a proxy for programs that speak no TLS themselves: they say it plainly here, and it goes on over TLS.

import { createServer } from "node:net";
import { connect } from "node:tls";

export async function startTlsWay(site) {
  const sockets = new Set();
  const way = createServer((client) => {
    const far = connect({ port: site.port, host: "127.0.0.1", servername: site.name, ca: site.ca });
    for (const [socket, other] of [[client, far], [far, client]]) {
      sockets.add(socket);
      socket.on("error", () => other.destroy()).on("close", () => sockets.delete(socket) && other.destroy());
    }
    client.pipe(far).pipe(client);
  });
  await new Promise((resolve) => way.listen(0, "127.0.0.1", resolve));
  return {
    port: way.address().port,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => way.close(resolve));
    },
  };
}
