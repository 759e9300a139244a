//! Which columns a fit uses, checked against the names before any cell is read.
//!
//! Everything wrong is told at once; a typo gets the nearest name. Refused: stopping at the first
//! problem, which makes a user of five options come back five times.

use crate::coding::names::{self, did_you_mean, nearest};
use crate::columns::{NotNumbers, Table};
use crate::text::{ColumnType, Columns, Input, ReadError, ReadOptions};
use logodds_model::excerpt::{ITEMS, quoted};
use logodds_model::message;
use logodds_model::schema::{Missing, Unseen};
use logodds_model::words::{Argument, Message, Remedy, Told};
use std::collections::HashSet;
use std::fmt;

/// The columns of a fit.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FitColumns {
    /// The column to predict.
    pub target: String,
    /// The label of two that counts as 1; by default the last of the sorted labels.
    pub positive: Option<String>,
    /// The features; by default every column but target, weights, offset, cluster and `exclude`. An empty
    /// list is a model of the intercept alone.
    pub features: Option<Vec<String>>,
    /// Columns to leave out.
    pub exclude: Vec<String>,
    /// Columns to read as labels.
    pub categorical: Vec<String>,
    /// Columns to read as numbers.
    pub numeric: Vec<String>,
    /// The base level of a column, by its name: the level that the others are compared with. Of the target it is the label that is 0 of
    /// two, and the one that the others are relative to of more. By default the first level is.
    pub base: Vec<(String, String)>,
    /// How many labels the target must have, if that is known.
    pub labels: Option<usize>,
    /// The column of weights.
    pub weights: Option<String>,
    /// The column of offsets.
    pub offset: Option<String>,
    /// The column of clusters: rows with equal cells are one, with equal numbers (`1`, `1.0`) if all cells are numbers and
    /// `categorical` does not name it. Numbers of any length keep their digits. It may be a feature too, if it is named as one.
    pub cluster: Option<String>,
    /// What to do about missing cells.
    pub missing: Missing,
    /// What a prediction shall do about levels never seen.
    pub unseen: Unseen,
}

/// One thing wrong with a specification.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum SpecProblem {
    /// A name that the file lacks.
    UnknownColumn {
        /// The argument that named it.
        argument: Argument,
        /// The name.
        name: String,
        /// The nearest name there is.
        nearest: Option<String>,
    },
    /// The header is one name that contains another delimiter.
    OneColumn {
        /// The delimiter it contains.
        delimiter: char,
    },
    /// A column with two roles that exclude each other.
    Conflict {
        /// The name.
        name: String,
        /// One role.
        first: &'static str,
        /// The other.
        second: &'static str,
    },
    /// A name given twice to one argument.
    Repeated {
        /// The argument.
        argument: Argument,
        /// The name.
        name: String,
    },
    /// A base for a column that is neither a feature nor the target.
    BaseOfNoFeature {
        /// The name.
        name: String,
    },
    /// Two ways to say which of two labels is 1.
    TwoBases {
        /// The target.
        target: String,
        /// Its base.
        base: String,
    },
    /// More names with problems than are told one by one.
    More {
        /// The argument, or the roles.
        what: Message,
        /// How many names.
        more: usize,
    },
    /// No feature is left.
    NoFeatures,
}

impl Told for SpecProblem {
    fn message(&self) -> Message {
        match self {
            Self::UnknownColumn { argument, name, nearest } => {
                message!("{}: no column {}{}", *argument, quoted(name), did_you_mean(nearest))
            }
            Self::OneColumn { delimiter } => {
                message!("the file has a single column; add {}", Remedy::Delimiter(*delimiter))
            }
            Self::Conflict { name, first, second } => {
                message!("column {} cannot be both {} and {}", quoted(name), *first, *second)
            }
            Self::Repeated { argument, name } => message!("{}: {} is given twice", *argument, quoted(name)),
            Self::BaseOfNoFeature { name } => message!(
                "{}: column {} is no feature of this fit, and has no levels to compare",
                Argument::Base,
                quoted(name)
            ),
            Self::TwoBases { target, base } => message!(
                "{} {} makes the other label 1, and {} names one; leave one of the two out",
                Argument::Base,
                quoted(&format!("{target}={base}")),
                Argument::Positive
            ),
            Self::More { what, more } => message!("{}: and {} more such names", what.clone(), more),
            Self::NoFeatures => message!(
                "no feature is left: the file has no other column, or all are excluded. For a model of the intercept alone add {}",
                Remedy::InterceptAlone
            ),
        }
    }
}

