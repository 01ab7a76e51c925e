//! What is downloaded, and when: a first view without TLS and MIME, within its budget.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";

import { App, openBrowser } from "./support/app.mjs";
import { startBridge } from "./support/bridge.mjs";

const dist = process.env.RESTANTE_DIST ?? fileURLToPath(new URL("../../dist", import.meta.url));
// The goals (benches/README.md).
const FIRST_VIEW_KB = 250;
const ENGINE_KB = 650;
// What reads mail comes after what fetches it.
const READING_KB = 250;

describe("what is downloaded", () => {
  let bridge, browser, asked;

  before(async () => {
    bridge = await startBridge();
    browser = await openBrowser({ serviceWorkers: "block" });
    const page = await browser.context.newPage();
    const requests = [];
    page.on("request", (request) => requests.push(new URL(request.url())));
    const app = new App(page, bridge.url);
    await page.goto(bridge.url);
    await app.part("add-account").first().waitFor();
    await page.waitForLoadState("networkidle");
    asked = [...new Set(requests.map(({ pathname }) => pathname.slice(1) || "index.html"))].filter((name) => existsSync(path.join(dist, name)));
  });

  after(async () => {
    await browser?.close();
    await bridge?.stop();
  });

  const kilobytes = async (names) => {
    const sizes = await Promise.all(names.map(async (name) => {
      const compressed = path.join(dist, `${name}.br`);
      return (await stat(existsSync(compressed) ? compressed : path.join(dist, name))).size;
    }));
    return sizes.reduce((sum, size) => sum + size, 0) / 1000;
  };

  const isEngine = (name) => name.startsWith("engine");
  const isReading = (name) => name.startsWith("reading-");

  test(`the first view takes at most ${FIRST_VIEW_KB} kB`, async () => {
    const names = asked.filter((name) => !isEngine(name) && !isReading(name));
    assert.ok(names.some((name) => name.endsWith("_bg.wasm")), `the interface is among ${names}`);
    assert.ok(!names.some((name) => name.startsWith("parts-")), `nothing that can wait is among ${names}`);
    const size = await kilobytes(names);
    assert.ok(size <= FIRST_VIEW_KB, `${size} kB: ${names}`);
  });

  test(`the engine takes at most ${ENGINE_KB} kB`, async () => {
    const names = (await readdir(dist)).filter((name) => isEngine(name) && !/\.(br|gz)$/.test(name));
    assert.ok(names.includes("engine_bg.wasm"), `the engine is among ${names}`);
    const size = await kilobytes(names);
    assert.ok(size <= ENGINE_KB, `${size} kB`);
  });

  test(`what reads mail takes at most ${READING_KB} kB more`, async () => {
    const names = (await readdir(dist)).filter((name) => isReading(name) && !/\.(br|gz)$/.test(name));
    assert.equal(names.length, 1, `${names}`);
    const size = await kilobytes(names);
    assert.ok(size <= READING_KB, `${size} kB`);
  });

  test("TLS and MIME are in the engine, and not in the interface", async () => {
    const files = await readdir(dist);
    const module = async (start) => (await readFile(path.join(dist, files.find((name) => name.startsWith(start) && name.endsWith(".wasm"))))).toString("latin1");
    const [ui, engine] = [(await module("restante-ui")) + (await module("parts-")), await module("engine")];
    // A label of TLS 1.3's key schedule, and a header of MIME.
    for (const word of ["c hs traffic", "content-transfer-encoding"]) {
      assert.ok(engine.toLowerCase().includes(word), `the engine says ${word}`);
      assert.ok(!ui.toLowerCase().includes(word), `the interface says ${word}`);
    }
  });
});
