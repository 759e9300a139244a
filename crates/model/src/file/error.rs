//! Why bytes are no model, and why a record does not become bytes.

use crate::excerpt::quoted;
use crate::message;
use crate::record::WeightKind;
use crate::words::{Argument, Message, Told};
use thiserror::Error;

/// What is wrong with a model file.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ModelProblem {
    /// The operating system refused.
    #[error("cannot be read: {0}")]
    Io(#[from] std::io::Error),
    /// It does not begin as one.
    #[error("{}", not_a_model())]
    NotAModel,
    /// A version of logodds before the first release wrote it.
    #[error("was written by an unreleased version of logodds, whose files no release reads. Fit again")]
    Unreleased,
    /// It ends early.
    #[error("is cut short: {found} bytes of {expected}. Copy it again, or fit again")]
    Truncated {
        /// Bytes that its header promises (at least the header's own).
        expected: u64,
        /// Bytes there are.
        found: u64,
    },
    /// Something in it changed since it was written.
    #[error("is damaged: {what}. Copy it again, or fit again")]
    Damaged {
        /// How that shows.
        what: &'static str,
    },
    /// It is of a later format.
    #[error("was made by a newer logodds (model format {version}; this one reads up to {supported}). Upgrade logodds")]
    TooNew {
        /// Its format version.
        version: u32,
        /// The newest version that can be read.
        supported: u32,
    },
    /// It has a section without which it means something else, and which is not known.
    #[error("was made by a newer logodds: this one does not know version {version} of its section {}. Upgrade logodds", quoted(.name))]
    NewerSection {
        /// The section's name.
        name: String,
        /// Its version.
        version: u16,
    },
    /// It lacks a section that every model has.
    #[error("is damaged or was written by a faulty program: it has no section {name:?}")]
    NoSection {
        /// The section's name.
        name: &'static str,
    },
    /// It promises more than any model has.
    #[error("promises {bytes} bytes, more than a model may have ({limit}). It is damaged or no model")]
    TooLarge {
        /// Bytes promised.
        bytes: u64,
        /// Bytes allowed.
        limit: u64,
    },
    /// Its checksum is right, its contents contradict one another.
    #[error("is damaged or was written by a faulty program: {0}")]
    Contents(#[from] Contents),
}

impl Told for ModelProblem {
    fn message(&self) -> Message {
        match self {
            Self::NotAModel => not_a_model(),
            // These need no words of a door.
            other => other.to_string().into(),
        }
    }
}

fn not_a_model() -> Message {
    message!("is not a logodds model. Name the file that {} wrote", Argument::Saving)
}

/// Contents that contradict one another.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum Contents {
    /// Two counts that must agree.
    #[error("{what}: {found}, expected {expected}")]
    Count {
        /// What is counted.
        what: &'static str,
        /// How many there are.
        found: u64,
        /// How many the rest of the model asks for.
        expected: u64,
    },
    /// A kind of weights that is not that of the errors, or without weights.
    #[error("what weights say of their rows is \"{kind}\", which cannot be")]
    WeightKind {
        /// The kind.
        kind: WeightKind,
    },
    /// A number that must be finite (or at least a number).
    #[error("{what} is not a finite number")]
    NotFinite {
        /// Which.
        what: &'static str,
    },
    /// A number below zero that cannot be.
    #[error("{what} is negative")]
    Negative {
        /// Which.
        what: &'static str,
    },
    /// A coefficient without a variance, or one held at 0 that has one.
    #[error("the standard error of a coefficient is {found}, which cannot be")]
    StandardError {
        /// What it is.
        found: f64,
    },
    /// A word that is none of those that can stand there.
    #[error("{what} is {}, which is not known", quoted(.found))]
    Word {
        /// Of what.
        what: &'static str,
        /// The word.
        found: String,
    },
    /// A number outside of what it can be.
    #[error("{what} is {found}, which cannot be")]
    Beyond {
        /// Which.
        what: &'static str,
        /// What it is.
        found: f64,
    },
    /// More than there can be.
    #[error("{what}: {found}, {most} at most")]
    TooMany {
        /// What is counted.
        what: &'static str,
        /// How many there are.
        found: u64,
        /// The most that the rest of the model allows.
        most: u64,
    },
    /// A probability that is none.
    #[error("{what} is not between 0 and 1")]
    Probability {
        /// Which.
        what: &'static str,
    },
    /// An interval whose lower end is above its upper one, or that has one end alone.
    #[error("the ends of {what} are no interval")]
    Ends {
        /// Of what.
        what: &'static str,
    },
    /// Levels or labels that are not distinct.
    #[error("the levels of column {} are not distinct", quoted(.column))]
    Levels {
        /// The column.
        column: String,
    },
    /// The first of several labels, to which all others are relative, has a coefficient.
    #[error("the label that all others are relative to has coefficients of its own")]
    Base,
    /// A term that has an equation is part of another, or of its own.
    #[error("term {term} has an equation, and is part of another")]
    Held {
        /// The term's place.
        term: u64,
    },
    /// A model without an intercept has one, or an origin that is not 0.
    #[error("it has no intercept, and an intercept or an origin that is not 0")]
    Intercept,
    /// Two columns, or roles, of one name.
    #[error("two columns are named {}", quoted(.name))]
    Names {
        /// The name.
        name: String,
    },
}

/// A record that does not become a file.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum EncodeError {
    /// It contradicts itself.
    #[error("the model cannot be saved: {0}")]
    Contents(#[from] Contents),
    /// It is larger than a model file may be.
    #[error("the model is too large to be saved (256 MiB at most)")]
    TooLarge,
}
