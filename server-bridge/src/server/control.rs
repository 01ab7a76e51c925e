//! Changes the rules of a bridge that serves, and says which settings it cannot change: those that are acted on once,
//! when it starts.

use std::sync::Arc;

use crate::app::App;
use crate::config::Config;

/// A hand on a bridge that serves.
pub struct Control {
    app: Arc<App>,
    started_with: Config,
}

impl Control {
    pub(super) fn new(app: Arc<App>, started_with: Config) -> Self {
        Self { app, started_with }
    }

    /// Lets what comes from now on follow `config`; open tunnels go on under the rules they were opened under.
    /// What comes back are the settings that differ from those at the start and wait for the next one.
    pub fn follow(&self, config: &Config) -> Vec<&'static str> {
        self.app.follow(config);
        let (old, new) = (&self.started_with, config);
        let fixed = [
            ("listen", old.listen != new.listen),
            ("metrics-listen", old.metrics_listen != new.metrics_listen),
            ("demo", old.demo != new.demo),
            ("static-dir", old.static_dir != new.static_dir),
            ("log-format", old.log_format != new.log_format),
        ];
        let changed = fixed.into_iter().filter(|(_, changed)| *changed);
        changed.map(|(name, _)| name).collect()
    }
}
