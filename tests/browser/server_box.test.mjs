//! What is on the server and what becomes of it, in a browser that fetches headers only, against a real Dovecot.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { App, openBrowser } from "./support/app.mjs";
import { startBridge } from "./support/bridge.mjs";
import { startDovecot } from "./support/dovecot.mjs";
import { SILENCE, startMoody } from "./support/moody.mjs";
import { retrieveAll, sha256 } from "./support/pop3.mjs";
import { waitUntil } from "./support/wait.mjs";

const SUBJECTS = ["Keep me there", "Fetch me", "Delete me", "Open me"];

const message = (subject, index) =>
  [`From: Ben <ben@example.org>`, `To: anna@localhost.test`, `Subject: ${subject}`, `Message-ID: <box-${index}@example.org>`, `Date: Mon, 2 Nov 2026 10:0${index}:00 +0000`, "", `The text of message ${index}.`, ".a leading dot", ""].join("\r\n");

describe("the box on the server", () => {
  let server, bridge, browser, app;

  before(async () => {
    server = await startDovecot();
    bridge = await startBridge({ ports: [server.pop3s] });
    browser = await openBrowser({ bypassCSP: true });
    await browser.promisePersistence(bridge.url);
    app = await App.open(browser, bridge.url);
    await app.addAccount({ port: server.pop3s });
    await app.seeEmptyMailbox();
  });

  after(async () => {
    await browser?.close();
    await bridge?.stop();
    await server?.stop();
  });

  const row = (subject) => app.part("server-row").filter({ hasText: subject });
  const stands = (subject, state) => app.page.locator(`[data-testid="server-row"][data-state="${state}"]`).filter({ hasText: subject }).waitFor();

  async function openBox() {
    await app.openSettings();
    await app.part("account-server-box").click();
    await app.part("server-box").waitFor();
  }

  async function close() {
    await app.press("Escape");
    await app.page.locator("dialog[open]").waitFor({ state: "detached" });
  }

  /** What the server has, by subject. */
  async function onServer() {
    const all = await retrieveAll(server.pop3);
    return new Map(all.map((bytes) => [/^Subject: (.*)\r$/m.exec(bytes.toString())[1], bytes]));
  }

  test("is empty when nothing is there, and leads to what is fetched", async () => {
    await openBox();
    await app.page.getByText("The server holds no messages for you.").waitFor();
    await app.part("fetch-limits").click();
    await app.part("limits-headers").check();
    assert.match(await app.part("limits-sentence").innerText(), /Only headers come/);
    await app.part("limits-largest").fill("many");
    await app.page.getByText("This needs a whole number").waitFor();
    await app.part("limits-largest").fill("");
    await app.seeItAccessible("what is fetched");
    await app.part("limits-save").click();
    await app.page.locator("dialog[open]").waitFor({ state: "detached" });
  });

  test("shows rows of which only the header is here", async () => {
    for (const [index, subject] of SUBJECTS.entries()) await server.deliver(message(subject, index));
    await app.checkForMail();
    await app.seeMailbox(SUBJECTS.length);
    await openBox();
    for (const subject of SUBJECTS) await stands(subject, "header-only");
    assert.match(await app.part("server-box-total").innerText(), /4 messages/);
    await app.seeItAccessible("the box");
    await close();
  });

  test("gives a message to whoever opens it, to the byte", async () => {
    await app.openMessage("Open me");
    const there = await onServer();
    assert.equal(sha256(await app.saveOriginal()), sha256(there.get("Open me")));
    await app.seeSyncEnd();
    await openBox();
    await stands("Open me", "here");
    await stands("Fetch me", "header-only");
  });

  test("is worked through with the keyboard alone", async () => {
    await row("Keep me there").getByRole("checkbox").focus();
    await app.press("l");
    await stands("Keep me there", "left");
    await app.press("ArrowUp", "f");
    await stands("Fetch me", "to-fetch");
    await app.press("u");
    await stands("Fetch me", "header-only");
    await app.press("f");
    await stands("Fetch me", "to-fetch");
  });

  test("asks before something goes that is not here", async () => {
    await row("Delete me").getByRole("checkbox").check();
    await app.part("server-box-delete").click();
    await app.part("server-box-question").waitFor();
    await app.seeItAccessible("the question");
    await app.part("server-box-fetch-delete").click();
    await stands("Delete me", "to-fetch-and-delete");
    await app.part("server-box-delete").click();
    await app.part("server-box-lose").click();
    await stands("Delete me", "to-lose");
    assert.equal((await onServer()).size, SUBJECTS.length, "nothing has gone yet");
  });

  test("does at the next check what was decided", async () => {
    await app.part("server-box-check").click();
    await stands("Fetch me", "here");
    await row("Delete me").waitFor({ state: "detached" });
    await stands("Keep me there", "left");
    const there = await onServer();
    assert.deepEqual([...there.keys()].sort(), ["Fetch me", "Keep me there", "Open me"]);
    await close();
    await app.openSettings();
    await app.part("account-copies").click();
    await app.part("deletion-history").click();
    await app.part("deletion-line", '[data-state="deleted"]').filter({ hasText: "Delete me" }).waitFor();
    await close();
  });

  test("sees what another program has changed", async () => {
    await server.deliver(message("Just come", 9));
    await openBox();
    await app.part("server-box-look").click();
    await stands("Just come", "not-here");
    assert.match(await row("Just come").innerText(), /Ben/, "its header was looked at");
    assert.match(await app.part("server-box-total").innerText(), /4 messages/);
    await close();
  });

  test("says so when there is no network, and still shows what it knows", async () => {
    await browser.context.setOffline(true);
    await openBox();
    await app.page.getByText("You are offline: this is what the server had").waitFor();
    await stands("Fetch me", "here");
    await browser.context.setOffline(false);
    await app.page.getByText("You are offline").waitFor({ state: "detached" });
    await close();
  });

  test("finds what is here twice, and moves the others only when told", async () => {
    await server.deliver(message("Fetch me", 1));
    await app.checkForMail();
    await waitUntil("its header is here", async () => (await app.part("message-row").filter({ hasText: "Fetch me" }).count()) === 2);
    await app.seeSyncEnd();
    const rows = app.part("message-row").filter({ hasText: "Fetch me" });
    for (const at of [0, 1]) {
      await rows.nth(at).click();
      await app.seeMessage("Fetch me");
    }
    await app.seeSyncEnd();
    await openBox();
    await app.part("duplicates").click();
    await app.part("duplicate").filter({ hasText: "Fetch me" }).waitFor();
    await app.seeItAccessible("what is here twice");
    await app.part("duplicates-move").click();
    await app.page.getByText("No message is here twice.").waitFor();
    await close();
    await app.part("folder", '[data-folder="trash"]').first().click();
    await app.row("Fetch me").waitFor();
    app.seeNoComplaints();
  });
});

