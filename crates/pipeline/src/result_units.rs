//! The units of results, and whether what a result adds can be added.

use std::path::Path;

use fieldops_io::{field::Field, units};
use fieldops_operators::Term;

use crate::{Error, Result, table::Table};

/// Unit of each output of a table on a field in the file `input`, where it is known.
///
/// # Errors
/// When an output would add terms in different units.
pub(crate) fn of_outputs(table: &Table, field: &Field, input: &Path) -> Result<Vec<Option<String>>> {
    (0..table.operator.outputs()).map(|output| of_output(output, table, field, input)).collect()
}

fn of_output(output: usize, table: &Table, field: &Field, input: &Path) -> Result<Option<String>> {
    let terms: Vec<&Term> = table.operator.terms().iter().filter(|term| term.output == output).collect();
    let component = |term: &Term| &field.components[table.components[term.component]];
    let axis = |term: &Term| &field.axes[term.axis];
    let of_term = |term: &&Term| {
        units::quotient(component(term).units.as_deref(), axis(term).units.as_deref(), term.order.number())
    };
    addable(
        &terms.iter().map(of_term).collect::<Vec<_>>(),
        &terms.iter().map(|term| component(term).units.clone()).collect::<Vec<_>>(),
        &terms.iter().map(|term| axis(term).units.clone()).collect::<Vec<_>>(),
    )
    .map_err(|hint| {
        let told = |units: &Option<String>| match units {
            Some(units) => format!("in {units}"),
            None => "without a unit".to_owned(),
        };
        let term = |term: &&Term| {
            let (component, axis) = (component(term), axis(term));
            let (of_component, of_axis) = (told(&component.units), told(&axis.units));
            format!("`{}` {of_component} along `{}` {of_axis}", component.name, axis.name)
        };
        Error::Units {
            path: input.to_owned(),
            field: field.path(),
            terms: terms.iter().map(term).collect::<Vec<_>>().join(", "),
            hint,
        }
    })
}

/// The unit of the sum of terms in these units; or what to do where they differ. Where a term has none, the units that
/// its component or its axis has tell whether they can be added.
pub(crate) fn addable(
    terms: &[Option<String>],
    components: &[Option<String>],
    axes: &[Option<String>],
) -> Result<Option<String>, &'static str> {
    let sum = units::sum(terms).map_err(|clash| clash.hint())?;
    if terms.contains(&None) {
        match (units::sum(components), units::sum(axes)) {
            (Ok(_), Err(clash)) => return Err(clash.hint()),
            (Err(_), Ok(_)) => return Err("--field NAME=c0,c1 chooses components in one unit"),
            // Both may differ such that the terms do not: velocities in m s-1 and Pa s-1 along m and Pa.
            (Err(_), Err(_)) | (Ok(_), Ok(_)) => {}
        }
    }
    Ok(sum)
}

#[cfg(test)]
mod tests {
    use super::addable;

    fn units(texts: &[&str]) -> Vec<Option<String>> {
        texts.iter().map(|text| (*text != "?").then(|| (*text).to_owned())).collect()
    }

    #[test]
    fn components_and_axes_that_differ_alike_can_be_added() {
        let told = |terms: &[&str], components: &[&str], axes: &[&str]| {
            addable(&units(terms), &units(components), &units(axes))
        };
        // The unit of the second axis is not known, so neither is that of its term.
        assert_eq!(
            told(&["s-1", "?"], &["m s-1", "Pa s-1"], &["m", "?"]),
            Err("--field NAME=c0,c1 chooses components in one unit")
        );
        assert_eq!(told(&["s-1", "?", "s-1"], &["m s-1", "?", "Pa s-1"], &["m", "m", "Pa"]), Ok(None));
        assert!(told(&["?", "?"], &["?", "?"], &["m", "degree"]).unwrap_err().contains("metric terms"));
        assert_eq!(told(&["?", "?"], &["V", "V"], &["?", "?"]), Ok(None));
    }
}
