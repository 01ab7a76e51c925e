//! The app in Firefox: mail comes, hostile pages get nowhere and leave something to read, and it all opens again with the
//! bridge gone.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { startBridge } from "./support/bridge.mjs";
import { startDovecot } from "./support/dovecot.mjs";
import { openFirefox } from "./support/firefox.mjs";
import { hostilePages } from "./support/hostile_html.mjs";
import { html } from "./support/messages.mjs";
import { startSink } from "./support/sink.mjs";

/** Every name leads to the sink, as nothing else is asked for by name. */
const ASTRAY = { "network.dns.forceResolve": "127.0.0.1" };

describe("in Firefox", () => {
  let sink, dovecot, bridge, browser, app, pages;

  before(async () => {
    sink = await startSink();
    pages = hostilePages(sink.url);
    dovecot = await startDovecot(pages.map(({ name, page }, at) => html(at + 1, name, page)));
    bridge = await startBridge({ ports: [dovecot.pop3s] });
    browser = await openFirefox({ preferences: ASTRAY });
  });

  after(async () => {
    await browser?.close();
    await bridge?.stop();
    await dovecot?.stop();
    await sink?.stop();
  });

  test("the sink hears a page that nobody sanitised", async () => {
    const bare = await browser.open("about:blank");
    await bare.page.setContent(pages[0].page);
    assert.ok((await sink.take({ isSure: true })).connections > 0);
    await bare.page.close();
    await sink.take();
  });

  test("a mailbox fills", async () => {
    app = await browser.open(bridge.url);
    await app.addAccount({ port: dovecot.pop3s });
    await app.seeMailbox(pages.length);
  });

  test("hostile pages connect to nobody and can be read", async () => {
    const before = (await browser.pages()).length;
    await app.part("message-row").click();
    // The newest is the first.
    for (const { name } of pages.toReversed()) {
      await app.seeMessage(name);
      await app.read("Dear reader");
      await app.press("j");
    }
    assert.deepEqual(await sink.take(), { connections: 0, names: [], hosts: [] });
    assert.equal((await browser.pages()).length, before);
    assert.ok(app.page.url().startsWith(bridge.url), app.page.url());
  });

  test("what came opens again with the bridge gone", async () => {
    await app.page.waitForFunction(async () => (await navigator.serviceWorker.ready).active.state === "activated");
    await bridge.stop();
    await app.page.reload();
    await app.seeMessage(pages[0].name);
    await app.read("Dear reader");
  });
});
