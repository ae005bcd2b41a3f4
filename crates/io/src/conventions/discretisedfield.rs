//! Fields of discretisedfield (Ubermag): `field/array`, shaped (n₀, …, components), on the cells of `field/mesh/region`.

use super::view::{Known, Note, Role, View, name_dimensions};
use crate::{Attribute, AttributeValue, numbers_of, text_of, texts_of};

const ARRAY: &str = "/field/array";

/// Takes in what a discretisedfield file says of its field.
pub(super) fn read(view: &mut View<'_>) {
    if text_of(&view.contents.attributes, "type") != Some("discretisedfield.Field") {
        return;
    }
    let of_group = |path: &str| {
        let group = view.contents.groups.iter().find(|(other, _)| other == path);
        group.map(|(_, attributes)| attributes.clone()).unwrap_or_default()
    };
    let (field, region) = (of_group("/field"), of_group("/field/mesh/region"));
    let contents = view.contents.to_mut();
    let Some(variable) = contents.variables.iter_mut().find(|variable| variable.path == ARRAY) else {
        return;
    };
    let Some((&count, extents)) = variable.shape.split_last() else { return };
    let per_axis = |name| numbers_of(&region, name).filter(|numbers| numbers.len() == extents.len());
    let (Some(min), Some(max)) = (per_axis("pmin"), per_axis("pmax")) else { return };
    let names = texts_of(&region, "dims").filter(|names| names.len() == extents.len());
    let Some(names) = names else { return };
    let units = texts_of(&region, "units").unwrap_or_default();
    let known = (0..extents.len()).map(|axis| {
        let reason =
            format!("{} cells from {} to {} by `field/mesh/region`", extents[axis], min[axis], max[axis]);
        Some(Known::middles([min[axis], max[axis]], extents[axis], units.get(axis).cloned(), reason))
    });
    let axes = known.chain([None]).collect();
    name_dimensions(variable, names.iter().map(String::as_str).chain(["component"]));
    if let Some(labels) = texts_of(&field, "vdims").filter(|labels| labels.len() == count) {
        let value = AttributeValue::Texts(labels);
        variable.attributes.push(Attribute { name: "components".to_owned(), value });
    }
    if let Some(unit) = text_of(&field, "unit").filter(|unit| *unit != "None") {
        variable.attributes.push(Attribute::text("units", unit));
    }
    *view.note(ARRAY) = Note { role: Some(Role::Data), axes, ..Note::default() };
}
