//! A file that is as it was exported is told from one that is not, whatever was changed in it.

use export::{Format, Separator, Unverified, verify};

use crate::boards;
use crate::readers::{AT, made};

/// A smaller file is tried byte by byte.
const SMALL: usize = 4 * 1024;
/// How many places of a larger file are tried.
const PLACES: usize = 100;

fn seed() -> u64 {
    let seed = std::env::var("SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(20_261_126);
    eprintln!("SEED={seed}");
    seed
}

fn files() -> Vec<(Format, Vec<u8>)> {
    let mut files: Vec<(Format, Vec<u8>)> =
        Format::ALL.into_iter().map(|format| (format, made(&boards::cx(), format))).collect();
    let options =
        export::Options { generated_at: AT, separator: Separator::Semicolon, ..export::Options::default() };
    files.push((Format::Csv, export::render(&boards::cx(), Format::Csv, &options).unwrap()));
    files
}

#[test]
fn a_file_is_verified_as_it_was_exported_and_in_no_other_form() {
    let mut random = fastrand::Rng::with_seed(seed());
    for (format, file) in files() {
        assert_eq!(verify(&file), Ok(format));
        let mut places: Vec<usize> = if file.len() <= SMALL {
            (0..file.len()).collect()
        } else {
            let random = (0..PLACES).map(|_| random.usize(..file.len()));
            // The begin, and the end with the hash.
            random.chain(0..40).chain(file.len() - 220..file.len()).collect()
        };
        if format == Format::Ics {
            places.extend(0..120);
        }
        let mut changed = file.clone();
        for at in places {
            let byte = file[at];
            for other in [byte ^ 1 << random.u8(..8), byte ^ 0x20, byte.wrapping_add(1)] {
                changed[at] = other;
                assert!(verify(&changed).is_err(), "{format:?}: byte {at} is {other} and not {byte}");
            }
            changed[at] = byte;
        }
        for _ in 0..20 {
            let at = random.usize(..file.len());
            let mut longer = file.clone();
            longer.insert(at, b' ');
            let mut shorter = file.clone();
            shorter.remove(at);
            for other in [&longer[..], &shorter, &file[..at]] {
                assert!(verify(other).is_err(), "{format:?}: {at}");
            }
        }
        for more in ["\n", " ", "\0", "0"] {
            assert_eq!(
                verify(&[&file[..], more.as_bytes()].concat()),
                Err(Unverified::Changed),
                "{format:?}"
            );
        }
    }
}

#[test]
fn what_has_no_hash_is_not_verified() {
    for file in [
        &b""[..],
        b"x",
        b"{}",
        b"\x89PNG\r\n\x1a\n",
        b"%PDF-1.7\n%%EOF\n",
        b"PK\x03\x04",
        b"<svg/>",
        b"ishikawa\n",
    ] {
        assert_eq!(verify(file), Err(Unverified::NoHash), "{file:?}");
    }
}

#[test]
fn a_text_that_looks_like_a_hash_is_not_taken_for_it() {
    let zeros = "0".repeat(64);
    let looks = [
        format!("herringbone-sha256:{zeros}"),
        format!("<!--herringbone-sha256:{zeros}-->"),
        format!("SHA-256,,,{zeros}"),
        format!("X-SHA256:{zeros}"),
        format!("\"sha256\": \"{zeros}\""),
        format!("x\nSHA-256;;;{zeros}"),
    ];
    let looks: Vec<&str> = looks.iter().map(String::as_str).collect();
    for format in Format::ALL.into_iter().filter(|format| *format != Format::Png) {
        let file = made(&boards::of_texts(&looks), format);
        assert_eq!(verify(&file), Ok(format));
        let mut changed = file.clone();
        let middle = file.len() / 2;
        changed[middle] ^= 1;
        assert!(verify(&changed).is_err(), "{format:?}");
    }
}

#[test]
fn the_same_board_has_the_same_file_and_another_one_has_not() {
    for format in Format::ALL.into_iter().filter(|format| *format != Format::Png) {
        let (once, again) = (made(&boards::cx(), format), made(&boards::cx(), format));
        assert!(once == again, "{format:?}");
    }
}
