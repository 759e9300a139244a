//! Cones of small integer vectors, decided exactly.
//!
//! The first phase of the simplex method on a tableau of integers over a common denominator, which stays an integer as every division
//! is exact (J. Edmonds, *J. Res. NBS* 71B, 1967), with R. Bland's rule against cycling (*Math. Oper. Res.* 2, 1977).

/// Whether g = Σ μ_i v_i for some μ ≥ 0.
pub fn in_cone(vectors: &[Vec<i128>], g: &[i128]) -> bool {
    let (m, n) = (g.len(), vectors.len());
    // Columns: the vectors, then the right-hand side; the artificial variables, n to n + m, are never let in again.
    let mut tableau: Vec<Vec<i128>> = (0..m)
        .map(|i| {
            let sign = if g[i] < 0 { -1 } else { 1 };
            vectors.iter().map(|v| sign * v[i]).chain([sign * g[i]]).collect()
        })
        .collect();
    let mut basis: Vec<usize> = (n..n + m).collect();
    let mut denominator = 1;
    loop {
        let artificial: Vec<usize> = (0..m).filter(|&i| basis[i] >= n).collect();
        if artificial.iter().all(|&i| tableau[i][n] == 0) {
            return true;
        }
        // The sum of the artificial variables falls with a column whose entries in their rows sum to more than 0.
        let enters = (0..n).find(|&j| artificial.iter().map(|&i| tableau[i][j]).sum::<i128>() > 0);
        let Some(enters) = enters else { return false };
        let ratio = |i: usize| (tableau[i][n], tableau[i][enters]);
        let leaves = (0..m)
            .filter(|&i| tableau[i][enters] > 0)
            .min_by(|&a, &b| {
                let ((x, y), (u, v)) = (ratio(a), ratio(b));
                (x * v).cmp(&(u * y)).then(basis[a].cmp(&basis[b]))
            })
            .expect("a sum above 0 has a term above 0");
        let pivot = tableau[leaves][enters];
        let row = tableau[leaves].clone();
        for (_, other) in tableau.iter_mut().enumerate().filter(|(i, _)| *i != leaves) {
            let factor = other[enters];
            for (x, r) in other.iter_mut().zip(&row) {
                let product = pivot.checked_mul(*x).and_then(|p| p.checked_sub(factor.checked_mul(*r)?));
                *x = product.expect("small integers") / denominator;
            }
        }
        denominator = pivot;
        basis[leaves] = enters;
    }
}

/// The columns of a matrix that are no combinations of earlier ones, by elimination without fractions (E. Bareiss, *Math. Comp.* 22, 1968).
pub fn independent(rows: &[Vec<i128>]) -> Vec<usize> {
    let mut rows = rows.to_vec();
    let columns = rows.first().map_or(0, Vec::len);
    let (mut found, mut before) = (Vec::new(), 1);
    for j in 0..columns {
        let top = found.len();
        let Some(pivot_row) = (top..rows.len()).find(|&i| rows[i][j] != 0) else { continue };
        rows.swap(top, pivot_row);
        let pivot = rows[top].clone();
        for row in &mut rows[top + 1..] {
            let factor = row[j];
            for (x, p) in row.iter_mut().zip(&pivot) {
                *x = (pivot[j] * *x - factor * p) / before;
            }
        }
        before = pivot[j];
        found.push(j);
    }
    found
}
