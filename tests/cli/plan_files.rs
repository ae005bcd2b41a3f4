//! The command `run`.

use std::fs;

use super::{folder::Folder, samples};

const PLAN: &str = r#"
edge-order = 2
memory = "1MiB"

[[job]]
command = "curl"
inputs = ["runs/*.h5", "a=1.h5"]
output-dir = "curls"

[[job]]
command = "eval"
inputs = "curls/b.curl.h5"
field = { w = "curl_E_x,curl_E_y,curl_E_z" }
expressions = ["div_w = div(w)", "s = norm(w)"]
output = "w.nc"
"#;

fn folder(plan: &str) -> Folder {
    let folder = Folder::with("a=1.h5", samples::siblings);
    fs::create_dir(folder.path("runs")).unwrap();
    fs::create_dir(folder.path("curls")).unwrap();
    for name in ["runs/b.h5", "runs/c.h5"] {
        folder.create(name, samples::siblings);
    }
    fs::write(folder.path("plan.toml"), plan).unwrap();
    folder
}

#[test]
fn jobs_give_what_their_command_lines_give() {
    let folder = folder(PLAN);
    let ended = folder.succeed("run plan.toml");
    assert!(ended.stderr.ends_with("4 done, 0 skipped, 0 failed\n"), "{}", ended.stderr);
    folder.succeed("curl runs/b.h5 --edge-order 2 -o alone.h5");
    folder.succeed("compare curls/b.curl.h5 alone.h5");
    let mut eval =
        folder.command("eval alone.h5 --edge-order 2 --field w=curl_E_x,curl_E_y,curl_E_z -o alone.nc");
    assert!(eval.args(["div_w = div(w)", "s = norm(w)"]).output().unwrap().status.success());
    folder.succeed("compare w.nc alone.nc");
    let names: Vec<_> =
        fs::read_dir(folder.path("curls")).unwrap().map(|it| it.unwrap().file_name()).collect();
    assert_eq!(names.len(), 3);
}

#[test]
fn the_plan_on_the_page_about_batches_is_one() {
    let page = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/batch.md")).unwrap();
    let plan = page.split_once("```toml\n").unwrap().1.split_once("```").unwrap().0;
    let folder = folder(plan);
    fs::create_dir(folder.path("extra")).unwrap();
    folder.create("extra/late.h5", samples::siblings);
    folder.create("E.h5", samples::siblings);
    let ended = folder.succeed("run plan.toml");
    assert!(ended.stderr.ends_with("4 done, 0 skipped, 0 failed\n"), "{}", ended.stderr);
    let again = folder.succeed("run plan.toml --threads 2");
    assert!(again.stderr.ends_with("0 done, 4 skipped, 0 failed\n"), "{}", again.stderr);
}

#[test]
fn no_path_of_a_plan_is_taken_for_an_expression() {
    let folder = folder(
        "[[job]]\ncommand = 'eval'\ninputs = ['runs/a*c.h5', 'year=2020/E.h5']\nexpressions = 's = norm(E)'",
    );
    fs::create_dir(folder.path("year=2020")).unwrap();
    for name in ["runs/abc.h5", "year=2020/E.h5"] {
        folder.create(name, samples::siblings);
    }
    folder.succeed("run plan.toml");
    assert!(folder.path("runs/abc.eval.h5").exists() && folder.path("year=2020/E.eval.h5").exists());
}

#[test]
fn the_history_holds_the_command_line_of_the_job() {
    let folder = folder("[[job]]\ncommand = 'curl'\ninputs = 'runs/b.h5'\noutput = 'b.nc'\nedge-order = 2");
    folder.succeed("run plan.toml -q");
    let bytes = fs::read(folder.path("b.nc")).unwrap();
    let holds = |words: &[u8]| bytes.windows(words.len()).any(|window| window == words);
    assert!(holds(b"fieldops curl --edge-order=2 --output=b.nc runs/b.h5"));
    assert!(!holds(b"plan.toml"));
}

