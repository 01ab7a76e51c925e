//! Sees to it that the folder of the built app exists, and that a new build of the app is embedded anew.
//! It never builds the app: `cargo xtask build` does, before this crate.

use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let here = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default();
    // Cargo rebuilds for ever while a path that it is told to watch is missing.
    fs::create_dir_all(Path::new(&here).join("../dist"))?;
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=../dist");
    Ok(())
}
