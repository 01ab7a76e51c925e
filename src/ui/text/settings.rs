//! Sentences of the settings that belong to no page of their own, and those of their newer pages.

use super::catalogue::{said, sentences};
use crate::ui::state::arrangement::ReadAfter;
use crate::ui::state::settings::Page;

/// As a licence is named everywhere.
pub const LICENCE: &str = "MIT OR Apache-2.0";

sentences! {
    /// A button beside the account whose limits it opens.
    change_limits: "Change…",
    /// The heading over how messages without a design are shown.
    plain_text: "Plain text",
    read_after_label: "An open message counts as read",
    more_contrast: "More contrast",
    /// Which build of the app this is.
    build: "Build",
    licence: "Licence",
}

/// What a page of the settings is called.
#[must_use]
pub fn settings_page(page: Page) -> &'static str {
    match page {
        Page::Accounts => super::settings_accounts(),
        Page::Mail => said("Fetching mail"),
        Page::Tags => super::tags(),
        Page::Appearance => super::settings_appearance(),
        Page::Reading => said("Reading and privacy"),
        Page::Keyboard => super::keys(),
        Page::Notifications => said("Notifications"),
        Page::Storage => super::settings_storage(),
        Page::Connections => said("Connections"),
        Page::About => super::settings_about(),
    }
}

/// When an open message counts as read.
#[must_use]
pub fn read_after(after: ReadAfter) -> &'static str {
    said(match after {
        ReadAfter::AtOnce => "At once",
        ReadAfter::AWhile => "After two seconds",
        ReadAfter::Never => "When I say so",
    })
}
