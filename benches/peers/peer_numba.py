"""What a careful user writes with numba: all threads, one pass, outputs made once, the whole domain with its edges.

Along each axis a derivative is a sum of three neighbours, weighted; at the edges the three are those of the edge. Along
the fastest axis of even grids, where this costs, the interior is a difference.
"""

import numpy as np


def first_weights(x):
    """Starts and weights of the first derivative at each point: the parabola through three points."""
    start = np.clip(np.arange(len(x)) - 1, 0, len(x) - 3)
    a, b, c = (x[start + m] for m in range(3))
    return start, np.stack([
        (2 * x - b - c) / ((a - b) * (a - c)),
        (2 * x - a - c) / ((b - a) * (b - c)),
        (2 * x - a - b) / ((c - a) * (c - b)),
    ])


def second_weights(x):
    """The same for the second derivative."""
    start = np.clip(np.arange(len(x)) - 1, 0, len(x) - 3)
    a, b, c = (x[start + m] for m in range(3))
    return start, np.stack([2 / ((a - b) * (a - c)), 2 / ((b - a) * (b - c)), 2 / ((c - a) * (c - b))])


def prepare(fields, coordinates, even):
    from numba import njit, prange

    options = {"fastmath": True, "parallel": True}
    dtype = fields[0].dtype
    planned = [[(start, weights.astype(dtype)) for start, weights in map(kind, coordinates)]
               for kind in (first_weights, second_weights)]
    (s0, v0), (s1, v1), (s2, v2) = planned[0]
    (_, w0), (_, w1), (_, w2) = planned[1]
    u, v, w = fields
    shape = u.shape

    @njit(fastmath=True, inline="always")
    def across(f, i, j, k, axis_start, weights, axis, at):
        s = axis_start[at]
        if axis == 0:
            return weights[0, at] * f[s, j, k] + weights[1, at] * f[s + 1, j, k] + weights[2, at] * f[s + 2, j, k]
        return weights[0, at] * f[i, s, k] + weights[1, at] * f[i, s + 1, k] + weights[2, at] * f[i, s + 2, k]

    @njit(fastmath=True, inline="always")
    def edge(f, i, j, k, weights):
        s = min(max(k - 1, 0), f.shape[2] - 3)
        return weights[0, k] * f[i, j, s] + weights[1, k] * f[i, j, s + 1] + weights[2, k] * f[i, j, s + 2]

    if even:
        half = v2[2, 1]

        @njit(fastmath=True, inline="always")
        def inner(f, i, j, k, weights):
            return half * (f[i, j, k + 1] - f[i, j, k - 1])
    else:

        @njit(fastmath=True, inline="always")
        def inner(f, i, j, k, weights):
            return weights[0, k] * f[i, j, k - 1] + weights[1, k] * f[i, j, k] + weights[2, k] * f[i, j, k + 1]

    @njit(fastmath=True, inline="always")
    def bent(f, i, j, k, weights):
        return weights[0, k] * f[i, j, k - 1] + weights[1, k] * f[i, j, k] + weights[2, k] * f[i, j, k + 1]

    @njit(**options)
    def gradient(f, a, b, c):
        n0, n1, n2 = f.shape
        for i in prange(n0):
            for j in range(n1):
                for k in range(n2):
                    a[i, j, k] = across(f, i, j, k, s0, v0, 0, i)
                    b[i, j, k] = across(f, i, j, k, s1, v1, 1, j)
                for k in range(1, n2 - 1):
                    c[i, j, k] = inner(f, i, j, k, v2)
                for k in (0, n2 - 1):
                    c[i, j, k] = edge(f, i, j, k, v2)

    @njit(**options)
    def divergence(u, v, w, out):
        n0, n1, n2 = u.shape
        for i in prange(n0):
            for j in range(n1):
                for k in range(1, n2 - 1):
                    out[i, j, k] = (across(u, i, j, k, s0, v0, 0, i) + across(v, i, j, k, s1, v1, 1, j)
                                    + inner(w, i, j, k, v2))
                for k in (0, n2 - 1):
                    out[i, j, k] = (across(u, i, j, k, s0, v0, 0, i) + across(v, i, j, k, s1, v1, 1, j)
                                    + edge(w, i, j, k, v2))

    @njit(**options)
    def curl(u, v, w, a, b, c):
        n0, n1, n2 = u.shape
        for i in prange(n0):
            for j in range(n1):
                for k in range(1, n2 - 1):
                    a[i, j, k] = across(w, i, j, k, s1, v1, 1, j) - inner(v, i, j, k, v2)
                    b[i, j, k] = inner(u, i, j, k, v2) - across(w, i, j, k, s0, v0, 0, i)
                for k in (0, n2 - 1):
                    a[i, j, k] = across(w, i, j, k, s1, v1, 1, j) - edge(v, i, j, k, v2)
                    b[i, j, k] = edge(u, i, j, k, v2) - across(w, i, j, k, s0, v0, 0, i)
                for k in range(n2):
                    c[i, j, k] = across(v, i, j, k, s0, v0, 0, i) - across(u, i, j, k, s1, v1, 1, j)

    @njit(**options)
    def laplacian(f, out):
        n0, n1, n2 = f.shape
        for i in prange(n0):
            for j in range(n1):
                for k in range(1, n2 - 1):
                    out[i, j, k] = (across(f, i, j, k, s0, w0, 0, i) + across(f, i, j, k, s1, w1, 1, j)
                                    + bent(f, i, j, k, w2))
                for k in (0, n2 - 1):
                    out[i, j, k] = (across(f, i, j, k, s0, w0, 0, i) + across(f, i, j, k, s1, w1, 1, j)
                                    + edge(f, i, j, k, w2))

    @njit(fastmath=True, inline="always")
    def minors(u, v, w, i, j, k, along):
        xx, xy, xz = across(u, i, j, k, s0, v0, 0, i), across(u, i, j, k, s1, v1, 1, j), along(u, i, j, k, v2)
        yx, yy, yz = across(v, i, j, k, s0, v0, 0, i), across(v, i, j, k, s1, v1, 1, j), along(v, i, j, k, v2)
        zx, zy, zz = across(w, i, j, k, s0, v0, 0, i), across(w, i, j, k, s1, v1, 1, j), along(w, i, j, k, v2)
        return (xx * yy - xy * yx) + (xx * zz - xz * zx) + (yy * zz - yz * zy)

    @njit(**options)
    def q(u, v, w, out):
        n0, n1, n2 = u.shape
        for i in prange(n0):
            for j in range(n1):
                for k in range(1, n2 - 1):
                    out[i, j, k] = minors(u, v, w, i, j, k, inner)
                for k in (0, n2 - 1):
                    out[i, j, k] = minors(u, v, w, i, j, k, edge)

    outputs = [np.zeros(shape, dtype) for _ in range(9)]

    def into(count, kernel, *inputs):
        def run():
            kernel(*inputs, *outputs[:count])
            return outputs[:count]

        return run

    def jacobian():
        for c in range(3):
            gradient(fields[c], *outputs[3 * c:3 * c + 3])
        return outputs

    return {
        "gradient": into(3, gradient, u),
        "jacobian": jacobian,
        "divergence": into(1, divergence, u, v, w),
        "curl": into(3, curl, u, v, w),
        "laplacian": into(1, laplacian, u),
        "q": into(1, q, u, v, w),
    }
