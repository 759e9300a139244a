//! Columns that are copies of others, and rows that are.
//!
//! Two columns are copies if they part the rows alike: equal numbers, or categories that differ in what their levels are called. Rows are
//! copies if they agree in every feature and the label. Both are found by hashes of what they hold, and compared where those agree.

use super::{columns as all, quoted, record};
use logodds_io::Encoded;
use logodds_model::record::WarningRecord;
use logodds_model::words::Remedy;
use std::collections::HashMap;

pub(super) fn columns(encoded: &Encoded) -> Vec<WarningRecord> {
    let mut seen: HashMap<Vec<u32>, &str> = HashMap::default();
    let mut found = Vec::new();
    for codes in &encoded.categorical {
        let name = encoded.schema.columns[codes.column].name.as_str();
        if codes.levels < 2 {
            continue;
        }
        // Numbered as they come.
        let mut numbers = vec![u32::MAX; codes.levels];
        let mut next = 0;
        let parted: Vec<u32> = codes
            .codes
            .iter()
            .map(|&code| {
                let number = &mut numbers[code as usize];
                if *number == u32::MAX {
                    *number = next;
                    next += 1;
                }
                *number
            })
            .collect();
        match seen.get(&parted) {
            Some(first) => {
                let message = format!("{} says the same as {} in every row", quoted(name), quoted(first));
                found.push(record("duplicate-columns", &[name, first], message, vec![Remedy::leave_out(name)]));
            }
            None => {
                seen.insert(parted, name);
            }
        }
    }
    found
}

pub(super) fn rows(encoded: &Encoded) -> Option<WarningRecord> {
    let columns: Vec<Vec<u64>> = all(encoded).map(|(_, values)| values).collect();
    let row = |row: usize| -> Vec<u64> {
        columns.iter().map(|column| column[row]).chain([u64::from(encoded.y[row])]).collect()
    };
    let mut seen: HashMap<Vec<u64>, u32> = HashMap::default();
    let mut copies = 0u64;
    for k in 0..encoded.rows_used {
        let times = seen.entry(row(k)).or_insert(0);
        copies += u64::from(*times > 0);
        *times += 1;
    }
    // Where there are few combinations, rows must be alike.
    let many = 2 * seen.len() > encoded.rows_used;
    (copies > 0 && many).then(|| {
        let rows = if copies == 1 { "1 row is a copy".to_owned() } else { format!("{copies} rows are copies") };
        record("duplicate-rows", &[], format!("{rows} of earlier ones, label and all"), Vec::new())
    })
}
