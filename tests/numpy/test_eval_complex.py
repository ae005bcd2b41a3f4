"""Functions of complex numbers: real and imaginary parts of any size, both sides of every branch cut, infinities and NaN
are those of numpy, which takes them from the C library."""

import numpy as np
import pytest
from expressions import evaluate
from grids import write

NUMPYS = {"asin": "arcsin", "acos": "arccos", "atan": "arctan"}
FUNCTIONS = "exp log log10 sqrt sin cos tan sinh cosh tanh asin acos atan".split()
INF, NAN = float("inf"), float("nan")


def numpys(name, values):
    with np.errstate(all="ignore"):
        return getattr(np, NUMPYS.get(name, name))(values)


def pairs(one, other):
    """Every real part with every imaginary part: multiplication by 1j would lose signs of zeros and infinities."""
    values = np.empty((len(one), len(other)), "c16")
    values.real, values.imag = np.meshgrid(one, other, indexing="ij")
    return values


def results(folder, values, statements):
    return evaluate(write(folder / "f.h5", {"f": (values, ("y", "x"))}, {}), *statements)


def of_all(folder, values):
    found = results(folder, values, [f"f_{name} = {name}(f)" for name in FUNCTIONS])
    return {name: found[f"f_{name}"] for name in FUNCTIONS}


def parts(values):
    return np.stack([values.real, values.imag])


def test_real_and_imaginary_parts_are_numpys_at_any_size(tmp_path):
    rng = np.random.default_rng(61)

    def sizes(count):
        return rng.choice([-1, 1], count) * rng.uniform(0.1, 1, count) * 10.0 ** rng.integers(-200, 201, count)

    def moderate(count):
        return rng.choice([-1, 1], count) * 10.0 ** rng.uniform(-9, 2.9, count)

    re, im = (np.concatenate([sizes(40), moderate(60)]) for _ in range(2))
    values = pairs(re, im)
    for name, found in of_all(tmp_path, values).items():
        expected = numpys(name, values)
        assert np.isfinite(expected).mean() > 0.4
        np.testing.assert_allclose(parts(found), parts(expected), rtol=4e-15, atol=1e-307, err_msg=name)


def test_close_to_branch_points_no_digit_is_lost(tmp_path):
    rng = np.random.default_rng(62)
    near = np.concatenate([side * (1 + rng.uniform(-1, 1, 20) * 10.0 ** rng.integers(-15, -1, 20)) for side in (-1, 1)])
    small = rng.choice([-1, 1], 40) * 10.0 ** rng.uniform(-30, 0, 40)
    for values in (pairs(near, small), pairs(small, near)):
        found = of_all(tmp_path, values)
        for name in ("asin", "acos", "atan", "log", "sqrt"):
            expected = numpys(name, values)
            np.testing.assert_allclose(parts(found[name]), parts(expected), rtol=4e-15, err_msg=name)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_signs_of_zeros_are_numpys_on_both_sides_of_the_cuts(tmp_path, name):
    axis = np.array([-3.5, -1.25, -1.0, -0.5, -0.0, 0.0, 0.5, 1.0, 1.25, 3.5])
    zeros = np.array([-0.0, 0.0])
    for values in (pairs(axis, zeros), pairs(zeros, axis)):
        found, expected = of_all(tmp_path, values)[name], numpys(name, values)
        np.testing.assert_allclose(parts(found), parts(expected), rtol=4e-15, err_msg=name)
        assert (np.signbit(parts(found)) == np.signbit(parts(expected))).all()


# Where C99 leaves the sign of a zero or of an infinity open, it is not compared.
@pytest.mark.parametrize("name", FUNCTIONS)
def test_infinities_and_nan_are_numpys(tmp_path, name):
    numbers = np.array([-INF, -2.0, -0.0, 0.0, 0.75, INF, NAN])
    values = pairs(numbers, numbers)
    found, expected = of_all(tmp_path, values)[name], numpys(name, values)
    np.testing.assert_allclose(np.abs(parts(found)), np.abs(parts(expected)), rtol=4e-15)
    is_known = ~np.isnan(expected) & ~np.isnan(values)
    wrong = (np.signbit(parts(found)) != np.signbit(parts(expected))) & is_known
    assert not wrong.any(), values[wrong.any(axis=0)]


def test_small_whole_powers_are_numpys(tmp_path):
    rng = np.random.default_rng(63)
    values = rng.uniform(-3, 3, (9, 7)) + 1j * rng.uniform(-3, 3, (9, 7))
    exponents = [3, 4, 5, 7, 12, 99, -2, -3, -17, 2.5, -0.75, 100]
    statements = [f"p{number} = f^({exponent})" for number, exponent in enumerate(exponents)]
    found = results(tmp_path, values, statements)
    for number, exponent in enumerate(exponents):
        expected = np.power(values, exponent)
        tolerance = 1e-13 if exponent == 100 else 1e-14
        np.testing.assert_allclose(found[f"p{number}"], expected, rtol=tolerance, err_msg=str(exponent))
    found = results(tmp_path, np.array([[3 + 2j, -1 + 0.5j, 1j]]), ["c = f^3", "i = f^-1"])
    assert found["c"].tolist() == [[-9 + 46j, -0.25 + 1.375j, -1j]]
