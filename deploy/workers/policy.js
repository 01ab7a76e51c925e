//! What the operator decided, read from the worker's bindings, and what follows from it for one request.
//! It opens nothing and resolves nothing; which addresses a name leads to is for the network under the worker to judge.

import { BEGINNINGS } from "./flow.js";

/** Mail is handed from server to server on this port, without a login: a bridge that reached it would be a spam relay. */
const NEVER_PORT = 25;
/** POP3, POP3S, submission over TLS, submission. */
const MAIL_PORTS = [110, 995, 465, 587];
const HTTPS_PORT = 443;
/** On these, TLS starts with the first byte. */
const TLS_PORTS = [995, 465, 443];
/** On these, the server speaks first. */
const POP3_PORT = 110;
const SUBMISSION_PORT = 587;
/** Where clouds hand out credentials, plain and inside an IPv6 address: never a mail server. */
const NEVER_ADDRESSES = ["169.254.169.254", "::ffff:a9fe:a9fe"];

/** Why no connection is opened, in the words of the protocol. */
export class Refusal extends Error {
  constructor(reason, what) {
    super(reason);
    this.reason = reason;
    this.what = what;
  }
}

export class Policy {
  #hosts;
  #ports;
  #namedHostPorts;
  #origins;
  #token;
  #private;

