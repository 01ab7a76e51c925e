//! A mailbox as years leave it: sizes, character sets, dots, bytes that are no text, and messages that are hardly any.
//! What is asked of them is only that their bytes come as the server sends them.

import { numbersFrom } from "./random.mjs";

const KIND_SEED = 1939;

/** So many messages, always the same ones, oldest first. Every subject ends with the message's number. */
export function mixedMail(count) {
  const random = numbersFrom(KIND_SEED);
  return Array.from({ length: count }, (_, at) => {
    const kind = KINDS[at % KINDS.length];
    return kind(at + 1, random);
  });
}

const lines = (...parts) => Buffer.concat(parts.flatMap((part) => [Buffer.from(part), Buffer.from("\r\n")]));

const header = (number, subject, ...more) => lines(
  `From: Sender ${number} <sender-${number}@test.invalid>`,
  "To: Anna <anna@localhost>",
  Buffer.concat([Buffer.from("Subject: "), Buffer.from(subject), Buffer.from(` ${number}`)]),
  `Date: ${new Date(Date.UTC(2024, 0, 1) + number * 3_600_000).toUTCString().replace("GMT", "+0000")}`,
  `Message-ID: <mixed-${number}@test.invalid>`,
  "MIME-Version: 1.0",
  ...more,
  "",
);

const text = (charset, encoding = "8bit") => [`Content-Type: text/plain; charset=${charset}`, `Content-Transfer-Encoding: ${encoding}`];

const WORDS = ["post", "restante", "keeps", "letters", "until", "somebody", "calls", "for", "them", "at", "the", "window"];

const paragraphs = (random, octets) => {
  const rows = [];
  for (let length = 0; length < octets; length += rows.at(-1).length + 2) {
    rows.push(Array.from({ length: 1 + random.below(12) }, () => random.oneOf(WORDS)).join(" "));
  }
  return rows;
};

const base64 = (bytes) => bytes.toString("base64").match(/.{1,76}/g) ?? [];

const letter = (number, random) => Buffer.concat([
  header(number, "Letter", ...text("utf-8")),
  lines("Grüße, привет, שלום, こんにちは", ...paragraphs(random, random.below(4000))),
]);

const latin = (number, random) => Buffer.concat([
  header(number, Buffer.from("Caf\xe9 \xe0 la carte", "latin1"), ...text("iso-8859-1")),
  lines(Buffer.from("\xc0 bient\xf4t, cher ami \xbf", "latin1"), ...paragraphs(random, 500)),
]);

const cyrillic = (number, random) => Buffer.concat([
  header(number, "=?windows-1251?B?z/Do4uXy?=", ...text("windows-1251")),
  lines(Buffer.from([0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2, 0x2c, 0x20, 0xff]), ...paragraphs(random, 300)),
]);

const japanese = (number, random) => Buffer.concat([
  header(number, "=?iso-2022-jp?B?GyRCJDMkcyRLJEEkTxsoQg==?=", ...text("iso-2022-jp", "7bit")),
  lines(Buffer.from("\x1b$B$3$s$K$A$O\x1b(B"), ...paragraphs(random, 200)),
]);

const dots = (number, random) => Buffer.concat([
  header(number, "Dots", ...text("us-ascii", "7bit")),
  lines(".", "..", "...", ".x", "", ".", " .", ...paragraphs(random, 100).map((row) => `.${row}`), "."),
]);

const newsletter = (number, random) => Buffer.concat([
  header(number, "Newsletter", "Content-Type: text/html; charset=utf-8", "Content-Transfer-Encoding: quoted-printable"),
  lines("<html><body><h1>Na=C3=AFve</h1>", ...paragraphs(random, 9000).map((row) => `<p style=3D"color: teal">${row}=\r\n and more</p>`), "</body></html>"),
]);

const attachment = (number, random) => {
  const octets = number % 120 === 7 ? 700_000 : random.below(20_000);
  return Buffer.concat([
    header(number, "Attachment", 'Content-Type: multipart/mixed; boundary="part"'),
    lines("--part", ...text("utf-8"), "", "See what is attached.", "--part", "Content-Type: application/octet-stream",
      "Content-Transfer-Encoding: base64", `Content-Disposition: attachment; filename="bytes-${number}.bin"`, "",
      ...base64(random.bytes(octets)), "--part--"),
  ]);
};

const overlong = (number, random) => Buffer.concat([
  header(number, "One long line", ...text("utf-8")),
  lines(`${random.oneOf(WORDS)} `.repeat(1000 + random.below(4000))),
]);

/** Bytes of any value but those that end lines: some senders never heard of transfer encodings. */
const raw = (number, random) => Buffer.concat([
  header(number, "Raw bytes", "Content-Type: application/octet-stream", "Content-Transfer-Encoding: binary"),
  lines(Buffer.from(random.bytes(2000).map((byte) => (byte === 0 || byte === 10 || byte === 13 ? 46 : byte)))),
]);

const picture = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");

const related = (number, random) => Buffer.concat([
  header(number, "With a picture", 'Content-Type: multipart/related; boundary="outer"'),
  lines("--outer", 'Content-Type: multipart/alternative; boundary="inner"', "", "--inner", ...text("utf-8"), "", ...paragraphs(random, 300),
    "--inner", "Content-Type: text/html; charset=utf-8", "", '<p>Look: <img src="cid:picture@test.invalid"></p>', "--inner--",
    "--outer", "Content-Type: image/png", "Content-ID: <picture@test.invalid>", "Content-Transfer-Encoding: base64", "", ...base64(picture), "--outer--"),
]);

/** Hardly a message: no body, no header, a part that never ends, line ends of another system. */
const odd = (number, random) => random.oneOf([
  () => lines(`Subject: Only a header ${number}`),
  () => Buffer.concat([lines("", `No header at all, ${number}`)]),
  () => Buffer.concat([header(number, "Unfinished", 'Content-Type: multipart/mixed; boundary="never"'), lines("--never", "Content-Type: text/html", "", "<p>and then")]),
  () => Buffer.from(`Subject: Other line ends ${number}\nFrom: cron <cron@test.invalid>\n\n.dot\nlast line without an end`),
  () => header(number, "Nothing", ...text("utf-8")),
])();

const KINDS = [letter, latin, cyrillic, letter, japanese, dots, attachment, newsletter, letter, overlong, raw, related, odd, letter];
