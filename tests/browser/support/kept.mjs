//! What the browser keeps, read from its database and not from the app: the app cannot be right about itself.

/** The hashes of all originals, sorted, after a look that each is what its own record says. */
export async function keptHashes(page) {
  const originals = await page.evaluate(readOriginals);
  for (const { key, hash, noted } of originals) {
    if (hash !== noted) throw new Error(`the original at ${key} is ${hash}, and its record says ${noted}`);
  }
  return originals.map(({ hash }) => hash).sort();
}

/** Turns one bit of every original over, behind the app's back: what a failing disk does. */
export async function damageOriginals(page) {
  await page.evaluate(async () => {
    const asked = (request) => new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    const database = await asked(indexedDB.open("restante"));
    const store = database.transaction("originals", "readwrite").objectStore("originals");
    for (const key of await asked(store.getAllKeys())) {
      const original = await asked(store.get(key));
      new Uint8Array(original.bytes.buffer ?? original.bytes)[0] ^= 1;
      await asked(store.put(original, key));
    }
    database.close();
  });
}

/** Turns one bit of every account's record over, so that none can be read; when it is done again, they are as they were. */
export async function damageAccounts(page) {
  await page.evaluate(async () => {
    const asked = (request) => new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    const database = await asked(indexedDB.open("restante"));
    const store = database.transaction("accounts", "readwrite").objectStore("accounts");
    for (const key of await asked(store.getAllKeys())) {
      const record = await asked(store.get(key));
      record[0] ^= 128;
      await asked(store.put(record, key));
    }
    database.close();
  });
}

/** Runs in the page. */
async function readOriginals() {
  const asked = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const hex = (bytes) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const database = await asked(indexedDB.open("restante"));
  const store = () => database.transaction("originals").objectStore("originals");
  const keys = await asked(store().getAllKeys());
  const values = await asked(store().getAll());
  database.close();
  return Promise.all(values.map(async ({ bytes, sha256 }, at) => ({
    key: String(keys[at]),
    hash: hex(await crypto.subtle.digest("SHA-256", bytes)),
    noted: hex(sha256),
  })));
}

/** Says how two sorted lists of hashes differ, in figures. */
export function difference(kept, wanted) {
  const count = (list) => list.reduce((counts, hash) => counts.set(hash, (counts.get(hash) ?? 0) + 1), new Map());
  const [here, there] = [count(kept), count(wanted)];
  const sum = (of, less) => [...of].reduce((total, [hash, number]) => total + Math.max(0, number - (less.get(hash) ?? 0)), 0);
  return { missing: sum(there, here), tooMany: sum(here, there) };
}
