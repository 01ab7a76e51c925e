//! What a message is made of, as somebody sees it: messages inside of messages, reports, forms, warnings.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";

import { App, openBrowser } from "./support/app.mjs";
import { startBridge } from "./support/bridge.mjs";
import { startDovecot } from "./support/dovecot.mjs";

const NAMES = [
  "forwarded_as_attachment", "report_mailbox_unknown", "alternative_text_differs", "names_that_mislead",
  "encrypted_smime", "pgp_inline_signed", "text_with_art_and_lists", "tnef_with_files",
];
const fixture = (name) => readFile(new URL(`../messages/${name}.eml`, import.meta.url));

describe("a message of several parts", () => {
  let dovecot, bridge, browser, app;

  before(async () => {
    dovecot = await startDovecot(await Promise.all(NAMES.map(fixture)));
    bridge = await startBridge({ ports: [dovecot.pop3s] });
    browser = await openBrowser();
    app = await App.open(browser, bridge.url);
    await app.addAccount({ port: dovecot.pop3s });
    await app.seeMailbox(NAMES.length);
  });

  after(async () => {
    await browser?.close();
    await bridge?.stop();
    await dovecot?.stop();
  });

  const heading = (text) => app.part("message-subject").filter({ hasText: text }).waitFor();

  test("opens a message inside of it, and goes back", async () => {
    await app.openMessage("Fwd: The roof");
    await app.part("nested-open").click();
    await heading(/^The roof$/);
    assert.equal(await app.part("attachment").getAttribute("data-name"), "estimate.pdf");
    await app.part("nested-back").click();
    await heading("Fwd: The roof");
    assert.equal(await app.part("nested-inside").count(), 0);
  });

  test("says of a report who was not reached, and why", async () => {
    await app.openMessage("Undelivered Mail Returned to Sender");
    const report = await app.part("message-report").innerText();
    for (const words of ["Your message was not delivered", "nobody@example.com", "There is no such mailbox", "550 5.1.1 User unknown"]) {
      assert.ok(report.includes(words), report);
    }
  });

  test("shows the plain form of a page, and the page again", async () => {
    await app.openMessage("Two forms");
    await app.part("message-frame").waitFor();
    await app.part("message-form").click();
    await app.part("message-text").filter({ hasText: "In plain words" }).waitFor();
    await app.part("message-form").click();
    await app.part("message-frame").waitFor();
  });

  test("warns of names that mislead", async () => {
    await app.openMessage("Names that mislead");
    const first = app.part("attachment").first();
    assert.match(await first.innerText(), /made to look like a document[^]*A program/);
    assert.equal(await app.part("attachment", '[data-name="really.png"]').locator('[data-testid="attachment-warning"]').count(), 0);
  });

  test("says that it cannot open what is encrypted", async () => {
    await app.openMessage("Locked with a certificate");
    assert.match(await app.part("message-note").innerText(), /Encrypted with S\/MIME/);
  });

  test("folds what is for programs, and keeps drawings in letters of one width when asked", async () => {
    await app.openMessage("Signed in the text");
    assert.equal(await app.part("message-text").getByText("END PGP SIGNATURE").isVisible(), false);
    await app.openMessage("Drawings and lists");
    await app.part("message-letters").click();
    const font = await app.part("message-text").locator(".text-block").first().evaluate((text) => getComputedStyle(text).fontFamily);
    assert.match(font, /mono/i);
  });

  test("gives the files that Outlook packed", async () => {
    await app.openMessage("From Outlook");
    const names = await app.part("attachment").evaluateAll((cards) => cards.map((card) => card.dataset.name));
    assert.deepEqual(names, ["Übersicht 2026.pdf", "roof.png"]);
    assert.deepEqual(app.complaints, []);
  });
});
