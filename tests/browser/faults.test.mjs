//! What goes wrong is named for what it is, and loses nothing.

import assert from "node:assert/strict";
import { createServer as createTcpServer } from "node:net";
import { createServer as createHttpServer } from "node:http";
import { after, before, describe, test } from "node:test";

import { App, openBrowser } from "./support/app.mjs";
import { startBridge } from "./support/bridge.mjs";
import { startDovecot } from "./support/dovecot.mjs";
import { plain } from "./support/messages.mjs";
import { freePort } from "./support/wait.mjs";

const listening = (server) => new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));

describe("a check for mail that fails", () => {
  let dovecot, bridge, browser, app;

  before(async () => {
    dovecot = await startDovecot([plain(1, "Kept")]);
    bridge = await startBridge({ ports: [dovecot.pop3s] });
    browser = await openBrowser();
    app = await App.open(browser, bridge.url);
    await app.addAccount({ port: dovecot.pop3s });
    await app.seeMailbox(1);
  });

  after(async () => {
    await browser?.close();
    await bridge?.stop();
    await dovecot?.stop();
  });

  test("without a bridge says so, keeps the mail, and works again afterwards", async () => {
    await bridge.stop();
    await app.checkForMail();
    assert.equal(await app.syncFault(), "bridge-unreachable");
    await app.openMessage("Kept");
    await bridge.start();
    await dovecot.deliver(plain(2, "New"));
    await app.checkForMail();
    await app.seeMailbox(2);
  });

  test("without a server says so", async () => {
    await dovecot.stop();
    await app.checkForMail();
    assert.equal(await app.syncFault(), "connect-failed");
    await app.openMessage("Kept");
  });
});

describe("a connection test that fails", () => {
  let dovecot, bridge, browser, http, silent, ports;

  before(async () => {
    dovecot = await startDovecot();
    http = await listening(createHttpServer((_, answer) => answer.end("hello")));
    silent = await listening(createTcpServer((socket) => socket.on("error", () => {})));
    ports = { ...dovecot, http: http.address().port, silent: silent.address().port, nothing: await freePort(), notAllowed: await freePort() };
    bridge = await startBridge({ ports: [ports.pop3, ports.pop3s, ports.http, ports.silent, ports.nothing] });
    browser = await openBrowser();
  });

  after(async () => {
    await browser?.close();
    await bridge?.stop();
    await dovecot?.stop();
    http?.close();
    silent?.close();
  });

  const CASES = [
    ["at a port where nobody listens", { port: "nothing" }, "connect-failed"],
    ["at a port that the bridge does not reach", { port: "notAllowed" }, "bridge-refused"],
    ["at a web server, with TLS", { port: "http" }, "protocol-violation"],
    ["with TLS at a plain port", { port: "pop3" }, "tls-failed"],
    ["with a wrong password", { port: "pop3s", password: "wrong", trusts: true }, "login-refused"],
  ];

  for (const [name, server, fault] of CASES) {
    test(name, async () => assert.equal(await faultOf(server), fault));
  }

  // Each waits as long as a slow server may take; all three wait together. The web server gives itself away in the end.
  test("where nobody speaks first: a web server, a TLS port without TLS, a silent server", async () => {
    const faults = await Promise.all([
      faultOf({ port: "http", security: "stls" }),
      faultOf({ port: "pop3s", security: "stls" }),
      faultOf({ port: "silent" }),
    ]);
    assert.deepEqual(faults, ["protocol-violation", "tls-failed", "timed-out"]);
  });

  /** What the connection test says in the end. */
  async function faultOf({ port, trusts, ...server }) {
    const app = await App.open(browser, bridge.url);
    await app.startSetup();
    await app.fillSetup({ port: ports[port], ...server });
    await app.testConnection();
    if (trusts) await app.trustCertificate();
    await app.part("setup-check", '[data-state="failed"]').first().waitFor({ timeout: 120_000 });
    const fault = await app.page.locator("[data-fault]").first().getAttribute("data-fault");
    await app.page.close();
    return fault;
  }
});
