//! A page as its parser sees it go by. It must not keep it: elements know their depth and whether they show, and are
//! gone when the parser is done with them.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::{Attribute, LocalName, QualName, local_name, ns};

use crate::mail::clean;
use crate::mail::html::SILENCED;
use crate::mail::html::remote::Sights;
use crate::mail::html::sight::Sight;
use crate::mail::html::stylesheet::Found;

/// More elements than mail has, fewer than hurt: some steps of building a tree take time with their square.
const MOST_ELEMENTS: u32 = 50_000;
/// Deeper than tables in tables go.
const MOST_DEPTH: u32 = 400;
/// Stands before the mark of a list's item, once for each list around its own: white space of a page means nothing.
pub(in crate::mail) const INDENT: char = '\u{1}';

/// Lists in lists that are told apart.
const MOST_LISTS: u8 = 10;

/// What a page is read for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Its sender's own words, in one line.
    Words,
    /// Its text, as it is read without its looks.
    Text,
    /// What it is made of.
    Measures,
}

/// What is known of a page so far.
pub(super) struct Outline {
    purpose: Purpose,
    /// How often the parser said anything.
    pub(super) calls: Cell<u32>,
    elements: Cell<u32>,
    too_deep: Cell<bool>,
    pub(super) pictures: Cell<bool>,
    /// Whether there is text, or are pictures, that nothing hides.
    pub(super) is_seen: Cell<bool>,
    /// Whether all text that is seen is marks such as dots.
    pub(super) only_marks: Cell<bool>,
    /// The mark of an item whose words are still to come.
    mark: RefCell<String>,
    pub(super) sights: RefCell<Sights>,
    pub(super) supports_dark: Cell<bool>,
    pub(super) body: RefCell<Option<Vec<(String, String)>>>,
    pub(super) text: RefCell<String>,
    /// Its rules.
    pub(super) rules: Found,
    document: Rc<Node>,
}

pub(super) struct Node {
    name: QualName,
    flags: ElementFlags,
    depth: Cell<u32>,
    hidden: Cell<bool>,
    sight: Cell<Sight>,
    /// Lists that it lies in, itself among them.
    lists: Cell<u8>,
    /// Of an ordered list the number of its next item, of an item its own, where it says so.
    number: Cell<Option<i32>>,
    holds_rules: bool,
}

impl Node {
    fn new(name: QualName, flags: ElementFlags, hidden: bool) -> Rc<Self> {
        Rc::new(Self {
            holds_rules: name.ns == ns!(html) && name.local == local_name!("style"),
            name,
            flags,
            depth: Cell::new(0),
            hidden: Cell::new(hidden),
            sight: Cell::default(),
            lists: Cell::new(0),
            number: Cell::new(None),
        })
    }

    fn is_list(&self) -> bool {
        matches!(&*self.name.local, "ul" | "ol")
    }

    /// What its own attributes say of how it looks.
    fn read(&self, attributes: &[Attribute]) {
        let see = |sight: Sight| self.sight.set(sight.within(self.sight.get()));
        for found in attributes {
            match (&*self.name.local, &*found.name.local) {
                (_, "style") => see(Sight::of(&found.value)),
                ("img", "width" | "height") => see(Sight::of_picture(&found.value)),
                ("ol", "start") | ("li", "value") => self.number.set(found.value.trim().parse().ok()),
                _ => {}
            }
        }
    }
}

impl Outline {
    pub(super) fn new(purpose: Purpose) -> Self {
        let document = QualName::new(None, ns!(), LocalName::from(""));
        Self {
            purpose,
            calls: Cell::new(0),
            elements: Cell::new(0),
            too_deep: Cell::new(false),
            pictures: Cell::new(false),
            is_seen: Cell::new(false),
            only_marks: Cell::new(true),
            mark: RefCell::default(),
            sights: RefCell::default(),
            supports_dark: Cell::new(false),
            body: RefCell::new(None),
            text: RefCell::new(String::new()),
            rules: Found::default(),
            document: Node::new(document, ElementFlags::default(), false),
        }
    }

    pub(super) fn is_too_much(&self) -> bool {
        self.too_deep.get() || self.elements.get() > MOST_ELEMENTS
    }

    fn call(&self) {
        self.calls.set(self.calls.get().wrapping_add(1));
    }

    fn put(&self, parent: &Rc<Node>, child: NodeOrText<Rc<Node>>) {
        self.call();
        match child {
            NodeOrText::AppendText(text) if parent.holds_rules => self.rules.add(&text),
            NodeOrText::AppendText(text) if !parent.hidden.get() => self.say(&text, parent),
            NodeOrText::AppendText(_) => {}
            NodeOrText::AppendNode(node) => {
                node.depth.set(parent.depth.get().saturating_add(1));
                node.hidden.set(node.hidden.get() || parent.hidden.get());
                node.sight.set(node.sight.get().within(parent.sight.get()));
                self.too_deep
                    .set(self.too_deep.get() || node.depth.get() > MOST_DEPTH);
                self.begin(&node, parent);
            }
        }
    }

    fn say(&self, text: &str, within: &Node) {
        let is_blank = clean::is_blank(text);
        if !is_blank && !within.sight.get().is_hidden() {
            self.is_seen.set(true);
            self.only_marks
                .set(self.only_marks.get() && clean::is_marks(text));
        }
        // Between items, and between a mark and its item, is only how the page was written.
        if is_blank && (self.is_marked() || within.is_list()) {
            return;
        }
        let mut said = self.text.borrow_mut();
        said.push_str(&self.mark.take());
        said.push_str(text);
    }

    fn is_marked(&self) -> bool {
        !self.mark.borrow().is_empty()
    }

