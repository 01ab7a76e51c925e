//! HTML mail made harmless: ammonia's allow-list with this project's filter inside it. Nothing may change the markup
//! after ammonia has written it, and nothing that loads may be in it but what the reader asked for.

mod images;
mod outline;
mod reading;
mod remote;
mod sight;
mod stylesheet;
mod trackers;
mod unknown;

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use ammonia::{Builder, Url, UrlRelative};

pub(super) use images::{InlineImages, percent_decoded};
pub(super) use outline::INDENT;
pub(super) use reading::{text, words};
pub use remote::{RemoteImages, RemotePictures};

use crate::mail::html::remote::Remote;
use crate::mail::html::sight::Sight;
use crate::mail::html::stylesheet::{Looks, PAPER, Stylesheet};
use crate::mail::style;

/// More than this is shown as text.
const MOST_OCTETS: usize = 4 * 1024 * 1024;
const LINK_OCTETS: usize = 16 * 1024;
const ATTRIBUTE_OCTETS: usize = 4 * 1024;
const MOST_CLASSES: usize = 20;

/// How a page is wanted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted {
    pub(super) remote: RemoteImages,
    pub(super) rules: StyleRules,
    /// Of a page that is only shown as text.
    pub(super) most_text: usize,
    pub(super) hidden: Hidden,
}

/// What becomes of a page of which nothing is seen, or nothing but marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hidden {
    /// It is as good as none.
    Unshown,
    /// There is nothing better.
    Shown,
}

/// What becomes of the rules in `<style>`, which hold for everything in the frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StyleRules {
    /// There is nothing else in the frame.
    Kept,
    /// Somebody else may have written what stands beside it.
    Dropped,
}

/// A page that is safe to show in a frame that runs nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sanitised {
    pub(super) html: String,
    /// Whether it can stand on dark paper: it brings no colour of its own, nor a picture it does not vouch for.
    pub(super) supports_dark: bool,
    /// What is not loaded.
    pub(super) remote: RemotePictures,
    /// The parts whose pictures are in it.
    pub(super) shown_parts: Vec<usize>,
}

/// Why a page is not shown as one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Unshown {
    /// No words and no pictures.
    Empty,
    /// None that anybody sees.
    Hidden,
    /// Dots or dashes, no words.
    Marks,
    /// Its text, at most so long as asked for.
    TooMuch(String),
}

/// Makes a page harmless, if it is one that a tree can be built of.
pub(super) fn sanitise(html: &str, images: InlineImages, wanted: Wanted) -> Result<Sanitised, Unshown> {
    if html.len() > MOST_OCTETS {
        return Err(Unshown::TooMuch(text(html, wanted.most_text)));
    }
    let mut html = unknown::renamed(html);
    let (mut size, mut sights) = reading::measured(&html);
    if size == reading::Size::Empty {
        html = reading::opened_up(&html).ok_or(Unshown::Empty)?.into();
        (size, sights) = reading::measured(&html);
    }
    let html = html.as_ref();
    match size {
        reading::Size::TooMuch => return Err(Unshown::TooMuch(text(html, wanted.most_text))),
        reading::Size::Hidden if wanted.hidden == Hidden::Unshown => return Err(Unshown::Hidden),
        reading::Size::Marks if wanted.hidden == Hidden::Unshown => return Err(Unshown::Marks),
        _ => {}
    }
    let front = reading::front(html);
    let sheet = match wanted.rules {
        StyleRules::Kept => Stylesheet::of(html, &format!("body{{{}}}", hints(&front))),
        StyleRules::Dropped => Stylesheet::default(),
    };
    let declares_dark = front.supports_dark || sheet.declares_dark;
    let looks = if declares_dark && sheet.has_dark() {
        Looks::LightAndDark
    } else {
        Looks::One
    };
    let state = Arc::new(Mutex::new(State {
        remote: Remote {
            wanted: wanted.remote,
            unseen: sights.unseen(sheet.uses_classes(looks)),
            ..Remote::default()
        },
        images,
        classes: sheet.uses_classes(looks),
        ..State::default()
    }));
    let clean = policy(&state)
        .clean(&on_its_paper(&front, &sheet, html))
        .to_string();
    let state = std::mem::take(&mut *state.lock().unwrap_or_else(PoisonError::into_inner));
    let coloured = state.coloured || sheet.coloured;
    Ok(Sanitised {
        html: sheet.elements(looks) + &clean,
        supports_dark: looks == Looks::LightAndDark || (!coloured && (declares_dark || !state.pictures)),
        remote: state.remote.found,
        shown_parts: state.images.into_shown(),
    })
}

/// Whether anything is left of a page that was made harmless.
pub(super) fn is_blank(page: &Sanitised) -> bool {
    reading::measure(&page.html) == reading::Size::Empty
}

fn said<'f>(front: &'f reading::Front, attribute: &str) -> Option<&'f str> {
    let found = front.body.iter().find(|(name, _)| name == attribute);
    found.map(|(_, value)| value.as_str())
}

