//! `logodds check`: what is wrong with data, before a fit.
//!
//! The same eyes as those of `fit` (columns that are no features, cells that are not numbers, missing cells, the target), but nothing ends
//! the look: what would be refused is left out, and the rest is fitted, without a penalty, for what a fit would warn of. Beside that,
//! what no fit says: columns that tell the label, copies, rows for each coefficient, and how new rows differ.

mod new;

use crate::args::CheckArgs;
use crate::args::specification::{self, Flags};
use crate::terminal::failure::{self, DATA, FINE, Failure};
use crate::terminal::problems::Problems;
use crate::terminal::progress::Progress;
use crate::terminal::{output, threads, width};
use crate::verbs::data::Places;
use logodds::data::Executor;
use logodds::fit::LogisticRegression;
use logodds::inference::{Estimator, InferenceRequest};
use logodds::io::{Encoded, FitColumns, Input, Table};
use logodds::model::schema::Missing;
use logodds::study::{Fitted, Study, Training, checkup};
use logodds_report::advice::Advice;
use logodds_report::document::to_writer;
use logodds_report::facts::findings::{DataOf, Finding, Findings, LabelOf, Severity};
use logodds_report::text;
use logodds_report::words::{Command, Remedy, Words};

/// Coefficients up to which the data are fitted: what a look may cost.
const FITTED: usize = 1_000;

/// Run it.
///
/// # Errors
/// [`Failure`] if there is nothing to look at, or the output cannot be written.
pub fn run(args: &CheckArgs) -> Result<u8, Failure> {
    let mut problems = Problems::default();
    let mut options = specification::read_options(&args.input, &mut problems);
    let new_options = options.clone();
    let columns = specification::fit_columns(&args.columns, &mut problems);
    let mut asked = Study::new("");
    asked.roles.clone_from(&columns);
    asked.regression.weight_kind = specification::weight_kind(args.columns.weight_kind);
    problems.0.extend(Flags::default().spelled(&asked.problems(), None));
    specification::once(&args.input, &mut problems);
    threads::check(args.threads, &mut problems);
    let opened = Input::open(specification::sources(&args.input), &options);
    if let Ok(input) = &opened
        && let Err(error) = columns.check(input.names())
    {
        problems.0.extend(error.problems.iter().map(failure::told));
    }
    if !problems.0.is_empty() {
        return Err(Failure::Usage(problems.0));
    }
    threads::start(args.threads);
    let input = opened?;
    columns.apply(&mut options);
    let (table, faults) = columns.parse_leniently(input, &options)?;

    let mut found = Vec::new();
    for fault in &faults {
        found.push(Finding::refused("not-numbers", failure::told(fault), vec![fault.column.clone()], &[]));
    }
    let mut left_out: Vec<String> = faults.into_iter().map(|fault| fault.column).collect();
    for finding in columns.findings(&table).into_iter().filter(|finding| finding.refused) {
        let (message, remedies) = (finding.message(), finding.remedies());
        found.push(Finding::refused(finding.code(), message, vec![finding.column.clone()], &remedies));
        left_out.push(finding.column);
    }
    found.extend(missing(&columns, &table));
    let lean = FitColumns { missing: Missing::Drop, ..columns.without(&left_out) };
    let mut data = DataOf {
        files: table.files(),
        rows: table.rows(),
        rows_complete: None,
        columns: table.names().len(),
        features: columns.features(table.names()).len(),
        terms: None,
        target: columns.target.clone(),
        labels: Vec::new(),
    };
    let mut other = None;
    match lean.encode(&table) {
        Err(error) => {
            // A flag that names no label is at fault itself.
            if let Failure::Usage(problems) = Failure::from(error.clone()) {
                return Err(Failure::Usage(problems));
            }
            found.push(Finding::refused("data", failure::told(&error), Vec::new(), &[]));
        }
        Ok(mut encoded) => {
            data.rows_complete = Some(encoded.rows_used);
            data.terms = Some(encoded.schema.term_count());
            data.labels = labels(&encoded);
            let executor =
                Executor::new(threads::used(args.threads)).map_err(|error| Failure::World(error.to_string()))?;
            found.extend(checkup(&encoded, &executor).into_iter().map(|record| {
                let severity = if record.code == "duplicate-rows" { Severity::Note } else { Severity::Warning };
                Finding::of(severity, record)
            }));
            other = new::look(&args.new, new_options, &encoded, &table, &mut found)?;
            let places = Places::of_table(table, encoded.rows.take());
            fitted(args, &columns, encoded, places, &mut found);
        }
    }
    found.sort_by_key(|finding| finding.severity);
    let fits = found.iter().all(|finding| finding.severity != Severity::Refused);
    let findings = Findings { data, new: other, fits, findings: found };
    let printed = if args.json {
        output::stdout(|out| to_writer(out, &findings))
    } else {
        output::page(width::view(), |out| text::findings::show(out, &findings, width::view()))
    };
    match printed {
        Ok(()) | Err(Failure::ClosedPipe) => Ok(if fits { FINE } else { DATA }),
        Err(failure) => Err(failure),
    }
}

