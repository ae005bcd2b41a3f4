//! The raw arguments, as clap reads them.

use std::{ffi::OsString, path::PathBuf};

use clap::{Args, Parser, Subcommand, ValueEnum};
use fieldops_io::{
    Compression,
    conventions::{FieldSelection, SpacingHint},
};
use fieldops_operators::EdgeOrder;

use crate::option_values;

const EXAMPLES: &str = "\
Examples:
  fieldops info E.h5                                 what the file holds and how it is read
  fieldops jacobian E.h5                             all dEi/dxj, into E.jacobian.h5
  fieldops curl run_*.h5 --output-dir curls          one output for each input
  fieldops divergence E.h5 --field E=Ex,Ey,Ez        components by hand
  fieldops gradient T.h5 --spacing x=0.1,y=0.2       an even spacing instead of coordinates
  fieldops derivative T.h5 --axis time --order 2     along any dimension that has a name
  fieldops eval E.h5 'w = curl(E)' 'q = div(w)'      expressions, any number in one pass
  fieldops compare new.nc old.h5 --rtol 1e-6         variable by variable; exit code 1 where they differ";

// Each paragraph is one line, which is wrapped to the width of the terminal.
const COMPARE: &str = "\
Variables go together by their paths; coordinates are variables like others. Two values agree when

  |A - B| <= ATOL + RTOL * |B|

as in numpy.isclose. Without tolerances they must be equal; -0 equals 0. NaN agrees with NaN, an infinity with itself \
only. Numbers are compared in double precision, complex ones by the modulus of their difference; packed values are \
unpacked first.

Differences are also: other units, other shapes, and variables that only one file has. Other types of numbers and \
other storage are told, but are no differences. What holds no numbers is not compared.

Exit codes: 0 no difference; 1 a difference, or another failure; 2 wrong usage; 65, 66 a file that cannot be read.

Examples:
  fieldops compare new.h5 old.h5                     every value must be equal
  fieldops compare new.nc old.h5 --rtol 1e-6         HDF5 and NetCDF in any mix
  fieldops compare new.h5 old.h5 --variable E/x      one variable only";

const PLAN: &str = "\
A plan file:
  memory = '1GiB'                      # options for all jobs, as on the command line, without the dashes
  skip-existing = true

  [[job]]
  command = 'curl'
  inputs = ['runs/*.h5']               # paths and patterns, as seen from the working folder
  output-dir = 'curls'
  spacing = { x = 0.1, y = 0.2 }

  [[job]]
  command = 'eval'
  inputs = 'E.h5'
  expressions = ['w = curl(E)', 'div_w = div(w)']
  output = 'w.h5'

Jobs are done in this order; one may read what another before it wrote. A wrong plan is refused before any work.";

const PLUGINS: &str = "Load filter plugins from HDF5_PLUGIN_PATH: code that runs with your rights";

const EXPRESSIONS: &str = "\
Expressions:
  + - * / ^, parentheses, numbers, pi; `a . b` is the dot product, `E.x` a component
  grad div curl laplacian jacobian d(f, x) d(f, x, 2)
  dot cross norm trace transpose sym antisym det
  sqrt abs exp log log10 sin cos tan asin acos atan atan2 sinh cosh tanh min max
  real imag conj, radians, unitless
  Names are those of fields, of variables, of axes and of earlier results; `a-b` in backquotes.

Examples:
  fieldops eval E.h5 'w = curl(E)' 'div_w = div(w)' 's = norm(E)' 'q = grad(phi) . E'
  fieldops eval T.nc 'r = sqrt(x^2 + y^2)' 'flux = -0.6 * grad(T)'
  fieldops eval ./a=1.h5 'w = curl(E)'               a file whose name has a `=`";

const THREADS: &str =
    "Number of threads [default: RAYON_NUM_THREADS, SLURM_CPUS_PER_TASK, or as many as the job may use]";

/// Vector calculus for gridded data, straight from and to HDF5 and NetCDF files
#[derive(Debug, Parser)]
#[command(name = "fieldops", version, after_long_help = EXAMPLES, disable_help_subcommand = true, max_term_width = 110)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) messages: MessageArguments,
}

