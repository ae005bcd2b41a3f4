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
    fs,
    path::PathBuf,
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
    #[arg(long, default_value_t = 11)]
    rounds: usize,
    /// Run what is selected once on one thread and a small grid, for a tool that counts instructions
    #[arg(long)]
    once: bool,
    /// What `cargo bench` adds
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let every = if arguments.once { cases::small() } else { cases::all()? };
    let selected: Vec<_> = every.into_iter().filter(|case| case.matches(&arguments.only)).collect();
    ensure!(!selected.is_empty(), "no case has a name with `{}`", arguments.only.join(" "));
    let pools = pools(&selected)?;
    if arguments.once {
        return selected.iter().try_for_each(|case| match case.dtype {
            "f32" => once(case, &pools, cases::single),
            _ => once(case, &pools, |value| value),
        });
    }

    let mut records = Vec::new();
    println!("{}", Record::HEADING);
    // Arrays are made once for all cases of a shape and type.
    let groups: BTreeSet<_> = selected.iter().map(|case| (case.shape, case.dtype)).collect();
    for (shape, dtype) in groups {
        let group: Vec<_> =
            selected.iter().filter(|case| (case.shape, case.dtype) == (shape, dtype)).collect();
        records.extend(match dtype {
            "f32" => run(&group, &pools, arguments.rounds, cases::single)?,
            _ => run(&group, &pools, arguments.rounds, |value| value)?,
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
    group: &[&Case],
    pools: &Pools,
    rounds: usize,
    convert: fn(f64) -> T,
) -> Result<Vec<Record>> {
    let shape = group[0].shape;
    let most = |count: fn(&Operator) -> usize| group.iter().map(|case| count(&case.operator)).max();
    let inputs: Vec<_> =
        (0..most(Operator::components).unwrap_or(0)).map(|c| cases::component(shape, c, convert)).collect();
    let mut outputs =
        vec![ArrayD::from_elem(IxDyn(&shape), convert(f64::NAN)); most(Operator::outputs).unwrap_or(0)];
    let mut records = Vec::new();
    for case in group {
        let sweep = plan(case)?;
        let inputs = &inputs[..case.operator.components()];
        let outputs = &mut outputs[..case.operator.outputs()];
        let times = pools[&case.threads].install(|| measure::alternately(&sweep, inputs, outputs, rounds))?;
        let record = Record::new(case, &times);
        println!("{record}");
        records.push(record);
    }
    Ok(records)
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

fn once<T: Output<Scalar = f64>>(case: &Case, pools: &Pools, convert: fn(f64) -> T) -> Result<()> {
    let sweep = plan(case)?;
    let inputs: Vec<_> = (0..sweep.components()).map(|c| cases::component(case.shape, c, convert)).collect();
    let mut outputs = vec![ArrayD::from_elem(IxDyn(&case.shape), convert(f64::NAN)); sweep.outputs()];
    pools[&1].install(|| measure::counted(&sweep, &inputs, &mut outputs))?;
    println!("{}", case.shape.iter().product::<usize>());
    Ok(())
}
