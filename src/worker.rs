//! The engine's worker: what the page asks for in, replies and events out. It decides nothing about mail or protocol.
//!
//! Calls run side by side. `Cancel` ends a connection test at once and a fetch at its next safe point; everything else
//! is a single transaction and runs to its end, only unheard.

mod clock;
mod events;
mod hosting;
mod tabs;
mod thumbnails;

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use futures::channel::oneshot;
use futures::future::{Either, select};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent, StorageEstimate};

use self::clock::BrowserClock;
use self::events::Outbox;
use self::hosting::Host;
use self::tabs::{News, SyncLock};
use crate::clock::Clock;
pub use crate::engine::Read;
use crate::engine::{Engine, EngineOptions, Marked, Stop, Stretch};
pub use crate::mail::{Reader, Reading};
use crate::store::indexeddb::{DATABASE, IndexedDbStore};
use crate::units::{AccountId, MessageId, Octets};
use crate::wire::{self, Bytes, Call, Event, Fault, FaultKind, Request, SyncState, ToPage, ToWorker};

type BrowserEngine = Engine<IndexedDbStore, Host, BrowserClock>;

/// Everything that calls share.
struct Worker {
    scope: DedicatedWorkerGlobalScope,
    engine: BrowserEngine,
    host: Host,
    outbox: Rc<Outbox>,
    /// The calls that can be cancelled.
    cancels: RefCell<HashMap<u32, oneshot::Sender<()>>>,
    /// The accounts whose mail another tab fetches.
    followed: RefCell<HashSet<AccountId>>,
}

/// Why a server is visited.
enum Errand<'a> {
    /// It is time.
    Check,
    /// Somebody wants new mail, these messages first.
    Fetch(&'a [MessageId]),
    /// Somebody wants to know what is there.
    Look(Stretch),
}

/// How much later than the lock's release the last word of the tab that held it may come.
const LAST_WORD_MS: u32 = 500;

/// Answers calls until the worker ends; `read` brings what reads messages.
pub fn start(read: Read) {
    console_error_panic_hook::set_once();
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    spawn_local(async move {
        match open(&scope, read).await {
            Ok(worker) => {
                Rc::clone(&worker).listen();
                // Nobody waits for it yet: what opens the first message asks again, and says it when nothing comes.
                spawn_local(async move { drop(worker.engine.prepare_reading().await) });
            }
            Err(fault) => refuse_all(&scope, fault),
        }
        post(
            &scope,
            &ToPage::Event(Event::Ready {
                version: wire::WIRE_VERSION,
            }),
        );
    });
}

async fn open(scope: &DedicatedWorkerGlobalScope, read: Read) -> Result<Rc<Worker>, Fault> {
    let host = Host::ask(scope);
    let store = IndexedDbStore::open(DATABASE).await.map_err(Fault::from)?;
    let engine = Engine::reading_with(read, store, host.clone(), BrowserClock, EngineOptions::default());
    let worker = Rc::new_cyclic(|worker: &std::rc::Weak<Worker>| {
        let worker = worker.clone();
        let outbox = Outbox::new(scope.clone(), move |news| {
            if let Some(worker) = worker.upgrade() {
                spawn_local(async move { worker.hear(news).await });
            }
        });
        Worker {
            scope: scope.clone(),
            engine,
            host,
            outbox,
            cancels: RefCell::default(),
            followed: RefCell::default(),
        }
    });
    Ok(worker)
}

/// Answers every call with the reason why there is no store.
fn refuse_all(scope: &DedicatedWorkerGlobalScope, fault: Fault) {
    let reply_scope = scope.clone();
    listen(scope, move |message| {
        if let ToWorker::Call { id, .. } = message {
            // Every reply is a `Result`, and an error looks the same whatever the other side would be.
            let result = postcard::to_stdvec(&Err::<(), _>(&fault)).unwrap_or_default();
            post(&reply_scope, &ToPage::Reply { id, result });
        }
    });
}

