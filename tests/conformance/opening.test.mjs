//! Who gets a tunnel and where to: the door, the first frame, and every refusal. Whoever is refused has nothing dialled.

import assert from "node:assert/strict";
import { request } from "node:http";

import { SUBPROTOCOL } from "./support/browser.mjs";
import { DidNotStart } from "./support/process.mjs";
import { startServer } from "./support/server.mjs";
import { demand, lacks, reaching, story } from "./support/suite.mjs";

const NOT_THIS_HOST = { reason: "not-allowed", what: "host", code: 4002 };
const NOT_THIS_PORT = { reason: "not-allowed", what: "port", code: 4002 };
const NOT_THIS_ADDRESS = { reason: "not-allowed", what: "address", code: 4002 };
const NO_HOST = { reason: "bad-request", what: "host", code: 4001 };
const BAD_REQUEST = { reason: "bad-request", code: 4001 };
const UNAUTHORISED = { reason: "unauthorised", code: 4003 };
const BUSY = { reason: "busy", code: 4004 };
const DNS_FAILED = { reason: "dns-failed", code: 4005 };
const UNREACHABLE = { reason: "unreachable", code: 4006 };
const TIMED_OUT = { reason: "timed-out", code: 4007 };

demand("the door", (scene) => {
  story(scene, "a request that is no upgrade is told so", async ({ tunnels }) => {
    assert.equal(await status(tunnels, { origin: tunnels.origin }), 426);
  });

  story(scene, "a foreign or look-alike origin gets no WebSocket, and nothing is dialled", async ({ tunnels, server }) => {
    const { protocol, host, hostname, port } = new URL(tunnels.origin);
    const other = protocol === "http:" ? "https:" : "http:";
    const foreign = [
      "https://evil.example",
      "null",
      "",
      `${other}//${host}`,
      `${protocol}//${host}.evil.example`,
      `${protocol}//evil.example:${port}`,
      `${protocol}//${host}/`,
      `${protocol}//${host}@evil.example`,
      `${protocol}//user@${host}`,
      `${protocol}//${hostname}:1${port}`,
      `${protocol}//localhost.evil.example:${port}`,
      ` ${protocol}//${host}, https://evil.example`,
      host,
    ];
    for (const origin of foreign) assert.equal((await tunnels.knock(origin)).status, 403, origin);
    assert.ok(server.isUntouched);
  });

  story(scene, "two origins in one request are none", async ({ tunnels }) => {
    assert.equal(await status(tunnels, { ...UPGRADE, origin: [tunnels.origin, "https://evil.example"] }), 403);
  });

  story(scene, "a request without an origin comes from no browser", async ({ tunnels, implementation }) => {
    if (implementation.token === undefined) assert.equal((await tunnels.knock(undefined)).status, 403);
  });

  story(scene, "no other subprotocol is spoken", async ({ tunnels }) => {
    for (const subprotocols of [[], ["restante.tunnel.v2"], ["binary"]]) {
      assert.equal((await tunnels.knock(tunnels.origin, subprotocols)).status, 400, subprotocols.join());
    }
    const { browser } = await tunnels.knock(tunnels.origin, ["restante.tunnel.v2", SUBPROTOCOL]);
    assert.equal(browser.socket.protocol, SUBPROTOCOL);
    browser.close();
  });

  story(scene, "where origins are named, no other is let in", named, { needs: "other-settings" });
  story(scene, "the token opens, and nothing else does", token, { needs: "other-settings" });
});

async function named({ startWith }) {
  const tunnels = await startWith({ "allow-origin": ["https://mail.example.org", "http://other.example:8080"] });
  for (const origin of ["https://mail.example.org", "http://other.example:8080"]) {
    const { browser } = await tunnels.knock(origin);
    browser.close();
  }
  for (const origin of [tunnels.origin, "http://mail.example.org", "https://mail.example.org:443", "https://MAIL.example.org", undefined]) {
    assert.equal((await tunnels.knock(origin)).status, 403, origin);
  }
  await tunnels.stop();
}

