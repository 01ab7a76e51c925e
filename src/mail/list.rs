//! What a list, or whoever sends to many, says of itself in the header (RFC 2369, RFC 2919, RFC 8058). Strangers wrote
//! it: an address is kept only as far as it is understood, and nothing here follows one.

use ammonia::Url;

use crate::mail::header::Header;
use crate::mail::{clean, html};

/// More links of one field than anybody needs.
const MOST_LINKS: usize = 5;
const LINK_OCTETS: usize = 4 * 1024;
const FIELD_CHARACTERS: usize = 8 * 1024;
const WORD_CHARACTERS: usize = 320;

/// What a header says of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListFacts {
    /// The list's display name; empty when there is none.
    pub name: String,
    /// What tells it from all others (`List-Id`); empty when there is none.
    pub id: String,
    /// Where to turn to, and for what.
    pub links: Vec<(ListPurpose, ListLink)>,
    /// Whether one request to the first page is said to be enough to leave (`List-Unsubscribe-Post`).
    pub one_click: bool,
    /// How urgent a server is to take it (`Precedence`), such as "bulk"; empty when it does not say.
    pub precedence: String,
}

/// What an address of a list is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListPurpose {
    /// Leaving it.
    Unsubscribe,
    /// Writing to it.
    Post,
    /// Reading what was written.
    Archive,
    /// Learning how to use it.
    Help,
    /// Reaching whoever runs it.
    Owner,
}

/// Where to turn to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListLink {
    /// A page, over http or https.
    Page {
        /// Its address.
        url: String,
        /// Its host, in ASCII.
        host: String,
    },
    /// A letter to be written.
    Letter {
        /// To whom.
        address: String,
        /// What its subject has to be; empty for any.
        subject: String,
        /// The same as a `mailto:` with nothing in it but recipient, subject and text.
        url: String,
    },
}

const FIELDS: [(&str, ListPurpose); 5] = [
    ("List-Unsubscribe", ListPurpose::Unsubscribe),
    ("List-Post", ListPurpose::Post),
    ("List-Archive", ListPurpose::Archive),
    ("List-Help", ListPurpose::Help),
    ("List-Owner", ListPurpose::Owner),
];

/// What there is; `None` where the header says nothing of a list.
pub(super) fn of(header: Header<'_>) -> Option<ListFacts> {
    let links: Vec<_> = FIELDS
        .iter()
        .flat_map(|&(field, purpose)| {
            let found = links(&header.text(field, FIELD_CHARACTERS));
            found.into_iter().map(move |link| (purpose, link))
        })
        .collect();
    let posts = header.text("List-Unsubscribe-Post", WORD_CHARACTERS);
    let leaves_over_https = |(purpose, link): &(ListPurpose, ListLink)| {
        *purpose == ListPurpose::Unsubscribe
            && matches!(link, ListLink::Page { url, .. } if url.starts_with("https:"))
    };
    let (name, id) = named(&header.text("List-Id", 2 * WORD_CHARACTERS));
    let facts = ListFacts {
        one_click: posts.eq_ignore_ascii_case("List-Unsubscribe=One-Click")
            && links.iter().any(leaves_over_https),
        precedence: header.text("Precedence", WORD_CHARACTERS),
        name,
        id,
        links,
    };
    (facts != ListFacts::default()).then_some(facts)
}

/// Name and id of `Name <id>`, or of an id alone.
pub(super) fn named(text: &str) -> (String, String) {
    let (name, id) = match text.split_once('<') {
        Some((name, id)) => (name, id.split('>').next().unwrap_or_default()),
        None => ("", text),
    };
    let name = name.trim().trim_matches('"').trim();
    (
        clean::line(name, WORD_CHARACTERS),
        clean::line(id.trim(), WORD_CHARACTERS),
    )
}

/// The links between angle brackets, or of a field without any; comments around them are nobody's.
fn links(field: &str) -> Vec<ListLink> {
    let between = |part: &str| part.split_once('>').map(|(link, _)| link.to_owned());
    let written: Vec<String> = if field.contains('<') {
        field.split('<').skip(1).filter_map(between).collect()
    } else {
        field.split(',').map(str::to_owned).collect()
    };
    let mut found = Vec::new();
    for link in written.iter().filter_map(|written| link(written)) {
        if !found.contains(&link) && found.len() < MOST_LINKS {
            found.push(link);
        }
    }
    found
}

fn link(written: &str) -> Option<ListLink> {
    // What was folded is one word all the same (RFC 2369 §2).
    let written: String = written.split_whitespace().collect();
    let url = Url::parse(&written)
        .ok()
        .filter(|_| written.len() <= LINK_OCTETS)?;
    match url.scheme() {
        "http" | "https" => Some(ListLink::Page {
            host: url.host_str()?.to_owned(),
            url: url.into(),
        }),
        "mailto" => letter(&url),
        _ => None,
    }
}

/// Recipient, subject and text of a `mailto:` (RFC 6068); whatever else it asks for is left out, such as more recipients
/// and files.
fn letter(url: &Url) -> Option<ListLink> {
    let to = url.path().split(',').next()?;
    let address = clean::line(&html::percent_decoded(to), WORD_CHARACTERS);
    let is_one = address.contains('@') && !address.contains([' ', ',', ';', '<', '>']);
    if !is_one {
        return None;
    }
    let mut kept = Vec::new();
    let mut subject = String::new();
    for (name, value) in url
        .query()
        .unwrap_or_default()
        .split('&')
        .filter_map(|pair| pair.split_once('='))
    {
        let name = name.to_ascii_lowercase();
        let said = html::percent_decoded(value);
        // A subject of several lines would be a header of its own in the hands of a careless program.
        let is_kept = name == "body" || (name == "subject" && !said.contains(char::is_control));
        if is_kept && !kept.iter().any(|(known, _)| *known == name) {
            if name == "subject" {
                subject = clean::line(&said, WORD_CHARACTERS);
            }
            kept.push((name, value));
        }
    }
    let query: Vec<String> = kept
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let mark = if query.is_empty() { "" } else { "?" };
    Some(ListLink::Letter {
        url: format!("mailto:{to}{mark}{}", query.join("&")),
        address,
        subject,
    })
}

