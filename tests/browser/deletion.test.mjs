//! What may be deleted from a server: chosen, foreseen, carried out and looked up, against a real Dovecot.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { App, openBrowser } from "./support/app.mjs";
import { startBridge } from "./support/bridge.mjs";
import { startDovecot } from "./support/dovecot.mjs";
import { retrieveAll } from "./support/pop3.mjs";
import { waitUntil } from "./support/wait.mjs";

const SUBJECTS = ["Minutes of the meeting", "A parcel is waiting", "Photographs from Sunday"];

const message = (subject, index) =>
  [`From: Ben <ben@example.org>`, `To: anna@localhost.test`, `Subject: ${subject}`, `Message-ID: <deletion-${index}@example.org>`, `Date: Mon, 2 Nov 2026 10:0${index}:00 +0000`, "", `The text of message ${index}.`, ""].join("\r\n");

async function open({ isPersistent }) {
  const server = await startDovecot(SUBJECTS.map(message));
  const bridge = await startBridge({ ports: [server.pop3s] });
  const browser = await openBrowser({ bypassCSP: true });
  if (isPersistent) await browser.promisePersistence(bridge.url);
  const app = await App.open(browser, bridge.url);
  await app.addAccount({ port: server.pop3s });
  await app.seeMailbox(SUBJECTS.length);
  return {
    server,
    app,
    onServer: async () => (await retrieveAll(server.pop3)).length,
    async close() {
      await browser.close();
      await bridge.stop();
      await server.stop();
    },
  };
}

async function openCopies(app) {
  await app.openSettings();
  await app.part("account-copies").click();
  await app.part("deletion-dialog").waitFor();
  await app.part("deletion-keep").waitFor();
}

/** A whole check for mail, from its beginning to its end. */
async function check(app) {
  const ended = () => app.page.evaluate(() => globalThis.restanteChecks);
  await app.page.evaluate(() => {
    globalThis.restanteChecks = 0;
    const status = document.querySelector('[data-testid="sync-status"]');
    let before = status.dataset.state;
    new MutationObserver(() => {
      const now = status.dataset.state;
      if (now === "idle" && before !== "idle") globalThis.restanteChecks += 1;
      before = now;
    }).observe(status, { attributes: true, attributeFilter: ["data-state"] });
  });
  await app.checkForMail();
  await waitUntil("the check has ended", async () => (await ended()) > 0);
}

describe("copies on a server, in a browser that keeps what it has", () => {
  let scene;

  before(async () => {
    scene = await open({ isPersistent: true });
  });

  after(() => scene?.close());

  test("stay by default, and the plan says so", async () => {
    await openCopies(scene.app);
    assert.equal(await scene.app.part("deletion-keep").isChecked(), true);
    assert.match(await scene.app.part("deletion-sentence").innerText(), /deletes nothing/);
    await scene.app.part("deletion-plan", '[data-due="0"]').waitFor();
  });

  test("are foreseen to go when that is chosen", async () => {
    await scene.app.part("deletion-fetched").check();
    await scene.app.part("deletion-plan", `[data-due="${SUBJECTS.length}"]`).waitFor();
    assert.match(await scene.app.part("deletion-sentence").innerText(), /only copy/);
    const planned = await scene.app.part("deletion-planned").allInnerTexts();
    for (const subject of SUBJECTS) assert.ok(planned.some((line) => line.includes(subject)), `${subject} among ${planned}`);
    assert.equal(await scene.app.part("deletion-forgetful").count(), 0);
    assert.equal(await scene.onServer(), SUBJECTS.length);
  });

  test("go with the next check, and only there", async () => {
    await scene.app.part("deletion-save").click();
    await scene.app.part("deletion-dialog").waitFor({ state: "hidden" });
    assert.equal(await scene.onServer(), SUBJECTS.length, "saving alone deletes nothing");
    await check(scene.app);
    assert.equal(await scene.onServer(), 0);
    await scene.app.seeMailbox(SUBJECTS.length);
    await scene.app.openMessage(SUBJECTS[1]);
    assert.match(await scene.app.messageText(), /The text of message 1/);
  });

  test("are in the ledger, which can be searched", async () => {
    await openCopies(scene.app);
    await scene.app.part("deletion-history").click();
    const lines = scene.app.part("deletion-line", '[data-state="deleted"]');
    await waitUntil("every deletion has its line", async () => (await lines.count()) === SUBJECTS.length);
    await scene.app.part("deletion-search").fill("parcel");
    await waitUntil("the search found one", async () => (await lines.count()) === 1);
    assert.match(await lines.first().innerText(), /A parcel is waiting/);
    await scene.app.part("deletion-search").fill("nothing like this");
    await scene.app.part("deletion-ledger").getByText("Nothing deleted has this").waitFor();
  });

  test("left the page without complaints", () => scene.app.seeNoComplaints());
});

