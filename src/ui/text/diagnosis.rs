//! Sentences about a look at an account's connection: what each step brought, and what its transcript leaves out.

use super::{count, messages};
use crate::ui::state::diagnosis::days_left;
use crate::ui::state::figures;
use crate::units::UnixMillis;
use crate::wire::Learnt;

pub const DOCTOR: &str = "Check the connection";
pub const DOCTOR_ASK: &str = "What is wrong?";
pub const DOCTOR_STEPS: &str = "Steps of the check";
pub const DOCTOR_WELL: &str = "Everything works.";
pub const DOCTOR_WELL_NEXT: &str = "No message was fetched or deleted.";
pub const DOCTOR_AGAIN: &str = "Check again";
pub const DOCTOR_BUSY: &str = "Mail is being fetched right now.";
pub const DOCTOR_BUSY_NEXT: &str = "Most servers let in one at a time. Check again when it is done.";
pub const TRANSCRIPT: &str = "What was said";
pub const TRANSCRIPT_NONE: &str = "Nothing has been said yet.";
pub const TRANSCRIPT_LEFT_OUT: &str = "You (C) and the server (S), with the time in milliseconds. Left out: your password and user name, everything that proves who you are, your messages and their subjects, most message ids, and the middle of a long session.";
pub const TRANSCRIPT_SAVE: &str = "Save (.txt)";
pub const TRANSCRIPT_FILE: &str = "restante-transcript.txt";

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
        } => {
            let days = days_left(*not_after, now);
            let left = if days == 1 {
                "1 more day".to_owned()
            } else {
                format!("{} more days", count(days))
            };
            format!("{protocol}. Certificate of {subject}, signed by {issuer}, valid for {left}")
        }
        Learnt::NoEncryption => "none, as you agreed: everybody on the way can read it".to_owned(),
        Learnt::UniqueIds { listed, repeated: 0 } => {
            format!("{}, each with an id of its own", messages(*listed))
        }
        Learnt::UniqueIds { listed, repeated } => format!(
            "{}, {} with the id of another. They are told apart by what they say",
            messages(*listed),
            count(*repeated)
        ),
        Learnt::NoUniqueIds => "the server gives no ids. Messages are told apart by what they say".to_owned(),
        Learnt::Mailbox {
            messages: number,
            octets,
        } => format!("{}, {}", messages(*number), figures::size(*octets)),
    }
}

/// What was not tried, since the server wants a pause until then: "in 9 minutes".
#[must_use]
pub fn not_before(moment: &str) -> String {
    format!("not tried: the server lets you sign in again {moment}")
}

/// The time that a step took.
#[must_use]
pub fn took(ms: u32) -> String {
    match ms {
        0..1000 => format!("{ms} ms"),
        _ => format!("{}.{} s", ms / 1000, ms % 1000 / 100),
    }
}

/// The head of one session in a transcript.
#[must_use]
pub fn session_of(date: &str) -> String {
    format!("Session of {date}\n\n")
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
        assert_eq!(learnt(&ids, now), "1 message, each with an id of its own");
    }

    #[test]
    fn a_time_is_as_exact_as_it_matters() {
        assert_eq!(took(7), "7 ms");
        assert_eq!(took(999), "999 ms");
        assert_eq!(took(1250), "1.2 s");
        assert_eq!(took(20_040), "20.0 s");
    }
}
