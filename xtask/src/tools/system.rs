//! Packages of the operating system.
//! Where apt may be used it is; elsewhere the task stops and says exactly what to install.

use std::env;

use crate::command::{Failure, output, run, say, succeeds};
use crate::tools::{command, find};

/// A program that comes with the operating system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Package {
    /// Compiles ring's C for WebAssembly.
    Clang,
    /// Puts ring's objects into an archive that `rust-lld` reads.
    LlvmAr,
    /// Runs the tests that need a browser.
    Chromium,
    /// Runs the tests that should not depend on one browser.
    Firefox,
    /// Drives Chromium for `wasm-bindgen-test`.
    Chromedriver,
    /// The POP3 server that everybody runs.
    Dovecot,
    /// Makes certificates for the end-to-end tests.
    OpenSsl,
    /// Runs the end-to-end tests.
    Node,
    /// Installs what they use.
    Npm,
    /// One of the proxies that the bridge is hosted behind.
    Nginx,
    /// Another.
    Caddy,
    /// Another.
    Apache,
    /// Another, and the one before several bridges.
    Haproxy,
    /// Starts what a container would hold.
    Bubblewrap,
    /// Builds programs that need no library.
    Musl,
    /// Reads the schemas of Kubernetes.
    PythonVenv,
}

impl Package {
    /// Every test needs these.
    pub(crate) const FOR_TESTS: [Self; 7] = [
        Self::Chromium,
        Self::Firefox,
        Self::Chromedriver,
        Self::Dovecot,
        Self::OpenSsl,
        Self::Node,
        Self::Npm,
    ];

    /// And the tests of hosting these as well. Debian starts some of the proxies when it installs them.
    pub(crate) const FOR_HOSTING: [Self; 7] = [
        Self::Nginx,
        Self::Caddy,
        Self::Apache,
        Self::Haproxy,
        Self::Bubblewrap,
        Self::Musl,
        Self::PythonVenv,
    ];

    /// The names that it goes by.
    pub(crate) const fn programs(self) -> &'static [&'static str] {
        match self {
            Self::Clang => &["clang"],
            Self::LlvmAr => &["llvm-ar"],
            Self::Chromium => &["chromium", "chromium-browser", "google-chrome"],
            Self::Firefox => &["firefox-esr", "firefox"],
            Self::Chromedriver => &["chromedriver"],
            Self::Dovecot => &["dovecot"],
            Self::OpenSsl => &["openssl"],
            Self::Node => &["node"],
            Self::Npm => &["npm"],
            Self::Nginx => &["nginx"],
            Self::Caddy => &["caddy"],
            Self::Apache => &["apache2"],
            Self::Haproxy => &["haproxy"],
            Self::Bubblewrap => &["bwrap"],
            Self::Musl => &["musl-gcc"],
            Self::PythonVenv => &["python3"],
        }
    }

    const fn debian(self) -> &'static str {
        match self {
            Self::Clang => "clang",
            Self::LlvmAr => "llvm",
            Self::Chromium => "chromium",
            Self::Firefox => "firefox-esr",
            Self::Chromedriver => "chromium-driver",
            Self::Dovecot => "dovecot-pop3d",
            Self::OpenSsl => "openssl",
            Self::Node => "nodejs",
            Self::Npm => "npm",
            Self::Nginx => "nginx",
            Self::Caddy => "caddy",
            Self::Apache => "apache2-bin",
            Self::Haproxy => "haproxy",
            Self::Bubblewrap => "bubblewrap",
            Self::Musl => "musl-tools",
            Self::PythonVenv => "python3-venv",
        }
    }

    const fn homebrew(self) -> &'static str {
        match self {
            Self::Clang | Self::LlvmAr => "llvm",
            Self::Chromium => "--cask chromium",
            Self::Firefox => "--cask firefox",
            Self::Chromedriver => "--cask chromedriver",
            Self::Dovecot => "dovecot",
            Self::OpenSsl => "openssl",
            Self::Node | Self::Npm => "node",
            Self::Nginx => "nginx",
            Self::Caddy => "caddy",
            Self::Apache => "httpd",
            Self::Haproxy => "haproxy",
            // Where these are asked for, there is no Homebrew's own.
            Self::Bubblewrap => "bubblewrap",
            Self::Musl => "musl-cross",
            Self::PythonVenv => "python",
        }
    }

    /// Where it is.
    pub(crate) fn path(self) -> Option<std::path::PathBuf> {
        self.programs().iter().find_map(|program| find(program))
    }

    fn is_there(self) -> bool {
        match self {
            // Apple's clang is there, but does not know WebAssembly.
            Self::Clang => succeeds(command("clang").args([
                "--target=wasm32",
                "-x",
                "c",
                "-c",
                "/dev/null",
                "-o",
                "/dev/null",
            ])),
            // Debian's Python comes without what makes a place for packages.
            Self::PythonVenv => succeeds(command("python3").args(["-I", "-m", "ensurepip", "--version"])),
            _ => self.path().is_some(),
        }
    }
}

/// Makes sure that all of these are there.
pub(crate) fn require(packages: &[Package]) -> Result<(), Failure> {
    let missing = missing(packages);
    if missing.is_empty() {
        return Ok(());
    }
    if can_install() {
        install(&missing)?;
    }
    let missing = self::missing(packages);
    match missing.first() {
        None => Ok(()),
        Some(first) => Err(Failure::Missing {
            what: missing
                .iter()
                .map(|package| first_name(*package))
                .collect::<Vec<_>>()
                .join(", "),
            remedy: format!(
                "Debian, Ubuntu: sudo apt-get install {}\nmacOS: brew install {}\nThen it is looked for on PATH as {}.",
                names(&missing, Package::debian),
                names(&missing, Package::homebrew),
                first.programs().join(" or "),
            ),
        }),
    }
}

/// Whether apt is there and may be used without asking anybody.
pub(super) fn can_install() -> bool {
    find("apt-get").is_some() && (is_root() || succeeds(command("sudo").args(["-n", "true"])))
}

fn missing(packages: &[Package]) -> Vec<Package> {
    packages
        .iter()
        .copied()
        .filter(|package| !package.is_there())
        .collect()
}

fn install(missing: &[Package]) -> Result<(), Failure> {
    let names = names(missing, Package::debian);
    say(&format!("installing {names} with apt-get"));
    apt(&["update", "-q"])?;
    let mut arguments = vec!["install", "-q", "-y", "--no-install-recommends"];
    arguments.extend(names.split(' '));
    apt(&arguments)
}

fn apt(arguments: &[&str]) -> Result<(), Failure> {
    let mut order = if is_root() {
        command("env")
    } else {
        command("sudo")
    };
    run(order
        .args(["DEBIAN_FRONTEND=noninteractive", "apt-get"])
        .args(arguments))
}

fn is_root() -> bool {
    output(command("id").arg("-u")).is_some_and(|id| id.trim() == "0") && env::consts::FAMILY == "unix"
}

fn names(packages: &[Package], name: fn(Package) -> &'static str) -> String {
    let mut names: Vec<_> = packages.iter().map(|package| name(*package)).collect();
    names.sort_unstable();
    names.dedup();
    names.join(" ")
}

fn first_name(package: Package) -> &'static str {
    package.programs().first().copied().unwrap_or_default()
}
