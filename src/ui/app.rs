//! The whole interface: its state, who hears the engine's events, and what is on the screen. Decisions are in `state`.

mod account;
mod filing;
mod keyboard;
mod mailbox;
mod navigation;
mod reading;
mod setup;
mod updates;

pub(crate) use account::SetTheme;
pub(crate) use filing::Toast;
pub(crate) use reading::Reading;
pub(crate) use setup::Test;

use futures::future::{AbortHandle, LocalBoxFuture, abortable};
use leptos::prelude::*;
use leptos::task::spawn_local;
use litemap::LiteMap;

use crate::ui::client::{Client, EngineState};
use crate::ui::components::{Modal, UpdateBar, close, live};
use crate::ui::on_demand::{Part, Rest, on_demand};
use crate::ui::pages::{EngineTrouble, MailPage, WelcomePage};
use crate::ui::route::Route;
use crate::ui::state::list::List;
use crate::ui::state::setup::{Checks, Form};
use crate::ui::{browser, components, text};
use crate::units::{AccountId, MessageId, UnixMillis};
use crate::wire::{
    self, AccountView, CertificateProblem, CertificateView, Event, Fault, HostingView, MessageView, SyncView,
    VersionView,
};

/// What lies over the page.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Dialog {
    /// A certificate to judge, for an account or for the set-up.
    Certificate(CertificateView, Option<AccountId>),
    /// A password to type; with what the server said about the last one.
    Password(AccountId, bool),
    /// Accounts, theme, storage, about.
    Settings,
    /// The keyboard.
    Help,
    /// A message's source.
    Source(MessageView),
    /// The way a message came, or one behind these of its attachments.
    Trace(AccountId, MessageId, Vec<u32>),
    /// A link that leads elsewhere than it says: what it says, and its address.
    Link(String, String),
    /// An account to be removed.
    Remove(AccountView),
    /// Which copies on an account's server may go.
    Copies(AccountView),
    /// Which have gone.
    Ledger(AccountView),
    /// What is on an account's server.
    ServerBox(AccountView),
    /// How much of it is fetched.
    Limits(AccountView),
    /// What is here twice.
    Twice(AccountView),
    /// An account's connection to be looked at.
    Doctor(AccountId),
}

/// Everything that more than one part of the interface sees. A handle: copies are the same state.
#[derive(Clone, Copy)]
pub(crate) struct App {
    pub(crate) rest: Rest,
    client: StoredValue<Option<Client>, LocalStorage>,
    runs: StoredValue<LiteMap<&'static str, AbortHandle>, LocalStorage>,
    syncs_here: StoredValue<LiteMap<u32, AbortHandle>, LocalStorage>,
    /// Messages that were asked for while their account's check was under way.
    asked_for: StoredValue<LiteMap<u32, Vec<MessageId>>, LocalStorage>,
    pub(crate) engine: RwSignal<EngineState>,
    pub(crate) route: RwSignal<Route>,
    pub(crate) accounts: RwSignal<Option<Vec<AccountView>>>,
    pub(crate) hosting: RwSignal<Option<HostingView>>,
    pub(crate) versions: RwSignal<Option<VersionView>>,
    pub(crate) syncs: RwSignal<LiteMap<u32, SyncView>>,
    pub(crate) list: RwSignal<List>,
    pub(crate) list_fault: RwSignal<Option<Fault>>,
    /// Scroll position and height of the list, in pixels.
    pub(crate) scroll: RwSignal<(u32, u32)>,
    pub(crate) scroller: NodeRef<leptos::html::Div>,
    pub(crate) reading: RwSignal<Reading>,
    pub(crate) form: RwSignal<Form>,
    pub(crate) checks: RwSignal<Checks>,
    pub(crate) test: RwSignal<Test>,
    /// Steps of a diagnosis as they came; its dialog reads them.
    pub(crate) steps: RwSignal<Vec<Vec<u8>>>,
    pub(crate) dialog: RwSignal<Option<Dialog>>,
    pub(crate) toast: RwSignal<Option<Toast>>,
    pub(crate) is_online: RwSignal<bool>,
    pub(crate) has_shortcuts: RwSignal<bool>,
    pub(crate) theme: RwSignal<SetTheme>,
    /// Whether plain text is shown in letters of one width.
    pub(crate) has_fixed_letters: RwSignal<bool>,
    pub(crate) has_update: RwSignal<bool>,
    /// The present, a little late: ticks twice a minute for "2 minutes ago".
    pub(crate) now: RwSignal<UnixMillis>,
    /// What was said last, for screen readers.
    pub(crate) announcement: RwSignal<String>,
}

