//! Help and version.

use super::folder::Folder;

#[test]
fn the_help_lists_commands_and_examples() {
    let help = Folder::new().succeed("--help").stdout;
    let commands = [
        "info",
        "derivative",
        "gradient",
        "jacobian",
        "divergence",
        "curl",
        "laplacian",
        "eval",
        "compare",
        "run",
    ];
    for command in commands {
        assert!(help.contains(&format!("\n  {command} ")), "{command}");
        let examples = help.split_once("Examples:").unwrap().1;
        assert!(
            ["laplacian", "run"].contains(&command) || examples.contains(&format!("fieldops {command} ")),
            "{command}"
        );
    }
}

#[test]
fn each_command_explains_each_of_its_options() {
    let help = Folder::new().succeed("jacobian --help").stdout;
    for option in [
        "--output <FILE>",
        "--output-dir <DIR>",
        "--overwrite",
        "--skip-existing",
        "--continue-on-error",
        "--dry-run",
        "--field <NAME[=COMPONENTS]>",
        "--axes <NAMES>",
        "--spacing <STEP>",
        "--coords <AXIS=PATH>",
        "--allow-external",
        "--allow-plugins",
        "--edge-order <1|2>",
        "--layout <HOW>",
        "--dtype <TYPE>",
        "--compression <HOW>",
        "--threads <N>",
        "--memory <SIZE>",
        "--progress <HOW>",
        "--quiet",
        "--verbose",
    ] {
        assert!(help.contains(option), "{option}");
    }
    assert!(Folder::new().succeed("derivative --help").stdout.contains("--axis <NAME>"));
    let help = Folder::new().succeed("compare --help").stdout;
    for option in ["--variable <NAME>", "--atol <ATOL>", "--rtol <RTOL>", "--json", "--memory <SIZE>"] {
        assert!(help.contains(option), "{option}");
    }
    assert!(help.contains("|A - B| <= ATOL + RTOL * |B|") && help.contains("-0 equals 0"), "{help}");
}

#[test]
fn the_version_is_that_of_the_package() {
    assert_eq!(
        Folder::new().succeed("--version").stdout,
        format!("fieldops {}\n", env!("CARGO_PKG_VERSION"))
    );
}
