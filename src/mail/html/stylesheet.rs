//! The rules of a message's `<style>` elements that are plainly about its own looks. It must write every rule anew from
//! what it understood of it, and copy nothing: what it has no word for cannot come through.

mod found;
mod media;
mod selector;
mod value;

use cssparser::{
    AtRuleParser, CowRcStr, DeclarationParser, ParseError, Parser, ParserState, QualifiedRuleParser,
    RuleBodyItemParser, RuleBodyParser, StyleSheetParser,
};

use crate::mail::html::reading;
pub(super) use crate::mail::html::stylesheet::found::{Found, Source};
use crate::mail::html::stylesheet::media::Media;
use crate::mail::html::stylesheet::selector::Selector;
pub(super) use crate::mail::html::stylesheet::selector::is_class;
use crate::mail::style;

/// The class of the element that stands for `<body>`.
pub(super) const PAPER: &str = "mail-paper";

const MOST_RULES: u32 = 2000;
const MOST_SELECTORS: u32 = 4000;
/// Every element is held against every selector. Newsletters have a thousand of each at most.
const MOST_COMPARISONS: usize = 8_000_000;

/// What of a message's rules is kept.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Stylesheet {
    always: String,
    /// For dark paper, when the mail has a look for it.
    dark: String,
    /// Whether a rule that is always there sets a colour.
    pub(super) coloured: bool,
    /// Whether the rules themselves say that there is a dark look.
    pub(super) declares_dark: bool,
    /// Whether a rule is for `<body>`.
    pub(super) uses_paper: bool,
    uses_classes: bool,
    uses_classes_in_dark: bool,
}

/// Whether the dark look of a message is wanted along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Looks {
    /// It has only one.
    One,
    /// It has one for dark paper as well.
    LightAndDark,
}

impl Stylesheet {
    /// The rules in all `<style>` elements of a page whose tree is of a fair size. `hints` are rules for what the
    /// attributes of `<body>` say, which its own rules overrule.
    pub(super) fn of(html: &str, hints: &str) -> Self {
        let mut reading = Reading::default();
        for source in reading::rules(html) {
            if let Some(media) = media::of_attribute(&source.media) {
                reading.read(&source.text, media);
            }
        }
        let elements = memchr::memchr_iter(b'<', html.as_bytes()).count();
        let selectors = usize::try_from(reading.selectors).unwrap_or(usize::MAX);
        if elements.saturating_mul(selectors) > MOST_COMPARISONS {
            return Self::default();
        }
        let mut sheet = reading.sheet;
        if sheet.uses_paper {
            let mut first = Reading::default();
            first.read(hints, Media::default());
            sheet.always.insert_str(0, &first.sheet.always);
            sheet.coloured |= first.sheet.coloured;
        }
        sheet
    }

    /// Whether classes mean something.
    pub(super) const fn uses_classes(&self, looks: Looks) -> bool {
        self.uses_classes || (matches!(looks, Looks::LightAndDark) && self.uses_classes_in_dark)
    }

    /// Whether there is a look for dark paper.
    pub(super) const fn has_dark(&self) -> bool {
        !self.dark.is_empty()
    }

    /// The rules as elements of a page. Those for dark paper stand apart, so that whoever knows the paper can decide.
    pub(super) fn elements(&self, looks: Looks) -> String {
        let mut elements = String::new();
        if !self.always.is_empty() {
            elements.push_str("<style>");
            elements.push_str(&self.always);
            elements.push_str("</style>");
        }
        if looks == Looks::LightAndDark && self.has_dark() {
            elements.push_str("<style media=\"(prefers-color-scheme:dark)\">");
            elements.push_str(&self.dark);
            elements.push_str("</style>");
        }
        elements
    }
}

/// A stylesheet that grows.
#[derive(Default)]
struct Reading {
    sheet: Stylesheet,
    rules: u32,
    selectors: u32,
}

impl Reading {
    fn read(&mut self, text: &str, media: Media) {
        let mut input = Parser::new(text);
        Rules { reading: self, media }.read_all(&mut input);
    }