#[test]
fn a_failing_job_ends_the_run_unless_it_goes_on() {
    let failing = "[[job]]\ncommand = 'curl'\ninputs = 'none_*.h5'\n";
    let folder =
        folder(&format!("{failing}[[job]]\ncommand = 'divergence'\ninputs = 'runs/b.h5'\noutput = 'd.h5'"));
    folder.fail(
        "run plan.toml",
        66,
        &["`plan.toml`: job 1 (curl): cannot open `none_*.h5`: no file matches it"],
    );
    let ended = folder.run("run plan.toml --continue-on-error");
    assert_eq!(ended.code, Some(66));
    assert!(ended.stderr.ends_with("1 done, 0 skipped, 1 failed\n"), "{}", ended.stderr);
    assert!(folder.path("d.h5").exists());
}

#[test]
fn a_dry_run_writes_nothing() {
    let folder = folder("[[job]]\ncommand = 'curl'\ninputs = 'runs/*.h5'");
    let plan = folder.succeed("run plan.toml --dry-run").stdout;
    assert!(plan.contains("runs/b.h5 → runs/b.curl.h5") && plan.contains("runs/c.h5"), "{plan}");
    assert!(!folder.path("runs/b.curl.h5").exists());
}

#[test]
fn a_dry_run_tells_which_jobs_wait_for_others() {
    let folder = folder(
        "[[job]]\ncommand = 'curl'\ninputs = 'runs/*.h5'\noutput-dir = 'curls'\n
         [[job]]\ncommand = 'eval'\ninputs = ['./curls/b.curl.h5']\nexpressions = 's = norm(curl_E)'\noutput = 's.h5'\n
         [[job]]\ncommand = 'laplacian'\ninputs = ['curls/*.h5', 's.h5']\n
         [[job]]\ncommand = 'divergence'\ninputs = 'runs/c.h5'",
    );
    let before = folder.names();
    let ended = folder.succeed("run plan.toml --dry-run");
    assert!(ended.stderr.ends_with("3 planned, 0 skipped, 0 failed, 4 not planned\n"), "{}", ended.stderr);
    for (input, output, writer) in [
        ("./curls/b.curl.h5", "s.h5", "job 1 (curl)"),
        ("curls/b.curl.h5", "curls/b.curl.laplacian.h5", "job 1 (curl)"),
        ("curls/c.curl.h5", "curls/c.curl.laplacian.h5", "job 1 (curl)"),
        ("s.h5", "s.laplacian.h5", "job 2 (eval)"),
    ] {
        let told = format!("{input} → {output}\n  to be planned once {writer} has written the input\n");
        assert!(ended.stdout.contains(&told), "{told}{}", ended.stdout);
    }
    assert_eq!(folder.names(), before);
    let done = folder.succeed("run plan.toml");
    assert!(done.stderr.ends_with("7 done, 0 skipped, 0 failed\n"), "{}", done.stderr);
    let missing = "[[job]]\ncommand = 'curl'\ninputs = 'none.h5'";
    fs::write(folder.path("missing.toml"), missing).unwrap();
    folder.fail("run missing.toml --dry-run", 66, &["`missing.toml`: job 1 (curl): cannot open `none.h5`"]);
}

#[test]
fn a_dry_run_takes_what_will_be_replaced_for_what_is_to_come() {
    let folder = folder(
        "[[job]]\ncommand = 'curl'\ninputs = 'runs/b.h5'\noutput = 'w.h5'\noverwrite = true\n
         [[job]]\ncommand = 'divergence'\ninputs = 'w.h5'\noutput = 'd.h5'",
    );
    // It holds other fields than the one that will take its place.
    fs::copy(folder.path("runs/c.h5"), folder.path("w.h5")).unwrap();
    let ended = folder.succeed("run plan.toml --dry-run");
    let told = "w.h5 → d.h5\n  to be planned once job 1 (curl) has written the input\n";
    assert!(ended.stdout.contains(told), "{}", ended.stdout);
    assert!(folder.succeed("run plan.toml").stderr.ends_with("2 done, 0 skipped, 0 failed\n"));
}

