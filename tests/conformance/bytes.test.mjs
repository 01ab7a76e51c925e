//! Bytes and credit: everything arrives once and in order, in frames of at most 64 KiB, and never more than was granted.
//! That last thing is watched over in `support/browser.mjs` in every test.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import tls from "node:tls";

import { FRAME_MAX, INITIAL_CREDIT } from "./support/browser.mjs";
import { HANDSHAKE } from "./support/implementations.mjs";
import { startServer } from "./support/server.mjs";
import { demand, lacks, startBesideGreeters, startBesideTls, story } from "./support/suite.mjs";

const MIB = 1024 * 1024;
/** Far more than all the sockets' buffers on the way. */
const MUCH = 64 * MIB;

demand("bytes", (scene) => {
  story(scene, "a conversation passes both ways", async ({ tunnels, server }) => {
    const { browser, peer } = await tunnels.open(server);
    await peer.write("+OK ready\r\n");
    assert.equal(String(await browser.hearBytes(11)), "+OK ready\r\n");
    browser.send(Buffer.from("CAPA\r\n"));
    assert.equal(String(await peer.hear(6)), "CAPA\r\n");
    browser.close();
  });

  story(scene, "what is sent before `connected` arrives first", async ({ tunnels, server }) => {
    const browser = await tunnels.ask("127.0.0.1", server.port);
    const early = randomBytes(3 * FRAME_MAX);
    for (let at = 0; at < early.length; at += FRAME_MAX) browser.send(early.subarray(at, at + FRAME_MAX));
    const peer = await server.accept();
    await browser.hearConnected();
    browser.send(Buffer.from("later"));
    assert.ok((await peer.hear(early.length)).equals(early));
    assert.equal(String(await peer.hear(5)), "later");
    browser.close();
  });

  story(scene, "what the server sends arrives to the byte", async ({ tunnels, server }) => {
    const { browser, peer } = await tunnels.open(server);
    const sent = randomBytes(8 * MIB);
    peer.write(sent);
    assert.ok((await hearPaid(browser, sent.length)).equals(sent));
    browser.close();
  });

  story(scene, "what waits for a browser that is slow to read is kept as it was", async ({ tunnels, server }) => {
    const { browser, peer } = await tunnels.open(server);
    browser.grant(MUCH);
    browser.socket.pause();
    const sent = randomBytes(MUCH);
    const sending = peer.write(sent);
    await sleep(500);
    browser.socket.resume();
    assert.ok((await browser.hearBytes(sent.length)).equals(sent));
    await sending;
    browser.close();
  });

  story(scene, "what the browser sends arrives to the byte, in frames of any size", async ({ tunnels, server }) => {
    const { browser, peer } = await tunnels.open(server);
    const sent = randomBytes(8 * MIB);
    sendInPieces(browser, sent, [1, 0, FRAME_MAX, 2, 1000, FRAME_MAX - 1, 4096, 0, 1]);
    assert.ok((await peer.hear(sent.length)).equals(sent));
    browser.close();
  });

  story(scene, "both directions at once do not mix", async ({ tunnels, server }) => {
    const { browser, peer } = await tunnels.open(server);
    const [down, up] = [randomBytes(4 * MIB), randomBytes(4 * MIB)];
    peer.write(down);
    sendInPieces(browser, up, [FRAME_MAX]);
    const [heard, arrived] = await Promise.all([hearPaid(browser, down.length), peer.hear(up.length)]);
    assert.ok(heard.equals(down) && arrived.equals(up));
    browser.close();
  });

  story(scene, "tunnels do not mix either", async ({ tunnels, server }) => {
    const open = [];
    for (let n = 0; n < 8; n += 1) open.push(await tunnels.open(server));
    await Promise.all(open.map(async ({ browser, peer }) => {
      const [down, up] = [randomBytes(MIB), randomBytes(MIB)];
      peer.write(down);
      sendInPieces(browser, up, [10_000]);
      const [heard, arrived] = await Promise.all([browser.hearBytes(down.length), peer.hear(up.length)]);
      assert.ok(heard.equals(down) && arrived.equals(up));
      browser.close();
    }));
  });
});

