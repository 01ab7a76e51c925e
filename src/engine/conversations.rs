//! Which messages belong to one conversation: those that name each other, and replies that name nobody, by their subject.
//! It must not look at more than rows hold, nor keep anything: it is found again in a moment.
//!
//! Messages that name the same third one belong together even where that one is not here.

use std::collections::HashMap;

use crate::store::SummaryRecord;
use crate::units::{MessageId, UnixMillis};

/// A reply without references belongs to the last message of its subject, if that is not older than this.
const SUBJECT_HOLDS_MS: i64 = 60 * 24 * 60 * 60 * 1000;

/// What programs write before the subject of a reply or of what is passed on, in small letters. `Re` is said in many
/// tongues; those that are common in mail are here.
const MARKS: [&str; 12] = [
    "re", "fw", "fwd", "aw", "wg", "sv", "vs", "antw", "tr", "rif", "res", "odp",
];

/// The conversations of one account.
#[derive(Debug, Default)]
pub(super) struct Conversations {
    /// The conversation of each message, by an arbitrary number.
    of: HashMap<MessageId, u32>,
}

/// Groups that grow together: each entry points towards the first of its group.
#[derive(Default)]
struct Groups(Vec<u32>);

impl Conversations {
    /// Finds the conversations among these rows.
    pub(super) fn among<'r>(rows: impl Iterator<Item = &'r SummaryRecord>) -> Self {
        let mut rows: Vec<&SummaryRecord> = rows.collect();
        rows.sort_unstable_by_key(|row| (moment(row), row.id));
        let mut groups = Groups::default();
        let mut named: HashMap<&str, u32> = HashMap::new();
        let mut last_about: HashMap<String, (u32, UnixMillis)> = HashMap::new();
        let mut of = HashMap::with_capacity(rows.len());
        for row in rows {
            let here = groups.begin();
            of.insert(row.id, here);
            let names = row.mail.references.iter().chain([&row.mail.message_id]);
            for name in names.filter(|name| !name.is_empty()) {
                let there = *named.entry(name).or_insert(here);
                groups.join(here, there);
            }
            let (subject, is_reply) = base_subject(&row.mail.subject);
            if subject.is_empty() {
                continue;
            }
            let last = last_about.insert(subject.to_lowercase(), (here, moment(row)));
            if let Some((there, at)) = last
                && is_reply
                && row.mail.references.is_empty()
                && moment(row).0.saturating_sub(at.0) <= SUBJECT_HOLDS_MS
            {
                groups.join(here, there);
            }
        }
        for group in of.values_mut() {
            *group = groups.first(*group);
        }
        Self { of }
    }

    /// Names the conversation of a message.
    pub(super) fn of(&self, message: MessageId) -> Option<u32> {
        self.of.get(&message).copied()
    }
}

impl Groups {
    fn begin(&mut self) -> u32 {
        let new = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
        self.0.push(new);
        new
    }

    fn first(&mut self, mut entry: u32) -> u32 {
        while let Some(&next) = self.0.get(entry as usize)
            && next != entry
        {
            // Whoever comes by makes the way shorter.
            let after = self.0.get(next as usize).copied().unwrap_or(next);
            if let Some(slot) = self.0.get_mut(entry as usize) {
                *slot = after;
            }
            entry = after;
        }
        entry
    }

    fn join(&mut self, one: u32, other: u32) {
        let (one, other) = (self.first(one), self.first(other));
        if let Some(slot) = self.0.get_mut(one.max(other) as usize) {
            *slot = one.min(other);
        }
    }
}

/// When a message was sent, or came.
pub(super) fn moment(row: &SummaryRecord) -> UnixMillis {
    row.mail.date.unwrap_or(row.arrived_at)
}

/// A subject without what replying and passing on have put before it, and whether there was any of that.
pub(super) fn base_subject(subject: &str) -> (&str, bool) {
    let mut rest = subject.trim();
    let mut is_reply = false;
    while let Some(after) = without_mark(rest) {
        rest = after.trim_start();
        is_reply = true;
    }
    (rest, is_reply)
}

