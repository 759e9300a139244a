//! Hessians of categories of many levels, against the same sums over all pairs of columns, and their factors against that of the dense matrix.

use logodds_core::{
    Arrow, Block, Categorical, Csr, Dense, Executor, Features, Hessian, InMemory, InverseRoot, Logistic, Objective,
    Order, Part, Pattern, Penalty, Risk, RowBlocks, Structure, SymMatrix, sigmoid,
};
use logodds_optim::{Cholesky, Method, Silent, Status, StoppingRule, minimize};
use std::sync::Arc;

/// Numbers from a seed: 64 bits of splitmix (G. Steele, D. Lea, C. Flood, *Fast splittable pseudorandom number generators*, OOPSLA 2014).
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % end as u64) as usize
    }

    fn number(&mut self) -> f64 {
        self.below(2_000_001) as f64 / 1e6 - 1.0
    }
}

fn close(a: f64, b: f64, tolerance: f64, what: &str) {
    assert!((a - b).abs() <= tolerance * a.abs().max(b.abs()), "{what}: {a:e} {b:e}");
}

/// All that a factor says, of both.
fn agree(arrow: &Arrow, random: &mut Random) {
    let (n, dense) = (arrow.order(), arrow.dense());
    let (ours, whole) = (Cholesky::new(arrow).unwrap(), Cholesky::new(&dense).unwrap());
    assert_eq!(ours.order(), n);
    let inflation = whole.variance_inflation();
    // To 1e-12, or as many digits fewer as a coordinate is determined by the others.
    let tolerance = 1e-14 * inflation.iter().fold(100.0, |most: f64, x| most.max(*x));
    let b: Vec<f64> = (0..n).map(|j| random.number() * arrow.get(j, j).sqrt()).collect();
    let (by_arrow, by_dense) = (ours.solve(&b), whole.solve(&b));
    let size = by_dense.iter().map(|x| x * x).sum::<f64>().sqrt();
    for (a, d) in by_arrow.iter().zip(&by_dense) {
        assert!((a - d).abs() <= tolerance * size, "{a:e} {d:e}");
    }
    for (a, d) in arrow.matvec(&by_dense).iter().zip(dense.matvec(&by_dense)) {
        assert!((a - d).abs() <= tolerance * b.iter().fold(0.0, |m: f64, b| m.max(b.abs())), "{a:e} {d:e}");
    }
    close(ours.norm(&b), whole.norm(&b), tolerance, "norm");
    close(ours.dual_norm(&b), whole.dual_norm(&b), tolerance, "dual norm");
    assert!((ours.log_determinant() - whole.log_determinant()).abs() <= tolerance * n as f64);
    for (a, d) in ours.spread(&ours.variance_inflation()).iter().zip(whole.spread(&inflation)) {
        close(*a, d, tolerance, "spread");
    }
    // L⁻¹ and Lᵀ undo each other, and the norm of what is whitened is that of H.
    let there = ours.unwhiten_point(&ours.whiten_point(&b));
    assert!(there.iter().zip(&b).all(|(a, b)| (a - b).abs() <= tolerance * size.max(1.0)));
    let mut several = [b.clone(), by_dense.clone()].concat();
    ours.whiten_gradients(&mut several);
    assert_eq!(several[..n], ours.whiten_gradient(&b)[..]);
    // Σ b_k b_kᵀ = H⁻¹, and the norm of sparse vectors.
    let InverseRoot::Arrow(root) = ours.inverse_root() else { panic!("the root of an arrow is one") };
    let rows = root.rows();
    let places = std::collections::BTreeMap::from([(0, 0.7), (arrow.eliminated().start, -1.3), (n - 1, 0.4)]);
    let z: Vec<(usize, f64)> = places.into_iter().collect();
    let direct: f64 = rows.iter().map(|row| z.iter().map(|&(j, z)| row[j] * z).sum::<f64>().powi(2)).sum();
    close(root.square(&z, &mut Vec::new()), direct, tolerance, "norm of a row");
    let mut whole_z = vec![0.0; n];
    z.iter().for_each(|&(j, z)| whole_z[j] += z);
    close(direct.sqrt(), whole.dual_norm(&whole_z), tolerance, "its referee");
}

