//! What a server says of itself is shown with its account, and set against what may be deleted there.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { App, openBrowser } from "./support/app.mjs";
import { startBridge } from "./support/bridge.mjs";
import { plain } from "./support/messages.mjs";
import { startMoody } from "./support/moody.mjs";

const says = (...lines) => ({ CAPA: ["+OK", "USER", "UIDL", "TOP", ...lines, "."].join("\r\n") });

const MOODS = {
  "keeps thirty days": says("EXPIRE 30", "LOGIN-DELAY 900", "IMPLEMENTATION Moody-1.0 <b onclick=alert(1)>of</b> Fairyland"),
  "keeps for ever": says("EXPIRE NEVER", "LOGIN-DELAY 90"),
  "keeps nothing that was fetched": says("EXPIRE 0"),
};

describe("what a server says of itself", () => {
  let server, bridge, browser, app;

  before(async () => {
    server = await startMoody([String(plain(1, "Kept"))], MOODS);
    server.feel("keeps thirty days");
    bridge = await startBridge({ ports: [server.port] });
    browser = await openBrowser({ bypassCSP: true });
    await browser.promisePersistence(bridge.url);
    app = await App.open(browser, bridge.url);
    await app.startSetup();
    await app.fillSetup({ port: server.port, security: "plain" });
    await app.part("plaintext-consent").check();
    await app.testConnection();
    await app.seeEveryCheckPass();
    await app.finishSetup();
    await app.seeMailbox(1);
  });

  after(async () => {
    await browser?.close();
    await bridge?.stop();
    server?.stop();
  });

  async function openCopies() {
    await app.openSettings();
    await app.part("account-copies").click();
    await app.part("deletion-keep").waitFor();
  }

  async function close() {
    await app.press("Escape");
    await app.page.locator("dialog[open]").waitFor({ state: "detached" });
  }

  const habit = (words) => app.part("deletion-habit").filter({ hasText: words }).waitFor();
  const noHabit = () => app.part("deletion-habit").waitFor({ state: "detached" });

  /** Checks for mail while the server is in this mood, and opens the dialog. */
  async function meet(mood) {
    server.feel(mood);
    await app.page.evaluate(() =>
      new Promise((resolve) => {
        const status = document.querySelector('[data-testid="sync-status"]');
        let isUnderWay = false;
        new MutationObserver(() => {
          isUnderWay ||= status.dataset.state !== "idle";
          if (isUnderWay && status.dataset.state === "idle") resolve(true);
        }).observe(status, { attributes: true, attributeFilter: ["data-state"] });
        document.querySelector('[data-testid="sync-now"]').click();
      }),
    );
    await openCopies();
  }

  test("is shown: how long it keeps mail, the pause it wants, its software", async () => {
    await openCopies();
    const facts = await app.part("server-facts").innerText();
    assert.match(facts, /Keeps mail\s+30 days/);
    assert.match(facts, /Pause between checks\s+15 minutes/);
    assert.match(facts, /Server software\s+Moody-1\.0 <b onclick=alert\(1\)>of<\/b> Fairyland/, "as data, never as markup");
    assert.equal(await app.part("server-facts").locator("b").count(), 0);
    await app.seeItAccessible("what a server says of itself");
  });

  test("is set against the policy, whichever is chosen", async () => {
    await habit(/keeps mail only 30 days.*What was fetched stays here/);
    await app.part("deletion-days").check();
    await noHabit();
    await app.part("deletion-days-number").fill("60");
    await habit(/keeps mail only 30 days.*before this choice would/);
    await app.part("deletion-days-number").fill("29");
    await noHabit();
    await app.part("deletion-fetched").check();
    await noHabit();
    await app.part("deletion-keep").check();
    await habit(/keeps mail only 30 days/);
    await close();
  });

  test("follows what the server says now", async () => {
    await meet("keeps for ever");
    const facts = await app.part("server-facts").innerText();
    assert.match(facts, /Keeps mail\s+without limit/);
    assert.match(facts, /Pause between checks\s+90 seconds/);
    assert.doesNotMatch(facts, /Server software/, "what it says no more is not shown");
    await noHabit();
    await close();
  });

  test("warns where the server deletes what it has handed over", async () => {
    await meet("keeps nothing that was fetched");
    assert.match(await app.part("server-facts").innerText(), /Keeps mail\s+until it has been fetched/);
    await habit(/as soon as it has been fetched, whatever is chosen here/);
    await close();
    await meet();
    assert.equal(await app.part("server-facts").count(), 0, "who says nothing has no facts");
    app.seeNoComplaints();
  });
});
