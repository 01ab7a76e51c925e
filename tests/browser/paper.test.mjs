//! A message on paper, and what the browser finds in it: all of it, and nothing of what is around it.

import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, test } from "node:test";

import { App, openBrowser } from "./support/app.mjs";
import { startBridge } from "./support/bridge.mjs";
import { startDovecot } from "./support/dovecot.mjs";
import { attachmentBytes, html, plain, withAttachment } from "./support/messages.mjs";
import { read } from "./support/pdf.mjs";

const folder = process.env.RESTANTE_PICTURES;
const PARAGRAPH = "The kettle sings in the kitchen while the lanterns are carried down to the harbour, one after another. ";
const LONG = `<h1>Beginning</h1>${`<p>${PARAGRAPH.repeat(5)}</p>`.repeat(40)}<p>Thelastwords</p>`;
const WIDE = `<table width="1300"><tr>${Array.from({ length: 13 }, (_, at) => `<td width="100">column${at}</td>`).join("")}</tr></table>`;
const LETTER = `${`${PARAGRAPH}\r\n`.repeat(120)}Thelastline\r\n\r\n${"> quotedwords of somebody\r\n".repeat(20)}`;

describe("a message on paper", () => {
  let dovecot, bridge, browser, app;

  before(async () => {
    dovecot = await startDovecot([
      html(1, "A long page", LONG),
      html(2, "A wide page", WIDE),
      plain(3, "A long letter", LETTER),
      withAttachment(4, "With a file"),
    ]);
    bridge = await startBridge({ ports: [dovecot.pop3s] });
    browser = await openBrowser({ colorScheme: "dark" });
    app = await App.open(browser, bridge.url);
    await app.addAccount({ port: dovecot.pop3s });
    await app.seeMailbox(4);
  });

  after(async () => {
    await browser?.close();
    await bridge?.stop();
    await dovecot?.stop();
  });

  async function printed(subject) {
    await app.openMessage(subject);
    await app.part("message-print").waitFor();
    const frame = app.part("message-frame");
    if ((await frame.count()) > 0) await app.page.locator('[data-filled="true"]').waitFor();
    await app.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    const pdf = await app.page.pdf({ format: "A4", preferCSSPageSize: true });
    if (folder) await writeFile(path.join(folder, `${subject.replaceAll(" ", "-")}.pdf`), pdf);
    const { text, pages } = read(pdf);
    return { pages, text: text.replaceAll(/\s/g, "") };
  }

  test("has a page whole, over as many sheets as it takes, under its header", async () => {
    const { text, pages } = await printed("A long page");
    for (const words of ["Alongpage", "news@test.invalid", "anna@localhost", "Beginning", "Thelastwords"]) assert.ok(text.includes(words), words);
    const sentences = text.split("Thekettlesingsinthekitchen").length - 1;
    // A line at the edge of a sheet is on both.
    assert.ok(sentences >= 200 && sentences < 200 + 2 * pages, `${sentences} sentences`);
    assert.ok(pages >= 4 && pages <= 9, `${pages} sheets`);
  });

  test("has nothing of what is around it", async () => {
    const { text } = await printed("A long page");
    for (const words of ["Inbox", "Alongletter", "Settings", "Print", "Showasplaintext", "Darken"]) assert.ok(!text.includes(words), words);
  });

  test("has a page that is wider than the sheet to its right edge", async () => {
    const { text, pages } = await printed("A wide page");
    assert.ok(text.includes("column0") && text.includes("column12"), text);
    assert.equal(pages, 1);
  });

  test("has a letter with its quotes unfolded", async () => {
    const { text } = await printed("A long letter");
    assert.ok(text.includes("Thelastline"));
    assert.equal(text.split("quotedwordsofsomebody").length - 1, 20);
  });

  test("has the names of what is attached", async () => {
    const { text } = await printed("With a file");
    assert.ok(text.includes("bytes.bin") && text.includes("Seewhatisattached"), text);
    assert.equal(attachmentBytes.length, 512);
  });

  test("leaves the screen as it was", async () => {
    await app.openMessage("A long page");
    const look = () => app.part("message-frame").evaluate((frame) => {
      const { width, height } = frame.getBoundingClientRect();
      return { width, height, style: frame.style.cssText, theme: document.documentElement.dataset.theme };
    });
    await app.page.locator('[data-filled="true"]').waitFor();
    const before = await look();
    await app.page.pdf({ format: "A4" });
    assert.deepEqual(await look(), before);
    await app.openMessage("A long letter");
    assert.equal(await app.part("message-text").locator("details").first().evaluate((fold) => fold.open), false);
    app.seeNoComplaints();
  });

  test("what the browser looks for is found within the frame as well", async () => {
    await app.openMessage("A long page");
    await app.page.locator('[data-filled="true"]').waitFor();
    const found = await app.part("message-frame").evaluate((frame) => ["Thelastwords", "nowhere"].map((words) => frame.contentWindow.find(words)));
    assert.deepEqual(found, [true, false]);
  });
});
