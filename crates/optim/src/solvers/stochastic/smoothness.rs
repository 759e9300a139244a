//! The curvature that limits a stochastic step, measured along the way.
//!
//! A batch's function f_k is convex, so its gradient is co-coercive (Y. Nesterov, *Introductory Lectures on Convex Optimization*,
//! 2004, Theorem 2.1.5): for any two points
//!
//! ```text
//! ‖∇f_k(a) − ∇f_k(b)‖² ≤ L_k (∇f_k(a) − ∇f_k(b))·(a − b)
//! ```
//!
//! The ratio of the two sides is a curvature that was met, at the cost of two products. What the analysis of stochastic
//! steps needs is that inequality in the mean over batches (R. Gower et al., *SGD: General Analysis and Improved
//! Rates*, ICML 2019, expected smoothness): the ratio of the sums. A batch that is far worse than the mean, of heavy rows or large
//! weights, is drawn rarely, but one step with it must not throw everything away: the largest ratio met counts
//! by half, since a step is stable up to 2/L.

/// What was met so far.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Smoothness {
    guess: f64,
    squares: f64,
    products: f64,
    largest: f64,
}

impl Smoothness {
    /// Nothing but a guess.
    pub(crate) fn new(guess: f64) -> Self {
        Self { guess, squares: 0.0, products: 0.0, largest: 0.0 }
    }

    /// Two gradients of a batch differ by a vector of `square` length, and its product with the difference of the points is
    /// `product`, both in the coordinates in which steps are taken.
    pub(crate) fn observe(&mut self, square: f64, product: f64) {
        if product > 0.0 && square.is_finite() {
            self.squares += square;
            self.products += product;
            self.largest = self.largest.max(square / product);
        }
    }

    /// Let what is long ago count for less.
    pub(crate) fn fade(&mut self) {
        self.squares *= 0.5;
        self.products *= 0.5;
        self.largest *= 0.7;
    }

    /// The expected smoothness.
    pub(crate) fn get(&self) -> f64 {
        if self.products > 0.0 { (self.squares / self.products).max(self.largest / 2.0) } else { self.guess }
    }
}
