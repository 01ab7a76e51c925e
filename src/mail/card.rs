//! Contact cards that came by mail (vCard 2.1, 3.0 and 4.0; RFC 6350): who somebody is and how they are reached. It must
//! not unpack what is no text: photographs, sounds and keys stay in the file.

use crate::mail::content_lines::{self, Lines, Property};
use crate::mail::{TextSpan, clean, text};

/// Cards of one file that are shown. Somebody's whole address book is a file to save.
const MOST_CARDS: usize = 50;
/// Lines on one card.
const MOST_FIELDS: usize = 60;
const NAME_CHARACTERS: usize = 200;
const VALUE_CHARACTERS: usize = 500;
const NOTE_CHARACTERS: usize = 2000;

/// A contact card.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Card {
    /// Who; empty when it does not say.
    pub name: String,
    /// Where they work, from the whole to the part; empty when it does not say.
    pub organisation: String,
    /// As what; empty when it does not say.
    pub title: String,
    /// How they are reached, and what else is known, at most 60.
    pub fields: Vec<CardField>,
    /// When they were born.
    pub birthday: Option<Birthday>,
    /// Whether there is more on it.
    pub more: bool,
}

/// Something on a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardField {
    /// What it is.
    pub kind: CardFieldKind,
    /// What for.
    pub uses: Vec<CardUse>,
    /// What its owner calls it; mostly empty.
    pub label: String,
    /// The thing itself.
    pub value: Vec<TextSpan>,
}

/// What something on a card is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "each says itself")]
pub enum CardFieldKind {
    Mail,
    Phone,
    /// Where letters go.
    Address,
    Web,
    Nickname,
    Note,
}

/// What something on a card is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each says itself")]
pub enum CardUse {
    Home,
    Work,
    Mobile,
    Fax,
}

/// A day that comes each year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Birthday {
    /// `None` where its owner keeps it.
    pub year: Option<u16>,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
}

/// The cards of a file, and whether there are more than are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cards {
    /// At most 50.
    pub cards: Vec<Card>,
    /// Whether there are more.
    pub more: bool,
}

/// Reads the cards of a file; `None` where it has none.
pub(super) fn read(bytes: &[u8], charset: Option<&str>) -> Option<Cards> {
    if !content_lines::begins(bytes, "VCARD") {
        return None;
    }
    let lines = Lines::of(bytes, charset);
    let mut cards = Cards {
        cards: Vec::new(),
        more: lines.is_cut,
    };
    let mut draft: Option<Draft> = None;
    for line in lines.iter() {
        let is = |wanted: &str| line.trim().eq_ignore_ascii_case(wanted);
        if is("BEGIN:VCARD") || is("END:VCARD") {
            cards.keep(draft.take());
            if cards.cards.len() >= MOST_CARDS && is("BEGIN:VCARD") {
                cards.more = true;
                break;
            }
            draft = is("BEGIN:VCARD").then(Draft::default);
        } else if let (Some(draft), Some(property)) = (&mut draft, Property::of(line)) {
            draft.read(&property);
        }
    }
    cards.keep(draft);
    (!cards.cards.is_empty()).then_some(cards)
}

impl Cards {
    fn keep(&mut self, draft: Option<Draft>) {
        self.cards.extend(draft.and_then(Draft::finish));
    }
}

/// A card on its way.
#[derive(Debug, Default)]
struct Draft {
    card: Card,
    /// The parts of the name, for cards that do not say the whole.
    parts: String,
    nickname: String,
    /// Which field is in which group.
    groups: Vec<(String, usize)>,
    /// What groups are called.
    labels: Vec<(String, String)>,
}

impl Draft {
    fn read(&mut self, property: &Property<'_>) {
        if property.is_file() {
            return;
        }
        let card = &mut self.card;
        match property.name.as_str() {
            "FN" if card.name.is_empty() => card.name = clean::line(&property.text(), NAME_CHARACTERS),
            "N" if self.parts.is_empty() => self.parts = whole_name(&property.texts(';', 5)),
            "ORG" if card.organisation.is_empty() => {
                card.organisation = joined(&property.texts(';', 5), ", ", NAME_CHARACTERS);
            }
            "TITLE" | "ROLE" if card.title.is_empty() => {
                card.title = clean::line(&property.text(), NAME_CHARACTERS);
            }
            "BDAY" if card.birthday.is_none() => card.birthday = birthday(&property.value()),
            "NICKNAME" if self.nickname.is_empty() => {
                self.nickname = joined(&property.texts(',', 5), ", ", NAME_CHARACTERS);
            }
            "X-ABLABEL" => {
                let label = clean::line(&property.text(), NAME_CHARACTERS);
                self.labels.push((property.group.clone(), own_label(&label)));
                self.labels.truncate(MOST_FIELDS);
            }
            _ => self.read_field(property),
        }
    }

    fn read_field(&mut self, property: &Property<'_>) {
        let (kind, value) = match property.name.as_str() {
            "EMAIL" => (CardFieldKind::Mail, without_scheme(&property.text(), "mailto:")),
            "TEL" => (CardFieldKind::Phone, without_scheme(&property.text(), "tel:")),
            "URL" => (CardFieldKind::Web, property.text()),
            "ADR" => (CardFieldKind::Address, postal(&property.texts(';', 7))),
            "NOTE" => (CardFieldKind::Note, property.text()),
            _ => return,
        };
        let most = if kind == CardFieldKind::Note {
            NOTE_CHARACTERS
        } else {
            VALUE_CHARACTERS
        };
        self.add(kind, &clean::line(&value, most), property);
    }

