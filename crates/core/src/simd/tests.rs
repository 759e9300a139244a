//! Each instruction set against arrays.

use crate::simd::lanes::LANES;
use crate::simd::on_every_path;
use crate::simd::single::{SINGLES, Single};
use crate::simd::vector::{Kernel, Vector};

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
            V::sums([a, b, c, a.add(b), b.sub(a), c.mul(b), a.abs(), b.max(c)]),
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
        let mut sums = [0.0; 4];
        V::sums_of_four([a, b, c, a.sub(b)], &mut sums);
        out.extend(sums);
        let mut fused = [0.0; LANES];
        a.fma(b, c).store(&mut fused);
        (out, fused)
    }
}

/// Numbers of a small generator (G. Marsaglia, *Xorshift RNGs*, J. Stat. Software 8(14), 2003), special ones among them.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % n
    }

    fn number(&mut self) -> f64 {
        match self.below(12) {
            0 => f64::NAN,
            1 => 0.0,
            2 => -0.0,
            3 => f64::INFINITY,
            _ => (self.below(1 << 40) as f64 / (1u64 << 30) as f64 - 512.0) / 7.0,
        }
    }
}

#[test]
fn all_instruction_sets_agree() {
    let mut random = Numbers(88_172_645_463_325_252);
    for _ in 0..2_000 {
        let mut chunk = || std::array::from_fn(|_| random.number());
        let (a, b, c): (Chunk, Chunk, Chunk) = (chunk(), chunk(), chunk());
        let kernel = Everything {
            a,
            b,
            c,
            narrow: a.map(|x| x as f32),
            labels: std::array::from_fn(|_| random.below(2) as u8),
            part: random.below(LANES as u64) as usize,
            k: random.below(2_046) as i32 - 1_022,
        };
        let bits =
            |x: &[f64]| -> Vec<u64> { x.iter().map(|x| if x.is_nan() { u64::MAX } else { x.to_bits() }).collect() };
        let expected = on_every_path(kernel.clone(), 0).map(|(exact, _)| bits(&exact));
        for (exact, fused) in (1..3).filter_map(|path| on_every_path(kernel.clone(), path)) {
            assert_eq!(Some(bits(&exact)), expected);
            let reference: Chunk = std::array::from_fn(|l| a[l].mul_add(b[l], c[l]));
            assert_eq!(bits(&fused), bits(&reference));
        }
    }
}

/// Operations on f32, then those that round twice without a fused multiply-add.
#[derive(Clone)]
struct EverythingSingle {
    numbers: [[f32; SINGLES]; LANES],
    part: usize,
}

impl Kernel for EverythingSingle {
    type Output = (Vec<f32>, [f64; LANES], [f32; SINGLES]);

    #[inline(always)]
    fn run<V: Vector>(self) -> Self::Output {
        let mut eight = [V::Single::splat(self.numbers[0][0]); LANES];
        for (vector, numbers) in eight.iter_mut().zip(&self.numbers) {
            *vector = V::Single::load(numbers);
        }
        let part = V::Single::load_part(&self.numbers[1][..self.part]);
        let mut out = Vec::new();
        for vector in [V::Single::splat(self.numbers[0][3]), eight[2], part, eight[0].sub(eight[1])] {
            let mut chunk = [0.0; SINGLES];
            vector.store(&mut chunk);
            out.extend(chunk);
        }
        let (mut sums, mut fused) = ([0.0; LANES], [0.0; SINGLES]);
        V::Single::sums(eight, &mut sums);
        eight[0].fma(eight[1], eight[2]).store(&mut fused);
        (out, sums, fused)
    }
}

#[test]
fn all_instruction_sets_agree_on_single_precision() {
    let mut random = Numbers(36_243_606_988_675_129);
    for _ in 0..2_000 {
        let numbers = std::array::from_fn(|_| std::array::from_fn(|_| random.number() as f32));
        let kernel = EverythingSingle { numbers, part: random.below(SINGLES as u64) as usize };
        let bits =
            |x: &[f32]| -> Vec<u32> { x.iter().map(|x| if x.is_nan() { u32::MAX } else { x.to_bits() }).collect() };
        let narrow = |x: [f64; LANES]| bits(&x.map(|x| x as f32));
        let expected = on_every_path(kernel.clone(), 0).map(|(exact, sums, _)| (bits(&exact), narrow(sums)));
        let [a, b, c, ..] = numbers;
        for (exact, sums, fused) in (1..3).filter_map(|path| on_every_path(kernel.clone(), path)) {
            assert_eq!(Some((bits(&exact), narrow(sums))), expected);
            assert_eq!(bits(&fused), bits(&std::array::from_fn::<f32, SINGLES, _>(|l| a[l].mul_add(b[l], c[l]))));
        }
    }
}