fn listen(scope: &DedicatedWorkerGlobalScope, mut hear: impl FnMut(ToWorker) + 'static) {
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let bytes = js_sys::Uint8Array::new(&event.data()).to_vec();
        // The page compares versions before it calls; what still does not decode has no id to answer to.
        if let Ok(message) = postcard::from_bytes(&bytes) {
            hear(message);
        }
    });
    scope.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    on_message.forget(); // lives as long as the worker
}

/// Sends a message in a buffer that is transferred.
fn post(scope: &DedicatedWorkerGlobalScope, message: &ToPage) {
    let Ok(bytes) = postcard::to_stdvec(message) else {
        return;
    };
    let buffer = js_sys::Uint8Array::from(bytes.as_slice()).buffer();
    drop(scope.post_message_with_transfer(&buffer, &js_sys::Array::of1(&buffer)));
}

impl Worker {
    fn listen(self: Rc<Self>) {
        let scope = self.scope.clone();
        listen(&scope, move |message| match message {
            ToWorker::Call { id, request } => {
                let worker = Rc::clone(&self);
                let (cancel, cancelled) = oneshot::channel();
                worker.cancels.borrow_mut().insert(id, cancel);
                spawn_local(async move {
                    let result = worker.answer(request, cancelled).await;
                    worker.cancels.borrow_mut().remove(&id);
                    post(&worker.scope, &ToPage::Reply { id, result });
                });
            }
            ToWorker::Cancel { id } => {
                if let Some(cancel) = self.cancels.borrow_mut().remove(&id) {
                    let _already_over = cancel.send(());
                }
            }
        });
    }

    /// Follows what another tab did.
    async fn hear(self: Rc<Self>, news: News) {
        match news {
            News::Sync(view) => {
                if matches!(view.state, SyncState::Idle | SyncState::Error) {
                    self.followed.borrow_mut().remove(&view.account);
                } else {
                    self.follow(view.account);
                }
                self.outbox.event(Event::Sync(wire::SyncView {
                    elsewhere: true,
                    ..view
                }));
            }
            News::Pages { account, pages } => {
                // A page that cannot be read now is read when the folder is next asked for.
                if self.engine.reload_pages(account, &pages).await.is_err() {
                    self.engine.reload_accounts();
                }
                self.outbox.event(Event::MailboxChanged { account });
            }
            News::Accounts => {
                self.engine.reload_accounts();
                self.outbox.event(Event::AccountsChanged);
            }
        }
    }

    /// Watches over the tab that fetches an account's mail: it may be closed, or die, before it is through.
    /// Says whether it was not watched already.
    fn follow(self: &Rc<Self>, account: AccountId) -> bool {
        if !self.followed.borrow_mut().insert(account) {
            return false;
        }
        let worker = Rc::clone(self);
        spawn_local(async move {
            SyncLock::freed(account).await;
            BrowserClock.sleep_ms(LAST_WORD_MS).await;
            if worker.followed.borrow_mut().remove(&account) {
                worker.outbox.event(Event::SyncAbandoned { account });
            }
        });
        true
    }

