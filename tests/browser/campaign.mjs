//! The campaign at length, by hand: `node tests/browser/campaign.mjs 200 [keep|delete] [SEED]` kills 200 checks without
//! deletion and 200 with, and prints what was lost, doubled, or deleted without being here. It needs what
//! `cargo xtask test end-to-end` has made: the app, the bridge (`RESTANTE_BRIDGE`) and the packages of this folder.

import { campaign } from "./support/campaign.mjs";

const [kills = "200", only, seed = String(Date.now() % 2 ** 32)] = process.argv.slice(2);
console.log(`seed: ${seed}`);
let isClean = true;
for (const policy of ["keep", "delete"]) {
  if (only && only !== policy) continue;
  const tell = (line) => console.error(`${policy}: ${line}`);
  const figures = await campaign({ kills: Number(kills), deletes: policy === "delete", seed: Number(seed), tell });
  console.log(`campaign-${policy}: ${JSON.stringify(figures)}`);
  isClean &&= figures.lost + figures.doubled + figures.unverified === 0;
}
process.exitCode = isClean ? 0 : 1;
