//! What the command does, a file a verb, and what several of them share: reading data, asking for memory.

pub mod check;
pub mod compare;
pub mod compare_models;
mod data;
pub mod fit;
pub mod inspect;
mod memory;
pub mod meta;
pub mod predict;
mod reproducible;
