//! The command line: what the program is told to do, and what it answers to those who only ask.
//! Serving itself is `server`'s; nothing here stays longer than its answer takes.

mod health;
mod welcome;

use std::fmt;
use std::io::{self, Write};

use clap::{Parser, Subcommand};

use crate::config::{Config, ConfigError, Settings};

pub use health::{NoUrl, Unhealthy, Url};
pub use welcome::welcome;

const GUIDE: &str = "\
Without a command it serves, until SIGTERM or Ctrl+C:

  restante-bridge                 the app, at http://127.0.0.1:8025/
  restante-bridge --demo          the same, with a mailbox to try it with

For other people, put a web server with TLS in front of it, or give it a certificate; and let only them in:

  restante-bridge --trusted-proxy 127.0.0.1 --access-token 'a long secret'
  restante-bridge --listen 0.0.0.0:443 --tls-certificate fullchain.pem --tls-key privkey.pem

Each flag is also a variable in the environment (RESTANTE_ALLOW_PORT=995,110) and a key of the --config file
(allow-port = [995, 110]). A flag beats the environment, the environment the file, the file the default.

SIGHUP reads the file again. Exit codes: 0 after an orderly stop, 1 when it cannot run, 2 when it was told
something impossible.";

/// Serves Restante, a POP3 mail client that runs in the browser, and carries its TCP streams to mail servers
///
/// Browsers cannot open TCP connections; this opens them, and sees only ciphertext: TLS ends in the browser. It stores
/// nothing, and needs no database, no certificate and no account.
#[derive(Debug, Parser)]
#[command(name = "restante-bridge", version, args_conflicts_with_subcommands = true, after_long_help = GUIDE)]
pub struct Arguments {
    #[command(subcommand)]
    word: Option<Word>,
    #[command(flatten)]
    settings: Settings,
}

/// What stands for a command on the command line.
#[derive(Debug, Subcommand)]
enum Word {
    /// Say whether flags, environment and file make sense: exit code 0 if so, 2 if not
    CheckConfig(Settings),
    /// Show each setting, and whether a flag, the environment, the file or nobody decided it
    PrintConfig(Settings),
    /// Ask a running bridge whether it lives: exit code 0 if so, 1 if not
    Healthcheck {
        /// Such as http://127.0.0.1:8025; with a path, that one is asked for instead of /healthz [default: where
        /// environment and file say that it serves]
        url: Option<Url>,
    },
    /// Say which version this is
    Version,
}

/// What the program is told to do.
#[derive(Debug)]
pub enum Order {
    /// Serve.
    Serve(Settings),
    /// Say whether these settings make sense.
    CheckConfig(Settings),
    /// Show them.
    PrintConfig(Settings),
    /// Ask the bridge at this place, or where the settings say that one serves, whether it lives.
    Healthcheck(Option<Url>, Settings),
    /// Say which version this is.
    Version,
}

impl Arguments {
    /// What to do.
    #[must_use]
    pub fn order(self) -> Order {
        match self.word {
            None => Order::Serve(self.settings),
            Some(Word::CheckConfig(settings)) => Order::CheckConfig(settings),
            Some(Word::PrintConfig(settings)) => Order::PrintConfig(settings),
            Some(Word::Healthcheck { url }) => Order::Healthcheck(url, self.settings),
            Some(Word::Version) => Order::Version,
        }
    }
}

impl Order {
    /// Answers, if this only asks; a configuration to serve comes back.
    ///
    /// # Errors
    /// What was asked for is not so, or was asked in words that make no sense.
    pub fn answer(self, out: &mut impl Write) -> Result<Option<(Settings, Config)>, CommandError> {
        match self {
            Self::Serve(settings) => {
                let config = settings.config()?;
                return Ok(Some((settings, config)));
            }
            Self::CheckConfig(settings) => {
                settings.config()?;
                match settings.file() {
                    Some(file) => writeln!(out, "{} makes sense", file.display())?,
                    None => writeln!(out, "the configuration makes sense; it names no file")?,
                }
            }
            Self::PrintConfig(settings) => out.write_all(settings.report()?.as_bytes())?,
            Self::Healthcheck(url, settings) => {
                let url = match url {
                    Some(url) => url,
                    None => Url::of(&settings.config()?).ok_or(CommandError::Nowhere)?,
                };
                health::check(&url)?;
            }
            Self::Version => writeln!(out, "restante-bridge {}", env!("CARGO_PKG_VERSION"))?,
        }
        Ok(None)
    }
}

/// Why a command was not, or not well, answered.
#[derive(Debug)]
pub enum CommandError {
    /// The configuration makes no sense.
    Config(ConfigError),
    /// The configuration names no address to ask at in plain HTTP.
    Nowhere,
    /// The bridge that was asked does not say that it lives.
    Unhealthy(Unhealthy),
    /// Nobody takes the answer.
    Output(io::Error),
}

impl From<ConfigError> for CommandError {
    fn from(error: ConfigError) -> Self {
        Self::Config(error)
    }
}

impl From<Unhealthy> for CommandError {
    fn from(error: Unhealthy) -> Self {
        Self::Unhealthy(error)
    }
}

impl From<io::Error> for CommandError {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

impl fmt::Display for CommandError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Config(error) => error.fmt(f),
            Self::Nowhere => {
                f.write_str("the bridge serves nowhere in plain HTTP; --metrics-listen makes it")
            }
            Self::Unhealthy(error) => error.fmt(f),
            Self::Output(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for CommandError {}

#[cfg(test)]
mod tests;
