//! The style declarations that a message may bring. It must let nothing through that loads, moves over its
//! surroundings, or is not plainly what it seems: what a value may consist of is listed, the rest is dropped.

use std::borrow::Cow;

/// What of an element's `style` is kept.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Style {
    /// Declarations in a normal form; reading them again gives the same.
    pub(super) declarations: String,
    /// Whether a colour is among them.
    pub(super) coloured: bool,
}

/// The longest attribute that is looked at; what is longer is not styling a mail.
const ATTRIBUTE_OCTETS: usize = 16 * 1024;
const VALUE_OCTETS: usize = 300;

/// Reads the value of a `style` attribute.
pub(super) fn read(attribute: &str) -> Style {
    read_only(attribute, |_| true)
}

/// Reads those declarations in the value of a `style` attribute whose names, in lower case, are wanted.
pub(super) fn read_only(attribute: &str, is_wanted: impl Fn(&str) -> bool) -> Style {
    let mut style = Style::default();
    if attribute.len() > ATTRIBUTE_OCTETS || attribute.contains('\\') {
        return style;
    }
    for written in without_comments(attribute).split(';') {
        let Some((name, value)) = written.split_once(':') else {
            continue;
        };
        let name = name.trim().to_ascii_lowercase();
        if !is_wanted(&name) {
            continue;
        }
        let value = value.trim();
        let value = value.split('!').next().unwrap_or_default().trim_end();
        let Some(kept) = declaration(&name, value) else {
            continue;
        };
        if !style.declarations.is_empty() {
            style.declarations.push(';');
        }
        style.declarations.push_str(&kept.text);
        style.coloured |= kept.coloured;
    }
    style
}

/// One declaration, as it is kept.
pub(super) struct Declaration {
    /// Name, colon and value.
    pub(super) text: String,
    /// Whether it sets a colour.
    pub(super) coloured: bool,
}

/// Reads a declaration; the name is in lower case. `None` when it is not kept.
pub(super) fn declaration(name: &str, value: &str) -> Option<Declaration> {
    let (name, value) = permitted(name, value)?;
    Some(Declaration {
        text: format!("{name}:{value}"),
        coloured: sets_colour(name, &value),
    })
}

/// Whether a value may hold this function somewhere.
pub(super) fn is_function(name: &str) -> bool {
    let mut known = FUNCTIONS.iter().chain(GRADIENTS);
    known.any(|known| name.eq_ignore_ascii_case(known))
}

const FUNCTIONS: &[&str] = &["rgb", "rgba", "hsl", "hsla", "calc"];
/// Pictures that are made of nothing but colours.
const GRADIENTS: &[&str] = &["linear-gradient", "radial-gradient"];

fn without_comments(attribute: &str) -> Cow<'_, str> {
    if !attribute.contains("/*") {
        return Cow::Borrowed(attribute);
    }
    let mut kept = String::with_capacity(attribute.len());
    let mut rest = attribute;
    while let Some((before, comment)) = rest.split_once("/*") {
        kept.push_str(before);
        kept.push(' ');
        rest = comment.split_once("*/").map_or("", |(_, after)| after);
    }
    kept.push_str(rest);
    Cow::Owned(kept)
}

fn sets_colour(name: &str, value: &str) -> bool {
    let neutral = ["none", "transparent", "inherit", "initial", "currentcolor"];
    ["color", "background", "background-color"].contains(&name) && !neutral.contains(&value)
}

/// What a property's values are made of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Words, numbers, colours.
    Plain,
    /// The same, with names of fonts.
    Font,
    /// Lengths that may not be negative.
    Length,
    /// Also a picture, of which only the colour beside it is kept.
    Background,
    /// One of these words.
    Word(&'static [&'static str]),
}

const DISPLAY: &[&str] = &[
    "none",
    "block",
    "inline",
    "inline-block",
    "table",
    "inline-table",
    "table-row",
    "table-cell",
    "table-row-group",
    "table-header-group",
    "table-footer-group",
    "table-column",
    "table-column-group",
    "table-caption",
    "list-item",
];

