//! The page in languages that nobody speaks: `en-XA` is a third longer than English, `en-XB` runs from right to left, and
//! both stand in brackets. Nothing is cut off, and nothing of the app's own is English. With `RESTANTE_PICTURES` each
//! screen is kept in that folder.

import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, test } from "node:test";

import { App, openBrowser, SETTINGS } from "./support/app.mjs";
import { startBridge } from "./support/bridge.mjs";
import { waitUntil } from "./support/wait.mjs";

const folder = process.env.RESTANTE_PICTURES;
const SIZES = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];
const LANGUAGES = [
  { language: "en-XA", direction: "ltr" },
  { language: "en-XB", direction: "rtl" },
];

describe("another language", () => {
  let bridge;

  before(async () => {
    bridge = await startBridge({ options: ["--demo"] });
    if (folder) await mkdir(folder, { recursive: true });
  });

  after(() => bridge?.stop());

  for (const { language, direction } of LANGUAGES) {
    for (const viewport of SIZES) {
      test(`${language} fits, and is everywhere, at ${viewport.width} px`, async () => {
        const browser = await openBrowser({ viewport });
        try {
          const app = await App.open(browser, `${bridge.url}?lang=${language}`);
          const flaws = [];
          const see = async (screen) => flaws.push(...(await lookAt(app, screen, `${language}-${viewport.width}`)));
          await app.part("add-account").first().waitFor();
          assert.equal(await app.page.locator("html").getAttribute("dir"), direction);
          await see("welcome");
          await seeTheSetup(app, see);
          await seeTheMail(app, see);
          await seeTheDialogs(app, see);
          assert.deepEqual(flaws, []);
          app.seeNoComplaints();
        } finally {
          await browser.close();
        }
      });
    }
  }
});

describe("the language of the page", () => {
  test("is the one that the browser asks for, until another is chosen", async () => {
    const bridge = await startBridge({ options: ["--demo"] });
    const browser = await openBrowser({ locale: "de-AT" });
    try {
      const app = await App.open(browser, bridge.url);
      await app.part("demo-open").first().click();
      await app.seeSyncEnd();
      assert.equal(await app.page.locator("html").getAttribute("lang"), "de");
      await app.openSettings("appearance");
      await Promise.all([app.page.waitForEvent("load"), app.part("language").selectOption("ar")]);
      await app.part("message-list").waitFor();
      const page = app.page.locator("html");
      assert.deepEqual([await page.getAttribute("lang"), await page.getAttribute("dir")], ["ar", "rtl"]);
      app.seeNoComplaints();
    } finally {
      await browser.close();
      await bridge.stop();
    }
  });
});

describe("the language of the page, where its file", () => {
  const IS_LANGUAGE = /\/lang\/de-/;
  let bridge;

  before(async () => {
    bridge = await startBridge({ options: ["--demo"] });
  });

  after(() => bridge?.stop());

  for (const [how, answer] of [
    ["never comes", () => new Promise(() => {})],
    ["is not there", (route) => route.fulfill({ status: 404 })],
  ]) {
    test(`${how}, is English`, async () => {
      const browser = await openBrowser({ locale: "de-DE", serviceWorkers: "block" });
      try {
        let asked = 0;
        await browser.context.route(IS_LANGUAGE, (route) => {
          asked += 1;
          return answer(route);
        });
        const app = new App(await browser.context.newPage(), bridge.url);
        await app.page.goto(bridge.url);
        await app.page.getByText("Add an account").first().waitFor();
        assert.ok(asked > 0, "the file was asked for");
        assert.equal(await app.page.locator("html").getAttribute("lang"), "en");
      } finally {
        await browser.close();
      }
    });
  }

  test("was there once, is German without the network too", async () => {
    const other = await startBridge({ options: ["--demo"] });
    const browser = await openBrowser({ locale: "de-DE" });
    try {
      const app = await App.open(browser, other.url);
      await app.part("demo-open").first().click();
      await app.part("message-row").first().waitFor();
      await app.seeSyncEnd();
      await app.seeItInstalled();
      await other.stop();
      await app.page.reload();
      await app.part("message-row").first().waitFor();
      assert.equal(await app.page.locator("html").getAttribute("lang"), "de");
      await app.part("folder", '[data-folder="inbox"]').filter({ hasText: "Posteingang" }).waitFor();
    } finally {
      await browser.close();
      await other.stop();
    }
  });
});

