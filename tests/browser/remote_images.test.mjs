//! Pictures from the web: nobody is asked for one before the reader says so, those that count readers never are, and
//! loading the others moves nothing.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { App, openBrowser } from "./support/app.mjs";
import { startBridge } from "./support/bridge.mjs";
import { startDovecot } from "./support/dovecot.mjs";
import { html } from "./support/messages.mjs";
import { waitUntil } from "./support/wait.mjs";

const DOT = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==", "base64");
const WEB = "https://pictures.test/";
const BODY = `
  <p>Above <img src="${WEB}mountain.png" alt="A mountain" width="200" height="80"> and beside</p>
  <p><img src="${WEB}nameless.png" width="120" height="40"></p>
  <p><img src="${WEB}block.png" alt="A river" width="300" height="100" style="display:block"></p>
  <p><img src="${WEB}line.png" width="400" height="2"></p>
  <p><img src="${WEB}counted.png" width="1" height="1"></p>`;
const ROOMS = ["200 × 80", "120 × 40", "300 × 100", "400 × 2", "1 × 1"];

describe("remote pictures", () => {
  let dovecot, bridge, browser, app, asked;

  before(async () => {
    dovecot = await startDovecot([html(1, "A newsletter", BODY)]);
    bridge = await startBridge({ ports: [dovecot.pop3s] });
    browser = await openBrowser();
    asked = [];
    await browser.context.route(`${WEB}**`, (route) => {
      asked.push(route.request().url());
      return route.fulfill({ contentType: "image/png", body: DOT });
    });
    app = await App.open(browser, bridge.url);
    await app.addAccount({ port: dovecot.pop3s });
    await app.seeMailbox(1);
    await app.openMessage("A newsletter");
  });

  after(async () => {
    await browser?.close();
    await bridge?.stop();
    await dovecot?.stop();
  });

  const pictures = () => app.part("message-frame").contentFrame().locator("img");
  const rooms = () => pictures().evaluateAll((images) => images.map(({ offsetWidth, offsetHeight }) => `${offsetWidth} × ${offsetHeight}`));

  test("have their room and their name before anybody is asked for them", async () => {
    assert.deepEqual(await rooms(), ROOMS);
    const [mountain, nameless, , , counted] = await pictures().evaluateAll((images) =>
      images.map((image) => ({
        cover: getComputedStyle(image, "::after").content,
        content: getComputedStyle(image).content,
        visibility: getComputedStyle(image).visibility,
      })),
    );
    assert.match(mountain.cover, /A mountain/);
    assert.match(nameless.content, /^url\(/, "an empty picture instead of a broken one");
    assert.equal(counted.visibility, "hidden");
    assert.deepEqual(asked, []);
  });

  test("come when the reader says so, into the same room", async () => {
    await app.part("load-remote").click();
    // The frame becomes another page, and what is asked in between is asked of none.
    await app.page.locator('[data-filled="true"] > [data-testid="message-frame"][src*="remote"]').waitFor();
    const seen = ROOMS.length - 1;
    await waitUntil("all pictures that can be seen are there", async () => {
      const widths = await pictures().evaluateAll((images) => images.map(({ naturalWidth }) => naturalWidth));
      return widths.length === ROOMS.length && widths.filter((width) => width === 1).length === seen;
    });
    assert.deepEqual(await rooms(), ROOMS);
    assert.equal(new Set(asked).size, seen);
    assert.equal(await app.part("load-remote").count(), 0);
  });

  test("that count readers stay where they are, and are named", async () => {
    assert.ok(asked.every((url) => !url.includes("counted")), String(asked));
    assert.match(await app.part("images-notice").innerText(), /1 tracker stays blocked/);
    await app.part("images-details").click();
    assert.match(await app.part("tracker").innerText(), /pictures\.test.*an image that nobody can see/);
    app.seeNoComplaints();
  });
});
