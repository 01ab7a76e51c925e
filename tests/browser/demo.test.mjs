//! The demo mailbox: two clicks from nothing to mail.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { App, openBrowser } from "./support/app.mjs";
import { startBridge } from "./support/bridge.mjs";

describe("the demo mailbox", () => {
  let bridge, browser, app;

  before(async () => {
    bridge = await startBridge({ options: ["--demo"] });
    browser = await openBrowser();
    app = await App.open(browser, bridge.url);
  });

  after(async () => {
    await browser?.close();
    await bridge?.stop();
  });

  test("opens in two clicks and fills with at least 60 messages", async () => {
    if (!(await app.part("demo-open").first().isVisible())) await app.startSetup();
    await app.part("demo-open").first().click();
    await app.seeSyncEnd();
    const count = Number(await app.part("message-list").getAttribute("aria-rowcount"));
    assert.ok(count >= 60, `${count} messages`);
  });

  test("every message opens", async () => {
    const count = Number(await app.part("message-list").getAttribute("aria-rowcount"));
    await app.part("message-row", '[aria-rowindex="1"]').click();
    for (let index = 1; index <= count; index += 1) {
      await app.part("message-body", '[data-state="ready"]').waitFor({ state: "attached" });
      const subject = await app.part("message-subject").innerText();
      assert.notEqual(subject.trim(), "", `message ${index} has a subject or a word in its place`);
      if (index < count) {
        await app.press("j");
        await app.part("message-row", `[aria-rowindex="${index + 1}"][aria-selected="true"]`).waitFor({ state: "attached" });
      }
    }
  });

  test("the page had nothing to complain about", () => app.seeNoComplaints());
});

describe("a bridge without a demo", () => {
  test("offers none", async () => {
    const bridge = await startBridge();
    const browser = await openBrowser();
    const app = await App.open(browser, bridge.url);
    await app.part("add-account").first().waitFor();
    await app.page.waitForLoadState("networkidle");
    assert.equal(await app.part("demo-open").count(), 0);
    await browser.close();
    await bridge.stop();
  });
});
