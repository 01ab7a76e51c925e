//! One attachment, looked at before it is saved: what it is by its bytes, what it can do, its hash, and its content where
//! that is a picture or text. From one the keyboard goes to the next. It must not make a document of anything.

use leptos::ev::{self, KeyboardEvent};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::attachments::{name, warnings};
use super::preview_stage::{STAGE, Shown, stage};
use crate::ui::app::{App, Attached, Saving, app};
use crate::ui::browser;
use crate::ui::components::{close, icon, live};
use crate::ui::state::attached::beside;
use crate::ui::state::figures;
use crate::ui::text;
use crate::wire::{AttachmentView, Look as LookCall, SightView};

/// What is loaded, by its name in the app's runs.
const RUN: &str = "preview";

/// A look at what is attached.
#[derive(Clone, Copy)]
pub(super) struct Look {
    app: App,
    attached: StoredValue<Attached>,
    at: RwSignal<usize>,
    pub(super) shown: RwSignal<Shown>,
    /// Whether a picture has its own size, and not the size of the room that there is.
    pub(super) is_actual: RwSignal<bool>,
    saving: RwSignal<Saving>,
}

/// The dialog.
#[component]
pub(crate) fn PreviewDialog(
    /// What is attached.
    attached: Attached,
    /// What of it is looked at first.
    at: usize,
) -> impl IntoView {
    let look = Look {
        app: app(),
        attached: StoredValue::new(attached),
        at: RwSignal::new(at),
        shown: RwSignal::new(Shown::Loading),
        is_actual: RwSignal::new(false),
        saving: RwSignal::new(Saving::Idle),
    };
    look.load();
    let keys = window_event_listener(ev::keydown, move |event| look.hear(&event));
    on_cleanup(move || {
        keys.remove();
        look.app.stop(RUN);
        look.forget();
    });
    view! {
        <div class="preview" data-testid="preview" data-state=move || look.shown.with(Shown::name)
            aria-busy=move || look.shown.with(|shown| *shown == Shown::Loading).to_string()>
            {live(move || look.head())}
            <div class="preview-stage" id=STAGE tabindex="0" role="region" autofocus
                class:is-actual=move || look.is_actual.get() aria-label=move || look.file().map(|file| file.name)>
                {live(move || stage(look))}
            </div>
            {live(move || look.warnings())}
            {live(move || look.hash())}
            <footer class="modal-foot preview-foot">{look.buttons()}</footer>
        </div>
    }
    .into_any()
}

impl Look {
    /// The one that is looked at.
    pub(super) fn file(self) -> Option<AttachmentView> {
        let at = self.at.get();
        self.attached
            .with_value(|attached| attached.files.get(at).cloned())
    }

    pub(super) fn load(self) {
        self.forget();
        self.shown.set(Shown::Loading);
        self.saving.set(Saving::Idle);
        self.is_actual.set(false);
        let at = self.at.get_untracked();
        let call = self.attached.with_value(|attached| {
            attached.files.get(at).map(|file| LookCall {
                account: attached.account,
                message: attached.message,
                within: attached.within.clone(),
                part: file.part,
            })
        });
        let Some(call) = call else { return };
        self.app.run(RUN, async move {
            match self.app.call(call).await {
                Some(Ok(found)) => drop(self.shown.try_set(Shown::of(found))),
                Some(Err(fault)) => drop(self.shown.try_set(Shown::Failed(fault))),
                None => {}
            }
        });
    }

    /// Lets go of the picture that is shown.
    fn forget(self) {
        self.shown.try_with_untracked(|shown| {
            if let Some(address) = shown.address() {
                browser::forget_address(address);
            }
        });
    }

    fn hear(self, event: &KeyboardEvent) {
        let is_modified = event.ctrl_key() || event.alt_key() || event.meta_key() || event.shift_key();
        // What is larger than its room is scrolled with the same keys.
        let is_scrolled = self.is_actual.get_untracked() && browser::is_focus_within(STAGE);
        if is_modified || is_scrolled || event.default_prevented() {
            return;
        }
        match event.key().as_str() {
            // Where text runs from right to left, what comes next is on the left.
            "ArrowLeft" => self.step(text::language().is_right_to_left),
            "ArrowRight" => self.step(!text::language().is_right_to_left),
            _ => return,
        }
        event.prevent_default();
    }

