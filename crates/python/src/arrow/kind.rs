//! What a column is made of, as the format strings of Arrow's C interface tell it.

use super::c_data::Schema;

/// The type of a column.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    Null,
    Boolean,
    Number(Number),
    Text(Text),
    /// Positions among values.
    Dictionary(Number, Box<Kind>),
    /// Cells of one width that no model takes, in words: dates, times, decimals. And the width, in bytes.
    Fixed(&'static str, usize),
    /// Something else that no model takes, in words.
    Other(String),
}

/// A type of numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Number {
    F64,
    F32,
    F16,
    I8,
    I16,
    I32,
    I64,
    U8,
    U16,
    U32,
    U64,
}

/// How texts are stored: between offsets of 4 or 8 bytes, or as views of 16 bytes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Text {
    Small,
    Large,
    Views,
}

impl Kind {
    /// The type that a schema describes.
    ///
    /// # Errors
    /// If it describes none.
    pub fn of(schema: &Schema) -> Result<Self, String> {
        let format = schema.format().ok_or("its type is a null pointer")?;
        let plain = Self::of_format(format);
        let kind = match (schema.dictionary()?, plain) {
            (None, plain) => plain,
            (Some(values), Self::Number(of)) if !of.is_float() => match Self::of(values)? {
                Self::Dictionary(..) => Self::Other("categories of categories".to_owned()),
                Self::Fixed(words, _) => Self::Other(format!("categories of {words}")),
                Self::Other(words) => Self::Other(format!("categories of {words}")),
                values => Self::Dictionary(of, Box::new(values)),
            },
            (Some(_), _) => return Err("it has a dictionary, and positions in it that are no integers".to_owned()),
        };
        // What another library makes of numbers only it knows: periods of pandas, say.
        match schema.metadata(b"ARROW:extension:name")? {
            Some(name) if !matches!(kind, Self::Text(_) | Self::Null) && name != b"arrow.bool8" => {
                Ok(Self::Other(format!("values of the type {:?}", String::from_utf8_lossy(name))))
            }
            _ => Ok(kind),
        }
    }

    fn of_format(format: &[u8]) -> Self {
        Self::Number(match format {
            b"n" => return Self::Null,
            b"b" => return Self::Boolean,
            b"u" => return Self::Text(Text::Small),
            b"U" => return Self::Text(Text::Large),
            b"vu" => return Self::Text(Text::Views),
            b"c" => Number::I8,
            b"C" => Number::U8,
            b"s" => Number::I16,
            b"S" => Number::U16,
            b"i" => Number::I32,
            b"I" => Number::U32,
            b"l" => Number::I64,
            b"L" => Number::U64,
            b"e" => Number::F16,
            b"f" => Number::F32,
            b"g" => Number::F64,
            other => {
                let fixed = fixed(other).map(|(words, width)| Self::Fixed(words, width));
                return fixed.unwrap_or_else(|| Self::Other(words(other)));
            }
        })
    }
}

impl Number {
    fn is_float(self) -> bool {
        matches!(self, Self::F64 | Self::F32 | Self::F16)
    }

    /// Bytes of one.
    pub fn width(self) -> usize {
        match self {
            Self::F64 | Self::I64 | Self::U64 => 8,
            Self::F32 | Self::I32 | Self::U32 => 4,
            Self::F16 | Self::I16 | Self::U16 => 2,
            Self::I8 | Self::U8 => 1,
        }
    }
}

/// A type of one width that no model takes, in words, and the width.
fn fixed(format: &[u8]) -> Option<(&'static str, usize)> {
    Some(match format {
        b"tdD" => ("dates", 4),
        [b't', b'd', ..] => ("dates", 8),
        [b't', b's', ..] => ("timestamps", 8),
        b"tts" | b"ttm" => ("times of day", 4),
        [b't', b't', ..] => ("times of day", 8),
        b"tiM" => ("durations", 4),
        b"tin" => ("durations", 16),
        [b't', b'D' | b'i', ..] => ("durations", 8),
        // `d:precision,scale`, of 128 bits, or `d:precision,scale,bits`.
        [b'd', b':', rest @ ..] => {
            let bits =
                rest.split(|&byte| byte == b',').nth(2).and_then(|bits| std::str::from_utf8(bits).ok()?.parse().ok());
            ("decimals", bits.unwrap_or(128usize).min(256) / 8)
        }
        _ => return None,
    })
}

/// A type that no model takes, in words.
fn words(format: &[u8]) -> String {
    match format {
        b"z" | b"Z" | b"vz" | [b'w', b':', ..] => "bytes",
        b"+s" | b"+m" | [b'+', b'u', ..] => "records",
        b"+l" | b"+L" | b"+vl" | b"+vL" | [b'+', b'w', ..] => "lists",
        b"+r" => "run-end encoded values",
        b"_pli128" | b"_plu128" => "integers of 16 bytes",
        other => return format!("values of Arrow's type {:?}", String::from_utf8_lossy(other)),
    }
    .to_owned()
}

/// A type that is not one of columns, in words.
pub(super) fn name(format: &[u8]) -> String {
    match Kind::of_format(format) {
        Kind::Other(words) => words,
        Kind::Fixed(words, _) => words.to_owned(),
        Kind::Null => "nulls".to_owned(),
        Kind::Boolean => "booleans".to_owned(),
        Kind::Text(_) => "texts".to_owned(),
        Kind::Number(_) | Kind::Dictionary(..) => "numbers".to_owned(),
    }
}
