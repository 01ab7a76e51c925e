//! A sender's initials and colour. It must not depend on anything but the name and the address, so that both stay the same.

/// How many colours there are: `--hue-0` to `--hue-7` in `tokens.css`.
pub const HUES: u32 = 8;

/// One or two letters for a sender, as they stand in the name: the style makes capitals of them, and the browser knows
/// how in every script.
#[must_use]
pub fn initials(name: &str, address: &str) -> String {
    let is_named = !name.trim().is_empty() && !name.contains('@');
    let named = if is_named { name } else { address };
    let mut letters = named
        .split(|c: char| c.is_whitespace() || matches!(c, '.' | '-' | '_' | '@'))
        .filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
    let Some(first) = letters.next() else {
        return "?".into();
    };
    // Two letters of a script without capitals would join into something that is not an initial.
    let second = if is_named && is_cased(first) {
        letters.next_back()
    } else {
        None
    };
    std::iter::once(first)
        .chain(second.filter(|c| is_cased(*c)))
        .collect()
}

fn is_cased(letter: char) -> bool {
    letter.is_lowercase() || letter.is_uppercase()
}

/// The colour of an address: the same in every session and on every device.
#[must_use]
pub fn hue(address: &str) -> u32 {
    // FNV-1a, folded: spreads well over few buckets, and needs no table.
    let hash = address.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte.to_ascii_lowercase())).wrapping_mul(0x0100_0193)
    });
    (hash ^ (hash >> 15)) % HUES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_of_all_kinds_of_names() {
        for (name, address, wanted) in [
            ("Maren Bjørnstad", "maren@example.org", "MB"),
            ("maren bjørnstad", "maren@example.org", "mb"),
            ("Ana María de la Cruz", "a@example.org", "AC"),
            ("Library", "desk@example.org", "L"),
            ("藤原 さくら", "s@example.jp", "藤"),
            ("ليلى حداد", "l@example.com", "ل"),
            ("", "kestrel.energy@example.org", "k"),
            ("x@example.org", "x@example.org", "x"),
            ("“Quoted” (Team)", "t@example.org", "QT"),
            ("", "", "?"),
        ] {
            assert_eq!(initials(name, address), wanted, "{name} {address}");
        }
    }

    #[test]
    fn case_of_an_address_does_not_change_its_colour() {
        assert_eq!(hue("Ada@Example.org"), hue("ada@example.org"));
    }

    #[test]
    fn colours_are_all_used() {
        let mut seen = [false; HUES as usize];
        for n in 0..200 {
            seen[hue(&format!("person{n}@example.org")) as usize] = true;
        }
        assert!(seen.iter().all(|used| *used));
    }
}
