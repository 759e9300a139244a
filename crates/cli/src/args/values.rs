//! Values as people write them, and what is wrong with those that are none.
//!
//! Ranges are checked in `specification`, together with everything else; so a flag that takes a number takes a
//! negative one too, and the sentence about it is ours.

/// A number.
pub fn number(text: &str) -> Result<f64, String> {
    text.trim().parse().map_err(|_| "it must be a number, such as 0.05 or 1e-8".to_owned())
}

/// A count.
pub fn count(text: &str) -> Result<usize, String> {
    text.trim().parse().map_err(|_| "it must be a whole number, 0 or more".to_owned())
}

/// A seed.
pub fn seed(text: &str) -> Result<u64, String> {
    text.trim().parse().map_err(|_| format!("it must be a whole number from 0 to {}", u64::MAX))
}

#[cfg(test)]
mod tests {
    #[test]
    fn numbers_and_counts() {
        assert_eq!(super::number("-.1"), Ok(-0.1));
        assert!(super::number("a tenth").is_err_and(|words| words.contains("a number")));
        assert_eq!(super::count("12"), Ok(12));
        assert!(super::count("-1").is_err_and(|words| words.contains("0 or more")));
        assert!(super::seed("1.5").is_err_and(|words| words.contains("whole number")));
    }
}
