//! The command as its users meet it: one test per behaviour, exit codes and words included.

mod advice;
mod classes;
mod clusters;
mod collinearity;
mod compare;
mod diagnostics;
mod fit;
mod interrupted;
mod likelihood;
mod long_names;
mod model_files;
mod names_with_commas;
mod no_intercept;
mod numbers;
mod penalised;
mod predict;
mod readable_input;
mod refused_input;
mod replaced_files;
mod separated;
mod support;
mod usage;
mod writing;
