//! From the cells of all pieces to one typed column (the rules are in `table` and `verdict`).
//!
//! A first look at the top of the file only chooses the cheaper way to parse; the decision is taken
//! on the counts of the whole column, so neither the look nor the cut into pieces can change it.
//! A column that was taken for numbers and is not is read a second time as texts.

use crate::columns::dictionary::Dictionary;
use crate::columns::table::{Column, ColumnData, MISSING};
use crate::columns::verdict::{self, Evidence, Verdict};
use crate::text::plan::{Cells, Na, Plan};
use crate::text::{ColumnType, record};
use logodds_model::schema::truth::{BOOLEANS, truth};
use std::collections::HashMap;

/// Records that the first look reads.
const LOOK: usize = 200;

/// Records in which cells padded with zeros are looked for.
const PADDED: usize = 1000;

/// What came of a column.
pub(crate) enum Settled {
    Column(Column),
    /// It is numeric, but these rows are not numbers.
    NotNumbers(Vec<u32>),
    /// It must be read again as texts.
    AsTexts,
}

/// How to parse each column, from its type or else from the first records.
pub(crate) fn guess(text: &[u8], body: usize, delimiter: u8, types: &[Option<ColumnType>], na: &Na) -> Vec<Plan> {
    let mut balance = vec![0i64; types.len()];
    let mut at = record::skip_blank_lines(text, body);
    for _ in 0..LOOK {
        if at >= text.len() {
            break;
        }
        let mut scores = balance.iter_mut();
        let next = record::each_cell(text, at, delimiter, |cell| {
            // A record with too many cells is told later.
            if let Some(score) = scores.next().filter(|_| !na.is(&cell)) {
                *score += if na.sign.number(cell.trim_ascii()).is_some() { 1 } else { -1 };
            }
        });
        at = record::skip_blank_lines(text, next);
    }
    let plan = |(t, score): (&Option<ColumnType>, i64)| match t {
        None => Plan::Skip,
        Some(ColumnType::Numeric | ColumnType::Measure | ColumnType::Modelled) => Plan::Number,
        Some(ColumnType::Categorical) => Plan::Text,
        Some(ColumnType::Auto) if score < 0 => Plan::Text,
        Some(ColumnType::Auto) => Plan::Number,
    };
    types.iter().zip(balance).map(plan).collect()
}

/// Of the columns of `found` without one, cells of the first records that are padded with zeros: digits alone, 0 the first of them.
pub(crate) fn padded(text: &[u8], body: usize, delimiter: u8, found: &mut [Option<String>]) {
    let mut at = record::skip_blank_lines(text, body);
    for _ in 0..PADDED {
        if at >= text.len() {
            break;
        }
        let mut columns = found.iter_mut();
        let next = record::each_cell(text, at, delimiter, |cell| {
            let cell = cell.trim_ascii();
            let is_padded = cell.len() > 1 && cell[0] == b'0' && cell.iter().all(u8::is_ascii_digit);
            if let Some(column) = columns.next().filter(|column| is_padded && column.is_none()) {
                *column = Some(String::from_utf8_lossy(cell).into_owned());
            }
        });
        at = record::skip_blank_lines(text, next);
    }
}

/// Joins one column's pieces; `first_rows[k]` is the row where piece k begins.
pub(crate) fn settle(kind: ColumnType, pieces: Vec<Cells>, first_rows: &[usize], na: &Na) -> Settled {
    match pieces.first() {
        Some(Cells::Number(_)) => settle_numbers(kind, pieces, first_rows),
        Some(Cells::Text(_)) => settle_texts(kind, pieces, na),
        // No piece: a table without rows has columns of the asked type and no values.
        None if kind == ColumnType::Categorical => {
            Settled::Column(Column::of(ColumnData::Categorical { codes: Vec::new(), levels: Vec::new() }, Vec::new()))
        }
        None => Settled::Column(Column::of(ColumnData::Numeric(Vec::new()), Vec::new())),
        Some(Cells::Skip) => Settled::Column(Column::of(ColumnData::Skipped, Vec::new())),
    }
}

fn settle_numbers(kind: ColumnType, pieces: Vec<Cells>, first_rows: &[usize]) -> Settled {
    let rows: usize = pieces.iter().map(|p| if let Cells::Number(n) = p { n.values.len() } else { 0 }).sum();
    let mut values = Vec::with_capacity(rows);
    let (mut missing, mut bad) = (Vec::new(), Vec::new());
    for (piece, &first) in pieces.into_iter().zip(first_rows) {
        let Cells::Number(piece) = piece else {
            continue;
        };
        values.extend_from_slice(&piece.values);
        missing.extend(piece.missing.iter().map(|r| first as u32 + r));
        bad.extend(piece.bad.iter().map(|r| first as u32 + r));
    }
    if bad.is_empty() {
        return Settled::Column(Column::of(ColumnData::Numeric(values), missing));
    }
    let numbers = (values.len() - missing.len() - bad.len()) as u64;
    if kind != ColumnType::Auto || verdict::mostly(numbers, bad.len() as u64) {
        Settled::NotNumbers(bad)
    } else {
        Settled::AsTexts
    }
}

/// A distinct text, without blanks around: how often, and what it is.
struct Level<'t> {
    count: u64,
    number: Option<f64>,
    missing: bool,
    code: u32,
    /// The first and the last of its spellings, which differ in blanks around.
    spellings: [&'t [u8]; 2],
}

