//! No bit depends on the number of threads or on the memory.

use hdf5::File;

use super::{
    folder::{Folder, open},
    reference::assert_same_bits,
    samples,
};

const COMMANDS: [&str; 4] = ["jacobian", "divergence", "curl", "laplacian"];

/// Coordinates of so many points along x, y and z.
fn uneven_axes(file: &File, counts: [u32; 3]) {
    for (name, count) in ["x", "y", "z"].into_iter().zip(counts) {
        let uneven: Vec<f64> =
            (0..count).map(|index| f64::from(index) + f64::from(index * index) * 0.03).collect();
        file.new_dataset_builder().with_data(&uneven).create(name).unwrap();
    }
}

/// A field with a batch dimension, large enough for many windows, in chunks that do not divide it.
fn folder() -> Folder {
    Folder::with("E.h5", |file| {
        uneven_axes(file, [14, 9, 11]);
        let data = samples::values(&[3, 14, 9, 11, 3], 4);
        let builder = file.new_dataset_builder().with_data(&data).chunk([2, 5, 4, 11, 3]).deflate(2);
        let dataset = builder.create("E").unwrap();
        super::folder::label(&dataset, &["time", "x", "y", "z", "component"]);
    })
}

#[track_caller]
fn assert_same_results(folder: &Folder, one: &str, other: &str) {
    assert_eq!(folder.members(one), folder.members(other));
    for name in folder.members(one) {
        assert_same_bits(&folder.read(one, &name), &folder.read(other, &name));
    }
}

#[test]
fn any_number_of_threads_gives_the_same_bits() {
    let folder = folder();
    for command in COMMANDS {
        folder.succeed(&format!("{command} E.h5 -o one.h5 --overwrite --threads 1"));
        for threads in [2, 7] {
            folder.succeed(&format!("{command} E.h5 -o many.h5 --overwrite --threads {threads}"));
            assert_same_results(&folder, "one.h5", "many.h5");
        }
    }
}

#[test]
fn any_memory_gives_the_same_bits() {
    let folder = folder();
    for command in COMMANDS {
        folder.succeed(&format!("{command} E.h5 -o whole.h5 --overwrite"));
        for memory in ["40kB", "80kB", "150kB"] {
            folder.succeed(&format!("{command} E.h5 -o cut.h5 --overwrite --memory {memory}"));
            assert_same_results(&folder, "whole.h5", "cut.h5");
        }
    }
}

#[test]
fn blocks_that_threads_do_alone_give_the_bits_of_windows_in_turn() {
    let folder = Folder::with("E.h5", |file| {
        uneven_axes(file, [40, 64, 70]);
        let data = samples::values(&[3, 40, 64, 70, 3], 5);
        let dataset = file.new_dataset_builder().with_data(&data).create("E").unwrap();
        super::folder::label(&dataset, &["time", "x", "y", "z", "component"]);
    });
    let plan = folder.succeed("divergence E.h5 --threads 3 --dry-run").stdout;
    assert!(plan.contains("windows of 1×20×64×70"), "{plan}");
    for command in ["jacobian --layout split", "divergence"] {
        folder.succeed(&format!("{command} E.h5 -o turn.h5 --overwrite --memory 2MiB"));
        folder.succeed(&format!("{command} E.h5 -o alone.h5 --overwrite --threads 3"));
        assert_same_results(&folder, "turn.h5", "alone.h5");
        folder.succeed(&format!("{command} E.h5 -o alone.nc --overwrite --threads 3"));
        folder.succeed("compare alone.nc turn.h5");
    }
    folder.succeed("laplacian alone.nc --field div_E -o turn.h5 --overwrite --memory 2MiB");
    folder.succeed("laplacian alone.nc --field div_E -o alone.h5 --overwrite --threads 3");
    assert_same_results(&folder, "turn.h5", "alone.h5");
}

#[test]
fn results_that_are_computed_apart_come_together_in_the_output() {
    let folder = Folder::with("E.h5", |file| {
        uneven_axes(file, [40, 64, 70]);
        for (seed, name) in (6..).zip(["Ex", "Ey", "Ez"]) {
            samples::add(file, name, &samples::values(&[40, 64, 70], seed), &["x", "y", "z"]);
        }
    });
    for command in ["jacobian --layout stacked", "laplacian --layout stacked", "jacobian"] {
        folder.succeed(&format!("{command} E.h5 -o turn.h5 --overwrite --memory 2MiB"));
        for threads in [1, 3, 7] {
            folder.succeed(&format!("{command} E.h5 -o alone.h5 --overwrite --threads {threads}"));
            assert_same_results(&folder, "turn.h5", "alone.h5");
        }
        folder.succeed(&format!("{command} E.h5 -o alone.nc --overwrite --threads 3"));
        folder.succeed("compare alone.nc turn.h5");
    }
}

#[test]
fn little_memory_makes_many_windows() {
    let folder = folder();
    let windows = |memory: &str| {
        let ended = folder.succeed(&format!("curl E.h5 -o out.h5 --overwrite -v --memory {memory}"));
        let line = ended.stderr.lines().find(|line| line.contains("windows of")).unwrap().to_owned();
        let words: Vec<&str> = line.split_whitespace().collect();
        let place = words.iter().position(|word| *word == "windows").unwrap();
        words[place - 1].parse::<usize>().unwrap()
    };
    assert_eq!(windows("1GB"), 1);
    let few = windows("120kB");
    assert!(few > 1 && windows("40kB") > few);
}

#[test]
fn the_threads_may_be_named_by_the_environment() {
    let folder = folder();
    for variable in ["RAYON_NUM_THREADS", "SLURM_CPUS_PER_TASK"] {
        let mut command = folder.command("curl E.h5 -o out.h5 --overwrite");
        assert!(command.env(variable, "3").output().unwrap().status.success());
    }
    assert!(open(&folder.path("out.h5")).dataset("curl_E").is_ok());
}
