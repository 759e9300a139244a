//! Models of separated labels: what the table, the document and the file say of them, and predictions by them.

use crate::support::{Folder, people};

/// A column that separates quasi-completely (nv = 1 has one label), and two that do not.
fn quasi() -> Folder {
    Folder::with(include_str!("../../../../tests/golden/inference/endometrial.csv"))
}

/// The line of a term in the table of coefficients.
fn line<'a>(text: &'a str, term: &str) -> Vec<&'a str> {
    let mut table = text.lines().skip_while(|line| !line.starts_with("term "));
    table.find(|line| line.split_whitespace().next() == Some(term)).unwrap_or_default().split_whitespace().collect()
}

#[test]
fn contrasts_and_limits_are_inspected_as_they_were_fitted() {
    let folder = quasi();
    let contrasts = ["--contrast", "eh=1", "--contrast", " nv = 2,pi=-0.5 "];
    for ci in ["wald", "profile"] {
        let fit = ["fit", "data.csv", "--target", "y", "--ci", ci, "-m", "m.model", "--json"];
        let fitted = folder.run_list(&[&fit[..], &contrasts].concat()).ok().json();
        let (finite, infinite) = (&fitted["contrasts"][0], &fitted["contrasts"][1]);
        assert_eq!(infinite["contrast"], " nv = 2,pi=-0.5 ");
        assert!(infinite["note"].as_str().unwrap().contains("+∞"));
        assert!(infinite["estimate"].is_null() && infinite["std_error"].is_null() && infinite["p_value"].is_null());
        // The profile of the likelihood has a lower end where the estimate is infinite.
        assert_eq!(infinite["lower"].is_f64(), ci == "profile");
        assert!(finite["note"].as_str().unwrap().starts_with("the limit"));
        assert!(finite["estimate"].is_f64() && finite["std_error"].is_f64() && finite["lower"].is_f64());
        let inspected = folder.run("inspect m.model --json").ok().json();
        for field in ["contrasts", "separation", "coefficients", "inference", "tests"] {
            assert_eq!(inspected[field], fitted[field], "{ci}: {field}");
        }
        let text = folder.run_list(&[&fit[..8], &contrasts].concat()).ok().stdout;
        let shown = folder.run("inspect m.model").ok().stdout;
        let part = |text: &str, from: &str| {
            text.lines()
                .skip_while(|l| !l.starts_with(from))
                .take_while(|l| !l.is_empty())
                .collect::<Vec<_>>()
                .join("\n")
        };
        for from in ["term ", "contrast "] {
            let warned = part(&shown, from);
            let warned = warned.split("\nwarning:").next().unwrap();
            assert!(!warned.is_empty());
            assert_eq!(warned, part(&text, from), "{ci}: {from}");
        }
    }
}

#[test]
fn a_contrast_of_an_identified_fit_is_inspected_as_it_was_fitted() {
    let folder = Folder::with(people(60));
    for flags in ["", "--ci profile", "--penalty firth --ci profile", "--penalty l2 --lambda 0.1"] {
        let flags = format!("--contrast age=10 --contrast city=Ulm=1,city=Köln=-1 --json -m m.model {flags}");
        let fitted = folder.fit(&flags).ok().json();
        assert_eq!(fitted["contrasts"].as_array().unwrap().len(), 2);
        assert!(fitted["contrasts"][0]["note"].is_null());
        let inspected = folder.run("inspect m.model --json").ok().json();
        assert_eq!(inspected["contrasts"], fitted["contrasts"], "{flags}");
        assert_eq!(inspected["separation"], fitted["separation"], "{flags}");
    }
    let verdict = &folder.fit("--json").ok().json()["separation"];
    assert_eq!(
        *verdict,
        serde_json::json!({"verdict": "none", "rows_separated": 0, "rows_overlap": null, "limits": [], "pairs": []})
    );
}

