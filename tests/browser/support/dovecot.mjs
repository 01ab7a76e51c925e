//! A real Dovecot for one suite: on loopback, with a certificate from a private authority, as root or as anybody.
//! `tests/support/dovecot.rs` does the same for tests in Rust, with the same configuration.

import { X509Certificate } from "node:crypto";
import { execFileSync, spawn } from "node:child_process";
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import path from "node:path";

import { freePort, waitUntil } from "./wait.mjs";

export const USER = "anna";
export const PASSWORD = "correct-horse-1";
export const HOST = "localhost";

const program = process.env.DOVECOT || "/usr/sbin/dovecot";

/**
 * Starts a server whose mailbox holds these messages (strings or buffers with CRLF), in this order.
 * `settings` are more lines for its configuration; `certificate` is what differs from a good one (`names`, `from`, `until`).
 * The mailbox is `user`'s, who signs in with `password`.
 */
export async function startDovecot(messages = [], { settings = "", certificate: asked = {}, user = USER, password = PASSWORD } = {}) {
  const folder = await mkdtemp("/tmp/dovecot-");
  await chmod(folder, 0o755);
  const owner = mailOwner();
  const ports = { pop3: await freePort(), pop3s: await freePort() };
  const certificate = await makeCertificate(folder, asked);
  await mkdir(path.join(folder, "run"));
  await mkdir(path.join(folder, "mail"));
  await owner.take(path.join(folder, "mail"));
  await writeFile(path.join(folder, "dovecot.conf"), await configuration({ folder, owner: owner.user, group: owner.group, ...ports, password, settings }));

  const server = spawn(program, ["-F", "-c", path.join(folder, "dovecot.conf")], { stdio: ["ignore", "ignore", "inherit"] });
  let failure;
  server.on("error", (error) => {
    failure = new Error(`these tests need Dovecot (apt-get install dovecot-pop3d): ${error.message}`);
  });
  const ended = new Promise((resolve) => server.on("exit", resolve).on("error", resolve));

  let count = 0;
  async function deliver(message) {
    count += 1;
    const mailbox = path.join(folder, "mail", user);
    for (const part of ["", "tmp", "new", "cur"]) await owner.makeFolder(path.join(mailbox, part));
    // Dovecot numbers the messages of a folder by the time in their names.
    const name = `${1_700_000_000 + count}.M${count}.test,S=${Buffer.byteLength(message)}`;
    await writeFile(path.join(mailbox, "tmp", name), message);
    await owner.take(path.join(mailbox, "tmp", name));
    await rename(path.join(mailbox, "tmp", name), path.join(mailbox, "new", name));
  }

  /** The messages that are in the mailbox now, by their places among all that were delivered, from 1 on. */
  async function left() {
    const mailbox = path.join(folder, "mail", user);
    // A message goes from `new` to `cur` when it is first seen, and never back.
    const names = [...(await readdir(path.join(mailbox, "new"))), ...(await readdir(path.join(mailbox, "cur")))];
    return new Set(names.map((name) => Number(/\.M(\d+)\./.exec(name)[1])));
  }

  for (const message of messages) await deliver(message);
  await waitUntil("Dovecot answers", async () => {
    if (failure) throw failure;
    return greets(ports.pop3);
  });

  return {
    ...ports,
    /** SHA-256 of the certificate, in lower-case hexadecimal. */
    fingerprint: certificate.fingerprint256.replaceAll(":", "").toLowerCase(),
    deliver,
    left,
    log: () => readFile(path.join(folder, "log"), "utf8").catch(() => ""),
    async stop() {
      server.kill("SIGTERM");
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Mailboxes belong to whoever runs the tests, or to nobody where that is root. */
function mailOwner() {
  const id = (...words) => execFileSync("id", words, { encoding: "utf8" }).trim();
  const isRoot = process.getuid() === 0;
  const user = isRoot ? "nobody" : id("-un");
  const [uid, gid] = [Number(id("-u", user)), Number(id("-g", user))];
  const take = async (file) => {
    if (isRoot) await chown(file, uid, gid);
  };
  const makeFolder = async (folder) => {
    await mkdir(folder, { recursive: true });
    await take(folder);
  };
  return { user, group: id("-gn", user), take, makeFolder };
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** An authority that no browser knows, and what it signs: `certificate.pem` with `key.pem`. */
export async function makeCertificate(folder, { names = [`DNS:${HOST}`, "IP:127.0.0.1"], from = Date.now() - DAY_MS, until = Date.now() + 30 * DAY_MS } = {}) {
  const file = (name) => path.join(folder, name);
  const openssl = (...words) => execFileSync("openssl", words, { stdio: "pipe" });
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  const moment = (time) => `${new Date(time).toISOString().replaceAll(/[-:T]|\.\d+/g, "")}`;
  openssl("req", "-x509", ...key, "-keyout", file("ca-key.pem"), "-out", file("ca.pem"), "-days", "30", "-subj", "/CN=Private test authority");
  openssl("req", "-new", ...key, "-keyout", file("key.pem"), "-out", file("request.pem"), "-subj", `/CN=${HOST}`);
  await writeFile(file("names"), `subjectAltName=${names.join(",")}\n`);
  await writeFile(file("issued"), "");
  await writeFile(file("ca.conf"), authority(folder));
  openssl("ca", "-batch", "-notext", "-config", file("ca.conf"), "-extfile", file("names"),
    "-startdate", moment(from), "-enddate", moment(until), "-in", file("request.pem"), "-out", file("certificate.pem"));
  return new X509Certificate(await readFile(file("certificate.pem")));
}

function authority(folder) {
  return `[ca]
default_ca = here
[here]
dir = ${folder}
database = $dir/issued
rand_serial = yes
new_certs_dir = $dir
certificate = $dir/ca.pem
private_key = $dir/ca-key.pem
default_md = sha256
policy = anybody
[anybody]
commonName = supplied
`;
}

function greets(port) {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.on("data", (bytes) => {
      resolve(bytes.toString().startsWith("+OK"));
      socket.destroy();
    });
    socket.on("error", () => resolve(false));
    socket.on("close", () => resolve(false));
  });
}

async function configuration(values) {
  const version = execFileSync(program, ["--version"], { encoding: "utf8" });
  const name = version.startsWith("2.3.") ? "dovecot-2.3.conf" : "dovecot-2.4.conf";
  const template = await readFile(new URL(`../../support/${name}`, import.meta.url), "utf8");
  return template.replace(/\{(\w+)\}/g, (word, name) => values[name] ?? word);
}
