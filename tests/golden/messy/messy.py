"""Eight messy files of real data, and what R's glm makes of them once they are cleaned by hand: messy.json.

    python messy.py        (numpy, scikit-learn, statsmodels; Rscript with MASS and survival)

The data come with public packages: `infert` (R's datasets), `birthwt` and `Pima.te` (MASS), `lung` (survival), `breast_cancer`
(scikit-learn), `fair` and `anes96` (statsmodels), and the German credit data of examples/data. What is messy about each is put in here,
by a fixed rule, so that the script writes the same files again. "clean" is the same file without it, which R reads and fits; "settled" are
the flags that the command is told to fit the messy file with, and must give R's numbers.
"""

import csv
import json
import subprocess
import tempfile
from datetime import date, timedelta
from pathlib import Path

import statsmodels.api as sm
from sklearn.datasets import load_breast_cancer

HERE = Path(__file__).parent
EXAMPLES = HERE.parents[2] / "examples" / "data"


def r(code: str) -> str:
    return subprocess.run(["Rscript", "--vanilla", "-e", code], check=True, capture_output=True, text=True).stdout


def of_r(code: str) -> list[dict[str, str]]:
    with tempfile.NamedTemporaryFile(suffix=".csv") as file:
        r(f'library(MASS); library(survival); write.csv({code}, "{file.name}", row.names = FALSE)')
        return list(csv.DictReader(open(file.name)))


def of_frame(frame) -> list[dict[str, str]]:
    return [{str(name): f"{value:g}" for name, value in row.items()} for row in frame.to_dict("records")]


