//! What the reader's toolbar has no room for on narrow screens. It does what a key would have done.

use leptos::prelude::*;

use super::modal::close;
use crate::ui::app::app;
use crate::ui::components::icon;
use crate::ui::state::shortcuts::Command;
use crate::ui::text;

const OFFERS: [(&str, Command); 6] = [
    ("mail", Command::ToggleRead),
    ("tag", Command::Tag),
    ("clock", Command::Snooze),
    ("star", Command::Star),
    ("sort", Command::MakeRule),
    ("printer", Command::Print),
];

/// The dialog.
#[component]
pub(crate) fn MoreDialog() -> impl IntoView {
    let app = app();
    let offers = OFFERS.into_iter().enumerate().map(|(at, (glyph, command))| {
        let on_click = move |_| {
            close();
            // The closing dialog empties the place of dialogs first, and gives the focus back.
            request_animation_frame(move || {
                app.obey(command);
            });
        };
        view! {
            <li>
                <button type="button" class="place" data-testid="more-choice" autofocus=at == 0 on:click=on_click>
                    {icon(glyph)}<span>{text::command(command)}</span>
                </button>
            </li>
        }
    });
    view! { <ul class="places">{offers.collect_view()}</ul> }.into_any()
}
