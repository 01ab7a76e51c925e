//! Gmail, whose POP3 is a view of something else: each session lists the oldest few hundred messages that no client has
//! fetched, and what was fetched is gone from the next list, deleted or not. Nothing here may take that for a deletion.

use crate::store::Connection;

/// Gmail shows the mail of the last thirty days to everybody who signs in with this in front of the name, whoever has
/// fetched it.
const RECENT: &str = "recent:";

/// Whether the next session may list mail that this one did not, although nothing has come meanwhile.
pub(super) fn lists_a_part(server: &Connection) -> bool {
    is_gmail(&server.host) && !server.username.starts_with(RECENT)
}

fn is_gmail(host: &str) -> bool {
    ["gmail.com", "googlemail.com"].iter().any(|domain| {
        let rest = host.strip_suffix(domain);
        rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    })
}

/// The mailbox that a user name opens.
pub(in super::super) fn mailbox(username: &str) -> &str {
    username.strip_prefix(RECENT).unwrap_or(username)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Protection;

    fn lists_a_part_of(host: &str, username: &str) -> bool {
        lists_a_part(&Connection {
            email: "a@gmail.com".to_owned(),
            host: host.to_owned(),
            port: 995,
            protection: Protection::Tls,
            username: username.to_owned(),
            pinned_certificate: None,
        })
    }

    #[test]
    fn gmail_is_known_by_its_host() {
        assert!(lists_a_part_of("pop.gmail.com", "a@gmail.com"));
        assert!(lists_a_part_of("pop.googlemail.com", "a@googlemail.com"));
        assert!(!lists_a_part_of("pop.notgmail.com", "a"));
        assert!(!lists_a_part_of("gmail.com.example.org", "a"));
    }

    #[test]
    fn recent_mode_lists_everything_at_once() {
        assert!(!lists_a_part_of("pop.gmail.com", "recent:a@gmail.com"));
        assert_eq!(mailbox("recent:a@gmail.com"), mailbox("a@gmail.com"));
    }
}
