//! Finds the part of the log in front of the database that SQLite will not use, and the reason.
//!
//! SQLite reads the log from its beginning as long as each frame's checksum is right, up to the last whole commit. It
//! overwrites the remainder without a message. Most remainders are harmless: zeros, or frames of an earlier round of
//! the log. A frame of this round with a wrong checksum is damage, or belongs to a commit that was under way when the
//! power failed or the disk was full. Both are logged, and the bytes are copied before they are overwritten.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use super::directory;
use super::rows::seq;

const HEADER: usize = 32;
const FRAME: usize = 24;

/// The magic number of a log with checksums over little-endian words. One more means big-endian words.
const MAGIC: u32 = 0x377f_0682;

/// The length of an end mark's row, in bytes. An entry's row is longer.
const MARK: u64 = 3 + 8;

/// The first byte of a page that contains rows of a table.
const ROWS: u8 = 13;

/// The part of a log that will not be used.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unused {
    /// Its first byte in the log.
    pub from: u64,
    /// The number of commits that end in it. The last one may be unfinished.
    pub commits: usize,
    /// Whether certainly more is lost than an unfinished commit, which was answered to nobody.
    pub certain: bool,
    /// The newest entry of each board in it, by the board's number.
    pub newest: BTreeMap<i64, u64>,
    /// The names of boards that stand in it, by the board's number. Like the entries they are only a hint.
    pub names: BTreeMap<i64, String>,
}

