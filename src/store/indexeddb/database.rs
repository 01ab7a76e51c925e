//! An open database, from opening it to losing it. It must not know what the records say.
//!
//! ```text
//!   open ──► (upgrade) ──► open for work ──► `versionchange` with a number ──► NewerVersion
//!     │                         │ └────────► `versionchange` without, `close` ► Unavailable
//!     └──► VersionError ──► NewerVersion; `blocked` for too long, anything else ──► Unavailable
//! ```

use std::cell::RefCell;
use std::rc::Rc;

use futures::channel::oneshot;
use futures::future::{Either, select};
use gloo_timers::future::TimeoutFuture;
use idb::event::VersionChangeEvent;
use idb::request::OpenDatabaseRequest;
use idb::{Event, Factory, Request};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{IdbDatabase, IdbOpenDbRequest};

use super::schema;
use super::transaction::{Access, Answer, Transaction, failure, refused};
use crate::store::StoreError;

/// How long older tabs may take to let go of the database before an upgrade gives up.
const UNBLOCKING_MS: u32 = 5_000;

/// An open database; closed when dropped.
pub(super) struct Database {
    inner: IdbDatabase,
    /// Owns the handlers below.
    _handlers: idb::Database,
    /// Why it is not open any more.
    lost: Rc<RefCell<Option<StoreError>>>,
}

impl Database {
    /// Opens it, upgrading or creating it first when that is needed.
    pub(super) async fn open(name: &str) -> Result<Self, StoreError> {
        let (opened_sender, opened) = oneshot::channel();
        let (blocked_sender, blocked) = oneshot::channel();
        let name = name.to_owned();
        // Runs to its end even when nobody waits any more: what is opened then is dropped, and so closed again.
        spawn_local(async move {
            let _ = opened_sender.send(Self::open_unless_blocked(&name, blocked_sender).await);
        });
        let opened = match select(opened, blocked).await {
            Either::Right((Ok(()), opened)) => {
                match select(opened, TimeoutFuture::new(UNBLOCKING_MS)).await {
                    Either::Left((opened, _)) => opened,
                    Either::Right(_) => {
                        return Err(StoreError::Unavailable("an older tab does not let go".to_owned()));
                    }
                }
            }
            Either::Right((Err(_), opened)) => opened.await,
            Either::Left((opened, _)) => opened,
        };
        opened.unwrap_or_else(|_| Err(StoreError::Unavailable("opening was given up".to_owned())))
    }

    async fn open_unless_blocked(name: &str, blocked: oneshot::Sender<()>) -> Result<Self, StoreError> {
        let factory = Factory::new().map_err(refused)?;
        let request: IdbOpenDbRequest = factory.open(name, Some(schema::VERSION)).map_err(refused)?.into();
        let mut handlers = OpenDatabaseRequest::from(request.clone());
        handlers.on_blocked(move |_| {
            let _ = blocked.send(());
        });
        handlers.on_upgrade_needed(|event| {
            if schema::upgrade(&event).is_err() {
                // Opening fails then, and the database stays what it was.
                let upgrade = event.target().ok().and_then(|request| request.transaction());
                let _ = upgrade.map(idb::Transaction::abort);
            }
        });
        let database = Answer::of(request.into()).value().await?;
        database
            .dyn_into()
            .map(Self::watch)
            .map_err(|other| failure(&other))
    }

    /// Lets go as soon as another tab wants to upgrade or delete the database.
    fn watch(inner: IdbDatabase) -> Self {
        let lost = Rc::new(RefCell::new(None));
        let mut handlers = idb::Database::from(inner.clone());
        let (letting_go, reason) = (inner.clone(), Rc::clone(&lost));
        handlers.on_version_change(move |event| {
            letting_go.close();
            let event = VersionChangeEvent::try_from(JsValue::from(event));
            let upgraded = event
                .and_then(|event| event.new_version())
                .is_ok_and(|version| version.is_some());
            *reason.borrow_mut() = Some(if upgraded {
                StoreError::NewerVersion
            } else {
                StoreError::Unavailable("deleted".to_owned())
            });
        });
        let reason = Rc::clone(&lost);
        handlers.on_close(move |_| {
            *reason.borrow_mut() = Some(StoreError::Unavailable("closed by the browser".to_owned()));
        });
        Self {
            inner,
            _handlers: handlers,
            lost,
        }
    }

    /// Begins a transaction.
    pub(super) fn begin(&self, stores: &[&str], access: Access) -> Result<Transaction, StoreError> {
        match self.lost.borrow().as_ref() {
            Some(reason) => Err(reason.clone()),
            None => Transaction::begin(&self.inner, stores, access),
        }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // Ends the events too, so that none finds its handler gone.
        self.inner.close();
    }
}
