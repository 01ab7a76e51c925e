//! An invitation above the message, as somebody in another zone than its sender reads it.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";

import { App, openBrowser } from "./support/app.mjs";
import { startBridge } from "./support/bridge.mjs";
import { startDovecot } from "./support/dovecot.mjs";

const NAMES = [
  "invitation_outlook", "invitation_windows_zone_alone", "invitation_cancelled", "invitation_accepted", "invitation_declined_alone",
  "invitation_days", "invitation_one_of_a_series_moved", "invitation_proposed_elsewhen", "invitation_broken",
  "card_new", "cards_several", "calendar_attached_floating",
];
const fixture = (name) => readFile(new URL(`../messages/${name}.eml`, import.meta.url));

describe("an invitation", () => {
  let dovecot, bridge, browser, app;

  before(async () => {
    dovecot = await startDovecot(await Promise.all(NAMES.map(fixture)));
    bridge = await startBridge({ ports: [dovecot.pop3s] });
    // The page's policy lets no foreign script in, and axe-core is one.
    browser = await openBrowser({ bypassCSP: true, timezoneId: "Asia/Tokyo", locale: "en-GB" });
    app = await App.open(browser, bridge.url);
    await app.addAccount({ port: dovecot.pop3s });
    await app.seeMailbox(NAMES.length);
  });

  after(async () => {
    await browser?.close();
    await bridge?.stop();
    await dovecot?.stop();
  });

  /** Opens a message; the words on its card, with ordinary spaces. */
  async function card(subject) {
    await app.openMessage(subject);
    await app.part("event").first().waitFor();
    const words = await app.part("invitation").innerText();
    return words.replaceAll(/[\u2009\u202f\u00a0]/gu, " ").replaceAll("–", "-");
  }

  function says(words, parts) {
    for (const part of parts) assert.ok(words.includes(part), `“${part}” in ${words}`);
  }

  test("tells the reader's time, and the sender's beside it", async () => {
    says(await card("Jour fixe Glashütte"), [
      "Changed invitation", "Jour fixe Glashütte", "5 May 2026", "17:00", "18:30", "GMT+9",
      "Where its sender is: 10:00", "W. Europe Standard Time",
      "Every second Tuesday, until 3 Mar 2027", "Except on 19 May 2026; 2 Jun 2026",
      "Besprechungsraum 2; Eingang Hof", "Dr. Klaus Weber", "klaus.weber@example.com", "for information",
    ]);
  });

  test("asks the browser about a zone that did not come along", async () => {
    says(await card("Budget talk"), ["5 May 2026", "04:00", "Where its sender is:", "4 May 2026", "15:00", "Eastern Standard Time"]);
  });

  test("says so where nobody knows the zone, and where a rule has no words", async () => {
    says(await card("New time proposed"), ["Ben Ruiz proposes something else", "11:00", "as its sender wrote it", "Customized Time Zone", "By a rule that is not shown here"]);
  });

  test("strikes out what is cancelled, and says it", async () => {
    says(await card("Canceled: Roof inspection"), ["Cancelled", "This event does not take place.", "Too much rain, we try again in June."]);
    assert.equal(await app.part("event").getAttribute("data-cancelled"), "true");
    assert.match(await app.part("event-when").locator("s").innerText(), /4 May 2026/);
  });

  test("says who answered, also where the message says nothing else", async () => {
    says(await card("Accepted: Jour fixe"), ["Ben Ruiz accepted", "I may be a few minutes late."]);
    says(await card("Declined: Jour fixe"), ["Mika Ito declined"]);
    assert.equal(await app.part("message-body").innerText(), "");
  });

  test("names days as days, wherever one is", async () => {
    const words = await card("Lantern festival");
    says(words, ["12", "14 June 2026", "Every year on the 12th of June", "Town holiday", "15 June 2026"]);
    assert.ok(!words.includes("GMT"), words);
  });

  test("tells the one that moved from the others", async () => {
    says(await card("Updated: Choir"), ["Every Wednesday, 20 times", "The days are those where its sender is.", "Except on 27 May 2026; 10 Jun 2026", "It was to be on 14 May 2026", "The chapel"]);
  });

  test("shows what is broken as far as it goes, and nothing of it acts", async () => {
    says(await card("Broken"), ["Payevig. now at once", "does not say when", "javascript:alert(1)"]);
    const links = await app.part("invitation").locator("a").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
    assert.deepEqual(links, ["https://example.net/pay"]);
    assert.equal(await app.part("invitation").locator("img, script, iframe").count(), 0);
  });

  /** What is read of an attachment without opening it. */
  async function look(subject) {
    await app.openMessage(subject);
    await app.part("attachment-open").first().click();
    await app.part("preview", '[data-state="read"]').waitFor();
    return app.part("preview").innerText();
  }

  async function leave() {
    await app.press("Escape");
    await app.part("preview-dialog").waitFor({ state: "hidden" });
  }

  test("of which there is none stays attached, and is read there", async () => {
    await app.openMessage("My timetable");
    assert.equal(await app.part("invitation").count(), 0);
    says(await look("My timetable"), ["Morning walk", "06:30", "Every weekday", "Market", "Every month on the first Saturday and the third Saturday"]);
    await leave();
  });

  test("comes from somebody whose card is read in the same place", async () => {
    const words = await look("Contact");
    says(words, ["Ana Berg", "Glazier, Salt & Glass, Furnaces", "ana@example.org", "+49-421-000003", "Kai 3, 28195 Bremen, Germany", "12 April", "javascript:alert(1)"]);
    const links = await app.part("contact").locator("a").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
    assert.deepEqual(links, ["mailto:ana@example.org", "https://example.org/ana"]);
    await app.seeItAccessible("a contact card");
    await leave();
    await look("The choir");
    assert.equal(await app.part("contact").count(), 3);
    await leave();
  });

  test("is read with the keyboard, and has no fault that axe-core finds", async () => {
    await card("Jour fixe Glashütte");
    const about = app.part("event").locator(".event-about");
    assert.equal(await about.getAttribute("open"), null);
    await about.locator("summary").focus();
    await app.press("Enter");
    await about.getByText("Themen: Ofen, Dach.").waitFor();
    await app.seeItAccessible("an invitation");
    await card("Canceled: Roof inspection");
    await app.seeItAccessible("a cancelled event");
    app.seeNoComplaints();
  });
});
