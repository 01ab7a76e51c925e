//! Pictures of a message as it is read, in its main states, wide and narrow, light and dark. Each is looked at for what no
//! eye should have to find: something cut off, or nothing there. With `RESTANTE_PICTURES` they are kept in that folder
//! (`docs/reading`, for people to look at).

import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, test } from "node:test";

import { App, openBrowser } from "./support/app.mjs";
import { startBridge } from "./support/bridge.mjs";

const folder = process.env.RESTANTE_PICTURES;
const LOOKS = [
  { name: "1440-light", colorScheme: "light", width: 1440, height: 900 },
  { name: "1440-dark", colorScheme: "dark", width: 1440, height: 900 },
  { name: "820-light", colorScheme: "light", width: 820, height: 1180 },
  { name: "390-light", colorScheme: "light", width: 390, height: 844 },
  { name: "390-dark", colorScheme: "dark", width: 390, height: 844 },
];
const STATES = [
  { name: "newsletter", subject: "20% off everything that keeps tea warm" },
  { name: "newsletter-dark-of-its-own", subject: "Tonight: three planets and a good excuse" },
  { name: "conversation", subject: "[Singers] Midwinter concert: what shall we sing?" },
  { name: "pictures", subject: "Last year's lanterns, in case you forgot who was prettiest" },
  { name: "phishing", subject: "Your parcel could not be delievered" },
  { name: "bounce", subject: "Undelivered Mail Returned to Sender" },
  { name: "forwarded", subject: "Enquiry about one (1) throne" },
  { name: "invitation", subject: "Invitation: Looking at the chart together" },
  { name: "arabic", subject: "وصفة حساء العدس التي وعدتكِ بها" },
  { name: "wide-table", subject: "Winter timetable, all of it, in one table" },
];

describe("a message as it is read", () => {
  let bridge, browser, app;

  before(async () => {
    bridge = await startBridge({ options: ["--demo"] });
    browser = await openBrowser();
    app = await App.open(browser, bridge.url);
    await app.part("demo-open").first().click();
    await app.seeSyncEnd();
    if (folder) await mkdir(folder, { recursive: true });
  });

  after(async () => {
    await browser?.close();
    await bridge?.stop();
  });

  /** What reaches out of the page to the right, and cannot be scrolled to. */
  const cutOff = () =>
    app.page.evaluate(() => {
      const room = document.documentElement.clientWidth;
      const reader = document.querySelector('[data-testid="message-body"]');
      return [...reader.querySelectorAll("*")]
        .filter((element) => element.getBoundingClientRect().right > room + 1 && element.checkVisibility())
        .filter((element) => !element.closest('[tabindex="0"], pre, [class*="scroll"]'))
        .map((element) => `${element.tagName}.${element.className}`);
    });

  for (const { name, subject } of STATES) {
    test(`${name} is whole, however wide and light it is`, async () => {
      await app.page.setViewportSize({ width: 1440, height: 900 });
      await app.reveal(subject);
      await app.openMessage(subject);
      for (const { name: look, colorScheme, width, height } of LOOKS) {
        await app.page.setViewportSize({ width, height });
        await app.page.emulateMedia({ colorScheme });
        // The frame is made anew for other paper.
        await app.page.reload();
        await app.seeMessage(subject);
        await app.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
        assert.deepEqual(await cutOff(), [], look);
        const picture = await app.page.screenshot({ type: "jpeg", quality: 82 });
        // One colour compresses to next to nothing.
        assert.ok(picture.length > width * height * 0.01, `${look}: ${picture.length} octets`);
        if (folder) await writeFile(path.join(folder, `${name}-${look}.jpg`), picture);
      }
    });
  }
});
