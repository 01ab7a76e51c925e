//! Wrong names, wrong ports, wrong passwords and huge messages: each says what it is, and loses nothing.

import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import { connect, createServer as createTcpServer } from "node:net";
import { after, before, describe, test } from "node:test";

import { App, openBrowser } from "./support/app.mjs";
import { startBridge } from "./support/bridge.mjs";
import { PASSWORD, USER, startDovecot } from "./support/dovecot.mjs";
import { difference, keptHashes } from "./support/kept.mjs";
import { startLine } from "./support/line.mjs";
import { plain } from "./support/messages.mjs";
import { hashesOnServer } from "./support/pop3.mjs";
import { freePort, waitUntil } from "./support/wait.mjs";

const MIB = 1024 * 1024;

describe("a connection test", { concurrency: 3 }, () => {
  let dovecot, bridge, browser, web, silent, ports;

  before(async () => {
    dovecot = await startDovecot([plain(1, "Here")]);
    web = await listening(createHttpServer((_, answer) => answer.end("hello")));
    silent = await listening(createTcpServer(() => {}));
    ports = {
      pop3: dovecot.pop3,
      pop3s: dovecot.pop3s,
      web: web.address().port,
      silent: silent.address().port,
      nobody: await freePort(),
    };
    bridge = await startBridge({ ports: Object.values(ports) });
    browser = await openBrowser();
  });

  after(async () => {
    await browser?.close();
    await bridge?.stop();
    await dovecot?.stop();
    web?.close();
    web?.closeAllConnections();
    silent?.close();
  });

  const CASES = {
    "of a name that does not exist": {
      server: { port: "pop3s", host: "no-such-server.invalid" },
      fault: "dns-failed",
      step: "connect",
      says: /no server called no-such-server\.invalid/,
    },
    "of a port where nobody listens": {
      server: { port: "nobody" },
      fault: "connect-failed",
      step: "connect",
      says: /no connection on port .*usually 995/s,
    },
    "of a web server, with TLS": {
      server: { port: "web" },
      fault: "protocol-violation",
      says: /web server, not a mail server/,
    },
    "of a web server, with STARTTLS": {
      server: { port: "web", security: "stls" },
      fault: "protocol-violation",
      says: /web server, not a mail server/,
    },
    "of a port that takes connections and stays silent": {
      server: { port: "silent" },
      fault: "timed-out",
      says: /took the connection .* said nothing/s,
    },
    "with TLS, of a port that speaks in clear": {
      server: { port: "pop3" },
      fault: "tls-failed",
      step: "encryption",
      says: /does not speak TLS on port .*995.*STARTTLS/s,
    },
    "with STARTTLS, of a port that speaks only TLS": {
      server: { port: "pop3s", security: "stls" },
      fault: "tls-failed",
      step: "encryption",
      says: /wants TLS from the start .*Choose TLS/s,
    },
    "with a wrong password": {
      server: { port: "pop3s", password: "wrong" },
      trusts: true,
      fault: "login-refused",
      step: "sign-in",
      says: /did not accept this user name and password/,
    },
  };
  for (const [name, { server, trusts, fault, step, says }] of Object.entries(CASES)) {
    test(name, async () => {
      const app = await App.open(browser, bridge.url);
      await app.startSetup();
      await app.fillSetup({ ...server, port: ports[server.port] });
      await app.testConnection();
      if (trusts) await app.trustCertificate();
      const failure = await app.setupFault();
      assert.equal(failure.name, fault);
      assert.match(failure.said, says);
      if (step) assert.equal(failure.step, step);
      assert.equal(await app.part("setup-host").inputValue(), server.host ?? "localhost", "what was typed stays");
      app.seeNoComplaints();
      await app.page.close();
    });
  }
});

describe("a connection test that failed", () => {
  let dovecot, bridge, browser;
  before(async () => {
    dovecot = await startDovecot([plain(1, "Here")]);
    bridge = await startBridge({ ports: [dovecot.pop3, dovecot.pop3s] });
    browser = await openBrowser();
  });
  after(async () => {
    await browser?.close();
    await bridge?.stop();
    await dovecot?.stop();
  });

  test("is put right in the same form", async () => {
    const app = await App.open(browser, bridge.url);
    await app.startSetup();
    await app.fillSetup({ port: dovecot.pop3 });
    await app.testConnection();
    assert.equal((await app.setupFault()).name, "tls-failed");
    await app.pressInNote("tls-failed", "Server settings");
    await app.part("setup-port").fill(String(dovecot.pop3s));
    await app.testConnection();
    await app.trustCertificate();
    await app.seeEveryCheckPass();
    await app.finishSetup();
    await app.seeMailbox(1);
    await app.openMessage("Here");
  });
});

