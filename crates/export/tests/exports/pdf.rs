//! Reads the text of the PDFs that this crate writes: enough of the format for that, and no more.

use std::collections::HashMap;

use miniz_oxide::inflate::decompress_to_vec_zlib;

/// The streams of the file, unpacked, in order.
fn streams(file: &[u8]) -> Vec<Vec<u8>> {
    let find = |from: usize, what: &[u8]| {
        file[from..].windows(what.len()).position(|w| w == what).map(|at| from + at)
    };
    let (mut at, mut found) = (0, vec![]);
    while let Some(start) = find(at, b">>\nstream\n") {
        let start = start + b">>\nstream\n".len();
        let end = find(start, b"\nendstream").unwrap();
        found.push(decompress_to_vec_zlib(&file[start..end]).unwrap_or_default());
        at = end;
    }
    found
}

/// Code → character, from a ToUnicode map.
fn unicode(map: &str) -> HashMap<u16, String> {
    let hex = |part: &str| -> Vec<u16> {
        let digits = part.trim_matches(|c| c == '<' || c == '>');
        (0..digits.len() / 4).map(|n| u16::from_str_radix(&digits[n * 4..n * 4 + 4], 16).unwrap()).collect()
    };
    map.lines()
        .filter(|line| line.starts_with('<') && line.contains("> <"))
        .filter_map(|line| line.split_once(' '))
        .filter(|(code, to)| hex(code).len() == 1 && *to != "<ffff>" && *to != "<FFFF>")
        .map(|(code, to)| (hex(code)[0], String::from_utf16(&hex(to)).unwrap()))
        .collect()
}

/// The shown texts of all pages, in order.
pub fn text(file: &[u8]) -> String {
    pages(file).concat()
}

/// The shown texts of each page.
pub fn pages(file: &[u8]) -> Vec<String> {
    let streams = streams(file);
    // Those that are used are written in this order.
    let used = |name: &&[u8]| file.windows(name.len()).any(|part| part == *name);
    let names: Vec<&[u8]> = [&b"/F4 "[..], b"/F6 ", b"/FS ", b"/FE "].into_iter().filter(used).collect();
    let maps: Vec<HashMap<u16, String>> = streams
        .iter()
        .filter_map(|s| std::str::from_utf8(s).ok())
        .filter(|s| s.contains("begincmap"))
        .map(unicode)
        .collect();
    let page = |stream: &Vec<u8>| {
        let mut out = String::new();
        shown(stream, &names, &maps, &mut out);
        out
    };
    streams.iter().filter(|s| s.windows(3).any(|w| w == b" Tf")).map(page).collect()
}

/// Width and height of each page, in points.
pub fn sizes(file: &[u8]) -> Vec<(f64, f64)> {
    let size = |rest: &str| {
        let sides = rest.split(']').next().unwrap().split(' ');
        let sides: Vec<f64> = sides.map(|side| side.parse().unwrap()).collect();
        (sides[2], sides[3])
    };
    String::from_utf8_lossy(file).split("/MediaBox [").skip(1).map(size).collect()
}

/// Follows `Tf` and `Tj` through a page's content.
fn shown(page: &[u8], names: &[&[u8]], maps: &[HashMap<u16, String>], out: &mut String) {
    let (mut at, mut face) = (0, 0);
    while at < page.len() {
        match page[at] {
            b'/' if names.iter().any(|name| page[at..].starts_with(name)) => {
                face = names.iter().position(|name| page[at..].starts_with(name)).unwrap();
                at += 3;
            }
            b'(' | b'<' => {
                let (bytes, next) = string(page, at);
                for pair in bytes.chunks_exact(2) {
                    let code = u16::from_be_bytes([pair[0], pair[1]]);
                    out.push_str(maps[face].get(&code).map_or("?", String::as_str));
                }
                out.push('\n');
                at = next;
            }
            _ => at += 1,
        }
    }
}

/// A literal or a hexadecimal string, and where it ends.
fn string(page: &[u8], mut at: usize) -> (Vec<u8>, usize) {
    let mut bytes = vec![];
    if page[at] == b'<' {
        let end = at + page[at..].iter().position(|b| *b == b'>').unwrap();
        let digits = std::str::from_utf8(&page[at + 1..end]).unwrap();
        let pair = |n: usize| u8::from_str_radix(&digits[n * 2..n * 2 + 2], 16).unwrap();
        return ((0..digits.len() / 2).map(pair).collect(), end + 1);
    }
    let mut depth = 0;
    loop {
        match page[at] {
            b'(' => {
                if depth > 0 {
                    bytes.push(b'(');
                }
                depth += 1;
            }
            b')' => {
                depth -= 1;
                if depth == 0 {
                    return (bytes, at + 1);
                }
                bytes.push(b')');
            }
            b'\\' => {
                at += 1;
                match page[at] {
                    b'n' => bytes.push(b'\n'),
                    b'r' => bytes.push(b'\r'),
                    b't' => bytes.push(b'\t'),
                    b'b' => bytes.push(8),
                    b'f' => bytes.push(12),
                    digit @ b'0'..=b'7' => {
                        let digits = [digit, page[at + 1], page[at + 2]];
                        bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 8).unwrap());
                        at += 2;
                    }
                    other => bytes.push(other),
                }
            }
            byte => bytes.push(byte),
        }
        at += 1;
    }
}
