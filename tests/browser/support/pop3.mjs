//! POP3 as a person would type it into a socket, without TLS: what the server itself says its messages are.

import { createHash } from "node:crypto";
import { connect } from "node:net";

import { PASSWORD, USER } from "./dovecot.mjs";

export const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

/** What RETR sends for every message, oldest first, dots unstuffed. */
export async function retrieveAll(port) {
  const socket = connect(port, "127.0.0.1");
  const answers = readAnswers(socket);
  const ask = async (command, isLong = false) => {
    socket.write(`${command}\r\n`);
    return answers.next(isLong);
  };
  await answers.next(false);
  await ask(`USER ${USER}`);
  await ask(`PASS ${PASSWORD}`);
  const count = Number((await ask("STAT")).toString().split(" ")[1]);
  const messages = [];
  for (let number = 1; number <= count; number += 1) messages.push(body(await ask(`RETR ${number}`, true)));
  await ask("QUIT");
  socket.destroy();
  return messages;
}

/** The hashes of all messages on the server, sorted: the same message twice is there twice. */
export async function hashesOnServer(port) {
  return (await retrieveAll(port)).map(sha256).sort();
}

function readAnswers(socket) {
  let held = Buffer.alloc(0);
  let wake = () => {};
  let failure;
  socket.on("data", (bytes) => {
    held = Buffer.concat([held, bytes]);
    wake();
  });
  const ended = (error) => {
    failure = error instanceof Error ? error : new Error("the server hung up");
    wake();
  };
  socket.on("error", ended).on("close", ended);
  return {
    async next(isLong) {
      for (;;) {
        const isRefused = held.length > 0 && held[0] !== "+".charCodeAt(0);
        const end = isLong && !isRefused ? "\r\n.\r\n" : "\r\n";
        const at = held.indexOf(end);
        if (at >= 0) {
          const answer = held.subarray(0, at + end.length);
          held = held.subarray(at + end.length);
          if (isRefused) throw new Error(`the server says ${answer}`);
          return answer;
        }
        if (failure) throw failure;
        await new Promise((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}

function body(answer) {
  const stuffed = answer.subarray(answer.indexOf("\r\n") + 2, answer.length - 3).toString("latin1");
  return Buffer.from(stuffed.replace(/(^|\r\n)\./g, "$1"), "latin1");
}
