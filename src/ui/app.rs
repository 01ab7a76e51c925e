//! The whole interface: its state, who hears the engine's events, and what is on the screen. Decisions are in `state`.

mod account;
mod ahead;
mod attached;
mod choosing;
mod erasing;
mod files;
mod filing;
mod folders;
mod installed;
mod keyboard;
mod mailbox;
mod navigation;
mod notifying;
mod order;
mod reading;
mod returning;
mod rhythm;
mod setup;
mod tags;
mod updates;

pub(crate) use account::SetTheme;
pub(crate) use attached::{Attached, Saving};
pub(crate) use erasing::ERASE_AFTER_DAYS;
pub(crate) use files::Given;
pub(crate) use filing::Toast;
use notifying::Witness;
pub(crate) use reading::Reading;
pub(crate) use returning::HALF_FILLED;
pub(crate) use setup::{TEST, Test};

use futures::future::{AbortHandle, LocalBoxFuture, abortable};
use leptos::prelude::*;
use leptos::task::spawn_local;
use litemap::LiteMap;

use crate::ui::client::{Client, EngineState};
use crate::ui::components::{Modal, UpdateBar, close, live};
use crate::ui::on_demand::{Part, Rest, on_demand};
use crate::ui::pages::{EngineTrouble, MailPage, WelcomePage};
use crate::ui::route::Route;
use crate::ui::state::arrangement::{self, Density};
use crate::ui::state::bookmark::Bookmark;
use crate::ui::state::list::List;
use crate::ui::state::list_order::order_from_preference;
use crate::ui::state::outgoing::LoadedImages;
use crate::ui::state::rhythm::Attempts;
use crate::ui::state::selection::Selection;
use crate::ui::state::settings::Page;
use crate::ui::state::setup::{Checks, Form};
use crate::ui::state::shortcuts::{KeySet, Sequence};
use crate::ui::{browser, components, text};
use crate::units::{AccountId, FolderId, MessageId, Tag, UnixMillis};
use crate::wire::{
    self, AccountView, CertificateProblem, CertificateView, ConversationLine, Event, Fault, Folder,
    HostingView, ListOrder, MessageView, SyncView, VersionView,
};