/// `Re: x`, `RE[2]: x`, `Aw : x` and `回复：x` as `x`.
fn without_mark(subject: &str) -> Option<&str> {
    let (mark, rest) = subject.split_once([':', '：'])?;
    let mark = mark.trim_end();
    let word = mark.split(['[', '(', '^']).next().unwrap_or_default().trim_end();
    let count = mark.get(word.len()..).unwrap_or_default();
    let is_mark =
        MARKS.iter().any(|known| known.eq_ignore_ascii_case(word)) || word == "回复" || word == "答复";
    let is_count = count.chars().all(|c| c.is_ascii_digit() || "[]()^ ".contains(c));
    (is_mark && is_count).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::MailSummary;
    use crate::units::Octets;

    const DAY_MS: i64 = 24 * 60 * 60 * 1000;

    fn row(id: u32, day: i64, subject: &str, message_id: &str, references: &[&str]) -> SummaryRecord {
        let mail = MailSummary {
            date: Some(UnixMillis(day * DAY_MS)),
            subject: subject.into(),
            message_id: message_id.into(),
            references: references.iter().map(|&name| name.to_owned()).collect(),
            ..MailSummary::default()
        };
        SummaryRecord::of_arrival(MessageId(id), Octets(1), UnixMillis(0), mail)
    }

    /// The conversations that have more than one message, by id.
    fn found(rows: &[SummaryRecord]) -> Vec<Vec<u32>> {
        let conversations = Conversations::among(rows.iter());
        let mut groups: HashMap<u32, Vec<u32>> = HashMap::new();
        for row in rows {
            groups
                .entry(conversations.of(row.id).unwrap())
                .or_default()
                .push(row.id.0);
        }
        let mut groups: Vec<Vec<u32>> = groups.into_values().filter(|group| group.len() > 1).collect();
        groups.iter_mut().for_each(|group| group.sort_unstable());
        groups.sort_unstable();
        groups
    }

    #[test]
    fn an_answer_that_came_before_its_question() {
        let rows = [
            row(1, 2, "Re: Lunch", "b", &["a"]),
            row(2, 1, "Lunch", "a", &[]),
            row(3, 3, "Lunch", "c", &[]),
        ];
        assert_eq!(found(&rows), [[1, 2]], "the same words alone are no conversation");
    }

    #[test]
    fn answers_to_a_message_that_is_not_here() {
        let rows = [
            row(1, 1, "Re: x", "b", &["lost"]),
            row(2, 2, "Re: y", "c", &["lost"]),
        ];
        assert_eq!(found(&rows), [[1, 2]]);
    }

    #[test]
    fn a_branch_that_joins_two_conversations() {
        let rows = [
            row(1, 1, "One", "a", &[]),
            row(2, 1, "Two", "b", &[]),
            row(3, 2, "Both", "c", &["a", "b"]),
        ];
        assert_eq!(found(&rows), [[1, 2, 3]]);
    }

    #[test]
    fn a_reply_that_names_nobody_goes_by_its_subject_for_a_while() {
        let rows = [
            row(1, 1, "Invoice", "a", &[]),
            row(2, 20, "AW: invoice", "b", &[]),
            row(3, 79, "Re[2]: Fwd: Invoice", "c", &[]),
            row(4, 200, "Re: Invoice", "d", &[]),
        ];
        assert_eq!(found(&rows), [[1, 2, 3]]);
    }

    #[test]
    fn replies_to_nothing_are_not_all_one_conversation() {
        let rows = [
            row(1, 1, "Re:", "a", &[]),
            row(2, 1, "Re: ", "b", &[]),
            row(3, 1, "", "", &[]),
        ];
        assert_eq!(found(&rows), [[0_u32; 0]; 0]);
    }

    #[test]
    fn messages_without_a_name_of_their_own_stay_apart() {
        let rows = [row(1, 1, "a", "", &[]), row(2, 1, "b", "", &[""])];
        assert_eq!(found(&rows), [[0_u32; 0]; 0]);
    }

    #[test]
    fn a_message_that_names_itself_and_a_circle() {
        let rows = [
            row(1, 1, "a", "a", &["a"]),
            row(2, 1, "b", "b", &["c"]),
            row(3, 1, "c", "c", &["b"]),
        ];
        assert_eq!(found(&rows), [[2, 3]]);
    }

    #[test]
    fn marks_of_a_reply_in_many_ways() {
        for (subject, base) in [
            ("Re: Hello", "Hello"),
            ("RE : hello", "hello"),
            ("Fwd: Re: SV: x", "x"),
            ("Re[12]: x", "x"),
            ("回复：x", "x"),
            ("Re: ", ""),
        ] {
            assert_eq!(base_subject(subject), (base, true), "{subject}");
        }
        for subject in ["Report: x", "Re-entry", "3:0 for us", "Re(d): x", "[list] Re: x"] {
            assert_eq!(base_subject(subject), (subject, false));
        }
    }
}
