//! Parts that are loaded when they are first asked for: not before, again after a failure, and without a network.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { App, openBrowser } from "./support/app.mjs";
import { startBridge } from "./support/bridge.mjs";
import { waitUntil } from "./support/wait.mjs";

const PARTS = /\/parts-[0-9a-f]+\.wasm$/;
const READING = /\/reading-[0-9a-f]+\.wasm$/;

describe("a part that is loaded later", () => {
  let bridge, browser, app, asked;

  before(async () => {
    bridge = await startBridge({ options: ["--demo"] });
    browser = await openBrowser({ serviceWorkers: "block" });
    asked = 0;
    browser.context.on("request", (request) => {
      if (PARTS.test(request.url())) asked += 1;
    });
    app = await App.open(browser, bridge.url);
  });

  after(async () => {
    await browser?.close();
    await bridge?.stop();
  });

  test("is not loaded before it is asked for", async () => {
    await app.part("demo-open").first().click();
    await app.seeSyncEnd();
    assert.equal(asked, 0);
  });

  test("says so when it cannot be loaded, and comes when it is asked for again", async () => {
    await browser.context.route(PARTS, (route) => route.abort());
    await app.press("?");
    await app.part("part-absent").waitFor();
    await app.part("part-again").click();
    await app.part("part-absent").waitFor();
    await browser.context.unroute(PARTS);
    await app.part("part-again").click();
    await app.part("help-dialog").getByText("Older message").waitFor();
    assert.equal(asked, 3);
  });

  test("is there at once from then on", async () => {
    await app.press("Escape");
    await app.part("help-dialog").waitFor({ state: "hidden" });
    await app.part("add-account").first().click();
    await app.part("setup-email").waitFor();
    assert.equal(asked, 3);
  });

  test("has the focus where one begins", () =>
    waitUntil("the address has the focus", () => app.part("setup-email").evaluate((field) => field === document.activeElement)));
});

describe("what reads mail", () => {
  let bridge, browser, app;

  before(async () => {
    bridge = await startBridge({ options: ["--demo"] });
    browser = await openBrowser({ serviceWorkers: "block" });
    await browser.context.route(READING, (route) => route.abort());
    app = await App.open(browser, bridge.url);
  });

  after(async () => {
    await browser?.close();
    await bridge?.stop();
  });

  test("is not needed to fetch it", async () => {
    await app.part("demo-open").first().click();
    await app.seeSyncEnd();
    await app.part("message-row").first().waitFor();
  });

  test("is missed when a message is opened, in words", async () => {
    await app.part("message-row").first().click();
    await app.page.locator('[data-fault="part-absent"]').waitFor();
  });

  test("comes when it is asked for again", async () => {
    await browser.context.unroute(READING);
    await app.page.locator('[data-fault="part-absent"]').getByRole("button", { name: "Try again" }).click();
    await app.page.locator('[data-testid="message-body"][data-state="ready"]').waitFor();
  });
});

describe("a part that is loaded later, with the network gone", () => {
  let bridge, browser;

  after(async () => {
    await browser?.close();
    await bridge?.stop();
  });

  test("comes from the service worker", async () => {
    bridge = await startBridge({ options: ["--demo"] });
    browser = await openBrowser();
    const app = await App.open(browser, bridge.url);
    await app.part("demo-open").first().click();
    await app.seeSyncEnd();
    await app.seeItInstalled();
    await bridge.stop();
    await app.page.reload();
    await app.part("message-list").waitFor();
    await app.press("?");
    await app.part("help-dialog").getByText("Older message").waitFor();
  });
});
