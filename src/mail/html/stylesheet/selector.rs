//! The selectors that rules may have: elements that mail has, classes, and how they lie in each other. Whatever else a
//! selector asks must drop it.

use cssparser::{ParseError, Parser, Token};

use crate::mail::html::TAGS;
use crate::mail::html::stylesheet::PAPER;

/// Steps of one selector, and classes of one step.
const MOST_STEPS: usize = 8;
const MOST_CLASSES: usize = 6;
const MOST_SELECTORS: usize = 300;
const CLASS_OCTETS: usize = 64;

const STATES: &[&str] = &["hover", "link", "visited", "first-child", "last-child"];

/// Whether a class may stand in a page.
pub(in crate::mail::html) fn is_class(name: &str) -> bool {
    let starts = name
        .trim_start_matches('-')
        .starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    starts
        && name.len() <= CLASS_OCTETS
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
}

/// One selector of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Selector {
    /// `:root`, which says something about the whole mail but is no part of it.
    Root,
    /// The way to an element, from outside.
    Path(Vec<Step>),
}

/// A selector as it is written.
pub(super) struct Written {
    pub(super) text: String,
    pub(super) has_class: bool,
    pub(super) has_paper: bool,
}

/// What one element on the way is, and how it lies in the one before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Step {
    is_child: bool,
    element: Option<String>,
    classes: Vec<String>,
    states: Vec<&'static str>,
}

impl Step {
    const fn is_empty(&self) -> bool {
        self.element.is_none() && self.classes.is_empty() && self.states.is_empty()
    }

    fn is_element(&self, name: &str) -> bool {
        self.element.as_deref() == Some(name)
    }

    fn is_only_element(&self, name: &str) -> bool {
        self.is_element(name) && self.classes.is_empty() && self.states.is_empty()
    }
}

/// The selectors that can be kept, of a list.
pub(super) fn list(input: &mut Parser<'_>) -> Vec<Selector> {
    let list = input.parse_comma_separated_ignoring_errors(|input| {
        selector(input).ok_or_else(|| ParseError::<()>::custom(()))
    });
    if list.len() > MOST_SELECTORS {
        Vec::new()
    } else {
        list
    }
}

fn selector(input: &mut Parser<'_>) -> Option<Selector> {
    let mut path: Vec<Step> = Vec::new();
    let mut step = Step::default();
    input.skip_whitespace();
    while let Ok(token) = input.next_including_whitespace() {
        match token.clone() {
            Token::WhiteSpace(_) if step.is_empty() => {}
            Token::WhiteSpace(_) => path.push(std::mem::take(&mut step)),
            Token::Delim('>') => {
                if !step.is_empty() {
                    path.push(std::mem::take(&mut step));
                }
                if path.is_empty() || step.is_child {
                    return None;
                }
                step.is_child = true;
            }
            Token::Ident(name) if step.is_empty() => step.element = Some(name.to_ascii_lowercase()),
            Token::Delim('*') if step.is_empty() => step.element = Some("*".to_owned()),
            Token::Delim('.') => match input.next_including_whitespace() {
                Ok(Token::Ident(name)) if is_class(name) => step.classes.push(name.to_string()),
                _ => return None,
            },
            Token::Colon => match input.next_including_whitespace() {
                Ok(Token::Ident(name)) if name.eq_ignore_ascii_case("root") => {
                    let is_alone = path.is_empty() && step.is_empty() && input.is_exhausted();
                    return is_alone.then_some(Selector::Root);
                }
                Ok(Token::Ident(name)) => {
                    let state = STATES.iter().find(|state| name.eq_ignore_ascii_case(state))?;
                    step.states.push(state);
                }
                _ => return None,
            },
            _ => return None,
        }
        if path.len() >= MOST_STEPS || step.classes.len() > MOST_CLASSES || step.states.len() > STATES.len() {
            return None;
        }
    }
    if !step.is_empty() {
        path.push(step);
    } else if step.is_child {
        return None;
    }
    on_paper(path).map(Selector::Path)
}

/// The path with `<html>` left away, if everything on it can be in a mail and `<body>` is where it begins.
fn on_paper(mut path: Vec<Step>) -> Option<Vec<Step>> {
    let is_html = path.first()?.is_only_element("html");
    if is_html && path.len() > 1 {
        path.remove(0);
        let first = path.first_mut()?;
        if first.is_child && !first.is_element("body") {
            return None;
        }
        first.is_child = false;
    } else if is_html {
        path.first_mut()?.element = Some("body".to_owned());
    }
    let is_known = |(place, step): (usize, &Step)| match step.element.as_deref() {
        None | Some("*") => true,
        Some("body") => place == 0,
        Some(name) => TAGS.contains(&name),
    };
    path.iter().enumerate().all(is_known).then_some(path)
}

impl Selector {
    /// Whether it is for the whole mail, or for each element of it.
    pub(super) fn is_everything(&self) -> bool {
        let Self::Path(path) = self else { return false };
        path.last()
            .is_some_and(|step| step.is_element("body") || step.is_only_element("*"))
    }

    /// How it is written, if it selects something.
    pub(super) fn written(&self) -> Option<Written> {
        let Self::Path(path) = self else { return None };
        let mut written = Written {
            text: String::new(),
            has_class: false,
            has_paper: false,
        };
        let mut steps = path.iter().enumerate().peekable();
        while let Some((place, step)) = steps.next() {
            if place > 0 {
                written.text.push_str(if step.is_child { ">" } else { " " });
            }
            let is_outside = steps.peek().is_some_and(|(_, next)| !next.is_child);
            written.add(step, is_outside);
        }
        Some(written)
    }
}

impl Written {
    fn add(&mut self, step: &Step, is_outside: bool) {
        self.has_class |= !step.classes.is_empty();
        match step.element.as_deref() {
            Some("body") => {
                self.has_paper = true;
                // Around something, the element counts for as much as `body` did beside other rules.
                if is_outside && step.is_only_element("body") {
                    self.text.push_str("article");
                } else {
                    self.text.push('.');
                    self.text.push_str(PAPER);
                }
            }
            Some(name) => self.text.push_str(name),
            None => {}
        }
        for class in &step.classes {
            self.text.push('.');
            self.text.push_str(class);
        }
        for state in &step.states {
            self.text.push(':');
            self.text.push_str(state);
        }
    }
}
