//! Rows that a finger moves: far enough it is done and can be undone, not far enough it is not, and down it scrolls.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { App, openBrowser } from "./support/app.mjs";
import { startBridge } from "./support/bridge.mjs";
import { startDovecot } from "./support/dovecot.mjs";
import { plain } from "./support/messages.mjs";
import { waitUntil } from "./support/wait.mjs";

const COUNT = 60;
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

describe("a finger on the list", () => {
  let dovecot, bridge, browser, app, hand;

  before(async () => {
    dovecot = await startDovecot(Array.from({ length: COUNT }, (_, at) => plain(at + 1, `Letter ${at + 1}.`)));
    bridge = await startBridge({ ports: [dovecot.pop3s] });
    browser = await openBrowser(PHONE);
    app = await App.open(browser, bridge.url);
    await app.addAccount({ port: dovecot.pop3s });
    await app.seeMailbox(COUNT);
    hand = await browser.context.newCDPSession(app.page);
  });

  after(async () => {
    await browser?.close();
    await bridge?.stop();
    await dovecot?.stop();
  });

  const letter = (number) => app.row(`Letter ${number}.`);
  const seeTotal = (count) => app.part("message-list", `[aria-rowcount="${count}"]`).waitFor();
  const touch = (type, ...touchPoints) => hand.send("Input.dispatchTouchEvent", { type, touchPoints });

  /** Puts a finger on a row and moves it; it stays there. */
  async function move(row, across, down = 0) {
    const box = await row.boundingBox();
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await touch("touchStart", { x, y });
    for (let step = 1; step <= 10; step += 1) await touch("touchMove", { x: x + (across * step) / 10, y: y + (down * step) / 10 });
  }

  /** The finger rests before, and the next touch is a while away: the browser takes a tap after a fling for its end. */
  async function lift() {
    await app.page.waitForTimeout(200);
    await touch("touchEnd");
    await app.page.waitForTimeout(500);
  }

  async function seeAtRest(row) {
    await waitUntil("the row is where it was", async () => !(await row.getAttribute("class")).includes("is-swiped"));
    assert.equal(await app.part("swipe").count(), 0);
  }

  test("that moves a row to the line's end marks it as read, and again as unread", async () => {
    await move(letter(58), 150);
    const offer = app.part("swipe");
    await offer.waitFor();
    assert.equal(await offer.innerText(), "Read");
    assert.match(await offer.getAttribute("class"), /is-ready/);
    await lift();
    await app.part("message-row", '[data-unread="false"]').filter({ hasText: "Letter 58." }).waitFor();
    await seeAtRest(letter(58));
    assert.equal(await app.part("message-subject").count(), 0, "it was opened as well");
    await move(letter(58), 150);
    assert.equal(await offer.innerText(), "Unread");
    await lift();
    await app.part("message-row", '[data-unread="true"]').filter({ hasText: "Letter 58." }).waitFor();
  });

  test("that lets go too early changes nothing", async () => {
    await move(letter(58), 60);
    assert.doesNotMatch(await app.part("swipe").getAttribute("class"), /is-ready/);
    await lift();
    await seeAtRest(letter(58));
    await move(letter(58), -60);
    await lift();
    await seeAtRest(letter(58));
    await seeTotal(COUNT);
    assert.equal(await letter(58).getAttribute("data-unread"), "true");
  });

  test("that goes back before it lets go changes nothing either", async () => {
    await move(letter(58), 150);
    const box = await letter(58).boundingBox();
    await touch("touchMove", { x: box.x + box.width / 2 + 20, y: box.y + box.height / 2 });
    await lift();
    await seeAtRest(letter(58));
    assert.equal(await letter(58).getAttribute("data-unread"), "true");
  });

  test("that moves a row to where lines begin files it, and that is undone", async () => {
    await move(letter(57), -150);
    assert.equal(await app.part("swipe").innerText(), "Archive");
    await lift();
    await seeTotal(COUNT - 1);
    await letter(57).waitFor({ state: "detached" });
    await app.part("toast-undo").tap();
    await seeTotal(COUNT);
    await letter(57).waitFor();
  });

  test("that goes down scrolls, and moves no row", async () => {
    const scroller = app.part("message-list").locator("..");
    await move(letter(56), 20, -300);
    await lift();
    await waitUntil("it has scrolled", async () => (await scroller.evaluate(({ scrollTop }) => scrollTop)) > 100);
    assert.equal(await app.part("swipe").count(), 0);
    await seeTotal(COUNT);
    await scroller.evaluate((scroller) => { scroller.scrollTop = 0; });
  });

  test("that has company moves nothing", async () => {
    await letter(58).waitFor();
    await move(letter(58), 150);
    const box = await letter(58).boundingBox();
    const [x, y] = [box.x + box.width / 2 + 150, box.y + box.height / 2];
    await touch("touchStart", { x, y, id: 0 }, { x, y: y + 120, id: 1 });
    await seeAtRest(letter(58));
    await lift();
    await seeTotal(COUNT);
    assert.equal(await letter(58).getAttribute("data-unread"), "true");
  });

  test("finds other folders beyond the inbox", async () => {
    await move(letter(55), -150);
    await lift();
    await seeTotal(COUNT - 1);
    await app.page.getByRole("button", { name: "Folders and accounts" }).tap();
    await app.page.locator("[data-testid=folder][data-folder=archive]").tap();
    await letter(55).waitFor();
    await move(letter(55), -150);
    assert.equal(await app.part("swipe").innerText(), "Trash");
    await lift();
    await app.part("message-list", '[aria-rowcount="0"]').waitFor({ state: "attached" });
  });

  test("does what somebody has chosen for it, also nothing", async () => {
    const choose = async (end, start) => {
      await app.openSettings("appearance");
      await app.part("swipe-end").selectOption(end);
      await app.part("swipe-start").selectOption(start);
      await app.press("Escape");
      await app.page.locator("[data-testid=folder][data-folder=inbox]").first().tap();
      await letter(54).waitFor();
    };
    await app.page.goto(bridge.url);
    await letter(54).waitFor();
    await choose("star", "nothing");
    await app.page.reload();
    await letter(54).waitFor();
    await seeTotal(COUNT - 1);
    await move(letter(54), 150);
    assert.equal(await app.part("swipe").innerText(), "Star");
    await lift();
    await letter(54).locator(".is-star").waitFor();
    await seeAtRest(letter(54));
    await move(letter(54), -150);
    assert.equal(await app.part("swipe").count(), 0);
    assert.equal(await letter(54).evaluate((row) => row.style.getPropertyValue("--swipe")), "0px");
    await lift();
    await seeAtRest(letter(54));
    await seeTotal(COUNT - 1);
    await choose("read", "archive");
  });

  test("means the other side where lines run the other way", async () => {
    await app.page.goto(`${bridge.url}?lang=en-XB`);
    await letter(58).waitFor();
    await seeTotal(COUNT - 1);
    await move(letter(58), 150);
    await app.part("swipe").waitFor();
    await lift();
    await seeTotal(COUNT - 2);
    await move(letter(57), -150);
    await lift();
    await app.part("message-row", '[data-unread="false"]').filter({ hasText: "Letter 57." }).waitFor();
    app.seeNoComplaints();
  });
});

describe("a mouse on the list", () => {
  test("moves no row sideways", async () => {
    const bridge = await startBridge({ options: ["--demo"] });
    const browser = await openBrowser({ viewport: PHONE.viewport });
    try {
      const app = await App.open(browser, bridge.url);
      await app.part("demo-open").first().click();
      await app.part("message-row").first().waitFor();
      await app.seeSyncEnd();
      const box = await app.part("message-row").nth(2).boundingBox();
      await app.page.mouse.move(box.x + 200, box.y + 30);
      await app.page.mouse.down();
      await app.page.mouse.move(box.x + 20, box.y + 30, { steps: 5 });
      assert.equal(await app.part("swipe").count(), 0);
      await app.page.mouse.up();
      app.seeNoComplaints();
    } finally {
      await browser.close();
      await bridge.stop();
    }
  });
});
