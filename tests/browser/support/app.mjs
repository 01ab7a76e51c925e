//! What a person does with the app, as verbs. Tests say these; only this file knows test ids.

import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createRequire } from "node:module";
import assert from "node:assert/strict";

import { chromium } from "playwright-core";

import { HOST, PASSWORD, USER } from "./dovecot.mjs";
import { waitUntil } from "./wait.mjs";

const axeSource = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const LAZY = "--disable-background-networking";
const QUIET = [
  "--no-sandbox", // tests may run as root
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  LAZY,
  "--disable-component-update",
  "--disable-sync",
];

/**
 * A browser with a profile of its own, which is thrown away in the end; or with the profile of one that was killed.
 * `resolve` are rules where names lead to; `isEager` lets it connect before it must, as people's browsers do; to one that
 * `isTrusting` every certificate is good.
 */
export async function openBrowser({ profile: earlier, resolve, isEager = false, isTrusting = false, ...options } = {}) {
  const profile = earlier ?? (await mkdtemp(path.join(tmpdir(), "restante-profile-")));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    args: [...(isEager ? QUIET.filter((word) => word !== LAZY) : QUIET), ...(resolve ? [`--host-resolver-rules=${resolve}`] : []), ...(isTrusting ? ["--ignore-certificate-errors"] : [])],
    ignoreDefaultArgs: isEager ? [LAZY] : [],
    viewport: { width: 1440, height: 900 },
    ...options,
  });
  context.setDefaultTimeout(30_000);
  const main = await browserProcess(profile);
  // Chromium keeps what it was told about storage as long as whoever told it is there.
  const teller = await context.newCDPSession(context.pages()[0]);
  return {
    context,
    profile,
    /** The browser promises a site not to clear what it keeps. */
    async promisePersistence(url) {
      await teller.send("Browser.grantPermissions", { origin: new URL(url).origin, permissions: ["durableStorage"] });
    },
    /** All of the browser dies in the middle of whatever it does. Its profile stays. */
    async kill() {
      const closed = new Promise((resolve) => context.once("close", resolve));
      process.kill(main, "SIGKILL");
      await closed;
    },
    /**
     * Lets a site keep no more than so many octets; without a number, what the disk holds. Chromium looks at the limit
     * when a site writes for the first time, and then only now and again: set it before the site is opened.
     */
    async limitStorage(url, quotaSize) {
      await teller.send("Storage.overrideQuotaForOrigin", { origin: new URL(url).origin, quotaSize });
    },
    async close() {
      await context.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}

/** The process that all others of a browser with this profile end with. */
async function browserProcess(profile) {
  for (const id of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    const words = (await readFile(`/proc/${id}/cmdline`, "utf8").catch(() => "")).split("\0");
    const isMain = words.includes(`--user-data-dir=${profile}`) && !words.some((word) => word.startsWith("--type="));
    if (isMain) return Number(id);
  }
  throw new Error(`no browser has the profile ${profile}`);
}

const STATES_UNDER_WAY = ["connecting", "listing", "fetching"];
const UNDER_WAY = `:is(${STATES_UNDER_WAY.map((state) => `[data-state="${state}"]`)})`;

/**
 * Watches in the page for a check to begin: one that finds nothing is over before a test can look. What was changed is
 * read, not what is there by now.
 */
function watchForCheck(underWay) {
  window.hasCheckBegun = false;
  window.checkWatch?.disconnect();
  const ofStatus = '[data-testid="sync-status"]';
  window.checkWatch = new MutationObserver((changes) => {
    const were = changes.filter(({ type, target }) => type === "attributes" && target.matches(ofStatus)).map(({ oldValue }) => oldValue);
    const are = [...document.querySelectorAll(ofStatus)].map(({ dataset }) => dataset.state);
    window.hasCheckBegun ||= [...were, ...are].some((state) => underWay.includes(state));
  });
  window.checkWatch.observe(document, { subtree: true, childList: true, attributeFilter: ["data-state"], attributeOldValue: true });
}

/** The pages of the settings, in their order. */
export const SETTINGS = ["accounts", "mail", "tags", "appearance", "privacy", "keyboard", "notifications", "storage", "connections", "about"];

/** The app in a tab. */
export class App {
  /** What the page complained about: every test ends with none. */
  complaints = [];

  constructor(page, url) {
    this.page = page;
    this.url = url;
    page.on("pageerror", (error) => this.complaints.push(String(error)));
    page.on("console", (message) => {
      if (message.type() === "error" && !isAboutTheNetwork(message.text())) this.complaints.push(message.text());
    });
  }

  static async open(browser, url) {
    const app = new App(await browser.context.newPage(), url);
    await app.page.goto(url, { waitUntil: "commit" });
    await app.awaitCheck();
    await app.page.waitForLoadState();
    return app;
  }

  part(id, attributes = "") {
    return this.page.locator(`[data-testid="${id}"]${attributes}`);
  }

  async press(...keys) {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  // Setting up

  async startSetup() {
    await this.part("add-account").first().click();
  }

  /** The manual form, filled in for a server on loopback. */
  async fillSetup({ port, security = "tls", host = HOST, user = USER, password = PASSWORD, isRemembered = false }) {
    await this.part("setup-email").fill(`${user}@${host}.test`);
    await this.part("setup-password").fill(password);
    if (isRemembered) await this.part("setup-remember").check();
    await this.part("setup-manual").click();
    await this.part("setup-host").fill(host);
    await this.part("setup-port").fill(String(port));
    await choose(this.part("setup-security"), security);
    // Choosing a protection may propose its usual port.
    await this.part("setup-port").fill(String(port));
    await this.part("setup-username").fill(user);
  }

  async testConnection() {
    await this.part("setup-test").click();
  }

  /** The fingerprint that the dialog shows, in lower-case hexadecimal. */
  async shownFingerprint() {
    const text = await this.part("certificate-fingerprint").innerText();
    return text.replaceAll(/[^0-9a-fA-F]/g, "").toLowerCase();
  }

  /** What is said against the certificate. */
  async certificateProblems() {
    await this.part("certificate-dialog").waitFor();
    return this.part("certificate-problem").allInnerTexts();
  }

  async trustCertificate() {
    await this.part("certificate-trust").click();
    await this.part("certificate-dialog").waitFor({ state: "hidden" });
  }

  async seeEveryCheckPass() {
    await waitUntil("every check passed", async () => {
      const states = await this.part("setup-check").evaluateAll((rows) => rows.map((row) => row.dataset.state));
      assert(!states.includes("failed"), `a check failed: ${await this.page.locator("body").innerText()}`);
      return states.length > 0 && states.every((state) => state === "ok");
    });
  }

  async finishSetup() {
    await this.part("setup-finish").click();
  }

  async addAccount(server) {
    await this.startSetup();
    await this.fillSetup(server);
    await this.testConnection();
    if ((server.security ?? "tls") !== "plain") await this.trustCertificate();
    await this.seeEveryCheckPass();
    await this.finishSetup();
  }

  // The mailbox

  async seeMailbox(count) {
    await this.part("message-list", `[aria-rowcount="${count}"]`).waitFor();
    await this.seeSyncEnd();
  }

  async seeEmptyMailbox() {
    await this.seeSyncEnd();
    await this.page.getByRole("heading", { name: "Nothing here yet" }).waitFor();
  }

  async seeSyncEnd() {
    await this.part("sync-status", '[data-state="idle"]').first().waitFor({ state: "attached" });
  }

  /** A check has begun since one was awaited, in this tab or in another. It may be over already. */
  async seeSyncBegin() {
    await this.page.waitForFunction(() => window.hasCheckBegun);
  }

  /** What `seeSyncBegin` is to see comes after this. */
  async awaitCheck() {
    await this.page.evaluate(watchForCheck, STATES_UNDER_WAY);
  }

  /** No check is under way, however the last one ended. */
  async seeRest() {
    await this.part("sync-status", `:not(${UNDER_WAY})`).first().waitFor({ state: "attached" });
  }

  async stopCheck() {
    await this.part("sync-cancel").click();
    await this.seeSyncEnd();
  }

  async syncState() {
    return this.part("sync-status").first().getAttribute("data-state");
  }

  async checkForMail() {
    await this.awaitCheck();
    await this.part("sync-now").first().click();
  }

  async syncFault() {
    const status = this.part("sync-status", '[data-state="error"]').first();
    await status.waitFor({ state: "attached" });
    return status.getAttribute("data-fault");
  }

  /** What people read about a failure, wherever it is shown. */
  faultNote(name) {
    return this.page.locator(`[data-fault="${name}"]:is([role="alert"], [role="status"])`).first();
  }

  /** How the connection test failed: the step, the fault's stable name, and what people read. */
  async setupFault() {
    const failed = this.part("setup-check", '[data-state="failed"]').first();
    await failed.waitFor({ timeout: 60_000 });
    const [step, name] = [await failed.getAttribute("data-check"), await failed.getAttribute("data-fault")];
    return { step, name, said: await this.faultNote(name).innerText() };
  }

  async pressInNote(name, label) {
    await this.faultNote(name).getByRole("button", { name: label }).click();
  }

  row(subject) {
    return this.part("message-row").filter({ hasText: subject }).first();
  }

  /** The keyboard is on this message. It follows a key with the next frame. */
  async seeFocusOn(subject) {
    await this.page.waitForFunction((subject) => document.activeElement?.closest("[data-testid=message-row]")?.innerText.includes(subject), subject);
  }

  /** Scrolls until the row is drawn: the list holds only what is near. */
  async reveal(subject) {
    const list = this.part("message-list");
    await scrollToTop(list);
    for (let step = 0; step < 2000 && (await this.row(subject).count()) === 0; step += 1) {
      const isAtEnd = await scrollDown(list);
      await this.page.waitForTimeout(30);
      if (isAtEnd && (await this.row(subject).count()) === 0) break;
    }
    await this.row(subject).scrollIntoViewIfNeeded();
  }

  /** The places of all rows that a scroll from top to bottom draws. */
  async drawnRows() {
    const list = this.part("message-list");
    const drawn = new Set();
    await scrollToTop(list);
    for (let isAtEnd = false; !isAtEnd; ) {
      isAtEnd = await scrollDown(list);
      await this.page.waitForTimeout(30);
      for (const place of await this.part("message-row").evaluateAll((rows) => rows.map((row) => row.ariaRowIndex))) drawn.add(Number(place));
    }
    await scrollToTop(list);
    return drawn;
  }

  /** Opens the message below the open one. */
  async openNext() {
    const address = this.page.url();
    await this.press("j");
    await this.page.waitForFunction((before) => location.href !== before, address);
    await this.part("message-body", '[data-state="ready"]').waitFor({ state: "attached" });
  }

  async openMessage(subject) {
    await this.row(subject).click();
    await this.seeMessage(subject);
  }

  async seeMessage(subject) {
    await this.part("message-subject").filter({ hasText: subject }).waitFor();
    await this.part("message-body", '[data-state="ready"]').waitFor({ state: "attached" });
  }

  async messageText() {
    if ((await this.part("message-text").count()) > 0) return this.part("message-text").innerText();
    return this.part("message-frame").contentFrame().locator("body").innerText();
  }

  /** The bytes of what a press saves. */
  async saved(button) {
    const download = this.page.waitForEvent("download");
    await button.click();
    return readFile(await (await download).path());
  }

  async saveOriginal() {
    return this.saved(this.part("message-save-eml").first());
  }

  // The settings

  /** A page of the settings, wherever one is: on a phone the way there is behind the list. */
  async openSettings(page = "accounts") {
    const way = this.part("settings").first();
    if (!(await way.isVisible())) await this.page.locator(`button:has([href="#i-back"])`).filter({ visible: true }).first().click();
    await way.click();
    await this.goToSettings(page);
  }

  /** Another page of the settings, which are open. */
  async goToSettings(page) {
    await this.part("settings-tab", `[data-page="${page}"]`).click();
    await this.part("settings-page", `[data-page="${page}"]`).waitFor();
  }

  // Offline and looks

  /** The service worker holds the whole app. */
  async seeItInstalled() {
    await this.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await waitUntil("the page is in the service worker's hands", () => this.page.evaluate(() => Boolean(navigator.serviceWorker.controller)));
  }

  /** No finding of axe-core, however light it takes it, on what is shown now. */
  async seeItAccessible(screen) {
    await this.page.addScriptTag({ path: axeSource }).catch(() => this.page.evaluate(readAxe));
    // What fades in has the contrast of a ghost until it is there.
    await this.page.evaluate(() => Promise.allSettled(document.getAnimations().filter(({ effect }) => Number.isFinite(effect?.getComputedTiming().endTime)).map(({ finished }) => finished)));
    const { violations } = await this.page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
    const findings = violations.map(({ id, impact, nodes }) => `${id} (${impact}): ${nodes.map(({ html }) => html).slice(0, 3).join(" ")}`);
    assert.deepEqual(findings, [], `axe-core on ${screen}`);
  }

  /** The process that shows the page dies. */
  async crash() {
    const crashed = this.page.waitForEvent("crash");
    const session = await this.page.context().newCDPSession(this.page);
    // Whoever is killed does not answer.
    session.send("Page.crash").catch(() => {});
    await crashed;
  }

  seeNoComplaints() {
    assert.deepEqual(this.complaints, [], "the page complained");
  }
}

function readAxe() {
  throw new Error("axe-core could not be loaded into the page");
}

/** A bridge that is gone is what some tests are about; the browser reports every request it then fails to make. */
function isAboutTheNetwork(text) {
  return text.includes("net::ERR_") || text.includes("WebSocket connection to");
}

async function choose(control, value) {
  const kind = await control.first().evaluate((element) => element.tagName);
  if (kind === "SELECT") await control.selectOption(value);
  else await control.locator(`[value="${value}"]`).check({ force: true });
}

/** Half a screen further down. Says whether that was the end. */
async function scrollDown(list) {
  return list.evaluate((grid) => {
    let scroller = grid;
    while (scroller && scroller.scrollHeight <= scroller.clientHeight + 1) scroller = scroller.parentElement;
    scroller ??= document.scrollingElement;
    scroller.scrollBy(0, scroller.clientHeight / 2);
    return scroller.scrollTop + scroller.clientHeight >= scroller.scrollHeight - 1;
  });
}

async function scrollToTop(list) {
  await list.evaluate((grid) => {
    for (let scroller = grid; scroller; scroller = scroller.parentElement) scroller.scrollTo(0, 0);
  });
}
