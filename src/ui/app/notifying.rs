//! Whether new mail is told of outside of the page. What is told, and how, is `components/notifier.rs`' matter, which is
//! loaded only for those who want it.

use std::rc::Rc;

use futures::future::LocalBoxFuture;
use leptos::prelude::*;

use super::App;
use crate::ui::browser;
use crate::units::AccountId;

/// Where the choice is kept, and how it says "yes".
const PREFERENCE: &str = "notifications";
const WANTED: &str = "on";

/// Looks at an account before a check for mail, and has something to do after it.
pub(crate) type Witness = Rc<dyn Fn(AccountId) -> LocalBoxFuture<'static, Box<dyn FnOnce()>>>;

/// Whether new mail is to be told of.
pub(super) fn is_wanted() -> bool {
    browser::preference(PREFERENCE).as_deref() == Some(WANTED)
}

impl App {
    /// Tells of new mail from now on, or no longer.
    pub(crate) fn want_notifications(self, is_wanted: bool) {
        browser::keep_preference(PREFERENCE, if is_wanted { WANTED } else { "off" });
        self.wants_notifications.set(is_wanted);
    }

    /// What is to be done after a check that is beginning.
    pub(super) async fn witnessed(self, account: AccountId) -> Option<Box<dyn FnOnce()>> {
        let witness = self.witness.get_value()?;
        Some(witness(account).await)
    }
}
