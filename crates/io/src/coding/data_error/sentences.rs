//! Errors of data in sentences: what is wrong, where, and what to do.

use super::{DataError, NoClasses};
use crate::coding::names::did_you_mean;
use crate::columns::Purpose;
use logodds_model::excerpt::{ITEMS, count, counts, list, names, quoted, such};
use logodds_model::message;
use logodds_model::words::{Argument, Message, Remedy, Told};
use std::fmt;

impl Told for DataError {
    fn message(&self) -> Message {
        match self {
            Self::NoRows { file } => message!("{}: there are no rows after the header", file),
            Self::Missing { place, column, cells, rows, columns, feature } => {
                let exclude = feature
                    .as_ref()
                    .map_or_else(Message::default, |_| message!(", a column with {}", Argument::Exclude));
                message!(
                    "{}: column {} has no value. {} in {}, columns {}. Leave these rows out with {}{}; {} says which texts mean missing",
                    place,
                    quoted(column),
                    count(*cells, "missing cell"),
                    count(*rows, "row"),
                    counts(columns),
                    Remedy::DropMissing,
                    exclude,
                    Argument::MissingTexts
                )
            }
            Self::MissingToPredict { place, column, cells, rows, columns } => message!(
                "{}: column {} has no value. {} in {}, columns {}. Fill them in, or predict with {}: such rows then get an empty probability",
                place,
                quoted(column),
                count(*cells, "missing cell"),
                count(*rows, "row"),
                counts(columns),
                Remedy::DropMissing
            ),
            Self::Unfit(unfit) => unfit.message(),
            Self::NoRowsLeft { file, rows, columns, feature } => message!(
                "{}: all {} rows have missing cells (columns {}). {} {}",
                file,
                rows,
                counts(columns),
                emptiest(feature.as_ref()),
                Argument::MissingTexts
            ),
            Self::NotFinite { place, column, value, cells, purpose } => message!(
                "{}: column {}: {} is not finite{}. {}",
                place,
                quoted(column),
                quoted(value),
                such(*cells, "cell"),
                finite(*purpose, value)
            ),
            Self::NotNumbers(fault) => fault.message(),
            Self::NegativeWeight { place, column, value, cells } => message!(
                "{}: weight {} in column {} is negative{}. Weights are 0 or more",
                place,
                shown(value),
                quoted(column),
                such(*cells, "cell")
            ),
            Self::ZeroWeights { column } => {
                message!("column {}: all weights are zero, so there is nothing to fit", quoted(column))
            }
            Self::SameTerm { file, name, terms } => message!(
                "{}: {} and {} would both be the term {}. Rename a column, or leave one out with {}",
                file,
                &terms[0],
                &terms[1],
                quoted(name),
                Argument::Exclude
            ),
            Self::OneLabel { target, label, rows, emptied } => {
                let remedy = match emptied.is_empty() {
                    true => message!(
                        "Look at the filter that made the {}, or name another {}",
                        Argument::Source,
                        Argument::Target
                    ),
                    false => message!("Fill cells in, or leave the column out that lacks them"),
                };
                message!(
                    "target {} has one label only, {} in all {} rows{}: there is nothing to tell apart. {}",
                    quoted(target),
                    quoted(label),
                    rows,
                    left_out(emptied),
                    remedy
                )
            }
            Self::LargeLabel { target, label } => message!(
                "target {} has the label {}: from 2⁵³ on numbers lose their last digits, and labels that differ would be one. Make them texts{}",
                quoted(target),
                label,
                Message::aside(Remedy::LabelsAsTexts(target.clone()))
            ),
            Self::ManyLabels { target, labels, examples, why } => message!(
                "target {} has {} labels{}: {}. {}",
                quoted(target),
                labels,
                no_classes(*why),
                label_counts(examples, *labels),
                to_do(*why, target)
            ),
            Self::UnknownBase { column, level, nearest, levels, left_out } => message!(
                "{}: column {} has no level {}{}; it has {}{}",
                Argument::Base,
                quoted(column),
                quoted(level),
                lost(*left_out),
                names(levels),
                did_you_mean(nearest)
            ),
            Self::BaseOfNumbers { column, level } => message!(
                "{}: column {} is read as numbers, which have no levels such as {}. Add {}",
                Argument::Base,
                quoted(column),
                quoted(level),
                Remedy::categorical(column)
            ),
            Self::OtherLabels { target, expected, labels, examples } => {
                let remedy = match labels > expected {
                    true => message!(
                        "Correct the cells that are none of them, {}, or leave {} out",
                        Remedy::MarkMissing,
                        Argument::Labels
                    ),
                    false => message!(
                        "Leave {} out, or look at the filter that made the {}",
                        Argument::Labels,
                        Argument::Source
                    ),
                };
                message!(
                    "{} {}: target {} has {}: {}. {}",
                    Argument::Labels,
                    expected,
                    quoted(target),
                    labels,
                    label_counts(examples, *labels),
                    remedy
                )
            }
            Self::UnknownPositive { positive, target, labels } => message!(
                "{} {}: target {} has no such label; it has {}",
                Argument::Positive,
                quoted(positive),
                quoted(target),
                known(labels)
            ),
            Self::PositiveOfMany { positive, target, labels } => message!(
                "{} {}: target {} has {} labels, {}, and each gets a probability of its own. Leave {} out; for {} against all others, \
                 recode those to one label",
                Argument::Positive,
                quoted(positive),
                quoted(target),
                labels.len(),
                names(labels),
                Argument::Positive,
                quoted(positive)
            ),
            Self::NotParsed { column, needed } => message!(
                "column {} was not read as {}: read the table with the options of FitColumns::apply or Schema::apply",
                quoted(column),
                *needed
            ),
            Self::MissingColumns { file, columns } => message!("{}: {}", file, lacking(columns)),
            Self::OneColumn { file, delimiter } => {
                message!("{}: the file has a single column; add {}", file, Remedy::Delimiter(*delimiter))
            }
            Self::UnseenLevel { place, column, value, cells, known } => message!(
                "{}: column {}: level {} was never seen by the fit{}. It knows {}. Correct the cells, or predict with {} (no probability) or {} \
                 (as the base level)",
                place,
                quoted(column),
                quoted(value),
                such(*cells, "cell"),
                names(known),
                Remedy::UnseenMissing,
                Remedy::UnseenBase
            ),
        }
    }
}

