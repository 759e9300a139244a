//! The library as its users call it: one test per behaviour, each with its referee.

mod bootstrap;
mod certificate;
mod column_major;
mod curvature;
mod design;
mod determinism;
mod fixtures;
mod frames;
mod golden_classes;
mod golden_diagnostics;
mod golden_inference;
mod golden_multinomial;
mod golden_optima;
mod golden_penalised;
mod inference_ugly;
mod library_rules;
mod multinomial;
mod near_collinear;
mod no_intercept;
mod null_space;
mod own_solver;
mod separation;
mod single_precision;
mod sparse;
mod stochastic;
mod ugly_data;
