//! Tells the linker to keep the relocations of an interface that will be cut in two: without them nobody knows what
//! belongs to what. They are gone when it is.

use std::env;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let is_cut = env::var_os("CARGO_FEATURE_SPLIT").is_some();
    if is_cut && env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|target| target == "wasm32") {
        println!("cargo::rustc-link-arg-bin=restante-ui=--emit-relocs");
    }
}
