"""vtkGradientFilter, the filter behind ParaView's and pyvista's gradients, on all threads. It has no Laplacian.

VTK keeps the components of a vector side by side and its arrays in Fortran's order; both are brought about beforehand.
On uneven grids it takes the slope of the chord. Its Q leaves out the square of the divergence.
"""

import numpy as np


def prepare(fields, coordinates, even):
    import vtk
    from vtk.util.numpy_support import numpy_to_vtk, vtk_to_numpy

    vtk.vtkSMPTools.SetBackend("STDThread")
    shape = fields[0].shape
    if even:
        grid = vtk.vtkImageData()
        grid.SetSpacing(*(x[1] - x[0] for x in coordinates[::-1]))
    else:
        grid = vtk.vtkRectilinearGrid()
        setters = (grid.SetXCoordinates, grid.SetYCoordinates, grid.SetZCoordinates)
        for set_coordinates, x in zip(setters, coordinates[::-1]):
            set_coordinates(numpy_to_vtk(x, deep=True))
    grid.SetDimensions(*shape[::-1])
    # VTK's x is the fastest axis, so components and derivatives come in the reverse order of ours.
    vector = np.stack([field.ravel() for field in fields[::-1]], axis=1)
    # Reversed axes make a left-handed frame, in which a curl has the other sign.
    arrays = {"f": fields[0].ravel(), "u": vector, "-u": -vector}
    for name, array in arrays.items():
        values = numpy_to_vtk(array, deep=True)
        values.SetName(name)
        grid.GetPointData().AddArray(values)

    def run(name, result, unpack):
        made = vtk.vtkGradientFilter()
        made.SetInputData(grid)
        made.SetInputScalars(vtk.vtkDataObject.FIELD_ASSOCIATION_POINTS, name)
        made.SetComputeGradient(result == "Gradients")
        made.SetComputeDivergence(result == "Divergence")
        made.SetComputeVorticity(result == "Vorticity")
        made.SetComputeQCriterion(result == "Q-criterion")

        def compute():
            made.Modified()
            made.Update()
            return unpack(vtk_to_numpy(made.GetOutput().GetPointData().GetArray(result)))

        return compute

    def columns(table, order):
        return [table[:, column].reshape(shape) for column in order]

    return {
        "gradient": run("f", "Gradients", lambda table: columns(table, (2, 1, 0))),
        "jacobian": run("u", "Gradients", lambda table: columns(table, range(8, -1, -1))),
        "divergence": run("u", "Divergence", lambda table: [table.reshape(shape)]),
        "curl": run("-u", "Vorticity", lambda table: columns(table, (2, 1, 0))),
        "q": run("u", "Q-criterion", lambda table: [table.reshape(shape)]),
    }
