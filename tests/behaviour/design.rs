//! The design matrices against plain loops over an expanded matrix: dense in both storages, categorical, sparse, side by side.

use logodds::core::risk::moments::Moments;
use logodds::core::{
    Categorical, Csr, Dense, DesignMatrix, Executor, Features, InMemory, Logistic, Objective, Order, Part, Penalty,
    Risk, Structure, SymMatrix,
};
use proptest::prelude::*;

/// A table of numbers (both storages) and one categorical column, and its expansion.
#[derive(Debug, Clone)]
struct Mixed {
    rows: usize,
    wide: Vec<f64>,
    wide_columns: usize,
    narrow: Vec<f32>,
    narrow_columns: usize,
    /// Mostly zeros, stored sparsely.
    thin: Vec<f64>,
    thin_columns: usize,
    codes: Vec<u32>,
    levels: usize,
    origin: Vec<f64>,
    weights: Vec<f64>,
    labels: Vec<u8>,
    offset: Vec<f64>,
}

impl Mixed {
    fn features(&self) -> Features<'_> {
        let mut parts = vec![
            Part::F64(Dense::from_rows(&self.wide[..], self.rows, self.wide_columns).unwrap()),
            Part::Categorical(Categorical::new(&self.codes[..], self.levels).unwrap()),
            Part::F32(Dense::from_rows(&self.narrow[..], self.rows, self.narrow_columns).unwrap()),
        ];
        // Without sparse columns, and with few levels, XᵀDX takes another way.
        if self.thin_columns > 0 {
            parts.push(Part::SparseF64(self.csr()));
        }
        Features::new(parts).unwrap()
    }

    fn csr(&self) -> Csr<'static> {
        let (mut indptr, mut columns, mut values) = (vec![0], Vec::new(), Vec::new());
        for row in self.thin.chunks(self.thin_columns) {
            for (j, x) in row.iter().enumerate().filter(|(_, x)| **x != 0.0) {
                columns.push(j as u32);
                values.push(*x);
            }
            indptr.push(columns.len());
        }
        Csr::new(indptr, columns, values, self.thin_columns).unwrap()
    }

    fn columns(&self) -> usize {
        self.wide_columns + self.levels - 1 + self.narrow_columns + self.thin_columns
    }

    /// Row `i` of X − 1·originᵀ, expanded.
    fn row(&self, i: usize) -> Vec<f64> {
        let wide = self.wide[i * self.wide_columns..(i + 1) * self.wide_columns].iter().copied();
        let indicator = (1..self.levels).map(|level| f64::from(u8::from(self.codes[i] as usize == level)));
        let narrow = self.narrow[i * self.narrow_columns..(i + 1) * self.narrow_columns].iter().map(|x| f64::from(*x));
        let thin = self.thin[i * self.thin_columns..(i + 1) * self.thin_columns].iter().copied();
        wide.chain(indicator).chain(narrow).chain(thin).zip(&self.origin).map(|(x, o)| x - o).collect()
    }
}

prop_compose! {
    fn sizes()(rows in 2usize..70, wide in 0usize..20, narrow in 0usize..10, levels in 2usize..5, thin in prop_oneof![Just(0), 1usize..12])
        -> (usize, usize, usize, usize, usize) { (rows, wide, narrow, levels, thin) }
}

fn mixed() -> impl Strategy<Value = Mixed> {
    sizes().prop_flat_map(|(rows, wide_columns, narrow_columns, levels, thin_columns)| {
        let number = -3.0..3.0f64;
        (
            prop::collection::vec(number.clone(), rows * wide_columns),
            prop::collection::vec(-3.0..3.0f32, rows * narrow_columns),
            prop::collection::vec(prop_oneof![2 => Just(0.0), 1 => -3.0..3.0f64], rows * thin_columns),
            prop::collection::vec(0..levels as u32, rows),
            prop::collection::vec(number, wide_columns + narrow_columns),
            prop::collection::vec(prop_oneof![Just(0.0), 0.1..3.0f64], rows),
            prop::collection::vec(0..2u8, rows),
            prop::collection::vec(-1.0..1.0f64, rows),
        )
            .prop_map(move |(wide, narrow, thin, codes, origins, mut weights, mut labels, offset)| {
                // Both labels, with a weight.
                (weights[0], weights[1], labels[0], labels[1]) = (1.0, 1.0, 0, 1);
                let mut origin = origins;
                let zeros = std::iter::repeat_n(0.0, levels - 1);
                origin.splice(wide_columns..wide_columns, zeros);
                origin.extend(std::iter::repeat_n(0.0, thin_columns));
                Mixed {
                    rows,
                    wide,
                    wide_columns,
                    narrow,
                    narrow_columns,
                    thin,
                    thin_columns,
                    codes,
                    levels,
                    origin,
                    weights,
                    labels,
                    offset,
                }
            })
    })
}

fn close(a: f64, b: f64, scale: f64) -> bool {
    (a - b).abs() <= 1e-12 * scale.max(1.0)
}

