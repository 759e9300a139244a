//! The nearest name to a mistyped one, for names that this crate looks up itself.

use logodds::io::nearest;

/// `; did you mean "amount"?`, or nothing if no candidate is near.
pub fn did_you_mean(name: &str, candidates: &[String]) -> String {
    nearest(name, candidates.iter()).map(|near| format!("; did you mean {near:?}?")).unwrap_or_default()
}
