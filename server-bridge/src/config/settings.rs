//! Flags, environment and file brought together, and which of them each setting came from.
//! It can do so again while the bridge runs: flags and environment stay what they were, the file is read anew.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use clap::parser::ValueSource;
use clap::{ArgMatches, Args, Command, FromArgMatches};

use crate::config::report;
use crate::config::values::Values;
use crate::config::{Config, ConfigError};

/// What the operator said, wherever it was said.
#[derive(Clone, Debug, Args)]
pub struct Settings {
    /// A file with any of these flags as keys, such as `allow-port = [995]`; flags and environment beat it
    #[arg(long, env = "RESTANTE_CONFIG", value_name = "FILE.toml")]
    config: Option<PathBuf>,
    #[command(flatten)]
    given: Given,
}

/// Flags and environment, and which was which.
#[derive(Clone, Debug)]
struct Given {
    values: Values,
    sources: BTreeMap<String, Source>,
}

/// Who decided a setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    Flag,
    Environment,
    File,
    Default,
}

impl Source {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Flag => "flag",
            Self::Environment => "environment",
            Self::File => "file",
            Self::Default => "default",
        }
    }
}

impl Settings {
    /// The configuration that these settings and the file they name make, with the file as it is now.
    ///
    /// # Errors
    /// The file cannot be read, or something in it or in the settings makes no sense.
    pub fn config(&self) -> Result<Config, ConfigError> {
        Ok(self.read()?.0)
    }

    /// The file they name.
    #[must_use]
    pub fn file(&self) -> Option<&Path> {
        self.config.as_deref()
    }

    /// Each setting as a line of a configuration file, and who decided it. The access token is not in it.
    ///
    /// # Errors
    /// As [`Settings::config`].
    pub fn report(&self) -> Result<String, ConfigError> {
        let (config, keys) = self.read()?;
        Ok(report::write(&config, |key| match self.given.sources.get(key) {
            Some(source) => *source,
            None if keys.contains(key) => Source::File,
            None => Source::Default,
        }))
    }

    /// The configuration, and which keys the file has.
    fn read(&self) -> Result<(Config, BTreeSet<String>), ConfigError> {
        let values = self.given.values.clone();
        let Some(path) = &self.config else {
            return Ok((Config::from_values(values)?, BTreeSet::new()));
        };
        let text = fs::read_to_string(path).map_err(|error| ConfigError::File(path.clone(), error))?;
        // The library's own wording repeats the line, and that may hold the access token.
        let syntax = |error: toml::de::Error| ConfigError::Syntax {
            path: path.clone(),
            line: error.span().map(|span| line_of(&text, span.start)),
            message: error.message().to_owned(),
        };
        let file = toml::from_str(&text).map_err(syntax)?;
        let keys: toml::Table = toml::from_str(&text).map_err(syntax)?;
        let config = Config::from_values(values.or(file))?;
        Ok((config, keys.into_iter().map(|(key, _)| key).collect()))
    }
}

/// The number of the line that holds the byte at `position`.
fn line_of(text: &str, position: usize) -> usize {
    let before = text.bytes().take(position);
    1 + before.filter(|byte| *byte == b'\n').count()
}

impl Args for Given {
    fn augment_args(command: Command) -> Command {
        Values::augment_args(command)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Values::augment_args_for_update(command)
    }
}

impl FromArgMatches for Given {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let key = |id: &clap::Id| id.as_str().replace('_', "-");
        let sources = matches.ids().filter_map(|id| {
            Some(match matches.value_source(id.as_str())? {
                ValueSource::CommandLine => (key(id), Source::Flag),
                ValueSource::EnvVariable => (key(id), Source::Environment),
                _ => return None,
            })
        });
        Ok(Self {
            sources: sources.collect(),
            values: Values::from_arg_matches(matches)?,
        })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}
