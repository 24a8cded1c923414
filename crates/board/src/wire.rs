//! A strict, bounded, zero-copy parser of Yjs updates (v1 encoding).
//!
//! It stands between clients and everything else. No length that the bytes merely declare causes an allocation;
//! nesting is bounded; numbers stay in the ranges that Yjs itself produces; the bytes must end where the update ends.
//! The parser knows no document: [`crate::index`] and [`crate::gate`] decide whether an update fits.
//!
//! Source of the format: `yjs/src/utils/encoding.js` and `UpdateDecoderV1`, `lib0/encoding.js`
//! (variable-length integers, `writeAny`).

mod reader;

use smallvec::SmallVec;

use reader::{ANY_DEPTH, Reader};

/// The highest clock that is accepted: Yjs clocks are 31-bit.
pub const MAX_CLOCK: u32 = i32::MAX as u32;

/// One character or value of the document: the `clock`th that `client` made.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct Id {
    /// The Yjs client id, below 2^53.
    pub client: u64,
    /// The number of the character or value among all that this client made.
    pub clock: u32,
}

/// The parent of an item that has no neighbour.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Parent<'a> {
    /// A root type by name.
    Root(&'a str),
    /// The type created by the item with this id.
    Item(Id),
}

/// A value inside a map.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Scalar<'a> {
    /// Null or undefined.
    Null,
    /// A string.
    Str(&'a str),
    /// A number, as JavaScript has them. It may be infinite, or none at all.
    Number(f64),
    /// Any other value: boolean, large integer, bytes, object, array.
    Other,
}

/// Successive values of one `ContentAny`, already checked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Values<'a> {
    count: u32,
    bytes: &'a [u8],
}

impl<'a> Values<'a> {
    /// The values in order. The last one is the value of the key.
    pub fn iter(self) -> impl Iterator<Item = Scalar<'a>> {
        let mut reader = Reader { bytes: self.bytes, at: 0 };
        (0..self.count).map_while(move |_| reader.any(ANY_DEPTH).ok())
    }
}

/// The shared type that a content creates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shared {
    /// `Y.Map`.
    Map,
    /// `Y.Text`.
    Text,
}

/// The content of an item. Content that a board never has is refused while parsing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Content<'a> {
    /// Content that was deleted before it was sent.
    Deleted,
    /// Characters of a text.
    Str(&'a str),
    /// Values of a map key.
    Any(Values<'a>),
    /// A nested shared type.
    Type(Shared),
}

/// An item: its content and its place.
#[derive(Clone, Copy, Debug)]
pub struct Item<'a> {
    /// The left neighbour when the item was made.
    pub origin: Option<Id>,
    /// The right neighbour when the item was made.
    pub right: Option<Id>,
    /// The type, given only when there is no neighbour.
    pub parent: Option<Parent<'a>>,
    /// The map key, given only when there is no neighbour.
    pub key: Option<&'a str>,
    /// The content.
    pub content: Content<'a>,
}

/// A run of clocks of one client.
#[derive(Clone, Copy, Debug)]
pub struct Block<'a> {
    /// The first clock.
    pub clock: u32,
    /// The number of clocks.
    pub len: u32,
    /// The item; `None` where only the fact remains that something was there.
    pub item: Option<Item<'a>>,
}

/// The blocks of one client, ascending without holes.
#[derive(Clone, Copy, Debug)]
pub struct Section {
    /// The client.
    pub client: u64,
    /// Its first block in [`Update::blocks`].
    pub start: u32,
    /// One past its last block.
    pub end: u32,
}

/// A deleted range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deletion {
    /// The first deleted id.
    pub id: Id,
    /// The number of clocks.
    pub len: u32,
}

/// A parsed update.
#[derive(Debug, Default)]
pub struct Update<'a> {
    /// All blocks, section by section.
    pub blocks: Vec<Block<'a>>,
    /// One section for each client.
    pub sections: SmallVec<[Section; 2]>,
    /// The delete set.
    pub deletions: Vec<Deletion>,
}

/// The reason why bytes are not an update of a board's document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bad {
    /// The bytes end too early.
    End,
    /// A number is out of its range or not in its shortest form.
    Number,
    /// A string is not UTF-8.
    Utf8,
    /// A tag or flag has no meaning.
    Tag,
    /// An empty block or range.
    Empty,
    /// Bytes follow the end.
    Trailing,
    /// A client has two sections, or two delete sets. yrs would keep only the last one.
    Twice,
    /// The ranges of a delete set are not ascending.
    Order,
    /// There are more blocks, ranges or levels of nesting than the bounds allow.
    Much,
    /// A hole between blocks of one client.
    Hole,
    /// Well-formed Yjs, but content that a board never has: formatting, embeds, subdocuments, XML, binary.
    Foreign,
}

