//! What is on an account's server, and what becomes of it. It shows one stretch at a time, and changes nothing on the
//! server itself: what is decided here counts from the next check on.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::server_box_rows::{row_id, rows};
use crate::ui::app::{App, Dialog, app};
use crate::ui::browser;
use crate::ui::components::{FaultNote, icon, live};
use crate::ui::state::server_box::{Chosen, PAGE_ROWS, is_known, neighbours};
use crate::ui::state::sync;
use crate::ui::text;
use crate::units::AccountId;
use crate::wire::{
    AccountView, Decide, Decision, Fault, FaultKind, LookAtServer, Presence, ServerBox, ServerBoxView,
    ServerRowView,
};

/// What the parts of the dialog share.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    pub(super) app: App,
    account: AccountId,
    /// The stretch on the screen.
    pub(super) view: RwSignal<Option<ServerBoxView>>,
    fault: RwSignal<Option<Fault>>,
    pub(super) chosen: RwSignal<Chosen>,
    /// The keyboard's row.
    pub(super) cursor: RwSignal<usize>,
    /// The rows are drawn anew because of a key, which wants the focus back.
    pub(super) is_at_keys: RwSignal<bool>,
    /// How many of those to be deleted are not here: somebody has to say what that means.
    question: RwSignal<Option<u32>>,
    is_checking: Memo<bool>,
    /// Where the stretches begin whose headers were asked for already.
    looked_at: StoredValue<Vec<u32>>,
    /// The server wants no log-in that nobody asked for.
    wants_pauses: bool,
}

/// The dialog.
#[component]
pub(crate) fn ServerBoxDialog(
    /// Whose server.
    account: AccountView,
) -> impl IntoView {
    let app = app();
    let id = account.id;
    let is_checking = move |_: Option<&bool>| {
        app.syncs
            .with(|syncs| syncs.get(&id.0).is_some_and(sync::is_running))
    };
    let desk = Desk {
        app,
        account: id,
        view: RwSignal::new(None),
        fault: RwSignal::new(None),
        chosen: RwSignal::default(),
        cursor: RwSignal::new(0),
        is_at_keys: RwSignal::new(false),
        question: RwSignal::new(None),
        is_checking: Memo::new(is_checking),
        looked_at: StoredValue::default(),
        wants_pauses: account
            .server_facts
            .login_delay_s
            .is_some_and(|pause_s| pause_s > 0),
    };
    on_cleanup(move || {
        app.stop("look");
        app.stop("box");
    });
    // After a check, and at first.
    Effect::new(move |_| {
        if !desk.is_checking.get() {
            desk.chosen.set(Chosen::default());
            desk.load(desk.start());
        }
    });
    let whose = [account.email.as_str(), account.server.as_str()].join(" · ");
    view! {
        <p class="settings-note">{whose}</p>
        {head(desk)}
        {live(move || desk.fault.get().map(|fault| view! { <FaultNote fault on_action=Callback::new(move |action| desk.act(action)) /> }))}
        {tools(desk)}
        <div class="box" data-testid="server-box" aria-busy=move || desk.is_checking.get().to_string()>
            {live(move || desk.view.get().map_or_else(waiting, |view| contents(desk, &view)))}
        </div>
        {foot(desk, account)}
    }
    .into_any()
}

impl Desk {
    fn start(self) -> u32 {
        self.view
            .with_untracked(|view| view.as_ref().map_or(0, |view| view.start))
    }

    /// Shows the stretch that begins there; looks at the server where nobody has.
    pub(super) fn load(self, start: u32) {
        self.app.run("box", async move {
            let call = ServerBox {
                account: self.account,
                start,
                count: PAGE_ROWS,
            };
            match self.app.call(call).await {
                Some(Ok(view)) if view.rows.is_empty() && view.start > 0 => self.load(0),
                Some(Ok(view)) if self.is_open() => {
                    let is_unseen = self.wants_to_see(&view);
                    self.view.set(Some(view));
                    if self.is_at_keys.get_untracked() {
                        self.is_at_keys.set(false);
                        browser::focus_soon(row_id(self.cursor.get_untracked()));
                    }
                    if is_unseen && self.app.is_online.get_untracked() {
                        self.look();
                    }
                }
                Some(Err(fault)) => drop(self.fault.try_set(Some(fault))),
                Some(Ok(_)) | None => {}
            }
        });
    }

    /// Whether the dialog is still there: it may be gone when an answer comes.
    fn is_open(self) -> bool {
        self.question.try_get_untracked().is_some()
    }

