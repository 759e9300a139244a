//! The envelope: 24 bytes that say what follows, and sections that each say what they are.
//!
//! ```text
//! file      0   8  magic: 0x89 "LOGODDS"                 section   0   2  length n of the name, 1 to 64
//!           8   4  format version, u32                             2   n  name, UTF-8
//!          12   8  length of what follows, u64                         2  version of the section, u16
//!          20   4  CRC-32C of all other bytes, u32                     1  1 if it is critical, else 0
//!          24      sections, up to the end                             8  length of the payload, u64
//!                                                                      4  CRC-32C of the section's other bytes, u32
//!                                                                         payload
//! ```
//!
//! Integers are little endian. The header is the same in every version to come, so that an old program can tell a newer file from a damaged
//! one: the checksum is verified before the version is believed. A section that a program does not know, or not in that version, is left
//! out if it is not critical, and else refused: it changes what the others mean. So a format can grow without a new version. Each section has a
//! checksum of its own, by which one can be read alone.
//!
//! A CRC of 32 bits finds every single, double and odd-numbered bit error and every burst up to 32 bits in a model's length; it is no
//! protection against someone who wants to change the model. The first byte is no text, which one that was carried as text has lost.

use super::error::ModelProblem;

/// The newest format version, the one that is written.
pub const FORMAT_VERSION: u32 = 1;

const MAGIC: [u8; 8] = *b"\x89LOGODDS";
/// How files begin that versions before the first release wrote.
const UNRELEASED: [u8; 8] = *b"LOGODDS\0";
pub(super) const HEADER: usize = 24;
/// The most that may follow the header.
pub(super) const MOST: u64 = 1 << 28;
/// The most sections: a small file cannot ask for the room of many.
const SECTIONS: usize = 256;
const NAME: usize = 64;

/// A part of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Section<'a> {
    pub name: &'a str,
    pub version: u16,
    /// Whether a program that does not know it must not use the model.
    pub critical: bool,
    pub payload: &'a [u8],
}

/// The header's content.
pub(super) struct Header {
    version: u32,
    pub length: u64,
    checksum: u32,
}

/// Reads the header of a file that begins with `bytes`.
pub(super) fn header(bytes: &[u8]) -> Result<Header, ModelProblem> {
    let begins = |magic: [u8; 8]| bytes.iter().zip(&magic).all(|(byte, magic)| byte == magic);
    if bytes.len() >= MAGIC.len() && begins(UNRELEASED) {
        return Err(ModelProblem::Unreleased);
    }
    if !begins(MAGIC) {
        return Err(ModelProblem::NotAModel);
    }
    let mut rest = Rest(bytes.get(MAGIC.len()..).unwrap_or_default());
    let (Some(version), Some(length), Some(checksum)) = (rest.u32(), rest.u64(), rest.u32()) else {
        let found = bytes.len() as u64;
        return Err(ModelProblem::Truncated { expected: HEADER as u64, found });
    };
    if length > MOST {
        return Err(ModelProblem::TooLarge { bytes: length, limit: MOST });
    }
    Ok(Header { version, length, checksum })
}

/// The sections of a whole file.
pub(super) fn unwrap(bytes: &[u8]) -> Result<Vec<Section<'_>>, ModelProblem> {
    let header = header(bytes)?;
    let (before, after) = bytes.split_at(HEADER);
    let found = after.len() as u64;
    if found < header.length {
        let expected = HEADER as u64 + header.length;
        return Err(ModelProblem::Truncated { expected, found: bytes.len() as u64 });
    }
    if found > header.length {
        return Err(ModelProblem::Damaged { what: "bytes follow its end" });
    }
    if checksum(&[&before[..HEADER - 4], after]) != header.checksum {
        return Err(ModelProblem::Damaged { what: "its checksum does not match" });
    }
    match header.version {
        0 => Err(ModelProblem::Damaged { what: "it has no format version" }),
        1..=FORMAT_VERSION => sections(after),
        version => Err(ModelProblem::TooNew { version, supported: FORMAT_VERSION }),
    }
}

fn sections(bytes: &[u8]) -> Result<Vec<Section<'_>>, ModelProblem> {
    let mut rest = Rest(bytes);
    let mut sections: Vec<Section<'_>> = Vec::new();
    while !rest.0.is_empty() {
        let section = section(&mut rest).ok_or(ModelProblem::Damaged { what: "its sections cannot be told apart" })?;
        if sections.len() == SECTIONS || sections.iter().any(|other| other.name == section.name) {
            return Err(ModelProblem::Damaged { what: "it has a section twice, or too many" });
        }
        sections.push(section);
    }
    Ok(sections)
}

fn section<'a>(rest: &mut Rest<'a>) -> Option<Section<'a>> {
    let whole = rest.0;
    let length = rest.u16().map(usize::from).filter(|length| (1..=NAME).contains(length))?;
    let name = std::str::from_utf8(rest.take(length)?).ok()?;
    let version = rest.u16()?;
    let critical = match rest.take(1)? {
        [0] => false,
        [1] => true,
        _ => return None,
    };
    let length = usize::try_from(rest.u64()?).ok()?;
    let before = &whole[..whole.len() - rest.0.len()];
    let found = rest.u32()?;
    let payload = rest.take(length)?;
    (checksum(&[before, payload]) == found).then_some(Section { name, version, critical, payload })
}

/// A whole file; `None` if it would be too large.
pub(super) fn wrap(sections: &[Section<'_>]) -> Option<Vec<u8>> {
    let mut out = MAGIC.to_vec();
    out.extend(FORMAT_VERSION.to_le_bytes());
    out.extend([0; 12]);
    for section in sections {
        let start = out.len();
        out.extend((section.name.len() as u16).to_le_bytes());
        out.extend(section.name.as_bytes());
        out.extend(section.version.to_le_bytes());
        out.push(u8::from(section.critical));
        out.extend((section.payload.len() as u64).to_le_bytes());
        let checksum = checksum(&[&out[start..], section.payload]);
        out.extend(checksum.to_le_bytes());
        out.extend(section.payload);
    }
    let length = (out.len() - HEADER) as u64;
    if length > MOST {
        return None;
    }
    out[12..20].copy_from_slice(&length.to_le_bytes());
    let (before, after) = out.split_at(HEADER);
    let checksum = checksum(&[&before[..HEADER - 4], after]);
    out[HEADER - 4..HEADER].copy_from_slice(&checksum.to_le_bytes());
    Some(out)
}

fn checksum(parts: &[&[u8]]) -> u32 {
    parts.iter().fold(0, |checksum, part| crc32c::crc32c_append(checksum, part))
}

/// What is left to be read.
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    fn u16(&mut self) -> Option<u16> {
        self.array().map(u16::from_le_bytes)
    }

    fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }

    fn u64(&mut self) -> Option<u64> {
        self.array().map(u64::from_le_bytes)
    }
}