describe("a certificate with several faults", () => {
  const certificate = { names: ["DNS:elsewhere.test"], from: Date.parse("2024-01-01"), until: Date.parse("2025-01-01") };
  let dovecot, bridge, browser;
  before(async () => {
    dovecot = await startDovecot([plain(1, "Here")], { certificate });
    bridge = await startBridge({ ports: [dovecot.pop3s] });
    browser = await openBrowser();
  });
  after(async () => {
    await browser?.close();
    await bridge?.stop();
    await dovecot?.stop();
  });

  test("is shown with all of them, and works once it is trusted", async () => {
    const app = await App.open(browser, bridge.url);
    await app.startSetup();
    await app.fillSetup({ port: dovecot.pop3s });
    await app.testConnection();
    const problems = await app.certificateProblems();
    assert.match(problems.join("\n"), /has expired\..*also for another name than localhost\..*also signed by an authority that Restante does not know/s);
    assert.equal(problems.length, 3);
    await app.trustCertificate();
    await app.seeEveryCheckPass();
    await app.finishSetup();
    await app.seeMailbox(1);
  });
});

describe("a bridge that does not connect", { concurrency: 2 }, () => {
  const CASES = {
    "to a port that is not for mail": {
      server: { port: 8080 },
      says: /does not connect to port 8080 .*995/s,
    },
    "into a private network": {
      options: ["--allow-port", "995"],
      server: { port: 995, host: "10.0.0.1" },
      says: /private network/,
      isPublic: true,
    },
    "to other hosts than its operator's": {
      options: ["--allow-host", "pop.example.org"],
      server: { port: 995, host: "pop.example.com" },
      says: /connects only to chosen mail servers, and pop\.example\.com is not among them/,
    },
    "without its token": {
      options: ["--access-token", "a-long-secret-of-the-operator"],
      server: { port: 995 },
      says: /access token/,
    },
    "for this page": {
      options: ["--allow-origin", "https://mail.example.org"],
      server: { port: 995 },
      says: /is there, but connects nothing for this page/,
    },
  };
  for (const [name, { options, server, says, isPublic }] of Object.entries(CASES)) {
    test(`${name} says so`, async (t) => {
      const bridge = await startBridge({ options, isPublic });
      t.after(bridge.stop);
      const browser = await openBrowser();
      t.after(browser.close);
      const app = await App.open(browser, bridge.url);
      await app.startSetup();
      await app.fillSetup(server);
      await app.testConnection();
      const failure = await app.setupFault();
      assert.equal(failure.name, "bridge-refused");
      assert.equal(failure.step, "bridge");
      assert.match(failure.said, says);
    });
  }
});

describe("a mailbox in use", () => {
  const settings = "protocol pop3 {\n  pop3_lock_session = yes\n}\n";
  let scene;
  before(async () => (scene = await openScene([plain(1, "Kept")], { settings })));
  after(() => scene?.close());

  test("says that another program reads it, and is fetched when that one is done", async () => {
    const { app, dovecot } = scene;
    await app.seeMailbox(1);
    const other = await signIn(dovecot.pop3);
    await dovecot.deliver(plain(2, "New"));
    await app.checkForMail();
    assert.equal(await app.syncFault(), "mailbox-in-use");
    assert.match(await app.faultNote("mailbox-in-use").innerText(), /Another program is reading this mailbox/);
    await app.openMessage("Kept");
    other.end("QUIT\r\n");
    await once(other, "close");
    await app.pressInNote("mailbox-in-use", "Try again");
    await app.seeMailbox(2);
    await app.openMessage("New");
  });
});

describe("a message of 60 MB", () => {
  const huge = plain(2, "The film", filling(60 * MIB));
  let scene;
  before(async () => (scene = await openScene([plain(1, "Before"), huge, plain(3, "After")])));
  after(() => scene?.close());

  test("waits on the server, and comes byte for byte when it is asked for", async () => {
    const { app } = scene;
    assert.equal(await app.syncFault(), "message-refused");
    assert.match(await app.faultNote("message-refused").innerText(), /“The film” is large .*still on the server/s);
    await app.openMessage("Before");
    await app.openMessage("After");

    await app.row("The film").click();
    assert.match(await app.faultNote("not-fetched").innerText(), /“The film” is large/);
    await app.checkForMail();
    await app.seeSyncEnd();
    await app.pressInNote("not-fetched", "Fetch it anyway");
    await app.part("message-body", '[data-state="ready"]').waitFor({ state: "attached", timeout: 180_000 });
    await app.seeSyncEnd();
    assert.equal(hash(await app.saveOriginal()), hash(huge));
    app.seeNoComplaints();
  });
});

describe("an empty mailbox", () => {
  let scene;
  before(async () => (scene = await openScene([])));
  after(() => scene?.close());

  test("is no failure, now or at the next check, and its first message comes", async () => {
    const { app, dovecot } = scene;
    await app.seeEmptyMailbox();
    await app.checkForMail();
    await app.seeSyncBegin();
    await app.seeEmptyMailbox();
    assert.equal(await app.page.locator("[data-fault]").count(), 0);
    await dovecot.deliver(plain(1, "The first"));
    await app.checkForMail();
    await app.seeMailbox(1);
    await app.openMessage("The first");
    assert.equal(await app.page.getByText("Nothing here yet").count(), 0);
    app.seeNoComplaints();
  });
});

