//! New mail is told of outside of the page: to whoever asked for it and looks elsewhere, once a check, and the click leads
//! to the mail. Where there is no service worker, the page's own notifications are played. Where there is one the browser
//! has real ones; the click is not, because no test can click outside of the page: the worker is handed an event that
//! says so, and the window that it asks for is played.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { App, openBrowser } from "./support/app.mjs";
import { startBridge } from "./support/bridge.mjs";
import { startDovecot } from "./support/dovecot.mjs";
import { html, plain } from "./support/messages.mjs";
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

const ANDROID = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36";
const IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1";

/** In the page: Chrome on Android knows the name, and lets no page make one. */
function refuseToPages() {
  window.isAway = false;
  window.Notification = class {
    static get permission() {
      return "granted";
    }
    static requestPermission = async () => "granted";
    constructor() {
      throw new TypeError("Illegal constructor. Use ServiceWorkerRegistration.showNotification() instead.");
    }
  };
  document.hasFocus = () => !window.isAway;
}

/** In the service worker: a click on the only notification. What it asks of windows, in order. */
async function click() {
  const asked = [];
  const real = { focus: WindowClient.prototype.focus, openWindow: self.clients.openWindow };
  // The browser lets nobody do either whom nobody has clicked on.
  WindowClient.prototype.focus = async function () {
    asked.push(`focus ${new URL(this.url).pathname}`);
  };
  self.clients.openWindow = async (address) => void asked.push(`open ${address}`);
  const [notification] = await self.registration.getNotifications();
  const event = new NotificationEvent("notificationclick", { notification });
  // Only a real event can be waited with.
  let work;
  event.waitUntil = (promise) => void (work = promise);
  self.dispatchEvent(event);
  await work;
  WindowClient.prototype.focus = real.focus;
  self.clients.openWindow = real.openWindow;
  return asked;
}

/** In the service worker: every kind of page of the app's origin. */
async function windows() {
  const all = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  return [...new Set(all.map(({ frameType, url }) => `${frameType} ${new URL(url).pathname}`))].sort();
}

describe("notifications where there is no service worker", () => {
  let dovecot, bridge, browser, app, number;

  before(async () => {
    dovecot = await startDovecot([plain(1, "Old"), plain(2, "Older")]);
    bridge = await startBridge({ ports: [dovecot.pop3s] });
    // The page’s policy lets no foreign script in, and axe-core is one.
    browser = await openBrowser({ bypassCSP: true, serviceWorkers: "block" });
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

describe("notifications on a phone", () => {
  let dovecot, bridge, browser, app, number;

  before(async () => {
    dovecot = await startDovecot([plain(1, "Old"), plain(2, "Older")]);
    bridge = await startBridge({ ports: [dovecot.pop3s] });
    browser = await openBrowser({ userAgent: ANDROID });
    await browser.context.grantPermissions(["notifications"], { origin: new URL(bridge.url).origin });
    await browser.context.addInitScript(refuseToPages);
    app = await App.open(browser, bridge.url);
    await app.seeItInstalled();
    await app.addAccount({ port: dovecot.pop3s, isRemembered: true });
    number = 2;
    await app.seeMailbox(number);
  });

  after(async () => {
    await browser?.close();
    await bridge?.stop();
    await dovecot?.stop();
  });

  const inWorker = (work) => browser.context.serviceWorkers()[0].evaluate(work);
  const lookAway = () => app.page.evaluate(() => void (window.isAway = true));
  const shown = () =>
    app.page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready;
      return (await registration.getNotifications()).map(({ title, body, data }) => ({ title, body, data }));
    });

  async function fetch(...subjects) {
    for (const subject of subjects) await dovecot.deliver(plain((number += 1), subject));
    await app.checkForMail();
    await app.seeMailbox(number);
  }

  test("can be switched on, and it is said when none come", async () => {
    // The page has certainly heard by then that the first check is over, which tells nobody.
    await fetch("Unannounced");
    await app.openSettings("notifications");
    await app.part("notifications").check();
    assert.equal(await app.part("notifications-standing").count(), 0);
    assert.match(await app.part("settings-page").innerText(), /phone soon puts an app to sleep/);
    await app.press("Escape");
    await app.part("settings-dialog").waitFor({ state: "detached" });
  });

  test("are shown by the service worker, with the place they lead to", async () => {
    await lookAway();
    await fetch("For you");
    await waitUntil("it is shown", async () => (await shown()).length === 1);
    const [{ title, body, data }] = await shown();
    assert.deepEqual([title, body], ["Bo Berg", "For you"]);
    assert.match(data, /^#\/a\/\d+\/inbox\/m\/\d+$/);
  });

  test("take the place of the last one", async () => {
    await fetch("One of two", "Two of two");
    await waitUntil("it is replaced", async () => (await shown())[0]?.title === "2 new messages");
    assert.equal((await shown()).length, 1);
  });

  test("lead the open window to the mail, and bring it to the front", async () => {
    await fetch("Read me");
    await waitUntil("it is shown", async () => (await shown())[0]?.body === "Read me");
    assert.deepEqual(await inWorker(click), ["focus /"]);
    await app.seeMessage("Read me");
    assert.deepEqual(await shown(), []);
  });

  test("lead nobody into the frame of a message or a page of the bridge", async () => {
    await dovecot.deliver(html((number += 1), "In a frame", "<p>Read on.</p>"));
    await app.checkForMail();
    await waitUntil("it is shown", async () => (await shown())[0]?.body === "In a frame");
    await inWorker(click);
    await app.seeMessage("In a frame");
    const other = await browser.context.newPage();
    await other.goto(new URL("healthz", bridge.url).href);
    assert.deepEqual(await inWorker(windows), ["nested /message.html", "top-level /", "top-level /healthz"]);
    await fetch("Again");
    await waitUntil("it is shown", async () => (await shown())[0]?.body === "Again");
    assert.deepEqual(await inWorker(click), ["focus /"]);
    await app.seeMessage("Again");
    await other.close();
  });

  test("open a window at the mail where none is open", async () => {
    await fetch("While you were out");
    await waitUntil("it is shown", async () => (await shown())[0]?.body === "While you were out");
    const [{ data }] = await shown();
    app.seeNoComplaints();
    await app.page.close();
    await waitUntil("no window is open", async () => (await inWorker(windows)).length === 0);
    const [asked] = await inWorker(click);
    assert.equal(asked, `open ${bridge.url}${data}`);
    app = await App.open(browser, asked.slice("open ".length));
    await app.seeMessage("While you were out");
    app.seeNoComplaints();
  });
});

describe("notifications in a tab of an iPhone", () => {
  let bridge, browser;

  before(async () => {
    bridge = await startBridge({ options: ["--demo"] });
    browser = await openBrowser({ userAgent: IPHONE });
    await browser.context.addInitScript(() => {
      delete window.Notification;
    });
  });

  after(async () => {
    await browser?.close();
    await bridge?.stop();
  });

  test("are for the app on the Home Screen, and it is said how it gets there", async () => {
    const app = await App.open(browser, bridge.url);
    await app.part("demo-open").first().click();
    await app.part("message-row").first().waitFor();
    await app.openSettings("notifications");
    assert.ok(await app.part("notifications").isDisabled());
    assert.match(await app.part("notifications-standing").innerText(), /only apps on the Home Screen.*Share/s);
    app.seeNoComplaints();
  });
});
