//! A transcript: what each side does, and what the machine should tell of it. It must not know where the file is.

use std::num::NonZeroUsize;

use restante::pop3::{
    ApopTimestamp, Capabilities, Event, Extent, Intent, LanguageTag, LogIn, Session, SessionOptions, Step,
};
use restante::sasl::{Channel, Credentials, Exchange, Mechanism, Nonce, Setting};
use restante::secret::Secret;
use restante::units::MessageNumber;

/// Of every SCRAM in the transcripts: the one of RFC 7677 §3.
const NONCE: &str = "rOprNGfwEbeRWgbNEkqO";

/// A parsed transcript.
pub(crate) struct Transcript {
    window: usize,
    script: Vec<Line>,
    /// What should be told, line by line.
    pub(crate) expected: Vec<String>,
}

enum Line {
    Caller {
        intent: String,
        error: Option<String>,
    },
    Client(Vec<u8>),
    Server(Vec<u8>),
    End,
    Cut,
    Upgraded,
    /// Whoever waited took the message for complete.
    Glued,
    /// What was told so far is no part of the story.
    Forget,
}

/// The way to an open maildrop, on a server that announces these capabilities.
fn logged_in(announced: &str) -> Vec<Line> {
    let mut script = "S: +OK\n> capabilities\nC: CAPA\nS: +OK\n".to_owned();
    announced
        .split_whitespace()
        .for_each(|name| script += &format!("S: {name}\n"));
    script += "S: .\n> log-in user-pass joe secret\nC: USER joe\nS: +OK\nC: PASS secret\nS: +OK";
    script.lines().map(Line::parse).chain([Line::Forget]).collect()
}

impl Transcript {
    /// Panics at what it does not understand.
    pub(crate) fn parse(text: &str) -> Self {
        let (script, expected) = text.split_once("---\n").expect("a line of dashes");
        let mut window = 1;
        let mut lines: Vec<Line> = Vec::new();
        for line in script
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
        {
            if let Some(number) = line.strip_prefix("window ") {
                window = number.parse().unwrap();
                continue;
            }
            if let Some(announced) = line.strip_prefix("logged-in") {
                lines.extend(logged_in(announced));
                continue;
            }
            match (Line::parse(line), lines.last_mut()) {
                (Line::Server(more), Some(Line::Server(bytes))) => bytes.extend(more),
                (line, _) => lines.push(line),
            }
        }
        Self {
            window,
            script: lines,
            expected: expected.lines().map(str::to_owned).collect(),
        }
    }

    /// How many octets the server sends.
    pub(crate) fn server_octets(&self) -> usize {
        let octets = |line: &Line| {
            if let Line::Server(bytes) = line {
                bytes.len()
            } else {
                0
            }
        };
        self.script.iter().map(octets).sum()
    }

    /// Plays it with the server's octets cut at `cuts`, and returns what the machine tells.
    pub(crate) fn replay(&self, cuts: &[usize]) -> Result<Vec<String>, String> {
        let max_in_flight = NonZeroUsize::new(self.window).unwrap();
        let mut player = Player::new(Session::new(SessionOptions { max_in_flight }));
        let mut expected = Vec::new();
        let mut sent = 0;
        for line in &self.script {
            // When the server goes on, the client has written what it can.
            if !matches!(line, Line::Caller { .. } | Line::Client(_)) && player.written != expected {
                return Err(format!("by then it wrote\n{}", player.written.escape_ascii()));
            }
            match line {
                Line::Caller { intent, error } => player.want(intent, error.as_deref())?,
                Line::Client(bytes) => expected.extend_from_slice(bytes),
                Line::Server(bytes) => {
                    let mut from = 0;
                    let inside = |cut: &&usize| **cut > sent && **cut < sent + bytes.len();
                    for to in cuts
                        .iter()
                        .filter(inside)
                        .map(|cut| cut - sent)
                        .chain([bytes.len()])
                    {
                        player.session.receive(&bytes[from..to]);
                        player.drain();
                        from = to;
                    }
                    sent += bytes.len();
                }
                Line::End => player.session.receive_end(),
                Line::Cut => player.session.receive_cut(),
                Line::Upgraded => player.session.upgraded(),
                Line::Glued => player.session.end_glued_message(),
                Line::Forget => player.told.clear(),
            }
            player.drain();
        }
        if player.written != expected {
            return Err(format!("it wrote\n{}", player.written.escape_ascii()));
        }
        Ok(player.end())
    }
}

impl Line {
    fn parse(line: &str) -> Self {
        let (mark, rest) = line.split_once(' ').unwrap_or((line, ""));
        match (mark, rest) {
            (">", rest) => match rest.split_once(" ! ") {
                Some((intent, error)) => Self::Caller {
                    intent: intent.to_owned(),
                    error: Some(error.to_owned()),
                },
                None => Self::Caller {
                    intent: rest.to_owned(),
                    error: None,
                },
            },
            ("C:", rest) => Self::Client([&octets(rest), b"\r\n".as_slice()].concat()),
            ("S:", rest) => Self::Server([&octets(rest), b"\r\n".as_slice()].concat()),
            ("S|", rest) => Self::Server(octets(rest)),
            ("S!", "end") => Self::End,
            ("S!", "cut") => Self::Cut,
            ("upgraded", _) => Self::Upgraded,
            ("taken-as-complete", _) => Self::Glued,
            _ => panic!("not a line of a transcript: {line}"),
        }
    }
}