    fn add(&mut self, media: &Media, selectors: &[Selector], block: &Block) {
        let sheet = &mut self.sheet;
        if selectors.contains(&Selector::Root) {
            sheet.declares_dark |= block.declares_dark;
        }
        let kept: Vec<_> = selectors.iter().filter_map(Selector::written).collect();
        if kept.is_empty() || block.declarations.is_empty() {
            return;
        }
        // Nobody hides a message from whoever opens it.
        if block.hides && selectors.iter().any(Selector::is_everything) {
            return;
        }
        self.rules += 1;
        self.selectors = self
            .selectors
            .saturating_add(u32::try_from(kept.len()).unwrap_or(u32::MAX));
        let uses_classes = if media.is_dark {
            &mut sheet.uses_classes_in_dark
        } else {
            &mut sheet.uses_classes
        };
        *uses_classes |= kept.iter().any(|selector| selector.has_class);
        sheet.uses_paper |= kept.iter().any(|selector| selector.has_paper);
        sheet.coloured |= block.coloured && !media.is_dark;
        let list: Vec<&str> = kept.iter().map(|selector| selector.text.as_str()).collect();
        let rule = format!("{}{{{}}}", list.join(","), block.declarations);
        let rules = if media.is_dark {
            &mut sheet.dark
        } else {
            &mut sheet.always
        };
        if media.widths.is_empty() {
            rules.push_str(&rule);
        } else {
            rules.push_str(&format!("@media {}{{{rule}}}", media.widths));
        }
    }

    const fn is_full(&self) -> bool {
        self.rules >= MOST_RULES || self.selectors >= MOST_SELECTORS
    }
}

/// The rules that hold under one condition.
struct Rules<'r> {
    reading: &'r mut Reading,
    media: Media,
}

impl Rules<'_> {
    fn read_all(&mut self, input: &mut Parser<'_>) {
        let mut rules = StyleSheetParser::new(input, self);
        // What is no rule is one that failed: the next may be one again.
        while rules.next().is_some() {
            if rules.parser.reading.is_full() {
                return;
            }
        }
    }
}

impl<'i> QualifiedRuleParser<'i> for Rules<'_> {
    type Prelude = Vec<Selector>;
    type QualifiedRule = ();
    type Error = ();

    fn parse_prelude(&mut self, input: &mut Parser<'i>) -> Result<Vec<Selector>, ParseError<()>> {
        Ok(selector::list(input))
    }

    fn parse_block(
        &mut self,
        selectors: Vec<Selector>,
        _: &ParserState,
        input: &mut Parser<'i>,
    ) -> Result<(), ParseError<()>> {
        if !selectors.is_empty() {
            let mut block = Block::default();
            RuleBodyParser::new(input, &mut block).for_each(drop);
            self.reading.add(&self.media, &selectors, &block);
        }
        Ok(())
    }
}

impl<'i> AtRuleParser<'i> for Rules<'_> {
    type Prelude = Media;
    type AtRule = ();
    type Error = ();

    fn parse_prelude(&mut self, name: CowRcStr<'i>, input: &mut Parser<'i>) -> Result<Media, ParseError<()>> {
        if !name.eq_ignore_ascii_case("media") || !self.media.is_always() {
            return Err(ParseError::custom(()));
        }
        media::list(input).ok_or_else(|| ParseError::custom(()))
    }

    fn parse_block(
        &mut self,
        media: Media,
        _: &ParserState,
        input: &mut Parser<'i>,
    ) -> Result<(), ParseError<()>> {
        let reading = &mut *self.reading;
        Rules { reading, media }.read_all(input);
        Ok(())
    }
}

/// The declarations of one rule.
#[derive(Default)]
struct Block {
    declarations: String,
    coloured: bool,
    declares_dark: bool,
    hides: bool,
}

impl<'i> DeclarationParser<'i> for Block {
    type Declaration = ();
    type Error = ();

    fn parse_value(
        &mut self,
        name: CowRcStr<'i>,
        input: &mut Parser<'i>,
        _: &ParserState,
    ) -> Result<(), ParseError<()>> {
        let name = name.to_ascii_lowercase();
        let value = value::text(input).ok_or_else(|| ParseError::custom(()))?;
        if name == "color-scheme" {
            self.declares_dark |= value
                .text
                .split(' ')
                .any(|word| word.eq_ignore_ascii_case("dark"));
        }
        let kept = style::declaration(&name, &value.text).ok_or_else(|| ParseError::custom(()))?;
        if !self.declarations.is_empty() {
            self.declarations.push(';');
        }
        self.declarations.push_str(&kept.text);
        if value.is_important {
            // How a mail's rules overrule its own attributes, for narrow windows and for dark paper.
            self.declarations.push_str("!important");
        }
        self.coloured |= kept.coloured;
        self.hides |= ["display:none", "visibility:hidden", "opacity:0"].contains(&kept.text.as_str());
        Ok(())
    }
}

impl AtRuleParser<'_> for Block {
    type Prelude = ();
    type AtRule = ();
    type Error = ();
}

impl QualifiedRuleParser<'_> for Block {
    type Prelude = ();
    type QualifiedRule = ();
    type Error = ();
}

impl RuleBodyItemParser<'_, (), ()> for Block {
    fn parse_declarations(&self) -> bool {
        true
    }

    fn parse_qualified(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests;
