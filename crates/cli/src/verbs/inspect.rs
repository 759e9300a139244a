//! `logodds inspect`: everything a model file holds, for people or as JSON.

use crate::args::InspectArgs;
use crate::terminal::failure::{FINE, Failure};
use crate::terminal::problems::Problems;
use crate::terminal::target::Claimed;
use crate::terminal::{output, width};
use logodds::io::model_file::load;
use logodds::score::Scorer;
use logodds_report::document::{Document, to_writer};
use logodds_report::text::model;
use logodds_report::words::Command;

/// Run it.
///
/// # Errors
/// [`Failure`] if the file cannot be read, or stdout not be written.
pub fn run(args: &InspectArgs) -> Result<u8, Failure> {
    let mut problems = Problems::default();
    Claimed::by_reading(&[], Some(&args.model), &mut problems);
    if !problems.0.is_empty() {
        return Err(Failure::Usage(problems.0));
    }
    let file = load(&args.model)?;
    let scorer = Scorer::new(&file).map_err(|error| Failure::Model(format!("{}: {error}", args.model.display())))?;
    let intercepts = scorer.intercepts();
    let path = args.model.display().to_string();
    if args.json {
        output::stdout(|out| to_writer(out, &Document::of_model(&file, &intercepts, &path, &Command)))?;
    } else {
        let view = width::view().whole(args.all_levels);
        output::page(view, |out| model::show(out, &file, &intercepts, &path, view))?;
    }
    Ok(FINE)
}
