//! What the provider of the address wants, said as soon as it is known: a sentence, the steps, and the pages to open.

use leptos::prelude::*;

use crate::ui::app::App;
use crate::ui::components::{icon, live};
use crate::ui::providers::Provider;
use crate::ui::state::setup::Form;
use crate::ui::text::{self, Step, Walkthrough};

/// The advice. It is drawn anew only when it is another provider's, so that a link keeps the focus.
pub(super) fn advice(app: App) -> AnyView {
    let provider = Memo::new(move |_| app.form.with(Form::adviser));
    view! { <div aria-live="polite">{live(move || provider.get().and_then(told))}</div> }.into_any()
}

fn told(provider: &'static Provider) -> Option<AnyView> {
    let Walkthrough { lead, steps, note } = text::walkthrough(provider)?;
    let can_work = provider.need.can_work();
    let is_help_new = !provider.help.is_empty() && steps.iter().all(|step| step.page != provider.help);
    let help = is_help_new.then(|| view! { <p>{link(provider.help, text::learn_more().into())}</p> });
    let steps = (!steps.is_empty()).then(|| {
        view! { <ol class="walkthrough">{steps.into_iter().map(one_step).collect_view()}</ol> }.into_any()
    });
    let note = note.map(|note| view! { <p class="advice-note">{note}</p> });
    Some(
        view! {
            <div class="advice" class:is-blocking=!can_work role="note" data-testid="setup-advice">
                {icon(if can_work { "info" } else { "alert" })}
                <div class="advice-text"><p>{lead}</p>{steps}{note}{help}</div>
            </div>
        }
        .into_any(),
    )
}

fn one_step(Step { what, page }: Step) -> AnyView {
    let page = (!page.is_empty()).then(|| view! { " "{link(page, text::open_page(page))} });
    view! { <li data-testid="setup-step">{what}{page}</li> }.into_any()
}

/// A page of the provider's, which learns nothing about this one.
fn link(page: &'static str, label: String) -> AnyView {
    view! { <a href=page target="_blank" rel="noopener noreferrer">{label}</a> }.into_any()
}
