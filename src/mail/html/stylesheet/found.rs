//! The `<style>` elements of a page. It must read the page as a parser does, so that words in a comment or a script are
//! no rules, and build nothing of it.

use std::cell::{Cell, RefCell};

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

/// How much of rules is read of a message.
const MOST_OCTETS: usize = 256 * 1024;

/// What one element holds.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Source {
    /// Its `media` attribute.
    pub(super) media: String,
    pub(super) text: String,
}

/// All elements, as far as they are not too large together. `html` has been measured before: reading a tag takes time
/// with the square of its attributes.
pub(super) fn sources(html: &str) -> Vec<Source> {
    if memchr::memmem::find(html.to_ascii_lowercase().as_bytes(), b"<style").is_none() {
        return Vec::new();
    }
    let tokenizer = Tokenizer::new(Found::default(), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(html));
    // It stops at the end of each script.
    while !input.is_empty() {
        let _ = tokenizer.feed(&input);
    }
    tokenizer.end();
    tokenizer.sink.sources.take()
}

#[derive(Default)]
struct Found {
    sources: RefCell<Vec<Source>>,
    is_inside: Cell<bool>,
    octets: Cell<usize>,
}

impl Found {
    fn begin(&self, tag: &Tag) -> TokenSinkResult<()> {
        match &*tag.name {
            "style" => {
                let value = |name: &str| {
                    let found = tag.attrs.iter().find(|found| &*found.name.local == name);
                    found.map(|found| found.value.trim().to_ascii_lowercase())
                };
                let is_css = value("type").is_none_or(|kind| kind.is_empty() || kind == "text/css");
                self.is_inside.set(is_css);
                if is_css {
                    self.sources.borrow_mut().push(Source {
                        media: value("media").unwrap_or_default(),
                        text: String::new(),
                    });
                }
                TokenSinkResult::RawData(RawKind::Rawtext)
            }
            "xmp" | "iframe" | "noembed" | "noframes" => TokenSinkResult::RawData(RawKind::Rawtext),
            "title" | "textarea" => TokenSinkResult::RawData(RawKind::Rcdata),
            "script" => TokenSinkResult::RawData(RawKind::ScriptData),
            "plaintext" => TokenSinkResult::Plaintext,
            _ => TokenSinkResult::Continue,
        }
    }

    fn text(&self, text: &str) {
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
}

impl TokenSink for Found {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        match token {
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => return self.begin(&tag),
            Token::TagToken(_) => self.is_inside.set(false),
            Token::CharacterTokens(text) if self.is_inside.get() => self.text(&text),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}
