//! A way to the bridge on which servers of the wide world are looked for on loopback: the app asks for a provider's
//! server by its real name and port, and gets the one that the test started. The app and the bridge are as people have them.

import { connect, createServer } from "node:net";

/** Starts the way. `servers` says which port on loopback stands for which `name:port`; everything else is left as it is. */
export async function startDetour(bridge, servers) {
  const asked = [];
  const sockets = new Set();
  const way = createServer((client) => {
    const far = connect(Number(new URL(bridge.url).port), "127.0.0.1");
    for (const [socket, other] of [[client, far], [far, client]]) {
      sockets.add(socket);
      socket.on("error", () => other.destroy()).on("close", () => other.destroy());
    }
    far.pipe(client);
    let held = Buffer.alloc(0);
    let isTunnel = false;
    const look = (bytes) => {
      held = Buffer.concat([held, bytes]);
      const end = held.indexOf("\r\n\r\n") + 4;
      if (!isTunnel && end > 4) {
        isTunnel = /\r\nupgrade: websocket/i.test(held.subarray(0, end).toString("latin1"));
        // The browser says nothing more before the bridge has agreed.
        far.write(held.subarray(0, isTunnel ? end : held.length));
        held = held.subarray(isTunnel ? end : held.length);
        if (!isTunnel) return passOn();
      }
      const changed = isTunnel ? redirected(held, servers, asked) : undefined;
      if (changed === undefined) return;
      far.write(changed);
      passOn();
    };
    const passOn = () => client.off("data", look).pipe(far);
    client.on("data", look);
  });
  await new Promise((resolve) => way.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${way.address().port}/`,
    /** The `name:port` of every server that was asked for, in their order. */
    asked,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => way.close(resolve));
    },
  };
}

/** The first frame of a tunnel as it goes on to the bridge; nothing yet where it is not whole. */
function redirected(frame, servers, asked) {
  // A short text from a browser: two octets of length, four of mask. What asks for a server is never long.
  if (frame.length < 2) return undefined;
  const isExtended = frame[1] % 128 === 126;
  const maskAt = isExtended ? 4 : 2;
  if (frame.length < maskAt) return undefined;
  const length = isExtended ? frame.readUInt16BE(2) : frame[1] % 128;
  const end = maskAt + 4 + length;
  if (frame.length < end) return undefined;
  const mask = frame.subarray(maskAt, maskAt + 4);
  const message = JSON.parse(Buffer.from(frame.subarray(maskAt + 4, end).map((byte, index) => byte ^ mask[index % 4])).toString());
  const { host, port } = message.connect;
  const name = `${host}:${port}`;
  asked.push(name);
  if (servers[name]) Object.assign(message.connect, { host: "127.0.0.1", port: servers[name] });
  const said = Buffer.from(JSON.stringify(message));
  const sizes = said.length < 126 ? [128 + said.length] : [128 + 126, said.length >> 8, said.length % 256];
  return Buffer.concat([Buffer.from([0x81, ...sizes, 0, 0, 0, 0]), said, frame.subarray(end)]);
}
