//! What whoever hosts the app says about itself (`config.json`): where the bridge is, and whether there is a demo.

use std::rc::Rc;

use futures::FutureExt;
use futures::future::{LocalBoxFuture, Shared};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DedicatedWorkerGlobalScope, Response};

use crate::secret::Secret;
use crate::transport::websocket::{WebSocketDialer, WebSocketStream};
use crate::transport::{Dial, Refusal, TransportError};
use crate::units::Sha256;
use crate::wire::{AccountSetup, DemoView, HostingView, Security};

/// The host's answer, asked for once. Reading mail never waits for it; opening a connection does.
#[derive(Clone, Debug)]
pub(super) struct Host(Shared<LocalBoxFuture<'static, Rc<Hosting>>>);

impl Host {
    /// Begins to ask.
    pub(super) fn ask(scope: &DedicatedWorkerGlobalScope) -> Self {
        let scope = scope.clone();
        Self(async move { Rc::new(load(&scope).await) }.boxed_local().shared())
    }

    pub(super) async fn answer(&self) -> Rc<Hosting> {
        self.0.clone().await
    }
}

/// Opens streams through the bridge that the host names.
impl Dial for Host {
    type Stream = WebSocketStream;

    async fn dial(&self, host: &str, port: u16) -> Result<WebSocketStream, TransportError> {
        let hosting = self.answer().await;
        let dialled = WebSocketDialer::new(hosting.bridge_url.clone(), None)
            .dial(host, port)
            .await;
        match dialled {
            Err(TransportError::BridgeUnreachable) if is_well(&hosting.bridge_url).await => {
                Err(TransportError::BridgeRefused(Refusal::Page))
            }
            dialled => dialled,
        }
    }
}

/// What the host says.
#[derive(Clone, Debug)]
pub(super) struct Hosting {
    /// The bridge's `ws:` or `wss:` address.
    bridge_url: String,
    /// What the page needs to know.
    pub(super) view: HostingView,
}

/// Asks the host. Without an answer (offline, or plain static hosting) the bridge is beside the app and there is no demo.
async fn load(scope: &DedicatedWorkerGlobalScope) -> Hosting {
    let base = scope.location().href();
    let config = fetch(scope, &base).await.unwrap_or(JsValue::UNDEFINED);
    let text = |object: &JsValue, key: &str| property(object, key).and_then(|value| value.as_string());
    let bridge = text(&config, "bridge").unwrap_or_else(|| "bridge".to_owned());
    let demo = property(&config, "demo")
        .filter(JsValue::is_object)
        .and_then(|demo| {
            Some(DemoView {
                setup: AccountSetup {
                    email: text(&demo, "email")?,
                    host: text(&demo, "host")?,
                    port: property(&demo, "port")?.as_f64()? as u16,
                    security: Security::Tls,
                    username: text(&demo, "username")?,
                    pinned_certificate: Some(fingerprint(&text(&demo, "certificate_sha256")?)?),
                    plaintext_consent: false,
                },
                password: Secret::new(text(&demo, "password")?),
            })
        });
    Hosting {
        bridge_url: websocket_url(&base, &bridge),
        view: HostingView { demo },
    }
}

/// Whether the bridge answers plain requests, and takes tunnels. Browsers do not tell why a WebSocket was not opened.
async fn is_well(bridge_url: &str) -> bool {
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else {
        return false;
    };
    let base = bridge_url.replacen("ws", "http", 1);
    let Ok(url) = web_sys::Url::new_with_base("readyz", &base) else {
        return false;
    };
    let response = JsFuture::from(scope.fetch_with_str(&url.href())).await;
    response.is_ok_and(|response| response.dyn_into().is_ok_and(|response: Response| response.ok()))
}

async fn fetch(scope: &DedicatedWorkerGlobalScope, base: &str) -> Result<JsValue, JsValue> {
    let url = web_sys::Url::new_with_base("config.json", base)?.href();
    let response: Response = JsFuture::from(scope.fetch_with_str(&url)).await?.dyn_into()?;
    if !response.ok() {
        return Err(JsValue::UNDEFINED);
    }
    JsFuture::from(response.json()?).await
}

fn property(object: &JsValue, key: &str) -> Option<JsValue> {
    js_sys::Reflect::get(object, &key.into()).ok()
}

/// `http:` becomes `ws:`, `https:` becomes `wss:`.
fn websocket_url(base: &str, bridge: &str) -> String {
    let Ok(url) = web_sys::Url::new_with_base(bridge, base) else {
        return bridge.to_owned();
    };
    let protocol = if url.protocol() == "https:" || url.protocol() == "wss:" {
        "wss:"
    } else {
        "ws:"
    };
    url.set_protocol(protocol);
    url.href()
}

fn fingerprint(hex: &str) -> Option<Sha256> {
    let mut bytes = [0; 32];
    if hex.len() != 64 || !hex.is_ascii() {
        return None;
    }
    for (byte, digits) in bytes.iter_mut().zip(hex.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    }
    Some(Sha256(bytes))
}
