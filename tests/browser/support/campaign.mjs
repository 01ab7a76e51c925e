//! A campaign: checks for mail are killed at random moments, in every way in which something can die between the database
//! and the server, and then one check goes to its end. What is told is counted from outside: from the server's files and
//! from the browser's database. It must not believe the app about itself.

import { setTimeout as sleep } from "node:timers/promises";

import { App, openBrowser } from "./app.mjs";
import { startBridge } from "./bridge.mjs";
import { startDovecot } from "./dovecot.mjs";
import { difference, keptHashes } from "./kept.mjs";
import { startLine } from "./line.mjs";
import { mixedMail } from "./mixed_mail.mjs";
import { retrieveAll, sha256 } from "./pop3.mjs";
import { numbersFrom } from "./random.mjs";
import { waitUntil } from "./wait.mjs";

/** What is killed: the tab, the process that shows it, the bridge, the connection to the server, all of the browser. */
export const KINDS = ["tab", "renderer", "bridge", "connection", "browser"];

/** Slow enough that a check is killed where bytes are on their way, everywhere between browser and server. */
const LINE = { octetsPerSecond: 500_000, latencyMs: 40 };
const FIRST = 120;
/** So long the last check may take: the line is slow. */
const LIMIT_MS = 600_000;
/** Between two kills come a few messages, and sometimes so many that their headers come first. */
const MOST_NEW = 15;
const MANY_NEW = 110;
const MANY_ONCE_IN = 20;
/** Signing in, and what a list says of a message. */
const SIGN_IN_OCTETS = 2_500;
const LISTED_OCTETS = 40;
/** What a check takes to delete what it fetched: it looks at the headers again, writes, asks and parts. */
const DELETING_MS = 350;

/**
 * Kills so many checks, and says what came of it. With `deletes`, the account's policy is to delete what is fetched.
 * `tell` hears a line now and then.
 */
export async function campaign({ kills, deletes = false, seed, tell = () => {} }) {
  const random = numbersFrom(seed);
  const letters = different(mixedMail(FIRST + kills * (MOST_NEW + Math.ceil(MANY_NEW / MANY_ONCE_IN)) + 2 * MANY_NEW));
  const dovecot = await startDovecot(letters.slice(0, FIRST));
  const line = await startLine(dovecot.pop3s, LINE);
  const bridge = await startBridge({ ports: [line.port] });
  const scene = { dovecot, line, bridge, browser: undefined, app: undefined, deletes, letters, delivered: FIRST, fetched: 0 };
  const figures = { kills: Object.fromEntries(KINDS.map((kind) => [kind, 0])), checks: 0, unverified: 0, whileDeleting: 0 };
  try {
    await checkServer(scene);
    await begin(scene);
    let last = "nothing";
    for (let killed = 0; killed < kills; figures.checks += 1) {
      if (figures.checks > 3 * kills + 10) throw new Error(`only ${killed} of ${figures.checks} checks were killed`);
      const kind = KINDS[killed % KINDS.length];
      await deliver(scene, random);
      const wasUnderWay = await killACheck(scene, kind, random).catch(async (error) => {
        throw new Error(`after ${last} was killed, the app is stuck: ${await howItIs(scene)}`, { cause: error });
      });
      last = kind;
      // What the server was asked to delete is not settled: then it does not matter whether it could part.
      const wasDeleting = await hasOpenDeletions(scene.app.page);
      if (wasDeleting) figures.whileDeleting += 1;
      if (wasUnderWay || wasDeleting) {
        figures.kills[kind] += 1;
        killed += 1;
      }
      figures.unverified += await countUnverified(scene);
      if (figures.checks % 10 === 0) tell(`${killed} of ${kills} kills in ${figures.checks + 1} checks; ${scene.delivered} messages`);
    }
    const ended = await endWell(scene).catch(async (error) => {
      throw new Error(`after the last kill, the app is stuck: ${await howItIs(scene)}`, { cause: error });
    });
    return { ...figures, ...ended };
  } finally {
    await scene.browser?.close().catch(() => {});
    await bridge.stop();
    await line.stop();
    await dovecot.stop();
  }
}

/** No two are the same, so that each can be counted. */
function different(messages) {
  const seen = new Set();
  return messages.filter((message) => {
    const hash = sha256(served(message));
    return !seen.has(hash) && seen.add(hash);
  });
}

/** A message as the server sends it: every line ends in CRLF. */
function served(message) {
  const text = message.toString("latin1").replace(/(?<!\r)\n/g, "\r\n");
  return Buffer.from(text.endsWith("\n") ? text : `${text}\r\n`, "latin1");
}

/** What is compared later is what the server sends. */
async function checkServer({ dovecot, letters }) {
  const sent = (await retrieveAll(dovecot.pop3)).map(sha256);
  const wanted = letters.slice(0, FIRST).map((letter) => sha256(served(letter)));
  if (difference(sent, wanted).missing > 0) throw new Error("the server does not send what was delivered");
}

async function begin(scene) {
  scene.browser = await openBrowser();
  await scene.browser.promisePersistence(scene.bridge.url);
  scene.app = await App.open(scene.browser, scene.bridge.url);
  await scene.app.startSetup();
  await scene.app.fillSetup({ port: scene.line.port, isRemembered: true });
  await scene.app.testConnection();
  await scene.app.trustCertificate();
  await scene.app.seeEveryCheckPass();
  await scene.app.finishSetup();
  await scene.app.seeMailbox(FIRST);
  scene.fetched = FIRST;
  if (scene.deletes) await scene.app.page.evaluate(deleteWhatIsFetched);
}

