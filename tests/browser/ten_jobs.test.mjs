//! The ten main jobs, from adding an account to making a rule, by keyboard alone: in English, and in Arabic on a keyboard
//! that has no Latin letters. What is not the focus already is reached with Tab.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";

import { App, openBrowser } from "./support/app.mjs";
import { startBridge } from "./support/bridge.mjs";
import { HOST, PASSWORD, startDovecot, USER } from "./support/dovecot.mjs";
import { attachmentBytes, plain, withAttachment } from "./support/messages.mjs";

/** What an Arabic keyboard prints where others have these letters. */
const ARABIC = { a: "ش", e: "ث", g: "ل", i: "ه", j: "ت", k: "ن", m: "ة", n: "ى", s: "س", t: "ف", u: "ع", v: "ر", x: "ء", z: "ئ" };
const CONTROL = 2;
const SHIFT = 8;
/** No page has so many stops. */
const MOST_STOPS = 90;

/** Somebody who has a keyboard and nothing else. */
class Hands {
  constructor(app, letters, wire) {
    this.app = app;
    this.letters = letters;
    this.wire = wire;
  }

  async press(...keys) {
    for (const key of keys) await this.#pressOne(key);
  }

  async #pressOne(chord) {
    const [key, ...held] = chord.split("+").toReversed();
    const printed = this.letters[key.toLowerCase()];
    if (printed === undefined) return this.app.press(chord);
    const modifiers = (held.includes("Control") ? CONTROL : 0) + (held.includes("Shift") ? SHIFT : 0);
    const pressed = { key: printed, code: `Key${key.toUpperCase()}`, windowsVirtualKeyCode: key.toUpperCase().charCodeAt(0), modifiers };
    await this.wire.send("Input.dispatchKeyEvent", { ...pressed, type: "rawKeyDown" });
    await this.wire.send("Input.dispatchKeyEvent", { ...pressed, type: "keyUp" });
  }

  async type(text) {
    await this.app.page.keyboard.type(text);
  }

  /** Goes on with Tab until the focus is on a part. */
  async reach(id, attributes = "") {
    const selector = `[data-testid="${id}"]${attributes}`;
    await this.app.page.locator(selector).first().waitFor({ state: "attached" });
    for (let stop = 0; stop < MOST_STOPS; stop += 1) {
      if (await this.app.page.evaluate((selector) => document.activeElement.matches(selector), selector)) return;
      await this.app.press("Tab");
    }
    assert.fail(`${selector} is not reached in ${MOST_STOPS} steps`);
  }

  async activate(id, attributes = "") {
    await this.reach(id, attributes);
    await this.app.press("Enter");
  }
}