/// What attributes of `<body>` say about colours, as declarations.
fn hints(front: &reading::Front) -> String {
    let property = |name: &str, attribute: &str| {
        let value = said(front, attribute).unwrap_or_default();
        (!value.is_empty()).then(|| format!("{name}:{value};"))
    };
    let properties = [property("background-color", "bgcolor"), property("color", "text")];
    properties.into_iter().flatten().collect()
}

/// The page with what there is to say about `<body>` at an element of its own, which is then filtered like any other.
fn on_its_paper<'h>(front: &reading::Front, sheet: &Stylesheet, html: &'h str) -> Cow<'h, str> {
    // Rules for it come after the hints, and so these are in the stylesheet then.
    let mut style = if sheet.uses_paper {
        String::new()
    } else {
        hints(front)
    };
    // Nobody hides a message from whoever opens it.
    let own = said(front, "style").filter(|own| !Sight::of(own).is_hidden());
    style.push_str(own.unwrap_or_default());
    let dir = said(front, "dir").unwrap_or_default();
    let class = said(front, "class").unwrap_or_default();
    if style.is_empty() && dir.is_empty() && class.is_empty() && !sheet.uses_paper {
        return Cow::Borrowed(html);
    }
    let attributes: String = [("style", style.as_str()), ("dir", dir)]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!(" {name}=\"{}\"", escaped(value)))
        .collect();
    // Mail leaves `</div>` too many, but hardly `</article>`.
    Cow::Owned(format!(
        "<article class=\"{PAPER} {}\"{attributes}>{html}",
        escaped(class)
    ))
}

fn escaped(value: &str) -> String {
    value
        .replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('<', "&lt;")
}

/// Plain text among HTML.
pub(super) fn of_text(text: &str) -> String {
    format!(
        "<div style=\"white-space:pre-wrap\">{}</div>",
        escaped(text).replace('>', "&gt;")
    )
}

#[rustfmt::skip]
const TAGS: &[&str] = &[
    "a", "abbr", "acronym", "address", "article", "aside", "b", "bdi", "bdo", "big", "blockquote", "br", "caption", "center",
    "cite", "code", "col", "colgroup", "dd", "del", "details", "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "font",
    "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "i", "img", "ins", "kbd", "li", "main", "mark", "nav", "ol",
    "p", "pre", "q", "s", "samp", "section", "small", "span", "strike", "strong", "sub", "summary", "sup", "table", "tbody",
    "td", "tfoot", "th", "thead", "time", "tr", "tt", "u", "ul", "var", "wbr",
];

/// Elements that go with everything in them: nobody sees what is in them, or nobody could read it there.
#[rustfmt::skip]
const SILENCED: &[&str] = &[
    "applet", "audio", "canvas", "datalist", "embed", "frameset", "head", "iframe", "math", "noembed", "noframes", "script",
    "select", "style", "svg", "template", "textarea", "title", "video",
];

fn policy(state: &Arc<Mutex<State>>) -> Builder<'static> {
    let state = Arc::clone(state);
    let mut builder = Builder::empty();
    builder
        .tags(TAGS.iter().copied().collect())
        .clean_content_tags(SILENCED.iter().copied().collect())
        .generic_attributes(HashSet::from([
            "align", "class", "dir", "lang", "style", "valign", "bgcolor", "height", "width",
        ]))
        .tag_attributes(HashMap::from([
            ("a", HashSet::from(["href"])),
            ("bdo", HashSet::from(["dir"])),
            ("col", HashSet::from(["span"])),
            ("colgroup", HashSet::from(["span"])),
            ("details", HashSet::from(["open"])),
            ("font", HashSet::from(["color", "face", "size"])),
            ("hr", HashSet::from(["color", "noshade", "size"])),
            ("img", HashSet::from(["alt", "border", "hspace", "src", "vspace"])),
            ("li", HashSet::from(["type", "value"])),
            ("ol", HashSet::from(["reversed", "start", "type"])),
            (
                "table",
                HashSet::from(["border", "cellpadding", "cellspacing", "frame", "rules"]),
            ),
            ("td", HashSet::from(["colspan", "nowrap", "rowspan"])),
            ("th", HashSet::from(["colspan", "nowrap", "rowspan", "scope"])),
            ("ul", HashSet::from(["type"])),
        ]))
        // `attributes` decides by element; these are for all of them together.
        .url_schemes(HashSet::from(["cid", "data", "http", "https", "mailto"]))
        .url_relative(UrlRelative::PassThrough)
        .link_rel(Some("noopener noreferrer"))
        // Set last on each element, and so after `src` and `href` when the filter sees them.
        .set_tag_attribute_value("a", "target", "_blank")
        .set_tag_attribute_value("a", "title", "")
        .set_tag_attribute_value("img", "data-blocked", "")
        .attribute_filter(move |element, attribute, value| {
            state
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .attribute(element, attribute, value)
        });
    builder
}

/// What the filter remembers between attributes.
#[derive(Default)]
struct State {
    remote: Remote,
    images: InlineImages,
    /// Whether they mean something.
    classes: bool,
    coloured: bool,
    pictures: bool,
    /// Where the `<a>` that is being filtered leads.
    link: Option<Link>,
    /// Whether the `<img>` that is being filtered shows something.
    shown: bool,
}

