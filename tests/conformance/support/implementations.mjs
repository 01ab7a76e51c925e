//! Whom the suite is run against, how each is started, and what each may lack. What is not in this table is demanded of all.

import { access } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import workerd from "workerd";

import { startProgram } from "./process.mjs";
import { startServer } from "./server.mjs";

/** The first byte of a TLS record that belongs to a handshake. */
export const HANDSHAKE = 22;

/** Everything that an implementation may lack for a reason of its platform, and what is asked of it instead. */
export const MAY_LACK = {
  "dns-failed": "a name without an address is refused as `unreachable`",
  "held-back-browser": "what the server does not take is kept up to a limit, and the tunnel closed as `limit` beyond it",
  "tunnels-counted": "there is no limit on open tunnels",
  shutdown: "tunnels are cut when the implementation stops",
  "other-settings": "what depends on settings is not looked at",
};

/** Where TLS must be. */
const TLS_PORTS = [995, 465, 443];
/** Where the server speaks first, and how it may. */
const GREETED_PORTS = [
  { port: 110, greetings: ["+OK ready\r\n", "-ERR [SYS/TEMP] later\r\n"] },
  { port: 587, greetings: ["220 mail.example.org ESMTP\r\n", "220-mail.example.org\r\n220 ESMTP\r\n", "421 later\r\n", "554 no\r\n"] },
];

const root = fileURLToPath(new URL("../../../", import.meta.url));
const deployed = (config) => fileURLToPath(new URL(config, import.meta.url));

const bridge = {
  name: "restante-bridge",
  lacks: {},
  growthMaxMib: 16,
  async start(settings) {
    const program = process.env.RESTANTE_BRIDGE ?? `${root}target/release/restante-bridge`;
    await access(program).catch(() => {
      throw new Error(`there is no bridge at ${program}: run \`cargo xtask build\``);
    });
    return startProgram(program, (port) => ["--listen", `127.0.0.1:${port}`], settings);
  },
  serving(folder, settings) {
    return this.start({ ...settings, "static-dir": folder });
  },
  /** Its own demo servers are the ones on such ports that it reaches without anybody's right to listen there. */
  async startBesideTls() {
    const server = await startServer({ port: 443 }).catch(() => console.log("nobody may listen on port 443 here: what holds there is not looked at"));
    server?.everybody(answersLikeTls);
    const running = await this.start({ demo: true, "allow-private": true, "allow-port": TLS_PORTS });
    const host = "demo.restante.invalid";
    return {
      ...running,
      tls: [{ host, port: 995 }, { host, port: 465 }, ...(server ? [{ host: "127.0.0.1", port: 443 }] : [])],
      async stop() {
        await running.stop();
        await server?.stop();
      },
    };
  },
  async startBesideGreeters() {
    const greeted = [];
    for (const place of GREETED_PORTS) {
      const server = await startServer({ port: place.port }).catch(() => console.log(`nobody may listen on port ${place.port} here: what holds there is not looked at`));
      if (server) greeted.push({ ...place, host: "127.0.0.1", server });
    }
    const running = await this.start({ "allow-private": true, "allow-port": GREETED_PORTS.map(({ port }) => port) });
    return {
      ...running,
      greeted,
      async stop() {
        await running.stop();
        for (const { server } of greeted) await server.stop();
      },
    };
  },
};

const workers = {
  name: "workerd",
  lacks: {
    "dns-failed": "the platform resolves names, and does not say what failed",
    "held-back-browser": "a worker cannot leave a WebSocket unread",
    "tunnels-counted": "the instances of a worker know nothing of each other",
    shutdown: "a worker is not told that it is being stopped",
  },
  growthMaxMib: 160,
  start(settings) {
    if ("max-opens-per-minute" in settings) return serve(deployed("../arrangements.capnp"), "counted", settings);
    return serve(deployed("../../../deploy/workers/workerd.capnp"), settings["allow-private"] ? "around" : "config", settings);
  },
  serving(folder, settings) {
    return serve(deployed("../arrangements.capnp"), "served", settings, ["--directory-path", `files=${folder}`]);
  },
  async startBesideTls() {
    const server = await startServer();
    const running = await serve(deployed("../arrangements.capnp"), "detour", { "allow-port": TLS_PORTS }, ["--external-addr", `internet=127.0.0.1:${server.port}`]);
    server.everybody(answersLikeTls);
    return {
      ...running,
      tls: TLS_PORTS.map((port) => ({ host: "mail.example.org", port })),
      async stop() {
        await running.stop();
        await server.stop();
      },
    };
  },
  async startBesideGreeters() {
    const server = await startServer();
    const ports = GREETED_PORTS.map(({ port }) => port);
    const running = await serve(deployed("../arrangements.capnp"), "detour", { "allow-port": ports }, ["--external-addr", `internet=127.0.0.1:${server.port}`]);
    return {
      ...running,
      greeted: GREETED_PORTS.map((place) => ({ ...place, host: "mail.example.org", server })),
      async stop() {
        await running.stop();
        await server.stop();
      },
    };
  },
};

/** Says that a handshake goes on, whatever it hears. */
async function answersLikeTls(peer) {
  await peer.hear(1);
  await peer.write(Buffer.from([HANDSHAKE]));
}

function serve(config, name, settings, words = []) {
  return startProgram(workerd.default, (port) => ["serve", config, name, "--socket-addr", `http=127.0.0.1:${port}`, ...words], settings);
}

/**
 * One that runs already, at RESTANTE_TUNNEL (`wss://…/bridge`). It has to reach loopback of this machine at RESTANTE_TUNNEL_PORT,
 * and a server with TLS at port 995 of the host RESTANTE_TUNNEL_TLS.
 */
const given = {
  name: process.env.RESTANTE_TUNNEL,
  lacks: Object.fromEntries(["other-settings", ...(process.env.RESTANTE_TUNNEL_LACKS ?? "").split(",").filter(Boolean)].map((what) => [what, "it runs elsewhere"])),
  port: Number(process.env.RESTANTE_TUNNEL_PORT ?? 0),
  token: process.env.RESTANTE_TUNNEL_TOKEN,
  async start() {
    const url = new URL(this.name);
    const origin = process.env.RESTANTE_TUNNEL_ORIGIN ?? `${url.protocol.replace("ws", "http")}//${url.host}`;
    return { url: url.href, origin, async stop() {} };
  },
  async startBesideTls() {
    return { ...(await this.start()), tls: [{ host: process.env.RESTANTE_TUNNEL_TLS, port: 995 }] };
  },
  /** Nobody here listens where it could reach such a port. */
  async startBesideGreeters() {
    return { ...(await this.start()), greeted: [] };
  },
};

export const implementations = process.env.RESTANTE_TUNNEL ? [given] : [bridge, workers];
