//! `cargo xtask bench`: runs the programs in `benches/`, and weighs what is downloaded.
//! Figures are printed as `NAME: FIGURE UNIT`, one a line, and nothing else on standard output is ours.

use std::fs;
use std::path::{Path, PathBuf};

use crate::command::{Failure, print, run};
use crate::{app, dist, tools};

/// Runs one benchmark, or all.
pub(crate) fn bench(name: Option<&str>) -> Result<(), Failure> {
    let programs = programs()?;
    match name {
        Some("size") => size(),
        Some(name) => match programs.iter().find(|program| stem(program) == name) {
            Some(program) => measure(program),
            None => Err(Failure::Unexpected(format!(
                "there is no benchmark {name}; there are {}",
                names(&programs)
            ))),
        },
        None => {
            size()?;
            programs.iter().try_for_each(|program| measure(program))
        }
    }
}

/// `benches/NAME.rs`, `benches/NAME_browser.rs` (in a worker of Chromium) and `benches/NAME.mjs` (in node, with Chromium).
fn programs() -> Result<Vec<PathBuf>, Failure> {
    let folder = tools::root().join("benches");
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut programs = Vec::new();
    for entry in fs::read_dir(&folder).map_err(Failure::file(&folder))? {
        let path = entry.map_err(Failure::file(&folder))?.path();
        if is_program(&path) {
            programs.push(path);
        }
    }
    programs.sort();
    Ok(programs)
}

fn is_program(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension == "rs" || extension == "mjs")
}

fn measure(program: &Path) -> Result<(), Failure> {
    if program.extension().is_some_and(|extension| extension == "mjs") {
        app::build()?;
        crate::verify::prepare_browser()?;
        return run(crate::verify::browser_command("node").arg(program));
    }
    let name = stem(program);
    if name.ends_with("_browser") {
        return crate::verify::measure_in_browser(&name);
    }
    run(tools::cargo().args(["bench", "--package", "restante", "--bench", &name]))
}

/// What is downloaded, as brotli: for the first view, for the engine, and later.
fn size() -> Result<(), Failure> {
    app::build_app()?;
    let dist = dist::folder();
    for group in [Group::FirstView, Group::Engine, Group::Later] {
        let mut total = 0;
        for file in dist::files(&dist)?
            .into_iter()
            .filter(|file| Group::of(file) == Some(group))
        {
            let bytes = transferred(&dist.join(&file))?;
            total += bytes;
            print(&line(&format!("size/{}/{}", group.name(), file.display()), bytes));
        }
        print(&line(&format!("size/{}", group.name()), total));
    }
    Ok(())
}

/// When a file is downloaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Group {
    /// Before anything is seen.
    FirstView,
    /// By the worker.
    Engine,
    /// When it is needed, or by the service worker.
    Later,
}

impl Group {
    fn of(file: &Path) -> Option<Self> {
        let name = file.to_string_lossy();
        match &*name {
            _ if name.ends_with(".br") || name.ends_with(".gz") => None,
            _ if name.starts_with("engine") => Some(Self::Engine),
            "sw.js" | "manifest.webmanifest" | "message.html" | "message-remote.html" => Some(Self::Later),
            // What `ui::on_demand` loads.
            _ if name.starts_with("parts-") => Some(Self::Later),
            _ if name.starts_with("icons/") || name.starts_with("screenshots/") => Some(Self::Later),
            _ => Some(Self::FirstView),
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::FirstView => "first-view",
            Self::Engine => "engine",
            Self::Later => "later",
        }
    }
}

/// The size of the brotli copy; of the file itself where there is none.
fn transferred(path: &Path) -> Result<u64, Failure> {
    let brotli = PathBuf::from(format!("{}.br", path.display()));
    let path = if brotli.is_file() { &brotli } else { path };
    Ok(fs::metadata(path).map_err(Failure::file(path))?.len())
}

fn line(name: &str, bytes: u64) -> String {
    format!("{name}: {}.{} kB", bytes / 1000, bytes % 1000 / 100)
}

fn stem(program: &Path) -> String {
    program
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

fn names(programs: &[PathBuf]) -> String {
    let names = programs.iter().map(|program| stem(program));
    std::iter::once(String::from("size"))
        .chain(names)
        .collect::<Vec<_>>()
        .join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_weighed_once() {
        let group = |file| Group::of(Path::new(file));
        assert_eq!(group("index.html"), Some(Group::FirstView));
        assert_eq!(group("tokens-0a.css"), Some(Group::FirstView));
        assert_eq!(group("engine_bg.wasm"), Some(Group::Engine));
        assert_eq!(group("icons/mark.svg"), Some(Group::Later));
        assert_eq!(group("parts-0a.wasm"), Some(Group::Later));
        assert_eq!(group("index.html.br"), None);
    }

    #[test]
    fn figures_have_a_name_and_a_unit() {
        assert_eq!(line("size/engine", 1_234_567), "size/engine: 1234.5 kB");
    }
}
