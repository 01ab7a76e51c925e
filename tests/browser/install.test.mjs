//! What a browser asks of an app before it offers to install it, and what the app keeps for later.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { App, openBrowser } from "./support/app.mjs";
import { startBridge } from "./support/bridge.mjs";

describe("the app as a thing to install", () => {
  let bridge, browser, app;

  before(async () => {
    bridge = await startBridge();
    browser = await openBrowser();
    app = await App.open(browser, bridge.url);
  });

  after(async () => {
    await browser?.close();
    await bridge?.stop();
  });

  test("the manifest has no mistakes, and nothing keeps it from being installed", async () => {
    const browserSees = await browser.context.newCDPSession(app.page);
    const manifest = await browserSees.send("Page.getAppManifest");
    assert.deepEqual(manifest.errors, []);
    assert.ok(manifest.data.includes('"Restante"'));
    const { installabilityErrors } = await browserSees.send("Page.getInstallabilityErrors");
    assert.deepEqual(installabilityErrors, []);
  });

  test("every picture that the manifest names is there", async () => {
    const manifest = await (await fetch(new URL("manifest.webmanifest", bridge.url))).json();
    const pictures = [...manifest.icons, ...manifest.screenshots, ...manifest.shortcuts.flatMap(({ icons }) => icons)];
    assert.ok(pictures.length > 0);
    for (const { src, type } of pictures) {
      const answer = await fetch(new URL(src, bridge.url));
      assert.equal(answer.status, 200, src);
      assert.equal(answer.headers.get("content-type"), type, src);
    }
  });

  test("links to a mailbox are given to the installed app, and a second start goes to its window", async () => {
    const manifest = await (await fetch(new URL("manifest.webmanifest", bridge.url))).json();
    assert.deepEqual(manifest.protocol_handlers, [{ protocol: "web+pop", url: "./#/setup?pop=%s" }]);
    assert.equal(manifest.launch_handler.client_mode[0], "focus-existing");
    for (const { form_factor: form } of manifest.screenshots) assert.ok(["wide", "narrow"].includes(form));
  });

  test("the shortcut to add an account leads to its form", async () => {
    const manifest = await (await fetch(new URL("manifest.webmanifest", bridge.url))).json();
    const [{ url }] = manifest.shortcuts.filter(({ name }) => name === "Add an account");
    await app.page.goto(new URL(url, bridge.url).href);
    await app.part("setup-email").waitFor();
    await app.page.goto(bridge.url);
  });

  test("it opens with the network gone, before anything was set up", async () => {
    await app.part("add-account").first().waitFor();
    await app.seeItInstalled();
    await bridge.stop();
    await app.page.goto(bridge.url);
    await app.part("add-account").first().waitFor();
    app.seeNoComplaints();
    await bridge.start();
  });

  test("the message frame keeps its own policy when it comes from the cache", async () => {
    await bridge.stop();
    for (const [page, images] of [["message.html", "data: blob:"], ["message-remote.html", "data: blob: https:"]]) {
      const policy = await app.page.evaluate(async (page) => (await fetch(page)).headers.get("content-security-policy"), page);
      assert.ok(policy.includes("default-src 'none'"), policy);
      assert.ok(policy.includes(`img-src ${images};`), policy);
    }
    await bridge.start();
  });

  test("nothing but the app is kept: no tunnel, no mail", async () => {
    const kept = await app.page.evaluate(async () => {
      const urls = [];
      for (const name of await caches.keys()) {
        for (const request of await (await caches.open(name)).keys()) urls.push(new URL(request.url).pathname);
      }
      return urls;
    });
    assert.ok(kept.includes("/"), "the page itself is kept");
    assert.ok(kept.some((path) => path.endsWith("engine_bg.wasm")), "the engine is kept");
    assert.deepEqual(kept.filter((path) => /^\/(bridge|healthz|readyz|metrics|sw\.js)/.test(path)), []);
  });
});
