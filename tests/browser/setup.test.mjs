//! Adding an account from an address alone: what is said, how many presses it takes, and where the app looks for a server.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { App, openBrowser } from "./support/app.mjs";
import { startBridge } from "./support/bridge.mjs";
import { startDetour } from "./support/detour.mjs";
import { startDovecot } from "./support/dovecot.mjs";
import { plain } from "./support/messages.mjs";

/** An app password as Google prints it: between the groups are spaces that do not break. */
const PRINTED = "abcd\u00a0efgh\u00a0ijkl\u00a0mnop";
const PASSWORD = "abcdefghijklmnop";

/** Types where the page has put the cursor: not before it is there. */
async function typeAddress(app, address) {
  await app.startSetup();
  await app.part("setup-email", ":focus").waitFor();
  await app.page.keyboard.type(address);
}

/** What hands did so far. Setting text at once, as a paste or a password manager does, is no press of a key. */
const presses = (app) => app.page.evaluate(() => window.presses);

function countPresses() {
  window.presses ??= { clicks: 0, keys: 0 };
  window.addEventListener("pointerdown", (event) => (window.presses.clicks += Number(event.isTrusted)), true);
  window.addEventListener("keydown", (event) => (window.presses.keys += Number(event.isTrusted)), true);
}

async function openCounting(browser, url) {
  await browser.context.addInitScript(countPresses);
  return App.open(browser, url);
}

describe("a mailbox to try", () => {
  test("is two presses away", async (t) => {
    const bridge = await startBridge({ options: ["--demo"] });
    const browser = await openBrowser();
    try {
      const app = await openCounting(browser, bridge.url);
      await app.part("demo-open").first().click();
      await app.part("message-row", '[aria-rowindex="1"]').waitFor();
      const { clicks, keys } = await presses(app);
      t.diagnostic(`the demo mailbox: ${clicks} clicks, ${keys} keys`);
      assert.ok(clicks <= 2 && keys === 0, `${clicks} clicks, ${keys} keys`);
    } finally {
      await browser.close();
      await bridge.stop();
    }
  });
});

describe("an account at a provider that wants an app password", () => {
  let server, bridge, detour, browser, app;

  before(async () => {
    server = await startDovecot([plain(1, "From the big provider")], {
      user: "ada@gmail.com",
      password: PASSWORD,
      certificate: { names: ["DNS:pop.gmail.com"] },
    });
    bridge = await startBridge({ ports: [server.pop3s] });
    detour = await startDetour(bridge, { "pop.gmail.com:995": server.pop3s });
    browser = await openBrowser({ bypassCSP: true });
    app = await openCounting(browser, detour.url);
  });

  after(async () => {
    await browser?.close();
    await detour?.stop();
    await bridge?.stop();
    await server?.stop();
  });

  test("is told what to do as soon as the address is there, with the pages where it is done", async () => {
    await typeAddress(app, "ada@gmail.com");
    const steps = app.part("setup-step");
    await steps.first().waitFor();
    assert.equal(await steps.count(), 4);
    const links = await steps.locator("a").evaluateAll((links) => links.map(({ href, target, rel }) => ({ host: new URL(href).host, target, rel })));
    assert.deepEqual(links.map(({ host }) => host), ["myaccount.google.com", "mail.google.com", "myaccount.google.com"]);
    assert.ok(links.every(({ target, rel }) => target === "_blank" && rel === "noopener noreferrer"));
    await app.seeItAccessible("the set-up with its steps");
  });

  test("takes a click to begin, a paste, and Enter twice", async (t) => {
    await app.press("Tab");
    await app.page.keyboard.insertText(PRINTED);
    await app.press("Enter");
    // Only here: the provider's own certificate is signed by somebody whom browsers know.
    await app.trustCertificate();
    await app.seeEveryCheckPass();
    await app.page.getByText("Your mail stays on the server").waitFor();
    const before = await presses(app);
    await app.part("setup-password").press("Enter");
    await app.seeMailbox(1);
    assert.deepEqual(detour.asked.filter((name) => name !== "pop.gmail.com:995"), []);
    const keys = before.keys + 1 - "ada@gmail.com".length;
    t.diagnostic(`a Gmail-like account: ${before.clicks - 1} click, ${keys} keys besides the address`);
    assert.deepEqual({ clicks: before.clicks - 1, keys }, { clicks: 1, keys: 3 });
    app.seeNoComplaints();
  });
});

