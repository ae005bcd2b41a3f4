//! Lines in columns.

/// A line of cells, and lines that stand below it.
#[derive(Debug, Default)]
pub(crate) struct Row {
    pub(crate) cells: Vec<String>,
    pub(crate) below: Vec<String>,
}

impl From<Vec<String>> for Row {
    fn from(cells: Vec<String>) -> Self {
        Self { cells, below: Vec::new() }
    }
}

/// The rows with their cells in columns, each followed by what stands below it, indented.
pub(crate) fn aligned(rows: impl IntoIterator<Item = Row>) -> Vec<String> {
    let rows: Vec<Row> = rows.into_iter().collect();
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.cells.get(column)).map(|cell| cell.chars().count()).max()
    };
    // A column that is empty in all rows takes no room.
    let widths: Vec<usize> = (0..).map_while(width).collect();
    let line = |row: &Row| {
        let cells = row.cells.iter().zip(&widths).filter(|(_, width)| **width > 0);
        let padded: Vec<String> = cells.map(|(cell, width)| format!("{cell:width$}")).collect();
        padded.join("  ").trim_end().to_owned()
    };
    rows.iter()
        .flat_map(|row| std::iter::once(line(row)).chain(row.below.iter().map(|below| format!("  {below}"))))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: [&str; 3]) -> Row {
        cells.map(str::to_owned).to_vec().into()
    }

    #[test]
    fn cells_stand_below_one_another() {
        let rows = [
            Row { below: vec!["more".to_owned()], ..row(["a", "", "6×5"]) },
            row(["longer", "", ""]),
            row(["b", "", "x"]),
        ];
        assert_eq!(aligned(rows), ["a       6×5", "  more", "longer", "b       x"]);
    }
}