def write(name: str, rows: list[dict[str, str]], **options) -> None:
    with open(HERE / f"{name}.csv", "w", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n", **options)
        writer.writeheader()
        writer.writerows(rows)


def glm(rows: list[dict[str, str]], target: str, columns: list[str], factors: list[str]) -> dict[str, float]:
    """Coefficients by the names that the command gives them."""
    with tempfile.NamedTemporaryFile("w", suffix=".csv", newline="") as file:
        writer = csv.DictWriter(file, [target, *columns], extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
        file.flush()
        # Levels in byte order, as the command has them.
        made = "".join(f'd[["{f}"]] <- factor(as.character(d[["{f}"]]), levels = sort(unique(as.character(d[["{f}"]])), method = "radix")); ' for f in factors)
        text = r(
            f'd <- read.csv("{file.name}", check.names = FALSE, strip.white = FALSE); {made}'
            f'y <- d[["{target}"]]; y <- as.numeric(y == max(y)); '
            f'd[["{target}"]] <- NULL; '
            "m <- glm(y ~ ., binomial, cbind(d, y = y), epsilon = 1e-14, maxit = 100); b <- coef(m); "
            'cat(sprintf("%s\\t%.12g\\n", names(b), b), sep = "")'
        )
    found = {}
    for line in text.splitlines():
        name, value = line.split("\t")
        name = name.replace("`", "")
        factor = next((f for f in factors if name.startswith(f) and name not in columns), None)
        name = "(intercept)" if name == "(Intercept)" else f"{factor}={name[len(factor):]}" if factor else name
        found[name] = float(value)
    return found


cases = {}


def case(name, rows, clean, target, columns, factors=(), *, refused=(), warned=(), settled="", delimiter=","):
    write(name, rows, delimiter=delimiter)
    cases[name] = {
        "target": target,
        "refused": list(refused),
        "warned": dict(warned),
        "settled": settled,
        "coefficients": glm(clean, target, columns, list(factors)),
    }


# 1. As R's write.csv and pandas' to_csv write it: a nameless column of row numbers. Nothing else is wrong.
infert = of_r("infert[, c('case', 'age', 'parity', 'education', 'induced', 'spontaneous')]")
case(
    "infert", [{"": str(k + 1), **row} for k, row in enumerate(infert)], infert, "case",
    ["age", "parity", "education", "induced", "spontaneous"], ["education"],
    warned={"row-numbers": "c1"}, settled="--exclude c1",
)  # fmt: skip

# 2. Codes for missing cells (-9, 999), and three spellings of yes and no.
birthwt = of_r("birthwt[, c('low', 'age', 'lwt', 'race', 'smoke', 'ui')]")
messy, clean = [], []
for k, row in enumerate(birthwt):
    new = dict(row)
    new["smoke"] = [["no", "no ", "NO"], ["yes", "YES", "yes "]][int(row["smoke"])][k % 3 if k % 5 == 0 else 0]
    if k % 17 == 3:
        new["age"] = "-9"
    if k % 23 == 5:
        new["lwt"] = "999"
    messy.append(new)
    if new["age"] != "-9" and new["lwt"] != "999":
        clean.append({**row, "smoke": new["smoke"].strip()})  # blanks around a level are none of it
case(
    "birthwt", messy, clean, "low", ["age", "lwt", "race", "smoke", "ui"], ["smoke"],
    warned={"missing-codes": "age", "similar-levels": "smoke"}, settled="--na=-9,999 --missing drop",
)  # fmt: skip

# 3. Dates, a percentage, a text identifier, and missing cells.
lung = of_r("lung[, c('status', 'age', 'sex', 'ph.karno', 'wt.loss', 'inst')]")
messy = []
for k, row in enumerate(lung):
    day = date(1989, 3, 1) + timedelta(days=(k * 37) % 800)
    messy.append({
        "patient": f"P-{1000 + (k * 89) % 997}", "enrolled": day.isoformat(), "status": row["status"], "age": row["age"],
        "sex": ["male", "female"][int(row["sex"]) - 1], "karnofsky": row["ph.karno"] + ("%" if row["ph.karno"] != "NA" else ""),
        "loss": row["wt.loss"], "dose": f"{40 + (k * 7) % 61}.{k % 10}%",
    })  # fmt: skip
clean = [{**row, "sex": new["sex"]} for row, new in zip(lung, messy, strict=True)]
clean = [{**row, "loss": row["wt.loss"]} for row in clean if "NA" not in (row["wt.loss"],) and row["ph.karno"] != "NA"]
clean = [{**row, "karnofsky": row["ph.karno"] + "%"} for row in clean]
case(
    "lung", messy, clean, "status", ["age", "sex", "karnofsky", "loss"], ["sex", "karnofsky"],
    refused=["patient", "enrolled", "dose"], settled="--exclude patient,enrolled,dose --missing drop --categorical karnofsky",
)  # fmt: skip

# 4. Amounts as a German bank writes them, a unit, a customer number, and free text.
credit = list(csv.DictReader(open(EXAMPLES / "german_credit.csv")))[:400]
keep = ["duration_in_month", "age_in_years", "housing", "foreign_worker"]
keep = [name for name in keep if name in credit[0]] or list(credit[0])[:4]
amount = next(name for name in credit[0] if "amount" in name)
words = "asked twice about the rate and then came back with a second paper from the bank in the old town".split()
messy = []
for k, row in enumerate(credit):
    whole = f"{int(row[amount]):,}".replace(",", ".") + f",{k % 100:02}"
    note = " ".join(words[(k * 7 + j * (1 + k % 5)) % len(words)] for j in range(5 + k % 4)) + f" {k % 97}"
    messy.append({"customer": f"DE{7_000_000 + k * 7919 % 999_983}", amount: whole, "weight": f"{55 + (k * 13) % 50}.{k % 10} kg",
                  "note": note, **{name: row[name] for name in keep}, "creditability": row["creditability"]})  # fmt: skip
numbers = [name for name in keep if credit[0][name].replace(".", "").isdigit()]
case(
    "credit", messy, [{**row, "creditability": int(row["creditability"] == "good")} for row in credit], "creditability", keep,
    [name for name in keep if name not in numbers],
    refused=["customer", amount, "weight", "note"], settled=f"--exclude customer,{amount},weight,note",
)  # fmt: skip

# 5. Postal codes with leading zeros, read as numbers; a code for missing cells that is the largest integer of 32 bits.
pima = of_r("Pima.te")
messy = [{**row, "zip": f"{(k * 1733) % 9000 + 501:05}", "skin": "2147483647" if k % 13 == 2 else row["skin"]} for k, row in enumerate(pima)]
clean = [row for k, row in enumerate(pima) if k % 13 != 2]
case(
    "pima", messy, clean, "type", ["npreg", "glu", "bp", "skin", "bmi", "ped", "age"],
    warned={"codes": "zip", "missing-codes": "skin"}, settled="--exclude zip --na=2147483647 --missing drop",
)  # fmt: skip

# 6. A singleton level, negative numbers in parentheses, and a minus sign that is none.
fair = of_frame(sm.datasets.fair.load_pandas().data.iloc[::16])
messy = []
for k, row in enumerate(fair):
    change, drift = (k * 29) % 81 - 40, (k * 31) % 61 - 30
    new = {"affair": "yes" if float(row["affairs"]) > 0 else "no", **{name: row[name] for name in row if name != "affairs"}}
    messy.append({**new, "site": "Z" if k == 11 else "AB"[k % 2], "balance": f"({-change})" if change < 0 else str(change),
                  "drift": f"−{-drift}" if drift < 0 else str(drift)})  # fmt: skip
columns = [name for name in fair[0] if name != "affairs"]
case(
    "fair", messy, [{**row, "affair": int(row["affair"] == "yes")} for row in messy], "affair", columns,
    refused=["balance", "drift"], settled="--exclude balance,drift,site",
)  # fmt: skip

# 7. Days written as numbers, times of day, and one percentage of few values, which may be a category.
anes = of_frame(sm.datasets.anes96.load_pandas().data.iloc[::2][["vote", "logpopul", "TVnews", "selfLR", "age", "educ", "income"]])
messy = []
for k, row in enumerate(anes):
    day = date(1996, 9, 2) + timedelta(days=(k * 11) % 63)
    minutes = (k * 97) % 720 + 480
    messy.append({**row, "day": f"{day:%Y%m%d}", "begun": f"{minutes // 60:02}:{minutes % 60:02}", "raise": f"{[0, 2, 5][k % 3]}%"})
case(
    "anes96", messy, messy, "vote", ["logpopul", "TVnews", "selfLR", "age", "educ", "income", "raise"], ["raise"],
    refused=["begun", "day"], settled="--exclude begun,day --categorical raise",
)  # fmt: skip

# 8. A spreadsheet of the other half of the world: semicolons, decimal commas, and a column of identifying numbers.
cancer = load_breast_cancer(as_frame=True).frame.iloc[::2]
chosen = {"mean texture": "texture", "mean smoothness": "smoothness", "mean symmetry": "symmetry"}
clean = [{"diagnosis": str(int(row["target"])), **{new: f"{row[old]:g}" for old, new in chosen.items()}} for row in cancer.to_dict("records")]
messy = [
    {"id": str(842302 + 17 * ((k * 53) % 1009)), **{name: value.replace(".", ",") if name != "diagnosis" else value for name, value in row.items()}}
    for k, row in enumerate(clean)
]
case("cancer", messy, clean, "diagnosis", ["texture", "smoothness", "symmetry"], refused=["texture", "smoothness", "symmetry", "id"],
     settled="--exclude id --decimal ,", delimiter=";")  # fmt: skip

(HERE / "messy.json").write_text(json.dumps(cases, indent=1, ensure_ascii=False) + "\n")
for name, found in cases.items():
    print(name, len(found["coefficients"]), found["settled"])
