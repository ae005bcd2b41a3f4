//! Any text as expressions: read, written out, and planned on a small file.

use std::ops::Range;

use fieldops_io::{
    Attribute, ByteOrder, Contents, DataType, Dimension, Result, Source, Storage, ValueType, Values,
    Variable, conventions::Hints,
};
use fieldops_operators::EdgeOrder;
use fieldops_pipeline::{Calculation, Error, ExpressionError, LayoutChoice, Plan, Request, Statement};

/// Most results of one request.
const RESULTS: usize = 4;
/// A text of no more bytes is repeated.
const SHORT: usize = 6;
const REPEATED: usize = 10_000;

/// What bytes stand for where the first one is not ASCII, so that many texts are expressions.
const TOKENS: [&str; 64] = [
    "E",
    "E.x",
    "E.y",
    "B",
    "phi",
    "psi",
    "when",
    "later",
    "r0",
    "r1",
    "r2",
    "x",
    "y",
    "z",
    "t",
    "pi",
    "2",
    "0.5",
    "-1",
    "1e-3",
    "(",
    "(",
    ")",
    ")",
    ")",
    "+",
    "-",
    "*",
    "/",
    "^",
    " . ",
    ".",
    ", ",
    ",",
    " ",
    "curl(",
    "div(",
    "grad(",
    "laplacian(",
    "jacobian(",
    "norm(",
    "cross(",
    "dot(",
    "d(",
    "trace(",
    "transpose(",
    "sym(",
    "det(",
    "sqrt(",
    "abs(",
    "exp(",
    "log(",
    "sin(",
    "asin(",
    "tanh(",
    "atan2(",
    "min(",
    "max(",
    "real(",
    "conj(",
    "unitless(",
    "radians(",
    "`Ex`",
    "\n",
];

/// Reads each line as a result, or each byte as a token.
pub fn run(data: &[u8]) {
    let text = match data.split_first() {
        Some((128.., tokens)) => {
            tokens.iter().map(|byte| TOKENS[usize::from(*byte) % TOKENS.len()]).collect()
        }
        _ => String::from_utf8_lossy(data).into_owned(),
    };
    let mut statements = Vec::new();
    for (number, line) in text.lines().take(RESULTS).enumerate() {
        statements
            .extend([line.to_owned(), format!("r{number} = {line}")].iter().filter_map(|line| read(line)));
    }
    if (1..=SHORT).contains(&text.len()) {
        read(&format!("r = {}phi", text.repeat(REPEATED)));
    }
    if !statements.is_empty() {
        plan(statements);
    }
}

/// The statement, which must be the same when it is written out and read again.
fn read(text: &str) -> Option<Statement> {
    match Statement::parse(text) {
        Ok(statement) => {
            let once = statement.to_string();
            let again = Statement::parse(&once).map(|statement| statement.to_string());
            assert_eq!(again.as_ref(), Ok(&once), "{text:?}");
            Some(statement)
        }
        Err(error) => {
            check(&error);
            None
        }
    }
}

/// Plans results of these statements, which is where shapes and units are checked.
fn plan(statements: Vec<Statement>) {
    let request = Request {
        calculation: Calculation::Evaluate(statements),
        hints: Hints::default(),
        edge_order: EdgeOrder::First,
        layout: LayoutChoice::Auto,
        precision: None,
        compression: None,
        memory: 1 << 20,
        command_line: String::new(),
    };
    if let Err(Error::Expression(error)) = Plan::new(&request, &Sample(contents())) {
        check(&error);
    }
}

/// The place lies within the text, and nothing controls a terminal.
fn check(error: &ExpressionError) {
    let [line, marks] = error.excerpt();
    assert!(marks.ends_with('^') && marks.chars().count() <= line.chars().count() + 1, "{line}\n{marks}");
    assert!(!line.contains(char::is_control), "{line:?}");
    assert!(!error.to_string().is_empty() && !error.to_string().ends_with('.'), "{error}");
}

/// A file with real and complex fields in all kinds of units, on two grids.
struct Sample(Contents);

impl Source for Sample {
    fn contents(&self) -> &Contents {
        &self.0
    }

    fn read(&self, variable: &Variable, window: &[Range<usize>], value_type: ValueType) -> Result<Values> {
        let shape: Vec<usize> = window.iter().map(Range::len).collect();
        let mut values = Values::zeros(value_type, &shape);
        if let (Values::F64(values), [range]) = (&mut values, window) {
            // Uneven, and other for each axis.
            let step = variable.shape[0] as f64 / 8.0;
            values.iter_mut().zip(range.clone()).for_each(|(value, at)| *value = (at * at) as f64 * step);
        }
        Ok(values)
    }
}

fn contents() -> Contents {
    let real = DataType::Float { bytes: 8, order: ByteOrder::Little };
    let complex = DataType::Complex { bytes: 4, order: ByteOrder::Little };
    let variable = |path: &str, names: &[&str], units: &str, data_type: &DataType| Variable {
        path: path.to_owned(),
        shape: names.iter().map(|name| "txyzk".find(name).map_or(2, |place| place + 3)).collect(),
        data_type: data_type.clone(),
        decoded: None,
        dimensions: names
            .iter()
            .map(|name| Dimension { name: Some((*name).to_owned()), scales: vec![] })
            .collect(),
        attributes: vec![Attribute::text("units", units)],
        applied: vec![],
        storage: Storage::Contiguous,
        is_coordinate: false,
        small_values: None,
    };
    let grid = ["t", "x", "y", "z"];
    Contents {
        path: "sample.h5".into(),
        format: "HDF5",
        attributes: vec![],
        groups: vec![],
        variables: vec![
            variable("/t", &["t"], "s", &real),
            variable("/x", &["x"], "m", &real),
            variable("/y", &["y"], "m", &real),
            variable("/z", &["z"], "m", &real),
            variable("/Ex", &grid, "V/m", &real),
            variable("/Ey", &grid, "V/m", &real),
            variable("/Ez", &grid, "N C-1", &real),
            variable("/Bx", &grid[1..], "T", &complex),
            variable("/By", &grid[1..], "T", &complex),
            variable("/Bz", &grid[1..], "T", &complex),
            variable("/phi", &grid, "V", &real),
            variable("/psi", &grid[1..], "1", &complex),
            variable("/when", &grid, "days since 1950-01-01", &real),
            variable("/later", &grid, "days since 1970-01-01", &real),
        ],
        skipped: vec![],
        outside: vec![],
    }
}
