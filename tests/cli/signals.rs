//! Signals that ask the command to stop.

use std::{
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use super::{folder::Folder, samples};

/// A run of many windows, once it writes.
fn writing(folder: &Folder, more: &str) -> Child {
    let mut command = folder.command(&format!("derivative T.h5 {more} --axis x --spacing 0.5 --memory 1"));
    let files = folder.names().len();
    let child = command.stderr(Stdio::piped()).spawn().unwrap();
    let start = Instant::now();
    while folder.names().len() == files {
        assert!(start.elapsed() < Duration::from_mins(1), "no temporary file appears");
        thread::sleep(Duration::from_millis(5));
    }
    child
}

fn large() -> Folder {
    Folder::with("T.h5", |file| {
        samples::add(file, "T", &samples::values(&[300, 300, 16], 1), &["x", "y", "z"]);
    })
}

fn send(signal: &str, child: &Child) {
    let sent = Command::new("kill").arg(format!("-{signal}")).arg(child.id().to_string()).status().unwrap();
    assert!(sent.success());
}

#[test]
fn a_signal_stops_the_run_and_leaves_nothing() {
    let folder = large();
    for (signal, code, word) in [("INT", 130, "interrupted"), ("TERM", 143, "terminated")] {
        let child = writing(&folder, "");
        send(signal, &child);
        let ended = child.wait_with_output().unwrap();
        assert_eq!(ended.status.code(), Some(code));
        assert_eq!(String::from_utf8(ended.stderr).unwrap(), format!("error: {word}\n"));
        assert_eq!(folder.names(), ["T.h5"]);
    }
}

#[test]
fn a_signal_stops_the_whole_batch() {
    let folder = large();
    folder.create("U.h5", samples::scalar);
    let child = writing(&folder, "U.h5 --continue-on-error");
    send("TERM", &child);
    let ended = child.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(143));
    let stderr = String::from_utf8(ended.stderr).unwrap();
    assert_eq!(stderr, "error: terminated\n0 done, 0 skipped, 0 failed, 2 not done\n");
    assert_eq!(folder.names(), ["T.h5", "U.h5"]);
}
