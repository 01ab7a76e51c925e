//! How the way of a message is drawn: where belief ends, how long the waits are beside one another, and where a word
//! stands in the header.

use crate::wire::HopView;

/// More marks make the page slow, and nobody steps through them.
const MOST_MARKS: usize = 500;

/// Where the line stands that trust ends at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Border {
    /// Before the hop of this place: the first that is believed.
    Before(usize),
    /// All of them are believed.
    All,
    /// None is.
    None,
}

/// Where trust ends on a way from the oldest hop to the newest.
#[must_use]
pub fn border(hops: &[HopView]) -> Border {
    match hops.iter().position(|hop| hop.believed) {
        Some(0) => Border::All,
        Some(place) => Border::Before(place),
        None => Border::None,
    }
}

/// The longest wait, in milliseconds.
#[must_use]
pub fn longest(hops: &[HopView]) -> i64 {
    hops.iter()
        .filter_map(|hop| hop.delay_ms)
        .max()
        .unwrap_or(0)
        .max(0)
}

/// A wait beside the longest, in hundredths; what took a while can always be seen.
#[must_use]
pub fn share(delay_ms: i64, longest_ms: i64) -> i64 {
    if delay_ms <= 0 || longest_ms <= 0 {
        return 0;
    }
    (delay_ms.saturating_mul(100) / longest_ms).clamp(1, 100)
}

/// From the first date to the last, where that is a time at all.
#[must_use]
pub fn whole(hops: &[HopView]) -> Option<i64> {
    let first = hops.iter().find_map(|hop| hop.at)?;
    let last = hops.iter().rev().find_map(|hop| hop.at)?;
    Some(last.0.saturating_sub(first.0)).filter(|whole| *whole >= 0 && hops.len() > 1)
}

/// A piece of a text, and whether it is what is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece<'t> {
    /// The text.
    pub text: &'t str,
    /// Whether it is marked.
    pub is_match: bool,
}

/// The text in pieces, marked where it has `wanted` whatever the case of its letters.
#[must_use]
pub fn marked<'t>(text: &'t str, wanted: &str) -> Vec<Piece<'t>> {
    let plain = |text| Piece {
        text,
        is_match: false,
    };
    let wanted = wanted.trim().to_ascii_lowercase();
    if wanted.is_empty() {
        return vec![plain(text)];
    }
    // Case changes of ASCII move nothing.
    let lower = text.to_ascii_lowercase();
    let mut pieces = Vec::new();
    let mut end = 0;
    for (at, found) in lower.match_indices(&wanted).take(MOST_MARKS) {
        pieces.extend(text.get(end..at).filter(|before| !before.is_empty()).map(plain));
        end = at + found.len();
        pieces.extend(text.get(at..end).map(|text| Piece { text, is_match: true }));
    }
    pieces.extend(text.get(end..).filter(|rest| !rest.is_empty()).map(plain));
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::UnixMillis;

    fn hop(believed: bool, at: Option<i64>) -> HopView {
        HopView {
            from: String::new(),
            found: String::new(),
            address: String::new(),
            network: None,
            by: String::new(),
            protocol: String::new(),
            encrypted: false,
            tls: String::new(),
            cipher: String::new(),
            id: String::new(),
            recipient: String::new(),
            at: at.map(UnixMillis),
            date: String::new(),
            delay_ms: None,
            believed,
        }
    }

    #[test]
    fn belief_ends_before_the_first_hop_that_is_believed() {
        assert_eq!(border(&[hop(false, None), hop(true, None)]), Border::Before(1));
        assert_eq!(border(&[hop(true, None)]), Border::All);
        assert_eq!(border(&[hop(false, None)]), Border::None);
        assert_eq!(border(&[]), Border::None);
    }

    #[test]
    fn waits_are_shown_beside_the_longest() {
        assert_eq!(share(50, 100), 50);
        assert_eq!(share(1, 1_000_000), 1);
        assert_eq!(share(-5, 100), 0);
        assert_eq!(share(0, 0), 0);
    }

    #[test]
    fn the_whole_way_is_a_time_or_nothing() {
        assert_eq!(
            whole(&[hop(false, Some(10)), hop(true, None), hop(true, Some(30))]),
            Some(20)
        );
        assert_eq!(whole(&[hop(false, Some(30)), hop(true, Some(10))]), None);
        assert_eq!(whole(&[hop(false, Some(30))]), None);
    }

    #[test]
    fn what_is_looked_for_is_marked_wherever_it_stands() {
        let pieces = marked("From: Ben\nfrom x", "FROM");
        let shown: Vec<_> = pieces.iter().map(|piece| (piece.text, piece.is_match)).collect();
        assert_eq!(
            shown,
            [("From", true), (": Ben\n", false), ("from", true), (" x", false)]
        );
        assert_eq!(
            marked("Ärger", "är").len(),
            1,
            "only letters of ASCII have two cases here"
        );
        assert_eq!(marked("Ärger", "Är")[0].text, "Är");
        assert_eq!(marked("abc", "  ").len(), 1);
        assert_eq!(marked(&"a".repeat(10_000), "a").len(), MOST_MARKS + 1);
    }
}
