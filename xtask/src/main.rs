//! `cargo xtask`: builds, runs and tests Restante on a machine that has only Rust.
//! It orders other programs and holds nothing that the app needs at run time.

mod app;
mod bench;
mod command;
mod dist;
mod precache;
mod split;
mod strings;
mod tools;
mod verify;

use std::env;
use std::ffi::OsString;
use std::process::ExitCode;

use command::{Failure, say};

const USAGE: &str = "\
cargo xtask run [-- BRIDGE-ARGS…]   build the release app, and serve it with the demo mailbox
cargo xtask build                   the same build, served by nobody: dist/ and restante-bridge
cargo xtask dev [-- BRIDGE-ARGS…]   the quick way: a debug build, served with the demo mailbox
cargo xtask check                   format, lints, architecture
cargo xtask test [PART]             every test; or only native, browser, end-to-end, conformance, hosting
cargo xtask strings                 what is to be translated, from the code into lang/
cargo xtask bench [NAME]            benchmarks; each prints `NAME: FIGURE UNIT`";

fn main() -> ExitCode {
    let arguments: Vec<OsString> = env::args_os().skip(1).collect();
    let done = if split::is_stand_in() {
        split::stand_in(&arguments)
    } else {
        order(arguments)
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            say(&format!("stopped: {failure}"));
            ExitCode::FAILURE
        }
    }
}

fn order(mut arguments: Vec<OsString>) -> Result<(), Failure> {
    let task = if arguments.is_empty() {
        OsString::new()
    } else {
        arguments.remove(0)
    };
    let after_dashes = match arguments.first() {
        Some(first) if first == "--" => arguments.iter().skip(1).cloned().collect(),
        _ => arguments.clone(),
    };
    match task.to_str().unwrap_or_default() {
        "run" => app::run(&after_dashes),
        "dev" => app::run_quickly(&after_dashes),
        "build" => app::build(),
        "check" => verify::check(),
        "test" => verify::test(first_word(&arguments)),
        "strings" => strings::renew(),
        "bench" => bench::bench(first_word(&arguments)),
        _ => Err(Failure::Usage(USAGE)),
    }
}

fn first_word(arguments: &[OsString]) -> Option<&str> {
    arguments.first().and_then(|word| word.to_str())
}
