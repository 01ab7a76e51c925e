//! The bridge is blind: nothing that it is sent, logs or holds in memory says a password or a word of mail.
//! That the search would find them is shown on an account without TLS, where all of it is there to be found.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { App, openBrowser } from "./support/app.mjs";
import { found, memory, traffic } from "./support/blindness.mjs";
import { startBridge } from "./support/bridge.mjs";
import { HOST, PASSWORD, startDovecot } from "./support/dovecot.mjs";
import { startLine } from "./support/line.mjs";
import { plain } from "./support/messages.mjs";

const COUNT = 60;
const SECRETS = { password: PASSWORD, subject: "Quarterly-zeppelin", text: "marzipan-submarine" };
const mail = Array.from({ length: COUNT }, (_, at) => plain(at + 1, `${SECRETS.subject} ${at + 1}`, `${SECRETS.text} ${at + 1} `.repeat(1000)));
/** Some of the mail is here by then, and most is not. */
const OCTETS_OF_SOME_MAIL = 500_000;

describe("what a bridge knows", () => {
  let dovecot, browser;

  before(async () => {
    process.env.RUST_LOG = "trace";
    dovecot = await startDovecot(mail);
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
    const bridge = await startBridge({ ports: [back.port] });
    test.after(bridge.stop);
    const front = await startLine(new URL(bridge.url).port);
    test.after(front.stop);
    const app = await App.open(browser, `http://127.0.0.1:${front.port}/`);
    await app.startSetup();
    await app.fillSetup({ port: back.port, security });
    if (consents) await app.part("plaintext-consent").check();
    await app.testConnection();
    if (!consents) await app.trustCertificate();
    await app.seeEveryCheckPass();
    const someMail = back.carries(OCTETS_OF_SOME_MAIL);
    await app.finishSetup();
    await someMail;
    back.hold();
    await app.page.waitForTimeout(200);
    assert.equal(await app.syncState(), "fetching", "the session is on");
    const during = await memory(bridge.pid);
    back.release();
    await app.seeMailbox(COUNT);
    const afterwards = await memory(bridge.pid);
    await app.page.close();
    return { traffic: traffic(front.records), log: [Buffer.from(bridge.output)], memory: [...during, ...afterwards] };
  }

  test("is everything, where there is no TLS and the user agreed to that", async (t) => {
    const known = await watched(t, { port: dovecot.pop3, security: "plain", consents: true });
    const finds = found(SECRETS, known);
    for (const find of ["password in traffic", "subject in traffic", "text in traffic", "subject in memory", "text in memory"]) {
      assert.ok(finds.includes(find), `${find} is not among ${finds}`);
    }
    assert.deepEqual(finds.filter((find) => find.endsWith("in log")), []);
  });

  for (const security of ["tls", "stls"]) {
    test(`is where it leads to and nothing else, over ${security.toUpperCase()}`, async (t) => {
      const known = await watched(t, { port: security === "tls" ? dovecot.pop3s : dovecot.pop3, security });
      const mustKnow = found({ host: HOST, logged: "tunnel closed" }, known);
      for (const find of ["host in traffic", "host in memory", "logged in log"]) assert.ok(mustKnow.includes(find), `${find} is not among ${mustKnow}`);
      assert.deepEqual(found(SECRETS, known), []);
    });
  }
});
