use super::*;

type Matrix = [[f64; 3]; 3];

/// Numbers between −½ and ½.
struct Random(u64);

impl Random {
    fn number(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / 2_f64.powi(53) - 0.5
    }

    /// A rotation by a random quaternion.
    fn rotation(&mut self) -> Matrix {
        let [mut w, mut x, mut y, mut z] = std::array::from_fn(|_| self.number());
        let length = (w * w + x * x + y * y + z * z).sqrt();
        [w, x, y, z] = [w, x, y, z].map(|part| part / length);
        [
            [1.0 - 2.0 * (y * y + z * z), 2.0 * (x * y - w * z), 2.0 * (x * z + w * y)],
            [2.0 * (x * y + w * z), 1.0 - 2.0 * (x * x + z * z), 2.0 * (y * z - w * x)],
            [2.0 * (x * z - w * y), 2.0 * (y * z + w * x), 1.0 - 2.0 * (x * x + y * y)],
        ]
    }
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
        let base = 4.0 * random.number();
        for near in others {
            for far in others {
                for scale in [1.0, 3e-160, 5e140, -2.0] {
                    let mut eigenvalues = [base, base + near, base + near + far].map(|value| scale * value);
                    let matrix = of_eigenvalues(eigenvalues, random.rotation());
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
