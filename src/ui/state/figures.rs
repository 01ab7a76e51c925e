//! Counts and sizes in words. It must not round in a way that makes two shown figures disagree.

use crate::ui::text;
use crate::units::Octets;

/// KB, MB, GB and TB.
const UNITS: usize = 4;

/// A size as people read it: "640 bytes", "4.2 KB", "38 MB".
#[must_use]
pub fn size(octets: Octets) -> String {
    if octets.0 < 1000 {
        return text::bytes(octets);
    }
    let unit = unit_of(octets.0);
    text::in_unit(&in_unit(octets.0, unit), unit)
}

/// Progress in bytes, both figures in one unit: "38 of 61 MB".
#[must_use]
pub fn size_progress(done: Octets, total: Octets) -> String {
    if total.0 < 1000 {
        let done = u32::try_from(done.0.min(total.0)).unwrap_or(u32::MAX);
        return text::so_much_of(&count(done), &text::bytes(total));
    }
    let unit = unit_of(total.0);
    let total = text::in_unit(&in_unit(total.0, unit), unit);
    text::so_much_of(&in_unit(done.0, unit), &total)
}

/// A count with its thousands apart: "4 213" with a narrow space that does not break.
#[must_use]
pub fn count(number: u32) -> String {
    tenths(u64::from(number) * 10)
}

/// A number given in tenths: "1.2", "20".
#[must_use]
pub fn tenths(tenths: u64) -> String {
    (text::language().number)(tenths)
}

/// How English writes a number given in tenths.
#[must_use]
pub fn english(tenths: u64) -> String {
    let digits = (tenths / 10).to_string();
    let mut spaced = String::with_capacity(digits.len() + 6);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && digits.len() > 4 && (digits.len() - position).is_multiple_of(3) {
            spaced.push('\u{202f}');
        }
        spaced.push(digit);
    }
    match tenths % 10 {
        0 => {}
        tenth => spaced.extend(['.', char::from(b'0' + u8::try_from(tenth).unwrap_or_default())]),
    }
    spaced
}

/// Hundredths of the way, 0 to 100.
#[must_use]
pub fn percent(done: u64, total: u64) -> u32 {
    if total == 0 {
        return 0;
    }
    u32::try_from(done.min(total).saturating_mul(100) / total).unwrap_or(100)
}

fn unit_of(octets: u64) -> usize {
    let mut unit = 0;
    // 999 950 would be shown as "1000 KB".
    let mut limit = 999_500_u64;
    while octets >= limit && unit + 1 < UNITS {
        unit += 1;
        limit = limit.saturating_mul(1000);
    }
    unit
}

fn in_unit(octets: u64, unit: usize) -> String {
    let scale = 1000_u64.pow(u32::try_from(unit).unwrap_or(0) + 1);
    let tenths = (octets.saturating_mul(10) + scale / 2) / scale;
    // Of more than ten only the whole is told.
    if tenths < 100 {
        self::tenths(tenths)
    } else {
        self::tenths((octets + scale / 2) / scale * 10)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_read_well() {
        for (octets, wanted) in [
            (0, "0 bytes"),
            (999, "999 bytes"),
            (1000, "1 KB"),
            (4_249, "4.2 KB"),
            (284_300, "284 KB"),
            (999_499, "999 KB"),
            (999_500, "1 MB"),
            (38_400_000, "38 MB"),
            (1_840_000_000, "1.8 GB"),
        ] {
            assert_eq!(size(Octets(octets)), wanted);
        }
    }

    #[test]
    fn progress_has_one_unit() {
        assert_eq!(size_progress(Octets(400_000), Octets(61_000_000)), "0.4 of 61 MB");
        assert_eq!(
            size_progress(Octets(38_000_000), Octets(61_000_000)),
            "38 of 61 MB"
        );
        assert_eq!(size_progress(Octets(10), Octets(20)), "10 of 20 bytes");
    }

    #[test]
    fn only_long_counts_are_grouped() {
        assert_eq!(count(1980), "1980");
        assert_eq!(count(10_000), "10\u{202f}000");
        assert_eq!(count(1_234_567), "1\u{202f}234\u{202f}567");
    }

    #[test]
    fn percent_of_nothing_is_nothing() {
        assert_eq!(percent(0, 0), 0);
        assert_eq!(percent(7, 5), 100);
        assert_eq!(percent(1, 3), 33);
    }
}
