//! Several tabs of one mailbox: one of them fetches, all of them show, and any of them can take over.

import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";

import { App, openBrowser } from "./support/app.mjs";
import { startBridge } from "./support/bridge.mjs";
import { startDovecot } from "./support/dovecot.mjs";
import { difference, keptHashes } from "./support/kept.mjs";
import { startLine } from "./support/line.mjs";
import { mixedMail } from "./support/mixed_mail.mjs";
import { retrieveAll, sha256 } from "./support/pop3.mjs";

const COUNT = 300;
const NO_DIFFERENCE = { missing: 0, tooMany: 0 };

describe("two tabs", () => {
  let dovecot, line, bridge, browser, first, second, onServer;

  beforeEach(async () => {
    dovecot = await startDovecot(mixedMail(COUNT));
    onServer = await retrieveAll(dovecot.pop3);
    line = await startLine(dovecot.pop3s, { octetsPerSecond: 1_000_000 });
    bridge = await startBridge({ ports: [line.port] });
    browser = await openBrowser();
    first = await App.open(browser, bridge.url);
    await first.startSetup();
    await first.fillSetup({ port: line.port, isRemembered: true });
    await first.testConnection();
    await first.trustCertificate();
    await first.seeEveryCheckPass();
    const someMail = line.carries(300_000);
    await first.finishSetup();
    await someMail;
    line.hold();
    second = await App.open(browser, bridge.url);
  });

  afterEach(async () => {
    await browser?.close();
    await bridge?.stop();
    await line?.stop();
    await dovecot?.stop();
  });

  const seeItWhole = async (app) => {
    await app.seeMailbox(COUNT);
    assert.deepEqual(difference(await keptHashes(app.page), onServer.map(sha256)), NO_DIFFERENCE);
  };

  test("fetch the mail once: the second one says that another fetches, and shows it", async () => {
    await second.part("sync-status").getByText("Another tab").waitFor();
    await second.part("message-row").first().waitFor();
    await second.checkForMail();
    line.release();
    await seeItWhole(second);
    await seeItWhole(first);
    const carried = line.records.flatMap(({ toClient }) => toClient).reduce((sum, { length }) => sum + length, 0);
    const wanted = onServer.reduce((sum, { length }) => sum + length, 0);
    assert.ok(carried < wanted * 1.5, `${carried} octets came for ${wanted} octets of mail`);
    first.seeNoComplaints();
    second.seeNoComplaints();
  });

  test("lose nothing when the one that fetches is closed: the other goes on", async () => {
    await second.part("sync-status").getByText("Another tab").waitFor();
    await first.page.close();
    assert.ok((await keptHashes(second.page)).length < COUNT, "the one that was closed was not through");
    line.release();
    await seeItWhole(second);
    second.seeNoComplaints();
  });
});