impl fmt::Display for SpecProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

/// Everything wrong with a specification.
#[derive(Debug, Clone, PartialEq)]
pub struct SpecError {
    /// At least one problem, in the order of the fields of [`FitColumns`].
    pub problems: Vec<SpecProblem>,
}

impl Told for SpecError {
    fn message(&self) -> Message {
        Message::join(self.problems.iter().map(Told::message), "\n")
    }
}

impl fmt::Display for SpecError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

impl std::error::Error for SpecError {}

impl FitColumns {
    /// Tells `options` which columns to parse and how.
    pub fn apply(&self, options: &mut ReadOptions) {
        let roles = [Some(&self.target), self.weights.as_ref(), self.offset.as_ref(), self.cluster.as_ref()];
        options.columns = match &self.features {
            Some(features) => Columns::Only(roles.into_iter().flatten().chain(features).cloned().collect()),
            None => {
                let skipped = self.exclude.iter().filter(|name| self.cluster.as_ref() != Some(name));
                Columns::AllBut(skipped.cloned().collect())
            }
        };
        // Earlier than all others, so that a word of the user's on its type goes before.
        if let (Some(name), false) = (&self.cluster, self.clusters_are_a_feature()) {
            options.types.push((name.clone(), ColumnType::Categorical));
        }
        let typed = |names: &[String], kind| names.iter().map(|n| (n.clone(), kind)).collect::<Vec<_>>();
        options.types.extend(typed(&self.categorical, ColumnType::Categorical));
        options.types.extend(typed(&self.numeric, ColumnType::Numeric));
        for name in [&self.weights, &self.offset].into_iter().flatten() {
            options.types.push((name.clone(), ColumnType::Measure));
        }
    }

    /// Parses every record of every file for this fit: as [`Input::parse`], but that columns with cells that are not numbers are told
    /// together with those that are no features.
    ///
    /// # Errors
    /// Those of [`Input::parse`], and [`ReadError::Unfit`] for several columns.
    pub fn parse(&self, input: Input, options: &ReadOptions) -> Result<Table, ReadError> {
        let (table, faults) = input.parse_all(options)?;
        if faults.is_empty() {
            return Ok(table);
        }
        let unfit = self.unfit(&table, self.findings(&table), faults);
        match (&unfit.not_numbers[..], &unfit.findings[..], &unfit.missing) {
            ([only], [], None) => Err(ReadError::NotNumbers(Box::new(only.clone()))),
            _ => Err(ReadError::Unfit(Box::new(unfit))),
        }
    }

    /// Parses as [`FitColumns::parse`], and gives the columns with cells that are not numbers back as they are told; the table has no
    /// values of them.
    ///
    /// # Errors
    /// Those of [`Input::parse`], but for such cells.
    pub fn parse_leniently(&self, input: Input, options: &ReadOptions) -> Result<(Table, Vec<NotNumbers>), ReadError> {
        input.parse_all(options)
    }

    /// The same fit without features of these names.
    #[must_use]
    pub fn without(&self, names: &[String]) -> Self {
        let mut fit = self.clone();
        match &mut fit.features {
            Some(features) => features.retain(|name| !names.contains(name)),
            None => fit.exclude.extend(names.iter().filter(|name| !self.exclude.contains(name)).cloned()),
        }
        fit
    }

    /// The base that is named for a column.
    pub(crate) fn base_of(&self, column: &str) -> Option<&str> {
        self.base.iter().find(|(name, _)| name == column).map(|(_, level)| level.as_str())
    }

    fn clusters_are_a_feature(&self) -> bool {
        let named = |features: &Vec<String>| self.cluster.as_ref().is_some_and(|name| features.contains(name));
        self.features.as_ref().is_some_and(named)
    }