/// Looks for the unused part of the log. `None` if all that should be used will be used.
pub(super) fn unused(dir: &Path) -> io::Result<Option<Unused>> {
    let log = match File::open(directory::log(dir)) {
        Ok(log) => log,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut log = BufReader::with_capacity(1 << 16, log);
    let mut head = [0; HEADER];
    if fill(&mut log, &mut head)? < HEADER {
        return Ok(None);
    }
    let head = Head::read(&head);
    let page = head.as_ref().map_or(super::directory::PAGE, |head| head.page);
    let mut scan =
        Scan { unused: None, at: HEADER as u64, head, chain: true, wrong_bit: false, since_commit: vec![] };
    let mut frame = vec![0; FRAME + page];
    loop {
        let length = fill(&mut log, &mut frame)?;
        if length == 0 {
            break;
        }
        // A frame that is cut off at the end of the file is examined as far as it goes.
        frame[length..].fill(0);
        scan.frame(&mut frame, length);
    }
    Ok(scan.unused)
}

/// Copies the log to a new file beside it, unless a copy of the same bytes exists. Returns the path.
pub(super) fn set_aside(dir: &Path) -> io::Result<PathBuf> {
    let log = directory::log(dir);
    let length = directory::length(&log);
    let mut number = 1;
    loop {
        let aside = directory::beside(dir, &format!("-wal.unused-{number}"));
        if !aside.exists() {
            let mut copy = directory::create_private(&aside)?;
            let copied = io::copy(&mut File::open(&log)?, &mut copy).and_then(|_| copy.sync_all());
            if let Err(error) = copied {
                let _ = fs::remove_file(&aside);
                return Err(error);
            }
            let _ = directory::sync_directory(dir);
            return Ok(aside);
        }
        if directory::length(&aside) == length && fs::read(&aside)? == fs::read(&log)? {
            return Ok(aside);
        }
        number += 1;
    }
}

/// The beginning of a log.
struct Head {
    page: usize,
    big_endian: bool,
    salts: [u32; 2],
    /// The checksum so far.
    sums: [u32; 2],
}

struct Scan {
    unused: Option<Unused>,
    at: u64,
    /// `None` if the file does not begin like a log. Then no part of it is used.
    head: Option<Head>,
    /// Whether every frame so far was right.
    chain: bool,
    /// Whether the first wrong frame has only one wrong bit. An unfinished commit looks different.
    wrong_bit: bool,
    /// The pages since the last whole commit, which are not used either if the next frame is wrong.
    since_commit: Vec<u8>,
}

impl Head {
    fn read(bytes: &[u8; HEADER]) -> Option<Self> {
        let magic = word(bytes, 0);
        let big_endian = magic == MAGIC | 1;
        let sums = checksum([0, 0], &bytes[..24], big_endian);
        let page = word(bytes, 8) as usize;
        let right = magic & !1 == MAGIC
            && sums == [word(bytes, 24), word(bytes, 28)]
            && page.is_power_of_two()
            && (512..=65_536).contains(&page);
        right.then(|| Self { page, big_endian, salts: [word(bytes, 16), word(bytes, 20)], sums })
    }
}

impl Scan {
    fn frame(&mut self, frame: &mut [u8], length: usize) {
        let belongs = match &mut self.head {
            None => frame.iter().any(|byte| *byte != 0),
            Some(head) => {
                let whole = length == frame.len();
                if self.chain && whole && head.takes(frame) {
                    self.at += length as u64;
                    self.since_commit.extend_from_slice(&frame[FRAME..]);
                    if word(frame, 4) != 0 {
                        self.since_commit.clear();
                    }
                    return;
                }
                let belongs = head.belongs(frame);
                self.wrong_bit |= self.chain && whole && belongs && head.one_bit_is_wrong(frame);
                self.chain = false;
                belongs
            }
        };
        if belongs {
            let (from, certain) = (self.at, self.head.is_none() || self.wrong_bit);
            let first =
                || Unused { from, commits: 0, certain, newest: BTreeMap::new(), names: BTreeMap::new() };
            let unused = self.unused.get_or_insert_with(first);
            // A commit begins only once the one before it is on the disk and answered.
            unused.certain |= unused.commits > 0;
            unused.commits += usize::from(word(frame, 4) != 0);
            let size = frame.len() - FRAME;
            for page in self.since_commit.chunks_exact(size).chain([&frame[FRAME..]]) {
                for (board, seq) in entries(page) {
                    let newest = unused.newest.entry(board).or_default();
                    *newest = seq.max(*newest);
                }
                unused.names.extend(boards(page));
            }
            self.since_commit.clear();
        }
        self.at += length as u64;
    }
}

impl Head {
    /// Advances over this frame if it is right.
    fn takes(&mut self, frame: &[u8]) -> bool {
        let sums = self.sums_after(frame);
        let right = [word(frame, 8), word(frame, 12)] == self.salts
            && [word(frame, 16), word(frame, 20)] == sums
            && word(frame, 0) != 0;
        if right {
            self.sums = sums;
        }
        right
    }

    fn sums_after(&self, frame: &[u8]) -> [u32; 2] {
        let sums = checksum(self.sums, &frame[..8], self.big_endian);
        checksum(sums, &frame[FRAME..], self.big_endian)
    }

    /// Whether the frame belongs to this round of the log. One of the two random numbers suffices, because the other
    /// may be damaged.
    fn belongs(&self, frame: &[u8]) -> bool {
        word(frame, 8) == self.salts[0] || word(frame, 12) == self.salts[1]
    }

    /// Whether the frame would be right with one of its bits changed.
    fn one_bit_is_wrong(&mut self, frame: &mut [u8]) -> bool {
        (0..frame.len() * 8).any(|bit| {
            frame[bit / 8] ^= 1 << (bit % 8);
            let right = self.takes(frame);
            frame[bit / 8] ^= 1 << (bit % 8);
            right
        })
    }
}

/// The rows of a table in a page: the length of each, its key, and its content as far as it is in the page.
fn rows(page: &[u8]) -> impl Iterator<Item = (u64, u64, &[u8])> {
    let rows = if page[0] == ROWS { usize::from(u16::from_be_bytes([page[3], page[4]])) } else { 0 };
    (0..rows).map_while(|row| {
        let at = page.get(8 + 2 * row..10 + 2 * row)?;
        let cell = page.get(usize::from(u16::from_be_bytes([at[0], at[1]]))..)?;
        let (length, size) = number(cell)?;
        let (key, more) = number(&cell[size..])?;
        let content = &cell[size + more..];
        Some((length, key, &content[..content.len().min(usize::try_from(length).ok()?)]))
    })
}

/// The entries in a page, as numbers of boards and entries. They are only a hint, because the page may be damaged.
fn entries(page: &[u8]) -> impl Iterator<Item = (i64, u64)> {
    let entries = rows(page).filter(|(length, key, _)| *length > MARK && *key >= 1 << 32);
    entries.map(|(_, key, _)| ((key >> 32).cast_signed(), seq(key.cast_signed())))
}

/// The boards whose rows are in a page, with their names. A row has the columns id (which is its key), name, number of
/// look-up keys, seal; in no other table the second is a text and the fourth a blob.
fn boards(page: &[u8]) -> impl Iterator<Item = (i64, String)> {
    rows(page).filter(|(_, key, _)| *key < 1 << 32).filter_map(|(_, key, row)| {
        let (head, mut at) = number(row)?;
        let mut kinds = [0; 4];
        for kind in &mut kinds {
            let (found, size) = number(row.get(at..)?)?;
            (*kind, at) = (found, at + size);
        }
        let [id, name, _, seal] = kinds;
        let fits = id == 0 && name > 12 && name % 2 == 1 && seal >= 12 && seal % 2 == 0;
        let (from, length) = (usize::try_from(head).ok()?, usize::try_from(name / 2).ok()?.checked_sub(6)?);
        let name = row.get(from..from.checked_add(length)?).filter(|_| fits)?;
        Some((key.cast_signed(), str::from_utf8(name).ok()?.to_owned()))
    })
}

/// A number in SQLite's form (seven bits in each byte, eight in the ninth), and its length in bytes.
fn number(bytes: &[u8]) -> Option<(u64, usize)> {
    let mut number = 0;
    for at in 0..9 {
        let byte = u64::from(*bytes.get(at)?);
        if at == 8 {
            return Some((number << 8 | byte, 9));
        }
        number = number << 7 | byte & 0x7f;
        if byte < 0x80 {
            return Some((number, at + 1));
        }
    }
    None
}

fn word(bytes: &[u8], at: usize) -> u32 {
    u32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

/// Continues the log's checksum over these bytes.
fn checksum(sums: [u32; 2], bytes: &[u8], big_endian: bool) -> [u32; 2] {
    let mut words = bytes.chunks_exact(4).map(|four| {
        let four = [four[0], four[1], four[2], four[3]];
        if big_endian { u32::from_be_bytes(four) } else { u32::from_le_bytes(four) }
    });
    let [mut one, mut two] = sums;
    while let (Some(first), Some(second)) = (words.next(), words.next()) {
        one = one.wrapping_add(first).wrapping_add(two);
        two = two.wrapping_add(second).wrapping_add(one);
    }
    [one, two]
}

/// Reads until the buffer is full or the input ends. Returns the number of bytes read.
fn fill(from: &mut impl Read, into: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < into.len() {
        match from.read(&mut into[filled..]) {
            Ok(0) => break,
            Ok(more) => filled += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}
