//! Which parts are the message, and which came with it. It must not look inside the parts: what they are called and
//! where they lie decides, so that a list and an open message agree.

use crate::mail::parts::{Disposition, Part};

/// How many bodies of one message are read together. Forwarding makes a few; hundreds are made to exhaust.
const MOST_BODIES: usize = 12;

/// What a message is made of. Numbers are places among its parts.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Shape {
    /// What is read, in order.
    pub(super) bodies: Vec<BodyPart>,
    /// What can be saved. What the body turns out to show by `cid:` is still among them.
    pub(super) attachments: Vec<usize>,
    /// Whether there were more bodies than are read together.
    pub(super) leaves_bodies_out: bool,
}

/// A part that is read, in the forms its sender offers.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct BodyPart {
    pub(super) html: Option<usize>,
    pub(super) plain: Option<usize>,
}

/// Tells the message from its attachments.
pub(super) fn shape(parts: &[Part<'_>]) -> Shape {
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); parts.len()];
    for (place, part) in parts.iter().enumerate() {
        if let Some(siblings) = part.parent.and_then(|parent| children.get_mut(parent)) {
            siblings.push(place);
        }
    }
    let mut shape = View {
        parts,
        children: &children,
    }
    .of(0);
    if shape.bodies.is_empty() {
        // Better the source of something odd than an empty page.
        let readable = |part: &Part<'_>| {
            part.main_type == "text" || part.is_multipart() || part.is("message", "partial")
        };
        let odd = parts.iter().enumerate().position(|(place, part)| {
            readable(part) && children.get(place).is_none_or(Vec::is_empty) && !part.body.is_empty()
        });
        let is_page = |place: &usize| parts.get(*place).is_some_and(|part| part.is("text", "html"));
        shape.bodies.extend(odd.map(|place| BodyPart {
            html: Some(place).filter(is_page),
            plain: Some(place).filter(|place| !is_page(place)),
        }));
    }
    let kept = MOST_BODIES.min(shape.bodies.len());
    let unread = shape.bodies.split_off(kept);
    shape.leaves_bodies_out = !unread.is_empty();
    shape
        .attachments
        .extend(unread.iter().flat_map(|body| [body.html, body.plain]).flatten());
    shape.attachments.sort_unstable();
    shape
}

struct View<'p, 'm> {
    parts: &'p [Part<'m>],
    children: &'p [Vec<usize>],
}

impl View<'_, '_> {
    /// Recursion is as deep as parts are, which [`super::parts`] bounds.
    fn of(&self, place: usize) -> Shape {
        let Some(part) = self.parts.get(place) else {
            return Shape::default();
        };
        let children = self.children.get(place).map(Vec::as_slice).unwrap_or_default();
        if children.is_empty() {
            return Self::leaf(place, part);
        }
        match part.subtype.as_str() {
            "alternative" => self.alternative(children),
            "related" => self.related(children),
            _ => self.all(children),
        }
    }

    fn leaf(place: usize, part: &Part<'_>) -> Shape {
        let is_body = part.disposition != Disposition::Attachment
            && (part.parent.is_none() || part.name.is_none() || part.disposition == Disposition::Inline);
        let mut shape = Shape::default();
        match (part.main_type.as_str(), part.subtype.as_str()) {
            ("text", "html") if is_body => shape.bodies.push(BodyPart {
                html: Some(place),
                plain: None,
            }),
            ("text", "plain" | "enriched" | "markdown") if is_body => {
                shape.bodies.push(BodyPart {
                    html: None,
                    plain: Some(place),
                });
            }
            ("multipart", _) => {}
            // What a mail program writes for itself is nothing to save.
            ("text", "x-amp-html" | "watch-html") => {}
            _ => shape.attachments.push(place),
        }
        shape
    }

    fn all(&self, children: &[usize]) -> Shape {
        let mut shape = Shape::default();
        for &child in children {
            let found = self.of(child);
            // A text that was attached as a file is read here, and can be saved as the file that it was.
            let is_file = self.parts.get(child).is_some_and(|part| part.name.is_some());
            if is_file && !found.bodies.is_empty() {
                shape.attachments.push(child);
            }
            shape.bodies.extend(found.bodies);
            shape.attachments.extend(found.attachments);
        }
        shape
    }

    /// The first is the root (RFC 2387); text among the others is what the root refers to.
    fn related(&self, children: &[usize]) -> Shape {
        let mut shape = Shape::default();
        for &child in children {
            let mut found = self.of(child);
            if shape.bodies.is_empty() {
                shape.bodies = found.bodies;
            } else {
                let texts = found.bodies.iter().flat_map(|body| [body.html, body.plain]);
                found.attachments.extend(texts.flatten());
            }
            shape.attachments.extend(found.attachments);
        }
        shape
    }

    /// Whether a text has marks in it that are not read (RFC 1896), so that a plain one is better.
    fn is_marked_up(&self, bodies: &[BodyPart]) -> bool {
        let mut places = bodies.iter().filter_map(|body| body.plain);
        places.any(|place| {
            self.parts
                .get(place)
                .is_some_and(|part| part.subtype == "enriched")
        })
    }

    /// The last form that is HTML and the last that is plain stand for each other (RFC 2046 §5.1.4).
    fn alternative(&self, children: &[usize]) -> Shape {
        let mut shape = Shape::default();
        let (mut html, mut plain) = (Vec::new(), Vec::new());
        for &child in children {
            let found = self.of(child);
            shape.attachments.extend(found.attachments);
            if found.bodies.iter().any(|body| body.html.is_some()) {
                html = found.bodies;
            } else if !found.bodies.is_empty() && (plain.is_empty() || !self.is_marked_up(&found.bodies)) {
                plain = found.bodies;
            }
        }
        match (html.as_mut_slice(), plain.as_slice()) {
            ([only], [other]) if only.plain.is_none() => only.plain = other.plain,
            _ => {}
        }
        shape.bodies = if html.is_empty() { plain } else { html };
        shape
    }
}
