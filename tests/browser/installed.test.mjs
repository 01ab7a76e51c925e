//! What the app shows of itself outside of its page: the count of what is unread in the title, on the tab's picture and
//! on the icon; and what a browser offers to do with it.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { App, openBrowser } from "./support/app.mjs";
import { startBridge } from "./support/bridge.mjs";
import { startDovecot } from "./support/dovecot.mjs";
import { plain } from "./support/messages.mjs";
import { waitUntil } from "./support/wait.mjs";

/** A browser with an icon for the app, an offer to install it, and starts of it, all of which it writes down. */
function standIn() {
  window.badge = undefined;
  navigator.setAppBadge = async (count) => void (window.badge = count);
  navigator.clearAppBadge = async () => void (window.badge = 0);
  const setConsumer = (consumer) => void (window.startAgain = (targetURL) => consumer({ targetURL, files: [] }));
  Object.defineProperty(window, "launchQueue", { value: { setConsumer } });
  navigator.registerProtocolHandler = (...words) => void (window.registered = words);
}

describe("the app outside of its page", () => {
  let server, bridge, browser, app;

  before(async () => {
    server = await startDovecot([plain(1, "One"), plain(2, "Two"), plain(3, "Three")]);
    bridge = await startBridge({ ports: [server.pop3s] });
    browser = await openBrowser();
    await browser.context.addInitScript(standIn);
    app = await App.open(browser, bridge.url);
  });

  after(async () => {
    await browser?.close();
    await bridge?.stop();
    await server?.stop();
  });

  const shown = () => app.page.evaluate(() => [document.title, new URL(document.querySelector("link[rel=icon]").href).pathname, window.badge]);
  const see = (...wanted) => waitUntil(`it shows ${wanted}`, async () => JSON.stringify(await shown()) === JSON.stringify(wanted));

  test("says nothing as long as there is nothing to say", async () => {
    await app.part("add-account").first().waitFor();
    await see("Restante", "/icons/mark.svg", 0);
  });

  test("counts what is unread, and follows what is done with it", async () => {
    await app.addAccount({ port: server.pop3s });
    await app.seeMailbox(3);
    await see("(3) Inbox — Restante", "/icons/mark-unread.svg", 3);
    for (const [subject, ...wanted] of [
      ["One", "(2) Inbox — Restante", "/icons/mark-unread.svg", 2],
      ["Two", "(1) Inbox — Restante", "/icons/mark-unread.svg", 1],
      ["Three", "Inbox — Restante", "/icons/mark.svg", 0],
    ]) {
      await app.openMessage(subject);
      await see(...wanted);
    }
  });

  test("a start by the shortcut checks for mail in the window that is open", async () => {
    await server.deliver(plain(4, "Four"));
    await app.awaitCheck();
    await app.page.evaluate((url) => window.startAgain(`${url}#/check`), bridge.url);
    await app.seeSyncBegin();
    await see("(1) Inbox — Restante", "/icons/mark-unread.svg", 1);
  });

  test("where no password is known, it is asked for", async () => {
    const fresh = await App.open(browser, `${bridge.url}#/check`);
    await fresh.part("password-dialog").waitFor();
    fresh.seeNoComplaints();
    await fresh.page.close();
  });

  test("a start by a link to a mailbox fills in the form there", async () => {
    await app.page.evaluate((url) => window.startAgain(`${url}#/setup?pop=web%2Bpop%3A%2F%2Fada%40pop.example.org`), bridge.url);
    await app.part("setup-link").filter({ hasText: "pop.example.org" }).waitFor();
    await app.page.goBack();
    await app.part("message-list").waitFor();
  });

  test("the browser's offer to install it waits in the settings", async () => {
    const isHeld = await app.page.evaluate(() => {
      const offer = Object.assign(new Event("beforeinstallprompt", { cancelable: true }), { prompt: async () => void (window.isAsked = true) });
      window.dispatchEvent(offer);
      return offer.defaultPrevented;
    });
    assert.ok(isHeld, "nothing pops up by itself");
    await app.openSettings("about");
    await app.part("install").click();
    await app.part("install").waitFor({ state: "detached" });
    assert.ok(await app.page.evaluate(() => window.isAsked));
  });

  test("links to a mailbox can be given to it from there", async () => {
    await app.part("take-links").click();
    assert.deepEqual(await app.page.evaluate(() => window.registered), ["web+pop", `${bridge.url}#/setup?pop=%s`]);
    app.seeNoComplaints();
  });
});
