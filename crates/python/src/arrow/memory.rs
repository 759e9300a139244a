//! Whether there is memory where a pointer says.
//!
//! The interface does not tell how long a buffer is: a length or a last offset that is too large leads out of it, and reading there can end the
//! process. Linux reads the memory of a process, be it the asking one's, and answers with an error where there is none: asked for the first
//! byte, the last one, and some between, at about a microsecond a buffer. Memory that is there, but is another's, is not told apart; nor is
//! anything where the question is not allowed, or not known.
#![allow(unsafe_code)]

/// Bytes between two places that are asked for, where a span is short. Pages are no smaller.
const PAGE: usize = 4096;
/// Places at most that a long span is asked for.
const PLACES: usize = 512;

/// Whether the bytes of every span, an address and a length, can be read, as far as is known.
pub(super) fn is_there(spans: impl IntoIterator<Item = (usize, usize)>) -> bool {
    let mut places = Vec::new();
    for (at, length) in spans.into_iter().filter(|&(_, length)| length > 0) {
        let Some(last) = at.checked_add(length - 1) else { return false };
        places.extend((at..last).step_by(PAGE.max(length / PLACES)));
        places.push(last);
    }
    are_readable(&places)
}

#[cfg(target_os = "linux")]
fn are_readable(places: &[usize]) -> bool {
    /// Places of one question, at most.
    const MOST: usize = 1024;
    places.chunks(MOST).all(|places| {
        let mut found = [0u8; MOST];
        let into = libc::iovec { iov_base: found.as_mut_ptr().cast(), iov_len: places.len() };
        let byte = |&at: &usize| libc::iovec { iov_base: std::ptr::without_provenance_mut(at), iov_len: 1 };
        let from: Vec<libc::iovec> = places.iter().map(byte).collect();
        // Sound for any addresses: the system reads them, and writes to `found`, which has room for a byte of each.
        let read = unsafe {
            libc::process_vm_readv(libc::getpid(), &raw const into, 1, from.as_ptr(), from.len() as libc::c_ulong, 0)
        };
        match usize::try_from(read) {
            Ok(read) => read == places.len(),
            Err(_) => std::io::Error::last_os_error().raw_os_error() != Some(libc::EFAULT),
        }
    })
}

#[cfg(not(target_os = "linux"))]
fn are_readable(_: &[usize]) -> bool {
    true
}