  /** Throws where a binding makes no sense: half an understanding of a policy is none. */
  constructor(bindings) {
    const list = (name) => (bindings[name] ?? "").split(",").map((item) => item.trim()).filter(Boolean);
    const ports = list("RESTANTE_ALLOW_PORT").map(portOf);
    this.#hosts = list("RESTANTE_ALLOW_HOST").map(allowedHost);
    this.#ports = ports.length ? ports : MAIL_PORTS;
    this.#namedHostPorts = ports.length ? [] : [HTTPS_PORT];
    this.#origins = list("RESTANTE_ALLOW_ORIGIN");
    this.#token = bindings.RESTANTE_ACCESS_TOKEN ?? null;
    this.#private = bindings.RESTANTE_ALLOW_PRIVATE === "true";
    this.connectTimeoutMs = seconds(bindings, "RESTANTE_CONNECT_TIMEOUT", 10);
    this.firstFrameTimeoutMs = seconds(bindings, "RESTANTE_FIRST_FRAME_TIMEOUT", 10);
    this.idleTimeoutMs = seconds(bindings, "RESTANTE_IDLE_TIMEOUT", 600);
    this.maxLifetimeMs = seconds(bindings, "RESTANTE_MAX_LIFETIME", 3600);
    this.maxBytes = whole(bindings, "RESTANTE_MAX_BYTES_PER_TUNNEL", 16 * 2 ** 30);
    if (this.#token === "") throw new Error("RESTANTE_ACCESS_TOKEN is empty");
    const odd = this.#origins.find((origin) => canonicalOrigin(origin) === undefined);
    if (odd !== undefined) throw new Error("RESTANTE_ALLOW_ORIGIN has something that is no origin");
  }

  get tokenRequired() {
    return this.#token !== null;
  }

  /** Whether a page of `origin` may open tunnels through a bridge that was asked for as `host`. */
  admitsOrigin(origin, host) {
    // No browser leaves it out, so there is no page to protect from; the token says who is asking.
    if (origin === null) return this.tokenRequired;
    const url = canonicalOrigin(origin);
    if (url === undefined) return false;
    if (this.#origins.length) return this.#origins.includes(origin);
    // Over plain HTTP, a stranger's name can be made to point here after its page was loaded (DNS rebinding).
    return isSameHost(url, host) && (url.protocol === "http:") === isLocal(url.hostname);
  }

  /** Compares digests, and those in constant time. */
  async admitsToken(text) {
    if (this.#token === null) return true;
    const digest = (word) => crypto.subtle.digest("SHA-256", new TextEncoder().encode(word));
    return crypto.subtle.timingSafeEqual(await digest(text ?? ""), await digest(this.#token));
  }

  /** The place to dial for a request; throws a `Refusal`. */
  route({ host: text, port }) {
    const host = parseHost(text);
    if (host === undefined) throw new Refusal("bad-request", "host");
    const named = this.#hosts.filter((allowed) => allowed.host === host);
    if (this.#hosts.length && !named.length) throw new Refusal("not-allowed", "host");
    const isListed = this.#hosts.length
      ? named.some(({ only }) => (only === undefined ? [...this.#ports, ...this.#namedHostPorts].includes(port) : only === port))
      : this.#ports.includes(port);
    if (!isListed || port === NEVER_PORT) throw new Refusal("not-allowed", "port");
    // Names are left to the network, which resolves them; an address that somebody spells out is nobody's mail server.
    const isOffLimits = NEVER_ADDRESSES.includes(host) || (!this.#private && isLocal(host));
    if (isOffLimits) throw new Refusal("not-allowed", "address");
    return { hostname: host.includes(":") ? `[${host}]` : host, port };
  }

  /** How browser and server must begin on this port, if that is laid down. An operator who names the hosts has said enough. */
  beginnings(port) {
    if (this.#hosts.length) return {};
    if (port === POP3_PORT) return { server: BEGINNINGS.pop3Greeting };
    if (port === SUBMISSION_PORT) return { server: BEGINNINGS.smtpGreeting };
    return TLS_PORTS.includes(port) ? { browser: BEGINNINGS.tlsHello } : {};
  }
}

function seconds(bindings, name, otherwise) {
  return whole(bindings, name, otherwise) * 1000;
}

function whole(bindings, name, otherwise) {
  const text = bindings[name] ?? String(otherwise);
  if (!/^[0-9]{1,12}$/.test(text)) throw new Error(`${name} is no whole number`);
  return Number(text);
}

function portOf(text) {
  const port = Number(text);
  if (!/^[0-9]{1,5}$/.test(text) || port === 0 || port > 65535) throw new Error("a port is no port");
  if (port === NEVER_PORT) throw new Error("port 25 is never opened");
  return port;
}

/** `NAME` or `NAME:PORT`. */
function allowedHost(text) {
  const whole = parseHost(text);
  if (whole !== undefined) return { host: whole };
  const [, name, port] = /^(\[.*\]|[^:]*):([0-9]+)$/.exec(text) ?? [];
  const host = name === undefined ? undefined : parseHost(name);
  if (host === undefined) throw new Error("RESTANTE_ALLOW_HOST has something that is no host");
  return { host, only: portOf(port) };
}

const OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
const ADDRESS_V4 = new RegExp(`^${OCTET}(\\.${OCTET}){3}$`);
const NAME = /^(?=.{1,253}$)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*$/i;

/** A name in lower case and without a final dot, or an address; `undefined` for whatever is spelled in another way. */
export function parseHost(text) {
  if (ADDRESS_V4.test(text)) return text;
  const inner = text.startsWith("[") && text.endsWith("]") ? text.slice(1, -1) : text;
  if (/^[0-9a-f:.]*:[0-9a-f:.]*$/i.test(inner)) {
    return URL.canParse(`http://[${inner}]`) ? new URL(`http://[${inner}]`).hostname.slice(1, -1) : undefined;
  }
  const name = text.endsWith(".") ? text.slice(0, -1) : text;
  // Resolvers also take "127.1" and "0x7f000001" for addresses; nobody's mail server is called so.
  const isNumeric = /(^|\.)[0-9][^.]*$/.test(name);
  return NAME.test(name) && !isNumeric ? name.toLowerCase() : undefined;
}

/** The parts of an origin that is written as browsers write it. */
function canonicalOrigin(text) {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url !== undefined && /^https?:$/.test(url.protocol) && url.origin === text ? url : undefined;
}

function isSameHost(url, host) {
  const asked = `${url.protocol}//${host ?? ""}`;
  return host !== null && URL.canParse(asked) && new URL(asked).origin === url.origin;
}

/** Whether a host is an address, or a name that belongs to no stranger. */
function isLocal(hostname) {
  return ADDRESS_V4.test(hostname) || hostname.includes(":") || !hostname.includes(".") || hostname.endsWith(".localhost");
}
