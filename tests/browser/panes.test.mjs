//! The borders between folders, list and reader are moved by pointer and by keys, stay where they were moved to, and leave
//! every pane enough room.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { isDeepStrictEqual } from "node:util";

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
    await comeNear();
  });

  after(async () => {
    await browser?.close();
    await bridge?.stop();
  });

  /** Borders come when a pointer does. */
  async function comeNear() {
    await app.part("message-row").first().waitFor();
    await app.page.mouse.move(620, 300);
    await app.page.mouse.move(621, 301);
    await border("list-width").waitFor({ state: "attached" });
  }

  const width = async (pane) => Math.round((await app.page.locator(pane).boundingBox()).width);
  const border = (name) => app.part(name);
  const now = async (name) => Number(await border(name).getAttribute("aria-valuenow"));

  /** The page follows a pointer with its next picture. */
  async function see(expected, ask, what = "") {
    await waitUntil(`${what} ${expected} and not ${await ask()}`, async () => isDeepStrictEqual(await ask(), expected), 5);
  }

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
    await see([240, 400], async () => [await width(".sidebar"), await width(".list-pane")]);
    await see([240, 400], async () => [await now("folders-width"), await now("list-width")]);
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
    await see([600, 600], async () => [await width(".list-pane"), await now("list-width")]);
    await drag("folders-width", 50, 0);
    await see([290, 290, 600], async () => [await width(".sidebar"), await now("folders-width"), await width(".list-pane")]);
    await drag("folders-width", -900, 0);
    await see(180, () => width(".sidebar"));
  });

  test("stay where they were moved to", async () => {
    await app.page.reload();
    await app.part("message-row").first().waitFor();
    await see([180, 600], async () => [await width(".sidebar"), await width(".list-pane")]);
    await comeNear();
    await see([180, 600], async () => [await now("folders-width"), await now("list-width")]);
  });

  test("leave the reader room when the window becomes smaller, and come back", async () => {
    await app.page.setViewportSize({ width: 1200, height: 900 });
    await drag("list-width", 500, 0);
    await see([660, 360], async () => [await width(".list-pane"), await width(".reader")]);
    await app.page.setViewportSize({ width: 1000, height: 900 });
    assert.equal(await border("folders-width").isVisible(), false);
    await see([64, 576, 360], async () => [await width(".sidebar"), await width(".list-pane"), await width(".reader")]);
    await see(576, () => now("list-width"));
    await app.page.setViewportSize({ width: 768, height: 900 });
    await see([344, 360], async () => [await width(".list-pane"), await width(".reader")]);
    await app.page.setViewportSize({ width: 767, height: 900 });
    assert.equal(await app.page.getByRole("separator").count(), 0);
    await app.page.setViewportSize(WIDE);
    await see(660, () => width(".list-pane"));
  });

  test("are moved by keys, to their ends and back to where they were", async () => {
    await border("list-width").focus();
    for (const [key, expected] of [["ArrowRight", 676], ["Shift+ArrowLeft", 612], ["Home", 280], ["ArrowLeft", 280], ["End", 900], ["Enter", 400]]) {
      await app.press(key);
      await see([expected, expected], async () => [await width(".list-pane"), await now("list-width")], key);
    }
    await waitUntil("the focus is seen", async () => (await border("list-width").evaluate((line) => getComputedStyle(line, "::after").opacity)) === "1");
  });

  test("come with the first press of Tab as well, between the folders and the list", async () => {
    await app.page.reload();
    await app.part("message-row").first().waitFor();
    assert.equal(await border("list-width").count(), 0);
    await app.press("Tab", "Tab");
    await border("list-width").waitFor({ state: "attached" });
    const order = await app.page.locator(".mail > *").evaluateAll((all) => all.map(({ tagName, role }) => role ?? tagName.toLowerCase()));
    assert.deepEqual(order, ["nav", "separator", "separator", "separator", "section", "section"]);
  });

  test("go back to where they were at a double click", async () => {
    await border("folders-width").dblclick();
    await see(240, () => width(".sidebar"));
    await app.page.reload();
    await comeNear();
    await see([240, 400], async () => [await width(".sidebar"), await width(".list-pane")]);
  });

  test("lie between list and reader where the reader is below", async () => {
    await app.page.evaluate(() => localStorage.setItem("reading", "below"));
    await app.page.reload();
    await comeNear();
    assert.equal(await app.page.getByRole("separator").count(), 2);
    const height = async (pane) => Math.round((await app.page.locator(pane).boundingBox()).height);
    await see([360, 360, 900], async () => [await height(".list-pane"), await now("list-height"), await height(".sidebar")]);
    await drag("list-height", 0, 100);
    await see([460, 440], async () => [await height(".list-pane"), await height(".reader")]);
    await border("list-height").focus();
    for (const [key, expected] of [["ArrowUp", 444], ["End", 660], ["Home", 160]]) {
      await app.press(key);
      await see([expected, expected], async () => [await height(".list-pane"), await now("list-height")], key);
    }
    await app.page.setViewportSize({ width: 1440, height: 390 });
    await see([160, 230], async () => [await height(".list-pane"), await height(".reader")]);
    await app.page.setViewportSize(WIDE);
    await app.page.evaluate(() => localStorage.setItem("reading", "right"));
  });

  test("point the other way where lines run the other way", async () => {
    await app.page.goto(`${bridge.url}?lang=en-XB`);
    await comeNear();
    await see([240, 400], async () => [await width(".sidebar"), await width(".list-pane")]);
    await drag("list-width", -100, 0);
    await see(500, () => width(".list-pane"));
    await border("list-width").focus();
    await app.press("ArrowLeft");
    await see(516, () => width(".list-pane"));
    await app.press("ArrowRight");
    await see(500, () => width(".list-pane"));
    await drag("folders-width", -50, 0);
    await see(290, () => width(".sidebar"));
    app.seeNoComplaints();
  });

  test("where there is room for the list, the address of the folders alone leads to the inbox", async () => {
    await app.page.setViewportSize(WIDE);
    await app.page.goto(`${bridge.url}#/folders`);
    await app.page.reload();
    await app.part("message-row").first().waitFor();
    await app.part("folder", '[data-folder="inbox"][aria-current="page"]').waitFor();
  });
});
