//! What the page does before and while a message is opened, so that nobody waits: the next message is made ready, a frame
//! is kept empty, a long page is shown portion by portion.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { App, openBrowser } from "./support/app.mjs";
import { startBridge } from "./support/bridge.mjs";
import { startDovecot } from "./support/dovecot.mjs";
import { html, plain } from "./support/messages.mjs";

const ROWS = 900;
const PICTURE = '<img src="https://pictures.test/hill.png" width="20" height="10" alt="A hill">';
// Five elements a row: enough for several portions, whatever a portion is.
const LONG = `<table><tbody>${Array.from({ length: ROWS }, (_, at) => `<tr><td><p><b>Row</b> <i>${at}</i></p></td></tr>`).join("\r\n")}</tbody></table><p>The end</p>`;

describe("opening a message", () => {
  let dovecot, bridge, browser, app;

  before(async () => {
    const letters = [plain(1, "Oldest"), html(2, "Long", LONG), html(3, "Hill", PICTURE), html(4, "Valley", PICTURE), html(5, "River", PICTURE), plain(6, "Older"), plain(7, "Newest")];
    dovecot = await startDovecot(letters);
    bridge = await startBridge({ ports: [dovecot.pop3s] });
    browser = await openBrowser();
    app = await App.open(browser, bridge.url);
    await app.addAccount({ port: dovecot.pop3s });
    await app.seeMailbox(letters.length);
  });

  after(async () => {
    await browser?.close();
    await bridge?.stop();
    await dovecot?.stop();
  });

  const frames = () => app.page.locator("iframe");

  test("needs no answer from the engine where the one before was read for a while", async () => {
    await app.openMessage("Newest");
    // Reading marks it as read, which must not undo what was made ready.
    await app.row("Newest").and(app.page.locator('[data-unread="false"]')).waitFor();
    await app.page.waitForTimeout(500);
    await app.page.evaluate(() => {
      window.held = [];
      window.post = Worker.prototype.postMessage;
      Worker.prototype.postMessage = function (...words) {
        window.held.push([this, words]);
      };
    });
    try {
      await app.press("j");
      await app.seeMessage("Older");
    } finally {
      // Late, but nothing that was asked is lost.
      await app.page.evaluate(() => {
        Worker.prototype.postMessage = window.post;
        for (const [worker, words] of window.held) worker.postMessage(...words);
      });
    }
  });

  test("leaves one frame besides that of the message, however many were shown with pictures", async () => {
    for (const subject of ["River", "Valley", "Hill"]) {
      await app.openMessage(subject);
      await app.part("load-remote").click();
      await app.page.locator('[data-filled="true"] > [data-testid="message-frame"][src*="remote"]').waitFor();
      await app.page.waitForTimeout(300);
    }
    assert.ok((await frames().count()) <= 2, `${await frames().count()} frames`);
  });

  test("shows the whole of a long page in the end, and held back the rest of it at first", async () => {
    await app.openMessage("River");
    const heldBack = await app.page.evaluateHandle(() => {
      const seen = { held: 0 };
      const look = () => {
        const frame = document.querySelector('[data-filled="true"] > [data-testid="message-frame"]');
        seen.held ||= frame?.contentDocument.querySelectorAll("[data-later]").length ?? 0;
      };
      new MutationObserver(look).observe(document, { subtree: true, attributeFilter: ["data-filled"] });
      return seen;
    });
    await app.openMessage("Long");
    assert.ok((await heldBack.evaluate(({ held }) => held)) > 0, "all of it was shown at once");
    const page = app.part("message-frame").contentFrame();
    assert.equal(await page.locator("[data-later]").count(), 0);
    const last = await page.getByText("The end").boundingBox();
    const frame = await app.part("message-frame").boundingBox();
    assert.ok(last.height > 0 && last.y + last.height <= frame.y + frame.height, JSON.stringify({ last, frame }));
    assert.equal(await page.locator("tr:visible").count(), ROWS);
    app.seeNoComplaints();
  });
});
