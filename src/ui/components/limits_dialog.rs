//! How much of an account's mail is fetched without being asked for: three controls, and a sentence that says what they
//! mean together.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::modal::close;
use crate::ui::app::{App, Dialog, app};
use crate::ui::components::{FaultNote, icon, live};
use crate::ui::state::server_box::Limits;
use crate::ui::text;
use crate::units::AccountId;
use crate::wire::{AccountView, Fault, FetchLimits, SetFetchLimits};

#[derive(Clone, Copy)]
struct Sheet {
    app: App,
    account: AccountId,
    /// The form, once the limits are known.
    form: RwSignal<Option<Limits>>,
    fault: RwSignal<Option<Fault>>,
}

/// The dialog.
#[component]
pub(crate) fn LimitsDialog(
    /// Whose mail.
    account: AccountView,
) -> impl IntoView {
    let sheet = Sheet {
        app: app(),
        account: account.id,
        form: RwSignal::new(None),
        fault: RwSignal::new(None),
    };
    sheet.load();
    let is_loaded = Memo::new(move |_| sheet.form.with(Option::is_some));
    let email = account.email.clone();
    view! {
        <p class="settings-note">{email}</p>
        {live(move || match (is_loaded.get(), sheet.fault.get()) {
            (true, _) => form(sheet),
            (false, Some(fault)) => view! { <FaultNote fault on_action=Callback::new(move |_| sheet.load()) /> }.into_any(),
            (false, None) => view! { <p class="coming skeleton" role="status"><i class="spinner"></i>{text::coming()}</p> }.into_any(),
        })}
        <footer class="modal-foot box-foot">
            <button type="button" class="button is-quiet box-links" on:click=move |_| sheet.app.open_instead(Dialog::ServerBox(account.clone()))>
                {icon("back")}{text::on_the_server()}
            </button>
            <button type="button" class="button is-quiet" on:click=move |_| close()>{text::cancel()}</button>
            <button type="button" class="button is-primary" data-testid="limits-save" on:click=move |_| sheet.save()>{text::save()}</button>
        </footer>
    }
    .into_any()
}

impl Sheet {
    fn load(self) {
        self.fault.set(None);
        spawn_local(async move {
            let account = self.account;
            match self.app.call(FetchLimits { account }).await {
                Some(Ok(limits)) => drop(self.form.try_set(Some(Limits::of(&limits)))),
                Some(Err(fault)) => drop(self.fault.try_set(Some(fault))),
                None => {}
            }
        });
    }

    fn save(self) {
        let limits = self
            .form
            .with_untracked(|form| form.as_ref().and_then(Limits::view));
        let Some(limits) = limits else { return };
        spawn_local(async move {
            let account = self.account;
            match self.app.call(SetFetchLimits { account, limits }).await {
                Some(Ok(())) => {
                    close();
                    self.app.announcement.set(text::limits_saved().into());
                }
                Some(Err(fault)) => drop(self.fault.try_set(Some(fault))),
                None => {}
            }
        });
    }

    fn read<T>(self, read: impl Fn(&Limits) -> T) -> Option<T> {
        self.form.with(|form| form.as_ref().map(read))
    }

    fn change(self, write: impl FnOnce(&mut Limits)) {
        self.form.update(|form| {
            if let Some(form) = form {
                write(form);
            }
        });
    }
}

fn form(sheet: Sheet) -> AnyView {
    let sentence = move || match sheet.read(Limits::view).flatten() {
        Some(limits) => {
            view! { <p class="limits-sentence" data-testid="limits-sentence">{text::limits(&limits)}</p> }
                .into_any()
        }
        None => view! { <p class="form-problem" role="alert">{text::limits_number()}</p> }.into_any(),
    };
    view! {
        <div class="limits">
            <label class="tick">
                <input
                    type="checkbox"
                    data-testid="limits-headers"
                    prop:checked=move || sheet.read(|form| form.headers_only).unwrap_or_default()
                    on:change=move |event| sheet.change(|form| form.headers_only = event_target_checked(&event))
                />
                <span>{text::limits_headers()}</span>
            </label>
            {number(sheet, "limits-largest", text::limits_largest(), |form| form.megabytes.clone(), |form, typed| form.megabytes = typed)}
            {number(sheet, "limits-most", text::limits_most(), |form| form.most.clone(), |form, typed| form.most = typed)}
            <div aria-live="polite">{live(sentence)}</div>
            {live(move || sheet.fault.get().map(|fault| view! { <FaultNote fault on_action=Callback::new(move |_| sheet.save()) /> }))}
        </div>
    }
    .into_any()
}

fn number(
    sheet: Sheet,
    id: &'static str,
    label: &'static str,
    read: fn(&Limits) -> String,
    write: fn(&mut Limits, String),
) -> AnyView {
    view! {
        <div class="field limits-number">
            <label for=id>{label}</label>
            <input
                id=id
                class="input"
                data-testid=id
                inputmode="numeric"
                autocomplete="off"
                placeholder=text::limits_none()
                prop:value=move || sheet.read(read)
                on:input=move |event| sheet.change(|form| write(form, event_target_value(&event)))
            />
        </div>
    }
    .into_any()
}
