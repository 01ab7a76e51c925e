//! The rules for an account's mail: their list, one of them in a form, or what they would do. What they mean is the
//! engine's matter.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::half_filled;
use super::rule_form::form;
use super::rule_trial::trial;
use super::rules_list::list;
use crate::ui::app::{App, app};
use crate::ui::browser;
use crate::ui::components::{FaultNote, live};
use crate::ui::state::folders::{self, Place};
use crate::ui::state::half_filled::{HalfFilled, RuleForm};
use crate::ui::state::rules::Draft;
use crate::ui::text;
use crate::units::AccountId;
use crate::wire::{Fault, Folder, MessageView, Rule, RuleAction, Rules, SetRules};

/// What all views of the dialog see.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    pub(super) app: App,
    pub(super) account: AccountId,
    /// As they are kept; `None` until that is known.
    pub(super) rules: RwSignal<Option<Vec<Rule>>>,
    pub(super) shown: RwSignal<Shown>,
    /// The rule that was removed last, and its place.
    pub(super) removed: RwSignal<Option<(usize, Rule)>>,
    pub(super) fault: RwSignal<Option<Fault>>,
    /// What there is to say, good or bad.
    pub(super) note: RwSignal<String>,
    /// Of which folder's messages rules are asked.
    pub(super) over: RwSignal<Folder>,
    pub(super) places: StoredValue<Vec<Place>>,
    /// A form that was half filled in when the page went, until the rules are known.
    half_filled: StoredValue<Option<RuleForm>>,
}

/// Which view is shown.
#[derive(Clone, PartialEq)]
pub(super) enum Shown {
    List,
    /// A rule in the form, and where it is kept; `None`: nowhere yet.
    Form(Draft, Option<usize>),
    /// What these would do.
    Trial(Vec<Rule>, Box<Self>),
}

/// The dialog.
#[component]
pub(crate) fn RulesDialog(
    /// Whose mail.
    account: AccountId,
    /// A message for whose like a rule shall be made.
    like: Option<MessageView>,
) -> impl IntoView {
    let app = app();
    let here = app.route.get_untracked().folder();
    let half_filled = match half_filled::kept() {
        Some(HalfFilled::Rule(form)) if form.account == account && like.is_none() => Some(form),
        _ => None,
    };
    let desk = Desk {
        app,
        account,
        rules: RwSignal::new(None),
        shown: RwSignal::new(
            like.as_ref()
                .map_or(Shown::List, |like| Shown::Form(Draft::like(like), None)),
        ),
        removed: RwSignal::new(None),
        fault: RwSignal::new(None),
        note: RwSignal::new(String::new()),
        over: RwSignal::new(match here {
            Some((whose, folder)) if whose == account => folder,
            _ => Folder::Inbox,
        }),
        places: StoredValue::new(folders::places(&app.folders_of(account))),
        half_filled: StoredValue::new(half_filled),
    };
    desk.load();
    on_cleanup(half_filled::forget);
    let is_known = Memo::new(move |_| desk.rules.with(Option::is_some));
    view! {
        {live(move || desk.fault.get().map(|fault| view! { <FaultNote fault on_action=Callback::new(move |_| desk.load()) /> }))}
        {live(move || {
            if !is_known.get() {
                return view! { <p class="coming skeleton" role="status"><i class="spinner"></i>{text::coming()}</p> }.into_any();
            }
            match desk.shown.get() {
                Shown::List => list(desk),
                Shown::Form(draft, at) => form(desk, draft, at),
                Shown::Trial(rules, before) => trial(desk, rules, *before),
            }
        })}
    }
    .into_any()
}

impl Desk {
    /// An action in words.
    pub(super) fn said(self, action: RuleAction, places: &[Place]) -> String {
        self.app
            .tags
            .with_untracked(|tags| text::rule_action(action, places, tags))
    }

    fn load(self) {
        self.fault.set(None);
        spawn_local(async move {
            let account = self.account;
            match self.app.call(Rules { account }).await {
                Some(Ok(rules)) => {
                    self.take_up(&rules);
                    let _ = self.rules.try_set(Some(rules));
                }
                Some(Err(fault)) => drop(self.fault.try_set(Some(fault))),
                None => {}
            }
        });
    }

    /// Shows the form again that was half filled in. Its rule may be elsewhere by now, and its folder nowhere.
    fn take_up(self, rules: &[Rule]) {
        let Some(form) = self.half_filled.try_update_value(Option::take).flatten() else {
            return;
        };
        let at = form.place(rules);
        let is_here =
            |folder: &Folder| (self.places).with_value(|all| all.iter().any(|place| place.folder == *folder));
        let folder = form.draft.folder.filter(is_here);
        let draft = Draft { folder, ..form.draft };
        self.shown.set(Shown::Form(draft, at));
        browser::focus_soon("rule-name");
    }

    /// Keeps other rules, and says so once that is done.
    pub(super) fn keep(self, rules: Vec<Rule>, said: String) {
        let Some(before) = self.rules.get_untracked() else {
            return;
        };
        self.fault.set(None);
        self.rules.set(Some(rules.clone()));
        spawn_local(async move {
            let call = SetRules {
                account: self.account,
                before: before.clone(),
                rules: rules.clone(),
            };
            match self.app.call(call).await {
                // What was done meanwhile is on the screen already, and is kept right after.
                Some(Ok(kept)) if kept == rules => drop(self.note.try_set(said)),
                Some(Ok(kept)) => {
                    let _ = self.rules.try_set(Some(kept));
                    let _ = self.note.try_set(text::rules_changed().to_owned());
                }
                Some(Err(fault)) => {
                    let _ = self.rules.try_set(Some(before));
                    let _ = self.fault.try_set(Some(fault));
                }
                None => {}
            }
        });
    }

    pub(super) fn show(self, shown: Shown) {
        self.note.set(String::new());
        self.removed.set(None);
        // The form is come back to from everywhere else.
        if shown == Shown::List {
            half_filled::forget();
        }
        self.shown.set(shown);
    }

    pub(super) fn all(self) -> Vec<Rule> {
        self.rules.get_untracked().unwrap_or_default()
    }
}

/// Folders to choose from, with one before them that is none.
pub(super) fn place_options(
    desk: Desk,
    none: Option<&'static str>,
    chosen: impl Fn() -> Option<Folder> + Copy + Send + 'static,
) -> AnyView {
    let none = none.map(|said| {
        view! { <option value="" prop:selected=move || chosen().is_none()>{said}</option> }.into_any()
    });
    let places = desk.places.get_value().into_iter().enumerate();
    let option = |(at, place): (usize, Place)| {
        let folder = place.folder;
        view! { <option value=at.to_string() prop:selected=move || chosen() == Some(folder)>{place.path}</option> }
            .into_any()
    };
    view! { {none}{places.map(option).collect_view()} }.into_any()
}

/// The folder that an option of [`place_options`] stands for.
pub(super) fn place_of(desk: Desk, value: &str) -> Option<Folder> {
    let at: usize = value.parse().ok()?;
    desk.places
        .with_value(|places| places.get(at).map(|place| place.folder))
}