describe("an account at a provider that nobody knows", () => {
  const NAMES = ["pop.mail-of-ada.invalid", "mail.mail-of-ada.invalid", "pop3.mail-of-ada.invalid", "mail-of-ada.invalid"];
  let server, bridge, detour, browser, app;

  before(async () => {
    server = await startDovecot([plain(1, "Found")], {
      user: "ada@mail-of-ada.invalid",
      password: PASSWORD,
      certificate: { names: [`DNS:${NAMES[1]}`] },
    });
    bridge = await startBridge({ ports: [server.pop3s] });
    detour = await startDetour(bridge, { [`${NAMES[1]}:995`]: server.pop3s });
    browser = await openBrowser({ bypassCSP: true });
    app = await App.open(browser, detour.url);
  });

  after(async () => {
    await browser?.close();
    await detour?.stop();
    await bridge?.stop();
    await server?.stop();
  });

  test("is looked for under the usual names, and the one that got furthest is asked about", async () => {
    await typeAddress(app, "ada@mail-of-ada.invalid");
    await app.press("Tab");
    await app.page.keyboard.insertText(PASSWORD);
    await app.press("Enter");
    await app.part("certificate-dialog").waitFor();
    assert.deepEqual(detour.asked, NAMES.map((name) => `${name}:995`));
    assert.doesNotMatch(await server.log(), /Login:|method=/, "nobody has signed in anywhere");
    await app.trustCertificate();
    await app.seeEveryCheckPass();
    assert.equal(await app.part("setup-host").inputValue(), NAMES[1]);
    await app.finishSetup();
    await app.seeMailbox(1);
    app.seeNoComplaints();
  });
});

describe("an account that cannot be added", () => {
  let bridge, browser, app;

  before(async () => {
    bridge = await startBridge();
    browser = await openBrowser({ bypassCSP: true });
    app = await App.open(browser, bridge.url);
    await app.startSetup();
  });

  after(async () => {
    await browser?.close();
    await bridge?.stop();
  });

  for (const [email, said] of [
    ["ada@outlook.com", "no longer takes passwords"],
    ["ada@icloud.com", "does not offer POP3"],
    ["ada@proton.me", "does not offer POP3"],
  ]) {
    test(`is said to be one at once: ${email}`, async () => {
      await app.part("setup-email").fill(email);
      const advice = app.part("setup-advice");
      await advice.filter({ hasText: said }).waitFor();
      assert.equal(await app.part("setup-next").count(), 0, "there is no way on that would end badly");
      await app.seeItAccessible(`the set-up for ${email}`);
    });
  }

  test("is known by its server too, where the domain is one's own", async () => {
    await app.part("setup-email").fill("ada@example.org");
    await app.part("setup-advice").waitFor({ state: "detached" });
    await app.part("setup-manual").click();
    await app.part("setup-host").fill("outlook.office365.com");
    await app.part("setup-advice").filter({ hasText: "no longer takes passwords" }).waitFor();
    app.seeNoComplaints();
  });
});

describe("a link to a mailbox", () => {
  let bridge, browser, app;

  before(async () => {
    bridge = await startBridge();
    browser = await openBrowser({ bypassCSP: true });
    app = await App.open(browser, bridge.url);
  });

  after(async () => {
    await browser?.close();
    await bridge?.stop();
  });

  /** As the browser does when it hands a link over. */
  const follow = (link) => app.page.goto(`${bridge.url}#/setup?pop=${encodeURIComponent(link)}`);
  const field = (id) => app.part(`setup-${id}`).inputValue();

  test("fills in the form, says who to beware of, and connects to nobody", async () => {
    await follow("web+pop://ada%40example.org;AUTH=*@mail.example.org:110");
    await app.part("setup-link").filter({ hasText: "mail.example.org" }).waitFor();
    assert.deepEqual([await field("email"), await field("host"), await field("port"), await field("security"), await field("username"), await field("password")], [
      "ada@example.org", "mail.example.org", "110", "stls", "ada@example.org", "",
    ]);
    assert.equal(await app.part("setup-check").count(), 0, "nothing is tested");
    await app.seeItAccessible("the set-up after a link");
    assert.equal(new URL(app.page.url()).hash, "#/setup", "reloading does not follow it again");
  });

  test("takes a password that was typed for another server away", async () => {
    await app.part("setup-password").fill("a secret of another server");
    await follow("pop://bo@pop.example.net");
    await app.part("setup-link").filter({ hasText: "pop.example.net" }).waitFor();
    assert.deepEqual([await field("host"), await field("password")], ["pop.example.net", ""]);
  });

  test("is not followed with a password in it, nor when it is none", async () => {
    await follow("pop://ada:secret@evil.example");
    await app.part("setup-link").filter({ hasText: "has a password in it" }).waitFor();
    assert.equal(await field("host"), "pop.example.net");
    await follow("javascript://ada@evil.example");
    await app.part("setup-link").filter({ hasText: "cannot be read" }).waitFor();
    assert.equal(await field("host"), "pop.example.net");
    app.seeNoComplaints();
  });
});