#[test]
fn one_table_has_the_limits_of_all_coefficients() {
    let folder = quasi();
    for flags in ["", "--ci profile"] {
        let ran = folder.fit(&format!("{flags} -m m.model")).ok();
        let json = folder.run("inspect m.model --json").ok().json();
        for text in [&ran.stdout, &folder.run("inspect m.model").ok().stdout] {
            assert_eq!(line(text, "nv")[1..3], ["→", "+∞"], "{text}");
            assert!(text.contains("→ ∞") && !text.contains("34.9"), "{text}");
            assert_eq!(text.lines().filter(|line| line.starts_with("term ")).count(), 1, "{text}");
            assert!(text.contains("certified limit") && text.contains("13 of 79 rows are fitted perfectly"), "{text}");
            let limit = json["separation"]["limits"][3]["estimate"].as_f64().unwrap();
            assert_eq!(line(text, "eh")[1], format!("{limit:.5}"), "{text}");
        }
        assert_eq!(json["fit"]["status"], "limit");
        let nv = &json["coefficients"][1];
        for field in ["estimate", "std_error", "statistic", "p_value", "odds_ratio", "upper"] {
            assert!(nv[field].is_null(), "{field} {nv}");
        }
        assert!(nv["note"].as_str().unwrap().contains("+∞"), "{nv}");
        assert!(json["coefficients"][3]["note"].as_str().unwrap().starts_with("the limit"));
        for field in ["estimate", "std_error", "statistic", "p_value", "lower", "upper", "odds_ratio"] {
            assert!(json["coefficients"][3][field].is_f64(), "{field}");
        }
        assert!(json["statistics"]["aic"].is_null());
        assert_eq!(folder.fit(&format!("{flags} --strict")).ends(5).stderr.matches("--strict").count(), 1);
    }
    // The other way, and under a heading.
    let rows: String = people(60).lines().map(|line| format!("{}\n", line.replace("Ulm,yes", "Ulm,no"))).collect();
    let text = Folder::with(rows).fit("").ok().stdout;
    assert_eq!(line(&text, "Ulm")[1..3], ["→", "−∞"], "{text}");
}

/// birthwt with a column `site` that is Z in its first row, B and A by turns in the others.
fn singleton() -> Folder {
    let rows = include_str!("../../../../examples/data/birthwt.csv").lines().enumerate();
    let site = |i: usize| match i {
        0 => "site",
        1 => "Z",
        i if i % 2 == 0 => "B",
        _ => "A",
    };
    Folder::with(rows.map(|(i, row)| format!("{row},{}\n", site(i))).collect::<String>())
}

fn close(found: &serde_json::Value, expected: &serde_json::Value, what: &str) {
    let (found, expected) = (found.as_f64().unwrap(), expected.as_f64().unwrap());
    assert!((found - expected).abs() <= 1e-9 * (1.0 + expected.abs()), "{what}: {found} {expected}");
}

/// Referee: R's glm without the row (`tests/golden/inference/singleton_level.R`).
#[test]
fn a_singleton_level_takes_nothing_from_the_other_terms() {
    let golden: serde_json::Value =
        serde_json::from_str(include_str!("../../../../tests/golden/inference/singleton_level.json")).unwrap();
    let folder = singleton();
    for covariance in ["model", "hc1"] {
        let ran = folder
            .run(&format!("fit data.csv --target low --categorical race --covariance {covariance} --json -m z.model"));
        let json = ran.ok().json();
        assert_eq!(json["fit"]["status"], "limit");
        assert!(json["fit"]["iterations"].as_u64().unwrap() < 25, "{}", json["fit"]);
        close(&json["statistics"]["log_likelihood"], &golden["log_likelihood"], "log-likelihood");
        let rows = json["coefficients"].as_array().unwrap();
        let of = |term: &str| rows.iter().find(|row| row["term"] == term).unwrap();
        for expected in golden["coefficients"].as_array().unwrap() {
            let term = expected["term"].as_str().unwrap();
            close(&of(term)["estimate"], &expected["estimate"], term);
            if covariance == "hc1" {
                close(&of(term)["std_error"], &expected["hc1"], term);
                continue;
            }
            for field in ["std_error", "statistic", "p_value", "lower", "upper"] {
                close(&of(term)[field], &expected[field], &format!("{term} {field}"));
            }
        }
        assert!(of("site=Z")["estimate"].is_null() && of("site=Z")["note"].as_str().unwrap().contains("−∞"));
        assert_eq!(folder.run("inspect z.model --json").ok().json()["coefficients"], json["coefficients"]);
        if covariance == "model" {
            let ran = folder.run("predict z.model data.csv --only --interval 0.95").ok();
            let lines: Vec<&str> = ran.stdout.lines().collect();
            // The row of the level has the limit, and no interval.
            assert_eq!(lines[1], "0,,");
            let second: Vec<f64> = lines[2].split(',').map(|cell| cell.parse().unwrap()).collect();
            for (found, field) in second.iter().zip(["probability", "lower", "upper"]) {
                close(&(*found).into(), &golden["second_row"][field], field);
            }
        }
    }
}

