//! The pages of the settings: which there are, in which order, and where a key leads from one of them. It must not know
//! what is on them.

/// A page of the settings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Page {
    /// The accounts, and what there is to do with each.
    #[default]
    Accounts,
    /// When mail is fetched, and how much of it.
    Mail,
    /// The tags.
    Tags,
    /// How the app looks, and where messages are read.
    Appearance,
    /// How messages are shown.
    Reading,
    /// Whose keys are used.
    Keyboard,
    /// What is said about new mail.
    Notifications,
    /// How much is kept here, and how safely.
    Storage,
    /// What has been connected to.
    Connections,
    /// What this build is.
    About,
}

impl Page {
    /// In their order.
    pub const ALL: [Self; 10] = [
        Self::Accounts,
        Self::Mail,
        Self::Tags,
        Self::Appearance,
        Self::Reading,
        Self::Keyboard,
        Self::Notifications,
        Self::Storage,
        Self::Connections,
        Self::About,
    ];

    /// Its name in the page and among what was done lately; stable.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Accounts => "accounts",
            Self::Mail => "mail",
            Self::Tags => "tags",
            Self::Appearance => "appearance",
            Self::Reading => "privacy",
            Self::Keyboard => "keyboard",
            Self::Notifications => "notifications",
            Self::Storage => "storage",
            Self::Connections => "connections",
            Self::About => "about",
        }
    }

    /// Where a key leads; `None` for keys that lead nowhere. The tabs stand below each other or in a row, and so both
    /// pairs of arrows go through them; what is to the right comes next, unless one reads from right to left.
    #[must_use]
    pub fn after_key(self, key: &str, is_right_to_left: bool) -> Option<Self> {
        let (ahead, back) = if is_right_to_left {
            ("ArrowLeft", "ArrowRight")
        } else {
            ("ArrowRight", "ArrowLeft")
        };
        let last = Self::ALL.len() - 1;
        let at = Self::ALL.iter().position(|page| *page == self)?;
        let to = match key {
            "Home" => 0,
            "End" => last,
            "ArrowDown" => (at + 1) % Self::ALL.len(),
            "ArrowUp" => at.checked_sub(1).unwrap_or(last),
            key if key == ahead => (at + 1) % Self::ALL.len(),
            key if key == back => at.checked_sub(1).unwrap_or(last),
            _ => return None,
        };
        Self::ALL.get(to).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_go_round_and_what_is_to_the_right_comes_next_only_where_one_reads_that_way() {
        let cases = [
            (Page::Accounts, "ArrowDown", false, Some(Page::Mail)),
            (Page::Accounts, "ArrowRight", false, Some(Page::Mail)),
            (Page::Accounts, "ArrowRight", true, Some(Page::About)),
            (Page::Accounts, "ArrowLeft", true, Some(Page::Mail)),
            (Page::Accounts, "ArrowUp", false, Some(Page::About)),
            (Page::About, "ArrowDown", true, Some(Page::Accounts)),
            (Page::Storage, "Home", false, Some(Page::Accounts)),
            (Page::Storage, "End", false, Some(Page::About)),
            (Page::Storage, "Enter", false, None),
            (Page::Storage, "a", false, None),
        ];
        for (page, key, is_right_to_left, leads_to) in cases {
            assert_eq!(
                page.after_key(key, is_right_to_left),
                leads_to,
                "{page:?} {key} {is_right_to_left}"
            );
        }
    }

    #[test]
    fn no_two_pages_have_one_name_and_the_first_is_shown_first() {
        for (place, page) in Page::ALL.iter().enumerate() {
            assert!(
                Page::ALL
                    .iter()
                    .skip(place + 1)
                    .all(|other| other.name() != page.name())
            );
        }
        assert_eq!(Page::default(), Page::ALL[0]);
    }
}
