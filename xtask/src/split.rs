//! Cuts modules in two: the interface into what the first view needs and what is loaded when it is first asked for
//! (`src/ui/on_demand.rs`), the engine into what fetches mail and what reads it (`src/bin/engine.rs`). That has to happen after the linker and before wasm-bindgen, where Trunk has no place for
//! it: so Trunk finds this program where it looks for wasm-bindgen, and the real one is called from here.
//!
//! ```text
//!   Trunk ─► cargo ─► NAME.wasm ─► this ─► main.wasm ─► wasm-bindgen ─► NAME.js, NAME_bg.wasm
//!                                   └────► rest.wasm ─► wasm-opt ─► later/NAME/REST-HASH.wasm ─► dist/
//! ```

mod names;
mod script;

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use wasm_split_cli_support::{Options, transform};

use crate::command::{Failure, run, run_quietly};
use crate::dist::hashed_name;
use crate::tools;

/// What Trunk calls.
const PROGRAM: &str = "wasm-bindgen";
/// Where the real one is, for whoever stands in for it.
const REAL: &str = "RESTANTE_WASM_BINDGEN";
/// What makes the binaries ones that can be cut (`build.rs`).
const TO_BE_CUT: &str = "RESTANTE_CUT";
/// What loads the rest, as the cutter calls it.
const LINK: &str = "./__wasm_split.js";
/// Where the rest waits for `dist/`, beside what wasm-bindgen made.
const REST: &str = "later";

/// Makes Trunk call us instead of wasm-bindgen.
pub(crate) fn stand_before(trunk: &mut Command) -> Result<(), Failure> {
    let real = tools::find(PROGRAM)
        .ok_or_else(|| Failure::Unexpected(format!("{PROGRAM} was there a moment ago")))?;
    let folder = tools::target().join("stand-in");
    fs::create_dir_all(&folder).map_err(Failure::file(&folder))?;
    let ourselves = env::current_exe().map_err(Failure::file(Path::new("xtask")))?;
    let stand_in = folder.join(format!("{PROGRAM}{}", env::consts::EXE_SUFFIX));
    fs::copy(&ourselves, &stand_in).map_err(Failure::file(&stand_in))?;
    trunk
        .env(TO_BE_CUT, "1")
        .env("PATH", tools::path_behind(folder))
        .env(REAL, real);
    Ok(())
}

/// Whether it is Trunk that calls, for wasm-bindgen.
pub(crate) fn is_stand_in() -> bool {
    let called = env::args_os().next().map(PathBuf::from);
    let name = called.as_deref().and_then(Path::file_stem);
    name.is_some_and(|name| name == PROGRAM) && env::var_os(REAL).is_some()
}

/// Does what wasm-bindgen would, and cuts the module before.
pub(crate) fn stand_in(arguments: &[OsString]) -> Result<(), Failure> {
    match Order::of_trunk(arguments) {
        Some(order) => order.carry_out(arguments),
        None => wasm_bindgen(arguments),
    }
}

/// The modules that are loaded later, of the release build.
pub(crate) fn modules() -> Result<Vec<PathBuf>, Failure> {
    let folder = tools::target().join("wasm-bindgen/release").join(REST);
    let files = crate::dist::files(&folder)?;
    Ok(files.iter().map(|file| folder.join(file)).collect())
}

fn wasm_bindgen(arguments: &[OsString]) -> Result<(), Failure> {
    run_quietly(tools::command(&env::var(REAL).unwrap_or_default()).args(arguments))
}

/// What Trunk wants of wasm-bindgen.
#[derive(Debug, PartialEq, Eq)]
struct Order {
    /// The binary.
    name: String,
    /// What the linker made.
    module: PathBuf,
    /// Where the results go.
    out: PathBuf,
}

impl Order {
    fn of_trunk(arguments: &[OsString]) -> Option<Self> {
        let value = |name: &str| {
            arguments
                .iter()
                .find_map(|argument| argument.to_str()?.strip_prefix(name))
        };
        Some(Self {
            name: value("--out-name=")?.to_owned(),
            module: arguments.iter().map(PathBuf::from).find(|path| is_module(path))?,
            out: PathBuf::from(value("--out-dir=")?),
        })
    }

    fn carry_out(&self, arguments: &[OsString]) -> Result<(), Failure> {
        self.cut(arguments)?;
        self.change_script(|script| Some(script::without_notes(script)))?;
        self.shorten_names()
    }

