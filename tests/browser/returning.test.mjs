//! A page that is loaded anew is where one was: the list scrolled as far, the keyboard on its row, messages chosen, a form
//! half filled in. And Back leads from a message to its list to the folders, however one came to it.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { App, openBrowser } from "./support/app.mjs";
import { startBridge } from "./support/bridge.mjs";
import { PASSWORD, startDovecot } from "./support/dovecot.mjs";
import { plain } from "./support/messages.mjs";
import { waitUntil } from "./support/wait.mjs";

/** More than the list asks for at once. */
const COUNT = 600;
const ROW_PX = 64;

describe("a page that is loaded anew", () => {
  let dovecot, bridge, browser, app;

  before(async () => {
    dovecot = await startDovecot(Array.from({ length: COUNT }, (_, at) => plain(at + 1, `Letter ${at + 1}.`)));
    bridge = await startBridge({ ports: [dovecot.pop3s] });
    browser = await openBrowser();
    app = await App.open(browser, bridge.url);
  });

  after(async () => {
    await browser?.close();
    await bridge?.stop();
    await dovecot?.stop();
  });

  const scroller = () => app.part("message-list").locator("..");
  const scrolled = () => scroller().evaluate(({ scrollTop }) => scrollTop);
  const scrollTo = (top) => scroller().evaluate((scroller, top) => { scroller.scrollTop = top; }, top);
  const letter = (number) => app.row(`Letter ${number}.`);
  const kept = (name) => app.page.evaluate((name) => sessionStorage.getItem(name), name);
  const seeScrolled = (top) => waitUntil(`the list is scrolled to ${top}`, async () => (await scrolled()) === top);
  const cursor = () => app.part("message-row", '[tabindex="0"]').innerText();

  test("has what was typed into its form, and not the password", async () => {
    await app.startSetup();
    await app.fillSetup({ port: dovecot.pop3s, security: "stls", isRemembered: true });
    await waitUntil("it is kept", async () => (await kept("setup"))?.includes("stls"));
    await app.page.reload();
    await app.part("setup-username").waitFor();
    const value = (id) => app.part(id).inputValue();
    assert.deepEqual([await value("setup-host"), await value("setup-port"), await value("setup-password")], ["localhost", String(dovecot.pop3s), ""]);
    assert.notEqual(await value("setup-email"), "");
    assert.equal(await app.part("setup-remember").isChecked(), true);
    const everything = await app.page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }));
    assert.ok(!everything.includes(PASSWORD), "the password is kept");
  });

  test("has nothing of a form that was left", async () => {
    await app.page.getByRole("button", { name: "Back", exact: true }).click();
    await app.part("setup-email").waitFor({ state: "detached" });
    await app.startSetup();
    await app.part("setup-email").waitFor();
    assert.equal(await app.part("setup-email").inputValue(), "");
    await app.page.goBack();
    await app.addAccount({ port: dovecot.pop3s, isRemembered: true });
    await app.seeMailbox(COUNT);
    await waitUntil("the form is forgotten", async () => (await kept("setup")) === null);
  });

  test("is scrolled as far as it was, and the keyboard is where it was", async () => {
    await letter(597).focus();
    await app.press("j");
    await scrollTo(300 * ROW_PX + 17);
    await letter(300).waitFor();
    await app.page.reload();
    await letter(300).waitFor();
    await seeScrolled(300 * ROW_PX + 17);
    assert.match(await cursor(), /Letter 596\./);
  });

  test("shows the same messages when mail has come meanwhile", async () => {
    const address = app.page.url();
    await app.page.goto("about:blank");
    const other = await App.open(browser, bridge.url);
    await dovecot.deliver(plain(COUNT + 1, `Letter ${COUNT + 1}.`));
    await other.checkForMail();
    await other.seeMailbox(COUNT + 1);
    await other.page.close();
    await app.page.goto(address);
    await letter(300).waitFor();
    await seeScrolled(301 * ROW_PX + 17);
    assert.match(await cursor(), /Letter 596\./);
  });

  test("has the same messages chosen, but none that has gone", async () => {
    await scrollTo(0);
    await letter(598).focus();
    await app.press("x", "Shift+ArrowDown", "Shift+ArrowDown");
    await app.part("chosen-count").filter({ hasText: "3 chosen" }).waitFor();
    await app.page.reload();
    await app.part("chosen-count").filter({ hasText: "3 chosen" }).waitFor();
    assert.deepEqual(await Promise.all([598, 597, 596, 595].map((number) => letter(number).getAttribute("aria-selected"))), ["true", "true", "true", "false"]);
    const other = await App.open(browser, bridge.url);
    await other.row("Letter 597.").focus();
    await other.press("e");
    await other.row("Letter 597.").waitFor({ state: "detached" });
    await other.page.close();
    await app.page.reload();
    await app.part("chosen-count").filter({ hasText: "2 chosen" }).waitFor();
    await app.press("Escape");
  });

  test("is where one was after its process has died", async () => {
    await scrollTo(200 * ROW_PX + 5);
    await waitUntil("it is kept", async () => / \d+\.200\.5 /.test(await kept("place")));
    // Playwright gives up on a page that has crashed. The browser does not.
    const session = await browser.context.newCDPSession(app.page);
    await app.crash();
    await session.send("Page.reload");
    const asked = { expression: `document.querySelector('[data-testid="message-list"]')?.parentElement.scrollTop`, returnByValue: true };
    const answer = async () => (await session.send("Runtime.evaluate", asked).catch(() => undefined))?.result.value;
    await waitUntil("the list is where it was", async () => (await answer()) === 200 * ROW_PX + 5);
    await app.page.close();
    app = await App.open(browser, bridge.url);
    await letter(601).waitFor();
  });

  test("does not mind what it cannot read", async () => {
    for (const nonsense of ["1 #/a/1/inbox x y z", "[object Object]", "9"]) {
      await app.page.evaluate((nonsense) => {
        // Written last, whatever the page keeps as it goes.
        addEventListener("pagehide", () => sessionStorage.setItem("place", nonsense));
      }, nonsense);
      await app.page.reload();
      await letter(601).waitFor();
      assert.equal(await scrolled(), 0, nonsense);
    }
  });

  test("is another one in another tab", async () => {
    await scrollTo(100 * ROW_PX);
    const other = await App.open(browser, bridge.url);
    await other.row("Letter 601.").waitFor();
    assert.equal(await other.part("message-list").locator("..").evaluate(({ scrollTop }) => scrollTop), 0);
    await other.page.close();
    app.seeNoComplaints();
  });
});

