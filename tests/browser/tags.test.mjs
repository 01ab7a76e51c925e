//! Tags, stars and what comes back later: put on by key, by bar and by dragging, gathered in places of their own, changed
//! in the settings, undone where that was wrong, and there after a reload.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { App, openBrowser } from "./support/app.mjs";
import { startBridge } from "./support/bridge.mjs";
import { startDovecot } from "./support/dovecot.mjs";
import { plain } from "./support/messages.mjs";
import { waitUntil } from "./support/wait.mjs";

const COUNT = 9;
/// A full minute has to pass, and the page looks twice a minute.
const COMES_BACK_MS = 150_000;

describe("tags, and what comes back later", () => {
  let dovecot, bridge, browser, app;

  before(async () => {
    dovecot = await startDovecot(Array.from({ length: COUNT }, (_, at) => plain(at + 1, `Letter ${at + 1}.`)));
    bridge = await startBridge({ ports: [dovecot.pop3s] });
    // For axe-core, which the page would not let in.
    browser = await openBrowser({ bypassCSP: true });
    app = await App.open(browser, bridge.url);
    await app.addAccount({ port: dovecot.pop3s });
    await app.seeMailbox(COUNT);
  });

  after(async () => {
    await browser?.close();
    await bridge?.stop();
    await dovecot?.stop();
  });

  const letter = (number) => app.row(`Letter ${number}.`);
  const folder = (name) => app.part("folder", `[data-folder="${name}"]`);
  const seeTotal = (count) => app.part("message-list", `[aria-rowcount="${count}"]`).waitFor({ state: "attached" });
  const seeToast = (text) => app.page.locator(".toast").filter({ hasText: text }).waitFor();
  const tagsOn = (number) => letter(number).getByTestId("tag").allInnerTexts();
  const seeTags = (number, ...names) =>
    waitUntil(`letter ${number} has its tags`, async () => (await tagsOn(number)).join() === names.join());
  const go = async (name, count) => {
    await folder(name).click();
    await seeTotal(count);
  };

  test("a moment that is past is refused, and a message put away until the next minute is out of sight", async () => {
    await letter(1).focus();
    await app.press("b");
    await app.part("snooze-choice").first().waitFor();
    await app.seeItAccessible("putting away");
    await app.part("snooze-when").fill("2020-01-01T08:00");
    await app.part("snooze-set").click();
    await app.part("snooze-note").filter({ hasText: "still to come" }).waitFor();
    const soon = await app.page.evaluate(() => {
      const moment = new Date(Date.now() + 65_000);
      const two = (number) => String(number).padStart(2, "0");
      const day = [moment.getFullYear(), two(moment.getMonth() + 1), two(moment.getDate())].join("-");
      return `${day}T${two(moment.getHours())}:${two(moment.getMinutes())}`;
    });
    await app.part("snooze-when").fill(soon);
    await app.press("Enter");
    await seeToast("Comes back");
    await seeTotal(COUNT - 1);
    await go("snoozed", 1);
    await letter(1).locator("time").filter({ hasText: "back" }).waitFor();
    await go("inbox", COUNT - 1);
  });

  test("a word makes a tag on the way, z takes it away again", async () => {
    await letter(2).focus();
    await app.press("l");
    await app.part("tag-filter").waitFor();
    await app.seeItAccessible("tagging");
    await app.page.keyboard.type("Bills");
    await app.press("Enter");
    await seeToast("Tagged “Bills”");
    await seeTags(2, "Bills");
    await folder("Bills").waitFor();
    await app.press("z");
    await seeToast("as it was");
    await seeTags(2);
    await app.press("l");
    await app.part("tag-place").filter({ hasText: "Bills" }).waitFor();
    await app.press("Enter");
    await seeTags(2, "Bills");
  });

  test("chosen messages get a tag by the bar, and the same way takes it from all of them", async () => {
    for (const number of [2, 3, 4]) {
      await letter(number).hover();
      await letter(number).getByTestId("row-pick").click();
    }
    const tagAll = async () => {
      await app.part("chosen-tag").click();
      await app.part("tag-filter").fill("bil");
      await app.press("Enter");
    };
    await tagAll();
    await seeToast("Tagged “Bills”: 2 messages");
    for (const number of [2, 3, 4]) await seeTags(number, "Bills");
    await tagAll();
    await seeToast("taken away: 3 messages");
    await app.part("toast-undo").click();
    for (const number of [2, 3, 4]) await seeTags(number, "Bills");
    await app.part("choose-none").click();
  });

  test("whoever is quicker than the store takes back all the same", async () => {
    await letter(8).focus();
    await app.page.keyboard.press("s");
    await app.page.keyboard.press("z");
    await seeToast("as it was");
    await folder("starred").waitFor({ state: "detached" });
    assert.equal(await letter(8).locator(".is-star").count(), 0);
  });

  test("a tag's place has its messages wherever they lie, and what is filed from there stays in it", async () => {
    await go("Bills", 3);
    await letter(3).focus();
    await app.press("e");
    await seeToast("Moved to Archive");
    await seeTotal(3);
    await go("archive", 1);
    await letter(3).waitFor();
    await app.press("z");
    await seeTotal(0);
    await go("Bills", 3);
    await letter(4).focus();
    await app.press("#");
    await seeTotal(2);
    await app.press("z");
    await seeTotal(3);
  });

  test("the open message shows its tags, also after a reload, and more of them", async () => {
    await letter(2).click();
    await app.seeMessage("Letter 2.");
    await app.part("message-tags").filter({ hasText: "Bills" }).waitFor();
    await app.part("message-tag").click();
    await app.part("tag-filter").fill("Work");
    await app.press("Enter");
    await app.part("message-tags").filter({ hasText: "Work" }).waitFor();
    await app.page.reload();
    await app.seeMessage("Letter 2.");
    await app.part("message-tags").filter({ hasText: "BillsWork" }).waitFor();
    await app.seeItAccessible("a message with tags");
  });

  test("a message is dropped on a tag and stays where it is", async () => {
    await go("inbox", COUNT - 1);
    await letter(6).dragTo(folder("Work"));
    await seeToast("Tagged “Work”");
    await seeTags(6, "Work");
    await seeTotal(COUNT - 1);
  });

  test("stars have a place of their own, which a key leads to", async () => {
    await letter(5).focus();
    await app.press("s");
    await folder("starred").waitFor();
    await app.press("g", "s");
    await seeTotal(1);
    await letter(5).waitFor();
    await app.press("s");
    await seeTotal(0);
    await app.page.getByText("Nothing has a star").waitFor();
    await app.press("z");
    await seeTotal(1);
  });

  test("tags are renamed, coloured and removed in the settings, and a removed one comes back with its messages", async () => {
    await go("inbox", COUNT - 1);
    await app.part("settings").click();
    await app.part("settings-tab", '[data-page="tags"]').click();
    await app.part("tag-new").fill("work");
    await app.press("Enter");
    await app.part("tag-new-note").filter({ hasText: "Another tag" }).waitFor();
    await app.part("tag-new").fill("Holiday");
    await app.press("Enter");
    await app.part("tag-line").nth(1).waitFor();
    await app.seeItAccessible("the tags");
    const line = (at) => app.part("tag-line").nth(at);
    assert.equal(await line(1).getByTestId("tag-name").inputValue(), "Holiday");
    await line(0).getByTestId("tag-name").fill("Invoices");
    await app.press("Tab");
    await waitUntil("it stands by its new name", async () => (await line(1).getByTestId("tag-name").inputValue()) === "Invoices");
    await line(1).getByTestId("tag-colour").selectOption({ label: "Red" });
    await line(2).getByTestId("tag-remove").click();
    await line(2).waitFor({ state: "detached" });
    await app.press("Escape");
    await folder("Work").waitFor({ state: "detached" });
    await seeTags(2, "Invoices");
    await letter(2).locator(".tag.hue-3").waitFor();
    await app.part("toast-undo").click();
    await folder("Work").waitFor();
    await seeTags(2, "Invoices", "Work");
  });

  test("a rule offers the tags, and puts one on what is here", async () => {
    await app.press("Control+k");
    await app.page.keyboard.type("rules");
    await app.press("Enter");
    await app.part("rule-add").click();
    await app.part("rule-name").fill("Seven");
    await app.part("rule-what").selectOption({ label: "the subject" });
    await app.part("rule-words").fill("Letter 7");
    await app.part("rule-tag").selectOption({ label: "Work" });
    await app.part("rule-save").click();
    await app.part("rules").filter({ hasText: "gets the tag “Work”" }).waitFor();
    await app.part("rule-run").click();
    await seeToast("The rules changed 1 message");
    await seeTags(7, "Work");
  });

  test("what was put away comes back by itself, unread and on top", { timeout: COMES_BACK_MS }, async () => {
    await app.part("message-list", `[aria-rowcount="${COUNT}"]`).waitFor({ state: "attached", timeout: COMES_BACK_MS });
    const first = app.part("message-row", '[aria-rowindex="1"]').filter({ hasText: "Letter 1." });
    await first.waitFor();
    assert.equal(await first.getAttribute("data-unread"), "true");
    assert.match(await first.getAttribute("aria-label"), /came back/);
    await folder("snoozed").waitFor({ state: "detached" });
  });
});
