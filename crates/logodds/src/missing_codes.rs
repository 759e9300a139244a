//! Codes for missing cells that were left among the numbers: −9999, 999, the largest 32-bit integer.
//!
//! Such a code is a value beyond a gap from all others, in several rows, and written as codes are:
//!
//! ```text
//! 7 8 9     77 88 96…99     777 888 996…999 …     99.9 999.99 …     ±(2¹⁵ − 1) ±(2³¹ − 1) … and beside them     1e20, …
//! ```
//!
//! The others lie in [a, b]. A value v > b is told if its gap v − b is
//!
//! ```text
//! b − a at least        as a code of three digits or more, or of one (then in three rows)
//! (b − a) / 2           as a code of two digits: 99 among ages up to 70, not among those up to 90
//! 2 (b − a)             as a decimal code
//! 20 (b − a)            whatever it is, if the others are ten or more
//! ```
//!
//! and so below a, where a negative code beside numbers that are not negative needs no gap. Ordinary columns have none: a heavy tail is
//! beyond a gap with one value, not with the same one twice; zeros of amounts are nearer to the smallest than that is to the largest. One
//! cell alone is an outlier ([`crate::Warning::Outlier`]).
//!
//! Columns whose ends cannot be codes, by their moments or by what their first rows have between, are not looked at, which leaves few. Refused: tests for outliers, such as fences of
//! quartiles: they find the tails of every income.

use crate::risk::FitRisk;
use crate::warning::Warning;
use logodds_core::Block;
use logodds_core::identified_by_fields;
use logodds_core::risk::alias::Columns;
use logodds_core::risk::moments::Moments;
use logodds_core::sum::Wire;
use logodds_core::{EvalError, Partial, RowBlocks, RowSum};

/// Distinct values that are kept at either end of a column.
const KEPT: usize = 16;
/// Distinct values that are told.
const TOLD: usize = 5;
/// Rows from which a column is looked at.
const ROWS: usize = 20;
/// What no column is told to have but as a code.
const HUGE: f64 = 1e15;

/// Dense columns with codes, those codes, and between what the others lie.
///
/// # Errors
/// If the pass fails.
pub(crate) fn missing_codes(risk: &FitRisk<'_>) -> Result<Vec<Warning>, EvalError> {
    let Columns { data, moments, executor, .. } = risk.columns();
    let rows = risk.null().rows;
    let sparse = data.sparse_columns();
    let is_dense = |j: &usize| !sparse.iter().any(|sparse| sparse.columns.contains(j));
    let mut suspects: Vec<Suspect> = (0..moments.mean.len())
        .filter(|&j| rows >= ROWS && is_dense(&j))
        .filter_map(|j| Suspect::of(moments, j))
        .collect();
    clear(&mut suspects, data)?;
    let columns: Vec<usize> = suspects.iter().map(|suspect| suspect.column).collect();
    if columns.is_empty() {
        return Ok(Vec::new());
    }
    let ends =
        executor.sum(data, &vec![0.0; moments.mean.len()], &EndsOf { columns: &columns, width: moments.mean.len() })?;
    let told = columns.iter().zip(ends).filter_map(|(&column, ends)| {
        let (codes, (low, high)) = ends.codes()?;
        Some(Warning::MissingCodes { column, codes, rows: rows as u64, low, high })
    });
    Ok(told.collect())
}

/// A value too large to square, in a column whose other values are none such: the largest double, as a code. With its rows.
pub(crate) fn overflowing(data: &dyn RowBlocks, column: usize) -> Option<(f64, u64)> {
    const TOO_LARGE: f64 = 1e150;
    let (mut code, mut times, mut others) = (None, 0u64, 0u64);
    let mut is_one = true;
    let origin = vec![0.0; data.shape().columns];
    data.visit(0..data.shape().blocks(), &origin, &mut |block| {
        for row in 0..block.rows() {
            block.x.for_each_entry(row, &mut |of, value| match value.abs() < TOO_LARGE {
                _ if of != column => {}
                true => others += 1,
                false => {
                    is_one &= *code.get_or_insert(value) == value;
                    times += 1;
                }
            });
        }
    })
    .ok()?;
    code.filter(|_| is_one && others >= ROWS as u64).map(|value| (value, times))
}