demand("credit", (scene) => {
  story(scene, "nothing comes beyond what was granted, not even the end", async ({ tunnels, server }) => {
    const { browser, peer } = await tunnels.open(server);
    const sent = randomBytes(INITIAL_CREDIT + 3000);
    peer.write(sent);
    peer.end();
    const heard = [await browser.hearBytes(INITIAL_CREDIT)];
    await isSilent(browser, peer);
    for (const credit of [0, 1000, 1, 1999]) {
      browser.grant(credit);
      heard.push(await browser.hearBytes(credit));
      await isSilent(browser, peer);
    }
    assert.ok(Buffer.concat(heard).equals(sent));
    browser.grant(1);
    await browser.hearClosed("eof", 1000);
  });

  story(scene, "credit counts that comes before the connection", async ({ tunnels, server }) => {
    const browser = await tunnels.ask("127.0.0.1", server.port);
    browser.grant(5000);
    const peer = await server.accept();
    await browser.hearConnected();
    peer.write(Buffer.alloc(MUCH));
    await browser.hearBytes(INITIAL_CREDIT + 5000);
    await isSilent(browser, peer);
    browser.close();
  });

  story(scene, "credit without end is no mistake", async ({ tunnels, server }) => {
    const { browser, peer } = await tunnels.open(server);
    const most = "18446744073709551615";
    for (let n = 0; n < 2; n += 1) browser.sayText(`{"credit":${most}}`);
    browser.grant(3 * MIB);
    peer.write(Buffer.alloc(3 * MIB));
    await browser.hearBytes(3 * MIB);
    browser.close();
  });

  story(scene, "a server that nobody pays for is held back", async ({ tunnels, server }) => {
    const { browser, peer } = await tunnels.open(server);
    const sending = writeInPieces(peer, MUCH);
    await browser.hearBytes(INITIAL_CREDIT);
    await isSilent(browser, peer);
    await sleep(300);
    assert.ok(peer.taken < MUCH / 2, `${peer.taken} bytes went into buffers`);
    browser.grant(MUCH - INITIAL_CREDIT);
    await browser.hearBytes(MUCH - INITIAL_CREDIT);
    await sending;
    browser.close();
  });

  story(scene, "a browser whose server does not read is held back", async ({ tunnels, server }) => {
    const { browser, peer } = await tunnels.open(server);
    let left = 0;
    const sending = (async () => {
      for (const frame = Buffer.alloc(FRAME_MAX, 7); left < MUCH; left += frame.length) await browser.send(frame);
    })();
    if (lacks(scene, "held-back-browser")) {
      sending.catch(() => {});
      assert.deepEqual(await browser.hearTheEnd(), { reason: "limit", code: 4013 });
      return;
    }
    for (let before = -1; before < left; await sleep(500)) before = left;
    assert.ok(left < MUCH, "all of it went into buffers");
    // Not lost, only waiting.
    const arrived = await peer.hear(MUCH);
    await sending;
    assert.ok(arrived.length === MUCH && arrived.every((byte) => byte === 7));
    browser.close();
  });

  story(scene, "credit is heard while the server does not read", async ({ tunnels, server }) => {
    const { browser, peer } = await tunnels.open(server);
    // More than the sockets take, less than anybody may refuse to keep.
    const up = randomBytes(64 * 1024);
    for (let n = 0; n < 2; n += 1) browser.send(up);
    peer.write(Buffer.alloc(2 * MIB));
    await browser.hearBytes(INITIAL_CREDIT);
    browser.grant(MIB);
    await browser.hearBytes(MIB);
    assert.ok((await peer.hear(2 * up.length)).equals(Buffer.concat([up, up])));
    browser.close();
  });
});

