//! A record as sections, and sections as a record.
//!
//! What a score depends on is critical: a program that would leave it out would compute other scores. All else is the account, of which a
//! program takes what it knows. Sections for which a record has nothing are not written.

mod fit;
mod inference;
mod level_root;
mod schema;
mod scores;
mod separation;
mod words;

use self::fit::{Terms, Writer};
use self::scores::Scores;
use self::separation::Separation;
use super::container::Section;
use super::error::{EncodeError, ModelProblem};
use super::stored::{Stored, decode, encode};
use crate::record::{RayRecord, Record};

const SCHEMA: Kind = Kind::critical("schema");
const SCORES: Kind = Kind::critical("scores");
const EQUATIONS: Kind = Kind::critical("equations");
const RAYS: Kind = Kind::critical("rays");
const TERMS: Kind = Kind::of("terms");
const OBJECTIVE: Kind = Kind::of("objective");
const FIT: Kind = Kind::of("fit");
const DATA: Kind = Kind::of("data");
const WEIGHTS: Kind = Kind::of("weights");
const STATISTICS: Kind = Kind::of("statistics");
const WARNINGS: Kind = Kind::of("warnings");
const COVARIANCE: Kind = Kind::of("covariance");
const LEVEL_COVARIANCE: Kind = Kind::of("level-covariance");
const COLLINEARITY: Kind = Kind::of("collinearity");
const INFERENCE: Kind = Kind::of("inference");
const SEPARATION: Kind = Kind::of("separation");
const WRITER: Kind = Kind::of("writer");

/// A section as this program writes it, and knows it.
#[derive(Clone, Copy)]
struct Kind {
    name: &'static str,
    version: u16,
    critical: bool,
}

impl Kind {
    const fn of(name: &'static str) -> Self {
        Self { name, version: 1, critical: false }
    }

    const fn critical(name: &'static str) -> Self {
        Self { critical: true, ..Self::of(name) }
    }
}

/// The payload of a section.
pub(super) struct Written {
    kind: Kind,
    payload: Vec<u8>,
}

impl Written {
    /// As it stands in a file.
    pub fn section(&self) -> Section<'_> {
        let Kind { name, version, critical } = self.kind;
        Section { name, version, critical, payload: &self.payload }
    }
}

/// The sections of a record, in the order in which they are written.
pub(super) fn write(record: &Record) -> Result<Vec<Written>, EncodeError> {
    fn some<S: Stored>(kind: Kind, value: Option<S>) -> Result<Option<Written>, EncodeError> {
        value.map(|value| Ok(Written { kind, payload: encode(value)? })).transpose()
    }
    fn of<S: Stored>(kind: Kind, value: S) -> Result<Option<Written>, EncodeError> {
        some(kind, Some(value))
    }
    let r = record.clone();
    let rays: Vec<RayRecord> = r.separation.iter().flat_map(|separation| separation.rays.clone()).collect();
    let (intercept, intercepts, coefficients, origin) = (r.intercept, r.intercepts, r.coefficients, r.origin);
    let written = [
        of(SCHEMA, r.schema)?,
        of(SCORES, Scores { intercept, intercepts, coefficients, origin })?,
        some(EQUATIONS, (!r.equations.is_empty()).then_some(r.equations))?,
        some(RAYS, (!rays.is_empty()).then_some(rays))?,
        of(TERMS, Terms { notes: r.notes, ranges: r.ranges })?,
        of(OBJECTIVE, r.objective)?,
        of(FIT, r.fit)?,
        of(DATA, r.data)?,
        some(WEIGHTS, r.weight_kind)?,
        of(STATISTICS, r.statistics)?,
        of(WARNINGS, r.warnings)?,
        some(COVARIANCE, r.covariance_root)?,
        some(LEVEL_COVARIANCE, r.level_root)?,
        some(COLLINEARITY, r.collinearity)?,
        some(INFERENCE, r.inference)?,
        some(SEPARATION, r.separation.map(Separation::from))?,
        of(WRITER, Writer { created: r.created, logodds_version: r.logodds_version })?,
    ];
    Ok(written.into_iter().flatten().collect())
}

/// The record of sections in any order.
pub(super) fn read(sections: Vec<Section<'_>>) -> Result<Record, ModelProblem> {
    let mut sections = Found(sections);
    let schema = sections.needed(SCHEMA)?;
    let Scores { intercept, intercepts, coefficients, origin } = sections.needed(SCORES)?;
    let Terms { notes, ranges } = sections.needed(TERMS)?;
    let Writer { created, logodds_version } = sections.needed(WRITER)?;
    let rays: Vec<RayRecord> = sections.any(RAYS)?.unwrap_or_default();
    let separation = match (sections.any::<Separation>(SEPARATION)?, rays) {
        (Some(separation), rays) => Some(separation.with(rays)),
        (None, rays) if rays.is_empty() => None,
        (None, _) => {
            return Err(ModelProblem::Damaged { what: "it has rays of a separation that it does not tell of" });
        }
    };
    let record = Record {
        schema,
        intercepts,
        coefficients,
        origin,
        intercept,
        notes,
        ranges,
        created,
        logodds_version,
        separation,
        objective: sections.needed(OBJECTIVE)?,
        fit: sections.needed(FIT)?,
        data: sections.needed(DATA)?,
        statistics: sections.needed(STATISTICS)?,
        warnings: sections.needed(WARNINGS)?,
        weight_kind: sections.any(WEIGHTS)?,
        covariance_root: sections.any(COVARIANCE)?,
        level_root: sections.any(LEVEL_COVARIANCE)?,
        collinearity: sections.any(COLLINEARITY)?,
        inference: sections.any(INFERENCE)?,
        equations: sections.any(EQUATIONS)?.unwrap_or_default(),
    };
    sections.rest()?;
    Ok(record)
}

/// Sections that are yet to be read.
struct Found<'a>(Vec<Section<'a>>);

impl Found<'_> {
    /// What a section holds, if it is there.
    fn any<S: Stored>(&mut self, kind: Kind) -> Result<Option<S>, ModelProblem> {
        let is_it = |section: &Section<'_>| section.name == kind.name && section.version == kind.version;
        let Some(at) = self.0.iter().position(is_it) else { return Ok(None) };
        decode(self.0.swap_remove(at).payload).map(Some)
    }

    /// The same of one without which there is no record.
    fn needed<S: Stored>(&mut self, kind: Kind) -> Result<S, ModelProblem> {
        let unknown = self.0.iter().find(|section| section.name == kind.name && section.version != kind.version);
        if let Some(section) = unknown {
            return Err(newer(section));
        }
        self.any(kind)?.ok_or(ModelProblem::NoSection { name: kind.name })
    }

    /// What is left is not known: that must not matter.
    fn rest(self) -> Result<(), ModelProblem> {
        self.0.iter().find(|section| section.critical).map_or(Ok(()), |section| Err(newer(section)))
    }
}

fn newer(section: &Section<'_>) -> ModelProblem {
    ModelProblem::NewerSection { name: section.name.to_owned(), version: section.version }
}