/// A column that may have codes, by its moments.
struct Suspect {
    column: usize,
    low: f64,
    high: f64,
    /// An end is so far from the mean that a few values may be beyond a gap.
    is_far: bool,
    /// An end is written as codes are.
    is_low_code: bool,
    is_high_code: bool,
}

impl Suspect {
    fn of(moments: &Moments, column: usize) -> Option<Self> {
        let (mean, variance) = (moments.mean[column], moments.variance[column]);
        let (below, above) = (mean - moments.min[column], moments.max[column] - mean);
        // Twelve digits: the origin was subtracted and added, which may cost the last.
        let end = |x: f64| format!("{:.11e}", moments.origin[column] + x).parse().unwrap_or(f64::NAN);
        let (low, high): (f64, f64) = (end(moments.min[column]), end(moments.max[column]));
        let is_far = below.max(above).powi(2) > 36.0 * variance || variance > 0.5 * below * above;
        let (is_low_code, is_high_code) = (low < 0.0 && is_code(low), is_code(high));
        let is_suspect = variance > 0.0 && (is_far || is_low_code || is_high_code);
        is_suspect.then_some(Self { column, low, high, is_far, is_low_code, is_high_code })
    }

    /// Look at one of its values: where it is no code, and near an end, that is not beyond a gap.
    fn see(&mut self, value: f64) {
        let (low, high) = (self.low, self.high);
        // Of a gap from the others the least that any code needs; it is less from `value`, and the range of the others is more.
        let least = |end: f64| if end.abs() < 10.0 { 1.0 } else { 0.5 };
        if self.is_high_code && value < high && high - value < least(high) * (value - low) && !is_code(value) {
            self.is_high_code = false;
        }
        let is_near = value < 0.0 && value - low < least(low) * (high - value);
        if self.is_low_code && value > low && is_near && !is_code(value) {
            self.is_low_code = false;
        }
    }
}

/// Clear columns that have values between, by their first rows: whole numbers up to 99 that are everywhere.
fn clear(suspects: &mut Vec<Suspect>, data: &dyn RowBlocks) -> Result<(), EvalError> {
    if suspects.is_empty() || data.shape().blocks() == 0 {
        return Ok(());
    }
    let width = data.shape().columns;
    let mut places = vec![usize::MAX; width];
    suspects.iter().enumerate().for_each(|(place, suspect)| places[suspect.column] = place);
    data.visit(0..1, &vec![0.0; width], &mut |block| {
        for row in (0..block.rows()).filter(|&row| block.weights.is_none_or(|weights| weights[row] > 0.0)) {
            block.x.for_each_entry(row, &mut |column, value| {
                if let Some(suspect) = suspects.get_mut(places[column]) {
                    suspect.see(value);
                }
            });
        }
    })?;
    suspects.retain(|suspect| suspect.is_far || suspect.is_low_code || suspect.is_high_code);
    Ok(())
}

/// Whether a number is written as codes are.
fn is_code(value: f64) -> bool {
    Code::of(value).is_some()
}

/// A kind of code.
#[derive(Clone, Copy, PartialEq)]
enum Code {
    /// 7, 8, 9.
    OneDigit,
    /// 77, 88, 96 … 99.
    TwoDigits,
    /// 777, 9999, 32767, 1e20, …
    Long,
    /// 99.9, 999.99, …
    Decimal,
}

impl Code {
    fn of(value: f64) -> Option<Self> {
        let size = value.abs();
        if !size.is_finite() || size < 7.0 {
            return None;
        }
        if size >= HUGE {
            return Some(Self::Long);
        }
        if size.fract() != 0.0 {
            let text = format!("{size}");
            let digits = text.replace('.', "");
            let places = text.len() - text.find('.')? - 1;
            let is = digits.len() >= 3 && places <= 2 && digits.bytes().all(|digit| digit == b'9');
            return is.then_some(Self::Decimal);
        }
        const ENDS: [f64; 6] = [32767.0, 32768.0, 65535.0, 2147483647.0, 2147483648.0, 4294967295.0];
        if ENDS.contains(&size) {
            return Some(Self::Long);
        }
        let text = format!("{size}");
        let (&last, leading) = text.as_bytes().split_last()?;
        let all = |digit: u8| leading.iter().all(|other| *other == digit);
        let is = all(last) && (b'7'..=b'9').contains(&last)
            || all(b'9') && (b'6'..=b'9').contains(&last) && !leading.is_empty();
        is.then_some(match text.len() {
            1 => Self::OneDigit,
            2 => Self::TwoDigits,
            _ => Self::Long,
        })
    }

