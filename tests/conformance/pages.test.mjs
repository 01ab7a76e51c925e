//! The app is as well kept in by the worker as by the bridge: the same headers on the same pages.

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { implementations } from "./support/implementations.mjs";

const FILES = {
  "index.html": '<!doctype html><style>a{}</style><script>1</script><script src="b.js"></script><script type="module">\nimport "./c.js";\n</script>',
  "message.html": "<!doctype html>",
  "message-remote.html": "<!doctype html>",
  "restante-ui-0123456789abcdef.js": "1",
  "sw.js": "1",
};
const ASKED = ["/", "/index.html", ...Object.keys(FILES).map((name) => `/${name}`), "/nothing", "/config.json", "/healthz"];
const SAME = [
  "cache-control",
  "content-security-policy",
  "cross-origin-opener-policy",
  "cross-origin-resource-policy",
  "permissions-policy",
  "referrer-policy",
  "x-content-type-options",
];

const serving = implementations.filter(({ serving }) => serving);

test("the app comes with the same headers from everybody", { skip: serving.length < 2 && "there is only one" }, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "restante-pages-"));
  t.after(() => rm(folder, { recursive: true }));
  for (const [name, text] of Object.entries(FILES)) await writeFile(join(folder, name), text);
  const answers = [];
  for (const implementation of serving) {
    const running = await implementation.serving(folder, { "access-token": "sesame" });
    t.after(running.stop);
    answers.push(await Promise.all(ASKED.map((path) => answer(running.origin, path))));
  }
  const [first, ...others] = answers;
  for (const other of others) assert.deepEqual(other, first);
  assert.match(first[0].headers["content-security-policy"], /script-src 'self' 'wasm-unsafe-eval' 'sha256-[^ ]+' 'sha256-[^ ]+'; style-src 'self' 'sha256-/);
});

async function answer(origin, path) {
  const response = await fetch(origin + path);
  const body = await response.text();
  const { host } = new URL(origin);
  const headers = SAME.map((name) => [name, response.headers.get(name)?.replaceAll(host, "HOST")]);
  // What is said beside a status is for people, and each may say it in its own words.
  return { path, status: response.status, headers: Object.fromEntries(headers), body: response.ok && path !== "/healthz" ? body : "" };
}
