//! Counting the eigenvalues of a symmetric matrix, which takes no eigenvalue.

/// Number of eigenvalues of the symmetric matrix below `bound`: that of negative pivots of `a − bound`.
pub(crate) fn eigenvalues_below(a: [[f64; 3]; 3], bound: f64) -> usize {
    let mut a = a;
    (0..3).for_each(|i| a[i][i] -= bound);
    for k in 0..3 {
        for i in k + 1..3 {
            let factor = a[i][k] / a[k][k];
            (0..3).for_each(|j| a[i][j] -= factor * a[k][j]);
        }
    }
    (0..3).filter(|&k| a[k][k] < 0.0).count()
}
