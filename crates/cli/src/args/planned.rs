//! What the command's contract names and this version does not have, with what to do instead. Nothing here exists as a flag, a value or a
//! verb: a test looks.

/// Flags: verb, flag, what to do.
const FLAGS: &[(&str, &str, &str)] = &[
    (
        "fit",
        "--formula",
        "name the columns by --target and --features; formulas are Python's, logodds.fit(\"y ~ a + b\", frame)",
    ),
    ("fit", "--term", "add the term to the data as a column"),
    ("fit", "--interaction", "add the product to the data as a column"),
    ("fit", "--spline", "add the basis of the spline to the data as columns"),
    ("fit", "--levels", "use --base COL=LEVEL, which chooses the base"),
    ("fit", "--merge", "give both levels one name in the data"),
    (
        "fit",
        "--trials",
        "write a row for the events and one for the others, their counts as --weights COL --weight-kind frequency",
    ),
    ("fit", "--date", "add the days to the data as a number"),
    ("fit", "--penalty-factors", "divide a column by √f: its l2 penalty is then f times as strong"),
    ("fit", "--lower", "coefficients have no bounds"),
    ("fit", "--upper", "coefficients have no bounds"),
    ("fit", "--group-categories", "use --penalty l2"),
    ("fit", "--class-weight", "write the weights into a column and name it by --weights COL"),
    ("fit", "--prevalence", "weight the rows by how they were drawn: --weights COL --weight-kind sampling"),
    ("fit", "--memory", "data are held in memory; fit fewer of the columns (--features)"),
    ("fit", "--cache-dir", "data are held in memory; there is no cache"),
    ("fit", "--keep-cache", "data are held in memory; there is no cache"),
    ("fit", "--dry-run", "try the flags on the first rows: head -n 1000 DATA | logodds fit - …"),
    ("fit", "--output", "keep the table by > FILE, or --json > FILE"),
    ("fit", "--like", "give the flags of that fit; logodds inspect MODEL shows its columns"),
    ("fit", "--progress", "progress is shown on a terminal unless --quiet is given"),
    ("fit", "--from", "send the result of the query to logodds fit - as CSV"),
    ("fit", "--query", "send the result of the query to logodds fit - as CSV"),
];

/// Values: flag, value, what to do.
const VALUES: &[(&str, &[&str], &str)] = &[
    ("--lambda", &["cv", "cv-1se", "aic", "bic", "ebic"], "give a number, such as 0.01"),
    ("--covariance", &["quasi"], "use --covariance hc0, which holds where the variance is not the model's"),
    ("--unseen", &["pooled"], "use --unseen base, or missing"),
    ("--format", &["svmlight", "parquet", "arrow", "ndjson"], "write the data as CSV"),
];

/// Verbs, and what to do.
const VERBS: &[(&str, &str)] = &[
    ("path", "fit once for every --lambda"),
    ("evaluate", "write probabilities by logodds predict --only and score those"),
    ("calibrate", "fit the labels to the log-odds of the scores as the only feature"),
    ("report", "logodds inspect MODEL prints everything a model holds"),
    ("effects", "use logodds fit --effects"),
    ("split", "split the file before the fit"),
    ("learn", "fit all rows again"),
    ("polish", "fit again"),
    ("export", "logodds inspect MODEL --json holds every coefficient"),
    ("scorecard", "logodds inspect MODEL --json holds every coefficient"),
    ("explain", "logodds inspect MODEL --json holds every coefficient"),
    ("monitor", "compare what logodds inspect MODEL shows of the data"),
    ("diff", "compare what logodds inspect --json prints of both models"),
];

/// What to do without this flag.
pub fn flag(verb: &str, flag: &str) -> Option<&'static str> {
    FLAGS.iter().find(|entry| (entry.0, entry.1) == (verb, flag)).map(|entry| entry.2)
}

/// What to do without this value.
pub fn value(flag: &str, value: &str) -> Option<&'static str> {
    VALUES.iter().find(|entry| entry.0 == flag && entry.1.contains(&value)).map(|entry| entry.2)
}

/// What to do without this verb.
pub fn verb(verb: &str) -> Option<&'static str> {
    VERBS.iter().find(|entry| entry.0 == verb).map(|entry| entry.1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::Cli;
    use clap::CommandFactory;

    /// Whoever builds one of these takes it out here.
    #[test]
    fn nothing_planned_is_built() {
        let command = Cli::command();
        for (verb, flag, _) in FLAGS {
            let found = command.find_subcommand(verb).unwrap();
            let is_built = found.get_arguments().any(|argument| argument.get_long() == flag.strip_prefix("--"));
            assert!(!is_built, "{verb} {flag} is built");
        }
        for (verb, _) in VERBS {
            assert!(command.find_subcommand(verb).is_none(), "{verb} is built");
        }
        let fit = command.find_subcommand("fit").unwrap();
        for (flag, values, _) in VALUES {
            let argument = fit.get_arguments().find(|argument| argument.get_long() == flag.strip_prefix("--")).unwrap();
            let built = argument.get_possible_values();
            let is_built = |value: &&str| built.iter().any(|one| one.get_name() == *value && !one.is_hide_set());
            assert!(!values.iter().any(is_built), "a value of {flag} is built");
        }
    }
}
