//! Sums as values: whoever merges them, here or from bytes, has the same bits; and bytes that are not those of a sum are refused.

use logodds::core::sum::{Count, Kept, Least, Most, Partial, Sum, Sums, WireError, decode, encode};
use logodds::core::{ColumnSums, SymMatrix};
use proptest::prelude::*;

/// Any bits: NaNs, infinities and zeros of both signs among them.
fn number() -> impl Strategy<Value = f64> + Clone {
    prop_oneof![any::<u64>().prop_map(f64::from_bits), -1e3..1e3f64, Just(0.0), Just(-0.0)]
}

fn sums(length: usize) -> impl Strategy<Value = Sums> {
    prop::collection::vec(number(), length).prop_map(Sums)
}

fn matrix(order: usize) -> impl Strategy<Value = SymMatrix> {
    prop::collection::vec(number(), order * (order + 1) / 2).prop_map(move |numbers| {
        let mut matrix = SymMatrix::zeros(order);
        let mut numbers = numbers.into_iter();
        for i in 0..order {
            matrix.row_mut(i).iter_mut().zip(numbers.by_ref()).for_each(|(entry, number)| *entry = number);
        }
        matrix
    })
}

fn column_sums(columns: usize) -> impl Strategy<Value = ColumnSums> {
    let numbers = || prop::collection::vec(number(), columns);
    let seen = prop::collection::vec(0..1u64 << 40, columns);
    (0..1u64 << 40, number(), seen, numbers(), numbers(), numbers(), numbers()).prop_map(
        |(rows, weight, seen, sum, squares, min, max)| ColumnSums { rows, weight, seen, sum, squares, min, max },
    )
}

/// Merging commutes with travelling, travelling changes no bit, and no shorter or longer bytes are taken.
fn travels<P: Partial + Clone>(zero: &P, left: P, right: P) {
    let bytes = |mut partial: P| encode(&mut partial);
    let back = |partial: &P| decode(zero.clone(), &bytes(partial.clone())).unwrap();
    assert_eq!(bytes(back(&left)), bytes(left.clone()), "a journey changes nothing");
    let (mut here, mut elsewhere) = (left.clone(), back(&left));
    here.merge(right.clone());
    elsewhere.merge(back(&right));
    let whole = bytes(here);
    assert_eq!(whole, bytes(elsewhere), "merged here or from afar");
    for length in 0..whole.len() {
        assert!(decode(zero.clone(), &whole[..length]).is_err(), "{length} of {} bytes", whole.len());
    }
    let longer = [&whole[..], &[0]].concat();
    assert_eq!(decode(zero.clone(), &longer).err(), Some(WireError::Left(1)));
}

/// Twice the same strategy.
fn two<S: Strategy + Clone>(of: S) -> (S, S) {
    (of.clone(), of)
}

proptest! {
    #[test]
    fn numbers((a, b) in (number(), number())) {
        travels(&Sum(0.0), Sum(a), Sum(b));
        travels(&Least::NONE, Least(a), Least(b));
        travels(&Most::NONE, Most(a), Most(b));
    }

    #[test]
    fn counts((a, b) in (0..usize::MAX / 2, 0..usize::MAX / 2)) {
        travels(&Count(0), Count(a), Count(b));
    }

    #[test]
    fn vectors((a, b) in (0..6usize).prop_flat_map(|n| (sums(n), sums(n)))) {
        travels(&Sums::zeros(a.0.len()), a, b);
    }

    #[test]
    fn matrices((a, b) in (0..5usize).prop_flat_map(|n| (matrix(n), matrix(n)))) {
        travels(&SymMatrix::zeros(a.order()), a, b);
    }

    #[test]
    fn moments_of_columns((a, b) in (0..4usize).prop_flat_map(|n| (column_sums(n), column_sums(n)))) {
        travels(&ColumnSums::new(a.sum.len()), a, b);
    }

    #[test]
    fn lists_of_rows((a, b) in two(prop::collection::vec(number(), 0..9)), (c, d) in two(prop::collection::vec(any::<u8>(), 0..9))) {
        travels(&Kept::default(), Kept(a), Kept(b));
        travels(&Kept::default(), Kept(c), Kept(d));
    }

    #[test]
    fn what_is_made_of_them((a, b) in two((number(), prop::collection::vec(any::<usize>(), 0..5))), (c, d) in two(number()), some in any::<bool>()) {
        type Made = (Option<Sum>, [Most; 2], Vec<(Least, Sum, Kept<usize>)>);
        let of = |x: f64, rows: Vec<usize>| -> Made {
            (some.then_some(Sum(x)), [Most(x), Most(-x)], vec![(Least(x), Sum(x), Kept(rows.clone())), (Least(-x), Sum(x), Kept(rows))])
        };
        let zero: Made = of(0.0, Vec::new());
        travels(&zero, of(a.0 + c, a.1), of(b.0 - d, b.1));
    }

    /// Whatever the bytes, there is no panic, and no more room than there are bytes.
    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        if let Ok(Kept(numbers)) = decode(Kept::<f64>::default(), &bytes) {
            prop_assert_eq!(bytes.len(), 8 + 8 * numbers.len());
        }
        let _ = decode((Sum(0.0), Kept::<u8>::default(), Count(0)), &bytes);
    }
}

#[test]
fn a_list_longer_than_its_bytes_takes_no_room() {
    for length in [1u64, 1 << 20, 1 << 60, u64::MAX] {
        assert_eq!(decode(Kept::<f64>::default(), &length.to_le_bytes()).err(), Some(WireError::Short), "{length}");
    }
}
