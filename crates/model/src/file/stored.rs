//! How values of the program stand in a file: as values of types that exist for the file alone.
//!
//! bincode writes the fields of a struct in order and without names. Integers and floats are of fixed width and little endian, a text or vector
//! is a u64 length and its elements, an option is one byte and its value, an enum a u32 index. A choice with a name is a text, so that no
//! order of variants is part of the format. No vector has elements of size zero, which a short file could ask for by the billion.

use super::container::MOST;
use super::error::{Contents, EncodeError, ModelProblem};
use crate::record::{
    CertificateKind, Estimator, IntervalKind, Note, PenaltyKind, Status, UnknownName, Verdict, WeightKind,
};
use bincode::config::{Configuration, Fixint, LittleEndian, standard};
use serde::Serialize;
use serde::de::DeserializeOwned;

const CONFIG: Configuration<LittleEndian, Fixint> = standard().with_little_endian().with_fixed_int_encoding();

/// What has a form in files.
pub(super) trait Stored: Sized {
    /// The form.
    type Form: Serialize + DeserializeOwned;
    fn store(self) -> Self::Form;
    fn restore(form: Self::Form) -> Result<Self, Contents>;
}

/// The bytes of a value.
pub(super) fn encode<S: Stored>(value: S) -> Result<Vec<u8>, EncodeError> {
    bincode::serde::encode_to_vec(value.store(), CONFIG).map_err(|_| EncodeError::TooLarge)
}

/// The value in bytes, all of them. The limit that bincode checks before it allocates is the next of three above the number of bytes, so that a
/// small file cannot ask for much memory.
pub(super) fn decode<S: Stored>(bytes: &[u8]) -> Result<S, ModelProblem> {
    const SMALL: usize = 1 << 20;
    const MIDDLE: usize = 1 << 24;
    const LARGE: usize = MOST as usize;
    let length = bytes.len();
    let result = if length <= SMALL {
        bincode::serde::decode_from_slice(bytes, CONFIG.with_limit::<SMALL>())
    } else if length <= MIDDLE {
        bincode::serde::decode_from_slice(bytes, CONFIG.with_limit::<MIDDLE>())
    } else {
        bincode::serde::decode_from_slice(bytes, CONFIG.with_limit::<LARGE>())
    };
    match result {
        Ok((form, consumed)) if consumed == length => Ok(S::restore(form)?),
        Ok(_) => Err(ModelProblem::Damaged { what: "its contents end before the file does" }),
        Err(_) => Err(ModelProblem::Damaged { what: "its contents cannot be decoded" }),
    }
}

macro_rules! stored_as_they_are {
    ($($plain:ty),*) => { $(
        impl Stored for $plain {
            type Form = Self;
            fn store(self) -> Self {
                self
            }
            fn restore(form: Self) -> Result<Self, Contents> {
                Ok(form)
            }
        }
    )* };
}

stored_as_they_are!(bool, u32, u64, f64, String);

macro_rules! stored_by_name {
    ($($choice:ty),*) => { $(
        impl Stored for $choice {
            type Form = String;
            fn store(self) -> String {
                self.name().to_owned()
            }
            fn restore(form: String) -> Result<Self, Contents> {
                form.parse().map_err(|UnknownName { what, found }| Contents::Word { what, found })
            }
        }
    )* };
}

stored_by_name!(CertificateKind, Estimator, IntervalKind, Note, PenaltyKind, Status, Verdict, WeightKind);

impl<S: Stored> Stored for Option<S> {
    type Form = Option<S::Form>;
    fn store(self) -> Self::Form {
        self.map(S::store)
    }
    fn restore(form: Self::Form) -> Result<Self, Contents> {
        form.map(S::restore).transpose()
    }
}

impl<S: Stored> Stored for Vec<S> {
    type Form = Vec<S::Form>;
    fn store(self) -> Self::Form {
        self.into_iter().map(S::store).collect()
    }
    fn restore(form: Self::Form) -> Result<Self, Contents> {
        form.into_iter().map(S::restore).collect()
    }
}

impl<A: Stored, B: Stored> Stored for (A, B) {
    type Form = (A::Form, B::Form);
    fn store(self) -> Self::Form {
        (self.0.store(), self.1.store())
    }
    fn restore((a, b): Self::Form) -> Result<Self, Contents> {
        Ok((A::restore(a)?, B::restore(b)?))
    }
}

/// A struct of the program and its form, field by field.
macro_rules! stored {
    ($value:ident as $form:ident { $($field:ident: $type:ty),* $(,)? }) => {
        #[derive(serde::Serialize, serde::Deserialize)]
        pub(in crate::file) struct $form {
            $($field: $type),*
        }

        impl crate::file::stored::Stored for $value {
            type Form = $form;
            fn store(self) -> $form {
                $form { $($field: crate::file::stored::Stored::store(self.$field)),* }
            }
            fn restore(form: $form) -> Result<Self, crate::file::error::Contents> {
                Ok($value { $($field: crate::file::stored::Stored::restore(form.$field)?),* })
            }
        }
    };
}

pub(super) use stored;
