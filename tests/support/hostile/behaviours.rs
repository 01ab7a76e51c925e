//! All that the hostile server can do, by name, and how a check for mail ends that meets it. It must not know how.

/// Something that the server does.
#[derive(Debug)]
pub(crate) struct Behaviour {
    pub(crate) name: &'static str,
    /// How a check for mail ends: `ok`, or the name of the fault.
    pub(crate) ends: &'static str,
    pub(crate) says: &'static str,
    pub(crate) kind: Kind,
}

/// What a behaviour is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The line, the numbers, the order of things. What it hands over whole is true.
    Manners,
    /// Ids and bodies are made up, under ids of its own.
    Lies,
    /// What comes before and during STLS.
    Stls,
}

const fn manners(name: &'static str, ends: &'static str, says: &'static str) -> Behaviour {
    let kind = Kind::Manners;
    Behaviour {
        name,
        ends,
        says,
        kind,
    }
}

const fn lies(name: &'static str, ends: &'static str, says: &'static str) -> Behaviour {
    Behaviour {
        kind: Kind::Lies,
        ..manners(name, ends, says)
    }
}

const fn stls(name: &'static str, ends: &'static str, says: &'static str) -> Behaviour {
    Behaviour {
        kind: Kind::Stls,
        ..manners(name, ends, says)
    }
}

/// Everything it can do.
pub(crate) const BEHAVIOURS: &[Behaviour] = &[
    manners("honest", "ok", "nothing wrong"),
    manners(
        "greeting-silence",
        "timed-out",
        "takes the connection and says nothing",
    ),
    manners("greeting-refused", "greeting-refused", "turns everybody away"),
    manners(
        "greeting-endless-line",
        "protocol-violation",
        "greets with a line that does not end",
    ),
    manners(
        "greeting-garbage",
        "protocol-violation",
        "greets with random octets",
    ),
    manners("greeting-8-bit", "ok", "greets in Latin-1, with controls"),
    manners(
        "greeting-cut",
        "connection-lost",
        "hangs up in the middle of its greeting",
    ),
    manners("greeting-of-a-web-server", "protocol-violation", "greets as HTTP"),
    manners(
        "greeting-in-tls",
        "tls-failed",
        "greets with a TLS record where nobody asked for TLS",
    ),
    manners("drip", "timed-out", "sends a byte every 100 ms, for ever"),
    manners("capa-silence", "timed-out", "says nothing to CAPA"),
    manners(
        "capa-endless",
        "protocol-violation",
        "lists capabilities without end",
    ),
    manners("capa-cut", "connection-lost", "hangs up within its capabilities"),
    manners(
        "capa-nonsense",
        "ok",
        "has capabilities with arguments that make no sense",
    ),
    stls(
        "stls-injection",
        "protocol-violation",
        "sends an answer in clear behind the one to STLS",
    ),
    stls("stls-refused", "stls-unsupported", "offers STLS and refuses it"),
    stls(
        "stls-not-offered",
        "stls-unsupported",
        "does not offer STLS, only PLAIN",
    ),
    stls(
        "stls-no-tls",
        "tls-failed",
        "says +OK to STLS and goes on in clear",
    ),
    stls("stls-silence", "timed-out", "says +OK to STLS and nothing more"),
    stls("stls-honest", "ok", "goes on in TLS as it should"),
    manners("login-silence", "timed-out", "says nothing to the password"),
    manners(
        "login-challenges",
        "protocol-violation",
        "asks again and again with +",
    ),
    manners("login-hangs-up", "login-refused", "hangs up on the password"),
    manners(
        "login-then-refused",
        "connection-lost",
        "lets in, then says -ERR and hangs up",
    ),
    manners(
        "login-then-garbage",
        "protocol-violation",
        "lets in, then sends random octets",
    ),
    manners("login-then-one-answer-too-many", "ok", "answers STAT twice"),
    manners("stat-zero", "ok", "says that there is nothing, and lists all"),
    manners("stat-huge", "protocol-violation", "counts 2^64 messages"),
    manners("stat-negative", "protocol-violation", "counts less than nothing"),
    manners("stat-short", "protocol-violation", "says +OK and no more"),
    manners(
        "stat-4-billion",
        "ok",
        "counts 4294967295 messages, and lists those that are there",
    ),
    manners(
        "stat-4-billion-and-no-lists",
        "ok",
        "counts 4294967295 messages, and can list none",
    ),
    manners("uidl-silence", "timed-out", "says nothing to UIDL"),
    manners("uidl-endless", "protocol-violation", "lists ids without end"),
    manners(
        "uidl-endless-line",
        "protocol-violation",
        "has an id that does not end",
    ),
    manners("uidl-cut", "connection-lost", "hangs up within its list"),
    manners("uidl-duplicates", "ok", "has one id for all messages"),
    manners("uidl-storm", "ok", "has new ids in every session"),
    manners("uidl-empty", "ok", "has empty ids"),
    manners("uidl-8-bit", "ok", "has ids with NUL and octets above 127"),
    manners(
        "uidl-wrong-numbers",
        "ok",
        "lists ids for messages 0, -1 and 2^32 besides",
    ),
    manners("uidl-refused", "ok", "does not know UIDL"),
    manners(
        "list-wrong-sizes",
        "ok",
        "has sizes that are a third of the truth",
    ),
    manners("list-huge-sizes", "message-refused", "has sizes of 2^64 - 1"),
    manners("list-endless", "protocol-violation", "lists sizes without end"),
    manners("list-refused", "ok", "does not know LIST"),
    manners("top-silence", "timed-out", "says nothing to TOP"),
    manners("top-whole", "ok", "sends whole messages to TOP"),
    manners("top-refused", "ok", "does not know TOP"),
    manners(
        "top-of-another",
        "message-refused",
        "sends the header of another message to TOP",
    ),
    manners("retr-silence", "timed-out", "says nothing to RETR"),
    manners(
        "retr-half-and-silence",
        "timed-out",
        "stops in the middle of a message",
    ),
    manners(
        "retr-cut",
        "connection-lost",
        "hangs up in the middle of a message",
    ),
    manners("retr-refused", "message-refused", "hands over no message"),
    manners(
        "retr-one-refused",
        "message-refused",
        "hands over all messages but one",
    ),
    manners(
        "retr-2-gb-announced",
        "ok",
        "says +OK 2147483648 octets and sends what there is",
    ),
    lies(
        "retr-endless",
        "message-refused",
        "sends a message that does not end",
    ),
    lies(
        "retr-endless-line",
        "message-refused",
        "sends a line that does not end",
    ),
    manners(
        "retr-other-number",
        "message-refused",
        "sends another message than was asked for",
    ),
    manners(
        "retr-out-of-order",
        "message-refused",
        "answers every second RETR before the first",
    ),
    lies(
        "retr-like-answers",
        "ok",
        "sends mail that imitates answers, with dots in bad places",
    ),
    lies("retr-bare-lf", "ok", "sends mail with bare LF, CR and NUL"),
    lies(
        "retr-without-terminator",
        "timed-out",
        "forgets the last line of a message",
    ),
    manners("quit-silence", "ok", "says nothing to QUIT"),
    manners("quit-refused", "ok", "answers QUIT with -ERR"),
    manners("quit-cut", "ok", "hangs up on QUIT"),
    manners(
        "cut-at-byte",
        "connection-lost",
        "hangs up after so many bytes (`--at`)",
    ),
];

/// The behaviour of that name.
pub(crate) fn named(name: &str) -> Option<&'static Behaviour> {
    BEHAVIOURS.iter().find(|behaviour| behaviour.name == name)
}
