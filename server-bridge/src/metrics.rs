//! What an operator may count. No label ever holds a host, a user or a client.

use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};

use crate::relay::frame::{Ending, Refusal};

/// The media type of [`Metrics::text`].
pub(crate) const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// The bridge's counters.
#[derive(Debug)]
pub(crate) struct Metrics {
    registry: Registry,
    open: Gauge,
    opened: Counter,
    refused: Family<Reason, Counter>,
    closed: Family<Reason, Counter>,
    up: Counter,
    down: Counter,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Reason {
    reason: &'static str,
    /// Which limit, or which part of a request, where the reason leaves that open.
    what: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Direction {
    direction: &'static str,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("restante_bridge");
        let open = Gauge::default();
        registry.register("tunnels_open", "Tunnels that are open", open.clone());
        let opened = Counter::default();
        registry.register("tunnels_opened", "Tunnels that were opened", opened.clone());
        let refused = Family::default();
        registry.register("tunnels_refused", "Tunnels that were refused", refused.clone());
        let closed = Family::default();
        registry.register("tunnels_closed", "Tunnels that were closed", closed.clone());
        let bytes = Family::<Direction, Counter>::default();
        registry.register_with_unit("payload", "What went through tunnels", Unit::Bytes, bytes.clone());
        let direction = |direction| bytes.get_or_create(&Direction { direction }).clone();
        registry.register(
            "build",
            "What runs",
            Info::new([("version", env!("CARGO_PKG_VERSION"))]),
        );
        let (up, down) = (direction("up"), direction("down"));
        Self {
            registry,
            open,
            opened,
            refused,
            closed,
            up,
            down,
        }
    }
}

impl Metrics {
    pub(crate) fn refused(&self, refusal: Refusal) {
        self.refused
            .get_or_create(&Reason {
                reason: refusal.name(),
                what: refusal.detail(),
            })
            .inc();
    }

    /// Refused before there was a WebSocket.
    pub(crate) fn turned_away(&self, reason: &'static str) {
        self.refused.get_or_create(&Reason { reason, what: "" }).inc();
    }

    pub(crate) fn opened(&self) {
        self.opened.inc();
        self.open.inc();
    }

    pub(crate) fn closed(&self, ending: Ending) {
        self.open.dec();
        self.closed
            .get_or_create(&Reason {
                reason: ending.name(),
                what: ending.detail(),
            })
            .inc();
    }

    pub(crate) fn moved_up(&self, bytes: u64) {
        self.up.inc_by(bytes);
    }

    pub(crate) fn moved_down(&self, bytes: u64) {
        self.down.inc_by(bytes);
    }

    /// As Prometheus reads it; `None` if that cannot be written.
    pub(crate) fn text(&self) -> Option<String> {
        let mut text = String::new();
        text::encode(&mut text, &self.registry).ok().map(|()| text)
    }
}
