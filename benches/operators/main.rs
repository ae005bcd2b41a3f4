//! Every operator against the rate at which this machine streams its arrays: each input read once, each output written
//! once.
//!
//! The operator and the limit take turns on the same arrays, so that whatever else the machine does meets both.
//! `FIELDOPS_BENCH_POINTS` lists the points along an axis of the cubes (default `192 256`), `FIELDOPS_BENCH_THIN` those
//! along the short axes of the grids with one axis 20 times longer than the others (default `71`).

mod cases;
mod limit;
mod measure;
mod record;
mod stream;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::PathBuf,
    time::Instant,
};

use anyhow::{Context, Result, ensure};
use clap::Parser;
use fieldops_operators::{EdgeOrder, Operator, Output, Sweep};
use ndarray::{ArrayD, IxDyn};
use rayon::{ThreadPool, ThreadPoolBuilder};

use cases::Case;
use record::Record;

/// Pools by their numbers of threads.
type Pools = BTreeMap<usize, ThreadPool>;

/// Measures the operators in memory.
#[derive(Parser)]
struct Arguments {
    /// Only the cases whose names hold all of these words, such as `jacobian f64 even`
    only: Vec<String>,
    /// Write the measurements there
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Times that the operator and the limit take turns
    #[arg(long, default_value_t = 9)]
    rounds: usize,
    /// Run what is selected once on one thread and a small grid, for a tool that counts instructions
    #[arg(long)]
    once: bool,
    /// Run an operator whenever a line of standard input names it, and answer with the seconds that it took
    #[arg(long, conflicts_with = "once")]
    turns: bool,
    /// What `cargo bench` adds
    #[arg(long, hide = true)]
    bench: bool,
}

impl Arguments {
    /// Does what is asked for, for cases that share a shape and a type.
    fn act<T: Output<Scalar = f64>>(
        &self,
        group: &[Case],
        pools: &Pools,
        convert: fn(f64) -> T,
    ) -> Result<Vec<Record>> {
        if self.once {
            once(group, pools, convert).map(|()| Vec::new())
        } else if self.turns {
            turns(group, pools, convert).map(|()| Vec::new())
        } else {
            run(group, pools, self.rounds, convert)
        }
    }
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let every = if arguments.once { cases::small() } else { cases::all()? };
    let selected: Vec<_> = every.into_iter().filter(|case| case.matches(&arguments.only)).collect();
    ensure!(!selected.is_empty(), "no case has a name with `{}`", arguments.only.join(" "));
    let pools = pools(&selected)?;

    let mut records = Vec::new();
    if !arguments.once && !arguments.turns {
        println!("{}", Record::HEADING);
    }
    // Arrays are made once for all cases of a shape and type.
    for group in selected.chunk_by(|one, other| (one.shape, one.dtype) == (other.shape, other.dtype)) {
        records.extend(match group[0].dtype {
            "f32" => arguments.act(group, &pools, cases::single)?,
            _ => arguments.act(group, &pools, |value| value)?,
        });
    }
    if let Some(path) = arguments.json {
        let text = serde_json::to_string_pretty(&records)?;
        fs::write(&path, text).with_context(|| format!("{}: cannot write", path.display()))?;
    }
    Ok(())
}

/// Measures cases that share a shape and a type.
fn run<T: Output<Scalar = f64>>(
    group: &[Case],
    pools: &Pools,
    rounds: usize,
    convert: fn(f64) -> T,
) -> Result<Vec<Record>> {
    let mut arrays = Arrays::new(group, convert);
    let mut records = Vec::new();
    for case in group {
        let sweep = plan(case)?;
        let (inputs, outputs) = arrays.of(case);
        let times = pools[&case.threads].install(|| measure::alternately(&sweep, inputs, outputs, rounds))?;
        let record = Record::new(case, &times);
        println!("{record}");
        records.push(record);
    }
    Ok(records)
}

/// Runs one operator for each line of the input, which names it, and answers with the seconds that it took.
fn turns<T: Output<Scalar = f64>>(group: &[Case], pools: &Pools, convert: fn(f64) -> T) -> Result<()> {
    let mut arrays = Arrays::new(group, convert);
    for line in io::stdin().lines() {
        let line = line?;
        let case =
            group.iter().rfind(|case| case.name == line).with_context(|| format!("no operator `{line}`"))?;
        let sweep = plan(case)?;
        let (inputs, outputs) = arrays.of(case);
        let start = Instant::now();
        pools[&case.threads].install(|| measure::apply(&sweep, inputs, outputs))?;
        println!("{}", start.elapsed().as_secs_f64());
    }
    Ok(())
}

/// Runs each operator once, under the name that is looked for; answers with the number of points.
fn once<T: Output<Scalar = f64>>(group: &[Case], pools: &Pools, convert: fn(f64) -> T) -> Result<()> {
    let mut arrays = Arrays::new(group, convert);
    for case in group {
        let sweep = plan(case)?;
        let (inputs, outputs) = arrays.of(case);
        pools[&case.threads].install(|| measure::counted(&sweep, inputs, outputs))?;
        println!("{}", case.shape.iter().product::<usize>());
    }
    Ok(())
}

/// As many arrays as any case of a group needs.
struct Arrays<T> {
    inputs: Vec<ArrayD<T>>,
    outputs: Vec<ArrayD<T>>,
}

impl<T: Copy> Arrays<T> {
    fn new(group: &[Case], convert: fn(f64) -> T) -> Self {
        let shape = group[0].shape;
        let most = |count: fn(&Operator) -> usize| group.iter().map(|case| count(&case.operator)).max();
        let inputs = (0..most(Operator::components).unwrap_or(0))
            .map(|c| cases::component(shape, c, convert))
            .collect();
        let outputs = (0..most(Operator::outputs).unwrap_or(0))
            .map(|_| ArrayD::from_elem(IxDyn(&shape), convert(f64::NAN)))
            .collect();
        Self { inputs, outputs }
    }

    fn of(&mut self, case: &Case) -> (&[ArrayD<T>], &mut [ArrayD<T>]) {
        (&self.inputs[..case.operator.components()], &mut self.outputs[..case.operator.outputs()])
    }
}

fn plan(case: &Case) -> Result<Sweep> {
    let grid = cases::grid(case.shape, case.axes)?;
    Ok(Sweep::new(&case.operator, &grid, EdgeOrder::Second)?)
}

/// A pool for each number of threads.
fn pools(cases: &[Case]) -> Result<Pools> {
    let numbers: BTreeSet<_> = cases.iter().map(|case| case.threads).collect();
    let pool = |threads| {
        let builder = ThreadPoolBuilder::new().num_threads(threads);
        // The one thread is the one that asks: then instructions are counted where counting was switched on.
        let builder = if threads == 1 { builder.use_current_thread() } else { builder };
        Ok((threads, builder.build()?))
    };
    numbers.into_iter().map(pool).collect()
}
