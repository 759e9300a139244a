//! Fits without an intercept: against optima known to 40 digits, R's glm, statsmodels, and fits with an intercept of the same
//! model, written with a column of ones.

mod certificate;
mod column_of_ones;
mod columns;
mod derivatives;
mod designs;
mod references;
mod refusals;
mod separation;
mod solvers;
