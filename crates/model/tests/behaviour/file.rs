//! Model files: round trips, the golden files, damage of every kind.

use crate::fixtures::sample::{
    sample, sample_at_limit, sample_of_classes, sample_of_drawn_rows, sample_of_separated_classes,
    sample_with_collinearity, sample_with_contrasts, sample_with_equation, sample_with_inference,
    sample_without_intercepts,
};
use logodds_model::file::{EncodeError, FORMAT_VERSION, ModelProblem, from_bytes, read, to_bytes};
use logodds_model::record::{
    CollinearityRecord, EquationRecord, EstimateRecord, InferenceRecord, LimitEstimateRecord, LimitRecord, PairRecord,
    Record, SeparationRecord, Status, Verdict, WeightKind,
};
use proptest::prelude::*;
use std::path::Path;

fn golden(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)).unwrap()
}

/// A valid header before any sections.
fn wrapped(version: u32, sections: &[u8]) -> Vec<u8> {
    let mut out = b"\x89LOGODDS".to_vec();
    out.extend(version.to_le_bytes());
    out.extend((sections.len() as u64).to_le_bytes());
    let crc = crc32c::crc32c_append(crc32c::crc32c(&out), sections);
    out.extend(crc.to_le_bytes());
    out.extend(sections);
    out
}

/// A valid section.
fn section(name: &str, version: u16, critical: u8, payload: &[u8]) -> Vec<u8> {
    let mut out = (name.len() as u16).to_le_bytes().to_vec();
    out.extend(name.as_bytes());
    out.extend(version.to_le_bytes());
    out.push(critical);
    out.extend((payload.len() as u64).to_le_bytes());
    let crc = crc32c::crc32c_append(crc32c::crc32c(&out), payload);
    out.extend(crc.to_le_bytes());
    out.extend(payload);
    out
}

/// The sections of a file, with their names.
fn sections(file: &[u8]) -> Vec<(String, Vec<u8>)> {
    let (mut rest, mut sections) = (&file[24..], Vec::new());
    while let [low, high, ..] = rest {
        let name = usize::from(u16::from_le_bytes([*low, *high]));
        let length = u64::from_le_bytes(rest[name + 5..name + 13].try_into().unwrap()) as usize;
        let (section, after) = rest.split_at(name + 17 + length);
        sections.push((String::from_utf8(section[2..2 + name].to_vec()).unwrap(), section.to_vec()));
        rest = after;
    }
    sections
}

#[test]
fn round_trip_is_bit_equal() {
    for (model, zero) in [
        (sample(), 1),
        (sample_with_inference(), 1),
        (sample_with_contrasts(), 1),
        (sample_with_collinearity(), 1),
        (sample_of_classes(), 5),
        (sample_of_separated_classes(), 5),
        (sample_without_intercepts(), 5),
        (sample_of_drawn_rows(), 5),
        (sample_with_equation(), 1),
    ] {
        let bytes = to_bytes(&model).unwrap();
        let back = from_bytes(&bytes).unwrap();
        assert_eq!(back, model);
        assert!(back.coefficients[zero].is_sign_negative(), "-0 stays -0");
        assert_eq!(to_bytes(&back).unwrap(), bytes);
    }
}

#[test]
fn a_file_is_read_from_its_beginning_to_its_end() {
    let bytes = to_bytes(&sample()).unwrap();
    assert_eq!(read(&bytes[..]).unwrap(), sample());
    assert!(matches!(read(&bytes[..bytes.len() - 1]), Err(ModelProblem::Truncated { .. })));
    let longer = [&bytes[..], b"x"].concat();
    assert!(read(&longer[..]).unwrap_err().to_string().contains("follow its end"));
}

/// Written once, and never again.
#[test]
fn golden_files_are_read_for_ever() {
    for (name, model) in [("model_1.logodds", sample_with_equation()), ("classes_1.logodds", sample_of_drawn_rows())] {
        assert_eq!(from_bytes(&golden(name)).unwrap(), model, "{name}");
        if FORMAT_VERSION == 1 {
            assert_eq!(golden(name), to_bytes(&model).unwrap(), "{name}");
        }
    }
}

#[test]
fn a_file_of_before_the_first_release_is_told_as_that() {
    let error = from_bytes(&golden("unreleased.logodds")).unwrap_err();
    assert!(matches!(error, ModelProblem::Unreleased), "{error}");
    assert!(error.to_string().contains("unreleased version") && error.to_string().contains("Fit again"), "{error}");
}

