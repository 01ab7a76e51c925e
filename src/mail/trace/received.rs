//! One `Received` field (RFC 5321 §4.4), as servers write it rather than as it is specified. It must not fail: what is
//! not understood is left out, and what has no end ends with the field.

use std::net::IpAddr;

use crate::mail::clean;
use crate::mail::moment;
use crate::mail::trace::{Hop, Reach, hosts, line, sane};

const MOST_PIECES: usize = 200;
const WORD_CHARACTERS: usize = 255;

/// A hop with what only trust needs.
#[derive(Clone, Debug, Default)]
pub(super) struct Read {
    pub(super) hop: Hop,
    /// Which field of the header it is.
    pub(super) place: usize,
    pub(super) ip: Option<IpAddr>,
    pub(super) by_ip: Option<IpAddr>,
    /// There is more than one address where one belongs: somebody may have named himself like that.
    pub(super) is_doubtful: bool,
}

/// A word, or a comment without its outer parentheses.
#[derive(Clone, Copy)]
enum Piece<'t> {
    Word(&'t str),
    Comment(&'t str),
}

/// What was written behind one of the words that a `Received` is made of.
#[derive(Default)]
struct Clause<'t> {
    words: Vec<&'t str>,
    comments: Vec<&'t str>,
}

/// The clauses by their first words.
#[derive(Default)]
struct Clauses<'t> {
    lead: Clause<'t>,
    from: Clause<'t>,
    by: Clause<'t>,
    via: Clause<'t>,
    with: Clause<'t>,
    id: Clause<'t>,
    recipient: Clause<'t>,
}

impl Read {
    pub(super) fn of(place: usize, value: &[u8]) -> Self {
        let text = line(value);
        let (said, date) = text.rsplit_once(';').unwrap_or((&text, ""));
        let clauses = Clauses::of(said);
        let mut read = Self {
            place,
            ..Self::default()
        };
        read.note_giver(&clauses.from);
        read.note_taker(&clauses.by);
        if !clauses.from.words.is_empty() {
            read.find_taker(said);
        }
        let hop = &mut read.hop;
        hop.protocol = clean::line(&protocol(&clauses), 60);
        hop.id = word(clauses.id.words.first());
        hop.recipient = word(clauses.recipient.words.first())
            .trim_matches(['<', '>'])
            .to_owned();
        hop.date = clean::line(date, 100);
        hop.at = sane(moment::of(raw_date(value)));
        note_encryption(hop, &clauses);
        read
    }

    fn note_giver(&mut self, from: &Clause<'_>) {
        let name = from.words.first().copied().unwrap_or_default();
        let mut found = Vec::new();
        let mut helo = None;
        let mut is_forged = false;
        for comment in &from.comments {
            is_forged |= comment.contains("may be forged");
            helo = helo.or_else(|| greeting(comment));
            found.extend(addresses(comment));
            if let Some(looked_up) = looked_up(comment) {
                self.hop.found = looked_up;
            }
        }
        if let (true, Some(own)) = (found.is_empty(), hosts::address(name)) {
            found.push((name.to_owned(), own));
        }
        // Some write what they found first, and what was said behind it.
        if let Some(said) = helo {
            if is_name(name) {
                self.hop.found = hosts::normal(name);
            }
            self.hop.from = word(Some(&said));
        } else {
            self.hop.from = word(Some(&name));
        }
        if is_forged {
            self.hop.found.clear();
        }
        if let Some((text, ip)) = found.last() {
            self.hop.address = text.trim_matches(['[', ']']).to_owned();
            self.hop.reach = Some(hosts::reach(*ip));
            self.ip = Some(*ip);
        }
        self.is_doubtful = found.iter().any(|(_, ip)| Some(*ip) != self.ip);
    }

    fn note_taker(&mut self, by: &Clause<'_>) {
        let name = by.words.first().copied().unwrap_or_default();
        self.hop.by = hosts::normal(&word(Some(&name)));
        let mut found = by.comments.iter().flat_map(|comment| addresses(comment));
        self.by_ip = hosts::address(name).or_else(|| found.next().map(|(_, ip)| ip));
    }

    /// A parenthesis in what the giving side called itself swallows the rest. Who took it still stands there.
    fn find_taker(&mut self, said: &str) {
        if let (true, Some((_, rest))) = (self.hop.by.is_empty(), said.rsplit_once(" by ")) {
            self.hop.by = hosts::normal(&word(rest.split(' ').next().as_ref()));
            self.is_doubtful = true;
        }
    }

    /// Whether the address is of the machine or network of whoever wrote this.
    pub(super) fn is_near(&self) -> bool {
        !self.is_doubtful && matches!(self.hop.reach, Some(Reach::Private | Reach::Loopback))
    }
}

/// mail-parser reads it best as it came.
fn raw_date(value: &[u8]) -> &[u8] {
    value.rsplit(|&byte| byte == b';').next().unwrap_or_default()
}

fn word(found: Option<&&str>) -> String {
    clean::line(found.copied().unwrap_or_default(), WORD_CHARACTERS)
}

impl<'t> Clauses<'t> {
    fn of(text: &'t str) -> Self {
        let mut clauses = Self::default();
        let mut current = "";
        for piece in pieces(text) {
            match piece {
                Piece::Word(word) => {
                    // The word after one of these is never one of these.
                    let is_next = current.is_empty() || !clauses.named(current).words.is_empty();
                    match keyword(word).filter(|_| is_next) {
                        Some(keyword) => current = keyword,
                        None => clauses.named(current).words.push(word),
                    }
                }
                Piece::Comment(comment) => clauses.named(current).comments.push(comment),
            }
        }
        clauses
    }

