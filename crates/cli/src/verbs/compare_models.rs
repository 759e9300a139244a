//! `logodds compare-models A B`: the likelihood ratio of two nested models, from their files.
//!
//! Nothing is fitted and no data are read: both files are asked whether they are of the same rows, as far as they know these, and whether each
//! is the maximum of a likelihood. Where there is no such test every reason is told (code 2).

use crate::args::CompareModelsArgs;
use crate::terminal::failure::{FINE, Failure};
use crate::terminal::{output, width};
use logodds::io::model_file::load;
use logodds::saved::compare_models;
use logodds_report::document::{nested, to_writer};
use logodds_report::text;

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
        output::stdout(|out| to_writer(out, &nested::Document::of(&names, &files, ratio)))?;
    } else {
        output::page(width::view(), |out| text::nested::show(out, &names, &files, ratio))?;
    }
    Ok(FINE)
}
