//! Any contents of a file, with any hints: which fields they hold.

use std::collections::HashSet;

use arbitrary::{Arbitrary, Result, Unstructured};
use fieldops_io::{
    Attribute, AttributeValue, ByteOrder, Contents, DataType, Dimension, Skipped, Storage, Variable,
    conventions::{ComponentSelection, FieldSelection, Hints, SpacingHint, infer},
    field::{Component, Coordinates, Field, Layout},
};

/// Words of which the paths of real files are made.
const WORDS: [&str; 44] = [
    "E",
    "Ex",
    "Ey",
    "Ez",
    "x",
    "y",
    "z",
    "r",
    "theta",
    "phi",
    "t",
    "u",
    "v",
    "w",
    "uo",
    "vo",
    "e1",
    "ex.r",
    "ex.i",
    "E_real",
    "E_imag",
    "data",
    "100",
    "meshes",
    "fields",
    "Mesh",
    "FieldData",
    "TD",
    "FD",
    "f0_real",
    "AXIS",
    "AXIS1",
    "AXIS2",
    "grid",
    "settings",
    "field",
    "array",
    "mesh",
    "region",
    "dimensions",
    "t1_fields",
    "velocity_x",
    "lon",
    "component",
];
/// Names of the attributes by which conventions know files.
const ATTRIBUTES: [&str; 32] = [
    "units",
    "standard_name",
    "axis",
    "positive",
    "bounds",
    "_CoordinateAxisType",
    "coordinates",
    "Conventions",
    "openPMD",
    "basePath",
    "meshesPath",
    "geometry",
    "dataOrder",
    "axisLabels",
    "gridSpacing",
    "gridGlobalOffset",
    "gridUnitSI",
    "unitDimension",
    "unitSI",
    "position",
    "value",
    "shape",
    "mesh_type",
    "openEMS_HDF5_version",
    "d_order",
    "type",
    "pmin",
    "pmax",
    "grid_type",
    "spatial_dims",
    "n_spatial_dims",
    "components",
];
const TEXTS: [&str; 26] = [
    "m",
    "V/m",
    "degrees_east",
    "degrees_north",
    "X",
    "Y",
    "Z",
    "T",
    "up",
    "down",
    "eastward_wind",
    "northward_wind",
    "projection_x_coordinate",
    "time",
    "days since 1950-01-01",
    "CF-1.8",
    "1.1.0",
    "/data/%T/",
    "meshes/",
    "cartesian",
    "thetaMode",
    "C",
    "F",
    "NXYZ",
    "discretisedfield.Field",
    "lat lon",
];

/// Infers the fields and holds them against the contents.
pub fn run(data: &[u8]) {
    let mut bytes = Unstructured::new(data);
    let (Ok(contents), Ok(hints)) = (contents(&mut bytes), hints(&mut bytes)) else { return };
    let inferred = infer(&contents, &hints);
    assert_eq!(inferred.is_ok(), infer(&contents, &hints).is_ok(), "the answer is always the same");
    match inferred {
        Err(error) => {
            let message = error.to_string();
            assert!(!message.is_empty() && !message.ends_with('.'), "{message}");
        }
        Ok(inference) => {
            for field in inference.vectors.iter().chain(&inference.scalars) {
                check(field, &contents);
            }
        }
    }
}

fn check(field: &Field, contents: &Contents) {
    let rank = field.shape.len();
    assert!(!field.components.is_empty());
    assert_eq!(
        [field.dimension_names.len(), field.dimension_coordinates.len(), field.interior.len()],
        [rank; 3]
    );
    for (interior, &extent) in field.interior.iter().zip(&field.shape) {
        assert!(
            interior.start <= interior.end && interior.end <= extent,
            "{:?} of {:?}",
            field.interior,
            field.shape
        );
    }
    let mut dimensions = HashSet::new();
    for axis in field.axes.iter().chain(&field.carried) {
        assert!(axis.dimension < rank && dimensions.insert(axis.dimension), "{field:?}");
        if let Coordinates::Variable(path) = &axis.coordinates {
            assert!(contents.variable(path).is_some(), "{path} is not there");
        }
        if let Some(turned) = field.with_axis(&axis.name) {
            assert!(turned.axis_named(&axis.name).is_some());
        }
    }
    for component in &field.components {
        assert!(component.axis.is_none_or(|axis| axis < field.axes.len()));
        check_component(component, field, contents);
    }
}

/// A component that is read has the shape of the field, but for the component axis.
fn check_component(component: &Component, field: &Field, contents: &Contents) {
    if component.constant.is_some() {
        return;
    }
    let variable = contents.variable(&component.variable).expect("the variable is there");
    match field.layout {
        Layout::Split => assert_eq!(variable.shape.len(), field.shape.len(), "{field:?}"),
        Layout::Stacked { axis } => {
            let index = component.index.expect("its place along the component axis");
            assert!(index < variable.shape[axis]);
            assert_eq!(variable.shape.len(), field.shape.len() + 1, "{field:?}");
        }
    }
}

fn text(bytes: &mut Unstructured<'_>, known: &[&str]) -> Result<String> {
    if bytes.ratio(7, 8)? {
        return Ok((*bytes.choose(known)?).to_owned());
    }
    let length = bytes.int_in_range(0..=5)?;
    (0..length).map(|_| char::arbitrary(bytes)).collect()
}