#[test]
fn sections_may_stand_in_any_order_and_those_that_are_not_known_matter_if_they_are_critical() {
    let model = sample_with_equation();
    let known: Vec<Vec<u8>> = sections(&to_bytes(&model).unwrap()).into_iter().map(|(_, section)| section).collect();
    let of = |sections: &[Vec<u8>]| from_bytes(&wrapped(1, &sections.concat()));
    let mut turned = known.clone();
    turned.reverse();
    turned.push(section("thoughts", 7, 0, b"anything"));
    assert_eq!(of(&turned).unwrap(), model);

    turned.push(section("links", 2, 1, b"anything"));
    let error = of(&turned).unwrap_err().to_string();
    assert!(error.contains("newer logodds") && error.contains("version 2 of its section \"links\""), "{error}");
    let twice = [&known[..], &known[..1]].concat();
    assert!(of(&twice).unwrap_err().to_string().contains("a section twice"));
    let many: Vec<Vec<u8>> = (0..300).map(|k| section(&k.to_string(), 1, 0, b"")).collect();
    assert!(of(&many).unwrap_err().to_string().contains("too many"));
}

/// Of sections in another version those that scores depend on, and those that every record has, are needed; without the others there is a model.
#[test]
fn a_known_section_in_another_version_is_one_that_is_not_known() {
    let all = sections(&to_bytes(&sample_with_equation()).unwrap());
    let optional = ["covariance", "collinearity", "inference", "weights"];
    for (k, (name, _)) in all.iter().enumerate() {
        let critical = u8::from(["schema", "scores", "equations", "rays"].contains(&name.as_str()));
        let mut newer: Vec<Vec<u8>> = all.iter().map(|(_, section)| section.clone()).collect();
        newer[k] = section(name, 2, critical, b"anything");
        let found = from_bytes(&wrapped(1, &newer.concat()));
        if optional.contains(&name.as_str()) {
            continue;
        }
        let error = found.unwrap_err();
        // Rays without what they are of.
        let is_told = matches!(&error, ModelProblem::NewerSection { name: found, version: 2 } if found == name);
        assert!(is_told || name == "separation", "{name}: {error}");
        newer.remove(k);
        let lacks = from_bytes(&wrapped(1, &newer.concat()));
        let may_lack = ["equations", "rays"].contains(&name.as_str());
        assert_eq!(lacks.is_ok(), may_lack, "{name}");
    }
}

#[test]
fn directions_of_a_limit_are_kept_and_those_that_cannot_be_refused() {
    let model = sample_at_limit();
    assert_eq!(from_bytes(&to_bytes(&model).unwrap()).unwrap(), model);
    assert!(model.is_at_limit() && model.is_separated());
    let spoils: [fn(&mut Record); 3] = [
        |model| model.separation.as_mut().unwrap().rays[0].terms[0].0 = 4, // no such term
        |model| model.separation.as_mut().unwrap().rays[0].terms[0].1 = f64::NAN,
        |model| model.separation.as_mut().unwrap().rays[1].at = f64::INFINITY,
    ];
    for (k, spoil) in spoils.iter().enumerate() {
        let mut spoiled = model.clone();
        spoil(&mut spoiled);
        assert!(matches!(to_bytes(&spoiled), Err(EncodeError::Contents(_))), "{k}");
    }
}

#[test]
fn equations_that_cannot_be_are_refused() {
    let spoils: [fn(&mut Vec<EquationRecord>); 6] = [
        |equations| equations[0].term = 4,             // no such term
        |equations| equations[0].combination[1].0 = 4, // no such term
        |equations| equations[0].combination[1].0 = 1, // itself
        |equations| equations[0].tolerance = -1e-6,
        |equations| equations[0].combination[0].1 = f64::NAN,
        |equations| equations.push(equations[0].clone()),
    ];
    for (k, spoil) in spoils.iter().enumerate() {
        let mut model = sample_with_equation();
        spoil(&mut model.equations);
        assert!(matches!(to_bytes(&model), Err(EncodeError::Contents(_))), "{k}");
    }
}