    async fn answer(self: &Rc<Self>, request: Request, cancelled: oneshot::Receiver<()>) -> Vec<u8> {
        let engine = &self.engine;
        match request {
            Request::ListAccounts(call) => reply(&call, engine.accounts().await),
            Request::TestConnection(call) => reply(&call, self.test_connection(&call, cancelled).await),
            Request::MeetServer(call) => reply(&call, self.meet_server(&call, cancelled).await),
            Request::SaveAccount(call) => {
                let password = call.password.clone();
                let saved = engine
                    .save_account(&call.setup, password, call.remember_password)
                    .await;
                reply(&call, self.accounts_changed(saved))
            }
            Request::UnlockAccount(call) => {
                let password = call.password.clone();
                let unlocked = engine
                    .unlock_account(call.account, password, call.remember_password)
                    .await;
                reply(&call, self.accounts_changed(unlocked))
            }
            Request::TrustCertificate(call) => reply(
                &call,
                engine.trust_certificate(call.account, call.fingerprint).await,
            ),
            Request::ForgetAccount(call) => {
                let forgotten = engine.forget_account(call.account).await;
                reply(&call, self.accounts_changed(forgotten))
            }
            Request::Sync(call) => {
                let errand = if call.automatic {
                    Errand::Check
                } else {
                    Errand::Fetch(&call.first)
                };
                reply(&call, self.run(call.account, errand, cancelled).await)
            }
            Request::MailboxRows(call) => reply(&call, engine.ordered_rows(&call).await),
            Request::FindRow(call) => reply(&call, engine.find_row(&call).await),
            Request::Conversation(call) => {
                reply(&call, engine.conversation(call.account, call.message).await)
            }
            Request::OpenMessage(call) => reply(&call, engine.open_message(&call).await),
            Request::Trace(call) => reply(&call, engine.trace(&call).await),
            Request::MessageOriginal(call) => reply(&call, engine.source(&call).await.map(Bytes)),
            Request::StoredBytes(call) => {
                let bytes = engine.stored_bytes(call.account, call.message).await;
                reply(&call, bytes.map(Bytes))
            }
            Request::Attachment(call) => reply(&call, engine.attachment(&call).await),
            Request::Look(call) => reply(&call, engine.look(&call).await),
            Request::Thumbnails(call) => reply(&call, self.thumbnails(&call).await),
            Request::Pack(call) => reply(&call, engine.pack(&call).await.map(Bytes)),
            Request::Preview(call) => reply(&call, engine.preview(&call).await),
            Request::MailboxIds(call) => reply(&call, engine.ids(&call).await),
            Request::MarkMessages(call) => {
                let marked = engine.mark(call.account, &call.messages, call.mark).await;
                let changed = marked.map(|marked| self.marked(marked));
                reply(&call, changed)
            }
            Request::ChangeFolders(call) => {
                let changed = engine.change_folders(call.account, call.change.clone()).await;
                reply(&call, self.accounts_changed(changed))
            }
            Request::RemoveFolder(call) => {
                let removed = engine.remove_folder(call.account, call.folder, call.to).await;
                let removed = removed.map(|(removed, pages)| {
                    self.outbox.pages_changed(call.account, pages);
                    removed
                });
                reply(&call, self.accounts_changed(removed))
            }
            Request::RestoreFolders(call) => {
                let restored = engine.restore_folders(call.account, call.removed.clone()).await;
                let restored = restored.map(|restored| drop(self.marked(restored)));
                reply(&call, self.accounts_changed(restored))
            }
            Request::Tags(call) => reply(&call, engine.tags().await),
            Request::ChangeTags(call) => {
                let changed = engine.change_tags(&call.change).await;
                reply(&call, self.accounts_changed(changed))
            }
            Request::BringBack(call) => {
                let brought = engine.bring_back().await.map(|changed| {
                    for (account, pages) in changed {
                        self.outbox.pages_changed(account, pages);
                    }
                });
                reply(&call, brought)
            }
            Request::EraseThrownAway(call) => {
                self.look_at_persistence().await;
                let erased = engine.erase_thrown_away(&call).await.map(|(view, changed)| {
                    for (account, pages) in changed {
                        self.outbox.pages_changed(account, pages);
                    }
                    view
                });
                reply(&call, erased)
            }
            Request::Rules(call) => reply(&call, engine.rules(call.account).await),
            Request::SetRules(call) => {
                let (before, rules) = (call.before.clone(), call.rules.clone());
                reply(&call, engine.set_rules(call.account, before, rules).await)
            }
            Request::TryRules(call) => reply(&call, engine.try_rules(&call).await),
            Request::RunRules(call) => {
                let run = engine.run_rules(call.account, call.folder).await;
                let run = run.map(|(run, pages)| {
                    self.outbox.pages_changed(call.account, pages);
                    run
                });
                reply(&call, run)
            }
            Request::DeletionPolicy(call) => reply(&call, engine.deletion_policy(call.account).await),
            Request::SetDeletionPolicy(call) => {
                reply(&call, engine.set_deletion_policy(call.account, call.policy).await)
            }
            Request::PlanDeletions(call) => {
                self.look_at_persistence().await;
                reply(&call, engine.plan_deletions(call.account, call.policy).await)
            }
            Request::Deletions(call) => reply(&call, engine.deletions(call.account, &call.search).await),
            Request::Diagnose(call) => reply(&call, self.diagnose(&call, cancelled).await),
            Request::Transcripts(call) => reply(&call, Ok(engine.transcripts(call.account))),
            Request::FetchLimits(call) => reply(&call, engine.fetch_limits(call.account).await),
            Request::SetFetchLimits(call) => {
                reply(&call, engine.set_fetch_limits(call.account, call.limits).await)
            }
            Request::ServerBox(call) => {
                self.look_at_persistence().await;
                let stretch = engine.server_box(call.account, call.start, call.count).await;
                reply(&call, stretch)
            }
            Request::LookAtServer(call) => {
                let look = Errand::Look(Stretch {
                    start: call.start,
                    count: call.count,
                });
                reply(&call, self.run(call.account, look, cancelled).await)
            }
            Request::Decide(call) => {
                let decided = engine.decide(call.account, &call.messages, call.decision).await;
                reply(&call, decided)
            }
            Request::Duplicates(call) => reply(&call, engine.duplicates(call.account).await),
            Request::Choices(call) => reply(&call, engine.choices().await),
            Request::Choose(call) => reply(&call, engine.choose(&call.change).await),
            Request::OpenFiles(call) => reply(&call, engine.open_files(&call.files).await),
            Request::StorageStatus(call) => reply(&call, self.storage().await),
            Request::Versions(call) => reply(&call, Ok(versions())),
            Request::Hosting(call) => reply(&call, self.hosting().await),
            Request::PresentToken(call) => {
                self.host.present(&call.token);
                reply(&call, Ok(()))
            }
            Request::Outgoing(call) => reply(&call, Ok(engine.outgoing())),
            Request::StorageOfAccounts(call) => reply(&call, engine.storage_of_accounts().await),
        }
    }

