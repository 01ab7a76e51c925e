// What postal-mime and mailparser read of every message of a folder, as JSON lines in the form of examples/opened.rs.
// It must not correct what they say.
//
// node others.mjs FOLDER postal-mime|mailparser

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { simpleParser } from 'mailparser';
import PostalMime from 'postal-mime';

const MOST_CHARACTERS = 300_000;
const MOST_MS = 20_000;

const hash = (bytes) => createHash('sha256').update(bytes).digest('hex');

function inLines(bytes) {
  const kept = Buffer.from(bytes).toString('latin1').replaceAll('\r', '');
  return Buffer.from(kept.replace(/[\n\t \f]+$/, ''), 'latin1');
}

function attachment({ name, type, disposition, id, bytes }) {
  return {
    name: name ?? '',
    type: (type ?? '').toLowerCase(),
    disposition: disposition ?? '',
    id: (id ?? '').replace(/^<|>$/g, ''),
    octets: bytes.length,
    sha256: hash(bytes),
    sha256_of_lines: hash(inLines(bytes)),
  };
}

const cut = (text) => (text || '').replace(/data:[^"'\s)>]*/gi, '').slice(0, MOST_CHARACTERS);

// A date names its month (RFC 5322 §3.3); both take "11-04-2023" for one as well.
const isDate = (raw) => /[a-z]{3}/i.test(raw ?? '');

const rawDate = (fields) => {
  const field = fields.find((one) => one.key === 'date');
  return field?.value ?? field?.line?.replace(/^date:/i, '');
};

async function byPostalMime(bytes) {
  const found = await PostalMime.parse(bytes, { rfc822Attachments: true });
  const people = (list) =>
    [list ?? []].flat().flatMap((one) => one.group ?? [one]).map((one) => [one.name ?? '', one.address ?? '']);
  return {
    subject: found.subject ?? '',
    from: people(found.from),
    sender: people(found.sender),
    to: people(found.to),
    cc: people(found.cc),
    date: isDate(rawDate(found.headers)) && !Number.isNaN(Date.parse(found.date)) ? Date.parse(found.date) : null,
    html: cut(found.html),
    plain: cut(found.text),
    attachments: found.attachments.map((one) =>
      attachment({
        name: one.filename,
        type: one.mimeType,
        disposition: one.disposition,
        id: one.contentId,
        bytes: Buffer.from(one.content),
      }),
    ),
  };
}

async function byMailparser(bytes) {
  const found = await simpleParser(bytes, {
    skipHtmlToText: true,
    skipTextToHtml: true,
    skipTextLinks: true,
    skipImageLinks: true,
  });
  const people = (field) =>
    [field ?? []]
      .flat()
      .slice(0, 1)
      .flatMap((one) => one.value)
      .flatMap((one) => one.group ?? [one])
      .map((one) => [one.name ?? '', one.address ?? '']);
  return {
    subject: found.subject ?? '',
    from: people(found.from),
    sender: people(found.headers.get('sender')),
    to: people(found.to),
    cc: people(found.cc),
    // It takes now for a date that it cannot read.
    date:
      isDate(rawDate(found.headerLines)) && found.date && Math.abs(found.date - Date.now()) > 60_000
        ? found.date.getTime()
        : null,
    html: cut(found.html || ''),
    plain: cut(found.text),
    attachments: found.attachments.map((one) =>
      attachment({
        name: one.filename,
        type: one.contentType,
        disposition: one.contentDisposition,
        id: one.contentId,
        bytes: one.content,
      }),
    ),
  };
}

function files(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? files(path) : [path];
  });
}

const [folder, parser] = process.argv.slice(2);
const read = { 'postal-mime': byPostalMime, mailparser: byMailparser }[parser];
// mailparser throws some errors where nobody can catch them.
let giveUp = () => {};
process.on('uncaughtException', (error) => giveUp(error));
const failure = () =>
  new Promise((_, reject) => {
    giveUp = reject;
    setTimeout(reject, MOST_MS, new Error('too long')).unref();
  });
for (const file of files(folder).sort()) {
  let found;
  try {
    found = await Promise.race([read(readFileSync(file)), failure()]);
  } catch (error) {
    found = { failed: String(error).slice(0, 200) };
  }
  process.stdout.write(JSON.stringify({ file: relative(folder, file), ...found }) + '\n');
}
