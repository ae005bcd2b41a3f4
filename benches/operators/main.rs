//! Every operator, and every invariant of the Jacobian, against the rate at which this machine streams its arrays: each
//! input read once, each output written once.
//!
//! The operator and the limit take turns on the same arrays, so that whatever else the machine does meets both.
//! `FIELDOPS_BENCH_POINTS` lists the points along an axis of the cubes (default `192 256 640`), `FIELDOPS_BENCH_THIN`
//! those along the short axes of the grids with one axis 20 times longer than the others (default `71`). What does not
//! fit into the memory is skipped.

// As the command has it: else what one case has freed would count as taken by the next.
#[path = "../../crates/cli/allocation.rs"]
mod allocation;
mod arrays;
mod cases;
mod computation;
mod limit;
mod machine;
mod measure;
mod memory;
mod pages;
mod record;
mod stream;

use std::{fs, io, path::PathBuf};

use anyhow::{Context, Result, ensure};
use bytemuck::Pod;
use clap::{Parser, builder::RangedU64ValueParser};
use fieldops_operators::Output;

use arrays::Arrays;
use cases::Case;
use machine::Machine;
use record::{Record, Report};

/// Measures the operators in memory.
#[derive(Parser)]
struct Arguments {
    /// Only the cases whose names hold all of these words, such as `jacobian f64 even`
    only: Vec<String>,
    /// Write the measurements there
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Times that the operator and the limit take turns; fewer where that takes long
    #[arg(long, default_value_t = 9, value_parser = RangedU64ValueParser::<usize>::new().range(1..))]
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
    /// Does what is asked for, for cases that share a shape, a type and a layout.
    fn act<T: Output<Scalar = f64> + Pod>(
        &self,
        group: &[Case],
        machine: &Machine,
        convert: fn(f64) -> T,
    ) -> Result<Vec<Record>> {
        if self.once {
            once(group, machine, convert).map(|()| Vec::new())
        } else if self.turns {
            turns(group, machine, convert).map(|()| Vec::new())
        } else {
            run(group, machine, self.rounds, convert)
        }
    }
}

fn main() -> Result<()> {
    allocation::give_large_arrays_back();
    let arguments = Arguments::parse();
    let shapes = cases::shapes()?;
    let every = if arguments.once { cases::small() } else { cases::all(&shapes) };
    let selected: Vec<_> = every.into_iter().filter(|case| case.matches(&arguments.only)).collect();
    ensure!(!selected.is_empty(), "no case has a name with `{}`", arguments.only.join(" "));
    let machine = Machine::new(&selected)?;

    let mut records = Vec::new();
    if !arguments.once && !arguments.turns {
        println!("{}", Record::HEADING);
    }
    // Arrays are made once for all cases of a shape, type and layout.
    for group in selected.chunk_by(|one, other| one.key() == other.key()) {
        records.extend(match group[0].dtype {
            "f32" => arguments.act(group, &machine, cases::single)?,
            _ => arguments.act(group, &machine, |value| value)?,
        });
    }
    if let Some(path) = arguments.json {
        let report = Report { reference: cases::reference(&shapes), records };
        let text = serde_json::to_string_pretty(&report)?;
        fs::write(&path, text).with_context(|| format!("{}: cannot write", path.display()))?;
    }
    Ok(())
}

/// Measures cases that share a shape, a type and a layout, as far as their arrays fit into the memory.
fn run<T: Output<Scalar = f64> + Pod>(
    group: &[Case],
    machine: &Machine,
    rounds: usize,
    convert: fn(f64) -> T,
) -> Result<Vec<Record>> {
    let group = arrays::fitting(group);
    let mut arrays = machine.on_most(|| Arrays::new(&group, convert))?;
    let mut records = Vec::new();
    for case in &group {
        let plan = case.plan()?;
        let measured = machine.on(case.threads, || measure::alternately(&plan, &mut arrays, case, rounds))?;
        let record = Record::new(case, &measured, arrays.bytes() + machine.resident.unwrap_or(0));
        println!("{case}{record}");
        records.push(record);
    }
    Ok(records)
}

/// Runs one case for each line of the input, which names it, and answers with the seconds that it took.
fn turns<T: Output<Scalar = f64> + Pod>(
    group: &[Case],
    machine: &Machine,
    convert: fn(f64) -> T,
) -> Result<()> {
    let mut arrays = machine.on_most(|| Arrays::new(group, convert))?;
    for line in io::stdin().lines() {
        let line = line?;
        let case =
            group.iter().rfind(|case| case.name == line).with_context(|| format!("no operator `{line}`"))?;
        let plan = case.plan()?;
        let taken = machine.on(case.threads, || measure::apply(&plan, &mut arrays, case))?;
        println!("{}", taken.as_secs_f64());
    }
    Ok(())
}

/// Runs each case once, under the name that is looked for; answers with the number of points.
fn once<T: Output<Scalar = f64> + Pod>(
    group: &[Case],
    machine: &Machine,
    convert: fn(f64) -> T,
) -> Result<()> {
    let mut arrays = machine.on_most(|| Arrays::new(group, convert))?;
    for case in group {
        let plan = case.plan()?;
        let (inputs, mut outputs) = arrays.of(case);
        machine.on(case.threads, || measure::counted(&plan, &inputs, &mut outputs))?;
        println!("{}", case.shape.iter().product::<usize>());
    }
    Ok(())
}
