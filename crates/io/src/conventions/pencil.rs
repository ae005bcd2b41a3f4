//! Snapshots of the Pencil Code: `data/ux`, shaped (z, y, x), with ghost cells at every side and the lines in `grid`.
//!
//! Derivatives take the ghost cells for neighbours; results are those of the interior.
//!
//! Source: <https://github.com/pencil-code/pencil-code/blob/master/src/io_hdf5.f90>

use super::view::{Known, Note, Refused, Role, View, name_dimensions};
use crate::{Contents, field::Coordinates};

/// Names of the axes in storage order.
const AXES: [&str; 3] = ["z", "y", "x"];

/// Takes in what a snapshot of the Pencil Code says of its grid.
pub(super) fn read(view: &mut View<'_>) {
    let Some(grid) = Grid::of(&view.contents) else { return };
    let mut notes = Vec::new();
    for variable in &mut view.contents.to_mut().variables {
        let path = variable.path.clone();
        let role = match variable.group() {
            "/data" if variable.shape == grid.shape => {
                notes.push((path, grid.note()));
                name_dimensions(variable, AXES.into_iter());
                continue;
            }
            "/grid" if AXES.contains(&variable.name()) => Role::Coordinate,
            "/grid" => Role::Nothing("describes the grid".to_owned()),
            "/settings" | "/unit" | "/persist" => Role::Nothing("describes the run".to_owned()),
            _ => continue,
        };
        notes.push((path, Note { role: Some(role), ..Note::default() }));
    }
    for (path, note) in notes {
        *view.note(&path) = note;
    }
}

struct Grid {
    shape: [usize; 3],
    /// Number of ghost cells at each side.
    ghosts: usize,
}

impl Grid {
    /// The grid of a snapshot of the Pencil Code; none of another file.
    fn of(contents: &Contents) -> Option<Self> {
        let setting =
            |name: &str| match contents.variable(&format!("/settings/{name}"))?.small_values.as_deref()? {
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "only whole numbers pass"
                )]
                &[value] if value >= 0.0 && value.fract() == 0.0 => Some(value as usize),
                _ => None,
            };
        let ghosts = setting("nghost")?;
        let mut shape = [0; 3];
        for (extent, axis) in shape.iter_mut().zip(AXES) {
            *extent = *contents.variable(&format!("/grid/{axis}"))?.shape.first()?;
            let interior = extent.checked_sub(ghosts.checked_mul(2)?)?;
            if Some(interior) != setting(&format!("n{axis}")) {
                return None;
            }
        }
        Some(Self { shape, ghosts })
    }

    fn note(&self) -> Note {
        let known = |axis: &str| {
            let path = format!("/grid/{axis}");
            let reason = format!("coordinates in `{path}`, by the Pencil Code");
            Some(Known { coordinates: Coordinates::Variable(path), corner: None, units: None, reason })
        };
        let interior = self.shape.map(|extent| self.ghosts..extent - self.ghosts);
        let flat = AXES.iter().zip(&interior).find(|(_, interior)| interior.len() < 2);
        Note {
            role: Some(Role::Data),
            axes: AXES.into_iter().map(known).collect(),
            refused: flat.map(|(axis, _)| Refused {
                problem: format!(
                    "has no extent along axis `{axis}`: all but one of its points are ghost cells"
                ),
                hint: None,
            }),
            reason: Some(format!("the {} outermost points at every side are ghost cells", self.ghosts)),
            interior: Some(interior.to_vec()),
            ..Note::default()
        }
    }
}