/// The state that surrounds a component.
pub(crate) fn app() -> App {
    expect_context::<App>()
}

/// Shows the app.
pub fn start(rest: Rest) {
    console_error_panic_hook::set_once();
    mount_to_body(move || view! { <Root rest /> });
}

#[component]
fn Root(
    /// What is loaded later.
    rest: Rest,
) -> impl IntoView {
    let app = App::new(rest);
    provide_context(app);
    app.begin();
    // A page is built once: what was typed into it outlives news from the engine.
    let screen = Memo::new(move |_| app.screen());
    view! {
        <UpdateBar />
        <components::Toast />
        {live(move || match screen.get() {
            Screen::Starting => view! { <div class="splash" aria-busy="true"></div> }.into_any(),
            Screen::Trouble(state) => view! { <EngineTrouble state /> }.into_any(),
            Screen::Welcome => view! { <WelcomePage /> }.into_any(),
            Screen::Setup => on_demand(Part::Setup),
            Screen::Mail => view! { <MailPage /> }.into_any(),
        })}
        {live(move || app.dialog.get().map(dialog))}
        <p class="visually-hidden" role="status" aria-live="polite">{live(move || app.announcement.get())}</p>
    }
}

/// The box is there at once; what is in it may have to be loaded.
fn dialog(dialog: Dialog) -> AnyView {
    let Frame { title, size, test_id } = dialog.frame();
    view! { <Modal title=title.to_owned() size test_id>{on_demand(Part::Dialog(dialog))}</Modal> }.into_any()
}

/// What is around a dialog.
struct Frame {
    title: &'static str,
    /// `narrow` or `wide`.
    size: &'static str,
    test_id: &'static str,
}

