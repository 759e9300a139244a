//! An input as tables of a few thousand rows each, for work that needs no more than that at once.

use crate::columns::infer::{self, Settled};
use crate::columns::table::TableText;
use crate::columns::{Column, ColumnData, Table};
use crate::text::input::Input;
use crate::text::opened::Text;
use crate::text::options::{ColumnType, ReadOptions};
use crate::text::piece;
use crate::text::plan::{Grammar, Na, Parsed, Plan};
use crate::text::stretches::{Odd, each_stretch};
use rayon::prelude::*;

impl Input {
    /// Calls `make` with tables of consecutive rows, many side by side, and `take` with what it made of them, in order,
    /// while the next are read: `take` runs on this thread. Only a few stretches of the text are in memory at a time.
    ///
    /// `false` as soon as a table cannot be parsed, or `make` or `take` does not go on ([`None`], `false`); [`Input::parse`]
    /// then says what is wrong, with its place in the whole. Columns whose type is not given cannot be read this way,
    /// because it takes all cells to tell.
    pub fn in_parts<T: Send>(
        &self,
        options: &ReadOptions,
        make: impl Fn(&Table) -> Option<T> + Sync,
        mut take: impl FnMut(Vec<T>) -> bool,
    ) -> bool {
        let types = options.types_of(&self.names);
        if types.contains(&Some(ColumnType::Auto)) {
            return false;
        }
        let na = Na::new(options);
        let plan = infer::guess(&[], 0, self.delimiter, &types, &na);
        let part = Parts { input: self, options, types: &types, plan: &plan, na: &na };
        let mut made: Vec<T> = Vec::new();
        for text in &self.texts {
            let read = each_stretch(text, self.delimiter, options.piece_bytes, |bytes, pieces, _| {
                let (mut next, mut goes_on) = (None, true);
                rayon::in_place_scope(|scope| {
                    scope.spawn(|_| {
                        let one = |range| make(&part.table(text, bytes, range)?);
                        next = pieces.into_par_iter().map(one).collect::<Option<Vec<T>>>();
                    });
                    let before = std::mem::take(&mut made);
                    goes_on = before.is_empty() || take(before);
                });
                made = next.filter(|_| goes_on).ok_or(Odd)?;
                Ok(())
            });
            if read.is_err() || text.unchanged().is_err() {
                return false;
            }
        }
        made.is_empty() || take(made)
    }
}

/// What all parts share.
struct Parts<'a> {
    input: &'a Input,
    options: &'a ReadOptions,
    types: &'a [Option<ColumnType>],
    plan: &'a [Plan],
    na: &'a Na,
}

impl Parts<'_> {
    /// The rows in `range` of `bytes`, which are some of `text`.
    fn table(&self, text: &Text, bytes: &[u8], range: std::ops::Range<usize>) -> Option<Table> {
        let piece = bytes[range].to_vec();
        let plan = text.as_here(self.plan);
        let grammar = Grammar { delimiter: self.input.delimiter, plan: &plan, na: self.na };
        let Parsed { starts, columns, fault, .. } = piece::parse(&piece, 0..piece.len(), &grammar);
        if fault.is_some() {
            return None;
        }
        let settle = |(kind, cells): (&Option<ColumnType>, _)| match kind {
            None => Some(Column::of(ColumnData::Skipped, Vec::new())),
            Some(kind) => match infer::settle(*kind, vec![cells], &[0], self.na) {
                Settled::Column(column) => Some(column),
                Settled::NotNumbers(_) | Settled::AsTexts => None,
            },
        };
        let columns = self.types.iter().zip(text.as_columns(columns)).map(settle).collect::<Option<Vec<_>>>()?;
        let rows = starts.len();
        let order = text.order.clone();
        let text = Text { name: text.name.clone(), bytes: piece.into(), start: 0, body: 0, order };
        Some(Table {
            texts: vec![TableText::new(text, 0, rows).with_starts(starts)],
            names: self.input.names.clone(),
            columns,
            rows,
            delimiter: self.input.delimiter,
            has_header: false,
            na: self.options.na.clone(),
            padded: Vec::new(),
            sign: self.options.decimal,
        })
    }
}