describe("on a phone, Back", () => {
  let bridge, browser, app;

  before(async () => {
    bridge = await startBridge({ options: ["--demo"] });
    browser = await openBrowser({ viewport: { width: 390, height: 844 } });
    app = await App.open(browser, bridge.url);
    await app.part("demo-open").first().click();
    await app.part("message-row").first().waitFor();
    await app.seeSyncEnd();
  });

  after(async () => {
    await browser?.close();
    await bridge?.stop();
  });

  async function seeTheWayBack() {
    await app.part("message-subject").waitFor();
    await app.page.goBack();
    await app.part("message-row").first().waitFor();
    assert.equal(await app.part("message-subject").isVisible(), false);
    await app.page.goBack();
    await app.part("folder").first().waitFor();
    assert.equal(await app.part("message-row").first().isVisible(), false);
  }

  test("leads from a message to the list to the folders", async () => {
    await app.part("message-row").nth(3).click();
    await seeTheWayBack();
  });

  test("leads there after a reload", async () => {
    await app.page.goForward();
    await app.page.goForward();
    await app.part("message-subject").waitFor();
    await app.page.reload();
    await seeTheWayBack();
  });

  test("leads there when one has come by the message's address", async () => {
    await app.page.goForward();
    await app.page.goForward();
    await app.part("message-subject").waitFor();
    const address = app.page.url();
    await app.page.close();
    app = await App.open(browser, address);
    await seeTheWayBack();
  });

  test("leads to the list as far as it was scrolled, though it was loaded out of sight", async () => {
    await app.page.goForward();
    await app.part("message-row").first().waitFor();
    const scroller = app.part("message-list").locator("..");
    await scroller.evaluate((scroller) => { scroller.scrollTop = 20 * 64; });
    await app.part("message-row", '[aria-rowindex="23"]').click();
    await app.part("message-subject").waitFor();
    await app.page.waitForTimeout(600);
    await app.page.reload();
    await app.part("message-subject").waitFor();
    await app.page.goBack();
    await app.part("message-row", '[aria-rowindex="23"]').waitFor();
    await waitUntil("the list is as it was", async () => (await scroller.evaluate(({ scrollTop }) => scrollTop)) === 20 * 64);
    app.seeNoComplaints();
  });
});
