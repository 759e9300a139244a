//! A flag with its values, as a user can paste it into a shell.
//!
//! Values that begin with `-` need `=`, or the command takes them for flags; what a shell would
//! touch goes into single quotes; a value with a comma goes into double quotes inside of those,
//! because lists are split as CSV is (see [`crate::coding::names::split_names`]).

use crate::text::quote;
use logodds_model::excerpt::is_short;

/// `--na n/a`, `--na '?'`, `--na=-inf`; `None` if a value is too long or too odd to be typed.
pub(crate) fn flag(name: &str, values: &[String]) -> Option<String> {
    let odd = |v: &String| v.is_empty() || !is_short(v) || v.contains(char::is_control);
    if values.is_empty() || values.iter().any(odd) {
        return None;
    }
    let cells: Vec<_> = values.iter().map(|v| quote(v, b',')).collect();
    let list = cells.join(",");
    let between = if list.starts_with('-') { '=' } else { ' ' };
    let plain = list.bytes().all(|b| b.is_ascii_alphanumeric() || b"/-_.,".contains(&b));
    let list = if plain { list } else { format!("'{}'", list.replace('\'', r"'\''")) };
    Some(format!("{name}{between}{list}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn na(values: &[&str]) -> Option<String> {
        flag("--na", &values.iter().map(|v| v.to_string()).collect::<Vec<_>>())
    }

    #[test]
    fn values_can_be_pasted() {
        assert_eq!(na(&["n/a", "none"]).as_deref(), Some("--na n/a,none"));
        assert_eq!(na(&["?"]).as_deref(), Some("--na '?'"));
        assert_eq!(na(&["-inf"]).as_deref(), Some("--na=-inf"));
        assert_eq!(na(&["- "]).as_deref(), Some("--na='- '"));
        assert_eq!(na(&["it's"]).as_deref(), Some(r"--na 'it'\''s'"));
        assert_eq!(na(&["1,2", "x"]).as_deref(), Some(r#"--na '"1,2",x'"#));
    }

    #[test]
    fn values_that_nobody_types_are_left_out() {
        assert_eq!((na(&[]), na(&[""]), na(&["a\nb"]), na(&[&"x".repeat(100)])), (None, None, None, None));
    }
}
