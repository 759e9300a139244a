//! Model files of any bytes, as they are and with their checksums repaired, so that what lies behind these is looked at, too: loaded, or refused in a few
//! lines; and what was loaded is written again as the same bytes every time.

use logodds_model::file::{from_bytes, to_bytes};

/// Whether it was loaded in one of the two ways.
pub fn check(bytes: &[u8]) -> bool {
    let mut repaired = bytes.to_vec();
    repair(&mut repaired);
    loaded(bytes) | loaded(&repaired)
}

fn loaded(bytes: &[u8]) -> bool {
    match from_bytes(bytes) {
        Ok(record) => {
            let written = to_bytes(&record).expect("what was loaded makes sense");
            let again = from_bytes(&written).expect("what was written is a model");
            assert_eq!(to_bytes(&again).expect("as before"), written);
            true
        }
        Err(problem) => {
            let message = problem.to_string();
            assert!(message.lines().count() <= 8 && message.len() < 4000, "{message}");
            false
        }
    }
}

/// Header 24 bytes, of which the last 12 are length and checksum of what follows; then sections: name, version, whether critical, length, checksum,
/// payload (docs/model-format.md). A length beyond the end becomes what is left.
fn repair(bytes: &mut [u8]) {
    const HEADER: usize = 24;
    if bytes.len() < HEADER {
        return;
    }
    let mut start = HEADER;
    while let Some(name) = bytes.get(start..start + 2) {
        let length_at = start + 2 + usize::from(u16::from_le_bytes([name[0], name[1]])) + 3;
        let payload = length_at + 12;
        let Some(length) = bytes.get(length_at..length_at + 8) else { break };
        if payload > bytes.len() {
            break;
        }
        let length = u64::from_le_bytes(length.try_into().expect("eight bytes"));
        let length = usize::try_from(length).unwrap_or(usize::MAX).min(bytes.len() - payload);
        bytes[length_at..length_at + 8].copy_from_slice(&(length as u64).to_le_bytes());
        let checksum =
            crc32c::crc32c_append(crc32c::crc32c(&bytes[start..length_at + 8]), &bytes[payload..payload + length]);
        bytes[length_at + 8..payload].copy_from_slice(&checksum.to_le_bytes());
        start = payload + length;
    }
    let length = (bytes.len() - HEADER) as u64;
    bytes[12..20].copy_from_slice(&length.to_le_bytes());
    let checksum = crc32c::crc32c_append(crc32c::crc32c(&bytes[..20]), &bytes[HEADER..]);
    bytes[20..HEADER].copy_from_slice(&checksum.to_le_bytes());
}