fn kind(name: &str) -> Option<Kind> {
    const SIDES: [&str; 4] = ["-top", "-right", "-bottom", "-left"];
    Some(match name {
        "color"
        | "background-color"
        | "text-align"
        | "text-decoration"
        | "text-decoration-color"
        | "text-transform"
        | "text-decoration-line"
        | "text-decoration-style"
        | "vertical-align"
        | "line-height"
        | "letter-spacing"
        | "word-spacing"
        | "white-space"
        | "word-break"
        | "word-wrap"
        | "overflow-wrap"
        | "border-collapse"
        | "border-spacing"
        | "list-style-type"
        | "list-style-position"
        | "table-layout"
        | "caption-side"
        | "empty-cells"
        | "direction"
        | "unicode-bidi"
        | "opacity"
        | "hyphens"
        | "tab-size"
        | "font-size"
        | "font-weight"
        | "font-style"
        | "font-variant"
        | "font-stretch"
        | "box-sizing"
        | "object-fit" => Kind::Plain,
        "font" | "font-family" => Kind::Font,
        "background" => Kind::Background,
        "width" | "height" | "min-width" | "max-width" | "min-height" | "max-height" | "padding"
        | "margin" => Kind::Length,
        "display" => Kind::Word(DISPLAY),
        "float" => Kind::Word(&["left", "right", "none"]),
        "clear" => Kind::Word(&["left", "right", "both", "none"]),
        "overflow" | "overflow-x" | "overflow-y" => Kind::Word(&["hidden", "visible", "auto"]),
        "visibility" => Kind::Word(&["visible", "hidden"]),
        _ => {
            let is_side = |of: &str| name.strip_prefix(of).is_some_and(|side| SIDES.contains(&side));
            let is_border = name.strip_prefix("border").is_some_and(|part| {
                let part = SIDES
                    .iter()
                    .find_map(|side| part.strip_prefix(side))
                    .unwrap_or(part);
                matches!(
                    part,
                    "" | "-color" | "-style" | "-width" | "-radius" | "-left-radius" | "-right-radius"
                )
            });
            return if is_side("padding") || is_side("margin") {
                Some(Kind::Length)
            } else {
                is_border.then_some(Kind::Plain)
            };
        }
    })
}

/// The declaration as it is kept, if it is.
fn permitted<'n>(name: &'n str, value: &str) -> Option<(&'n str, String)> {
    let kind = kind(name)?;
    let value = value.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
    if value.is_empty() || value.len() > VALUE_OCTETS || is_of_frame(&value) {
        return None;
    }
    match kind {
        Kind::Plain => is_plain(&value).then_some((name, value)),
        Kind::Font => is_font(&value).then_some((name, value)),
        Kind::Length => (is_plain(&value) && !is_negative(&value)).then_some((name, value)),
        Kind::Word(words) => {
            let value = value.to_ascii_lowercase();
            words.contains(&value.as_str()).then_some((name, value))
        }
        Kind::Background if is_plain(&value) || is_gradient(&value) => Some((name, value)),
        Kind::Background => colour_of(&value).map(|colour| ("background-color", colour)),
    }
}

/// Units of what a mail is shown in, which is made as large as the mail: each would make the other grow for ever.
const UNITS_OF_FRAME: &[&str] = &[
    "vw", "vh", "vi", "vb", "vmin", "vmax", "cqw", "cqh", "cqi", "cqb", "cqmin", "cqmax",
];

/// Whether there is a length in such a unit, or in a kin of it such as `dvh`.
fn is_of_frame(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    let mut words = lower.split(|c: char| !c.is_ascii_alphanumeric() && c != '.');
    words.any(|word| {
        let is_length = word.starts_with(|c: char| c.is_ascii_digit() || c == '.');
        is_length && UNITS_OF_FRAME.iter().any(|unit| word.ends_with(unit))
    })
}

fn is_plain(value: &str) -> bool {
    is_made_of(value, |function| FUNCTIONS.contains(&function))
}

fn is_gradient(value: &str) -> bool {
    is_made_of(value, |function| {
        FUNCTIONS.contains(&function) || GRADIENTS.contains(&function)
    })
}

fn is_made_of(value: &str, is_known: impl Fn(&str) -> bool) -> bool {
    let of_value = |c: char| {
        c.is_ascii_alphanumeric() || matches!(c, ' ' | '#' | '%' | '.' | ',' | '(' | ')' | '-' | '+' | '/')
    };
    value.chars().all(of_value) && functions_are_known(value, is_known)
}

/// Every bracket belongs to a known function, and is closed.
fn functions_are_known(value: &str, is_known: impl Fn(&str) -> bool) -> bool {
    let mut depth = 0_i32;
    let mut word = String::new();
    for character in value.chars() {
        match character {
            '(' if is_known(&word.to_ascii_lowercase()) => depth += 1,
            '(' => return false,
            ')' => depth -= 1,
            _ => {}
        }
        if depth < 0 {
            return false;
        }
        if character.is_ascii_alphanumeric() || character == '-' {
            word.push(character);
        } else {
            word.clear();
        }
    }
    depth == 0
}

