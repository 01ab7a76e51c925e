//! Everything a bridge could know: what it was sent, what it logs, what is in its memory. And whether a secret is in it.

import { open, readFile } from "node:fs/promises";

/** Where secrets are found, as `name in place`: `secrets` and `places` are by name, places hold buffers. */
export function found(secrets, places) {
  const finds = [];
  for (const [place, buffers] of Object.entries(places)) {
    for (const [name, secret] of Object.entries(secrets)) {
      if (buffers.some((buffer) => forms(secret).some((form) => buffer.includes(form)))) finds.push(`${name} in ${place}`);
    }
  }
  return finds.sort();
}

/** A text as it may lie about: plain, in two bytes a letter, or somewhere inside Base64. */
function forms(text) {
  const inBase64 = [0, 1, 2].map((before) => {
    const all = Buffer.from("\0".repeat(before) + text).toString("base64");
    // The first and last letters depend on the neighbours too.
    return all.slice(before === 0 ? 0 : 4, all.length - (all.length % 4) - 4);
  });
  return [Buffer.from(text), Buffer.from(text, "utf16le"), ...inBase64.map((form) => Buffer.from(form))];
}

/** All bytes of these connections, and besides what WebSocket frames carry, without the browser's masks. */
export function traffic(records) {
  return records.flatMap(({ toServer, toClient }) => [toServer, toClient].flatMap((pieces) => {
    const bytes = Buffer.concat(pieces);
    return [bytes, ...carried(bytes)];
  }));
}

function carried(bytes) {
  const head = bytes.indexOf("\r\n\r\n");
  if (head < 0 || !/\r\nupgrade: websocket/i.test(bytes.subarray(0, head).toString("latin1"))) return [];
  const payloads = [];
  for (let at = head + 4; at + 2 <= bytes.length; ) {
    const isMasked = bytes[at + 1] >= 128;
    let length = bytes[at + 1] % 128;
    at += 2;
    if (length === 126) [length, at] = [bytes.readUInt16BE(at), at + 2];
    else if (length === 127) [length, at] = [Number(bytes.readBigUInt64BE(at)), at + 8];
    const mask = isMasked ? bytes.subarray(at, at + 4) : Buffer.alloc(4);
    at += isMasked ? 4 : 0;
    payloads.push(bytes.subarray(at, at + length).map((byte, index) => byte ^ mask[index % 4]));
    at += length;
  }
  return [Buffer.concat(payloads)];
}

/** All that is in the memory of a process of ours, and can be read. */
export async function memory(pid) {
  const regions = (await readFile(`/proc/${pid}/maps`, "utf8")).split("\n").filter((region) => / r/.test(region) && !/\[vv/.test(region));
  const process = await open(`/proc/${pid}/mem`);
  const read = [];
  for (const region of regions) {
    const [from, to] = region.split(" ")[0].split("-").map((address) => Number.parseInt(address, 16));
    const bytes = Buffer.alloc(to - from);
    let length = 0;
    while (length < bytes.length) {
      // Pages that were never touched, and those of devices, cannot be read: the next ones may.
      const { bytesRead } = await process.read(bytes, length, bytes.length - length, from + length).catch(() => ({ bytesRead: 0 }));
      length += bytesRead || PAGE;
    }
    read.push(bytes);
  }
  await process.close();
  return read;
}

const PAGE = 4096;
