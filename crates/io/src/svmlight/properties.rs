//! The reader against a naive one, however the text is cut.

use crate::svmlight::*;
use proptest::prelude::*;

fn read(text: &str, piece: usize) -> Result<Svmlight, String> {
    let text = Text { name: "t.svm".into(), bytes: text.as_bytes().to_vec().into(), start: 0, body: 0, order: None };
    parse(text, piece).map_err(|e| e.to_string())
}

/// For text without faults and with two labels.
fn naive(text: &str) -> Svmlight {
    let mut rows: Vec<(f64, Vec<(u32, f64)>)> = Vec::new();
    for line in text.split('\n') {
        let mut tokens = line.split('#').next().unwrap().split_whitespace();
        let Some(label) = tokens.next() else { continue };
        let pairs = tokens.map(|t| t.split_once(':').unwrap()).filter(|(index, _)| *index != "qid");
        let pairs = pairs.map(|(index, value)| (index.parse().unwrap(), value.parse().unwrap())).collect();
        rows.push((label.parse().unwrap(), pairs));
    }
    let high = rows.iter().map(|r| r.0).fold(f64::MIN, f64::max);
    let low = rows.iter().map(|r| r.0).fold(f64::MAX, f64::min);
    let pairs: Vec<(u32, f64)> = rows.iter().flat_map(|r| r.1.clone()).collect();
    let zero_based = pairs.iter().any(|p| p.0 == 0);
    let columns: Vec<u32> = pairs.iter().map(|p| p.0 - u32::from(!zero_based)).collect();
    let mut indptr = vec![0];
    indptr.extend(rows.iter().scan(0, |end, r| {
        *end += r.1.len();
        Some(*end)
    }));
    Svmlight {
        labels: rows.iter().map(|r| u8::from(r.0 == high)).collect(),
        label_names: [format!("{low}"), format!("{high}")],
        indptr,
        ncols: columns.iter().max().map_or(0, |&c| c as usize + 1),
        columns,
        values: pairs.iter().map(|p| p.1).collect(),
        zero_based,
    }
}

const BLANKS: &str = "[ \t]{1,2}";
const VALUES: &str = "-?[0-9]{1,4}\\.[0-9]{1,17}|[-+]?[0-9]{1,20}|[0-9]e-?[0-9]{1,2}|\\.5";

/// A line; its label is one of two, spelt in several ways.
fn line() -> impl Strategy<Value = String> {
    let label = prop_oneof!["-1|-1\\.0|-1e0", "\\+1|1|1\\.00"];
    let gaps = prop_oneof![4 => 1u32..9, 1 => 9u32..4_000_000];
    let pairs = prop::collection::vec((gaps, VALUES, BLANKS), 0..6);
    let end = "[ \t]?(#[ a-z#:0-9]{0,9})?\r?";
    (" ?", label, "( qid:[0-9]{1,3})?", any::<bool>(), pairs, end).prop_map(
        |(lead, label, qid, from_zero, pairs, end)| {
            let mut out = format!("{lead}{label}{qid}");
            let mut index = 0;
            for (k, (gap, value, blank)) in pairs.iter().enumerate() {
                // One row in a few starts at the index 0.
                index += if k == 0 && from_zero && value.len() > 9 { 0 } else { *gap };
                out += &format!("{blank}{index}:{value}");
            }
            out + &end
        },
    )
}

fn text() -> impl Strategy<Value = String> {
    let any_line = prop_oneof![5 => line(), 1 => "[ \t]{0,3}\r?", 1 => " ?# [a-z0-9: #]{0,20}"];
    (prop::collection::vec(any_line, 0..12), "(\n\n?)?")
        .prop_map(|(lines, end)| format!("-1 1:1\n{}\n1{end}", lines.join("\n")))
}

proptest! {
    #[test]
    fn as_the_naive_reader(text in text(), piece in 1usize..80) {
        prop_assert_eq!(read(&text, piece), Ok(naive(&text)));
    }

    #[test]
    fn noise_is_read_or_refused_alike_however_it_is_cut(
        text in "([-+01. :#\tq]|\n|-1 |1 |1:2|\n1 |\n-1 |qid:|nan|é){0,40}",
        piece in 1usize..20,
    ) {
        prop_assert_eq!(read(&text, piece), read(&text, usize::MAX / 2));
    }
}
