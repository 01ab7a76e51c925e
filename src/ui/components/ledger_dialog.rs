//! What was deleted from an account's server, newest first, to be searched. It only shows: nothing here changes anything.

use leptos::prelude::*;

use crate::ui::app::{App, Dialog, app};
use crate::ui::browser;
use crate::ui::components::{FaultNote, icon, live};
use crate::ui::state::deletion::short;
use crate::ui::state::figures;
use crate::ui::text;
use crate::units::AccountId;
use crate::wire::{AccountView, DeletionState, DeletionView, Deletions, Fault};

/// More than this nobody reads; the search finds the rest.
const SHOWN: usize = 500;

#[derive(Clone, PartialEq)]
enum Ledger {
    Loading,
    Here(Vec<DeletionView>),
    Failed(Fault),
}

/// The dialog.
#[component]
pub(crate) fn LedgerDialog(
    /// Whose server.
    account: AccountView,
) -> impl IntoView {
    let app = app();
    let id = account.id;
    let search = RwSignal::new(String::new());
    let ledger = RwSignal::new(Ledger::Loading);
    Effect::new(move |_| load(app, id, search.get(), ledger));
    let again = Callback::new(move |_| load(app, id, search.get_untracked(), ledger));
    let email = account.email.clone();
    view! {
        <p class="settings-note">{email}</p>
        <input
            class="input"
            type="search"
            data-testid="deletion-search"
            aria-label=text::ledger_search()
            placeholder=text::ledger_search()
            autofocus
            on:input=move |event| search.set(event_target_value(&event))
        />
        <div class="ledger" tabindex="0" role="region" aria-label=text::ledger() data-testid="deletion-ledger"
            aria-busy=move || ledger.with(|ledger| *ledger == Ledger::Loading).to_string()>
            {live(move || match ledger.get() {
                Ledger::Loading => view! { <p class="coming skeleton" role="status"><i class="spinner"></i>{text::coming()}</p> }.into_any(),
                Ledger::Failed(fault) => view! { <FaultNote fault on_action=again /> }.into_any(),
                Ledger::Here(lines) if lines.is_empty() => nothing(&search.get_untracked()),
                Ledger::Here(lines) => entries(&lines),
            })}
        </div>
        <footer class="modal-foot">
            <button type="button" class="button" on:click=move |_| app.open_instead(Dialog::Copies(account.clone()))>
                {icon("back")}{text::copies_there()}
            </button>
        </footer>
    }
    .into_any()
}

fn load(app: App, account: AccountId, search: String, ledger: RwSignal<Ledger>) {
    app.run("ledger", async move {
        let search = search.trim().to_owned();
        match app.call(Deletions { account, search }).await {
            Some(Ok(lines)) => drop(ledger.try_set(Ledger::Here(lines))),
            Some(Err(fault)) => drop(ledger.try_set(Ledger::Failed(fault))),
            None => {}
        }
    });
}

fn nothing(search: &str) -> AnyView {
    let sentence = if search.trim().is_empty() {
        text::ledger_empty()
    } else {
        text::ledger_none()
    };
    view! { <p class="ledger-nothing" role="status">{sentence}</p> }.into_any()
}

fn entries(lines: &[DeletionView]) -> AnyView {
    let more = lines.len().saturating_sub(SHOWN);
    let entries = lines.iter().take(SHOWN).map(entry).collect_view();
    view! {
        <ol class="ledger-lines">
            {entries}
            {(more > 0).then(|| view! { <li class="settings-note">{text::plan_more(more)}</li> })}
        </ol>
    }
    .into_any()
}

fn entry(line: &DeletionView) -> AnyView {
    let subject = match line.subject.trim() {
        "" => text::no_subject().to_owned(),
        subject => subject.to_owned(),
    };
    let name = match line.state {
        DeletionState::Planned => "planned",
        DeletionState::Asked => "asked",
        DeletionState::Deleted => "deleted",
        DeletionState::StillThere => "still-there",
    };
    let date = line.asked_at.map(browser::full_date);
    let how = [figures::size(line.octets), text::reason(line.reason)].join(" · ");
    view! {
        <li class="ledger-line" data-testid="deletion-line" data-state=name>
            <strong dir="auto">{subject.clone()}</strong>
            <span class="ledger-state">{text::deletion_state(line.state)}</span>
            <span class="ledger-how">{date}" · "{how}</span>
            <span class="ledger-ids">
                <span>{text::ledger_id()}" "<code>{line.uidl.clone()}</code></span>
                {line.sha256.map(|hash| copied_hash(&subject, hash.to_string()))}
            </span>
        </li>
    }
    .into_any()
}

fn copied_hash(subject: &str, hash: String) -> AnyView {
    let (is_copied, set_copied) = signal(false);
    let shown = short(&hash);
    let title = hash.clone();
    let label = [text::ledger_copy(), " ", subject].concat();
    let on_copy = move |_| {
        browser::copy(&hash);
        set_copied.set(true);
    };
    view! {
        <span>{text::LEDGER_HASH}" "<code title=title>{shown}</code></span>
        <button type="button" class="button is-small is-quiet" aria-label=label on:click=on_copy>
            {live(move || if is_copied.get() { text::copied() } else { text::copy() })}
        </button>
    }
    .into_any()
}
