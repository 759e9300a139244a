//! Problems with flags, collected so that all of them are told at once.

/// Problems with flags, in the order of the help.
#[derive(Debug, Default)]
pub struct Problems(pub Vec<String>);

impl Problems {
    /// Add `problem` if `wrong`.
    pub fn when(&mut self, wrong: bool, problem: impl FnOnce() -> String) {
        if wrong {
            self.0.push(problem());
        }
    }

    /// A problem with what is planned and not there yet.
    pub fn not_built(&mut self, flag: &str, instead: &str) {
        self.0.push(format!("{flag} is not built yet; {instead}"));
    }
}
