//! Products with the Hessian against differences of gradients, for every storage; and the solver that lives on them.

use crate::fixtures::random::Xorshift;
use logodds::core::{
    Csr, EvalError, Evaluation, Executor, Expansion, Features, Geometry, Logistic, NullCurvature, Objective, Order,
    Part, Risk, RowSpace, SampledHessian, Separable, Structure, SymMatrix,
};
use logodds::data::{Categorical, Dense, InMemory};
use logodds::fit::{LogisticRegression, Method, Penalty, Status};
use std::ops::Range;

/// Dense f64 and f32, sparse and categorical columns, with weights (some of them 0) and offsets.
fn everything(n: usize) -> InMemory<'static> {
    let mut random = Xorshift(11);
    let dense = random.centred(3 * n);
    let narrow: Vec<f32> = random.centred(2 * n).into_iter().map(|x| x as f32).collect();
    let codes: Vec<u32> = (0..n).map(|_| (random.uniform() * 5.0) as u32).collect();
    let (mut indptr, mut columns) = (vec![0], Vec::new());
    for _ in 0..n {
        (0..7).filter(|_| random.uniform() < 0.3).for_each(|j| columns.push(j));
        indptr.push(columns.len());
    }
    let values = random.centred(columns.len());
    let labels: Vec<u8> = (0..n).map(|i| u8::from(random.uniform() < 0.5 + 0.3 * dense[3 * i])).collect();
    let weights: Vec<f64> = (0..n).map(|_| (3.0 * random.uniform()).floor()).collect();
    let features = Features::new(vec![
        Part::F64(Dense::from_rows(dense, n, 3).unwrap()),
        Part::SparseF64(Csr::new(indptr, columns, values, 7).unwrap()),
        Part::F32(Dense::from_rows(narrow, n, 2).unwrap()),
        Part::Categorical(Categorical::new(codes, 5).unwrap()),
    ])
    .unwrap();
    let offset = random.centred(n).into_iter().map(|o| 3.0 + o).collect::<Vec<_>>();
    InMemory::new(features, labels).unwrap().with_weights(weights).unwrap().with_offset(offset).unwrap()
}

/// `(∇F(u + h v) − ∇F(u − h v)) / 2h` is `∇²F(u) v` up to h².
fn check_products(objective: &dyn Structure) {
    let mut random = Xorshift(5);
    let p = objective.dim();
    let u: Vec<f64> = random.centred(p);
    let (evaluation, hessian) = objective.curvature_at(&u).unwrap().unwrap();
    let plain = objective.evaluate(&u, Order::Gradient).unwrap();
    assert_eq!(evaluation, plain, "the pass that keeps curvatures is the pass");
    for _ in 0..3 {
        let v = random.centred(p);
        let mut product = vec![f64::NAN; p];
        hessian.apply(&v, &mut product).unwrap();
        let gradient = |h: f64| {
            let at: Vec<f64> = u.iter().zip(&v).map(|(u, v)| u + h * v).collect();
            objective.evaluate(&at, Order::Gradient).unwrap().gradient
        };
        let h = 1e-4;
        for (j, (above, below)) in gradient(h).iter().zip(gradient(-h)).enumerate() {
            let difference = (above - below) / (2.0 * h);
            assert!((product[j] - difference).abs() < 1e-7, "{j}: {} {difference}", product[j]);
        }
    }
}

#[test]
fn products_are_differences_of_gradients() {
    let data = everything(4_001);
    for penalty in [Penalty::None, Penalty::l2(0.3)] {
        let risk = Risk::new(Logistic, &data, penalty, Executor::new(2).unwrap()).unwrap();
        check_products(&risk);
        check_products(&*risk.sample(400).unwrap().expect("there are rows enough for a sample"));
        check_products(&risk.holding(&[1, 5, 14]));
    }
}

#[test]
fn products_have_the_same_bits_for_any_number_of_threads() {
    let data = everything(20_011);
    let bits = |threads| {
        let risk = Risk::new(Logistic, &data, Penalty::l2(0.01), Executor::new(threads).unwrap()).unwrap();
        let u = Xorshift(5).centred(risk.dim());
        let mut product = vec![0.0; risk.dim()];
        risk.curvature_at(&u).unwrap().unwrap().1.apply(&u, &mut product).unwrap();
        product.into_iter().map(f64::to_bits).collect::<Vec<_>>()
    };
    let alone = bits(1);
    assert!([2, 3, 7].into_iter().all(|threads| bits(threads) == alone));
}

fn same_optimum(data: &InMemory<'_>, penalty: Penalty, tolerance: f64) {
    let [newton, products] = [Method::Newton, Method::NewtonCg].map(|method| {
        let specification = LogisticRegression { penalty, method: Some(method), tolerance, ..Default::default() };
        let fit = specification.fit(data).unwrap();
        assert_eq!(fit.solution.status, Status::Converged, "{method} {:e}", fit.solution.certificate.bound);
        fit
    });
    let bound = newton.solution.certificate.bound + products.solution.certificate.bound;
    let apart = (newton.solution.value() - products.solution.value()).abs();
    assert!(apart <= bound + 1e-14, "{apart:e} {bound:e}");
}

