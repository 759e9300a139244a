//! What an output file may not be, checked before any work: a fit of an hour must not end in a name that cannot be
//! written, nor in place of its own data.

use crate::failure::Failure;
use crate::same_file::same;
use crate::specification::Problems;
use logodds::io::WriteError;
use logodds::io::model_file::{ModelProblem, from_bytes};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// A model goes in place of an older model or of nothing.
pub fn check_model(model: &Path, data: &[PathBuf], problems: &mut Problems) {
    let name = model.display();
    if model.as_os_str() == "-" {
        problems.0.push("--model -: a model is not written to stdout; name a file".to_owned());
    } else if data.iter().any(|data| same(data, model)) {
        problems
            .0
            .push(format!("--model {name}: this is the data, and the model would replace it; choose another name"));
    } else if is_something_else(model) {
        problems.0.push(format!(
            "--model {name}: the file there is no logodds model, and would be replaced; choose another name, or remove it first"
        ));
    }
}

/// Diagnostics go anywhere but in place of the data or the model.
pub fn check_diagnostics(diagnostics: &Path, data: &[PathBuf], model: Option<&Path>, problems: &mut Problems) {
    let name = diagnostics.display();
    let mut replaced = |what: &str| {
        problems.0.push(format!(
            "--diagnostics {name}: this is the {what}, and diagnostics would replace it; choose another name"
        ));
    };
    if data.iter().any(|data| same(data, diagnostics)) {
        replaced("data");
    } else if model.is_some_and(|model| model == diagnostics || same(model, diagnostics)) {
        replaced("model");
    }
    problems.when(diagnostics.as_os_str() == "-", || {
        "--diagnostics -: the table of the fit goes to stdout, and diagnostics to a file; name one".to_owned()
    });
}

/// Predictions go anywhere but in place of their model; in place of the data they are the data with a column more.
pub fn check_predictions(output: &Path, model: &Path, problems: &mut Problems) {
    const PACKED: [&str; 5] = ["gz", "zst", "bz2", "xz", "zip"];
    let name = output.display();
    problems.when(same(output, model), || {
        format!("--output {name}: this is the model, and predictions would replace it; choose another name")
    });
    let suffix = output.extension().map(|suffix| suffix.to_string_lossy().to_ascii_lowercase());
    if let Some(suffix) = suffix.filter(|suffix| PACKED.contains(&suffix.as_str())) {
        let plain = output.with_extension("");
        problems.0.push(format!(
            "--output {name}: predictions are plain text, and .{suffix} promises compressed ones; write to {} and compress that, or leave --output out and pipe through a compressor",
            plain.display()
        ));
    }
}

/// A plot goes anywhere but in place of the data.
pub fn check_plot(plot: &Path, data: &[PathBuf], problems: &mut Problems) {
    let is_svg = plot.extension().is_some_and(|suffix| suffix.eq_ignore_ascii_case("svg"));
    problems
        .when(!is_svg, || format!("--plot {}: plots are drawn as SVG; name a file that ends in .svg", plot.display()));
    problems.when(data.iter().any(|data| same(data, plot)), || {
        format!("--plot {}: this is the data, and the plot would replace it; choose another name", plot.display())
    });
}

/// The folder exists.
///
/// # Errors
/// [`Failure::World`], as writing there would give it.
pub fn check_folder(target: Option<&Path>) -> Result<(), Failure> {
    let folder = target.and_then(|path| Some((path, path.parent()?)));
    match folder {
        Some((path, folder)) if !folder.as_os_str().is_empty() => match fs::read_dir(folder) {
            Err(source) if [io::ErrorKind::NotFound, io::ErrorKind::NotADirectory].contains(&source.kind()) => {
                Err(WriteError { path: path.to_path_buf(), source, old_file_kept: false }.into())
            }
            _ => Ok(()),
        },
        _ => Ok(()),
    }
}

/// Whether a regular file is there that has content and is no model, not even a damaged one.
fn is_something_else(path: &Path) -> bool {
    let Ok(about) = fs::metadata(path) else { return false };
    if !about.is_file() || about.len() == 0 {
        return false;
    }
    let mut first = Vec::new();
    let read = File::open(path).and_then(|file| file.take(8).read_to_end(&mut first));
    read.is_err() || matches!(from_bytes(&first), Err(ModelProblem::NotAModel))
}
