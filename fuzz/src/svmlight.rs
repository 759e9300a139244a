//! svmlight text of any bytes: read, or refused in a few lines; what was read keeps its promises, and written again is read again.

use logodds_io::{Source, Svmlight, read_svmlight};
use std::fmt::Write;

/// Whether it was read.
pub fn check(bytes: &[u8]) -> bool {
    let Some(data) = read(bytes) else { return false };
    let rows = data.labels.len();
    assert_eq!((data.indptr.len(), data.indptr[0], data.indptr[rows]), (rows + 1, 0, data.columns.len()));
    assert_eq!(data.columns.len(), data.values.len());
    assert!(data.values.iter().all(|x| x.is_finite()));
    for row in data.indptr.windows(2) {
        let columns = &data.columns[row[0]..row[1]];
        assert!(columns.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(columns.last().is_none_or(|&last| (last as usize) < data.ncols));
    }
    assert_eq!(read(written(&data).as_bytes()), Some(data));
    true
}

fn read(bytes: &[u8]) -> Option<Svmlight> {
    match read_svmlight(Source::Bytes { name: "t.svm".to_owned(), bytes: bytes.to_vec() }) {
        Ok(data) => Some(data),
        Err(error) => {
            let message = error.to_string();
            assert!(message.lines().count() <= 8 && message.len() < 4000, "{message}");
            None
        }
    }
}

fn written(data: &Svmlight) -> String {
    let mut out = String::new();
    for (row, &label) in data.labels.iter().enumerate() {
        out += &data.label_names[usize::from(label)];
        for k in data.indptr[row]..data.indptr[row + 1] {
            let index = u64::from(data.columns[k]) + u64::from(!data.zero_based);
            write!(out, " {index}:{}", data.values[k]).expect("a string takes all");
        }
        out.push('\n');
    }
    out
}
