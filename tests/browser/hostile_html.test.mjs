//! Pages that want to load, run or go somewhere, in a browser that every name leads astray: none gets anywhere through
//! all layers, and each layer alone stops what it is there to stop.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { App, openBrowser } from "./support/app.mjs";
import { startBridge } from "./support/bridge.mjs";
import { startDovecot } from "./support/dovecot.mjs";
import { hostilePages } from "./support/hostile_html.mjs";
import { html } from "./support/messages.mjs";
import { EVERY_NAME, startSink } from "./support/sink.mjs";

/** Where a browser connects before it asks a policy, or without asking one: only the sanitiser keeps it from that. */
const CONNECTS = ["iframe", "link of several kinds", "link preconnect", "link preconnect with credentials"];
/** Where a page goes by itself no policy of its own decides: that is left to the sanitiser, and to the frame. */
const LEAVES = ["meta refresh"];

describe("hostile HTML", () => {
  let sink, dovecot, bridge, browser, app, pages;
  const sanitised = new Map();

  before(async () => {
    sink = await startSink();
    pages = hostilePages(sink.url);
    dovecot = await startDovecot(pages.map(({ name, page }, at) => html(at + 1, name, page)));
    bridge = await startBridge({ ports: [dovecot.pop3s] });
    browser = await openBrowser({ resolve: EVERY_NAME, isEager: true, serviceWorkers: "block" });
  });

  after(async () => {
    await browser?.close();
    await bridge?.stop();
    await dovecot?.stop();
    await sink?.stop();
  });

  const titleOf = (name) => pages.find((page) => page.name === name)?.title ?? name;
  const titles = (names) => [...new Set(names.map(titleOf))].sort();

  /** A page that says which scripts ran in it. */
  async function bare() {
    const page = await browser.context.newPage();
    const ran = [];
    await page.exposeFunction("ran", (url) => ran.push(/\/\/([a-z0-9-]+)\./.exec(url)?.[1] ?? url));
    return { page, ran };
  }

  /** Puts each page somewhere; gives the titles of those that connected to anybody, and of those whose scripts ran. */
  async function putEach(put, { ran, sure = [] }) {
    const heard = [];
    for (const hostile of pages) {
      await put(hostile);
      if ((await sink.take({ isSure: sure.includes(hostile.title) })).connections > 0) heard.push(hostile.name);
    }
    return { heard: titles(heard), ran: titles(ran) };
  }

  const without = (list, known) => list.filter((title) => !known.includes(title));

  test("gets what it wants of a page without any layer", async () => {
    const { page, ran } = await bare();
    const { heard } = await putEach(async ({ page: hostile }) => {
      await page.goto("about:blank");
      await page.setContent(hostile, { waitUntil: "commit" }).catch(() => {});
    }, { ran, sure: [...CONNECTS, ...LEAVES] });
    await page.close();
    await sink.take();
    assert.ok(heard.length > 50, `only ${heard}`);
    assert.ok(ran.length > 15, `only ${titles(ran)}`);
    assert.deepEqual(without([...CONNECTS, ...LEAVES], heard), []);
  });

  test("gets nothing through all of them, and leaves something to read", async () => {
    app = await App.open(browser, bridge.url);
    await app.addAccount({ port: dovecot.pop3s });
    await app.seeMailbox(pages.length);
    const before = browser.context.pages().length;
    await app.part("message-row").first().click();
    // The newest is the first.
    for (const { name, title } of pages.toReversed()) {
      await app.seeMessage(name);
      const body = app.part("message-body");
      const frame = app.part("message-frame");
      if ((await frame.count()) > 0) {
        await frame.contentFrame().getByText("Dear reader").waitFor();
        sanitised.set(name, await frame.contentFrame().locator("body").innerHTML());
      } else {
        assert.match(await body.innerText(), /Dear reader/, title);
      }
      await app.press("j");
    }
    assert.deepEqual(await sink.take(), { connections: 0, names: [], hosts: [] });
    assert.equal(browser.context.pages().length, before);
    assert.ok(app.page.url().startsWith(bridge.url), app.page.url());
  });

  test("gets nothing through the sanitiser alone", async () => {
    const { page, ran } = await bare();
    assert.ok(sanitised.size > pages.length / 2);
    const outcome = await putEach(async ({ name, title }) => {
      if (!sanitised.has(name)) return;
      await page.goto("about:blank");
      await page.setContent(sanitised.get(name));
      const link = page.locator("#go");
      if ((await link.count()) > 0) await link.click();
      assert.equal(page.url(), "about:blank", title);
    }, { ran });
    await page.close();
    assert.deepEqual(outcome, { heard: [], ran: [] });
  });

  test("runs and loads nothing in the frame alone", async () => {
    const ran = [];
    await app.page.exposeFunction("ran", (url) => ran.push(url));
    const outcome = await putEach(({ page: hostile }) => app.page.evaluate(putIntoFrame, hostile), { ran });
    assert.deepEqual({ ...outcome, heard: without(outcome.heard, CONNECTS) }, { heard: [], ran: [] });
  });

  test("runs and loads nothing under the policy of the app's page alone", async () => {
    const page = await browser.context.newPage();
    const ran = [];
    await page.exposeFunction("ran", (url) => ran.push(url));
    const outcome = await putEach(async ({ page: hostile }) => {
      await page.goto(bridge.url, { waitUntil: "domcontentloaded" });
      await page.evaluate(putIntoPage, hostile);
    }, { ran });
    await page.close();
    assert.deepEqual({ ...outcome, heard: without(outcome.heard, [...CONNECTS, ...LEAVES]) }, { heard: [], ran: [] });
  });
});

/** As the app shows a message, but with what nobody sanitised. */
function putIntoFrame(hostile) {
  document.querySelector("#alone")?.remove();
  const shown = document.querySelector('[data-testid="message-frame"]');
  const frame = shown ? shown.cloneNode(false) : document.createElement("iframe");
  frame.id = "alone";
  frame.setAttribute("sandbox", "allow-same-origin allow-popups allow-popups-to-escape-sandbox");
  frame.src = "/message.html";
  return new Promise((resolve) => {
    frame.onload = () => {
      frame.onload = null;
      const { contentDocument } = frame;
      const range = contentDocument.createRange();
      range.selectNode(contentDocument.body);
      // Unlike `innerHTML`, this leaves scripts able to run.
      contentDocument.body.append(range.createContextualFragment(hostile));
      resolve();
    };
    document.body.append(frame);
  });
}

function putIntoPage(hostile) {
  const range = document.createRange();
  range.selectNode(document.body);
  document.body.append(range.createContextualFragment(hostile));
}
