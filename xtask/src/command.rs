//! Running other programs, and what can go wrong with that.
//! Every order is shown before it runs, so that nobody wonders what a long silence is.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

/// Why a task stopped.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The task is not known; what the known ones are.
    Usage(&'static str),
    /// A program ended badly; it has said why itself.
    Ended { program: String, status: ExitStatus },
    /// A program could not be started.
    NotStarted { program: String, error: io::Error },
    /// Something is needed that cannot be installed from here.
    Missing { what: String, remedy: String },
    /// A file could not be read or written.
    File { path: PathBuf, error: io::Error },
    /// The build made something other than what is expected of it.
    Unexpected(String),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(usage) => write!(f, "no such task\n\n{usage}"),
            Self::Ended { program, status } => write!(f, "{program} ended with {status}"),
            Self::NotStarted { program, error } => write!(f, "{program} does not start: {error}"),
            Self::Missing { what, remedy } => write!(f, "{what} is missing.\n{remedy}"),
            Self::File { path, error } => write!(f, "{}: {error}", path.display()),
            Self::Unexpected(what) => f.write_str(what),
        }
    }
}

impl Failure {
    /// For `map_err` on file operations.
    pub(crate) fn file(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |error| Self::File { path, error }
    }
}

/// Tells what is going on. Standard error, because standard output belongs to the programs that are run.
#[allow(
    clippy::print_stderr,
    reason = "talking to whoever called is this program's purpose"
)]
pub(crate) fn say(text: &str) {
    eprintln!("xtask: {text}");
}

/// Prints a result that other programs may read.
#[allow(
    clippy::print_stdout,
    reason = "figures of benchmarks are this program's output"
)]
pub(crate) fn print(line: &str) {
    println!("{line}");
}

/// Runs a program to its end, its output going where ours goes.
pub(crate) fn run(command: &mut Command) -> Result<(), Failure> {
    say(&shown(command));
    run_quietly(command)
}

/// The same in place of another program, whose output is expected to be its own.
pub(crate) fn run_quietly(command: &mut Command) -> Result<(), Failure> {
    let status = command.status().map_err(|error| Failure::NotStarted {
        program: program(command),
        error,
    })?;
    if status.success() {
        Ok(())
    } else {
        Err(Failure::Ended {
            program: program(command),
            status,
        })
    }
}

/// What a program prints, or nothing when it cannot be run.
pub(crate) fn output(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Whether a program runs and ends well.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

fn program(command: &Command) -> String {
    command.get_program().to_string_lossy().into_owned()
}

fn shown(command: &Command) -> String {
    let words = command
        .get_args()
        .map(|argument| argument.to_string_lossy().into_owned());
    std::iter::once(program(command))
        .chain(words)
        .collect::<Vec<_>>()
        .join(" ")
}