#[test]
fn a_contrast_and_a_limit_keep_the_sign_of_zero() {
    let back = from_bytes(&to_bytes(&sample_with_contrasts()).unwrap()).unwrap();
    let contrast = back.inference.unwrap().contrasts[0].estimate.unwrap();
    assert!(contrast.estimate.is_sign_negative() && contrast.statistic.unwrap().is_sign_negative());
    let LimitRecord::Finite(Some(limit)) = back.separation.unwrap().limits[0] else { panic!("a finite limit") };
    assert!(limit.estimate.is_sign_negative());
}

#[test]
fn separated_labels_are_known_by_limits_by_the_status_or_by_a_warning() {
    assert!(sample_of_separated_classes().is_separated() && sample().is_separated());
    let mut model = sample();
    model.warnings.clear();
    assert!(!model.is_separated());
    model.separation = sample_with_contrasts().separation;
    assert!(model.is_separated());
    let none = SeparationRecord {
        verdict: Verdict::None,
        rows_separated: 0,
        rows_overlap: None,
        limits: Vec::new(),
        pairs: Vec::new(),
        rays: Vec::new(),
    };
    model.separation = Some(none);
    assert!(!model.is_separated());
    assert_eq!(from_bytes(&to_bytes(&model).unwrap()).unwrap(), model);
    model.fit.status = Status::Separated;
    assert!(model.is_separated());
}

#[test]
fn contrasts_and_limits_that_cannot_be_are_refused() {
    fn contrast(model: &mut Record) -> &mut EstimateRecord {
        model.inference.as_mut().unwrap().contrasts[0].estimate.as_mut().unwrap()
    }
    fn separation(model: &mut Record) -> &mut SeparationRecord {
        model.separation.as_mut().unwrap()
    }
    fn fitted(estimate: f64, std_error: f64) -> LimitRecord {
        LimitRecord::Finite(Some(LimitEstimateRecord { estimate, std_error }))
    }
    type Change = fn(&mut Record);
    let changes: [(Change, &str); 21] = [
        (|m| m.weight_kind = Some(WeightKind::Sampling), "what weights say of their rows is \"sampling\""),
        (|m| m.schema.weights = None, "what weights say of their rows is \"frequency\""),
        (|m| contrast(m).estimate = f64::NAN, "a contrast is not a finite number"),
        (|m| contrast(m).std_error = Some(f64::NAN), "a contrast's standard error is not"),
        (|m| contrast(m).std_error = Some(-1.0), "a contrast's standard error is negative"),
        (|m| contrast(m).statistic = Some(f64::NAN), "a contrast's statistic is not"),
        (|m| contrast(m).p_value = Some(1.5), "a contrast's p-value is not between 0 and 1"),
        (|m| contrast(m).p_value = Some(f64::NAN), "a contrast's p-value is not between 0 and 1"),
        (|m| contrast(m).lower = None, "the ends of a contrast are no interval"),
        (|m| contrast(m).lower = Some(f64::NAN), "the ends of a contrast are no interval"),
        (|m| contrast(m).upper = Some(-1.0), "the ends of a contrast are no interval"),
        (|m| m.inference.as_mut().unwrap().failed = Some(1000), "failed replicates: 1000, 999 at most"),
        (|m| m.inference.as_mut().unwrap().replicates = None, "failed replicates: 3, 0 at most"),
        (|m| separation(m).limits.truncate(4), "limits: 4, expected 5"),
        (|m| separation(m).limits.clear(), "limits: 0, expected 5"),
        (|m| separation(m).verdict = Verdict::None, "limits: 5, expected 0"),
        (|m| separation(m).rows_separated = u64::MAX, "rows that are separated or not"),
        (|m| separation(m).rows_overlap = Some(172), "rows that are separated or not: 181, 180 at most"),
        (|m| separation(m).limits[2] = fitted(f64::INFINITY, 1.0), "a limit is not a finite number"),
        (|m| separation(m).limits[2] = fitted(1.0, f64::NAN), "a limit's standard error is not"),
        (|m| separation(m).limits[2] = fitted(1.0, -1.0), "a limit's standard error is negative"),
    ];
    for (change, said) in changes {
        let mut model = sample_with_contrasts();
        change(&mut model);
        let error = to_bytes(&model).unwrap_err().to_string();
        assert!(error.contains(said), "{error} / {said}");
    }
    let pairs: [(PairRecord, &str); 3] = [
        (PairRecord { labels: (2, 2), rows_separated: 1, rows_overlap: 1 }, "a label of a pair: 2, 1 at most"),
        (PairRecord { labels: (0, 3), rows_separated: 1, rows_overlap: 1 }, "a label of a pair: 3, 2 at most"),
        (PairRecord { labels: (0, 1), rows_separated: 180, rows_overlap: 1 }, "rows of a pair of labels: 181, 180"),
    ];
    for (pair, said) in pairs {
        let mut model = sample_of_separated_classes();
        separation(&mut model).pairs[0] = pair;
        let error = to_bytes(&model).unwrap_err().to_string();
        assert!(error.contains(said), "{error} / {said}");
    }
    let mut model = sample_of_separated_classes();
    separation(&mut model).limits.pop();
    assert!(to_bytes(&model).unwrap_err().to_string().contains("limits: 9, expected 10"));
}

