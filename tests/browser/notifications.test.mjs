//! New mail is told of outside of the page: to whoever asked for it and looks elsewhere, once a check, and the click leads
//! to the mail. The browser's own notifications are played: a real one cannot be clicked on from here.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { App, openBrowser } from "./support/app.mjs";
import { startBridge } from "./support/bridge.mjs";
import { startDovecot } from "./support/dovecot.mjs";
import { plain } from "./support/messages.mjs";
import { waitUntil } from "./support/wait.mjs";

/** In the page, before its own scripts. What is answered when it asks stands in `localStorage.answer`. */
function playNotifications() {
  window.shown = [];
  window.isAway = false;
  window.Notification = class {
    static permission = localStorage.getItem("permission") ?? "default";
    static async requestPermission() {
      this.permission = localStorage.getItem("answer");
      localStorage.setItem("permission", this.permission);
      return this.permission;
    }
    constructor(title, { body, tag }) {
      Object.assign(this, { title, body, tag, isClosed: false });
      window.shown.push(this);
    }
    close() {
      this.isClosed = true;
    }
  };
  document.hasFocus = () => !window.isAway;
}

describe("notifications", () => {
  let dovecot, bridge, browser, app, number;

  before(async () => {
    dovecot = await startDovecot([plain(1, "Old"), plain(2, "Older")]);
    bridge = await startBridge({ ports: [dovecot.pop3s] });
    // The page’s policy lets no foreign script in, and axe-core is one.
    browser = await openBrowser({ bypassCSP: true });
    number = 2;
    const page = await browser.context.newPage();
    await page.addInitScript(playNotifications);
    app = new App(page, bridge.url);
    await page.goto(bridge.url);
    await app.addAccount({ port: dovecot.pop3s, isRemembered: true });
    await app.seeMailbox(2);
  });

  after(async () => {
    await browser?.close();
    await bridge?.stop();
    await dovecot?.stop();
  });

  const shown = () => app.page.evaluate(() => window.shown.map(({ title, body, tag }) => ({ title, body, tag })));
  const answer = (answer) => app.page.evaluate((answer) => localStorage.setItem("answer", answer), answer);
  const lookAway = (isAway) => app.page.evaluate((isAway) => void (window.isAway = isAway), isAway);

  async function close() {
    await app.press("Escape");
    await app.part("settings-dialog").waitFor({ state: "detached" });
  }

  /** Mail comes and is fetched. */
  async function fetch(...subjects) {
    for (const subject of subjects) await dovecot.deliver(plain((number += 1), subject));
    await app.checkForMail();
    await app.seeMailbox(number);
  }

  test("are off at first, and nobody is asked for anything", async () => {
    await lookAway(true);
    await fetch("Unannounced");
    assert.deepEqual(await shown(), []);
    assert.equal(await app.page.evaluate(() => Notification.permission), "default");
    await app.openSettings("notifications");
    assert.ok(!(await app.part("notifications").isChecked()));
    assert.match(await app.part("settings-page").innerText(), /only while Restante is open.*no mailbox and no password/s);
  });

  test("stay off where the browser is told not to show any, and it is said what helps", async () => {
    await answer("denied");
    await app.part("notifications").click();
    assert.match(await app.part("notifications-standing").innerText(), /Allow them/);
    assert.ok(!(await app.part("notifications").isChecked()));
    await app.seeItAccessible("notifications that are not allowed");
  });

  test("are on once the browser was asked, on the click", async () => {
    await answer("granted");
    await app.part("notifications").check();
    await app.part("notifications-standing").waitFor({ state: "detached" });
    await close();
  });

  test("do not come to whoever has the page in front", async () => {
    await lookAway(false);
    await fetch("Seen as it comes");
    assert.deepEqual(await shown(), []);
  });

  test("name one message, and the click leads to it", async () => {
    await lookAway(true);
    await fetch("For you");
    await waitUntil("it is shown", async () => (await shown()).length === 1);
    const [{ title, body, tag }] = await shown();
    assert.deepEqual([title, body], ["Bo Berg", "For you"]);
    assert.match(tag, /^mail-\d+$/);
    await app.page.evaluate(() => window.shown[0].onclick());
    await app.seeMessage("For you");
    assert.ok(await app.page.evaluate(() => window.shown[0].isClosed));
  });

  test("count several, in the place of the last one, and the click leads to the inbox", async () => {
    await app.press("u");
    await fetch("One of three", "Two of three", "Three of three");
    await waitUntil("it is shown", async () => (await shown()).length === 2);
    const [first, second] = await shown();
    assert.equal(second.title, "3 new messages");
    assert.equal(second.tag, first.tag);
    await app.page.evaluate(() => window.shown[1].onclick());
    await app.page.waitForFunction(() => /inbox$/.test(location.hash));
  });

  test("do not come from a check that brings nothing", async () => {
    await app.checkForMail();
    await app.seeMailbox(number);
    await app.page.waitForTimeout(300);
    assert.equal((await shown()).length, 2);
  });

  test("outlast a reload, and are off again when they are switched off", async () => {
    await app.page.reload();
    await app.seeMailbox(number);
    await lookAway(true);
    await fetch("After a reload");
    await waitUntil("it is shown", async () => (await shown()).length === 1);
    await app.openSettings("notifications");
    await app.part("notifications").uncheck();
    await close();
    await fetch("In silence");
    await app.page.waitForTimeout(300);
    assert.equal((await shown()).length, 1);
    app.seeNoComplaints();
  });
});
