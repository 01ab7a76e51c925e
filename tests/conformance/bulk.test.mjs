//! A lot of bytes each way: all of them arrive as they were, and whoever passes them on keeps far fewer. How many is for
//! RESTANTE_BULK_MIB to say.

import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";

import { FRAME_MAX } from "./support/browser.mjs";
import { demand, lacks, reaching, story } from "./support/suite.mjs";

const MIB = 1024 * 1024;
const BULK = Number(process.env.RESTANTE_BULK_MIB ?? 192) * MIB;
/** How far a browser may be ahead of a server that cannot be waited for in any other way. */
const AHEAD_MAX = 8 * MIB;

demand("bulk", (scene) => {
  story(scene, `${BULK / MIB} MiB to the browser`, async () => {
    await watched(scene, async ({ browser, peer }) => {
      const sent = createHash("sha256");
      const sending = (async () => {
        for (const frame of bulk()) {
          sent.update(frame);
          await peer.write(frame);
        }
      })();
      const arrived = createHash("sha256");
      for await (const piece of browser.pieces(BULK)) arrived.update(piece);
      await sending;
      assert.equal(arrived.digest("hex"), sent.digest("hex"));
    });
  });

  story(scene, `${BULK / MIB} MiB from the browser`, async () => {
    await watched(scene, async ({ browser, peer }) => {
      const sent = createHash("sha256");
      let ahead = 0;
      let serverTook = () => {};
      const sending = (async () => {
        for (const frame of bulk()) {
          sent.update(frame);
          await browser.send(frame);
          ahead += frame.length;
          while (lacks(scene, "held-back-browser") && ahead > AHEAD_MAX) await new Promise((resolve) => (serverTook = resolve));
        }
      })();
      const arrived = createHash("sha256");
      for await (const piece of peer.pieces(BULK)) {
        arrived.update(piece);
        ahead -= piece.length;
        serverTook();
      }
      await sending;
      assert.equal(arrived.digest("hex"), sent.digest("hex"));
    });
  });
});

/** Frames that are all different, as cheap as they can be had. */
function* bulk() {
  const frame = randomBytes(FRAME_MAX);
  for (let at = 0; at < BULK; at += FRAME_MAX) {
    // A sender may still hold on to the last one.
    const next = Buffer.from(frame);
    next.writeDoubleBE(at);
    yield next;
  }
}

/** Does that in a process that has done nothing else, and sees what memory it came to need; one elsewhere keeps that to itself. */
async function watched(scene, pass) {
  const { name, growthMaxMib } = scene.implementation;
  const tunnels = await scene.startWith(reaching(scene.server.port));
  const both = await tunnels.open(scene.server);
  const before = tunnels.pid && (await memory(tunnels.pid));
  const begun = performance.now();
  await pass(both);
  console.log(`${name}: ${Math.round(BULK / MIB / ((performance.now() - begun) / 1000))} MiB/s`);
  if (before) {
    const after = await memory(tunnels.pid);
    console.log(`${name}: memory of ${Math.round(before.nowMib)} MiB before and ${Math.round(after.mostMib)} MiB at most`);
    assert.ok(after.mostMib - before.nowMib < growthMaxMib, `memory grew to ${after.mostMib} MiB from ${before.nowMib} MiB`);
  }
  both.browser.close();
  await tunnels.stop();
}

/** Resident memory of a process: what it is, and the most that it was. */
async function memory(pid) {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  const figureMib = (name) => Number(new RegExp(`^${name}:\\s*(\\d+) kB$`, "m").exec(status)[1]) / 1024;
  return { nowMib: figureMib("VmRSS"), mostMib: figureMib("VmHWM") };
}
