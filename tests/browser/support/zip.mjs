//! What is in a zip, read by the words of PKWARE's APPNOTE and by none of ours: the directory, and what stands where it
//! points, which have to agree.

import assert from "node:assert/strict";
import { crc32 } from "node:zlib";

/** The files of an archive in which nothing is compressed: name and bytes. */
export function unzip(zip) {
  const end = zip.length - 22;
  assert.equal(zip.readUInt32LE(end), 0x06054b50, "it ends as an archive");
  const files = [];
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    assert.equal(zip.readUInt32LE(at), 0x02014b50);
    const [flags, method] = [zip.readUInt16LE(at + 8), zip.readUInt16LE(at + 10)];
    const [sum, size, full] = [16, 20, 24].map((place) => zip.readUInt32LE(at + place));
    const [named, extra, comment] = [28, 30, 32].map((place) => zip.readUInt16LE(at + place));
    const local = zip.readUInt32LE(at + 42);
    const name = zip.subarray(at + 46, at + 46 + named);
    assert.equal(zip.readUInt32LE(local), 0x04034b50);
    // Programs that read from front to back find the same there.
    assert.deepEqual(zip.subarray(local + 6, local + 28), zip.subarray(at + 8, at + 30));
    const begin = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const bytes = zip.subarray(begin, begin + size);
    assert.deepEqual({ method, full, sum }, { method: 0, full: size, sum: crc32(bytes) });
    assert.equal(flags, 1 << 11, "the name is in UTF-8, and the sizes stand before the file");
    files.push({ name: name.toString("utf8"), bytes });
    at += 46 + named + extra + comment;
  }
  assert.equal(at, end, "the directory ends where the end begins");
  return files;
}
