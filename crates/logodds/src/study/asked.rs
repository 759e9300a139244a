//! What is asked of a fit by the names of columns and terms.

use crate::specification::SpecProblem;
use logodds_inference::Contrast;
use logodds_io::split_names;
use logodds_model::schema::{INTERCEPT, Term};
use std::fmt;

/// Tests and contrasts by name, for a fit whose standard errors are asked for.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Asked {
    /// The columns that are tested by the likelihood ratio.
    pub tests: Tests,
    /// Linear combinations of coefficients to be estimated, too.
    pub contrasts: Vec<NamedContrast>,
}

impl Asked {
    /// Whether nothing is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.tests == Tests::None && self.contrasts.is_empty()
    }
}

/// What is tested by the likelihood ratio.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub enum Tests {
    /// Nothing.
    #[default]
    None,
    /// Every column of the table, all levels of a category together.
    EachColumn,
    /// Columns of the table, those of each list together.
    Columns(Vec<Vec<String>>),
    /// Columns of the design matrix by their places, those of each list together.
    Places(Vec<Vec<usize>>),
}

/// A sum of factors times coefficients, by the names of terms.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct NamedContrast {
    /// What it is called.
    pub text: String,
    /// Terms as the table of coefficients calls them (`age`, `race=2`, `(intercept)`), each with its factor.
    pub factors: Vec<(String, f64)>,
}

/// What is wrong with the text of a contrast.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ContrastTextError {
    /// There is no term in it.
    Empty,
    /// A term without a factor.
    NoFactor(String),
}

impl fmt::Display for ContrastTextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "a contrast without a term; it must be TERM=FACTOR,…, such as age=10"),
            Self::NoFactor(part) => {
                write!(f, "{part:?} has no factor; write {part}=1 for the coefficient itself")
            }
        }
    }
}

impl std::error::Error for ContrastTextError {}

impl NamedContrast {
    /// Called by its terms and factors.
    #[must_use]
    pub fn new(factors: Vec<(String, f64)>) -> Self {
        let text = factors.iter().map(|(term, factor)| format!("{term}={factor}")).collect::<Vec<_>>().join(",");
        Self { text, factors }
    }

    /// The same under another name.
    #[must_use]
    pub fn called(self, text: impl Into<String>) -> Self {
        Self { text: text.into(), ..self }
    }

    /// `TERM=FACTOR,…`. A term may hold `=` itself (`race=2`), so the last one is before the factor; a part with a comma is quoted. `age=10`
    /// is the effect of ten years, `race=2=1,race=3=-1` that of race 2 against 3, `(intercept)=1,age=40` the log-odds at the age of 40, all
    /// else 0 or at its base. A factor that is no number is NaN, and refused once it is known whether its term is one.
    ///
    /// # Errors
    /// [`ContrastTextError`] where there is no term, or no factor.
    pub fn parse(text: &str) -> Result<Self, ContrastTextError> {
        let parts = split_names(text);
        if parts.is_empty() {
            return Err(ContrastTextError::Empty);
        }
        let factor = |part: String| match part.rsplit_once('=') {
            Some((term, factor)) => Ok((term.trim().to_owned(), factor.trim().parse().unwrap_or(f64::NAN))),
            None => Err(ContrastTextError::NoFactor(part)),
        };
        Ok(Self { text: text.to_owned(), factors: parts.into_iter().map(factor).collect::<Result<_, _>>()? })
    }

    /// In columns of the design matrix, whose terms are these.
    ///
    /// # Errors
    /// Every name that is no term, and every factor that is not a finite number.
    pub(super) fn places(&self, terms: &[Term]) -> Result<Contrast, Vec<SpecProblem>> {
        let mut contrast = Contrast { intercept: 0.0, coefficients: Vec::new() };
        let mut problems = Vec::new();
        for (name, factor) in &self.factors {
            match terms.iter().position(|term| term.name == *name) {
                None if name != INTERCEPT => {
                    let known = std::iter::once(INTERCEPT).chain(terms.iter().map(|term| term.name.as_str()));
                    problems.push(SpecProblem::no_term(name, known));
                }
                _ if !factor.is_finite() => {
                    problems.push(SpecProblem::TermFactor { term: name.clone(), factor: *factor });
                }
                Some(j) => contrast.coefficients.push((j, *factor)),
                None => contrast.intercept += factor,
            }
        }
        if problems.is_empty() { Ok(contrast) } else { Err(problems) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_sign_is_before_the_factor() {
        let parsed = NamedContrast::parse(r#"race=2=1, race=3 = -1,"a,b=0.5""#).unwrap();
        let expected = [("race=2", 1.0), ("race=3", -1.0), ("a,b", 0.5)];
        assert_eq!(parsed.factors, expected.map(|(term, factor)| (term.to_owned(), factor)));
        assert_eq!(NamedContrast::parse(""), Err(ContrastTextError::Empty));
        assert_eq!(NamedContrast::parse("age"), Err(ContrastTextError::NoFactor("age".to_owned())));
    }

    #[test]
    fn a_contrast_is_called_by_its_terms() {
        let contrast = NamedContrast::new(vec![("age".to_owned(), 10.0), ("race=2".to_owned(), -1.0)]);
        assert_eq!(NamedContrast::parse(&contrast.text), Ok(contrast.clone()));
    }
}