#[test]
fn a_factor_with_levels_eliminated_says_what_a_dense_one_does() {
    for seed in 0..300 {
        let mut random = Random(seed);
        let (levels, others) = (1 + random.below(40), 1 + random.below(70));
        let start = random.below(others + 1);
        let pattern = if seed % 3 == 0 {
            Pattern::full(levels, others)
        } else {
            let share = 1 + random.below(6);
            let row = |random: &mut Random| (0..others).filter(|_| random.below(share) == 0).collect();
            Pattern::of_rows(&(0..levels).map(|_| row(&mut random)).collect::<Vec<Vec<usize>>>(), others)
        };
        let mut arrow = Arrow::zeros(start..start + levels, Arc::new(pattern));
        for e in 0..levels {
            let (places, positions) = arrow.pattern().row(e);
            let positions: Vec<usize> = positions.iter().map(|&r| r as usize).collect();
            let scale = 10f64.powi(random.below(7) as i32 - 3);
            for (place, r) in places.zip(positions) {
                let c = random.number() * scale;
                arrow.coupling_mut()[place] = c;
                // Diagonally dominant, whatever the scale of a level.
                arrow.levels_mut()[e] += c.abs() * scale;
                arrow.rest_mut().row_mut(r)[r] += c.abs() / scale;
            }
            arrow.levels_mut()[e] += scale * scale;
        }
        for r in 0..others {
            for s in 0..r {
                let x = random.number();
                let rest = arrow.rest_mut();
                rest.row_mut(r)[s] = x;
                rest.row_mut(r)[r] += x.abs();
                rest.row_mut(s)[s] += x.abs();
            }
            arrow.rest_mut().row_mut(r)[r] += 1.0;
        }
        agree(&arrow, &mut random);
    }
}

#[test]
fn a_level_without_curvature_has_no_pivot() {
    let mut arrow = Arrow::zeros(1..4, Arc::new(Pattern::full(3, 2)));
    arrow.map_diagonal(|j, _| if j == 2 { 0.0 } else { 1.0 });
    assert_eq!(Cholesky::new(&arrow).unwrap_err().index, 2);
    arrow.map_diagonal(|_, _| 1.0);
    // The last coordinate is level 1's indicator.
    arrow.coupling_mut()[3] = 1.0;
    let failed = Cholesky::new(&arrow).unwrap_err();
    assert_eq!((failed.index, failed.share), (4, 0.0));
}

/// Two numbers, a category of `levels` levels and one of `others`, then another number.
fn table(rows: usize, levels: usize, others: usize) -> InMemory<'static> {
    let mut random = Random(levels as u64);
    let numbers: Vec<f64> = (0..2 * rows).map(|k| 3.0 * random.number() + (k % 2) as f64 * 100.0).collect();
    let last: Vec<f64> = (0..rows).map(|_| random.number()).collect();
    // No level is empty.
    let codes = |count: usize, random: &mut Random| -> Vec<u32> {
        (0..rows).map(|i| if i < count { i } else { random.below(count) } as u32).collect()
    };
    let (big, small) = (codes(levels, &mut random), codes(others, &mut random));
    let labels: Vec<u8> = (0..rows).map(|i| u8::from(numbers[2 * i] + last[i] + 2.0 * random.number() > 0.0)).collect();
    let parts = vec![
        Part::F64(Dense::from_rows(numbers, rows, 2).unwrap()),
        Part::Categorical(Categorical::new(big, levels).unwrap()),
        Part::Categorical(Categorical::new(small, others).unwrap()),
        Part::F64(Dense::from_rows(last, rows, 1).unwrap()),
    ];
    InMemory::new(Features::new(parts).unwrap(), labels).unwrap()
}