impl State {
    fn attribute<'v>(&mut self, element: &str, attribute: &str, value: &'v str) -> Option<Cow<'v, str>> {
        match (element, attribute) {
            ("a", "href") => {
                self.link = link(value);
                self.link.as_ref().map(|link| Cow::Owned(link.followed.clone()))
            }
            ("a", "title") => self.link.as_ref().map(|link| Cow::Owned(link.shown.clone())),
            ("a", "target") => self.link.as_ref().map(|_| Cow::Borrowed(value)),
            // The last of its element.
            ("a", "rel") => self.link.take().map(|_| Cow::Borrowed(value)),
            ("img", "src") => {
                let source = self.picture(value);
                self.shown = source.is_some();
                source.map(Cow::Owned)
            }
            ("img", "data-blocked") => {
                self.pictures = true;
                (!std::mem::take(&mut self.shown)).then_some(Cow::Borrowed(""))
            }
            (_, "class") => self.classes(element, value).map(Cow::Owned),
            (_, "src" | "href" | "target" | "rel" | "title") => None,
            (_, "style") => {
                let style = style::read(value);
                self.coloured |= style.coloured;
                (!style.declarations.is_empty()).then_some(Cow::Owned(style.declarations))
            }
            (_, "bgcolor" | "color") => {
                let plain = value.len() <= 30 && value.chars().all(|c| c.is_ascii_alphanumeric() || c == '#');
                self.coloured |= plain;
                plain.then_some(Cow::Borrowed(value))
            }
            (_, "dir") => ["ltr", "rtl", "auto"]
                .contains(&value)
                .then_some(Cow::Borrowed(value)),
            (_, "width" | "height" | "border" | "hspace" | "vspace" | "cellpadding" | "cellspacing") => {
                measure(value)
            }
            (_, "colspan" | "rowspan" | "span") => value
                .trim()
                .parse::<u16>()
                .is_ok_and(|span| span <= 100)
                .then_some(Cow::Borrowed(value)),
            _ => (value.len() <= ATTRIBUTE_OCTETS).then_some(Cow::Borrowed(value)),
        }
    }

    fn classes(&self, element: &str, value: &str) -> Option<String> {
        let is_kept = |class: &&str| {
            let is_paper = element == "article" && *class == PAPER;
            (is_paper || self.classes) && stylesheet::is_class(class)
        };
        let kept: Vec<&str> = value
            .split_ascii_whitespace()
            .filter(is_kept)
            .take(MOST_CLASSES)
            .collect();
        (!kept.is_empty()).then(|| kept.join(" "))
    }

    /// What stands in `src`, if anything may.
    fn picture(&mut self, source: &str) -> Option<String> {
        let source = source.trim();
        if let Some(id) = strip_scheme(source, "cid:") {
            return self.images.of_content_id(id);
        }
        if strip_scheme(source, "data:").is_some() {
            return self.images.of_data_url(source);
        }
        self.remote.picture(source)
    }
}

fn strip_scheme<'u>(url: &'u str, scheme: &str) -> Option<&'u str> {
    let (found, rest) = url.split_at_checked(scheme.len())?;
    found.eq_ignore_ascii_case(scheme).then_some(rest)
}

/// An address that a link may have.
#[derive(Clone, Debug)]
struct Link {
    /// As the browser gets it.
    followed: String,
    /// In ASCII, so that no letter looks like another.
    shown: String,
}

fn link(href: &str) -> Option<Link> {
    let url = Url::parse(href.trim())
        .ok()
        .filter(|_| href.len() <= LINK_OCTETS)?;
    if !["http", "https", "mailto"].contains(&url.scheme()) {
        return None;
    }
    let followed = with_host_as_written(&url, href.trim()).unwrap_or_else(|| url.to_string());
    Some(Link {
        followed,
        shown: url.into(),
    })
}

/// The address with its host as it was written, where that is beyond ASCII: reading such a host takes Unicode's tables,
/// which are the browser's (see `idna`).
fn with_host_as_written(url: &Url, href: &str) -> Option<String> {
    let after_scheme = strip_scheme(href, url.scheme())?.strip_prefix("://")?;
    let host = after_scheme.split(['/', '?', '#', ':', '@', '\\']).next()?;
    let is_name = |c: char| c.is_alphanumeric() || c == '-' || c == '.' || (!c.is_ascii() && !c.is_control());
    if host.is_ascii() || !host.chars().all(is_name) || !url.username().is_empty() {
        return None;
    }
    let before = format!("{}://", url.scheme());
    let rest = url
        .as_str()
        .strip_prefix(&before)?
        .strip_prefix(url.host_str()?)?;
    Some([&before, host, rest].concat())
}

/// A length in pixels or of a hundred.
fn measure(value: &str) -> Option<Cow<'_, str>> {
    let value = value.trim();
    let digits = value.trim_end_matches('%').trim_end_matches("px");
    let plain = digits.len() <= 5 && digits.chars().all(|c| c.is_ascii_digit() || c == '.');
    (plain && !digits.is_empty()).then_some(Cow::Borrowed(value))
}