    /// Whether a code with this gap from others of this range, in so many rows, can be nothing else.
    fn stands_apart(self, gap: f64, range: f64, rows: u64) -> bool {
        // The next month, or the next year, is no gap.
        if gap < 2.0 {
            return false;
        }
        match self {
            Self::OneDigit => gap >= range && rows >= 3,
            Self::TwoDigits => gap >= 0.5 * range,
            Self::Long => gap >= range,
            Self::Decimal => gap >= 2.0 * range,
        }
    }
}

/// The ends of some columns.
struct EndsOf<'a> {
    columns: &'a [usize],
    width: usize,
}

identified_by_fields!(EndsOf<'_> { columns, width });

impl RowSum for EndsOf<'_> {
    type Partial = Vec<Ends>;
    type Scratch = ();

    fn zero(&self) -> Self::Partial {
        vec![Ends::default(); self.columns.len()]
    }

    fn add(&self, block: &Block<'_>, into: &mut Self::Partial, (): &mut ()) {
        let mut places = vec![usize::MAX; self.width];
        self.columns.iter().enumerate().for_each(|(place, &column)| places[column] = place);
        for row in (0..block.rows()).filter(|&row| block.weights.is_none_or(|weights| weights[row] > 0.0)) {
            block.x.for_each_entry(row, &mut |column, value| {
                if let Some(ends) = into.get_mut(places[column]) {
                    ends.add(value + 0.0, 1);
                }
            });
        }
    }
}

/// The smallest distinct values of a column, ascending, and the largest, descending, each with its rows.
#[derive(Clone, Default)]
struct Ends {
    low: Vec<(f64, u64)>,
    high: Vec<(f64, u64)>,
}

impl Partial for Ends {
    fn merge(&mut self, other: Self) {
        other.low.into_iter().for_each(|(value, rows)| keep(&mut self.low, value, rows, |a, b| a < b));
        other.high.into_iter().for_each(|(value, rows)| keep(&mut self.high, value, rows, |a, b| a > b));
    }

    fn wire(&mut self, wire: &mut dyn Wire) {
        for end in [&mut self.low, &mut self.high] {
            let length = wire.length(end.len(), 16);
            end.resize(length, (0.0, 0));
            for (value, rows) in end {
                wire.numbers(std::slice::from_mut(value));
                wire.counts(std::slice::from_mut(rows));
            }
        }
    }
}

/// Codes with their rows, and between what the other values lie.
type Codes = (Vec<(f64, u64)>, (f64, f64));

impl Ends {
    fn add(&mut self, value: f64, rows: u64) {
        keep(&mut self.low, value, rows, |a, b| a < b);
        keep(&mut self.high, value, rows, |a, b| a > b);
    }

    /// The codes, those below first, and between what the others lie.
    fn codes(&self) -> Option<Codes> {
        let first_other = |end: &[(f64, u64)]| end.iter().find(|(value, _)| !is_code(*value)).map(|(value, _)| *value);
        let known = first_other(&self.low).zip(first_other(&self.high)).filter(|(low, high)| low < high);
        let (mut low, mut high) = known.unwrap_or((f64::NAN, f64::NAN));
        let mut below = beyond(&self.low, low, high, -1.0);
        let above = beyond(&self.high, high, low, 1.0);
        let mut codes: Vec<(f64, u64)> = Vec::new();
        if let Some((others_end, found)) = below.take() {
            (low, codes) = (others_end, found);
        }
        if let Some((others_end, found)) = above {
            high = others_end;
            codes.extend(found);
        }
        if codes.is_empty() {
            (codes, (low, high)) = self.far()?;
        }
        (codes.len() <= TOLD && codes.iter().map(|(_, rows)| rows).sum::<u64>() >= 2).then_some((codes, (low, high)))
    }

