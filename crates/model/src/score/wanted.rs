//! The numbers that are wanted of every row that is scored, and how they follow from three.
//!
//! ```text
//! probability p        its standard error p (1 − p) s        its interval sigmoid(η ± q s)
//! log-odds η           its standard error s                  its interval η ± q s
//! ```
//!
//! η is log(p / (1 − p)): of two labels the log-odds of the second, of more those of each label against all others; s is its standard
//! error (delta method), q the quantile of the confidence. An interval of a probability is that of its log-odds, carried over, which stays
//! within 0 and 1; so it is not p ± q times the standard error of p, which is the one that R's `predict(se.fit = TRUE)` and statsmodels tell.

use logodds_core::normal::two_sided_quantile;
use logodds_core::sigmoid;

/// What is wanted of every row, and of every one of more than two labels. In this order: the probability, its standard error and the two ends
/// of its interval, then the same of the log-odds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wanted {
    /// Probabilities.
    pub probabilities: bool,
    /// Log-odds.
    pub log_odds: bool,
    /// The standard error of each.
    pub std_errors: bool,
    /// Both ends of an interval around each, at this confidence: between 0 and 1.
    pub interval: Option<f64>,
}

impl Default for Wanted {
    /// Probabilities alone.
    fn default() -> Self {
        Self { probabilities: true, log_odds: false, std_errors: false, interval: None }
    }
}

/// The three numbers that all others follow from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LabelScore {
    /// The probability.
    pub probability: f64,
    /// Its log-odds.
    pub log_odds: f64,
    /// The standard error of the log-odds; NaN where it is not known or was not asked for.
    pub std_error: f64,
}

impl LabelScore {
    /// That of a row of which nothing is known.
    pub const NONE: Self = Self { probability: f64::NAN, log_odds: f64::NAN, std_error: f64::NAN };
}

impl Wanted {
    /// Whether standard errors are needed.
    #[must_use]
    pub fn needs_errors(&self) -> bool {
        self.std_errors || self.interval.is_some()
    }

    /// Numbers for each label.
    #[must_use]
    pub fn width(&self) -> usize {
        self.names().len()
    }

    /// What each number is of, and which it is of that: `("probability", "")`, `("probability", "_std_error")`, `("log_odds", "_lower")`, …
    #[must_use]
    pub fn names(&self) -> Vec<(&'static str, &'static str)> {
        let what = [("probability", self.probabilities), ("log_odds", self.log_odds)];
        let which = [
            ("", true),
            ("_std_error", self.std_errors),
            ("_lower", self.interval.is_some()),
            ("_upper", self.interval.is_some()),
        ];
        let chosen = what.into_iter().filter(|(_, chosen)| *chosen);
        let of =
            |what: &'static str| which.into_iter().filter(|(_, chosen)| *chosen).map(move |(which, _)| (what, which));
        chosen.flat_map(|(what, _)| of(what)).collect()
    }

    /// The numbers of scores, one score after another.
    #[must_use]
    pub fn of(&self, scores: &[LabelScore]) -> Vec<f64> {
        let quantile = self.interval.map(two_sided_quantile);
        let mut numbers = Vec::with_capacity(scores.len() * self.width());
        for &LabelScore { probability: p, log_odds, std_error } in scores {
            let ends = quantile.map(|quantile| [log_odds - quantile * std_error, log_odds + quantile * std_error]);
            if self.probabilities {
                numbers.push(p);
                if self.std_errors {
                    numbers.push(sigmoid(log_odds) * sigmoid(-log_odds) * std_error);
                }
                if let Some([lower, upper]) = ends.map(|ends| ends.map(sigmoid)) {
                    // A probability has its own rounding, which may be more than a narrow interval.
                    numbers.extend([if lower > p { p } else { lower }, if upper < p { p } else { upper }]);
                }
            }
            if self.log_odds {
                numbers.push(log_odds);
                if self.std_errors {
                    numbers.push(std_error);
                }
                numbers.extend(ends.into_iter().flatten());
            }
        }
        numbers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_in_the_order_of_their_names() {
        let wanted = Wanted { log_odds: true, std_errors: true, interval: Some(0.95), ..Wanted::default() };
        let names: Vec<String> = wanted.names().iter().map(|(what, which)| format!("{what}{which}")).collect();
        let all = "probability probability_std_error probability_lower probability_upper \
                   log_odds log_odds_std_error log_odds_lower log_odds_upper";
        assert_eq!(names.join(" "), all);
        let score = LabelScore { probability: sigmoid(1.0), log_odds: 1.0, std_error: 0.5 };
        let found = wanted.of(&[score]);
        let (p, reach) = (sigmoid(1.0), 1.959963984540054 * 0.5);
        let expected =
            [p, p * (1.0 - p) * 0.5, sigmoid(1.0 - reach), sigmoid(1.0 + reach), 1.0, 0.5, 1.0 - reach, 1.0 + reach];
        assert_eq!(found.len(), expected.len());
        found.iter().zip(expected).for_each(|(found, expected)| assert!((found - expected).abs() < 1e-15));
        assert_eq!(Wanted::default().of(&[score]), [p]);
    }

    #[test]
    fn a_certain_row_has_no_error_and_no_interval() {
        let wanted = Wanted { log_odds: true, std_errors: true, interval: Some(0.9), ..Wanted::default() };
        let found = wanted.of(&[LabelScore { probability: 1.0, log_odds: f64::INFINITY, std_error: f64::NAN }]);
        assert_eq!((found[0], found[4]), (1.0, f64::INFINITY));
        assert!([1, 2, 3, 5, 6, 7].into_iter().all(|k: usize| found[k].is_nan()));
    }
}
