//! `herringbone verify`: whether a file is as it was exported.

use std::{
    fs,
    io::{self, Read, Write},
    path::Path,
};

/// Says on the standard output that a file is as it was exported.
///
/// # Errors
/// One sentence that names the file, when it is not or cannot be read.
pub fn verify(file: &Path) -> Result<(), String> {
    let (name, read) = match file.to_str() {
        Some("-") => ("The standard input".into(), from_stdin()),
        _ => (file.to_string_lossy(), fs::read(file)),
    };
    let bytes = read.map_err(|error| format!("{name} cannot be read: {error}."))?;
    let format = export::verify(&bytes).map_err(|unverified| format!("{name} {unverified}."))?;
    writeln!(io::stdout(), "{name} is as it was exported ({}).", format.name())
        .map_err(|error| format!("{error}."))
}

fn from_stdin() -> io::Result<Vec<u8>> {
    let mut bytes = vec![];
    io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
}
