use super::*;

#[path = "../../../tests/inertia.rs"]
mod inertia;
#[allow(dead_code, reason = "other tests draw arrays and coordinates too")]
#[path = "../../../../stencil/tests/shared/samples.rs"]
mod samples;

use inertia::eigenvalues_below;
use samples::Random;

type Matrix = [[f64; 3]; 3];

/// Between −½ and ½.
fn number(random: &mut Random) -> f64 {
    random.fraction() - 0.5
}

/// A rotation by a random quaternion.
fn rotation(random: &mut Random) -> Matrix {
    let [mut w, mut x, mut y, mut z] = std::array::from_fn(|_| number(random));
    let length = (w * w + x * x + y * y + z * z).sqrt();
    [w, x, y, z] = [w, x, y, z].map(|part| part / length);
    [
        [1.0 - 2.0 * (y * y + z * z), 2.0 * (x * y - w * z), 2.0 * (x * z + w * y)],
        [2.0 * (x * y + w * z), 1.0 - 2.0 * (x * x + z * z), 2.0 * (y * z - w * x)],
        [2.0 * (x * z - w * y), 2.0 * (y * z + w * x), 1.0 - 2.0 * (x * x + y * y)],
    ]
}

/// The symmetric matrix with these eigenvalues and the columns of a rotation as eigenvectors.
fn of_eigenvalues(eigenvalues: [f64; 3], rotation: Matrix) -> Matrix {
    let entry = |i: usize, j: usize| (0..3).map(|k| eigenvalues[k] * rotation[i][k] * rotation[j][k]).sum();
    std::array::from_fn(|i| std::array::from_fn(|j| entry(i.min(j), i.max(j))))
}

fn middle_of(m: Matrix) -> f64 {
    middle_eigenvalue([m[0][0], m[1][1], m[2][2]], [m[0][1], m[0][2], m[1][2]])
}

#[test]
fn the_middle_one_of_known_eigenvalues_is_found() {
    let mut random = Random(3);
    // Well apart, nearly equal in each way, equal, of unlike sizes, zeros.
    let others = [0.0, 1e-3, 1e-7, 1e-8, 1e-12, 1e-15, 0.3, 1.0];
    for _ in 0..400 {
        let base = 4.0 * number(&mut random);
        for near in others {
            for far in others {
                for scale in [1.0, 3e-160, 5e140, -2.0] {
                    let mut eigenvalues = [base, base + near, base + near + far].map(|value| scale * value);
                    let matrix = of_eigenvalues(eigenvalues, rotation(&mut random));
                    eigenvalues.sort_by(f64::total_cmp);
                    let size = eigenvalues.iter().fold(0.0_f64, |size, value| size.max(value.abs()));
                    let (found, expected) = (middle_of(matrix), eigenvalues[1]);
                    // The matrix itself is rounded.
                    assert!(
                        (found - expected).abs() <= 4e-15 * size,
                        "{found:e} of {eigenvalues:?}: off by {:e}",
                        (found - expected).abs() / size
                    );
                }
            }
        }
    }
}

#[test]
fn diagonal_matrices_have_their_entries() {
    for (diagonal, expected) in [
        ([0.0, 0.0, 0.0], 0.0),
        ([2.0, 2.0, 2.0], 2.0),
        ([1.0, 2.0, 4.0], 2.0),
        ([-3.0, 5.0, -3.0], -3.0),
        ([0.0, -7.0, 0.0], 0.0),
        ([1e-310, 3e-310, 2e-310], 2e-310),
        ([1e308, -1.5e308, 1.2e308], 1e308),
    ] {
        let found = middle_eigenvalue(diagonal, [0.0; 3]);
        let size = diagonal.iter().fold(0.0_f64, |size, value| size.max(value.abs()));
        assert!((found - expected).abs() <= 2e-15 * size, "{found:e} of {diagonal:?}");
    }
}

#[test]
fn matrices_within_rounding_of_a_multiple_of_the_unit_matrix_have_an_eigenvalue() {
    let mut random = Random(11);
    for round in 0..20_000 {
        let scale = if round < 1000 { 1.0 } else { number(&mut random) };
        let mut ulps = || f64::EPSILON * (8.0 * number(&mut random)).round();
        let diagonal = [0, 1, 2].map(|_| scale * (1.0 + ulps()));
        let off = [0, 1, 2].map(|_| if round % 2 == 0 { 0.0 } else { scale * ulps() });
        let found = middle_eigenvalue(diagonal, off);
        assert!((found - scale).abs() <= 4e-15 * scale.abs(), "{found:e} of {diagonal:?}, {off:?}");
    }
    // Without the mean, as it is rounded, one entry of this is the root itself.
    let found = middle_eigenvalue([1.0, 1.0 + f64::EPSILON, 1.0 + f64::EPSILON], [0.0; 3]);
    assert!((found - 1.0).abs() <= 2.0 * f64::EPSILON, "{found:e}");
}

#[test]
fn a_flow_in_a_plane_has_zero_between_a_negative_and_a_positive_one() {
    let mut random = Random(5);
    for _ in 0..2000 {
        let [a, b, d] = std::array::from_fn(|_| 3.0 * number(&mut random));
        if a * b < d * d {
            assert_eq!(middle_eigenvalue([a, b, 0.0], [d, 0.0, 0.0]), 0.0, "{a} {b} {d}");
            assert_eq!(middle_eigenvalue([a, 0.0, b], [0.0, d, 0.0]), 0.0, "{a} {b} {d}");
        }
    }
}

#[test]
fn graded_matrices_and_such_of_one_direction_have_it_in_the_middle() {
    let mut random = Random(7);
    for round in 0..4000 {
        let scale: [f64; 3] =
            std::array::from_fn(|_| 10_f64.powf(2.0 * f64::from(round % 40) * number(&mut random)));
        let vector: [f64; 3] = std::array::from_fn(|_| number(&mut random));
        let noise = if round % 2 == 0 { 1.0 } else { 1e-9 };
        let mut matrix = [[0.0; 3]; 3];
        for i in 0..3 {
            for j in i..3 {
                let entry = vector[i] * vector[j] + noise * number(&mut random);
                matrix[i][j] = entry * scale[i] * scale[j];
                matrix[j][i] = matrix[i][j];
            }
        }
        let size = matrix.iter().flatten().fold(0.0_f64, |size, entry| size.max(entry.abs()));
        let (found, small) = (middle_of(matrix), 1e-14 * size);
        assert!(eigenvalues_below(matrix, found - small) <= 1, "{found:e} of {matrix:?}");
        assert!(eigenvalues_below(matrix, found + small) >= 2, "{found:e} of {matrix:?}");
    }
}

#[test]
fn what_is_not_finite_gives_no_number() {
    for wrong in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        for place in 0..6 {
            let mut entries = [1.0, -2.0, 0.5, 3.0, 0.0, -1.0];
            entries[place] = wrong;
            let [a, b, c, d, e, f] = entries;
            assert!(middle_eigenvalue([a, b, c], [d, e, f]).is_nan(), "{wrong} in place {place}");
        }
    }
}