fn several<T>(
    bytes: &mut Unstructured<'_>,
    most: usize,
    mut one: impl FnMut(&mut Unstructured<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    let count = bytes.int_in_range(0..=most)?;
    (0..count).map(|_| one(bytes)).collect()
}

fn path(bytes: &mut Unstructured<'_>) -> Result<String> {
    let deep = bytes.int_in_range(1..=4)?;
    (0..deep).map(|_| Ok(format!("/{}", text(bytes, &WORDS)?))).collect()
}

fn attribute(bytes: &mut Unstructured<'_>) -> Result<Attribute> {
    let name = text(bytes, &ATTRIBUTES)?;
    let number = |bytes: &mut Unstructured<'_>| {
        if bytes.ratio(3, 4)? { Ok(f64::from(bytes.int_in_range(-2_i8..=9)?)) } else { f64::arbitrary(bytes) }
    };
    let value = match bytes.int_in_range(0..=6)? {
        0..=2 => AttributeValue::Text(text(bytes, &TEXTS)?),
        3 => AttributeValue::Texts(several(bytes, 4, |bytes| text(bytes, &WORDS))?),
        4 => AttributeValue::Integers(several(bytes, 7, |bytes| {
            Ok(i64::from(bytes.int_in_range(-3_i8..=9)?))
        })?),
        5 => AttributeValue::Float(number(bytes)?),
        _ => AttributeValue::Floats(several(bytes, 8, number)?),
    };
    Ok(Attribute { name, value })
}

fn variable(bytes: &mut Unstructured<'_>) -> Result<Variable> {
    let shape = several(bytes, 4, |bytes| {
        Ok(if bytes.ratio(15, 16)? { bytes.int_in_range(0..=4)? } else { usize::arbitrary(bytes)? })
    })?;
    let order = ByteOrder::Little;
    let data_type = match bytes.int_in_range(0..=7)? {
        0 => DataType::Other("string".to_owned()),
        1 => DataType::Integer { bytes: 4, signed: true, order },
        2 => DataType::Complex { bytes: 8, order },
        3 => DataType::Float { bytes: 4, order },
        _ => DataType::Float { bytes: 8, order },
    };
    let dimensions = (0..shape.len())
        .map(|_| {
            let name = if bytes.ratio(2, 3)? { Some(text(bytes, &WORDS)?) } else { None };
            Ok(Dimension { name, scales: several(bytes, 2, path)? })
        })
        .collect::<Result<_>>()?;
    let count = shape.iter().try_fold(1_usize, |count, extent| count.checked_mul(*extent));
    let small_values = match count.filter(|count| (1..=Variable::FEW).contains(count)) {
        Some(count) if bytes.ratio(1, 2)? => {
            Some((0..count).map(|_| Ok(f64::from(i8::arbitrary(bytes)?))).collect::<Result<_>>()?)
        }
        _ => None,
    };
    Ok(Variable {
        path: path(bytes)?,
        shape,
        data_type,
        decoded: None,
        dimensions,
        attributes: several(bytes, 5, attribute)?,
        applied: Vec::new(),
        storage: if bytes.ratio(1, 8)? {
            Storage::Elsewhere("elsewhere".to_owned())
        } else {
            Storage::Contiguous
        },
        is_coordinate: bytes.ratio(1, 5)?,
        small_values,
    })
}

fn contents(bytes: &mut Unstructured<'_>) -> Result<Contents> {
    let mut taken = HashSet::new();
    Ok(Contents {
        path: "fuzzed.h5".into(),
        format: "HDF5",
        attributes: several(bytes, 6, attribute)?,
        groups: several(bytes, 5, |bytes| Ok((path(bytes)?, several(bytes, 6, attribute)?)))?,
        variables: several(bytes, 8, variable)?
            .into_iter()
            .filter(|variable| taken.insert(variable.path.trim_start_matches('/').to_owned()))
            .collect(),
        skipped: several(bytes, 2, |bytes| {
            Ok(Skipped { path: path(bytes)?, reason: "it is odd".to_owned() })
        })?,
        outside: Vec::new(),
    })
}

fn hints(bytes: &mut Unstructured<'_>) -> Result<Hints> {
    if bytes.ratio(1, 2)? {
        return Ok(Hints::default());
    }
    let fields = several(bytes, 2, |bytes| {
        let components = several(bytes, 3, |bytes| {
            let axis = if bytes.ratio(1, 2)? { Some(text(bytes, &WORDS)?) } else { None };
            Ok(ComponentSelection { variable: path(bytes)?, axis })
        })?;
        Ok(FieldSelection { name: text(bytes, &WORDS)?, components })
    })?;
    let spacing = match bytes.int_in_range(0..=3)? {
        0 => Some(SpacingHint::All(f64::arbitrary(bytes)?)),
        1 => Some(SpacingHint::ByAxis(several(bytes, 3, |bytes| Ok((text(bytes, &WORDS)?, 0.5)))?)),
        _ => None,
    };
    let axes = if bytes.ratio(1, 3)? { Some(several(bytes, 4, |bytes| text(bytes, &WORDS))?) } else { None };
    let coordinates = several(bytes, 2, |bytes| Ok((text(bytes, &WORDS)?, path(bytes)?)))?;
    Ok(Hints { fields, axes, spacing, coordinates })
}
