//! `logodds fit`: from files to a certified, saved model and its table.
//!
//! The model is saved before the table is printed, so that a closed pipe loses nothing; a fit that is not certified is
//! saved and printed all the same, with its status, and ends with code 4. Under `--strict` a fit whose coefficients the
//! data do not determine is printed and not saved, and ends with code 5.

use crate::args::FitArgs;
use crate::args::specification::{self, Flags};
use crate::terminal::failure::{FINE, Failure, NOT_CERTIFIED, NOT_IDENTIFIED, told};
use crate::terminal::problems::Problems;
use crate::terminal::progress::Progress;
use crate::terminal::target::{self, Claimed};
use crate::terminal::{output, threads, width};
use crate::verbs::data::{self, Loaded, Places};
use crate::verbs::{memory, reproducible};
use logodds::fit::Fit;
use logodds::io::model_file::save;
use logodds::io::write_atomically;
use logodds::study::{Fitted, Study, Training};
use logodds_report::advice::Advice;
use logodds_report::document::{Document, to_writer};
use logodds_report::facts;
use logodds_report::facts::influence::{Influential, influential, write_rows};
use logodds_report::number;
use logodds_report::text::{self, effects, influence};
use logodds_report::words::Command;
use std::path::Path;

/// Run it.
///
/// # Errors
/// [`Failure`] if there is no fit, or it cannot be written.
pub fn run(args: &FitArgs) -> Result<u8, Failure> {
    let mut problems = Problems::default();
    let options = specification::read_options(&args.input, &mut problems);
    let roles = specification::fit_columns(&args.columns, &mut problems);
    let mut study = Study::of(roles, specification::regression(&args.objective, &args.solve, &mut problems));
    study.regression.weight_kind = specification::weight_kind(args.columns.weight_kind);
    study.regression.journal.clone_from(&args.journal);
    specification::inference(args, &mut study, &mut problems);
    let flags = Flags::of_fit(args);
    problems.0.extend(flags.spelled(&study.problems(), None));
    let moment = reproducible::moment(args, &mut problems);
    specification::once(&args.input, &mut problems);
    let mut claimed = Claimed::by_reading(&args.input.data, None, &mut problems);
    if let Some(path) = &args.model {
        claimed.model(path, &mut problems);
    }
    if let Some(path) = &args.diagnostics {
        claimed.diagnostics(path, &mut problems);
    }
    if let Some(path) = &args.journal {
        claimed.journal(path, &mut problems);
    }
    if problems.0.is_empty() {
        target::check_folder(args.model.as_deref())?;
        target::check_folder(args.diagnostics.as_deref())?;
        target::check_folder(args.journal.as_deref())?;
    }
    threads::start(args.solve.threads);

    let mut progress = Progress::new(args.quiet);
    progress.about("reading");
    let Loaded { training, files, places, notes } =
        data::load(specification::sources(&args.input), options, &study.roles, problems)?;
    if !args.quiet {
        notes.iter().for_each(|note| output::note(note));
        if let Some(told) = number::like_alpha("--confidence", args.confidence) {
            output::warning(&told, &[]);
        }
    }
    let plan = study.plan(&training).map_err(|error| places.refused(error, &training, flags))?;
    // Nobody else asks for lines any more, and the fit has the memory to itself.
    let places = args.diagnostics.is_some().then_some(places);
    memory::check(&plan)?;
    let advice = Advice::new(&study.regression, &training, &plan);
    progress.about(plan.choice().method.name());
    let Fitted { model, fit, .. } = plan.run(&mut progress)?;
    progress.done();

    let mut file = reproducible::record(model, moment);
    file.data.files = files;
    advice.complete(&mut file, &fit);
    let refused = args.strict && !(fit.is_identified() && training.single_levels().next().is_none());
    if let (Some(path), false) = (&args.model, refused) {
        save(path, &file)?;
    }
    let influential = match (&args.diagnostics, &places) {
        (Some(path), Some(places)) => diagnosed(path, &fit, &training, places)?,
        _ => None,
    };
    let intercepts = fit.model.intercepts();
    let averages = facts::effects::of(&file, fit.inference.as_ref(), &fit.moments);
    let printed = if args.json {
        let document =
            Document::of_fit(&file, &intercepts, &Command).foreseen(&file, &fit).beside(averages, influential);
        output::stdout(|out| to_writer(out, &document))
    } else if args.quiet {
        Ok(())
    } else {
        let view = width::view().whole(args.all_levels);
        output::page(view, |out| {
            text::fit(out, &file, &intercepts, view)?;
            text::foreseen(out, &file, &fit)?;
            text::mean_probability(out, &file, &fit, view)?;
            text::limits(out, &file)?;
            averages.iter().try_for_each(|averages| effects::show(out, &file, averages, view))?;
            influential.iter().try_for_each(|rows| influence::show(out, rows))
        })
    };
    if !args.quiet {
        if let (true, Some((message, remedies))) = (args.effects, facts::effects::withheld(fit.inference.as_ref())) {
            output::warning(&message, &remedies);
        }
        // The table has told that the intercept is corrected, as was asked for.
        file.warnings
            .iter()
            .filter(|warning| warning.code != "flic")
            .for_each(|warning| output::warning(&warning.message, &warning.remedies));
        if let (Some(path), false) = (&args.model, refused) {
            output::note(&format!("model written to {}", path.display()));
        }
    }
    match printed {
        // The reader left, which says nothing about the fit.
        Ok(()) | Err(Failure::ClosedPipe) => Ok(ending(args, &fit, refused)),
        Err(failure) => Err(failure),
    }
}

/// Write diagnostics, and give the rows that move the fit most; where there are none, say why.
fn diagnosed(
    path: &Path,
    fit: &Fit,
    training: &Training<'static>,
    places: &Places,
) -> Result<Option<Vec<Influential>>, Failure> {
    match fit.inference.as_ref().and_then(|inference| inference.diagnostics.as_ref()) {
        Some(Ok(diagnostics)) => {
            write_atomically(path, |out| write_rows(out, diagnostics, places))?;
            Ok(Some(influential(diagnostics, training, places)))
        }
        Some(Err(reason)) => {
            let reason = told(reason);
            let reason = reason.strip_prefix("no standard errors: ").unwrap_or(&reason);
            output::warning(&format!("no diagnostics were written to {}: {reason}", path.display()), &[]);
            Ok(None)
        }
        None => Ok(None),
    }
}

/// The exit code, with a line for any that is not 0: even `--quiet` must not end in silence.
fn ending(args: &FitArgs, fit: &Fit, refused: bool) -> u8 {
    if refused {
        let saved = if args.model.is_some() { "; no model was written" } else { "" };
        output::error(&format!("--strict: the data do not determine every coefficient{saved}"));
        return NOT_IDENTIFIED;
    }
    if fit.is_certified() {
        return FINE;
    }
    if args.quiet {
        output::note(fit.solution.status.sentence());
    }
    NOT_CERTIFIED
}
