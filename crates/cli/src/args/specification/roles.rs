//! What columns are for, and what weights count.

use crate::args::{ColumnArgs, MissingPolicy, UnseenPolicy, WeightKind, spelling};
use crate::terminal::problems::Problems;
use logodds::io::{FitColumns, split_names};
use logodds::model::schema::{Missing, Unseen};
use logodds_report::shown;

/// The columns by role.
pub fn fit_columns(args: &ColumnArgs, problems: &mut Problems) -> FitColumns {
    let missing = match args.missing {
        MissingPolicy::Drop => Missing::Drop,
        MissingPolicy::Error => Missing::Error,
        MissingPolicy::Mean | MissingPolicy::Indicator => {
            let flag = format!("--missing {}", spelling(&args.missing));
            problems.not_built(&flag, "use --missing drop, or fill the cells in");
            Missing::Error
        }
    };
    FitColumns {
        target: args.target.clone(),
        positive: args.positive.clone(),
        features: args.features.as_ref().map(|lists| names(lists)),
        exclude: names(&args.exclude),
        categorical: names(&args.categorical),
        numeric: names(&args.numeric),
        base: args.base.iter().filter_map(|pair| base(pair, problems)).collect(),
        labels: args.labels,
        weights: args.weights.clone(),
        offset: args.offset.clone(),
        // `fit` alone has clusters.
        cluster: None,
        missing,
        unseen: match args.unseen {
            UnseenPolicy::Error => Unseen::Error,
            UnseenPolicy::Base => Unseen::Base,
            UnseenPolicy::Missing => Unseen::Missing,
        },
    }
}

/// The column and the level of `COL=LEVEL`: the first = is between them, unless it stands in the column's quotes.
fn base(pair: &str, problems: &mut Problems) -> Option<(String, String)> {
    let unquoted = pair.strip_prefix('"').and_then(|rest| rest.split_once("\"="));
    let found = match unquoted {
        Some((column, level)) => Some((column.replace("\"\"", "\""), level)),
        None => pair.split_once('=').map(|(column, level)| (column.trim().to_owned(), level)),
    };
    problems.when(found.is_none(), || {
        format!("--base {}: it must be a column and its level, as in --base race=2", shown::cut(pair, 60))
    });
    found.map(|(column, level)| (column, level.trim().to_owned()))
}

/// The names in lists, quoted as in a CSV where they hold commas. `--features ""` is a list of no names, not of one
/// empty name.
fn names(lists: &[String]) -> Vec<String> {
    lists.iter().flat_map(|list| split_names(list)).filter(|name| !name.is_empty()).collect()
}

/// What the weights say of their rows, if that is named.
pub fn weight_kind(named: Option<WeightKind>) -> Option<logodds::inference::WeightKind> {
    named.map(|kind| match kind {
        WeightKind::Frequency => logodds::inference::WeightKind::Frequency,
        WeightKind::Sampling => logodds::inference::WeightKind::Sampling,
        WeightKind::Precision => logodds::inference::WeightKind::Precision,
    })
}
