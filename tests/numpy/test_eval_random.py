"""Random expressions: text and numpy's value are made side by side, and compared bit by bit."""

import numpy as np
import pytest
from expressions import TURNS, Fields, assert_result, dot, evaluate
from reference import assert_bitwise

AXES = "xyz"
DEPTH = 4


class Generator:
    """Expressions with their values on the fields."""

    def __init__(self, rng, fields):
        self.rng, self.fields = rng, fields
        self.e, self.phi = fields.e(), fields.f()
        self.vectors = [("E", self.e)]

    def chosen(self, *ways):
        return ways[self.rng.integers(len(ways))]()

    def scalar(self, depth=0):
        if depth >= DEPTH:
            axis = self.rng.choice(list(AXES))
            return self.chosen(
                lambda: ("phi", self.phi),
                lambda: (f"E.{axis}", self.e[axis]),
                lambda: (axis, self.fields.position(axis)),
            )

        def unary(text, function):
            inner, value = self.scalar(depth + 1)
            return text.format(inner), function(value)

        def binary(text, function):
            (one, a), (other, b) = self.scalar(depth + 1), self.scalar(depth + 1)
            return text.format(one, other), function(a, b)

        def of_vector(text, function):
            inner, value = self.vector(depth + 1)
            return text.format(inner), function(value)

        def of_tensor(text, function):
            inner, value = self.tensor(depth + 1)
            return text.format(inner), function(value)

        axis = self.rng.choice(list(AXES))
        number = self.rng.choice(["2", "0.3", "1.7e-2", "pi"])
        value = np.pi if number == "pi" else float(number)
        return self.chosen(
            lambda: binary("({} + {})", np.add),
            lambda: binary("({} - {})", np.subtract),
            lambda: binary("({} * {})", np.multiply),
            lambda: binary("({} / {})", np.divide),
            lambda: binary("min({}, {})", np.minimum),
            lambda: unary("(-({}))", np.negative),
            lambda: unary("sqrt(abs({}))", lambda a: np.sqrt(np.abs(a))),
            lambda: unary("(({})^2)", np.square),
            lambda: unary(f"({number} * {{}})", lambda a: value * a),
            lambda: unary(f"d({{}}, {axis})", lambda a: self.fields.d(a, axis)),
            lambda: of_vector("div({})", self.fields.div),
            lambda: of_vector(f"({{}}).{axis}", lambda u: u[axis]),
            lambda: of_vector("norm({})", lambda u: np.sqrt(dot(u, u))),
            lambda: of_tensor("trace({})", lambda t: (t["x", "x"] + t["y", "y"]) + t["z", "z"]),
        )

    def vector(self, depth=0):
        if depth >= DEPTH:
            return self.vectors[self.rng.integers(len(self.vectors))]

        def unary(text, function):
            inner, value = self.vector(depth + 1)
            return text.format(inner), function(value)

        def pair(text, function):
            (one, u), (other, v) = self.vector(depth + 1), self.vector(depth + 1)
            return text.format(one, other), function(u, v)

        def scaled():
            (one, a), (other, v) = self.scalar(depth + 1), self.vector(depth + 1)
            return f"({one} * {other})", {axis: a * v[axis] for axis in AXES}

        def gradient():
            inner, value = self.scalar(depth + 1)
            return f"grad({inner})", self.fields.grad(value)

        def applied():
            (one, t), (other, v) = self.tensor(depth + 1), self.vector(depth + 1)
            return f"({one} . {other})", {i: dot({j: t[i, j] for j in AXES}, v) for i in AXES}

        return self.chosen(
            lambda: self.vector(DEPTH),
            gradient,
            scaled,
            applied,
            lambda: unary("curl({})", self.fields.curl),
            lambda: pair("({} + {})", lambda u, v: {axis: u[axis] + v[axis] for axis in AXES}),
            lambda: pair(
                "cross({}, {})", lambda u, v: {a: u[b] * v[c] - u[c] * v[b] for a, (c, b) in TURNS.items()}
            ),
        )

    def tensor(self, depth=0):
        inner, value = self.vector(depth + 1)
        jacobian = f"jacobian({inner})", self.fields.jacobian(value)
        if depth >= DEPTH:
            return jacobian

        def turned(text, function):
            inner, t = self.tensor(depth + 1)
            return text.format(inner), {(i, j): function(t[i, j], t[j, i]) for i in AXES for j in AXES}

        return self.chosen(
            lambda: jacobian,
            lambda: turned("transpose({})", lambda own, other: other),
            lambda: turned("sym({})", lambda own, other: (own + other) / 2),
            lambda: turned("antisym({})", lambda own, other: (own - other) / 2),
        )


@pytest.mark.parametrize("seed", range(24))
def test_random_expressions_are_numpys(tmp_path, seed):
    rng = np.random.default_rng([51, seed])
    dtype, layout = ("f8", "f4")[seed // 2 % 2], ("siblings", "group")[seed % 2]
    fields = Fields([52, seed], shape=(5, 7, 6), dtype=dtype, layout=layout, edge_order=1 + seed % 2)
    generator = Generator(rng, fields)
    statements, expected = [], {}
    with np.errstate(all="ignore"):
        for number in range(6):
            text, value = (generator.scalar, generator.vector, generator.tensor)[number % 3]()
            name = f"r{number}"
            statements.append(f"{name} = {text}")
            expected[name] = value
            if number % 3 == 1:
                generator.vectors.append((name, value))
    memory = ("256MiB", "30kB", "1")[seed % 3]
    options = ("--edge-order", fields.edge_order, "--memory", memory, "--dtype", "f64")
    found = evaluate(fields.write(tmp_path / "E.h5"), *statements, *options)
    for name, value in expected.items():
        text = next(statement for statement in statements if statement.startswith(f"{name} ="))
        try:
            assert_result(found, name, value, fields, "f8")
        except AssertionError as difference:
            raise AssertionError(f"{text}: {difference}") from None


def test_the_comparison_sees_another_order_of_a_sum(tmp_path):
    fields = Fields(53)
    a, b, c = (fields.e()[axis] for axis in AXES)
    found = evaluate(fields.write(tmp_path / "E.h5"), "s = E.x + E.y + E.z")
    assert_bitwise(found["s"], (a + b) + c)
    with pytest.raises(AssertionError):
        assert_bitwise(found["s"], a + (b + c))