    fn named(&mut self, keyword: &str) -> &mut Clause<'t> {
        match keyword {
            "from" => &mut self.from,
            "by" => &mut self.by,
            "via" => &mut self.via,
            "with" => &mut self.with,
            "id" => &mut self.id,
            "for" => &mut self.recipient,
            _ => &mut self.lead,
        }
    }
}

fn keyword(word: &str) -> Option<&'static str> {
    ["from", "by", "via", "with", "id", "for"]
        .into_iter()
        .find(|keyword| word.eq_ignore_ascii_case(keyword))
}

/// Words and comments in order. Comments nest; a comment without an end goes to the end.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let (mut depth, mut begin, mut escaped) = (0_usize, None, false);
    for (at, character) in text.char_indices() {
        if pieces.len() >= MOST_PIECES {
            return pieces;
        }
        if depth > 0 {
            if escaped {
                escaped = false;
                continue;
            }
            match character {
                '\\' => escaped = true,
                '(' => depth += 1,
                ')' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                pieces.extend(
                    begin
                        .take()
                        .and_then(|begin| text.get(begin..at))
                        .map(Piece::Comment),
                );
            }
        } else if character == '(' || character == ' ' {
            pieces.extend(
                begin
                    .take()
                    .and_then(|begin| text.get(begin..at))
                    .map(Piece::Word),
            );
            if character == '(' {
                depth = 1;
                begin = Some(at + 1);
            }
        } else {
            begin = begin.or(Some(at));
        }
    }
    let rest = begin.and_then(|begin| text.get(begin..));
    pieces.extend(rest.map(if depth > 0 { Piece::Comment } else { Piece::Word }));
    pieces
}

/// The addresses that a comment holds: in brackets wherever they stand, bare ones as a word.
fn addresses(comment: &str) -> Vec<(String, IpAddr)> {
    let mut found = Vec::new();
    for piece in comment.split([' ', '(', ')', ',']) {
        let inner = match (piece.find('['), piece.rfind(']')) {
            (Some(begin), Some(end)) => piece.get(begin..=end).unwrap_or_default(),
            _ => piece,
        };
        if let Some(ip) = hosts::address(inner) {
            found.push((inner.to_owned(), ip));
        }
    }
    found.truncate(4);
    found
}

/// What the giving side said, where a comment repeats it: "HELO name" or "helo=name".
fn greeting(comment: &str) -> Option<&str> {
    let mut words = comment.split([' ', '(', ')', ',']);
    while let Some(word) = words.next() {
        if ["helo", "ehlo", "lhlo"]
            .iter()
            .any(|verb| word.eq_ignore_ascii_case(verb))
        {
            return words.next();
        }
        if let Some((name, said)) = word.split_once('=')
            && ["helo", "ehlo"]
                .iter()
                .any(|verb| name.eq_ignore_ascii_case(verb))
        {
            return Some(said);
        }
    }
    None
}

/// The name that an address was found to have: it stands before the address in brackets.
fn looked_up(comment: &str) -> Option<String> {
    let (name, _) = comment.split_once(" [")?;
    Some(hosts::normal(name)).filter(|name| is_name(name))
}

fn is_name(text: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || "-._".contains(c);
    text.contains('.') && text.chars().all(is_part) && hosts::address(text).is_none()
}

/// What is said about the way, up to where only its encryption is described.
fn protocol(clauses: &Clauses<'_>) -> String {
    let words = clauses.with.words.iter().copied();
    let mut words: Vec<&str> = words
        .take_while(|word| !word.eq_ignore_ascii_case("tls"))
        .collect();
    if words.is_empty() {
        words.clone_from(&clauses.via.words);
    }
    if let (true, Some(lead)) = (words.is_empty(), clauses.lead.comments.first()) {
        return (*lead).to_owned();
    }
    words.join(" ")
}

fn note_encryption(hop: &mut Hop, clauses: &Clauses<'_>) {
    let all = [
        &clauses.from,
        &clauses.by,
        &clauses.with,
        &clauses.id,
        &clauses.recipient,
    ];
    let comments = all.iter().flat_map(|clause| &clause.comments);
    let texts = comments.chain(&clauses.with.words);
    let mut after_cipher = false;
    for word in
        texts.flat_map(|text| text.split(|c: char| !(c.is_ascii_alphanumeric() || "._-/".contains(c))))
    {
        if word.is_empty() {
            continue;
        }
        if hop.tls.is_empty() {
            hop.tls = version(word).unwrap_or_default();
        }
        let is_cipher = after_cipher
            || ["TLS_", "ECDHE-", "ECDHE_", "DHE-"]
                .iter()
                .any(|begin| word.starts_with(begin));
        if hop.cipher.is_empty() && is_cipher {
            hop.cipher = clean::line(word, 60);
        }
        after_cipher = word.eq_ignore_ascii_case("cipher");
    }
    let first = hop
        .protocol
        .split(' ')
        .next()
        .unwrap_or_default()
        .to_ascii_uppercase();
    hop.encrypted = !hop.tls.is_empty() || first.trim_end_matches('A').ends_with("TPS");
}

/// "TLSv1.3", "TLS1_3" and "TLS1.3" are "TLS 1.3".
fn version(word: &str) -> Option<String> {
    let lower = word.to_ascii_lowercase();
    let (name, digits) = match (lower.strip_prefix("tls"), lower.strip_prefix("ssl")) {
        (Some(digits), _) => ("TLS ", digits),
        (_, Some(digits)) => ("SSL ", digits),
        _ => return None,
    };
    let digits = digits.trim_start_matches('v').replace('_', ".");
    let digits = digits.split('/').next().unwrap_or_default();
    let is_version = digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.len() <= 4
        && digits.chars().all(|c| c.is_ascii_digit() || c == '.');
    is_version.then(|| [name, digits].concat())
}
