//! Every screen there is, at three widths, light and dark: nothing reaches out of the page, axe-core finds nothing, and
//! there is something to be seen. With `RESTANTE_PICTURES` the pictures are kept in that folder, for people to look at.

import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, afterEach, before, describe, test } from "node:test";

import { App, openBrowser } from "./support/app.mjs";
import { startBridge } from "./support/bridge.mjs";

const folder = process.env.RESTANTE_PICTURES;
const WIDTHS = [
  { width: 1440, height: 900 },
  { width: 820, height: 1180 },
  { width: 390, height: 844 },
];
const SCHEMES = ["light", "dark"];
/** Contrast is a matter of the scheme, and what is there of the width. */
const JUDGED = ["1440-light", "1440-dark", "390-light"];

describe("every screen", () => {
  const flaws = [];
  let bridge, browser, app;

  before(async () => {
    bridge = await startBridge({ options: ["--demo"] });
    // The page's policy lets no foreign script in, and axe-core is one.
    browser = await openBrowser({ bypassCSP: true, reducedMotion: "reduce" });
    app = await App.open(browser, bridge.url);
    if (folder) await mkdir(folder, { recursive: true });
  });

  after(async () => {
    await browser?.close();
    await bridge?.stop();
  });

  /** Not at once: what comes next begins where this ends. */
  afterEach(() => assert.deepEqual(flaws.splice(0), []));

  /** What reaches out of the page where nobody can scroll to it. */
  const cutOff = () =>
    app.page.evaluate(() => {
      const room = document.documentElement.clientWidth;
      const covering = document.querySelector("dialog[open]") ?? document.body;
      const isClipped = (element) => {
        for (let around = element.parentElement; around; around = around.parentElement) {
          if (["hidden", "clip"].includes(getComputedStyle(around).overflowX) && around !== document.body) return around.getBoundingClientRect().right <= room + 1;
        }
        return false;
      };
      return [...covering.querySelectorAll("*")]
        .filter((element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
        .filter((element) => element.getBoundingClientRect().right > room + 1 || element.getBoundingClientRect().left < -1)
        .filter((element) => !element.closest('pre, table, [class*="scroll"], [role="tablist"], .visually-hidden, [aria-hidden="true"]'))
        .filter((element) => !isClipped(element))
        .map((element) => `${element.tagName}.${element.className}`);
    });

  const settle = () => app.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));

  /** Looks at what is shown now, at every width and in both schemes. */
  async function look(screen, widths = WIDTHS) {
    for (const { width, height } of widths) {
      await app.page.setViewportSize({ width, height });
      for (const colorScheme of SCHEMES) {
        const name = `${screen}-${width}-${colorScheme}`;
        await app.page.emulateMedia({ colorScheme });
        await settle();
        const picture = await app.page.screenshot({ type: "jpeg", quality: 80 });
        if (folder) await writeFile(path.join(folder, `${name}.jpg`), picture);
        // One colour compresses to next to nothing.
        if (picture.length < width * height * 0.004) flaws.push(`${name}: ${picture.length} octets`);
        for (const element of await cutOff()) flaws.push(`${name}: reaches out of the page: ${element}`);
        if (JUDGED.includes(name.slice(screen.length + 1))) await app.seeItAccessible(name).catch(({ message }) => flaws.push(message));
      }
    }
    await app.page.emulateMedia({ colorScheme: "light" });
    await app.page.setViewportSize(WIDTHS[0]);
  }

  const close = async (dialog) => {
    await app.press("Escape");
    await app.part(dialog).waitFor({ state: "detached" });
  };

  test("the welcome", async () => {
    await app.part("demo-open").first().waitFor();
    await look("welcome");
  });

  test("the set-up: an address, what its provider wants, a server", async () => {
    await app.startSetup();
    await app.part("setup-email", ":focus").waitFor();
    await look("setup");
    await app.page.keyboard.type("ada@gmail.com");
    await app.part("setup-step").first().waitFor();
    await look("setup-steps");
    await app.part("setup-manual").click();
    await app.part("setup-host").waitFor();
    await look("setup-server");
  });

  test("the set-up, where it fails", async () => {
    await app.part("setup-host").fill("mail.ada.invalid");
    await app.part("setup-password").fill("secret");
    await app.testConnection();
    await app.setupFault();
    await look("setup-error");
    await app.page.goto(bridge.url);
  });

  test("the list", async () => {
    await app.part("demo-open").first().click();
    await app.part("message-row").first().waitFor();
    await app.seeSyncEnd();
    await look("list");
  });

  test("the list with chosen messages", async () => {
    await app.part("message-row").first().focus();
    await app.press("x", "Shift+ArrowDown", "Shift+ArrowDown");
    await app.part("selection-bar").waitFor();
    await look("chosen");
    await app.press("Escape");
  });

  test("a message", async () => {
    const subject = "20% off everything that keeps tea warm";
    await app.reveal(subject);
    await app.openMessage(subject);
    await look("reader");
    await app.press("t");
    await app.part("trace").waitFor();
    await look("trace");
    await close("trace");
    await app.press("u");
  });

  test("a conversation", async () => {
    await app.part("list-order").click();
    await app.part("conversations").check();
    await look("order");
    await app.press("Escape");
    const row = app.part("message-row").filter({ has: app.page.getByTestId("row-count") }).first();
    await row.click();
    await app.part("conversation").waitFor();
    await app.part("message-body", '[data-state="ready"]').waitFor({ state: "attached" });
    await look("conversation");
    await app.press("u");
    await app.part("list-order").click();
    await app.part("conversations").uncheck();
    await app.press("Escape");
  });

  test("the palette, and the keys", async () => {
    await app.press("Control+k");
    await app.part("palette-entry").first().waitFor();
    await look("palette");
    await close("palette");
    await app.press("?");
    await app.part("keys").waitFor();
    await look("help");
    await close("help-dialog");
  });

  test("the settings", async () => {
    await app.openSettings("accounts");
    for (const page of ["accounts", "mail", "tags", "appearance", "privacy", "keyboard", "notifications", "storage", "connections", "about"]) {
      await app.goToSettings(page);
      await look(`settings-${page}`);
    }
    await close("settings-dialog");
  });

  test("moving, and a new folder", async () => {
    await app.part("message-row").first().focus();
    await app.press("v");
    await app.part("move-filter").waitFor();
    await look("move");
    await app.press("Escape");
    await app.part("new-folder").click();
    await app.part("folder-name").waitFor();
    await look("folder");
    await close("folder-dialog");
  });

  test("tags on messages, and a message put away", async () => {
    const rows = app.part("message-row");
    for (const [at, name] of [[1, "Bills"], [1, "Work"], [1, "Holiday"], [2, "Work"], [3, "A name for a tag that hardly fits"]]) {
      await rows.nth(at).focus();
      await app.press("l");
      await app.part("tag-filter").fill(name);
      await app.press("Enter");
      await app.part("tag-dialog").waitFor({ state: "detached" });
      await rows.nth(at).getByTestId("row-tags").waitFor();
    }
    await look("tags");
    await app.press("l");
    await app.part("tag-place").first().waitFor();
    await look("tag");
    await close("tag-dialog");
    await app.press("b");
    await app.part("snooze-choice").first().waitFor();
    await look("snooze");
    await app.press("Enter");
    await app.part("folder", '[data-folder="snoozed"]').click();
    await app.part("message-list", '[aria-rowcount="1"]').waitFor({ state: "attached" });
    await look("snoozed");
    await app.press("o");
    await app.part("message-tags").waitFor();
    await look("reader-tags");
    await app.page.setViewportSize(WIDTHS[2]);
    await app.part("message-more").click();
    await app.part("more-choice").first().waitFor();
    await look("more", [WIDTHS[1], WIDTHS[2]]);
    await close("more-dialog");
    await app.page.setViewportSize(WIDTHS[0]);
    await app.part("folder", '[data-folder="inbox"]').first().click();
    await app.part("message-row").nth(4).waitFor();
  });

  test("the trash, and emptying it", async () => {
    await app.part("message-row").nth(4).focus();
    await app.press("#");
    await app.part("folder", '[data-folder="trash"]').click();
    await app.part("empty-folder").waitFor();
    await look("trash");
    await app.part("empty-folder").click();
    await app.part("empty-plan").filter({ hasText: "1 message" }).waitFor();
    await look("empty-trash");
    await close("empty-dialog");
    await app.press("g", "i");
  });

  test("a folder with nothing in it", async () => {
    await app.part("new-folder").click();
    await app.part("folder-name").fill("Quiet");
    await app.press("Enter");
    await app.part("folder", '[data-folder="Quiet"]').click();
    await app.part("message-list", '[aria-rowcount="0"]').waitFor({ state: "attached" });
    await look("empty");
    await app.press("g", "i");
  });

  test("no network", async () => {
    await app.seeItInstalled();
    await browser.context.setOffline(true);
    await settle();
    await app.part("offline-mark").waitFor({ state: "attached" });
    await look("offline");
    await browser.context.setOffline(false);
  });

  test("a check that fails", async () => {
    await bridge.stop();
    await app.checkForMail();
    await app.syncFault();
    await look("error");
    app.seeNoComplaints();
  });
});
