//! What is seen of an attachment: an image, text, or why there is neither. A picture is drawn by `<img>` alone, from an
//! address whose type was found in its bytes; everything else is a text node.

use leptos::prelude::*;

use super::calendar_card::calendar_card;
use super::contact_cards::contact_cards;
use super::preview_dialog::Look;
use crate::ui::browser;
use crate::ui::components::{FaultNote, icon, live};
use crate::ui::text;
use crate::units::Sha256;
use crate::wire::{Fault, LookView, PreviewView, SightView};

/// Where the keyboard begins: what can be scrolled.
pub(super) const STAGE: &str = "preview-stage";

/// What there is to see.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Shown {
    Loading,
    Here {
        sha256: Sha256,
        /// Without the octets of a picture.
        sight: SightView,
        /// Where the browser finds them.
        address: Option<String>,
    },
    Failed(Fault),
}

impl Shown {
    pub(super) fn of(found: LookView) -> Self {
        let mut sight = found.sight;
        let mut address = None;
        if let SightView::Picture {
            media_type, bytes, ..
        } = &mut sight
        {
            address = browser::picture_address(media_type, &bytes.0);
            bytes.0 = Vec::new();
        }
        Self::Here {
            sha256: found.sha256,
            sight,
            address,
        }
    }

    /// Its stable name, for `data-state`.
    pub(super) const fn name(&self) -> &'static str {
        match self {
            Self::Loading => "loading",
            Self::Failed(_) => "error",
            Self::Here { sight, .. } => match sight {
                SightView::Picture { .. } => "picture",
                SightView::TooLarge(_) => "too-large",
                SightView::Read(_) => "read",
                SightView::Text { .. } => "text",
                SightView::Nothing => "nothing",
            },
        }
    }

    pub(super) const fn hash(&self) -> Option<Sha256> {
        match self {
            Self::Here { sha256, .. } => Some(*sha256),
            _ => None,
        }
    }

    pub(super) fn address(&self) -> Option<&str> {
        match self {
            Self::Here { address, .. } => address.as_deref(),
            _ => None,
        }
    }
}

/// What is on the stage.
pub(super) fn stage(look: Look) -> AnyView {
    let again = Callback::new(move |_| look.load());
    match look.shown.get() {
        Shown::Loading => {
            view! { <p class="coming skeleton" role="status"><i class="spinner"></i>{text::loading()}</p> }
                .into_any()
        }
        Shown::Failed(fault) => view! { <FaultNote fault on_action=again /> }.into_any(),
        Shown::Here { sight, address, .. } => match sight {
            SightView::Picture { .. } => picture(look, address),
            SightView::TooLarge(size) => sentence(look, text::picture_too_large(size)),
            SightView::Read(preview) => read(&preview),
            SightView::Text { text, is_cut } => written(text, is_cut),
            SightView::Nothing => sentence(look, text::save_only().to_owned()),
        },
    }
}

fn picture(look: Look, address: Option<String>) -> AnyView {
    let is_broken = RwSignal::new(address.is_none());
    let name = look.file().map(|file| file.name);
    let sign = move || {
        if is_broken.get() {
            return sentence(look, text::picture_broken().to_owned());
        }
        view! {
            <img data-testid="preview-picture" src=address.clone() alt=name.clone() decoding="async" on:error=move |_| is_broken.set(true) />
        }
        .into_any()
    };
    live(sign)
}

fn read(preview: &PreviewView) -> AnyView {
    let card = match preview {
        PreviewView::Calendar(calendar) => calendar_card(calendar, None, true),
        PreviewView::Cards(cards) => contact_cards(cards),
    };
    view! { <div class="preview-read">{card}</div> }.into_any()
}

fn written(text: String, is_cut: bool) -> AnyView {
    if text.is_empty() {
        return view! { <p class="preview-none">{text::text_empty()}</p> }.into_any();
    }
    let cut = is_cut
        .then(|| view! { <p class="modal-advice" data-testid="preview-cut">{text::text_cut_here()}</p> });
    view! { {cut}<pre class="preview-text" dir="auto" data-testid="preview-text">{text}</pre> }.into_any()
}

/// Why there is nothing to see, and what the file is.
fn sentence(look: Look, why: String) -> AnyView {
    let what = look.file().map(|file| text::what_it_is(&file));
    view! { <div class="preview-none">{icon("file")}<p>{why}</p><p><bdi>{what}</bdi></p></div> }.into_any()
}