describe("a message of which only the headers are here", () => {
  const COUNT = 120;
  const letters = Array.from({ length: COUNT }, (_, at) => plain(at + 1, at === 0 ? "The oldest" : `Letter ${at + 1}`, filling(MIB / 8)));
  let scene;
  before(async () => (scene = await openScene(letters, { octetsPerSecond: MIB })));
  after(() => scene?.close());

  test("comes when it is asked for, before all others", async () => {
    const { app } = scene;
    await app.part("message-list", `[aria-rowcount="${COUNT}"]`).waitFor();
    await app.stopCheck();
    const [oldest] = letters;
    assert(!(await keptHashes(app.page)).includes(hash(oldest)), "the oldest was to come last");

    await app.reveal("The oldest");
    await app.row("The oldest").click();
    assert.match(await app.faultNote("not-fetched").innerText(), /“The oldest” has not been fetched yet/);
    await app.pressInNote("not-fetched", "Fetch it now");
    await app.seeMessage("The oldest");
    assert.equal(hash(await app.saveOriginal()), hash(oldest));
    assert((await keptHashes(app.page)).length < COUNT, "it did not wait for all the others");
    app.seeNoComplaints();
  });
});

describe("a browser that has no room for the whole mailbox", () => {
  const COUNT = 60;
  const letters = Array.from({ length: COUNT }, (_, at) => plain(at + 1, `Letter ${at + 1}`, filling(MIB / 2)));
  let scene;
  before(async () => (scene = await openScene(letters, { room: 16 * MIB, isRemembered: true })));
  after(() => scene?.close());

  test("says so, keeps what has come, and gets the rest when there is room", async () => {
    const { app, browser, bridge, dovecot } = scene;
    const wanted = await hashesOnServer(dovecot.pop3);
    const kept = await seeItFull(app, wanted);

    await app.page.reload();
    assert.equal(difference(await seeItFull(app, wanted), kept).missing, 0, "a second check loses nothing");
    await app.openMessage(`Letter ${COUNT}`);
    assert.equal(hash(await app.saveOriginal()), hash(letters.at(-1)));

    await browser.limitStorage(bridge.url);
    await app.pressInNote("storage-full", "Look at storage");
    await app.press("Escape");
    await app.checkForMail();
    await app.seeMailbox(COUNT);
    assert.deepEqual(difference(await keptHashes(app.page), wanted), { missing: 0, tooMany: 0 });
    app.seeNoComplaints();
  });

  /** The hashes of what had room: some of what is on the server. */
  async function seeItFull(app, wanted) {
    assert.equal(await app.syncFault(), "storage-full");
    const said = await app.faultNote("storage-full").innerText();
    assert.match(said, /no room left .*is safe.*still on the server/s);
    const kept = await keptHashes(app.page);
    const { missing, tooMany } = difference(kept, wanted);
    assert(kept.length > 0 && missing > 0, `${kept.length} messages had room`);
    assert.equal(tooMany, 0);
    return kept;
  }
});

/**
 * Dovecot with these messages, the bridge, a browser, and the account in it; its first check for mail has begun.
 * `settings` are Dovecot's, `room` is what the browser may keep, `octetsPerSecond` how slow the line to the server is.
 */
async function openScene(messages, { settings = "", room, octetsPerSecond, isRemembered } = {}) {
  const dovecot = await startDovecot(messages, { settings });
  const line = octetsPerSecond && (await startLine(dovecot.pop3s, { octetsPerSecond }));
  const { port } = line ?? { port: dovecot.pop3s };
  const bridge = await startBridge({ ports: [port] });
  const browser = await openBrowser();
  if (room) await browser.limitStorage(bridge.url, room);
  const app = await App.open(browser, bridge.url);
  await app.addAccount({ port, isRemembered });
  return {
    app,
    dovecot,
    bridge,
    browser,
    async close() {
      await browser.close();
      await bridge.stop();
      await line?.stop();
      await dovecot.stop();
    },
  };
}

/** Another program that reads the mailbox, and does not stop. */
async function signIn(port) {
  const socket = connect(port, "127.0.0.1");
  let heard = "";
  socket.setEncoding("utf8").on("data", (text) => (heard += text));
  socket.write(`USER ${USER}\r\nPASS ${PASSWORD}\r\n`);
  await waitUntil("the other program has signed in", () => heard.includes("Logged in"));
  return socket;
}

async function listening(server) {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}

/** So many octets of text, in lines as mail has them, which no browser can store in fewer. */
function filling(octets) {
  const text = randomBytes(Math.ceil((octets * 3) / 4)).toString("base64");
  return text.match(/.{1,76}/g).join("\r\n");
}

function hash(bytes) {
  return createHash("sha256").update(bytes).digest("hex");
}