/// The bounds of one update. Each bounds what the bytes really contain, not what they declare.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Blocks in the update.
    pub blocks: usize,
    /// Ranges in its delete set.
    pub deletions: usize,
    /// Clocks that hold nothing, summed over the update.
    pub void: u32,
}

impl Bounds {
    /// The bounds of updates from clients.
    pub const CLIENT: Self = Self { blocks: 20_000, deletions: 200_000, void: 65_536 };
    /// The bounds of updates that this server wrote itself.
    pub const OWN: Self = Self { blocks: usize::MAX, deletions: usize::MAX, void: u32::MAX };
}

/// The length of a string in UTF-16 code units, the unit in which Yjs counts.
#[inline]
pub fn utf16_len(text: &str) -> u32 {
    if text.is_ascii() { text.len() as u32 } else { text.chars().map(|c| c.len_utf16() as u32).sum() }
}

/// Parses an update.
///
/// # Errors
/// [`Bad`] when the bytes are not exactly one update of this document's kind of content within `bounds`.
pub fn parse<'a>(bytes: &'a [u8], bounds: &Bounds) -> Result<Update<'a>, Bad> {
    let mut reader = Reader { bytes, at: 0 };
    // The reservation is bounded by the real bytes: a block takes at least two.
    let mut update =
        Update { blocks: Vec::with_capacity((bytes.len() / 16).clamp(1, 64)), ..Update::default() };
    let mut void = 0u32;
    let mut seen = rustc_hash::FxHashSet::default();
    let sections = reader.number()?;
    for _ in 0..sections {
        let count = reader.number()?;
        let client = reader.number()?;
        let mut clock = reader.clock()?;
        if sections > 1 && !seen.insert(client) {
            return Err(Bad::Twice);
        }
        let start = update.blocks.len() as u32;
        for _ in 0..count {
            if update.blocks.len() >= bounds.blocks {
                return Err(Bad::Much);
            }
            let (len, item) = match reader.byte()? {
                0 => (reader.clock()?, None),
                10 => return Err(Bad::Hole),
                info => reader.item(info).map(|(len, item)| (len, Some(item)))?,
            };
            if len == 0 {
                return Err(Bad::Empty);
            }
            if matches!(item, None | Some(Item { content: Content::Deleted, .. })) {
                void = void.saturating_add(len);
                if void > bounds.void {
                    return Err(Bad::Much);
                }
            }
            update.blocks.push(Block { clock, len, item });
            clock = clock.checked_add(len).filter(|c| *c <= MAX_CLOCK).ok_or(Bad::Number)?;
        }
        update.sections.push(Section { client, start, end: update.blocks.len() as u32 });
    }
    let clients = reader.number()?;
    seen.clear();
    for _ in 0..clients {
        let client = reader.number()?;
        if clients > 1 && !seen.insert(client) {
            return Err(Bad::Twice);
        }
        let mut covered = 0;
        for _ in 0..reader.number()? {
            if update.deletions.len() >= bounds.deletions {
                return Err(Bad::Much);
            }
            let (clock, len) = (reader.clock()?, reader.clock()?);
            if len == 0 {
                return Err(Bad::Empty);
            }
            if clock < covered {
                return Err(Bad::Order);
            }
            covered = clock.checked_add(len).filter(|c| *c <= MAX_CLOCK).ok_or(Bad::Number)?;
            update.deletions.push(Deletion { id: Id { client, clock }, len });
        }
    }
    if reader.at != bytes.len() { Err(Bad::Trailing) } else { Ok(update) }
}

/// Parses a state vector: the number of clocks of each client.
///
/// # Errors
/// When the bytes are not exactly one state vector.
pub fn parse_state_vector(bytes: &[u8]) -> Result<Vec<(u64, u32)>, Bad> {
    let mut reader = Reader { bytes, at: 0 };
    let mut vector = vec![];
    for _ in 0..reader.number()? {
        vector.push((reader.number()?, reader.clock()?));
    }
    if reader.at != bytes.len() { Err(Bad::Trailing) } else { Ok(vector) }
}

#[cfg(test)]
mod tests;
