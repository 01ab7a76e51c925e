//! What mail servers say that they checked: `Authentication-Results` (RFC 8601), `Received-SPF` (RFC 7208 §9.1) and
//! `ARC-Authentication-Results` (RFC 8617). It must not weigh them: who wrote a field is all that is decided here.

use crate::mail::clean;
use crate::mail::header::Header;
use crate::mail::trace::belief::{Border, Own};
use crate::mail::trace::{MOST_REPORTS, hosts, line};

const MOST_CHECKS: usize = 20;
const MOST_PROPERTIES: usize = 12;
const WORD_CHARACTERS: usize = 40;
const VALUE_CHARACTERS: usize = 255;

/// One field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Results {
    /// Which.
    pub kind: ResultsKind,
    /// Who it says wrote it; empty when it does not.
    pub by: String,
    /// Who may have.
    pub standing: Standing,
    /// What was checked.
    pub checks: Vec<Check>,
}

/// Which field a report is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResultsKind {
    /// `Authentication-Results`
    Authentication,
    /// `Received-SPF`
    ReceivedSpf,
    /// `ARC-Authentication-Results`
    Arc,
}

/// Who may have written a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The account's own provider: it bears its name, and stands where only the provider writes.
    Believed,
    /// It bears the provider's name where the sender writes as well: a failure is believed, nothing else.
    Doubtful,
    /// Somebody else.
    Reported,
}

/// One method and its result.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Check {
    /// In lower case, such as "dkim".
    pub method: String,
    /// In lower case, such as "pass".
    pub result: String,
    /// Such as "header.d" and "example.org".
    pub properties: Vec<(String, String)>,
}

impl Check {
    /// What it was found of; empty when that is not said.
    pub(super) fn property(&self, name: &str) -> &str {
        let found = self.properties.iter().find(|(found, _)| found == name);
        found.map(|(_, value)| value.as_str()).unwrap_or_default()
    }
}

/// Every report of a header, from the top.
pub(super) fn reports(header: Header<'_>, own: &Own, border: Border) -> Vec<Results> {
    let read = header.fields().enumerate().filter_map(|(place, (name, value))| {
        let is = |wanted: &str| name.eq_ignore_ascii_case(wanted.as_bytes());
        if is("Authentication-Results") {
            let mut report = results(&line(value));
            report.standing = standing(&report.by, place, own, border);
            Some(report)
        } else if is("Received-SPF") {
            Some(received_spf(&line(value)))
        } else if is("ARC-Authentication-Results") {
            let text = line(value);
            // "i=1;" comes before the rest.
            let (_, rest) = text.split_once(';')?;
            Some(Results {
                kind: ResultsKind::Arc,
                ..results(rest)
            })
        } else {
            None
        }
    });
    read.take(MOST_REPORTS).collect()
}

fn standing(by: &str, place: usize, own: &Own, border: Border) -> Standing {
    // Exchange leaves its name out.
    let is_own = own.has(by) || (by.is_empty() && own.has("outlook.com"));
    let is_sealed = border.sealed.is_some_and(|sealed| place < sealed);
    match border.received {
        Some(received) if is_own && (place < received || is_sealed) => Standing::Believed,
        Some(_) if is_own && border.foreign.is_none_or(|foreign| place < foreign) => Standing::Doubtful,
        _ => Standing::Reported,
    }
}

fn results(text: &str) -> Results {
    let mut report = Results {
        kind: ResultsKind::Authentication,
        by: String::new(),
        standing: Standing::Reported,
        checks: Vec::new(),
    };
    for (place, words) in statements(text).into_iter().enumerate() {
        if report.checks.len() >= MOST_CHECKS {
            break;
        }
        match words.first() {
            Some(first) if place == 0 && !first.contains('=') => report.by = hosts::normal(first),
            Some(_) => report.checks.extend(check(&words)),
            None => {}
        }
    }
    report
}

fn check(words: &[String]) -> Option<Check> {
    let mut pairs = words.iter().filter_map(|word| word.split_once('='));
    let (method, result) = pairs.next()?;
    // "dkim/1" is a version of the method.
    let method = method.split('/').next().unwrap_or_default();
    Some(Check {
        method: clean::line(&method.to_lowercase(), WORD_CHARACTERS),
        result: clean::line(&result.to_lowercase(), WORD_CHARACTERS),
        properties: pairs.take(MOST_PROPERTIES).map(property).collect(),
    })
}

