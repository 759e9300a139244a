//! Hostile model files ask for little memory and are refused: every single-bit flip, every
//! truncation, and, with a repaired checksum, every byte set to every extreme.
//!
//! One test, alone in its crate, because it counts the allocations of the whole process.
#![allow(unsafe_code)]

#[path = "behaviour/fixtures/sample.rs"]
mod sample;

use logodds_model::file::{from_bytes, read, to_bytes};
use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

static NOW: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

struct Counting;

// SAFETY: every call goes to `System` unchanged; the counters are atomics and allocate nothing.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let now = NOW.fetch_add(layout.size(), Relaxed) + layout.size();
        PEAK.fetch_max(now, Relaxed);
        // SAFETY: the caller's promise is passed on.
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        NOW.fetch_sub(layout.size(), Relaxed);
        // SAFETY: the caller's promise is passed on.
        unsafe { System.dealloc(at, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// The peak above the start while `f` runs.
fn peak(f: impl FnOnce()) -> usize {
    let start = NOW.load(Relaxed);
    PEAK.store(start, Relaxed);
    f();
    PEAK.load(Relaxed) - start
}

/// The places of the checksums of sections, each with where its section begins and ends.
fn checksums(file: &[u8]) -> Vec<(usize, usize, usize)> {
    let (mut start, mut found) = (24, Vec::new());
    while start < file.len() {
        let name = usize::from(u16::from_le_bytes([file[start], file[start + 1]]));
        let at = start + name + 13;
        let end = at + 4 + u64::from_le_bytes(file[at - 8..at].try_into().unwrap()) as usize;
        found.push((start, at, end));
        start = end;
    }
    found
}

/// Make the checksums right again: that of the section in which `at` lies, of a file with these `sections`, and that of the whole.
fn repair(bytes: &mut [u8], sections: &[(usize, usize, usize)], at: usize) {
    let place = sections.iter().find(|(start, _, end)| (*start..*end).contains(&at));
    if let Some(&(start, place, end)) = place {
        let crc = crc32c::crc32c_append(crc32c::crc32c(&bytes[start..place]), &bytes[place + 4..end]);
        bytes[place..place + 4].copy_from_slice(&crc.to_le_bytes());
    }
    let crc = crc32c::crc32c_append(crc32c::crc32c(&bytes[..20]), &bytes[24..]);
    bytes[20..24].copy_from_slice(&crc.to_le_bytes());
}

#[test]
fn damage_is_refused_cheaply() {
    damaged(&to_bytes(&sample::sample()).unwrap());
    damaged(&to_bytes(&sample::sample_of_classes()).unwrap());
    damaged(&to_bytes(&sample::sample_with_equation()).unwrap());
}

fn damaged(good: &[u8]) {
    const LIMIT: usize = 4 << 20;
    let (mut bytes, sections) = (good.to_vec(), checksums(good));
    let used = peak(|| {
        for bit in 0..good.len() * 8 {
            bytes[bit / 8] ^= 1 << (bit % 8);
            assert!(from_bytes(&bytes).is_err(), "bit {bit}");
            bytes[bit / 8] ^= 1 << (bit % 8);
        }
        for length in 0..good.len() {
            assert!(from_bytes(&good[..length]).is_err(), "length {length}");
        }
    });
    assert!(used < LIMIT, "{used} bytes");

    // A checksum that is right again: any outcome but a panic, and little memory.
    let used = peak(|| {
        for at in 24..good.len() {
            for value in [0, 1, 0x7f, 0x80, 0xff] {
                bytes[at] = value;
                repair(&mut bytes, &sections, at);
                let _ = from_bytes(&bytes);
                bytes.copy_from_slice(good);
            }
            // Eight bytes at once: a length of 2^63, 2^64 - 1, 2^20, 2^27.
            for length in [1u64 << 63, u64::MAX, 1 << 20, 1 << 27, (1 << 20) - 2000] {
                let end = (at + 8).min(good.len());
                bytes[at..end].copy_from_slice(&length.to_le_bytes()[..end - at]);
                repair(&mut bytes, &sections, at);
                let _ = from_bytes(&bytes);
                bytes.copy_from_slice(good);
            }
        }
    });
    assert!(used < LIMIT, "{used} bytes");

    // A header that promises 200 MiB.
    bytes[12..20].copy_from_slice(&(200u64 << 20).to_le_bytes());
    let used = peak(|| assert!(read(&bytes[..]).unwrap_err().to_string().contains("cut short")));
    assert!(used < LIMIT, "{used} bytes");
}
