//! The pictures that a browser shows before it installs the app: made from the app as it is, so that they never go stale.
//! `RESTANTE_SCREENSHOTS=keep node --test screenshots.test.mjs` keeps those that are made; without, they are held against
//! those that are kept.

import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";

import { App, openBrowser } from "./support/app.mjs";
import { startBridge } from "./support/bridge.mjs";

const FOLDER = new URL("../../src/static/screenshots/", import.meta.url);
const MOST_OCTETS = 60_000;
/** The dates in the mail move with the calendar, and letters differ from machine to machine. A page does not. */
const MOST_APART = 3;
// On a phone the list is the page, so those come first: then a message is opened beside it.
const PICTURES = [
  { name: "narrow-light", width: 390, height: 844, scheme: "light" },
  { name: "narrow-dark", width: 390, height: 844, scheme: "dark" },
  { name: "wide-light", width: 1280, height: 800, scheme: "light" },
  { name: "wide-dark", width: 1280, height: 800, scheme: "dark" },
];

describe("the pictures of the app", () => {
  let bridge, browser, app, camera;

  before(async () => {
    bridge = await startBridge({ options: ["--demo"] });
    browser = await openBrowser();
    app = await App.open(browser, bridge.url);
    camera = await browser.context.newCDPSession(app.page);
    await app.part("demo-open").first().click();
    await app.part("message-row", '[aria-rowindex="1"]').waitFor();
    await app.seeSyncEnd();
  });

  after(async () => {
    await browser?.close();
    await bridge?.stop();
  });

  async function take({ width, height, scheme }) {
    await app.page.setViewportSize({ width, height });
    await app.page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
    if (width > 1000) {
      await app.part("message-row", '[aria-rowindex="2"]').click();
      await app.part("message-body", '[data-state="ready"]').waitFor({ state: "attached" });
    }
    // Nothing is pointed at.
    await app.page.mouse.move(width / 2, 2);
    await app.page.waitForTimeout(500);
    const { data } = await camera.send("Page.captureScreenshot", { format: "webp", quality: 45 });
    return data;
  }

  /** How much two pictures differ when seen from afar, from 0 to 255; and the size of the first. */
  const compare = (...pictures) => app.page.evaluate(async (pictures) => {
    const decode = async (data) => createImageBitmap(new Blob([Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0))], { type: "image/webp" }));
    const bitmaps = await Promise.all(pictures.map(decode));
    const [one, other] = bitmaps.map((bitmap) => {
      const canvas = new OffscreenCanvas(32, 32).getContext("2d");
      canvas.imageSmoothingQuality = "high";
      canvas.drawImage(bitmap, 0, 0, 32, 32);
      return canvas.getImageData(0, 0, 32, 32).data;
    });
    const apart = one.reduce((sum, value, at) => sum + Math.abs(value - other[at]), 0) / one.length;
    return { apart, width: bitmaps[0].width, height: bitmaps[0].height };
  }, pictures);

  for (const picture of PICTURES) {
    test(`show it as it is: ${picture.name}`, async () => {
      const file = new URL(`${picture.name}.webp`, FOLDER);
      const taken = await take(picture);
      if (process.env.RESTANTE_SCREENSHOTS === "keep") await writeFile(file, Buffer.from(taken, "base64"));
      const kept = await readFile(file);
      assert.ok(kept.length <= MOST_OCTETS, `${kept.length} octets`);
      const { apart, width, height } = await compare(kept.toString("base64"), taken);
      assert.deepEqual([width, height], [picture.width, picture.height]);
      assert.ok(apart <= MOST_APART, `${apart} apart: keep them anew`);
    });
  }

  test("are those that the manifest names", async () => {
    const manifest = JSON.parse(await readFile(new URL("../../src/static/manifest.webmanifest", import.meta.url)));
    const named = manifest.screenshots.map(({ src, sizes }) => `${src} ${sizes}`);
    assert.deepEqual(named.toSorted(), PICTURES.map(({ name, width, height }) => `screenshots/${name}.webp ${width}x${height}`).toSorted());
    app.seeNoComplaints();
  });
});
