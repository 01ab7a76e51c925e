//! The app in a browser where it is not at the root of the bridge's own name: below a path, and at another name.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";

import { App, openBrowser } from "../browser/support/app.mjs";
import { startBridge } from "../browser/support/bridge.mjs";
import { startDovecot } from "../browser/support/dovecot.mjs";
import { mixedMailbox } from "../browser/support/messages.mjs";
import { freePort, waitUntil } from "../browser/support/wait.mjs";
import { NAME, startProxy } from "./support/proxies.mjs";

const dist = process.env.RESTANTE_DIST ?? fileURLToPath(new URL("../../dist", import.meta.url));
const COUNT = 12;
/** Against silence alone. */
const PATIENCE = { timeout: 60_000 };

/** A browser to which the names of the committed files lead here, and to which the proxy's certificate is as good as any. */
const visitor = () => openBrowser({ resolve: "MAP *.example.org 127.0.0.1", isTrusting: true });

describe("the app below a path", () => {
  for (const [proxy, file] of [["nginx", "nginx/below-a-path.conf"], ["caddy", "caddy/below-a-path.Caddyfile"]]) {
    test(`opens and fetches mail, behind ${proxy}`, PATIENCE, async (t) => {
      const bridge = await startBridge({ options: ["--demo", "--trusted-proxy", "127.0.0.1"] });
      t.after(bridge.stop);
      const site = await startProxy(proxy, { bridge, file });
      t.after(site.stop);
      const browser = await visitor();
      t.after(browser.close);
      // Who leaves the last slash out means the same place.
      const app = await App.open(browser, `https://${NAME}:${site.port}/mail`);
      assert.equal(new URL(app.page.url()).pathname, "/mail/");
      await app.part("demo-open").first().click();
      await waitUntil("there are 60 messages", async () => Number(await app.part("message-list").getAttribute("aria-rowcount")) >= 60);
      await app.seeSyncEnd();
      await app.part("message-row", '[aria-rowindex="1"]').click();
      await app.part("message-body", '[data-state="ready"]').waitFor({ state: "attached" });
      const scope = () => app.page.evaluate(async () => (await navigator.serviceWorker.ready).scope);
      assert.equal(new URL(await scope()).pathname, "/mail/");
      await app.seeNoComplaints();
    });
  }
});

describe("the page at one name and the bridge at another", () => {
  let dovecot, bridge, site, browser;

  before(async () => {
    dovecot = await startDovecot(mixedMailbox(COUNT));
    browser = await visitor();
  });

  after(async () => {
    await browser?.close();
    await site?.stop();
    await bridge?.stop();
    await dovecot?.stop();
  });

  test("work together, each with its own rights", PATIENCE, async () => {
    // Browsers name every port but 443, and so the policy and the bridge have to.
    const port = await freePort();
    bridge = await startBridge({ ports: [dovecot.pop3s], options: ["--allow-origin", `https://app.example.org:${port}`, "--trusted-proxy", "127.0.0.1"] });
    site = await startProxy("nginx", { bridge, port, file: "nginx/two-names.conf", words: [["wss://mail.example.org", `wss://mail.example.org:${port}`], ["/usr/share/restante", dist]] });
    const app = await App.open(browser, `https://app.example.org:${site.port}/`);
    await app.addAccount({ port: dovecot.pop3s });
    await app.seeMailbox(COUNT);
    await app.part("message-row", '[aria-rowindex="1"]').click();
    await app.part("message-body", '[data-state="ready"]').waitFor({ state: "attached" });
    await app.seeNoComplaints();
  });
});
