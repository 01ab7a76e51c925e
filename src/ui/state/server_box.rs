//! What is shown of a server's box, what is chosen in it, and what may be done with that. It must not decide what becomes
//! of a message: the engine does, by what was decided here.

use crate::units::Octets;
use crate::wire::{Decision, FetchLimitsView, Presence, ServerBoxView, ServerMessage, ServerRowView};

/// So many rows are shown at a time.
pub const PAGE_ROWS: u32 = 50;

/// Whether something is known of a message: who sent it, when, or what it is about.
#[must_use]
pub fn is_known(row: &ServerRowView) -> bool {
    row.message.is_some() || row.date.is_some() || !row.from.is_empty() || !row.subject.is_empty()
}

/// How a message on the server stands, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// All of it is here.
    Here,
    /// Its header is here.
    HeaderOnly,
    /// Nothing of it is here.
    NotHere,
    /// The server would not hand it over.
    Refused,
    /// It is too large to come without being asked for.
    TooLarge,
    /// It comes at the next check.
    ToFetch,
    /// It comes at the next check, and goes from the server then.
    ToFetchAndDelete,
    /// It goes at the next check; here it stays.
    ToDelete,
    /// It goes at the next check, and is nowhere then.
    ToLose,
    /// It stays there.
    LeftAlone,
}

impl Standing {
    /// What stands in front: what was decided, then what a rule does, then what is.
    #[must_use]
    pub const fn of(row: &ServerRowView) -> Self {
        match (row.decision, row.presence) {
            (Some(Decision::Leave), _) => Self::LeftAlone,
            (Some(Decision::DeleteWithoutCopy), Presence::Here) => Self::ToDelete,
            (Some(Decision::DeleteWithoutCopy), _) => Self::ToLose,
            (Some(Decision::Delete), Presence::Here) => Self::ToDelete,
            (Some(Decision::Delete), _) => Self::ToFetchAndDelete,
            (_, Presence::Here) if row.goes.is_some() => Self::ToDelete,
            (_, Presence::Here) => Self::Here,
            (Some(Decision::Fetch), _) => Self::ToFetch,
            (_, Presence::HeaderOnly) => Self::HeaderOnly,
            (_, Presence::NotHere) => Self::NotHere,
            (_, Presence::Refused) => Self::Refused,
            (_, Presence::TooLarge) => Self::TooLarge,
        }
    }

    /// Its stable name, for `data-state`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Here => "here",
            Self::HeaderOnly => "header-only",
            Self::NotHere => "not-here",
            Self::Refused => "refused",
            Self::TooLarge => "too-large",
            Self::ToFetch => "to-fetch",
            Self::ToFetchAndDelete => "to-fetch-and-delete",
            Self::ToDelete => "to-delete",
            Self::ToLose => "to-lose",
            Self::LeftAlone => "left",
        }
    }

    /// Its glyph.
    #[must_use]
    pub const fn icon(self) -> &'static str {
        match self {
            Self::Here => "check",
            Self::HeaderOnly => "mail",
            Self::NotHere => "cloud",
            Self::Refused => "alert",
            Self::TooLarge => "disk",
            Self::ToFetch => "download",
            Self::ToFetchAndDelete | Self::ToDelete | Self::ToLose => "trash",
            Self::LeftAlone => "lock",
        }
    }
}

/// The messages that are chosen, from whatever stretch of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chosen(Vec<(ServerMessage, Presence)>);

impl Chosen {
    /// Whether a message is among them.
    #[must_use]
    pub fn has(&self, message: &ServerMessage) -> bool {
        self.0.iter().any(|(chosen, _)| chosen == message)
    }

    /// Takes a row in, or out. One that the server has no name for cannot be chosen.
    pub fn choose(&mut self, row: &ServerRowView, is_chosen: bool) {
        let Some(message) = &row.server else { return };
        self.0.retain(|(chosen, _)| chosen != message);
        if is_chosen {
            self.0.push((message.clone(), row.presence));
        }
    }

    /// How many.
    #[must_use]
    pub fn count(&self) -> u32 {
        u32::try_from(self.0.len()).unwrap_or(u32::MAX)
    }

    /// How many of them are not here as a whole.
    #[must_use]
    pub fn not_here(&self) -> u32 {
        let not_here = self.0.iter().filter(|(_, presence)| *presence != Presence::Here);
        u32::try_from(not_here.count()).unwrap_or(u32::MAX)
    }

    /// Their names on the server.
    #[must_use]
    pub fn messages(&self) -> Vec<ServerMessage> {
        self.0.iter().map(|(message, _)| message.clone()).collect()
    }
}

/// Where the stretch before (newer) and the one behind (older) begin.
#[must_use]
pub const fn neighbours(view: &ServerBoxView) -> (Option<u32>, Option<u32>) {
    let newer = if view.start == 0 {
        None
    } else {
        Some(view.start.saturating_sub(PAGE_ROWS))
    };
    let next = view.start.saturating_add(PAGE_ROWS);
    (newer, if next < view.total { Some(next) } else { None })
}

/// The limits, as they are being typed. An empty number is no limit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// Whether headers are enough.
    pub headers_only: bool,
    /// From how many megabytes on a header is enough.
    pub megabytes: String,
    /// So many messages a check.
    pub most: String,
}

const MEGABYTE: u64 = 1_000_000;
const MOST_MEGABYTES: u64 = 10_000;

