"""Makes the HDF5 files beside it, as h5py writes them (made with h5py 3.16, HDF5 2.0, numpy 2.4).

    python make_data.py

The Rust tests compare what is read with the formulas below, not with another reading of the files.
"""

import os
import numpy as np
import h5py

HERE = os.path.dirname(os.path.abspath(__file__))


def new(name, **options):
    return h5py.File(os.path.join(HERE, name), "w", **options)


def ramp(shape):
    """0.5 (i + 10 j + 100 k): exact in every floating-point type used here."""
    return 0.5 * sum(10.0**axis * index for axis, index in enumerate(np.indices(shape)))


with new("types.hdf5", libver=("v108", "latest")) as f:
    f.attrs["Conventions"] = "CF-1.8"
    f.attrs["title"] = "Größe"
    f.attrs["fixed"] = np.bytes_("fixed")
    f.attrs["names"] = ["x", "yy", "µ"]
    f.attrs["fixed_names"] = np.array([b"Ex", b"Ey"])
    f.attrs["one"] = 3
    f.attrs["step"] = np.float32(0.25)
    f.attrs["integers"] = np.array([1, -2, 3], ">i2")
    f.attrs["floats"] = np.array([0.5, 1.5])
    f.attrs["one_element"] = np.array([2.5])
    f.attrs["huge"] = np.uint64(2**64 - 1)
    f.attrs["flag"] = True
    f.attrs["empty"] = h5py.Empty("f8")
    f.attrs["matrix"] = np.eye(2)
    f.attrs["pair"] = np.array((1, 2.0), dtype=[("a", "i4"), ("b", "f8")])
    padded = h5py.h5t.C_S1.copy()
    padded.set_size(8)
    padded.set_strpad(h5py.h5t.STR_SPACEPAD)
    attribute = h5py.h5a.create(f.id, b"fortran", padded, h5py.h5s.create(h5py.h5s.SCALAR))
    attribute.write(np.array(b"V/m     ", "S8"), padded)
    latin = h5py.h5t.C_S1.copy()
    latin.set_size(3)
    attribute = h5py.h5a.create(f.id, b"latin", latin, h5py.h5s.create(h5py.h5s.SCALAR))
    attribute.write(np.array(b"\xb5m\0", "S3"), latin)
    numbers = np.array([[0, 1, 2], [3, 100, 127]])
    for order, name in (("<", "little"), (">", "big")):
        for kind in ("i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8"):
            sign = -1 if kind[0] == "i" else 1
            f[f"{name}/{kind}"] = (sign * numbers).astype(order + kind)
        for kind in ("f2", "f4", "f8"):
            f[f"{name}/{kind}"] = ramp((2, 3)).astype(order + kind)
        for kind in ("c8", "c16"):
            f[f"{name}/{kind}"] = (ramp((2, 3)) - 1j * numbers).astype(order + kind)
    for name, base, kind in (
        ("native_complex", h5py.h5t.COMPLEX_IEEE_F64LE, "<c16"),
        ("native_complex_big", h5py.h5t.COMPLEX_IEEE_F32BE, ">c8"),
    ):
        dataset = h5py.h5d.create(f.id, name.encode(), base, h5py.h5s.create_simple((2, 3)))
        dataset.write(h5py.h5s.ALL, h5py.h5s.ALL, (ramp((2, 3)) - 1j * numbers).astype(kind))
    f["other/text"] = "words"
    f["other/texts"] = ["a", "b"]
    f["other/bool"] = np.array([True, False])
    f["other/compound"] = np.zeros(2, dtype=[("x", "f8"), ("y", "f4")])
    f["other/opaque"] = np.zeros(2, "V5")
    f["other/long_double"] = np.zeros(2, "g")
    f["other/reference"] = f["other"].ref
    f["other/array"] = np.zeros(2, dtype=[("v", "f8", (3,))])
    f["other/vlen"] = np.array([np.arange(2.0), np.arange(3.0)], dtype=h5py.vlen_dtype("f8"))
    f["scalar"] = 7.5
    f.create_dataset("no_elements", (0, 3), "f8")
    f.create_dataset("null", dtype="f8", data=h5py.Empty("f8"))

