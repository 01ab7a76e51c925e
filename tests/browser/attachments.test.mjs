//! What is attached, as somebody looks at it and saves it: by keyboard, byte for byte, and with nothing of it alive.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";

import { App, openBrowser } from "./support/app.mjs";
import { startBridge } from "./support/bridge.mjs";
import { startDovecot } from "./support/dovecot.mjs";
import { damageOriginals } from "./support/kept.mjs";
import { unzip } from "./support/zip.mjs";

const NAMES = ["pictures_of_many_kinds", "pictures_that_lie", "attachments_as_text", "attachment_names", "cards_several", "names_that_mislead"];
const fixture = (name) => readFile(new URL(`../messages/${name}.eml`, import.meta.url));
const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

/** Names and bytes as they were before they were sent. */
async function sent(name) {
  const parts = (await fixture(name)).toString("latin1").split("--b").slice(2, -1);
  return parts.map((part) => ({
    name: /filename="([^"]*)"/.exec(part)[1],
    bytes: Buffer.from(part.slice(part.indexOf("\r\n\r\n")), "base64"),
  }));
}

describe("what is attached", () => {
  let dovecot, bridge, browser, app, blobs, ran;

  before(async () => {
    dovecot = await startDovecot(await Promise.all(NAMES.map(fixture)));
    bridge = await startBridge({ ports: [dovecot.pop3s] });
    browser = await openBrowser();
    app = await App.open(browser, bridge.url);
    ran = [];
    await app.page.exposeFunction("ran", (who) => ran.push(who));
    blobs = [];
    const session = await browser.context.newCDPSession(app.page);
    await session.send("Network.enable");
    session.on("Network.requestWillBeSent", ({ request, type }) => {
      if (request.url.startsWith("blob:")) blobs.push(type);
    });
    await app.addAccount({ port: dovecot.pop3s });
    await app.seeMailbox(NAMES.length);
  });

  after(async () => {
    await browser?.close();
    await bridge?.stop();
    await dovecot?.stop();
  });

  const card = (name) => app.part("attachment", `[data-name="${name}"]`);
  const inside = (name, id) => card(name).locator(`[data-testid="${id}"]`);
  const preview = (state) => app.part("preview", `[data-state="${state}"]`).waitFor();
  const look = async (name, state) => {
    await inside(name, "attachment-open").click();
    await preview(state);
  };
  const leave = async () => {
    await app.press("Escape");
    await app.part("preview-dialog").waitFor({ state: "hidden" });
  };
  const shownName = () => app.part("preview-name").innerText();

  test("has small pictures of what the browser can decode", async () => {
    await app.openMessage("Pictures of many kinds");
    for (const ending of ["png", "jpg", "gif", "webp", "avif", "bmp"]) {
      const thumb = card(`sunset.${ending}`).locator("img");
      await thumb.waitFor();
      assert.match(await thumb.getAttribute("src"), /^blob:/);
      await thumb.evaluate((picture) => picture.decode());
      assert.deepEqual(await thumb.evaluate((picture) => [picture.naturalWidth, picture.naturalHeight]), [320, 240], ending);
    }
  });

  test("is not drawn anew when the message counts as read", async () => {
    const open = inside("sunset.png", "attachment-open");
    await open.evaluate((button) => { globalThis.before = button; });
    await app.page.locator('.reader-tools [aria-label="Mark as unread"]').waitFor();
    assert.equal(await open.evaluate((button) => button === globalThis.before), true);
  });

  test("is looked at by keyboard, from one to the next", async () => {
    await inside("sunset.png", "attachment-open").focus();
    await app.press("Enter");
    await preview("picture");
    assert.match(await shownName(), /sunset\.png/);
    const size = await app.part("preview-picture").evaluate((picture) => picture.decode().then(() => [picture.naturalWidth, picture.naturalHeight]));
    assert.deepEqual(size, [64, 48]);
    await app.press("ArrowRight");
    await app.part("preview-name").filter({ hasText: "sunset.jpg" }).waitFor();
    await preview("picture");
    await app.press("ArrowLeft", "ArrowLeft");
    await app.part("preview-name").filter({ hasText: "sunset.png" }).waitFor();
    await leave();
    const focused = await app.page.evaluate(() => document.activeElement.closest('[data-testid="attachment"]')?.dataset.name);
    assert.equal(focused, "sunset.png");
  });

  test("is saved as it was sent, and has the hash that is shown", async () => {
    const [{ name, bytes }] = await sent("pictures_of_many_kinds");
    assert.deepEqual(await app.saved(inside(name, "attachment-save")), bytes);
    await inside(name, "attachment-hash").filter({ hasText: sha256(bytes).slice(0, 8) }).waitFor();
    await look(name, "picture");
    assert.equal(await app.part("preview-hash").innerText(), sha256(bytes));
    assert.deepEqual(await app.saved(app.part("preview-save")), bytes);
    await leave();
  });

  test("comes all in one file, byte for byte", async () => {
    const wanted = await sent("pictures_of_many_kinds");
    const files = unzip(await app.saved(app.part("attachments-save-all")));
    assert.deepEqual(files, wanted);
    await app.openMessage("Names");
    const names = await app.part("attachment").evaluateAll((cards) => cards.map((one) => one.dataset.name));
    assert.equal(new Set(names.map((name) => name.toLowerCase())).size, names.length);
    const packed = unzip(await app.saved(app.part("attachments-save-all"))).map(({ name }) => name);
    assert.deepEqual(packed, names, "each is called what it is called here");
  });

  test("lets go of its pictures when the message is closed", async () => {
    await app.openMessage("Pictures of many kinds");
    const address = await card("sunset.png").locator("img").getAttribute("src");
    const loads = () => app.page.evaluate((src) => new Promise((resolve) => Object.assign(new Image(), { src, onload: () => resolve(true), onerror: () => resolve(false) })), address);
    assert.equal(await loads(), true);
    await app.openMessage("Attachments as text");
    assert.equal(await loads(), false);
  });

  test("is read as text in its own charset", async () => {
    await look("sizes.csv", "text");
    assert.equal(await app.part("preview-text").innerText(), "name;größe\nÖl;3\n");
    await app.press("ArrowRight");
    await app.part("preview-text").filter({ hasText: "Jürgen" }).waitFor();
    await leave();
    await look("empty.txt", "text");
    await app.part("preview").getByText("There is nothing in this file").waitFor();
    await leave();
    await look("table.bin", "nothing");
    await app.part("preview").getByText("no preview of this kind").waitFor();
    await leave();
  });

  test("is read as what it says where it is a card", async () => {
    await app.openMessage("The choir");
    const name = await app.part("attachment").first().getAttribute("data-name");
    await look(name, "read");
    await app.part("preview").locator('[data-testid="contacts"]').waitFor();
    await leave();
    await app.openMessage("Attachments as text");
  });

  test("keeps the focus on the button that leads on", async () => {
    await look("sizes.csv", "text");
    const next = app.part("preview").getByRole("button", { name: "Next attachment" });
    await next.focus();
    await app.press("Enter");
    await app.part("preview-text").filter({ hasText: "Jürgen" }).waitFor();
    assert.equal(await next.evaluate((button) => button === document.activeElement), true);
    await leave();
  });

  test("shows pages and drawings as what they are written as", async () => {
    await look("page.html", "text");
    assert.match(await app.part("preview-text").innerText(), /<script>/);
    assert.match(await app.part("preview").innerText(), /A web page: it can run scripts/);
    await leave();
    await look("drawing.svg", "text");
    assert.match(await app.part("preview-text").innerText(), /<svg /);
    await leave();
  });

  test("is what its bytes are, whatever it says", async () => {
    await app.openMessage("Pictures that lie");
    await card("notes.txt").locator("img").waitFor();
    for (const name of ["page.png", "drawing.png", "bomb.png", "bomb.gif", "broken.png"]) {
      assert.equal(await card(name).locator("img").count(), 0, name);
    }
    const seen = {};
    for (const [name, state] of [["page.png", "text"], ["drawing.png", "text"], ["notes.txt", "picture"], ["bomb.png", "too-large"], ["bomb.gif", "too-large"], ["broken.png", "picture"]]) {
      await look(name, state);
      seen[name] = await app.part("preview").innerText();
      if (name === "broken.png") await app.part("preview").getByText("cannot show this picture").waitFor();
      await leave();
    }
    assert.match(seen["page.png"], /Not a picture/);
    assert.match(seen["bomb.png"], /too large to be shown here: 60\s000 × 60\s000 pixels/);
    assert.match(seen["bomb.gif"], /65\s535 × 65\s535/);
  });

  test("says what a file can do where it is looked at as well", async () => {
    await app.openMessage("Names that mislead");
    await look("invoice.pdf.exe", "nothing");
    assert.match(await app.part("preview").innerText(), /made to look like a document[^]*A program[^]*Save/);
    await leave();
  });

  test("was never more than an image", async () => {
    assert.deepEqual(ran, []);
    assert.ok(blobs.length > 0);
    assert.deepEqual([...new Set(blobs)], ["Image"]);
    const frames = app.page.frames().map((frame) => new URL(frame.url()));
    for (const { protocol, pathname } of frames) {
      assert.ok(/^https?:$/.test(protocol) && ["/", "/message.html"].includes(pathname), `${protocol}${pathname}`);
    }
    assert.equal(await app.page.locator("object, embed, iframe:not([sandbox])").count(), 0);
    assert.deepEqual(app.complaints, []);
  });

  test("is not handed out of a message whose copy is damaged", async () => {
    await damageOriginals(app.page);
    await inside("really.png", "attachment-save").click();
    const note = app.faultNote("storage-failed");
    assert.match(await note.innerText(), /“Names that mislead”.*damaged/s);
  });
});

