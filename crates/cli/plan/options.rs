//! From the keys of a job in a plan file to arguments of the command line.

use anyhow::Result;
use clap::ArgAction;
use toml::{Table, Value};

use crate::exit::Usage;

/// Options of the whole run, which `fieldops run` takes itself.
const OF_THE_RUN: [&str; 8] =
    ["threads", "dry-run", "continue-on-error", "progress", "quiet", "verbose", "help", "version"];

/// Options whose lists are one value.
const LISTS: [&str; 2] = ["axes", "spacing"];

/// Options that exclude each other: a job's goes before one for all jobs.
const EXCLUSIVE: [[&str; 2]; 2] = [["output", "output-dir"], ["overwrite", "skip-existing"]];

/// The options of a job and those of all jobs that it does not give itself.
pub(crate) fn options(job: Table, shared: &Table, command: &clap::Command) -> Result<Vec<String>> {
    let is_excluded = |key: &str| {
        EXCLUSIVE.iter().any(|pair| pair.contains(&key) && pair.iter().any(|other| job.contains_key(*other)))
    };
    let for_all = shared.iter().filter(|(key, _)| !job.contains_key(*key) && !is_excluded(key));
    let for_all = for_all.map(|(key, value)| (key.clone(), value.clone())).collect::<Vec<_>>();
    let mut arguments = Vec::new();
    for (key, value) in for_all.into_iter().chain(job) {
        if OF_THE_RUN.contains(&key.as_str()) {
            let problem = format!("`{key}` is an option of the whole run, not of its jobs");
            return Err(wrong(problem, "give it on the command line: fieldops run PLAN --threads 8"));
        }
        let Some(option) = command.get_arguments().find(|it| it.get_long() == Some(&key)) else {
            let problem = format!("`{key}` is no option of `{}`", command.get_name());
            return Err(wrong(problem, "options are written as on the command line, without the dashes"));
        };
        arguments.extend(option_values(&key, value, option)?);
    }
    Ok(arguments)
}

/// `--key`, `--key=value`, or several of them.
fn option_values(key: &str, value: Value, option: &clap::Arg) -> Result<Vec<String>> {
    let is_flag = matches!(option.get_action(), ArgAction::SetTrue);
    let values = match value {
        Value::Boolean(true) if is_flag => return Ok(vec![format!("--{key}")]),
        Value::Boolean(false) if is_flag => return Ok(Vec::new()),
        _ if is_flag => return Err(wrong(format!("`{key}` is true or false"), "such as overwrite = true")),
        Value::Table(table) => {
            let pair = |(name, value): (String, Value)| Ok(format!("{name}={}", text(key, &value)?));
            table.into_iter().map(pair).collect::<Result<Vec<_>>>()?
        }
        Value::Array(values) => values.iter().map(|value| text(key, value)).collect::<Result<_>>()?,
        value => vec![text(key, &value)?],
    };
    let values = if LISTS.contains(&key) { vec![values.join(",")] } else { values };
    Ok(values.into_iter().map(|value| format!("--{key}={value}")).collect())
}

fn text(key: &str, value: &Value) -> Result<String> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Integer(number) => Ok(number.to_string()),
        Value::Float(number) => Ok(number.to_string()),
        _ => {
            Err(wrong(format!("`{key}` is {}, not text or a number", value.type_str()), "write it in quotes"))
        }
    }
}

/// One text, a list of texts, or nothing.
pub(super) fn strings(key: &str, value: Option<Value>) -> Result<Vec<String>> {
    let values = match value {
        Some(Value::Array(values)) => values,
        value => value.into_iter().collect(),
    };
    let one = |value| match value {
        Value::String(text) => Ok(text),
        other => Err(wrong(format!("`{key}` holds {}, not text", other.type_str()), "write it in quotes")),
    };
    values.into_iter().map(one).collect()
}

fn wrong(problem: String, hint: &'static str) -> anyhow::Error {
    Usage::new(problem, hint).into()
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::args::Arguments;

    fn arguments(job: &str, shared: &str) -> Result<Vec<String>> {
        let whole = Arguments::command();
        let command = whole.find_subcommand("curl").unwrap();
        options(job.parse().unwrap(), &shared.parse().unwrap(), command)
    }

    #[test]
    fn keys_become_options() {
        let job = "spacing = {x = 0.1, y = 2}\naxes = ['z', 'y']\nfield = {E = 'u:x,v:y', B = 'B'}\noverwrite = false";
        let found = arguments(job, "memory = '1GiB'\noverwrite = true").unwrap();
        let shared =
            arguments("overwrite = true\noutput = 'a.h5'", "skip-existing = true\noutput-dir = 'b'").unwrap();
        assert_eq!(shared, ["--output=a.h5", "--overwrite"]);
        let expected =
            ["--memory=1GiB", "--axes=z,y", "--field=B=B", "--field=E=u:x,v:y", "--spacing=x=0.1,y=2"];
        assert_eq!(found, expected);
    }

    #[test]
    fn what_is_no_option_is_refused() {
        for (job, words) in [
            ("edge_order = 2", "`edge_order` is no option of `curl`"),
            ("threads = 2", "`threads` is an option of the whole run"),
            ("overwrite = 'yes'", "`overwrite` is true or false"),
            ("layout = [[1]]", "`layout` is array, not text or a number"),
        ] {
            let error = arguments(job, "").unwrap_err().to_string();
            assert!(error.contains(words), "{error}");
        }
    }
}
