//! Pictures that lie on somebody's server: counted, and let through only where the reader wants them, over https. Those
//! that nobody can see, or that are known to count readers, are never let through: loading them shows the reader nothing.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use ammonia::Url;

use crate::mail::html::stylesheet::is_class;
use crate::mail::html::{MOST_CLASSES, measure, trackers};
use crate::mail::style;

const MOST_HOSTS: usize = 50;
const URL_OCTETS: usize = 16 * 1024;

/// Whether remote images are in the result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RemoteImages {
    /// Not even their addresses.
    #[default]
    Blocked,
    /// Those that come over https.
    Https,
}

/// The pictures of a message that are not loaded, and where those come from that are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RemotePictures {
    /// How many; those below are not among them.
    pub blocked: u32,
    /// The hosts that they would come from, at most 50.
    pub hosts: BTreeSet<String>,
    /// The hosts from which pictures are loaded, at most 50.
    pub loaded_from: BTreeSet<String>,
    /// How many would tell somebody that the message was read.
    pub tracking: u32,
    /// The hosts that would be told, at most 50, and whose service that is where it is known.
    pub trackers: BTreeMap<String, Option<&'static str>>,
}

impl RemotePictures {
    /// These and those.
    pub(in crate::mail) fn add(&mut self, more: Self) {
        self.blocked = self.blocked.saturating_add(more.blocked);
        self.tracking = self.tracking.saturating_add(more.tracking);
        self.hosts.extend(more.hosts);
        self.loaded_from.extend(more.loaded_from);
        self.trackers.extend(more.trackers);
    }
}

/// What decides about the pictures of a page.
#[derive(Debug, Default)]
pub(super) struct Remote {
    pub(super) wanted: RemoteImages,
    /// The addresses of those that nobody can see.
    pub(super) unseen: HashSet<String>,
    pub(super) found: RemotePictures,
}

impl Remote {
    /// What stands in `src`, if anything may.
    pub(super) fn picture(&mut self, source: &str) -> Option<String> {
        let absolute = if source.starts_with("//") {
            format!("https:{source}")
        } else {
            source.to_owned()
        };
        let url = Url::parse(&absolute)
            .ok()
            .filter(|url| ["http", "https"].contains(&url.scheme()))?;
        let host = url.host_str()?;
        let owner = trackers::owner(&url);
        if owner.is_some() || self.unseen.contains(source) {
            self.found.tracking = self.found.tracking.saturating_add(1);
            if self.found.trackers.len() < MOST_HOSTS {
                let known = self.found.trackers.entry(host.to_owned()).or_default();
                *known = known.or(owner);
            }
            return None;
        }
        if self.wanted == RemoteImages::Https && url.scheme() == "https" && absolute.len() <= URL_OCTETS {
            if self.found.loaded_from.len() < MOST_HOSTS {
                self.found.loaded_from.insert(host.to_owned());
            }
            return Some(url.into());
        }
        self.found.blocked = self.found.blocked.saturating_add(1);
        if self.found.hosts.len() < MOST_HOSTS {
            self.found.hosts.insert(host.to_owned());
        }
        None
    }
}

/// The addresses of pictures, gathered before the page is filtered: an attribute is filtered before the next is known.
#[derive(Debug, Default)]
pub(super) struct Sights {
    /// The most that is seen of any that has this address.
    by_source: HashMap<String, Sight>,
}

/// Whether anybody can see a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Sight {
    Unseen,
    /// It is hidden, but a rule may show it by its class.
    ByClass,
    Seen,
}

impl Sights {
    /// Another picture.
    pub(super) fn note<'v>(&mut self, value: impl Fn(&str) -> Option<&'v str>) {
        if let Some(source) = value("src") {
            let sight = sight(&value);
            let known = self.by_source.entry(source.trim().to_owned()).or_insert(sight);
            *known = sight.max(*known);
        }
    }

    /// Those that nobody can see, where classes mean something or not.
    pub(super) fn unseen(self, uses_classes: bool) -> HashSet<String> {
        let is_unseen = |sight: Sight| sight == Sight::Unseen || (sight == Sight::ByClass && !uses_classes);
        let unseen = self.by_source.into_iter().filter(|(_, sight)| is_unseen(*sight));
        unseen.map(|(source, _)| source).collect()
    }
}