    fn begin(&self, node: &Node, parent: &Node) {
        let name = &*node.name.local;
        node.lists
            .set(parent.lists.get().saturating_add(u8::from(node.is_list())));
        if name == "img" && !node.hidden.get() && !node.sight.get().is_hidden() {
            self.is_seen.set(true);
            self.only_marks.set(false);
        }
        let is_item = name == "li" && self.purpose == Purpose::Text && !node.hidden.get();
        // What begins right behind a mark stands beside it.
        if !self.is_marked() || is_item {
            self.end_line_at(node);
        }
        if is_item {
            self.mark(node, parent);
        }
    }

    /// Begins an item of a list as people write them.
    fn mark(&self, item: &Node, list: &Node) {
        let lists = list.lists.get().min(MOST_LISTS);
        let mut mark: String = (1..lists).map(|_| INDENT).collect();
        if &*list.name.local == "ol" {
            let number = item.number.get().or_else(|| list.number.get()).unwrap_or(1);
            list.number.set(Some(number.saturating_add(1)));
            mark.push_str(&number.to_string());
            mark.push_str(". ");
        } else {
            mark.push_str("• ");
        }
        self.mark.replace(mark);
    }

    fn end_line_at(&self, node: &Node) {
        let separator = match &*node.name.local {
            "td" | "th" => ' ',
            name if is_block(name) => '\n',
            _ => return,
        };
        if !node.hidden.get() {
            self.text.borrow_mut().push(separator);
        }
    }

    fn notice(&self, name: &str, attributes: &[Attribute]) {
        let value = |wanted: &str| {
            attributes
                .iter()
                .find(|found| &*found.name.local == wanted)
                .map(|found| &*found.value)
        };
        match name {
            "img" => {
                self.pictures.set(true);
                self.sights.borrow_mut().note(value);
            }
            "style" => self.rules.begin(value("type"), value("media")),
            // The sanitiser's parser copies what is chosen into it, as often as it is told to.
            "selectedcontent" => self.too_deep.set(true),
            "body" => {
                let kept = |found: &Attribute| (found.name.local.to_string(), found.value.to_string());
                *self.body.borrow_mut() = Some(attributes.iter().take(50).map(kept).collect());
            }
            "meta" => {
                let names = ["color-scheme", "supported-color-schemes"];
                let is_scheme =
                    value("name").is_some_and(|name| names.iter().any(|one| name.eq_ignore_ascii_case(one)));
                if is_scheme
                    && value("content").is_some_and(|schemes| schemes.to_ascii_lowercase().contains("dark"))
                {
                    self.supports_dark.set(true);
                }
            }
            _ => {}
        }
    }

    fn is_hidden(&self, name: &str, attributes: &[Attribute]) -> bool {
        let is_quote = || {
            name == "blockquote"
                || attributes.iter().any(|found| {
                    &*found.name.local == "class"
                        && found
                            .value
                            .split_ascii_whitespace()
                            .any(|class| class == "gmail_quote")
                })
        };
        SILENCED.contains(&name) || (self.purpose == Purpose::Words && is_quote())
    }
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "br"
            | "center"
            | "dd"
            | "div"
            | "dl"
            | "dt"
            | "figure"
            | "footer"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hr"
            | "li"
            | "main"
            | "nav"
            | "ol"
            | "p"
            | "pre"
            | "section"
            | "table"
            | "tr"
            | "ul"
    )
}

impl TreeSink for Outline {
    type Handle = Rc<Node>;
    type Output = ();
    type ElemName<'a> = &'a QualName;

    fn finish(self) {}

    fn parse_error(&self, _: Cow<'static, str>) {
        self.call();
    }

    fn get_document(&self) -> Rc<Node> {
        Rc::clone(&self.document)
    }

    fn elem_name<'a>(&'a self, target: &'a Rc<Node>) -> &'a QualName {
        &target.name
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, flags: ElementFlags) -> Rc<Node> {
        self.call();
        self.elements.set(self.elements.get().saturating_add(1));
        self.notice(&name.local, &attributes);
        let hidden = self.is_hidden(&name.local, &attributes);
        let node = Node::new(name, flags, hidden);
        node.read(&attributes);
        node
    }

    fn create_comment(&self, _: StrTendril) -> Rc<Node> {
        self.call();
        Node::new(
            QualName::new(None, ns!(), LocalName::from("")),
            ElementFlags::default(),
            true,
        )
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> Rc<Node> {
        self.create_comment(StrTendril::new())
    }

    fn append(&self, parent: &Rc<Node>, child: NodeOrText<Rc<Node>>) {
        self.put(parent, child);
    }

    fn append_based_on_parent_node(&self, element: &Rc<Node>, _: &Rc<Node>, child: NodeOrText<Rc<Node>>) {
        self.put(element, child);
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    fn pop(&self, node: &Rc<Node>) {
        self.call();
        if &*node.name.local == "li" {
            self.mark.take();
        }
        if !self.is_marked() {
            self.end_line_at(node);
        }
    }

    fn get_template_contents(&self, target: &Rc<Node>) -> Rc<Node> {
        Rc::clone(target)
    }

    fn same_node(&self, one: &Rc<Node>, other: &Rc<Node>) -> bool {
        Rc::ptr_eq(one, other)
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &Rc<Node>, child: NodeOrText<Rc<Node>>) {
        self.put(sibling, child);
    }

    fn add_attrs_if_missing(&self, target: &Rc<Node>, attributes: Vec<Attribute>) {
        self.notice(&target.name.local, &attributes);
    }

    fn remove_from_parent(&self, _: &Rc<Node>) {}

    fn reparent_children(&self, _: &Rc<Node>, _: &Rc<Node>) {}

    fn is_mathml_annotation_xml_integration_point(&self, node: &Rc<Node>) -> bool {
        node.flags.mathml_annotation_xml_integration_point
    }
}