struct Player {
    session: Session,
    written: Vec<u8>,
    told: Vec<String>,
    want: String,
    /// The bytes of the last message that are not told yet.
    chunk: Vec<u8>,
    timestamp: Option<ApopTimestamp>,
}

impl Player {
    fn new(session: Session) -> Self {
        let want = String::new();
        Self {
            session,
            written: Vec::new(),
            told: Vec::new(),
            want,
            chunk: Vec::new(),
            timestamp: None,
        }
    }

    fn want(&mut self, words: &str, error: Option<&str>) -> Result<(), String> {
        let intent = self.intent(words);
        let answer = self.session.send(intent).err().map(|error| format!("{error:?}"));
        if answer.as_deref() == error {
            Ok(())
        } else {
            Err(format!("`{words}` is answered {answer:?}"))
        }
    }

    fn intent(&self, words: &str) -> Intent {
        let parts: Vec<&str> = words.splitn(4, ' ').collect();
        let number = |digits: &str| MessageNumber::new(digits.parse().unwrap()).unwrap();
        match parts[..] {
            ["capabilities"] => Intent::Capabilities,
            ["start-tls"] => Intent::StartTls,
            ["utf8"] => Intent::Utf8,
            ["language", tag] => Intent::Language(LanguageTag::new(tag).unwrap()),
            ["log-in", mechanism, username, password] => {
                let secret = Secret::new(password.replace("{long}", &"p".repeat(250)));
                let credentials = Credentials::new(username.to_owned(), secret).unwrap();
                Intent::LogIn(self.log_in(mechanism, credentials))
            }
            ["stat"] => Intent::Stat,
            ["list"] => Intent::List(None),
            ["list", message] => Intent::List(Some(number(message))),
            ["unique-ids"] => Intent::UniqueIds(None),
            ["unique-ids", message] => Intent::UniqueIds(Some(number(message))),
            ["top", message, lines] => Intent::Top {
                number: number(message),
                lines: lines.parse().unwrap(),
            },
            ["retrieve", message] => Intent::Retrieve(number(message)),
            ["noop"] => Intent::Noop,
            ["reset"] => Intent::Reset,
            ["delete", message] => Intent::Delete(number(message)),
            ["quit"] => Intent::Quit,
            _ => panic!("not an intent: {words}"),
        }
    }

    fn log_in(&self, name: &str, credentials: Credentials) -> LogIn {
        match name {
            "user-pass" => LogIn::UserPass(credentials),
            "user-pass-latin1" => LogIn::UserPass(credentials.in_latin1().expect("letters of Latin-1")),
            "apop" => LogIn::Apop(credentials, self.timestamp.clone().expect("a timestamp")),
            name => {
                let mechanism = Mechanism::of_name(name).expect("a mechanism");
                let setting = Setting {
                    nonce: &Nonce::written(NONCE).expect("a nonce"),
                    channel: Channel::Exporter([7; 32]),
                    server: ("pop.example.org", 995),
                    nfkc: str::to_owned,
                };
                LogIn::Sasl(Box::new(Exchange::new(mechanism, &credentials, &setting)))
            }
        }
    }

    fn drain(&mut self) {
        loop {
            match self.session.next() {
                Step::Write(bytes) => self.written.extend(bytes),
                Step::Event(Event::MessageChunk { bytes, .. }) => {
                    assert!(!bytes.is_empty(), "an empty chunk");
                    self.chunk.extend(bytes);
                }
                Step::Event(event) => self.tell(&event),
                Step::Want(want) => {
                    self.want = format!("want {want:?}");
                    return;
                }
            }
        }
    }

    fn tell(&mut self, event: &Event) {
        if let Event::GreetingReceived { apop_timestamp, .. } = event {
            self.timestamp.clone_from(apop_timestamp);
        }
        self.tell_chunk();
        self.told.push(shortened(told(event).trim_end()));
    }

    fn tell_chunk(&mut self) {
        if !self.chunk.is_empty() {
            self.told
                .push(shortened(&format!("bytes {}", self.chunk.escape_ascii())));
            self.chunk.clear();
        }
    }

    fn end(mut self) -> Vec<String> {
        self.tell_chunk();
        if self.session.message_looks_complete() {
            self.told.push("looks complete".to_owned());
        }
        self.told.push(self.want);
        self.told
    }
}

