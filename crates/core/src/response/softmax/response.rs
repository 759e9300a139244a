//! Softmax as a response.

use crate::data::{Block, DataError, EvalError, RowBlocks, Target};
use crate::identified_by_fields;
use crate::model::{Model, ModelError};
use crate::response::counts::Counts;
use crate::response::interface::{Response, Shift};
use crate::response::per_output::{PerOutput, Products};
use crate::response::softmax::contrasts::Contrasts;
use crate::response::softmax::rows::ClassRows;
use crate::response::softmax::{null, product};
use crate::response::sums::LossSums;
use crate::sum::Executor;

/// K classes: `p_k = e^{η_k} / Σ_l e^{η_l}`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Softmax {
    pub(super) contrasts: Contrasts,
}

identified_by_fields!(Softmax { contrasts });

impl Softmax {
    /// Of `classes` ≥ 2 classes.
    #[must_use]
    pub fn new(classes: usize) -> Self {
        Self { contrasts: Contrasts::new(classes) }
    }

    /// Of as many classes as `data` have.
    #[must_use]
    pub fn of(data: &dyn RowBlocks) -> Self {
        Self::new(data.classes())
    }
}

impl Response for Softmax {
    type Rows = ClassRows;

    fn check(&self, data: &dyn RowBlocks) -> Result<(), DataError> {
        if data.has_shares() {
            return Err(DataError::ClassShares);
        }
        if ![0, self.classes()].contains(&data.offsets()) {
            return Err(DataError::ClassOffsets);
        }
        match data.classes() {
            classes if classes == self.classes() => Ok(()),
            found => Err(DataError::Length { what: "the list of classes", found, expected: self.classes() }),
        }
    }

    fn classes(&self) -> usize {
        self.contrasts.classes()
    }

    fn contrasts(&self) -> Option<&Contrasts> {
        Some(&self.contrasts)
    }

    fn prepare<'r>(&self, block: &Block<'_>, rows: &'r mut ClassRows) -> Products<'r> {
        let Target::Classes(labels) = block.target else { return Products { values: &mut [], stride: 1 } };
        rows.prepare(labels, block.weights, &self.contrasts);
        Products { values: &mut rows.contrasts, stride: rows.stride }
    }

    fn at(&self, block: &Block<'_>, shift: Shift<'_>, rows: &mut ClassRows) {
        if let Some(offset) = block.offset {
            rows.add_offsets(&self.contrasts, offset, shift.offset_mean);
        }
        rows.softmax(&self.contrasts, shift.intercepts);
    }

    fn add(&self, rows: &ClassRows, into: &mut LossSums) {
        into.loss += rows.sums.loss;
        into.gap.lowest.lower(rows.sums.lead);
        for (sum, residuals) in into.residual.0.iter_mut().zip(self.residuals(rows).outputs()) {
            *sum += residuals.iter().sum::<f64>();
        }
        rows.add_class_curvatures(&mut into.curvatures.0);
    }

    fn residuals<'r>(&self, rows: &'r ClassRows) -> PerOutput<'r> {
        PerOutput::new(&rows.contrasts, rows.stride, rows.rows)
    }

    fn curvatures<'r>(&self, rows: &'r ClassRows, (k, l): (usize, usize), room: &'r mut Vec<f64>) -> &'r [f64] {
        rows.block_weights(k, l, room);
        &room[..rows.rows]
    }

    /// The probabilities, class by class.
    fn kept(&self) -> usize {
        self.classes()
    }

    fn keep(&self, rows: &ClassRows, kept: &mut Vec<f64>) {
        let of_classes = rows.probabilities.chunks_exact(rows.stride.max(1));
        of_classes.for_each(|p| kept.extend_from_slice(&p[..rows.rows]));
    }

    fn product(
        &self,
        block: &Block<'_>,
        kept: &[f64],
        at: (&[f64], &mut [f64]),
        totals: &mut [f64],
        room: &mut Vec<f64>,
    ) {
        product::product(&self.contrasts, (block.rows(), block.weights), kept, at, totals, room);
    }

    fn null(
        &self,
        over: (&dyn RowBlocks, &Executor),
        counts: &Counts,
        has_intercept: bool,
    ) -> Result<(Vec<f64>, f64), EvalError> {
        null::null((self, &self.contrasts), over, counts, has_intercept)
    }

    /// Coefficients that sum to 0 over the classes.
    fn model(&self, intercepts: &[f64], coefficients: &[f64], origin: &[f64]) -> Result<Model, ModelError> {
        let (m, p) = (self.outputs(), origin.len());
        let mut by_class = vec![0.0; self.classes() * p];
        for j in 0..p {
            let theta: Vec<f64> = (0..m).map(|c| coefficients[c * p + j]).collect();
            for (k, w) in self.contrasts.classes_of(&theta).into_iter().enumerate() {
                by_class[k * p + j] = w;
            }
        }
        let intercepts = match intercepts.iter().all(|b| *b == 0.0) {
            // Without a sign.
            true => vec![0.0; self.classes()],
            false => self.contrasts.classes_of(intercepts),
        };
        Model::of_scores(intercepts, by_class, origin.to_vec())
    }

    fn of_model(&self, model: &Model, origin: &[f64]) -> Option<(Vec<f64>, Vec<f64>)> {
        if model.scores() != self.classes() || model.origin().len() != origin.len() {
            return None;
        }
        let classes: Vec<Model> = (0..self.classes()).map(|k| model.score(k)).collect();
        let at_origin = classes.iter().map(|class| class.margin(origin)).collect::<Result<Vec<f64>, _>>().ok()?;
        let of_column =
            |j: usize| self.contrasts.of_classes(&classes.iter().map(|c| c.coefficients()[j]).collect::<Vec<_>>());
        let by_column: Vec<Vec<f64>> = (0..origin.len()).map(of_column).collect();
        let coefficients = (0..self.outputs()).flat_map(|c| by_column.iter().map(move |theta| theta[c])).collect();
        Some((self.contrasts.of_classes(&at_origin), coefficients))
    }
}
