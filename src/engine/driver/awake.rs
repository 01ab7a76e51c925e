//! Staying awake: servers hang up on who says nothing for a minute, however busy the browser is with what they sent.
//! It must not read ahead of what is being worked on.

use std::pin::pin;

use futures::FutureExt as _;
use futures::future::{Either, select};

use super::{Link, LinkError};
use crate::clock::Clock;
use crate::pop3::{Event, Intent};
use crate::transport::Stream;

/// RFC 1939 §3 gives ten minutes; Outlook gives one, and others less.
const SAY_SOMETHING_AFTER_MS: u32 = 10_000;
/// How long the answer to `NOOP` is listened for before the work goes on.
const LISTEN_MS: u32 = 1_000;

impl<T: Stream, C: Clock> Link<'_, T, C> {
    /// Does some work beside the line, and keeps the server from falling asleep over it. What goes wrong with the line
    /// is met when it is next listened to.
    pub(in super::super) async fn awake_during<Done>(&mut self, work: impl Future<Output = Done>) -> Done {
        let mut work = pin!(work);
        // Mostly it is done at once, and needs no clock.
        if let Some(done) = work.as_mut().now_or_never() {
            return done;
        }
        loop {
            let nap = pin!(self.clock.sleep_ms(SAY_SOMETHING_AFTER_MS));
            match select(work.as_mut(), nap).await {
                Either::Left((done, _)) => return done,
                Either::Right(_) => drop(self.say_something().await),
            }
        }
    }

    /// Says what is next to say, or `NOOP`.
    async fn say_something(&mut self) -> Result<(), LinkError> {
        // Whoever owes us an answer is awake.
        if self.connection.in_flight() > 0 || self.at_hand.is_some() {
            return Ok(());
        }
        let idle = self.connection.queued() == 0;
        if idle {
            self.send(Intent::Noop)?;
        }
        self.at_hand = self.event_at_hand();
        self.write().await?;
        if idle && self.at_hand.is_none() {
            let listened = pin!(self.clock.sleep_ms(LISTEN_MS));
            // What was not heard in time is heard later; reading loses nothing.
            let read = match select(pin!(self.read()), listened).await {
                Either::Left((read, _)) => Some(read),
                Either::Right(_) => None,
            };
            read.transpose()?;
            self.at_hand = self.event_at_hand();
            if matches!(self.at_hand, Some(Ok(Event::NoopAnswered))) {
                self.at_hand = None;
            }
        }
        Ok(())
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
#[allow(clippy::unwrap_used, reason = "what goes wrong here ends the test, loudly")]
mod tests {
    use std::cell::{Cell, RefCell};
    use std::rc::Rc;
    use std::time::Duration;

    use super::*;
    use crate::clock::native::TokioClock;
    use crate::engine::{Engine, EngineOptions};
    use crate::pop3::LogIn;
    use crate::sasl::Credentials;
    use crate::secret::Secret;
    use crate::store::memory::MemoryStore;
    use crate::store::{Connection, Protection};
    use crate::transport::{Dial, Loss, TransportError};
    use crate::wire::Errand;

    /// Hangs up on whoever says nothing for a minute.
    #[derive(Clone, Default)]
    struct Impatient(Rc<Line>);

    #[derive(Default)]
    struct Line {
        heard: RefCell<String>,
        answers: RefCell<Vec<u8>>,
        heard_at: Cell<Option<tokio::time::Instant>>,
    }

    impl Dial for Impatient {
        type Stream = Self;

        async fn dial(&self, _host: &str, _port: u16) -> Result<Self, TransportError> {
            self.0.answers.borrow_mut().extend(*b"+OK\r\n");
            Ok(self.clone())
        }
    }

    impl Stream for Impatient {
        async fn read(&self) -> Result<Option<Vec<u8>>, TransportError> {
            loop {
                let answers = self.0.answers.take();
                if !answers.is_empty() {
                    return Ok(Some(answers));
                }
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }

        async fn write(&self, bytes: &[u8]) -> Result<(), TransportError> {
            let now = tokio::time::Instant::now();
            let before = self.0.heard_at.replace(Some(now));
            if before.is_some_and(|before| now.duration_since(before) > Duration::from_secs(60)) {
                return Err(TransportError::Lost(Loss::Reset));
            }
            for line in String::from_utf8_lossy(bytes).lines() {
                self.0.heard.borrow_mut().push_str(&format!("{line} "));
                let answer = match line {
                    "CAPA" => "+OK\r\nUIDL\r\n.\r\n",
                    "STAT" => "+OK 3 4\r\n",
                    _ => "+OK\r\n",
                };
                self.0.answers.borrow_mut().extend(answer.bytes());
            }
            Ok(())
        }
    }

    fn server() -> Connection {
        Connection {
            email: String::new(),
            host: "pop.example.org".to_owned(),
            port: 110,
            protection: Protection::PlainWithConsent,
            username: "a".to_owned(),
            pinned_certificate: None,
        }
    }

    async fn log_in<T: Stream, C: Clock>(link: &mut Link<'_, T, C>) {
        let credentials = Credentials::new("a".to_owned(), Secret::new("p".to_owned())).unwrap();
        link.send(Intent::LogIn(LogIn::UserPass(credentials))).unwrap();
        while link.event().await.unwrap() != Event::LoggedIn {}
    }

    async fn next_stat<T: Stream, C: Clock>(link: &mut Link<'_, T, C>) -> bool {
        link.send(Intent::Stat).unwrap();
        loop {
            match link.event().await {
                Ok(Event::StatReceived { messages: 3, .. }) => return true,
                Ok(_) => {}
                Err(_) => return false,
            }
        }
    }

    #[tokio::test(start_paused = true)]
    async fn outlook_hangs_up_on_whoever_is_busy() {
        let line = Impatient::default();
        let engine = Engine::new(
            MemoryStore::new(),
            line.clone(),
            TokioClock,
            EngineOptions::default(),
        );
        let mut link = Link::open(&engine, &server(), Errand::Test).await.unwrap();
        link.greet(&mut |_| {}).await.unwrap();
        log_in(&mut link).await;
        let busy = tokio::time::sleep(Duration::from_secs(200));
        link.awake_during(busy).await;
        assert!(next_stat(&mut link).await, "the session is still there");
        let noops = line.0.heard.borrow().matches("NOOP").count();
        assert!((10..=20).contains(&noops), "{noops}");
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_done_at_once_says_nothing() {
        let line = Impatient::default();
        let engine = Engine::new(
            MemoryStore::new(),
            line.clone(),
            TokioClock,
            EngineOptions::default(),
        );
        let mut link = Link::open(&engine, &server(), Errand::Test).await.unwrap();
        link.greet(&mut |_| {}).await.unwrap();
        assert_eq!(link.awake_during(async { 7 }).await, 7);
        assert_eq!(*line.0.heard.borrow(), "CAPA ");
    }
}
