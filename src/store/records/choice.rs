//! What the user has decided about how mail is shown: whose images are loaded, whose pages are darkened. It holds for
//! all accounts, and outlives them. Data only: whether a sender is to be believed is the engine's to say.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Whom a choice is about; in lower case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Whose {
    /// Whoever writes from this address.
    Sender(String),
    /// Whoever writes from this domain, or one below it.
    Domain(String),
}

/// What was decided about somebody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// Whether images are loaded without asking.
    pub images: bool,
    /// Whether pages without a dark look are darkened in the dark theme.
    pub darkened: bool,
}

/// A change of what was decided about somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChoiceChange {
    /// [`Choice::images`].
    Images(bool),
    /// [`Choice::darkened`].
    Darkened(bool),
    /// Nothing is decided any more.
    Forgotten,
}

/// Whether remote images are ever loaded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ImagePolicy {
    /// When the user says so: of a message, a sender or a domain.
    #[default]
    Ask,
    /// Never, whatever was said of a sender.
    Never,
}

/// Everything that was decided, or a part of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choices {
    /// For everybody.
    pub policy: ImagePolicy,
    /// For some.
    pub by: BTreeMap<Whose, Choice>,
}

/// A domain has fewer labels than this, or nobody's choice is about its parents.
const MOST_LABELS: usize = 6;

impl Whose {
    /// A sender.
    #[must_use]
    pub fn sender(address: &str) -> Self {
        Self::Sender(normal(address))
    }

    /// A domain.
    #[must_use]
    pub fn domain(domain: &str) -> Self {
        Self::Domain(normal(domain).trim_end_matches('.').to_owned())
    }

    /// Everybody whom a choice that holds for this address may be about, the nearest first; nobody where there is no
    /// address.
    #[must_use]
    pub fn about(address: &str) -> Vec<Self> {
        let address = normal(address);
        let Some((_, domain)) = address.rsplit_once('@') else {
            return Vec::new();
        };
        let mut all = vec![Self::Sender(address.clone())];
        let mut rest = domain.trim_end_matches('.');
        while rest.contains('.') && all.len() <= MOST_LABELS {
            all.push(Self::Domain(rest.to_owned()));
            rest = rest.split_once('.').map_or("", |(_, parent)| parent);
        }
        all
    }
}

fn normal(text: &str) -> String {
    text.trim().to_lowercase()
}

impl Choice {
    /// This choice after a change; `None` when it decides nothing any more.
    #[must_use]
    pub fn changed(self, change: ChoiceChange) -> Option<Self> {
        let new = match change {
            ChoiceChange::Images(images) => Self { images, ..self },
            ChoiceChange::Darkened(darkened) => Self { darkened, ..self },
            ChoiceChange::Forgotten => Self::default(),
        };
        (new != Self::default()).then_some(new)
    }
}

#[cfg(test)]
mod tests {
    use super::{Choice, ChoiceChange, Whose};

    #[test]
    fn a_choice_about_an_address_or_a_domain_above_it_is_about_it() {
        assert_eq!(
            Whose::about(" Ada@News.Example.ORG. "),
            [
                Whose::Sender("ada@news.example.org.".to_owned()),
                Whose::domain("news.example.org"),
                Whose::domain("Example.org."),
            ]
        );
    }

    #[test]
    fn nobody_chose_an_ending_or_what_is_no_address() {
        assert_eq!(Whose::about("root@localhost"), [Whose::sender("root@localhost")]);
        assert_eq!(Whose::about("nobody"), Vec::new());
        assert_eq!(Whose::about(""), Vec::new());
        assert!(Whose::about(&format!("a@{}org", "b.".repeat(10_000))).len() < 10);
    }

    #[test]
    fn a_choice_that_decides_nothing_is_none() {
        let images = Choice::default().changed(ChoiceChange::Images(true));
        assert_eq!(
            images.map(|choice| (choice.images, choice.darkened)),
            Some((true, false))
        );
        let both = images.and_then(|choice| choice.changed(ChoiceChange::Darkened(true)));
        let dark = both.and_then(|choice| choice.changed(ChoiceChange::Images(false)));
        assert_eq!(
            dark.map(|choice| (choice.images, choice.darkened)),
            Some((false, true))
        );
        assert_eq!(
            dark.and_then(|choice| choice.changed(ChoiceChange::Darkened(false))),
            None
        );
        assert_eq!(
            both.and_then(|choice| choice.changed(ChoiceChange::Forgotten)),
            None
        );
    }
}
