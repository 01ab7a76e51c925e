//! The server's part of the form: one line where it is known, fields where it is not.

use leptos::prelude::*;

use super::{Search, Steps, change};
use crate::ui::app::App;
use crate::ui::components::{icon, live};
use crate::ui::providers::PROVIDERS;
use crate::ui::state::setup::{Form, Problem, security_name, security_named};
use crate::ui::text;
use crate::wire::Security;

/// The part.
pub(super) fn server(app: App, steps: Steps) -> AnyView {
    let offers_recent = Memo::new(move |_| app.form.with(Form::offers_recent));
    view! {
        <fieldset class="server">
            <legend>{text::server_heading()}</legend>
            {live(move || if steps.is_manual.get() { fields(app, steps) } else { summary(app, steps) })}
            {live(move || offers_recent.get().then(|| recent(app, steps)))}
        </fieldset>
    }
    .into_any()
}

fn summary(app: App, steps: Steps) -> AnyView {
    let line = move || {
        app.form
            .with(|form| [form.host.as_str(), form.port.as_str(), label(form.security)].join(" · "))
    };
    let hint = move || match steps.search.get() {
        Search::UnderWay => Some(text::searching().to_owned()),
        Search::Found => Some(app.form.with_untracked(|form| text::found_server(&form.host))),
        Search::None | Search::Failed => None,
    };
    view! {
        {live(move || hint().map(|hint| view! { <p class="server-hint" role="status" data-testid="setup-hint">{hint}</p> }))}
        <p class="server-line">{icon("lock")}<span>{live(line)}</span></p>
    }
    .into_any()
}

fn label(security: Security) -> &'static str {
    match security {
        Security::Tls => "TLS",
        Security::Stls => text::SECURITY_STLS,
        Security::Plain => text::security_plain(),
    }
}

fn fields(app: App, steps: Steps) -> AnyView {
    view! {
        {live(move || (steps.search.get() == Search::Failed).then(|| view! { <p class="server-hint">{text::guessed()}</p> }))}
        {known_servers()}
        <div class="server-row">
            {text_field(app, steps, &HOST)}
            {text_field(app, steps, &PORT)}
        </div>
        {security(app, steps)}
        {text_field(app, steps, &USERNAME)}
        {live(move || app.form.with(|form| form.security == Security::Plain).then(|| consent(app, steps)))}
    }
    .into_any()
}

/// A field of text: what it is called, and where its value lives.
struct Field {
    id: &'static str,
    label: fn() -> &'static str,
    mode: &'static str,
    /// The id of what can be chosen from.
    list: Option<&'static str>,
    read: fn(&Form) -> String,
    write: fn(&mut Form, String),
    problems: &'static [Problem],
}

const HOST: Field = Field {
    id: "setup-host",
    label: text::host,
    mode: "url",
    list: Some("known-servers"),
    read: |form| form.host.clone(),
    write: |form, typed| {
        form.host = typed;
        form.pinned = None;
    },
    problems: &[Problem::HostMissing, Problem::HostMalformed],
};
const PORT: Field = Field {
    id: "setup-port",
    label: text::port,
    mode: "numeric",
    list: None,
    read: |form| form.port.clone(),
    write: |form, typed| {
        form.port = typed;
        form.pinned = None;
    },
    problems: &[Problem::PortMalformed],
};
const USERNAME: Field = Field {
    id: "setup-username",
    label: text::username,
    mode: "email",
    list: None,
    read: |form| form.username.clone(),
    write: |form, typed| form.username = typed,
    problems: &[Problem::UsernameMissing],
};

/// Servers to choose from, for those with a domain of their own.
fn known_servers() -> AnyView {
    let mut seen = Vec::new();
    let options = PROVIDERS.iter().filter_map(|provider| {
        let host = provider.server?.host;
        let is_new = !seen.contains(&host);
        seen.push(host);
        is_new.then(|| view! { <option value=host>{provider.name}</option> })
    });
    view! { <datalist id="known-servers">{options.collect_view()}</datalist> }.into_any()
}

fn text_field(app: App, steps: Steps, field: &Field) -> AnyView {
    let Field {
        id,
        label,
        mode,
        list,
        read,
        write,
        problems,
    } = *field;
    view! {
        <div class="field">
            <label for=id>{label()}</label>
            <input
                id=id
                class="input"
                data-testid=id
                inputmode=mode
                list=list
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                aria-invalid=move || steps.problem.get().is_some_and(|problem| problems.contains(&problem)).then_some("true")
                prop:value=move || app.form.with(read)
                on:input=move |event| change(app, steps, |form| write(form, event_target_value(&event)))
            />
        </div>
    }
    .into_any()
}

fn security(app: App, steps: Steps) -> AnyView {
    let options = [
        (Security::Tls, text::security_tls()),
        (Security::Stls, text::SECURITY_STLS),
        (Security::Plain, text::security_plain()),
    ]
    .map(|(security, label)| {
        view! { <option value=security_name(security) selected=move || app.form.with(|form| form.security == security)>{label}</option> }
    });
    view! {
        <div class="field">
            <label for="setup-security">{text::security()}</label>
            <span class="select">
                <select
                    id="setup-security"
                    class="input"
                    data-testid="setup-security"
                    prop:value=move || app.form.with(|form| security_name(form.security))
                    on:change=move |event| change(app, steps, |form| form.protect(security_named(&event_target_value(&event))))
                >
                    {options.collect_view()}
                </select>
                {icon("chevron")}
            </span>
        </div>
    }
    .into_any()
}

/// Gmail's way to let several programs fetch the same mail.
fn recent(app: App, steps: Steps) -> AnyView {
    view! {
        <label class="tick">
            <input
                type="checkbox"
                data-testid="setup-recent"
                prop:checked=move || app.form.with(Form::is_recent)
                on:change=move |event| change(app, steps, |form| form.make_recent(event_target_checked(&event)))
            />
            <span>{text::recent()}<small>{text::recent_hint()}</small></span>
        </label>
    }
    .into_any()
}

fn consent(app: App, steps: Steps) -> AnyView {
    view! {
        <div class="consent">
            {icon("unlock")}
            <div>
                <strong>{text::consent_title()}</strong>
                <label class="tick">
                    <input
                        type="checkbox"
                        data-testid="plaintext-consent"
                        prop:checked=move || app.form.with(|form| form.plaintext_consent)
                        on:change=move |event| change(app, steps, |form| form.plaintext_consent = event_target_checked(&event))
                    />
                    <span>{text::consent()}</span>
                </label>
            </div>
        </div>
    }
    .into_any()
}
