//! What the fields of a header say and whom they name, for whoever looks for words in them: rules. It must not read the
//! body, and reads a bounded part of the header once, however many fields are asked for.

use crate::mail::header::{self, Header, people_of, text_of};
use crate::mail::list;

/// So much of a header is read.
const HEADER_OCTETS: usize = 256 * 1024;
/// So many fields of those that are asked for.
const MOST_FIELDS: usize = 200;
const TEXT_CHARACTERS: usize = 8 * 1024;

/// Which fields are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fields<'a> {
    /// Those in which a sender is named.
    Sender,
    /// Those of these names, which list people.
    People(&'a [&'a str]),
    /// Those of this name, which are text.
    Text(&'a str),
    /// What tells by which list it came.
    List,
}

/// A header that can be asked.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'m>(Header<'m>);

impl<'m> Facts<'m> {
    /// What there is to ask a message.
    #[must_use]
    pub fn of(original: &'m [u8]) -> Self {
        let original = original.get(..HEADER_OCTETS).unwrap_or(original);
        let (header, _) = header::split_message(header::without_leader(original));
        Self(header)
    }

    /// What these fields say: one text for each field, or for each name and each address in it.
    #[must_use]
    pub fn said(self, fields: Fields<'_>) -> Vec<String> {
        match fields {
            Fields::Sender => {
                let mut all = self.people(&["From"]);
                let sender = self.0.sender();
                all.extend([sender.name, sender.address]);
                without_repeats(all)
            }
            Fields::People(names) => without_repeats(self.people(names)),
            Fields::Text(name) => self
                .values(&[name])
                .map(|value| text_of(value, TEXT_CHARACTERS))
                .collect(),
            Fields::List => {
                let said = self
                    .values(&["List-Id"])
                    .map(|value| text_of(value, TEXT_CHARACTERS));
                said.flat_map(|said| <[String; 2]>::from(list::named(&said)))
                    .filter(|said| !said.is_empty())
                    .collect()
            }
        }
    }

    fn people(self, names: &[&str]) -> Vec<String> {
        let people = self.values(names).flat_map(people_of);
        people.flat_map(|person| [person.name, person.address]).collect()
    }

    fn values(self, names: &[&str]) -> impl Iterator<Item = &'m [u8]> {
        let is_asked = move |name: &[u8]| {
            names
                .iter()
                .any(|asked| name.eq_ignore_ascii_case(asked.as_bytes()))
        };
        let fields = self.0.fields().filter(move |(name, _)| is_asked(name));
        fields.map(|(_, value)| value).take(MOST_FIELDS)
    }
}

fn without_repeats(mut said: Vec<String>) -> Vec<String> {
    said.retain(|said| !said.is_empty());
    said.sort_unstable();
    said.dedup();
    said
}

#[cfg(test)]
mod tests {
    use super::{Facts, Fields};

    fn said(message: &[u8], fields: Fields<'_>) -> Vec<String> {
        Facts::of(message).said(fields)
    }

    #[test]
    fn every_field_of_a_name_is_told_decoded() {
        let message = b"X-Note: one\r\nx-note: =?utf-8?q?caf=C3=A9?=\r\n\r\nX-Note: body\r\n";
        assert_eq!(said(message, Fields::Text("X-Note")), ["one", "caf\u{e9}"]);
        assert_eq!(said(message, Fields::Text("Subject")), Vec::<String>::new());
    }

    #[test]
    fn people_are_told_by_name_and_by_address() {
        let message =
            b"From: Ada <ada@a.example>\r\nTo: b@b.example, Bob <b@b.example>\r\nCc: c@c.example\r\n\r\n";
        assert_eq!(said(message, Fields::Sender), ["Ada", "ada@a.example"]);
        assert_eq!(
            said(message, Fields::People(&["To", "Cc"])),
            ["Bob", "b@b.example", "c@c.example"]
        );
    }

    #[test]
    fn a_list_is_told_by_name_and_by_id() {
        let message = b"List-Id: \"Bees\" <bees.example.org>\r\n\r\n";
        assert_eq!(said(message, Fields::List), ["Bees", "bees.example.org"]);
    }

    #[test]
    fn an_endless_header_ends() {
        let message = b"To: a@a.example\r\n".repeat(1_000_000);
        assert_eq!(said(&message, Fields::People(&["To"])), ["a@a.example"]);
        let message = [b"Subject: ".as_slice(), &b"\0".repeat(10_000_000)].concat();
        assert_eq!(said(&message, Fields::Text("Subject")).concat(), "");
    }
}
