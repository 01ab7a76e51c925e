//! The conditions under which rules may hold: how wide the paper is, and whether it is dark. Whatever else a condition
//! asks must drop its rules.

use cssparser::{ParseError, Parser, Token};

use crate::mail::html::stylesheet::value;

const MOST_QUERIES: usize = 10;

/// When a rule holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Media {
    /// Queries about the width as they are written; empty when it is all the same.
    pub(super) widths: String,
    /// Whether it is for dark paper only.
    pub(super) is_dark: bool,
}

impl Media {
    pub(super) const fn is_always(&self) -> bool {
        self.widths.is_empty() && !self.is_dark
    }
}

/// What the `media` attribute of a `<style>` says; `None` when its rules are not kept.
pub(super) fn of_attribute(value: &str) -> Option<Media> {
    list(&mut Parser::new(value))
}

/// Queries with commas between them.
pub(super) fn list(input: &mut Parser<'_>) -> Option<Media> {
    if input.is_exhausted() {
        return Some(Media::default());
    }
    let queries = input.parse_comma_separated_ignoring_errors(|input| {
        query(input).ok_or_else(|| ParseError::<()>::custom(()))
    });
    let first = queries.first()?;
    if queries.len() > MOST_QUERIES || queries.iter().any(|query| query.is_dark != first.is_dark) {
        return None;
    }
    let is_any_width = queries.iter().any(|query| query.widths.is_empty());
    let widths: Vec<&str> = queries.iter().map(|query| query.widths.as_str()).collect();
    Some(Media {
        widths: if is_any_width {
            String::new()
        } else {
            widths.join(",")
        },
        is_dark: first.is_dark,
    })
}

/// `only screen and (feature) and (feature)`, and what is shorter.
fn query(input: &mut Parser<'_>) -> Option<Media> {
    let mut media = Media::default();
    let mut may_follow = true;
    while let Ok(token) = input.next() {
        match token.clone() {
            Token::Ident(word) => match &*word.to_ascii_lowercase() {
                "and" if !may_follow => may_follow = true,
                "only" if may_follow => {}
                "screen" | "all" if may_follow => may_follow = false,
                _ => return None,
            },
            Token::ParenthesisBlock if may_follow => {
                let found = input
                    .parse_nested_block(|input| feature(input).ok_or_else(|| ParseError::<()>::custom(())));
                match found.ok()? {
                    Feature::Dark => media.is_dark = true,
                    Feature::Width(width) => {
                        if !media.widths.is_empty() {
                            media.widths.push_str(" and ");
                        }
                        media.widths.push_str(&width);
                    }
                }
                may_follow = false;
            }
            _ => return None,
        }
    }
    Some(media)
}

enum Feature {
    Dark,
    Width(String),
}

fn feature(input: &mut Parser<'_>) -> Option<Feature> {
    let name = input.expect_ident_cloned().ok()?.to_ascii_lowercase();
    input.expect_colon().ok()?;
    let name = match name.as_str() {
        "prefers-color-scheme" => {
            return input.expect_ident_matching("dark").ok().map(|()| Feature::Dark);
        }
        "min-width" | "min-device-width" => "min-width",
        "max-width" | "max-device-width" => "max-width",
        _ => return None,
    };
    let width = value::text(input).filter(|width| !width.is_important)?.text;
    let is_length = ["px", "em", "rem"].iter().any(|unit| {
        let digits = width.strip_suffix(unit).unwrap_or_default();
        !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit() || c == '.')
    });
    is_length.then(|| Feature::Width(format!("({name}:{width})")))
}
