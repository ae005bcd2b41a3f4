"""Inputs cut short at many lengths: refused, or (where only padding is missing) read without loss."""

from soak import SIGNS_OF_A_CRASH, Soak, contents, count, names, run, write_inputs

REFUSED = (65, 66)

with Soak("truncation") as soak:
    inputs = soak.folder / "inputs"
    inputs.mkdir()
    work = soak.folder / "work"
    work.mkdir()
    for source in write_inputs(inputs):
        whole = source.read_bytes()
        path = work / source.name
        path.write_bytes(whole)
        arguments = ["curl", path.name, "-o", "out.h5", "--overwrite"]
        code, said = run(work, *arguments)
        assert code == 0, said
        complete = contents(work / "out.h5")
        (work / "out.h5").unlink()
        steps = count(400, least=12)
        lengths = {len(whole) * step // steps for step in range(steps)} | {1, 7, 8, 9, len(whole) - 1, len(whole) - 8}
        for length in sorted(lengths):
            path.write_bytes(whole[:length])
            code, said = run(work, *arguments)
            what = f"{path.name} cut to {length} of {len(whole)} bytes"
            if code == 0:
                soak.expect(contents(work / "out.h5") == complete, f"{what}: read, but with other values")
                (work / "out.h5").unlink()
                soak.counted("read whole")
            else:
                soak.expect(code in REFUSED, f"{what}: exit {code}: {said}")
                soak.expect(path.name in said, f"{what}: not named: {said}")
                soak.counted("refused")
            soak.expect(not any(sign in said for sign in SIGNS_OF_A_CRASH), f"{what}: {said}")
            soak.expect(names(work) == [path.name], f"{what}: left are {names(work)}")
        path.unlink()
