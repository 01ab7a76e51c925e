//! The unit for systemd: it is one that systemd understands, and gives the bridge next to nothing.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, test } from "node:test";

import { program, startBridge } from "../browser/support/bridge.mjs";
import { find, replaced } from "./support/proxies.mjs";

const UNIT = fileURLToPath(new URL("../../deploy/systemd/restante-bridge.service", import.meta.url));
const CONFIG = new URL("../../deploy/systemd/bridge.toml", import.meta.url);
const MOST_EXPOSED = 2.0;

const run = promisify(execFile);

// Where there is no systemd there is nobody to ask; Debian and Ubuntu have it, and so does whoever runs every test.
describe("the unit for systemd", { skip: !find("systemd-analyze") && "systemd is not here" }, () => {
  test("exposes less than 2.0 of 10", async () => {
    const { stdout } = await run("systemd-analyze", ["security", "--offline=true", "--no-pager", UNIT]);
    const exposure = Number(/Overall exposure level for restante-bridge\.service: ([\d.]+)/.exec(stdout)?.[1]);
    assert.ok(exposure < MOST_EXPOSED, stdout);
  });

  test("has no word that systemd does not know", async (t) => {
    const folder = await mkdtemp("/tmp/unit-");
    t.after(() => rm(folder, { recursive: true }));
    const copy = path.join(folder, "restante-bridge.service");
    await writeFile(copy, replaced(await readFile(UNIT, "utf8"), [["/usr/bin/restante-bridge", program]]));
    const { stdout, stderr } = await run("systemd-analyze", ["verify", copy]);
    // What else is on this machine is not looked at.
    const about = (stdout + stderr).split("\n").filter((line) => line.includes("restante"));
    assert.deepEqual(about, []);
  });
});

describe("its configuration", () => {
  test("is one that the bridge takes", async (t) => {
    const folder = await mkdtemp("/tmp/config-");
    t.after(() => rm(folder, { recursive: true }));
    const file = path.join(folder, "bridge.toml");
    const text = await readFile(CONFIG, "utf8");
    const everything = text.replaceAll(/^# (?=[a-z-]+ = )/gm, "");
    assert.notEqual(everything, text);
    await writeFile(file, everything.replace(/^listen.*$/m, "").replace(/^metrics-listen.*$/m, ""));
    const bridge = await startBridge({ options: ["--config", file] });
    await bridge.stop();
  });
});
