//! What a service does with a model file: load it once, then score rows given by names, with intervals.
//!
//! `cargo run -p logodds-model --example serve_a_row -- FILE name=value …`; without arguments, a model of low weight at birth and two rows.

#![allow(clippy::print_stdout)]

use logodds_model::file::from_bytes;
use logodds_model::schema::Value;
use logodds_model::score::{RowScorer, Wanted};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/birthwt_1.logodds");
    let file = arguments.first().map_or(sample, String::as_str);
    let record = from_bytes(&std::fs::read(file)?)?;
    let wanted = Wanted { interval: Some(0.95), ..Wanted::default() };
    let scorer = RowScorer::new(&record, wanted)?;

    let pairs = arguments.iter().skip(1).map(|pair| pair.split_once('=').ok_or("give each value as name=value"));
    let given: Vec<(&str, Value<'_>)> =
        pairs.map(|pair| pair.map(|(name, value)| (name, value.into()))).collect::<Result<_, _>>()?;
    let samples: [Vec<(&str, Value<'_>)>; 2] = [
        // As a form has them: numbers and truths, and texts where it is easier.
        vec![
            ("age", 25.0.into()),
            ("lwt", "120".into()),
            ("race", 2.0.into()),
            ("smoke", true.into()),
            ("ptl", 0.0.into()),
            ("ht", 0.0.into()),
            ("ui", 0.0.into()),
            ("ftv", 1.0.into()),
        ],
        // Beyond what the model has seen, which is told.
        vec![
            ("age", 70.0.into()),
            ("lwt", 120.0.into()),
            ("race", 1.0.into()),
            ("smoke", false.into()),
            ("ptl", 0.0.into()),
            ("ht", 0.0.into()),
            ("ui", 0.0.into()),
            ("ftv", 1.0.into()),
        ],
    ];
    let rows = if arguments.len() > 1 { vec![given] } else { samples.to_vec() };
    let schema = scorer.coder().schema();
    let labels = if schema.labels.len() == 2 { &schema.labels[1..] } else { &schema.labels[..] };
    for row in rows {
        let scores = scorer.score(&row)?;
        for (label, numbers) in labels.iter().zip(scores.values.chunks_exact(wanted.width())) {
            match (numbers, &scores.unscored) {
                ([p, lower, upper], None) => {
                    let beyond = if scores.beyond.any() { ", beyond what the model has seen" } else { "" };
                    println!("P({} = {label}) = {p:.4}, from {lower:.4} to {upper:.4}{beyond}", schema.target);
                }
                (_, reason) => println!("no probability: {reason:?}"),
            }
        }
    }
    Ok(())
}
