//! Messages that tests send to themselves, byte for byte as a server keeps them.

const lines = (...text) => `${text.join("\r\n")}\r\n`;

const header = (number, from, subject, ...more) => [
  `From: ${from}`,
  "To: Anna <anna@localhost>",
  `Subject: ${subject}`,
  `Date: ${new Date(Date.UTC(2026, 0, 1, 8, number)).toUTCString().replace("GMT", "+0000")}`,
  `Message-ID: <${number}@test.invalid>`,
  "MIME-Version: 1.0",
  ...more,
];

export const plain = (number, subject, text = `This is message ${number}.`) =>
  lines(...header(number, "Bo Berg <bo@test.invalid>", subject, "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit"), "", text, "", "> A line that was quoted", ".A line with a dot in front");

export const html = (number, subject, body) =>
  lines(...header(number, "News <news@test.invalid>", subject, "Content-Type: text/html; charset=utf-8"), "", `<html><body>${body}</body></html>`);

/** Every byte there is, twice over. */
export const attachmentBytes = Buffer.from(Array.from({ length: 512 }, (_, at) => at % 256));

export const withAttachment = (number, subject) =>
  lines(
    ...header(number, "Cleo <cleo@test.invalid>", subject, 'Content-Type: multipart/mixed; boundary="part"'),
    "",
    "--part",
    "Content-Type: text/plain; charset=utf-8",
    "",
    "See what is attached.",
    "--part",
    "Content-Type: application/octet-stream",
    "Content-Transfer-Encoding: base64",
    'Content-Disposition: attachment; filename="bytes.bin"',
    "",
    ...attachmentBytes.toString("base64").match(/.{1,76}/g),
    "--part--",
  );

/** A mailbox with some of everything; its newest message comes last. */
export function mixedMailbox(count) {
  return Array.from({ length: count }, (_, at) => {
    const number = at + 1;
    if (number % 10 === 0) return html(number, `Newsletter ${number}`, `<h1>Issue ${number}</h1><p>Read on.</p>`);
    if (number % 10 === 5) return withAttachment(number, `Attachment ${number}`);
    return plain(number, `Letter ${number}`);
  });
}
