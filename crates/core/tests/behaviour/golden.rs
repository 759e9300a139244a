//! The 40-digit values of `tests/golden/special.json`, for the integration tests and the unit tests of kernels.

/// `(argument, value)` of one function, read from the golden file without a JSON library: this test must also run for
/// the crate without any dependency.
pub fn golden(function: &str) -> Vec<(f64, f64)> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/golden/special.json");
    let text = std::fs::read_to_string(path).unwrap();
    let start = text.find(&format!("\"{function}\"")).unwrap();
    let end = text[start..].find(']').unwrap() + start;
    let field = |record: &str, name: &str| {
        let after = record.split(&format!("\"{name}\": \"")).nth(1).unwrap();
        after.split('"').next().unwrap().to_owned()
    };
    let records = text[start..end].split('{').skip(1);
    records
        .map(|r| {
            (f64::from_bits(u64::from_str_radix(&field(r, "bits"), 16).unwrap()), field(r, "nearest").parse().unwrap())
        })
        .collect()
}

/// Units in the last place between two doubles, near 0 in units of the smallest normal number's spacing.
pub fn ulps(a: f64, b: f64) -> f64 {
    if a == b {
        return 0.0;
    }
    (a - b).abs() / (b.abs().max(f64::MIN_POSITIVE) * f64::EPSILON)
}
