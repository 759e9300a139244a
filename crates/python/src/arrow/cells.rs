//! The cells of one array, checked: its lengths, offsets and number of nulls, and that its buffers are there.
//!
//! Numbers and truths are any bytes, and need no look. Texts and positions are looked at where they are read ([`super::texts`],
//! [`super::column`]).

use super::c_data::Array;
use super::kind::{Kind, Number, Text};
use super::plain::plain;
use super::texts::Texts;
use std::borrow::Cow;

/// Cells of an array.
pub(super) struct Cells<'a> {
    pub rows: usize,
    /// Which have a value; `None` if all have.
    pub valid: Option<Bits<'a>>,
    pub values: Values<'a>,
}

pub(super) enum Values<'a> {
    Null,
    Booleans(Bits<'a>),
    Numbers(Numbers<'a>),
    Texts(Texts<'a>),
    Dictionary(Numbers<'a>, Box<Cells<'a>>),
    /// Nothing that is looked at.
    Unread,
}

/// Numbers, where they lie if they lie as the machine wants them.
pub(super) enum Numbers<'a> {
    F64(Cow<'a, [f64]>),
    F32(Cow<'a, [f32]>),
    I8(Cow<'a, [i8]>),
    I16(Cow<'a, [i16]>),
    I32(Cow<'a, [i32]>),
    I64(Cow<'a, [i64]>),
    U8(Cow<'a, [u8]>),
    U16(Cow<'a, [u16]>),
    U32(Cow<'a, [u32]>),
    U64(Cow<'a, [u64]>),
}

/// Bits `first ..` of bytes, the lowest first.
#[derive(Clone, Copy)]
pub(super) struct Bits<'a> {
    bytes: &'a [u8],
    first: usize,
    rows: usize,
}

impl<'a> Bits<'a> {
    fn of(array: &'a Array, buffer: usize, first: usize, rows: usize) -> Result<Self, String> {
        let bytes = array.bytes(buffer, first / 8, (first + rows).div_ceil(8))?;
        Ok(Self { bytes, first: first % 8, rows })
    }

    pub fn get(&self, row: usize) -> bool {
        let at = self.first + row;
        self.bytes[at / 8] >> (at % 8) & 1 == 1
    }

    pub fn iter(self) -> impl Iterator<Item = bool> + 'a {
        (0..self.rows).map(move |row| self.get(row))
    }

    /// How many are not set: whole bytes at a time, without the bits before the first and behind the last.
    pub fn unset(&self) -> usize {
        let ones: usize = self.bytes.iter().map(|byte| byte.count_ones() as usize).sum();
        let end = self.first + self.rows;
        let outside = (0..self.first).chain(end..self.bytes.len() * 8);
        self.rows + outside.filter(|&at| self.bytes[at / 8] >> (at % 8) & 1 == 1).count() - ones
    }
}

/// A length of the interface.
fn count(what: &str, number: i64) -> Result<usize, String> {
    usize::try_from(number).map_err(|_| format!("its {what} is {number}"))
}

/// Which of an array's cells `from .. from + rows` have a value; `None` if all have. The number of nulls that it tells is that of all
/// its cells, and must be right.
pub(super) fn validity(array: &Array, from: usize, rows: usize) -> Result<Option<Bits<'_>>, String> {
    let told = match array.null_count {
        -1 => None,
        number => Some(count("number of nulls", number)?),
    };
    let is_all = count("length", array.length)? == rows;
    if array.buffer(0).is_none() {
        return match told {
            Some(nulls) if nulls > 0 => Err(format!("it tells of {nulls} nulls, and not where they are")),
            _ => Ok(None),
        };
    }
    let valid = Bits::of(array, 0, from, rows)?;
    let nulls = valid.unset();
    match told {
        Some(told) if nulls > told || (is_all && nulls != told) => {
            Err(format!("it tells of {told} nulls, and has {nulls}"))
        }
        _ => Ok((nulls > 0).then_some(valid)),
    }
}

/// Where the cells `from .. from + rows` of an array are in its buffers: its own offset before them.
///
/// # Errors
/// If it is too short, or its lengths are none.
pub(super) fn first(array: &Array, from: usize, rows: usize) -> Result<usize, String> {
    let (length, offset) = (count("length", array.length)?, count("offset", array.offset)?);
    if from.checked_add(rows).is_none_or(|end| end > length) {
        return Err(format!("its length is {length}, and {} cells of it are in use", from.saturating_add(rows)));
    }
    // In bytes, of up to 32 a cell, all must be what memory can hold.
    let bytes = offset.checked_add(length).and_then(|end| end.checked_mul(32));
    if bytes.is_none_or(|bytes| isize::try_from(bytes).is_err()) {
        return Err(format!("its offset is {offset}, which no memory holds"));
    }
    Ok(offset + from)
}

impl<'a> Cells<'a> {
    /// Cells `from .. from + rows` of an array of a kind that a model can take, or of one width.
    ///
    /// # Errors
    /// What is wrong with the array.
    pub fn of(array: &'a Array, kind: &Kind, from: usize, rows: usize) -> Result<Self, String> {
        let first = first(array, from, rows)?;
        array.children(0)?;
        if !array.has_buffers() {
            return Err(format!("it has {} buffers, and they are nowhere", array.n_buffers));
        }
        let dictionary = array.dictionary()?;
        if dictionary.is_some() != matches!(kind, Kind::Dictionary(..)) {
            let has = if dictionary.is_some() { "a dictionary, which its type has not" } else { "no dictionary" };
            return Err(format!("it has {has}"));
        }
        let buffers = |expected: i64| match array.n_buffers {
            found if found == expected => Ok(()),
            found => Err(format!("it has {found} buffers, and its type {expected}")),
        };
        if *kind == Kind::Null {
            // Some libraries hand over a buffer of nulls.
            if array.n_buffers != 1 {
                buffers(0)?;
            }
            return Ok(Self { rows, valid: None, values: Values::Null });
        }
        match kind {
            Kind::Text(Text::Views) if array.n_buffers >= 3 => {}
            Kind::Text(Text::Views) => return Err(format!("it has {} buffers, and views at least 3", array.n_buffers)),
            Kind::Text(_) => buffers(3)?,
            _ => buffers(2)?,
        }
        let valid = validity(array, first, rows)?;
        let values = match (kind, dictionary) {
            (Kind::Boolean, _) => Values::Booleans(Bits::of(array, 1, first, rows)?),
            (Kind::Number(of), _) => Values::Numbers(Numbers::of(array, *of, first, rows)?),
            (Kind::Text(of), _) => Values::Texts(Texts::of(array, *of, first, rows)?),
            (Kind::Dictionary(of, values), Some(dictionary)) => {
                let among = Cells::of(dictionary, values, 0, count("length", dictionary.length)?);
                let among = among.map_err(|problem| format!("its dictionary: {problem}"))?;
                Values::Dictionary(Numbers::of(array, *of, first, rows)?, Box::new(among))
            }
            (Kind::Fixed(_, width), _) => {
                array.bytes(1, first * width, (first + rows) * width)?;
                Values::Unread
            }
            _ => Values::Unread,
        };
        Ok(Self { rows, valid, values })
    }

    pub fn has(&self, row: usize) -> bool {
        self.valid.as_ref().is_none_or(|valid| valid.get(row))
    }
}

impl<'a> Numbers<'a> {
    fn of(array: &'a Array, kind: Number, first: usize, rows: usize) -> Result<Self, String> {
        let width = kind.width();
        let bytes = array.bytes(1, first * width, (first + rows) * width)?;
        Ok(match kind {
            Number::F64 => Self::F64(plain(bytes)),
            Number::F32 => Self::F32(plain(bytes)),
            Number::F16 => Self::F32(plain::<u16>(bytes).iter().map(|&bits| half(bits)).collect()),
            Number::I8 => Self::I8(plain(bytes)),
            Number::I16 => Self::I16(plain(bytes)),
            Number::I32 => Self::I32(plain(bytes)),
            Number::I64 => Self::I64(plain(bytes)),
            Number::U8 => Self::U8(plain(bytes)),
            Number::U16 => Self::U16(plain(bytes)),
            Number::U32 => Self::U32(plain(bytes)),
            Number::U64 => Self::U64(plain(bytes)),
        })
    }

    /// A position among `count` values; `None` if it is none.
    pub fn position(&self, row: usize, count: usize) -> Option<usize> {
        let position = match self {
            Self::I8(of) => usize::try_from(of[row]).ok(),
            Self::I16(of) => usize::try_from(of[row]).ok(),
            Self::I32(of) => usize::try_from(of[row]).ok(),
            Self::I64(of) => usize::try_from(of[row]).ok(),
            Self::U8(of) => Some(usize::from(of[row])),
            Self::U16(of) => Some(usize::from(of[row])),
            Self::U32(of) => usize::try_from(of[row]).ok(),
            Self::U64(of) => usize::try_from(of[row]).ok(),
            Self::F64(_) | Self::F32(_) => None,
        };
        position.filter(|&position| position < count)
    }

    /// As doubles.
    pub fn convert(&self, into: &mut Vec<f64>) {
        match self {
            Self::F64(of) => into.extend_from_slice(of),
            Self::F32(of) => into.extend(of.iter().map(|&x| f64::from(x))),
            Self::I8(of) => into.extend(of.iter().map(|&x| f64::from(x))),
            Self::I16(of) => into.extend(of.iter().map(|&x| f64::from(x))),
            Self::I32(of) => into.extend(of.iter().map(|&x| f64::from(x))),
            Self::I64(of) => into.extend(of.iter().map(|&x| x as f64)),
            Self::U8(of) => into.extend(of.iter().map(|&x| f64::from(x))),
            Self::U16(of) => into.extend(of.iter().map(|&x| f64::from(x))),
            Self::U32(of) => into.extend(of.iter().map(|&x| f64::from(x))),
            Self::U64(of) => into.extend(of.iter().map(|&x| x as f64)),
        }
    }

    /// A number, spelled.
    pub fn spelled(&self, row: usize) -> String {
        match self {
            Self::F64(of) => of[row].to_string(),
            Self::F32(of) => of[row].to_string(),
            Self::I8(of) => of[row].to_string(),
            Self::I16(of) => of[row].to_string(),
            Self::I32(of) => of[row].to_string(),
            Self::I64(of) => of[row].to_string(),
            Self::U8(of) => of[row].to_string(),
            Self::U16(of) => of[row].to_string(),
            Self::U32(of) => of[row].to_string(),
            Self::U64(of) => of[row].to_string(),
        }
    }

    /// Whether a number is an integer that float64 rounds.
    pub fn is_rounded(&self, row: usize) -> bool {
        match self {
            Self::I64(of) => self.is_long(row) && i128::from(of[row]) != (of[row] as f64) as i128,
            Self::U64(of) => self.is_long(row) && i128::from(of[row]) != (of[row] as f64) as i128,
            _ => false,
        }
    }

    /// Whether a number is an integer beyond those that float64 tells apart, 2⁵³.
    pub fn is_long(&self, row: usize) -> bool {
        const EXACT: u64 = 1 << 53;
        match self {
            Self::I64(of) => of[row].unsigned_abs() > EXACT,
            Self::U64(of) => of[row] > EXACT,
            _ => false,
        }
    }
}

/// A number of half precision: a sign, 5 bits of an exponent, 10 of a fraction (IEEE 754-2008, 3.6).
fn half(bits: u16) -> f32 {
    let (exponent, fraction) = (i32::from(bits >> 10 & 31), f32::from(bits & 1023));
    let size = match exponent {
        0 => fraction * 2f32.powi(-24),
        31 if fraction == 0.0 => f32::INFINITY,
        31 => f32::NAN,
        _ => (1024.0 + fraction) * 2f32.powi(exponent - 25),
    };
    if bits >> 15 == 1 { -size } else { size }
}
