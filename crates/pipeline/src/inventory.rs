//! What a file holds, on one line.

use fieldops_io::{Contents, DataType, Variable, conventions::Inference, field::Field};

/// Most things that are listed.
const LISTED: usize = 10;

/// `/T` and `/p` (scalar), `/name` (string), `/x` (coordinates): fields, then what serves for nothing and what the
/// listing passed over, then coordinates. Empty for an empty file.
pub(crate) fn of(contents: &Contents, inference: &Inference) -> String {
    let mut rest: Vec<(String, &str)> = Vec::new();
    rest.extend(inference.vectors.iter().map(|field| (field.path(), "vector")));
    rest.extend(inference.scalars.iter().map(|field| (field.path(), "scalar")));
    let fields = || inference.vectors.iter().chain(&inference.scalars);
    let is_coordinate = |variable: &&Variable| inference.coordinates.contains(&variable.path);
    let others = contents.variables.iter().filter(|variable| !fields().any(|field| holds(field, variable)));
    let (coordinates, unused): (Vec<_>, Vec<_>) = others.partition(is_coordinate);
    rest.extend(unused.into_iter().map(|variable| (variable.path.clone(), unused_for(variable))));
    rest.extend(contents.skipped.iter().map(|skipped| (skipped.path.clone(), skipped.reason.as_str())));
    rest.extend(coordinates.into_iter().map(|variable| (variable.path.clone(), "coordinates")));

    let more = rest.len().saturating_sub(LISTED);
    rest.truncate(LISTED);
    let kinds = rest.chunk_by(|one, other| one.1 == other.1);
    let mut listed: Vec<String> = kinds.map(|alike| format!("{} ({})", names(alike), alike[0].1)).collect();
    if more > 0 {
        listed.push(format!("and {more} more"));
    }
    listed.join(", ")
}

fn names(alike: &[(String, &str)]) -> String {
    let quoted: Vec<String> = alike.iter().map(|(path, _)| format!("`{path}`")).collect();
    match quoted.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} and {last}", others.join(", ")),
        _ => quoted.concat(),
    }
}

fn holds(field: &Field, variable: &Variable) -> bool {
    field.components.iter().any(|component| component.variable == variable.path)
}

/// What a variable is that makes no field.
fn unused_for(variable: &Variable) -> &str {
    match &variable.data_type {
        DataType::Other(name) => name,
        _ if variable.shape.is_empty() => "a single value",
        _ if variable.shape.contains(&0) => "no elements",
        _ => "its axes are not certain",
    }
}

#[cfg(test)]
mod tests {
    use fieldops_io::{
        ByteOrder, Dimension, Skipped, Storage,
        conventions::{Hints, infer},
    };

    use super::*;

    const FLOAT: DataType = DataType::Float { bytes: 8, order: ByteOrder::Little };

    fn contents(variables: &[(&str, &[usize], DataType)]) -> Contents {
        let variable = |(path, shape, data_type): &(&str, &[usize], DataType)| Variable {
            path: (*path).to_owned(),
            shape: shape.to_vec(),
            data_type: data_type.clone(),
            dimensions: vec![Dimension::default(); shape.len()],
            attributes: vec![],
            applied: Vec::new(),
            storage: Storage::Contiguous,
            small_values: None,
            is_coordinate: *path == "/x",
            decoded: None,
        };
        Contents {
            path: "T.h5".into(),
            format: "HDF5",
            attributes: vec![],
            groups: vec![],
            variables: variables.iter().map(variable).collect(),
            skipped: vec![Skipped { path: "/away".into(), reason: "it leads out".into() }],
            outside: vec![],
        }
    }

    #[test]
    fn things_alike_are_listed_together() {
        let text = DataType::Other("string".into());
        let variables: [(&str, &[usize], DataType); 6] = [
            ("/x", &[5], FLOAT),
            ("/T", &[5, 4], FLOAT),
            ("/name", &[3], text.clone()),
            ("/p", &[5, 4], FLOAT),
            ("/one", &[], FLOAT),
            ("/label", &[2], text),
        ];
        let contents = contents(&variables);
        let inference = infer(&contents, &Hints::default()).unwrap();
        assert_eq!(
            of(&contents, &inference),
            "`/T` and `/p` (scalar), `/name` (string), `/one` (a single value), `/label` (string), \
             `/away` (it leads out), `/x` (coordinates)"
        );
    }

    #[test]
    fn the_list_is_bounded() {
        let paths: Vec<String> = (0..40).map(|number| format!("/s{number}_")).collect();
        let variables: Vec<(&str, &[usize], DataType)> =
            paths.iter().map(|path| (path.as_str(), &[3_usize, 4][..], FLOAT)).collect();
        let contents = contents(&variables);
        let inference = infer(&contents, &Hints::default()).unwrap();
        let text = of(&contents, &inference);
        assert!(
            text.starts_with("`/s0_`, `/s1_`, ") && text.ends_with("`/s8_` and `/s9_` (scalar), and 31 more"),
            "{text}"
        );
    }
}