demand("frames and first bytes", (scene) => {
  story(scene, "a frame of 64 KiB passes, and one byte more is too much", async ({ tunnels, server }) => {
    const { browser, peer } = await tunnels.open(server);
    const whole = randomBytes(FRAME_MAX);
    browser.send(whole);
    assert.ok((await peer.hear(FRAME_MAX)).equals(whole));
    browser.send(Buffer.alloc(FRAME_MAX + 1));
    await browser.hearClosed("limit", 4013);
    assert.equal((await peer.hearAll().catch(() => "")).length, 0);
  });

  story(scene, "a message in many frames has the same largest size", async ({ tunnels, server }) => {
    const { browser } = await tunnels.open(server);
    for (const fin of [false, false, true]) browser.socket.send(Buffer.alloc(30_000), { binary: true, fin });
    await browser.hearClosed("limit", 4013);
  });

  story(scene, "control frames have the same largest size", async ({ tunnels, server }) => {
    const { browser } = await tunnels.open(server);
    browser.sayText(`{"credit":1${" ".repeat(FRAME_MAX)}}`);
    await browser.hearClosed("limit", 4013);
  });

  story(scene, "where TLS must be it passes, byte by byte, and is answered", async () => {
    const tunnels = await startBesideTls(scene);
    for (const { host, port } of tunnels.tls) {
      const browser = await tunnels.ask(host, port);
      for (const byte of await clientHello()) browser.send(Buffer.from([byte]));
      await browser.hearConnected();
      assert.equal((await browser.hearBytes(1))[0], HANDSHAKE);
      browser.close();
    }
    await tunnels.stop();
  });

  story(scene, "where TLS must be nothing else passes, early or late, whole or in pieces", async () => {
    const tunnels = await startBesideTls(scene);
    const no = [["GET / HTTP/1.1\r\n"], ["USER a\r\n"], ["\x16", "\x03", "\x01\x00\x05\x02"], ["\x16\x03", "EHLO a\r\n"], ["\x15\x03\x03\x00\x02"]];
    for (const { host, port } of tunnels.tls) {
      for (const pieces of no) {
        for (const isEarly of [true, false]) {
          const browser = await tunnels.ask(host, port);
          if (!isEarly) await browser.hearConnected();
          for (const piece of pieces) browser.send(Buffer.from(piece, "latin1")).catch(() => {});
          // The end of one that never was may come before anything else is said of it.
          assert.deepEqual(await browser.hearTheEnd(), { reason: "limit", code: 4013 });
        }
      }
    }
    await tunnels.stop();
  });

  story(scene, "where a server greets it is heard byte by byte, and hears only then what the browser said before", async () => {
    const tunnels = await startBesideGreeters(scene);
    for (const { host, port, server, greetings } of tunnels.greeted) {
      for (const greeting of greetings) {
        const browser = await tunnels.ask(host, port);
        browser.send(Buffer.from("CAPA\r\n"));
        await browser.hearConnected();
        const peer = await server.accept();
        for (const byte of Buffer.from(greeting)) await peer.write(Buffer.from([byte]));
        assert.equal(String(await browser.hearBytes(greeting.length)), greeting);
        browser.send(Buffer.from("QUIT\r\n"));
        assert.equal(String(await peer.hear(12)), "CAPA\r\nQUIT\r\n");
        browser.close();
      }
    }
    await tunnels.stop();
  });

  story(scene, "where a server must greet nothing else passes, and it hears nothing", async () => {
    const tunnels = await startBesideGreeters(scene);
    const no = [["HTTP/1.1 400 Bad Request\r\n"], ["S", "SH-2.0-OpenSSH\r\n"], ["* OK IMAP4rev1\r\n"], ["+", "PONG\r\n"], ["\r\n+OK\r\n"]];
    for (const { host, port, server } of tunnels.greeted) {
      for (const pieces of no) {
        const browser = await tunnels.ask(host, port);
        browser.send(Buffer.from("GET / HTTP/1.1\r\n\r\n"));
        await browser.hearConnected();
        const peer = await server.accept();
        for (const piece of pieces) await peer.write(Buffer.from(piece)).catch(() => {});
        assert.deepEqual(await browser.hearTheEnd(), { reason: "limit", code: 4013 });
        assert.equal((await peer.hearAll().catch(() => Buffer.alloc(0))).length, 0);
      }
    }
    await tunnels.stop();
  });

  story(scene, "a browser that leaves before the greeting is still heard after it, and not where there is none", async () => {
    const tunnels = await startBesideGreeters(scene);
    for (const { host, port, server, greetings } of tunnels.greeted) {
      for (const [said, heard] of [[greetings[0], "QUIT\r\n"], ["HTTP/1.1 400 Bad Request\r\n", ""], ["", ""]]) {
        const browser = await tunnels.ask(host, port);
        await browser.hearConnected();
        const peer = await server.accept();
        browser.send(Buffer.from("QUIT\r\n"));
        browser.close();
        if (said) await peer.write(Buffer.from(said));
        else peer.end();
        assert.equal(String(await peer.hearAll().catch(() => Buffer.alloc(0))), heard, said);
      }
    }
    await tunnels.stop();
  });
});

/** Nothing more comes although a word to the server has had the time to arrive. */
async function isSilent(browser, peer) {
  browser.send(Buffer.from("NOOP\r\n"));
  assert.equal(String(await peer.hear(6)), "NOOP\r\n");
  const isNothing = await Promise.race([browser.hear().then((heard) => assert.fail(`heard without credit: ${Object.keys(heard)}`)), sleep(50, "nothing")]);
  assert.equal(isNothing, "nothing");
}

async function hearPaid(browser, count) {
  const heard = [];
  for await (const piece of browser.pieces(count)) heard.push(piece);
  return Buffer.concat(heard);
}

function sendInPieces(browser, bytes, sizes) {
  for (let at = 0, n = 0; at < bytes.length; n += 1) {
    const end = at + sizes[n % sizes.length];
    browser.send(bytes.subarray(at, end));
    at = end;
  }
}

async function writeInPieces(peer, count) {
  for (let written = 0; written < count; written += FRAME_MAX) await peer.write(Buffer.alloc(FRAME_MAX));
}

/** What a TLS client says first, as its record. */
async function clientHello() {
  const server = await startServer();
  const client = tls.connect({ host: "127.0.0.1", port: server.port }).on("error", () => {});
  const peer = await server.accept();
  const head = await peer.hear(5);
  const hello = Buffer.concat([head, await peer.hear(head.readUInt16BE(3))]);
  client.destroy();
  await server.stop();
  return hello;
}