    fn shorten_names(&self) -> Result<(), Failure> {
        let script_path = self.out.join(format!("{}.js", self.name));
        let module_path = self.out.join(format!("{}_bg.wasm", self.name));
        let script = fs::read_to_string(&script_path).map_err(Failure::file(&script_path))?;
        let module = fs::read(&module_path).map_err(Failure::file(&module_path))?;
        let (script, module) = names::shorten(&script, &module)
            .map_err(|what| Failure::Unexpected(format!("{}: {what}", module_path.display())))?;
        fs::write(&script_path, script).map_err(Failure::file(&script_path))?;
        fs::write(&module_path, module).map_err(Failure::file(&module_path))
    }

    fn cut(&self, arguments: &[OsString]) -> Result<(), Failure> {
        let folder = fresh(self.out.join("cut").join(&self.name))?;
        let main = folder.join("main.wasm");
        let input = fs::read(&self.module).map_err(Failure::file(&self.module))?;
        let mut options = Options::new(&input);
        options.output_dir = &folder;
        options.main_out_path = &main;
        options.link_name = LINK;
        let cut = transform(options)
            .map_err(|error| Failure::Unexpected(format!("{} cannot be cut: {error:#}", self.name)))?;

        let mut arguments: Vec<OsString> = arguments
            .iter()
            .filter(|argument| **argument != self.module)
            .cloned()
            .collect();
        arguments.push(main.into());
        // The rest finds the functions of the first part in its table.
        arguments.push("--keep-lld-exports".into());
        wasm_bindgen(&arguments)?;
        self.keep_rest(&folder, &cut.split_modules)
    }

    /// Puts the rest where `dist` looks for it, and what loads it into wasm-bindgen's script.
    fn keep_rest(&self, folder: &Path, modules: &[PathBuf]) -> Result<(), Failure> {
        let link = folder.join(LINK);
        let mut link = fs::read_to_string(&link).map_err(Failure::file(&link))?;
        let rest = fresh(self.out.join(REST).join(&self.name))?;
        for module in modules {
            let small = module.with_extension("small.wasm");
            run(tools::command("wasm-opt")
                .arg("-Oz")
                .arg(module)
                .arg("-o")
                .arg(&small))?;
            let bytes = fs::read(&small).map_err(Failure::file(&small))?;
            let (cut_name, stem) = names(module);
            let name = hashed_name(&stem, &bytes, "wasm");
            link = link.replace(&cut_name, &name);
            let path = rest.join(&name);
            fs::write(&path, bytes).map_err(Failure::file(&path))?;
        }
        self.change_script(|script| script::with_link(script, &link))
    }

    fn change_script(&self, change: impl FnOnce(&str) -> Option<String>) -> Result<(), Failure> {
        let path = self.out.join(format!("{}.js", self.name));
        let script = fs::read_to_string(&path).map_err(Failure::file(&path))?;
        let script = change(&script)
            .ok_or_else(|| Failure::Unexpected(format!("{} loads nothing later", path.display())))?;
        fs::write(&path, script).map_err(Failure::file(&path))
    }
}

fn is_module(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "wasm")
}

/// What the cutter calls a module, and what we do: `split_parts.wasm`, `parts`.
fn names(module: &Path) -> (String, String) {
    let name = |name: Option<&std::ffi::OsStr>| name.unwrap_or_default().to_string_lossy().into_owned();
    let stem = name(module.file_stem());
    let short = stem.strip_prefix("split_").unwrap_or(&stem).to_owned();
    (name(module.file_name()), short)
}

/// A folder with nothing in it.
fn fresh(folder: PathBuf) -> Result<PathBuf, Failure> {
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(Failure::file(&folder))?;
    }
    fs::create_dir_all(&folder).map_err(Failure::file(&folder))?;
    Ok(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(arguments: &[&str]) -> Option<Order> {
        let arguments: Vec<OsString> = arguments.iter().map(OsString::from).collect();
        Order::of_trunk(&arguments)
    }

    #[test]
    fn trunks_order_is_understood() {
        let wanted = Order {
            name: String::from("engine"),
            module: PathBuf::from("/t/engine.wasm"),
            out: PathBuf::from("/out"),
        };
        assert_eq!(
            order(&[
                "--target=web",
                "--out-dir=/out",
                "--out-name=engine",
                "/t/engine.wasm"
            ]),
            Some(wanted)
        );
    }

    #[test]
    fn another_question_is_passed_on() {
        assert_eq!(order(&["--version"]), None);
    }

    #[test]
    fn a_module_is_called_what_the_source_calls_it() {
        let (cut_name, name) = names(Path::new("/out/cut/split_parts.wasm"));
        assert_eq!((cut_name.as_str(), name.as_str()), ("split_parts.wasm", "parts"));
    }
}
