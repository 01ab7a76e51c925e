//! Rows that stand otherwise than the newest first, and conversations: one row each, gone through message by message, done
//! something with as a whole, and all of it as it was after a reload.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { App, openBrowser } from "./support/app.mjs";
import { startBridge } from "./support/bridge.mjs";
import { startDovecot } from "./support/dovecot.mjs";

/** A message of this day in January; what it names, it answers. */
function message(day, from, subject, names = [], length = 1) {
  const lines = [
    `From: ${from} <${from.toLowerCase()}@test.invalid>`,
    "To: Anna <anna@localhost>",
    `Subject: ${subject}`,
    `Date: ${new Date(Date.UTC(2026, 0, day, 9)).toUTCString().replace("GMT", "+0000")}`,
    `Message-ID: <${day}@test.invalid>`,
    ...(names.length > 0 ? [`References: ${names.map((name) => `<${name}@test.invalid>`).join(" ")}`] : []),
    "",
    ...Array.from({ length }, () => `${from} writes on day ${day}.`),
  ];
  return `${lines.join("\r\n")}\r\n`;
}

const MAIL = [
  message(1, "Cleo", "Lunch on Friday"),
  message(2, "Anton", "An offer", [], 8000),
  message(3, "Bo", "Re: Lunch on Friday", [1]),
  message(4, "Zoe", "Minutes"),
  message(5, "Cleo", "AW: Lunch on Friday", [3, 1]),
  message(6, "Dora", "Re: Minutes"),
];

describe("how a list stands", () => {
  let dovecot, bridge, browser, app;

  before(async () => {
    dovecot = await startDovecot(MAIL);
    bridge = await startBridge({ ports: [dovecot.pop3s] });
    browser = await openBrowser({ bypassCSP: true });
    app = await App.open(browser, bridge.url);
    await app.addAccount({ port: dovecot.pop3s, isRemembered: true });
    await app.seeMailbox(MAIL.length);
  });

  after(async () => {
    await browser?.close();
    await bridge?.stop();
    await dovecot?.stop();
  });

  const senders = () =>
    app.part("message-row").evaluateAll((rows) =>
      rows
        .toSorted((one, other) => Number(one.ariaRowIndex) - Number(other.ariaRowIndex))
        .map((row) => row.querySelector(".row-from").textContent)
        .join(" "),
    );
  const seeSenders = (expected) =>
    app.page.waitForFunction(
      (expected) =>
        [...document.querySelectorAll('[data-testid="message-row"]')]
          .toSorted((one, other) => Number(one.ariaRowIndex) - Number(other.ariaRowIndex))
          .map((row) => row.querySelector(".row-from")?.textContent)
          .join(" ") === expected,
      expected,
    );
  const seeRows = (count) => app.part("message-list", `[aria-rowcount="${count}"]`).waitFor();
  const sortBy = async (name) => {
    await app.part("list-order").click();
    await app.part("sort", `[value="${name}"]`).check();
    await app.press("Escape");
    await app.part("order-dialog").waitFor({ state: "detached" });
  };
  const lines = () => app.part("conversation-line").locator(".conversation-from").allInnerTexts();
  const seeLineOf = (day) => app.part("conversation-line", '[aria-current="true"]').filter({ hasText: `day ${day}.` }).waitFor();

  test("the newest stands first, and anything else may", async () => {
    assert.equal(await senders(), "Dora Cleo Zoe Bo Anton Cleo");
    await sortBy("oldest");
    await seeSenders("Cleo Anton Bo Zoe Cleo Dora");
    await sortBy("sender");
    await seeSenders("Anton Bo Cleo Cleo Dora Zoe");
    assert.equal(await app.page.locator(".row-day").first().innerText(), "Bo");
    await sortBy("subject");
    await seeSenders("Anton Cleo Bo Cleo Dora Zoe");
    await sortBy("largest");
    await app.row("An offer").and(app.part("message-row", '[aria-rowindex="1"]')).waitFor();
  });

  test("it stands so after a reload, and goes back", async () => {
    await app.page.reload();
    await app.row("An offer").and(app.part("message-row", '[aria-rowindex="1"]')).waitFor();
    await sortBy("newest");
    await seeSenders("Dora Cleo Zoe Bo Anton Cleo");
  });

  test("a conversation is one row, with how many messages it stands for", async () => {
    await app.part("list-order").click();
    await app.part("conversations").check();
    await app.seeItAccessible("how the list stands");
    await app.press("Escape");
    await seeRows(3);
    await seeSenders("Dora Cleo Anton");
    assert.equal(await app.row("Lunch").getByTestId("row-count").innerText(), "3");
    assert.match(await app.row("Lunch").getAttribute("aria-label"), /^Unread, Cleo, 3 messages, AW: Lunch on Friday/);
    assert.equal(await app.page.locator(".pane-count").innerText(), "6 messages");
  });

  test("it opens at what is unread, and n and p go through it", async () => {
    await app.row("Lunch").focus();
    await app.press("Enter");
    await seeLineOf(1);
    assert.deepEqual(await lines(), ["Cleo", "Bo", "Cleo"]);
    await app.press("n");
    await seeLineOf(3);
    await app.seeMessage("Re: Lunch on Friday");
    await app.press("n", "n");
    await seeLineOf(5);
    await app.press("p");
    await seeLineOf(3);
    await app.seeItAccessible("a message in its conversation");
    assert.equal(await app.row("Lunch").getAttribute("aria-selected"), "true");
  });

  test("what is done with its row is done with all of it, and can be undone", async () => {
    await app.press("Escape");
    await app.row("Lunch").focus();
    await app.press("Shift+i");
    await app.row("Lunch").and(app.part("message-row", '[data-unread="false"]')).waitFor();
    await app.press("e");
    await seeRows(2);
    await app.part("toast-undo").click();
    await seeRows(3);
    await app.row("Lunch").focus();
    await app.press("x");
    await app.part("chosen-count").filter({ hasText: "3 chosen" }).waitFor();
    await app.press("Escape");
  });

  test("a message that lies elsewhere is named with its folder, and opens there", async () => {
    await app.openMessage("Minutes");
    await app.press("e");
    await app.row("Minutes").waitFor();
    await app.openMessage("Minutes");
    const elsewhere = app.part("conversation-line").filter({ hasText: "Archive" });
    await elsewhere.click();
    await app.page.locator(".pane-title").filter({ hasText: "Archive" }).waitFor();
    await app.seeMessage("Minutes");
    app.seeNoComplaints();
  });
});
