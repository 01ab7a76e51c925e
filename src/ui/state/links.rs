//! Whether a link says that it leads to another host than it does. It must be sure before it warns: a text that names
//! no host promises none.

/// Endings of a single word that is a host rather than a file: a bare `notes.md` or `Node.js` names none.
const ENDINGS: &[&str] = &[
    "com", "org", "net", "edu", "gov", "info", "biz", "example", "de", "uk", "fr", "nl", "eu", "ch", "at",
    "it", "es", "pl", "ru", "jp", "cn", "br", "au", "ca", "us", "in", "se", "no", "fi", "dk", "be", "cz",
    "ie", "nz",
];

/// Whoever hides a host behind more words promises nothing with it.
const MOST_WORDS: usize = 50;

/// Second labels under which one registers, where the ending names a country.
const SECOND_LEVELS: &[&str] = &["ac", "co", "com", "edu", "go", "gov", "ne", "net", "or", "org"];

/// The host or the address's domain that the text of a link names; `None` where it names none.
#[must_use]
pub fn said(text: &str) -> Option<String> {
    let is_edge = |c: char| c.is_whitespace() || "<>()[]{}\"'“”‘’«»,;!".contains(c);
    let words: Vec<&str> = text
        .split(is_edge)
        .filter(|word| !word.is_empty())
        .take(MOST_WORDS)
        .collect();
    words.iter().find_map(|word| named(word, words.len() == 1))
}

fn named(word: &str, is_alone: bool) -> Option<String> {
    let lower = word.to_lowercase();
    let behind_scheme = lower
        .strip_prefix("https://")
        .or_else(|| lower.strip_prefix("http://"));
    if let Some(rest) = behind_scheme {
        return before_at(rest)
            .or_else(|| host(rest))
            .filter(|host| host.contains('.'));
    }
    let found = host(&lower).filter(|host| has_labels(host))?;
    let ending = found.rsplit('.').next().unwrap_or_default();
    let is_host =
        lower.starts_with("www.") || (is_alone && (lower.contains('@') || ENDINGS.contains(&ending)));
    is_host.then_some(found)
}

/// What stands where a host is expected and is none: the name before an `@`.
fn before_at(rest: &str) -> Option<String> {
    let (before, _) = rest.split(['/', '?', '#', '\\']).next()?.split_once('@')?;
    let name = before.split(':').next()?;
    has_labels(name).then(|| name.to_owned())
}

/// The host of what follows a scheme; the domain of an address.
fn host(rest: &str) -> Option<String> {
    let host = rest.split(['/', '?', '#', '\\']).next()?;
    // What stands before an `@` only looks like a host.
    let host = host.rsplit('@').next()?;
    let host = host.split(':').next()?.trim_end_matches('.');
    (!host.is_empty()).then(|| host.to_owned())
}

fn has_labels(host: &str) -> bool {
    let is_label = |label: &str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-');
    host.contains('.') && host.split('.').all(is_label)
}

/// The host or the address's domain that a link leads to; `None` where that is nothing of the kind.
#[must_use]
pub fn target(href: &str) -> Option<String> {
    let lower = href.trim().to_lowercase();
    if let Some(address) = lower.strip_prefix("mailto:") {
        let domain = address.split(['?', ',']).next()?.rsplit_once('@')?.1;
        return Some(domain.to_owned()).filter(|domain| !domain.is_empty());
    }
    let rest = lower
        .strip_prefix("https://")
        .or_else(|| lower.strip_prefix("http://"))?;
    host(rest)
}

/// Whether these are hosts of different owners, as far as their names tell.
#[must_use]
pub fn differ(said: &str, target: &str) -> bool {
    owner(said) != owner(target)
}

/// The last two labels, or three where one registers under two.
fn owner(host: &str) -> &str {
    let mut dots = host.rmatch_indices('.').map(|(at, _)| at);
    let (Some(last), Some(second)) = (dots.next(), dots.next()) else {
        return host;
    };
    let label = host.get(second + 1..last).unwrap_or_default();
    let is_long = host.len() - last == 3 && SECOND_LEVELS.contains(&label);
    let begin = match dots.next() {
        Some(third) if is_long => third + 1,
        None if is_long => 0,
        _ => second + 1,
    };
    host.get(begin..).unwrap_or(host)
}

#[cfg(test)]
mod tests {
    use super::{differ, said, target};

    fn warns(text: &str, href: &str) -> bool {
        match (said(text), target(href)) {
            (Some(said), Some(target)) => differ(&said, &target),
            _ => false,
        }
    }

    #[test]
    fn a_text_that_names_another_host_is_warned_of() {
        for (text, href) in [
            ("https://bank.example/login", "https://evil.example/"),
            ("bank.example", "https://evil.example/"),
            ("www.bank.example", "http://bank.example.evil.example/"),
            ("Sign in at https://bank.example/ now", "https://evil.example/"),
            ("<https://bank.example>", "https://bank.example@evil.example/"),
            ("service@bank.example", "mailto:service@evil.example?subject=x"),
            (
                "https://bank.example@evil.example/x",
                "https://bank.example@evil.example/x",
            ),
            ("HTTPS://BANK.EXAMPLE", "https://bank.example.org/"),
            ("bank.co.uk", "https://evil.co.uk/"),
            ("https://b\u{430}nk.example/", "https://bank.example/"),
        ] {
            assert!(warns(text, href), "{text} → {href}");
        }
    }

    #[test]
    fn a_text_that_keeps_its_word_is_not() {
        for (text, href) in [
            (
                "https://bank.example/login",
                "https://www.bank.example/login?from=mail",
            ),
            ("bank.example", "https://mail.bank.example/"),
            ("bank.example.", "http://bank.example:8080"),
            ("www.bank.co.uk", "https://bank.co.uk"),
            ("ben@bank.example", "mailto:ben@bank.example"),
            ("Read more", "https://click.mailer.example/abc"),
            ("Node.js 22", "https://nodejs.org/"),
            ("README.md", "https://host.example/README.md"),
            ("v1.2.3", "https://host.example/"),
            ("Mr. Smith", "https://host.example/"),
            ("e.g. this", "https://host.example/"),
            ("3.50", "https://shop.example/"),
            ("", "https://host.example/"),
            ("https://", "https://host.example/"),
        ] {
            assert!(!warns(text, href), "{text} → {href}");
        }
    }
}