#[test]
fn a_dry_run_refuses_outputs_of_waiting_jobs_as_the_run_does() {
    for (job, problem) in [
        ("inputs = 'w.h5'\noutput = 'none/d.h5'", "cannot create `none/d.h5`"),
        ("inputs = 'w.h5'\noutput = 'w.h5'\noverwrite = true", "it is the same file as the input `w.h5`"),
        ("inputs = 'runs/c.h5'\noutput = 'w.h5'", "`w.h5` exists"),
    ] {
        let curl = "[[job]]\ncommand = 'curl'\ninputs = 'runs/b.h5'\noutput = 'w.h5'\n";
        let folder = folder(&format!("{curl}[[job]]\ncommand = 'divergence'\n{job}"));
        for arguments in ["run plan.toml --dry-run", "run plan.toml"] {
            let ended = folder.run(arguments);
            assert_eq!(ended.code, Some(73), "{}", ended.stderr);
            let told = ended.stderr.contains("job 2 (divergence)") && ended.stderr.contains(problem);
            assert!(told, "{}", ended.stderr);
        }
    }
}

#[test]
fn what_is_wrong_with_an_input_names_the_job_and_the_summary_what_is_left() {
    let folder = folder(
        "[[job]]\ncommand = 'curl'\ninputs = ['runs/b.h5', 'empty.h5', 'runs/c.h5']\noutput-dir = 'curls'\n
         [[job]]\ncommand = 'divergence'\ninputs = 'runs/b.h5'\n
         [[job]]\ncommand = 'gradient'\ninputs = 'curls/*.h5'",
    );
    fs::write(folder.path("empty.h5"), "").unwrap();
    let told = "error: `plan.toml`: job 1 (curl): `empty.h5` is empty\n";
    for (arguments, done) in [("run plan.toml --dry-run", "planned"), ("run plan.toml", "done")] {
        let ended = folder.run(arguments);
        assert_eq!(ended.code, Some(65));
        let summary = format!("1 {done}, 0 skipped, 1 failed, 1 not {done}, 2 jobs not begun\n");
        assert!(ended.stderr.ends_with(&format!("{told}{summary}")), "{}", ended.stderr);
    }
}

#[test]
fn a_wrong_plan_is_refused_before_any_work() {
    let good = "[[job]]\ncommand = 'curl'\ninputs = 'runs/b.h5'\n";
    for (job, words) in [
        ("inputs = 'a'", "`plan.toml`: job 2 (no command): it has no `command`"),
        ("command = 'rm'\ninputs = 'a'", "job 2 (rm): `rm` is no command that a job can be"),
        ("command = 'curl'", "job 2 (curl): it has no `inputs`"),
        ("command = 'curl'\ninputs = 'a'\nedge = 2", "job 2 (curl): `edge` is no option of `curl`"),
        (
            "command = 'curl'\ninputs = 'a'\nedge-order = 3",
            "job 2 (curl): invalid value '3' for '--edge-order",
        ),
        ("command = 'eval'\ninputs = 'a'\nexpressions = 'w = curl('", "job 2 (eval): "),
        ("command = 'curl'\ninputs = 'a'\nexpressions = 'w = curl(E)'", "only `eval` takes `expressions`"),
        ("command = 'curl'\ninputs = [1]", "`inputs` holds integer, not text"),
        ("command = 'eval'\ninputs = 'a'", "job 2 (eval): it has no `expressions`"),
    ] {
        folder(&format!("{good}[[job]]\n{job}")).fail("run plan.toml", 2, &[words]);
    }
    for (plan, words) in [
        ("", "`plan.toml`: it has no [[job]]"),
        ("a = 1\n[[job]\n", "`plan.toml` is not TOML: line 2: "),
        ("inputs = 'a'\n[[job]]\ncommand = 'curl'", "`inputs` stands before the first [[job]]"),
    ] {
        folder(plan).fail("run plan.toml", 2, &[words]);
    }
    Folder::new().fail("run none.toml", 66, &["cannot open `none.toml`"]);
}