impl Dialog {
    const fn frame(&self) -> Frame {
        let (title, size, test_id) = match self {
            Self::Certificate(certificate, _) => {
                let title = match certificate.problem {
                    CertificateProblem::Changed => text::CERTIFICATE_TITLE_CHANGED,
                    _ => text::CERTIFICATE_TITLE,
                };
                (title, "narrow", "certificate-dialog")
            }
            Self::Password(..) => (text::PASSWORD_TITLE, "narrow", "password-dialog"),
            Self::Settings => (text::SETTINGS, "narrow", "settings-dialog"),
            Self::Help => (text::KEYBOARD, "narrow", "help-dialog"),
            Self::Source(_) => (text::SOURCE_TITLE, "wide", "source-dialog"),
            Self::Trace(..) => (text::TRACE, "wide", "trace-dialog"),
            Self::Link(..) => (text::LINK_TITLE, "narrow", "link-dialog"),
            Self::Remove(_) => (text::REMOVE_TITLE, "narrow", "remove-dialog"),
            Self::Copies(_) => (text::COPIES, "narrow", "deletion-dialog"),
            Self::Ledger(_) => (text::LEDGER, "wide", "deletion-history-dialog"),
            Self::ServerBox(_) => (text::BOX, "wide", "server-box-dialog"),
            Self::Limits(_) => (text::LIMITS, "narrow", "limits-dialog"),
            Self::Twice(_) => (text::TWICE, "wide", "duplicates-dialog"),
            Self::Doctor(_) => (text::DOCTOR, "wide", "doctor-dialog"),
        };
        Frame { title, size, test_id }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Screen {
    Starting,
    Trouble(EngineState),
    Welcome,
    Setup,
    Mail,
}

impl App {
    fn new(rest: Rest) -> Self {
        Self {
            rest,
            client: StoredValue::new_local(None),
            runs: StoredValue::new_local(LiteMap::new()),
            syncs_here: StoredValue::new_local(LiteMap::new()),
            asked_for: StoredValue::new_local(LiteMap::new()),
            engine: RwSignal::new(EngineState::Starting),
            route: RwSignal::new(Route::Home),
            accounts: RwSignal::new(None),
            hosting: RwSignal::new(None),
            versions: RwSignal::new(None),
            syncs: RwSignal::new(LiteMap::new()),
            list: RwSignal::new(List::default()),
            list_fault: RwSignal::new(None),
            scroll: RwSignal::new((0, 0)),
            scroller: NodeRef::new(),
            reading: RwSignal::new(Reading::Nothing),
            form: RwSignal::new(Form::default()),
            checks: RwSignal::new(Checks::default()),
            test: RwSignal::new(Test::Idle),
            steps: RwSignal::new(Vec::new()),
            dialog: RwSignal::new(None),
            toast: RwSignal::new(None),
            is_online: RwSignal::new(browser::window().navigator().on_line()),
            has_shortcuts: RwSignal::new(browser::preference("shortcuts").as_deref() != Some("off")),
            theme: RwSignal::new(SetTheme::from_preference()),
            has_fixed_letters: RwSignal::new(browser::preference("letters").as_deref() == Some("fixed")),
            has_update: RwSignal::new(false),
            now: RwSignal::new(browser::now()),
            announcement: RwSignal::new(String::new()),
        }
    }

    fn begin(self) {
        self.theme.get_untracked().apply();
        self.listen_to_history();
        self.listen_to_keys();
        self.listen_to_network();
        self.watch_for_updates();
        self.follow_the_route();
        self.show_the_count();
        let client = Client::start(move |event| self.hear(event), move |state| self.engine_is(state));
        self.client.set_value(Some(client));
        set_interval(
            move || self.now.set(browser::now()),
            std::time::Duration::from_secs(30),
        );
    }

    /// Asks the engine.
    pub(crate) async fn call<C: wire::Call>(self, call: C) -> Option<Result<C::Reply, Fault>> {
        let client = self.client.get_value()?;
        Some(client.call(call).await)
    }

    /// Runs something that replaces what was running under the same name; what is replaced is cancelled.
    pub(crate) fn run(self, name: &'static str, work: impl Future<Output = ()> + 'static) {
        self.run_boxed(name, Box::pin(work));
    }

    fn run_boxed(self, name: &'static str, work: LocalBoxFuture<'static, ()>) {
        let (work, handle) = abortable(work);
        self.runs.update_value(|runs| {
            if let Some(replaced) = runs.insert(name, handle) {
                replaced.abort();
            }
        });
        spawn_local(async move {
            // An aborted run has nothing to tell.
            let _ = work.await;
        });
    }

    /// Cancels what runs under a name.
    pub(crate) fn stop(self, name: &'static str) {
        self.runs.update_value(|runs| {
            if let Some(handle) = runs.remove(name) {
                handle.abort();
            }
        });
    }

    /// Opens a dialog in the place of the one that is open.
    pub(crate) fn open_instead(self, dialog: Dialog) {
        close();
        // The closing dialog empties the place first.
        request_animation_frame(move || self.dialog.set(Some(dialog)));
    }

    fn engine_is(self, state: EngineState) {
        self.engine.set(state);
        if state == EngineState::Ready {
            spawn_local(async move {
                self.load_accounts().await;
                self.check_all_unlocked();
                self.hosting
                    .set(self.call(wire::Hosting {}).await.and_then(Result::ok));
                self.versions
                    .set(self.call(wire::Versions {}).await.and_then(Result::ok));
            });
            self.refresh_list();
        }
    }

    fn hear(self, event: Event) {
        match event {
            Event::Ready { .. } => {}
            Event::Check { check, state, detail } => {
                self.checks.update(|checks| checks.note(check, state, detail))
            }
            Event::Step(step) => self.steps.update(|steps| steps.push(step.0)),
            Event::Sync(view) => self.hear_sync(view),
            Event::SyncAbandoned { account } => self.take_over(account),
            Event::MailboxChanged { account } => self.mailbox_changed(account),
            Event::AccountsChanged => spawn_local(self.load_accounts()),
        }
    }

    fn screen(self) -> Screen {
        match self.engine.get() {
            state @ (EngineState::OtherVersion | EngineState::Dead) => return Screen::Trouble(state),
            EngineState::Starting | EngineState::Ready => {}
        }
        let Some(has_accounts) = self
            .accounts
            .with(|accounts| accounts.as_ref().map(|list| !list.is_empty()))
        else {
            return Screen::Starting;
        };
        match self.route.get() {
            Route::Setup => Screen::Setup,
            _ if has_accounts => Screen::Mail,
            _ => Screen::Welcome,
        }
    }
}
