//! Sentences and remedies: version 1, frozen. Every kind of part, argument and remedy has a name, so that no order of variants is part of the
//! format.

use crate::file::error::Contents;
use crate::file::stored::Stored;
use crate::record::UnknownName;
use crate::words::{Argument, Meaning, Message, Piece, ReadAs, Remedy};
use serde::{Deserialize, Serialize};

/// Remedies without anything to add, by name.
const PLAIN: [(&str, Remedy); 22] = [
    ("leave-out-determined", Remedy::LeaveOutDetermined),
    ("categorical-column", Remedy::CategoricalColumn),
    ("merge-levels", Remedy::MergeLevels),
    ("merge-labels", Remedy::MergeLabels),
    ("merge-responsible", Remedy::MergeResponsible),
    ("spell-levels-alike", Remedy::SpellLevelsAlike),
    ("spell-labels-alike", Remedy::SpellLabelsAlike),
    ("mark-missing", Remedy::MarkMissing),
    ("drop-missing", Remedy::DropMissing),
    ("unseen-missing", Remedy::UnseenMissing),
    ("unseen-base", Remedy::UnseenBase),
    ("decimal-comma", Remedy::Decimal(',')),
    ("decimal-point", Remedy::Decimal('.')),
    ("read-as-csv", Remedy::ReadAsCsv),
    ("counts-as-weights", Remedy::CountsAsWeights),
    ("intercept-alone", Remedy::InterceptAlone),
    ("firth", Remedy::Firth),
    ("larger-penalty", Remedy::LargerPenalty),
    ("more-steps", Remedy::MoreSteps),
    ("more-time", Remedy::MoreTime),
    ("standard-errors", Remedy::StandardErrors),
    ("posterior", Remedy::Posterior),
];

/// A remedy: its name, with the texts and the number that it has.
#[derive(Serialize, Deserialize)]
pub(in crate::file) struct RemedyV1 {
    name: String,
    texts: Vec<String>,
    number: f64,
}

impl Stored for Remedy {
    type Form = RemedyV1;

    fn store(self) -> RemedyV1 {
        let (name, texts, number) = match self {
            Self::Exclude(columns) => ("exclude", columns, 0.0),
            Self::LeaveOut(columns) => ("leave-out", columns, 0.0),
            Self::Read { column, kind, meaning } => {
                let mut texts = vec![column, kind.name().to_owned()];
                texts.extend(meaning.map(|meaning| meaning.name().to_owned()));
                ("read", texts, 0.0)
            }
            Self::LabelsAsTexts(column) => ("labels-as-texts", vec![column], 0.0),
            Self::MergeLevel { level, column } => ("merge-level", vec![level, column], 0.0),
            Self::MissingTexts(texts) => ("missing-texts", texts, 0.0),
            Self::DropTexts(texts) => ("drop-texts", texts, 0.0),
            Self::Delimiter(sign) => ("delimiter", vec![sign.to_string()], 0.0),
            Self::Penalise(lambda) => ("penalise", Vec::new(), lambda),
            Self::Solver(name) => ("solver", vec![name], 0.0),
            Self::Tolerance(tolerance) => ("tolerance", Vec::new(), tolerance),
            Self::Bootstrap(replicates) => ("bootstrap", Vec::new(), replicates as f64),
            plain => {
                let name = PLAIN.iter().find(|(_, remedy)| *remedy == plain).map_or("", |(name, _)| name);
                (name, Vec::new(), 0.0)
            }
        };
        RemedyV1 { name: name.to_owned(), texts, number }
    }