    /// Tells the other tabs what was changed.
    fn marked(&self, marked: Marked) -> Vec<(wire::Mark, Vec<MessageId>)> {
        for (account, pages) in marked.pages {
            self.outbox.pages_changed(account, pages);
        }
        marked.back
    }

    async fn test_connection(
        &self,
        call: &wire::TestConnection,
        cancelled: oneshot::Receiver<()>,
    ) -> Result<wire::ConnectionFacts, Fault> {
        let on_check = |check, state, detail| self.outbox.event(Event::Check { check, state, detail });
        let test = self
            .engine
            .test_connection(&call.setup, &call.password, &on_check);
        unless_cancelled(test, cancelled).await
    }

    async fn meet_server(
        &self,
        call: &wire::MeetServer,
        cancelled: oneshot::Receiver<()>,
    ) -> Result<(), Fault> {
        let on_check = |check, state, detail| self.outbox.event(Event::Check { check, state, detail });
        unless_cancelled(self.engine.meet_server(&call.setup, &on_check), cancelled).await
    }

    async fn thumbnails(&self, call: &wire::Thumbnails) -> Result<Vec<wire::ThumbnailView>, Fault> {
        let pictures = self.engine.pictures(call).await?;
        Ok(thumbnails::thumbnails(&self.scope, pictures).await)
    }

    /// Servers let in one at a time, and so a check for mail goes first.
    async fn diagnose(
        &self,
        call: &wire::Diagnose,
        cancelled: oneshot::Receiver<()>,
    ) -> Result<wire::DiagnosisView, Fault> {
        let _lock = SyncLock::take(call.account).await?;
        let on_step = |step| {
            let step = postcard::to_stdvec(&step).unwrap_or_default();
            self.outbox.event(Event::Step(Bytes(step)));
        };
        unless_cancelled(self.engine.diagnose(call.account, &on_step), cancelled).await
    }

