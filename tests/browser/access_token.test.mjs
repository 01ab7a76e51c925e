//! A bridge that lets in only those who have its access token: what somebody without it is told, and that whoever has it
//! types it once.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { App, openBrowser } from "./support/app.mjs";
import { startBridge } from "./support/bridge.mjs";
import { startDovecot } from "./support/dovecot.mjs";
import { plain } from "./support/messages.mjs";

const TOKEN = "Sésame, ouvre-toi “7”";

describe("a bridge with an access token", () => {
  let dovecot, bridge, browser, app;

  before(async () => {
    dovecot = await startDovecot([plain(1, "Behind the door")]);
    bridge = await startBridge({ ports: [dovecot.pop3s], options: ["--access-token", TOKEN] });
    browser = await openBrowser();
    app = await App.open(browser, bridge.url);
  });

  after(async () => {
    await browser?.close();
    await bridge?.stop();
    await dovecot?.stop();
  });

  async function type(token) {
    await app.part("access-token").fill(token);
    await app.part("access-token-keep").click();
    await app.page.getByRole("status").filter({ hasText: "shown to the server" }).waitFor();
    await app.press("Escape");
    await app.part("settings-dialog").waitFor({ state: "detached" });
  }

  test("says to whoever has none where to type it", async () => {
    await app.startSetup();
    await app.fillSetup({ port: dovecot.pop3s, isRemembered: true });
    await app.testConnection();
    await app.page.getByText("connects only those who have its access token").waitFor();
    await app.page.getByRole("button", { name: "Enter access token" }).click();
    await app.part("settings-page", '[data-page="connections"]').waitFor();
  });

  test("connects nobody with another one", async () => {
    await type("open sesame");
    await app.testConnection();
    await app.page.getByRole("button", { name: "Enter access token" }).click();
    assert.equal(await app.part("access-token").inputValue(), "open sesame");
  });

  test("connects whoever types the right one, with what they had filled in", async () => {
    await type(` ${TOKEN} `);
    await app.testConnection();
    await app.trustCertificate();
    await app.seeEveryCheckPass();
    await app.finishSetup();
    await app.seeMailbox(1);
  });

  test("is not asked for again at the next visit", async () => {
    await dovecot.deliver(plain(2, "Behind it still"));
    await app.page.reload();
    await app.seeMailbox(2);
  });

  test("never says it to anybody: it is in no log", () => {
    assert(!bridge.output.includes(TOKEN), bridge.output);
    app.seeNoComplaints();
  });

  test("is of no concern where none is wanted", async () => {
    const open = await startBridge({ options: ["--demo"] });
    const another = await App.open(browser, open.url);
    await another.part("demo-open").first().click();
    await another.part("message-row").first().waitFor();
    await another.openSettings("connections");
    assert.equal(await another.part("access-token").count(), 0);
    await open.stop();
  });
});
