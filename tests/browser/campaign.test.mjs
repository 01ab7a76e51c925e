//! A small share of the campaign, always the same one: every way of dying once, without deletion and with.
//! `campaign.mjs` is the whole of it.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { campaign, KINDS } from "./support/campaign.mjs";

const SEED = 1939;
const ONCE_EACH = Object.fromEntries(KINDS.map((kind) => [kind, 1]));

describe("checks that are killed, in every way once", () => {
  test("end with every message here once, and on the server still", async (t) => {
    const { checks, delivered, ...figures } = await campaign({ kills: KINDS.length, seed: SEED });
    t.diagnostic(`${checks} checks, ${delivered} messages`);
    assert.deepEqual(figures, { kills: ONCE_EACH, whileDeleting: 0, unverified: 0, kept: delivered, lost: 0, doubled: 0, left: delivered });
  });

  test("end with every message here once, and none on the server, where what is fetched is deleted", async (t) => {
    const { checks, delivered, whileDeleting, ...figures } = await campaign({ kills: KINDS.length, deletes: true, seed: SEED });
    t.diagnostic(`${checks} checks, ${delivered} messages; ${whileDeleting} kills while it deleted`);
    assert.deepEqual(figures, { kills: ONCE_EACH, unverified: 0, kept: delivered, lost: 0, doubled: 0, left: 0 });
  });
});
