//! Elements that HTML does not know. It must change nothing but their names.

use std::borrow::Cow;

/// What HTML knows or once knew, SVG and MathML as a whole among it.
#[rustfmt::skip]
const KNOWN: &[&str] = &[
    "a", "abbr", "acronym", "address", "applet", "area", "article", "aside", "audio", "b", "base", "basefont", "bdi", "bdo",
    "bgsound", "big", "blink", "blockquote", "body", "br", "button", "canvas", "caption", "center", "cite", "code", "col",
    "colgroup", "command", "data", "datalist", "dd", "del", "details", "dfn", "dialog", "dir", "div", "dl", "dt", "em",
    "embed", "fieldset", "figcaption", "figure", "font", "footer", "form", "frame", "frameset", "h1", "h2", "h3", "h4", "h5",
    "h6", "head", "header", "hgroup", "hr", "html", "i", "iframe", "image", "img", "input", "ins", "isindex", "kbd",
    "keygen", "label", "legend", "li", "link", "listing", "main", "map", "mark", "marquee", "math", "menu", "menuitem",
    "meta", "meter", "nav", "nobr", "noembed", "noframes", "noscript", "object", "ol", "optgroup", "option", "output", "p",
    "param", "picture", "plaintext", "pre", "progress", "q", "rb", "rp", "rt", "rtc", "ruby", "s", "samp", "script",
    "search", "section", "select", "selectedcontent", "slot", "small", "source", "spacer", "span", "strike", "strong",
    "style", "sub", "summary", "sup", "svg", "table", "tbody", "td", "template", "textarea", "tfoot", "th", "thead", "time",
    "title", "tr", "track", "tt", "u", "ul", "var", "video", "wbr", "xmp",
];

/// The page with `<x-text>` where it has `<text>`. Browsers show what is in an element that they do not know. Ammonia
/// takes one out with everything in it where SVG or MathML have an element of that name.
pub(super) fn renamed(html: &str) -> Cow<'_, str> {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    let mut is_same = true;
    while let Some((before, after)) = rest.split_once('<') {
        let (open, after) = after
            .strip_prefix('/')
            .map_or(("<", after), |after| ("</", after));
        out.push_str(before);
        out.push_str(open);
        let is_of_name = |c: char| c.is_ascii_alphanumeric() || c == '-';
        let length = after.find(|c| !is_of_name(c)).unwrap_or(after.len());
        let Some((name, inside)) = after.split_at_checked(length) else {
            break;
        };
        let begins = name.starts_with(|c: char| c.is_ascii_alphabetic());
        let is_tag = begins && inside.starts_with(|c: char| c.is_ascii_whitespace() || c == '>' || c == '/');
        if is_tag && !KNOWN.contains(&name.to_ascii_lowercase().as_str()) {
            out.push_str("x-");
            is_same = false;
        }
        out.push_str(name);
        rest = inside;
        if is_tag {
            // A tag without an end is the last one.
            let end = tag_length(inside).unwrap_or(inside.len());
            let (attributes, after) = inside.split_at_checked(end).unwrap_or((inside, ""));
            out.push_str(attributes);
            rest = after;
        }
    }
    if is_same {
        return Cow::Borrowed(html);
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// How far it is to the end of a tag; what is quoted does not end it.
fn tag_length(inside: &str) -> Option<usize> {
    let mut quote = None;
    inside
        .char_indices()
        .find(|&(_, c)| match (quote, c) {
            (Some(open), _) => {
                quote = quote.filter(|_| c != open);
                false
            }
            (None, '"' | '\'') => {
                quote = Some(c);
                false
            }
            (None, _) => c == '>',
        })
        .map(|(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_that_html_does_not_know_get_a_name_of_their_own() {
        for (page, expected) in [
            ("<text>a</text>", "<x-text>a</x-text>"),
            ("a<ROOT\nid=1>b<p>c", "a<x-ROOT\nid=1>b<p>c"),
            ("http://<domain>/path", "http://<x-domain>/path"),
            ("<set/>é", "<x-set/>é"),
        ] {
            assert_eq!(renamed(page), expected);
        }
    }

    #[test]
    fn everything_else_stays() {
        for page in [
            "<p>a</p><o:p>b</o:p>",
            "<a title='<text>' href=\"x?<g>\">a</a>",
            "1 < 2 <3 </ <> <!-- a -->",
            "<p title=\"never closed><text>",
            "",
        ] {
            assert!(
                matches!(renamed(page), Cow::Borrowed(same) if same == page),
                "{page}"
            );
        }
    }
}