fn settle_texts(kind: ColumnType, pieces: Vec<Cells>, na: &Na) -> Settled {
    let pieces: Vec<_> =
        pieces.into_iter().filter_map(|p| if let Cells::Text(d) = p { Some(d) } else { None }).collect();
    let mut levels: HashMap<&[u8], Level<'_>, foldhash::fast::RandomState> = HashMap::default();
    for piece in &pieces {
        for (text, count) in piece.texts().zip(piece.counts()) {
            let level = levels.entry(text.trim_ascii()).or_insert_with(|| Level {
                count: 0,
                number: na.sign.number(text.trim_ascii()),
                missing: na.is(text),
                code: MISSING,
                spellings: [text; 2],
            });
            level.count += count;
            let [first, last] = level.spellings;
            level.spellings = [first.min(text), last.max(text)];
        }
    }
    let mut evidence = Evidence::new(na.sign);
    for (text, level) in levels.iter().filter(|(_, level)| !level.missing) {
        evidence.add(text, level.number, level.count);
    }
    let verdict = if kind == ColumnType::Auto { evidence.verdict() } else { Verdict::Labels };
    let mut sorted: Vec<&[u8]> = levels.iter().filter(|(_, l)| !l.missing).map(|(&t, _)| t).collect();
    sorted.sort_unstable();
    for (code, text) in sorted.iter().enumerate() {
        if let Some(level) = levels.get_mut(text) {
            level.code = code as u32;
        }
    }
    if verdict == Verdict::FaultyNumbers {
        let bad = per_row(&pieces, |t| {
            u32::from(levels.get(t.trim_ascii()).is_some_and(|l| !l.missing && l.number.is_none()))
        });
        return Settled::NotNumbers(rows_with(&bad, 1));
    }
    let values: Vec<f64> = match verdict {
        Verdict::Numbers => sorted.iter().map(|&t| levels.get(t).and_then(|l| l.number).unwrap_or(f64::NAN)).collect(),
        _ => Vec::new(),
    };
    let text = |t: &&[u8]| String::from_utf8_lossy(t).into_owned();
    let texts: Vec<String> = if verdict == Verdict::Numbers { Vec::new() } else { sorted.iter().map(text).collect() };
    let mut blanks: Vec<[String; 2]> = if verdict == Verdict::Numbers { Vec::new() } else { in_two_spellings(&levels) };
    blanks.sort_unstable();
    let code_of: Vec<Vec<u32>> = pieces
        .iter()
        .map(|p| p.texts().map(|t| levels.get(t.trim_ascii()).map_or(MISSING, |l| l.code)).collect())
        .collect();
    drop(levels);
    let codes = recoded(pieces, &code_of);
    let missing = rows_with(&codes, MISSING);
    let data = if verdict == Verdict::Numbers {
        let of = |&c: &u32| values.get(c as usize).copied().unwrap_or(f64::NAN);
        ColumnData::Numeric(codes.iter().map(of).collect())
    } else {
        let truths: Option<Vec<bool>> =
            texts.iter().map(|t| truth(t)).collect::<Option<_>>().filter(|_| kind == ColumnType::Auto);
        match truths {
            Some(truths) if truths.contains(&true) && truths.contains(&false) => {
                // A pair that is there, or else the plainest.
                let there = |pair: &&[&str; 2]| pair.iter().all(|label| texts.iter().any(|t| t == label));
                let labels = BOOLEANS.iter().find(there).unwrap_or(&BOOLEANS[0]).map(str::to_string);
                let of = |&code: &u32| truths.get(code as usize).map_or(MISSING, |&truth| u32::from(truth));
                ColumnData::Boolean { codes: codes.iter().map(of).collect(), labels }
            }
            _ => ColumnData::Categorical { codes, levels: texts },
        }
    };
    Settled::Column(Column { data, missing, blanks })
}

/// Spellings of texts that differ in blanks around alone, and are one level.
fn in_two_spellings(levels: &HashMap<&[u8], Level<'_>, foldhash::fast::RandomState>) -> Vec<[String; 2]> {
    let text = |t: &[u8]| String::from_utf8_lossy(t).into_owned();
    let several = levels.values().filter(|level| !level.missing && level.spellings[0] != level.spellings[1]);
    several.map(|level| level.spellings.map(text)).collect()
}

fn rows_with(codes: &[u32], wanted: u32) -> Vec<u32> {
    (0u32..).zip(codes).filter(|&(_, &c)| c == wanted).map(|(r, _)| r).collect()
}

/// What each row's text means.
fn per_row(pieces: &[Dictionary], of: impl Fn(&[u8]) -> u32) -> Vec<u32> {
    let mut out = Vec::with_capacity(pieces.iter().map(|p| p.codes.len()).sum());
    for piece in pieces {
        let map: Vec<u32> = piece.texts().map(&of).collect();
        out.extend(piece.codes.iter().map(|&c| map[c as usize]));
    }
    out
}

/// The codes of all rows, each replaced by what its piece's map says; in place where there is one piece.
fn recoded(mut pieces: Vec<Dictionary>, maps: &[Vec<u32>]) -> Vec<u32> {
    let rows: usize = pieces.iter().map(|piece| piece.codes.len()).sum();
    let mut codes = Vec::new();
    for (piece, map) in pieces.iter_mut().zip(maps) {
        piece.codes.iter_mut().for_each(|code| *code = map[*code as usize]);
        if codes.is_empty() {
            codes = std::mem::take(&mut piece.codes);
            codes.reserve_exact(rows - codes.len());
        } else {
            codes.extend_from_slice(&piece.codes);
        }
    }
    codes
}
