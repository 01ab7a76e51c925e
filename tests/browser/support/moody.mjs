//! A POP3 server without TLS that can be put into a mood: what it answers at one point, honest otherwise.

import { createServer } from "node:net";

/** In place of an answer: the server thinks, and does not come to an end. */
export const SILENCE = Symbol("silence");

/** `moods`: by name, what is answered instead, by command (`greeting` for the first line); `null` hangs up. */
export async function startMoody(messages, moods) {
  let mood = {};
  const server = createServer((socket) => {
    socket.on("error", () => {});
    const say = (answer) => {
      if (answer === null) socket.destroy();
      else if (answer !== SILENCE) socket.write(`${answer}\r\n`);
    };
    say(mood.greeting === undefined ? "+OK ready" : mood.greeting);
    let held = "";
    socket.on("data", (bytes) => {
      held += bytes.toString("latin1");
      for (let end = held.indexOf("\r\n"); end >= 0; end = held.indexOf("\r\n")) {
        const [command, ...words] = held.slice(0, end).split(" ");
        held = held.slice(end + 2);
        const verb = command.toUpperCase();
        say(mood[verb] === undefined ? honest(messages, verb, words) : mood[verb]);
        if (verb === "QUIT") socket.end();
      }
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: server.address().port,
    feel(name) {
      mood = name ? moods[name] : {};
    },
    stop: () => server.close(),
  };
}

function honest(messages, verb, [number]) {
  const stuffed = (message) => `${message.replaceAll("\r\n.", "\r\n..")}.`;
  const message = messages[Number(number) - 1];
  const octets = messages.reduce((sum, { length }) => sum + length, 0);
  const list = (line) => ["+OK", ...messages.map((message, at) => `${at + 1} ${line(message, at)}`), "."].join("\r\n");
  switch (verb) {
    case "CAPA":
      return "+OK\r\nUSER\r\nUIDL\r\nTOP\r\nRESP-CODES\r\nAUTH-RESP-CODE\r\n.";
    case "STAT":
      return `+OK ${messages.length} ${octets}`;
    case "LIST":
      return list(({ length }) => length);
    case "UIDL":
      return list((_, at) => `moody-${at + 1}`);
    case "TOP":
      return `+OK\r\n${stuffed(message.slice(0, message.indexOf("\r\n\r\n") + 4))}`;
    case "RETR":
      return `+OK\r\n${stuffed(message)}`;
    case "USER":
    case "PASS":
    case "NOOP":
    case "QUIT":
      return "+OK";
    default:
      return "-ERR what?";
  }
}
