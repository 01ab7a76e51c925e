//! The log of what has been connected to, as it is read: servers and images in one list, newest first, searched by host.
//! It must not keep anything of a message but its subject.

use crate::units::{AccountId, UnixMillis};
use crate::wire::{BodyView, MessageView, OutgoingView};

/// So many messages whose images were let in are remembered, the newest.
pub const MOST_KEPT: usize = 500;

/// The images of a message, as they were let in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadedImages {
    /// When.
    pub at: UnixMillis,
    /// Whose message it is.
    pub account: AccountId,
    /// What it is about; may be empty.
    pub subject: String,
    /// Where they come from.
    pub hosts: Vec<String>,
}

impl LoadedImages {
    /// What is loaded when a message is shown; `None` when nothing is.
    #[must_use]
    pub fn of(account: AccountId, view: &MessageView, now: UnixMillis) -> Option<Self> {
        let is_page = matches!(view.body, BodyView::Html { .. });
        (is_page && !view.images.loaded_from.is_empty()).then(|| Self {
            at: now,
            account,
            subject: view.subject.clone(),
            hosts: view.images.loaded_from.clone(),
        })
    }

    /// Puts it at the end of the log, of which the oldest may have to go.
    pub fn keep_in(self, log: &mut Vec<Self>) {
        if log.len() >= MOST_KEPT {
            log.remove(0);
        }
        log.push(self);
    }
}

/// One line of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// A mail server.
    Server(OutgoingView),
    /// Images of a message.
    Images(LoadedImages),
}

impl Line {
    const fn at(&self) -> UnixMillis {
        match self {
            Self::Server(view) => view.begun_at,
            Self::Images(loaded) => loaded.at,
        }
    }

    fn has_host(&self, wanted: &str) -> bool {
        match self {
            Self::Server(view) => view.host.to_lowercase().contains(wanted),
            Self::Images(loaded) => loaded
                .hosts
                .iter()
                .any(|host| host.to_lowercase().contains(wanted)),
        }
    }
}

/// Both kinds together, newest first, as far as a host's name contains what is searched for.
#[must_use]
pub fn lines(servers: &[OutgoingView], images: &[LoadedImages], search: &str) -> Vec<Line> {
    let wanted = search.trim().to_lowercase();
    let servers = servers.iter().cloned().map(Line::Server);
    let mut lines: Vec<Line> = servers
        .chain(images.iter().rev().cloned().map(Line::Images))
        .filter(|line| line.has_host(&wanted))
        .collect();
    // Stable: what began in the same moment stays newest first.
    lines.sort_by_key(|line| std::cmp::Reverse(line.at()));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Octets;
    use crate::wire::{Errand, OutgoingEnd};

    fn server(at: i64, host: &str) -> OutgoingView {
        OutgoingView {
            begun_at: UnixMillis(at),
            host: host.into(),
            port: 995,
            errand: Errand::Check(AccountId(1)),
            bytes_in: Octets(1),
            bytes_out: Octets(1),
            end: OutgoingEnd::Closed,
        }
    }

    fn images(at: i64, hosts: &[&str]) -> LoadedImages {
        LoadedImages {
            at: UnixMillis(at),
            account: AccountId(1),
            subject: "Offers".into(),
            hosts: hosts.iter().map(|&host| host.to_owned()).collect(),
        }
    }

    fn hosts(lines: &[Line]) -> Vec<String> {
        let host = |line: &Line| match line {
            Line::Server(view) => view.host.clone(),
            Line::Images(loaded) => loaded.hosts.join("+"),
        };
        lines.iter().map(host).collect()
    }

    #[test]
    fn servers_and_images_stand_in_one_list_newest_first() {
        let servers = [server(30, "pop.b"), server(10, "pop.a"), server(10, "pop.before")];
        let images = [images(5, &["old"]), images(20, &["x", "y"])];
        let all = lines(&servers, &images, "");
        assert_eq!(hosts(&all), ["pop.b", "x+y", "pop.a", "pop.before", "old"]);
    }

    #[test]
    fn a_search_looks_at_every_host_whatever_its_capitals_and_at_nothing_else() {
        let servers = [server(3, "POP.Example.org"), server(2, "pop.other.net")];
        let images = [images(1, &["cdn.test", "img.example.org"])];
        assert_eq!(
            hosts(&lines(&servers, &images, " example.ORG ")),
            ["POP.Example.org", "cdn.test+img.example.org"]
        );
        assert!(
            lines(&servers, &images, "offers").is_empty(),
            "a subject is no host"
        );
    }

    #[test]
    fn the_oldest_goes_when_the_log_is_full() {
        let mut log = Vec::new();
        for at in 0..=MOST_KEPT {
            images(i64::try_from(at).unwrap(), &["x"]).keep_in(&mut log);
        }
        assert_eq!((log.len(), log[0].at), (MOST_KEPT, UnixMillis(1)));
    }
}
