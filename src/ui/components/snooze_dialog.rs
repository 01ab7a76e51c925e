//! Until when messages shall be out of sight: a few moments with one key each, or any other. It must not do anything at
//! that moment.

use leptos::prelude::*;

use super::modal::close;
use crate::ui::app::{App, app};
use crate::ui::browser;
use crate::ui::components::{icon, live};
use crate::ui::state::snooze::choices;
use crate::ui::text;
use crate::units::{MessageId, UnixMillis};
use crate::wire::{Folder, Mark};

/// The dialog.
#[component]
pub(crate) fn SnoozeDialog(
    /// Which messages.
    messages: Vec<MessageId>,
) -> impl IntoView {
    let app = app();
    let count = u32::try_from(messages.len()).unwrap_or(u32::MAX);
    let messages = StoredValue::new(messages);
    let is_away = app.route.get_untracked().folder().map(|(_, folder)| folder) == Some(Folder::Snoozed);
    let say = move |mark| {
        close();
        app.mark_messages(messages.get_value(), mark);
    };
    let now = browser::now();
    let offered = choices(browser::local_day(now), browser::local_hour(now));
    let offered = offered.into_iter().enumerate().map(|(at, choice)| {
        let moment = browser::days_ahead(now, choice.days, choice.hour);
        view! {
            <li>
                <button type="button" class="place" data-testid="snooze-choice" autofocus=at == 0 on:click=move |_| say(Mark::Snoozed(moment))>
                    {icon("clock")}<span>{text::snooze_until(choice.until)}</span>
                    <time class="place-beside">{browser::day_and_time(moment)}</time>
                </button>
            </li>
        }
    });
    let back = is_away.then(|| {
        view! {
            <button type="button" class="button is-quiet box-links" data-testid="snooze-now" on:click=move |_| say(Mark::Filed(Folder::Inbox))>
                {icon("inbox")}{text::snooze_now()}
            </button>
        }
    });
    view! {
        <p class="settings-note">{text::messages(count)}</p>
        <ul class="places">{offered.collect_view()}</ul>
        {other(app, messages)}
        <footer class="modal-foot box-foot">
            {back}
            <button type="button" class="button is-quiet" on:click=move |_| close()>{text::cancel()}</button>
        </footer>
    }
    .into_any()
}

/// Any other moment.
fn other(app: App, messages: StoredValue<Vec<MessageId>>) -> AnyView {
    let typed = RwSignal::new(String::new());
    let is_refused = RwSignal::new(false);
    let on_submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let moment = typed.with_untracked(|typed| browser::moment_of(typed));
        match moment.filter(|moment: &UnixMillis| *moment > browser::now()) {
            Some(moment) => {
                close();
                app.mark_messages(messages.get_value(), Mark::Snoozed(moment));
            }
            None => is_refused.set(true),
        }
    };
    view! {
        <form class="snooze-other" on:submit=on_submit novalidate>
            <div class="field">
                <label for="snooze-when">{text::snooze_other()}</label>
                <input class="input" id="snooze-when" type="datetime-local" data-testid="snooze-when" aria-describedby="snooze-note"
                    aria-invalid=move || is_refused.get().to_string()
                    on:input=move |event| {
                        is_refused.set(false);
                        typed.set(event_target_value(&event));
                    } />
                <p class="field-note" id="snooze-note" role="status" data-testid="snooze-note">{live(move || is_refused.get().then(text::snooze_past))}</p>
            </div>
            <button type="submit" class="button" data-testid="snooze-set">{text::snooze_set()}</button>
        </form>
    }
    .into_any()
}
