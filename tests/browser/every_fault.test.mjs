//! Whatever a server says to a check for mail ends in words and something to do: never in a spinner, and with a question
//! for the password only where it is the password.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { App, openBrowser } from "./support/app.mjs";
import { startBridge } from "./support/bridge.mjs";
import { damageOriginals } from "./support/kept.mjs";
import { plain } from "./support/messages.mjs";
import { startMoody } from "./support/moody.mjs";

const MOODS = {
  "greeting-refused": { greeting: "-ERR not for you" },
  "login-refused": { PASS: "-ERR [AUTH] who are you?" },
  "login-delayed": { PASS: "-ERR [LOGIN-DELAY] once in ten minutes" },
  "mailbox-in-use": { PASS: "-ERR [IN-USE] another session is open" },
  "server-temporary": { PASS: "-ERR [SYS/TEMP] the disk is tired" },
  "server-permanent": { PASS: "-ERR [SYS/PERM] the mailbox is broken" },
  "protocol-violation": { PASS: "Welcome!" },
  "connection-lost": { UIDL: null },
};
/** A mailbox that another program has emptied. */
const EMPTIED = { STAT: "+OK 0 0", LIST: "+OK\r\n.", UIDL: "+OK\r\n." };

describe("a check for mail against a server in a mood", () => {
  let server, bridge, browser, app;

  before(async () => {
    server = await startMoody([plain(1, "Kept"), plain(2, "Newer")].map(String), { ...MOODS, emptied: EMPTIED });
    bridge = await startBridge({ ports: [server.port] });
    browser = await openBrowser({ acceptDownloads: true, bypassCSP: true });
    app = await App.open(browser, bridge.url);
    await app.startSetup();
    await app.fillSetup({ port: server.port, security: "plain" });
    await app.part("plaintext-consent").check();
    await app.testConnection();
    await app.seeEveryCheckPass();
    await app.finishSetup();
    await app.seeMailbox(2);
  });

  after(async () => {
    await browser?.close();
    await bridge?.stop();
    server?.stop();
  });

  for (const name of Object.keys(MOODS)) {
    test(`${name}: named, explained, and over at the next honest check`, async () => {
      server.feel(name);
      await app.checkForMail();
      assert.equal(await app.syncFault(), name);
      const note = app.faultNote(name);
      assert((await note.innerText()).length > 40, "a sentence");
      assert((await note.getByRole("button").count()) > 0, "something to do");
      const asksForPassword = (await note.getByRole("button", { name: /password/i }).count()) > 0;
      assert.equal(asksForPassword, name === "login-refused", "whether it is about the password");
      assert.equal(await app.page.getByRole("dialog").count(), 0, "nobody is interrupted");

      server.feel();
      await app.checkForMail();
      await app.seeMailbox(2);
    });
  }

  test("the mail that was here still opens", async () => {
    await app.openMessage("Kept");
    app.seeNoComplaints();
  });

  test("storage-failed: a copy that is no longer what came is not shown as if it were, and can be saved as it is", async () => {
    await damageOriginals(app.page);
    await app.row("Newer").click();
    const note = app.faultNote("storage-failed");
    await note.waitFor();
    assert.match(await note.innerText(), /“Newer”.*damaged/s);
    const saved = await app.saved(note.getByRole("button", { name: "Save it as it is" }));
    assert.equal(saved.length, plain(2, "Newer").length);
    assert.notEqual(saved.toString(), String(plain(2, "Newer")), "the damage is in it");
    await app.seeItAccessible("a damaged copy");
  });

  test("storage-failed: it is fetched again when the server still has it", async () => {
    await app.pressInNote("storage-failed", "Fetch it again");
    await app.seeMessage("Newer");
    assert.equal((await app.saveOriginal()).toString(), String(plain(2, "Newer")));
    await app.seeMailbox(2);
  });

  test("storage-failed: what the server has no more is said to be gone, and stays", async () => {
    // The other one is damaged still.
    await app.row("Kept").click();
    await app.faultNote("storage-failed").waitFor();
    server.feel("emptied");
    await app.pressInNote("storage-failed", "Fetch it again");
    const gone = app.faultNote("storage-failed").filter({ hasText: "does not have it any more" });
    await gone.waitFor();
    assert.equal(await gone.getByRole("button", { name: "Fetch it again" }).count(), 0);
    const saved = await app.saved(gone.getByRole("button", { name: "Save it as it is" }));
    assert.equal(saved.length, plain(1, "Kept").length);
    server.feel();
    await app.checkForMail();
    await app.faultNote("storage-failed").filter({ hasText: "still has it" }).waitFor();
    await app.pressInNote("storage-failed", "Fetch it again");
    await app.seeMessage("Kept");
    await app.seeMailbox(2);
    app.seeNoComplaints();
  });
});