#[test]
fn a_coefficient_without_a_limit_of_its_own_shows_no_number() {
    // All rows with g = 1 have one label, and v, which is 0 elsewhere, may go either way with g.
    let rows: String =
        (0..40).map(|i| if i % 5 == 0 { format!("1,{},1\n", i % 3 - 1) } else { format!("0,0,{}\n", i % 2) }).collect();
    let folder = Folder::with(format!("g,v,y\n{rows}"));
    let ran = folder.fit("-m m.model").ok();
    assert_eq!(line(&ran.stdout, "g")[1..3], ["→", "+∞"], "{}", ran.stdout);
    assert_eq!(line(&ran.stdout, "v")[1..3], ["no", "limit"], "{}", ran.stdout);
    let json = folder.run("inspect m.model --json").ok().json();
    assert_eq!(json["separation"]["limits"][2]["limit"], "either");
    assert!(json["coefficients"][2]["note"].as_str().unwrap().contains("no limit of its own"));
    assert!(json["coefficients"][2]["estimate"].is_null());
    // Rows with g = 1 had one label whatever v was; no direction says so of v = 5, and none of v alone.
    folder.write("new.csv", "g,v\n0,0\n1,-1\n1,0\n1,5\n0,1\n");
    let ran = folder.run("predict m.model new.csv --only").ok();
    let cells: Vec<&str> = ran.stdout.lines().skip(1).map(|cell| cell.trim_matches('"')).collect();
    assert!(cells[0].parse::<f64>().is_ok_and(|p| p > 0.0 && p < 1.0), "{cells:?}");
    assert_eq!(cells[1..], ["1", "1", "", ""]);
}

#[test]
fn predictions_by_a_separated_model_are_warned_of() {
    let folder = quasi();
    folder.fit("-m s.model").ok();
    folder.fit("--exclude nv -m m.model").ok();
    let ran = folder.run("predict s.model data.csv --only").ok();
    assert_eq!(ran.stdout.lines().count(), 80);
    assert!(ran.stderr.starts_with("warning: s.model: some rows of the fit were separated"), "{}", ran.stderr);
    // By what the file holds: the estimates of the document, and 1 where nv is.
    let json = folder.run("inspect s.model --json").ok().json();
    let b: Vec<f64> =
        json["coefficients"].as_array().unwrap().iter().map(|c| c["estimate"].as_f64().unwrap_or(0.0)).collect();
    for (row, p) in
        include_str!("../../../../tests/golden/inference/endometrial.csv").lines().zip(ran.stdout.lines()).skip(1)
    {
        let x: Vec<f64> = row.split(',').map(|cell| cell.parse().unwrap()).collect();
        let score = b[0] + b[2] * x[1] + b[3] * x[2];
        let expected = if x[0] == 1.0 { 1.0 } else { 1.0 / (1.0 + (-score).exp()) };
        let found = p.parse::<f64>().unwrap();
        assert!((found - expected).abs() < 1e-12, "{row}: {found} {expected}");
    }
    assert_eq!(folder.run("predict m.model data.csv --only").ok().stderr, "");
}

/// a < 0 has label 0, by 3.6e-7 at least, and a > 0 label 1, which linear programmes take for a tie; b overlaps in the rows with a = 0. Referee of the
/// limit: R's glm of these four, b = 0.7743284.
#[test]
fn a_column_that_separates_by_little_is_told_and_no_criterion_printed() {
    let folder = Folder::with(
        "a,b,y\n0,0.18152957617182786,0\n0,-0.7560863123928554,1\n0,-0.9797328213109848,0\n0,0.5949940385114076,1\n\
         -0.9428776763426607,-1.3856415068322065,0\n-3.579641862927474e-07,-0.6716066355587027,0\n\
         -0.8699391936450231,-1.7388017313741506,0\n1.7924138041323023,1.2410262207718388,1\n",
    );
    for flags in ["", "--ci profile"] {
        let json = folder.fit(&format!("{flags} --json")).ok().json();
        assert_eq!(json["warnings"][0]["code"], "separation", "{}", json["warnings"]);
        assert_eq!(json["separation"]["verdict"], "quasi-complete");
        assert!(json["statistics"]["aic"].is_null() && json["statistics"]["bic"].is_null());
        assert!(json["coefficients"][1]["estimate"].is_null());
        close(&json["coefficients"][2]["estimate"], &0.774_328_159_416_119.into(), "b");
        // Where 2 (sup ℓ − ℓ_p) is 3.8414588, by scipy's brentq about profiles by its BFGS.
        let lower = json["coefficients"][1]["lower"].as_f64();
        let end = lower.filter(|lower| (lower + 2.491_899_13).abs() < 1e-7);
        assert_eq!(end.is_some(), flags == "--ci profile", "{lower:?}");
    }
}

