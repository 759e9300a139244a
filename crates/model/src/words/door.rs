//! A door: how it calls what libraries name.

use super::argument::Argument;
use super::remedy::Remedy;

/// How one door calls arguments and remedies.
pub trait Words {
    /// The name of an argument.
    fn argument(&self, argument: Argument) -> &'static str;

    /// What to do; `None` where this door has nothing like it.
    fn remedy(&self, remedy: &Remedy) -> Option<String>;

    /// Several remedies, in their order, without those that this door has not.
    fn remedies(&self, remedies: &[Remedy]) -> Vec<String> {
        remedies.iter().filter_map(|remedy| self.remedy(remedy)).collect()
    }
}
