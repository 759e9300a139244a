//! Sentences that every door spells in its own words.
//!
//! A sentence of a library can need the name of an argument ("Add …", "leave … out"). The command calls it by a flag, Python by a keyword,
//! Rust by a field; so what is named is kept as a value until somebody asks. Refused: sentences in the words of one door, translated by
//! the others, where the name of a column can look like a word.

mod argument;
mod message;
mod remedy;
mod rust;

pub use argument::Argument;
pub use message::{Message, Piece, Told, places};
pub use remedy::{Meaning, ReadAs, Remedy, can_be_typed};
pub use rust::RustWords;

/// How one door calls arguments and remedies.
pub trait Words {
    /// The name of an argument.
    fn argument(&self, argument: Argument) -> &'static str;

    /// What to do; `None` where this door has nothing like it.
    fn remedy(&self, remedy: &Remedy) -> Option<String>;

    /// Several remedies, in their order, without those that this door has not.
    fn remedies(&self, remedies: &[Remedy]) -> Vec<String> {
        remedies.iter().filter_map(|remedy| self.remedy(remedy)).collect()
    }
}
