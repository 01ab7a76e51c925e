//! Firefox, and what a person does in it with the app. Playwright speaks to a Firefox of its own making only; this is
//! the one that people have, through WebDriver BiDi.

import puppeteer from "puppeteer-core";

import { HOST, PASSWORD, USER } from "./dovecot.mjs";

const PATIENCE_MS = 30_000;

export async function openFirefox({ preferences = {} } = {}) {
  const browser = await puppeteer.launch({
    browser: "firefox",
    executablePath: process.env.FIREFOX || "/usr/bin/firefox-esr",
    headless: true,
    defaultViewport: { width: 1440, height: 900 },
    extraPrefsFirefox: preferences,
  });
  return { open: (url) => FirefoxApp.open(browser, url), pages: () => browser.pages(), close: () => browser.close() };
}

class FirefoxApp {
  constructor(page) {
    this.page = page;
  }

  static async open(browser, url) {
    const page = await browser.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    await page.goto(url);
    return new FirefoxApp(page);
  }

  part(id, attributes = "") {
    return this.page.locator(`[data-testid="${id}"]${attributes}`);
  }

  async addAccount({ port }) {
    await this.part("add-account").click();
    await this.part("setup-email").fill(`${USER}@${HOST}.test`);
    await this.part("setup-password").fill(PASSWORD);
    await this.part("setup-manual").click();
    await this.part("setup-host").fill(HOST);
    await this.part("setup-port").fill(String(port));
    await this.part("setup-username").fill(USER);
    await this.part("setup-test").click();
    await this.part("certificate-trust").click();
    await this.page.waitForFunction(() => {
      const states = [...document.querySelectorAll('[data-testid="setup-check"]')].map((row) => row.dataset.state);
      return states.length > 0 && states.every((state) => state === "ok");
    });
    await this.part("setup-finish").click();
  }

  async seeMailbox(count) {
    await this.part("message-list", `[aria-rowcount="${count}"]`).wait();
    await this.page.waitForFunction(() => document.querySelector('[data-testid="sync-status"]')?.dataset.state === "idle");
  }

  async seeMessage(subject) {
    await this.page.waitForFunction(
      (subject) =>
        document.querySelector('[data-testid="message-subject"]')?.innerText.includes(subject) &&
        document.querySelector('[data-testid="message-body"]')?.dataset.state === "ready",
      {},
      subject,
    );
  }

  /** What the open message says, in its frame or beside it. */
  async read(words) {
    await this.page.waitForFunction(
      (words) => {
        const frame = document.querySelector('[data-testid="message-frame"]');
        const said = frame ? frame.contentDocument?.body?.innerText : document.querySelector('[data-testid="message-body"]')?.innerText;
        return said?.includes(words);
      },
      {},
      words,
    );
  }

  async press(key) {
    await this.page.keyboard.press(key);
  }
}
