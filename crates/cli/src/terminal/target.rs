//! What an output file may not be, checked before any work: a fit of an hour must not end in a name that cannot be
//! written, nor in place of what it read.
//!
//! No output takes the place of an input or of another output, by whatever name: what was read would be lost, with exit
//! code 0. Standard output is an output like the others, since a shell may have led it to a file.

use crate::terminal::failure::Failure;
use crate::terminal::problems::Problems;
use crate::terminal::same_file::{Identity, stdout};
use logodds::io::WriteError;
use logodds::model::file::{ModelProblem, from_bytes};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// The files of a run that must not be replaced: what it reads, and what it has been said to write.
pub struct Claimed(Vec<(Identity, &'static str)>);

impl Claimed {
    /// Those of a run that reads these, and prints. Standard output that goes to one of them is a problem.
    pub fn by_reading(data: &[PathBuf], model: Option<&Path>, problems: &mut Problems) -> Self {
        let data = data.iter().filter_map(|path| Some((Identity::of_data(path)?, "data")));
        let model = model.and_then(|path| Some((Identity::of(path)?, "model")));
        let mut claimed = Self(data.chain(model).collect());
        if let Some((file, length)) = stdout() {
            if let Some(what) = claimed.what(&file) {
                let emptied = if length == 0 { " (which the shell has emptied)" } else { "" };
                problems.0.push(format!(
                    "standard output goes to the {what}{emptied}, which is read: results would replace it or end up in it; send them to another file"
                ));
            } else {
                claimed.0.push((file, "file that standard output goes to"));
            }
        }
        claimed
    }

    fn what(&self, file: &Identity) -> Option<&'static str> {
        self.0.iter().find(|(claimed, _)| claimed == file).map(|(_, what)| *what)
    }

    /// Claim `path` for `output`; a problem if it is claimed already.
    fn claim(&mut self, flag: &str, path: &Path, output: &'static str, problems: &mut Problems) {
        let Some(file) = Identity::of(path) else { return };
        match self.what(&file) {
            Some(what) => problems.0.push(format!(
                "{flag} {}: this is the {what}, and {output} would replace it; choose another name",
                path.display()
            )),
            None => self.0.push((file, output.trim_start_matches("the "))),
        }
    }

    /// A model goes in place of an older model or of nothing.
    pub fn model(&mut self, model: &Path, problems: &mut Problems) {
        let name = model.display();
        if model.as_os_str() == "-" {
            problems.0.push("--model -: a model is not written to stdout; name a file".to_owned());
            return;
        }
        let before = problems.0.len();
        self.claim("--model", model, "the model", problems);
        problems.when(problems.0.len() == before && is_something_else(model), || {
            format!(
                "--model {name}: the file there is no logodds model, and would be replaced; choose another name, or remove it first"
            )
        });
    }

    /// Diagnostics go to a file.
    pub fn diagnostics(&mut self, diagnostics: &Path, problems: &mut Problems) {
        problems.when(diagnostics.as_os_str() == "-", || {
            "--diagnostics -: the table of the fit goes to stdout, and diagnostics to a file; name one".to_owned()
        });
        self.claim("--diagnostics", diagnostics, "diagnostics", problems);
    }

    /// A journal goes on from an older one, or is new; what the file is, is looked at as it is opened.
    pub fn journal(&mut self, journal: &Path, problems: &mut Problems) {
        problems.when(journal.as_os_str() == "-", || "--journal -: a journal is read again; name a file".to_owned());
        self.claim("--journal", journal, "the journal", problems);
    }

    /// Predictions are plain text. They alone are what standard output is for, if it is a file under another name.
    pub fn predictions(&mut self, output: &Path, problems: &mut Problems) {
        const PACKED: [&str; 5] = ["gz", "zst", "bz2", "xz", "zip"];
        self.0.retain(|(_, what)| !what.contains("standard output"));
        self.claim("--output", output, "predictions", problems);
        let suffix = output.extension().map(|suffix| suffix.to_string_lossy().to_ascii_lowercase());
        if let Some(suffix) = suffix.filter(|suffix| PACKED.contains(&suffix.as_str())) {
            let plain = output.with_extension("");
            problems.0.push(format!(
                "--output {}: predictions are plain text, and .{suffix} promises compressed ones; write to {} and compress that, or leave --output out and pipe through a compressor",
                output.display(),
                plain.display()
            ));
        }
    }

    /// A plot is an SVG file.
    pub fn plot(&mut self, plot: &Path, problems: &mut Problems) {
        let is_svg = plot.extension().is_some_and(|suffix| suffix.eq_ignore_ascii_case("svg"));
        problems.when(!is_svg, || {
            format!("--plot {}: plots are drawn as SVG; name a file that ends in .svg", plot.display())
        });
        self.claim("--plot", plot, "the plot", problems);
    }
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
