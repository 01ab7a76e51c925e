//! Mail is checked by itself while the page is open, as often as was chosen, and not while there is no network.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { App, openBrowser } from "./support/app.mjs";
import { startBridge } from "./support/bridge.mjs";
import { startDovecot } from "./support/dovecot.mjs";
import { plain } from "./support/messages.mjs";

const MINUTE_MS = 60_000;

describe("checking by itself", () => {
  let dovecot, bridge, browser, app;

  before(async () => {
    dovecot = await startDovecot([plain(1, "First")]);
    bridge = await startBridge({ ports: [dovecot.pop3s] });
    browser = await openBrowser();
    app = new App(await browser.context.newPage(), bridge.url);
    await app.page.clock.install();
    await app.page.goto(bridge.url);
    await app.addAccount({ port: dovecot.pop3s, isRemembered: true });
    await app.seeMailbox(1);
  });

  after(async () => {
    await browser?.close();
    await bridge?.stop();
    await dovecot?.stop();
  });

  test("brings what has come in the meantime", async () => {
    await dovecot.deliver(plain(2, "Second"));
    await app.page.clock.fastForward(8 * MINUTE_MS);
    assert.equal(await app.row("Second").count(), 0, "too early");
    await app.page.clock.fastForward(4 * MINUTE_MS);
    await app.row("Second").waitFor();
  });

  test("stops when that is chosen, also after a reload", async () => {
    await app.openSettings("mail");
    await app.part("check-every").selectOption({ label: "Only when asked to" });
    await app.press("Escape");
    await dovecot.deliver(plain(3, "Third"));
    await app.page.reload();
    await app.seeMailbox(2);
    await app.page.clock.fastForward(300 * MINUTE_MS);
    await app.page.clock.runFor(5_000);
    assert.equal(await app.row("Third").count(), 0);
    await app.openSettings("mail");
    assert.equal(await app.part("check-every").inputValue(), "");
  });

  test("goes on when it is chosen again", async () => {
    await app.part("check-every").selectOption({ label: "Every 5 minutes" });
    await app.press("Escape");
    await app.page.clock.fastForward(6 * MINUTE_MS);
    await app.row("Third").waitFor();
  });

  test("the page had nothing to complain about", () => app.seeNoComplaints());
});
