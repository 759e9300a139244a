//! Columns that are nearly numbers: refused where labels would be a fit of something else.

use crate::fixtures::{read, read_with, says, texts};
use logodds_io::{ReadOptions, quote};

/// `rows` rows of a column `age`: this cell in every `every`-th one, else one of `distinct` numbers.
fn ages(rows: usize, distinct: usize, every: usize, cell: impl Fn(usize) -> String) -> String {
    let one = |k: usize| if k % every == every / 2 { cell(k) } else { (18 + k * 7 % distinct).to_string() };
    let lines: Vec<String> = (0..rows).map(|k| format!("{},{k}\n", quote(&one(k), b','))).collect();
    format!("age,k\n{}", lines.concat())
}

/// What is said of a text, the same in whatever pieces it is read and however it begins.
fn refused(text: &str) -> String {
    let (header, rows) = text.split_once('\n').unwrap();
    let error = |piece_bytes| {
        let options = ReadOptions { piece_bytes, ..ReadOptions::default() };
        read_with(text, &options).expect_err("refused").to_string()
    };
    let whole = error(1 << 20);
    assert!([1, 50, 1000].iter().all(|&piece| error(piece) == whole));
    // The first look sees numbers alone, or texts alone; the decision is the same.
    let mut sorted: Vec<&str> = rows.lines().collect();
    sorted.sort_unstable();
    let up = format!("{header}\n{}\n", sorted.join("\n"));
    sorted.reverse();
    let down = format!("{header}\n{}\n", sorted.join("\n"));
    assert!(read(up).is_err() && read(down).is_err());
    whole
}

#[test]
fn one_in_eight_is_a_question_mark() {
    let text = refused(&ages(3000, 52, 8, |_| "?".into()));
    says(
        &text,
        &[
            "t.csv:6: column \"age\": \"?\" is not a number (375 such cells). Add na = [\"?\"], or categorical = [\"age\"].",
        ],
    );
    let three = |k: usize| ["?", "unknown", "-"][k % 3].to_string();
    says(
        &refused(&ages(600, 52, 2, three)),
        &["(300 such cells: \"unknown\", \"?\", \"-\"). Add na = [\"unknown\", \"?\", \"-\"], or"],
    );
}

#[test]
fn what_stays_categorical() {
    let categorical = |text: String| assert_eq!(texts(&read(text).unwrap(), 0).len(), 600);
    categorical(ages(600, 52, 2, |k| format!("x{}", k / 2 % 4))); // too many texts to be markers
    categorical(ages(600, 20, 8, |_| "A".into())); // codes: few distinct numbers
    categorical(ages(600, 52, 8, |k| if k == 12 { "07".into() } else { "AL".into() })); // padded codes
    categorical(ages(600, 52, 2, |k| if k == 1 { "x".into() } else { "y".into() }).replacen("18,", "z,", 1));
}

#[test]
fn numbers_with_commas() {
    let thousands = ages(600, 52, 2, |k| format!("{},{:03}", 1 + k % 9, k % 1000));
    says(&refused(&thousands), &["\"age\": \"2,001\" is not a number (300 such", "Write it without the commas: 2001,"]);
    let decimals = ages(600, 52, 1, |k| format!("{},{}", k / 10, k % 10));
    says(
        &refused(&decimals),
        &[
            "\"0,0\" is not a number (600 such cells",
            "Its comma is a decimal sign: add decimal = DecimalSign::Comma, or categorical",
        ],
    );
    // Sets of answers are labels.
    let sets = ages(600, 52, 1, |k| format!("{},{},{}", k % 5, k % 7, k % 3));
    assert_eq!(texts(&read(sets).unwrap(), 0).len(), 600);
}