with new("scales.hdf5", track_order=True) as f:
    f["z"] = [0.0, 0.5, 2.0]
    f["z"].attrs["units"] = "m"
    f["other_z"] = [1.0, 2.0, 4.0]
    f["index"] = np.arange(4, dtype="i4")
    f["long"] = np.arange(9.0)
    f["z"].make_scale("height")
    f["other_z"].make_scale()
    f["index"].make_scale("")
    f["long"].make_scale("too long")
    f["phantom"] = np.zeros(5, "f4")
    f["phantom"].make_scale("This is a netCDF dimension but not a netCDF variable.         5")
    e = f.create_dataset("E", data=ramp((3, 4, 5)))
    e.dims[0].attach_scale(f["z"])
    e.dims[0].attach_scale(f["other_z"])
    e.dims[1].label = "along"
    e.dims[1].attach_scale(f["index"])
    e.dims[2].attach_scale(f["phantom"])
    b = f.create_dataset("B", data=ramp((3, 4)))
    b.dims[0].label = "µ"
    m = f.create_dataset("mismatched", data=ramp((3, 4)))
    m.dims[0].attach_scale(f["long"])

with new("storage.hdf5", libver=("v108", "latest")) as f:
    data = ramp((5, 6, 7))
    f["contiguous"] = data
    f.create_dataset("chunked", data=data, chunks=(2, 4, 3))
    f.create_dataset("deflate", data=data, chunks=(2, 4, 3), compression=6)
    f.create_dataset("all", data=data, chunks=(3, 6, 4), compression=9, shuffle=True, fletcher32=True)
    absent = f.create_dataset("absent", shape=data.shape, dtype="f8", chunks=(2, 4, 3), fillvalue=-2.5)
    absent[:2, :4, :3] = data[:2, :4, :3]
    f.create_dataset("growing", data=data, chunks=(2, 4, 3), maxshape=(None, 6, 7))
    f.create_dataset("lzf", data=data, chunks=(5, 6, 7), compression="lzf")
    compact = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    compact.set_layout(h5py.h5d.COMPACT)
    dataset = h5py.h5d.create(f.id, b"compact", h5py.h5t.IEEE_F64BE, h5py.h5s.create_simple((2, 3)), compact)
    dataset.write(h5py.h5s.ALL, h5py.h5s.ALL, ramp((2, 3)))
    unwritten = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    h5py.h5d.create(f.id, b"unwritten", h5py.h5t.IEEE_F32LE, h5py.h5s.create_simple((2, 3)), unwritten)
    vast = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    h5py.h5d.create(f.id, b"vast", h5py.h5t.IEEE_F64LE, h5py.h5s.create_simple((2**60,)), vast)
    vast.set_chunk((2**20,))
    h5py.h5d.create(f.id, b"vast_chunked", h5py.h5t.IEEE_F64LE, h5py.h5s.create_simple((2**60,)), vast)

with new("links.hdf5") as f:
    f["a/data"] = ramp((2, 3))
    f["a/self"] = f["a"]
    f["hard"] = f["a/data"]
    f["soft"] = h5py.SoftLink("/a/data")
    f["dangling"] = h5py.SoftLink("/nowhere")
    f["circle_1"] = h5py.SoftLink("/circle_2")
    f["circle_2"] = h5py.SoftLink("/circle_1")
    f["outside"] = h5py.ExternalLink("types.hdf5", "/little/f8")
    f["through"] = h5py.SoftLink("/outside_group/f8")
    f["outside_group"] = h5py.ExternalLink("types.hdf5", "/little")
    f.create_dataset("raw", (3, 2), "f8", external=[("raw.bin", 0, 48)])
    layout = h5py.VirtualLayout((2, 3), "f8")
    layout[:] = h5py.VirtualSource("types.hdf5", "/little/f8", shape=(2, 3))
    f.create_virtual_dataset("virtual", layout)
    layout = h5py.VirtualLayout((2, 3), "f8", maxshape=(None, 3))
    source = h5py.VirtualSource("types.hdf5", "/little/f8", shape=(2, 3), maxshape=(None, 3))
    layout[0:2] = source[0:2]
    f.create_virtual_dataset("virtual_growing", layout)

with new("user_block.hdf5", userblock_size=1024) as f:
    f["f"] = ramp((2, 3))
with open(os.path.join(HERE, "user_block.hdf5"), "r+b") as f:
    f.write(b"words of the user's own\n")

with new("components.hdf5") as f:
    for name, labels, kind in (("E", "xyz", ">f4"), ("v", "yx", "<f8"), ("half", "xy", "<f2")):
        values = ramp((4, 3, len(labels)))
        array = np.zeros((4, 3), [(label, kind) for label in labels])
        for index, label in enumerate(labels):
            array[label] = values[..., index]
        options = {"chunks": (3, 2), "compression": "gzip"} if name == "E" else {}
        f.create_dataset(name, data=array, **options)
    f["E"].dims[0].label = "y"
    f["state"] = np.zeros((4, 3), [("mass", "f8"), ("energy", "f8")])
    f["mixed"] = np.zeros((4, 3), [("x", "f8"), ("y", "f4")])