    /// Whether nobody has looked at the server, or at the messages of this stretch.
    fn wants_to_see(self, view: &ServerBoxView) -> bool {
        let is_known = |row: &ServerRowView| is_known(row) || row.server.is_none();
        self.fault.with_untracked(Option::is_none)
            && match view.listed_at {
                None => true,
                Some(_) if self.wants_pauses => false,
                Some(_) => {
                    let is_new = |looked_at: &Vec<u32>| !looked_at.contains(&view.start);
                    !view.rows.iter().all(is_known) && self.looked_at.with_value(is_new)
                }
            }
    }

    /// Asks the server what is there now, and for the headers of what is on the screen and was never seen.
    fn look(self) {
        if self.is_checking.get_untracked() {
            return;
        }
        self.fault.set(None);
        let start = self.start();
        self.looked_at.update_value(|looked_at| looked_at.push(start));
        self.app.run("look", async move {
            let call = LookAtServer {
                account: self.account,
                start,
                count: PAGE_ROWS,
            };
            if let Some(Err(fault)) = self.app.call(call).await
                && !matches!(fault.kind, FaultKind::Cancelled | FaultKind::BusyElsewhere)
            {
                let _ = self.fault.try_set(Some(fault));
            }
        });
    }

    fn act(self, action: text::Action) {
        match (action, self.fault.get_untracked()) {
            (text::Action::TryAgain | text::Action::CheckMail, _) | (_, None) => self.look(),
            (action, Some(fault)) => self.app.act(action, self.account, &fault),
        }
    }

    /// Decides about what is chosen, or else about the keyboard's row.
    pub(super) fn decide(self, decision: Decision) {
        let mut chosen = self.chosen.get_untracked();
        if chosen.count() == 0 {
            let cursor = self.cursor.get_untracked();
            self.view.with_untracked(|view| {
                if let Some(row) = view.as_ref().and_then(|view| view.rows.get(cursor)) {
                    chosen.choose(row, true);
                }
            });
        }
        let not_here = chosen.not_here();
        if decision == Decision::Delete && not_here > 0 && self.question.get_untracked().is_none() {
            self.question.set(Some(not_here));
            return browser::focus_soon("box-question");
        }
        self.question.set(None);
        self.note(chosen, decision);
    }

    fn note(self, chosen: Chosen, decision: Decision) {
        if chosen.count() == 0 {
            return;
        }
        spawn_local(async move {
            let call = Decide {
                account: self.account,
                messages: chosen.messages(),
                decision,
            };
            match self.app.call(call).await {
                Some(Ok(())) => {
                    let said = if decision == Decision::Later {
                        text::box_taken_back()
                    } else {
                        text::box_decided()
                    };
                    self.app.announcement.set(said.into());
                    if self.is_open() {
                        self.load(self.start());
                    }
                }
                Some(Err(fault)) => drop(self.fault.try_set(Some(fault))),
                None => {}
            }
        });
    }
}

fn waiting() -> AnyView {
    view! { <p class="coming skeleton" role="status"><i class="spinner"></i>{text::coming()}</p> }.into_any()
}

/// How much there is, when that was seen, and a way to see it anew.
fn head(desk: Desk) -> AnyView {
    let line = move || {
        if desk.is_checking.get() {
            let said = desk
                .app
                .syncs
                .with(|syncs| syncs.get(&desk.account.0).map(text::sync));
            return Some(said.unwrap_or_else(|| text::box_looking().into()));
        }
        desk.view.with(|view| {
            let view = view.as_ref()?;
            let seen = browser::relative(view.listed_at?, browser::now());
            Some(text::box_seen(view, &seen))
        })
    };
    view! {
        <div class="box-head">
            <p class="box-total" role="status" data-testid="server-box-total">
                {live(move || desk.is_checking.get().then(|| view! { <i class="spinner"></i> }))}
                <span>{line}</span>
            </p>
            <button type="button" class="button is-small" data-testid="server-box-look"
                prop:disabled=move || desk.is_checking.get() || !desk.app.is_online.get() on:click=move |_| desk.look()>
                {icon("refresh")}{text::box_refresh()}
            </button>
        </div>
        {live(move || (!desk.app.is_online.get()).then(|| view! { <p class="advice" role="status">{icon("offline")}<span>{text::box_offline()}</span></p> }))}
        {live(move || desk.view.with(|view| view.as_ref().and_then(text::box_pending)).map(|pending| pending_line(desk, pending)))}
        {live(move || is_held_back(desk).then(|| view! { <p class="advice" role="note">{icon("info")}<span>{text::box_copies_loose()}</span></p> }))}
    }
    .into_any()
}

fn pending_line(desk: Desk, pending: String) -> AnyView {
    view! {
        <p class="advice box-pending" role="status" data-testid="server-box-pending">
            {icon("info")}<span>{pending}</span>
            <button type="button" class="button is-small" data-testid="server-box-check"
                prop:disabled=move || desk.is_checking.get()
                on:click=move |_| desk.app.check_mail(desk.account, Vec::new())>{text::box_do_now()}</button>
        </p>
    }
    .into_any()
}

