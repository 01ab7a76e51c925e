//! What is wrong with a connection is found at its step and said in a sentence, and what was said can be taken along.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";

import { App, openBrowser } from "./support/app.mjs";
import { startBridge } from "./support/bridge.mjs";
import { PASSWORD, USER, startDovecot } from "./support/dovecot.mjs";
import { plain } from "./support/messages.mjs";
import { startMoody } from "./support/moody.mjs";
import { waitUntil } from "./support/wait.mjs";

const STEPS = ["bridge", "name", "connect", "encryption", "greeting", "capabilities", "sign-in", "unique-ids", "mailbox"];

/** Everything by which a password could be told. */
function forms(secret) {
  const bytes = Buffer.from(secret);
  return [secret, bytes.toString("base64"), bytes.toString("hex")];
}

describe("the connection doctor", () => {
  let dovecot, bridge, browser, app;

  before(async () => {
    dovecot = await startDovecot([plain(1, `The password is ${PASSWORD}`), plain(2, "Xylophone")]);
    bridge = await startBridge({ ports: [dovecot.pop3s] });
    browser = await openBrowser({ acceptDownloads: true, bypassCSP: true });
    app = await App.open(browser, bridge.url);
    await app.addAccount({ port: dovecot.pop3s });
    await app.seeMailbox(2);
  });

  after(async () => {
    await browser?.close();
    await bridge?.stop();
    await dovecot?.stop();
  });

  const states = () =>
    app.part("doctor-step").evaluateAll((rows) => Object.fromEntries(rows.map((row) => [row.dataset.check, row.dataset.state])));

  async function seeItEnd() {
    await app.part("doctor-again").waitFor();
    return states();
  }

  test("finds nothing wrong with a healthy account, by keyboard alone", async () => {
    await app.part("settings").focus();
    await app.press("Enter");
    await app.part("account-doctor").focus();
    await app.press("Enter");
    const found = await seeItEnd();
    assert.deepEqual(found, Object.fromEntries(STEPS.map((step) => [step, "ok"])));
    await app.part("doctor-outcome").waitFor();
    const dialog = await app.part("doctor-dialog").innerText();
    assert.match(dialog, /TLS 1\.3/);
    assert.match(dialog, /2 messages, each with an id of its own/);
    assert.match(dialog, /\d+ ms/);
    await app.seeItAccessible("the connection doctor");
  });

  test("saves what was said without anything that was typed", async () => {
    const download = app.page.waitForEvent("download");
    await app.part("transcript-save").focus();
    await app.press("Enter");
    const file = await download;
    assert.equal(file.suggestedFilename(), "restante-transcript.txt");
    const text = await readFile(await file.path(), "utf8");
    assert.match(text, /C: CAPA/);
    assert.match(text, /S: \+OK/);
    assert.match(text, /C: RETR 2 … RETR 1 \(2 commands\)/, "the check for mail before it is there too");
    for (const secret of [...forms(PASSWORD), ...forms(USER), "Xylophone"]) {
      assert.ok(!text.includes(secret), `${secret} is in\n${text}`);
    }
    assert.ok(text.includes(await app.part("transcript").textContent()), "what is saved is what is shown");
  });

  test("Escape leads back", async () => {
    await app.press("Escape");
    await app.part("doctor-dialog").waitFor({ state: "detached" });
  });

  test("says at which step a connection fails, and what to do", async () => {
    await dovecot.stop();
    await app.checkForMail();
    assert.equal(await app.syncFault(), "connect-failed");
    await app.part("doctor").focus();
    await app.press("Enter");
    const found = await seeItEnd();
    assert.equal(found.connect, "failed");
    assert.equal(found.name, "ok");
    assert.equal(found["sign-in"], "waiting");
    const note = app.part("doctor-dialog").locator('[data-fault="connect-failed"][role="alert"]');
    assert.match(await note.innerText(), /takes no connection on port \d+\.\s+Check the name and the port/);
    const transcript = await app.part("transcript").innerText();
    assert.match(transcript, /-- connect-failed: /);
    await app.seeItAccessible("the connection doctor");
  });

  test("begins again when asked to", async () => {
    await bridge.stop();
    await app.part("doctor-again").focus();
    await app.press("Enter");
    await waitUntil("the bridge is found to be gone", async () => (await states()).bridge === "failed");
    await app.press("Escape");
    assert.deepEqual(app.complaints, []);
  });
});

describe("a server that wants its web page visited", () => {
  const moods = { web: { PASS: "-ERR [WEBALERT https://accounts.example.org/signin?a=1] Web login required." } };
  let moody, bridge, browser, app;

  before(async () => {
    moody = await startMoody([plain(1, "Kept")], moods);
    bridge = await startBridge({ ports: [moody.port] });
    browser = await openBrowser();
    app = await App.open(browser, bridge.url);
    await app.startSetup();
    await app.fillSetup({ port: moody.port, security: "plain" });
    await app.part("plaintext-consent").check();
    await app.testConnection();
    await app.seeEveryCheckPass();
    await app.finishSetup();
    await app.seeMailbox(1);
  });

  after(async () => {
    await browser?.close();
    await bridge?.stop();
    await moody?.stop();
  });

  test("is linked, by the name of whose page it is", async () => {
    moody.feel("web");
    await app.checkForMail();
    assert.equal(await app.syncFault(), "server-permanent");
    const link = app.part("fault-link").first();
    assert.equal(await link.innerText(), "Open accounts.example.org in a new tab");
    assert.equal(await link.getAttribute("href"), "https://accounts.example.org/signin?a=1");
    assert.equal(await link.getAttribute("rel"), "noopener noreferrer");
  });

  test("has its page left out of the transcript", async () => {
    await app.part("doctor").click();
    await app.part("doctor-again").waitFor();
    const transcript = await app.part("transcript").textContent();
    assert.match(transcript, /S: -ERR \[WEBALERT <page>\] Web login required\./);
    assert.ok(!transcript.includes("signin"));
  });
});
