//! What a person waits for who opens a message that is here, in Chromium, warm: from the key to the frame of the screen in
//! which its beginning is seen, and to that in which it is whole; and the longest that the page did not answer meanwhile.
//!
//! `cargo xtask bench opening`. The messages are 100 kB each: a newsletter of nested tables with a style sheet and links,
//! the same with its pictures inside, and plain text with links and quotes.

import { App, openBrowser } from "../tests/browser/support/app.mjs";
import { startBridge } from "../tests/browser/support/bridge.mjs";
import { startDovecot } from "../tests/browser/support/dovecot.mjs";

const OCTETS = 100_000;
/** So many of each kind are opened. */
const OPENED = 30;
/** They are opened before it counts. */
const WARMING = 3;

const KINDS = { newsletter, pictures, text };

for (const [name, make] of Object.entries(KINDS)) {
  const count = OPENED + WARMING;
  const dovecot = await startDovecot(Array.from({ length: count }, (_, at) => make(at + 1)));
  const bridge = await startBridge({ ports: [dovecot.pop3s] });
  const browser = await openBrowser();
  try {
    const app = await App.open(browser, bridge.url);
    await app.addAccount({ port: dovecot.pop3s });
    await app.seeMailbox(count);
    const { waits, longestTaskMs } = await openAll(app, count);
    for (const kind of ["seen", "whole"]) {
      const sorted = waits.slice(WARMING).map((wait) => wait[kind]).sort((a, b) => a - b);
      report(`opening-${name}-${kind}-median`, sorted[Math.floor(sorted.length / 2)]);
      report(`opening-${name}-${kind}-slowest`, sorted.at(-1));
    }
    report(`opening-${name}-longest-task`, longestTaskMs);
  } finally {
    await browser.close();
    await bridge.stop();
    await dovecot.stop();
  }
}

/** Goes through the mailbox with `j`. A message is open when its subject and its body have been painted. */
async function openAll(app, count) {
  await app.part("message-row", '[aria-rowindex="1"]').click();
  await app.part("message-body", '[data-state="ready"]').waitFor();
  await app.page.evaluate(watch);
  const waits = [];
  for (let left = count - 1; left > 0; left -= 1) {
    // A person looks at what they have opened.
    await app.page.waitForTimeout(150);
    const subject = `Message ${left}`;
    const painted = app.page.evaluate(untilPainted, { subject, presses: count - left });
    await app.press("j");
    waits.push(await painted);
  }
  return { waits, longestTaskMs: await app.page.evaluate(() => globalThis.opening.longestTaskMs) };
}

/** In the page: when the key was pressed, by the clock of the event, and the longest task. */
function watch() {
  globalThis.opening = { presses: 0, pressedAt: 0, longestTaskMs: 0 };
  const note = (event) => {
    globalThis.opening.presses += 1;
    globalThis.opening.pressedAt = event.timeStamp;
  };
  addEventListener("keydown", note, { capture: true });
  new PerformanceObserver((tasks) => {
    for (const { duration } of tasks.getEntries()) {
      globalThis.opening.longestTaskMs = Math.max(globalThis.opening.longestTaskMs, duration);
    }
  }).observe({ type: "longtask" });
}

/** In the page: how long after so many presses the message with this subject was seen, and was whole. */
async function untilPainted({ subject, presses }) {
  const part = (id) => document.querySelector(`[data-testid="${id}"]`);
  const said = () => {
    if (globalThis.opening.presses < presses || part("message-subject")?.textContent !== subject) return "";
    const holder = part("message-frame")?.parentElement;
    // A frame is filled before it is laid out and sized, and only then seen.
    const body = holder ? holder.dataset.filled && part("message-frame").contentDocument.body : part("message-text");
    return (body && body.textContent) || "";
  };
  const isSeen = () => said().length > 2_000;
  const isWhole = () => part("message-body")?.dataset.state === "ready" && said().includes(`End of ${subject}`);
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  // What is there in one frame's work is on the screen when the next begins.
  const painted = async (isThere) => {
    while (!isThere()) await frame();
    return (await frame()) - globalThis.opening.pressedAt;
  };
  return { seen: await painted(isSeen), whole: await painted(isWhole) };
}

function newsletter(number) {
  return page(number, (size) => product(number, size));
}

function pictures(number) {
  const dots = Buffer.alloc(60_000, number).toString("base64").match(/.{76}/g).join("\r\n");
  const inside = page(number, (size) => product(number, size), OCTETS - 82_000, '<img src="cid:dots" width="300" height="200" alt="">');
  const [head, body] = [inside.slice(0, inside.indexOf("\r\n\r\n")), inside.slice(inside.indexOf("\r\n\r\n") + 4)];
  const outer = head.replace(/^Content-Type: .*$/m, 'Content-Type: multipart/related; boundary="parts"');
  return [
    outer, "", "--parts", "Content-Type: text/html; charset=utf-8", "", body,
    "--parts", "Content-Type: image/bmp", "Content-Transfer-Encoding: base64", "Content-ID: <dots>", "", dots, "--parts--", "",
  ].join("\r\n");
}

function page(number, piece, octets = OCTETS, first = "") {
  const style = "<style>.card{padding:16px;border:1px solid #ddd}.price{color:#b00;font-weight:bold}@media(max-width:600px){.card{display:block;width:100%}}</style>";
  const pieces = [];
  for (let size = 0; size < octets - 1_500; size += pieces.at(-1).length + 2) pieces.push(piece(pieces.length));
  return [
    ...header(number, "text/html; charset=utf-8"),
    `<html><head>${style}</head><body>${first}<table width="600" align="center" cellpadding="0" cellspacing="0">`,
    ...pieces,
    `</table><p>End of Message ${number}</p></body></html>`,
    "",
  ].join("\r\n");
}

function product(number, at) {
  return `<tr><td class="card" bgcolor="#f4f4f4"><table width="100%"><tr><td width="120"><img src="https://shop.example/p/${at}.jpg" width="100" height="100" alt="Kettle ${at}"></td><td style="font-family:Georgia,serif;font-size:15px;line-height:22px;color:#333"><a href="https://shop.example/kettles/${number}/${at}?from=letter" style="color:#06c;text-decoration:none">Kettle no. ${at}</a><br>Keeps tea warm for ${at} minutes, whatever the weather is like outside.<br><span class="price">${at}.95</span></td></tr></table></td></tr>`;
}

function text(number) {
  const lines = [];
  for (let size = 0; size < OCTETS - 500; size += lines.at(-1).length + 2) {
    const at = lines.length;
    const words = `The quick brown fox no. ${at} jumps over https://example.org/dogs/${at} and writes to fox@example.org.`;
    lines.push(at % 40 === 39 ? "" : at % 10 < 3 ? `> ${words}` : words);
  }
  return [...header(number, "text/plain; charset=utf-8"), ...lines, `End of Message ${number}`, ""].join("\r\n");
}

function header(number, type) {
  return [
    "From: Kettles <letters@shop.example>",
    "To: anna@example.org",
    `Subject: Message ${number}`,
    `Date: ${new Date(Date.UTC(2026, 0, 1) + number * 60_000).toUTCString().replace("GMT", "+0000")}`,
    `Message-ID: <opening-${number}@example.org>`,
    "MIME-Version: 1.0",
    `Content-Type: ${type}`,
    "",
  ];
}

function report(name, milliseconds) {
  console.log(`${name}: ${milliseconds.toFixed(0)} ms`);
}
