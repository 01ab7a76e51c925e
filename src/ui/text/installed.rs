//! Sentences of the app as a thing of its own: what stands in its title, and what a browser offers to do with it.

use super::APP;
use super::catalogue::sentences;
use crate::ui::state::figures::count;

sentences! {
    /// The heading in the settings.
    installed: "This app",
    install_lead: "Restante can have an icon and a window of its own. Its mail stays where it is.",
    install: "Install Restante…",
    links_lead: "Links to a mailbox (web+pop:) can open in Restante. They fill in the form for a new account, and do nothing by themselves.",
    links_take: "Open such links here…",
}

/// The page's title: what is unread, and where one is.
#[must_use]
pub fn title(unread: u32, place: Option<&str>) -> String {
    let unread = count(unread);
    match (unread.as_str(), place) {
        ("0", None) => APP.to_owned(),
        ("0", Some(place)) => format!("{place} — {APP}"),
        (unread, None) => format!("({unread}) {APP}"),
        (unread, Some(place)) => format!("({unread}) {place} — {APP}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_title_says_what_is_unread_and_where_one_is() {
        assert_eq!(title(3, Some("Inbox")), "(3) Inbox — Restante");
        assert_eq!(title(0, Some("Inbox")), "Inbox — Restante");
        assert_eq!(title(3, None), "(3) Restante");
        assert_eq!(title(0, None), "Restante");
    }
}
