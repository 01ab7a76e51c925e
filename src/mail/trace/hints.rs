//! What speaks against a sender, as facts. It must not accuse: each of these happens in honest mail too, some often.

use crate::mail::trace::{Alignment, Facts, Home, Hop, hosts, scripts};

/// One thing that does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hint {
    /// `From` names several, or there are several of it.
    SeveralWriters,
    /// The domain looks like another.
    LooksLike {
        /// As it is written: with its code, where that stands for letters.
        domain: String,
        /// Like which.
        like: String,
    },
    /// A word of the domain is of letters of several scripts.
    MixedScripts {
        /// As it is written: with its code, where that stands for letters.
        domain: String,
    },
    /// The display name holds another address than the message is from.
    NameHoldsAddress {
        /// Which.
        address: String,
    },
    /// A word of the display name is of letters of several scripts.
    MixedName,
    /// Answers go to another domain.
    RepliesElsewhere {
        /// Where to.
        address: String,
    },
    /// `Sender` is of another domain.
    SentByAnother {
        /// Who.
        address: String,
    },
    /// The date is far from when the message came.
    DateFarOff {
        /// How long before it came; negative when after.
        by_ms: i64,
    },
    /// Reports of failure go to another domain.
    ReturnsElsewhere {
        /// Where to.
        address: String,
    },
    /// The message's id is another domain's.
    ForeignId {
        /// Whose.
        domain: String,
    },
}

/// Everything that does not fit, the worst first.
pub(super) fn of(facts: &Facts, from: &str, hops: &[Hop], home: Home<'_>) -> Vec<Hint> {
    let is_other = |domain: &str| hosts::alignment(from, domain) == Alignment::Other;
    let mut hints = Vec::new();
    if facts.froms > 1 || facts.from.len() > 1 {
        hints.push(Hint::SeveralWriters);
    }
    hints.extend(spoofed(from, home));
    if let Some(shown) = facts.from.first() {
        if let Some(address) = address_in(&shown.name)
            && is_other(&hosts::of_address(&address))
        {
            hints.push(Hint::NameHoldsAddress { address });
        }
        if scripts::has_mixed_word(&shown.name) {
            hints.push(Hint::MixedName);
        }
    }
    let elsewhere = |people: &[crate::mail::Address]| {
        let found = people
            .iter()
            .find(|person| is_other(&hosts::of_address(&person.address)));
        found.map(|person| person.address.clone())
    };
    let replies = elsewhere(&facts.reply_to);
    hints.extend(replies.map(|address| Hint::RepliesElsewhere { address }));
    hints.extend(elsewhere(&facts.sender).map(|address| Hint::SentByAnother { address }));
    hints.extend(far_off(facts, hops));
    let path = facts.return_path.as_deref().unwrap_or_default();
    if is_other(&hosts::of_address(path)) {
        let address = path.to_owned();
        hints.push(Hint::ReturnsElsewhere { address });
    }
    let id = hosts::of_address(&facts.message_id);
    if is_other(&id) {
        hints.push(Hint::ForeignId { domain: id });
    }
    hints
}

fn spoofed(from: &str, home: Home<'_>) -> Option<Hint> {
    let reading = scripts::read(from);
    let own = hosts::of_address(home.email);
    if is_like(from, &reading, &own) {
        return Some(Hint::LooksLike {
            domain: from.to_owned(),
            like: own,
        });
    }
    if reading.is_disguised {
        return Some(Hint::LooksLike {
            domain: from.to_owned(),
            like: reading.looks,
        });
    }
    reading.is_mixed.then_some(Hint::MixedScripts {
        domain: from.to_owned(),
    })
}

/// The first of the domains that somebody's domain looks like without being of them; of those who write to the account.
#[must_use]
pub fn look_alike(address: &str, known: &mut dyn Iterator<Item = &str>) -> Option<Hint> {
    let from = hosts::of_address(address);
    let reading = scripts::read(&from);
    let begin = scripts::Begin::of(&reading.looks);
    let mut known = known.filter_map(|address| {
        let at = memchr::memrchr(b'@', address.as_bytes())?;
        address.get(at + 1..)
    });
    // In a large mailbox most are of a few domains, and many of them of the sender's own.
    let mut before = "";
    let like = known.find(|domain| {
        let is_new = *domain != before && !domain.eq_ignore_ascii_case(&from);
        before = domain;
        is_new
            && begin.may_be_of(domain)
            && scripts::has_looks(hosts::bare(domain), &reading.looks)
            && is_like(&from, &reading, &hosts::normal(domain))
    })?;
    Some(Hint::LooksLike {
        domain: from,
        like: hosts::normal(like),
    })
}

fn is_like(domain: &str, reading: &scripts::Reading, other: &str) -> bool {
    hosts::alignment(domain, other) == Alignment::Other && reading.looks == scripts::looks(other)
}

/// An address in a display name.
fn address_in(name: &str) -> Option<String> {
    let name = name.replace('＠', "@");
    let is_end = |c: char| c.is_whitespace() || "<>()[]\"',;:".contains(c);
    let mut words = name.split(is_end);
    let found = words.find(|word| {
        let domain = word
            .split_once('@')
            .filter(|(local, _)| !local.is_empty())
            .map(|(_, domain)| domain);
        domain.is_some_and(|domain| domain.contains('.'))
    })?;
    Some(found.trim_matches('.').to_owned())
}

fn far_off(facts: &Facts, hops: &[Hop]) -> Option<Hint> {
    const HOUR_MS: i64 = 60 * 60 * 1000;
    const LATEST_MS: i64 = 3 * 24 * HOUR_MS;
    let came = hops.iter().rev().find_map(|hop| hop.at)?;
    let by_ms = came.0.saturating_sub(facts.written_at?.0);
    (!(-HOUR_MS..=LATEST_MS).contains(&by_ms)).then_some(Hint::DateFarOff { by_ms })
}
