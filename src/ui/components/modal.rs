//! A native modal dialog that opens when it is drawn. Closing goes through the element, so that the focus returns.

use leptos::ev::MouseEvent;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlDialogElement;

use crate::ui::app::app;
use crate::ui::browser;
use crate::ui::components::icon;
use crate::ui::text;

/// A dialog with a heading.
#[component]
pub(crate) fn Modal(
    /// The heading, which is the dialog's name.
    title: String,
    /// Its width: `narrow` or `wide`.
    size: &'static str,
    /// Its test id; may be empty.
    #[prop(optional)]
    test_id: &'static str,
    /// What is in it.
    children: Children,
) -> impl IntoView {
    let app = app();
    let node = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        if let Some(dialog) = node.get()
            && !dialog.open()
        {
            // It is in the document and closed, the only two things this asks for.
            let _ = dialog.show_modal();
        }
    });
    let on_backdrop = move |event: MouseEvent| {
        let is_backdrop = event
            .target()
            .is_some_and(|target| target.is_instance_of::<HtmlDialogElement>());
        if is_backdrop {
            close();
        }
    };
    let test_id = (!test_id.is_empty()).then_some(test_id);
    view! {
        <dialog
            node_ref=node
            class=("modal", true)
            class:is-wide=size == "wide"
            aria-labelledby="modal-title"
            data-testid=test_id
            on:close=move |_| app.dialog.set(None)
            on:click=on_backdrop
        >
            <div class="modal-body">
                <div class="modal-head">
                    <h2 id="modal-title">{title}</h2>
                    <button type="button" class="icon-button" aria-label=text::close() on:click=move |_| close()>
                        {icon("x")}
                    </button>
                </div>
                {children()}
            </div>
        </dialog>
    }
    .into_any()
}

/// Closes the dialog that is open.
pub(crate) fn close() {
    if let Ok(Some(dialog)) = browser::document().query_selector("dialog[open]") {
        dialog.unchecked_into::<HtmlDialogElement>().close();
    }
}
