//! Choosing messages by mouse and by keyboard, and doing something with all of them: it shows at once, is there after a
//! reload, and can be undone.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { App, openBrowser } from "./support/app.mjs";
import { startBridge } from "./support/bridge.mjs";
import { startDovecot } from "./support/dovecot.mjs";
import { plain } from "./support/messages.mjs";
import { waitUntil } from "./support/wait.mjs";

/** More than the list asks for at once. */
const COUNT = 600;

describe("choosing messages", () => {
  let dovecot, bridge, browser, app;

  before(async () => {
    dovecot = await startDovecot(Array.from({ length: COUNT }, (_, at) => plain(at + 1, `Letter ${at + 1}.`)));
    bridge = await startBridge({ ports: [dovecot.pop3s] });
    browser = await openBrowser();
    app = await App.open(browser, bridge.url);
    await app.addAccount({ port: dovecot.pop3s });
    await app.seeMailbox(COUNT);
  });

  after(async () => {
    await browser?.close();
    await bridge?.stop();
    await dovecot?.stop();
  });

  const folder = (name) => app.page.locator(`[data-testid=folder][data-folder=${name}]`);
  const letter = (number) => app.row(`Letter ${number}.`);
  const seeChosen = (count) => app.part("chosen-count").filter({ hasText: `${count} chosen` }).waitFor();
  const seeTotal = (count) => app.part("message-list", `[aria-rowcount="${count}"]`).waitFor();
  const seeNoneChosen = () => app.part("selection-bar").waitFor({ state: "detached" });

  test("the box on the sender's picture chooses, and opens nothing", async () => {
    await letter(598).hover();
    await letter(598).getByTestId("row-pick").click();
    await seeChosen(1);
    await letter(596).getByTestId("row-pick").click({ modifiers: ["Shift"] });
    await seeChosen(3);
    assert.equal(await app.part("message-subject").count(), 0);
    assert.equal(await letter(597).getAttribute("aria-selected"), "true");
    assert.equal(await letter(599).getAttribute("aria-selected"), "false");
  });

  test("Escape lets them go", async () => {
    await app.press("Escape");
    await seeNoneChosen();
  });

  test("x and Shift with arrows choose by keyboard, and e files them all", async () => {
    await letter(600).focus();
    await app.press("x", "Shift+ArrowDown", "Shift+ArrowDown", "Shift+ArrowDown", "Shift+ArrowUp");
    await seeChosen(3);
    await app.press("e");
    await seeTotal(COUNT - 3);
    await seeNoneChosen();
    assert.equal(await letter(600).count(), 0);
    await folder("archive").waitFor();
  });

  test("z brings all of them back", async () => {
    await app.press("z");
    await seeTotal(COUNT);
    await letter(600).waitFor();
    await folder("archive").waitFor({ state: "detached" });
  });

  test("a key in the reader means the message that is open, whatever is chosen in the list", async () => {
    await letter(600).focus();
    await app.press("x", "Shift+ArrowDown", "Shift+ArrowDown");
    await seeChosen(3);
    await letter(590).click();
    await app.seeMessage("Letter 590.");
    await app.page.waitForFunction(() => document.activeElement?.id === "subject");
    await app.press("#");
    await seeTotal(COUNT - 1);
    assert.equal(await letter(600).count(), 1);
    await app.press("z");
    await seeTotal(COUNT);
    await app.press("u");
    await app.part("message-subject").waitFor({ state: "detached" });
    await app.seeFocusOn("Letter 590.");
    await app.press("Escape");
    await seeNoneChosen();
  });

  test("a star shows on each, and undoing takes only those that were given", async () => {
    await letter(599).focus();
    await app.press("s");
    await letter(599).locator(".is-star").waitFor();
    await letter(600).focus();
    await app.press("x", "Shift+ArrowDown", "Shift+ArrowDown", "s");
    await letter(600).locator(".is-star").waitFor();
    await letter(598).locator(".is-star").waitFor();
    await app.part("toast-undo").click();
    await letter(600).locator(".is-star").waitFor({ state: "detached" });
    assert.equal(await letter(599).locator(".is-star").count(), 1);
    await app.press("Escape");
  });

  test("Ctrl and a chooses what was never scrolled to as well, and marks it read", async () => {
    await letter(600).focus();
    await app.press("Control+a");
    await seeChosen(COUNT);
    await app.press("I");
    await waitUntil("nothing is unread", async () => (await folder("inbox").getAttribute("data-unread")) === "0");
    await app.press("Escape");
    await app.press("z");
    await waitUntil("all is unread again", async () => (await folder("inbox").getAttribute("data-unread")) === String(COUNT));
  });

  test("the row that has the focus keeps it, however far it is scrolled away and back", async () => {
    await app.press("Escape");
    await letter(590).focus();
    const isFocused = () => app.page.evaluate(() => document.activeElement?.getAttribute("aria-label")?.includes("Letter 590.") ?? false);
    const scroll = (top) =>
      app.page.evaluate(async (top) => {
        document.querySelector('[data-testid="message-list"]').parentElement.scrollTop = top;
        for (let frame = 0; frame < 4; frame += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
      }, top);
    for (const top of [300, 5_000, 4_300, 20_000, 5_000, 900, 0]) {
      await scroll(top);
      assert.equal(await isFocused(), true, `scrolled to ${top}`);
    }
    await app.press("Control+a");
    await seeChosen(COUNT);
    await app.press("Escape");
    await seeNoneChosen();
  });

  test("rows stand in the page in their order, wherever one has scrolled", async () => {
    const places = () => app.page.locator(".rows-area > .row").evaluateAll((rows) => rows.map((row) => Number(row.getAttribute("aria-rowindex"))));
    for (const top of [9_000, 8_500, 0]) {
      await app.page.evaluate((top) => (document.querySelector('[data-testid="message-list"]').parentElement.scrollTop = top), top);
      await app.page.locator(`.rows-area > .row[aria-rowindex="${Math.floor(top / 64) + 12}"] .row-subject`).waitFor();
      const found = await places();
      assert.deepEqual(found, found.toSorted((a, b) => a - b));
      assert.ok(found.length > 12);
    }
  });

  test("everything is filed at once, and is there after a reload", async () => {
    await letter(600).focus();
    await app.press("Control+a");
    await seeChosen(COUNT);
    await app.part("chosen-junk").click();
    await app.part("message-list", '[aria-rowcount="0"]').waitFor({ state: "attached" });
    await folder("junk").waitFor();
    await app.page.reload();
    await folder("junk").click();
    await seeTotal(COUNT);
    await letter(600).focus();
    await app.press("Control+a");
    await app.part("chosen-inbox").click();
    await folder("inbox").click();
    await seeTotal(COUNT);
  });

  test("a stretch reaches over rows that were never seen", async () => {
    await letter(600).focus();
    await app.press("x", "Shift+End");
    await seeChosen(COUNT);
    await app.press("Escape");
    await seeNoneChosen();
  });

  test("the page had nothing to complain about", () => app.seeNoComplaints());
});
