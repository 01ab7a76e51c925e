//! The log of what was connected to: servers with what for, images with their message, and neither a name nor a password.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { App, openBrowser } from "./support/app.mjs";
import { startBridge } from "./support/bridge.mjs";
import { HOST, PASSWORD, startDovecot } from "./support/dovecot.mjs";
import { html, plain } from "./support/messages.mjs";

const WEB = "https://pictures.test/";

describe("the log of connections", () => {
  let dovecot, bridge, browser, app;

  before(async () => {
    dovecot = await startDovecot([html(1, "A newsletter", `<p><img src="${WEB}mountain.png" alt="A mountain" width="20" height="8"></p>`), plain(2, "A secret plan")]);
    bridge = await startBridge({ ports: [dovecot.pop3s] });
    // The page’s policy lets no foreign script in, and axe-core is one.
    browser = await openBrowser({ bypassCSP: true });
    await browser.context.route(`${WEB}**`, (route) => route.abort());
    app = await App.open(browser, bridge.url);
    await app.addAccount({ port: dovecot.pop3s });
    await app.seeMailbox(2);
  });

  after(async () => {
    await browser?.close();
    await bridge?.stop();
    await dovecot?.stop();
  });

  const lines = (attributes = "") => app.part("connection", attributes);
  const log = () => app.part("settings-page").innerText();

  async function close() {
    await app.press("Escape");
    await app.part("settings-dialog").waitFor({ state: "detached" });
  }

  test("has the tests of the new server and the check that followed, the newest first", async () => {
    await app.openSettings("connections");
    await lines('[data-errand="check"][data-state="closed"]').waitFor();
    const errands = await lines().evaluateAll((lines) => lines.map((line) => line.dataset.errand));
    assert.equal(errands[0], "check");
    assert.ok(errands.slice(1).every((errand) => errand === "test"), String(errands));
    // The certificate was not known yet when it was first tested.
    assert.equal(await lines('[data-state="certificate-untrusted"]').count(), 1);
    const check = await lines('[data-errand="check"]').innerText();
    assert.ok(check.includes(`${HOST}:${dovecot.pop3s}`), check);
    assert.match(check, /Check for mail · .?\S+@\S+/);
    assert.match(check, /\d\s\S+ in, [\d.,]+\s\S+ out · Ended by Restante/);
    await app.seeItAccessible("the log of connections");
    await close();
  });

  test("has nothing of a password or of mail in it, and says what else is asked for", async () => {
    await app.openSettings("connections");
    await lines().first().waitFor();
    const said = await log();
    for (const secret of [PASSWORD, "A secret plan", "A newsletter"]) assert.ok(!said.includes(secret), secret);
    assert.match(said, /Nothing else is connected to/);
    assert.ok(said.includes(new URL(bridge.url).host), "whoever brought the app");
    await close();
  });

  test("has images once the reader has let them in, with their message", async () => {
    await app.openMessage("A newsletter");
    await app.openSettings("connections");
    await lines().first().waitFor();
    assert.equal(await lines('[data-errand="images"]').count(), 0);
    await close();
    await app.part("load-remote").click();
    await app.part("load-remote").waitFor({ state: "detached" });
    await app.openSettings("connections");
    const images = await lines('[data-errand="images"]').innerText();
    assert.match(images, /pictures\.test/);
    assert.match(images, /Images of “.?A newsletter.?”/);
  });

  test("is searched by host", async () => {
    await app.part("connections-search").fill("PICTURES");
    await lines('[data-errand="check"]').waitFor({ state: "detached" });
    assert.equal(await lines().count(), 1);
    await app.part("connections-search").fill("nowhere.example");
    await app.page.getByText("No such host").waitFor();
    await app.part("connections-search").fill("");
    await lines('[data-errand="check"]').waitFor();
    await close();
  });

  test("goes on while it is looked at", async () => {
    await app.openSettings("connections");
    await lines().first().waitFor();
    const before = await lines('[data-errand="check"]').count();
    await app.page.evaluate(() => document.querySelector('[data-testid="sync-now"]').click());
    await app.page.waitForFunction((before) => document.querySelectorAll('[data-errand="check"][data-state="closed"]').length > before, before);
    await close();
  });

  test("is gone when the page is loaded again", async () => {
    await app.page.reload();
    await app.part("password-dialog").or(app.part("message-list")).first().waitFor();
    await app.press("Escape");
    await app.openSettings("connections");
    assert.equal(await lines('[data-errand="images"]').count(), 0);
    app.seeNoComplaints();
  });
});
