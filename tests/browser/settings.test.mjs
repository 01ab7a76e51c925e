//! The settings as pages: which one is shown, how keys go through them, and that all of them fit on a phone.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { App, openBrowser, SETTINGS } from "./support/app.mjs";
import { startBridge } from "./support/bridge.mjs";
import { startDovecot } from "./support/dovecot.mjs";
import { damageAccounts } from "./support/kept.mjs";
import { plain } from "./support/messages.mjs";
import { waitUntil } from "./support/wait.mjs";

describe("the settings", () => {
  let dovecot, bridge, browser, app;

  before(async () => {
    dovecot = await startDovecot([plain(1, "Only one")]);
    bridge = await startBridge({ ports: [dovecot.pop3s] });
    browser = await openBrowser();
    app = await App.open(browser, bridge.url);
    await app.addAccount({ port: dovecot.pop3s });
    await app.seeMailbox(1);
  });

  after(async () => {
    await browser?.close();
    await bridge?.stop();
    await dovecot?.stop();
  });

  const tab = (page) => app.part("settings-tab", `[data-page="${page}"]`);
  const focused = () => app.page.evaluate(() => document.activeElement.dataset.page ?? document.activeElement.tagName);
  const shown = () => app.part("settings-page").getAttribute("data-page");

  async function close() {
    await app.press("Escape");
    await app.part("settings-dialog").waitFor({ state: "detached" });
  }

  test("open on the accounts, with the keys on their tab", async () => {
    await app.part("settings").click();
    await app.part("settings-page", '[data-page="accounts"]').waitFor();
    await app.page.waitForFunction(() => document.activeElement.dataset.page === "accounts");
    const tabs = await app.part("settings-tab").evaluateAll((tabs) => tabs.map((tab) => [tab.dataset.page, tab.tabIndex, tab.ariaSelected]));
    assert.deepEqual(tabs, SETTINGS.map((page) => [page, page === "accounts" ? 0 : -1, String(page === "accounts")]));
  });

  test("are gone through by keys, round and round", async () => {
    const last = SETTINGS.at(-1);
    for (const [key, page] of [["ArrowDown", SETTINGS[1]], ["ArrowRight", SETTINGS[2]], ["ArrowUp", SETTINGS[1]], ["End", last], ["ArrowDown", SETTINGS[0]], ["ArrowLeft", last], ["Home", SETTINGS[0]]]) {
      await app.press(key);
      assert.deepEqual([await focused(), await shown()], [page, page], key);
    }
    await app.press("End", "Tab");
    assert.equal(await focused(), last, "from a tab Tab goes to its page");
    assert.equal(await app.page.evaluate(() => document.activeElement.role), "tabpanel");
  });

  const kept = (fact) => app.part("account-storage-of").locator(`[data-fact="${fact}"]`);

  test("say of each account how much is here, and how much its server had when that was", async () => {
    await app.goToSettings("storage");
    const table = app.page.getByRole("table", { name: "Mail of each account" });
    await table.waitFor();
    assert.equal(await app.part("account-storage-of").count(), 1);
    assert.match(await table.getByRole("rowheader").first().innerText(), /^anna@/);
    const row = (name) => table.getByRole("row", { name: new RegExp(`^${name}`) }).getByRole("cell").innerText();
    const size = `${plain(1, "Only one").length} bytes`;
    assert.equal(await row("Here as a whole"), `1 message, ${size}`);
    assert.equal(await row("Headers only"), "0 messages");
    assert.match(await row("On the server"), new RegExp(`^1 message, ${size}\\s+Checked `));
    await dovecot.deliver(plain(2, "Another one"));
    await close();
    await app.checkForMail();
    await app.seeMailbox(2);
    await app.openSettings("storage");
    await kept("here").filter({ hasText: "2 messages" }).waitFor();
    await kept("server").filter({ hasText: "2 messages" }).waitFor();
  });

  test("raise the contrast of every theme, also after a reload", async () => {
    await app.goToSettings("appearance");
    const paint = () => app.page.evaluate(() => {
      const style = getComputedStyle(document.documentElement);
      const token = (name) => style.getPropertyValue(name).trim();
      return { faint: token("--text-3"), text: token("--text"), line: token("--line"), strong: token("--line-strong") };
    });
    const seeContrast = async (isMore) => {
      const { faint, text, line, strong } = await paint();
      assert.deepEqual([faint === text, line === strong], [isMore, isMore]);
    };
    assert.equal(await app.part("swipe-end").count(), 0, "nobody can touch this screen");
    for (const theme of ["dark", "light"]) {
      await app.part("theme").locator(`[value=${theme}]`).check({ force: true });
      await seeContrast(false);
      await app.part("contrast").check();
      await seeContrast(true);
      await app.part("contrast").uncheck();
      await app.page.emulateMedia({ contrast: "more" });
      await seeContrast(true);
      await app.page.emulateMedia({ contrast: null });
    }
    await app.part("contrast").check();
    await app.page.reload();
    await app.seeMailbox(2);
    await seeContrast(true);
    await app.openSettings("appearance");
    await app.part("contrast").uncheck();
    await app.part("theme").locator("[value=system]").check({ force: true });
    await seeContrast(false);
  });

  test("come back to the page that was shown last, within the visit", async () => {
    await app.goToSettings("storage");
    await close();
    await app.part("settings").click();
    await app.part("settings-page", '[data-page="storage"]').waitFor();
    await close();
    await app.page.reload();
    await app.seeMailbox(2);
    await app.part("settings").click();
    await app.part("settings-page", '[data-page="accounts"]').waitFor();
    await close();
  });

  test("are found by name among all commands", async () => {
    await app.press("Control+k");
    await app.part("palette-field").fill("appear");
    await app.press("Enter");
    await app.part("settings-page", '[data-page="appearance"]').waitFor();
    await close();
  });

  test("say which build this is, and under which licence it comes", async () => {
    await app.openSettings("about");
    const facts = await app.part("about").innerText();
    assert.match(facts, /Version\s+\d+\.\d+\.\d+/);
    assert.match(facts, /Build\s+[0-9a-f]{8,}/);
    assert.match(facts, /Licence\s+MIT OR Apache-2\.0/);
    assert.match(facts, /as of\s+\d{4}-\d\d-\d\d/);
    await close();
  });

  test("say so where the storage cannot be read, and what helps", async () => {
    await app.openSettings("about");
    await damageAccounts(app.page);
    await app.goToSettings("storage");
    const note = app.part("settings-page").locator('[data-fault="storage-failed"]');
    await note.getByRole("button", { name: "Reload" }).waitFor();
    await damageAccounts(app.page);
    await note.getByRole("button", { name: "Reload" }).click();
    await app.seeMailbox(2);
  });

  test("fit on a phone: nothing sticks out of a page, and no button's words are cut off", async () => {
    await app.page.setViewportSize({ width: 390, height: 844 });
    await app.page.goto(`${bridge.url}#/folders`);
    for (const page of SETTINGS) {
      await app.openSettings(page);
      const cut = await app.part("settings-page").evaluate((panel) =>
        [panel, ...panel.querySelectorAll("button, h3, p, dd")].filter((part) => part.scrollWidth > part.clientWidth + 1).map((part) => part.textContent),
      );
      assert.deepEqual(cut, [], page);
      // The row is scrolled to it with the next frame.
      await waitUntil(`the tab of ${page} is in sight`, () =>
        tab(page).evaluate((tab) => {
          const [row, box] = [tab.parentElement.getBoundingClientRect(), tab.getBoundingClientRect()];
          return box.left >= row.left && box.right <= row.right;
        }),
      );
      await close();
    }
  });

  test("the table of accounts fits the narrowest phone", async () => {
    await app.page.setViewportSize({ width: 320, height: 568 });
    await app.openSettings("storage");
    await kept("server").waitFor();
    const cut = await app.part("settings-page").evaluate((panel) =>
      [panel, ...panel.querySelectorAll("th, td")].filter((part) => part.scrollWidth > part.clientWidth + 1).map((part) => part.textContent),
    );
    assert.deepEqual(cut, []);
    await close();
  });

  test("still know what the server had when it is gone", async () => {
    await dovecot.stop();
    await app.page.setViewportSize({ width: 1280, height: 800 });
    await app.page.reload();
    await app.part("settings").waitFor();
    await app.openSettings("storage");
    await kept("here").filter({ hasText: "2 messages" }).waitFor();
    assert.match(await kept("server").innerText(), /^2 messages, \S+ bytes\s+Checked /);
    await close();
  });

  test("the page had nothing to complain about", () => app.seeNoComplaints());
});
