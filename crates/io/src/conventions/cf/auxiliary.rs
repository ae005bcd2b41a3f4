//! Variables that serve others: bounds, grid mappings, auxiliary coordinates, flags. They are no fields.

use std::collections::HashMap;

use super::axis_role::{self, Evidence};
use crate::{Attribute, AttributeValue, Contents, Variable, field::AxisRole, with_outer};

/// The attributes that name other variables, and what those are to the variable that has the attribute.
const REFERENCES: [(&str, &str); 7] = [
    ("bounds", "holds the bounds of"),
    ("climatology", "holds the bounds of"),
    ("grid_mapping", "is the grid mapping of"),
    ("ancillary_variables", "is ancillary to"),
    ("coordinates", "is an auxiliary coordinate of"),
    ("cell_measures", "is a cell measure of"),
    ("formula_terms", "is a formula term of"),
];

/// The variables of a file that serve others.
#[derive(Debug, Default)]
pub(in crate::conventions) struct Auxiliary<'a> {
    /// What each is, as the rest of a sentence, by its path.
    reasons: HashMap<&'a str, String>,
    /// Auxiliary coordinates of more than one dimension: latitudes and longitudes of a curvilinear grid.
    pub(super) curvilinear: Vec<&'a Variable>,
}

impl<'a> Auxiliary<'a> {
    pub(in crate::conventions) fn of(contents: &'a Contents) -> Self {
        let by_path: HashMap<&str, &Variable> =
            contents.variables.iter().map(|variable| (variable.path.as_str(), variable)).collect();
        let mut auxiliary = Self::default();
        for variable in &contents.variables {
            for (name, text) in texts(&variable.attributes) {
                let Some((name, relation)) = REFERENCES.iter().find(|(known, _)| *known == name) else {
                    continue;
                };
                auxiliary.refer(name, text, (variable.group(), &variable.path), relation, &by_path);
            }
        }
        // xarray names here the coordinates that belong to no one variable.
        for (_, text) in texts(&contents.attributes).filter(|(name, _)| *name == "coordinates") {
            auxiliary.refer("coordinates", text, ("", "/"), "is an auxiliary coordinate of", &by_path);
        }
        for variable in &contents.variables {
            if let Some(reason) = by_itself(variable) {
                auxiliary.reasons.entry(&variable.path).or_insert(reason);
            }
            if variable.shape.len() > 1 && is_place(variable) && auxiliary.reason(variable).is_some() {
                auxiliary.curvilinear.push(variable);
            }
        }
        auxiliary
    }

    /// Takes in what an attribute of a variable, given by its group and path, names.
    fn refer(
        &mut self,
        attribute: &str,
        text: &str,
        (group, path): (&str, &str),
        relation: &str,
        by_path: &HashMap<&'a str, &'a Variable>,
    ) {
        // `areacella` of `area: areacella`; in an extended grid mapping, `crs` of `crs: x y`.
        let keyed = text.split_whitespace().any(|word| word.ends_with(':'));
        let words = text.split_whitespace().filter(|word| match attribute {
            "grid_mapping" => word.ends_with(':') == keyed,
            _ => !word.ends_with(':'),
        });
        for word in words.map(|word| word.trim_end_matches(':')) {
            let found = with_outer(group).find_map(|outer| {
                let relative = format!("{outer}/{word}");
                by_path.get(if word.starts_with('/') { word } else { relative.as_str() }).copied()
            });
            let Some(target) = found.filter(|target| target.path != path) else { continue };
            // The surface pressure that a vertical coordinate needs is a field of its own.
            let is_field = attribute == "formula_terms" && target.shape.len() > 1;
            if !is_field {
                self.reasons.entry(&target.path).or_insert_with(|| format!("{relation} `{path}`"));
            }
        }
    }

    /// Why a variable is no field, as the rest of a sentence.
    pub(in crate::conventions) fn reason(&self, variable: &Variable) -> Option<&str> {
        self.reasons.get(variable.path.as_str()).map(String::as_str)
    }
}

/// What a variable says of itself that makes it no field.
fn by_itself(variable: &Variable) -> Option<String> {
    let has = |name: &str| variable.attributes.iter().any(|attribute| attribute.name == name);
    if has("flag_values") || has("flag_masks") {
        return Some("holds flags, not quantities".to_owned());
    }
    let name = variable.name();
    let pairs = variable.shape.len() > 1 && variable.shape.last() == Some(&2);
    if pairs && ["_bnds", "_bounds"].iter().any(|end| name.ends_with(end)) {
        return Some("has the name of bounds".to_owned());
    }
    let told = variable.shape.len() > 1
        && axis_role::of_attributes(variable).is_some_and(|found| is_horizontal(&found));
    told.then(|| "is a coordinate of a curvilinear grid".to_owned())
}

fn is_horizontal(evidence: &Evidence) -> bool {
    matches!(evidence.role, AxisRole::X | AxisRole::Y)
}

/// Whether the attributes of an array, or its name (`nav_lon`, `XLAT`), say that it holds longitudes or latitudes.
fn is_place(variable: &Variable) -> bool {
    let name = variable.name().to_lowercase();
    axis_role::of_attributes(variable).is_some_and(|found| is_horizontal(&found))
        || name.contains("lon")
        || name.contains("lat")
}

/// The texts among the attributes.
fn texts(attributes: &[Attribute]) -> impl Iterator<Item = (&str, &str)> {
    attributes.iter().filter_map(|attribute| match &attribute.value {
        AttributeValue::Text(text) => Some((attribute.name.as_str(), text.as_str())),
        _ => None,
    })
}
