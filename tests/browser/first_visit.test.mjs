//! From an address and a password to mail that opens with everything but the browser gone.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { App, openBrowser } from "./support/app.mjs";
import { startBridge } from "./support/bridge.mjs";
import { startDovecot } from "./support/dovecot.mjs";
import { attachmentBytes, mixedMailbox } from "./support/messages.mjs";

const COUNT = 60;

describe("a first visit, with a server whose authority nobody knows", () => {
  const mail = mixedMailbox(COUNT);
  let dovecot, bridge, browser, app;

  before(async () => {
    dovecot = await startDovecot(mail);
    bridge = await startBridge({ ports: [dovecot.pop3s, dovecot.pop3] });
    browser = await openBrowser();
    app = await App.open(browser, bridge.url);
  });

  after(async () => {
    await browser?.close();
    await bridge?.stop();
    await dovecot?.stop();
  });

  test("the certificate is shown as it is, and trusted once", async () => {
    await app.startSetup();
    await app.fillSetup({ port: dovecot.pop3s });
    await app.testConnection();
    assert.equal(await app.shownFingerprint(), dovecot.fingerprint);
    await app.trustCertificate();
    await app.seeEveryCheckPass();
  });

  test("every message comes, once", async () => {
    await app.finishSetup();
    await app.seeMailbox(COUNT);
  });

  test("a plain message reads as it was written", async () => {
    await app.openMessage(`Letter ${COUNT - 1}`);
    const text = await app.messageText();
    assert.match(text, new RegExp(`This is message ${COUNT - 1}\\.`));
    assert.match(text, /^\.A line with a dot in front$/m);
  });

  test("an HTML message shows in its frame", async () => {
    await app.openMessage(`Newsletter ${COUNT}`);
    assert.match(await app.messageText(), new RegExp(`Issue ${COUNT}`));
  });

  test("originals are saved byte for byte", async () => {
    for (const [at, subject] of [[COUNT - 1, `Newsletter ${COUNT}`], [COUNT - 2, `Letter ${COUNT - 1}`], [54, "Attachment 55"]]) {
      await app.openMessage(subject);
      assert.equal((await app.saveOriginal()).toString("latin1"), Buffer.from(mail[at]).toString("latin1"), subject);
    }
  });

  test("an attachment is saved byte for byte", async () => {
    await app.openMessage("Attachment 55");
    const attachment = app.part("attachment", '[data-name="bytes.bin"]');
    assert.equal(await attachment.getAttribute("data-size"), String(attachmentBytes.length));
    const saved = await app.saved(attachment.locator('[data-testid="attachment-save"]'));
    assert.deepEqual(saved, attachmentBytes);
  });

  test("checking again brings what is new, and nothing twice", async () => {
    await dovecot.deliver(mixedMailbox(COUNT + 1).at(-1));
    await app.checkForMail();
    await app.seeMailbox(COUNT + 1);
    await app.checkForMail();
    await app.seeMailbox(COUNT + 1);
  });

  test("with the bridge and the server gone, a reload shows the list and any message", async () => {
    await app.seeItInstalled();
    await bridge.stop();
    await dovecot.stop();
    await app.page.goto(bridge.url);
    await app.part("message-list", `[aria-rowcount="${COUNT + 1}"]`).waitFor();
    await app.openMessage(`Newsletter ${COUNT}`);
    assert.match(await app.messageText(), new RegExp(`Issue ${COUNT}`));
    await app.reveal("Letter 1");
    await app.openMessage("Letter 1");
  });

  test("the page had nothing to complain about", () => app.seeNoComplaints());
});

describe("an account over STLS", () => {
  let dovecot, bridge, browser;

  before(async () => {
    dovecot = await startDovecot(mixedMailbox(3));
    bridge = await startBridge({ ports: [dovecot.pop3s, dovecot.pop3] });
    browser = await openBrowser();
  });

  after(async () => {
    await browser?.close();
    await bridge?.stop();
    await dovecot?.stop();
  });

  test("is set up and fetched like one over TLS", async () => {
    const app = await App.open(browser, bridge.url);
    await app.addAccount({ port: dovecot.pop3, security: "stls" });
    await app.seeMailbox(3);
    app.seeNoComplaints();
  });
});
