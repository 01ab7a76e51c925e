//! Folders of the user's own: made, nested, filled by key, by dialog and by dragging, closed, renamed, removed; undone
//! where that was wrong, and there after a reload, with the name that was half typed.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { App, openBrowser } from "./support/app.mjs";
import { startBridge } from "./support/bridge.mjs";
import { startDovecot } from "./support/dovecot.mjs";
import { plain } from "./support/messages.mjs";
import { waitUntil } from "./support/wait.mjs";

const COUNT = 12;

describe("folders of one's own", () => {
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

  const folder = (name) => app.part("folder", `[data-folder="${name}"]`);
  const letter = (number) => app.row(`Letter ${number}.`);
  const seeTotal = (count) => app.part("message-list", `[aria-rowcount="${count}"]`).waitFor({ state: "attached" });
  const seeUnread = (name, count) => app.part("folder", `[data-folder="${name}"][data-unread="${count}"]`).waitFor();
  const seeToast = (text) => app.page.locator(".toast").filter({ hasText: text }).waitFor();
  const names = () => app.part("folder").evaluateAll((links) => links.map((link) => link.dataset.folder));
  const choose = async (...numbers) => {
    for (const number of numbers) {
      await letter(number).hover();
      await letter(number).getByTestId("row-pick").click();
    }
  };
  const create = async (name, inside) => {
    await app.part("new-folder").click();
    await app.part("folder-name").fill(name);
    if (inside) await app.part("folder-inside").selectOption({ label: inside });
    await app.press("Enter");
    await folder(name).waitFor();
    await app.part("folder-dialog").waitFor({ state: "detached" });
  };

  test("a folder is made where folders are, and one in it", async () => {
    await app.part("new-folder").click();
    await app.part("folder-name").waitFor();
    await app.seeItAccessible("a new folder");
    await app.press("Escape");
    await create("Work");
    await create("Ada & co", "Work");
    assert.deepEqual(await names(), ["inbox", "Work", "Ada & co"]);
    assert.equal(await app.page.locator("li.folder").filter({ has: folder("Ada & co") }).getAttribute("aria-level"), "2");
  });

  test("what cannot be a name is said at the field, and nothing is made", async () => {
    await app.part("new-folder").click();
    for (const [name, said] of [["", "Give it a name"], ["trash", "A folder of the app"], ["work", "has that name"], ["a\u202eb", "nobody can see"], ["x".repeat(61), "60"]]) {
      await app.part("folder-name").fill(name);
      await app.press("Enter");
      await app.part("folder-name-note").filter({ hasText: said }).waitFor();
    }
    await app.press("Escape");
    assert.equal((await names()).length, 3);
  });

  test("v asks where to, Enter moves there, z brings it back", async () => {
    await letter(12).focus();
    await app.press("v");
    await app.part("move-filter").waitFor();
    await app.seeItAccessible("moving");
    await app.page.keyboard.type("ada wo");
    await waitUntil("one folder is left", async () => (await app.part("move-place", '[data-folder]:not([data-folder=""])').count()) === 1);
    await app.press("Enter");
    await seeToast("Moved to Ada & co");
    await seeTotal(COUNT - 1);
    await seeUnread("Ada & co", 1);
    await app.press("z");
    await seeTotal(COUNT);
    await seeUnread("Ada & co", 0);
  });

  test("chosen messages go by the bar's button, and are there after a reload", async () => {
    await choose(12, 10);
    await app.part("chosen-move").click();
    await app.part("move-filter").waitFor();
    await app.press("ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp");
    const active = app.part("move-place", '[aria-selected="true"]');
    assert.equal(await active.getAttribute("data-folder"), "Work");
    await active.click();
    await seeTotal(COUNT - 2);
    await folder("Work").click();
    await seeTotal(2);
    await app.page.reload();
    await letter(12).waitFor();
    assert.equal(await app.page.locator(".pane-title").innerText(), "Work");
    await seeUnread("Work", 2);
  });

  test("a folder that is missing is made on the way", async () => {
    await letter(12).click();
    await app.seeMessage("Letter 12.");
    await app.part("message-file").click();
    await app.part("move-filter").fill("Tax 2026");
    await app.press("Enter");
    await seeToast("Moved to Tax 2026");
    await folder("Tax 2026").click();
    await seeTotal(1);
  });

  test("rows are dragged to a folder, all that are chosen", async () => {
    await folder("inbox").click();
    await seeTotal(COUNT - 2);
    await choose(9, 8, 7);
    await letter(8).dragTo(folder("Tax 2026"));
    await seeToast("Moved to Tax 2026: 3 messages");
    await seeTotal(COUNT - 5);
    await letter(6).dragTo(folder("Work"));
    await seeToast("Moved to Work");
    await seeTotal(COUNT - 6);
    await app.part("toast-undo").click();
    await seeTotal(COUNT - 5);
  });

  test("what is dropped where it lies stays there", async () => {
    await letter(6).dragTo(folder("inbox"));
    await seeTotal(COUNT - 5);
    assert.equal(await letter(6).count(), 1);
  });

  test("a folder closes, counts what is unread in it, and is closed after a reload", async () => {
    await letter(5).dragTo(folder("Ada & co"));
    await seeUnread("Ada & co", 1);
    const toggle = app.part("folder-toggle");
    await toggle.focus();
    await app.press("Enter");
    await folder("Ada & co").waitFor({ state: "detached" });
    assert.equal(await folder("Work").locator("b").innerText(), "2");
    assert.equal(await toggle.evaluate((element) => element === document.activeElement), true);
    await app.page.reload();
    await folder("Work").waitFor();
    assert.equal(await folder("Ada & co").count(), 0);
    await toggle.click();
    await folder("Ada & co").waitFor();
  });

  test("a folder gets another name and another place, and has the old ones back", async () => {
    await folder("Ada & co").click();
    await app.part("folder-edit").click();
    await app.part("folder-name").fill("Ada");
    await app.part("folder-inside").selectOption({ label: "Tax 2026" });
    await app.part("folder-save").click();
    await folder("Ada").waitFor();
    assert.deepEqual(await names(), ["inbox", "Tax 2026", "Ada", "Work"]);
    await seeTotal(1);
    await app.part("toast-undo").click();
    await folder("Ada & co").waitFor();
    assert.deepEqual(await names(), ["inbox", "Tax 2026", "Work", "Ada & co"]);
  });

  test("a folder goes with those in it, and its messages to where it is said", async () => {
    await folder("Work").click();
    await app.part("folder-edit").click();
    await app.part("folder-removal-note").filter({ hasText: "2 messages stay" }).waitFor();
    await app.seeItAccessible("changing a folder");
    await app.part("folder-remove").click();
    await seeToast("Its 2 messages are in Archive");
    await folder("Work").waitFor({ state: "detached" });
    assert.deepEqual(await names(), ["inbox", "archive", "Tax 2026"]);
    assert.equal(await app.page.locator(".pane-title").innerText(), "Inbox");
    await app.press("z");
    await folder("Ada & co").waitFor();
    await seeUnread("Work", 1);
    assert.deepEqual(await names(), ["inbox", "Tax 2026", "Work", "Ada & co"]);
  });

  test("without undoing, they stay in the archive for good", async () => {
    await folder("Work").click();
    await app.part("folder-edit").click();
    await app.part("folder-remove").click();
    await folder("archive").click();
    await seeTotal(2);
    await app.page.reload();
    await seeTotal(2);
    await app.seeItAccessible("folders");
  });

  const kept = () => app.page.evaluate(() => sessionStorage.getItem("form"));

  test("a name that is half typed is there again after a reload, with what goes into the folder", async () => {
    await folder("inbox").click();
    await seeTotal(COUNT - 6);
    await choose(4, 3);
    await app.part("chosen-move").click();
    await app.part("move-new-folder").click();
    await app.part("folder-name").fill("Half");
    await app.part("folder-inside").selectOption({ label: "Tax 2026" });
    await app.page.reload();
    await app.part("folder-name").waitFor();
    assert.equal(await app.part("folder-name").inputValue(), "Half");
    assert.equal(await app.part("folder-inside").evaluate(({ selectedOptions: [option] }) => option.label), "Tax 2026");
    await app.page.waitForFunction(() => document.activeElement?.id === "folder-name");
    await app.press("Enter");
    await seeToast("Moved to Half: 2 messages");
    assert.deepEqual(await names(), ["inbox", "archive", "Tax 2026", "Half"]);
    assert.equal(await kept(), null);
  });

  test("a form of a folder that was left is not, and nothing opens", async () => {
    await folder("Half").click();
    await app.part("folder-edit").click();
    await app.part("folder-name").fill("Halves");
    await app.part("folder-messages-to").selectOption({ label: "Junk" });
    await app.page.reload();
    await app.part("folder-name").waitFor();
    assert.equal(await app.part("folder-name").inputValue(), "Halves");
    assert.equal(await app.part("folder-messages-to").evaluate(({ selectedOptions: [option] }) => option.label), "Junk");
    await app.page.getByRole("button", { name: "Cancel", exact: true }).click();
    await app.part("folder-dialog").waitFor({ state: "detached" });
    assert.equal(await kept(), null);
    await app.page.reload();
    await folder("Half").waitFor();
    await app.part("new-folder").click();
    assert.equal(await app.part("folder-name").inputValue(), "");
    await app.press("Escape");
    await app.part("folder-dialog").waitFor({ state: "detached" });
    await app.page.reload();
    await folder("Half").waitFor();
    // Time enough for what might open.
    await app.page.waitForTimeout(500);
    assert.equal(await app.part("folder-dialog").count(), 0);
  });

  test("the page had nothing to complain about", () => app.seeNoComplaints());
});
