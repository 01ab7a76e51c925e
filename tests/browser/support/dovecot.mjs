//! A real Dovecot for one suite: on loopback, with a certificate from a private authority, as root or as anybody.
//! `tests/support/dovecot.rs` is the same for tests in Rust; what is changed in one is changed in the other.

import { X509Certificate } from "node:crypto";
import { execFileSync, spawn } from "node:child_process";
import { chmod, chown, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import path from "node:path";

import { freePort, waitUntil } from "./wait.mjs";

export const USER = "anna";
export const PASSWORD = "correct-horse-1";
export const HOST = "localhost";

/**
 * Starts a server whose mailbox holds these messages (strings or buffers with CRLF), in this order.
 * `settings` are more lines for its configuration.
 */
export async function startDovecot(messages = [], { settings = "" } = {}) {
  const folder = await mkdtemp("/tmp/dovecot-");
  await chmod(folder, 0o755);
  const owner = mailOwner();
  const ports = { pop3: await freePort(), pop3s: await freePort() };
  const certificate = await makeCertificate(folder);
  await mkdir(path.join(folder, "run"));
  await mkdir(path.join(folder, "mail"));
  await owner.take(path.join(folder, "mail"));
  await writeFile(path.join(folder, "dovecot.conf"), configuration(folder, owner, ports, settings));

  const program = process.env.DOVECOT || "/usr/sbin/dovecot";
  const server = spawn(program, ["-F", "-c", path.join(folder, "dovecot.conf")], { stdio: ["ignore", "ignore", "inherit"] });
  let failure;
  server.on("error", (error) => {
    failure = new Error(`these tests need Dovecot (apt-get install dovecot-pop3d): ${error.message}`);
  });
  const ended = new Promise((resolve) => server.on("exit", resolve).on("error", resolve));

  let count = 0;
  async function deliver(message) {
    count += 1;
    const mailbox = path.join(folder, "mail", USER);
    for (const part of ["", "tmp", "new", "cur"]) await owner.makeFolder(path.join(mailbox, part));
    // Dovecot numbers the messages of a folder by the time in their names.
    const name = `${1_700_000_000 + count}.M${count}.test,S=${Buffer.byteLength(message)}`;
    await writeFile(path.join(mailbox, "tmp", name), message);
    await owner.take(path.join(mailbox, "tmp", name));
    await rename(path.join(mailbox, "tmp", name), path.join(mailbox, "new", name));
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

/** An authority that no browser knows, and what it signs. */
async function makeCertificate(folder) {
  const file = (name) => path.join(folder, name);
  const openssl = (...words) => execFileSync("openssl", words, { stdio: "pipe" });
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  openssl("req", "-x509", ...key, "-keyout", file("ca-key.pem"), "-out", file("ca.pem"), "-days", "30", "-subj", "/CN=Private test authority");
  openssl("req", "-new", ...key, "-keyout", file("key.pem"), "-out", file("request.pem"), "-subj", `/CN=${HOST}`);
  await writeFile(file("names"), `subjectAltName=DNS:${HOST},IP:127.0.0.1\n`);
  openssl("x509", "-req", "-in", file("request.pem"), "-CA", file("ca.pem"), "-CAkey", file("ca-key.pem"),
    "-CAcreateserial", "-days", "30", "-extfile", file("names"), "-out", file("certificate.pem"));
  return new X509Certificate(await readFile(file("certificate.pem")));
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

const configuration = (folder, { user, group }, { pop3, pop3s }, settings) => `
base_dir = ${folder}/run
state_dir = ${folder}/run
log_path = ${folder}/log
protocols = pop3
listen = 127.0.0.1
ssl = yes
ssl_cert = <${folder}/certificate.pem
ssl_key = <${folder}/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
default_internal_user = ${user}
default_internal_group = ${group}
default_login_user = ${user}
first_valid_uid = 0
first_valid_gid = 0
mail_location = maildir:${folder}/mail/%u
mail_uid = ${user}
mail_gid = ${group}
mail_fsync = never
mail_max_userip_connections = 1000
passdb {
  driver = static
  args = password=${PASSWORD}
}
userdb {
  driver = static
  args = uid=${user} gid=${group} home=${folder}/mail/%u
}
service anvil {
  chroot =
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service pop3-login {
  chroot =
  inet_listener pop3 {
    port = ${pop3}
  }
  inet_listener pop3s {
    port = ${pop3s}
    ssl = yes
  }
}
${settings}
`;