    fn beside(self, is_after: bool) -> Option<usize> {
        let at = self.at.get();
        self.attached
            .with_value(|attached| beside(&attached.files, at, is_after))
    }

    fn step(self, is_after: bool) {
        if let Some(next) = untrack(|| self.beside(is_after)) {
            self.at.set(next);
            self.load();
        }
    }

    fn head(self) -> Option<AnyView> {
        let file = self.file()?;
        let all = self.attached.with_value(|attached| attached.files.len());
        let place = text::place_of(self.at.get() + 1, all);
        let size = figures::size(file.octets);
        let pixels = self.shown.with(|shown| match shown {
            Shown::Here {
                sight: SightView::Picture { width, height, .. },
                ..
            } => Some(text::pixels(*width, *height)),
            _ => None,
        });
        let facts = [Some(place), file.found_type.clone(), pixels, Some(size)];
        let facts: Vec<String> = facts.into_iter().flatten().collect();
        Some(
            view! {
                <div class="preview-head">
                    <h3 data-testid="preview-name">{name(&file.name)}</h3>
                    <p role="status">{facts.join(" · ")}</p>
                </div>
            }
            .into_any(),
        )
    }

    fn warnings(self) -> Option<AnyView> {
        self.file()
            .map(|file| view! { <div class="preview-warnings attachment">{warnings(&file)}</div> }.into_any())
    }

    fn hash(self) -> Option<AnyView> {
        let hash = self.shown.with(Shown::hash)?.to_string();
        let copied = RwSignal::new(false);
        let on_copy = {
            let hash = hash.clone();
            move |_| {
                browser::copy(&hash);
                copied.set(true);
            }
        };
        Some(
            view! {
                <p class="source-hash preview-hash">
                    <span>"SHA-256 "<code data-testid="preview-hash">{hash}</code></span>
                    <button type="button" class="button is-small is-quiet" aria-label=text::copy_hash() on:click=on_copy>
                        {live(move || if copied.get() { text::copied() } else { text::copy() })}
                    </button>
                </p>
            }
            .into_any(),
        )
    }

    /// They stay while what is looked at changes: one of them may have the focus.
    fn buttons(self) -> AnyView {
        let is_alone = untrack(|| self.beside(false).or_else(|| self.beside(true)).is_none());
        let steps = (!is_alone).then(|| {
            view! {
                {self.step_button(false, "back", text::previous_attachment())}
                {self.step_button(true, "arrow", text::next_attachment())}
            }
        });
        view! {
            {steps}
            <span class="preview-outcome" role="status">{live(move || self.outcome())}</span>
            {live(move || self.size_button())}
            <button type="button" class="button" data-testid="preview-save" on:click=move |_| self.save()>{icon("download")}{text::save()}</button>
            <button type="button" class="button" on:click=move |_| close()>{text::close()}</button>
        }
        .into_any()
    }

    fn step_button(self, is_after: bool, glyph: &'static str, label: &'static str) -> AnyView {
        let is_end = move || self.beside(is_after).is_none().to_string();
        view! {
            <button type="button" class="icon-button" aria-label=label title=label aria-disabled=is_end on:click=move |_| self.step(is_after)>{icon(glyph)}</button>
        }
        .into_any()
    }

    fn size_button(self) -> Option<AnyView> {
        self.shown.with(|shown| shown.address().is_some()).then(|| {
            view! {
                <button type="button" class="button" data-testid="preview-size" on:click=move |_| self.is_actual.update(|is_actual| *is_actual = !*is_actual)>
                    {live(move || if self.is_actual.get() { text::fit() } else { text::actual_size() })}
                </button>
            }
            .into_any()
        })
    }

    fn outcome(self) -> Option<&'static str> {
        match self.saving.get() {
            Saving::Saved(..) | Saving::Packed => Some(text::saved()),
            Saving::Failed(_) | Saving::Refused => Some(text::download_failed()),
            Saving::Idle | Saving::Running => None,
        }
    }

    fn save(self) {
        let Some(file) = untrack(|| self.file()) else {
            return;
        };
        let attached = self.attached.get_value();
        self.saving.set(Saving::Running);
        spawn_local(async move {
            let outcome = self.app.save_attachment(&attached, &file).await;
            if let Saving::Failed(fault) = &outcome {
                self.forget();
                let _ = self.shown.try_set(Shown::Failed(fault.clone()));
            }
            // Whoever asked may have gone on.
            let _ = self.saving.try_set(outcome);
        });
    }
}
