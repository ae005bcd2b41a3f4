//! Signals that ask the command to stop.

use std::{
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use super::{folder::Folder, samples};

/// A run of many windows, once it writes.
fn writing(folder: &Folder) -> Child {
    let mut command = folder.command("derivative T.h5 --axis x --spacing 0.5 --memory 1");
    let child = command.stderr(Stdio::piped()).spawn().unwrap();
    let start = Instant::now();
    while folder.names().len() < 2 {
        assert!(start.elapsed() < Duration::from_secs(60), "no temporary file appears");
        thread::sleep(Duration::from_millis(5));
    }
    child
}

#[test]
fn a_signal_stops_the_run_and_leaves_nothing() {
    let folder = Folder::with("T.h5", |file| {
        samples::add(file, "T", &samples::values(&[300, 300, 16], 1), &["x", "y", "z"]);
    });
    for (signal, code, word) in [("INT", 130, "interrupted"), ("TERM", 143, "terminated")] {
        let child = writing(&folder);
        let sent =
            Command::new("kill").arg(format!("-{signal}")).arg(child.id().to_string()).status().unwrap();
        assert!(sent.success());
        let ended = child.wait_with_output().unwrap();
        assert_eq!(ended.status.code(), Some(code));
        assert_eq!(String::from_utf8(ended.stderr).unwrap(), format!("error: {word}\n"));
        assert_eq!(folder.names(), ["T.h5"]);
    }
}