/// The same columns as one sparse matrix; the numbers have the origin 0 there.
fn as_sparse(data: &InMemory<'_>, value: f64) -> InMemory<'static> {
    let (mut indptr, mut columns, mut values) = (vec![0], Vec::new(), Vec::new());
    let shape = data.shape();
    data.visit(0..shape.blocks(), &vec![0.0; shape.columns], &mut |block: Block<'_>| {
        for i in 0..block.rows() {
            block.x.for_each_entry(i, &mut |j, x| {
                columns.push(j as u32);
                values.push(if x == 1.0 { value } else { x });
            });
            indptr.push(columns.len());
        }
    })
    .unwrap();
    let x = Csr::<f64>::new(indptr, columns, values, shape.columns).unwrap();
    InMemory::new(x, data.target().classes().unwrap().to_vec()).unwrap()
}

/// The Hessian of the mean loss by its definition.
fn by_definition(risk: &Risk<'_>, data: &InMemory<'_>, u: &[f64]) -> SymMatrix {
    let (shape, at) = (data.shape(), risk.layout().coefficients(u));
    let mut h = SymMatrix::zeros(risk.dim());
    let mut place = vec![None; shape.columns];
    risk.scaled().free().iter().enumerate().for_each(|(k, &j)| place[j] = Some(k + 1));
    data.visit(0..shape.blocks(), &risk.moments().origin, &mut |block: Block<'_>| {
        for i in 0..block.rows() {
            let mut entries = vec![];
            let mut margin = at.intercepts[0];
            if risk.scaled().has_intercept() {
                entries.push((0, 1.0));
            }
            block.x.for_each_entry(i, &mut |j, x| {
                margin += x * at.values[j];
                entries.extend(place[j].map(|a| (a, x / risk.scaled().scale(j))));
            });
            let d = sigmoid(margin) * sigmoid(-margin) / shape.rows as f64;
            if !risk.scaled().has_intercept() {
                h.row_mut(0)[0] += d;
            }
            for (k, &(a, x)) in entries.iter().enumerate() {
                entries[..=k].iter().for_each(|&(b, y)| h.row_mut(a)[b] += d * x * y);
            }
        }
    })
    .unwrap();
    for (j, ridge) in risk.penalty().unwrap().l2().iter().enumerate() {
        h.row_mut(j)[j] += ridge;
    }
    h
}

/// The largest norm of a row by the root, row by row.
fn largest_square(risk: &Risk<'_>, data: &InMemory<'_>, root: &InverseRoot) -> f64 {
    let InverseRoot::Arrow(root) = root else { panic!("the root of an arrow is one") };
    let shape = data.shape();
    let mut place = vec![None; shape.columns];
    risk.scaled().free().iter().enumerate().for_each(|(k, &j)| place[j] = Some(k + 1));
    let (mut largest, mut room) = (0.0f64, Vec::new());
    data.visit(0..shape.blocks(), &risk.moments().origin, &mut |block: Block<'_>| {
        for i in 0..block.rows() {
            let mut entries: Vec<(usize, f64)> =
                risk.scaled().has_intercept().then_some((0, 1.0)).into_iter().collect();
            block.x.for_each_entry(i, &mut |j, x| entries.extend(place[j].map(|a| (a, x / risk.scaled().scale(j)))));
            largest = largest.max(root.square(&entries, &mut room));
        }
    })
    .unwrap();
    largest
}

