//! Fits without an intercept: against optima known to 40 digits, R's glm, statsmodels, and fits with an intercept of the same
//! model, written with a column of ones.

#[path = "../common/mod.rs"]
mod common;

mod certificate;
mod column_of_ones;
mod columns;
mod derivatives;
mod fixtures;
mod references;
mod refusals;
mod separation;
mod solvers;
