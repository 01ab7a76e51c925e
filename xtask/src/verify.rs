//! `cargo xtask check` and `cargo xtask test`: what has to hold before anything lands.
//! Nothing is skipped: what a test needs is installed, or the task stops.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use crate::command::{Failure, run, say};
use crate::tools::{self, Package};
use crate::{app, dist};

/// Format, lints for both worlds, architecture.
pub(crate) fn check() -> Result<(), Failure> {
    tools::components()?;
    tools::wasm_target()?;
    tools::require(&[Package::Clang, Package::LlvmAr])?;
    run(tools::cargo().args(["fmt", "--all", "--check"]))?;
    run(tools::cargo().args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))?;
    run(tools::cargo()
        .args([
            "clippy",
            "--package",
            "restante",
            "--target",
            "wasm32-unknown-unknown",
        ])
        .args(["--", "-D", "warnings"]))?;
    run(tools::cargo().args(["test", "--package", "restante", "--test", "architecture"]))
}

/// Native tests, tests in Chromium, the shipped app end to end, the tunnel's two implementations, then what hosts it; or one of these.
pub(crate) fn test(part: Option<&str>) -> Result<(), Failure> {
    tools::require(&Package::FOR_TESTS)?;
    tools::prepare_build()?;
    match part {
        None => {
            timed("the native tests", test_natively)?;
            timed("the tests in a browser", test_in_browser)?;
            timed("the tests from end to end", test_end_to_end)?;
            timed("the tests of the tunnel", test_conformance)?;
            timed("the tests of hosting", test_hosting)
        }
        Some("native") => test_natively(),
        Some("browser") => test_in_browser(),
        Some("end-to-end") => test_end_to_end(),
        Some("conformance") => test_conformance(),
        Some("hosting") => app::build().and_then(|()| test_hosting()),
        Some(part) => Err(Failure::Unexpected(format!(
            "{part} is none of native, browser, end-to-end, conformance, hosting"
        ))),
    }
}

/// Says how long a part took: who has to shorten the whole must know where it goes.
fn timed(what: &str, part: fn() -> Result<(), Failure>) -> Result<(), Failure> {
    let begun = Instant::now();
    let done = part();
    say(&format!("{what} took {} s", begun.elapsed().as_secs()));
    done
}

/// Everything that needs no browser; what needs Dovecot is here too.
fn test_natively() -> Result<(), Failure> {
    run(with_programs(tools::cargo()).args(["test", "--workspace", "--no-fail-fast"]))
}

/// `tests/*_browser.rs`, `tests/*_browser/main.rs`: what needs IndexedDB, workers or WebSockets.
fn test_in_browser() -> Result<(), Failure> {
    let suites = files("tests", |file| {
        let path = file.to_string_lossy();
        path.ends_with("_browser.rs") || path.ends_with("_browser/main.rs")
    })?;
    let mut cargo = cargo_in_browser();
    cargo.arg("--no-fail-fast");
    for suite in &suites {
        cargo.arg("--test").arg(suite_name(suite));
    }
    run(&mut cargo)
}

/// A benchmark in a worker of Chromium, built as the engine is shipped.
pub(crate) fn measure_in_browser(name: &str) -> Result<(), Failure> {
    tools::require(&Package::FOR_TESTS)?;
    tools::prepare_build()?;
    run(cargo_in_browser().args(["--release", "--bench", name, "--", "--nocapture"]))
}

/// `cargo test` for WebAssembly, run by Chromium.
fn cargo_in_browser() -> Command {
    let runner = tools::find("wasm-bindgen-test-runner").unwrap_or_default();
    let mut cargo = with_programs(tools::cargo());
    cargo
        .args([
            "test",
            "--package",
            "restante",
            "--target",
            "wasm32-unknown-unknown",
        ])
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", runner)
        .env("WASM_BINDGEN_TEST_TIMEOUT", "300");
    cargo
}

/// `tests/browser/*.test.mjs`: the real app in Chromium, the real bridge, a real Dovecot.
fn test_end_to_end() -> Result<(), Failure> {
    app::build()?;
    prepare_browser()?;
    let suites = files("tests/browser", |file| {
        file.to_string_lossy().ends_with(".test.mjs")
    })?;
    let (measuring, others): (Vec<_>, Vec<_>) = suites.into_iter().partition(|suite| measures(suite));
    run_suites("1", &measuring)?;
    // Most of what they do is to wait, and two browsers rarely wait for each other.
    run_suites("2", &others)
}

