//! SOURCE_DATE_EPOCH: two runs of one fit write the same bytes.

use crate::error;
use logodds::model::Record;
use logodds::model::record::{SOURCE_DATE_EPOCH, source_date};
use pyo3::prelude::*;
use std::borrow::Cow;

/// The record as a file keeps it: where SOURCE_DATE_EPOCH is in the environment, without what differs from run to run.
///
/// # Errors
/// `SpecificationError` if it tells no moment.
pub(crate) fn kept<'a>(py: Python<'_>, file: &'a Record) -> PyResult<Cow<'a, Record>> {
    let Some(text) = std::env::var_os(SOURCE_DATE_EPOCH) else { return Ok(Cow::Borrowed(file)) };
    match text.to_str().and_then(source_date) {
        Some(created) => Ok(Cow::Owned(file.clone().reproducible(created))),
        None => {
            let message = format!(
                "{SOURCE_DATE_EPOCH} of the environment is {text:?}; it must be whole seconds since 1970, such as 1700000000, or unset it"
            );
            Err(error::specification(py, message))
        }
    }
}
