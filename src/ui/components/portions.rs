//! A long page, shown portion by portion: styles and layout of all of it at once would keep the browser from answering.
//! What is held back is held back by an attribute alone, so that the page is in the end what it would have been.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, NodeList};

/// So many elements take a slow machine some 20 ms.
const PORTION: u32 = 500;
/// What is there is looked at again with each portion: more of them would cost more than they give.
const MOST_PORTIONS: u32 = 8;

/// The frame's page hides what has it.
const LATER: &str = "data-later";

/// A page of which the beginning is shown.
pub(super) struct Portions {
    body: HtmlElement,
    all: NodeList,
    shown: u32,
    portion: u32,
    held_back: Vec<Element>,
}

impl Portions {
    /// Holds back what comes after the first portion. `None` for a page of one portion.
    pub(super) fn of(body: HtmlElement) -> Option<Self> {
        let all = body.query_selector_all("*").ok()?;
        let portion = PORTION.max(all.length().div_ceil(MOST_PORTIONS));
        let mut portions = Self {
            body,
            all,
            shown: 0,
            portion,
            held_back: Vec::new(),
        };
        portions.show_more().then_some(portions)
    }

    /// Shows one portion more. Whether there are others after it.
    pub(super) fn show_more(&mut self) -> bool {
        for held in self.held_back.drain(..) {
            let _ = held.remove_attribute(LATER);
        }
        self.shown += self.portion;
        let last = self.all.item(self.shown).map(JsCast::unchecked_into::<Element>);
        let has_more = last.is_some();
        let mut inside = last;
        while let Some(element) = inside.filter(|element| *element != *self.body.as_ref()) {
            self.hold_back_after(&element);
            inside = element.parent_element();
        }
        has_more
    }

    /// Holds back the elements that follow within the same one.
    fn hold_back_after(&mut self, element: &Element) {
        let mut next = element.next_element_sibling();
        while let Some(later) = next {
            let _ = later.set_attribute(LATER, "");
            next = later.next_element_sibling();
            self.held_back.push(later);
        }
    }
}
