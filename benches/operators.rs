//! Every operator against the memory traffic that it must make: each input read once, each output written once.
//!
//! The throughput that criterion prints is that compulsory traffic by time; `copy` is a plain parallel copy, the rate
//! that the machine gives. `FIELDOPS_BENCH_POINTS` sets the points along an axis (default 192).

use std::{hint::black_box, time::Duration};

use criterion::{
    BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main, measurement::WallTime,
};
use fieldops_operators::{EdgeOrder, Grid, GridAxis, Operator, Output, Spacing, Sweep};
use ndarray::{ArrayD, Axis, IxDyn};
use rayon::prelude::*;

/// An operator, its name, and how many of the field's components it takes.
fn operators() -> [(&'static str, Operator); 5] {
    [
        ("gradient", Operator::gradient(3)),
        ("jacobian", Operator::jacobian(3, 3)),
        ("divergence", Operator::divergence(&[0, 1, 2])),
        ("curl", Operator::curl_3d([0, 1, 2])),
        ("laplacian", Operator::laplacian(3)),
    ]
}

fn benches(criterion: &mut Criterion) {
    let points =
        std::env::var("FIELDOPS_BENCH_POINTS").map_or(192, |text| text.parse().expect("a number of points"));
    copy(criterion, points);
    precision::<f64>(criterion, "f64", points, |value| value);
    #[expect(clippy::cast_possible_truncation, reason = "a single-precision field is what is wanted")]
    precision::<f32>(criterion, "f32", points, |value| value as f32);
}

fn copy(criterion: &mut Criterion, points: usize) {
    let count = points.pow(3);
    let from = vec![1.5_f64; count];
    let mut to = vec![0.0_f64; count];
    let mut group = group(criterion, "copy");
    group.throughput(Throughput::Bytes((2 * count * size_of::<f64>()) as u64));
    group.bench_function(format!("f64/{points}"), |bencher| {
        bencher.iter(|| {
            to.par_chunks_mut(1 << 16)
                .zip(from.par_chunks(1 << 16))
                .for_each(|(to, from)| to.copy_from_slice(from));
            black_box(&mut to);
        });
    });
}

fn precision<T: Output<Scalar = f64>>(
    criterion: &mut Criterion,
    name: &str,
    points: usize,
    convert: fn(f64) -> T,
) {
    let shape = [points; 3];
    let component = |c: usize| {
        ArrayD::from_shape_fn(IxDyn(&shape), |at| {
            convert(((at[0] * 7 + at[1] * 13 + at[2] * 3 + c * 5) % 101) as f64)
        })
    };
    let field: Vec<ArrayD<T>> = (0..3).map(component).collect();
    for (spacing_name, spacing) in spacings(points) {
        let axis = |number: usize| GridAxis::new(["x", "y", "z"][number], Axis(number), spacing.clone());
        let grid = Grid::new(&shape, (0..3).map(axis).collect()).expect("a sound grid");
        for (operator_name, operator) in operators() {
            let sweep = Sweep::new(&operator, &grid, EdgeOrder::Second).expect("long enough axes");
            let inputs: Vec<_> = field[..operator.components()].iter().map(|array| array.view()).collect();
            let mut outputs = vec![ArrayD::from_elem(IxDyn(&shape), T::zero()); operator.outputs()];
            let arrays = operator.components() + operator.outputs();
            let mut group = group(criterion, operator_name);
            group.throughput(Throughput::Bytes((arrays * points.pow(3) * size_of::<T>()) as u64));
            group.bench_function(format!("{name}/{spacing_name}/{points}"), |bencher| {
                bencher.iter(|| {
                    let mut views: Vec<_> = outputs.iter_mut().map(|array| array.view_mut()).collect();
                    sweep.apply_into(&inputs, &mut views).expect("arrays of the grid's shape");
                });
            });
        }
    }
}

fn spacings(points: usize) -> [(&'static str, Spacing); 2] {
    let stretched: Vec<f64> = (0..points).map(|i| i as f64).map(|i| 0.1 * i + (0.05 * i).sin()).collect();
    [
        ("even", Spacing::uniform(0.3).expect("a sound spacing")),
        ("uneven", Spacing::from_coordinates(&stretched).expect("rising coordinates")),
    ]
}

fn group<'a>(criterion: &'a mut Criterion, name: &str) -> BenchmarkGroup<'a, WallTime> {
    let mut group = criterion.benchmark_group(name);
    group.sample_size(15).warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(2));
    group
}

criterion_group!(operators_group, benches);
criterion_main!(operators_group);