    /// The features among `names`, in their order.
    pub fn features<'a>(&self, names: &'a [String]) -> Vec<&'a String> {
        let others = [&self.weights, &self.offset, &self.cluster];
        let role = |n: &String| *n == self.target || others.into_iter().any(|other| other.as_ref() == Some(n));
        match &self.features {
            Some(features) => {
                let features = names::set(features);
                names.iter().filter(|n| features.contains(n.as_str())).collect()
            }
            None => {
                let excluded = names::set(&self.exclude);
                names.iter().filter(|n| !role(n) && !excluded.contains(n.as_str())).collect()
            }
        }
    }

    /// Checks the specification against the column names; all problems at once.
    pub fn check(&self, names: &[String]) -> Result<(), SpecError> {
        let mut problems = Vec::new();
        let none = Vec::new();
        let one = |name: &Option<String>| name.clone().into_iter().collect::<Vec<_>>();
        let options: [(Argument, Vec<String>); 9] = [
            (Argument::Target, vec![self.target.clone()]),
            (Argument::Features, self.features.as_ref().unwrap_or(&none).clone()),
            (Argument::Exclude, self.exclude.clone()),
            (Argument::Categorical, self.categorical.clone()),
            (Argument::Numeric, self.numeric.clone()),
            (Argument::Weights, one(&self.weights)),
            (Argument::Offset, one(&self.offset)),
            (Argument::Cluster, one(&self.cluster)),
            (Argument::Base, self.base.iter().map(|(column, _)| column.clone()).collect()),
        ];
        let known = names::set(names);
        let sets = options.each_ref().map(|(_, given)| names::set(given));
        for &(argument, ref given) in &options {
            let mut found = Vec::new();
            let mut seen = HashSet::new();
            for name in given {
                if !seen.insert(name) {
                    found.push(SpecProblem::Repeated { argument, name: name.clone() });
                } else if !known.contains(name.as_str()) {
                    // Not looked for where it is not told.
                    let nearest = if found.len() < ITEMS { nearest(name, names.iter()) } else { None };
                    found.push(SpecProblem::UnknownColumn { argument, name: name.clone(), nearest });
                }
            }
            problems.extend(few(found, argument.into()));
        }
        if let (false, [only]) = (problems.is_empty(), names)
            && let Some(delimiter) = [';', '\t', '|', ','].into_iter().find(|&d| only.contains(d))
        {
            problems.push(SpecProblem::OneColumn { delimiter });
        }
        // Roles that exclude each other: every pair here, by position in `options`.
        const EXCLUSIVE: [(usize, usize); 14] = [
            (0, 1),
            (0, 2),
            (0, 5),
            (0, 6),
            (0, 7),
            (1, 2),
            (1, 5),
            (1, 6),
            (2, 5),
            (2, 6),
            (3, 4),
            (5, 6),
            (5, 7),
            (6, 7),
        ];
        const LABELS: [(usize, usize); 2] = [(3, 5), (3, 6)];
        const ROLES: [&str; 8] = [
            "the target",
            "a feature",
            "excluded",
            "categorical",
            "numeric",
            "the weights",
            "the offset",
            "the clusters",
        ];
        for (a, b) in EXCLUSIVE.into_iter().chain(LABELS) {
            let (first, second) = (ROLES[a], ROLES[b]);
            let both = options[a].1.iter().filter(|n| sets[b].contains(n.as_str()));
            let found = both.map(|name| SpecProblem::Conflict { name: name.clone(), first, second }).collect();
            problems.extend(few(found, format!("{first} and {second}").into()));
        }
        let numeric_base = self.base.iter().filter(|(column, _)| self.numeric.contains(column));
        let numeric_base = numeric_base.map(|(name, _)| SpecProblem::Conflict {
            name: name.clone(),
            first: "numeric",
            second: "of levels with a base",
        });
        problems.extend(few(numeric_base.collect(), "numeric and with a base".into()));
        if problems.is_empty() {
            let features = self.features(names);
            let others = self.base.iter().filter(|(name, _)| *name != self.target && !features.contains(&name));
            problems.extend(others.map(|(name, _)| SpecProblem::BaseOfNoFeature { name: name.clone() }));
        }
        if let (Some(base), Some(_)) = (self.base_of(&self.target), &self.positive) {
            problems.push(SpecProblem::TwoBases { target: self.target.clone(), base: base.to_string() });
        }
        let meant_empty = self.features.as_ref().is_some_and(Vec::is_empty);
        if problems.is_empty() && !meant_empty && self.features(names).is_empty() {
            problems.push(SpecProblem::NoFeatures);
        }
        if problems.is_empty() { Ok(()) } else { Err(SpecError { problems }) }
    }
}

/// The first few problems of a kind, and how many more there are.
fn few(mut problems: Vec<SpecProblem>, what: Message) -> Vec<SpecProblem> {
    let more = problems.len().saturating_sub(ITEMS);
    problems.truncate(ITEMS);
    if more > 0 {
        problems.push(SpecProblem::More { what, more });
    }
    problems
}