for (const { language, letters } of [
  { language: "en", letters: {} },
  { language: "ar", letters: ARABIC },
]) {
  describe(`the ten main jobs by keyboard, ${language}`, () => {
    let dovecot, bridge, browser, app, hands;

    before(async () => {
      dovecot = await startDovecot([plain(1, "One"), plain(2, "Two"), plain(3, "Three"), plain(4, "Four"), withAttachment(5, "Five")]);
      bridge = await startBridge({ ports: [dovecot.pop3s] });
      browser = await openBrowser();
      app = await App.open(browser, `${bridge.url}?lang=${language}`);
      // The page has loaded before it has learned its language, and is drawn after it.
      await app.part("add-account").first().waitFor();
      assert.equal(await app.page.locator("html").getAttribute("lang"), language);
      hands = new Hands(app, letters, await browser.context.newCDPSession(app.page));
    });

    after(async () => {
      await browser?.close();
      await bridge?.stop();
      await dovecot?.stop();
    });

    const seeTotal = (count) => app.part("message-list", `[aria-rowcount="${count}"]`).waitFor({ state: "attached" });
    const seeFolder = (name) => app.part("folder", `[data-folder="${name}"][aria-current="page"]`).waitFor();
    const seeClosed = (id) => app.part(id).waitFor({ state: "detached" });
    /** What a folder is called in this language. */
    const nameOf = (name) => app.part("folder", `[data-folder="${name}"]`).locator("span").first().innerText();
    /** By the palette. */
    const goTo = async (name) => {
      const words = await nameOf(name);
      await hands.press("Control+k");
      await app.part("palette-field", ":focus").waitFor();
      await hands.type(words);
      await app.part("palette-entry", '[aria-selected="true"][data-deed^="go/"]').filter({ hasText: words }).waitFor();
      await hands.press("Enter");
      await seeFolder(name);
    };

    test("an account is added", async () => {
      await hands.activate("add-account");
      await app.part("setup-email", ":focus").waitFor();
      await hands.type(`${USER}@${HOST}.test`);
      await hands.reach("setup-password");
      await hands.type(PASSWORD);
      await hands.activate("setup-manual");
      await hands.reach("setup-host");
      await hands.type(HOST);
      await hands.reach("setup-port");
      await hands.press("Control+a");
      await hands.type(String(dovecot.pop3s));
      await hands.reach("setup-username");
      await app.press("Control+a");
      await hands.type(USER);
      await hands.activate("setup-test");
      await app.part("certificate-dialog").waitFor();
      await hands.activate("certificate-trust");
      await app.seeEveryCheckPass();
      await hands.activate("setup-finish");
      await app.seeMailbox(5);
    });

    test("mail is read, one message after the other", async () => {
      await hands.reach("message-row");
      await app.seeFocusOn("Five");
      await hands.press("ArrowDown", "Enter");
      await app.seeMessage("Four");
      await hands.press("j");
      await app.seeMessage("Three");
      await hands.press("k");
      await app.seeMessage("Four");
      await hands.press("u");
      await app.seeFocusOn("Four");
    });

    test("new mail is asked for", async () => {
      await dovecot.deliver(plain(6, "Six"));
      await hands.press("Shift+N");
      await app.seeMailbox(6);
    });

    test("a message is archived, and that is taken back", async () => {
      await hands.press("e");
      await seeTotal(5);
      await hands.press("z");
      await seeTotal(6);
      await app.row("Four").waitFor();
    });

    test("a message is thrown away, and fetched out of the trash again", async () => {
      await hands.press("Home");
      await app.seeFocusOn("Six");
      await hands.press("Delete");
      await seeTotal(5);
      await goTo("trash");
      await app.seeFocusOn("Six");
      await hands.press("v");
      await app.part("move-filter", ":focus").waitFor();
      await hands.type(await nameOf("inbox"));
      await hands.press("Enter");
      await seeTotal(0);
      await hands.press("g", "i");
      await seeTotal(6);
    });

    test("a message is starred and marked unread", async () => {
      await hands.press("Home");
      await app.seeFocusOn("Six");
      await hands.press("s", "ArrowDown", "ArrowDown");
      await app.row("Six").locator(".is-star").waitFor();
      await app.seeFocusOn("Four");
      // It was open for less than it takes to have been read.
      for (const unread of [false, true]) {
        await hands.press("m");
        await app.part("message-row", `[data-unread="${unread}"]`).filter({ hasText: "Four" }).waitFor();
      }
    });

    test("several messages are moved to a new folder", async () => {
      await hands.press("Shift+ArrowDown", "Shift+ArrowDown");
      await app.part("chosen-count").waitFor();
      await hands.press("v");
      await app.part("move-filter", ":focus").waitFor();
      await hands.type("Bees");
      await hands.press("Enter");
      await seeTotal(3);
      await app.part("folder", '[data-folder="Bees"]').waitFor();
      await goTo("Bees");
      await seeTotal(3);
      await hands.press("g", "i");
      await seeTotal(3);
    });

    test("an attachment is saved", async () => {
      await hands.press("Home", "ArrowDown", "Enter");
      await app.seeMessage("Five");
      const download = app.page.waitForEvent("download");
      await hands.activate("attachment-save");
      const file = await download;
      assert.equal(file.suggestedFilename(), "bytes.bin");
      assert.deepEqual(await readFile(await file.path()), attachmentBytes);
    });

    test("it is seen where a message came from, and a rule is made from it", async () => {
      await hands.press("t");
      await app.part("trace").waitFor();
      await hands.press("Escape");
      await seeClosed("trace");
      await app.page.evaluate(() => document.querySelector(".recipients summary").setAttribute("data-testid", "recipients"));
      await hands.activate("recipients");
      await hands.activate("message-rule");
      await hands.reach("rule-star");
      await hands.press("Space");
      await hands.activate("rule-save");
      await app.part("rule").waitFor();
      await hands.press("Escape");
      await seeClosed("rules");
    });

    test("the settings are changed", async () => {
      await hands.activate("settings");
      await hands.reach("settings-tab", '[aria-selected="true"]');
      await hands.press("ArrowDown", "ArrowDown", "ArrowDown");
      await app.part("settings-page", '[data-page="appearance"]').waitFor();
      const theme = app.page.locator('[data-testid="settings-page"] input[type=radio]:checked').first();
      const before = await theme.getAttribute("value");
      await app.page.evaluate(() => document.querySelector('[data-testid="settings-page"] input[type=radio]:checked').setAttribute("data-testid", "theme"));
      await hands.reach("theme");
      await hands.press("ArrowDown");
      assert.notEqual(await theme.getAttribute("value"), before);
      await hands.press("Escape");
      await seeClosed("settings-dialog");
      app.seeNoComplaints();
    });
  });
}
