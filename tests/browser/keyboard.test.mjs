//! The main jobs without a mouse.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { App, openBrowser } from "./support/app.mjs";
import { startBridge } from "./support/bridge.mjs";
import { startDovecot } from "./support/dovecot.mjs";
import { plain } from "./support/messages.mjs";

describe("by keyboard alone", () => {
  let dovecot, bridge, browser, app;

  before(async () => {
    dovecot = await startDovecot(["One", "Two", "Three", "Four"].map((subject, at) => plain(at + 1, subject)));
    bridge = await startBridge({ ports: [dovecot.pop3s] });
    browser = await openBrowser();
    app = await App.open(browser, bridge.url);
    await app.addAccount({ port: dovecot.pop3s });
    await app.seeMailbox(4);
  });

  after(async () => {
    await browser?.close();
    await bridge?.stop();
    await dovecot?.stop();
  });

  /** What is listed, and that all of it is there. */
  const seeFolder = async (name, count) => {
    await app.page.locator(`[data-testid=folder][data-folder=${name}][aria-current=page]`).waitFor();
    await app.part("message-list", `[aria-rowcount="${count}"]`).waitFor();
  };

  /** Chooses whose keys are used, from the set before it. */
  const chooseKeys = async (set, key) => {
    await app.openSettings("keyboard");
    const sets = app.part("key-set");
    await sets.locator("input:checked").focus();
    await app.press(key);
    await sets.locator(`input[value=${set}]:checked`).waitFor({ state: "attached" });
    await app.press("Escape");
    await app.part("settings-dialog").waitFor({ state: "detached" });
  };

  test("the list is one stop, and arrows move in it", async () => {
    await app.part("message-row").first().focus();
    await app.press("ArrowDown");
    await app.seeFocusOn("Three");
    await app.press("End");
    await app.seeFocusOn("One");
    await app.press("Home");
    await app.seeFocusOn("Four");
  });

  test("Enter opens, j and k go on and back, u returns to the same row", async () => {
    await app.press("Enter");
    await app.seeMessage("Four");
    await app.press("j");
    await app.seeMessage("Three");
    await app.press("k");
    await app.seeMessage("Four");
    await app.press("j");
    await app.seeMessage("Three");
    await app.press("u");
    await app.seeFocusOn("Three");
  });

  test("Shift+n checks for mail", async () => {
    await dovecot.deliver(plain(5, "Five"));
    await app.press("Shift+N");
    await app.seeMailbox(5);
    await app.row("Five").waitFor();
  });

  test("? shows the keys, and Escape puts them away", async () => {
    await app.press("?");
    const dialog = app.page.getByRole("dialog");
    await dialog.getByText("Go to the inbox").waitFor();
    await app.press("Escape");
    await dialog.waitFor({ state: "hidden" });
  });

  test("g and then a goes to what was archived, g and then i back to the inbox", async () => {
    await app.row("Five").focus();
    await app.press("e", "g", "a");
    await seeFolder("archive", 1);
    await app.seeFocusOn("Five");
    await app.press("g", "i");
    await seeFolder("inbox", 4);
    await app.seeFocusOn("Four");
  });

  test("Ctrl+z takes it back", async () => {
    await app.press("Control+z");
    await seeFolder("inbox", 5);
  });

  test("Escape and an unknown key end a sequence, and do nothing else", async () => {
    await app.row("Four").focus();
    await app.press("g", "Escape", "*", "x", "g", "e");
    await app.press("x");
    await app.part("chosen-count").filter({ hasText: "1 chosen" }).waitFor();
    await seeFolder("inbox", 5);
  });

  test("* a chooses all, and * n none", async () => {
    await app.press("*", "a");
    await app.part("chosen-count").filter({ hasText: "5 chosen" }).waitFor();
    await app.press("*", "n");
    await app.part("selection-bar").waitFor({ state: "detached" });
  });

  test("Thunderbird's keys are chosen by keyboard, and tooltips name them", async () => {
    await chooseKeys("thunderbird", "ArrowRight");
    await app.row("Four").focus();
    await app.press("f");
    await app.seeFocusOn("Three");
    await app.press("x", "b");
    await app.seeFocusOn("Four");
    await app.press(" ");
    assert.equal(await app.part("chosen-archive").getAttribute("title"), "Move to Archive (a)");
    await app.press("a");
    await seeFolder("inbox", 4);
    await app.press("Control+z");
    await seeFolder("inbox", 5);
  });

  test("switched off, no letter does anything after a reload either, and Delete still does", async () => {
    await chooseKeys("off", "ArrowRight");
    await app.page.reload();
    await app.seeMailbox(5);
    await app.row("Four").focus();
    await app.press("x", "e", "#", "?", "f", "Delete");
    await seeFolder("inbox", 4);
    await app.press("Control+z");
    await seeFolder("inbox", 5);
    assert.equal(await app.page.getByRole("dialog").count(), 0);
    assert.equal(await app.part("sync-now").getAttribute("title"), "Check for mail");
  });

  test("who had letters switched off before there were sets has them switched off", async () => {
    for (const [stored, set] of [["on", "gmail"], ["off", "off"], ["thunderbird", "thunderbird"]]) {
      await app.page.evaluate((stored) => localStorage.setItem("shortcuts", stored), stored);
      await app.page.reload();
      await app.seeMailbox(5);
      await app.openSettings("keyboard");
      await app.part("key-set").locator(`input[value=${set}]:checked`).waitFor({ state: "attached" });
      await app.press("Escape");
    }
  });

  test("the page had nothing to complain about", () => app.seeNoComplaints());
});
