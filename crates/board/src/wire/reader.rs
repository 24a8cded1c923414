//! Reading numbers, strings, values and items, each within its bounds.

use super::{Bad, Content, Id, Item, MAX_CLOCK, Parent, Scalar, Shared, Values, utf16_len};

type Res<T> = Result<T, Bad>;

/// The deepest nesting of values. The server's own session values need five levels.
pub(super) const ANY_DEPTH: u32 = 16;

/// The bytes, and how many of them were read.
pub(super) struct Reader<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) at: usize,
}

impl<'a> Reader<'a> {
    #[inline]
    pub(super) fn byte(&mut self) -> Res<u8> {
        let byte = *self.bytes.get(self.at).ok_or(Bad::End)?;
        self.at += 1;
        Ok(byte)
    }

    /// An unsigned number of at most 53 bits.
    #[inline]
    pub(super) fn number(&mut self) -> Res<u64> {
        let mut value = 0;
        for shift in (0..=49).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 127) << shift;
            if byte < 128 {
                return if value < 1 << 53 { Ok(value) } else { Err(Bad::Number) };
            }
        }
        Err(Bad::Number)
    }

    #[inline]
    pub(super) fn clock(&mut self) -> Res<u32> {
        u32::try_from(self.number()?).ok().filter(|n| *n <= MAX_CLOCK).ok_or(Bad::Number)
    }

    /// A signed number of `writeVarInt`: the first byte has the sign and six bits, each further byte has seven.
    fn signed(&mut self) -> Res<i64> {
        let first = self.byte()?;
        let (mut value, mut more) = (i64::from(first & 63), first >= 128);
        let mut shift = 6;
        while more {
            if shift > 55 {
                return Err(Bad::Number);
            }
            let byte = self.byte()?;
            value |= i64::from(byte & 127) << shift;
            (shift, more) = (shift + 7, byte >= 128);
        }
        Ok(if first & 64 == 0 { value } else { -value })
    }

    fn bytes<const N: usize>(&mut self) -> Res<[u8; N]> {
        self.take(N)?.try_into().map_err(|_| Bad::End)
    }

    fn take(&mut self, count: usize) -> Res<&'a [u8]> {
        let rest = &self.bytes[self.at..];
        let taken = rest.get(..count).ok_or(Bad::End)?;
        self.at += count;
        Ok(taken)
    }

    pub(super) fn buffer(&mut self) -> Res<&'a [u8]> {
        let count = self.number()?;
        self.take(usize::try_from(count).map_err(|_| Bad::End)?)
    }

    pub(super) fn string(&mut self) -> Res<&'a str> {
        std::str::from_utf8(self.buffer()?).map_err(|_| Bad::Utf8)
    }

    pub(super) fn id(&mut self) -> Res<Id> {
        Ok(Id { client: self.number()?, clock: self.clock()? })
    }

    pub(super) fn any(&mut self, depth: u32) -> Res<Scalar<'a>> {
        let depth = depth.checked_sub(1).ok_or(Bad::Much)?;
        Ok(match self.byte()? {
            126 | 127 => Scalar::Null,
            125 => Scalar::Number(self.signed()? as f64),
            124 => Scalar::Number(f32::from_be_bytes(self.bytes()?).into()),
            123 => Scalar::Number(f64::from_be_bytes(self.bytes()?)),
            122 => self.take(8).map(|_| Scalar::Other)?,
            120 | 121 => Scalar::Other,
            119 => Scalar::Str(self.string()?),
            118 => {
                for _ in 0..self.number()? {
                    self.string()?;
                    self.any(depth)?;
                }
                Scalar::Other
            }
            117 => {
                for _ in 0..self.number()? {
                    self.any(depth)?;
                }
                Scalar::Other
            }
            116 => self.buffer().map(|_| Scalar::Other)?,
            _ => return Err(Bad::Tag),
        })
    }

    fn values(&mut self) -> Res<Values<'a>> {
        let count = self.clock()?;
        let start = self.at;
        for _ in 0..count {
            self.any(ANY_DEPTH)?;
        }
        Ok(Values { count, bytes: &self.bytes[start..self.at] })
    }

    pub(super) fn item(&mut self, info: u8) -> Res<(u32, Item<'a>)> {
        if info & 0x10 != 0 {
            return Err(Bad::Tag);
        }
        let origin = if info & 0x80 != 0 { Some(self.id()?) } else { None };
        let right = if info & 0x40 != 0 { Some(self.id()?) } else { None };
        let (mut parent, mut key) = (None, None);
        if info & 0xC0 == 0 {
            parent = Some(match self.number()? {
                1 => Parent::Root(self.string()?),
                0 => Parent::Item(self.id()?),
                _ => return Err(Bad::Tag),
            });
            if info & 0x20 != 0 {
                key = Some(self.string()?);
            }
        }
        let (len, content) = match info & 0x0f {
            1 => (self.clock()?, Content::Deleted),
            4 => {
                let text = self.string()?;
                (utf16_len(text), Content::Str(text))
            }
            7 => match self.byte()? {
                1 => (1, Content::Type(Shared::Map)),
                2 => (1, Content::Type(Shared::Text)),
                0 | 3..=6 => return Err(Bad::Foreign),
                _ => return Err(Bad::Tag),
            },
            8 => {
                let values = self.values()?;
                (values.count, Content::Any(values))
            }
            2 | 3 | 5 | 6 | 9 => return Err(Bad::Foreign),
            _ => return Err(Bad::Tag),
        };
        Ok((len, Item { origin, right, parent, key, content }))
    }
}