    async fn run(
        self: &Rc<Self>,
        account: AccountId,
        errand: Errand<'_>,
        cancelled: oneshot::Receiver<()>,
    ) -> Result<(), Fault> {
        let lock = match SyncLock::take(account).await {
            Ok(lock) => lock,
            Err(fault) => {
                if fault.kind == FaultKind::BusyElsewhere && self.follow(account) {
                    self.outbox.event(Event::Sync(fetched_elsewhere(account)));
                }
                return Err(fault);
            }
        };
        let on_event = |event| self.outbox.sync_event(account, event);
        let stop = Stop::when(async {
            // A page that goes away drops its calls without cancelling them; that is no reason to stop.
            if cancelled.await.is_err() {
                futures::future::pending::<()>().await;
            }
        });
        self.look_at_persistence().await;
        let engine = &self.engine;
        let result = match errand {
            Errand::Check => engine.sync_unasked(account, &on_event, stop).await.map(drop),
            Errand::Fetch(first) => engine.sync(account, first, &on_event, stop).await.map(drop),
            Errand::Look(stretch) => engine.look_at_headers(account, stretch, &on_event, stop).await,
        };
        drop(lock);
        result
    }

    async fn hosting(&self) -> Result<wire::HostingView, Fault> {
        let view = self.host.answer().await.view.clone();
        if let Some(demo) = &view.demo {
            self.engine.follow_certificate(&demo.setup).await?;
        }
        Ok(view)
    }

    fn accounts_changed<T>(&self, result: Result<T, Fault>) -> Result<T, Fault> {
        if result.is_ok() {
            self.outbox.accounts_changed();
        }
        result
    }

    /// Tells the engine whether the browser keeps what is stored; where it does not say, it does not.
    async fn look_at_persistence(&self) {
        let persistent = self.storage().await.is_ok_and(|storage| storage.persistent);
        self.engine.set_storage_persistent(persistent);
    }

    async fn storage(&self) -> Result<wire::StorageView, Fault> {
        let storage = self.scope.navigator().storage();
        let failed = |error: JsValue| Fault {
            detail: format!("{error:?}"),
            ..Fault::of(FaultKind::StorageFailed)
        };
        let estimate = JsFuture::from(storage.estimate().map_err(failed)?)
            .await
            .map_err(failed)?;
        let persisted = JsFuture::from(storage.persisted().map_err(failed)?)
            .await
            .map_err(failed)?;
        let estimate: StorageEstimate = estimate.unchecked_into();
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "sizes are whole numbers"
        )]
        let octets = |size: Option<f64>| Octets(size.unwrap_or_default() as u64);
        Ok(wire::StorageView {
            used: octets(estimate.get_usage()),
            quota: octets(estimate.get_quota()),
            persistent: persisted.is_truthy(),
        })
    }
}

/// What ends at once when nobody wants it any more.
async fn unless_cancelled<T>(
    work: impl Future<Output = Result<T, Fault>>,
    cancelled: oneshot::Receiver<()>,
) -> Result<T, Fault> {
    match select(Box::pin(work), cancelled).await {
        Either::Left((result, _)) => result,
        Either::Right(_) => Err(Fault::of(FaultKind::Cancelled)),
    }
}

/// Another tab fetches, and has not said yet how far it is.
fn fetched_elsewhere(account: AccountId) -> wire::SyncView {
    wire::SyncView {
        account,
        state: SyncState::Connecting,
        done: 0,
        total: 0,
        done_octets: Octets(0),
        total_octets: Octets(0),
        fault: None,
        skipped: 0,
        checked_at: None,
        elsewhere: true,
        silent_s: 0,
    }
}

fn versions() -> wire::VersionView {
    wire::VersionView {
        app: env!("CARGO_PKG_VERSION").to_owned(),
        trust_roots: crate::tls::TRUST_ROOTS_DATE.to_owned(),
    }
}

/// A reply of the type that the call names.
fn reply<C: Call>(_call: &C, result: Result<C::Reply, Fault>) -> Vec<u8> {
    postcard::to_stdvec(&result).unwrap_or_default()
}
