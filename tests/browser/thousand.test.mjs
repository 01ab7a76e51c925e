//! A thousand messages of every sort: each comes as the server sends it, and is there when everything else is gone.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";

import { App, openBrowser } from "./support/app.mjs";
import { startBridge } from "./support/bridge.mjs";
import { startDovecot } from "./support/dovecot.mjs";
import { difference, keptHashes } from "./support/kept.mjs";
import { mixedMail } from "./support/mixed_mail.mjs";
import { retrieveAll, sha256 } from "./support/pop3.mjs";

const COUNT = 1000;
const OFFLINE_LIMIT_MS = 2000;

/** Longer is not slow but stuck. */
const LIMIT_MS = 600_000;

describe("a mailbox of a thousand messages", { timeout: LIMIT_MS }, () => {
  let dovecot, bridge, browser, app, onServer;

  before(async () => {
    dovecot = await startDovecot(mixedMail(COUNT));
    bridge = await startBridge({ ports: [dovecot.pop3s] });
    browser = await openBrowser();
    app = await App.open(browser, bridge.url);
    onServer = await retrieveAll(dovecot.pop3);
  });

  after(async () => {
    await browser?.close();
    await bridge?.stop();
    await dovecot?.stop();
  });

  test("is on the server as it is meant to be", () => {
    assert.equal(onServer.length, COUNT);
    assert.ok(new Set(onServer.map(sha256)).size > COUNT * 0.99, "the messages differ from each other");
  });

  test("comes through the form and the certificate's dialog", async () => {
    await app.startSetup();
    await app.fillSetup({ port: dovecot.pop3s });
    await app.testConnection();
    assert.equal(await app.shownFingerprint(), dovecot.fingerprint);
    await app.trustCertificate();
    await app.seeEveryCheckPass();
    await app.finishSetup();
    await app.seeMailbox(COUNT);
    assert.deepEqual(difference(await keptHashes(app.page), onServer.map(sha256)), { missing: 0, tooMany: 0 });
  });

  test("has a row for every message", async () => {
    assert.equal((await app.drawnRows()).size, COUNT);
  });

  /** Presses the button again when it was replaced just then, as it is when a message opens. */
  async function save() {
    for (let left = 5; ; left -= 1) {
      const download = app.page.waitForEvent("download", { timeout: left > 0 ? 2_000 : 30_000 }).catch((error) => error);
      // A click without the wait for the button to stand still: there are a thousand of them.
      await app.part("message-save-eml").first().dispatchEvent("click");
      const result = await download;
      if (!(result instanceof Error)) return readFile(await result.path());
      if (left === 0) throw result;
    }
  }

  test("saves every original as RETR sends it", async (t) => {
    const saved = [];
    const begun = performance.now();
    await app.part("message-row", '[aria-rowindex="1"]').click();
    await app.part("message-body", '[data-state="ready"]').waitFor({ state: "attached" });
    for (let at = 1; at <= COUNT; at += 1) {
      saved.push(await save());
      if (at < COUNT) await app.openNext();
    }
    t.diagnostic(`${COUNT} originals were saved in ${Math.round((performance.now() - begun) / 1000)} s`);
    assert.deepEqual(difference(saved.map(sha256), onServer.map(sha256)), { missing: 0, tooMany: 0 });
  });

  test("opens within two seconds when bridge and server are gone", async (t) => {
    await app.seeItInstalled();
    await app.press("Escape");
    await bridge.stop();
    await dovecot.stop();
    await app.page.goto(bridge.url);
    for (let time = 0; time < 3; time += 1) {
      const reloaded = performance.now();
      await app.page.reload({ waitUntil: "commit" });
      // The list is where it was left, which is its end.
      await app.part("message-row").first().waitFor({ timeout: OFFLINE_LIMIT_MS });
      const listed = performance.now();
      await app.part("message-row").nth(time * 3).click();
      await app.part("message-body", '[data-state="ready"]').waitFor({ state: "attached", timeout: OFFLINE_LIMIT_MS });
      t.diagnostic(`the list after ${Math.round(listed - reloaded)} ms, a message ${Math.round(performance.now() - listed)} ms after the click`);
      await app.part("message-list", `[aria-rowcount="${COUNT}"]`).waitFor();
      await app.page.goto(bridge.url);
    }
  });

  test("gave the page nothing to complain about", () => app.seeNoComplaints());
});
