//! `logodds compare`: every solver to the same certified gap, on the same data.
//!
//! Each solver gets a plan of its own and stops by the same rule, which does not belong to it; so passes, seconds and
//! bounds may be compared. The race ends well (code 0) if at least one solver is certified.

use crate::args::{CompareArgs, PenaltyName, SolverName, specification};
use crate::terminal::failure::{FINE, Failure, NOT_CERTIFIED, told};
use crate::terminal::problems::Problems;
use crate::terminal::progress::Progress;
use crate::terminal::target::{self, Claimed};
use crate::terminal::{output, threads, width};
use crate::verbs::data::{self, Loaded};
use crate::verbs::memory;
use logodds::io::write_atomically;
use logodds::{Fit, LogisticRegression, Method, Plan, Status, Training};
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
    let columns = specification::fit_columns(&args.columns, &mut problems);
    let regression = specification::regression(&args.objective, &args.solve, &mut problems);
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
    let loaded = data::load(specification::sources(&args.input), options, &columns, problems)?;
    let Loaded { training, files, places, notes } = loaded;
    if !args.quiet {
        notes.iter().for_each(|note| output::note(note));
    }
    specification::coding(&regression, &columns, &training)?;
    let plan = places.plan(&regression, &training)?;
    drop(places);
    let races = race(&training, files, &regression, &methods, plan, &mut progress)?;
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

/// Race, whatever the number of labels. `plan` is one plan of the objective.
fn race(
    training: &Training<'static>,
    files: Vec<String>,
    regression: &LogisticRegression,
    methods: &[Method],
    plan: Plan<'_>,
    progress: &mut Progress,
) -> Result<Races, Failure> {
    memory::check(&plan)?;
    let choice = plan.choice().clone();
    let advice = Advice::new(regression, training, &plan);
    drop(plan);
    let mut races = Vec::new();
    let mut nearest: Option<Fit> = None;
    for &method in methods {
        progress.about(method.name());
        let specification = LogisticRegression { method: Some(method), ..regression.clone() };
        let plan = Plan::new(&specification, training.data());
        let fit = plan.and_then(|plan| plan.run(progress)).map_err(|error| told(&error));
        races.push(Race {
            method,
            forecast: fit.as_ref().ok().and_then(Forecast::of),
            end: fit.as_ref().map(|fit| fit.solution.clone()).map_err(Clone::clone),
        });
        if let Ok(fit) = fit
            && nearest.as_ref().is_none_or(|best| fit.solution.value().total_cmp(&best.solution.value()).is_lt())
        {
            nearest = Some(fit);
        }
    }
    let Some(nearest) = nearest else {
        let reasons: Vec<String> = races.iter().filter_map(|race| race.end.as_ref().err().cloned()).collect();
        return Err(Failure::Usage(reasons));
    };
    let ends = races.iter().filter_map(|race| race.end.as_ref().ok());
    let seen = ends.flat_map(|end| end.trace.iter().map(|point| point.value).chain([end.value()]));
    let best = seen.fold(f64::INFINITY, f64::min);
    let mut record = training.model_file(regression, &nearest, files);
    advice.complete(&mut record, &nearest);
    Ok(Races { best, record, tolerance: regression.tolerance, auto: Some((choice.method, choice.reason)), races })
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
