//! Building the app and the bridge, and starting both.
//! What is served is always what was built just before: nothing here knows what the app does.

use std::ffi::OsString;
use std::process::Command;

use crate::command::{Failure, run as order};
use crate::{dist, split, tools};

/// `cargo xtask build`: the app in `dist/`, and the bridge with the app inside.
pub(crate) fn build() -> Result<(), Failure> {
    build_app()?;
    order(tools::cargo().args(["build", "--release", "--package", "restante-bridge"]))
}

/// The app alone.
pub(crate) fn build_app() -> Result<(), Failure> {
    tools::prepare_build()?;
    let mut trunk = trunk();
    split::stand_before(trunk.arg("--release"))?;
    order(&mut trunk)?;
    dist::finish(dist::Purpose::Release)
}

/// `cargo xtask run`: the release build with the demo mailbox, until it is stopped.
pub(crate) fn run(bridge_arguments: &[OsString]) -> Result<(), Failure> {
    build()?;
    let bridge = tools::target().join("release/restante-bridge");
    become_program(
        tools::command(&bridge.to_string_lossy())
            .arg("--demo")
            .args(bridge_arguments),
    )
}

/// `cargo xtask dev`: the same from a debug build, in seconds when little has changed.
pub(crate) fn run_quickly(bridge_arguments: &[OsString]) -> Result<(), Failure> {
    tools::prepare_build()?;
    order(&mut trunk())?;
    dist::finish(dist::Purpose::Work)?;
    become_program(
        tools::cargo()
            .args([
                "run",
                "--package",
                "restante-bridge",
                "--",
                "--demo",
                "--static-dir",
            ])
            .arg(dist::folder())
            .args(bridge_arguments),
    )
}

fn trunk() -> Command {
    let mut trunk = tools::command("trunk");
    // Trunk takes any value of this other than "true" and "false" for a mistake.
    trunk.arg("build").env_remove("NO_COLOR");
    trunk
}

/// Takes its place, so that signals reach it and its exit is ours.
#[cfg(unix)]
fn become_program(command: &mut Command) -> Result<(), Failure> {
    use std::os::unix::process::CommandExt;

    let error = command.exec();
    Err(Failure::NotStarted {
        program: command.get_program().to_string_lossy().into_owned(),
        error,
    })
}

#[cfg(not(unix))]
fn become_program(command: &mut Command) -> Result<(), Failure> {
    order(command)
}