impl Limits {
    /// The form as it stands for what is kept.
    #[must_use]
    pub fn of(limits: &FetchLimitsView) -> Self {
        Self {
            headers_only: limits.headers_only,
            megabytes: limits
                .largest
                .map(|octets| octets.0.div_ceil(MEGABYTE).to_string())
                .unwrap_or_default(),
            most: limits
                .most_per_check
                .map(|most| most.to_string())
                .unwrap_or_default(),
        }
    }

    /// The limits; `None` where a number makes no sense.
    #[must_use]
    pub fn view(&self) -> Option<FetchLimitsView> {
        let megabytes = number(&self.megabytes, MOST_MEGABYTES)?;
        let most = number(&self.most, u64::from(u32::MAX))?;
        Some(FetchLimitsView {
            headers_only: self.headers_only,
            largest: megabytes.map(|megabytes| Octets(megabytes * MEGABYTE)),
            most_per_check: most.and_then(|most| u32::try_from(most).ok()),
        })
    }
}

/// `Some(None)`: nothing was typed. `None`: what was typed is no number, or too large a one.
fn number(typed: &str, most: u64) -> Option<Option<u64>> {
    match typed.trim() {
        "" => Some(None),
        typed => typed
            .parse()
            .ok()
            .filter(|number| (1..=most).contains(number))
            .map(Some),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::units::Uidl;
    use crate::wire::DeletionReason;

    fn row(presence: Presence, decision: Option<Decision>) -> ServerRowView {
        ServerRowView {
            server: Some(ServerMessage {
                uidl: Uidl::new(b"1").unwrap(),
                occurrence: 0,
                octets: Octets(7),
            }),
            octets: Octets(7),
            message: None,
            from: String::new(),
            subject: String::new(),
            date: None,
            presence,
            decision,
            goes: None,
        }
    }

    #[test]
    fn what_was_decided_stands_in_front_of_what_is() {
        for (presence, decision, wanted) in [
            (Presence::Here, None, Standing::Here),
            (Presence::HeaderOnly, None, Standing::HeaderOnly),
            (Presence::Here, Some(Decision::Fetch), Standing::Here),
            (Presence::NotHere, Some(Decision::Fetch), Standing::ToFetch),
            (Presence::Here, Some(Decision::Delete), Standing::ToDelete),
            (
                Presence::TooLarge,
                Some(Decision::Delete),
                Standing::ToFetchAndDelete,
            ),
            (
                Presence::Refused,
                Some(Decision::DeleteWithoutCopy),
                Standing::ToLose,
            ),
            (
                Presence::Here,
                Some(Decision::DeleteWithoutCopy),
                Standing::ToDelete,
            ),
            (Presence::NotHere, Some(Decision::Leave), Standing::LeftAlone),
        ] {
            assert_eq!(Standing::of(&row(presence, decision)), wanted);
        }
        let by_rule = ServerRowView {
            goes: Some(DeletionReason::Days(3)),
            ..row(Presence::Here, None)
        };
        assert_eq!(Standing::of(&by_rule), Standing::ToDelete);
    }

    #[test]
    fn a_message_is_known_as_soon_as_its_header_says_anything() {
        let stranger = row(Presence::NotHere, None);
        assert!(!is_known(&stranger));
        let without_subject = ServerRowView {
            from: "Ben".into(),
            ..stranger.clone()
        };
        assert!(is_known(&without_subject));
        let without_anything = ServerRowView {
            message: Some(crate::units::MessageId(1)),
            ..stranger
        };
        assert!(is_known(&without_anything), "it has a row here");
    }

    #[test]
    fn a_message_is_chosen_once_and_a_nameless_one_never() {
        let mut chosen = Chosen::default();
        chosen.choose(&row(Presence::NotHere, None), true);
        chosen.choose(&row(Presence::NotHere, None), true);
        let nameless = ServerRowView {
            server: None,
            ..row(Presence::NotHere, None)
        };
        chosen.choose(&nameless, true);
        assert_eq!((chosen.count(), chosen.not_here()), (1, 1));
        chosen.choose(&row(Presence::NotHere, None), false);
        assert_eq!(chosen, Chosen::default());
    }

    #[test]
    fn stretches_begin_at_the_newest_and_end_with_the_oldest() {
        let view = |start| ServerBoxView {
            total: 120,
            start,
            ..ServerBoxView::default()
        };
        assert_eq!(neighbours(&view(0)), (None, Some(50)));
        assert_eq!(neighbours(&view(50)), (Some(0), Some(100)));
        assert_eq!(neighbours(&view(100)), (Some(50), None));
        assert_eq!(neighbours(&view(30)), (Some(0), Some(80)));
    }

    #[test]
    fn no_number_is_no_limit_and_nonsense_is_not_kept() {
        let typed = |megabytes: &str, most: &str| Limits {
            headers_only: false,
            megabytes: megabytes.to_owned(),
            most: most.to_owned(),
        };
        assert_eq!(typed("", " ").view(), Some(FetchLimitsView::default()));
        let limits = FetchLimitsView {
            headers_only: false,
            largest: Some(Octets(5_000_000)),
            most_per_check: Some(200),
        };
        assert_eq!(typed("5", "200").view(), Some(limits));
        assert_eq!(Limits::of(&limits), typed("5", "200"));
        for wrong in [("0", ""), ("five", ""), ("", "-1"), ("", "99999999999")] {
            assert_eq!(typed(wrong.0, wrong.1).view(), None, "{wrong:?}");
        }
    }
}
