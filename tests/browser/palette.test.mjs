//! The command palette, by keyboard alone: it is found, it finds, and it does what a key would have done.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { App, openBrowser } from "./support/app.mjs";
import { startBridge } from "./support/bridge.mjs";
import { startDovecot } from "./support/dovecot.mjs";
import { plain } from "./support/messages.mjs";

const LOOKS = [
  { name: "light", colorScheme: "light", viewport: { width: 1440, height: 900 } },
  { name: "dark", colorScheme: "dark", viewport: { width: 820, height: 1180 } },
  { name: "on a phone", colorScheme: "light", viewport: { width: 390, height: 844 } },
];

/** What a person does with the palette. */
class Palette {
  constructor(app) {
    this.app = app;
    this.entries = app.part("palette-entry");
    this.chosen = app.part("palette-entry", '[aria-selected="true"]');
  }

  async open() {
    await this.app.press("Control+k");
    await this.app.page.waitForFunction(() => document.activeElement?.dataset.testid === "palette-field");
  }

  async seeClosed() {
    await this.app.part("palette").waitFor({ state: "detached" });
  }

  async type(words) {
    await this.app.page.keyboard.type(words);
  }

  /** What Enter would do, by how its stable name begins. */
  async seeChosen(name) {
    await this.app.part("palette-entry", `[aria-selected="true"][data-deed^="${name}"]`).waitFor();
  }

  names() {
    return this.entries.evaluateAll((entries) => entries.map((entry) => entry.dataset.deed));
  }
}

