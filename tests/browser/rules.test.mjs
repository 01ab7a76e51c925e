//! Rules: one made from a message, mail that comes as it says, what rules would do, doing it and taking it back, their
//! order by keyboard, the file that takes them along, and a form that is half filled in when the page is loaded anew.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";

import { App, openBrowser } from "./support/app.mjs";
import { startBridge } from "./support/bridge.mjs";
import { startDovecot } from "./support/dovecot.mjs";
import { plain } from "./support/messages.mjs";
import { waitUntil } from "./support/wait.mjs";

const list = (number, subject) => `List-Id: "Bees" <bees.example.org>\r\n${plain(number, subject)}`;

describe("rules", () => {
  let dovecot, bridge, browser, app, exported;

  before(async () => {
    dovecot = await startDovecot([plain(1, "A letter"), list(2, "Bees no. 1"), list(3, "Bees no. 2")]);
    bridge = await startBridge({ ports: [dovecot.pop3s] });
    // For axe-core, which the page would not let in.
    browser = await openBrowser({ bypassCSP: true });
    app = await App.open(browser, bridge.url);
    await app.addAccount({ port: dovecot.pop3s });
    await app.seeMailbox(3);
  });

  after(async () => {
    await browser?.close();
    await bridge?.stop();
    await dovecot?.stop();
  });

  const folder = (name) => app.part("folder", `[data-folder="${name}"]`);
  const seeTotal = (count) => app.part("message-list", `[aria-rowcount="${count}"]`).waitFor({ state: "attached" });
  const seeToast = (text) => app.page.locator(".toast").filter({ hasText: text }).waitFor();
  const seeNote = (text) => app.part("rules-note").filter({ hasText: text }).waitFor();
  const seeClosed = () => app.part("rules").waitFor({ state: "detached" });
  const names = () => app.part("rule").evaluateAll((rules) => rules.map((rule) => rule.querySelector("strong").innerText));
  const openRules = async () => {
    await app.press("Control+k");
    await app.part("palette-field").fill("rules");
    await app.part("palette-entry", '[data-deed^="rules/"]').click();
    await app.part("rules").waitFor();
  };

  test("a rule is made from a message, for its list", async () => {
    await app.openMessage("Bees no. 2");
    await app.seeMessage("Bees no. 2");
    await app.page.locator(".recipients summary").click();
    await app.part("message-rule").click();
    await app.part("rule-name").waitFor();
    assert.equal(await app.part("rule-name").inputValue(), "Bees");
    assert.equal(await app.part("rule-words").inputValue(), "bees.example.org");
    await app.part("rule-save").click();
    await app.part("rule-problem").filter({ hasText: "something to be done" }).waitFor();
    await app.part("rule-folder").selectOption({ label: "Archive" });
    await app.part("rule-star").check();
    await app.seeItAccessible("the form of a rule");
    await app.part("rule-save").click();
    await seeNote("is saved");
    assert.deepEqual(await names(), ["Bees"]);
    await app.seeItAccessible("the list of rules");
  });

  test("trying it lists what would happen, and does nothing", async () => {
    await app.part("rule-try").click();
    await app.part("rule-trial-total").filter({ hasText: "2 of 3" }).waitFor();
    assert.equal(await app.part("rule-met").count(), 2);
    await app.seeItAccessible("what rules would do");
    await app.part("rule-trial-back").click();
    await app.part("rule-run").waitFor();
    await app.press("Escape");
    await seeClosed();
    await seeTotal(3);
  });

  test("the next mail of that list comes where the rule says", async () => {
    await dovecot.deliver(list(4, "Bees no. 3"));
    await dovecot.deliver(plain(5, "Another letter"));
    await app.checkForMail();
    await app.seeSyncEnd();
    await seeTotal(4);
    await folder("archive").click();
    await seeTotal(1);
    await app.row("Bees no. 3").waitFor();
    await folder("inbox").click();
    await seeTotal(4);
  });

  test("the rules put a folder in order, and z takes that back", async () => {
    await openRules();
    await app.part("rule-run").click();
    await seeToast("2 messages");
    await seeTotal(2);
    await app.press("z");
    await seeToast("taken back");
    await seeTotal(4);
  });

  test("a rule is moved, switched off and removed by keyboard, and comes back", async () => {
    await openRules();
    await app.part("rule-add").click();
    await app.part("rule-name").fill("Large");
    await app.part("rule-what").selectOption({ label: "the size is above" });
    await app.part("rule-size").fill("500");
    await app.part("rule-read").check();
    await app.part("rule-name").press("Enter");
    await seeNote("is saved");
    assert.deepEqual(await names(), ["Bees", "Large"]);
    await app.part("rule-up").last().focus();
    await app.press("Enter");
    await seeNote("number 1");
    assert.deepEqual(await names(), ["Large", "Bees"]);
    await app.page.waitForFunction(() => document.activeElement?.id === "rule-down-0");
    await app.part("rule-on").first().focus();
    await app.press(" ");
    await app.page.locator(".rule.is-off").waitFor();
    await app.part("rule-remove").first().click();
    await seeNote("is removed");
    assert.deepEqual(await names(), ["Bees"]);
    await app.page.waitForFunction(() => document.activeElement?.id === "rule-undo");
    await app.press("Enter");
    await seeNote("is back");
    assert.deepEqual(await names(), ["Large", "Bees"]);
  });

  test("they are exported, and imported behind those that are there", async () => {
    const [download] = await Promise.all([app.page.waitForEvent("download"), app.part("rules-export").click()]);
    exported = await readFile(await download.path(), "utf8");
    const file = JSON.parse(exported);
    assert.deepEqual([file.format, file.version, file.rules.length], ["restante-rules", 1, 2]);
    await app.part("rules-import").setInputFiles({ name: "rules.json", mimeType: "application/json", buffer: Buffer.from(exported) });
    await seeNote("2 rules are imported");
    assert.deepEqual(await names(), ["Large", "Bees", "Large", "Bees"]);
  });

  test("a bad file is refused as a whole, with what is wrong and where", async () => {
    const bad = exported.replace('"star"', '"explode"');
    for (const [written, said] of [["{", "not JSON"], ["{}", "no rules of Restante"], [bad, "Rule 2: its action 2"]]) {
      await app.part("rules-import").setInputFiles({ name: "rules.json", mimeType: "application/json", buffer: Buffer.from(written) });
      await seeNote(said);
    }
    assert.equal((await names()).length, 4);
  });

  const kept = () => app.page.evaluate(() => sessionStorage.getItem("form"));

  test("a rule that is half written is there again after a reload", async () => {
    await app.part("rule-add").click();
    await app.part("rule-name").fill("Half");
    await app.part("rule-what").selectOption({ label: "a field of the header" });
    await app.part("rule-field").fill("two words");
    await app.part("rule-test").selectOption({ label: "ends with" });
    await app.part("rule-words").fill("bees");
    await app.part("rule-more").click();
    await app.part("rule-words").nth(1).fill("ada");
    await app.part("rule-folder").selectOption({ label: "Junk" });
    await app.part("rule-star").check();
    await app.page.reload();
    await app.part("rule-name").waitFor();
    const chosen = (id) => app.part(id).first().evaluate(({ selectedOptions: [option] }) => option.label);
    const typed = (id) => app.part(id).evaluateAll((fields) => fields.map(({ value }) => value));
    assert.equal(await app.part("rule-name").inputValue(), "Half");
    assert.deepEqual([await chosen("rule-what"), await chosen("rule-test"), await chosen("rule-folder")], ["a field of the header", "ends with", "Junk"]);
    assert.deepEqual([await typed("rule-field"), await typed("rule-words")], [["two words"], ["bees", "ada"]]);
    assert.ok(await app.part("rule-star").isChecked());
    await app.page.waitForFunction(() => document.activeElement?.id === "rule-name");
    await app.part("rule-save").click();
    await app.part("rule-problem").filter({ hasText: "field" }).waitFor();
  });

  test("one that was left is not, and nothing opens", async () => {
    await waitUntil("it is kept", async () => (await kept())?.includes("two words"));
    await app.press("Escape");
    await seeClosed();
    assert.equal(await kept(), null);
    await app.page.reload();
    await folder("inbox").waitFor();
    await openRules();
    await app.part("rule").first().waitFor();
    await app.part("rule-add").click();
    await app.part("rule-name").fill("Left");
    await app.part("rule-back").click();
    await app.part("rule").first().waitFor();
    await app.page.reload();
    await folder("inbox").waitFor();
    assert.equal(await kept(), null);
    assert.equal(await app.part("rules").count(), 0);
  });

  test("one that is changed is kept while it is tried, and saved in its place", async () => {
    await openRules();
    await app.part("rule-edit").nth(1).click();
    await app.part("rule-name").fill("Bees and wasps");
    await app.part("rule-try").click();
    await app.part("rule-trial-total").waitFor();
    await app.page.reload();
    await app.part("rule-name").waitFor();
    assert.equal(await app.part("rule-name").inputValue(), "Bees and wasps");
    await app.part("rule-save").click();
    await seeNote("is saved");
    assert.deepEqual(await names(), ["Large", "Bees and wasps", "Large", "Bees"]);
    assert.equal(await kept(), null);
  });

  test("a form of an account that has gone is forgotten", async () => {
    await app.part("rule-add").click();
    await app.part("rule-name").fill("Of nobody");
    await waitUntil("it is kept", async () => (await kept())?.includes("Of nobody"));
    const other = (await kept()).replace(/^1\nrule\n\d+\n/, "1\nrule\n77\n");
    assert.notEqual(other, await kept());
    // Written last, whatever the page keeps as it goes.
    await app.page.evaluate((other) => addEventListener("pagehide", () => sessionStorage.setItem("form", other)), other);
    await app.page.reload();
    await folder("inbox").waitFor();
    await waitUntil("it is forgotten", async () => (await kept()) === null);
    assert.equal(await app.part("rules").count(), 0);
    await openRules();
  });

  test("they are there after a reload, and the page complained about nothing", async () => {
    await app.press("Escape");
    await seeClosed();
    await app.page.reload();
    await folder("inbox").waitFor();
    await openRules();
    await app.part("rule").first().waitFor();
    assert.equal((await names()).length, 4);
    app.seeNoComplaints();
  });
});
