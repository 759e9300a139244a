//! The distinct texts of one column in one piece, in order of first appearance.
//!
//! Codes are local to the piece and are replaced by positions in the sorted union of all pieces
//! (`infer`), so the order of appearance, and with it the cut into pieces, leaves no trace.
//! foldhash instead of SipHash: hashing levels was a third of the time of reading (and it is seeded
//! per process, so chosen keys do not collide from one run to the next).

use std::borrow::Cow;
use std::collections::HashMap;

/// Distinct texts with counts, and a code per row.
pub(crate) struct Dictionary<'t> {
    pub codes: Vec<u32>,
    pub texts: Vec<Cow<'t, [u8]>>,
    pub counts: Vec<u64>,
    index: HashMap<Cow<'t, [u8]>, u32, foldhash::fast::RandomState>,
}

impl<'t> Dictionary<'t> {
    pub fn with_capacity(rows: usize) -> Self {
        Dictionary {
            codes: Vec::with_capacity(rows),
            texts: Vec::new(),
            counts: Vec::new(),
            index: HashMap::default(),
        }
    }

    /// Appends a row.
    #[inline]
    pub fn push(&mut self, text: Cow<'t, [u8]>) {
        let code = match self.index.get(&text) {
            Some(&code) => code,
            None => {
                // Fits: a piece has fewer rows than u32::MAX (checked when pieces are joined, and
                // no piece of text that long can be indexed otherwise).
                let code = self.texts.len() as u32;
                self.index.insert(text.clone(), code);
                self.texts.push(text);
                self.counts.push(0);
                code
            }
        };
        self.counts[code as usize] += 1;
        self.codes.push(code);
    }
}
