//! Moving mail to the trash, and taking that back.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { App, openBrowser } from "./support/app.mjs";
import { startBridge } from "./support/bridge.mjs";
import { startDovecot } from "./support/dovecot.mjs";
import { plain } from "./support/messages.mjs";

describe("the trash", () => {
  let dovecot, bridge, browser, app;

  before(async () => {
    dovecot = await startDovecot(["One", "Two", "Three", "Four"].map((subject, at) => plain(at + 1, subject)));
    bridge = await startBridge({ ports: [dovecot.pop3s] });
    browser = await openBrowser();
    app = await App.open(browser, bridge.url);
    await app.addAccount({ port: dovecot.pop3s, isRemembered: true });
    await app.seeMailbox(4);
  });

  after(async () => {
    await browser?.close();
    await bridge?.stop();
    await dovecot?.stop();
  });

  const folder = (name) => app.page.locator(`[data-testid=folder][data-folder=${name}]`);

  test("# moves the keyboard's row away, and the next one has the keyboard", async () => {
    await app.row("Three").focus();
    await app.press("#");
    await app.seeMailbox(3);
    await app.page.waitForFunction(() => document.activeElement?.innerText.includes("Two"));
    assert.equal(await app.row("Three").count(), 0);
    await folder("trash").waitFor();
  });

  test("z brings it back to its place", async () => {
    await app.press("z");
    await app.seeMailbox(4);
    const rows = await app.part("message-row").allInnerTexts();
    const found = rows.map((row) => ["One", "Two", "Three", "Four"].find((subject) => row.includes(subject)));
    assert.deepEqual(found, ["Four", "Three", "Two", "One"]);
    await folder("trash").waitFor({ state: "detached" });
  });

  test("in the reader the next message opens, and the note's button undoes it", async () => {
    await app.row("Three").click();
    await app.seeMessage("Three");
    await app.part("message-move").click();
    await app.seeMessage("Two");
    await app.seeMailbox(3);
    await app.part("toast-undo").click();
    await app.seeMailbox(4);
    await app.row("Three").waitFor();
  });

  test("it is in the trash after a reload, and goes back to the inbox from there", async () => {
    await app.row("One").focus();
    await app.press("Delete");
    await app.seeMailbox(3);
    await app.page.reload();
    await app.seeMailbox(3);
    await folder("trash").click();
    await app.seeMailbox(1);
    await app.row("One").click();
    await app.seeMessage("One");
    await app.part("message-move").click();
    await app.seeMailbox(0);
    await folder("inbox").click();
    await app.seeMailbox(4);
  });

  test("it is emptied for good, and only after a question", async () => {
    for (const subject of ["Four", "Two"]) {
      await app.row(subject).focus();
      await app.press("#");
      await app.row(subject).waitFor({ state: "detached" });
    }
    await folder("trash").click();
    await app.seeMailbox(2);
    await app.part("empty-folder").click();
    await app.part("empty-plan").filter({ hasText: "2 messages" }).waitFor();
    await app.press("Escape");
    await app.part("empty-dialog").waitFor({ state: "detached" });
    await app.seeMailbox(2);
    await app.part("empty-folder").click();
    await app.part("empty-confirm").click();
    await app.seeMailbox(0);
    await app.page.locator(".toast").filter({ hasText: "2 messages are erased" }).waitFor();
    await app.part("empty-folder").waitFor({ state: "detached" });
  });

  test("what was erased does not come again with the next check, nor after a reload", async () => {
    await folder("inbox").click();
    await app.seeMailbox(2);
    await app.checkForMail();
    await app.seeSyncEnd();
    await app.page.reload();
    await app.seeMailbox(2);
    assert.equal(await app.row("Four").count(), 0);
    await folder("trash").waitFor({ state: "detached" });
  });

  test("after how many days it is emptied by itself is chosen in the settings, and kept", async () => {
    await app.openSettings("storage");
    assert.equal(await app.part("erase-after").inputValue(), "");
    await app.part("erase-after").selectOption("30");
    await app.press("Escape");
    await app.page.reload();
    await app.seeMailbox(2);
    await app.openSettings("storage");
    assert.equal(await app.part("erase-after").inputValue(), "30");
    await app.press("Escape");
  });

  test("the page had nothing to complain about", () => app.seeNoComplaints());
});
