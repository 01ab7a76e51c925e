//! How much of each account's mail is here and how much its server had: a table on the settings' page about storage. It
//! only shows.

use leptos::prelude::*;

use crate::ui::app::App;
use crate::ui::browser;
use crate::ui::components::{FaultNote, live};
use crate::ui::text::{self, Action};
use crate::units::AccountId;
use crate::wire::{AccountStorageView, Fault, ListedView, StorageOfAccounts};

/// `None` while the answer is not here.
type Known = RwSignal<Option<Result<Vec<AccountStorageView>, Fault>>>;

/// The table, and what stands in its place while there is none.
pub(super) fn account_storage(app: App) -> AnyView {
    let known = Known::new(None);
    // What is read was true a moment ago: it is read again whenever a check goes on, or an account comes or goes.
    let states = Memo::new(move |_| {
        app.syncs
            .with(|syncs| syncs.values().map(|view| view.state).collect::<Vec<_>>())
    });
    Effect::new(move |_| {
        // Reading them is what makes it follow them.
        states.with(Vec::len);
        app.accounts.with(Option::is_some);
        load(app, known);
    });
    live(move || match known.get() {
        None => waiting(),
        Some(Err(fault)) => failed(app, known, fault),
        Some(Ok(accounts)) if accounts.is_empty() => {
            view! { <p class="settings-note" role="status">{text::storage_no_account()}</p> }.into_any()
        }
        Some(Ok(accounts)) => table(app, accounts),
    })
}

fn load(app: App, known: Known) {
    app.run("storage", async move {
        if let Some(answer) = app.call(StorageOfAccounts {}).await {
            // Another page may be shown by now.
            let _ = known.try_set(Some(answer));
        }
    });
}

fn waiting() -> AnyView {
    view! { <p class="coming skeleton" role="status"><i class="spinner"></i>{text::coming()}</p> }.into_any()
}

fn failed(app: App, known: Known, fault: Fault) -> AnyView {
    let shown = fault.clone();
    let act = move |action| match action {
        Action::TryAgain => load(app, known),
        // No account is to blame.
        action => app.act(action, AccountId::ALL, &shown),
    };
    view! { <FaultNote fault on_action=Callback::new(act) /> }.into_any()
}

/// Facts stand below each other, two columns wide: a phone has no room for more, and each is read out with its name.
fn table(app: App, accounts: Vec<AccountStorageView>) -> AnyView {
    let groups = accounts.into_iter().map(|account| group(app, account));
    view! {
        <table class="account-storage" data-testid="account-storage">
            <caption>{text::storage_of_accounts()}</caption>
            {groups.collect_view()}
        </table>
    }
    .into_any()
}

fn group(app: App, account: AccountStorageView) -> AnyView {
    let here = text::messages_and_size(account.messages, account.octets);
    view! {
        <tbody data-testid="account-storage-of" data-account=account.email.clone()>
            <tr><th scope="rowgroup" colspan="2"><bdi>{account.email.clone()}</bdi></th></tr>
            <tr><th scope="row">{text::storage_here()}</th><td data-fact="here">{here}</td></tr>
            <tr><th scope="row">{text::storage_headers()}</th><td data-fact="headers">{text::messages(account.headers)}</td></tr>
            <tr><th scope="row">{text::on_the_server()}</th><td data-fact="server">{on_server(app, account.listed)}</td></tr>
        </tbody>
    }
    .into_any()
}

fn on_server(app: App, listed: Option<ListedView>) -> AnyView {
    let Some(listed) = listed else {
        return text::storage_unlisted().into_any();
    };
    // A server that does not say how large its mail is has not said that it is nothing.
    let much = if listed.octets.0 == 0 {
        text::messages(listed.messages)
    } else {
        text::messages_and_size(listed.messages, listed.octets)
    };
    let ago = move || text::checked(&browser::relative(listed.at, app.now.get().max(listed.at)));
    view! { {much}<small>{ago}</small> }.into_any()
}
