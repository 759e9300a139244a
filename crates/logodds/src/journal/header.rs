//! What a journal begins with.
//!
//! ```text
//! 0   8  magic "LOGODDSJ"
//! 8   4  version of the format, u32 little endian
//! 12  4  CRC-32C of the other 28 bytes
//! 16  8  fingerprint of the data
//! 24  8  fingerprint of the specification
//! ```

use crate::journal::error::JournalProblem;
use logodds_core::Fingerprint;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

const MAGIC: [u8; 8] = *b"LOGODDSJ";
const VERSION: u32 = 1;

/// Of which data and specification.
pub(super) struct Header {
    data: u64,
    specification: u64,
}

impl Header {
    /// Bytes.
    pub const LENGTH: u64 = 32;

    pub fn of(data: Fingerprint, specification: Fingerprint) -> Self {
        Self { data: data.number(), specification: specification.number() }
    }

    pub fn bytes(&self) -> [u8; Self::LENGTH as usize] {
        let mut bytes = [0; Self::LENGTH as usize];
        bytes[..8].copy_from_slice(&MAGIC);
        bytes[8..12].copy_from_slice(&VERSION.to_le_bytes());
        bytes[16..24].copy_from_slice(&self.data.to_le_bytes());
        bytes[24..].copy_from_slice(&self.specification.to_le_bytes());
        let checksum = checksum(&bytes);
        bytes[12..16].copy_from_slice(&checksum.to_le_bytes());
        bytes
    }

    /// Where a file ends that begins with this header; `None` if its header has not been written yet, or not to its end.
    pub fn found_in(&self, file: &mut File) -> Result<Option<u64>, JournalProblem> {
        let length = file.seek(SeekFrom::End(0))?;
        file.seek(SeekFrom::Start(0))?;
        let mut found = Vec::new();
        file.take(Self::LENGTH).read_to_end(&mut found)?;
        let begin = found.len().min(MAGIC.len());
        if found[..begin] != MAGIC[..begin] {
            return Err(JournalProblem::NotAJournal);
        }
        let Ok(found) = <[u8; Self::LENGTH as usize]>::try_from(found) else { return Ok(None) };
        let word = |at: usize| u64::from_le_bytes(std::array::from_fn(|k| found[at + k]));
        if found[12..16] != checksum(&found).to_le_bytes() {
            return Err(JournalProblem::Damaged);
        }
        match (word(8) as u32, word(16) == self.data, word(24) == self.specification) {
            (VERSION, true, true) => Ok(Some(length)),
            (VERSION, true, false) => Err(JournalProblem::OtherSpecification),
            (VERSION, false, _) => Err(JournalProblem::OtherData),
            (version, _, _) => Err(JournalProblem::Version { found: version, known: VERSION }),
        }
    }
}

fn checksum(header: &[u8]) -> u32 {
    crc32c::crc32c_append(crc32c::crc32c(&header[..12]), &header[16..])
}
