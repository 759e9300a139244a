//! Each instruction set against arrays.

use super::{Kernel, LANES, Vector, on_every_path};
use proptest::prelude::*;

type Chunk = [f64; LANES];

/// Every operation that rounds once on any processor, then the one that does not.
#[derive(Clone)]
struct Everything {
    a: Chunk,
    b: Chunk,
    c: Chunk,
    narrow: [f32; LANES],
    labels: [u8; LANES],
    part: usize,
    k: i32,
}

impl Kernel for Everything {
    type Output = (Vec<f64>, Chunk);

    #[inline(always)]
    fn run<V: Vector>(self) -> Self::Output {
        let (a, b, c) = (V::load(&self.a), V::load(&self.b), V::load(&self.c));
        let shifted = V::splat(6_755_399_441_055_744.0 + f64::from(self.k));
        let all = [
            V::splat(self.a[0]),
            a,
            V::load_f32(&self.narrow),
            V::load_u8(&self.labels),
            V::load_part(&self.a[..self.part]),
            V::load_part_f32(&self.narrow[..self.part]),
            a.add(b),
            a.sub(b),
            a.mul(b),
            a.div(b),
            a.abs(),
            a.min(b),
            a.max(b),
            a.if_less(b, c, a),
            a.scale(shifted),
        ];
        let mut out = Vec::new();
        for vector in all {
            let mut chunk = [0.0; LANES];
            vector.store(&mut chunk);
            out.extend(chunk);
            let mut part = vec![0.0; self.part];
            vector.store_part(&mut part);
            out.extend(part);
        }
        out.push(a.sum());
        let mut fused = [0.0; LANES];
        a.fma(b, c).store(&mut fused);
        (out, fused)
    }
}

fn number() -> impl Strategy<Value = f64> {
    prop_oneof![6 => -1e3..1e3f64, 1 => Just(f64::NAN), 1 => Just(0.0), 1 => Just(-0.0), 1 => Just(f64::INFINITY)]
}

proptest! {
    #[test]
    fn all_instruction_sets_agree(
        a in prop::array::uniform8(number()),
        b in prop::array::uniform8(number()),
        c in prop::array::uniform8(number()),
        narrow in prop::array::uniform8(-1e3..1e3f32),
        labels in prop::array::uniform8(0..2u8),
        part in 0..LANES,
        k in -1022..1024i32,
    ) {
        let kernel = Everything { a, b, c, narrow, labels, part, k };
        let bits = |x: &[f64]| -> Vec<u64> {
            x.iter().map(|x| if x.is_nan() { u64::MAX } else { x.to_bits() }).collect()
        };
        let expected = on_every_path(kernel.clone(), 0).unwrap();
        let found: Vec<_> = (1..3).filter_map(|path| on_every_path(kernel.clone(), path)).collect();
        for (exact, fused) in &found {
            prop_assert_eq!(bits(exact), bits(&expected.0));
            for l in 0..LANES {
                let reference = a[l].mul_add(b[l], c[l]);
                prop_assert!(fused[l].to_bits() == reference.to_bits() || (fused[l].is_nan() && reference.is_nan()));
            }
        }
    }
}