/// Fill values of three rows: the other rows overlap, so there is a maximum, and no claim that there is none.
#[test]
fn a_fill_value_makes_no_separation() {
    let rows: String = (0..80)
        .map(|i| {
            let rain = if i % 27 == 5 { "1e20".to_owned() } else { format!("{}", (i * 37) % 101) };
            let present = if i % 27 == 5 { 0 } else { usize::from((i * 7) % 11 > 4) };
            format!("{},{rain},{present}\n", (i * 13) % 29)
        })
        .collect();
    let ran = Folder::with(format!("temp,rain,present\n{rows}")).run("fit data.csv --target present --json");
    let json: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    let verdict = &json["separation"]["verdict"];
    assert!(verdict.is_null() || verdict == "none", "{}", json["separation"]);
    assert!(json["warnings"].as_array().unwrap().iter().all(|w| !w["code"].as_str().unwrap().contains("separation")));
}

/// Estimates by term (and label); none where there is no number.
fn estimates(json: &serde_json::Value) -> Vec<(String, Option<f64>)> {
    let name = |c: &serde_json::Value| format!("{} {}", c["class"].as_str().unwrap_or(""), c["term"].as_str().unwrap());
    json["coefficients"].as_array().unwrap().iter().map(|c| (name(c), c["estimate"].as_f64())).collect()
}

/// The fit of `rows` is at its limit, and that of those which `keep` says of is the same, but for the terms that `infinite` says of.
fn is_that_of_the_others(
    header: &str,
    rows: &[String],
    flags: &str,
    keep: &dyn Fn(usize) -> bool,
    infinite: &dyn Fn(&str) -> bool,
) {
    let of = |keep: &dyn Fn(usize) -> bool| {
        let kept = rows.iter().enumerate().filter(|(i, _)| keep(*i)).map(|(_, row)| format!("{row}\n"));
        Folder::with(format!("{header}\n{}", kept.collect::<String>()))
    };
    let limit = of(&|_| true).fit(&format!("{flags} --json")).ok().json();
    assert_eq!(limit["fit"]["status"], "limit", "{}", limit["warnings"]);
    let (limit, others) = (estimates(&limit), estimates(&of(keep).fit(&format!("{flags} --json")).ok().json()));
    for (term, estimate) in limit {
        let Some(estimate) = estimate else {
            assert!(infinite(&term), "{term}");
            continue;
        };
        assert!(!infinite(&term), "{term} {estimate}");
        let expected = others.iter().find(|(other, _)| *other == term).unwrap().1.unwrap();
        assert!((estimate - expected).abs() <= 1e-7 * (1.0 + expected.abs()), "{term}: {estimate} {expected}");
    }
}

/// More columns than linear programmes are solved for: the certificate is that of each level, and a fit of the other rows.
#[test]
fn levels_with_one_label_are_told_however_many_levels_there_are() {
    let is_pure = |level: usize| level % 40 == 7;
    let rows: Vec<String> = (0..3_000)
        .map(|i| {
            let (level, place) = (i / 5, i % 5);
            let y = if is_pure(level) {
                level % 80 / 40
            } else if place < 2 {
                place
            } else {
                i * 7 % 11 % 2
            };
            format!("{},L{level:03},{y}", (i * 37 % 101) as f64 / 10.0)
        })
        .collect();
    let pure = |term: &str| term.rsplit_once("=L").is_some_and(|(_, level)| is_pure(level.parse().unwrap()));
    is_that_of_the_others("x,g,y", &rows, "", &|i| !is_pure(i / 5), &pure);
}

