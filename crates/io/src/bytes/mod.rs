//! Bytes from files and pipes, packed or not, and files that are replaced whole or not at all.

pub(crate) mod atomic;
pub(crate) mod huge_pages;
pub(crate) mod memory;
pub(crate) mod open_error;
pub(crate) mod packed;
pub(crate) mod place;
pub(crate) mod read;
pub(crate) mod source;
pub(crate) mod split;
pub(crate) mod stamp;

pub use atomic::{WriteError, abandon_writes, write_atomically};
pub use memory::available_memory;
pub use open_error::OpenError;
pub use place::Place;
pub use source::Source;
