//! A bridge under test, a mail server that knows only bytes, and a browser that speaks the tunnel protocol.

use std::net::{Ipv4Addr, SocketAddr};

use futures_util::{SinkExt, StreamExt};
use restante_bridge::config::Config;
use restante_bridge::demo::Demo;
use restante_bridge::server::Server;
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async};

/// A running bridge.
pub(crate) struct Bridge {
    pub(crate) address: SocketAddr,
    pub(crate) metrics: Option<SocketAddr>,
    stop: Option<oneshot::Sender<()>>,
    serving: JoinHandle<()>,
}

impl Bridge {
    /// With everything at its default, and tunnels to loopback allowed on `port`.
    pub(crate) async fn reaching(port: u16) -> Self {
        Self::with(reaching(port)).await
    }

    pub(crate) async fn with(config: Config) -> Self {
        Self::with_demo(config, None).await
    }

    pub(crate) async fn with_demo(mut config: Config, demo: Option<&Demo>) -> Self {
        config.listen = vec![(Ipv4Addr::LOCALHOST, 0).into()];
        let server = Server::bind(&config, demo).await.unwrap();
        let address = server.addresses()[0];
        let metrics = server.metrics_address();
        let (stop, stopped) = oneshot::channel();
        let serving = tokio::spawn(server.serve(async {
            let _ = stopped.await;
        }));
        Self {
            address,
            metrics,
            stop: Some(stop),
            serving,
        }
    }

    /// One that runs in a process of its own.
    pub(crate) fn elsewhere(address: SocketAddr) -> Self {
        Self {
            address,
            metrics: None,
            stop: None,
            serving: tokio::spawn(async {}),
        }
    }

    pub(crate) fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Asks it to stop; it may take its time.
    pub(crate) fn ask_to_stop(&mut self) {
        self.stop.take().unwrap().send(()).unwrap();
    }

    pub(crate) async fn stopped(self) {
        self.serving.await.unwrap();
    }

    /// A WebSocket, with nothing said yet.
    pub(crate) async fn browser(&self) -> Browser {
        self.knock(Some(&self.origin()), Some("restante.tunnel.v1"))
            .await
            .unwrap()
    }

    /// A WebSocket as a page of `origin` opens it, or the status that came instead.
    pub(crate) async fn knock(
        &self,
        origin: Option<&str>,
        subprotocol: Option<&str>,
    ) -> Result<Browser, u16> {
        let stream = TcpStream::connect(self.address).await.unwrap();
        self.knock_over(stream, origin, subprotocol).await
    }

    async fn knock_over(
        &self,
        stream: TcpStream,
        origin: Option<&str>,
        subprotocol: Option<&str>,
    ) -> Result<Browser, u16> {
        let mut request = format!("ws://{}/bridge", self.address)
            .into_client_request()
            .unwrap();
        let headers = request.headers_mut();
        if let Some(origin) = origin {
            headers.insert("origin", origin.parse().unwrap());
        }
        if let Some(subprotocol) = subprotocol {
            headers.insert("sec-websocket-protocol", subprotocol.parse().unwrap());
        }
        match client_async(request, stream).await {
            Ok((socket, _)) => Ok(Browser { socket }),
            Err(Error::Http(response)) => Err(response.status().as_u16()),
            Err(error) => panic!("{error}"),
        }
    }

    /// A connection of another client than this machine's usual one: each loopback address is one.
    pub(crate) async fn connection_from(&self, client: Ipv4Addr) -> TcpStream {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind((client, 0).into()).unwrap();
        socket.connect(self.address).await.unwrap()
    }

    /// A WebSocket of that client, with nothing said yet.
    pub(crate) async fn browser_from(&self, client: Ipv4Addr) -> Browser {
        let stream = self.connection_from(client).await;
        self.knock_over(stream, Some(&self.origin()), Some("restante.tunnel.v1"))
            .await
            .unwrap()
    }

    /// A tunnel to `port` on loopback that the bridge said is connected.
    pub(crate) async fn tunnel(&self, port: u16) -> Browser {
        let mut browser = self.browser().await;
        browser.ask_for("127.0.0.1", port).await;
        assert_eq!(browser.hear().await, Heard::Text(json!({"connected": {}})));
        browser
    }

    /// What the bridge answers to a tunnel for `host` and `port`: the reason and the close code.
    pub(crate) async fn refusal(&self, host: &str, port: u16) -> (String, u16) {
        let mut browser = self.browser().await;
        browser.ask_for(host, port).await;
        browser.refusal().await
    }
}