describe("the command palette", () => {
  let dovecot, bridge, browser, app, palette;

  before(async () => {
    dovecot = await startDovecot(["One", "Two", "Three"].map((subject, at) => plain(at + 1, subject)));
    bridge = await startBridge({ ports: [dovecot.pop3s] });
    browser = await openBrowser();
    app = await App.open(browser, bridge.url);
    await app.addAccount({ port: dovecot.pop3s });
    await app.seeMailbox(3);
    palette = new Palette(app);
  });

  after(async () => {
    await browser?.close();
    await bridge?.stop();
    await dovecot?.stop();
  });

  const folder = (name) => app.page.locator(`[data-testid=folder][data-folder=${name}]`);

  test("Ctrl and k opens it, and Escape gives the focus back to where it was", async () => {
    await app.row("Two").focus();
    await palette.open();
    await palette.seeChosen("next");
    await app.press("Escape");
    await palette.seeClosed();
    await app.seeFocusOn("Two");
    await palette.open();
    await app.press("Control+k");
    await palette.seeClosed();
    await app.seeFocusOn("Two");
  });

  test("what is typed finds by words and by letters, and the field names what Enter would do", async () => {
    await palette.open();
    await palette.type("archive");
    await palette.seeChosen("archive");
    await app.part("palette-field").fill("mta");
    await palette.seeChosen("archive");
    const active = await app.part("palette-field").getAttribute("aria-activedescendant");
    assert.equal(await palette.chosen.getAttribute("id"), active);
    assert.equal(await palette.chosen.locator("kbd").innerText(), "e");
    await app.part("palette-field").fill("no such thing");
    await app.part("palette-empty").waitFor();
    await app.press("Enter");
    assert.equal(await app.part("palette").count(), 1, "there was nothing to do");
    await app.press("Escape");
    await palette.seeClosed();
  });

  test("arrows go from line to line, and around at the ends", async () => {
    await palette.open();
    const names = await palette.names();
    await app.press("ArrowDown");
    await palette.seeChosen(names[1]);
    await app.press("ArrowUp", "ArrowUp");
    await palette.seeChosen(names.at(-1));
    assert.ok(await palette.chosen.isVisible());
    await app.press("ArrowDown");
    await palette.seeChosen(names[0]);
    await app.press("Escape");
  });

  test("a command does to the row with the focus what its key does", async () => {
    await app.row("Two").focus();
    await palette.open();
    await palette.type("archive");
    await app.press("Enter");
    await palette.seeClosed();
    await app.part("message-list", '[aria-rowcount="2"]').waitFor();
    await app.row("Two").waitFor({ state: "detached" });
    await folder("archive").waitFor();
  });

  test("it goes to a folder, and the focus with it", async () => {
    await palette.open();
    await palette.type("archive");
    await palette.seeChosen("go/");
    assert.deepEqual(await palette.chosen.locator("kbd").allInnerTexts(), ["g", "a"]);
    await app.press("Enter");
    await app.page.locator('[data-testid=folder][data-folder=archive][aria-current="page"]').waitFor();
    await app.seeFocusOn("Two");
  });

  test("what was done last comes first the next time", async () => {
    await palette.open();
    const [first, second] = await palette.names();
    assert.match(first, /^go\/.*\/archive$/u);
    assert.equal(second, "next", "what is archived is no longer to be archived");
    await app.press("Escape");
  });

  test("what cannot be done now says why, comes last and does nothing", async () => {
    await palette.open();
    await palette.type("move to archive");
    await palette.seeChosen("archive");
    assert.equal(await palette.chosen.getAttribute("aria-disabled"), "true");
    await palette.chosen.getByText("They are there already").waitFor();
    await app.press("Enter");
    assert.equal(await app.part("palette").count(), 1);
    await app.press("Escape");
    await palette.seeClosed();
  });

  test("it opens dialogs, those of an account as well", async () => {
    await palette.open();
    await palette.type("settings");
    await app.press("Enter");
    await app.part("settings-dialog").waitFor();
    await app.press("Escape");
    await app.part("settings-dialog").waitFor({ state: "detached" });
    await palette.open();
    await palette.type("on the server");
    await palette.seeChosen("box/");
    await app.press("Enter");
    await app.part("server-box-dialog").waitFor();
    await app.press("Escape");
    await app.part("server-box-dialog").waitFor({ state: "detached" });
  });

  test("* u chooses what is unread, and m marks it read and unread again", async () => {
    await app.press("g", "i");
    await app.seeFocusOn("Three");
    await app.press("m");
    await app.part("message-row", '[data-unread="false"]').filter({ hasText: "Three" }).waitFor();
    await app.press("*", "u");
    await app.part("chosen-count").filter({ hasText: "1 chosen" }).waitFor();
    await app.press("Escape");
    await app.row("Three").focus();
    await app.press("m");
    await app.part("message-row", '[data-unread="true"]').filter({ hasText: "Three" }).waitFor();
  });

  test("the page had nothing to complain about", () => app.seeNoComplaints());
});

describe("how the palette looks", () => {
  let dovecot, bridge;

  before(async () => {
    dovecot = await startDovecot([plain(1, "One")]);
    bridge = await startBridge({ ports: [dovecot.pop3s] });
  });

  after(async () => {
    await bridge?.stop();
    await dovecot?.stop();
  });

  for (const { name, ...look } of LOOKS) {
    test(`it is accessible and holds together, ${name}`, async () => {
      // The page's policy lets no foreign script in, and axe-core is one.
      const browser = await openBrowser({ ...look, bypassCSP: true });
      try {
        const app = await App.open(browser, bridge.url);
        await app.addAccount({ port: dovecot.pop3s });
        await app.seeMailbox(1);
        const palette = new Palette(app);
        await palette.open();
        await app.seeItAccessible("the palette");
        const overflow = await app.page.evaluate(() => document.querySelector("#palette-list").scrollWidth - document.querySelector("#palette-list").clientWidth);
        assert.ok(overflow <= 0, "nothing sticks out");
        await palette.type("xyzzy");
        await app.part("palette-empty").waitFor();
        await app.seeItAccessible("a palette that found nothing");
        await app.press("Escape");
        await palette.seeClosed();
        await app.press("?");
        await app.part("keys").waitFor();
        await app.seeItAccessible("the keys");
      } finally {
        await browser.close();
      }
    });
  }
});
