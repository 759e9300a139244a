//! `--contrast`: sums of factors times coefficients.
//!
//! `TERM=FACTOR,…`: terms as the table of coefficients calls them, which may hold `=` themselves (`race=2`), so the last one is before
//! the factor. `age=10` is the effect of ten years, `race=2=1,race=3=-1` that of race 2 against 3, `(intercept)=1,age=40` the log-odds
//! at the age of 40, all else 0 or at its base.

use crate::terminal::names::did_you_mean;
use logodds::io::split_names;
use logodds::model::Record;
use logodds::model::schema::{ColumnKind, INTERCEPT};
use logodds::{Contrast, Training};

/// The contrasts of the texts.
///
/// # Errors
/// Sentences about what is wrong with them.
pub fn of(texts: &[String], training: &Training) -> Result<Vec<Contrast>, Vec<String>> {
    let mut problems = Vec::new();
    let mut contrasts = Vec::new();
    for text in texts {
        let mut contrast = Contrast { intercept: 0.0, coefficients: Vec::new() };
        let parts = split_names(text);
        if parts.is_empty() {
            problems.push(format!("--contrast {text:?}: it must be TERM=FACTOR,…, such as age=10"));
        }
        for part in parts {
            match term(&part, training) {
                Ok((None, factor)) => contrast.intercept += factor,
                Ok((Some(j), factor)) => contrast.coefficients.push((j, factor)),
                Err(problem) => problems.push(format!("--contrast: {problem}")),
            }
        }
        contrasts.push(contrast);
    }
    if problems.is_empty() { Ok(contrasts) } else { Err(problems) }
}

/// The place of a term in the design matrix (none of the intercept), and its factor.
fn term(part: &str, training: &Training) -> Result<(Option<usize>, f64), String> {
    let Some((name, factor)) = part.rsplit_once('=') else {
        return Err(format!("{part:?} has no factor; write {part}=1 for the coefficient itself"));
    };
    let name = name.trim();
    let place = training.terms().iter().position(|term| term.name == name);
    if place.is_none() && name != INTERCEPT {
        return Err(unknown(part, name, training));
    }
    match factor.trim().parse::<f64>() {
        Ok(factor) if factor.is_finite() => Ok((place, factor)),
        _ => Err(format!("{part:?}: the factor {:?} is not a number", factor.trim())),
    }
}

fn unknown(part: &str, name: &str, training: &Training) -> String {
    /// Terms that a sentence lists.
    const LISTED: usize = 5;
    let schema = training.schema();
    for column in &schema.columns {
        let ColumnKind::Categorical { levels } = &column.kind else { continue };
        let Some((base, others)) = levels.split_first() else { continue };
        if column.name == name {
            // `race=2` may have been meant as a term.
            let level = part.rsplit_once('=').map(|(_, level)| level.trim()).unwrap_or_default();
            let meant = others.iter().find(|other| *other == level);
            let example =
                meant.or(others.first()).map_or_else(String::new, |level| format!("; write {name}={level}=1"));
            let listed: Vec<String> = others.iter().take(LISTED).map(|level| format!("{name}={level}")).collect();
            let more = if others.len() > LISTED { ", …" } else { "" };
            return format!("{part:?}: the terms of {name:?} are its levels, {}{more}{example}", listed.join(", "));
        }
        if format!("{}={base}", column.name) == name {
            return format!("{name:?} is the base level of {:?}, whose coefficient is 0; leave it out", column.name);
        }
    }
    let names: Vec<String> =
        training.terms().iter().map(|term| term.name.clone()).chain([INTERCEPT.to_owned()]).collect();
    format!("no term {name:?}{}", did_you_mean(name, &names))
}

/// Call the contrasts of a file by the texts that they were asked for by.
pub fn name(file: &mut Record, texts: &[String]) {
    let records = file.inference.iter_mut().flat_map(|inference| &mut inference.contrasts);
    records.zip(texts).for_each(|(record, text)| record.text.clone_from(text));
}