async function deliver(scene, random) {
  const isMany = random.below(MANY_ONCE_IN) === 0;
  const count = isMany ? MANY_NEW : 1 + random.below(MOST_NEW);
  for (const letter of scene.letters.slice(scene.delivered, scene.delivered + count)) {
    await scene.dovecot.deliver(letter);
    scene.delivered += 1;
  }
}

/** Starts a check and kills it somewhere. Says whether the server was left without a word. */
async function killACheck(scene, kind, random) {
  const { line, dovecot } = scene;
  const record = await checkUnderWay(scene);
  const before = await partings(dovecot);
  const ended = waitUntil("the check ends", () => !record.isOpen, 120);
  const { octets, milliseconds } = await when(scene, random);
  await Promise.race([line.carries(1 + octets).then(() => sleep(milliseconds)), ended]);
  const wasUnderWay = record.isOpen;
  await KILL[kind](scene);
  await ended;
  return wasUnderWay && (await partings(dovecot)) === before;
}

async function howItIs({ app, line, bridge }) {
  const status = await app.part("sync-status").first().getAttribute("data-state", { timeout: 1_000 }).catch(() => "absent");
  const page = await app.page.locator("body").innerText().catch(String);
  const open = line.records.filter((record) => record.isOpen).length;
  return `${status}, ${open} open connections, the bridge says ${bridge.output.slice(-500)}, complaints ${app.complaints}, page ${page.slice(0, 800)}`;
}

/** How many sessions ended as they should. */
async function partings(dovecot) {
  return (await dovecot.log()).split("Logged out").length;
}

/** A check that talks to the server: the one that an opened tab begins by itself, or one that is asked for. */
async function checkUnderWay({ line, app }) {
  if (!line.records.at(-1).isOpen) await beginCheck({ line, app });
  return line.records.at(-1);
}

/** Asks for a check whenever none is under way, until one reaches the server. */
async function beginCheck({ line, app }) {
  const before = line.records.length;
  await waitUntil("a check reaches the server", async () => {
    if (line.records.length > before) return true;
    if (["idle", "error"].includes(await app.syncState())) await app.checkForMail();
    return false;
  }, 60);
}

/** A check is killed after so much of what the server has to say and a while: anywhere, or where it deletes. */
async function when({ dovecot, letters, deletes }, random) {
  const left = [...(await dovecot.left())].sort((one, other) => one - other);
  const fresh = left.slice(-MOST_NEW).map((number) => letters[number - 1]);
  const octets = SIGN_IN_OCTETS + left.length * LISTED_OCTETS + fresh.reduce((sum, letter) => sum + letter.length, 0);
  if (deletes && random.below(2) === 0) return { octets: Math.floor(octets * 0.95), milliseconds: random.below(DELETING_MS) };
  return { octets: random.below(octets), milliseconds: random.below(20) };
}

const KILL = {
  async tab(scene) {
    await scene.app.page.close();
    scene.app = await App.open(scene.browser, scene.bridge.url);
  },
  async renderer(scene) {
    await scene.app.crash();
    await scene.app.page.close();
    scene.app = await App.open(scene.browser, scene.bridge.url);
  },
  async bridge(scene) {
    await scene.bridge.stop();
    await scene.bridge.start();
  },
  async connection(scene) {
    scene.line.cut();
  },
  async browser(scene) {
    await scene.browser.kill();
    scene.browser = await openBrowser({ profile: scene.browser.profile });
    await scene.browser.promisePersistence(scene.bridge.url);
    scene.app = await App.open(scene.browser, scene.bridge.url);
  },
};

/** How many messages are gone from the server without being here, byte for byte. */
async function countUnverified(scene) {
  const left = await scene.dovecot.left();
  const gone = scene.letters.slice(0, scene.delivered).filter((_, at) => !left.has(at + 1));
  if (gone.length === 0) return 0;
  const kept = new Set(await keptHashes(scene.app.page));
  return gone.filter((letter) => !kept.has(sha256(served(letter)))).length;
}

/** One check to its end, and another: what is then here, and there. */
async function endWell({ app, dovecot, letters, delivered, line, deletes }) {
  // Checks may have been killed faster than mail came.
  app.page.setDefaultTimeout(LIMIT_MS);
  for (let check = 0; check < 2; check += 1) {
    await beginCheck({ line, app });
    await app.seeMailbox(delivered);
  }
  const wanted = letters.slice(0, delivered).map((letter) => sha256(served(letter)));
  const kept = await keptHashes(app.page);
  const { missing, tooMany } = difference(kept, wanted);
  const left = await dovecot.left();
  if (!deletes && left.size !== delivered) throw new Error("the server lost messages that nobody was to delete");
  app.seeNoComplaints();
  return { delivered, kept: kept.length, lost: missing, doubled: tooMany, left: left.size };
}

/** Whether the ledger has lines about what the server was asked to delete and has not confirmed. */
function hasOpenDeletions(page) {
  return page.evaluate(async () => {
    const asked = (request) => new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    const database = await asked(indexedDB.open("restante"));
    const lines = await asked(database.transaction("deletions").objectStore("deletions").getAll());
    database.close();
    // The last octet of a line is its state; the first of the states is "asked".
    return lines.some((line) => line.at(-1) === 0);
  });
}

/** Runs in the page: the account's policy becomes "delete what is fetched", as the app would write it. */
async function deleteWhatIsFetched() {
  const asked = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  if (!(await navigator.storage.persisted())) throw new Error("the browser may clear what is kept");
  const database = await asked(indexedDB.open("restante"));
  const [account] = await asked(database.transaction("accounts").objectStore("accounts").getAllKeys());
  const afterNoDays = new Uint8Array([1, 1, 0, 0, 0, 0]);
  await asked(database.transaction("meta", "readwrite").objectStore("meta").put(afterNoDays, ["deletion-policy", account]));
  database.close();
}
