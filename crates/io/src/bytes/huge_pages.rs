//! Asking the system for large pages: first touching memory costs a fault a page, of 4 KiB each unless asked otherwise.
//!
//! Of a file of numbers that was a third of the time of reading it. This module and `simd` alone are unsafe in this crate.
#![allow(unsafe_code)]

/// Bytes below which nobody asks: a few large pages would be mostly empty.
#[cfg(target_os = "linux")]
const LARGE: usize = 4 << 20;

/// Asks for large pages for all of the vector's memory, touched or not. What it holds stays as it is; where the system knows no
/// such thing, or denies it, nothing happens.
pub(crate) fn advise<T>(vector: &Vec<T>) {
    #[cfg(target_os = "linux")]
    {
        const PAGE: usize = 4096;
        let bytes = vector.capacity() * size_of::<T>();
        if bytes < LARGE {
            return;
        }
        let begin = vector.as_ptr().cast::<u8>();
        let skipped = begin.align_offset(PAGE).min(bytes);
        let length = (bytes - skipped) / PAGE * PAGE;
        // SAFETY: whole pages within one allocation, which this process owns; MADV_HUGEPAGE changes how memory is backed, not
        // what is in it.
        unsafe { libc::madvise(begin.add(skipped).cast_mut().cast(), length, libc::MADV_HUGEPAGE) };
    }
    #[cfg(not(target_os = "linux"))]
    let _ = vector;
}
