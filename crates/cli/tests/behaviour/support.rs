//! A folder to work in, and ways to run the command there.

use assert_cmd::Command;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A folder that is removed afterwards; commands run in it, so that messages show short names.
pub struct Folder(TempDir);

/// What a run gave.
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Folder {
    pub fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    /// A folder with `data.csv` of this content.
    pub fn with(content: impl AsRef<[u8]>) -> Self {
        let folder = Self::new();
        folder.write("data.csv", content);
        folder
    }

    /// A folder with `data.csv` of good data, and `m.model` fitted to it.
    pub fn fitted() -> Self {
        let folder = Self::with(people(40));
        folder.run("fit data.csv --target y -m m.model").ok();
        folder
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.path(name), content).unwrap();
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap()
    }

    /// Run with arguments separated by blanks.
    pub fn run(&self, arguments: &str) -> Ran {
        self.run_list(&arguments.split_whitespace().collect::<Vec<_>>())
    }

    pub fn run_list(&self, arguments: &[&str]) -> Ran {
        Ran::of(self.command().args(arguments))
    }

    /// Run with a variable of the environment.
    pub fn run_with(&self, (name, value): (&str, &str), arguments: &str) -> Ran {
        Ran::of(self.command().env(name, value).args(arguments.split_whitespace()))
    }

    pub fn pipe(&self, arguments: &str, stdin: impl Into<Vec<u8>>) -> Ran {
        Ran::of(self.command().args(arguments.split_whitespace()).write_stdin(stdin))
    }

    fn command(&self) -> Command {
        let mut command = Command::new(binary());
        // Whoever runs the tests may have a terminal.
        command.current_dir(self.0.path()).env_remove("COLUMNS").env_remove("CLICOLOR_FORCE");
        command
    }

    /// Fit `data.csv` to column `y`, with more arguments.
    pub fn fit(&self, more: &str) -> Ran {
        self.run(&format!("fit data.csv --target y {more}"))
    }
}

impl Ran {
    fn of(command: &mut Command) -> Self {
        let output = command.output().unwrap();
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// It ended well.
    #[track_caller]
    pub fn ok(self) -> Self {
        self.ends(0)
    }

    #[track_caller]
    pub fn ends(self, code: i32) -> Self {
        assert_eq!(self.code, code, "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self
    }

    /// It was refused with this code, on stderr alone, in words that include all of these, and without a backtrace.
    #[track_caller]
    pub fn refused(self, code: i32, words: &[&str]) {
        let ran = self.ends(code);
        assert_eq!(ran.stdout, "");
        for word in words {
            assert!(ran.stderr.contains(word), "{word:?} is not in:\n{}", ran.stderr);
        }
        assert!(!ran.stderr.contains("panicked"), "{}", ran.stderr);
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap()
    }
}

pub fn binary() -> &'static str {
    env!("CARGO_BIN_EXE_logodds")
}

/// Rows `age,city,y` whose labels overlap: a fit exists.
pub fn people(rows: usize) -> String {
    let mut text = String::from("age,city,y\n");
    for i in 0..rows {
        let age = 20.0 + ((i * 37) % 41) as f64 * 1.25;
        let city = ["Bonn", "Köln", "Ulm"][i % 3];
        let y = if (i * 17) % 41 + (i * 37) % 41 / 2 > 30 { "yes" } else { "no" };
        text.push_str(&format!("{age},{city},{y}\n"));
    }
    text
}

/// A data set of the repository's examples.
pub fn example(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/data").join(name);
    path.to_str().unwrap().to_owned()
}
