//! What has been connected to, in the settings: servers and images, newest first, to be searched by host. It only shows.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use crate::ui::app::App;
use crate::ui::browser;
use crate::ui::components::live;
use crate::ui::state::outgoing::{Line, LoadedImages, lines};
use crate::ui::text;
use crate::wire::{Errand, Outgoing, OutgoingEnd, OutgoingView};

/// The page.
pub(super) fn connections(app: App) -> AnyView {
    let servers = RwSignal::new(None::<Vec<OutgoingView>>);
    let search = RwSignal::new(String::new());
    // What is read was true a moment ago: it is read again whenever a check goes on.
    let states = Memo::new(move |_| {
        app.syncs
            .with(|syncs| syncs.values().map(|view| view.state).collect::<Vec<_>>())
    });
    Effect::new(move |_| {
        // Reading it is what makes it follow the checks.
        states.with(Vec::len);
        load(app, servers);
    });
    let host = browser::window().location().host().unwrap_or_default();
    let wants_token = app
        .hosting
        .with_untracked(|hosting| hosting.as_ref().is_some_and(|hosting| hosting.token_required));
    view! {
        {wants_token.then(|| token(app))}
        <section>
            <p>{text::connections_rule()}</p>
            <p class="settings-note">{text::connections_own(&host)}</p>
            <p class="settings-note">{text::connections_scope()}</p>
        </section>
        <section>
            <input class="input" type="search" data-testid="connections-search" aria-label=text::connections_search()
                placeholder=text::connections_search() on:input=move |event| search.set(event_target_value(&event)) />
            {live(move || servers.get().map(|servers| list(app, &servers, &search.get())))}
        </section>
    }
    .into_any()
}

/// What whoever runs the bridge wants to hear.
fn token(app: App) -> AnyView {
    let typed = RwSignal::new(app.kept_token().unwrap_or_default());
    let is_kept = RwSignal::new(false);
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        typed.update(|typed| *typed = typed.trim().to_owned());
        app.present_token(&typed.get_untracked());
        is_kept.set(true);
    };
    let on_input = move |event| {
        typed.set(event_target_value(&event));
        is_kept.set(false);
    };
    view! {
        <section>
            <form class="stack" on:submit=on_submit>
                <div class="field">
                    <label for="access-token">{text::access_token()}</label>
                    <input id="access-token" class="input" data-testid="access-token" autocomplete="off" spellcheck="false"
                        autocapitalize="none" prop:value=move || typed.get() on:input=on_input />
                </div>
                <p class="settings-note" role="status">
                    {live(move || if is_kept.get() { text::access_token_kept() } else { text::access_token_hint() })}
                </p>
                <button type="submit" class="button is-small" data-testid="access-token-keep">{text::access_token_keep()}</button>
            </form>
        </section>
    }
    .into_any()
}

fn load(app: App, servers: RwSignal<Option<Vec<OutgoingView>>>) {
    app.run("connections", async move {
        if let Some(Ok(known)) = app.call(Outgoing {}).await {
            // Another page may be shown by now.
            let _ = servers.try_set(Some(known));
        }
    });
}

fn list(app: App, servers: &[OutgoingView], search: &str) -> AnyView {
    let found = app.images_loaded.with(|images| lines(servers, images, search));
    if found.is_empty() {
        let sentence = if search.trim().is_empty() {
            text::connections_none()
        } else {
            text::connections_none_found()
        };
        return view! { <p class="settings-note" role="status">{sentence}</p> }.into_any();
    }
    let lines = found.into_iter().map(|line| match line {
        Line::Server(view) => server(app, &view),
        Line::Images(loaded) => images(loaded),
    });
    view! { <ol class="settings-list connections" data-testid="connections">{lines.collect_view()}</ol> }
        .into_any()
}

fn server(app: App, view: &OutgoingView) -> AnyView {
    let whose = match view.errand {
        Errand::Check(account) | Errand::Look(account) | Errand::Diagnosis(account) => {
            untrack(|| app.account(account))
        }
        Errand::Test | Errand::Meeting => None,
    };
    let (kind, state) = (errand_name(view.errand), end_name(view.end));
    let place = [view.host.as_str(), ":", &view.port.to_string()].concat();
    let what = text::errand(view.errand, whose.as_ref().map(|account| account.email.as_str()));
    let how = [text::traffic(view), text::outgoing_end(view)].join(" · ");
    view! {
        <li data-testid="connection" data-errand=kind data-state=state>
            <strong><bdi>{place}</bdi></strong>
            <time>{browser::exact_date(view.begun_at)}</time>
            <span>{what}</span>
            <small>{how}</small>
        </li>
    }
    .into_any()
}

fn images(loaded: LoadedImages) -> AnyView {
    let hosts = loaded.hosts.join(", ");
    view! {
        <li data-testid="connection" data-errand="images">
            <strong><bdi>{hosts}</bdi></strong>
            <time>{browser::exact_date(loaded.at)}</time>
            <span>{text::images_of(&loaded.subject)}</span>
        </li>
    }
    .into_any()
}

const fn errand_name(errand: Errand) -> &'static str {
    match errand {
        Errand::Check(_) => "check",
        Errand::Look(_) => "look",
        Errand::Diagnosis(_) => "diagnosis",
        Errand::Test => "test",
        Errand::Meeting => "meeting",
    }
}

const fn end_name(end: OutgoingEnd) -> &'static str {
    match end {
        OutgoingEnd::Open => "open",
        OutgoingEnd::Closed => "closed",
        OutgoingEnd::Failed(kind) => kind.name(),
    }
}
