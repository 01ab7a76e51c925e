//! What the set-up asks only of those whose mail Gmail keeps.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { App, openBrowser } from "./support/app.mjs";
import { startBridge } from "./support/bridge.mjs";

describe("an account at Gmail", () => {
  let bridge, browser, app;

  before(async () => {
    bridge = await startBridge({ ports: [995] });
    browser = await openBrowser({ bypassCSP: true });
    app = await App.open(browser, bridge.url);
    await app.startSetup();
  });

  after(async () => {
    await browser?.close();
    await bridge?.stop();
  });

  const username = () => app.part("setup-username").inputValue();

  test("can be shared with other devices, by keyboard", async () => {
    await app.part("setup-email").fill("ada@gmail.com");
    await app.part("setup-manual").click();
    await app.part("setup-recent").focus();
    await app.press("Space");
    assert.equal(await username(), "recent:ada@gmail.com");
    await app.page.getByText("every device gets all mail of the last 30 days").waitFor();
    await app.seeItAccessible("the set-up of an account at Gmail");
    await app.press("Space");
    assert.equal(await username(), "ada@gmail.com");
  });

  test("is the only one of which that is asked", async () => {
    await app.part("setup-host").fill("pop.example.org");
    await app.part("setup-recent").waitFor({ state: "detached" });
    await app.part("setup-host").fill("pop.googlemail.com");
    await app.part("setup-recent").waitFor();
    app.seeNoComplaints();
  });
});
