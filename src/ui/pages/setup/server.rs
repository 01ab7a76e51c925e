//! The server's part of the form: one line where it is known, fields where it is not.

use leptos::prelude::*;

use super::{Steps, change};
use crate::ui::app::App;
use crate::ui::components::{icon, live};
use crate::ui::state::setup::{Form, Problem, security_name, security_named};
use crate::ui::text;
use crate::wire::Security;

/// The part.
pub(super) fn server(app: App, steps: Steps) -> AnyView {
    let offers_recent = Memo::new(move |_| app.form.with(Form::offers_recent));
    view! {
        <fieldset class="server">
            <legend>{text::SERVER_HEADING}</legend>
            {live(move || if steps.is_manual.get() { fields(app, steps) } else { summary(app) })}
            {live(move || offers_recent.get().then(|| recent(app, steps)))}
        </fieldset>
    }
    .into_any()
}

fn summary(app: App) -> AnyView {
    let line = move || {
        app.form
            .with(|form| [form.host.as_str(), form.port.as_str(), label(form.security)].join(" · "))
    };
    view! { <p class="server-line">{icon("lock")}<span>{live(line)}</span></p> }.into_any()
}

const fn label(security: Security) -> &'static str {
    match security {
        Security::Tls => "TLS",
        Security::Stls => text::SECURITY_STLS,
        Security::Plain => text::SECURITY_PLAIN,
    }
}

fn fields(app: App, steps: Steps) -> AnyView {
    let is_guessed = app.form.with_untracked(|form| form.provider().is_none());
    view! {
        {is_guessed.then(|| view! { <p class="server-hint">{text::GUESSED}</p> })}
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
    label: &'static str,
    mode: &'static str,
    read: fn(&Form) -> String,
    write: fn(&mut Form, String),
    problems: &'static [Problem],
}

const HOST: Field = Field {
    id: "setup-host",
    label: text::HOST,
    mode: "url",
    read: |form| form.host.clone(),
    write: |form, typed| {
        form.host = typed;
        form.pinned = None;
    },
    problems: &[Problem::HostMissing, Problem::HostMalformed],
};
const PORT: Field = Field {
    id: "setup-port",
    label: text::PORT,
    mode: "numeric",
    read: |form| form.port.clone(),
    write: |form, typed| {
        form.port = typed;
        form.pinned = None;
    },
    problems: &[Problem::PortMalformed],
};
const USERNAME: Field = Field {
    id: "setup-username",
    label: text::USERNAME,
    mode: "email",
    read: |form| form.username.clone(),
    write: |form, typed| form.username = typed,
    problems: &[Problem::UsernameMissing],
};

fn text_field(app: App, steps: Steps, field: &Field) -> AnyView {
    let Field {
        id,
        label,
        mode,
        read,
        write,
        problems,
    } = *field;
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <input
                id=id
                class="input"
                data-testid=id
                inputmode=mode
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
        (Security::Tls, text::SECURITY_TLS),
        (Security::Stls, text::SECURITY_STLS),
        (Security::Plain, text::SECURITY_PLAIN),
    ]
    .map(|(security, label)| {
        view! { <option value=security_name(security) selected=move || app.form.with(|form| form.security == security)>{label}</option> }
    });
    view! {
        <div class="field">
            <label for="setup-security">{text::SECURITY}</label>
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
            <span>{text::RECENT}<small>{text::RECENT_HINT}</small></span>
        </label>
    }
    .into_any()
}

fn consent(app: App, steps: Steps) -> AnyView {
    view! {
        <div class="consent">
            {icon("unlock")}
            <div>
                <strong>{text::CONSENT_TITLE}</strong>
                <label class="tick">
                    <input
                        type="checkbox"
                        data-testid="plaintext-consent"
                        prop:checked=move || app.form.with(|form| form.plaintext_consent)
                        on:change=move |event| change(app, steps, |form| form.plaintext_consent = event_target_checked(&event))
                    />
                    <span>{text::CONSENT}</span>
                </label>
            </div>
        </div>
    }
    .into_any()
}
