//! What is likely opened next is made ready while nobody waits: the message of the keyboard's row and its neighbours. It
//! must not fetch anything from the server, hold much, nor show what has changed since.

use futures::FutureExt;
use futures::future::{LocalBoxFuture, Shared};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;

use super::{App, Reading};
use crate::ui::state::list::List;
use crate::ui::state::list_order::opened_by;
use crate::units::{AccountId, MessageId, Octets};
use crate::wire::{BodyForm, ChoiceChange, Choose, Fault, MessageView, OpenMessage, RemoteContent};

/// The page rests for so long before the engine is kept busy with what nobody asked for.
const REST_MS: u32 = 40;

/// What takes the engine long keeps it from what is asked for meanwhile.
const LARGEST: Octets = Octets(512 * 1024);

/// Mail that is being fetched changes what is here all the time; nothing is made ready before that has settled.
const SETTLED_MS: u32 = 1_000;

type Named = (AccountId, MessageId);

/// What comes of a message, once.
type Coming = Shared<LocalBoxFuture<'static, Option<Result<MessageView, Fault>>>>;

/// Messages that are ready, or nearly, as they are shown first.
#[derive(Default)]
pub(super) struct Ahead(Vec<(Named, Coming)>);

impl Ahead {
    fn find(&self, wanted: Named) -> Option<Coming> {
        let found = self.0.iter().find(|(known, _)| *known == wanted);
        found.map(|(_, coming)| coming.clone())
    }
}

impl App {
    /// Follows the keyboard's row, and what is opened.
    pub(super) fn read_ahead(self) {
        let is_loading = Memo::new(move |_| self.reading.with(|reading| *reading == Reading::Loading));
        let is_busy = Memo::new(move |_| is_loading.get() || self.is_drawing.get());
        let likely = Memo::new(move |_| self.list.with(likely));
        Effect::new(move |_| {
            let (is_busy, likely) = (is_busy.get(), likely.get());
            if !is_busy {
                self.run("ahead", self.make_ready(likely, REST_MS));
            }
        });
    }

    async fn make_ready(self, likely: Vec<Named>, rest_ms: u32) {
        TimeoutFuture::new(rest_ms).await;
        if self
            .reading
            .with_untracked(|reading| matches!(reading, Reading::Open(..)))
        {
            self.load_spare_frame();
        }
        self.ahead
            .update_value(|ahead| ahead.0.retain(|(known, _)| likely.contains(known)));
        for wanted in likely {
            if self.route.get_untracked().message() != Some(wanted) {
                self.coming(wanted).await;
            }
        }
    }

    fn coming(self, wanted: Named) -> Coming {
        let known = self.ahead.with_value(|ahead| ahead.find(wanted));
        known.unwrap_or_else(|| {
            let coming = self
                .call(as_shown_first(wanted.0, wanted.1))
                .boxed_local()
                .shared();
            self.ahead
                .update_value(|ahead| ahead.0.push((wanted, coming.clone())));
            coming
        })
    }

    /// A message as it is shown first, if it is ready.
    pub(super) fn ready(self, account: AccountId, message: MessageId) -> Option<MessageView> {
        let coming = self.ahead.with_value(|ahead| ahead.find((account, message)))?;
        let Some(Ok(view)) = coming.peek()? else {
            return None;
        };
        let mut view = view.clone();
        self.mark_as_listed(&mut view);
        Some(view)
    }

    /// Opens a message, or waits for it where it is being made ready.
    pub(super) async fn opened(self, wanted: OpenMessage) -> Option<Result<MessageView, Fault>> {
        let is_first = wanted.within.is_empty()
            && wanted.remote == RemoteContent::AsChosen
            && wanted.form == BodyForm::Designed;
        let named = (wanted.account, wanted.message);
        let coming = self.ahead.with_value(|ahead| ahead.find(named));
        let Some(coming) = coming.filter(|_| is_first) else {
            return self.call(wanted).await;
        };
        let Some(Ok(mut view)) = coming.await else {
            // What was in the way then need not be now.
            self.ahead
                .update_value(|ahead| ahead.0.retain(|(known, _)| *known != named));
            return self.call(wanted).await;
        };
        self.mark_as_listed(&mut view);
        Some(Ok(view))
    }

    /// It may have been marked since.
    fn mark_as_listed(self, view: &mut MessageView) {
        let unread = self.list.with_untracked(|list| {
            let row = list.row(list.place_of(view.message)?)?;
            // Of a conversation the row says what is true of one of its messages.
            row.gathered.is_none().then_some(row.unread)
        });
        view.unread = unread.unwrap_or(view.unread);
    }

    /// What was made ready may look otherwise now.
    pub(super) fn forget_ahead(self) {
        self.ahead.update_value(|ahead| ahead.0.clear());
        let likely = self.list.with_untracked(likely);
        self.run("ahead", self.make_ready(likely, SETTLED_MS));
    }

    /// Keeps a decision about how messages are shown.
    pub(crate) async fn choose(self, change: ChoiceChange) -> Option<Result<(), Fault>> {
        let reply = self.call(Choose { change }).await;
        self.forget_ahead();
        reply
    }
}

/// How a message is asked for that somebody opens.
pub(super) fn as_shown_first(account: AccountId, message: MessageId) -> OpenMessage {
    OpenMessage {
        account,
        message,
        within: Vec::new(),
        remote: RemoteContent::AsChosen,
        form: BodyForm::Designed,
    }
}

/// The keyboard's row and its neighbours, the likeliest first: whoever reads goes on to what is older.
fn likely(list: &List) -> Vec<Named> {
    let Some((account, _)) = list.place else {
        return Vec::new();
    };
    let places = [
        Some(list.cursor),
        list.cursor.checked_add(1),
        list.cursor.checked_sub(1),
    ];
    let rows = places.into_iter().flatten().filter_map(|place| list.row(place));
    rows.filter(|row| row.fetched && row.octets <= LARGEST)
        .map(|row| (account, opened_by(row)))
        .collect()
}