fn told(event: &Event) -> String {
    match event {
        Event::GreetingReceived {
            text,
            apop_timestamp: None,
        } => format!("greeting {text}"),
        Event::GreetingReceived {
            text,
            apop_timestamp: Some(timestamp),
        } => {
            format!("greeting {text} (timestamp {})", timestamp.as_str())
        }
        Event::CapabilitiesReceived(capabilities) => format!("capabilities{}", announced(capabilities)),
        Event::CapabilitiesUnsupported(reply) => format!("capabilities unsupported: {reply}"),
        Event::Utf8Enabled => "utf8 enabled".to_owned(),
        Event::LanguageChanged => "language changed".to_owned(),
        Event::LoggedIn => "logged in".to_owned(),
        Event::LogInRefused {
            reply,
            reason,
            tested,
        } => {
            let reason = reason.as_ref().map(|reason| format!(", {reason:?}"));
            let reason = reason.unwrap_or_default();
            let untested = if *tested { "" } else { ", untested" };
            format!("log-in refused ({:?}{reason}{untested}): {reply}", reply.cause())
        }
        Event::LogInCancelled(error) => format!("log-in cancelled: {error:?}"),
        Event::StatReceived { messages, octets } => format!("stat {messages} {}", octets.0),
        Event::Listed { number, octets } => format!("listed {number} {}", octets.0),
        Event::ListingEnded => "listing ended".to_owned(),
        Event::UniqueIdListed { number, uidl } => format!("id {number} {uidl}"),
        Event::UniqueIdsEnded => "ids ended".to_owned(),
        Event::MessageStarted {
            number,
            extent,
            octets,
        } => match (extent, octets) {
            (Extent::Top, _) => format!("top of message {number}"),
            (Extent::Whole, None) => format!("message {number}"),
            (Extent::Whole, Some(octets)) => format!("message {number} of {}", octets.0),
        },
        Event::MessageChunk { .. } => unreachable!("chunks are gathered"),
        Event::MessageEnded { number, .. } => format!("message {number} ended"),
        Event::NoopAnswered => "noop answered".to_owned(),
        Event::DeletionsReset => "deletions reset".to_owned(),
        Event::DeletionMarked { number } => format!("deletion marked {number}"),
        Event::Refused { command, reply } => format!("refused {command:?} ({:?}): {reply}", reply.cause()),
        Event::LoggedOut => "logged out".to_owned(),
        Event::QuirkSeen(quirk) => format!("quirk {quirk:?}"),
        Event::Failed(error) => format!("failed: {error:?}"),
    }
}

/// Long runs of one character, as the script writes them.
fn shortened(text: &str) -> String {
    let mut short = String::new();
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let behind = rest.trim_start_matches(character);
        let times = (rest.len() - behind.len()) / character.len_utf8();
        if times > 20 {
            short += &format!("{{{character}*{times}}}");
        } else {
            short.extend(std::iter::repeat_n(character, times));
        }
        rest = behind;
    }
    short
}

fn announced(capabilities: &Capabilities) -> String {
    let flags = [
        (capabilities.top, " top"),
        (capabilities.user, " user"),
        (capabilities.uidl, " uidl"),
        (capabilities.resp_codes, " resp-codes"),
        (capabilities.auth_resp_code, " auth-resp-code"),
        (capabilities.pipelining, " pipelining"),
        (capabilities.stls, " stls"),
        (capabilities.utf8, " utf8"),
        (capabilities.utf8_user, " utf8-user"),
        (capabilities.lang, " lang"),
    ];
    let mut text: String = flags
        .iter()
        .filter(|(set, _)| *set)
        .map(|(_, name)| *name)
        .collect();
    if !capabilities.sasl.is_empty() {
        text += &format!(" sasl={}", capabilities.sasl.join(","));
    }
    if let Some(delay) = capabilities.login_delay {
        text += &format!(" login-delay={}s per-user={}", delay.seconds, delay.per_user);
    }
    if let Some(expire) = capabilities.expire {
        text += &format!(" expire={:?} per-user={}", expire.days, expire.per_user);
    }
    if let Some(implementation) = &capabilities.implementation {
        text += &format!(" implementation={implementation}");
    }
    if !capabilities.others.is_empty() {
        text += &format!(" others={}", capabilities.others.join(","));
    }
    text
}

fn octets(text: &str) -> Vec<u8> {
    let mut read = Vec::new();
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let (length, bytes) = match (character, rest) {
            ('\\', rest) if rest.starts_with("\\x") => {
                (4, vec![u8::from_str_radix(&rest[2..4], 16).unwrap()])
            }
            ('\\', rest) if rest.starts_with("\\r") => (2, b"\r".to_vec()),
            ('\\', rest) if rest.starts_with("\\n") => (2, b"\n".to_vec()),
            ('\\', rest) if rest.starts_with("\\t") => (2, b"\t".to_vec()),
            ('\\', _) => (2, b"\\".to_vec()),
            ('{', rest) if rest.contains("*") && rest.contains('}') => {
                let (inside, _) = rest[1..].split_once('}').unwrap();
                let (what, times) = inside.split_once('*').unwrap();
                (inside.len() + 2, octets(what).repeat(times.parse().unwrap()))
            }
            (character, _) => (character.len_utf8(), character.to_string().into_bytes()),
        };
        read.extend(bytes);
        rest = &rest[length..];
    }
    read
}
