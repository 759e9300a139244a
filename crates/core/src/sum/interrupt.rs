//! A flag that stops passes from another thread.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A flag that is shared by its clones: once raised, passes that look at it end with
/// [`EvalError::Interrupted`](crate::data::EvalError::Interrupted).
///
/// ```
/// use logodds_core::Interrupt;
/// let (mine, theirs) = { let flag = Interrupt::default(); (flag.clone(), flag) };
/// mine.raise();
/// assert!(theirs.is_raised());
/// ```
#[derive(Clone, Debug, Default)]
pub struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// Raise it. It stays raised.
    pub fn raise(&self) {
        // Nothing else is published with it.
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether it is raised.
    #[must_use]
    pub fn is_raised(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// The same flag.
impl PartialEq for Interrupt {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}
