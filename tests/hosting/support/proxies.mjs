//! The proxies of `deploy/`, started with the committed files: only ports and paths are put in, and each must be there
//! to be replaced. What stands around a file (where to write, how to stay in the foreground) is as small as it can be,
//! and sets every time-out that the file does not set itself to a second.

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { connect } from "node:tls";
import path from "node:path";

import { makeCertificate } from "../../browser/support/dovecot.mjs";
import { freePort, waitUntil } from "../../browser/support/wait.mjs";

/** The name in the committed files. */
export const NAME = "mail.example.org";
const BRIDGE = "127.0.0.1:8025";

const committed = (file) => readFile(new URL(`../../../deploy/${file}`, import.meta.url), "utf8");

/** Replaces what is there; what is not there to be replaced has changed, and these words must change with it. */
export function replaced(text, words) {
  for (const [from, to] of words) {
    if (!text.includes(from)) throw new Error(`the committed file has no ${JSON.stringify(from)}`);
    text = text.replaceAll(from, to);
  }
  return text;
}

const PROXIES = {
  nginx: {
    program: "nginx",
    file: "nginx/restante.conf",
    quiet: /proxy_(?:read|send)_timeout (\d+)s;/g,
    async prepare(place, file = this.file) {
      const text = await committed(file);
      const secure = ["listen 443 ssl", `listen ${place.secure} ssl`];
      const site = {
        "nginx/restante.conf": () => replaced(text, [...place.upstream, ["listen 80;", `listen ${place.plain};`], secure, ...certbot(place)]),
        "nginx/two-names.conf": () => replaced(text, [...place.upstream, secure, ...certbot(place), ...certbot(place, "app.example.org")]),
        "nginx/below-a-path.conf": () => `server {
  listen ${place.secure} ssl; server_name ${NAME};
  ssl_certificate ${place.folder}/certificate.pem; ssl_certificate_key ${place.folder}/key.pem;
  ${replaced(text, place.upstream)}
}`,
      }[file]();
      await place.write("site.conf", site);
      await place.write("nginx.conf", `daemon off; error_log stderr; pid ${place.folder}/pid;
events {}
http {
  access_log off; proxy_read_timeout 1s; proxy_send_timeout 1s; keepalive_timeout 1s;
  ${["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((kind) => `${kind}_temp_path ${place.folder}/${kind};`).join(" ")}
  types { text/html html; text/javascript js; text/css css; application/wasm wasm; image/svg+xml svg; application/json json; application/manifest+json webmanifest; }
  include ${place.folder}/site.conf;
}`);
      return ["-e", "stderr", "-p", place.folder, "-c", `${place.folder}/nginx.conf`];
    },
  },

  caddy: {
    program: "caddy",
    file: "caddy/Caddyfile",
    /** Caddy makes its certificates itself: here with an authority of its own, in place of the public one. */
    authority: "caddy/pki/authorities/local/root.crt",
    async prepare(place, file = this.file) {
      await place.write("Site", replaced(await committed(file), place.upstream));
      await place.write("Caddyfile", `{
  admin off
  local_certs
  skip_install_trust
  http_port ${place.plain}
  https_port ${place.secure}
  storage file_system ${place.folder}/caddy
  servers {
    protocols h1 h2
    timeouts {
      idle 1s
    }
  }
}
import Site`);
      return ["run", "--adapter", "caddyfile", "--config", `${place.folder}/Caddyfile`];
    },
  },

  apache: {
    program: "apache2",
    file: "apache/restante.conf",
    quiet: /timeout=(\d+)/g,
    async prepare(place, file = this.file) {
      const site = replaced(await committed(file), [...place.upstream, ["<VirtualHost *:80>", `<VirtualHost *:${place.plain}>`], ["<VirtualHost *:443>", `<VirtualHost *:${place.secure}>`], ...certbot(place)]);
      await place.write("site.conf", site);
      const modules = ["mpm_event", "authz_core", "headers", "ssl", "socache_shmcb", "proxy", "proxy_http", "alias"];
      await place.write("apache2.conf", `ServerRoot ${place.folder}
ServerName localhost
PidFile ${place.folder}/pid
DefaultRuntimeDir ${place.folder}
Mutex file:${place.folder} default
ErrorLog ${place.folder}/log
Listen ${place.plain}
Listen ${place.secure}
Timeout 1
ProxyTimeout 1
${modules.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join("\n")}
${process.getuid() === 0 ? "User nobody\nGroup nogroup" : ""}
Include ${place.folder}/site.conf`);
      return ["-D", "FOREGROUND", "-f", `${place.folder}/apache2.conf`];
    },
  },

  haproxy: {
    program: "haproxy",
    file: "haproxy/haproxy.cfg",
    quiet: /timeout tunnel (\d+)s/g,
    async prepare(place, file = this.file) {
      const both = await Promise.all(["certificate.pem", "ca.pem", "key.pem"].map((name) => readFile(path.join(place.folder, name), "utf8")));
      await place.write("restante.pem", both.join(""));
      await place.write("haproxy.cfg", replaced(await committed(file), [
        ...place.upstream,
        ["bind :80", `bind :${place.plain}`], ["bind :443", `bind :${place.secure}`], ["/etc/haproxy", place.folder],
        ["timeout client 30s", "timeout client 1s"], ["timeout server 30s", "timeout server 1s"],
      ]));
      return ["-db", "-f", `${place.folder}/haproxy.cfg`];
    },
  },

  traefik: {
    program: "traefik",
    file: "traefik/restante.yml",
    async prepare(place, file = this.file) {
      const site = replaced(await committed(file), [...place.upstream, ["      tls:\n        certResolver: letsencrypt\n", "      tls: {}\n"]]);
      await place.write("restante.yml", `${site}\ntls:\n  certificates:\n    - certFile: ${place.folder}/certificate.pem\n      keyFile: ${place.folder}/key.pem\n`);
      const [entry] = (await committed("traefik/traefik.yml")).split("\ncertificatesResolvers:");
      await place.write("traefik.yml", replaced(entry, [[":80\"", `:${place.plain}"`], [":443\"", `:${place.secure}"`], ["/etc/traefik", place.folder]]));
      return ["--configFile", `${place.folder}/traefik.yml`];
    },
  },
};