/// What is no word, and no choice, of those that there are.
#[test]
fn a_choice_of_no_kind_is_refused() {
    let spoilt = |model: &Record, name: &str, from: &[u8], to: &[u8]| {
        let spoil = |(found, mut whole): (String, Vec<u8>)| {
            if found == name {
                let mut payload = whole.split_off(name.len() + 17);
                let at = payload.windows(from.len()).position(|bytes| bytes == from).unwrap();
                payload[at..at + to.len()].copy_from_slice(to);
                whole = section(name, 1, u8::from(name == "schema"), &payload);
            }
            whole
        };
        let sections: Vec<u8> = sections(&to_bytes(model).unwrap()).into_iter().flat_map(spoil).collect();
        from_bytes(&wrapped(1, &sections)).unwrap_err().to_string()
    };
    let model = sample_with_equation();
    let error = spoilt(&model, "inference", b"cluster", b"\x1b[31mhc");
    assert!(error.contains("the kind of standard errors is \"\\u{1b}[31mhc\", which is not known"), "{error}");
    assert!(spoilt(&model, "inference", b"profile", b"lineage").contains("the kind of intervals is \"lineage\""));
    assert!(spoilt(&model, "fit", b"limit", b"Limit").contains("the status is \"Limit\""));
    assert!(spoilt(&model, "separation", b"quasi", b"jazzy").contains("whether labels are separated is"));
    // The last limit is the fourth of five choices; a sixth is none.
    let error = spoilt(&model, "separation", &[2, 0, 0, 0, 3, 0, 0, 0], &[2, 0, 0, 0, 5]);
    assert!(error.contains("cannot be decoded") || error.contains("damaged"), "{error}");
}

#[test]
fn scores_of_several_labels_are_found_by_label() {
    let model = sample_of_classes();
    assert!(model.has_base() && !sample().has_base());
    assert_eq!(model.coefficients_of(2), [1.0, 2.0, 3.0, 4.0]);
    assert_eq!(model.coefficients_of(3), [0.0; 0]);
    assert_eq!(sample().coefficients_of(0), sample().coefficients);
}

#[test]
fn messages_tell_what_is_wrong() {
    let good = to_bytes(&sample()).unwrap();
    let said = |bytes: &[u8]| from_bytes(bytes).unwrap_err().to_string();
    assert!(said(b"low,age\n0,1\n").contains("not a logodds model"));
    assert!(said(b"").contains("cut short"));
    assert!(said(b"\x89LOGO").contains("cut short"));
    assert!(said(&good[..100]).contains(&format!("100 bytes of {}", good.len())));
    let mut flipped = good.clone();
    flipped[200] ^= 1;
    assert!(said(&flipped).contains("checksum"));
    assert!(said(&[&good[..], b"x"].concat()).contains("follow its end"));
    let newer = said(&wrapped(FORMAT_VERSION + 1, b"anything"));
    let format = format!("format {}", FORMAT_VERSION + 1);
    assert!(newer.contains("newer") && newer.contains(&format) && newer.contains("Upgrade"), "{newer}");
    assert!(said(&wrapped(0, b"")).contains("no format version"));
    assert!(said(&wrapped(1, b"")).contains("no section \"schema\""));
    assert!(said(&wrapped(1, b"anything")).contains("cannot be told apart"));
    for (flags, payload) in [(2, &b""[..]), (255, b"x")] {
        assert!(said(&wrapped(1, &section("x", 1, flags, payload))).contains("cannot be told apart"));
    }
    let (name, whole) = sections(&good).remove(0);
    let longer = section(&name, 1, 1, &[&whole[name.len() + 17..], &[0]].concat());
    assert!(said(&wrapped(1, &longer)).contains("end before"));
}

