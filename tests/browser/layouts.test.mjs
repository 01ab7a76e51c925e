//! Layouts as newsletters have them (`tests/messages/layout_*.eml`) look as their senders meant: each piece of text has
//! the colour, the size and the place that it has on the page as it was written, on a phone and on a desk, light and
//! dark. With `RESTANTE_PICTURES` both are kept in that folder, side by side.

import assert from "node:assert/strict";
import { mkdir, readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";

import { App, openBrowser } from "./support/app.mjs";
import { startBridge } from "./support/bridge.mjs";
import { startDovecot } from "./support/dovecot.mjs";

const messages = fileURLToPath(new URL("../messages", import.meta.url));
const folder = process.env.RESTANTE_PICTURES;
const LOOKS = [
  { name: "1440-light", width: 1440, height: 900, colorScheme: "light" },
  { name: "1440-dark", width: 1440, height: 900, colorScheme: "dark" },
  { name: "390-light", width: 390, height: 844, colorScheme: "light" },
  { name: "390-dark", width: 390, height: 844, colorScheme: "dark" },
];
/** A page begins at its left edge, with the browser's letters and margins; a message within the reader's. */
const PLACE_PX = 26;
/** Text that nobody coloured is black on a page, and the app's ink in a message. */
const INK = ["rgb(0, 0, 0)", "rgb(21, 25, 30)"];

describe("newsletter layouts", async () => {
  const names = (await readdir(messages)).filter((name) => /^layout_.*\.eml$/.test(name)).sort();
  let dovecot, bridge, browser, app, plain;

  before(async () => {
    const sources = await Promise.all(names.map((name) => readFile(path.join(messages, name), "utf8")));
    dovecot = await startDovecot(sources.map((source, at) => source.replace(/^Subject: .*$/m, `Subject: ${names[at]}`)));
    bridge = await startBridge({ ports: [dovecot.pop3s] });
    browser = await openBrowser();
    app = await App.open(browser, bridge.url);
    await app.addAccount({ port: dovecot.pop3s });
    await app.seeMailbox(names.length);
    plain = await browser.context.newPage();
    await plain.route(/^https?:/, (route) => route.abort());
    if (folder) await mkdir(folder, { recursive: true });
  });

  after(async () => {
    await browser?.close();
    await bridge?.stop();
    await dovecot?.stop();
  });

  for (const name of names) {
    test(`${name.slice(7, -4)} looks as it was meant`, async () => {
      const source = await readFile(path.join(messages, name), "utf8");
      const page = source.slice(source.indexOf("\r\n\r\n") + 4);
      await app.page.setViewportSize({ width: 1440, height: 900 });
      await app.page.goto(bridge.url);
      await app.reveal(name);
      await app.openMessage(name);
      for (const { name: look, width, height, colorScheme } of LOOKS) {
        await app.page.setViewportSize({ width, height });
        await app.page.emulateMedia({ colorScheme });
        await app.page.reload();
        await app.seeMessage(name);
        const frame = app.part("message-frame");
        await frame.contentFrame().locator("article, table").first().waitFor({ state: "attached" });
        const { room, margin } = await frame.contentFrame().locator("body").evaluate(roomWithin);
        const isDark = await frame.contentFrame().locator("html").evaluate((root) => root.hasAttribute("data-dark"));
        const shown = await frame.contentFrame().locator("body").evaluate(pieces);
        await plain.setViewportSize({ width: room, height });
        // White paper for whoever brings no dark look: what the app decides, and says in its README.
        await plain.emulateMedia({ colorScheme: isDark ? "dark" : "light" });
        await plain.setContent(page);
        const meant = await plain.locator("body").evaluate(pieces);
        if (folder) {
          await app.page.screenshot({ type: "jpeg", quality: 80, path: path.join(folder, `${name.slice(0, -4)}-${look}.jpg`) });
          await plain.screenshot({ type: "jpeg", quality: 80, path: path.join(folder, `${name.slice(0, -4)}-${look}-meant.jpg`) });
        }
        assert.deepEqual(shown.map(({ text }) => text), meant.map(({ text }) => text), look);
        const differing = shown
          .map((piece, at) => ({ ...piece, meant: meant[at] }))
          .filter(({ colour, size, left, meant }) => !isSameColour(colour, meant.colour) || size !== meant.size || Math.abs(left - margin - meant.left) > PLACE_PX);
        assert.deepEqual(differing, [], look);
      }
    });
  }
});

const isSameColour = (shown, meant) => shown === meant || (shown === INK[1] && meant === INK[0]);

/** A sheet of white paper on a dark desk has a margin. */
function roomWithin(body) {
  const margin = parseFloat(getComputedStyle(body).paddingLeft);
  return { margin, room: body.clientWidth - 2 * margin };
}

/** Each visible piece of text: what it says, and how and where it stands. */
function pieces(body) {
  const found = [];
  const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = node.data.replace(/\s+/g, " ").trim();
    const range = document.createRange();
    range.selectNodeContents(node);
    const { left, width } = range.getBoundingClientRect();
    const element = node.parentElement;
    if (text === "" || width < 2 || !element.checkVisibility() || ["STYLE", "TITLE"].includes(element.tagName)) continue;
    const { color, fontSize } = getComputedStyle(element);
    found.push({ text, colour: color, size: fontSize, left: Math.round(left) });
  }
  return found;
}
