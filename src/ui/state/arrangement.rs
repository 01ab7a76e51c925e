//! How people have the mailbox laid out: how high its rows are, and where messages are read. What either looks like is the
//! style sheets' matter (`data-density`, `data-reading`); the list has to know how high a row is.

/// How much room a row has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Density {
    /// Two lines and a picture.
    #[default]
    Comfortable,
    /// Two lines, closer.
    Cosy,
    /// One line, as in a table.
    Compact,
}

impl Density {
    /// In the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Comfortable, Self::Cosy, Self::Compact];

    /// Reads a kept choice.
    #[must_use]
    pub fn from_preference(kept: Option<&str>) -> Self {
        let named = Self::ALL.into_iter().find(|density| kept == Some(density.name()));
        named.unwrap_or_default()
    }

    /// As it is kept, and as the style sheets know it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Comfortable => "comfortable",
            Self::Cosy => "cosy",
            Self::Compact => "compact",
        }
    }

    /// The height of every row. The list relies on there being only one; `message-list.css` says the same.
    #[must_use]
    pub const fn row_px(self) -> u32 {
        match self {
            Self::Comfortable => 64,
            Self::Cosy => 52,
            Self::Compact => 34,
        }
    }
}

/// Where an open message stands, where there is room for more than one pane.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reading {
    /// Beside the list.
    #[default]
    Right,
    /// Under it.
    Below,
    /// In its place.
    Alone,
}

impl Reading {
    /// In the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Right, Self::Below, Self::Alone];

    /// Reads a kept choice.
    #[must_use]
    pub fn from_preference(kept: Option<&str>) -> Self {
        let named = Self::ALL.into_iter().find(|reading| kept == Some(reading.name()));
        named.unwrap_or_default()
    }

    /// As it is kept, and as the style sheets know it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::Below => "below",
            Self::Alone => "alone",
        }
    }
}

/// When a message that is open counts as read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReadAfter {
    /// As soon as it is opened.
    AtOnce,
    /// When somebody has looked at it for a while: not whoever only walks past.
    #[default]
    AWhile,
    /// When somebody says so.
    Never,
}

impl ReadAfter {
    /// In the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::AtOnce, Self::AWhile, Self::Never];

    /// Reads a kept choice.
    #[must_use]
    pub fn from_preference(kept: Option<&str>) -> Self {
        let named = Self::ALL.into_iter().find(|after| kept == Some(after.name()));
        named.unwrap_or_default()
    }

    /// As it is kept.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AtOnce => "at-once",
            Self::AWhile => "a-while",
            Self::Never => "never",
        }
    }

    /// After how long; `None`: not by itself.
    #[must_use]
    pub const fn milliseconds(self) -> Option<u32> {
        match self {
            Self::AtOnce => Some(0),
            Self::AWhile => Some(2_000),
            Self::Never => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Density, ReadAfter, Reading};

    #[test]
    fn what_is_kept_is_what_was_chosen() {
        for density in Density::ALL {
            assert_eq!(Density::from_preference(Some(density.name())), density);
        }
        for reading in Reading::ALL {
            assert_eq!(Reading::from_preference(Some(reading.name())), reading);
        }
        for after in ReadAfter::ALL {
            assert_eq!(ReadAfter::from_preference(Some(after.name())), after);
        }
        assert_eq!(ReadAfter::from_preference(None).milliseconds(), Some(2_000));
    }

    #[test]
    fn what_nobody_knows_is_as_if_nothing_were_kept() {
        assert_eq!(
            Density::from_preference(Some("roomy")),
            Density::from_preference(None)
        );
        assert_eq!(Reading::from_preference(Some("")), Reading::Right);
    }
}