/// What is seen of a picture with these attributes, as far as they are kept: nothing if it is of one dot, or hidden.
fn sight<'v>(value: impl Fn(&str) -> Option<&'v str>) -> Sight {
    let style = style::read(value("style").unwrap_or_default()).declarations;
    let declared = |name: &str| {
        let mut declarations = style.rsplit(';').filter_map(|kept| kept.split_once(':'));
        let said = declarations.find(|(found, _)| *found == name)?.1;
        Some(said.to_ascii_lowercase())
    };
    let length = |name: &str| match declared(name) {
        Some(said) => dots(&said),
        None => value(name)
            .and_then(measure)
            .map_or(Length::Unsaid, |said| dots(&said)),
    };
    let is_hidden = || {
        [("display", "none"), ("visibility", "hidden"), ("opacity", "0")]
            .iter()
            .any(|(name, hidden)| declared(name).is_some_and(|said| said == *hidden))
    };
    let is_flat = ["max-width", "max-height"]
        .iter()
        .any(|name| declared(name).is_some_and(|said| dots(&said) == Length::Dots(0)));
    let has_class = || {
        let names = value("class").unwrap_or_default().split_ascii_whitespace();
        names.take(MOST_CLASSES).any(is_class)
    };
    match (length("width"), length("height")) {
        (Length::Dots(0), _) | (_, Length::Dots(0)) => Sight::Unseen,
        (Length::Dots(1), Length::Dots(1) | Length::Unsaid) | (Length::Unsaid, Length::Dots(1)) => {
            Sight::Unseen
        }
        _ if !is_flat && !is_hidden() => Sight::Seen,
        _ if has_class() => Sight::ByClass,
        _ => Sight::Unseen,
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Length {
    Unsaid,
    /// Whole pixels, rounded down.
    Dots(u32),
    /// Of something else.
    Other,
}

fn dots(said: &str) -> Length {
    let said = said.trim();
    let digits = said.bytes().take_while(u8::is_ascii_digit).count();
    let (whole, rest) = said.split_at_checked(digits).unwrap_or((said, ""));
    let unit = rest.trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
    match whole.parse() {
        Ok(0) if rest.len() == unit.len() => Length::Dots(0),
        Ok(whole) if unit.is_empty() || unit == "px" => Length::Dots(whole),
        _ if said.is_empty() => Length::Unsaid,
        _ => Length::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::{Sight, Sights, sight};

    fn unseen(attributes: &[(&str, &'static str)]) -> bool {
        let sight = sight(|wanted| {
            let found = attributes.iter().find(|(name, _)| *name == wanted);
            found.map(|(_, value)| *value)
        });
        sight == Sight::Unseen
    }

    #[test]
    fn what_is_of_one_dot_or_hidden_is_not_seen() {
        for attributes in [
            &[("width", "1"), ("height", "1")][..],
            &[("height", "0"), ("width", "600")],
            &[("height", "1")],
            &[("style", "width:1px;height:1px!important")],
            &[
                ("width", "300"),
                ("height", "300"),
                ("style", "WIDTH: 0.5px; height: 1px"),
            ],
            &[("style", "display : none")],
            &[("style", "opacity:0")],
            &[("style", "max-height:0px")],
            &[("width", "no length"), ("height", "1")],
        ] {
            assert!(unseen(attributes), "{attributes:?}");
        }
    }

    #[test]
    fn lines_and_what_a_rule_may_show_are_seen() {
        for attributes in [
            &[][..],
            &[("width", "600"), ("height", "1")],
            &[("width", "100%"), ("height", "1")],
            &[("height", "1"), ("style", "width:100%")],
            &[("style", "display:none"), ("class", "on-phones")],
            &[("style", "max-width:100%;height:auto")],
            &[("width", "1em"), ("height", "1em")],
        ] {
            assert!(!unseen(attributes), "{attributes:?}");
        }
    }

    #[test]
    fn a_picture_that_is_seen_somewhere_is_seen() {
        let mut sights = Sights::default();
        let dot = |source: &'static str| {
            move |wanted: &str| match wanted {
                "src" => Some(source),
                _ => Some("1"),
            }
        };
        let whole = |wanted: &str| (wanted == "src").then_some("https://a.example/line.gif");
        sights.note(dot("https://a.example/line.gif"));
        sights.note(whole);
        sights.note(dot(" https://a.example/dot.gif "));
        assert_eq!(
            sights.unseen(true).into_iter().collect::<Vec<_>>(),
            ["https://a.example/dot.gif"]
        );
    }
}
