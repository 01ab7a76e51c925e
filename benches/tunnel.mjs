//! The bridge beside `websocat`, `websockify`, nginx, HAProxy and plain TCP: starts `server-bridge/examples/throughput`, which
//! measures, and which no interpreter slows down.
//!
//! `cargo xtask bench tunnel`, or `node benches/tunnel.mjs [bulk|latency|idle|busy|crowd]…` for a part of it.

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../", import.meta.url));
const program = process.env.RESTANTE_BRIDGE ?? `${root}target/release/restante-bridge`;
const words = ["run", "--release", "--quiet", "--package", "restante-bridge", "--example", "throughput", "--", program];

const { status } = spawnSync("cargo", [...words, ...process.argv.slice(2)], { cwd: root, stdio: "inherit" });
process.exitCode = status ?? 1;
