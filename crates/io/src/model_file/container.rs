//! The envelope: 24 bytes that say what follows, and a checksum over everything.
//!
//! ```text
//! 0   8  magic "LOGODDS\0"
//! 8   2  format version, u16 little endian
//! 10  2  flags, u16, zero
//! 12  8  payload length, u64
//! 20  4  CRC-32C of bytes 0..20 and the payload, u32
//! 24     payload
//! ```
//!
//! These bytes are the same in every version to come, so that an old program can tell a newer file
//! from a damaged one: the checksum is verified before the version is believed. A CRC of 32 bits
//! finds every single, double and odd-numbered bit error and every burst up to 32 bits in a model's
//! length; it is no protection against someone who wants to change the model.

use crate::model_file::FORMAT_VERSION;
use crate::model_file::error::ModelProblem;

const MAGIC: [u8; 8] = *b"LOGODDS\0";
pub(crate) const HEADER: usize = 24;
/// The most a payload may have.
pub(crate) const MAX_PAYLOAD: u64 = 1 << 28;

/// The header's content.
pub(crate) struct Header {
    pub version: u16,
    pub flags: u16,
    pub payload_length: u64,
    pub checksum: u32,
}

/// Reads the header of a file that begins with `bytes`.
pub(crate) fn header(bytes: &[u8]) -> Result<Header, ModelProblem> {
    let begin = bytes.len().min(MAGIC.len());
    if bytes[..begin] != MAGIC[..begin] {
        return Err(ModelProblem::NotAModel);
    }
    let &[_, _, _, _, _, _, _, _, v0, v1, f0, f1, l0, l1, l2, l3, l4, l5, l6, l7, c0, c1, c2, c3, ..] = bytes else {
        let found = bytes.len() as u64;
        return Err(ModelProblem::Truncated { expected: HEADER as u64, found });
    };
    let header = Header {
        version: u16::from_le_bytes([v0, v1]),
        flags: u16::from_le_bytes([f0, f1]),
        payload_length: u64::from_le_bytes([l0, l1, l2, l3, l4, l5, l6, l7]),
        checksum: u32::from_le_bytes([c0, c1, c2, c3]),
    };
    if header.payload_length > MAX_PAYLOAD {
        return Err(ModelProblem::TooLarge { bytes: header.payload_length, limit: MAX_PAYLOAD });
    }
    Ok(header)
}

/// The version and payload of a whole file.
pub(crate) fn unwrap(bytes: &[u8]) -> Result<(u16, &[u8]), ModelProblem> {
    let header = header(bytes)?;
    let payload = &bytes[HEADER..];
    let found = payload.len() as u64;
    if found < header.payload_length {
        return Err(ModelProblem::Truncated {
            expected: HEADER as u64 + header.payload_length,
            found: bytes.len() as u64,
        });
    }
    if found > header.payload_length {
        return Err(ModelProblem::Damaged { what: "bytes follow its end" });
    }
    if checksum(&bytes[..20], payload) != header.checksum {
        return Err(ModelProblem::Damaged { what: "its checksum does not match" });
    }
    match header {
        Header { version: 0, .. } => Err(ModelProblem::Damaged { what: "it has no format version" }),
        // These versions have no flags; one that is not known may change what the payload means.
        Header { version: 1..=FORMAT_VERSION, flags: 1.., .. } => {
            Err(ModelProblem::Damaged { what: "it has flags that its format does not have" })
        }
        Header { version, .. } => Ok((version, payload)),
    }
}

/// A whole file; `None` if the payload is too large.
pub(crate) fn wrap(version: u16, payload: &[u8]) -> Option<Vec<u8>> {
    let length = payload.len() as u64;
    if length > MAX_PAYLOAD {
        return None;
    }
    let mut out = Vec::with_capacity(HEADER + payload.len());
    out.extend_from_slice(&MAGIC);
    out.extend_from_slice(&version.to_le_bytes());
    out.extend_from_slice(&0u16.to_le_bytes());
    out.extend_from_slice(&length.to_le_bytes());
    let crc = checksum(&out, payload);
    out.extend_from_slice(&crc.to_le_bytes());
    out.extend_from_slice(payload);
    Some(out)
}

fn checksum(header: &[u8], payload: &[u8]) -> u32 {
    crc32c::crc32c_append(crc32c::crc32c(header), payload)
}
