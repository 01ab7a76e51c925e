//! How tunnels end: each way in its own words, and nothing that was said before the end is lost.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

import { FRAME_MAX, INITIAL_CREDIT } from "./support/browser.mjs";
import { demand, reaching, story } from "./support/suite.mjs";

demand("the server ends it", (scene) => {
  story(scene, "an end is heard after the last byte", async ({ tunnels, server }) => {
    const { browser, peer } = await tunnels.open(server);
    const sent = randomBytes(200_000);
    peer.write(sent);
    peer.end();
    assert.ok((await browser.hearBytes(sent.length)).equals(sent));
    await browser.hearClosed("eof", 1000);
  });

  story(scene, "an end without a byte is an end", async ({ tunnels, server }) => {
    const { browser, peer } = await tunnels.open(server);
    peer.end();
    await browser.hearClosed("eof", 1000);
  });

  story(scene, "a reset is not taken for an end", async ({ tunnels, server }) => {
    const { browser, peer } = await tunnels.open(server);
    await peer.write("+OK\r\n");
    await browser.hearBytes(5);
    peer.reset();
    await browser.hearClosed("reset", 4011);
  });

  story(scene, "a server that only stopped speaking still hears what was said before that was known", async ({ tunnels, server }) => {
    const { browser, peer } = await tunnels.open(server);
    peer.write(Buffer.alloc(INITIAL_CREDIT));
    peer.end();
    await browser.hearBytes(INITIAL_CREDIT);
    // The end waits for credit; what follows the credit is on its way before the browser can hear of the end.
    browser.grant(1);
    browser.send(Buffer.from("QUIT\r\n"));
    await browser.hearClosed("eof", 1000);
    assert.equal(String(await peer.hearAll()), "QUIT\r\n");
  });
});

demand("the browser ends it", (scene) => {
  story(scene, "its last command arrives, and then an orderly end", async ({ tunnels, server }) => {
    const { browser, peer } = await tunnels.open(server);
    // Bytes that nobody takes any more make a careless close a reset, which would overtake the command.
    peer.write(Buffer.alloc(4 * INITIAL_CREDIT)).catch(() => {});
    await browser.hearBytes(INITIAL_CREDIT);
    browser.send(Buffer.from("QUIT\r\n"));
    browser.close();
    assert.equal(String(await peer.hearAll()), "QUIT\r\n");
  });

  story(scene, "a long last word arrives whole at a server that takes its time", async ({ tunnels, server }) => {
    const { browser, peer } = await tunnels.open(server);
    // More than the sockets on the way take, and longer than anybody is waited for who says nothing.
    const sent = randomBytes(200 * 60_000);
    for (let at = 0; at < sent.length; at += 60_000) browser.send(sent.subarray(at, at + 60_000));
    browser.close();
    await sleep(3000);
    assert.ok((await peer.hearAll()).equals(sent));
  });

  story(scene, "one that vanishes frees the server", async ({ tunnels, server }) => {
    const { browser, peer } = await tunnels.open(server);
    browser.vanish();
    const heard = await peer.hearAll().catch(() => "");
    assert.equal(heard.length, 0);
  });

  story(scene, "a control frame that nobody knows ends the tunnel", async ({ tunnels, server }) => {
    const unknown = ["", "{}", "{", "[]", "null", '{"credit":-1}', '{"credit":1.5}', '{"credit":"1"}', '{"credit":null}', '{"credit":1,"more":1}', '{"close":{}}', '{"connect":{"host":"a.example","port":995}}'];
    for (const text of unknown) {
      const { browser, peer } = await tunnels.open(server);
      browser.sayText(text);
      assert.deepEqual(await browser.hear(), { close: 1002 }, text);
      await peer.hearAll().catch(() => {});
    }
  });
});

demand("the clock ends it", (scene) => {
  story(scene, "a server that takes nothing is given up once the browser has left", async ({ startWith, server }) => {
    const tunnels = await startWith({ ...reaching(server.port), "idle-timeout": 1 });
    const { browser, peer } = await tunnels.open(server);
    for (let n = 0; n < 128; n += 1) browser.send(Buffer.alloc(FRAME_MAX)).catch(() => {});
    browser.close();
    await browser.hearTheEnd();
    while (await peer.write("*").then(() => true, () => false)) await sleep(50);
    await tunnels.stop();
  }, { needs: "other-settings" });

  story(scene, "silence is not kept open, and granting credit is silence", async ({ startWith, server }) => {
    const tunnels = await startWith({ ...reaching(server.port), "idle-timeout": 1 });
    const { browser } = await tunnels.open(server);
    const granting = setInterval(() => browser.grant(1), 100).unref();
    await browser.hearClosed("idle", 4012);
    clearInterval(granting);
    await tunnels.stop();
  }, { needs: "other-settings" });

  story(scene, "bytes in either direction are no silence, and nothing lives for ever", async ({ startWith, server }) => {
    const tunnels = await startWith({ ...reaching(server.port), "idle-timeout": 3, "max-lifetime": 5 });
    const [one, other] = [await tunnels.open(server), await tunnels.open(server)];
    const speaking = setInterval(() => {
      one.browser.send(Buffer.from("NOOP\r\n")).catch(() => {});
      other.peer.write("*").catch(() => {});
    }, 100).unref();
    for (const { browser } of [one, other]) assert.deepEqual(await browser.hearTheEnd(), { reason: "limit", code: 4013 });
    clearInterval(speaking);
    await tunnels.stop();
  }, { needs: "other-settings" });
});

demand("the operator ends it", (scene) => {
  story(scene, "so many bytes pass in both directions together, and then it is over", async ({ startWith, server }) => {
    const tunnels = await startWith({ ...reaching(server.port), "max-bytes-per-tunnel": 1000 });
    for (const isUpward of [true, false]) {
      const { browser, peer } = await tunnels.open(server);
      browser.send(Buffer.alloc(400));
      await peer.hear(400);
      await peer.write(Buffer.alloc(600));
      await browser.hearBytes(600);
      if (isUpward) browser.send(Buffer.alloc(1));
      else await peer.write(Buffer.alloc(1));
      assert.deepEqual(await browser.hearTheEnd(), { reason: "limit", code: 4013 });
    }
    await tunnels.stop();
  }, { needs: "other-settings" });

  story(scene, "everybody is told", async ({ startWith, server }) => {
    const tunnels = await startWith(reaching(server.port));
    const { browser } = await tunnels.open(server);
    const undecided = await tunnels.browser();
    const ended = tunnels.end();
    await browser.hearClosed("shutdown", 1001);
    assert.deepEqual(await undecided.hearRefusal(), { reason: "busy", code: 4004 });
    await ended;
  }, { needs: "shutdown" });

  story(scene, "a cut is never taken for the end of a stream", async ({ startWith, server }) => {
    const tunnels = await startWith(reaching(server.port));
    const { browser, peer } = await tunnels.open(server);
    await peer.write("+OK\r\n");
    await browser.hearBytes(5);
    await tunnels.stop();
    assert.deepEqual(await browser.hearTheEnd(), { reason: undefined, code: 1006 });
  }, { needs: "other-settings" });
});