    fn restore(RemedyV1 { name, texts, number }: RemedyV1) -> Result<Self, Contents> {
        let unknown = |found: &str| Contents::Word { what: "a remedy", found: found.to_owned() };
        let first = || texts.first().cloned().unwrap_or_default();
        let second = || texts.get(1).cloned().unwrap_or_default();
        Ok(match name.as_str() {
            "exclude" => Self::Exclude(texts),
            "leave-out" => Self::LeaveOut(texts),
            "read" => {
                let kind = second().parse::<ReadAs>().map_err(word)?;
                let meaning = texts.get(2).map(|meaning| meaning.parse::<Meaning>()).transpose().map_err(word)?;
                Self::Read { column: first(), kind, meaning }
            }
            "labels-as-texts" => Self::LabelsAsTexts(first()),
            "merge-level" => Self::MergeLevel { level: first(), column: second() },
            "missing-texts" => Self::MissingTexts(texts),
            "drop-texts" => Self::DropTexts(texts),
            "delimiter" => Self::Delimiter(first().chars().next().ok_or_else(|| unknown("delimiter"))?),
            "penalise" => Self::Penalise(number),
            "solver" => Self::Solver(first()),
            "tolerance" => Self::Tolerance(number),
            "bootstrap" => Self::Bootstrap(number as usize),
            plain => {
                let found = PLAIN.iter().find(|(name, _)| *name == plain);
                found.map(|(_, remedy)| remedy.clone()).ok_or_else(|| unknown(plain))?
            }
        })
    }
}

fn word(UnknownName { what, found }: UnknownName) -> Contents {
    Contents::Word { what, found }
}

/// A part of a sentence: what it is, and a text, the name of an argument, or a remedy.
#[derive(Serialize, Deserialize)]
pub(in crate::file) struct PieceV1 {
    kind: String,
    text: String,
    remedy: Option<RemedyV1>,
}

impl Stored for Piece {
    type Form = PieceV1;

    fn store(self) -> PieceV1 {
        let (kind, text, remedy) = match self {
            Self::Text(text) => ("text", text, None),
            Self::Argument(argument) => ("argument", argument.name().to_owned(), None),
            Self::Remedy(remedy) => ("remedy", String::new(), Some(remedy.store())),
            Self::Aside(remedy) => ("aside", String::new(), Some(remedy.store())),
        };
        PieceV1 { kind: kind.to_owned(), text, remedy }
    }

    fn restore(PieceV1 { kind, text, remedy }: PieceV1) -> Result<Self, Contents> {
        Ok(match (kind.as_str(), remedy) {
            ("text", None) => Self::Text(text),
            ("argument", None) => Self::Argument(text.parse::<Argument>().map_err(word)?),
            ("remedy", Some(remedy)) => Self::Remedy(Remedy::restore(remedy)?),
            ("aside", Some(remedy)) => Self::Aside(Remedy::restore(remedy)?),
            _ => return Err(Contents::Word { what: "a part of a sentence", found: kind }),
        })
    }
}

impl Stored for Message {
    type Form = Vec<PieceV1>;

    fn store(self) -> Vec<PieceV1> {
        self.into_pieces().into_iter().map(Piece::store).collect()
    }

    fn restore(form: Vec<PieceV1>) -> Result<Self, Contents> {
        form.into_iter().map(Piece::restore).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_remedy_is_read_as_it_was_written() {
        let texts = || vec!["price--lambda".to_owned(), "a=b".to_owned()];
        let read = |meaning| Remedy::Read { column: "--weights".to_owned(), kind: ReadAs::Numeric, meaning };
        let others = [
            Remedy::Exclude(texts()),
            Remedy::LeaveOut(texts()),
            read(None),
            read(Some(Meaning::Amounts)),
            Remedy::LabelsAsTexts("l1_ratio".to_owned()),
            Remedy::MergeLevel { level: "Ulm".to_owned(), column: "city".to_owned() },
            Remedy::MissingTexts(Vec::new()),
            Remedy::DropTexts(texts()),
            Remedy::Delimiter(';'),
            Remedy::Penalise(0.01),
            Remedy::Solver("newton".to_owned()),
            Remedy::Tolerance(4.1e-10),
            Remedy::Bootstrap(1000),
        ];
        for remedy in PLAIN.into_iter().map(|(_, remedy)| remedy).chain(others) {
            assert_eq!(Remedy::restore(remedy.clone().store()).unwrap(), remedy);
        }
        let unknown = RemedyV1 { name: "none".to_owned(), texts: Vec::new(), number: 0.0 };
        assert!(Remedy::restore(unknown).is_err());
    }

    #[test]
    fn a_sentence_is_read_as_it_was_written() {
        let said = crate::message!("{} is {}{}", "a", Argument::Target, Message::aside(Remedy::Firth));
        assert_eq!(Message::restore(said.clone().store()).unwrap(), said);
    }
}
