//! Reads the files whose bytes say nothing by themselves, by programs and libraries that did not write them.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{Cursor, Write};
use std::process::{Command, Stdio};

use calamine::{Reader, Xlsx};

/// The rows at the foot of a slide of 1,920 by 1,080, where the time stands.
const FOOT: usize = 45;

/// A hash of what an image shows, without its foot.
pub fn pixels(file: &[u8]) -> Vec<u8> {
    let mut reader = png::Decoder::new(Cursor::new(file)).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let shown = reader.next_frame(&mut pixels).unwrap();
    pixels.truncate(shown.line_size * (shown.height as usize - FOOT));
    let mut hasher = DefaultHasher::new();
    pixels.hash(&mut hasher);
    hasher.finish().to_be_bytes().to_vec()
}

/// A drawing without the line at its foot: where that begins depends on how wide the figures of its time are.
pub fn without_foot(file: &[u8]) -> String {
    let lines = std::str::from_utf8(file).unwrap().lines();
    lines.filter(|line| !line.contains(">Made ")).collect::<Vec<_>>().join("\n")
}

/// The texts of all pages.
pub fn pages(file: &[u8]) -> String {
    let mut child = Command::new("pdftotext")
        .args(["-raw", "-enc", "UTF-8", "-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("pdftotext can be run; install Poppler (Debian: apt-get install poppler-utils)");
    let mut input = child.stdin.take().unwrap();
    std::thread::scope(|scope| {
        scope.spawn(move || input.write_all(file));
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "pdftotext cannot read the file");
        String::from_utf8(output.stdout).unwrap()
    })
}

/// Every cell of every sheet.
pub fn cells(file: Vec<u8>) -> String {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(file)).unwrap();
    let mut cells = vec![];
    for (name, sheet) in book.worksheets() {
        cells.push(name);
        cells.extend(sheet.cells().map(|(row, column, cell)| format!("{row} {column} {cell}")));
    }
    cells.join("\n")
}
