//! The borders between folders, list and reader are moved by pointer and by keys, stay where they were moved to, and leave
//! every pane enough room.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { App, openBrowser } from "./support/app.mjs";
import { startBridge } from "./support/bridge.mjs";
import { waitUntil } from "./support/wait.mjs";

const WIDE = { width: 1440, height: 900 };

describe("the borders between panes", () => {
  let bridge, browser, app;

  before(async () => {
    bridge = await startBridge({ options: ["--demo"] });
    browser = await openBrowser();
    app = await App.open(browser, bridge.url);
    await app.part("demo-open").first().click();
    await app.part("message-row").first().waitFor();
    await app.seeSyncEnd();
  });

  after(async () => {
    await browser?.close();
    await bridge?.stop();
  });

  const width = async (pane) => Math.round((await app.page.locator(pane).boundingBox()).width);
  const border = (name) => app.part(name);
  const now = async (name) => Number(await border(name).getAttribute("aria-valuenow"));

  async function drag(name, across, down) {
    const box = await border(name).boundingBox();
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await app.page.mouse.move(x, y);
    await app.page.mouse.down();
    await app.page.mouse.move(x + across / 2, y + down / 2);
    await app.page.mouse.move(x + across, y + down);
    await app.page.mouse.up();
  }

  test("are where they always were, and said to be", async () => {
    assert.deepEqual([await width(".sidebar"), await width(".list-pane")], [240, 400]);
    assert.deepEqual([await now("folders-width"), await now("list-width")], [240, 400]);
    assert.equal(await border("list-height").isVisible(), false);
    const separators = app.page.getByRole("separator");
    assert.equal(await separators.count(), 2);
    assert.equal(await app.page.getByRole("separator", { name: "Size of the list" }).getAttribute("aria-orientation"), "vertical");
    for (const name of ["folders-width", "list-width"]) assert.ok((await border(name).boundingBox()).width >= 12, "too thin to take hold of");
  });

  test("follow the pointer, also over a message", async () => {
    await app.part("message-row").nth(1).click();
    await app.part("message-body", '[data-state="ready"]').waitFor({ state: "attached" });
    await drag("list-width", 200, 0);
    assert.deepEqual([await width(".list-pane"), await now("list-width")], [600, 600]);
    await drag("folders-width", 50, 0);
    assert.deepEqual([await width(".sidebar"), await now("folders-width"), await width(".list-pane")], [290, 290, 600]);
    await drag("folders-width", -900, 0);
    assert.equal(await width(".sidebar"), 180);
  });

  test("stay where they were moved to", async () => {
    await app.page.reload();
    await app.part("message-row").first().waitFor();
    assert.deepEqual([await width(".sidebar"), await width(".list-pane")], [180, 600]);
  });

  test("leave the reader room when the window becomes smaller, and come back", async () => {
    await app.page.setViewportSize({ width: 1200, height: 900 });
    await drag("list-width", 500, 0);
    assert.deepEqual([await width(".list-pane"), await width(".reader")], [660, 360]);
    await app.page.setViewportSize({ width: 1000, height: 900 });
    assert.equal(await border("folders-width").isVisible(), false);
    assert.deepEqual([await width(".sidebar"), await width(".list-pane"), await width(".reader")], [64, 576, 360]);
    await waitUntil("it is said", async () => (await now("list-width")) === 576);
    await app.page.setViewportSize({ width: 768, height: 900 });
    assert.deepEqual([await width(".list-pane"), await width(".reader")], [344, 360]);
    await app.page.setViewportSize({ width: 767, height: 900 });
    assert.equal(await app.page.getByRole("separator").count(), 0);
    await app.page.setViewportSize(WIDE);
    assert.equal(await width(".list-pane"), 660);
  });

  test("are moved by keys, to their ends and back to where they were", async () => {
    await border("list-width").focus();
    for (const [key, expected] of [["ArrowRight", 676], ["Shift+ArrowLeft", 612], ["Home", 280], ["ArrowLeft", 280], ["End", 900], ["Enter", 400]]) {
      await app.press(key);
      assert.deepEqual([await width(".list-pane"), await now("list-width")], [expected, expected], key);
    }
    await waitUntil("the focus is seen", async () => (await border("list-width").evaluate((line) => getComputedStyle(line, "::after").opacity)) === "1");
  });

  test("go back to where they were at a double click", async () => {
    await border("folders-width").dblclick();
    assert.equal(await width(".sidebar"), 240);
    await app.page.reload();
    await app.part("message-row").first().waitFor();
    assert.deepEqual([await width(".sidebar"), await width(".list-pane")], [240, 400]);
  });

  test("lie between list and reader where the reader is below", async () => {
    await app.page.evaluate(() => localStorage.setItem("reading", "below"));
    await app.page.reload();
    await app.part("message-row").first().waitFor();
    assert.equal(await app.page.getByRole("separator").count(), 2);
    const height = async (pane) => Math.round((await app.page.locator(pane).boundingBox()).height);
    assert.deepEqual([await height(".list-pane"), await now("list-height"), await height(".sidebar")], [360, 360, 900]);
    await drag("list-height", 0, 100);
    assert.deepEqual([await height(".list-pane"), await height(".reader")], [460, 440]);
    await border("list-height").focus();
    for (const [key, expected] of [["ArrowUp", 444], ["End", 660], ["Home", 160]]) {
      await app.press(key);
      assert.deepEqual([await height(".list-pane"), await now("list-height")], [expected, expected], key);
    }
    await app.page.setViewportSize({ width: 1440, height: 390 });
    assert.deepEqual([await height(".list-pane"), await height(".reader")], [160, 230]);
    await app.page.setViewportSize(WIDE);
    await app.page.evaluate(() => localStorage.setItem("reading", "right"));
  });

  test("point the other way where lines run the other way", async () => {
    await app.page.goto(`${bridge.url}?lang=en-XB`);
    await app.part("message-row").first().waitFor();
    assert.deepEqual([await width(".sidebar"), await width(".list-pane")], [240, 400]);
    await drag("list-width", -100, 0);
    assert.equal(await width(".list-pane"), 500);
    await border("list-width").focus();
    await app.press("ArrowLeft");
    assert.equal(await width(".list-pane"), 516);
    await app.press("ArrowRight");
    assert.equal(await width(".list-pane"), 500);
    await drag("folders-width", -50, 0);
    assert.equal(await width(".sidebar"), 290);
    app.seeNoComplaints();
  });
});
