//! What Python asks for, as the facade's study, and what of it does not go together.

use crate::error;
use crate::specification::Specification;
use logodds::data::Interrupt;
use logodds::fit::{LogisticRegression, SpecProblem};
use logodds::inference::{IntervalKind, WeightKind};
use logodds::io::FitColumns;
use logodds::study::{NamedContrast, Study, Tests};
use pyo3::prelude::*;

/// What is asked for beside a fit.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct Asked {
    weight_kind: Option<String>,
    profile: bool,
    tests: bool,
    /// Columns of a matrix that are tested together; every column of a frame is, anyway.
    groups: Option<Vec<Vec<usize>>>,
    /// Columns of a matrix that are the indicators of a category, from the first to before the second.
    pub indicators: Vec<(usize, usize)>,
    /// What each is called, and its terms with their factors.
    contrasts: Vec<(String, Vec<(String, f64)>)>,
}

impl Asked {
    /// The study of a regression.
    ///
    /// # Errors
    /// `SpecificationError` for a name that is none.
    pub fn study(&self, py: Python<'_>, roles: FitColumns, regression: LogisticRegression) -> PyResult<Study> {
        let mut study = Study::of(roles, regression);
        study.regression.weight_kind = self.weight_kind(py)?;
        if let Some(request) = study.regression.inference.as_mut().filter(|_| self.profile) {
            request.intervals = IntervalKind::Profile;
        }
        if self.tests {
            study.asked.tests = self.groups.clone().map_or(Tests::EachColumn, Tests::Places);
        }
        let contrast = |(text, factors): &(String, _)| NamedContrast::new(Vec::clone(factors)).called(text);
        study.asked.contrasts = self.contrasts.iter().map(contrast).collect();
        Ok(study)
    }

    fn weight_kind(&self, py: Python<'_>) -> PyResult<Option<WeightKind>> {
        const KINDS: [WeightKind; 3] = [WeightKind::Frequency, WeightKind::Sampling, WeightKind::Precision];
        let Some(name) = &self.weight_kind else { return Ok(None) };
        KINDS.into_iter().find(|kind| kind.name() == name).map(Some).ok_or_else(|| {
            let names = KINDS.map(|kind| format!("{:?}", kind.name())).join(", ");
            error::specification(py, format!("weight_kind={name:?}; there are {names}"))
        })
    }
}

/// A rule that is broken: what programs call it, what it is about, and a sentence for what has none in Python.
type Broken = (&'static str, Option<&'static str>, String);

/// The rules that what is asked for breaks, whatever the data; `weights` and `cluster` are the names of columns.
#[pyfunction]
#[pyo3(signature = (specification, asked, weights=None, cluster=None))]
pub(crate) fn broken_rules(
    py: Python<'_>,
    specification: Specification<'_>,
    asked: Asked,
    weights: Option<String>,
    cluster: Option<String>,
) -> PyResult<Vec<Broken>> {
    let roles = FitColumns { weights, cluster, ..FitColumns::default() };
    let study = asked.study(py, roles, specification.regression(py, &Interrupt::default())?)?;
    let broken =
        |problem: SpecProblem| (problem.code(), problem.analysis().map(|what| what.code()), problem.to_string());
    Ok(study.problems().into_iter().map(broken).collect())
}
