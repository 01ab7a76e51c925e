//! The committed files of `deploy/` for each proxy, in that proxy, in front of the real bridge: what a page needs comes
//! through, what a stranger says does not, and nothing is cut that the bridge would let live.

import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { after, before, describe, test } from "node:test";

import { startBridge } from "../browser/support/bridge.mjs";
import { ask } from "./support/ask.mjs";
import { framed, startParrot } from "./support/parrot.mjs";
import { quietSeconds, startProxy, TRIED } from "./support/proxies.mjs";
import { knock, open } from "./support/tunnel.mjs";

const MEBIBYTES = 32;
/** Longer than the second after which each proxy cuts what its file says nothing about. */
const IDLE_SECONDS = 3;
/** After which a bridge ends a quiet tunnel that nobody told otherwise. */
const IDLE_BY_DEFAULT = 600;

/** Some proxies ask for less than they hand on, unless somebody wants exactly this. */
const AS_IT_IS = { "accept-encoding": "identity" };

const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

for (const name of TRIED) {
  describe(`${name}, with the file that is handed out`, { concurrency: true }, () => {
    let parrot, bridge, site;

    before(async () => {
      parrot = await startParrot();
      bridge = await startBridge({ ports: [parrot.port], options: ["--trusted-proxy", "127.0.0.1", "--max-tunnels-per-client", "2", "--idle-timeout", String(IDLE_SECONDS)] });
      site = await startProxy(name, { bridge });
    });

    after(async () => {
      await site?.stop();
      await bridge?.stop();
      await parrot?.stop();
    });

    test("the page comes over HTTPS as the bridge gave it, and is kept to HTTPS", async () => {
      const [through, direct] = [await ask(site, "/", AS_IT_IS), await ask({ ...bridge, host: site.host }, "/", AS_IT_IS)];
      assert.equal(through.status, 200);
      assert.deepEqual(through.bytes, direct.bytes);
      for (const header of ["content-security-policy", "x-content-type-options", "referrer-policy", "cross-origin-opener-policy", "cross-origin-resource-policy", "permissions-policy", "cache-control", "etag", "content-type"]) {
        assert.equal(through.headers[header], direct.headers[header], header);
      }
      assert.match(through.headers["content-security-policy"], /connect-src 'self' ws:\/\/mail\.example\.org wss:\/\/mail\.example\.org;/);
      assert.equal(through.headers["strict-transport-security"], "max-age=31536000");
    });

    test("what is compressed stays so, byte for byte", async () => {
      const page = (await ask(site, "/")).bytes.toString();
      const [style] = page.match(/\/[\w-]+\.css/);
      const asked = { "accept-encoding": "br, gzip" };
      const [through, direct] = [await ask(site, style, asked), await ask(bridge, style, asked)];
      assert.equal(through.headers["content-encoding"], "br");
      assert.equal(sha256(through.bytes), sha256(direct.bytes));
    });

    test("who comes without TLS is sent to it", async () => {
      const { status, headers } = await ask({ address: `http://127.0.0.1:${site.plainPort}`, host: site.host }, "/");
      assert.ok([301, 302, 308].includes(status), `${status}`);
      assert.match(headers.location, /^https:\/\/mail\.example\.org(:\d+)?\/$/);
    });

    test("a page of this site opens tunnels, and no other page does", async () => {
      const tunnel = await open(site, parrot.port);
      await tunnel.hearConnected();
      tunnel.close();
      for (const origin of ["https://example.org", "http://mail.example.org", "https://mail.example.org.evil.test", "https://mail.example.org:8443", "null", undefined]) {
        assert.equal((await knock({ ...site, origin })).status, 403, `${origin}`);
      }
    });

    test("every client counts by its own address, whatever it says of itself", async () => {
      const boast = { "x-forwarded-for": "198.51.100.7", forwarded: "for=198.51.100.8" };
      const opened = async (from, headers) => {
        const tunnel = await open(site, parrot.port, { from, headers });
        return { tunnel, words: await tunnel.hear() };
      };
      const connected = { frame: { connected: {} } };
      const first = [await opened("127.0.0.2"), await opened("127.0.0.2", boast)];
      assert.deepEqual(first.map(({ words }) => words), [connected, connected]);
      for (const headers of [{}, boast, { forwarded: "for=198.51.100.9" }, { "x-forwarded-for": "198.51.100.10" }]) {
        assert.equal((await opened("127.0.0.2", headers)).words.frame.refused?.reason, "busy", JSON.stringify(headers));
      }
      const other = await opened("127.0.0.3");
      assert.deepEqual(other.words, connected);
      for (const { tunnel } of [...first, other]) tunnel.close();
    });

    test("large streams come whole, both ways", async () => {
      const bytes = framed(randomBytes(MEBIBYTES * 1024 * 1024));
      const tunnel = await open(site, parrot.port, { from: "127.0.0.4" });
      await tunnel.hearConnected();
      await tunnel.give(bytes);
      assert.equal(sha256(await tunnel.take(bytes.length)), sha256(bytes));
      tunnel.close();
    });

    test("a quiet tunnel is ended by the bridge, which says why, and not by the proxy", async () => {
      const tunnel = await open(site, parrot.port, { from: "127.0.0.5" });
      await tunnel.hearConnected();
      assert.deepEqual(await tunnel.hearTheEnd(), { closed: { reason: "idle" }, code: 4012 });
      for (const seconds of (await quietSeconds(name)) ?? []) assert.ok(seconds > IDLE_BY_DEFAULT, `${seconds} s`);
    });
  });
}