    /// A few values, whatever they are, so far from ten or more others that their range is nothing beside the gap.
    fn far(&self) -> Option<Codes> {
        let (&(low, _), &(high, _)) = (self.low.first()?, self.high.first()?);
        let others = |end: &[(f64, u64)], k: usize| end.len() == KEPT || end.len() >= 10 + k;
        for k in 1..=3 {
            if let (true, Some([(a, _), (b, _)])) = (others(&self.high, k), self.high.get(k - 1..=k))
                && a - b > 20.0 * (b - low)
            {
                return Some((self.high[..k].to_vec(), (low, *b)));
            }
            if let (true, Some([(a, _), (b, _)])) = (others(&self.low, k), self.low.get(k - 1..=k))
                && b - a > 20.0 * (high - b)
            {
                return Some((self.low[..k].to_vec(), (*b, high)));
            }
        }
        None
    }
}

/// A value and its rows, to be kept among the first by `before`.
fn keep(end: &mut Vec<(f64, u64)>, value: f64, rows: u64, before: impl Fn(f64, f64) -> bool) {
    if end.len() == KEPT && end.last().is_some_and(|(last, _)| before(*last, value)) {
        return;
    }
    let at = end.partition_point(|(other, _)| before(*other, value));
    match end.get_mut(at) {
        Some((other, count)) if *other == value => *count += rows,
        _ => {
            end.insert(at, (value, rows));
            end.truncate(KEPT);
        }
    }
}

/// The codes at one end (`sign`: 1 for that of the largest), and the last of the others there. `near` and `far` are the ends of the others.
fn beyond(end: &[(f64, u64)], near: f64, far: f64, sign: f64) -> Option<(f64, Vec<(f64, u64)>)> {
    let codes = end.iter().take_while(|(value, _)| sign * value > sign * near).count();
    // Those nearest to the others first: some of them may belong to these.
    for first in (0..codes).rev() {
        let told = &end[..=first];
        let (value, _) = end[first];
        let last = if first + 1 < codes { end[first + 1].0 } else { near };
        let (gap, range) = (sign * (value - last), sign * (last - far));
        let rows = told.iter().map(|(_, rows)| rows).sum();
        // A negative code of numbers that are not negative.
        let wrong_sign = sign < 0.0 && last >= 0.0 && value <= -7.0 && rows >= 2;
        let apart = Code::of(value).is_some_and(|code| code.stands_apart(gap, range, rows));
        if range > 0.0 && (apart || wrong_sign) && is_list(told) {
            return Some((last, told.to_vec()));
        }
    }
    None
}

