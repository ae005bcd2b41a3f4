"""The comparison itself sees a last bit, a sign of zero, a type and a shape, and takes every NaN for the same."""

import numpy as np
import pytest
from reference import assert_bitwise

NAN_WITH_PAYLOAD = np.array([0x7FF8000000000123, 0xFFF0000000000001], "u8").view("f8")
DIFFERENT = {
    "the last bit": (np.nextafter(1.5, 2), 1.5),
    "the sign of zero": (-0.0, 0.0),
    "the sign of an imaginary zero": (np.array(complex(1, -0.0)), np.array(complex(1, 0.0))),
    "a NaN and a number": (np.nan, 1.0),
    "type": (np.float32(1.5), np.float64(1.5)),
    "shape": (np.ones((2, 3)), np.ones((3, 2))),
}


@pytest.mark.parametrize("difference", DIFFERENT)
def test_a_difference_is_seen(difference):
    with pytest.raises(AssertionError):
        assert_bitwise(*DIFFERENT[difference])


def test_equal_bits_are_equal_in_either_byte_order_and_whatever_the_nan():
    assert_bitwise(NAN_WITH_PAYLOAD, np.full(2, np.nan))
    assert_bitwise(np.array([1.5, -0.0], ">f8"), np.array([1.5, -0.0]))
    assert_bitwise(np.array([complex(np.nan, 2)]), np.array([complex(NAN_WITH_PAYLOAD[0], 2)]))
