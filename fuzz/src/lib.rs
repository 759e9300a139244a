//! What must hold of every input of a parser. The targets give it inputs that look for new ways by coverage; `tests/behaviour/fuzz`, on stable and in
//! every run, mutations of valid ones from a fixed seed.

pub mod model_file;
pub mod svmlight;
pub mod text;
