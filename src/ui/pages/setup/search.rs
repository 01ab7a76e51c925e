//! Trying the usual names of servers, one after the other, until one is a mail server's. Nobody signs in meanwhile: whoever
//! answers at a guessed name gets the password only once its user has seen that name. What an answer means is decided in
//! `state::guesses`.

use leptos::prelude::*;

use super::{Search, Steps};
use crate::ui::app::{App, TEST, Test};
use crate::ui::providers;
use crate::ui::state::guesses::{Guesses, Verdict};

/// Begins to search for the server of the address in the form.
pub(super) fn search(app: App, steps: Steps) {
    let domain = app.form.with_untracked(|form| providers::domain_of(&form.email));
    let Some(domain) = domain else {
        return;
    };
    steps.search.set(Search::UnderWay);
    app.run(TEST, try_all(app, steps, Guesses::new(domain)));
}

async fn try_all(app: App, steps: Steps, mut guesses: Guesses) {
    while let Some(host) = guesses.next_host() {
        app.form.update(|form| form.host.clone_from(&host));
        let fault = match app.meet_server().await {
            Some(Ok(())) => return found(app, steps),
            Some(Err(fault)) => fault,
            None => return steps.search.set(Search::None),
        };
        if guesses.note(host, fault.clone()) != Verdict::Next {
            steps.search.set(Search::None);
            return app.test_failed(fault);
        }
    }
    steps.search.set(Search::Failed);
    steps.is_manual.set(true);
    if let Some((host, fault)) = guesses.best() {
        app.form.update(|form| form.host = host);
        app.test_failed(fault);
    }
}

fn found(app: App, steps: Steps) {
    app.test.set(Test::Idle);
    steps.search.set(Search::Found);
}
