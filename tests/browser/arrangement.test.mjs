//! The mailbox laid out as people want it: how high rows are, where messages are read; also after a reload.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { App, openBrowser } from "./support/app.mjs";
import { startBridge } from "./support/bridge.mjs";
import { startDovecot } from "./support/dovecot.mjs";
import { plain } from "./support/messages.mjs";
import { waitUntil } from "./support/wait.mjs";

const COUNT = 120;

describe("the mailbox", () => {
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

  async function choose(group, label) {
    await app.openSettings("appearance");
    await app.part(group).getByRole("radio", { name: label, exact: true }).check();
    await app.press("Escape");
    await app.page.locator("dialog[open]").waitFor({ state: "detached" });
  }

  const box = (id) => app.part(id).first().boundingBox();
  const rowsPerPx = async () => {
    const [one, two] = [await app.row("Letter 119.").boundingBox(), await app.row("Letter 118.").boundingBox()];
    return [one.height, two.y - one.y];
  };

  test("has rows as high as one likes", async () => {
    for (const [label, height] of [["Comfortable", 64], ["Compact", 34], ["Cosy", 52]]) {
      await choose("density", label);
      assert.deepEqual(await rowsPerPx(), [height, height], label);
      const list = await app.part("message-list").boundingBox();
      assert.equal(list.height, COUNT * height, label);
    }
    await app.page.reload();
    await app.seeMailbox(COUNT);
    assert.deepEqual(await rowsPerPx(), [52, 52]);
  });

  test("keeps the row on top where it is when they become lower", async () => {
    await choose("density", "Comfortable");
    await app.part("message-list").evaluate((list) => (list.parentElement.scrollTop = 50 * 64));
    await app.row("Letter 70.").waitFor();
    await choose("density", "Compact");
    const rows = await app.part("message-list").evaluate((list) => list.parentElement.getBoundingClientRect().top);
    assert.equal((await app.row("Letter 70.").boundingBox()).y, rows);
    await choose("density", "Comfortable");
  });

  test("reads below the list", async () => {
    await choose("reading-place", "Below it");
    await app.part("message-list").evaluate((list) => (list.parentElement.scrollTop = 0));
    await app.openMessage("Letter 119.");
    const [list, subject] = [await app.part("message-list").evaluate((list) => list.parentElement.getBoundingClientRect().bottom), await box("message-subject")];
    assert.ok(subject.y >= list, "the message is above the end of the list");
    const row = await box("message-row");
    assert.ok(row.width > 1_000, `a row of ${row.width} px beside nothing`);
  });

  test("counts an open message as read when one likes: at once, or only when it is said", async () => {
    const chooseRead = async (label) => {
      await app.openSettings("privacy");
      await app.part("read-after").getByRole("radio", { name: label, exact: true }).check();
      await app.press("Escape");
      await app.page.locator("dialog[open]").waitFor({ state: "detached" });
    };
    const isUnread = (subject) => app.row(subject).getAttribute("data-unread");
    await chooseRead("When I say so");
    await app.openMessage("Letter 115.");
    await app.page.waitForTimeout(2_500);
    assert.equal(await isUnread("Letter 115."), "true");
    await chooseRead("At once");
    await app.openMessage("Letter 114.");
    await waitUntil("it counts as read", async () => (await isUnread("Letter 114.")) === "false");
    assert.equal(await isUnread("Letter 115."), "true");
  });

  test("reads in the place of the list, and goes back to it", async () => {
    await choose("reading-place", "In its place");
    assert.equal(await app.row("Letter 119.").isVisible(), false);
    await app.page.getByRole("button", { name: "Back to the list" }).click();
    await app.row("Letter 119.").waitFor();
    assert.equal(await app.part("message-subject").isVisible(), false);
    await app.press("j");
    await app.press("o");
    await app.part("message-subject").waitFor();
    assert.equal(await app.row("Letter 119.").isVisible(), false);
    await app.press("u");
    await app.row("Letter 119.").waitFor();
    app.seeNoComplaints();
  });
});