proptest! {
    #[test]
    fn products_are_those_of_the_expanded_matrix(m in mixed()) {
        let (features, p) = (m.features(), m.columns());
        let block = features.rows(0..m.rows, &m.origin);
        prop_assert_eq!((block.nrows(), block.ncols()), (m.rows, p));
        let w: Vec<f64> = (0..p).map(|j| (j as f64 * 0.9).sin()).collect();
        let mut eta = vec![f64::NAN; m.rows];
        block.matvec(&w, &mut eta);
        let mut g = vec![1.0; p];
        block.add_transpose_matvec(&m.offset, &mut g);
        let mut h = SymMatrix::zeros(p + 1);
        block.add_sandwich(&m.weights, &mut h, 1);
        let rows: Vec<Vec<f64>> = (0..m.rows).map(|i| m.row(i)).collect();
        for (row, eta) in rows.iter().zip(&eta) {
            prop_assert!(close(*eta, row.iter().zip(&w).map(|(x, w)| x * w).sum(), p as f64 * 6.0));
        }
        for j in 0..p {
            let expected: f64 = rows.iter().zip(&m.offset).map(|(row, r)| row[j] * r).sum();
            prop_assert!(close(g[j] - 1.0, expected, m.rows as f64 * 6.0));
            for k in 0..=j {
                let expected: f64 = rows.iter().zip(&m.weights).map(|(row, d)| row[j] * row[k] * d).sum();
                prop_assert!(close(h.get(j + 1, k + 1), expected, m.rows as f64 * 100.0), "{} {}", j, k);
            }
        }
    }

    /// Rows cut anywhere give the same margins, bit by bit.
    #[test]
    fn a_row_does_not_see_its_neighbours(m in mixed(), cut in 0.0..1.0f64) {
        let features = m.features();
        let w: Vec<f64> = (0..m.columns()).map(|j| 1.0 / (j as f64 + 0.3)).collect();
        let mut whole = vec![0.0; m.rows];
        features.rows(0..m.rows, &m.origin).matvec(&w, &mut whole);
        let cut = (cut * m.rows as f64) as usize;
        let mut parts = vec![0.0; m.rows];
        features.rows(0..cut, &m.origin).matvec(&w, &mut parts[..cut]);
        features.rows(cut..m.rows, &m.origin).matvec(&w, &mut parts[cut..]);
        prop_assert!(whole.iter().zip(&parts).all(|(a, b)| a.to_bits() == b.to_bits()));
    }

    #[test]
    fn moments_are_those_of_the_expanded_matrix(m in mixed()) {
        let features = m.features();
        let data = InMemory::new(features, &m.labels[..]).unwrap().with_weights(&m.weights[..]).unwrap();
        let moments = Moments::of(&data, &Executor::sequential()).unwrap();
        let total: f64 = m.weights.iter().sum();
        for j in 0..m.columns() {
            let values: Vec<f64> = (0..m.rows).map(|i| m.row(i)[j] + m.origin[j]).collect();
            let mean = values.iter().zip(&m.weights).map(|(x, w)| x * w).sum::<f64>() / total;
            let variance = values.iter().zip(&m.weights).map(|(x, w)| w * (x - mean).powi(2)).sum::<f64>() / total;
            let counted = || values.iter().zip(&m.weights).filter(|(_, w)| **w > 0.0).map(|(x, _)| *x);
            prop_assert!(close(moments.mean[j] + moments.origin[j], mean, 3.0));
            prop_assert!(close(moments.variance[j], variance, 9.0));
            prop_assert!(close(moments.min[j] + moments.origin[j], counted().fold(f64::INFINITY, f64::min), 3.0));
            prop_assert!(close(moments.max[j] + moments.origin[j], counted().fold(f64::NEG_INFINITY, f64::max), 3.0));
        }
    }

    /// The objective's derivatives against differences of its values.
    #[test]
    fn derivatives_are_those_of_finite_differences(m in mixed(), lambda in 0.0..0.5f64) {
        let data = InMemory::new(m.features(), &m.labels[..]).unwrap();
        let data = data.with_weights(&m.weights[..]).unwrap().with_offset(&m.offset[..]).unwrap();
        let penalty = Penalty::L2 { lambda, standardize: m.rows % 2 == 0 };
        let risk = Risk::new(Logistic, &data, penalty, Executor::sequential()).unwrap();
        let u: Vec<f64> = (0..risk.dim()).map(|j| (j as f64).cos() * 0.4).collect();
        let at = risk.evaluate(&u, Order::Hessian).unwrap();
        let hessian = at.hessian.unwrap();
        let h = 1e-5;
        for j in 0..risk.dim() {
            let moved = |by: f64| {
                let mut v = u.clone();
                v[j] += by;
                risk.evaluate(&v, Order::Gradient).unwrap()
            };
            let (up, down) = (moved(h), moved(-h));
            prop_assert!((at.gradient[j] - (up.value - down.value) / (2.0 * h)).abs() < 1e-8);
            for k in 0..risk.dim() {
                let slope = (up.gradient[k] - down.gradient[k]) / (2.0 * h);
                prop_assert!((hessian.get(j, k) - slope).abs() < 1e-7, "{} {}", j, k);
            }
        }
        prop_assert!((at.intercept_curvature - hessian.get(0, 0)).abs() < 1e-15);
        // The mean of the batches' functions is the objective.
        let batches: Vec<Vec<f64>> =
            (0..risk.batches()).map(|k| risk.gradient_of_batches(k..k + 1, &u).unwrap()).collect();
        for (j, whole) in at.gradient.iter().enumerate() {
            let mean = batches.iter().map(|gradient| gradient[j]).sum::<f64>() / batches.len() as f64;
            prop_assert!((mean - whole).abs() < 1e-12);
        }
    }
}