impl fmt::Display for DataError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

impl std::error::Error for DataError {}

/// That a level was lost with the rows left out.
fn lost(left_out: u64) -> String {
    match left_out {
        0 => String::new(),
        1 => " among the rows in use, as the one row that has it lacks a cell".to_string(),
        rows => format!(" among the rows in use, as the {rows} rows that have it lack a cell"),
    }
}

/// Labels whose rows are left out.
fn left_out(emptied: &[(String, u64)]) -> String {
    match emptied {
        [] => String::new(),
        more => {
            format!(
                " in use (those of {} lack a cell)",
                list(more, |(label, rows)| format!("{} ({})", quoted(label), count(*rows, "row")))
            )
        }
    }
}

fn no_classes(why: NoClasses) -> String {
    match why {
        NoClasses::Header => String::new(),
        NoClasses::Amounts | NoClasses::Codes => ", numbers that look like amounts and not like classes".to_string(),
        NoClasses::Shares => ", shares and no classes".to_string(),
        NoClasses::TooMany { most } => format!(", more than the {most} that a model takes"),
        NoClasses::FewRows { rows } => format!(" in {}, too few for a fit", count(rows, "row")),
    }
}

/// Events of trials are rows with counts: any share of them is then the likelihood's own.
fn grouped() -> Message {
    message!(
        "write a row for each label with its count (\"1 of 20\" is the row yes,1 and the row no,19, each beside the features), and {}",
        Remedy::CountsAsWeights
    )
}

fn to_do(why: NoClasses, target: &str) -> Message {
    match why {
        NoClasses::Header => message!("The first line looks like a header: leave out {}", Argument::NoHeader),
        NoClasses::Shares => message!(
            "If they are events of trials, {}; else recode it to two labels, such as above and below a limit; or name another {}",
            grouped(),
            Argument::Target
        ),
        NoClasses::Amounts => message!(
            "Recode it to two labels, such as above and below a limit, or to a few; if they are counts of events, {}; or name another {}",
            grouped(),
            Argument::Target
        ),
        NoClasses::Codes => message!(
            "If they are codes of classes, add {}; if they are counts of events, {}; else recode it to a few labels",
            Remedy::categorical(target),
            grouped()
        ),
        NoClasses::TooMany { .. } | NoClasses::FewRows { .. } => {
            message!("Recode it to fewer, drop the rows of the rare ones, or name another {}", Argument::Target)
        }
    }
}

/// `"a" and "b"`, or the first few of more.
fn known(labels: &[String]) -> String {
    match labels {
        [one, other] => format!("{} and {}", quoted(one), quoted(other)),
        more => names(more),
    }
}

fn label_counts(examples: &[(String, u64)], labels: u64) -> String {
    let shown = list(examples, |(name, k)| format!("{} ({})", quoted(name), count(*k, "row")));
    let more = if labels > examples.len() as u64 { ", …" } else { "" };
    format!("{shown}{more}")
}

/// A number as it stands, without quotes.
fn shown(value: &str) -> String {
    quoted(value).trim_matches('"').to_string()
}

/// What to do about a column that leaves no row.
fn emptiest(feature: Option<&String>) -> Message {
    match feature {
        Some(name) => message!("Leave the emptiest out with {}, or correct", Remedy::exclude(name)),
        None => message!("Fill them in, or correct"),
    }
}

/// What to do about an infinite number.
fn finite(purpose: Purpose, value: &str) -> Message {
    let mark = Remedy::MissingTexts(vec![value.to_owned()]);
    match purpose {
        Purpose::Feature => {
            message!("Correct it, mark it missing with {}, or leave the column out with {}", mark, Argument::Exclude)
        }
        Purpose::Measure | Purpose::Prediction => message!("Correct it, or mark it missing with {}", mark),
    }
}

fn lacking(columns: &[(String, Option<String>)]) -> String {
    let one = |(name, near): &(String, Option<String>)| {
        format!("the model needs column {}, the file has none{}", quoted(name), did_you_mean(near))
    };
    let mut lines: Vec<_> = columns.iter().take(ITEMS).map(one).collect();
    if columns.len() > ITEMS {
        lines.push(format!("and {} more such columns", columns.len() - ITEMS));
    }
    lines.join("\n")
}
