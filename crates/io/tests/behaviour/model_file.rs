//! Model files: round trips, old files, damage of every kind.

use crate::fixtures::sample::{
    sample, sample_at_limit, sample_of_classes, sample_of_drawn_rows, sample_of_separated_classes,
    sample_with_collinearity, sample_with_contrasts, sample_with_equation, sample_with_inference,
    sample_without_intercepts,
};
use logodds_io::ModelFile;
use logodds_io::model_file::{
    CollinearityRecord, EquationRecord, EstimateRecord, FORMAT_VERSION, InferenceRecord, LimitEstimateRecord,
    LimitRecord, ModelProblem, PairRecord, SaveError, SeparationRecord, from_bytes, load, save, to_bytes,
};
use logodds_io::write_atomically;
use proptest::prelude::*;
use std::path::{Path, PathBuf};

fn golden(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)
}

/// A valid envelope around any payload.
fn wrapped(version: u16, flags: u16, payload: &[u8]) -> Vec<u8> {
    let mut out = b"LOGODDS\0".to_vec();
    out.extend(version.to_le_bytes());
    out.extend(flags.to_le_bytes());
    out.extend((payload.len() as u64).to_le_bytes());
    let crc = crc32c::crc32c_append(crc32c::crc32c(&out), payload);
    out.extend(crc.to_le_bytes());
    out.extend(payload);
    out
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
    let model = sample();

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("m.model");
    save(&path, &model).unwrap();
    assert_eq!(load(&path).unwrap(), model);
    let names: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(names.len(), 1, "no temporary file is left");
}

#[test]
fn file_of_version_1() {
    assert_eq!(load(&golden("model_v1.logodds")).unwrap(), sample());
}

#[test]
fn files_of_version_2() {
    for (name, model) in [("model_v2.logodds", sample()), ("classes_v2.logodds", sample_of_classes())] {
        assert_eq!(load(&golden(name)).unwrap(), model);
    }
}

#[test]
fn files_of_version_3() {
    for (name, model) in [("model_v3.logodds", sample_with_inference()), ("classes_v3.logodds", sample_of_classes())] {
        assert_eq!(load(&golden(name)).unwrap(), model);
    }
}

#[test]
fn files_of_version_4() {
    let models = [("model_v4.logodds", sample_with_contrasts()), ("classes_v4.logodds", sample_without_intercepts())];
    for (name, model) in models {
        assert_eq!(load(&golden(name)).unwrap(), model);
    }
}

#[test]
fn files_of_version_5() {
    let models = [("model_v5.logodds", sample_with_contrasts()), ("classes_v5.logodds", sample_of_drawn_rows())];
    for (name, model) in models {
        assert_eq!(load(&golden(name)).unwrap(), model);
    }
}

#[test]
fn files_of_version_6() {
    let models = [("model_v6.logodds", sample_with_equation()), ("classes_v6.logodds", sample_of_drawn_rows())];
    for (name, model) in models {
        assert_eq!(load(&golden(name)).unwrap(), model);
        if FORMAT_VERSION == 6 {
            assert_eq!(std::fs::read(golden(name)).unwrap(), to_bytes(&model).unwrap());
        }
    }
}