#[test]
fn contradictions_are_refused_both_ways() {
    type Change = fn(&mut Record);
    let changes: [(Change, &str); 14] = [
        (|m| m.coefficients.push(0.0), "coefficients: 5, expected 4"),
        (|m| m.coefficients[0] = f64::NAN, "a coefficient is not a finite"),
        (|m| m.intercepts[0] = f64::INFINITY, "an intercept is not"),
        (|m| m.intercepts.push(0.0), "intercepts: 2, expected 1"),
        (|m| m.data.class_rows.clear(), "counts of rows: 0, expected 2"),
        (|m| m.origin.clear(), "origins: 0, expected 2"),
        (|m| m.fit.value = f64::NAN, "the objective"),
        (|m| m.objective.lambda = -1.0, "lambda is negative"),
        (|m| m.schema.labels[1] = "no".into(), "low"),
        (|m| m.schema.columns[0].name = "low".into(), "two columns are named \"low\""),
        (|m| m.data.rows = 1, "rows: 1, expected 189"),
        (|m| m.data.class_rows[1] = 1000, "rows of all labels: 1121, expected 180"),
        (|m| m.covariance_root = Some(vec![1.0]), "covariances: 1, expected 15"),
        (|m| m.notes.clear(), "notes"),
    ];
    let of_classes: [(Change, &str); 13] = [
        (|m| m.coefficients.truncate(4), "coefficients: 4, expected 12"),
        (|m| m.intercepts.truncate(1), "intercepts: 1, expected 3"),
        (|m| m.intercepts[0] = 1e-9, "relative to has coefficients"),
        (|m| m.coefficients[3] = 1.0, "relative to has coefficients"),
        (|m| m.coefficients[11] = f64::INFINITY, "a coefficient is not a finite"),
        (|m| m.schema.labels[2] = "c".into(), "\"low\" are not distinct"),
        (|m| m.schema.labels.truncate(1), "labels: 1, expected 2"),
        (|m| m.schema.labels = (0..257).map(|k| k.to_string()).collect(), "labels: 257, expected 256"),
        (|m| m.data.class_rows[0] = u64::MAX, "rows of all labels"),
        (|m| m.data.class_weights[2] = -1.0, "a label's sum of weights is negative"),
        (|m| m.data.class_weights.truncate(2), "sums of weights: 2, expected 3"),
        (|m| m.covariance_root = Some(vec![1.0; 15]), "covariances: 15, expected 55"),
        (|m| m.intercept = false, "no intercept, and an intercept or an origin"),
    ];
    let of_two = changes.into_iter().map(|(change, said)| (sample(), change, said));
    let of_three = of_classes.into_iter().map(|(change, said)| (sample_of_classes(), change, said));
    for (mut model, change, said) in of_two.chain(of_three) {
        change(&mut model);
        match to_bytes(&model) {
            Err(EncodeError::Contents(e)) => assert!(e.to_string().contains(said), "{e} / {said}"),
            other => panic!("{said}: {other:?}"),
        }
    }
    // With a penalty no label is one that others are relative to.
    let mut model = sample_of_classes();
    (model.objective.lambda, model.intercepts[0]) = (0.1, 1.0);
    assert!(to_bytes(&model).is_ok());
}

