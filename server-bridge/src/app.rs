//! What every request shares: the rules, the counters and the two signals of stopping.
//! The rules alone change while it runs, all at once: who asks for them keeps those that it got.

use std::sync::{Arc, PoisonError, RwLock};

use ipnet::IpNet;
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::assets::Assets;
use crate::config::{AccessToken, Config, LimitSettings, Tls};
use crate::demo::Demo;
use crate::hosting;
use crate::limits::{Connections, Limits};
use crate::metrics::Metrics;
use crate::policy::{OriginRule, Policy, Served};

/// What every request shares.
pub(crate) struct App {
    rules: RwLock<Arc<Rules>>,
    demo: Option<Demo>,
    pub(crate) limits: Arc<Limits>,
    pub(crate) connections: Arc<Connections>,
    pub(crate) assets: Assets,
    pub(crate) metrics: Metrics,
    /// The bridge was asked to stop: it is not ready, and takes no new tunnels.
    pub(crate) draining: CancellationToken,
    /// Open tunnels end now.
    pub(crate) stop: CancellationToken,
    /// Every tunnel's task, from its upgrade to its last frame.
    pub(crate) tunnels: TaskTracker,
}

/// What the operator may change while the bridge runs. A tunnel keeps to those that it was opened under.
pub(crate) struct Rules {
    pub(crate) policy: Policy,
    pub(crate) origins: OriginRule,
    pub(crate) access_token: Option<AccessToken>,
    pub(crate) trusted_proxy: Vec<IpNet>,
    /// What greets browsers where the bridge serves with a certificate of its own.
    pub(crate) tls: Option<TlsAcceptor>,
    pub(crate) limits: LimitSettings,
    /// The text of `/config.json`.
    pub(crate) hosting: String,
}

impl App {
    pub(crate) fn new(config: &Config, demo: Option<&Demo>) -> Self {
        Self {
            rules: RwLock::new(Arc::new(Rules::new(config, demo))),
            demo: demo.cloned(),
            limits: Limits::new(config.limits),
            connections: Arc::default(),
            assets: Assets::new(config.static_dir.clone()),
            metrics: Metrics::default(),
            draining: CancellationToken::new(),
            stop: CancellationToken::new(),
            tunnels: TaskTracker::new(),
        }
    }

    /// The rules as they are now.
    pub(crate) fn rules(&self) -> Arc<Rules> {
        Arc::clone(&self.rules.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes the rules, and only those, from `config`.
    pub(crate) fn follow(&self, config: &Config) {
        let rules = Arc::new(Rules::new(config, self.demo.as_ref()));
        *self.rules.write().unwrap_or_else(PoisonError::into_inner) = rules;
        self.limits.follow(config.limits);
    }
}

impl Rules {
    fn new(config: &Config, demo: Option<&Demo>) -> Self {
        let served = match config.tls {
            Some(_) => Served::Https,
            None => Served::Http,
        };
        Self {
            policy: Policy::new(config.destinations.clone(), demo),
            origins: OriginRule::new(config.allow_origin.clone(), config.access_token.is_some(), served),
            access_token: config.access_token.clone(),
            trusted_proxy: config.trusted_proxy.clone(),
            tls: config.tls.as_ref().map(Tls::acceptor),
            limits: config.limits,
            hosting: hosting::document(config.access_token.is_some(), demo),
        }
    }
}
