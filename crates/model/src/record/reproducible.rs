//! Model files that two runs of one fit write alike, byte for byte.
//!
//! A fit does not depend on the number of threads or on the day; the record of it does: the moment it was made, the time it took, and the
//! threads it had. Those are left out (0), but for the moment, which can be given: `SOURCE_DATE_EPOCH` of
//! <https://reproducible-builds.org/specs/source-date-epoch/>, in seconds since 1970.

use super::fitted::Record;

/// The variable of the environment that gives the moment.
pub const SOURCE_DATE_EPOCH: &str = "SOURCE_DATE_EPOCH";

/// The last second of the year 9999.
const LATEST: u64 = 253_402_300_799;

impl Record {
    /// Without what differs from run to run; made at `created`, in seconds since 1970-01-01 00:00 UTC, 0 if that is not to be told.
    #[must_use]
    pub fn reproducible(mut self, created: u64) -> Self {
        self.created = created;
        (self.fit.seconds, self.fit.threads) = (0.0, 0);
        self
    }
}

/// The moment that a value of [`SOURCE_DATE_EPOCH`] tells. `None` if it tells none: it must be a whole number of seconds up to the year 9999,
/// in digits alone.
#[must_use]
pub fn source_date(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let moment: Option<u64> = text.parse().ok().filter(|_| digits);
    moment.filter(|moment| *moment <= LATEST)
}

#[cfg(test)]
mod tests {
    use super::source_date;

    #[test]
    fn moments() {
        assert_eq!(source_date("0"), Some(0));
        assert_eq!(source_date("1700000000"), Some(1_700_000_000));
        for wrong in ["", " 1", "+1", "-1", "1.5", "1e9", "now", "253402300800", "99999999999999999999999"] {
            assert_eq!(source_date(wrong), None, "{wrong:?}");
        }
    }
}