#[test]
fn newton_cg_and_newton_reach_one_optimum() {
    let data = everything(3_000);
    same_optimum(&data, Penalty::None, 1e-10);
    same_optimum(&data, Penalty::l2(0.01), 1e-10);
}

/// 60 rows of 700 columns: more than the whitening's block, and no sample.
#[test]
fn newton_cg_fits_more_columns_than_rows() {
    let (n, p) = (60, 700);
    let mut random = Xorshift(3);
    let x = random.centred(n * p);
    let labels: Vec<u8> = (0..n).map(|i| u8::from(x[i * p] + 0.5 * x[i * p + 1] > 0.0)).collect();
    let data = InMemory::new(Dense::from_rows(x, n, p).unwrap(), labels).unwrap();
    same_optimum(&data, Penalty::l2(0.01), 1e-10);
    let free = LogisticRegression { method: Some(Method::NewtonCg), ..Default::default() }.fit(&data).unwrap();
    assert_eq!(free.solution.status, Status::Separated);
}

/// A column that is another with a little noise, in units a million apart.
#[test]
fn newton_cg_certifies_near_collinear_columns() {
    let n = 2_000;
    let mut random = Xorshift(8);
    let x: Vec<f64> = (0..n)
        .flat_map(|_| {
            let a = random.uniform();
            [a, 1e6 * (a + 1e-4 * random.uniform()), random.uniform()]
        })
        .collect();
    let labels: Vec<u8> = (0..n).map(|i| u8::from(random.uniform() < x[3 * i])).collect();
    let data = InMemory::new(Dense::from_rows(x, n, 3).unwrap(), labels).unwrap();
    same_optimum(&data, Penalty::None, 1e-9);
}

/// Nothing but gradients and products: no Hessian, no sample, no part of a Hessian to precondition with.
struct OnlyProducts<'a>(Risk<'a>);

impl Objective for OnlyProducts<'_> {
    fn dim(&self) -> usize {
        self.0.dim()
    }
    fn evaluate(&self, u: &[f64], order: Order) -> Result<Evaluation, EvalError> {
        assert!(order < Order::Hessian, "no Hessian was promised");
        self.0.evaluate(u, order)
    }
    fn structure(&self) -> Option<&dyn Structure> {
        Some(self)
    }
}

impl Structure for OnlyProducts<'_> {
    fn threads(&self) -> Option<&Executor> {
        None
    }
    fn rows(&self) -> usize {
        1
    }
    fn rows_seen(&self) -> u64 {
        self.0.rows_seen() / self.0.rows() as u64
    }
    fn row_entries(&self) -> usize {
        self.0.dim()
    }
    fn penalty(&self) -> Option<&Separable> {
        self.0.penalty()
    }
    fn geometry(&self) -> Option<&Geometry> {
        self.0.geometry()
    }
    fn has_hessian(&self) -> bool {
        false
    }
    fn levels(&self) -> Option<logodds::core::Levels> {
        None
    }
    fn approximate(&self, _: &[f64]) -> Result<Option<Evaluation>, EvalError> {
        Ok(None)
    }
    fn batches(&self) -> usize {
        1
    }
    fn gradient_of_batches(&self, _: Range<usize>, u: &[f64]) -> Result<Vec<f64>, EvalError> {
        Ok(self.evaluate(u, Order::Gradient)?.gradient)
    }
    fn sample(&self, _: usize) -> Result<Option<Box<dyn Structure + '_>>, EvalError> {
        Ok(None)
    }
    fn hessian_of_rows(&self, _: &[f64], _: usize, _: bool) -> Result<Option<SampledHessian>, EvalError> {
        Ok(None)
    }
    fn sub_hessian(&self, _: &[f64], _: &[usize]) -> Result<Option<SymMatrix>, EvalError> {
        Ok(None)
    }
    fn null_curvature(&self, _: &[usize], _: usize) -> Result<Option<NullCurvature>, EvalError> {
        Ok(None)
    }
    fn curvature_at(&self, u: &[f64]) -> Result<Option<Expansion<'_>>, EvalError> {
        self.0.curvature_at(u)
    }
    fn max_row_norm(&self, _: &logodds::core::InverseRoot) -> Result<Option<f64>, EvalError> {
        Ok(None)
    }
    fn row_space(&self) -> Option<&dyn RowSpace> {
        None
    }
}

#[test]
fn newton_cg_needs_products_alone() {
    let data = everything(3_000);
    let objective = OnlyProducts(Risk::new(Logistic, &data, Penalty::l2(0.1), Executor::sequential()).unwrap());
    let stop = logodds::optim::StoppingRule::default();
    let solver = Method::NewtonCg.solver(0);
    let solution =
        logodds::optim::minimize(&*solver, &objective, objective.0.start(), &stop, &mut logodds::optim::Silent)
            .unwrap();
    assert_eq!(solution.status, Status::Converged, "{:e}", solution.certificate.bound);
    assert!(solution.passes < 60.0, "{} passes", solution.passes);
}