#[test]
fn the_hessian_of_levels_is_that_of_their_columns() {
    // All pairs of a level and another coordinate, or those alone that meet.
    for (rows, levels, others) in [(3_000, 200, 7), (7_000, 700, 600)] {
        let table = table(rows, levels, others);
        for data in [&table, &as_sparse(&table, 0.25)] {
            let executor = Executor::sequential;
            for risk in [
                Risk::new(Logistic, data, Penalty::l2(0.01), executor()).unwrap(),
                Risk::through_origin(Logistic, data, Penalty::l2(0.01), executor()).unwrap(),
                Risk::new(Logistic, data, Penalty::None, executor()).unwrap().holding(&[0, 5, 40, levels + 3]),
            ] {
                let mut random = Random(7);
                let mut u = risk.start();
                u.iter_mut().skip(1).for_each(|u| *u += 0.1 * random.number());
                let evaluation = risk.evaluate(&u, Order::Hessian).unwrap();
                let Some(Hessian::Arrow(hessian)) = &evaluation.hessian else { panic!("not eliminated") };
                let (whole, expected) = (hessian.dense(), by_definition(&risk, data, &u));
                for i in 0..risk.dim() {
                    for j in 0..=i {
                        let size = (expected.get(i, i) * expected.get(j, j)).sqrt();
                        let (ours, theirs) = (whole.get(i, j), expected.get(i, j));
                        assert!((ours - theirs).abs() <= 1e-12 * size, "{i} {j}: {ours:e} {theirs:e}");
                        assert_eq!(ours, hessian.get(i, j));
                    }
                }
                agree(hessian, &mut random);
                let known = risk.levels().unwrap();
                assert_eq!((known.eliminated + known.others, known.coupled), (risk.dim(), hessian.pattern().len()));
                // The exact radius, by the root and by its rows.
                let root = Cholesky::new(hessian).unwrap().inverse_root();
                // Row by row it takes a while where other coordinates are many: of one of the risks.
                if risk.dim() < 400 || risk.scaled().free().len() < data.shape().columns {
                    let direct = largest_square(&risk, data, &root);
                    close(risk.max_row_norm(&root).unwrap().unwrap(), direct, 1e-10, "largest norm, expanded or not");
                }
                if risk.dim() < 400 {
                    let rows = InverseRoot::Rows(root.clone().into_rows());
                    let (ours, theirs) = (risk.max_row_norm(&root).unwrap(), risk.max_row_norm(&rows).unwrap());
                    close(ours.unwrap(), theirs.unwrap(), 1e-11, "largest norm");
                }
            }
        }
    }
}

#[test]
fn newton_is_certified_on_many_levels() {
    let (rows, levels) = (20_000, 3_000);
    let mut random = Random(3);
    let codes: Vec<u32> = (0..rows).map(|i| (i % levels) as u32).collect();
    let x: Vec<f64> = (0..rows).map(|_| random.number()).collect();
    let mut labels: Vec<u8> = (0..rows).map(|i| u8::from(x[i] + 2.0 * random.number() > 0.0)).collect();
    // No level holds one label alone.
    (0..levels).for_each(|i| (labels[i], labels[i + levels]) = (0, 1));
    let parts = vec![
        Part::F64(Dense::from_rows(x, rows, 1).unwrap()),
        Part::Categorical(Categorical::new(codes, levels).unwrap()),
    ];
    let data = InMemory::new(Features::new(parts).unwrap(), labels).unwrap();
    for penalty in [Penalty::None, Penalty::l2(1e-4)] {
        let risk = Risk::new(Logistic, &data, penalty, Executor::sequential()).unwrap();
        let solution =
            minimize(&*Method::Newton.solver(0), &risk, risk.start(), &StoppingRule::default(), &mut Silent).unwrap();
        assert_eq!(solution.status, Status::Converged);
        assert!(solution.iterations <= 10, "{}", solution.iterations);
        assert!(solution.passes < 25.0, "{}", solution.passes);
        // By another way to the same value.
        let other =
            minimize(&*Method::Lbfgs.solver(0), &risk, risk.start(), &StoppingRule::default(), &mut Silent).unwrap();
        assert!((solution.evaluation.value - other.evaluation.value).abs() <= 1e-8 * other.evaluation.value);
    }
}