/// `tests/conformance/*.test.mjs`: the bridge and the worker of `deploy/workers`, held to the same protocol.
fn test_conformance() -> Result<(), Failure> {
    run(tools::cargo().args(["build", "--release", "--package", "restante-bridge"]))?;
    install_packages("tests/conformance")?;
    let suites = files("tests/conformance", |file| {
        file.to_string_lossy().ends_with(".test.mjs")
    })?;
    run_suites("2", &suites)
}

/// `tests/hosting/*.test.mjs`: what `deploy/` hands out, in the programs that it is for. Those are Linux's.
fn test_hosting() -> Result<(), Failure> {
    if !cfg!(target_os = "linux") {
        say("what is in deploy/ is for Linux, and is tested there");
        return Ok(());
    }
    tools::require(&Package::FOR_HOSTING)?;
    prepare_browser()?;
    let python = tools::kubernetes_schemas()?;
    let target = tools::static_target()?;
    run(tools::cargo()
        .args([
            "build",
            "--release",
            "--package",
            "restante-bridge",
            "--target",
            &target,
        ])
        // It is tried for needing nothing, not for being fast.
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"))?;
    run(tools::cargo().args(["build", "--package", "restante", "--example", "fetch"]))?;
    let suites = files("tests/hosting", |file| {
        file.to_string_lossy().ends_with(".test.mjs")
    })?;
    run(browser_command("node")
        .args(["--test", "--test-concurrency", "2"])
        .args(&suites)
        .env("RESTANTE_PYTHON", python)
        .env("RESTANTE_FETCH", tools::target().join("debug/examples/fetch"))
        .env(
            "RESTANTE_STATIC_BRIDGE",
            tools::target().join(target).join("release/restante-bridge"),
        ))
}

/// Whether a suite holds the app to a time that users would wait: it has the machine to itself.
fn measures(suite: &Path) -> bool {
    suite.ends_with("thousand.test.mjs")
}

fn run_suites(at_once: &str, suites: &[PathBuf]) -> Result<(), Failure> {
    run(browser_command("node")
        .args(["--test", "--test-concurrency", at_once])
        .args(suites))
}

/// Makes sure that programs in `tests/browser` and `benches` find their packages.
pub(crate) fn prepare_browser() -> Result<(), Failure> {
    tools::require(&Package::FOR_TESTS)?;
    install_packages("tests/browser")
}

/// What `package-lock.json` in `folder` names, unless it is there.
fn install_packages(folder: &str) -> Result<(), Failure> {
    let folder = tools::root().join(folder);
    if is_older(
        &folder.join("node_modules/.package-lock.json"),
        &folder.join("package-lock.json"),
    ) {
        run(tools::command("npm")
            .args(["ci", "--no-audit", "--no-fund"])
            .current_dir(folder))?;
    }
    Ok(())
}

/// A command that knows where the built app and the installed programs are.
pub(crate) fn browser_command(program: &str) -> Command {
    let mut command = with_programs(tools::command(program));
    command
        .env("RESTANTE_BRIDGE", tools::target().join("release/restante-bridge"))
        .env("RESTANTE_DIST", dist::folder());
    command
}

fn with_programs(mut command: Command) -> Command {
    for (variable, package) in [
        ("CHROMIUM", Package::Chromium),
        ("CHROMEDRIVER", Package::Chromedriver),
        ("FIREFOX", Package::Firefox),
        ("DOVECOT", Package::Dovecot),
    ] {
        command.env(variable, package.path().unwrap_or_default());
    }
    command
}

fn is_older(made: &Path, source: &Path) -> bool {
    let changed = |path| fs::metadata(path).and_then(|metadata| metadata.modified()).ok();
    changed(made).is_none() || changed(made) < changed(source)
}

/// What cargo calls the test in `NAME.rs` or `NAME/main.rs`.
fn suite_name(suite: &Path) -> &OsStr {
    let named = if suite.ends_with("main.rs") {
        suite.parent().unwrap_or(suite)
    } else {
        suite
    };
    named.file_stem().unwrap_or_default()
}

/// The suites in a folder. There being none is a mistake, not a success.
fn files(folder: &str, is_suite: fn(&Path) -> bool) -> Result<Vec<PathBuf>, Failure> {
    let folder = tools::root().join(folder);
    let inside = dist::files(&folder)?;
    let found: Vec<_> = inside
        .into_iter()
        .filter(|file| !file.starts_with("node_modules") && is_suite(file))
        .map(|file| folder.join(file))
        .collect();
    if found.is_empty() {
        return Err(Failure::Unexpected(format!(
            "there are no tests in {}",
            folder.display()
        )));
    }
    Ok(found)
}
