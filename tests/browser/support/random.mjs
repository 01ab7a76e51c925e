//! Chance that can be had again: every run says its seed, and `SEED=… node --test …` repeats it.

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 32);

/** A source of numbers of its own for each test, which tells the test's reader where it began. */
export function chance(test) {
  test.diagnostic(`SEED=${seed}`);
  return numbersFrom(seed);
}

/** The same numbers for the same seed (mulberry32). */
export function numbersFrom(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit) => Math.floor(next() * limit);
  return { below, oneOf: (choices) => choices[below(choices.length)], bytes: (length) => Buffer.from(Array.from({ length }, () => below(256))) };
}
