//! Builds the runtime to WebAssembly, always optimised.

#![allow(clippy::expect_used)] // a build script reports by panicking

fn main() {
    #[cfg(feature = "std")]
    {
        library_only_wrapper();
        substrate_wasm_builder::WasmBuilder::build_using_defaults();
    }
}

/// Makes the WebAssembly build compile `dcap-qvl` as a Rust library only.
///
/// Its manifest also asks for a `cdylib` and a `staticlib`, which cannot be linked without `std`: they have neither
/// allocator nor panic handler. Cargo has no setting for the crate types of a dependency, so a wrapper around the
/// compiler drops them. It chains to the wrapper of the outer build, if there is one.
#[cfg(feature = "std")]
fn library_only_wrapper() {
    use std::{env, fs, os::unix::fs::PermissionsExt, path::PathBuf};

    const SCRIPT: &str = r#"#!/bin/sh
set -e
case " $* " in
*" --crate-name dcap_qvl "*) ;;
*) exec ${ADYTON_OUTER_RUSTC_WRAPPER:-} "$@" ;;
esac
for arg do
  shift
  case $arg in
  cdylib | staticlib) arg=rlib ;;
  extra-filename=*) suffix=${arg#*=} ;;
  esac
  [ "$previous" != --out-dir ] || folder=$arg
  previous=$arg
  set -- "$@" "$arg"
done
${ADYTON_OUTER_RUSTC_WRAPPER:-} "$@"
# Cargo compiles again what lacks a file it expects.
[ -z "$suffix" ] || : > "$folder/dcap_qvl$suffix.wasm" > "$folder/libdcap_qvl$suffix.a"
"#;

    let folder = env::var("OUT_DIR").expect("cargo sets OUT_DIR for build scripts");
    let path = PathBuf::from(folder).join("rustc-library-only");
    fs::write(&path, SCRIPT).expect("the build script's folder is writable");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("its files can be made executable");
    if let Ok(outer) = env::var("RUSTC_WRAPPER") {
        env::set_var("ADYTON_OUTER_RUSTC_WRAPPER", outer);
    }
    env::set_var("RUSTC_WRAPPER", path);
}
