//! Whether new mail is told of outside of the page, in the settings, and what the browser says to that.

use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::{Event, HtmlInputElement};

use crate::ui::app::App;
use crate::ui::browser::notifying;
use crate::ui::components::{icon, live};
use crate::ui::state::notifications::Permission;
use crate::ui::text;

/// The page.
pub(super) fn notifications(app: App) -> AnyView {
    let permission = RwSignal::new(notifying::permission());
    let is_wanted = app.wants_notifications;
    let is_on = move || is_wanted.get() && permission.get() == Permission::Granted;
    let is_impossible = move || {
        matches!(
            permission.get(),
            Permission::Impossible | Permission::OnceInstalled
        )
    };
    let on_change = move |event: Event| {
        let switch: HtmlInputElement = event_target(&event);
        if !switch.checked() {
            return app.want_notifications(false);
        }
        let asked = notifying::ask();
        spawn_local(async move {
            asked.await;
            let answer = notifying::permission();
            let is_granted = answer == Permission::Granted;
            app.want_notifications(is_granted);
            // The click has moved it already.
            switch.set_checked(is_granted);
            // Another page may be shown by now.
            let _ = permission.try_set(answer);
        });
    };
    let standing = move || text::notifications_standing(permission.get(), is_wanted.get());
    view! {
        <section>
            <label class="tick">
                <input type="checkbox" data-testid="notifications" disabled=is_impossible
                    prop:checked=is_on on:change=on_change />
                <span>{text::notifications_switch()}<small>{text::notifications_what()}</small></span>
            </label>
            <p class="settings-note">{text::notifications_when()}</p>
            <p class="settings-note">{text::notifications_asleep()}</p>
            <div role="status">
                {live(move || {
                    let standing = standing();
                    (!standing.is_empty()).then(|| {
                        view! { <p class="settings-warning" data-testid="notifications-standing">{icon("alert")}<span>{standing}</span></p> }
                    })
                })}
            </div>
        </section>
    }
    .into_any()
}
