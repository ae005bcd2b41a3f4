//! What a file says in the way of a program, beside what it says in that of its format.

use std::{borrow::Cow, collections::HashMap, ops::Range};

use super::{Hints, discretisedfield, gdf, openems, openpmd, osiris, pairs, pencil, the_well};
use crate::{Contents, Dimension, Variable, field::Coordinates};

/// The contents of a file as the other conventions see them: with the names, units and coordinates that the program
/// which wrote it gave in a way of its own.
#[derive(Debug)]
pub(super) struct View<'c> {
    pub(super) contents: Cow<'c, Contents>,
    notes: HashMap<String, Note>,
}

/// What is known of a variable beside its entry in the contents.
#[derive(Debug, Default)]
pub(super) struct Note {
    /// What it serves for, whatever its name or its dimensions say.
    pub(super) role: Option<Role>,
    /// Coordinates of its axes, by their position.
    pub(super) axes: Vec<Option<Known>>,
    /// Why its axes are what they are: a sentence.
    pub(super) reason: Option<String>,
    pub(super) scale: Option<f64>,
    /// The range of points along each axis that are not copies of others.
    pub(super) interior: Option<Vec<Range<usize>>>,
    /// The variables that hold its real and its imaginary parts, where it stands for two.
    pub(super) parts: Option<[String; 2]>,
    /// Its value, where it stands for an array that the file declares and does not hold.
    pub(super) constant: Option<f64>,
    pub(super) refused: Option<Refused>,
    /// What speaks against taking its grid for a Cartesian one: a sentence.
    pub(super) caution: Option<String>,
}

/// What a variable serves for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Role {
    /// It is a field, or a component of one.
    Data,
    /// It is a coordinate.
    Coordinate,
    /// It serves for nothing here: `is` and why, as the rest of a sentence.
    Nothing(String),
}

/// Why a variable is a field that cannot be used, as the rest of a sentence about it, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refused {
    pub(super) problem: String,
    pub(super) hint: Option<String>,
}

/// Coordinates of an axis as a program gives them.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Known {
    pub(super) coordinates: Coordinates,
    /// Coordinate of the cell's corner that goes with the first point, where the point may lie elsewhere in it.
    pub(super) corner: Option<f64>,
    pub(super) units: Option<String>,
    /// Where they come from, as the end of a sentence: `by openPMD's gridSpacing`.
    pub(super) reason: String,
}

impl Known {
    /// Points at the middles of `count` equal cells between two edges.
    pub(super) fn middles(edges: [f64; 2], count: usize, units: Option<String>, reason: String) -> Self {
        let spacing = (edges[1] - edges[0]) / count as f64;
        let coordinates = Coordinates::Uniform { spacing, origin: edges[0] + 0.5 * spacing };
        Self { coordinates, corner: None, units, reason }
    }
}

impl<'c> View<'c> {
    pub(super) fn of(contents: &'c Contents, hints: &Hints) -> Self {
        let mut view = Self { contents: Cow::Borrowed(contents), notes: HashMap::new() };
        let programs = [
            openpmd::read,
            osiris::read,
            discretisedfield::read,
            the_well::read,
            gdf::read,
            openems::read,
            pencil::read,
        ];
        for program in programs {
            program(&mut view);
        }
        pairs::join(&mut view, hints);
        view
    }

    pub(super) fn note_of(&self, variable: &Variable) -> Option<&Note> {
        self.notes.get(&variable.path)
    }

    pub(super) fn note(&mut self, path: &str) -> &mut Note {
        self.notes.entry(path.to_owned()).or_default()
    }

    /// Lets what is known of one variable be known of another instead.
    pub(super) fn rename(&mut self, from: &str, to: &str) -> &mut Note {
        let note = self.notes.remove(from).unwrap_or_default();
        self.notes.entry(to.to_owned()).insert_entry(note).into_mut()
    }
}

/// Gives the dimensions of a variable these names.
pub(super) fn name_dimensions<'n>(variable: &mut Variable, names: impl Iterator<Item = &'n str>) {
    variable.dimensions =
        names.map(|name| Dimension { name: Some(name.to_owned()), scales: Vec::new() }).collect();
}
