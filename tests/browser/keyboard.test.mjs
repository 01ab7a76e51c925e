//! The main jobs without a mouse.

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

  /** The focus follows a key with the next frame. */
  const seeFocusOn = (subject) =>
    app.page.waitForFunction((subject) => document.activeElement?.closest("[data-testid=message-row]")?.innerText.includes(subject), subject);

  test("the list is one stop, and arrows move in it", async () => {
    await app.part("message-row").first().focus();
    await app.press("ArrowDown");
    await seeFocusOn("Three");
    await app.press("End");
    await seeFocusOn("One");
    await app.press("Home");
    await seeFocusOn("Four");
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
    await seeFocusOn("Three");
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
    await dialog.waitFor();
    await app.press("Escape");
    await dialog.waitFor({ state: "hidden" });
  });

  test("the page had nothing to complain about", () => app.seeNoComplaints());
});
