//! Runs tests against every implementation: a server beside each, and a word for what one lacks.

import { after, before, describe, test } from "node:test";

import { knock } from "./browser.mjs";
import { implementations, MAY_LACK } from "./implementations.mjs";
import { startServer } from "./server.mjs";

/** Against silence alone: nothing here is measured by it. */
const PATIENCE_MS = 60_000;

/**
 * Describes what is demanded, once for each implementation. The tests get a `scene`: `server` is a mail server, and `tunnels`
 * an implementation that reaches it and nothing else.
 */
export function demand(what, tests) {
  for (const implementation of implementations) {
    describe(`${implementation.name}: ${what}`, { timeout: 10 * PATIENCE_MS }, () => {
      const scene = { implementation, started: [], startWith: async (settings) => visited(scene, await implementation.start(settings)) };

      before(async () => {
        scene.server = await startServer({ port: implementation.port });
        scene.tunnels = await scene.startWith(reaching(scene.server.port));
      });

      after(async () => {
        // Also what a story that failed has left behind, or nobody would ever hear that it did.
        for (const tunnels of scene.started) await tunnels.stop();
        await scene.server?.stop();
      });

      tests(scene);
    });
  }
}

/** A test of `scene.implementation`; one that `needs` what is lacked is shown as not demanded, with what holds instead. */
export function story(scene, name, run, { needs } = {}) {
  const isLacked = needs !== undefined && lacks(scene, needs);
  test(name, { timeout: PATIENCE_MS, skip: isLacked && `${MAY_LACK[needs]}, because ${scene.implementation.lacks[needs]}` }, () => run(scene));
}

export function lacks({ implementation }, what) {
  if (!(what in MAY_LACK)) throw new Error(`nothing is said of lacking ${what}`);
  return what in implementation.lacks;
}

/** The settings under which loopback is reached, at these ports. */
export function reaching(...ports) {
  return { "allow-private": true, "allow-port": ports };
}

export async function startBesideTls(scene) {
  return visited(scene, await scene.implementation.startBesideTls());
}

export async function startBesideGreeters(scene) {
  return visited(scene, await scene.implementation.startBesideGreeters());
}

/** A running implementation, as a page of its own origin sees it. */
function visited({ implementation, started }, running) {
  const browsers = [];
  const tunnels = {
    ...running,
    /** Knocks as a page of this origin does; with `undefined`, as no page. */
    async knock(origin, subprotocols) {
      const answer = await knock(running.url, { origin, subprotocols });
      if (answer.browser) browsers.push(answer.browser);
      return answer;
    },
    /** A WebSocket, with nothing said yet. */
    async browser() {
      const { browser, status } = await tunnels.knock(running.origin);
      if (browser === undefined) throw new Error(`there is no WebSocket, but ${status}`);
      return browser;
    },
    async ask(host, port) {
      const browser = await tunnels.browser();
      browser.ask(host, port, implementation.token);
      return browser;
    },
    /** Both ends of a tunnel to `server`. */
    async open(server) {
      const browser = await tunnels.ask("127.0.0.1", server.port);
      await browser.hearConnected();
      return { browser, peer: await server.accept() };
    },
    async refusal(host, port) {
      return (await tunnels.ask(host, port)).hearRefusal();
    },
    async stop() {
      await running.stop();
      for (const browser of browsers) browser.vanish();
    },
  };
  started.push(tunnels);
  return tunnels;
}
