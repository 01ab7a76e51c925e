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
  let dovecot, bridge, browser, http, ports;

  before(async () => {
    dovecot = await startDovecot();
    http = createHttpServer((_, answer) => answer.end("hello")).listen(0, "127.0.0.1");
    await new Promise((resolve) => http.once("listening", resolve));
    ports = { ...dovecot, http: http.address().port, nothing: await freePort(), notAllowed: await freePort() };
    bridge = await startBridge({ ports: [ports.pop3, ports.pop3s, ports.http, ports.nothing] });
    browser = await openBrowser();
  });

  after(async () => {
    await browser?.close();
    await bridge?.stop();
    await dovecot?.stop();
    http?.close();
  });

  const CASES = [
    ["at a port where nobody listens", { port: "nothing" }, ["connect-failed"]],
    ["at a port that the bridge does not reach", { port: "notAllowed" }, ["bridge-refused"]],
    ["at a web server, in the clear", { port: "http", security: "stls" }, ["greeting-refused", "protocol-violation", "connection-lost"]],
    ["with TLS at a plain port", { port: "pop3", security: "tls" }, ["tls-failed"]],
    ["with STLS at a TLS port", { port: "pop3s", security: "stls" }, ["timed-out", "connection-lost", "protocol-violation", "greeting-refused"]],
    ["with a wrong password", { port: "pop3s", password: "wrong", trusts: true }, ["login-refused"]],
  ];

  for (const [name, { port, trusts, ...server }, faults] of CASES) {
    test(name, async () => {
      const app = await App.open(browser, bridge.url);
      await app.startSetup();
      await app.fillSetup({ port: ports[port], ...server });
      await app.testConnection();
      if (trusts) await app.trustCertificate();
      const failed = app.part("setup-check", '[data-state="failed"]');
      await failed.first().waitFor({ timeout: 60_000 });
      const shown = await app.page.locator("[data-fault]").first().getAttribute("data-fault");
      assert.ok(faults.includes(shown), `${shown} is none of ${faults}`);
      await app.page.close();
    });
  }

  test("at a server that accepts and stays silent", async () => {
    const silent = createTcpServer(() => {}).listen(0, "127.0.0.1");
    await new Promise((resolve) => silent.once("listening", resolve));
    const quiet = await startBridge({ ports: [silent.address().port] });
    const app = await App.open(browser, quiet.url);
    await app.startSetup();
    await app.fillSetup({ port: silent.address().port });
    await app.testConnection();
    await app.part("setup-check", '[data-state="failed"]').first().waitFor({ timeout: 90_000 });
    const shown = await app.page.locator("[data-fault]").first().getAttribute("data-fault");
    assert.equal(shown, "timed-out");
    await app.page.close();
    await quiet.stop();
    silent.close();
  });
});