/// Missing cells, which `fit` refuses unless it is told to leave their rows out.
fn missing(columns: &FitColumns, table: &Table) -> Option<Finding> {
    let roles = [Some(&columns.target), columns.weights.as_ref(), columns.offset.as_ref()];
    let features = columns.features(table.names());
    let used = features.into_iter().chain(roles.into_iter().flatten());
    let mut lacking: Vec<(&String, usize)> = used
        .filter_map(|name| Some((name, table.columns()[table.position(name)?].missing.len())))
        .filter(|(_, missing)| *missing > 0)
        .collect();
    lacking.sort_by_key(|(_, missing)| std::cmp::Reverse(*missing));
    if lacking.is_empty() {
        return None;
    }
    const LISTED: usize = 10;
    let told: Vec<String> =
        lacking.iter().take(LISTED).map(|(name, missing)| format!("{name:?} ({missing})")).collect();
    let more =
        if lacking.len() > LISTED { format!(" and {} more columns", lacking.len() - LISTED) } else { String::new() };
    let drops = columns.missing == Missing::Drop;
    Some(Finding {
        severity: if drops { Severity::Note } else { Severity::Refused },
        code: "missing".to_owned(),
        message: format!("missing cells: {}{more}", told.join(", ")),
        columns: lacking.iter().map(|(name, _)| (*name).clone()).collect(),
        remedies: if drops { Vec::new() } else { Command.remedies(&[Remedy::DropMissing]) },
    })
}

fn labels(encoded: &Encoded) -> Vec<LabelOf> {
    let mut rows = vec![0; encoded.schema.labels.len()];
    encoded.y.iter().for_each(|&y| rows[usize::from(y)] += 1);
    let labels = encoded.schema.labels.iter().cloned().zip(rows);
    labels.map(|(label, rows)| LabelOf { label, rows }).collect()
}

/// What a fit would say.
fn fitted(args: &CheckArgs, columns: &FitColumns, encoded: Encoded, places: Places, found: &mut Vec<Finding>) {
    let terms = encoded.schema.term_count();
    if terms > FITTED {
        let message =
            format!("{terms} coefficients are more than the {FITTED} that are fitted for a look; fit says more");
        found.push(Finding {
            severity: Severity::Note,
            code: "not-fitted".to_owned(),
            message,
            columns: Vec::new(),
            remedies: Vec::new(),
        });
        return;
    }
    let training = match Training::new(encoded) {
        Ok(training) => training,
        Err(error) => {
            found.push(Finding::refused("data", failure::told(&error), Vec::new(), &[]));
            return;
        }
    };
    let mut request = InferenceRequest::new(Estimator::Model);
    request.weights = specification::weight_kind(args.columns.weight_kind).unwrap_or_default();
    let threads = threads::used(args.threads);
    let regression = LogisticRegression { inference: Some(request), threads, ..LogisticRegression::default() };
    let study = Study::of(columns.clone(), regression);
    let plan = match study.plan(&training).map_err(|error| places.refused(error, &training, Flags::default())) {
        Ok(plan) => plan,
        Err(failure) => {
            let message = match failure {
                Failure::Data(text) | Failure::World(text) | Failure::Model(text) => text,
                Failure::Usage(problems) => problems.join("; "),
                Failure::ClosedPipe => String::new(),
            };
            found.push(Finding::refused("data", message, Vec::new(), &[]));
            return;
        }
    };
    let advice = Advice::new(&study.regression, &training, &plan);
    match plan.run(&mut Progress::new(true)) {
        Ok(Fitted { mut model, fit, .. }) => {
            advice.complete(&mut model, &fit);
            found.extend(model.warnings.into_iter().map(|record| Finding::of(Severity::Warning, record)));
        }
        Err(error) => found.push(Finding {
            severity: Severity::Warning,
            code: "not-fitted".to_owned(),
            message: failure::told(&error),
            columns: Vec::new(),
            remedies: Vec::new(),
        }),
    }
}