describe("a policy of several rules", () => {
  let scene;

  before(async () => {
    scene = await open({ isPersistent: true });
  });

  after(() => scene?.close());

  const holds = async (...ids) => Object.fromEntries(await Promise.all(ids.map(async (id) => [id, await scene.app.part(`deletion-${id}`).isChecked()])));
  const says = (words) => scene.app.part("deletion-sentence").filter({ hasText: words }).waitFor();

  async function save() {
    await scene.app.part("deletion-save").focus();
    await scene.app.press("Enter");
    await scene.app.part("deletion-dialog").waitFor({ state: "hidden" });
  }

  test("is put together by keyboard alone", async () => {
    await openCopies(scene.app);
    await scene.app.part("deletion-keep").focus();
    await scene.app.press("ArrowDown");
    assert.deepEqual(await holds("keep", "some", "days"), { keep: false, some: true, days: true });
    await scene.app.press("Tab", "Tab");
    assert.equal(await scene.app.page.evaluate(() => document.activeElement.dataset.testid), "deletion-days-number");
    await scene.app.page.keyboard.press("ControlOrMeta+A");
    await scene.app.page.keyboard.type("30");
    await scene.app.press("Tab", "Space", "Tab", "Space");
    assert.deepEqual(await holds("days", "trashed", "large", "fetched"), { days: true, trashed: true, large: true, fetched: false });
    await says(/30 days.*trash.*larger than 10 MB/);
    await scene.app.seeItAccessible("several rules");
    await save();
  });

  test("is there as it was saved", async () => {
    await openCopies(scene.app);
    assert.deepEqual(await holds("keep", "some", "days", "trashed", "large", "fetched"), { keep: false, some: true, days: true, trashed: true, large: true, fetched: false });
    assert.equal(await scene.app.part("deletion-days-number").inputValue(), "30");
    await scene.app.part("deletion-large").uncheck();
    await says(/30 days.*trash/);
    await save();
    await openCopies(scene.app);
    assert.deepEqual(await holds("days", "trashed", "large"), { days: true, trashed: true, large: false });
  });

  test("wants numbers that make sense, and leads to the one that does not", async () => {
    await scene.app.part("deletion-days-number").fill("soon");
    await scene.app.page.getByText("This needs a whole number").waitFor();
    await scene.app.part("deletion-save").click();
    await waitUntil("the number has the focus", () => scene.app.page.evaluate(() => document.activeElement.dataset.testid === "deletion-days-number"));
  });

  test("says which rule makes the others pointless", async () => {
    await scene.app.part("deletion-fetched").check();
    await scene.app.part("deletion-moot").waitFor();
    assert.equal(await scene.app.part("deletion-days-number").count(), 0, "nobody has to type what does not count");
    await scene.app.part("deletion-plan", `[data-due="${SUBJECTS.length}"]`).waitFor();
    await scene.app.part("deletion-fetched").uncheck();
    await scene.app.part("deletion-moot").waitFor({ state: "detached" });
  });

  test("is none when its last rule is taken out", async () => {
    await scene.app.part("deletion-days").uncheck();
    await scene.app.part("deletion-trashed").uncheck();
    assert.deepEqual(await holds("keep", "some"), { keep: true, some: false });
    await says(/deletes nothing/);
    await scene.app.part("deletion-plan", '[data-due="0"]').waitFor();
    assert.equal(await scene.onServer(), SUBJECTS.length);
    scene.app.seeNoComplaints();
  });
});

describe("copies on a server, in a browser that may lose what it has", () => {
  let scene;

  before(async () => {
    scene = await open({ isPersistent: false });
  });

  after(() => scene?.close());

  test("are not given up before somebody has said so", async () => {
    await openCopies(scene.app);
    await scene.app.part("deletion-fetched").check();
    await scene.app.part("deletion-forgetful").waitFor();
    await scene.app.part("deletion-save").click();
    await scene.app.part("deletion-unsettled").waitFor();
    await scene.app.press("Escape");
    await check(scene.app);
    assert.equal(await scene.onServer(), SUBJECTS.length);
  });

  test("go once it was said in so many words", async () => {
    await openCopies(scene.app);
    assert.equal(await scene.app.part("deletion-keep").isChecked(), true, "what was not saved is forgotten");
    await scene.app.part("deletion-fetched").check();
    await scene.app.part("deletion-consent").check();
    await scene.app.part("deletion-plan", `[data-due="${SUBJECTS.length}"]`).waitFor();
    await scene.app.part("deletion-save").click();
    await scene.app.part("deletion-dialog").waitFor({ state: "hidden" });
    await check(scene.app);
    assert.equal(await scene.onServer(), 0);
  });
});
