//! Sentences about a look at an account's connection: what each step brought, and what its transcript leaves out.

use super::catalogue::{counted, phrase, said, sentences};
use super::count;
use super::messages_and_size;
use crate::ui::state::diagnosis::days_left;
use crate::ui::state::figures;
use crate::units::UnixMillis;
use crate::wire::Learnt;

pub const TRANSCRIPT_FILE: &str = "restante-transcript.txt";

sentences! {
    doctor: "Check the connection",
    doctor_ask: "What is wrong?",
    doctor_steps: "Steps of the check",
    doctor_well: "Everything works.",
    doctor_well_next: "No message was fetched or deleted.",
    doctor_again: "Check again",
    doctor_busy: "Mail is being fetched right now.",
    doctor_busy_next: "Most servers let in one at a time. Check again when it is done.",
    transcript: "What was said",
    transcript_none: "Nothing has been said yet.",
    transcript_left_out: "You (C) and the server (S), with the time in milliseconds. Left out: your password and user name, everything that proves who you are, your messages and their subjects, most message ids, and the middle of a long session.",
    transcript_save: "Save (.txt)",
}

/// What a step brought.
#[must_use]
pub fn learnt(learnt: &Learnt, now: UnixMillis) -> String {
    match learnt {
        Learnt::Nothing | Learnt::NotBefore(_) => String::new(),
        Learnt::Words(words) => words.clone(),
        Learnt::Encryption {
            protocol,
            subject,
            issuer,
            not_after,
        } => counted(
            "{protocol}. Certificate of {subject}, signed by {issuer}, valid for 1 more day",
            "{protocol}. Certificate of {subject}, signed by {issuer}, valid for {count} more days",
            days_left(*not_after, now),
            &[("protocol", protocol), ("subject", subject), ("issuer", issuer)],
        ),
        Learnt::NoEncryption => said("none, as you agreed: everybody on the way can read it").to_owned(),
        Learnt::UniqueIds { listed, repeated: 0 } => counted(
            "1 message, with an id of its own",
            "{count} messages, each with an id of its own",
            *listed,
            &[],
        ),
        Learnt::UniqueIds { listed, repeated } => counted(
            "1 message, {repeated} with the id of another. They are told apart by what they say",
            "{count} messages, {repeated} with the id of another. They are told apart by what they say",
            *listed,
            &[("repeated", &count(*repeated))],
        ),
        Learnt::NoUniqueIds => {
            said("the server gives no ids. Messages are told apart by what they say").to_owned()
        }
        Learnt::Mailbox {
            messages: number,
            octets,
        } => messages_and_size(*number, *octets),
    }
}

/// What was not tried, since the server wants a pause until then: "in 9 minutes".
#[must_use]
pub fn not_before(moment: &str) -> String {
    phrase(
        "not tried: the server lets you sign in again {moment}",
        &[("moment", moment)],
    )
}

/// The time that a step took.
#[must_use]
pub fn took(ms: u32) -> String {
    match ms {
        0..1000 => phrase("{count} ms", &[("count", &count(ms))]),
        _ => phrase("{count} s", &[("count", &figures::tenths(u64::from(ms / 100)))]),
    }
}

/// The head of one session in a transcript.
#[must_use]
pub fn session_of(date: &str) -> String {
    phrase("Session of {date}", &[("date", date)]) + "\n\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Octets;

    #[test]
    fn what_a_step_brought_is_said_in_plain_words() {
        let now = UnixMillis(0);
        let encryption = Learnt::Encryption {
            protocol: "TLS 1.3, AES".into(),
            subject: "pop.example.org".into(),
            issuer: "Authority".into(),
            not_after: UnixMillis(36 * 3_600_000),
        };
        assert_eq!(
            learnt(&encryption, now),
            "TLS 1.3, AES. Certificate of pop.example.org, signed by Authority, valid for 1 more day"
        );
        let mailbox = Learnt::Mailbox {
            messages: 2,
            octets: Octets(640),
        };
        assert_eq!(learnt(&mailbox, now), "2 messages, 640 bytes");
        let ids = Learnt::UniqueIds {
            listed: 1,
            repeated: 0,
        };
        assert_eq!(learnt(&ids, now), "1 message, with an id of its own");
    }

    #[test]
    fn a_time_is_as_exact_as_it_matters() {
        assert_eq!(took(7), "7 ms");
        assert_eq!(took(999), "999 ms");
        assert_eq!(took(1250), "1.2 s");
        assert_eq!(took(20_040), "20 s");
    }
}
