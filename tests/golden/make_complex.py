#!/usr/bin/env python3
"""Writes `complex.txt`: functions of complex numbers, computed with hundreds of digits and rounded once.

    python tests/golden/make_complex.py [--check]

`--check` writes nothing and fails where the file on disk differs from what this program would write. It needs mpmath
(1.4.1 wrote the file).

Format: a line for each value; `#` starts a comment line. A line is the name of the function and then, parted by single
spaces, real and imaginary part of the argument and of the value, each the 16 hexadecimal digits of its bits. All are
finite, and none of the arguments lies on an axis, where the sign of a zero would decide.
"""

import argparse
import itertools
import math
import pathlib
import random
import struct

import mpmath
from mpmath import mp, mpc

TARGET = pathlib.Path(__file__).with_name("complex.txt")
NAMES = "exp log log10 sqrt sin cos tan sinh cosh tanh asin acos atan".split()
EXPONENTS = (-320, -305, -200, -100, -18, -9, -4, -1, 0, 1, 2, 2.8, 5, 17, 100, 200, 308)
# The argument of a sine is reduced by a multiple of π with as many digits as it has.
mp.dps = 700


def points():
    rng = random.Random(7)

    def part(exponent):
        return rng.choice((-1, 1)) * rng.uniform(0.1, 1) * 10.0**exponent

    for one, other in itertools.product(EXPONENTS, repeat=2):
        yield part(one), part(other)
    for distance in (1e-16, 1e-12, 1e-8, 1e-5, 1e-3, 0.03):
        for _ in range(3):
            near = 1 + rng.choice((-1, 1)) * rng.uniform(1, 3) * distance
            for exponent in (-200, -20, -12, -8, -4, -1):
                yield rng.choice((-1, 1)) * near, part(exponent)
                yield part(exponent), rng.choice((-1, 1)) * near
            angle = rng.uniform(-math.pi, math.pi)
            yield near * math.cos(angle), near * math.sin(angle)
    for exponent in (-8, -1, 0):
        yield part(exponent), rng.choice((-1, 1)) * math.pi / 2
        yield math.pi, part(exponent)
        yield rng.uniform(709, 710.6), part(exponent)
        yield -rng.uniform(709, 745), part(exponent)
        yield part(exponent), rng.uniform(709, 745)


def value(name, z):
    function = {"log10": lambda z: mpmath.log(z) / mpmath.log(10)}.get(name) or getattr(mpmath, name)
    return function(z)


def lines():
    for name in NAMES:
        for re, im in points():
            large = {"exp": abs(re), "sinh": abs(re), "cosh": abs(re), "sin": abs(im), "cos": abs(im)}.get(name, 0)
            if large > 800 or name in ("tanh", "tan") and max(abs(re), abs(im)) > 1e6:
                continue
            result = value(name, mpc(re, im))
            numbers = re, im, float(result.real), float(result.imag)
            if all(map(math.isfinite, numbers)):
                yield " ".join([name, *(struct.pack(">d", number).hex() for number in numbers)])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true")
    text = "# Written by make_complex.py, which describes the format.\n" + "\n".join(lines()) + "\n"
    if parser.parse_args().check:
        raise SystemExit(0 if TARGET.read_text() == text else f"{TARGET} is not what this program writes")
    TARGET.write_text(text)


if __name__ == "__main__":
    main()
