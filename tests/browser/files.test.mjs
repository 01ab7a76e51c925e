//! Files of mail that somebody opens: by command, by dropping them on the page, and by the system; read, saved, not
//! marked; gone with the page; and what is no mail is said to be none.

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";

import { App, openBrowser } from "./support/app.mjs";
import { startBridge } from "./support/bridge.mjs";
import { startDovecot } from "./support/dovecot.mjs";
import { plain } from "./support/messages.mjs";
import { waitUntil } from "./support/wait.mjs";

const letter = (subject) =>
  [
    "From: Ada <ada@example.org>",
    `Subject: ${subject}`,
    "Date: Mon, 4 May 2026 10:00:00 +0000",
    "MIME-Version: 1.0",
    "Content-Type: multipart/mixed; boundary=b",
    "",
    "--b",
    "",
    "Hello from a file",
    "--b",
    "Content-Type: text/plain; name=enclosed.txt",
    "Content-Disposition: attachment",
    "",
    "enclosed",
    "--b--",
    "",
  ].join("\r\n");
const MAILBOX = [1, 2, 3].map((n) => `From ada@example.org Mon May  4 10:0${n}:00 2026\nSubject: Of many, ${n}\nDate: Mon, 4 May 2026 10:0${n}:00 +0000\n\ntext\n\n`).join("");

/** What Chromium hands to the app with a file that was opened with it. */
const launches = () => {
  globalThis.launchQueue.setConsumer = (consumer) => {
    globalThis.launchWith = (name, text) =>
      consumer({ targetURL: location.href, files: [{ getFile: async () => new File([text], name) }] });
  };
};

describe("a file of mail", () => {
  let dovecot, bridge, browser, app, folder;
  const choosers = [];

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "files-"));
    await writeFile(path.join(folder, "letter.eml"), letter("A letter from a file"));
    await writeFile(path.join(folder, "many.mbox"), MAILBOX);
    await writeFile(path.join(folder, "picture.eml"), Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a]));
    dovecot = await startDovecot([plain(1, "From the server")]);
    bridge = await startBridge({ ports: [dovecot.pop3s] });
    // For axe-core, which the page would not let in.
    browser = await openBrowser({ bypassCSP: true });
    await browser.context.addInitScript(launches);
    app = await App.open(browser, bridge.url);
    app.page.on("filechooser", (chooser) => choosers.push(chooser));
  });

  after(async () => {
    await browser?.close();
    await bridge?.stop();
    await dovecot?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const seeRows = (count) => app.part("message-list", `[aria-rowcount="${count}"]`).waitFor({ state: "attached" });
  const seeToast = (words) => app.page.locator(".toast", { hasText: words }).waitFor();
  const group = () => app.part("opened-files");

  async function openByCommand(...names) {
    await app.press("Control+k");
    await app.part("palette-field").and(app.page.locator(":focus")).waitFor();
    await app.page.keyboard.type("Open a file");
    await app.part("palette-entry", '[aria-selected="true"][data-deed="open-files"]').waitFor();
    await app.press("Enter");
    await waitUntil("files can be chosen", () => choosers.length > 0);
    await choosers.pop().setFiles(names.map((name) => path.join(folder, name)));
  }

  function drop(name, text) {
    return app.page.evaluate(
      ({ name, text }) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([text], name));
        const event = (kind) => new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true });
        const over = event("dragover");
        document.body.dispatchEvent(over);
        document.body.dispatchEvent(event("drop"));
        return over.defaultPrevented;
      },
      { name, text },
    );
  }

  test("that is dropped is read without any account", async () => {
    await app.part("demo-open").or(app.page.locator(".welcome")).first().waitFor();
    assert.ok(await drop("one.eml", letter("Before any account")), "the browser would have opened it itself");
    await app.seeMessage("Before any account");
    await seeToast("1 message opened");
    await app.openSettings("storage");
    await app.part("settings-page").getByText("No account has been added yet.").waitFor();
    assert.equal(await app.part("account-storage").count(), 0, "a file is no account");
    await app.press("Escape");
    await app.page.reload();
    await app.page.locator(".welcome").waitFor();
    assert.equal(await group().count(), 0);
  });

  test("is opened by command beside the mail that is here", async () => {
    await app.addAccount({ port: dovecot.pop3s });
    await app.seeMailbox(1);
    await openByCommand("letter.eml");
    await app.seeMessage("A letter from a file");
    await seeRows(1);
    await app.page.locator(".pane-title", { hasText: "Opened files" }).waitFor();
    await app.part("attachment").filter({ hasText: "enclosed.txt" }).waitFor();
    await app.seeItAccessible("a message of a file");
  });

  test("is not marked, moved or made a rule of, and that is said", async () => {
    await seeToast("1 message opened");
    for (const key of ["v", "e", "s", "Shift+u"]) {
      await app.press(key);
      await seeToast("lies in a file");
    }
    assert.equal(await app.page.locator("dialog[open]").count(), 0);
    await seeRows(1);
    await app.press("u");
  });

  test("that holds many messages is a list, and takes the place of what was open", async () => {
    await openByCommand("many.mbox");
    await seeToast("3 messages opened");
    await seeRows(3);
    await app.row("Of many, 2").click();
    await app.seeMessage("Of many, 2");
  });

  test("that is none is named, and what was open stays", async () => {
    await openByCommand("picture.eml");
    await seeToast("There is no message in picture.eml");
    await seeRows(3);
    await app.seeMessage("Of many, 2");
  });

  test("comes from the system, too", async () => {
    await app.page.evaluate((text) => globalThis.launchWith("sent.eml", text), letter("By a double click"));
    await app.seeMessage("By a double click");
  });

  test("is nowhere in the mailbox, and gone when the page is loaded anew", async () => {
    await app.press("g", "i");
    await app.page.locator(".pane-title", { hasText: /^Inbox$/ }).waitFor();
    await seeRows(1);
    assert.deepEqual(await app.page.locator(".row-subject").allInnerTexts(), ["From the server"]);
    await group().getByTestId("folder").click();
    await app.row("By a double click").waitFor();
    await app.page.reload();
    await app.page.locator(".pane-title", { hasText: /^Inbox$/ }).waitFor();
    await waitUntil("the group is gone", async () => (await group().count()) === 0);
    app.seeNoComplaints();
  });
});
