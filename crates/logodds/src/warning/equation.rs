//! How an aliased column depends on others, written out.

use super::{LISTED, quoted};
use logodds_core::risk::alias::Alias;

/// `a = 12 · b + 3`, as far as it fits in a line.
pub(super) fn equation(alias: &Alias, name: &dyn Fn(usize) -> String) -> String {
    written(alias.column, alias.constant, &alias.combination, name)
}

/// `column = Σ coefficient · other + constant`, as far as it fits in a line.
pub(crate) fn written(
    column: usize,
    constant: f64,
    combination: &[(usize, f64)],
    name: &dyn Fn(usize) -> String,
) -> String {
    let mut text = format!("{} =", quoted(&name(column)));
    let mut first = true;
    let mut term = |coefficient: f64, factor: &str| {
        let sign = if coefficient < 0.0 { "−" } else { "+" };
        let lead = if first { if coefficient < 0.0 { " −" } else { " " }.to_owned() } else { format!(" {sign} ") };
        first = false;
        let size = coefficient.abs();
        text.push_str(&lead);
        match (size == 1.0, factor.is_empty()) {
            (true, false) => text.push_str(factor),
            (_, true) => text.push_str(&number(size)),
            (false, false) => text.push_str(&format!("{} · {factor}", number(size))),
        }
    };
    for (column, coefficient) in combination.iter().take(LISTED) {
        term(*coefficient, &quoted(&name(*column)));
    }
    if constant != 0.0 || combination.is_empty() {
        term(constant, "");
    }
    if combination.len() > LISTED {
        text.push_str(&format!(" + {} more terms", combination.len() - LISTED));
    }
    text
}

/// `2 · "a" − "b"`, as far as it fits in a line.
pub(super) fn sum(terms: &[(usize, f64)], name: &dyn Fn(usize) -> String) -> String {
    let mut text = String::new();
    for (k, (column, coefficient)) in terms.iter().take(LISTED).enumerate() {
        text.push_str(match (k, *coefficient < 0.0) {
            (0, false) => "",
            (0, true) => "−",
            (_, false) => " + ",
            (_, true) => " − ",
        });
        let size = coefficient.abs();
        // Six digits are enough to see which columns weigh.
        let size: f64 = format!("{size:.5e}").parse().unwrap_or(size);
        if size != 1.0 {
            text.push_str(&format!("{} · ", number(size)));
        }
        text.push_str(&quoted(&name(*column)));
    }
    if terms.len() > LISTED {
        text.push_str(&format!(" + {} more terms", terms.len() - LISTED));
    }
    text
}

/// A number as people write it: hundreds of zeros are none.
pub(super) fn number(x: f64) -> String {
    if x == 0.0 || (1e-5..1e16).contains(&x.abs()) { x.to_string() } else { format!("{x:e}") }
}
