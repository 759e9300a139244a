//! A problem near to a solved one, as it is on its way.

/// A problem that is told what is true where it is, and says where to look next. Coordinates are those of
/// [`Solved`](crate::refit::Solved): about a point near the minimum, where the Hessian is the identity.
pub trait Near: Send {
    /// What it ends with.
    type End: Send;

    /// Where to look first.
    fn start(&self) -> Vec<f64>;

    /// What to do, by what is true here.
    fn next(&mut self, here: Here<'_>) -> Next<Self::End>;
}

/// What is true where a problem is.
#[derive(Clone, Copy, Debug)]
pub struct Here<'a> {
    /// x.
    pub x: &'a [f64],
    /// F.
    pub value: f64,
    /// By x.
    pub gradient: &'a [f64],
}

/// What a problem does next.
#[derive(Clone, Debug)]
pub enum Next<E> {
    /// It looks there.
    At(Vec<f64>),
    /// It ends with this.
    End {
        /// What was asked for.
        end: E,
        /// The length of what the gradient has besides a combination of its equations: from it the distance of F from its minimum under them is bounded.
        norm: f64,
    },
    /// It does not get there by such steps.
    Lost,
}