/** For how many seconds a file lets a tunnel be quiet, wherever it says so; a proxy that has no such limit needs no word. */
export async function quietSeconds(name) {
  const { file, quiet } = PROXIES[name];
  return quiet && [...(await committed(file)).matchAll(quiet)].map(([, seconds]) => Number(seconds));
}

/** Where certbot puts a certificate. */
const certbot = ({ folder }, name = NAME) => [[`/etc/letsencrypt/live/${name}/fullchain.pem`, `${folder}/certificate.pem`], [`/etc/letsencrypt/live/${name}/privkey.pem`, `${folder}/key.pem`]];

/** Where a program is, also where Debian keeps daemons. */
export function find(program) {
  const folders = [...(process.env.PATH ?? "").split(":"), "/usr/sbin", "/usr/local/sbin"];
  return folders.map((folder) => path.join(folder, program)).find((file) => existsSync(file));
}

/** The proxies that are tried: those that Debian has, and Traefik where somebody installed it. */
export const TRIED = Object.keys(PROXIES).filter((name) => name !== "traefik" || find(PROXIES[name].program));

/**
 * Starts a proxy in front of a bridge; `file` is another of its files than the usual one. Ends with what a client must
 * know to knock: address, name, authority.
 */
export async function startProxy(name, { bridge, file, port, words = [] }) {
  const proxy = PROXIES[name];
  const program = find(proxy.program);
  if (!program) throw new Error(`these tests need ${proxy.program}`);
  const folder = await mkdtemp(`/tmp/${name}-`);
  // Some give up root's rights before they read what is theirs.
  await chmod(folder, 0o755);
  await makeCertificate(folder, { names: [`DNS:${NAME}`, "DNS:app.example.org"] });
  const place = {
    folder,
    plain: await freePort(),
    secure: port ?? (await freePort()),
    upstream: [[BRIDGE, `127.0.0.1:${new URL(bridge.url).port}`], ...words],
    write: (file, text) => writeFile(path.join(folder, file), text),
  };
  await mkdir(path.join(folder, "home"));
  const options = await proxy.prepare(place, file);
  const running = spawn(program, options, { env: { ...process.env, HOME: path.join(folder, "home") }, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [running.stdout, running.stderr]) stream.setEncoding("utf8").on("data", (text) => (said += text));
  let hasEnded = false;
  const ended = new Promise((resolve) => running.on("exit", resolve)).then(() => (hasEnded = true));

  let authority;
  await waitUntil(`${name} shows its certificate`, async () => {
    if (hasEnded) throw new Error(`${name} ended:\n${said}`);
    authority = await readFile(path.join(folder, proxy.authority ?? "ca.pem"), "utf8").catch(() => undefined);
    return authority !== undefined && showsCertificate(place.secure, authority);
  });
  return {
    address: `https://127.0.0.1:${place.secure}`,
    plainPort: place.plain,
    port: place.secure,
    name: NAME,
    // As in front of port 443: a browser names no port there.
    host: NAME,
    origin: `https://${NAME}`,
    ca: authority,
    pid: running.pid,
    folder,
    said: () => said,
    async stop() {
      running.kill("SIGTERM");
      // Graceful ends wait for tunnels.
      const late = setTimeout(() => running.kill("SIGKILL"), 1000);
      await ended;
      clearTimeout(late);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function showsCertificate(port, ca) {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1", servername: NAME, ca });
    socket.on("secureConnect", () => resolve(true)).on("secureConnect", () => socket.destroy());
    socket.on("error", () => resolve(false));
  });
}
