//! Where a message came from: its sender's verdict and warnings, the way it came, its header, and links that lead
//! elsewhere than they say.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { App, openBrowser } from "./support/app.mjs";
import { startBridge } from "./support/bridge.mjs";
import { waitUntil } from "./support/wait.mjs";

const PHISHING = "Your parcel could not be delievered";
const LOOK_ALIKE = "quick favour";
const HONEST = "Re: Lantern walk on Saturday?";

describe("where a message came from", () => {
  let bridge, browser, app;

  before(async () => {
    bridge = await startBridge({ options: ["--demo"] });
    browser = await openBrowser({ bypassCSP: true });
    app = await App.open(browser, bridge.url);
    await app.part("demo-open").first().click();
    await app.seeSyncEnd();
  });

  after(async () => {
    await browser?.close();
    await bridge?.stop();
  });

  async function open(subject) {
    await app.reveal(subject);
    await app.openMessage(subject);
  }

  async function openTrace() {
    await app.press("t");
    await app.part("trace", '[data-state="ready"]').waitFor();
  }

  async function close() {
    await app.press("Escape");
    await app.page.locator("dialog[open]").waitFor({ state: "detached" });
  }

  const verdict = () => app.part("sender-verdict").getAttribute("data-verdict");
  const warnings = () => app.part("sender-warning").allInnerTexts();
  const hops = (attributes = "") => app.part("trace-hop", attributes);

  test("an honest sender is verified, without a warning", async () => {
    await open(HONEST);
    assert.equal(await verdict(), "verified");
    assert.deepEqual(await warnings(), []);
  });

  test("the keyboard shows the way it came, from the oldest hop to the newest", async () => {
    await openTrace();
    const takers = await hops().locator(".hop-by").allInnerTexts();
    assert.deepEqual(takers, ["mail.saltglass.example", "mx.fairweather.example", "store.fairweather.example"]);
    assert.deepEqual(await hops().evaluateAll((rows) => rows.map((row) => row.dataset.believed)), ["false", "true", "true"]);
    assert.match(await hops().nth(1).innerText(), /TLS 1\.3/);
    assert.match(await hops().nth(2).innerText(), /Same machine/);
    assert.match(await app.part("trace-line").innerText(), /Above this line others wrote it/);
    await app.seeItAccessible("the way a message came");
  });

  test("the story has the focus, so that the arrow keys scroll it", () =>
    waitUntil("the story has the focus", () => app.page.evaluate(() => document.activeElement?.id === "trace-story")));

  test("the header is searched and marks what is found", async () => {
    await app.part("trace-search").fill("RECEIVED:");
    await app.part("trace-found").getByText("Found 3 times").waitFor();
    assert.deepEqual(await app.part("trace-source").locator("mark").allInnerTexts(), ["Received:", "Received:", "Received:"]);
    await app.part("trace-search").fill("nobody wrote this");
    await app.part("trace-found").getByText("Not found").waitFor();
    await app.seeItAccessible("the search in a header");
    // The first Escape empties the field.
    await app.press("Escape");
    await close();
  });

  test("a deceitful one has no more than three lines above it, and none of its lies is believed", async () => {
    await open(PHISHING);
    assert.equal(await verdict(), "failed");
    const said = await warnings();
    const lines = ["sender-warning", "images-notice", "message-note"].map((id) => `[data-testid="${id}"]`).join();
    const seen = await app.page.locator(lines).evaluateAll((all) => all.filter((line) => line.checkVisibility()).length);
    assert(seen >= 1 && seen <= 3, `${seen} lines: ${said}`);
    assert.match(await app.part("more-notices").locator("> summary").innerText(), /^\d more$/);
    assert.match(said[0], /check of the sender failed/);
    assert.equal(await app.part("first-time").count(), 1);
    await app.seeItAccessible("a message that deceives");
    await openTrace();
    assert.equal(await hops('[data-believed="true"]').count(), 2, "the way that the sender made up is not the provider's");
    assert.equal(await hops('[data-skewed="true"]').count(), 1);
    assert.equal(await app.part("trace-report", '[data-standing="believed"]').count(), 1);
    assert.equal(await app.part("trace-report", '[data-standing="reported"]').count(), 1);
    assert.match(await app.part("trace-hints").innerText(), /looks like .?bicyclepost\.example/);
    await close();
  });

  test("a name that is another's is called so, however well its domain is checked", async () => {
    await open(LOOK_ALIKE);
    assert.equal(await verdict(), "unverified");
    assert.match((await warnings()).join(" "), /looks like .?fairweather\.example/);
  });

  test("the verdict opens the way as well", async () => {
    await app.part("sender-verdict").click();
    await app.part("trace", '[data-state="ready"]').waitFor();
    await close();
  });

  test("a link that leads elsewhere than it says asks first", async () => {
    await open(PHISHING);
    const pages = browser.context.pages().length;
    const link = app.part("message-frame").contentFrame().locator("a[data-said]").first();
    await link.click();
    await app.part("link-dialog").waitFor();
    assert.equal(await app.part("link-target").innerText(), "cheap-parcels.example");
    await app.seeItAccessible("a link that leads elsewhere");
    await waitUntil("staying has the focus", () => app.part("link-stay").evaluate((button) => button === document.activeElement));
    await app.press("Enter");
    await app.page.locator("dialog[open]").waitFor({ state: "detached" });
    assert.equal(browser.context.pages().length, pages, "nothing was opened");
    const [rel, target] = await Promise.all([link.getAttribute("rel"), link.getAttribute("target")]);
    assert.deepEqual([rel, target], ["noopener noreferrer", "_blank"]);
  });

  test("a name before the host is none, in a plain text as well", async () => {
    await open(LOOK_ALIKE);
    await app.part("message-text").locator("a[data-said]").first().click();
    await app.part("link-dialog").waitFor();
    assert.equal(await app.part("link-target").innerText(), "gift-cards.example");
    await close();
  });

  test("it fits a phone, in the dark", async () => {
    await app.page.setViewportSize({ width: 390, height: 844 });
    await app.page.emulateMedia({ colorScheme: "dark" });
    await app.part("message-trace").click();
    await app.part("trace", '[data-state="ready"]').waitFor();
    const [wide, shown] = await app.part("trace").evaluate((trace) => [trace.scrollWidth, trace.clientWidth]);
    assert(wide <= shown, `${wide} in ${shown} pixels`);
    await app.seeItAccessible("the way a message came, on a phone in the dark");
    await close();
  });

  test("the page had nothing to complain about", () => app.seeNoComplaints());
});
