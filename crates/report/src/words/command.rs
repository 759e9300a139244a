//! The words of the command: flags, with their values as a user can paste them into a shell.
//!
//! Values that begin with `-` need `=`, or the command takes them for flags; what a shell would touch goes into single quotes; a value with
//! a comma goes into double quotes inside of those, because lists are split as CSV is (see [`logodds::io::split_names`]).

use logodds::io::quote;
use logodds_model::words::{Argument, ReadAs, Remedy, Words, can_be_typed};

/// The words of the command.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Command;

impl Words for Command {
    fn argument(&self, argument: Argument) -> &'static str {
        match argument {
            Argument::Target => "--target",
            Argument::Positive => "--positive",
            Argument::Features => "--features",
            Argument::Exclude => "--exclude",
            Argument::Categorical => "--categorical",
            Argument::Numeric => "--numeric",
            Argument::Weights => "--weights",
            Argument::Offset => "--offset",
            Argument::Cluster => "--cluster",
            Argument::Base => "--base",
            Argument::Labels => "--labels",
            Argument::MissingTexts => "--na",
            Argument::Decimal => "--decimal",
            Argument::NoHeader => "--no-header",
            Argument::Source => "file",
            Argument::Saving => "`logodds fit --model`",
            Argument::CorrectedIntercept => "--flic",
            Argument::AllLevels => "--all-levels",
            Argument::Everything => "--json",
            other => logodds_model::words::RustWords.argument(other),
        }
    }

    fn remedy(&self, remedy: &Remedy) -> Option<String> {
        Some(match remedy {
            Remedy::Exclude(columns) => flag("--exclude", columns),
            Remedy::LeaveOut(columns) => {
                columns.iter().map(|name| format!("--exclude {}", argument(name))).collect::<Vec<_>>().join(" ")
            }
            Remedy::LeaveOutDetermined => "--exclude for a column that others determine".to_owned(),
            Remedy::Read { column, kind, meaning } => {
                let name = match kind {
                    ReadAs::Categorical => "--categorical",
                    ReadAs::Numeric => "--numeric",
                };
                let meaning = meaning.map_or_else(String::new, |meaning| format!(" {}", meaning.words()));
                flag(name, std::slice::from_ref(column)) + &meaning
            }
            Remedy::CategoricalColumn => "a column of categories".to_owned(),
            Remedy::LabelsAsTexts(column) => format!("--categorical {}", argument(column)),
            Remedy::MissingTexts(texts) => flag("--na", texts),
            Remedy::MarkMissing => "mark them missing with --na".to_owned(),
            Remedy::DropTexts(texts) => format!("--na={} --missing drop", cells(texts)),
            Remedy::DropMissing => "--missing drop".to_owned(),
            Remedy::UnseenMissing => "--unseen missing".to_owned(),
            Remedy::UnseenBase => "--unseen base".to_owned(),
            Remedy::Decimal(sign) => format!("--decimal '{sign}'"),
            Remedy::Delimiter(sign) => format!("--delimiter {sign:?}"),
            Remedy::ReadAsCsv => "--format csv".to_owned(),
            Remedy::CountsAsWeights => "--target label --weights count --weight-kind frequency".to_owned(),
            Remedy::InterceptAlone => "--features ''".to_owned(),
            Remedy::Firth => "--penalty firth".to_owned(),
            Remedy::Penalise(lambda) => format!("--penalty l2 --lambda {lambda}"),
            Remedy::LargerPenalty => "a larger --lambda".to_owned(),
            Remedy::Solver(name) => format!("--solver {name}"),
            Remedy::Tolerance(tolerance) => {
                format!("--tolerance {tolerance:.1e}, as rounding allows no smaller one")
            }
            Remedy::MoreSteps => "a larger --max-iterations".to_owned(),
            Remedy::MoreTime => "a larger --max-seconds".to_owned(),
            Remedy::StandardErrors => "without --covariance none".to_owned(),
            Remedy::Posterior => "--covariance penalized".to_owned(),
            Remedy::Bootstrap(replicates) => format!("--bootstrap {replicates}"),
            other => return other.plain(),
        })
    }
}

/// `--na n/a`, `--na '?'`, `--na=-inf`; the flag alone where nobody would type a value.
fn flag(name: &str, values: &[String]) -> String {
    match list(values) {
        Some(list) if list.starts_with('-') || list.starts_with("'-") => format!("{name}={list}"),
        Some(list) => format!("{name} {list}"),
        None => name.to_owned(),
    }
}

/// Values as a shell takes them; `None` if one is too long or too odd to be typed.
pub(super) fn list(values: &[String]) -> Option<String> {
    if !can_be_typed(values) {
        return None;
    }
    let cells: Vec<_> = values.iter().map(|value| quote(value, b',')).collect();
    let list = cells.join(",");
    let plain = list.bytes().all(|b| b.is_ascii_alphanumeric() || b"/-_.,".contains(&b));
    Some(if plain { list } else { format!("'{}'", list.replace('\'', r"'\''")) })
}

/// Texts of cells: numbers as they stand, others in quotes.
pub(super) fn cells(texts: &[String]) -> String {
    let list = texts.join(",");
    if texts.iter().all(|text| text.parse::<f64>().is_ok()) { list } else { format!("'{list}'") }
}

/// A name as the command line takes it in a list, in quotes always.
fn argument(name: &str) -> String {
    match quote(name, b',') {
        plain if plain == name => format!("\"{name}\""),
        quoted => format!("'{quoted}'"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn na(values: &[&str]) -> String {
        let texts = values.iter().map(|value| (*value).to_owned()).collect();
        Command.remedy(&Remedy::MissingTexts(texts)).unwrap_or_default()
    }

    #[test]
    fn values_can_be_pasted() {
        assert_eq!(na(&["n/a", "none"]), "--na n/a,none");
        assert_eq!(na(&["?"]), "--na '?'");
        assert_eq!(na(&["-inf"]), "--na=-inf");
        assert_eq!(na(&["- "]), "--na='- '");
        assert_eq!(na(&["it's"]), r"--na 'it'\''s'");
        assert_eq!(na(&["1,2", "x"]), r#"--na '"1,2",x'"#);
    }

    #[test]
    fn values_that_nobody_types_are_left_out() {
        for values in [&[][..], &[""], &["a\nb"], &[&"x".repeat(100)]] {
            assert_eq!(na(values), "--na");
        }
    }

    #[test]
    fn names_of_columns_are_taken_whole() {
        let leave = Remedy::LeaveOut(vec!["price--lambda".to_owned(), "a,b".to_owned()]);
        assert_eq!(Command.remedy(&leave).unwrap(), "--exclude \"price--lambda\" --exclude '\"a,b\"'");
        assert_eq!(Command.remedy(&Remedy::exclude("--weights")).unwrap(), "--exclude=--weights");
        assert_eq!(Command.remedy(&Remedy::DropTexts(vec!["?".to_owned()])).unwrap(), "--na='?' --missing drop");
        let codes = Remedy::DropTexts(vec!["-99".to_owned(), "-1".to_owned()]);
        assert_eq!(Command.remedy(&codes).unwrap(), "--na=-99,-1 --missing drop");
    }
}