#[test]
fn a_singleton_level_of_three_labels_takes_nothing_from_the_other_terms() {
    let rows: Vec<String> = (0..90)
        .map(|i| match i {
            0 => "3,Z,b".to_owned(),
            _ => format!("{},{},{}", i * 37 % 23, ["A", "B"][i % 2], ["a", "b", "c"][i * i % 7 % 3]),
        })
        .collect();
    is_that_of_the_others("x,site,y", &rows, "", &|i| i > 0, &|term| term.ends_with("site=Z"));
}

/// A row of weight 0 is not there: it spoils no proof.
#[test]
fn a_level_whose_other_label_has_weight_0_separates() {
    let rows: Vec<String> = (0..80)
        .map(|i| match i {
            0 => "1,Z,1,2".to_owned(),
            1 => "2,Z,0,0".to_owned(),
            _ => format!("{},{},{},{}", i * 37 % 23, ["A", "B"][i % 2], i * i % 7 % 2, i % 3 + 1),
        })
        .collect();
    let flags = "--weights w --weight-kind frequency";
    is_that_of_the_others("x,site,y,w", &rows, flags, &|i| i > 1, &|term| term.ends_with("site=Z"));
}

/// The base of the site is the singleton: then the intercept and all other sites have no finite limit, and the others have theirs.
#[test]
fn a_singleton_base_level_leaves_the_columns_that_have_limits() {
    let rows: Vec<String> = (0..80)
        .map(|i| match i {
            0 => "1,A,1".to_owned(),
            _ => format!("{},{},{}", i * 37 % 23, ["B", "C"][i % 2], i * i % 7 % 2),
        })
        .collect();
    let infinite = |term: &str| term.contains("site=") || term.ends_with("(intercept)");
    is_that_of_the_others("x,site,y", &rows, "", &|i| i > 0, &infinite);
}

/// Units and offsets change no verdict.
#[test]
fn a_column_that_separates_does_so_in_any_unit() {
    for unit in ["e-12", "", "e12"] {
        let rows: Vec<String> = (0..80)
            .map(|i| {
                let x = if i < 5 { (i + 1) * 3 } else { 0 };
                let y = if i < 5 { 1 } else { i * i % 7 % 2 };
                format!("{x}{unit},{}{unit},{},{y}", i * 37 % 23, if i % 2 == 0 { 10_000 } else { 0 })
            })
            .collect();
        is_that_of_the_others("x,z,o,y", &rows, "--exclude o", &|i| i >= 5, &|term| term == " x");
    }
}

/// c = a + b, and b separates: c was a coefficient of 0 with a standard error of 0, and the model could not be saved. R's glm has NA for it, and without the
/// rows that b separates the numbers of the others.
#[test]
fn a_combination_of_other_columns_is_held_at_the_limit_too() {
    let rows =
        [(1.5, 0), (-0.25, 0), (0.75, 1), (2.0, 1), (-1.0, 0), (0.5, 1), (1.0, 0), (-0.5, 1), (0.25, 1), (3.0, 0)];
    let line = |(i, &(a, y)): (usize, &(f64, i32))| {
        let (b, y) = if i % 3 == 0 { (2.0 * f64::from(y) - 1.0, y) } else { (0.0, y) };
        format!("{a},{b},{},{y}\n", a + b)
    };
    let folder = Folder::with(format!("a,b,c,y\n{}", rows.iter().enumerate().map(line).collect::<String>()));
    let json = folder.fit("-m m.model --json").ok().json();
    assert_eq!(json["fit"]["status"], "limit");
    let c = &json["coefficients"][3];
    assert!(c["std_error"].is_null() && c["odds_ratio"].is_null() && c["note"].is_string(), "{c}");
    assert!(
        json["warnings"].as_array().unwrap().iter().any(|warning| warning["code"] == "collinear"),
        "{}",
        json["warnings"]
    );
    assert!(json["coefficients"][1]["std_error"].as_f64().is_some_and(|error| error > 0.0));
    // A row that breaks c = a + b has no probability.
    std::fs::write(folder.path("new.csv"), "a,b,c\n1,0,1\n1,0,5\n").unwrap();
    let told = folder.run("predict m.model new.csv --only").ok().stdout;
    assert!(told.lines().nth(1).is_some_and(|p| p.parse::<f64>().is_ok()) && told.ends_with("\n\"\"\n"), "{told}");
}