/// Whether something that is here is to be deleted there and will not be, because the browser may lose it.
fn is_held_back(desk: Desk) -> bool {
    desk.view.with(|view| {
        let is_here = |presence| presence == Presence::Here;
        view.as_ref().is_some_and(|view| {
            view.browser_may_forget
                && view
                    .rows
                    .iter()
                    .any(|row| row.goes.is_some() && is_here(row.presence))
        })
    })
}

/// What can be done with what is chosen.
fn tools(desk: Desk) -> AnyView {
    let count = Memo::new(move |_| desk.chosen.with(Chosen::count));
    let tool = move |test_id: &'static str, glyph: &'static str, label: &'static str, decision: Decision| {
        view! {
            <button type="button" class="button is-small" data-testid=test_id
                prop:disabled=move || count.get() == 0
                on:click=move |_| desk.decide(decision)>{icon(glyph)}{label}</button>
        }
        .into_any()
    };
    view! {
        <div class="box-tools" role="toolbar" aria-label=text::on_the_server()>
            {tool("server-box-fetch", "download", text::box_fetch(), Decision::Fetch)}
            {tool("server-box-leave", "lock", text::box_leave(), Decision::Leave)}
            {tool("server-box-delete", "trash", text::box_delete(), Decision::Delete)}
            {tool("server-box-later", "back", text::box_later(), Decision::Later)}
            <span class="settings-note" role="status">{move || (count.get() > 0).then(|| text::box_chosen(count.get()))}</span>
        </div>
        {live(move || desk.question.get().map(|not_here| question(desk, not_here)))}
    }
    .into_any()
}

/// What deleting means for what is not here.
fn question(desk: Desk, not_here: u32) -> AnyView {
    view! {
        <div class="box-question" role="group" aria-labelledby="box-question" data-testid="server-box-question">
            <strong id="box-question" tabindex="-1">{text::box_delete_title()}</strong>
            <p>{text::box_not_here(not_here)}</p>
            <div class="fault-actions">
                <button type="button" class="button is-small" data-testid="server-box-fetch-delete"
                    on:click=move |_| desk.decide(Decision::Delete)>{text::box_delete_fetch()}</button>
                <button type="button" class="button is-small is-danger" data-testid="server-box-lose"
                    on:click=move |_| desk.decide(Decision::DeleteWithoutCopy)>{text::box_delete_lose()}</button>
                <button type="button" class="button is-small is-quiet"
                    on:click=move |_| desk.question.set(None)>{text::cancel()}</button>
            </div>
        </div>
    }
    .into_any()
}

fn contents(desk: Desk, view: &ServerBoxView) -> AnyView {
    let nothing =
        |sentence: &'static str| view! { <p class="box-nothing" role="status">{sentence}</p> }.into_any();
    match (view.listed_at, view.total) {
        (None, _) if desk.is_checking.get() => waiting(),
        (None, _) if desk.app.is_online.get() => nothing(text::box_unseen()),
        (None, _) => nothing(text::box_unseen_offline()),
        (Some(_), 0) => nothing(text::box_empty()),
        (Some(_), _) => rows(desk, view),
    }
}

/// The stretches before and behind, and what else can be done about this account's mail.
fn foot(desk: Desk, account: AccountView) -> AnyView {
    let turn = move |test_id: &'static str, label: &'static str, place: fn(&ServerBoxView) -> Option<u32>| {
        let target = Memo::new(move |_| desk.view.with(|view| view.as_ref().and_then(place)));
        view! {
            <button type="button" class="button is-small" data-testid=test_id
                prop:disabled=move || target.get().is_none()
                on:click=move |_| if let Some(start) = target.get_untracked() { desk.load(start) }>{label}</button>
        }
        .into_any()
    };
    let twice = account.clone();
    let range = move || {
        desk.view
            .with(|view| view.as_ref().filter(|view| view.total > 0).map(text::box_range))
    };
    view! {
        <footer class="modal-foot box-foot">
            <div class="box-links">
                <button type="button" class="button is-small is-quiet" data-testid="fetch-limits"
                    on:click=move |_| desk.app.open_instead(Dialog::Limits(account.clone()))>{text::what_is_fetched()}</button>
                <button type="button" class="button is-small is-quiet" data-testid="duplicates"
                    on:click=move |_| desk.app.open_instead(Dialog::Twice(twice.clone()))>{text::here_twice()}</button>
            </div>
            {turn("server-box-newer", text::box_newer(), |view| neighbours(view).0)}
            <span class="settings-note" data-testid="server-box-range">{range}</span>
            {turn("server-box-older", text::box_older(), |view| neighbours(view).1)}
        </footer>
    }
    .into_any()
}
