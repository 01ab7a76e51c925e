//! What is written in a PDF that Chromium made, as far as a test wants to know: it reads the fonts' own tables of letters,
//! and counts pages. It is no reader of PDFs by anybody else.

import { inflateSync } from "node:zlib";

/** The text of all pages, without the spaces that layout makes, and how many pages there are. */
export function read(pdf) {
  const objects = new Map();
  const raw = pdf.toString("latin1");
  for (const [, number, content] of raw.matchAll(/(\d+) 0 obj\b([^]*?)\bendobj/g)) objects.set(Number(number), content);
  const alphabets = new Map();
  let text = "";
  for (const content of objects.values()) {
    const stream = inflated(content);
    if (stream?.includes(" Tf")) text += written(stream, (font) => alphabet(font, objects, alphabets));
  }
  return { text, pages: raw.match(/\/Type\s*\/Page\b/g)?.length ?? 0 };
}

function inflated(object) {
  const [, dictionary, data] = /^([^]*?)stream\r?\n([^]*?)\r?\nendstream/.exec(object) ?? [];
  if (data === undefined) return undefined;
  if (!dictionary.includes("FlateDecode")) return data;
  try {
    return inflateSync(Buffer.from(data, "latin1")).toString("latin1");
  } catch {
    return undefined;
  }
}

/** The letters of a page's content, in the order in which they are drawn. */
function written(stream, letters) {
  let font = new Map();
  let text = "";
  // Chromium names a font after the number of its object.
  for (const [, name, hex] of stream.matchAll(/\/F(\d+)\s+[\d.]+\s+Tf|<([0-9A-Fa-f]+)>/g)) {
    if (name) font = letters(Number(name));
    else for (const glyph of hex.match(/.{4}/g) ?? []) text += font.get(glyph.toUpperCase()) ?? "";
  }
  return text;
}

function alphabet(number, objects, known) {
  if (!known.has(number)) {
    const table = /\/ToUnicode (\d+) 0 R/.exec(objects.get(number) ?? "")?.[1];
    known.set(number, lettersOf(inflated(objects.get(Number(table)) ?? "") ?? ""));
  }
  return known.get(number);
}

function lettersOf(table) {
  const letters = new Map();
  const key = (number) => number.toString(16).toUpperCase().padStart(4, "0");
  for (const [, block] of table.matchAll(/beginbfchar([^]*?)endbfchar/g)) {
    for (const [, glyph, letter] of block.matchAll(/<(\w+)>\s*<(\w+)>/g)) letters.set(glyph.toUpperCase(), decoded(letter));
  }
  for (const [, block] of table.matchAll(/beginbfrange([^]*?)endbfrange/g)) {
    for (const [, first, last, letter] of block.matchAll(/<(\w+)>\s*<(\w+)>\s*<(\w+)>/g)) {
      for (let glyph = parseInt(first, 16); glyph <= parseInt(last, 16); glyph += 1) {
        letters.set(key(glyph), String.fromCharCode(parseInt(letter, 16) + glyph - parseInt(first, 16)));
      }
    }
  }
  return letters;
}

const decoded = (hex) => (hex.match(/.{4}/g) ?? []).map((unit) => String.fromCharCode(parseInt(unit, 16))).join("");
