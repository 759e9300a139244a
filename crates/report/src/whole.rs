//! Counts that may be fractions, as serde writes them: integers where they are whole.

use serde::Serializer;

/// A count that may be a fraction: an integer when whole.
///
/// # Errors
/// Those of the serializer.
#[allow(clippy::trivially_copy_pass_by_ref)] // serde's signature
pub fn whole<S: Serializer>(x: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    if x.fract() == 0.0 && *x >= 0.0 && *x < 2f64.powi(53) {
        serializer.serialize_u64(*x as u64)
    } else {
        serializer.serialize_f64(*x)
    }
}

/// As [`whole`], or null.
///
/// # Errors
/// Those of the serializer.
#[allow(clippy::ref_option)] // serde's signature
pub fn whole_or_null<S: Serializer>(x: &Option<f64>, serializer: S) -> Result<S::Ok, S::Error> {
    match x {
        Some(x) => whole(x, serializer),
        None => serializer.serialize_none(),
    }
}
