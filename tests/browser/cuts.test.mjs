//! A fetch that is cut, again and again, anywhere: in the end every message is here, once.

import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";

import { App, openBrowser } from "./support/app.mjs";
import { startBridge } from "./support/bridge.mjs";
import { startDovecot } from "./support/dovecot.mjs";
import { difference, keptHashes } from "./support/kept.mjs";
import { startLine } from "./support/line.mjs";
import { mixedMail } from "./support/mixed_mail.mjs";
import { hashesOnServer } from "./support/pop3.mjs";
import { chance } from "./support/random.mjs";

const COUNT = 1000;
const CUTS = 50;
/** Slow enough that a fetch is cut where bytes are on their way, everywhere between browser and server. */
const LINE = { octetsPerSecond: 500_000 };
/** A cut comes after any number of octets up to this one: what it takes to sign in, and a part of the mail. */
const OCTETS_BEFORE_CUT = 400_000;

const MORE = 20;
const NO_DIFFERENCE = { missing: 0, tooMany: 0 };

const everything = mixedMail(2 * COUNT);

describe("a fetch that is cut fifty times", () => {
  let dovecot, line, bridge, browser, delivered;

  beforeEach(async () => {
    dovecot = await startDovecot(everything.slice(0, COUNT));
    delivered = COUNT;
    line = await startLine(dovecot.pop3s, LINE);
    bridge = await startBridge({ ports: [line.port] });
    browser = await openBrowser();
  });

  afterEach(async () => {
    await browser?.close();
    await bridge?.stop();
    await line?.stop();
    await dovecot?.stop();
  });

  /** An account whose first fetch is about to begin, and which any tab can go on with. */
  async function begin() {
    const app = await App.open(browser, bridge.url);
    await app.startSetup();
    await app.fillSetup({ port: line.port, isRemembered: true });
    await app.testConnection();
    await app.trustCertificate();
    await app.seeEveryCheckPass();
    await app.finishSetup();
    return app;
  }

  /** Cuts with `cut`, until enough of its cuts have cut something. It returns the app that goes on. */
  async function cutOften(test, app, cut) {
    const random = chance(test);
    let [cuts, tries] = [0, 0];
    for (; cuts < CUTS; tries += 1) {
      assert.ok(tries < 2 * CUTS, `of ${tries} tries only ${cuts} cut something`);
      await app.seeSyncBegin();
      await Promise.race([line.carries(1 + random.below(OCTETS_BEFORE_CUT)), app.seeRest().catch(() => {})]);
      const isUnderWay = !["idle", "error"].includes(await app.syncState());
      if (isUnderWay) cuts += 1;
      else await deliverMore();
      app = await cut(app, cuts);
    }
    const { length } = await keptHashes(app.page);
    test.diagnostic(`${cuts} cuts in ${tries} tries; ${length} of ${delivered} messages had come by then`);
    assert.ok(length > 0, "cuts so early that nothing ever comes prove nothing");
    return app;
  }

  /** Something to fetch remains, so that the next cut can cut something. */
  async function deliverMore() {
    for (const message of everything.slice(delivered, delivered + MORE)) await dovecot.deliver(message);
    delivered += MORE;
  }

  /** Nothing is missing and nothing is there twice, now and after one check more. */
  async function seeItWhole(app) {
    const wanted = await hashesOnServer(dovecot.pop3);
    assert.equal(wanted.length, delivered);
    await app.seeMailbox(wanted.length);
    assert.deepEqual(difference(await keptHashes(app.page), wanted), NO_DIFFERENCE);
    await app.checkForMail();
    await app.seeSyncBegin();
    await app.seeMailbox(wanted.length);
    assert.deepEqual(difference(await keptHashes(app.page), wanted), NO_DIFFERENCE);
    app.seeNoComplaints();
  }

  test("by the bridge's death ends with every message, once", async (t) => {
    const app = await cutOften(t, await begin(), async (app) => {
      await bridge.stop();
      await bridge.start();
      await app.seeRest();
      await app.checkForMail();
      return app;
    });
    await seeItWhole(app);
  });

  test("by the tab's death ends with every message, once", async (t) => {
    const app = await cutOften(t, await begin(), async (app, number) => {
      if (number % 2 === 0) await app.crash();
      await app.page.close();
      return App.open(browser, bridge.url);
    });
    await seeItWhole(app);
  });
});