fn is_negative(value: &str) -> bool {
    value.split([' ', ',', '(']).any(|word| word.starts_with('-'))
        || value.to_ascii_lowercase().contains("calc")
}

/// Names of fonts may be quoted and in any script; the quotes are closed, and hold nothing but a name.
fn is_font(value: &str) -> bool {
    let mut quote = None;
    for character in value.chars() {
        match (quote, character) {
            (None, '"' | '\'') => quote = Some(character),
            (Some(open), '"' | '\'') if open == character => quote = None,
            (_, c) if c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.' | ',' | '%' | '/' | '#') => {}
            _ => return false,
        }
    }
    quote.is_none()
}

/// The colour in a `background` that also names a picture.
fn colour_of(value: &str) -> Option<String> {
    let colour = value
        .split(' ')
        .find(|word| word.starts_with('#'))
        .map(str::to_owned)
        .or_else(|| {
            let lower = value.to_ascii_lowercase();
            let start = ["rgb(", "rgba(", "hsl(", "hsla("]
                .iter()
                .find_map(|function| lower.find(function))?;
            let (colour, _) = lower.get(start..)?.split_once(')')?;
            Some(format!("{colour})"))
        })?;
    is_plain(&colour).then_some(colour)
}

#[cfg(test)]
mod tests {
    use super::read;

    fn kept(attribute: &str) -> String {
        let declarations = read(attribute).declarations;
        assert_eq!(
            read(&declarations).declarations,
            declarations,
            "reading twice changes it"
        );
        declarations
    }

    #[test]
    fn ordinary_styling_of_mail_is_kept() {
        let style = "COLOR: #333 ; font-family:'Segoe UI', \"Helvetica Neue\",sans-serif;padding:10px 0;border-left:1px solid rgb(1, 2,3)";
        assert_eq!(
            kept(style),
            "color:#333;font-family:'Segoe UI', \"Helvetica Neue\",sans-serif;padding:10px 0;border-left:1px solid rgb(1, 2,3)"
        );
    }

    #[test]
    fn nothing_that_loads_is_kept() {
        for style in [
            "background-color:url(https://t.example/x)",
            "background:image-set('a.png' 1x)",
            "color:var(--x)",
            "list-style-type:u\\72l(x)",
            "width:expression(alert(1))",
            "font-family:@import",
            "background:/**/url(//x)",
            "color:red url (x)",
            "border-image:url(x)",
            "cursor:url(x)",
            "content:'x'",
            "behavior:url(x)",
        ] {
            assert_eq!(kept(style), "", "{style}");
        }
    }

    #[test]
    fn a_background_picture_leaves_its_colour() {
        assert_eq!(
            kept("background:#123456 url('https://t.example/x') no-repeat"),
            "background-color:#123456"
        );
        assert_eq!(
            kept("background: url(x) RGB(1,2,3)"),
            "background-color:rgb(1,2,3)"
        );
    }

    #[test]
    fn a_background_of_colours_is_kept() {
        let gradient = "background:linear-gradient(160deg, #2f4f46, rgb(1,2,3) 60%)";
        assert_eq!(kept(gradient), gradient);
        assert_eq!(kept("color:linear-gradient(red,red)"), "");
        assert_eq!(kept("background:linear-gradient(red,url(x))"), "");
    }

    #[test]
    fn nothing_leaves_its_place() {
        for style in [
            "position:fixed",
            "top:0",
            "z-index:9",
            "margin-left:-50px",
            "transform:scale(9)",
            "display:flex",
            "margin:calc(0px - 9px)",
        ] {
            assert_eq!(kept(style), "", "{style}");
        }
    }

    #[test]
    fn nothing_is_measured_by_what_it_is_shown_in() {
        for style in [
            "height:100vh",
            "min-height:100DVH",
            "width:100vw",
            "font-size:4.5vmin",
            "width:calc(100vw - 20px)",
            "padding:0 .5cqi",
        ] {
            assert_eq!(kept(style), "", "{style}");
        }
        assert_eq!(kept("font-family:vw,Viva"), "font-family:vw,Viva");
    }

    #[test]
    fn important_is_not() {
        assert_eq!(
            kept("max-width:600px !important;color:red!important"),
            "max-width:600px;color:red"
        );
    }

    #[test]
    fn an_open_quote_or_bracket_takes_its_declaration_along() {
        assert_eq!(kept("font-family:'a;color:red"), "color:red");
        assert_eq!(kept("color:rgb(1,2;width:1px"), "width:1px");
    }

    #[test]
    fn colours_are_noticed() {
        assert!(read("background:#fff").coloured);
        assert!(!read("background:none;width:3px").coloured);
    }
}
