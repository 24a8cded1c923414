//! Builds the web app and embeds it. Reruns only when something of the web app changed.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process,
};

#[path = "web_build.rs"]
mod web_build;

fn main() {
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let root = Path::new(&env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the server is in the workspace")
        .to_owned();
    println!("cargo::rerun-if-env-changed=HERRINGBONE_WEB");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=web_build.rs");

    let dist = out.join("web");
    let built = if env::var_os("HERRINGBONE_WEB").is_some_and(|value| value == "off") {
        plain_page(&dist)
    } else {
        for source in web_build::sources(&root) {
            println!("cargo::rerun-if-changed={}", source.display());
        }
        web_build::packages(&root)
            .and_then(|()| web_build::wasm(&root, &out.join("wasm")))
            .and_then(|()| web_build::bundle(&root, &dist))
    };
    if let Err(sentence) = built {
        println!("cargo::error={sentence}");
        process::exit(1);
    }

    // Embedded in release builds; read from the build directory in debug builds, which keeps them quick.
    let embed = env::var_os("PROFILE").is_some_and(|profile| profile == "release");
    let code = memory_serve::assets_to_code("web", &dist, &out, embed, |_| {});
    fs::write(out.join("web_assets.rs"), code).expect("OUT_DIR can be written");
}

/// With `HERRINGBONE_WEB=off`: a page that says so, for quick work on the server alone.
fn plain_page(dist: &Path) -> Result<(), String> {
    let page = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Herringbone</title>\
                <p>This server was built without its web app (HERRINGBONE_WEB=off). \
                Build it again without that setting to have it.</p></html>";
    let _ = fs::remove_dir_all(dist);
    fs::create_dir_all(dist)
        .and_then(|()| fs::write(dist.join("index.html"), page))
        .map_err(|e| e.to_string())
}
