//! The demo mailbox: two clicks from nothing to mail.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { App, openBrowser } from "./support/app.mjs";
import { startBridge } from "./support/bridge.mjs";
import { waitUntil } from "./support/wait.mjs";

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

  const count = async () => Number(await app.part("message-list").getAttribute("aria-rowcount"));

  test("opens in two clicks and fills with at least 60 messages", async () => {
    await app.part("demo-open").first().click();
    await waitUntil("there are 60 messages", async () => (await count()) >= 60);
    await app.seeSyncEnd();
  });

  test("every message opens", async () => {
    const last = await count();
    await app.part("message-row", '[aria-rowindex="1"]').click();
    for (let index = 1; index <= last; index += 1) {
      await app.part("message-body", '[data-state="ready"]').waitFor({ state: "attached" });
      const subject = await app.part("message-subject").innerText();
      assert.notEqual(subject.trim(), "", `message ${index} has a subject or a word in its place`);
      if (index < last) {
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
