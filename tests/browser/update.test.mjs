//! A new version is offered quietly and taken when its user says so: nobody loses what they are doing.

import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";

import { App, openBrowser } from "./support/app.mjs";
import { startBridge } from "./support/bridge.mjs";

const dist = process.env.RESTANTE_DIST ?? fileURLToPath(new URL("../../dist", import.meta.url));

describe("a new version of the app", () => {
  let folder, bridge, browser, app;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "restante-dist-"));
    await cp(dist, folder, { recursive: true, filter: (file) => !/\.(br|gz)$/.test(file) });
    bridge = await startBridge({ options: ["--static-dir", folder] });
    browser = await openBrowser();
    app = await App.open(browser, bridge.url);
    await app.part("add-account").first().waitFor();
    await app.seeItInstalled();
  });

  after(async () => {
    await browser?.close();
    await bridge?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const versionsKept = () =>
    app.page.evaluate(async () => (await caches.keys()).filter((name) => name.startsWith("restante-app-")));

  test("is offered, and the page stays as it is", async () => {
    const [first] = await versionsKept();
    const worker = path.join(folder, "sw.js");
    const source = await readFile(worker, "utf8");
    await writeFile(worker, source.replace(/version: "[0-9a-f]+"/, 'version: "next"'));
    await app.page.evaluate(() => {
      globalThis.untouched = true;
      return navigator.serviceWorker.getRegistration().then((registration) => registration.update()).then(() => undefined);
    });
    await app.part("update-available").waitFor();
    assert.equal(await app.page.evaluate(() => globalThis.untouched), true);
    assert.deepEqual(new Set(await versionsKept()), new Set([first, "restante-app-next"]));
  });

  test("is taken on request, and the old one goes", async () => {
    await app.part("update-available").getByRole("button").first().click();
    await app.page.waitForFunction(() => !globalThis.untouched);
    await app.part("add-account").first().waitFor();
    assert.deepEqual(await versionsKept(), ["restante-app-next"]);
    app.seeNoComplaints();
  });
});