async function token({ startWith, server }) {
  const tunnels = await startWith({ ...reaching(server.port), "access-token": "open sesame" });
  for (const wrong of [undefined, null, "", "open barley", "open sesame "]) {
    const browser = await tunnels.browser();
    browser.ask("127.0.0.1", server.port, wrong);
    assert.deepEqual(await browser.hearRefusal(), UNAUTHORISED, String(wrong));
  }
  // It is asked for before anything is said of what may be reached.
  assert.deepEqual(await tunnels.refusal("127.0.0.1", 25), UNAUTHORISED);
  assert.ok(server.isUntouched);
  // A program that is no browser has no origin to show: the token speaks for it.
  for (const origin of [tunnels.origin, undefined]) {
    const { browser } = await tunnels.knock(origin);
    browser.ask("127.0.0.1", server.port, "open sesame");
    await browser.hearConnected();
    await server.accept();
    browser.close();
  }
  assert.equal((await tunnels.knock("https://evil.example")).status, 403);
  await tunnels.stop();
}

demand("the first frame", (scene) => {
  story(scene, "what is no request is bad", async ({ tunnels }) => {
    const bad = [
      "",
      "{",
      "[]",
      "null",
      "connect",
      '"connect"',
      '{"connect":{}}',
      '{"connect":null}',
      '{"connect":[]}',
      '{"connect":{"host":"a.example"}}',
      '{"connect":{"port":995}}',
      '{"connect":{"host":"a.example","port":"995"}}',
      '{"connect":{"host":"a.example","port":-1}}',
      '{"connect":{"host":"a.example","port":65536}}',
      '{"connect":{"host":"a.example","port":99.5}}',
      '{"connect":{"host":995,"port":995}}',
      '{"connect":{"host":"a.example","port":995,"tls":true}}',
      '{"connect":{"host":"a.example","port":995},"more":1}',
      '{"connect":{"host":"a.example","port":995},"token":1}',
      '{"credit":1}',
      '{"connected":{}}',
      Buffer.from('{"connect":{"host":"a.example","port":995}}'),
    ];
    for (const frame of bad) {
      const browser = await tunnels.browser();
      browser.socket.send(frame);
      assert.deepEqual(await browser.hearRefusal(), BAD_REQUEST, String(frame));
    }
  });

  story(scene, "what is neither a name nor an address is no host", async ({ tunnels, server }) => {
    const odd = ["", ".", "a..example", "no such name", "127.1", "0x7f000001", "2130706433", "127.0.0.01", "127.0.0.1:80", "http://a.example", "a@b.example", "[127.0.0.1]", "::1%lo", "a\0.example", "１２７.0.0.1", "b\u00fccher.example"];
    for (const host of odd) assert.deepEqual(await tunnels.refusal(host, server.port), NO_HOST, host);
    assert.ok(server.isUntouched);
  });

  story(scene, "a host in another spelling is the same host", async ({ tunnels, server }) => {
    const browser = await tunnels.ask("LocalHost.", server.port);
    await browser.hearConnected();
    await server.accept();
    browser.close();
  });

  story(scene, "whoever says nothing is not waited for", async ({ startWith }) => {
    const tunnels = await startWith({ "first-frame-timeout": 1 });
    assert.deepEqual(await (await tunnels.browser()).hearRefusal(), TIMED_OUT);
    await tunnels.stop();
  }, { needs: "other-settings" });
});

