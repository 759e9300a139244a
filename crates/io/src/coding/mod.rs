//! From columns of a table to what a fit takes: roles, labels, levels, clusters; and to what a prediction takes.

pub(crate) mod clusters;
pub(crate) mod data_error;
pub(crate) mod encode;
pub(crate) mod labels;
pub(crate) mod levels;
pub(crate) mod names;
pub(crate) mod places;
pub(crate) mod predict;
pub(crate) mod remark;
pub(crate) mod spec;

pub use data_error::{DataError, NoClasses};
pub use encode::{Codes, EncodeError, Encoded};
pub use names::{nearest, split_names};
pub use predict::{PredictionRows, SchemaExt};
pub use remark::Remark;
pub use spec::{FitColumns, SpecError, SpecProblem};
