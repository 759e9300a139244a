//! `--contrast`: sums of factors times coefficients, and what is wrong with them, in the words of whoever wrote them.

use crate::terminal::names::did_you_mean;
use crate::terminal::problems::Problems;
use logodds::io::split_names;
use logodds::model::schema::{ColumnKind, INTERCEPT};
use logodds::study::{ContrastTextError, NamedContrast, Training};

/// The contrasts of the texts.
pub fn contrasts(texts: &[String], problems: &mut Problems) -> Vec<NamedContrast> {
    let parse = |text: &String| match NamedContrast::parse(text) {
        Ok(contrast) => Some(contrast),
        Err(ContrastTextError::Empty) => {
            problems.0.push(format!("--contrast {text:?}: it must be TERM=FACTOR,…, such as age=10"));
            None
        }
        Err(error) => {
            problems.0.push(format!("--contrast: {error}"));
            None
        }
    };
    texts.iter().filter_map(parse).collect()
}

/// The part of the texts that names a term, and its factor.
fn written(name: &str, texts: &[String]) -> (String, String) {
    let parts = texts.iter().flat_map(|text| split_names(text));
    let found = parts.filter_map(|part| {
        let (term, factor) = part.rsplit_once('=')?;
        (term.trim() == name).then(|| (part.clone(), factor.trim().to_owned()))
    });
    let is_number = |(_, factor): &&(String, String)| factor.parse::<f64>().is_ok_and(f64::is_finite);
    let found: Vec<(String, String)> = found.collect();
    found.iter().find(|part| !is_number(part)).or(found.first()).cloned().unwrap_or_default()
}

/// A factor that is no number.
pub fn no_number(term: &str, texts: &[String]) -> String {
    let (part, factor) = written(term, texts);
    format!("{part:?}: the factor {factor:?} is not a number")
}

/// A name that is no term.
pub fn unknown(name: &str, texts: &[String], training: &Training) -> String {
    /// Terms that a sentence lists.
    const LISTED: usize = 5;
    let (part, level) = written(name, texts);
    let schema = training.schema();
    for column in &schema.columns {
        let ColumnKind::Categorical { levels } = &column.kind else { continue };
        let Some((base, others)) = levels.split_first() else { continue };
        if column.name == name {
            // `race=2` may have been meant as a term.
            let meant = others.iter().find(|other| **other == level);
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
