//! The frame that holds a mail is as large as the mail; a mail that wants to be as large as its frame gets its way not.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { App, openBrowser } from "./support/app.mjs";
import { startBridge } from "./support/bridge.mjs";
import { startDovecot } from "./support/dovecot.mjs";
import { html } from "./support/messages.mjs";

const GROWING = `
  <style>.cover { height: 100vh; width: 120vw; background: gold }</style>
  <div class="cover">In a stylesheet</div>
  <div style="min-height:100dvh;padding:20px">At the element</div>`;

// No colour and no picture, so that it stands without a border on light and dark paper.
const MARGINS_WITHIN = `<div style="font-size:18px"><p>First</p><p>Second</p><p>Greetings,<br><span id="last">Noor</span></p></div>`;

describe("the frame of a mail", () => {
  let dovecot, bridge, browser, app;

  before(async () => {
    dovecot = await startDovecot([html(1, "Grows", GROWING), html(2, "Greets", MARGINS_WITHIN)]);
    bridge = await startBridge({ ports: [dovecot.pop3s] });
    browser = await openBrowser();
    app = await App.open(browser, bridge.url);
    await app.addAccount({ port: dovecot.pop3s });
    await app.seeMailbox(2);
  });

  after(async () => {
    await browser?.close();
    await bridge?.stop();
    await dovecot?.stop();
  });

  test("shows the last line of a mail whose margins are within its first element", async () => {
    for (const colorScheme of ["light", "dark"]) {
      await app.page.emulateMedia({ colorScheme });
      await app.openMessage("Greets");
      const frame = app.part("message-frame");
      const last = frame.contentFrame().getByText("Noor");
      const [shown, line] = [await frame.boundingBox(), await last.boundingBox()];
      assert.ok(line.y + line.height <= shown.y + shown.height, `${colorScheme}: ${JSON.stringify({ shown, line })}`);
    }
  });

  test("does not grow with a mail that measures itself by it", async () => {
    await app.openMessage("Grows");
    const size = () => app.part("message-frame").evaluate(({ offsetWidth, offsetHeight }) => ({ offsetWidth, offsetHeight }));
    const atFirst = await size();
    await app.page.evaluate(() => new Promise((resolve) => {
      const wait = (frames) => (frames > 0 ? requestAnimationFrame(() => wait(frames - 1)) : resolve());
      wait(30);
    }));
    assert.deepEqual(await size(), atFirst);
    assert.ok(atFirst.offsetHeight < 900, `${atFirst.offsetHeight} px for two lines`);
  });
});
