//! What every request shares: the rules, the counters and the two signals of stopping.
//! Built once from the configuration, then only read.

use std::sync::Arc;

use ipnet::IpNet;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::assets::Assets;
use crate::config::{AccessToken, Config, LimitSettings};
use crate::demo::Demo;
use crate::hosting;
use crate::limits::Limits;
use crate::metrics::Metrics;
use crate::policy::{OriginRule, Policy};

/// What every request shares.
pub(crate) struct App {
    pub(crate) policy: Policy,
    pub(crate) origins: OriginRule,
    pub(crate) access_token: Option<AccessToken>,
    pub(crate) trusted_proxy: Vec<IpNet>,
    pub(crate) limit_settings: LimitSettings,
    pub(crate) limits: Arc<Limits>,
    pub(crate) assets: Assets,
    /// The text of `/config.json`.
    pub(crate) hosting: String,
    pub(crate) metrics: Metrics,
    /// The bridge was asked to stop: it is not ready, and takes no new tunnels.
    pub(crate) draining: CancellationToken,
    /// Open tunnels end now.
    pub(crate) stop: CancellationToken,
    /// Every tunnel's task, from its upgrade to its last frame.
    pub(crate) tunnels: TaskTracker,
}

impl App {
    pub(crate) fn new(config: &Config, demo: Option<&Demo>) -> Self {
        Self {
            policy: Policy::new(config.destinations.clone(), demo),
            origins: OriginRule::new(config.allow_origin.clone(), config.access_token.is_some()),
            access_token: config.access_token.clone(),
            trusted_proxy: config.trusted_proxy.clone(),
            limit_settings: config.limits,
            limits: Limits::new(config.limits),
            assets: Assets::new(config.static_dir.clone()),
            hosting: hosting::document(config.access_token.is_some(), demo),
            metrics: Metrics::default(),
            draining: CancellationToken::new(),
            stop: CancellationToken::new(),
            tunnels: TaskTracker::new(),
        }
    }
}