    fn add(&mut self, kind: CardFieldKind, value: &str, property: &Property<'_>) {
        if value.is_empty() {
            return;
        }
        if self.card.fields.len() >= MOST_FIELDS {
            self.card.more = true;
            return;
        }
        if !property.group.is_empty() {
            self.groups.push((property.group.clone(), self.card.fields.len()));
        }
        self.card.fields.push(CardField {
            kind,
            uses: uses(property),
            label: String::new(),
            value: spans(kind, value),
        });
    }

    /// `None` where nothing is on it.
    fn finish(mut self) -> Option<Card> {
        for (group, place) in &self.groups {
            let label = self.labels.iter().find(|(named, _)| named == group);
            if let (Some(field), Some((_, label))) = (self.card.fields.get_mut(*place), label) {
                field.label.clone_from(label);
            }
        }
        if !self.nickname.is_empty() {
            self.card.fields.push(CardField {
                kind: CardFieldKind::Nickname,
                uses: Vec::new(),
                label: String::new(),
                value: spans(CardFieldKind::Nickname, &self.nickname),
            });
        }
        self.card.fields.sort_by_key(|field| field.kind);
        let mut card = self.card;
        if card.name.is_empty() {
            card.name = [self.parts, self.nickname, card.organisation.clone()]
                .into_iter()
                .find(|name| !name.is_empty())
                .unwrap_or_default();
        }
        if card.name == card.organisation {
            card.organisation.clear();
        }
        (!card.name.is_empty() || !card.fields.is_empty()).then_some(card)
    }
}

/// Links are only where links are meant.
fn spans(kind: CardFieldKind, value: &str) -> Vec<TextSpan> {
    match kind {
        CardFieldKind::Mail | CardFieldKind::Web | CardFieldKind::Note => text::line(value),
        CardFieldKind::Phone | CardFieldKind::Address | CardFieldKind::Nickname => vec![TextSpan {
            text: value.to_owned(),
            link: None,
        }],
    }
}

/// Family, given, additional, before, after (RFC 6350 §6.2.2), in the order in which they are said.
fn whole_name(parts: &[String]) -> String {
    let order = [3, 1, 2, 0, 4];
    let parts: Vec<String> = order
        .iter()
        .filter_map(|&place| parts.get(place))
        .map(|part| part.replace(',', " "))
        .collect();
    joined(&parts, " ", NAME_CHARACTERS)
}

/// Box, extension, street, town, region, code, country (RFC 6350 §6.3.1), as it is written on a letter.
fn postal(parts: &[String]) -> String {
    let part = |place: usize| parts.get(place).map(|part| part.trim()).unwrap_or_default();
    let town = [part(5), part(3)].join(" ");
    let lines = [part(0), part(1), part(2), town.trim(), part(4), part(6)].map(str::to_owned);
    joined(&lines, ", ", VALUE_CHARACTERS)
}

fn joined(parts: &[String], between: &str, most: usize) -> String {
    let parts = parts.iter().map(|part| clean::line(part, most));
    let parts: Vec<String> = parts.filter(|part| !part.is_empty()).collect();
    clean::line(&parts.join(between), most)
}

fn without_scheme(value: &str, scheme: &str) -> String {
    let value = value.trim();
    match value.split_at_checked(scheme.len()) {
        Some((found, rest)) if found.eq_ignore_ascii_case(scheme) => rest.to_owned(),
        _ => value.to_owned(),
    }
}

/// What stands in Apple's brackets, as in `_$!<HomePage>!$_`, is a word of Apple's, and says nothing new.
fn own_label(label: &str) -> String {
    if label.starts_with("_$!<") {
        return String::new();
    }
    label.to_owned()
}

fn uses(property: &Property<'_>) -> Vec<CardUse> {
    let words = property.words("TYPE");
    let known = [
        ("HOME", CardUse::Home),
        ("WORK", CardUse::Work),
        ("CELL", CardUse::Mobile),
        ("FAX", CardUse::Fax),
    ];
    let said = |word: &str| words.iter().any(|said| said == word);
    known
        .into_iter()
        .filter_map(|(word, meant)| said(word).then_some(meant))
        .collect()
}

/// `1985-04-12`, `19850412`, `--0412`, with or without a time behind it.
fn birthday(value: &str) -> Option<Birthday> {
    let value = value.trim();
    let (value, has_year) = match value.strip_prefix("--") {
        Some(rest) => (rest, false),
        None => (value, true),
    };
    let digits: String = value
        .chars()
        .take_while(|c| c.is_ascii_digit() || *c == '-')
        .filter(char::is_ascii_digit)
        .collect();
    let (year, rest) = if has_year {
        let (year, rest) = digits.split_at_checked(4)?;
        (Some(year.parse().ok()?), rest)
    } else {
        (None, digits.as_str())
    };
    let (month, day) = rest.split_at_checked(2)?;
    let (month, day) = (month.parse().ok()?, day.parse().ok()?);
    // Apple writes a year that nobody was born in where there is none.
    let year = year.filter(|year| *year > 1604);
    ((1..=12).contains(&month) && (1..=31).contains(&day)).then_some(Birthday { year, month, day })
}

#[cfg(test)]
mod tests;
