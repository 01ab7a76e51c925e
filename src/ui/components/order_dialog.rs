//! How the rows of the list stand: what comes first, and whether a conversation is one row.

use leptos::prelude::*;

use crate::ui::app::app;
use crate::ui::state::list_order::{SORTS, sort_name};
use crate::ui::text;
use crate::wire::ListOrder;

/// The dialog.
#[component]
pub(crate) fn OrderDialog() -> impl IntoView {
    let app = app();
    let sorts = SORTS.map(|by| {
        let choose = move |_| {
            let order = app.order.get_untracked();
            app.choose_order(ListOrder { by, ..order });
        };
        view! {
            <label class="tick">
                <input type="radio" name="sort" value=sort_name(by) data-testid="sort"
                    autofocus=move || app.order.with_untracked(|order| order.by == by)
                    prop:checked=move || app.order.get().by == by on:change=choose />
                <span>{text::sort(by)}</span>
            </label>
        }
    });
    let gather = move |event| {
        let order = app.order.get_untracked();
        let conversations = event_target_checked(&event);
        app.choose_order(ListOrder {
            conversations,
            ..order
        });
    };
    view! {
        <div class="stack order">
            <fieldset class="order-sorts"><legend class="visually-hidden">{text::sort_first()}</legend>{sorts.collect_view()}</fieldset>
            <label class="tick order-gather">
                <input type="checkbox" data-testid="conversations" prop:checked=move || app.order.get().conversations on:change=gather />
                <span>{text::gather()}<small>{text::gather_note()}</small></span>
            </label>
        </div>
    }
    .into_any()
}
