//! `logodds compare`: every solver to the same certified gap, on the same data.
//!
//! Each solver gets a plan of its own and stops by the same rule, which does not belong to it; so passes, seconds and
//! bounds may be compared. The race ends well (code 0) if at least one solver is certified.

use crate::args::specification::Flags;
use crate::args::{CompareArgs, PenaltyName, SolverName, specification};
use crate::terminal::failure::{FINE, Failure, NOT_CERTIFIED, told};
use crate::terminal::problems::Problems;
use crate::terminal::progress::Progress;
use crate::terminal::target::{self, Claimed};
use crate::terminal::{output, threads, width};
use crate::verbs::data::{self, Loaded};
use crate::verbs::memory;
use logodds::fit::{LogisticRegression, Method, Status};
use logodds::io::write_atomically;
use logodds::study::{Fitted, Study, StudyPlan, Training};
use logodds_report::advice::Advice;
use logodds_report::document;
use logodds_report::facts::forecast::Forecast;
use logodds_report::facts::races::{Race, Races};
use logodds_report::{plot, text};
use std::path::Path;

/// Run it.
///
/// # Errors
/// [`Failure`] if the data are refused, no solver applies, or the output cannot be written.
pub fn run(args: &CompareArgs) -> Result<u8, Failure> {
    let mut problems = Problems::default();
    let options = specification::read_options(&args.input, &mut problems);
    let roles = specification::fit_columns(&args.columns, &mut problems);
    let mut study = Study::of(roles, specification::regression(&args.objective, &args.solve, &mut problems));
    study.regression.weight_kind = specification::weight_kind(args.columns.weight_kind);
    let flags = Flags { solve: Some(&args.solve), fit: None };
    problems.0.extend(flags.spelled(&study.problems(), None));
    let methods = methods(args, &mut problems);
    problems.when(args.objective.penalty == PenaltyName::Firth, || {
        "--penalty firth has one solver, which there is nothing to race against; use fit".to_owned()
    });
    specification::once(&args.input, &mut problems);
    let mut claimed = Claimed::by_reading(&args.input.data, None, &mut problems);
    if let Some(path) = &args.plot {
        claimed.plot(path, &mut problems);
    }
    if problems.0.is_empty() {
        target::check_folder(args.plot.as_deref())?;
    }
    threads::start(args.solve.threads);
    let mut progress = Progress::new(args.quiet);
    progress.about("reading");
    let loaded = data::load(specification::sources(&args.input), options, &study.roles, problems)?;
    let Loaded { training, files, places, notes } = loaded;
    if !args.quiet {
        notes.iter().for_each(|note| output::note(note));
    }
    let plan = study.plan(&training).map_err(|error| places.refused(error, &training, flags))?;
    drop(places);
    let races = race(&training, files, &study, &methods, plan, &mut progress)?;
    progress.done();

    if let Some(path) = &args.plot {
        draw(path, &races)?;
    }
    let printed = if args.json {
        output::stdout(|out| document::races::write(out, &races))
    } else {
        output::page(width::view(), |out| text::races::show(out, &races))
    };
    match printed {
        Ok(()) | Err(Failure::ClosedPipe) => {}
        Err(failure) => return Err(failure),
    }
    if !args.quiet {
        races.record.warnings.iter().for_each(|warning| output::warning(&warning.message, &warning.remedies));
        if let Some(path) = &args.plot {
            output::note(&format!("plot written to {}", path.display()));
        }
    }
    let certified = races.races.iter().any(|race| race.end.as_ref().is_ok_and(|end| end.status == Status::Converged));
    Ok(if certified { FINE } else { NOT_CERTIFIED })
}

/// The solvers to race. `auto` in the list stands for the one it chooses, which is marked in any case.
fn methods(args: &CompareArgs, problems: &mut Problems) -> Vec<Method> {
    problems.when(args.solve.solver != SolverName::Auto, || {
        "--solver names one solver; to choose those to race, use --solvers A,B".to_owned()
    });
    let mut methods: Vec<Method> = Vec::new();
    for name in &args.solvers {
        match specification::method(*name, "--solvers", problems) {
            Some(method) if !methods.contains(&method) => methods.push(method),
            _ => {}
        }
    }
    if methods.is_empty() { Method::ALL.to_vec() } else { methods }
}

/// Race. `plan` is one plan of the objective.
fn race(
    training: &Training<'static>,
    files: Vec<String>,
    study: &Study,
    methods: &[Method],
    plan: StudyPlan<'_>,
    progress: &mut Progress,
) -> Result<Races, Failure> {
    memory::check(&plan)?;
    let choice = plan.choice().clone();
    let advice = Advice::new(&study.regression, training, &plan);
    drop(plan);
    let mut races = Vec::new();
    let mut nearest: Option<Fitted> = None;
    for &method in methods {
        progress.about(method.name());
        let regression = LogisticRegression { method: Some(method), ..study.regression.clone() };
        let study = Study::of(study.roles.clone(), regression);
        let found = study.plan(training).and_then(|plan| plan.run(progress)).map_err(|error| told(&error));
        races.push(Race {
            method,
            forecast: found.as_ref().ok().and_then(|found| Forecast::of(&found.fit)),
            end: found.as_ref().map(|found| found.fit.solution.clone()).map_err(Clone::clone),
        });
        let value = |found: &Fitted| found.fit.solution.value();
        if let Ok(found) = found
            && nearest.as_ref().is_none_or(|best| value(&found).total_cmp(&value(best)).is_lt())
        {
            nearest = Some(found);
        }
    }
    let Some(nearest) = nearest else {
        let reasons: Vec<String> = races.iter().filter_map(|race| race.end.as_ref().err().cloned()).collect();
        return Err(Failure::Usage(reasons));
    };
    let ends = races.iter().filter_map(|race| race.end.as_ref().ok());
    let seen = ends.flat_map(|end| end.trace.iter().map(|point| point.value).chain([end.value()]));
    let best = seen.fold(f64::INFINITY, f64::min);
    let Fitted { model: mut record, fit, .. } = nearest;
    record.data.files = files;
    advice.complete(&mut record, &fit);
    Ok(Races { best, record, tolerance: study.regression.tolerance, auto: Some((choice.method, choice.reason)), races })
}

fn draw(path: &Path, races: &Races) -> Result<(), Failure> {
    let curves: Vec<plot::Curve> = races
        .races
        .iter()
        .filter_map(|race| race.end.as_ref().ok().map(|end| plot::Curve::new(race.method.name(), end, races.best)))
        .collect();
    let svg = plot::svg(&curves, races.tolerance).map_err(Failure::World)?;
    write_atomically(path, |out| out.write_all(svg.as_bytes()))?;
    Ok(())
}
