//! The line above a message that came inside of another one.

use leptos::prelude::*;

use crate::ui::app::App;
use crate::ui::components::icon;
use crate::ui::text;
use crate::wire::MessageView;

/// The way back from a message that came inside of another one.
pub(crate) fn way_back(app: App, view: &MessageView) -> Option<AnyView> {
    (!view.within.is_empty()).then(|| {
        view! {
            <div class="reading-note" data-testid="nested-inside">
                {icon("mail-open")}
                <span>{text::nested_inside()}</span>
                <button type="button" class="banner-button" data-testid="nested-back" on:click=move |_| app.leave_nested()>
                    {text::nested_back()}
                </button>
            </div>
        }
        .into_any()
    })
}
