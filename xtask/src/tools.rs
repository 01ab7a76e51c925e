//! What the build and the tests need besides Rust: found on `PATH`, or installed.
//! Tools go into `.tools/` of the repository; only system packages go through apt, and only where that is allowed.

mod system;

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

pub(crate) use system::{Package, require};

use crate::command::{Failure, output, run, say};

const TRUNK: &str = "0.21.14";
/// The version in `Cargo.lock`: the tool and the crate must be the same.
const WASM_BINDGEN: &str = "0.2.130";
/// Carries the schemas of the version of Kubernetes that it is named after, and of those before.
const KUBERNETES_VALIDATE: &str = "1.37.0";
const WASM_TARGET: &str = "wasm32-unknown-unknown";
const OLDEST_WASM_OPT: u32 = 120;

/// The repository's root: that of the sources cargo was called for, which may share a target folder with others.
pub(crate) fn root() -> &'static Path {
    static ROOT: LazyLock<PathBuf> = LazyLock::new(|| {
        let manifest = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
        Path::new(&manifest)
            .parent()
            .map(Path::to_owned)
            .unwrap_or_default()
    });
    &ROOT
}

/// Where cargo puts what it builds.
pub(crate) fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |target| root().join(target))
}

/// A command in the repository's root that finds the project's own tools first.
pub(crate) fn command(program: &str) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root()).env("PATH", path());
    command
}

/// The cargo that called us.
pub(crate) fn cargo() -> Command {
    let cargo = env::var("CARGO").unwrap_or_else(|_| String::from("cargo"));
    command(&cargo)
}

/// Where a program is: among the project's tools, on `PATH`, or where Debian keeps daemons.
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    let daemons = ["/usr/sbin", "/usr/local/sbin"].map(PathBuf::from);
    env::split_paths(&path())
        .chain(daemons)
        .map(|folder| folder.join(program))
        .find(|path| path.is_file())
}

/// Makes sure that the app can be built.
pub(crate) fn prepare_build() -> Result<(), Failure> {
    wasm_target()?;
    require(&[Package::Clang, Package::LlvmAr])?;
    wasm_opt()?;
    // It downloads nothing and serves nothing here, so it needs no TLS; and what it does takes it no time.
    crate_tool(
        ["trunk", "trunk", TRUNK],
        "0",
        &["--locked", "--no-default-features"],
    )?;
    // Its own lock file asks for a package that is no longer there, hence no --locked.
    crate_tool(["wasm-bindgen", "wasm-bindgen-cli", WASM_BINDGEN], "1", &[])?;
    // Trunk is told to stay offline, and tells cargo the same.
    run(cargo().args(["fetch", "--locked"]))
}

/// Makes sure that rustc knows WebAssembly.
pub(crate) fn wasm_target() -> Result<(), Failure> {
    rust_target(WASM_TARGET)
}

/// Makes sure that rustc can build programs that need no library; the name of that target.
pub(crate) fn static_target() -> Result<String, Failure> {
    let target = format!("{}-unknown-linux-musl", env::consts::ARCH);
    rust_target(&target)?;
    Ok(target)
}

fn rust_target(target: &str) -> Result<(), Failure> {
    let sysroot = output(command("rustc").args(["--print", "sysroot"])).unwrap_or_default();
    let library = Path::new(sysroot.trim()).join("lib/rustlib").join(target);
    if library.is_dir() {
        return Ok(());
    }
    say(&format!("installing Rust's target {target}"));
    run(command("rustup").args(["target", "add", target]))
}

/// Makes sure that the schemas of Kubernetes are there; the Python that reads them.
pub(crate) fn kubernetes_schemas() -> Result<PathBuf, Failure> {
    let place = folder().join("python");
    let python = place.join("bin/python");
    let wanted = format!(
        "import importlib.metadata as m; assert m.version('kubernetes-validate') == '{KUBERNETES_VALIDATE}'"
    );
    if output(Command::new(&python).args(["-I", "-c", &wanted])).is_none() {
        say("installing the schemas of Kubernetes (PyPI package kubernetes-validate) into .tools/");
        run(command("python3").args(["-m", "venv"]).arg(&place))?;
        let package = format!("kubernetes-validate=={KUBERNETES_VALIDATE}");
        // Isolated: a folder of this repository has a name that Python looks for.
        run(Command::new(&python).args(["-I", "-m", "pip", "install", "--quiet", &package]))?;
    }
    Ok(python)
}

/// Makes sure that cargo can format and lint.
pub(crate) fn components() -> Result<(), Failure> {
    for (subcommand, component) in [("fmt", "rustfmt"), ("clippy", "clippy")] {
        if output(cargo().args([subcommand, "--version"])).is_none() {
            say(&format!("installing {component}"));
            run(command("rustup").args(["component", "add", component]))?;
        }
    }
    Ok(())
}

/// Installs a crate's program unless the right version is there.
fn crate_tool(
    [program, package, version]: [&str; 3],
    opt_level: &str,
    options: &[&str],
) -> Result<(), Failure> {
    let there = output(command(program).arg("--version"));
    if there.is_some_and(|text| text.split_whitespace().any(|word| word == version)) {
        return Ok(());
    }
    say(&format!(
        "installing {package} {version} into .tools/ (once; some minutes)"
    ));
    let workspace = folder().join("build");
    run(cargo()
        .args(["install", package, "--version", version, "--root"])
        .arg(folder())
        .args(options)
        .env("CARGO_TARGET_DIR", &workspace)
        // A tool that is used for seconds need not be optimised for minutes.
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", opt_level)
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .env("CARGO_PROFILE_RELEASE_DEBUG", "0"))?;
    std::fs::remove_dir_all(&workspace).map_err(Failure::file(&workspace))
}

/// Debian 12 has version 108, which exports the table of functions under the name of the table of references: a module
/// that it has seen does not start.
fn wasm_opt() -> Result<(), Failure> {
    let version = output(command("wasm-opt").arg("--version")).unwrap_or_default();
    let version = version.split_whitespace().find_map(|word| word.parse().ok());
    if version.is_some_and(|version: u32| version >= OLDEST_WASM_OPT) {
        return Ok(());
    }
    require(&[Package::Node, Package::Npm])?;
    say("installing wasm-opt (npm package binaryen) into .tools/");
    run(command("npm")
        .args(["install", "--no-audit", "--no-fund", "--prefix"])
        .arg(folder())
        .arg("binaryen@132"))
}

/// Where the project keeps its tools.
fn folder() -> PathBuf {
    root().join(".tools")
}

fn path() -> OsString {
    let own = [folder().join("bin"), folder().join("node_modules/.bin")];
    let inherited = env::var_os("PATH").unwrap_or_default();
    env::join_paths(own.into_iter().chain(env::split_paths(&inherited))).unwrap_or(inherited)
}

/// `PATH` with one more folder, where programs are looked for first.
pub(crate) fn path_behind(folder: PathBuf) -> OsString {
    let rest = path();
    env::join_paths(std::iter::once(folder).chain(env::split_paths(&rest))).unwrap_or(rest)
}
