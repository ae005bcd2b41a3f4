//! Where the parts of an output go in a NetCDF file.
//!
//! A dimension with coordinates bears the name of its coordinate variable and lies with it in one group, from which it
//! can be seen in that group and below. A coordinate that variables of other groups use is therefore moved up, to the
//! closest group above all of them.

use std::collections::{HashMap, HashSet};

use fieldops_io::OutputSchema;

/// A dimension to be defined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PlannedDimension {
    /// Path of its group, empty for the root.
    pub(crate) group: String,
    pub(crate) name: String,
    pub(crate) length: usize,
}

/// A variable to be defined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PlannedVariable {
    /// Path of its group, empty for the root.
    pub(crate) group: String,
    pub(crate) name: String,
    /// Positions of its dimensions in [`Layout::dimensions`].
    pub(crate) dimensions: Vec<usize>,
}

/// Places and names for all that a schema declares.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Layout {
    /// Paths of the groups below the root, each after the one that holds it.
    pub(crate) groups: Vec<String>,
    pub(crate) dimensions: Vec<PlannedDimension>,
    /// One for each coordinate of the schema.
    pub(crate) coordinates: Vec<PlannedVariable>,
    /// One for each variable of the schema.
    pub(crate) variables: Vec<PlannedVariable>,
}

/// Plans the layout of a schema.
///
/// # Panics
/// When a variable has not as many dimensions as its shape has axes, or names a coordinate that the schema does not
/// hold or that has another length.
pub(crate) fn plan(schema: &OutputSchema) -> Layout {
    let mut layout = Layout::default();
    let mut taken: HashSet<(String, String)> = schema.variables.iter().map(|it| split(&it.path)).collect();
    let mut of_coordinate = HashMap::new();
    for coordinate in &schema.coordinates {
        let (own_group, own_name) = split(&coordinate.path);
        let users = schema.variables.iter().filter(|variable| {
            variable.dimensions.iter().any(|it| it.coordinate.as_ref() == Some(&coordinate.path))
        });
        let group = users.fold(own_group, |group, user| common(&group, &split(&user.path).0).to_owned());
        let name = free(&own_name, &group, &taken);
        taken.insert((group.clone(), name.clone()));
        of_coordinate.insert(coordinate.path.as_str(), layout.dimensions.len());
        layout.coordinates.push(PlannedVariable {
            group: group.clone(),
            name: name.clone(),
            dimensions: vec![layout.dimensions.len()],
        });
        layout.dimensions.push(PlannedDimension { group, name, length: coordinate.values.shape()[0] });
    }
    let mut without = HashMap::new();
    for variable in &schema.variables {
        let path = &variable.path;
        assert_eq!(
            variable.shape.len(),
            variable.dimensions.len(),
            "`{path}` needs a dimension for each axis"
        );
        let (group, name) = split(path);
        let mut dimensions = Vec::new();
        for (axis, (dimension, &length)) in variable.dimensions.iter().zip(&variable.shape).enumerate() {
            let position = if let Some(coordinate) = &dimension.coordinate {
                let position = *of_coordinate.get(coordinate.as_str()).unwrap_or_else(|| {
                    panic!("`{path}` names the coordinate `{coordinate}`, which is not declared")
                });
                assert_eq!(
                    layout.dimensions[position].length, length,
                    "length of `{coordinate}` for `{path}`"
                );
                position
            } else {
                let wanted = dimension.name.as_ref().map_or_else(|| format!("dim_{axis}"), |it| legal(it));
                // Two axes of one variable are two dimensions, even where they have one name.
                let mut key = (group.clone(), wanted.clone(), length, 0);
                while without.get(&key).is_some_and(|position| dimensions.contains(position)) {
                    key.3 += 1;
                }
                *without.entry(key).or_insert_with(|| {
                    let name = free(&wanted, &group, &taken);
                    taken.insert((group.clone(), name.clone()));
                    layout.dimensions.push(PlannedDimension { group: group.clone(), name, length });
                    layout.dimensions.len() - 1
                })
            };
            dimensions.push(position);
        }
        layout.variables.push(PlannedVariable { group, name, dimensions });
    }
    let mut seen = HashSet::new();
    for planned in layout.coordinates.iter().chain(&layout.variables) {
        let ends = planned.group.match_indices('/').map(|(slash, _)| slash).skip(1);
        for end in ends.chain([planned.group.len()]).filter(|&end| end > 0) {
            let group = &planned.group[..end];
            if seen.insert(group.to_owned()) {
                layout.groups.push(group.to_owned());
            }
        }
    }
    layout
}

/// Group and name of a path, in names that NetCDF allows.
fn split(path: &str) -> (String, String) {
    let mut parts: Vec<String> = path.split('/').filter(|part| !part.is_empty()).map(legal).collect();
    let name = parts.pop().unwrap_or_else(|| legal(""));
    let group = if parts.is_empty() { String::new() } else { format!("/{}", parts.join("/")) };
    (group, name)
}

/// The closest group above both.
fn common<'a>(one: &'a str, other: &str) -> &'a str {
    let holds = |group: &str| other == group || other.starts_with(&format!("{group}/"));
    let mut group = one;
    while !holds(group) {
        group = &group[..group.rfind('/').unwrap_or(0)];
    }
    group
}

/// The name, with a number behind it where another thing of the group has it.
fn free(name: &str, group: &str, taken: &HashSet<(String, String)>) -> String {
    let mut free = name.to_owned();
    let mut number = 1;
    while taken.contains(&(group.to_owned(), free.clone())) {
        number += 1;
        free = format!("{name}_{number}");
    }
    free
}

/// The name as NetCDF allows it: no slash, no control character, no space at its end, a letter, a digit or an
/// underscore at its start.
pub(crate) fn legal(name: &str) -> String {
    let replaced: String =
        name.trim_end().chars().map(|c| if c == '/' || c.is_control() { '_' } else { c }).collect();
    let starts_well = replaced.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_' || !c.is_ascii());
    if starts_well { replaced } else { format!("_{replaced}") }
}

#[cfg(test)]
mod tests {
    use super::{common, legal};

    #[test]
    fn groups_share_the_closest_above_them() {
        assert_eq!(common("/a/b/c", "/a/b/d"), "/a/b");
        assert_eq!(common("/a/b", "/a/bc"), "/a", "a part of a name is no group");
        assert_eq!(common("/a", "/a/b"), "/a");
        assert_eq!(common("/a/b", "/a"), "/a");
        assert_eq!(common("/a", "/b"), "");
        assert_eq!(common("", "/b"), "");
    }

    #[test]
    fn names_become_legal() {
        assert_eq!(legal("d Ex/dy "), "d Ex_dy");
        assert_eq!(legal("-x"), "_-x");
        assert_eq!(legal("ψ"), "ψ");
        assert_eq!(legal(""), "_");
        assert_eq!(legal("a\nb"), "a_b");
    }
}