/// What is said on stderr.
#[derive(Debug, Args)]
pub(crate) struct MessageArguments {
    /// How progress is shown on stderr
    #[arg(long, global = true, value_enum, default_value_t, value_name = "HOW", help_heading = "Messages")]
    pub(crate) progress: ProgressChoice,
    /// Say nothing but warnings and errors
    #[arg(short, long, global = true, conflicts_with = "verbose", help_heading = "Messages")]
    pub(crate) quiet: bool,
    /// Say also why the file is read as it is
    #[arg(short, long, global = true, help_heading = "Messages")]
    pub(crate) verbose: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ProgressChoice {
    /// A bar on a terminal, else plain lines
    #[default]
    Auto,
    /// A line every ten seconds
    Plain,
    /// An object a line, for programs
    Json,
    /// Nothing
    None,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Show what files hold, how that is read, and why
    Info(InfoArguments),
    /// Derivative of scalars and of components along one axis
    Derivative(DerivativeArguments),
    /// Gradient of scalar fields
    Gradient(OperatorArguments),
    /// Jacobian of vector fields: each component by each axis
    Jacobian(OperatorArguments),
    /// Divergence of vector fields
    Divergence(OperatorArguments),
    /// Curl of vector fields; of a 2-D field a scalar
    Curl(OperatorArguments),
    /// Laplacian of scalars and of components
    Laplacian(OperatorArguments),
    /// Results of expressions such as 'w = curl(E)', any number in one pass
    #[command(after_long_help = EXPRESSIONS)]
    Eval(EvalArguments),
    /// Compare two files, variable by variable; exit code 1 where they differ
    #[command(after_long_help = COMPARE, after_help = "--help says when values agree.")]
    Compare(CompareArguments),
    /// Do the jobs of a plan file: command lines written down in TOML
    #[command(after_long_help = PLAN)]
    Run(RunArguments),
}

#[derive(Debug, Args)]
pub(crate) struct InfoArguments {
    /// Files to look into
    #[arg(required = true, value_name = "INPUT")]
    pub(crate) inputs: Vec<PathBuf>,
    /// Print one JSON document
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) hints: HintArguments,
    #[arg(long, value_name = "N", help = THREADS, value_parser = option_values::threads, help_heading = "Limits")]
    pub(crate) threads: Option<std::num::NonZeroUsize>,
}

#[derive(Debug, Args)]
pub(crate) struct CompareArguments {
    /// The file to check
    #[arg(value_name = "A")]
    pub(crate) a: PathBuf,
    /// The reference
    #[arg(value_name = "B")]
    pub(crate) b: PathBuf,
    /// Compare this variable only, given by its path; may be repeated
    #[arg(long = "variable", value_name = "NAME")]
    pub(crate) variables: Vec<String>,
    /// Largest absolute difference that is none
    #[arg(long, value_name = "ATOL", default_value = "0", value_parser = option_values::tolerance, allow_hyphen_values = true)]
    pub(crate) atol: f64,
    /// Largest difference that is none, as a share of the modulus of B's value; adds to --atol
    #[arg(long, value_name = "RTOL", default_value = "0", value_parser = option_values::tolerance, allow_hyphen_values = true)]
    pub(crate) rtol: f64,
    /// Print one JSON document
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) trust: TrustArguments,
    #[command(flatten)]
    pub(crate) limits: LimitArguments,
}

#[derive(Debug, Args)]
pub(crate) struct RunArguments {
    /// The plan file
    #[arg(value_name = "PLAN")]
    pub(crate) plan: PathBuf,
    /// Go on to the next input and the next job where one fails; the exit code is that of the first failure
    #[arg(long)]
    pub(crate) continue_on_error: bool,
    /// Print what would be read, computed and written, and write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    #[arg(long, value_name = "N", help = THREADS, value_parser = option_values::threads)]
    pub(crate) threads: Option<std::num::NonZeroUsize>,
}

#[derive(Debug, Args)]
pub(crate) struct DerivativeArguments {
    /// The axis: any dimension that has a name, time included
    #[arg(long, value_name = "NAME")]
    pub(crate) axis: String,
    /// First or second derivative
    #[arg(long, value_name = "1|2", default_value = "1", value_parser = option_values::derivative_order)]
    pub(crate) order: fieldops_operators::DerivativeOrder,
    #[command(flatten)]
    pub(crate) shared: OperatorArguments,
}

#[derive(Debug, Args)]
pub(crate) struct EvalArguments {
    /// Files to read, and results: an argument that starts with a name and `=` is a result
    #[arg(required = true, value_name = "INPUT|NAME=EXPRESSION")]
    pub(crate) arguments: Vec<OsString>,
    #[command(flatten)]
    pub(crate) options: OperatorOptions,
}