describe("a look at what was never seen", () => {
  const messages = [message("Here already", 0)];
  let server, bridge, browser, app;

  before(async () => {
    server = await startMoody(messages, { "shows no header": { TOP: SILENCE }, "knows no header": { TOP: "-ERR what?" } });
    bridge = await startBridge({ ports: [server.port] });
    browser = await openBrowser();
    app = await App.open(browser, bridge.url);
    await app.startSetup();
    await app.fillSetup({ port: server.port, security: "plain" });
    await app.part("plaintext-consent").check();
    await app.testConnection();
    await app.seeEveryCheckPass();
    await app.finishSetup();
    await app.seeMailbox(1);
    messages.push(message("Just come", 1));
  });

  after(async () => {
    await browser?.close();
    await bridge?.stop();
    server?.stop();
  });

  const unseen = (words) => app.part("server-row", '[data-state="not-here"]').filter({ hasText: words });

  async function look() {
    await app.openSettings();
    await app.part("account-server-box").click();
    await app.awaitCheck();
    await app.part("server-box-look").click();
  }

  async function close() {
    await app.press("Escape");
    await app.page.locator("dialog[open]").waitFor({ state: "detached" });
  }

  test("ends with the dialog, however long the server would take", async () => {
    server.feel("shows no header");
    await look();
    await app.seeSyncBegin();
    await close();
    await app.seeSyncEnd();
  });

  test("shows the list where the server has no headers to show", async () => {
    server.feel("knows no header");
    await look();
    await unseen("Not seen yet").waitFor();
    await app.seeSyncEnd();
    await close();
  });

  test("shows who wrote, and what about", async () => {
    server.feel();
    await look();
    await unseen("Just come").filter({ hasText: "Ben" }).waitFor();
    await close();
    await app.seeMailbox(1);
    app.seeNoComplaints();
  });
});
