//! Pages that strangers wrote to do harm, gone through by key, by hand: `node tests/browser/strangers.mjs FOLDER` makes
//! each file of a folder a message and opens it where every name leads to a listener. It prints who connected, which
//! scripts ran, which pages went somewhere or took long, and which show nothing; it keeps none of them. What it needs is
//! what `campaign.mjs` needs.

import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

import { App, openBrowser } from "./support/app.mjs";
import { startBridge } from "./support/bridge.mjs";
import { startDovecot } from "./support/dovecot.mjs";
import { startSink } from "./support/sink.mjs";

/** So many share a browser: what it keeps of each adds up. */
const TOGETHER = 500;
const LONG_MS = 5_000;

const [folder] = process.argv.slice(2);
const names = (await readdir(folder)).filter((name) => name.endsWith(".html")).sort();
const found = { pages: names.length, connections: [], ofTheBrowser: [], scripts: [], navigations: [], windows: [], slow: [], blank: [], slowestMs: 0 };
for (let first = 0; first < names.length; first += TOGETHER) {
  await openEach(names.slice(first, first + TOGETHER), first);
  console.error(`${Math.min(first + TOGETHER, names.length)} of ${names.length}`);
}
console.log(JSON.stringify(found, undefined, 2));
const harm = [found.connections, found.scripts, found.navigations, found.windows, found.slow, found.blank];
process.exitCode = harm.every((list) => list.length === 0) ? 0 : 1;

async function openEach(some, first) {
  const sink = await startSink();
  const pages = await Promise.all(some.map((name) => readFile(path.join(folder, name))));
  const dovecot = await startDovecot(pages.map((page, at) => message(at, first + at, page)));
  const bridge = await startBridge({ ports: [dovecot.pop3s] });
  const toSink = `MAP * ${new URL(sink.url("any")).host.replace("any.sink.test", "127.0.0.1")}, EXCLUDE 127.0.0.1`;
  const browser = await openBrowser({ resolve: toSink, serviceWorkers: "block" });
  try {
    const app = await App.open(browser, bridge.url);
    let name = "(before the first)";
    app.page.on("dialog", (dialog) => {
      found.scripts.push(name);
      dialog.dismiss();
    });
    browser.context.on("page", () => found.windows.push(name));
    await app.addAccount({ port: dovecot.pop3s });
    await app.seeMailbox(some.length);
    await sink.take();
    await app.part("message-row").first().click();
    for (let at = some.length - 1; at >= 0; at -= 1) {
      name = some[at];
      const pressed = performance.now();
      await app.seeMessage(`Page ${first + at} of strangers`);
      const tookMs = performance.now() - pressed;
      found.slowestMs = Math.max(found.slowestMs, Math.round(tookMs));
      if (tookMs > LONG_MS) found.slow.push(name);
      if (await staysBlank(app)) found.blank.push(name);
      if (!app.page.url().startsWith(bridge.url)) found.navigations.push(name);
      // What a page asks for may come a moment later: who asked is looked up by hand, among the last few.
      if (at % 25 === 0) {
        for (const host of (await sink.take()).hosts) {
          // Whom no page names the browser asks for itself, soon after it was started. Who says nothing is not believed.
          const isNamed = host === "" || pages.some((page) => page.toString("latin1").toLowerCase().includes(host));
          (isNamed ? found.connections : found.ofTheBrowser).push(`up to ${name}: ${host}`);
        }
      }
      await app.press("j");
    }
    found.scripts.push(...app.complaints.map((complaint) => `page: ${complaint}`));
  } finally {
    await browser.close();
    await bridge.stop();
    await dovecot.stop();
    await sink.stop();
  }
}

/** What is drawn in the next frames is not missing. */
async function staysBlank(app) {
  for (let looks = 0; looks < 10; looks += 1) {
    if (!(await isBlank(app))) return false;
    await app.page.waitForTimeout(100);
  }
  return true;
}

/** Whether nothing is to be seen where a message is read: no word, no picture, no notice of ours. */
async function isBlank(app) {
  if ((await app.part("message-frame").count()) === 0) return (await app.part("message-body").innerText()).trim() === "";
  const body = app.part("message-frame").contentFrame().locator("body");
  return body.evaluate((shown) => shown.innerText.trim() === "" && !shown.querySelector("img, hr, table, details, input, button, meter, progress"));
}

/** A page as it is, without a word of ours: as octets, whatever charset it claims. */
function message(at, number, page) {
  const date = new Date(Date.UTC(2026, 0, 1) + at * 60_000).toUTCString().replace("GMT", "+0000");
  const head = [
    "From: Stranger <stranger@test.invalid>",
    `Subject: Page ${number} of strangers`,
    `Date: ${date}`,
    `Message-ID: <${number}@strangers.test.invalid>`,
    "MIME-Version: 1.0",
    "Content-Type: text/html; charset=utf-8",
    "Content-Transfer-Encoding: base64",
  ];
  return `${head.join("\r\n")}\r\n\r\n${(page.toString("base64").match(/.{1,76}/g) ?? []).join("\r\n")}\r\n`;
}