fn property((name, value): (&str, &str)) -> (String, String) {
    (
        clean::line(&name.to_lowercase(), WORD_CHARACTERS),
        clean::line(value, VALUE_CHARACTERS),
    )
}

fn received_spf(text: &str) -> Results {
    let words: Vec<String> = statements(text).into_iter().flatten().collect();
    let (result, rest) = words
        .split_first()
        .map_or(("", &[][..]), |(first, rest)| (first.as_str(), rest));
    let properties: Vec<_> = rest
        .iter()
        .filter_map(|word| word.split_once('='))
        .take(MOST_PROPERTIES)
        .map(property)
        .collect();
    let check = Check {
        method: "spf".to_owned(),
        result: clean::line(&result.to_lowercase(), WORD_CHARACTERS),
        properties,
    };
    Results {
        kind: ResultsKind::ReceivedSpf,
        by: hosts::normal(check.property("receiver")),
        standing: Standing::Reported,
        checks: vec![check],
    }
}

/// The words between semicolons, without comments and quotes, and with no space around `=`.
fn statements(text: &str) -> Vec<Vec<String>> {
    let mut all = vec![Vec::new()];
    let mut words = Words::default();
    for character in text.chars() {
        let Some(character) = words.outside_comments(character) else {
            continue;
        };
        match character {
            '"' => words.quoted = !words.quoted,
            ';' if !words.quoted => {
                words.end(&mut all);
                words.after_equals = false;
                all.push(Vec::new());
            }
            ' ' if !words.quoted => words.end(&mut all),
            '=' if !words.quoted => words.equals(&mut all),
            character => words.word.push(character),
        }
    }
    words.end(&mut all);
    all
}

#[derive(Default)]
struct Words {
    word: String,
    depth: usize,
    quoted: bool,
    escaped: bool,
    /// The last word ended in `=`: the next one belongs to it.
    after_equals: bool,
}

impl Words {
    /// The character, unless it is of a comment, or escapes the next.
    fn outside_comments(&mut self, character: char) -> Option<char> {
        if self.escaped {
            self.escaped = false;
            if self.depth == 0 {
                self.word.push(character);
            }
            return None;
        }
        match character {
            '\\' if self.quoted || self.depth > 0 => self.escaped = true,
            '(' if !self.quoted => self.depth += 1,
            ')' if self.depth > 0 => self.depth -= 1,
            _ if self.depth > 0 => {}
            _ => return Some(character),
        }
        None
    }

    fn end(&mut self, all: &mut [Vec<String>]) {
        if self.word.is_empty() {
            return;
        }
        let word = std::mem::take(&mut self.word);
        let Some(words) = all.last_mut() else { return };
        match words.last_mut() {
            Some(before) if self.after_equals => before.push_str(&word),
            _ => words.push(word),
        }
        self.after_equals = false;
    }

    fn equals(&mut self, all: &mut [Vec<String>]) {
        if !self.word.is_empty() && !self.after_equals {
            self.word.push('=');
            self.end(all);
            self.after_equals = true;
        } else if self.after_equals {
            self.word.push('=');
        } else if let Some(before) = all.last_mut().and_then(|words| words.last_mut())
            && !before.contains('=')
        {
            before.push('=');
            self.after_equals = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{results, statements};

    #[test]
    fn spaces_comments_and_quotes_are_not_in_the_way() {
        assert_eq!(
            statements(
                r#"mx.example (a (b) c) 1; dkim = pass (ok; "x") reason="a; b" header.d= example.org;spf=none"#
            ),
            [
                vec!["mx.example", "1"],
                vec!["dkim=pass", "reason=a; b", "header.d=example.org"],
                vec!["spf=none"],
            ]
        );
    }

    #[test]
    fn a_value_may_have_an_equals_sign_in_it() {
        assert_eq!(
            statements("x; dkim=pass header.b=AbC= header.s==k"),
            [vec!["x"], vec!["dkim=pass", "header.b=AbC=", "header.s==k"]]
        );
    }

    #[test]
    fn a_server_that_does_not_say_its_name_has_none() {
        let report = results(
            "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=example.org; dkim=pass header.d=example.org",
        );
        assert_eq!((report.by.as_str(), report.checks.len()), ("", 2));
    }

    #[test]
    fn no_results_are_none() {
        let report = results("mx.example.org; none");
        assert_eq!((report.by.as_str(), report.checks.len()), ("mx.example.org", 0));
    }
}
