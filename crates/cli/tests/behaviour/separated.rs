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
        let fitted = folder.run_list(&[&fit[..], &contrasts].concat()).ends(4).json();
        assert_eq!(fitted["contrasts"][1]["contrast"], " nv = 2,pi=-0.5 ");
        assert!(fitted["contrasts"][1]["note"].as_str().unwrap().contains("no maximum"));
        assert_eq!(fitted["contrasts"][0]["lower"].is_f64(), ci == "profile");
        let inspected = folder.run("inspect m.model --json").ok().json();
        for field in ["contrasts", "separation", "coefficients", "inference", "tests"] {
            assert_eq!(inspected[field], fitted[field], "{ci}: {field}");
        }
        let text = folder.run_list(&[&fit[..8], &contrasts].concat()).ends(4).stdout;
        let shown = folder.run("inspect m.model").ok().stdout;
        let part = |text: &str, from: &str| {
            text.lines()
                .skip_while(|l| !l.starts_with(from))
                .take_while(|l| !l.is_empty())
                .collect::<Vec<_>>()
                .join("\n")
        };
        for from in ["term ", "contrast ", "the likelihood has no maximum"] {
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
fn the_table_shows_where_a_coefficient_goes_and_the_document_keeps_the_number() {
    let folder = quasi();
    for flags in ["", "--ci profile"] {
        let ran = folder.fit(&format!("{flags} -m m.model")).ends(4);
        let json = folder.run("inspect m.model --json").ok().json();
        for text in [&ran.stdout, &folder.run("inspect m.model").ok().stdout] {
            assert_eq!(line(text, "nv")[1..3], ["→", "+∞"], "{text}");
            assert!(text.contains("→ ∞") && !text.contains("34.9"), "{text}");
            // A finite limit, of which there are more digits than where the fit stopped has right.
            let limit = json["separation"]["limits"][3]["estimate"].as_f64().unwrap();
            assert_eq!(line(text, "eh")[1], format!("{limit:.5}"), "{text}");
        }
        let nv = &json["coefficients"][1];
        assert!(nv["estimate"].as_f64().unwrap() > 10.0 && nv["odds_ratio"].is_f64(), "{nv}");
        assert!(nv["note"].as_str().unwrap().contains("+∞"), "{nv}");
        assert!(json["coefficients"][3]["note"].is_null());
    }
    // The other way, and under a heading.
    let rows: String = people(60).lines().map(|line| format!("{}\n", line.replace("Ulm,yes", "Ulm,no"))).collect();
    let text = Folder::with(rows).fit("").ends(4).stdout;
    assert_eq!(line(&text, "Ulm")[1..], ["→", "−∞", "→", "0"], "{text}");
}

#[test]
fn a_coefficient_without_a_limit_of_its_own_shows_no_number() {
    // All rows with g = 1 have one label, and v, which is 0 elsewhere, may go either way with g.
    let rows: String =
        (0..40).map(|i| if i % 5 == 0 { format!("1,{},1\n", i % 3 - 1) } else { format!("0,0,{}\n", i % 2) }).collect();
    let folder = Folder::with(format!("g,v,y\n{rows}"));
    let ran = folder.fit("-m m.model").ends(4);
    assert_eq!(line(&ran.stdout, "g")[1..3], ["→", "+∞"], "{}", ran.stdout);
    assert_eq!(line(&ran.stdout, "v")[1..], ["no", "limit", "—"], "{}", ran.stdout);
    let json = folder.run("inspect m.model --json").ok().json();
    assert_eq!(json["separation"]["limits"][2]["limit"], "either");
    assert!(json["coefficients"][2]["note"].as_str().unwrap().contains("no limit of its own"));
    assert!(json["coefficients"][2]["estimate"].is_f64());
}

#[test]
fn predictions_by_a_separated_model_are_warned_of() {
    let folder = quasi();
    folder.fit("-m s.model").ends(4);
    folder.fit("--exclude nv -m m.model").ok();
    let ran = folder.run("predict s.model data.csv --only").ok();
    assert_eq!(ran.stdout.lines().count(), 80);
    assert!(ran.stderr.starts_with("warning: s.model: the model was fitted to separated labels"), "{}", ran.stderr);
    assert_eq!(ran.stderr.lines().count(), 1);
    // By what the file holds: the estimates of the document.
    let json = folder.run("inspect s.model --json").ok().json();
    let b: Vec<f64> =
        json["coefficients"].as_array().unwrap().iter().map(|c| c["estimate"].as_f64().unwrap()).collect();
    for (row, p) in
        include_str!("../../../../tests/golden/inference/endometrial.csv").lines().zip(ran.stdout.lines()).skip(1)
    {
        let x: Vec<f64> = row.split(',').map(|cell| cell.parse().unwrap()).collect();
        let score = b[0] + b[1] * x[0] + b[2] * x[1] + b[3] * x[2];
        let (expected, found) = (1.0 / (1.0 + (-score).exp()), p.parse::<f64>().unwrap());
        assert!((found - expected).abs() < 1e-12, "{row}: {found} {expected}");
    }
    assert_eq!(folder.run("predict m.model data.csv --only").ok().stderr, "");
}