/// Whoever wrote them: a right checksum makes no number right.
#[test]
fn numbers_that_no_fit_gives_are_refused() {
    fn inference(model: &mut Record) -> &mut InferenceRecord {
        model.inference.as_mut().unwrap()
    }
    fn collinearity(model: &mut Record) -> &mut CollinearityRecord {
        model.collinearity.as_mut().unwrap()
    }
    fn root(model: &mut Record) -> &mut Vec<f64> {
        model.covariance_root.as_mut().unwrap()
    }
    type Change = fn(&mut Record);
    let changes: [(Change, &str); 33] = [
        (|m| root(m).fill(0.0), "the standard error of a coefficient is 0"),
        (|m| root(m)[5] = 1.0, "the standard error of a coefficient is 1"),
        (|m| root(m)[0] = f64::NAN, "a covariance is not a finite number"),
        (|m| root(m)[0] = 1e200, "the standard error of a coefficient is inf"),
        (|m| inference(m).confidence = 1.5, "the confidence is not between 0 and 1"),
        (|m| inference(m).confidence = 1.0, "the confidence is not between 0 and 1"),
        (|m| inference(m).confidence = 0.0, "the confidence is not between 0 and 1"),
        (|m| inference(m).confidence = -0.95, "the confidence is not between 0 and 1"),
        (|m| inference(m).confidence = f64::NAN, "the confidence is not between 0 and 1"),
        (|m| inference(m).tests[0].p_value = 2.0, "a test's p-value is not between 0 and 1"),
        (|m| inference(m).tests[0].p_value = -0.5, "a test's p-value is not between 0 and 1"),
        (|m| inference(m).tests[0].statistic = -3.0, "a test's statistic is negative"),
        (|m| inference(m).tests[0].df = 6, "degrees of freedom of a test: 6, 5 at most"),
        (|m| inference(m).intervals[1] = (1.5, 0.5), "the ends of a coefficient are no interval"),
        (|m| inference(m).intervals[1].0 = f64::NAN, "an interval is not a finite number"),
        (|m| inference(m).largest_variance = -0.25, "the largest variance is negative"),
        (|m| inference(m).nagelkerke_r2 = Some(1.5), "Nagelkerke's R² is 1.5, which cannot be"),
        (|m| inference(m).tjur_r2 = Some(-2.0), "Tjur's R² is -2, which cannot be"),
        (|m| m.fit.solver = "new\u{7}ton".into(), "the solver is \"new\\u{7}ton\""),
        (|m| m.logodds_version = "1\n2".into(), "the version of logodds is"),
        (|m| m.statistics.df = Some(-3.0), "the degrees of freedom is -3"),
        (|m| m.statistics.df = Some(6.0), "the degrees of freedom is 6"),
        (|m| m.statistics.log_likelihood = Some(1.0), "the log-likelihood is 1"),
        (|m| m.statistics.deviance = Some(-1.0), "the deviance is -1"),
        (|m| m.statistics.mcfadden_r2 = Some(1.1), "R² is 1.1"),
        (|m| m.fit.certificate.bound = -1e-12, "the certificate is negative"),
        (|m| m.fit.certificate.gradient_norm = -1.0, "the gradient norm is negative"),
        (|m| m.fit.log_loss = -0.5, "the log loss is negative"),
        (|m| m.objective.l1_ratio = 1.5, "the L1 ratio is 1.5"),
        (|m| m.ranges[0] = Some((45.0, 14.0)), "the ends of a range are no interval"),
        (|m| collinearity(m).condition = 0.5, "the condition of the information is 0.5"),
        (|m| collinearity(m).inflations[1].gvif = f64::NAN, "a variance inflation is not a finite number"),
        (|m| collinearity(m).inflations[1].terms = (2, 9), "terms of a column: 9, 4 at most"),
    ];
    for (change, said) in changes {
        let mut model = sample_with_collinearity();
        change(&mut model);
        let error = to_bytes(&model).unwrap_err().to_string();
        assert!(error.contains(said), "{error} / {said}");
    }
}

#[test]
fn wrong_levels_are_refused() {
    let mut model = sample();
    if let logodds_model::schema::ColumnKind::Categorical { levels } = &mut model.schema.columns[1].kind {
        // The base can be any of them.
        levels.swap(0, 1);
    }
    assert!(to_bytes(&model).is_ok());
    if let logodds_model::schema::ColumnKind::Categorical { levels } = &mut model.schema.columns[1].kind {
        levels[0] = levels[1].clone();
    }
    assert!(to_bytes(&model).unwrap_err().to_string().contains("\"race\" are not distinct"));
}

proptest! {
    #[test]
    fn noise_is_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400), name in "[a-z]{1,12}") {
        prop_assert!(from_bytes(&bytes).is_err());
        let refused = |bytes: &[u8]| matches!(
            from_bytes(bytes),
            Err(ModelProblem::Damaged { .. } | ModelProblem::NoSection { .. } | ModelProblem::NewerSection { .. })
        );
        prop_assert!(refused(&wrapped(1, &bytes)));
        prop_assert!(refused(&wrapped(1, &section(&name, 1, bytes.first().map_or(0, |byte| byte % 2), &bytes))));
        prop_assert!(from_bytes(&wrapped(1, &section("schema", 1, 1, &bytes))).is_err());
    }
}
