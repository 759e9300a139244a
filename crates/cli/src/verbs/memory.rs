//! Whether there is memory for a fit, asked before it: the system ends whoever takes more than there is without a word.

use crate::terminal::failure::Failure;
use logodds::io::available_memory;
use logodds::study::StudyPlan;

/// Bytes that are not worth the question.
const FEW: u64 = 256 << 20;

/// Refuse a fit whose Hessian and its factor, which every certificate takes, have no room.
///
/// # Errors
/// [`Failure::World`] with both numbers.
pub fn check(plan: &StudyPlan<'_>) -> Result<(), Failure> {
    let unknowns = plan.objective().dim() as u64;
    let square = |order: u64| order.saturating_mul(order);
    // The block of a category of many levels is diagonal.
    let numbers = match plan.objective().structure().and_then(|structure| structure.levels()) {
        Some(levels) => square(levels.others as u64).saturating_add((levels.eliminated + levels.coupled) as u64),
        None => square(unknowns),
    };
    let needed = numbers.saturating_mul(2 * size_of::<f64>() as u64);
    match available_memory() {
        Some(available) if plan.has_hessian() && needed > FEW && available < needed => Err(Failure::World(format!(
            "the Hessian of {unknowns} unknowns and its factor take {} of memory, and {} are to be had. Take fewer columns (--features, --exclude), or run where there is more",
            megabytes(needed),
            megabytes(available)
        ))),
        _ => Ok(()),
    }
}

fn megabytes(bytes: u64) -> String {
    format!("{} MB", bytes / 1_000_000)
}
