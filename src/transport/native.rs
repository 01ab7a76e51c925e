//! Streams without a browser: straight over TCP, or through a bridge. For `examples/fetch.rs`, tests and benchmarks;
//! it must not do anything that the browser's adapter could not.

mod bridged;
mod direct;
#[cfg(test)]
mod tests;

use std::time::Duration;

use tokio::time::timeout;

use crate::transport::{Dial, Stream, TransportError};

/// Opens streams from a program: directly, or through a bridge.
#[derive(Clone, Debug)]
pub struct NativeDialer {
    route: Route,
    connect_timeout: Duration,
}

#[derive(Clone, Debug)]
enum Route {
    Direct,
    Bridge {
        url: String,
        access_token: Option<String>,
    },
}

impl NativeDialer {
    const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

    /// Connects to the servers themselves.
    #[must_use]
    pub const fn direct() -> Self {
        Self {
            route: Route::Direct,
            connect_timeout: Self::CONNECT_TIMEOUT,
        }
    }

    /// Connects through the bridge at `url`, such as `ws://127.0.0.1:8025/bridge`. There is no `wss`: this is for
    /// bridges on the same machine.
    #[must_use]
    pub const fn through_bridge(url: String, access_token: Option<String>) -> Self {
        Self {
            route: Route::Bridge { url, access_token },
            connect_timeout: Self::CONNECT_TIMEOUT,
        }
    }

    /// Gives up connecting after `connect_timeout` instead of after ten seconds.
    #[must_use]
    pub fn with_connect_timeout(self, connect_timeout: Duration) -> Self {
        Self {
            connect_timeout,
            ..self
        }
    }
}

impl Dial for NativeDialer {
    type Stream = NativeStream;

    async fn dial(&self, host: &str, port: u16) -> Result<NativeStream, TransportError> {
        let connecting = async {
            match &self.route {
                Route::Direct => Ok(NativeStream(Path::Direct(
                    direct::Direct::connect(host, port).await?,
                ))),
                Route::Bridge { url, access_token } => {
                    let bridged = bridged::Bridged::connect(url, access_token.as_deref(), host, port);
                    Ok(NativeStream(Path::Bridged(Box::new(bridged.await?))))
                }
            }
        };
        timeout(self.connect_timeout, connecting)
            .await
            .unwrap_or(Err(TransportError::TimedOut))
    }
}

/// A stream of a [`NativeDialer`].
#[derive(Debug)]
pub struct NativeStream(Path);

#[derive(Debug)]
enum Path {
    Direct(direct::Direct),
    Bridged(Box<bridged::Bridged>),
}

impl Stream for NativeStream {
    async fn read(&self) -> Result<Option<Vec<u8>>, TransportError> {
        match &self.0 {
            Path::Direct(stream) => stream.read().await,
            Path::Bridged(stream) => stream.read().await,
        }
    }

    async fn write(&self, bytes: &[u8]) -> Result<(), TransportError> {
        match &self.0 {
            Path::Direct(stream) => stream.write(bytes).await,
            Path::Bridged(stream) => stream.write(bytes).await,
        }
    }
}
