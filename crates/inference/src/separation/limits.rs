//! Where coefficients go: the signs that sums g·d take over all directions d of C.
//!
//! ```text
//! Finite            g·d = 0 for all d in C: g lies in the span of the overlap
//! PlusInfinity      g·d ≥ 0 for all of them, not all 0: g lies in the cone of the rows and that span
//! Either            some d has g·d > 0, another one g·d < 0
//! ```
//!
//! As g·d° of a direction d° in the interior tells the sign that g·d would have to have, one question is left for each g, and each is a nearest point
//! (`farkas`), whatever the others are: they are shared among threads, a few at a time, with the same answers. What they cost is counted; those that
//! are not reached are [`Limit::Undecided`].

use crate::error::InferenceError;
use crate::separation::Limit;
use crate::separation::farkas::{Centred, Cone, Farkas, Interior};
use crate::separation::nearest::Work;
use crate::separation::rows::dot;
use crate::separation::search::{Face, Search};

/// Multiplications that the signs of one face may take, twice that at most: some 20 s by one thread. 2,000 × 500 take 2 to 6 s by two.
const WORK: u64 = 40_000_000_000;
/// Sums that are looked at side by side.
const WAVE: usize = 16;

/// Where the sums g·u go along the directions of C, for all `gs`.
pub(super) fn limits(
    search: &mut Search<'_>,
    face: &Face,
    gs: &[Vec<f64>],
    kept: &[usize],
) -> Result<Vec<Limit>, InferenceError> {
    let mut found = vec![Limit::Undecided; gs.len()];
    let mut open: Vec<(usize, Vec<f64>, bool)> = Vec::new();
    for (k, g) in gs.iter().enumerate() {
        let size = g.iter().map(|x| x.abs()).fold(f64::MIN_POSITIVE, f64::max);
        let falls = dot(g, &face.direction) < 0.0;
        let by = if falls { -1.0 / size } else { 1.0 / size };
        let g: Vec<f64> = g.iter().map(|x| x * by).collect();
        // All of the complement of the overlap's span is spanned by directions of C.
        match face.overlap.leaves(&g, kept) {
            true => open.push((k, g, falls)),
            false => found[k] = Limit::Finite,
        }
    }
    if open.is_empty() {
        return Ok(found);
    }
    let (mut cone, mut interior) = match search.cone_of(face, kept) {
        Ok(cone) => cone,
        Err(InferenceError::Undecided) => return Ok(found),
        Err(error) => return Err(error),
    };
    let executor = search.executor().clone();
    let mut work = Work::of(WORK);
    let mut centred = cone.centred(&face.direction, &mut work);
    for wave in open.chunks(WAVE) {
        if work.left() == 0 {
            break;
        }
        // One that is hard leaves most to the others.
        let each = work.left() / 8;
        let decided = executor.map(wave.len(), |k| {
            let mut of_this = Work::of(each);
            let decided = sign(&cone, interior.as_ref(), centred.as_ref(), &wave[k].1, &mut of_this);
            (decided, of_this)
        });
        for ((k, g, falls), (mut decided, of_this)) in wave.iter().zip(decided) {
            work.spend((each - of_this.left()) as usize);
            // On the rows that are at work; what the others say against a direction joins them.
            while let Ok(Farkas::Witness(direction)) = &decided {
                match search.holds(face, direction) {
                    Ok(true) => break,
                    Ok(false) => {
                        (cone, interior) = search.cone_of(face, kept)?;
                        centred = cone.centred(&face.direction, &mut work);
                        decided = sign(&cone, interior.as_ref(), centred.as_ref(), g, &mut work);
                    }
                    Err(InferenceError::Undecided) => decided = Err(InferenceError::Undecided),
                    Err(error) => return Err(error),
                }
            }
            found[*k] = match decided {
                Ok(Farkas::Witness(_)) => Limit::Either,
                Ok(Farkas::Member) if *falls => Limit::MinusInfinity,
                Ok(Farkas::Member) => Limit::PlusInfinity,
                Err(InferenceError::Undecided) => Limit::Undecided,
                Err(error) => return Err(error),
            };
        }
    }
    Ok(found)
}

/// Whether all directions have g·d ≥ 0: about the cone's middle, and where that leaves it open, in the coordinates as they are.
fn sign(
    cone: &Cone,
    interior: Option<&Interior>,
    centred: Option<&Centred>,
    g: &[f64],
    work: &mut Work,
) -> Result<Farkas, InferenceError> {
    match centred.map(|centred| cone.decide_in(centred, g, work)) {
        None | Some(Err(InferenceError::Undecided)) => cone.decide(g, interior, work),
        Some(decided) => decided,
    }
}
