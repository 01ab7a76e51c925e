// Draws the PNG icons from the SVG ones: `node tests/browser/icons/render.mjs`. Run it after changing a drawing.
// The full-bleed drawing serves for masks (its mark stays inside the inner 80 % circle) and for iOS (which wants no holes).

import { readFile, writeFile } from "node:fs/promises";
import { chromium } from "playwright-core";

const here = new URL(".", import.meta.url);
const icons = new URL("../../../src/static/icons/", here);
const drawings = [
  ["app.svg", "icon-192.png", 192],
  ["app.svg", "icon-512.png", 512],
  ["full.svg", "maskable-512.png", 512],
  ["full.svg", "apple-touch-180.png", 180],
  ["check.svg", "shortcut-check-96.png", 96],
  ["add.svg", "shortcut-add-96.png", 96],
];

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
for (const [source, target, size] of drawings) {
  const svg = await readFile(new URL(source, here), "utf8");
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(`<style>body{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`);
  await writeFile(new URL(target, icons), await page.screenshot({ omitBackground: true }));
}
await browser.close();
