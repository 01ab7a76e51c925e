//! What somebody decides about how mail is shown: it is remembered, counts for nobody who borrows a name, and is taken
//! back where it is felt or in the settings.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { App, openBrowser } from "./support/app.mjs";
import { startBridge } from "./support/bridge.mjs";
import { startDovecot } from "./support/dovecot.mjs";
import { html } from "./support/messages.mjs";
import { waitUntil } from "./support/wait.mjs";

const DOT = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==", "base64");
const WEB = /^https:\/\/(pictures\.test|shop\.us1\.list-manage\.com)\//;
const page = (name) => `
  <p>Dear reader <img src="https://pictures.test/${name}.png" alt="A kettle" width="200" height="80"></p>
  <img src="https://pictures.test/${name}-counted.png" width="1" height="1">
  <img src="https://shop.us1.list-manage.com/track/open.php?u=1" alt="">`;
const FORGED = "Authentication-Results: mx.localhost.test; dmarc=fail header.from=test.invalid\r\n"
  + "Received: from mail.test.invalid (mail.test.invalid [8.8.8.8]) by mx.localhost.test with ESMTPS id 1; Thu, 1 Jan 2026 08:03:00 +0000\r\n";
const LIST = 'List-Id: "Kettles" <kettles.test.invalid>\r\nList-Archive: <https://test.invalid/archive>\r\n'
  + "List-Unsubscribe: <https://leave.test.invalid/me?id=1>, <mailto:leave@test.invalid?subject=leave>\r\n";

