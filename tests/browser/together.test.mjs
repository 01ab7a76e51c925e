//! Several accounts as one mailbox: rows that say whose they are, a message read and filed from there, by mouse and by
//! keyboard, checked all at once, and still there after a reload.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { App, openBrowser } from "./support/app.mjs";
import { startBridge } from "./support/bridge.mjs";
import { startDovecot } from "./support/dovecot.mjs";
import { plain } from "./support/messages.mjs";

describe("all accounts together", () => {
  let anna, bert, bridge, browser, app;

  before(async () => {
    anna = await startDovecot([plain(1, "To Anna, first"), plain(3, "To Anna, last")]);
    bert = await startDovecot([plain(2, "To Bert, between")], { user: "bert" });
    bridge = await startBridge({ ports: [anna.pop3s, bert.pop3s] });
    // For axe-core, which the page would not let in.
    browser = await openBrowser({ bypassCSP: true });
    app = await App.open(browser, bridge.url);
    await app.addAccount({ port: anna.pop3s });
    await app.seeMailbox(2);
  });

  after(async () => {
    await browser?.close();
    await bridge?.stop();
    await anna?.stop();
    await bert?.stop();
  });

  const folder = (name) => app.part("all-accounts").locator(`[data-testid="folder"][data-folder="${name}"]`);
  const subjects = () => app.page.locator(".row-subject").allInnerTexts();
  const seeRows = (count) => app.part("message-list", `[aria-rowcount="${count}"]`).waitFor({ state: "attached" });

  test("one account is not offered as several", async () => {
    assert.equal(await app.part("all-accounts").count(), 0);
  });

  test("their messages stand together by date, each with whose it is", async () => {
    await app.addAccount({ port: bert.pop3s, user: "bert" });
    await app.seeMailbox(1);
    await folder("inbox").click();
    await seeRows(3);
    assert.deepEqual(await subjects(), ["To Anna, last", "To Bert, between", "To Anna, first"]);
    assert.equal(await folder("inbox").getAttribute("data-unread"), "3");
    assert.deepEqual(await app.page.locator(".row .account-tick").evaluateAll((ticks) => ticks.map(({ title }) => title)), [
      "anna@localhost.test",
      "bert@localhost.test",
      "anna@localhost.test",
    ]);
    assert.match(await app.row("To Bert, between").getAttribute("aria-label"), /bert@localhost\.test$/);
    await app.page.getByRole("heading", { name: "All inboxes" }).waitFor();
    await app.seeItAccessible("all accounts");
  });

  test("a message opens, goes to its own account's archive, and z brings it back", async () => {
    await app.row("To Bert, between").click();
    await app.seeMessage("To Bert, between");
    assert.match(await app.messageText(), /This is message 2/);
    assert.match(app.page.url(), /#\/all\/inbox\/m\/\d+$/);
    await app.press("e");
    await seeRows(2);
    await folder("archive").waitFor();
    assert.equal(await app.part("folder", '[data-folder="archive"]').count(), 2, "of all, and of Bert");
    await app.press("z");
    await seeRows(3);
    await folder("archive").waitFor({ state: "detached" });
  });

  test("all of both are marked and filed at once", async () => {
    await app.page.goto(`${app.page.url().split("#")[0]}#/all/inbox`);
    await seeRows(3);
    await app.part("message-row").first().focus();
    await app.press("Control+a");
    await app.part("chosen-count").filter({ hasText: "3" }).waitFor();
    await app.part("chosen-read").click();
    await app.part("folder", '[data-folder="inbox"][data-unread="0"]').nth(2).waitFor();
  });

  test("a check asks each server, and what comes is there", async () => {
    await anna.deliver(plain(4, "To Anna, new"));
    await bert.deliver(plain(5, "To Bert, new"));
    await app.press("Escape");
    await app.part("sync-now").click();
    await seeRows(5);
    assert.deepEqual((await subjects()).slice(0, 2), ["To Bert, new", "To Anna, new"]);
  });

  test("a move asks for the folders of the account whose messages are meant", async () => {
    await app.part("new-folder").nth(1).click();
    await app.part("folder-name").fill("Bert’s");
    await app.press("Enter");
    await app.part("folder", '[data-folder="Bert’s"]').waitFor();
    await app.part("folder-dialog").waitFor({ state: "detached" });
    await app.row("To Bert, new").focus();
    await app.press("v");
    await app.part("move-filter").fill("Bert");
    await app.press("Enter");
    await app.page.locator(".toast").filter({ hasText: "Bert’s" }).waitFor();
    await seeRows(4);
    await app.row("To Anna, new").focus();
    await app.press("v");
    await app.part("move-places").waitFor();
    assert.equal(await app.part("move-place", '[data-folder="Bert’s"]').count(), 0);
    await app.press("Escape");
  });

  test("it is where one was after a reload, and found by the palette", async () => {
    await app.page.reload();
    await seeRows(4);
    await app.part("folder", '[data-folder="inbox"]').nth(1).click();
    await app.press("Control+k");
    await app.part("palette-field").fill("all inb");
    await app.press("Enter");
    await seeRows(4);
    assert.match(app.page.url(), /#\/all\/inbox$/);
  });

  test("who has one account left is taken to that", async () => {
    await app.press("Control+k");
    await app.part("palette-field").fill("remove bert");
    await app.press("Enter");
    await app.part("remove-confirm").click();
    await app.part("all-accounts").waitFor({ state: "detached" });
    await app.page.waitForURL(/#\/a\/\d+\/inbox$/);
    await seeRows(3);
    assert.deepEqual(app.complaints, []);
  });
});