/// Defaults, and loopback allowed on `port`.
pub(crate) fn reaching(port: u16) -> Config {
    let mut config = Config::default();
    config.destinations.ports = vec![port];
    config.destinations.private = true;
    config
}

/// A listening mail server, and its port.
pub(crate) async fn mail_server() -> (TcpListener, u16) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    (listener, port)
}

/// What a browser hears.
#[derive(Debug, PartialEq)]
pub(crate) enum Heard {
    Text(Value),
    Bytes(Vec<u8>),
    Close(Option<u16>),
    Cut,
}

impl Heard {
    pub(crate) fn closed(reason: &str) -> Self {
        Self::Text(json!({"closed": {"reason": reason}}))
    }
}

/// The page's end of a tunnel.
pub(crate) struct Browser {
    pub(crate) socket: WebSocketStream<TcpStream>,
}

impl Browser {
    pub(crate) async fn ask_for(&mut self, host: &str, port: u16) {
        self.say(&json!({"connect": {"host": host, "port": port}})).await;
    }

    pub(crate) async fn say(&mut self, frame: &Value) {
        self.say_text(&frame.to_string()).await;
    }

    pub(crate) async fn say_text(&mut self, text: &str) {
        self.socket.send(Message::Text(text.into())).await.unwrap();
    }

    pub(crate) async fn grant(&mut self, credit: u64) {
        self.say(&json!({"credit": credit})).await;
    }

    pub(crate) async fn send(&mut self, bytes: &[u8]) {
        self.socket
            .send(Message::Binary(bytes.to_vec().into()))
            .await
            .unwrap();
    }

    pub(crate) async fn close(&mut self) {
        self.socket.close(None).await.unwrap();
    }

    pub(crate) async fn hear(&mut self) -> Heard {
        loop {
            return match self.socket.next().await {
                Some(Ok(Message::Text(text))) => Heard::Text(serde_json::from_str(&text).unwrap()),
                Some(Ok(Message::Binary(bytes))) => Heard::Bytes(bytes.into()),
                Some(Ok(Message::Close(frame))) => {
                    Heard::Close(frame.map(|CloseFrame { code, .. }| code.into()))
                }
                Some(Ok(_)) => continue,
                Some(Err(_)) | None => Heard::Cut,
            };
        }
    }

    /// Exactly `count` bytes, and the sizes of the frames they came in.
    pub(crate) async fn hear_bytes(&mut self, count: usize) -> (Vec<u8>, Vec<usize>) {
        let (mut bytes, mut sizes) = (Vec::new(), Vec::new());
        while bytes.len() < count {
            match self.hear().await {
                Heard::Bytes(frame) => {
                    sizes.push(frame.len());
                    bytes.extend(frame);
                }
                other => panic!("after {} bytes: {other:?}", bytes.len()),
            }
        }
        assert_eq!(bytes.len(), count);
        (bytes, sizes)
    }

    pub(crate) async fn refusal(&mut self) -> (String, u16) {
        let (reason, _, code) = self.whole_refusal().await;
        (reason, code)
    }

    /// The reason, what it is about, and the close code.
    pub(crate) async fn whole_refusal(&mut self) -> (String, Option<String>, u16) {
        let Heard::Text(frame) = self.hear().await else {
            panic!("no refusal")
        };
        let text = |key| frame["refused"][key].as_str().map(str::to_owned);
        let (reason, what) = (text("reason").unwrap(), text("what"));
        let Heard::Close(Some(code)) = self.hear().await else {
            panic!("no close code")
        };
        (reason, what, code)
    }
}

/// A whole plain HTTP exchange; the answer in lower-case headers and a body.
pub(crate) async fn fetch(address: SocketAddr, head: &str) -> Answer {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let mut stream = TcpStream::connect(address).await.unwrap();
    let host = if head.to_lowercase().contains("\r\nhost:") {
        String::new()
    } else {
        format!("Host: {address}\r\n")
    };
    stream
        .write_all(format!("{head}\r\n{host}Connection: close\r\n\r\n").as_bytes())
        .await
        .unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await.unwrap();
    let split = bytes.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
    let head = String::from_utf8(bytes[..split].to_vec()).unwrap();
    let mut lines = head.lines();
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let headers = lines.map(|line| line.split_once(": ").unwrap());
    let headers = headers
        .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
        .collect();
    Answer {
        status,
        headers,
        body: bytes[split + 4..].to_vec(),
    }
}

pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(own, _)| own == name);
        found.map_or("", |(_, value)| value)
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }
}
