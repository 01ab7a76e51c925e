//! Tells the linker to keep the relocations of modules that will be cut in two: without them nobody knows what belongs
//! to what. They are gone when it is. Whoever cuts asks for it with `RESTANTE_CUT`.

use std::env;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=RESTANTE_CUT");
    println!("cargo::rustc-check-cfg=cfg(cut)");
    let is_cut = env::var_os("RESTANTE_CUT").is_some();
    if is_cut && env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|target| target == "wasm32") {
        println!("cargo::rustc-cfg=cut");
        println!("cargo::rustc-link-arg-bins=--emit-relocs");
    }
}
