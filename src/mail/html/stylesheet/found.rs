//! The `<style>` elements of a page, as its parser comes to them: words in a comment or a script are no rules.

use std::cell::{Cell, RefCell};

/// How much of rules is read of a message.
const MOST_OCTETS: usize = 256 * 1024;

/// What one element holds.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in crate::mail::html) struct Source {
    /// Its `media` attribute.
    pub(super) media: String,
    pub(super) text: String,
}

/// All elements so far, but none that is more than all may be together.
#[derive(Default)]
pub(in crate::mail::html) struct Found {
    sources: RefCell<Vec<Source>>,
    is_inside: Cell<bool>,
    octets: Cell<usize>,
}

impl Found {
    /// An element begins, with these attributes.
    pub(in crate::mail::html) fn begin(&self, kind: Option<&str>, media: Option<&str>) {
        let [kind, media] = [kind, media].map(|value| value.unwrap_or_default().trim().to_ascii_lowercase());
        let is_css = kind.is_empty() || kind == "text/css";
        self.is_inside.set(is_css);
        if is_css {
            self.sources.borrow_mut().push(Source {
                media,
                text: String::new(),
            });
        }
    }

    /// What the element holds goes on.
    pub(in crate::mail::html) fn add(&self, text: &str) {
        if !self.is_inside.get() {
            return;
        }
        self.octets.set(self.octets.get().saturating_add(text.len()));
        if let Some(source) = self.sources.borrow_mut().last_mut() {
            if self.octets.get() <= MOST_OCTETS {
                source.text.push_str(text);
            } else {
                // Half a rule may say something else than the whole.
                source.text.clear();
            }
        }
    }

    /// Hands them over.
    pub(in crate::mail::html) fn take(&self) -> Vec<Source> {
        self.sources.take()
    }
}
