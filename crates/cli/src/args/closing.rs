//! What the help of a verb ends with: notes, and examples that are true. A test runs every one of them, one after another, beside
//! `examples/data`.

pub const COMMAND: &str = "Examples:
  logodds fit examples/data/birthwt.csv --target low --model low.model
  logodds predict low.model examples/data/birthwt.csv --output scored.csv
  logodds help fit

Exit codes:
  0 fine
  1 input/output
  2 usage
  3 data refused
  4 not certified
  5 not identified, under --strict
  6 model file unreadable, damaged or too new
  130 interrupted";

pub const FIT: &str =
    "The model is saved and the table printed even if the optimum is not certified (exit code 4). Ctrl-C ends the run \
at once (130); an old model file is then as it was.

Examples:
  logodds fit examples/data/birthwt.csv --target low --categorical race
  logodds fit examples/data/iris.csv --target species \\
      --penalty l2 --lambda 0.01 --model iris.model
  logodds fit examples/data/birthwt.csv --target low --features lwt,smoke \\
      --ci profile --contrast 'lwt=-10' --json > low.json";

pub const PREDICT: &str =
    "Columns are matched by name: order does not matter, extra columns are ignored, a missing one is an error. \
Input cells pass through byte for byte. A row that cannot be scored under the policies (those of the model, or of \
--missing and --unseen) gets an empty cell, and so does one that the data of the fit do not determine: it breaks what all \
of its rows had in common, such as total = a + b. They are counted on stderr.

Examples:
  logodds predict iris.model examples/data/iris.csv --only
  logodds predict low.model examples/data/birthwt.csv --interval 0.95
  gzip -c examples/data/birthwt.csv | logodds predict low.model - --id age";

pub const INSPECT: &str = "Examples:
  logodds inspect low.model
  logodds inspect low.model --json";

pub const COMPARE: &str = "Examples:
  logodds compare examples/data/spam7.csv --target yesno --plot race.svg
  logodds compare examples/data/birthwt.csv --target low \\
      --solvers newton,lbfgs --penalty l2 --lambda 0.1";

pub const COMPARE_MODELS: &str =
    "Both must be maxima of the likelihood of the same rows, which is looked for in what the files know of these: counts, weights, the \
likelihood of the intercept alone, means and ranges. Where there is no such test every reason is told.

Examples:
  logodds fit examples/data/birthwt.csv --target low \\
      --features lwt --model small.model
  logodds compare-models low.model small.model";

pub const CHECK: &str = "Ends with 0 if fit takes these data (whatever the warnings), with 3 if it refuses them.

Examples:
  logodds check examples/data/german_credit.csv --target creditability
  head -n 150 examples/data/birthwt.csv | \\
      logodds check - --target low --new examples/data/birthwt.csv";

pub const COMPLETIONS: &str = "Examples:
  logodds completions bash > logodds.bash";

pub const MAN: &str = "Examples:
  logodds man fit > logodds-fit.1";

pub const HELP: &str = "Examples:
  logodds help predict";
