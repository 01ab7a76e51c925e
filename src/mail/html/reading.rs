//! HTML read for its words, and measured, without building a tree. It must give up early: on text when there is
//! enough, on a page when it is made to exhaust whoever builds its tree.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::{Attribute, LocalName, ParseOpts, QualName, local_name, ns};

use crate::mail::clean::Line;

/// More elements than mail has, fewer than hurt: some steps of building a tree take time with their square.
const MOST_ELEMENTS: u32 = 50_000;
/// Deeper than tables in tables go.
const MOST_DEPTH: u32 = 400;
/// How much is parsed between looks at how far it is.
const STEP_OCTETS: usize = 2048;

/// Adds the first own words of a page to `line`. Quotations are left out.
pub(in crate::mail) fn words(html: &str, line: &mut Line) {
    let reading = Reading::new(Quotes::Skipped);
    let mut parser = html5ever::parse_document(reading, options());
    for step in steps(html) {
        parser.process(step);
        let sink = &parser.tokenizer.sink.sink;
        for character in sink.text.take().chars() {
            line.push_char(character);
        }
        if line.is_full() || sink.is_too_much() {
            return;
        }
    }
}

/// The text of a page, with line breaks where its blocks end, at most so many bytes and a little.
pub(super) fn text(html: &str, most: usize) -> String {
    let mut parser = html5ever::parse_document(Reading::new(Quotes::Kept), options());
    for step in steps(html) {
        parser.process(step);
        let sink = &parser.tokenizer.sink.sink;
        if sink.is_too_much() || sink.text.borrow().len() > most {
            break;
        }
    }
    parser.tokenizer.sink.sink.text.take()
}

/// What a page says before its content.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Front {
    /// The attributes of `<body>`.
    pub(super) body: Vec<(String, String)>,
    /// Whether it claims to look good on dark paper.
    pub(super) supports_dark: bool,
}

pub(super) fn front(html: &str) -> Front {
    let mut parser = html5ever::parse_document(Reading::new(Quotes::Kept), options());
    for step in steps(html) {
        parser.process(step);
        let sink = &parser.tokenizer.sink.sink;
        if sink.body.borrow().is_some() || sink.is_too_much() {
            break;
        }
    }
    let sink = &parser.tokenizer.sink.sink;
    Front {
        body: sink.body.take().unwrap_or_default(),
        supports_dark: sink.supports_dark.get(),
    }
}

/// What there is in a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Size {
    /// More than is good for whoever builds its tree.
    TooMuch,
    /// No words and no pictures.
    Empty,
    Fair,
}

/// Measures a page exactly as the sanitiser will parse it.
pub(super) fn measure(html: &str) -> Size {
    let context = QualName::new(None, ns!(html), local_name!("div"));
    let mut parser = html5ever::parse_fragment(
        Reading::new(Quotes::Kept),
        ParseOpts::default(),
        context,
        Vec::new(),
        false,
    );
    let mut shows_something = false;
    for step in steps(html) {
        parser.process(step);
        let sink = &parser.tokenizer.sink.sink;
        if sink.is_too_much() {
            return Size::TooMuch;
        }
        shows_something |= sink.pictures.get() || sink.text.take().chars().any(|c| !c.is_whitespace());
    }
    if shows_something { Size::Fair } else { Size::Empty }
}

/// Like whoever shows the page, which runs no scripts.
fn options() -> ParseOpts {
    let mut options = ParseOpts::default();
    options.tree_builder.scripting_enabled = false;
    options
}

fn steps(html: &str) -> impl Iterator<Item = StrTendril> {
    let mut rest = html;
    std::iter::from_fn(move || {
        let end = (STEP_OCTETS..rest.len())
            .find(|&end| rest.is_char_boundary(end))
            .unwrap_or(rest.len());
        let (step, after) = rest.split_at_checked(end)?;
        rest = after;
        (!step.is_empty()).then(|| StrTendril::from_slice(step))
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Quotes {
    Skipped,
    Kept,
}

/// A tree that forgets itself: elements know their depth and whether they show.
struct Reading {
    quotes: Quotes,
    elements: Cell<u32>,
    too_deep: Cell<bool>,
    pictures: Cell<bool>,
    supports_dark: Cell<bool>,
    body: RefCell<Option<Vec<(String, String)>>>,
    text: RefCell<String>,
    document: Rc<Node>,
}

struct Node {
    name: QualName,
    flags: ElementFlags,
    depth: Cell<u32>,
    hidden: Cell<bool>,
}

impl Node {
    fn new(name: QualName, flags: ElementFlags, hidden: bool) -> Rc<Self> {
        Rc::new(Self {
            name,
            flags,
            depth: Cell::new(0),
            hidden: Cell::new(hidden),
        })
    }
}

impl Reading {
    fn new(quotes: Quotes) -> Self {
        let document = QualName::new(None, ns!(), LocalName::from(""));
        Self {
            quotes,
            elements: Cell::new(0),
            too_deep: Cell::new(false),
            pictures: Cell::new(false),
            supports_dark: Cell::new(false),
            body: RefCell::new(None),
            text: RefCell::new(String::new()),
            document: Node::new(document, ElementFlags::default(), false),
        }
    }

    fn is_too_much(&self) -> bool {
        self.too_deep.get() || self.elements.get() > MOST_ELEMENTS
    }

    fn put(&self, parent: &Rc<Node>, child: NodeOrText<Rc<Node>>) {
        match child {
            NodeOrText::AppendText(text) if !parent.hidden.get() => self.text.borrow_mut().push_str(&text),
            NodeOrText::AppendText(_) => {}
            NodeOrText::AppendNode(node) => {
                node.depth.set(parent.depth.get().saturating_add(1));
                node.hidden.set(node.hidden.get() || parent.hidden.get());
                self.too_deep
                    .set(self.too_deep.get() || node.depth.get() > MOST_DEPTH);
                self.end_line_at(&node);
            }
        }
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
            "img" => self.pictures.set(true),
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
        let is_code = matches!(
            name,
            "head" | "style" | "script" | "title" | "template" | "svg" | "math" | "noframes"
        );
        let is_form = matches!(
            name,
            "select" | "textarea" | "object" | "iframe" | "audio" | "video"
        );
        is_code || is_form || (self.quotes == Quotes::Skipped && is_quote())
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

impl TreeSink for Reading {
    type Handle = Rc<Node>;
    type Output = ();
    type ElemName<'a> = &'a QualName;

    fn finish(self) {}

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> Rc<Node> {
        Rc::clone(&self.document)
    }

    fn elem_name<'a>(&'a self, target: &'a Rc<Node>) -> &'a QualName {
        &target.name
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, flags: ElementFlags) -> Rc<Node> {
        self.elements.set(self.elements.get().saturating_add(1));
        self.notice(&name.local, &attributes);
        let hidden = self.is_hidden(&name.local, &attributes);
        Node::new(name, flags, hidden)
    }

    fn create_comment(&self, _: StrTendril) -> Rc<Node> {
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
        self.end_line_at(node);
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
