//! `logodds compare-models A B`: the likelihood ratio of two nested models, from their files.
//!
//! Nothing is fitted and no data are read: both files are asked whether they are of the same rows, as far as they know these, and whether each
//! is the maximum of a likelihood. Where there is no such test every reason is told (code 2).

use crate::args::CompareModelsArgs;
use crate::document::{to_writer, whole_or_null};
use crate::failure::{FINE, Failure};
use crate::number::{figures, p_value};
use crate::output;
use crate::report::Extent;
use crate::shown;
use crate::text_table::TextTable;
use logodds::io::model_file::load;
use logodds::model::Record;
use logodds::{LikelihoodRatio, compare_models};
use serde::Serialize;
use std::io::{self, Write};

const DIGITS: usize = 6;
const JUDGED: usize = 4;

/// The document.
#[derive(Debug, Serialize)]
struct Document<'a> {
    models: [Model<'a>; 2],
    likelihood_ratio: Ratio,
}

#[derive(Debug, Serialize)]
struct Model<'a> {
    file: String,
    target: &'a str,
    rows_used: u64,
    #[serde(serialize_with = "whole_or_null")]
    df: Option<f64>,
    log_likelihood: Option<f64>,
    aic: Option<f64>,
    bic: Option<f64>,
}

#[derive(Debug, Serialize)]
struct Ratio {
    statistic: f64,
    df: usize,
    p_value: f64,
}

/// Run it.
///
/// # Errors
/// [`Failure`] if a file cannot be read, the models cannot be compared, or stdout not be written.
pub fn run(args: &CompareModelsArgs) -> Result<u8, Failure> {
    let names = [&args.first, &args.second].map(|path| path.display().to_string());
    let files = [load(&args.first)?, load(&args.second)?];
    let ratio = compare_models(&files[0], &files[1], args.nested).map_err(|problems| {
        let named = |problem: String| {
            let of = |prefix: &str, name: &String| Some(format!("{name}: {}", problem.strip_prefix(prefix)?));
            of("this model: ", &names[0]).or_else(|| of("the other model: ", &names[1])).unwrap_or(problem)
        };
        let advice = |problem: String| match problem.contains("not seen to be nested") {
            true => format!("{problem}; --nested vouches for it"),
            false => problem,
        };
        Failure::Usage(problems.into_iter().map(named).map(advice).collect())
    })?;
    if args.json {
        output::stdout(|out| to_writer(out, &document(&names, &files, ratio)))?;
    } else {
        output::page(|out| show(out, &names, &files, ratio))?;
    }
    Ok(FINE)
}

fn document<'a>(names: &[String; 2], files: &'a [Record; 2], ratio: LikelihoodRatio) -> Document<'a> {
    let model = |k: usize| {
        let (file, statistics) = (&files[k], &files[k].statistics);
        Model {
            file: names[k].clone(),
            target: &file.schema.target,
            rows_used: file.data.rows_used,
            df: statistics.df,
            log_likelihood: statistics.log_likelihood,
            aic: statistics.aic,
            bic: statistics.bic,
        }
    };
    let LikelihoodRatio { statistic, df, p_value } = ratio;
    Document { models: [model(0), model(1)], likelihood_ratio: Ratio { statistic, df, p_value } }
}

fn show(out: &mut dyn Write, names: &[String; 2], files: &[Record; 2], ratio: LikelihoodRatio) -> io::Result<()> {
    let mut table = TextTable::new(&["model", "coefficients", "log-likelihood", "AIC", "BIC"]);
    for (name, file) in names.iter().zip(files) {
        let statistics = &file.statistics;
        let number = |x: Option<f64>| x.map_or_else(|| "—".to_owned(), |x| figures(x, DIGITS));
        let df = statistics.df.map_or_else(|| "—".to_owned(), |df| df.to_string());
        let cells = vec![df, number(statistics.log_likelihood), number(statistics.aic), number(statistics.bic)];
        table.row(shown::name(name), cells, "");
    }
    table.write(out, Extent::Whole)?;
    let LikelihoodRatio { statistic, df, p_value: p } = ratio;
    writeln!(out)?;
    writeln!(out, "likelihood ratio: χ² {}, df {df}, p {}", figures(statistic, JUDGED), p_value(p))
}