demand("what may be reached", (scene) => {
  story(scene, "ports that are not listed are refused, 25 among them", async ({ tunnels, server }) => {
    for (const port of [0, 1, 22, 25, 53, 80, 143, 465, 993, 2525, 8080, 65535].filter((port) => port !== server.port)) {
      for (const host of ["127.0.0.1", "pop.example.org"]) assert.deepEqual(await tunnels.refusal(host, port), NOT_THIS_PORT, `${host}:${port}`);
    }
  });

  story(scene, "port 25 stays closed to an operator who lists it", async ({ startWith }) => {
    for (const settings of [reaching(25, 995), { "allow-host": "mail.example.org:25" }]) {
      const outcome = await startWith(settings).catch((error) => error);
      if (outcome instanceof DidNotStart) continue;
      assert.equal((await outcome.knock(outcome.origin)).status, 500);
      await outcome.stop();
    }
  }, { needs: "other-settings" });

  story(scene, "the mail ports are listed by themselves, and private addresses are not", async ({ startWith, server }) => {
    const tunnels = await startWith({});
    for (const port of [110, 995, 465, 587]) {
      for (const host of PRIVATE) {
        assert.deepEqual(await tunnels.refusal(host, port), NOT_THIS_ADDRESS, `${host}:${port}`);
      }
    }
    for (const port of [25, 80, 443, server.port]) assert.deepEqual(await tunnels.refusal("127.0.0.1", port), NOT_THIS_PORT);
    await tunnels.stop();
  }, { needs: "other-settings" });

  story(scene, "where clouds hand out credentials is never reached", async ({ tunnels, server }) => {
    for (const host of ["169.254.169.254", "::ffff:169.254.169.254", "[::ffff:a9fe:a9fe]"]) {
      assert.deepEqual(await tunnels.refusal(host, server.port), NOT_THIS_ADDRESS, host);
    }
  });

  story(scene, "where hosts are named, no other is reached, and each only where it may be", async ({ startWith, server }) => {
    const tunnels = await startWith({ "allow-private": true, "allow-host": [`127.0.0.1:${server.port}`, "pop.example.org"] });
    for (const host of ["localhost", "127.0.0.2", "::1", "pop.example.com", "example.org", "a.pop.example.org"]) {
      assert.deepEqual(await tunnels.refusal(host, server.port), NOT_THIS_HOST, host);
    }
    for (const [host, port] of [["127.0.0.1", 995], ["pop.example.org", server.port], ["pop.example.org", 25]]) {
      assert.deepEqual(await tunnels.refusal(host, port), NOT_THIS_PORT, `${host}:${port}`);
    }
    const { browser } = await tunnels.open(server);
    browser.close();
    await tunnels.stop();
  }, { needs: "other-settings" });

  story(scene, "a server that takes no connections is unreachable", async ({ startWith }) => {
    const gone = await startServer();
    await gone.stop();
    const tunnels = await startWith(reaching(gone.port));
    assert.deepEqual(await tunnels.refusal("127.0.0.1", gone.port), UNREACHABLE);
    await tunnels.stop();
  }, { needs: "other-settings" });

  story(scene, "a name without an address is not a matter of policy", async ({ tunnels, server }) => {
    const refusal = await tunnels.refusal("no-such-host.invalid", server.port);
    // Where no resolver answers at all, the time runs out instead.
    const expected = refusal.reason === "timed-out" ? TIMED_OUT : lacks(scene, "dns-failed") ? UNREACHABLE : DNS_FAILED;
    assert.deepEqual(refusal, expected);
  });

  story(scene, "whoever has connections opened again and again is told to wait", async ({ startWith, server }) => {
    const tunnels = await startWith({ ...reaching(server.port), "max-opens-per-minute": 2 });
    for (let n = 0; n < 2; n += 1) (await tunnels.open(server)).browser.close();
    assert.deepEqual(await tunnels.refusal("127.0.0.1", server.port), BUSY);
    assert.ok(server.isUntouched);
    await tunnels.stop();
  }, { needs: "other-settings" });

  story(scene, "a client with all its tunnels is told to wait", async ({ startWith, server }) => {
    const tunnels = await startWith({ ...reaching(server.port), "max-tunnels-per-client": 1 });
    const { browser } = await tunnels.open(server);
    assert.deepEqual(await tunnels.refusal("127.0.0.1", server.port), BUSY);
    browser.close();
    await tunnels.stop();
  }, { needs: "tunnels-counted" });
});

/** One of each kind of address that nobody's mail server has, some of them in more than one spelling. */
const PRIVATE = [
  "127.0.0.1", "127.0.0.53", "::1", "[::1]", "0:0:0:0:0:0:0:1", "::ffff:127.0.0.1", "[::ffff:7f00:1]", "localhost", "LOCALHOST.",
  "10.0.0.1", "172.16.0.1", "192.168.1.1", "::ffff:10.0.0.1", "fd00::1",
  "169.254.169.254", "fe80::1", "100.64.0.1", "0.0.0.0", "::", "192.0.2.1", "2001:db8::1", "224.0.0.1", "ff02::1", "255.255.255.255",
  "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:7f00:1::",
];

const UPGRADE = {
  connection: "upgrade",
  upgrade: "websocket",
  "sec-websocket-version": "13",
  "sec-websocket-key": "AAAAAAAAAAAAAAAAAAAAAA==",
  "sec-websocket-protocol": SUBPROTOCOL,
};

/** The status of a plain request with these headers. */
function status({ url }, headers) {
  return new Promise((resolve, reject) => {
    const asking = request(url.replace("ws", "http"), { headers, agent: false });
    asking.on("response", (response) => resolve(response.destroy().statusCode));
    asking.on("upgrade", (response, socket) => resolve(socket.destroy() && response.statusCode));
    asking.on("error", reject).end();
  });
}
