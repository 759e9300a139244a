//! How the fit ended: the certificate in words, the work done beside what was foreseen, why this solver.

use crate::facts::forecast::Forecast;
use crate::number::{bound, count, passes};
use crate::shown;
use crate::text::page::Page;
use logodds::fit::{Fit, Method};
use logodds::model::Record;
use logodds::model::record::{CertificateKind, Status};
use std::fmt::{self, Write};

/// How the fit ended: the certificate, the work done, why this solver.
pub(super) fn ending(out: &mut Page, file: &Record) -> fmt::Result {
    let fit = &file.fit;
    writeln!(out, "{}", certificate(file))?;
    let work = format!(
        "{}, {} {}",
        count(fit.iterations, "iteration"),
        passes(fit.passes),
        if fit.passes == 1.0 { "pass" } else { "passes" },
    );
    // A record that leaves out what differs from run to run has no threads.
    let work = if fit.threads > 0 { format!("{work}, {}", span(fit.seconds)) } else { work };
    let seed = if fit.solver.parse().is_ok_and(Method::is_stochastic) {
        format!(", seed {}", fit.seed)
    } else {
        String::new()
    };
    writeln!(out, "solver      {}{seed}, {work}", fit.solver)?;
    writeln!(out, "            {}", shown::line(&fit.reason))
}

/// The certificate in words.
fn certificate(file: &Record) -> String {
    let (fit, certificate) = (&file.fit, &file.fit.certificate);
    if certificate.kind == CertificateKind::Score {
        let (norm, tolerance) = (bound(certificate.gradient_norm), fit.tolerance);
        let score = match fit.status {
            Status::Converged => format!("converged: the modified score is {norm} standard errors from 0"),
            status => format!(
                "not converged ({status}): the modified score is {norm} standard errors from 0,\nwhere {tolerance:e} was asked for"
            ),
        };
        return format!("{score}\nno bound on F − F*: with Jeffreys' prior F need not be convex");
    }
    // An objective of 0 has nothing to be relative to, and a bound of 0 no need of it.
    let relative = bound(if certificate.bound == 0.0 { 0.0 } else { certificate.bound / fit.value });
    if fit.status == Status::Converged {
        let (bound, kind) = (bound(certificate.bound), &certificate.kind);
        format!("certified optimum: F − F* ≤ {bound} (relative {relative}), by {kind}")
    } else if file.is_at_limit() {
        let (bound, kind) = (bound(certificate.bound), &certificate.kind);
        format!("certified limit: F − inf F ≤ {bound} (relative {relative}), by {kind}:\n{}", perfect(file))
    } else {
        format!("not certified ({}): {}", fit.status, distance(file, &relative))
    }
}

/// How many rows a fit at its limit fits perfectly.
fn perfect(file: &Record) -> String {
    let (separated, overlap) =
        file.separation.as_ref().map_or((0, 0), |found| (found.rows_separated, found.rows_overlap.unwrap_or_default()));
    let are = if separated == 1 { "is" } else { "are" };
    format!(
        "{} of {} {are} fitted perfectly, and of the others this is the maximum",
        separated,
        count(separated + overlap, "row")
    )
}

/// What is known of an optimum that was not certified.
fn distance(file: &Record, relative: &str) -> String {
    let fit = &file.fit;
    let (above, tolerance) = (bound(fit.certificate.bound), fit.tolerance);
    match (fit.status, fit.certificate.kind) {
        (Status::Separated, _) => "the loss falls towards 0 as the coefficients grow, there is no optimum".to_owned(),
        (_, CertificateKind::Nonnegativity) => format!(
            "all that is known is F* ≥ 0, so the objective may be\n{above} above its minimum, where {tolerance:e} of it was asked for"
        ),
        (_, kind) => format!(
            "the objective is at most {above} above its\nminimum, by {kind}: {relative} of it, where {tolerance:e} was asked for"
        ),
    }
}

/// What was foreseen of the work, beside what it was. A model file does not keep it.
///
/// # Errors
/// Those of the writer.
pub fn foreseen(out: &mut Page, file: &Record, fit: &Fit) -> fmt::Result {
    let Some(forecast) = Forecast::of(fit).filter(|_| file.fit.threads > 0) else { return Ok(()) };
    let solution = &fit.solution;
    writeln!(
        out,
        "            forecast {} passes, {}; took {}, {}",
        passes((10.0 * forecast.passes).round() / 10.0),
        span(forecast.seconds),
        passes(solution.passes),
        span(solution.seconds)
    )
}

/// A time with its unit.
fn span(seconds: f64) -> String {
    if seconds < 0.0995 { format!("{:.2} ms", 1e3 * seconds) } else { format!("{seconds:.3} s") }
}
