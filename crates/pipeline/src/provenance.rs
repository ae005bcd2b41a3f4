//! Where results come from, in the attributes of the output.

use fieldops_io::{Attribute, AttributeValue, Attributes, Contents};
use fieldops_operators::{DerivativeOrder, EdgeOrder, Grid};
use jiff::{Timestamp, Unit};

/// Attributes of the input that stay true of the output.
const CARRIED: [&str; 6] = ["title", "institution", "source", "references", "comment", "license"];

/// Attributes of the output itself: those of the input that stay true, and its history with this command on top.
pub(crate) fn file_attributes(contents: &Contents, command_line: &str) -> Attributes {
    let carried = contents.attributes.iter().filter(|attribute| CARRIED.contains(&attribute.name.as_str()));
    let mut attributes: Attributes = carried.cloned().collect();
    let name = contents.path.file_name().unwrap_or(contents.path.as_os_str());
    attributes.push(Attribute::text("source_file", name.to_string_lossy()));
    let earlier = earlier_history(&contents.attributes);
    attributes.push(Attribute::text("history", history(earlier.as_deref(), command_line)));
    attributes
}

/// What the input tells of its own past, as one text or as several.
fn earlier_history(attributes: &[Attribute]) -> Option<String> {
    let history = attributes.iter().find(|attribute| attribute.name == "history")?;
    match &history.value {
        AttributeValue::Text(text) => Some(text.clone()),
        AttributeValue::Texts(texts) => Some(texts.join("\n")),
        _ => None,
    }
}

fn history(earlier: Option<&str>, command_line: &str) -> String {
    let now = Timestamp::now();
    let now = now.round(Unit::Second).unwrap_or(now);
    let newest = format!("{now} fieldops {}: {command_line}", env!("CARGO_PKG_VERSION"));
    match earlier.map(str::trim_end).filter(|earlier| !earlier.is_empty()) {
        Some(earlier) => format!("{newest}\n{earlier}"),
        None => newest,
    }
}

/// The numerical scheme of derivatives along these axes of the grid, of these orders, in words; none without derivatives.
pub(crate) fn scheme(
    derivatives: &[(usize, DerivativeOrder)],
    grid: &Grid,
    edge_order: EdgeOrder,
) -> Option<String> {
    let used = |number: &usize| derivatives.iter().any(|(axis, _)| axis == number);
    let axes: Vec<_> = (0..grid.axes().len()).filter(used).map(|number| &grid.axes()[number]).collect();
    let names = |uniform: bool| {
        let chosen = axes.iter().filter(|axis| axis.spacing.is_uniform() == uniform);
        chosen.map(|axis| axis.name.as_str()).collect::<Vec<_>>().join(", ")
    };
    let spacing = match (names(true), names(false)) {
        (_, uneven) if uneven.is_empty() => "even spacing".to_owned(),
        (even, _) if even.is_empty() => "uneven spacing".to_owned(),
        (even, uneven) => format!("even spacing along {even}, uneven spacing along {uneven}"),
    };
    let orders: Vec<DerivativeOrder> = derivatives.iter().map(|(_, order)| *order).collect();
    let of_orders =
        match (orders.contains(&DerivativeOrder::First), orders.contains(&DerivativeOrder::Second)) {
            (false, false) => return None,
            (true, false) => "",
            (false, true) => " of second derivatives",
            (true, true) => " of first and second derivatives",
        };
    let edge_order = edge_order.number();
    Some(format!("second-order central differences{of_orders}, edge order {edge_order}, {spacing}"))
}

#[cfg(test)]
mod tests {
    use fieldops_operators::{GridAxis, Spacing};
    use ndarray::Axis;

    use super::*;

    #[test]
    fn the_newest_line_of_the_history_comes_first() {
        let text = history(Some("2020-01-01 made by hand\n"), "fieldops curl E.h5");
        let (newest, earlier) = text.split_once('\n').unwrap();
        assert!(newest.ends_with(": fieldops curl E.h5") && newest.contains("Z fieldops "), "{newest}");
        assert_eq!(earlier, "2020-01-01 made by hand");
        assert!(!history(Some(" "), "fieldops curl E.h5").contains('\n'));
    }

    #[test]
    fn the_scheme_says_which_axes_are_uneven() {
        let axis = |name: &str, number, x: &[f64]| {
            GridAxis::new(name, Axis(number), Spacing::from_coordinates(x).unwrap())
        };
        let grid =
            Grid::new(&[3, 3], vec![axis("x", 0, &[0.0, 0.5, 1.0]), axis("y", 1, &[0.0, 1.0, 4.0])]).unwrap();
        let scheme = |derivatives: &[_]| super::scheme(derivatives, &grid, EdgeOrder::Second);
        let (first, second) = (DerivativeOrder::First, DerivativeOrder::Second);
        assert_eq!(
            scheme(&[(0, first), (1, first)]).unwrap(),
            "second-order central differences, edge order 2, even spacing along x, uneven spacing along y"
        );
        assert_eq!(
            scheme(&[(1, second)]).unwrap(),
            "second-order central differences of second derivatives, edge order 2, uneven spacing"
        );
        assert_eq!(
            scheme(&[(0, first), (0, second)]).unwrap(),
            "second-order central differences of first and second derivatives, edge order 2, even spacing"
        );
        assert_eq!(scheme(&[]), None);
    }
}