#[cfg(test)]
mod tests {
    use super::{ListFacts, ListLink, ListPurpose, of};
    use crate::mail::header::Header;

    fn facts(lines: &str) -> ListFacts {
        of(Header::new(lines.as_bytes())).unwrap_or_default()
    }

    fn shown(lines: &str) -> Vec<String> {
        let name = |(_, link): (ListPurpose, ListLink)| match link {
            ListLink::Page { url, .. } | ListLink::Letter { url, .. } => url,
        };
        facts(lines).links.into_iter().map(name).collect()
    }

    #[test]
    fn a_newsletter_says_how_to_leave_it() {
        let facts = facts(
            "List-Unsubscribe: <mailto:leave@list.example?subject=leave%20me>,\r\n <https://list.example/u/1>\r\n\
             List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n",
        );
        assert!(facts.one_click);
        assert_eq!(
            facts.links,
            [
                (
                    ListPurpose::Unsubscribe,
                    ListLink::Letter {
                        address: "leave@list.example".to_owned(),
                        subject: "leave me".to_owned(),
                        url: "mailto:leave@list.example?subject=leave%20me".to_owned(),
                    }
                ),
                (
                    ListPurpose::Unsubscribe,
                    ListLink::Page {
                        url: "https://list.example/u/1".to_owned(),
                        host: "list.example".to_owned(),
                    }
                ),
            ]
        );
    }

    #[test]
    fn a_discussion_has_a_name_and_addresses() {
        let facts = facts(
            "List-Id: =?utf-8?q?S=C3=A4nger?= <singers.list.example>\nList-Post: <mailto:singers@list.example> (all)\n\
             List-Archive: <http://list.example/archive>\nPrecedence: list\n",
        );
        assert_eq!(
            (facts.name.as_str(), facts.id.as_str()),
            ("Sänger", "singers.list.example")
        );
        assert_eq!(facts.precedence, "list");
        let purposes: Vec<_> = facts.links.iter().map(|(purpose, _)| *purpose).collect();
        assert_eq!(purposes, [ListPurpose::Post, ListPurpose::Archive]);
    }

    #[test]
    fn what_is_no_list_says_nothing() {
        assert_eq!(
            of(Header::new(b"Subject: List-Unsubscribe: <https://a.example>\n")),
            None
        );
        assert_eq!(of(Header::new(b"List-Post: NO\n")), None);
    }

    #[test]
    fn one_request_is_enough_only_over_https_and_if_it_says_so() {
        let post = "List-Unsubscribe-Post: List-Unsubscribe=One-Click\n";
        assert!(!facts(&format!("List-Unsubscribe: <http://list.example/u>\n{post}")).one_click);
        assert!(!facts(&format!("List-Unsubscribe: <mailto:u@list.example>\n{post}")).one_click);
        assert!(!facts("List-Unsubscribe: <https://list.example/u>\n").one_click);
    }

    #[test]
    fn addresses_that_run_or_load_something_are_no_links() {
        let field = "List-Unsubscribe: <javascript:alert(1)>, <data:text/html,x>, <file:///etc/passwd>, <ftp://a.example/>, \
             <vbscript:x>, <//a.example/x>, <https://>, <>, < >, <<<, >\n";
        assert_eq!(shown(field), Vec::<String>::new());
    }

    #[test]
    fn a_letter_goes_to_one_address_without_files_and_copies() {
        assert_eq!(
            shown(
                "List-Unsubscribe: <mailto:a@b.example,c@d.example?cc=e@f.example&attach=/etc/passwd&Subject=x&body=y&subject=z>\n"
            ),
            ["mailto:a@b.example?subject=x&body=y"]
        );
        assert_eq!(
            shown("List-Unsubscribe: <mailto:?to=a@b.example>\n"),
            Vec::<String>::new()
        );
        assert_eq!(
            shown("List-Unsubscribe: <mailto:a%40b.example%2Cc%40d.example>\n"),
            Vec::<String>::new()
        );
    }

    #[test]
    fn folds_and_missing_brackets_are_forgiven() {
        assert_eq!(
            shown("List-Unsubscribe: <https://list.example/\r\n  leave?a=b>\r\n"),
            ["https://list.example/leave?a=b"]
        );
        assert_eq!(
            shown("List-Unsubscribe: https://list.example/a, mailto:b@list.example\n"),
            ["https://list.example/a", "mailto:b@list.example"]
        );
    }

    #[test]
    fn a_field_without_end_is_read_in_part() {
        let field = format!(
            "List-Unsubscribe: {}\n",
            "<https://list.example/x>,<https://list.example/y>,".repeat(10_000)
        );
        assert_eq!(shown(&field).len(), 2);
        let long = format!("List-Unsubscribe: <https://list.example/{}>\n", "x".repeat(5_000));
        assert_eq!(shown(&long), Vec::<String>::new());
    }

    #[test]
    fn the_host_is_what_the_browser_goes_to() {
        let facts = facts("List-Unsubscribe: <https://bank.example@EVIL.example/u>\n");
        let hosts: Vec<_> = facts
            .links
            .iter()
            .filter_map(|(_, link)| match link {
                ListLink::Page { host, .. } => Some(host.as_str()),
                ListLink::Letter { .. } => None,
            })
            .collect();
        assert_eq!(hosts, ["evil.example"]);
    }
}