async function seeTheSetup(app, see) {
  await app.startSetup();
  await app.part("setup-email").waitFor();
  await see("set-up");
  await app.part("setup-manual").click();
  await app.part("setup-next").waitFor({ state: "detached" });
  await see("server");
  await app.page.goBack();
  await app.part("demo-open").first().click();
}

async function seeTheMail(app, see) {
  await waitUntil("mail is there", async () => Number(await app.part("message-list").getAttribute("aria-rowcount")) >= 60);
  await app.seeSyncEnd();
  await see("list");
  await app.part("message-row", '[aria-rowindex="2"]').focus();
  await app.press("x");
  await app.part("selection-bar").waitFor();
  await see("chosen");
  await app.press("Escape");
  await app.part("message-row", '[aria-rowindex="1"]').click();
  await app.part("message-body", '[data-state="ready"]').waitFor({ state: "attached" });
  await see("message");
  await app.press("u");
}

async function seeTheDialogs(app, see) {
  for (const page of SETTINGS) {
    await app.openSettings(page);
    if (page === "storage") await app.part("storage-persistence").waitFor();
    await see(`settings-${page}`);
    await close(app, "settings-dialog");
  }
  await app.openSettings();
  await app.part("account-copies").click();
  await app.part("deletion-fetched").check();
  await app.part("deletion-plan").waitFor();
  await see("copies");
  await close(app, "deletion-dialog");
  await app.openSettings();
  await app.part("account-server-box").click();
  await app.part("server-box-dialog").getByRole("button").nth(3).waitFor();
  await see("server-box");
  await close(app, "server-box-dialog");
  await app.press("?");
  await app.part("keys").waitFor();
  await see("help");
  await close(app, "help-dialog");
  await app.press("Control+k");
  await app.part("palette").getByRole("option").first().waitFor();
  await see("palette");
  await close(app, "palette");
}

async function close(app, dialog) {
  await app.press("Escape");
  await app.part(dialog).waitFor({ state: "detached" });
}

async function lookAt(app, screen, look) {
  if (folder) await app.page.screenshot({ path: path.join(folder, `${look}-${screen}.png`) });
  const { cut, english } = await app.page.evaluate(flaws);
  return [...cut.map((what) => `cut off on ${screen}: ${what}`), ...english.map((what) => `English on ${screen}: ${what}`)];
}

/** In the page. What others wrote has a direction of its own (`dir="auto"`, `<bdi>`), or stands for itself in code. */
function flaws() {
  const THEIRS = '[dir="auto"], bdi, code, pre, q, kbd, time, option[lang], [aria-hidden="true"], .visually-hidden, .row, .brand';
  const NAMES = /Restante|Gmail|Thunderbird|STARTTLS|SHA-256|\S+@\S+|\S+\.(example|invalid|org)\b|\b[0-9a-f]{20,}\b/g;
  // What the browser itself writes.
  const DATES = /\d+ (second|minute|hour)s? ago|\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\w*\b/g;
  const isSeen = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const cut = [...document.querySelectorAll("button, button *, label, label *, h1, h2, h3, legend, summary, dt, th, .nav *")]
    .filter((element) => element instanceof HTMLElement && isSeen(element) && !element.closest(THEIRS))
    .filter((element) => getComputedStyle(element).display !== "inline" && element.scrollWidth > element.clientWidth + 1)
    .map((element) => `${element.className}: ${element.textContent.trim()} (${element.scrollWidth} in ${element.clientWidth})`);
  const isEnglish = (text) => /[A-Za-z]{2,}/.test(text.replace(/⟦[^]*⟧/g, "").replace(NAMES, "").replace(DATES, ""));
  const english = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (isSeen(element) && !element.closest(THEIRS) && isEnglish(walker.currentNode.data)) english.push(walker.currentNode.data);
  }
  for (const name of ["aria-label", "title", "placeholder"]) {
    for (const element of document.querySelectorAll(`[${name}]`)) {
      const said = element.getAttribute(name);
      if (isSeen(element) && !element.closest(".row") && isEnglish(said)) english.push(`${name}: ${said}`);
    }
  }
  return { cut, english };
}
