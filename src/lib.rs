//! Restante: a POP3 mail client that runs in the browser. This header is the architecture document.
//!
//! ```text
//!    browser (one tab, or the installed app)                          one small binary            the provider
//!  ┌──────────────────────────────────────────────────────────┐     ┌──────────────┐            ┌─────────────┐
//!  │ UI thread                    engine worker               │     │ server-bridge│            │ POP3S  995  │
//!  │ Leptos app ── typed calls ─► sync, POP3, TLS, MIME,  ────┼─WS──┤ opaque bytes ├──── TCP ───┤ POP3   110  │
//!  │            ◄─ events ─────── sanitiser, IndexedDB        │     │ + static app │            │             │
//!  └──────────────────────────────────────────────────────────┘     └──────────────┘            └─────────────┘
//!         passwords, keys and mail live only in here                  sees: host, port, ciphertext
//! ```
//!
//! # The six promises
//!
//! 1. **The bridge is blind.** TLS ends in the browser ([`tls`]); the bridge moves ciphertext.
//! 2. **Nothing is lost, nothing comes twice.** A message's bytes, its hash and its seen-mark are one
//!    transaction ([`store::Store::commit_messages`]); a sync that dies anywhere converges at the next.
//! 3. **Mail opens offline.** Everything fetched is in the [`store`], and the app itself in a service worker.
//! 4. **The UI never waits.** Nothing on the UI thread parses, decrypts, sanitises or touches the database:
//!    `ui` sees only [`wire`].
//! 5. **Mail is hostile.** No script runs and no request leaves unless asked for ([`mail`], `ui`'s message frame,
//!    the bridge's response headers: three layers).
//! 6. **Bytes stay as they came.** The stored original is what the server sent after dot-unstuffing; every view is
//!    derived from it.
//!
//! # Layers: who may import whom
//!
//! ```text
//!             main.rs                      bin/engine.rs
//!                │                               │
//!                ▼                               ▼
//!    ui ───────► wire ◄──────────────────── worker ──► store::indexeddb, transport::websocket, clock (browser)
//!                (data only)                     │
//!                                                ▼
//!                                             engine ──► traits only: store, transport, clock
//!                                                │
//!                         ┌──────────────┬───────┴──────┐
//!                         ▼              ▼              ▼
//!                    connection        mail          (units, secret)
//!                     │      │
//!                     ▼      ▼
//!            sasl ◄─ pop3    tls            server-bridge: imports nothing from here
//! ```
//!
//! `tests/architecture.rs` keeps this table true:
//!
//! | module | may use | must never contain |
//! |---|---|---|
//! | [`units`], [`secret`] | std | anything else |
//! | [`sasl`] | `secret`, digest crates | clock, randomness, async, sockets, rustls, `web_sys`, POP3 words |
//! | [`pop3`] | `units`, `secret`, `sasl`, digest crates | clock, randomness, async, sockets, rustls, `web_sys` |
//! | [`tls`] | rustls, `units` | sockets, clock (time is an argument), POP3 words |
//! | [`connection`] | `pop3`, `sasl`, `tls`, `units`, `secret` | I/O, storage |
//! | [`mail`] | mail-parser, sanitiser, `units` | network, POP3 words, DOM types (a browser's charsets only in `mail/charset`) |
//! | [`wire`] | serde, `units` | behaviour; domain or record types |
//! | [`store`] (trait, memory) | `units`, `secret`, `mail` summaries it keeps | `web_sys` (only in `store/indexeddb`) |
//! | [`transport`], [`clock`] (traits) | `units` | protocol |
//! | [`platform`] | randomness, Unicode | protocol |
//! | [`engine`] | all above, through traits | `web_sys`, Leptos, concrete adapters, sentences for users |
//! | `worker` | `engine`, `wire`, adapters | protocol decisions, Leptos |
//! | `ui` | `wire`, `units`, Leptos, browser UI APIs | `engine`, `store`, `pop3`, `tls`, `mail`, network, database |
//!
//! # Four modules
//!
//! What is downloaded comes in the order in which people need it; the service worker keeps all of it.
//!
//! ```text
//!    restante-ui   the first view         ──► parts     set-up and dialogs, when the first is opened (ui::on_demand)
//!    engine        what fetches mail      ──► reading   what reads it, in the background (mail::Reading)
//! ```
//!
//! What the page says in another language than English is a file of its own, the one thing that `ui` fetches itself, and
//! before it draws anything (`browser::language`); `lang/` is what such files are made of.
//!
//! # Where to read next
//!
//! One sync, from the outside in: [`engine`] (what is fetched, and when it counts as fetched) → [`connection`] (POP3
//! over TLS as one machine) → [`pop3`] (every transition of the protocol), [`sasl`] (proving who one is) and [`tls`]. One message, from the store to
//! the screen: [`store`] → [`mail`] → [`wire`] → `ui`.

pub mod clock;
pub mod connection;
pub mod engine;
pub mod mail;
pub mod platform;
pub mod pop3;
pub mod sasl;
pub mod secret;
pub mod store;
pub mod tls;
pub mod transport;
pub mod ui;
pub mod units;
pub mod wire;

#[cfg(target_arch = "wasm32")]
pub mod worker;
