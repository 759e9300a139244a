//! Labels as they come, booleans or texts, as the codes that a fit takes.

use logodds_core::{DataError, Features, InMemory};
use std::collections::BTreeSet;

/// The outcome of every row: a code from 0, and what each code is called.
///
/// ```
/// use logodds::prelude::*;
///
/// let outcome = Outcome::of_texts(&["fail", "pass", "fail", "pass"])?;
/// assert_eq!((outcome.codes(), outcome.names()), (&[0, 1, 0, 1][..], &["fail".to_owned(), "pass".to_owned()][..]));
/// assert_eq!(Outcome::of_bools([true, false]).codes(), [1, 0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    codes: Vec<u8>,
    names: Vec<String>,
}

impl Outcome {
    /// False is 0, true is 1.
    #[must_use]
    pub fn of_bools(labels: impl IntoIterator<Item = bool>) -> Self {
        Self { codes: labels.into_iter().map(u8::from).collect(), names: vec!["false".to_owned(), "true".to_owned()] }
    }

    /// Texts, sorted by their bytes: the probability of two labels is that of the last.
    ///
    /// # Errors
    /// [`DataError::ManyClasses`] of fewer than two texts that differ, or of more than 256.
    pub fn of_texts<T: AsRef<str>>(labels: &[T]) -> Result<Self, DataError> {
        let names: BTreeSet<&str> = labels.iter().map(AsRef::as_ref).collect();
        let names: Vec<&str> = names.into_iter().collect();
        if !(2..=256).contains(&names.len()) {
            return Err(DataError::ManyClasses { classes: names.len() });
        }
        let code = |label: &T| names.binary_search(&label.as_ref()).unwrap_or_default() as u8;
        Ok(Self { codes: labels.iter().map(code).collect(), names: names.into_iter().map(str::to_owned).collect() })
    }

    /// The code of every row, from 0.
    #[must_use]
    pub fn codes(&self) -> &[u8] {
        &self.codes
    }

    /// What each code is called.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Data of these labels and `features`, for [`LogisticRegression::fit`](crate::fit::LogisticRegression::fit).
    ///
    /// # Errors
    /// [`DataError`] if there is not a row of features for every label.
    pub fn with<'a>(self, features: impl Into<Features<'a>>) -> Result<InMemory<'a>, DataError> {
        match self.names.len() {
            2 => InMemory::new(features, self.codes),
            classes => InMemory::of_classes(features, self.codes, classes),
        }
    }
}
