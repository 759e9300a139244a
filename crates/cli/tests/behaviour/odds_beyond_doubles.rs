//! Odds ratios that no double holds: printed by their logarithm, as ∞ and 0 say that labels are separated.

use crate::support::{Folder, people};

/// The ages of [`people`] in units of a ten-thousandth of a year and less: the slope grows as the unit shrinks, and nothing else changes.
fn scaled(factor: f64) -> Folder {
    let row = |(i, line): (usize, &str)| match line.split_once(',') {
        Some((age, rest)) if i > 0 => format!("{:e},{rest}\n", age.parse::<f64>().unwrap() * factor),
        _ => format!("{line}\n"),
    };
    Folder::with(people(40).lines().enumerate().map(row).collect::<String>())
}

#[test]
fn an_odds_ratio_beyond_the_doubles_was_infinite_or_zero() {
    let slope = scaled(1.0).fit("--json").ok().json()["coefficients"][1]["estimate"].as_f64().unwrap();
    for factor in [1e-6, -1e-6, 1e-12, -1e-12] {
        let folder = scaled(factor);
        let ran = folder.run_with(("COLUMNS", "120"), "fit data.csv --target y").ok();
        let row = ran.stdout.lines().find(|line| line.starts_with("age ")).unwrap();
        assert!(!row.contains('∞') && !row.split_whitespace().any(|cell| cell == "0"), "{row}");
        let odds = row.split_whitespace().nth(5).unwrap();
        // log₁₀ of the odds ratio as printed is slope / factor / ln 10, to the six digits of the table.
        let logarithm = match odds.strip_prefix("10^") {
            Some(exponent) => exponent.parse::<f64>().unwrap(),
            None => {
                let (mantissa, exponent) = odds.split_once('e').unwrap();
                mantissa.parse::<f64>().unwrap().log10() + exponent.parse::<f64>().unwrap()
            }
        };
        let expected = slope / factor / std::f64::consts::LN_10;
        assert!((logarithm / expected - 1.0).abs() < 1e-3, "{odds}, 10^{expected}");
        let json = folder.fit("--json").ok().json();
        let coefficient = &json["coefficients"][1];
        assert!(coefficient["odds_ratio"].is_null() && coefficient["odds_ratio_lower"].is_null(), "{coefficient}");
        assert!((coefficient["estimate"].as_f64().unwrap() * factor / slope - 1.0).abs() < 1e-6);
    }
}
