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

use logodds::{Csr, InMemory, LogisticRegression, Penalty};
use std::collections::BTreeMap;

const TEXTS: [(&str, u8); 12] = [
    ("win a free prize now", 1),
    ("free money claim your prize", 1),
    ("urgent claim now free entry", 1),
    ("you win cash now", 1),
    ("cheap loans claim cash today", 1),
    ("are we still on for lunch today", 0),
    ("call me when you are home", 0),
    ("see you at lunch", 0),
    ("the meeting is today at ten", 0),
    ("can you send me the notes", 0),
    ("home now see you soon", 0),
    ("free for lunch today", 0),
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let words: std::collections::BTreeSet<&str> = TEXTS.iter().flat_map(|(text, _)| text.split(' ')).collect();
    let columns: BTreeMap<&str, u32> = words.iter().zip(0..).map(|(word, column)| (*word, column)).collect();

    let (mut indptr, mut indices, mut counts) = (vec![0], Vec::new(), Vec::new());
    for (text, _) in TEXTS {
        for (column, count) in entries(text, &columns) {
            indices.push(column);
            counts.push(count);
        }
        indptr.push(indices.len());
    }
    println!("{} texts, {} words, {} entries stored", TEXTS.len(), columns.len(), indices.len());

    let labels: Vec<u8> = TEXTS.iter().map(|(_, spam)| *spam).collect();
    let data = InMemory::new(Csr::new(indptr, indices, counts, columns.len())?, labels)?;
    let ridge = LogisticRegression { penalty: Penalty::l2(0.02), ..Default::default() };
    let fit = ridge.fit(&data)?;
    assert!(fit.is_certified());

    for text in ["claim your free cash", "lunch at home today", "free lunch"] {
        // A row for the model: zeros, and the words it knows.
        let mut row = vec![0.0; columns.len()];
        entries(text, &columns).into_iter().for_each(|(column, count)| row[column as usize] = count);
        println!("p(spam | {text:?}) = {:.2}", fit.model.probability(&row)?);
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

/// Known words of a text with their counts, in the order of their columns: what a row of [`Csr`] must be.
fn entries(text: &str, columns: &BTreeMap<&str, u32>) -> BTreeMap<u32, f64> {
    let mut counts = BTreeMap::new();
    for column in text.split(' ').filter_map(|word| columns.get(word)) {
        *counts.entry(*column).or_insert(0.0) += 1.0;
    }
    counts
}
