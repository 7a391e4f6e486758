//! Writes the folder of libtorch's shared libraries into the run path of every executable,
//! so that neither `cargo test` nor the installed program needs `LD_LIBRARY_PATH`.

use std::{env, fs, path::Path};

fn main() {
    println!("cargo:rerun-if-env-changed=LIBTORCH");
    println!("cargo:rerun-if-changed=build.rs");
    let Ok(root) = env::var("LIBTORCH") else {
        return;
    };
    let library = Path::new(&root).join("lib");
    let Ok(library) = fs::canonicalize(&library) else {
        println!(
            "cargo:warning=no libtorch at `{}`: run `python3 scripts/setup.py` first, or set LIBTORCH",
            library.display()
        );
        return;
    };
    println!("cargo:rustc-link-arg=-Wl,-rpath,{}", library.display());
    // The empty `libtorch.so` of the layout pulls in `libtorch_cpu.so`; a linker that drops
    // libraries without a directly used symbol would lose the operators registered in it.
    println!("cargo:rustc-link-arg=-Wl,--no-as-needed");
}
