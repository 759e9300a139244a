//! The core against values of 40 digits. No dependency: this also runs for the crate without its features.

mod golden;
mod special_functions;