describe("what is attached, for everybody", () => {
  for (const look of [
    { name: "light", colorScheme: "light", viewport: { width: 1440, height: 900 } },
    { name: "dark", colorScheme: "dark", viewport: { width: 820, height: 1180 } },
    { name: "on a phone", colorScheme: "light", viewport: { width: 390, height: 844 } },
  ]) {
    test(`has nothing that axe-core finds, and fits: ${look.name}`, async () => {
      const dovecot = await startDovecot(await Promise.all(NAMES.slice(0, 3).map(fixture)));
      const bridge = await startBridge({ ports: [dovecot.pop3s] });
      // The page's policy lets no foreign script in, and axe-core is one.
      const browser = await openBrowser({ ...look, bypassCSP: true });
      try {
        const app = await App.open(browser, bridge.url);
        await app.addAccount({ port: dovecot.pop3s });
        await app.seeMailbox(3);
        const fits = () => app.page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);
        for (const [subject, name, state] of [["Pictures of many kinds", "sunset.jpg", "picture"], ["Attachments as text", "page.html", "text"]]) {
          await app.openMessage(subject);
          const open = app.part("attachment", `[data-name="${name}"]`).locator('[data-testid="attachment-open"]');
          await open.scrollIntoViewIfNeeded();
          await app.seeItAccessible(`the grid of ${subject}`);
          assert.ok(await fits(), subject);
          await open.click();
          await app.part("preview", `[data-state="${state}"]`).waitFor();
          await app.seeItAccessible(`${name}, looked at`);
          const box = await app.part("preview-dialog").boundingBox();
          assert.ok(box.x >= 0 && box.x + box.width <= look.viewport.width, JSON.stringify(box));
          await app.press("Escape");
          await app.part("preview-dialog").waitFor({ state: "hidden" });
          await app.press("u");
        }
      } finally {
        await browser.close();
        await bridge.stop();
        await dovecot.stop();
      }
    });
  }
});
