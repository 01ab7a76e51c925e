//! axe-core on every screen, in light and dark and on a phone.

import { after, before, describe, test } from "node:test";

import { App, openBrowser, SETTINGS } from "./support/app.mjs";
import { startBridge } from "./support/bridge.mjs";
import { startDovecot } from "./support/dovecot.mjs";
import { mixedMailbox } from "./support/messages.mjs";

const LOOKS = [
  { name: "light", colorScheme: "light", viewport: { width: 1440, height: 900 } },
  { name: "dark", colorScheme: "dark", viewport: { width: 1440, height: 900 } },
  { name: "on a phone", colorScheme: "light", viewport: { width: 390, height: 844 } },
];

describe("accessibility", () => {
  let dovecot, bridge;

  before(async () => {
    dovecot = await startDovecot(mixedMailbox(20));
    bridge = await startBridge({ ports: [dovecot.pop3s] });
  });

  after(async () => {
    await bridge?.stop();
    await dovecot?.stop();
  });

  for (const { name, ...look } of LOOKS) {
    test(`every screen, ${name}`, async () => {
      // The page's policy lets no foreign script in, and axe-core is one.
      const browser = await openBrowser({ ...look, bypassCSP: true });
      try {
        const app = await App.open(browser, bridge.url);
        await app.part("add-account").first().waitFor();
        await app.seeItAccessible("the welcome");
        await app.startSetup();
        await app.part("setup-email").waitFor();
        await app.seeItAccessible("the set-up");
        await app.fillSetup({ port: dovecot.pop3s });
        await app.seeItAccessible("the manual form");
        await app.testConnection();
        await app.part("certificate-dialog").waitFor();
        await app.seeItAccessible("the certificate dialog");
        await app.trustCertificate();
        await app.seeEveryCheckPass();
        await app.seeItAccessible("the connection test");
        await app.finishSetup();
        await app.seeMailbox(20);
        await app.seeItAccessible("the list");
        await app.row("Letter 19").focus();
        await app.press("x");
        await app.part("selection-bar").waitFor();
        await app.seeItAccessible("the list with a chosen message");
        await app.press("Escape");
        await app.openMessage("Newsletter 20");
        await app.seeItAccessible("an HTML message");
        await app.press("u");
        await app.openMessage("Letter 19");
        await app.seeItAccessible("a plain message");
        await app.press("u");
        for (const page of SETTINGS) {
          await app.openSettings(page);
          await app.seeItAccessible(`the settings: ${page}`);
          await app.press("Escape");
        }
        await app.openSettings();
        await app.part("account-copies").click();
        await app.part("deletion-fetched").check();
        await app.part("deletion-plan", '[data-due="20"]').waitFor();
        await app.seeItAccessible("what may be deleted from the server");
        await app.part("deletion-history").click();
        await app.part("deletion-ledger").getByText("Nothing has been deleted").waitFor();
        await app.seeItAccessible("what was deleted from the server");
      } finally {
        await browser.close();
      }
    });
  }
});
