//! The container without Docker: what the Dockerfile's last stage describes, started in namespaces of its own.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { freePort } from "../browser/support/wait.mjs";
import { ask } from "./support/ask.mjs";
import { execute, lastStage, makeRoot, owner, startContainer, status } from "./support/container.mjs";
import { framed, startParrot } from "./support/parrot.mjs";
import { open } from "./support/tunnel.mjs";

const DOCKERFILE = new URL("../../deploy/container/Dockerfile", import.meta.url);
/** The program without libraries: `cargo build --release --package restante-bridge --target x86_64-unknown-linux-musl`. */
const program = process.env.RESTANTE_STATIC_BRIDGE ?? fileURLToPath(new URL("../../target/x86_64-unknown-linux-musl/release/restante-bridge", import.meta.url));

const run = promisify(execFile);

describe("the container", { timeout: 60_000 }, () => {
  let image, built, parrot, container, site, where;

  before(async () => {
    image = lastStage(await readFile(DOCKERFILE, "utf8"));
    built = await makeRoot(image, { "/image/restante-bridge": program });
    parrot = await startParrot();
    const port = await freePort();
    // In a network of its own it would have the port that the image names.
    where = { RESTANTE_LISTEN: `127.0.0.1:${port}` };
    container = await startContainer(image, built.root, ["--allow-private", "--allow-port", String(parrot.port)], where);
    site = { address: `http://127.0.0.1:${port}`, host: `127.0.0.1:${port}`, origin: `http://127.0.0.1:${port}` };
  });

  after(async () => {
    await container?.stop();
    await built?.remove();
    await parrot?.stop();
  });

  test("holds one program, which needs no library and no shell", async () => {
    assert.equal(image.base, "scratch");
    assert.deepEqual(image.files.map(({ to }) => to), ["/restante-bridge"]);
    const { stdout } = await run("readelf", ["--program-headers", "--dynamic", program]);
    assert.deepEqual(stdout.split("\n").filter((line) => /INTERP|NEEDED/.test(line)), []);
  });

  test("listens where its port can be published", () => {
    assert.equal(image.environment.RESTANTE_LISTEN, "0.0.0.0:8025");
  });

  test("runs as nobody, without a right, and can write nothing", async () => {
    const { inside, outside } = await owner(container.pid);
    assert.deepEqual(inside, [65532, 65532]);
    assert.ok(!outside.includes(0), `${outside}`);
    for (const name of ["CapEff", "CapPrm", "CapBnd", "CapAmb"]) assert.match(await status(container.pid, name), /^0+$/, name);
    assert.equal(await status(container.pid, "NoNewPrivs"), "1");
    const mounts = (await readFile(`/proc/${container.pid}/mountinfo`, "utf8")).split("\n").map((line) => line.split(" "));
    const [, , , , , options] = mounts.findLast(([, , , , place]) => place === "/");
    assert.ok(options.split(",").includes("ro"), options);
  });

  test("serves the page and says that it is well", async () => {
    const page = await ask(site, "/");
    assert.equal(page.status, 200);
    assert.match(page.bytes.toString(), /<title>Restante<\/title>/);
    assert.equal((await ask(site, "/healthz")).status, 200);
  });

  test("is found well by the check in its image, and not well where nobody answers", async () => {
    const { code, said } = await execute(image, built.root, image.healthcheck, where);
    assert.equal(code, 0, said);
    const elsewhere = { RESTANTE_LISTEN: `127.0.0.1:${await freePort()}` };
    assert.equal((await execute(image, built.root, image.healthcheck, elsewhere)).code, 1);
  });

  test("carries a stream", async () => {
    const bytes = framed(randomBytes(1024 * 1024));
    const tunnel = await open(site, parrot.port);
    await tunnel.hearConnected();
    await tunnel.give(bytes);
    assert.ok((await tunnel.take(bytes.length)).equals(bytes));
    tunnel.close();
  });

  test("stops when it is asked to", async () => {
    assert.equal(await container.stop(), 0);
  });
});