/// What lies over the page.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Dialog {
    /// A certificate to judge, for an account or for the set-up.
    Certificate(CertificateView, Option<AccountId>),
    /// A password to type; with what the server said about the last one.
    Password(AccountId, bool),
    /// Everything that can be set, page by page.
    Settings,
    /// Everything there is to do or to go to.
    Palette,
    /// How the list's rows stand.
    Order,
    /// The keyboard.
    Help,
    /// A message's source.
    Source(MessageView),
    /// The way a message came, or one behind these of its attachments.
    Trace(AccountId, MessageId, Vec<u32>),
    /// A link that leads elsewhere than it says: what it says, and its address.
    Link(String, String),
    /// A list to be left, by one of its messages.
    Unsubscribe(MessageView),
    /// The rules for an account's mail, and a message for whose like one shall be made.
    Rules(AccountId, Option<MessageView>),
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
    /// Where messages of a folder are to go.
    Move(AccountId, Folder, Vec<MessageId>),
    /// The trash of an account, or junk, to be emptied.
    Empty(AccountId, Folder),
    /// What else can be done with the open message.
    More,
    /// Which tag messages of a folder are to have.
    Tag(Vec<MessageId>),
    /// Until when messages of a folder are to be out of sight.
    Snooze(Vec<MessageId>),
    /// A folder of the user's own, or a new one, and what goes into it at once.
    Folder(AccountId, Option<FolderId>, Vec<MessageId>),
    /// What is attached to the open message, and which of it is looked at first.
    Preview(Attached, usize),
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
    ahead: StoredValue<ahead::Ahead, LocalStorage>,
    /// An empty frame for the next message.
    pub(crate) spare_frame: StoredValue<Option<web_sys::HtmlIFrameElement>, LocalStorage>,
    attempts: StoredValue<LiteMap<u32, Attempts>, LocalStorage>,
    pub(crate) engine: RwSignal<EngineState>,
    pub(crate) route: RwSignal<Route>,
    pub(crate) accounts: RwSignal<Option<Vec<AccountView>>>,
    /// By name.
    pub(crate) tags: RwSignal<Vec<Tag>>,
    /// The last files that were given to the app.
    pub(crate) given: RwSignal<Option<Given>, LocalStorage>,
    /// How many messages of files are open.
    pub(crate) files: RwSignal<u32>,
    pub(crate) hosting: RwSignal<Option<HostingView>>,
    pub(crate) versions: RwSignal<Option<VersionView>>,
    pub(crate) syncs: RwSignal<LiteMap<u32, SyncView>>,
    pub(crate) list: RwSignal<List>,
    pub(crate) list_fault: RwSignal<Option<Fault>>,
    /// How the list's rows stand.
    pub(crate) order: RwSignal<ListOrder>,
    /// The messages that the open one answers, and those that answer it; empty where that is not wanted.
    pub(crate) conversation: RwSignal<Vec<ConversationLine>>,
    /// Counts how often mail came or was marked.
    pub(crate) mail_changes: RwSignal<u32>,
    /// Where somebody was before the page was loaded anew, until the list is there again.
    bookmark: StoredValue<Option<Bookmark>>,
    /// Scroll position and height of the list, in pixels.
    pub(crate) scroll: RwSignal<(u32, u32)>,
    pub(crate) scroller: NodeRef<leptos::html::Div>,
    pub(crate) reading: RwSignal<Reading>,
    /// What images were let in.
    pub(crate) images_loaded: RwSignal<Vec<LoadedImages>>,
    pub(crate) form: RwSignal<Form>,
    pub(crate) checks: RwSignal<Checks>,
    pub(crate) test: RwSignal<Test>,
    /// Steps of a diagnosis as they came; its dialog reads them.
    pub(crate) steps: RwSignal<Vec<Vec<u8>>>,
    pub(crate) dialog: RwSignal<Option<Dialog>>,
    /// The page of the settings that is shown, or was last.
    pub(crate) settings_page: RwSignal<Page>,
    pub(crate) toast: RwSignal<Option<Toast>>,
    last_done: StoredValue<Option<filing::Undo>, LocalStorage>,
    /// Counts what was done.
    deeds: StoredValue<u32>,
    pub(crate) selection: RwSignal<Selection>,
    /// Folders whose folders are out of sight.
    closed: RwSignal<Vec<String>>,
    /// The messages that are being dragged.
    pub(crate) dragged: RwSignal<Vec<MessageId>>,
    /// The last finger that was put on the list.
    pub(crate) touch: RwSignal<Option<leptos::ev::PointerEvent>, LocalStorage>,
    pub(crate) is_online: RwSignal<bool>,
    /// How often mail is checked without being asked for; `None`: never.
    pub(crate) check_every_minutes: RwSignal<Option<u32>>,
    /// Whether new mail is to be told of outside of the page.
    pub(crate) wants_notifications: RwSignal<bool>,
    /// Who wants to know what a check for mail brings.
    pub(crate) witness: StoredValue<Option<Witness>, LocalStorage>,
    pub(crate) key_set: RwSignal<KeySet>,
    /// Keys that wait for another.
    sequence: StoredValue<Sequence>,
    /// Whether the list is gone to by keyboard: its row gets the focus when it comes.
    comes_by_keys: StoredValue<bool>,
    pub(crate) theme: RwSignal<SetTheme>,
    pub(crate) density: RwSignal<Density>,
    pub(crate) reading_place: RwSignal<arrangement::Reading>,
    /// Whether plain text is shown in letters of one width.
    pub(crate) has_fixed_letters: RwSignal<bool>,
    /// Whether an open message is on the screen in part only.
    pub(crate) is_drawing: RwSignal<bool>,
    /// Whether the open message is darkened, where it would lie on white paper.
    pub(crate) is_darkened: RwSignal<bool>,
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
    wasm_bindgen_futures::spawn_local(async move {
        browser::language::learn().await;
        mount_to_body(move || view! { <Root rest /> });
    });
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
    let is_given_files = Memo::new(move |_| app.given.with(Option::is_some));
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
        {live(move || is_given_files.get().then(|| on_demand(Part::FileOpener)))}
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
    fn frame(&self) -> Frame {
        let (title, size, test_id) = match self {
            Self::Certificate(certificate, _) => {
                let title = match certificate.problem {
                    CertificateProblem::Changed => text::certificate_title_changed(),
                    _ => text::certificate_title(),
                };
                (title, "narrow", "certificate-dialog")
            }
            Self::Password(..) => (text::password_title(), "narrow", "password-dialog"),
            Self::Settings => (text::settings(), "wide", "settings-dialog"),
            Self::Palette => (text::palette(), "narrow", "palette"),
            Self::Order => (text::list_order(), "narrow", "order-dialog"),
            Self::Help => (text::keyboard(), "wide", "help-dialog"),
            Self::Source(_) => (text::source_title(), "wide", "source-dialog"),
            Self::Trace(..) => (text::trace(), "wide", "trace-dialog"),
            Self::Link(..) => (text::link_title(), "narrow", "link-dialog"),
            Self::Unsubscribe(_) => (text::unsubscribe_title(), "narrow", "unsubscribe-dialog"),
            Self::Rules(..) => (text::rules(), "wide", "rules"),
            Self::Remove(_) => (text::remove_title(), "narrow", "remove-dialog"),
            Self::Copies(_) => (text::copies_there(), "narrow", "deletion-dialog"),
            Self::Ledger(_) => (text::ledger(), "wide", "deletion-history-dialog"),
            Self::ServerBox(_) => (text::on_the_server(), "wide", "server-box-dialog"),
            Self::Limits(_) => (text::what_is_fetched(), "narrow", "limits-dialog"),
            Self::Twice(_) => (text::here_twice(), "wide", "duplicates-dialog"),
            Self::Doctor(_) => (text::doctor(), "wide", "doctor-dialog"),
            Self::Move(..) => (text::move_title(), "narrow", "move-dialog"),
            Self::Empty(..) => (text::empty_title(), "narrow", "empty-dialog"),
            Self::More => (text::more(), "narrow", "more-dialog"),
            Self::Tag(_) => (text::tag(), "narrow", "tag-dialog"),
            Self::Snooze(_) => (text::snooze_title(), "narrow", "snooze-dialog"),
            Self::Folder(_, None, _) => (text::new_folder(), "narrow", "folder-dialog"),
            Self::Folder(..) => (text::this_folder(), "narrow", "folder-dialog"),
            Self::Preview(..) => (text::attachment(), "wide", "preview-dialog"),
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
            ahead: StoredValue::new_local(ahead::Ahead::default()),
            spare_frame: StoredValue::new_local(None),
            attempts: StoredValue::new_local(LiteMap::new()),
            check_every_minutes: RwSignal::new(rhythm::chosen()),
            engine: RwSignal::new(EngineState::Starting),
            route: RwSignal::new(Route::Home),
            accounts: RwSignal::new(None),
            tags: RwSignal::new(Vec::new()),
            given: RwSignal::new_local(None),
            files: RwSignal::new(0),
            hosting: RwSignal::new(None),
            versions: RwSignal::new(None),
            syncs: RwSignal::new(LiteMap::new()),
            list: RwSignal::new(List::default()),
            list_fault: RwSignal::new(None),
            order: RwSignal::new(order_from_preference(browser::preference("order").as_deref())),
            conversation: RwSignal::new(Vec::new()),
            mail_changes: RwSignal::new(0),
            bookmark: StoredValue::new(None),
            scroll: RwSignal::new((0, 0)),
            scroller: NodeRef::new(),
            reading: RwSignal::new(Reading::Nothing),
            images_loaded: RwSignal::new(Vec::new()),
            form: RwSignal::new(Form::default()),
            checks: RwSignal::new(Checks::default()),
            test: RwSignal::new(Test::Idle),
            steps: RwSignal::new(Vec::new()),
            dialog: RwSignal::new(None),
            settings_page: RwSignal::new(Page::default()),
            toast: RwSignal::new(None),
            last_done: StoredValue::new_local(None),
            deeds: StoredValue::new(0),
            selection: RwSignal::new(Selection::default()),
            closed: RwSignal::new(folders::closed()),
            dragged: RwSignal::new(Vec::new()),
            touch: RwSignal::new_local(None),
            is_online: RwSignal::new(browser::window().navigator().on_line()),
            wants_notifications: RwSignal::new(notifying::is_wanted()),
            witness: StoredValue::new_local(None),
            key_set: RwSignal::new(KeySet::from_preference(
                browser::preference("shortcuts").as_deref(),
            )),
            sequence: StoredValue::new(Sequence::default()),
            comes_by_keys: StoredValue::new(false),
            theme: RwSignal::new(SetTheme::from_preference()),
            density: RwSignal::new(Density::from_preference(
                browser::preference("density").as_deref(),
            )),
            reading_place: RwSignal::new(arrangement::Reading::from_preference(
                browser::preference("reading").as_deref(),
            )),
            has_fixed_letters: RwSignal::new(browser::preference("letters").as_deref() == Some("fixed")),
            is_drawing: RwSignal::new(false),
            is_darkened: RwSignal::new(false),
            has_update: RwSignal::new(false),
            now: RwSignal::new(browser::now()),
            announcement: RwSignal::new(String::new()),
        }
    }

    fn begin(self) {
        self.theme.get_untracked().apply();
        browser::show_contrast();
        self.listen_to_history();
        self.listen_to_keys();
        self.listen_to_network();
        self.listen_to_launches();
        self.listen_to_drops();
        self.watch_for_updates();
        self.read_the_place();
        self.follow_the_route();
        self.read_ahead();
        self.show_the_count();
        self.keep_the_rhythm();
        self.bring_back_in_time();
        self.erase_in_time();
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

    /// Opens a page of the settings.
    pub(crate) fn open_settings(self, page: Page) {
        self.settings_page.set(page);
        self.dialog.set(Some(Dialog::Settings));
    }

    fn engine_is(self, state: EngineState) {
        self.engine.set(state);
        if state == EngineState::Ready {
            // A new one has none of them.
            self.files.set(0);
            spawn_local(async move {
                self.load_tags().await;
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
            Event::MailboxChanged { account } => {
                // What only people do, such as marking what they have read, changes rows alone.
                if self.is_checking(account) {
                    self.forget_ahead();
                }
                self.mailbox_changed(account);
            }
            Event::AccountsChanged => spawn_local(async move {
                self.load_tags().await;
                self.load_accounts().await;
            }),
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
            _ if has_accounts || self.files.get() > 0 => Screen::Mail,
            _ => Screen::Welcome,
        }
    }
}
