//! What stands before a sum in a journal.
//!
//! ```text
//! 0   8  its number, from 0
//! 8   8  its fingerprint
//! 16  8  its length; with the highest bit set, if its bytes were too many and do not follow
//! 24  4  CRC-32C of its bytes
//! 28  4  CRC-32C of the 28 bytes before
//! ```

/// Its bytes do not follow.
const LEFT_OUT: u64 = 1 << 63;

/// A sum that is, or is to be, in a journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    step: u64,
    fingerprint: u64,
    length: u64,
    checksum: u32,
}

impl Entry {
    /// Bytes of the head.
    pub const HEAD: u64 = 32;

    /// Of a sum of these bytes, which are left out if they are more than `longest`.
    pub fn of(step: u64, fingerprint: u64, bytes: &[u8], longest: u64) -> Self {
        let length = bytes.len() as u64;
        let left_out = if length > longest { LEFT_OUT } else { 0 };
        Self { step, fingerprint, length: length | left_out, checksum: crc32c::crc32c(bytes) }
    }

    pub fn head(&self) -> [u8; Self::HEAD as usize] {
        let mut head = [0; Self::HEAD as usize];
        head[..8].copy_from_slice(&self.step.to_le_bytes());
        head[8..16].copy_from_slice(&self.fingerprint.to_le_bytes());
        head[16..24].copy_from_slice(&self.length.to_le_bytes());
        head[24..28].copy_from_slice(&self.checksum.to_le_bytes());
        let checksum = crc32c::crc32c(&head[..28]);
        head[28..].copy_from_slice(&checksum.to_le_bytes());
        head
    }

    /// `None` if it is damaged.
    pub fn read(head: &[u8; Self::HEAD as usize]) -> Option<Self> {
        let word = |at: usize| u64::from_le_bytes(std::array::from_fn(|k| head[at + k]));
        let half = |at: usize| u32::from_le_bytes(std::array::from_fn(|k| head[at + k]));
        let read = Self { step: word(0), fingerprint: word(8), length: word(16), checksum: half(24) };
        (half(28) == crc32c::crc32c(&head[..28])).then_some(read)
    }

    pub fn is(&self, step: u64, fingerprint: u64) -> bool {
        (self.step, self.fingerprint) == (step, fingerprint)
    }

    /// Whether its bytes follow.
    pub fn is_kept(&self) -> bool {
        self.length & LEFT_OUT == 0
    }

    /// How many bytes follow.
    pub fn kept(&self) -> u64 {
        if self.is_kept() { self.length } else { 0 }
    }

    pub fn is_of(&self, bytes: &[u8]) -> bool {
        self.checksum == crc32c::crc32c(bytes)
    }
}
