//! The columns: version 1, frozen.

use crate::file::error::Contents;
use crate::file::stored::{Stored, stored};
use crate::schema::{ColumnKind, ColumnSchema, Missing, Schema, Unseen};
use serde::{Deserialize, Serialize};

stored!(Schema as SchemaV1 {
    target: String,
    labels: Vec<String>,
    columns: Vec<ColumnV1>,
    weights: Option<String>,
    offset: Option<String>,
    missing: MissingV1,
    unseen: UnseenV1,
    na: Vec<String>,
});

stored!(ColumnSchema as ColumnV1 { name: String, kind: KindV1 });

#[derive(Serialize, Deserialize)]
pub(in crate::file) enum KindV1 {
    Numeric,
    Boolean(String, String),
    Categorical(Vec<String>),
}

impl Stored for ColumnKind {
    type Form = KindV1;
    fn store(self) -> KindV1 {
        match self {
            Self::Numeric => KindV1::Numeric,
            Self::Boolean { labels: [no, yes] } => KindV1::Boolean(no, yes),
            Self::Categorical { levels } => KindV1::Categorical(levels),
        }
    }
    fn restore(form: KindV1) -> Result<Self, Contents> {
        Ok(match form {
            KindV1::Numeric => Self::Numeric,
            KindV1::Boolean(no, yes) => Self::Boolean { labels: [no, yes] },
            KindV1::Categorical(levels) => Self::Categorical { levels },
        })
    }
}

/// An enum and its form, variant by variant.
macro_rules! stored_choice {
    ($choice:ident as $form:ident { $($variant:ident),* }) => {
        #[derive(Serialize, Deserialize)]
        pub(in crate::file) enum $form { $($variant),* }

        impl Stored for $choice {
            type Form = $form;
            fn store(self) -> $form {
                match self { $($choice::$variant => $form::$variant),* }
            }
            fn restore(form: $form) -> Result<Self, Contents> {
                Ok(match form { $($form::$variant => $choice::$variant),* })
            }
        }
    };
}

stored_choice!(Missing as MissingV1 { Error, Drop });
stored_choice!(Unseen as UnseenV1 { Error, Base, Missing });
