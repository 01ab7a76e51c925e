//! What this build is, in the settings, and what the browser offers to do with it.

use leptos::prelude::*;

use super::installed_settings::installed;
use crate::ui::app::App;
use crate::ui::browser;
use crate::ui::components::live;
use crate::ui::text;

/// The page.
pub(super) fn about(app: App) -> AnyView {
    let build = build();
    view! {
        <section>
            <dl class="facts" data-testid="about">
                {live(move || {
                    app.versions.get().map(|view| {
                        view! {
                            <div><dt>{text::version()}</dt><dd>{view.app}</dd></div>
                            <div><dt>{text::roots()}</dt><dd>{view.trust_roots}</dd></div>
                        }
                    })
                })}
                {build.map(|build| view! { <div><dt>{text::build()}</dt><dd><code>{build}</code></dd></div> })}
                <div><dt>{text::licence()}</dt><dd><code>{text::LICENCE}</code></dd></div>
            </dl>
            <p class="settings-note">{text::about_blind()}</p>
        </section>
        {installed()}
    }
    .into_any()
}

/// What the build called the interface's program: its name is made of its bytes, and so no two builds that differ share
/// one. There is none where the app was built for trying it out.
fn build() -> Option<String> {
    let link = browser::document()
        .query_selector("link[rel=modulepreload][href*='restante-ui-']")
        .ok()??;
    let name = link.get_attribute("href")?;
    let (_, mark) = name.rsplit_once("restante-ui-")?;
    let (mark, _) = mark.split_once('.')?;
    (!mark.is_empty()).then(|| mark.to_owned())
}