#[test]
fn directions_of_a_limit_are_kept_and_those_that_cannot_be_refused() {
    let model = sample_at_limit();
    assert_eq!(from_bytes(&to_bytes(&model).unwrap()).unwrap(), model);
    assert!(model.is_at_limit() && model.is_separated());
    let spoils: [fn(&mut ModelFile); 3] = [
        |model| model.separation.as_mut().unwrap().rays[0].terms[0].0 = 4, // no such term
        |model| model.separation.as_mut().unwrap().rays[0].terms[0].1 = f64::NAN,
        |model| model.separation.as_mut().unwrap().rays[1].at = f64::INFINITY,
    ];
    for (k, spoil) in spoils.iter().enumerate() {
        let mut spoiled = model.clone();
        spoil(&mut spoiled);
        assert!(matches!(to_bytes(&spoiled), Err(SaveError::Contents(_))), "{k}");
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
        assert!(matches!(to_bytes(&model), Err(SaveError::Contents(_))), "{k}");
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
fn separated_labels_are_known_by_limits_or_by_warnings_of_older_files() {
    assert!(sample_of_separated_classes().is_separated() && sample().is_separated());
    let mut model = sample();
    model.warnings.clear();
    assert!(!model.is_separated());
    model.separation = sample_with_contrasts().separation;
    assert!(model.is_separated());
    let none = SeparationRecord {
        verdict: "none".into(),
        rows_separated: 0,
        rows_overlap: None,
        limits: Vec::new(),
        pairs: Vec::new(),
        rays: Vec::new(),
    };
    model.separation = Some(none);
    assert!(!model.is_separated());
    assert_eq!(from_bytes(&to_bytes(&model).unwrap()).unwrap(), model);
    model.fit.status = "separated".into();
    assert!(model.is_separated());
}

#[test]
fn contrasts_and_limits_that_cannot_be_are_refused() {
    fn contrast(model: &mut ModelFile) -> &mut EstimateRecord {
        model.inference.as_mut().unwrap().contrasts[0].estimate.as_mut().unwrap()
    }
    fn separation(model: &mut ModelFile) -> &mut SeparationRecord {
        model.separation.as_mut().unwrap()
    }
    fn fitted(estimate: f64, std_error: f64) -> LimitRecord {
        LimitRecord::Finite(Some(LimitEstimateRecord { estimate, std_error }))
    }
    type Change = fn(&mut ModelFile);
    let changes: [(Change, &str); 22] = [
        (|m| m.weight_kind = Some("number".into()), "what weights say of their rows is \"number\""),
        (|m| m.weight_kind = Some("sampling".into()), "what weights say of their rows is \"sampling\""),
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
        (|m| separation(m).verdict = "none".into(), "limits: 5, expected 0"),
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

/// Before the count of pairs of labels and whether there is an intercept, the last bytes of a file of version 4, is a choice of five; a
/// sixth is no limit.
#[test]
fn a_limit_of_no_kind_is_refused() {
    let mut payload = std::fs::read(golden("model_v4.logodds")).unwrap()[24..].to_vec();
    let last = payload.len() - 13;
    assert_eq!(payload[last..], [3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
    payload[last] = 5;
    let error = from_bytes(&wrapped(4, 0, &payload)).unwrap_err().to_string();
    assert!(error.contains("cannot be decoded"), "{error}");
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
    assert!(said(b"LOGO").contains("cut short"));
    assert!(said(&good[..100]).contains(&format!("100 bytes of {}", good.len())));
    let mut flipped = good.clone();
    flipped[200] ^= 1;
    assert!(said(&flipped).contains("checksum"));
    assert!(said(&[&good[..], b"x"].concat()).contains("follow its end"));
    let newer = said(&wrapped(FORMAT_VERSION + 1, 5, b"anything"));
    let format = format!("format {}", FORMAT_VERSION + 1);
    assert!(newer.contains("newer") && newer.contains(&format) && newer.contains("Upgrade"), "{newer}");
    assert!(said(&wrapped(0, 0, b"")).contains("no format version"));
    let older = std::fs::read(golden("model_v1.logodds")).unwrap();
    let second = std::fs::read(golden("model_v2.logodds")).unwrap();
    let third = std::fs::read(golden("model_v3.logodds")).unwrap();
    let fourth = std::fs::read(golden("model_v4.logodds")).unwrap();
    let fifth = std::fs::read(golden("model_v5.logodds")).unwrap();
    for (version, good) in [(1, older), (2, second), (3, third), (4, fourth), (5, fifth), (6, good)] {
        assert!(said(&wrapped(version, 1, &good[24..])).contains("flags"));
        assert!(said(&wrapped(version, 0, &[&good[24..], &[0]].concat())).contains("end before"));
    }
    let error = load(Path::new("/nonexistent/x.model")).unwrap_err();
    assert!(error.to_string().starts_with("/nonexistent/x.model: cannot be read"), "{error}");
    assert!(load(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap_err().to_string().contains("directory"));
}

#[test]
fn contradictions_are_refused_both_ways() {
    type Change = fn(&mut ModelFile);
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
            Err(SaveError::Contents(e)) => assert!(e.to_string().contains(said), "{e} / {said}"),
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
    fn inference(model: &mut ModelFile) -> &mut InferenceRecord {
        model.inference.as_mut().unwrap()
    }
    fn collinearity(model: &mut ModelFile) -> &mut CollinearityRecord {
        model.collinearity.as_mut().unwrap()
    }
    fn root(model: &mut ModelFile) -> &mut Vec<f64> {
        model.covariance_root.as_mut().unwrap()
    }
    type Change = fn(&mut ModelFile);
    let changes: [(Change, &str); 37] = [
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
        (|m| inference(m).estimator = "\u{1b}[31mhc9".into(), "the kind of standard errors is \"\\u{1b}[31mhc9\""),
        (|m| m.fit.solver = "new\u{7}ton".into(), "the solver is \"new\\u{7}ton\""),
        (|m| m.fit.status = "\u{9b}2J".into(), "the status is"),
        (|m| m.logodds_version = "1\n2".into(), "the version of logodds is"),
        (|m| inference(m).interval_kind = "bayes".into(), "the kind of intervals is \"bayes\""),
        (|m| m.separation.as_mut().unwrap().verdict = "some".into(), "whether labels are separated is \"some\""),
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

/// V in a file of version 5, [[1, 2], …] in the place of a covariance: more correlated than can be.
#[test]
fn a_covariance_of_an_older_file_that_is_none_is_refused() {
    let mut payload = std::fs::read(golden("model_v5.logodds")).unwrap()[24..].to_vec();
    // The variance of the intercept, 1 + 9 + 1 + 4.
    let at = payload.windows(8).position(|bytes| bytes == 15f64.to_le_bytes()).unwrap();
    payload[at..at + 8].copy_from_slice(&(-15f64).to_le_bytes());
    let error = from_bytes(&wrapped(5, 0, &payload)).unwrap_err().to_string();
    assert!(error.contains("negative variances"), "{error}");
}

#[test]
fn wrong_levels_are_refused() {
    let mut model = sample();
    if let logodds_io::ColumnKind::Categorical { levels } = &mut model.schema.columns[1].kind {
        // The base can be any of them.
        levels.swap(0, 1);
    }
    assert!(to_bytes(&model).is_ok());
    if let logodds_io::ColumnKind::Categorical { levels } = &mut model.schema.columns[1].kind {
        levels[0] = levels[1].clone();
    }
    assert!(to_bytes(&model).unwrap_err().to_string().contains("\"race\" are not distinct"));
}

#[test]
fn an_unwritable_folder_leaves_the_old_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("none/m.model");
    let error = save(&path, &sample()).unwrap_err().to_string();
    assert!(error.contains("m.model: cannot be written") && error.contains("does not exist"), "{error}");

    let path = folder.path().join("m.model");
    std::fs::write(&path, "old").unwrap();
    let error = write_atomically(&path, |out| {
        out.write_all(b"half")?;
        Err(std::io::Error::new(std::io::ErrorKind::StorageFull, "no space left on device"))
    })
    .unwrap_err()
    .to_string();
    assert!(error.contains("no space") && error.contains("old file is untouched"), "{error}");
    assert_eq!(std::fs::read(&path).unwrap(), b"old");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);

    let mut read_only = std::fs::metadata(&path).unwrap().permissions();
    read_only.set_readonly(true);
    std::fs::set_permissions(&path, read_only).unwrap();
    assert!(save(&path, &sample()).unwrap_err().to_string().contains("read-only"));
    assert_eq!(std::fs::read(&path).unwrap(), b"old");
}

#[cfg(unix)]
#[test]
fn devices_links_and_permissions() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = tempfile::tempdir().unwrap();
    let (path, link) = (folder.path().join("m"), folder.path().join("l"));
    std::fs::write(&path, "old").unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
    symlink(&path, &link).unwrap();
    write_atomically(&link, |out| out.write_all(b"new")).unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), b"new");
    assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);

    if Path::new("/dev/full").exists() {
        let error = save(Path::new("/dev/full"), &sample()).unwrap_err().to_string();
        assert!(error.contains("/dev/full: cannot be written"), "{error}");
        write_atomically(Path::new("/dev/null"), |out| out.write_all(b"x")).unwrap();
    }
}

proptest! {
    #[test]
    fn noise_is_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(from_bytes(&bytes).is_err());
        for version in 1..=FORMAT_VERSION {
            let wrapped = wrapped(version, 0, &bytes);
            let refused = matches!(
                from_bytes(&wrapped),
                Err(ModelProblem::Damaged { .. } | ModelProblem::Contents(_))
            );
            prop_assert!(refused);
        }
    }
}