/// What is said of the file.
#[derive(Debug, Args)]
#[command(next_help_heading = "How the file is read")]
pub(crate) struct HintArguments {
    /// A field: NAME, NAME=c0,c1[,c2], or NAME=u:x,v:y with axes; may be repeated
    #[arg(long = "field", value_name = "NAME[=COMPONENTS]", value_parser = option_values::field)]
    pub(crate) fields: Vec<FieldSelection>,
    /// Names of the arrays' axes, in storage order: z,y,x
    #[arg(long, value_name = "NAMES", value_parser = option_values::names)]
    pub(crate) axes: Option<Names>,
    /// Even spacing: 0.1, or x=0.1,y=0.2
    #[arg(long, value_name = "STEP", value_parser = option_values::spacing, allow_hyphen_values = true)]
    pub(crate) spacing: Option<SpacingHint>,
    /// A 1-D variable of the file as the coordinates of an axis: x=PATH; may be repeated
    #[arg(long = "coords", value_name = "AXIS=PATH", value_parser = option_values::coordinates, value_delimiter = ',')]
    pub(crate) coordinates: Vec<(String, String)>,
    #[command(flatten)]
    pub(crate) trust: TrustArguments,
}

/// What may be opened besides the inputs.
#[derive(Debug, Args)]
#[command(next_help_heading = "What a file may open")]
pub(crate) struct TrustArguments {
    /// Open the files to which external links, external raw storage and virtual datasets of HDF5 point
    #[arg(long)]
    pub(crate) allow_external: bool,
    // Given as text: in a comment clippy would want marks round the name of the variable.
    #[arg(long, help = PLUGINS)]
    pub(crate) allow_plugins: bool,
}

/// Names of axes, as one value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Names(pub(crate) Vec<String>);

#[derive(Debug, Args)]
pub(crate) struct OperatorArguments {
    /// Files to read
    #[arg(required = true, value_name = "INPUT")]
    pub(crate) inputs: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) options: OperatorOptions,
}

/// What all operators take.
#[derive(Debug, Args)]
pub(crate) struct OperatorOptions {
    #[command(flatten)]
    pub(crate) hints: HintArguments,
    #[command(flatten)]
    pub(crate) numerics: NumericsArguments,
    #[command(flatten)]
    pub(crate) output: OutputArguments,
    #[command(flatten)]
    pub(crate) batch: BatchArguments,
    #[command(flatten)]
    pub(crate) limits: LimitArguments,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Numerics")]
pub(crate) struct NumericsArguments {
    /// Order of accuracy at the ends of an axis, as in numpy.gradient
    #[arg(long, value_name = "1|2", default_value = "1", value_parser = option_values::edge_order)]
    pub(crate) edge_order: EdgeOrder,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct OutputArguments {
    /// The output; its ending chooses the format [default: <stem>.<command>.<ext> beside the input]
    #[arg(short, long, value_name = "FILE", conflicts_with = "output_dir")]
    pub(crate) output: Option<PathBuf>,
    /// Folder for the outputs, one for each input
    #[arg(long, value_name = "DIR")]
    pub(crate) output_dir: Option<PathBuf>,
    /// Replace an output that exists
    #[arg(long)]
    pub(crate) overwrite: bool,
    /// Keep an output that exists, and go on to the next input
    #[arg(long, conflicts_with = "overwrite")]
    pub(crate) skip_existing: bool,
    /// One variable for each component, or one with component axes; auto: as the input
    #[arg(long, value_enum, default_value_t, value_name = "HOW")]
    pub(crate) layout: Layout,
    /// Type of the numbers [default: that of the input]
    #[arg(long, value_enum, value_name = "TYPE")]
    pub(crate) dtype: Option<NumberType>,
    /// none, deflate, or deflate:LEVEL (0 to 9) [default: that of the input; none in .cdf]
    #[arg(long, value_name = "HOW", value_parser = option_values::compression)]
    pub(crate) compression: Option<Compression>,
    /// Print what would be read, computed and written, and write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub(crate) enum Layout {
    #[default]
    Auto,
    Split,
    Stacked,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum NumberType {
    F32,
    F64,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Many inputs")]
pub(crate) struct BatchArguments {
    /// Go on to the next input where one fails; the exit code is that of the first failure
    #[arg(long)]
    pub(crate) continue_on_error: bool,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Limits")]
pub(crate) struct LimitArguments {
    // Given as text: in a comment clippy would want marks round the names of the variables.
    #[arg(long, value_name = "N", help = THREADS, value_parser = option_values::threads)]
    pub(crate) threads: Option<std::num::NonZeroUsize>,
    /// Memory for the buffers, such as 512MiB or 2GB
    #[arg(long, value_name = "SIZE", default_value = "256MiB", value_parser = option_values::size)]
    pub(crate) memory: u64,
}
