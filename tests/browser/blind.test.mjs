//! The bridge is blind: nothing that it reads, writes, logs, exports or holds in memory says who signs in, with which
//! password, or a word of mail. That the search would find them is shown on an account without TLS, where all of it is there.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { App, openBrowser } from "./support/app.mjs";
import { found, memory, traffic } from "./support/blindness.mjs";
import { startBridge } from "./support/bridge.mjs";
import { HOST, startDovecot } from "./support/dovecot.mjs";
import { startLine } from "./support/line.mjs";
import { plain } from "./support/messages.mjs";
import { freePort } from "./support/wait.mjs";

const COUNT = 60;
/** Each subject and each text begins with these words: whoever knows any of them is found out. */
const SECRETS = { user: "xenia-quill", password: "wombat-lighthouse-7", subject: "Quarterly-zeppelin", text: "marzipan-submarine", sender: "bo@test.invalid" };
const ENDPOINTS = ["config.json", "healthz", "readyz", "metrics"];
const mail = Array.from({ length: COUNT }, (_, at) => plain(at + 1, `${SECRETS.subject} ${at + 1}`, `${SECRETS.text} ${at + 1} `.repeat(1000)));
/** Some of the mail is here by then, and most is not. */
const OCTETS_OF_SOME_MAIL = 500_000;

describe("what a bridge knows", () => {
  let dovecot, browser;

  before(async () => {
    process.env.RUST_LOG = "trace";
    dovecot = await startDovecot(mail, SECRETS);
    browser = await openBrowser();
  });

  after(async () => {
    await browser?.close();
    await dovecot?.stop();
  });

  /** Fetches the mailbox through a bridge of its own, and tells all that this bridge could know. */
  async function watched(test, { port, security, consents }) {
    const back = await startLine(port, { octetsPerSecond: 20_000_000 });
    test.after(back.stop);
    const machines = `127.0.0.1:${await freePort()}`;
    const bridge = await startBridge({ ports: [back.port], options: ["--metrics-listen", machines] });
    test.after(bridge.stop);
    const front = await startLine(new URL(bridge.url).port);
    test.after(front.stop);
    const snapshots = [];
    const look = async () => snapshots.push(...(await memory(bridge.pid)));
    const app = await App.open(browser, `http://127.0.0.1:${front.port}/`);
    await app.startSetup();
    await app.fillSetup({ ...SECRETS, port: back.port, security });
    if (consents) await app.part("plaintext-consent").check();
    await app.testConnection();
    if (!consents) await app.trustCertificate();
    await app.seeEveryCheckPass();
    await look();
    const someMail = back.carries(OCTETS_OF_SOME_MAIL);
    await app.finishSetup();
    await someMail;
    back.hold();
    await app.page.waitForTimeout(200);
    assert.equal(await app.syncState(), "fetching", "the session is on");
    await look();
    back.release();
    await app.seeMailbox(COUNT);
    await look();
    await app.page.close();
    await look();
    const urls = ENDPOINTS.flatMap((path) => [`${bridge.url}${path}`, `http://${machines}/${path}`]);
    const exported = await Promise.all(urls.map(async (url) => Buffer.from(await (await fetch(url)).text())));
    const log = [Buffer.from(bridge.output)];
    return { read: traffic(front.records), written: traffic(back.records), log, exported, memory: snapshots };
  }

  test("is everything, where there is no TLS and the user agreed to that", async (t) => {
    const known = await watched(t, { port: dovecot.pop3, security: "plain", consents: true });
    const finds = found(SECRETS, known);
    for (const find of ["user", "password", "subject", "text", "sender"].map((name) => `${name} in read`).concat("password in written", "subject in memory", "text in memory", "sender in memory")) {
      assert.ok(finds.includes(find), `${find} is not among ${finds}`);
    }
    assert.deepEqual(finds.filter((find) => /in (log|exported)$/.test(find)), []);
  });

  for (const security of ["tls", "stls"]) {
    test(`is where it leads to and nothing else, over ${security.toUpperCase()}`, async (t) => {
      const known = await watched(t, { port: security === "tls" ? dovecot.pop3s : dovecot.pop3, security });
      const mustKnow = found({ host: HOST, logged: "tunnel closed", counted: "payload_bytes" }, known);
      for (const find of ["host in read", "host in memory", "logged in log", "counted in exported"]) assert.ok(mustKnow.includes(find), `${find} is not among ${mustKnow}`);
      assert.deepEqual(found(SECRETS, known), []);
    });
  }
});
