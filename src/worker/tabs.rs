//! Several tabs of one app: who syncs (Web Locks), and how the others follow (`BroadcastChannel`).
//!
//! Every tab has an engine and all share the database. The tab that holds an account's lock fetches; what it writes and
//! how far it is reaches the other tabs as [`News`].

use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;
use web_sys::{BroadcastChannel, MessageEvent};

use crate::units::AccountId;
use crate::wire::{Fault, FaultKind, SyncView};

/// What one tab tells the others.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum News {
    /// How a check for mail stands.
    Sync(SyncView),
    /// These pages of an account's rows were written.
    Pages {
        /// Whose.
        account: AccountId,
        /// Which.
        pages: Vec<u32>,
    },
    /// Accounts were added, changed or forgotten.
    Accounts,
}

/// The channel to the other tabs.
#[derive(Debug)]
pub(super) struct Tabs {
    channel: BroadcastChannel,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
}

impl Tabs {
    /// Joins the other tabs; `on_news` hears what they tell.
    pub(super) fn join(mut on_news: impl FnMut(News) + 'static) -> Result<Self, JsValue> {
        let channel = BroadcastChannel::new("restante")?;
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let bytes = js_sys::Uint8Array::new(&event.data()).to_vec();
            // A tab of another version may say what this one does not understand; it will reload.
            if let Ok(news) = postcard::from_bytes(&bytes) {
                on_news(news);
            }
        });
        channel.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        Ok(Self {
            channel,
            _on_message: on_message,
        })
    }

    /// Tells the other tabs. A channel that fails costs them freshness, never truth.
    pub(super) fn tell(&self, news: &News) {
        if let Ok(bytes) = postcard::to_stdvec(news) {
            drop(
                self.channel
                    .post_message(&js_sys::Uint8Array::from(bytes.as_slice())),
            );
        }
    }
}

#[wasm_bindgen(inline_js = "
export function try_lock(name) {
  return new Promise((resolve, reject) => {
    navigator.locks.request(name, { ifAvailable: true }, (lock) =>
      lock ? new Promise((release) => resolve(release)) : resolve(undefined)
    ).catch(reject);
  });
}
export async function lock_freed(name) {
  await navigator.locks.request(name, { mode: 'shared' }, () => undefined);
}")]
extern "C" {
    #[wasm_bindgen(catch)]
    async fn lock_freed(name: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(catch)]
    async fn try_lock(name: &str) -> Result<JsValue, JsValue>;
}

/// Held while this tab fetches an account's mail. The browser releases it too when the tab dies.
#[derive(Debug)]
pub(super) struct SyncLock {
    release: js_sys::Function,
}

impl SyncLock {
    /// Takes an account's lock.
    ///
    /// # Errors
    /// [`FaultKind::BusyElsewhere`] when another tab holds it.
    pub(super) async fn take(account: AccountId) -> Result<Self, Fault> {
        match try_lock(&lock_name(account)).await {
            Ok(release) if release.is_function() => Ok(Self {
                release: release.unchecked_into(),
            }),
            Ok(_) => Err(Fault::of(FaultKind::BusyElsewhere)),
            Err(error) => Err(Fault {
                detail: format!("locks: {error:?}"),
                ..Fault::of(FaultKind::Bug)
            }),
        }
    }

    /// Returns once no tab holds an account's lock.
    pub(super) async fn freed(account: AccountId) {
        // Without locks there is nothing to wait for, and `take` says what is wrong.
        drop(lock_freed(&lock_name(account)).await);
    }
}

impl Drop for SyncLock {
    fn drop(&mut self) {
        drop(self.release.call0(&JsValue::UNDEFINED));
    }
}

fn lock_name(account: AccountId) -> String {
    let AccountId(id) = account;
    format!("restante-sync-{id}")
}