/// Of one digit there is no 7 or 8 without a 9.
fn is_list(codes: &[(f64, u64)]) -> bool {
    codes.iter().any(|(value, _)| value.abs() == 9.0) || codes.iter().all(|(value, _)| value.abs() > 9.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(values: impl IntoIterator<Item = f64>) -> Vec<(f64, u64)> {
        let mut ends = Ends::default();
        values.into_iter().for_each(|value| ends.add(value, 1));
        ends.codes().map(|(codes, _)| codes).unwrap_or_default()
    }

    fn with(values: impl IntoIterator<Item = i32>, codes: &[f64]) -> Vec<f64> {
        values.into_iter().map(f64::from).chain(codes.iter().copied()).collect()
    }

    #[test]
    fn codes_beyond_a_gap() {
        for code in [-9.0, -99.0, -999.0, -9999.0, 999.0, 9999.0, 1e20, -2147483648.0, 2147483647.0, 32767.0, 999.9] {
            assert_eq!(codes(with(95..160, &[code; 12])), [(code, 12)], "{code}");
        }
        assert_eq!(codes(with(18..71, &[99.0; 3])), [(99.0, 3)]);
        assert_eq!(codes(with(18..71, &[98.0, 99.0, 99.0])), [(99.0, 2), (98.0, 1)]);
        assert_eq!(codes(with((1..=5).chain(1..=5), &[99.0, 99.0])), [(99.0, 2)], "ratings");
        assert_eq!(codes(with((1..=4).chain(1..=4), &[9.0; 3])), [(9.0, 3)]);
        assert_eq!(codes(with(18..71, &[-8.0, -9.0, 999.0, 999.0])), [(-9.0, 1), (-8.0, 1), (999.0, 2)], "both ends");
        assert_eq!(codes(with(18..71, &[123456.0, 123456.0])), [(123456.0, 2)], "beyond any range");
    }

    #[test]
    fn what_is_no_code() {
        assert!(codes(with(18..=99, &[99.0; 5])).is_empty(), "ages up to 99");
        assert!(codes(with(18..85, &[99.0; 5])).is_empty(), "ages up to 84, and 99");
        assert!(codes(with(18..71, &[999.0])).is_empty(), "one is an outlier");
        assert!(codes(with(1..=7, &[9.0; 5])).is_empty());
        assert!(codes(with((5..=9).chain(5..=9).chain(5..=9), &[])).is_empty(), "months");
        assert!(codes(with([0; 9], &[99.0; 5])).is_empty(), "two values are two levels");
        assert!(codes(with([0, 0, 0, 0, 500, 900, 20_000, 1_000_000], &[])).is_empty());
        assert!(codes(with((100..400).map(|k| k * k), &[999.0, 999.0])).is_empty());
        assert!(codes((0..500).map(|k| f64::from(k).mul_add(0.02, -5.0).exp())).is_empty(), "a heavy tail");
    }

    /// Random numbers that stay the same (S. Vigna's splitmix64).
    struct Random(u64);

    impl Random {
        fn uniform(&mut self) -> f64 {
            self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            ((z ^ (z >> 31)) >> 11) as f64 * 2f64.powi(-53)
        }

        fn normal(&mut self) -> f64 {
            let (size, angle) = (self.uniform().max(1e-300), self.uniform());
            (-2.0 * size.ln()).sqrt() * (std::f64::consts::TAU * angle).cos()
        }

        fn poisson(&mut self, mean: f64) -> f64 {
            let (mut product, mut count) = (self.uniform(), 0.0);
            while product > (-mean).exp() {
                product *= self.uniform();
                count += 1.0;
            }
            count
        }
    }

    /// Ten thousand columns of ordinary shapes, heavy tails, prices and scores among them: ten alarms at most, 0.1 %.
    #[test]
    fn ordinary_columns_have_no_codes() {
        let mut random = Random(13);
        let mut alarms = Vec::new();
        for column in 0..10_000 {
            let rows = [30, 100, 400, 2_000][column / 16 % 4];
            let scale = 10f64.powf(4.0 * random.uniform());
            let values = (0..rows).map(|_| match column % 16 {
                0 => (random.normal() * scale).round(),
                1 => random.normal() * scale,
                2 => (random.normal().exp() * scale).round(),
                3 => (2.0 * random.normal()).exp() * scale,
                4 => (scale / random.uniform().max(1e-9).powf(1.0 / 1.2)).round(),
                5 => {
                    if random.uniform() < 0.8 {
                        0.0
                    } else {
                        (random.normal().exp() * scale).round()
                    }
                }
                6 => (18.0 + 82.0 * random.uniform()).floor(),
                7 => (45.0 + 18.0 * random.normal()).round().clamp(0.0, 99.0),
                8 => random.poisson(3.0),
                9 => {
                    let mean = (random.normal() + 1.0).exp().min(300.0);
                    random.poisson(mean)
                }
                10 => (1.0 + 5.0 * random.uniform()).floor(),
                11 => (random.normal().exp() * 30.0).floor() + 0.99,
                12 => (100.0 * random.uniform()).floor(),
                13 => (-5.0 * random.uniform().max(1e-9).ln()).floor(),
                14 => (20.0 + 12.0 * random.normal()).round(),
                _ => ((random.normal().exp() * 10.0).ceil() * 10.0 - 1.0).round(),
            });
            let found = codes(values);
            if !found.is_empty() {
                alarms.push((column % 16, rows, found));
            }
        }
        assert!(alarms.len() <= 10, "{} alarms: {alarms:?}", alarms.len());
    }
}