describe("what is decided about a sender", () => {
  let dovecot, bridge, browser, app, asked;

  before(async () => {
    dovecot = await startDovecot([
      html(1, "First issue", page("first")),
      html(2, "Second issue", page("second")),
      FORGED + html(3, "Forged issue", page("forged")),
      LIST + html(4, "Issue of a list", "<p style='color:#222222;background:#ffffff'>Dear reader <b style='color:#c00000'>red</b></p>"),
    ]);
    bridge = await startBridge({ ports: [dovecot.pop3s] });
    browser = await openBrowser({ colorScheme: "light", bypassCSP: true });
    asked = [];
    await browser.context.route(WEB, (route) => {
      asked.push(route.request().url());
      return route.fulfill({ contentType: "image/png", body: DOT });
    });
    app = await App.open(browser, bridge.url);
    await app.addAccount({ port: dovecot.pop3s, isRemembered: true });
    await app.seeMailbox(4);
  });

  after(async () => {
    await browser?.close();
    await bridge?.stop();
    await dovecot?.stop();
  });

  const picture = (name) => waitUntil(`${name} is asked for`, () => asked.some((url) => url.endsWith(`/${name}.png`)));
  const notice = () => app.part("images-notice").innerText();

  const policy = (name) => app.page.locator(`input[name="image-policy"][value="${name}"]`);

  async function inSettings(act) {
    await app.openSettings("privacy");
    await policy("ask").waitFor();
    await act();
    await app.press("Escape");
    await app.page.locator("dialog[open]").waitFor({ state: "detached" });
  }

  test("is asked for once, with a count of images and trackers", async () => {
    await app.openMessage("First issue");
    assert.match(await notice(), /Images are blocked · 1 from 1 host, 2 trackers/);
    assert.deepEqual(asked, []);
    await app.part("images-details").click();
    assert.match((await app.part("tracker").allInnerTexts()).join(" "), /Mailchimp: .?shop\.us1\.list-manage\.com/);
    await app.seeItAccessible("blocked images");
  });

  test("is decided by keyboard, and Escape closes only the menu", async () => {
    await app.part("images-always").focus();
    await app.press("Enter");
    await app.part("images-always-sender").waitFor();
    await app.seeItAccessible("the menu of images");
    await app.press("Escape");
    await app.part("images-always-sender").waitFor({ state: "hidden" });
    await app.seeMessage("First issue");
    await app.part("images-always").focus();
    await app.press("Enter", "Tab");
    assert.equal(await app.part("images-always-sender").evaluate((button) => button === document.activeElement), true);
    await app.press("Enter");
    await picture("first");
    await waitUntil("trackers are told of alone", async () => /^2 trackers stay blocked/.test(await notice()));
  });

  test("is remembered after a reload, for other messages of the sender", async () => {
    await app.page.reload();
    await app.openMessage("Second issue");
    await picture("second");
    assert.equal(await app.part("load-remote").count(), 0);
  });

  test("does not count for whoever borrows the sender's name", async () => {
    await app.openMessage("Forged issue");
    await waitUntil("it is said why", async () => /because nobody vouches for the sender/.test(await notice()));
    await app.part("images-always").click();
    await app.part("images-always-not").waitFor();
    assert.equal(await app.part("images-always-sender").count(), 0);
    assert.ok((await app.part("sender-warning").count()) >= 1);
    assert.ok(!asked.some((url) => url.includes("forged")), String(asked));
  });

  test("is seen in the settings and taken back there", async () => {
    await inSettings(async () => {
      assert.match(await app.part("choice").innerText(), /news@test\.invalid\s+Images are loaded/);
      await app.seeItAccessible("the settings");
      await app.part("choice-forget").click();
      await app.part("choice").waitFor({ state: "detached" });
    });
    await app.openMessage("First issue");
    await app.part("load-remote").waitFor();
  });

  test("may be about a domain, and is taken back where it is felt", async () => {
    await app.part("images-always").click();
    await app.part("images-always-domain").click();
    await app.part("images-stop").waitFor();
    await app.part("images-stop").click();
    await app.part("load-remote").waitFor();
  });

  test("is never, where somebody has said never", async () => {
    await inSettings(async () => {
      await policy("never").check({ force: true });
      await app.page.getByText("whoever sent them").waitFor();
    });
    await app.openMessage("Second issue");
    await waitUntil("it is said so", async () => /as you have set it · 1 from 1 host/.test(await notice()));
    assert.equal(await app.part("load-remote").count(), 0);
    await app.part("images-settings").click();
    await policy("ask").check({ force: true });
    await app.page.getByText("They are loaded when you say so").waitFor();
    await app.press("Escape");
    await app.page.locator("dialog[open]").waitFor({ state: "detached" });
    await app.openMessage("First issue");
    await app.part("load-remote").waitFor();
  });

  test("never lets a tracker be asked for anything", () => {
    assert.ok(asked.length > 0);
    assert.deepEqual(asked.filter((url) => /counted|list-manage/.test(url)), []);
  });

  test("a list is left by nobody but the reader, who sees first where that leads", async () => {
    const pages = browser.context.pages().length;
    await app.openMessage("Issue of a list");
    await app.page.locator(".recipients summary").click();
    assert.match(await app.part("list-id").innerText(), /Kettles kettles\.test\.invalid/);
    await app.part("unsubscribe").click();
    const open = app.part("unsubscribe-open");
    await open.waitFor();
    assert.match(await open.innerText(), /leave\.test\.invalid/);
    assert.deepEqual(
      await open.evaluate(({ href, rel, target }) => ({ href, rel, target })),
      { href: "https://leave.test.invalid/me?id=1", rel: "noopener noreferrer", target: "_blank" },
    );
    assert.equal(await app.part("unsubscribe-write").getAttribute("href"), "mailto:leave@test.invalid?subject=leave");
    assert.equal(await app.part("unsubscribe-doubt").count(), 1, "nobody vouches for this sender");
    await app.seeItAccessible("leaving a list");
    await app.press("Escape");
    await app.page.locator("dialog[open]").waitFor({ state: "detached" });
    assert.equal(browser.context.pages().length, pages);
  });

  test("a page is darkened in the dark theme, and stays so for its sender", async () => {
    const filter = () => app.part("message-frame").contentFrame().locator("body").evaluate((body) => getComputedStyle(body).filter);
    assert.equal(await app.part("message-darken").count(), 0, "it is light");
    await app.page.emulateMedia({ colorScheme: "dark" });
    await app.page.reload();
    await app.seeMessage("Issue of a list");
    await app.part("message-darken").click();
    await waitUntil("it is dark", async () => (await filter()).includes("invert"));
    await app.page.reload();
    await app.seeMessage("Issue of a list");
    await waitUntil("it is still dark", async () => (await filter()).includes("invert"));
    await app.part("message-darken").click();
    await waitUntil("it is as it was", async () => (await filter()) === "none");
    app.seeNoComplaints();
  });
});
