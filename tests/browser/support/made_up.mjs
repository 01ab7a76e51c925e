//! A POP3 server over TLS whose mailbox nobody wrote: any number of messages, made up when they are asked for. It takes
//! every password and keeps nothing, so that a mailbox may be larger than what a machine can hold twice.

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createServer } from "node:tls";

import { makeCertificate } from "./dovecot.mjs";

/** Starts a server with so many messages, oldest first, of about so many octets each. */
export async function startMadeUp(count, { octets = 2_000 } = {}) {
  const folder = await mkdtemp(path.join(tmpdir(), "made-up-"));
  await makeCertificate(folder);
  const [cert, key] = await Promise.all(["certificate.pem", "key.pem"].map((name) => readFile(path.join(folder, name))));
  await rm(folder, { recursive: true });
  const mailbox = new MadeUp(count, octets);
  const sockets = new Set();
  const server = createServer({ cert, key, noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket)).on("error", () => {});
    serve(socket, mailbox);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    pop3s: server.address().port,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

class MadeUp {
  constructor(count, octets) {
    this.count = count;
    this.body = `${"The quick brown fox jumps over the lazy dog, and nobody knows why.\r\n".repeat(Math.ceil(octets / 68))}`;
    this.uidls = this.list((number) => `0000${number.toString(16).padStart(8, "0")}5fd1a3c2`);
    this.sizes = this.list((number) => this.header(number).length + this.body.length);
  }

  list(value) {
    return `+OK\r\n${Array.from({ length: this.count }, (_, at) => `${at + 1} ${value(at + 1)}\r\n`).join("")}.\r\n`;
  }

  header(number) {
    const date = new Date(Date.UTC(2010, 0, 1) + number * 3_600_000).toUTCString().replace("GMT", "+0000");
    return `Received: from mx.example.org by pop.example.org; ${date}\r\nFrom: Sender ${number} <sender-${number}@example.org>\r\nTo: Anna <anna@localhost>\r\n`
      + `Subject: Message ${number} of many\r\nDate: ${date}\r\nMessage-ID: <${number}.made-up@example.org>\r\n\r\n`;
  }

  answer(line) {
    const [verb, number] = line.split(" ");
    switch (verb) {
      case "CAPA":
        return "+OK\r\nTOP\r\nUIDL\r\nUSER\r\nSASL PLAIN\r\nPIPELINING\r\nRESP-CODES\r\n.\r\n";
      case "STAT":
        return `+OK ${this.count} ${this.count * this.body.length}\r\n`;
      case "UIDL":
        return this.uidls;
      case "LIST":
        return this.sizes;
      case "TOP":
        return `+OK\r\n${this.header(Number(number))}.\r\n`;
      case "RETR":
        return `+OK\r\n${this.header(Number(number))}${this.body}.\r\n`;
      default:
        return "+OK\r\n";
    }
  }
}

function serve(socket, mailbox) {
  let rest = "";
  socket.write("+OK made up\r\n");
  socket.setEncoding("latin1").on("data", (text) => {
    const lines = (rest + text).split("\r\n");
    rest = lines.pop();
    socket.write(lines.map((line) => mailbox.answer(line)).join(""), "latin1");
    if (lines.includes("QUIT")) socket.end();
  });
}
