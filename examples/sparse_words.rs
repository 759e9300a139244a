//! Texts as sparse columns: a word is a column, and only the words that occur are stored.
//!
//!     cargo run --release --example sparse_words
//!
//! ```text
//! η = b + Σ_words w_word · count_word          p = 1 / (1 + e^−η)
//! ```
//!
//! A vocabulary has many thousands of columns, of which a text has a handful of entries. [`Csr`] stores those alone; a pass
//! costs what is stored. With so many unknowns a penalty is what makes the answer unique and the certificate cheap: the
//! duality gap needs no Hessian.
#![allow(clippy::print_stdout)]

use logodds::core::DesignMatrix;
use logodds::data::DataError;
use logodds::prelude::*;
use std::collections::BTreeMap;

const TEXTS: [(&str, bool); 12] = [
    ("win a free prize now", true),
    ("free money claim your prize", true),
    ("urgent claim now free entry", true),
    ("you win cash now", true),
    ("cheap loans claim cash today", true),
    ("are we still on for lunch today", false),
    ("call me when you are home", false),
    ("see you at lunch", false),
    ("the meeting is today at ten", false),
    ("can you send me the notes", false),
    ("home now see you soon", false),
    ("free for lunch today", false),
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let words: std::collections::BTreeSet<&str> = TEXTS.iter().flat_map(|(text, _)| text.split(' ')).collect();
    let columns: BTreeMap<&str, u32> = words.iter().zip(0..).map(|(word, column)| (*word, column)).collect();

    let x = matrix(TEXTS.iter().map(|(text, _)| *text), &columns)?;
    println!("{} texts, {} words, {} entries stored", x.nrows(), columns.len(), x.stored());

    let ridge = LogisticRegression { penalty: Penalty::l2(0.02), ..Default::default() };
    let fit = ridge.fit(&Outcome::of_bools(TEXTS.iter().map(|(_, spam)| *spam)).with(&x)?)?;
    assert!(fit.is_certified());

    let new = ["claim your free cash", "lunch at home today", "free lunch"];
    for (text, p) in new.iter().zip(fit.predict(&matrix(new, &columns)?)?) {
        println!("p(spam | {text:?}) = {p:.2}");
    }
    let coefficient = |word: &str| fit.model.coefficients()[columns[word] as usize];
    println!(
        "odds ratio of one more \"claim\" {:.2}, \"lunch\" {:.2}",
        coefficient("claim").exp(),
        coefficient("lunch").exp()
    );
    assert!(coefficient("claim") > 0.0 && coefficient("lunch") < 0.0);
    Ok(())
}

/// A row per text: its known words, in the order of their columns, and how often each occurs.
fn matrix<'t>(
    texts: impl IntoIterator<Item = &'t str>,
    columns: &BTreeMap<&str, u32>,
) -> Result<Csr<'static, f64>, DataError> {
    let (mut indptr, mut indices, mut counts) = (vec![0], Vec::new(), Vec::new());
    for text in texts {
        let mut row = BTreeMap::new();
        for column in text.split(' ').filter_map(|word| columns.get(word)) {
            *row.entry(*column).or_insert(0.0) += 1.0;
        }
        indices.extend(row.keys());
        counts.extend(row.values());
        indptr.push(indices.len());
    }
    Csr::new(indptr, indices, counts, columns.len())
}
