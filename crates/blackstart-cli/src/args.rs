//! What can be asked for.

use blackstart::jobs::{Calendar as WantedCalendar, Promise, RateOf, Sampling, seconds};
use blackstart::model::model::Currency;
use blackstart::model::units::{Dimension, quantity};
use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use std::ops::Range;
use std::path::PathBuf;

const TEMPLATE: &str = "{about-with-newline}\n{before-help}{usage-heading} {usage}\n\n{all-args}{after-help}";

/// Widest page; what is wider than the terminal is wrapped there.
const WIDTH: usize = 100;

const EXAMPLES: &str = "\
Examples:
  blackstart init acme                     write a small company that runs at once
  blackstart check acme                    find everything that is wrong with its files
  blackstart run acme                      play its bad day a thousand times, and report the outcome
  blackstart run acme outage -n 10000      another scenario, more histories
  blackstart compare acme outage shutdown  compare two scenarios on the same random draws
  blackstart explain BS0301                what a problem's code means";

const EXIT_CODES: &str = "\
Exit codes:
  0    done
  1    system or I/O error
  2    wrong usage
  3    a model, scenario or other input file has errors
  4    a tolerance named with --fail-on is breached
  130  interrupted by Ctrl-C (143: by SIGTERM); what is whole is kept

Data goes to stdout, everything else to stderr; --json gives the same data to machines (see docs/reference/cli.md). \
NO_COLOR, CLICOLOR_FORCE and TERM=dumb are honoured. Nothing is ever sent to another host.";

#[derive(Debug, Parser)]
#[command(
    name = "blackstart",
    version,
    about = "Simulates the cyber shutdown of a company: what stops, when, for whom, what it costs.",
    before_help = EXAMPLES,
    after_help = EXIT_CODES,
    help_template = TEMPLATE,
    max_term_width = WIDTH,
    subcommand_required = true,
    arg_required_else_help = true,
    disable_help_subcommand = true
)]
pub(crate) struct Blackstart {
    #[command(subcommand)]
    command: Command,
}

/// One command of `blackstart`.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Find everything that is wrong with a model and its scenarios
    Check(Check),
    /// Explain the code of a problem
    Explain(Explain),
    /// Print the JSON Schema of model or scenario files, for editors
    Schema(Schema),
    /// Write a small, commented company that runs at once
    Init(Init),
    /// Turn a model's folder into a workbook, or a workbook into a folder
    Convert(Convert),
    /// Play a scenario many times and report what stops, when, for whom, and what it costs
    Run(Run),
    /// Play a scenario's attack alone: who takes what, by which route, what would change it
    Attack(Attack),
    /// Hold models against what really happened, and score them
    Backtest(Backtest),
    /// Compare two scenarios on the same random draws
    Compare(Compare),
    /// Say what changes would save: those in mitigations.toml, and those that can be found
    Rank(Rank),
    /// Find single points of failure: what stops if one system, supplier or crew is gone
    Spof(Spof),
    /// Find what to restart first: a ranked list for every crew, and what it is worth
    Restart(Restart),
    /// Simulate years from finished runs and show the loss curve, before and after insurance
    Curve(Curve),
    /// Write finished runs in other tools' formats
    Export(Export),
    /// Print recovery-time priors, with the incidents they come from
    Priors(Priors),
    /// Make a model, or rows of one, from other tools' files
    Import(Import),
    /// Play a range of a scenario's replicates, for a cluster
    Shard(Shard),
    /// Merge shards
    Merge(Merge),
    /// Write the report of a run folder again, in any of its forms
    Report(Report),
    /// Play shocks to a nation's firms, rank failures, check networks
    Network(Network),
    /// Show a folder of models in a browser: read, edit, run, compare; and answer programs
    Serve(Serve),
    /// Print completions for a shell
    Completions(Completions),
    /// Print the manual page, or write one per command
    Man(Man),
}

#[derive(Debug, Args)]
#[command(help_template = TEMPLATE, before_help = "\
Examples:
  blackstart check acme                   the model and every file in acme/scenarios
  blackstart check acme outage            the model and one scenario
  blackstart check acme --json | jq .problems[].code")]
pub(crate) struct Check {
    /// Folder of the model, or its workbook
    #[arg(value_hint = ValueHint::AnyPath)]
    pub(crate) model: PathBuf,
    /// Scenarios, by name or file [default: all of the model's]
    #[arg(value_hint = ValueHint::FilePath)]
    pub(crate) scenarios: Vec<String>,
    /// Treat warnings as errors
    #[arg(long)]
    pub(crate) strict: bool,
    /// Play normal life too, each scenario without its event: what is odd about it, and what to do
    #[arg(long)]
    pub(crate) baseline: bool,
    /// Print JSON instead of text
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
#[command(help_template = TEMPLATE, before_help = "\
Examples:
  blackstart explain BS0301
  blackstart explain                      list all codes")]
pub(crate) struct Explain {
    /// A problem's code; without it, all are listed
    pub(crate) code: Option<String>,
    /// Print JSON instead of text
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
#[command(help_template = TEMPLATE, before_help = "\
Examples:
  blackstart schema > model.schema.json
  blackstart schema scenario > scenario.schema.json")]
pub(crate) struct Schema {
    /// Which files
    #[arg(value_enum, default_value_t)]
    pub(crate) of: SchemaOf,
    /// Accepted for uniformity; a schema is JSON anyway
    #[arg(long, hide = true)]
    pub(crate) json: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum SchemaOf {
    /// model.toml
    #[default]
    Model,
    /// scenarios/*.toml
    Scenario,
}

#[derive(Debug, Args)]
#[command(help_template = TEMPLATE, before_help = "\
Examples:
  blackstart init acme && blackstart run acme
  blackstart init acme.xlsx               the same in one workbook")]
pub(crate) struct Init {
    /// Folder to write, which must be empty or not exist; or a workbook (.xlsx), which must not exist
    #[arg(value_hint = ValueHint::AnyPath)]
    pub(crate) folder: PathBuf,
    /// Print JSON instead of text
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
#[command(help_template = TEMPLATE, before_help = "\
Examples:
  blackstart convert acme acme.xlsx       a folder as one workbook
  blackstart convert acme.xlsx acme       a workbook as a folder: TOML, and CSV for long lists",
  after_help = "\
What was written is read back: the hashes of the model and of every scenario are the same, and so are the results.
Comments in TOML files have no place in a workbook; what else stays behind is named.")]
pub(crate) struct Convert {
    /// Folder of a model, or a workbook
    #[arg(value_hint = ValueHint::AnyPath)]
    pub(crate) from: PathBuf,
    /// Workbook (.xlsx) or folder to write; must not exist
    #[arg(value_hint = ValueHint::AnyPath)]
    pub(crate) to: PathBuf,
    /// Print JSON instead of text
    #[arg(long)]
    pub(crate) json: bool,
}

/// How many threads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Args)]
pub(crate) struct Threads {
    /// Threads; never changes a result [default: one per core]
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u16).range(1..=4096))]
    threads: Option<u16>,
}

impl Threads {
    /// As many; 0: one per core.
    pub(crate) fn count(self) -> usize {
        self.threads.map_or(0, usize::from)
    }
}

/// How many histories, from which random seed, on how many threads.
#[derive(Clone, Debug, Args)]
pub(crate) struct Luck {
    /// Histories to play [default: the scenario's]
    #[arg(short = 'n', long, value_name = "COUNT", value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    replicates: Option<u64>,
    /// Random seed: same files, seed and version, same bytes [default: the scenario's]
    #[arg(long, value_name = "NUMBER")]
    pub(crate) seed: Option<u64>,
    #[command(flatten)]
    pub(crate) threads: Threads,
}

impl Luck {
    /// The same, as a job takes it.
    pub(crate) fn sampling(&self) -> Sampling {
        Sampling { replicates: self.replicates, seed: self.seed, threads: self.threads.count() }
    }

    /// Whether nothing is said.
    pub(crate) fn is_default(&self) -> bool {
        self.sampling() == Sampling::default()
    }
}

#[derive(Debug, Args)]
#[command(help_template = TEMPLATE, before_help = "\
Examples:
  blackstart run acme                     its only or default scenario
  blackstart run acme shutdown -n 10000 --seed 7
  blackstart run acme --json > acme.json
  blackstart run acme --fail-on payments --fail-on mvc=21d@90%",
  after_help = "\
The run folder holds manifest.json, summary.json, one Parquet file per table, and report.html.

--fail-on exits with 4 if its condition is not met:
  SERVICE              its tolerance is breached in more than 10 % of histories
  SERVICE=5%           … in more than 5 %
  TARGET=21d           the target set is not back within 21 days in 90 % of histories
  TARGET=21d@50%       … in 50 % of histories")]
pub(crate) struct Run {
    /// Folder of the model, or its workbook
    #[arg(value_hint = ValueHint::AnyPath)]
    pub(crate) model: PathBuf,
    /// Scenario, by name or file [default: the model's default_scenario, or its only one]
    #[arg(value_hint = ValueHint::FilePath)]
    pub(crate) scenario: Option<String>,
    #[command(flatten)]
    pub(crate) luck: Luck,
    /// Folder to write [default: out/MODEL-SCENARIO]
    #[arg(short, long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) out: Option<PathBuf>,
    /// Resume an interrupted run
    #[arg(long)]
    pub(crate) resume: bool,
    /// Replace the folder even if it holds another run
    #[arg(long)]
    pub(crate) force: bool,
    /// Exit with 4 if this condition is not met; may be repeated
    #[arg(long, value_name = "WHAT", value_parser = Promise::parse)]
    pub(crate) fail_on: Vec<Promise>,
    /// Do not write report.html
    #[arg(long)]
    pub(crate) no_report: bool,
    /// Write what was drawn as well: inputs.parquet, a row per history, a column per input
    #[arg(long)]
    pub(crate) inputs: bool,
    /// Play it although more than 1 % of what customers want is not sold even without the event
    #[arg(long)]
    pub(crate) allow_abnormal_baseline: bool,
    /// Print JSON instead of text
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
#[command(help_template = TEMPLATE, before_help = "\
Examples:
  blackstart attack acme as-attacked      ten thousand races between attacker and company
  blackstart attack acme as-attacked -n 100000 --json > attack.json
  blackstart attack --library             techniques to pick from, with their numbers and sources")]
pub(crate) struct Attack {
    /// Folder of the model, or its workbook
    #[arg(value_hint = ValueHint::AnyPath, required_unless_present = "library")]
    pub(crate) model: Option<PathBuf>,
    /// Scenario with an [attack], by name or file [default: the model's default_scenario, or its only one]
    #[arg(value_hint = ValueHint::FilePath)]
    pub(crate) scenario: Option<String>,
    #[command(flatten)]
    pub(crate) luck: Luck,
    /// List the techniques that scenarios can take with `use`
    #[arg(long)]
    pub(crate) library: bool,
    /// Print JSON instead of text
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
#[command(help_template = TEMPLATE, before_help = "\
Examples:
  blackstart backtest acme                every scenario that acme/backtest.toml has rows about
  blackstart backtest examples -n 1000    all models in a folder, and the scores over all of them
  blackstart backtest examples --json > scores.json")]
pub(crate) struct Backtest {
    /// Folders of models with a backtest.toml, folders that hold such folders, or workbooks
    #[arg(required = true, value_name = "FOLDER", value_hint = ValueHint::AnyPath)]
    pub(crate) folders: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) luck: Luck,
    /// Also write it as a page: one file, for a browser, without a network
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) html: Option<PathBuf>,
    /// Print JSON instead of text
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
#[command(help_template = TEMPLATE, before_help = "\
Examples:
  blackstart compare acme outage shutdown   two scenarios of one model
  blackstart compare out/acme-a out/acme-b  two finished runs with the same seed")]
pub(crate) struct Compare {
    /// MODEL A B (two scenarios of a model), or A B (two run folders)
    #[arg(required = true, num_args = 2..=3, value_name = "MODEL|RUN", value_hint = ValueHint::AnyPath)]
    pub(crate) what: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) luck: Luck,
    /// Play them although more than 1 % of what customers want is not sold even without the event
    #[arg(long)]
    pub(crate) allow_abnormal_baseline: bool,
    /// Also write it as a page: one file, for a browser, without a network
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) html: Option<PathBuf>,
    /// Print JSON instead of text
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
#[command(mut_arg("replicates", |it| it.help("Histories to measure in, all of them [default: as many as it takes, 1,024 at most]")))]
#[command(help_template = TEMPLATE, before_help = "\
Examples:
  blackstart rank acme                        the changes in acme/mitigations.toml
  blackstart rank acme shutdown --auto        and one for each system, crew, service, site, …
  blackstart rank acme --budget £1m           and the best of them together for £1m a year
  blackstart rank acme --auto --html rank.html --csv rank.csv")]
pub(crate) struct Rank {
    /// The model: a folder or a workbook
    #[arg(value_hint = ValueHint::AnyPath)]
    pub(crate) model: PathBuf,
    /// Scenarios, each weighed by its `rate`; without any, all that have one, else the model's default or only one
    #[arg(value_name = "SCENARIO")]
    pub(crate) scenarios: Vec<String>,
    /// Also try one change for each system, crew, service, supplier, site, control and policy
    #[arg(long)]
    pub(crate) auto: bool,
    /// What may be spent in a year: also look for the best changes together
    #[arg(long, value_name = "MONEY")]
    pub(crate) budget: Option<String>,
    /// Years over which what is paid once is spread
    #[arg(long, value_name = "YEARS", default_value_t = 5.0)]
    pub(crate) years: f64,
    /// Count only what this party loses, by its id
    #[arg(long, value_name = "PARTY")]
    pub(crate) party: Option<String>,
    /// Play until half of the widest interval is this share of the largest saving, e.g. 5% [default: 10%; with -n all histories are played]
    #[arg(long, value_name = "SHARE", value_parser = share)]
    pub(crate) precision: Option<f64>,
    /// Time it may take, e.g. 30s or 5m; what is known by then depends on the machine
    #[arg(long, value_name = "TIME", value_parser = seconds)]
    pub(crate) time: Option<f64>,
    #[command(flatten)]
    pub(crate) luck: Luck,
    /// Play them although more than 1 % of what customers want is not sold even without the event
    #[arg(long)]
    pub(crate) allow_abnormal_baseline: bool,
    /// Also write a folder: the ranking as page, workbook, CSV, Parquet and JSON
    #[arg(short, long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) out: Option<PathBuf>,
    /// Tell it in the report of this run, of the same model and one of the scenarios
    #[arg(long, value_name = "RUN", value_hint = ValueHint::DirPath)]
    pub(crate) into: Option<PathBuf>,
    /// Also write a page: one file, for a browser, without a network
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) html: Option<PathBuf>,
    /// Also write a table: a row for each change
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) csv: Option<PathBuf>,
    /// Print JSON instead of text
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
#[command(help_template = TEMPLATE, before_help = "\
Examples:
  blackstart spof acme                        on the days of its default scenario
  blackstart spof acme shutdown --gone 21d    suppliers and crews are gone for three weeks
  blackstart spof acme --html spof.html --csv spof.csv",
  after_help = "\
Each system, supplier, provider of systems and crew is taken out alone, then pairs of them.
A system is lost at the start of an otherwise normal day and rebuilt by its own tasks;
a supplier delivers nothing for the time of --gone; a crew is missed on the bad day.")]
pub(crate) struct Spof {
    /// The model: a folder or a workbook
    #[arg(value_hint = ValueHint::AnyPath)]
    pub(crate) model: PathBuf,
    /// Scenario, by name or file [default: the model's default_scenario, or its only one]
    #[arg(value_hint = ValueHint::FilePath)]
    pub(crate) scenario: Option<String>,
    /// How long suppliers, providers, crews, and systems that no task rebuilds are gone
    #[arg(long, value_name = "TIME", default_value = "14d")]
    pub(crate) gone: String,
    /// Most pairs that are played, the most promising first
    #[arg(long, value_name = "COUNT", default_value_t = 100, value_parser = clap::value_parser!(u32).range(0..=1_000_000))]
    pub(crate) pairs: u32,
    /// Histories of each
    #[arg(short = 'n', long, value_name = "COUNT", default_value_t = 64, value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    pub(crate) replicates: u64,
    /// Random seed: same files, seed and version, same bytes [default: the scenario's]
    #[arg(long, value_name = "NUMBER")]
    pub(crate) seed: Option<u64>,
    #[command(flatten)]
    pub(crate) threads: Threads,
    /// Play it although more than 1% of what customers want is not sold even without the event
    #[arg(long)]
    pub(crate) allow_abnormal_baseline: bool,
    /// Also write a page: one file, for a browser, without a network
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) html: Option<PathBuf>,
    /// Also write a table: a row for each that is gone, each crew and each pair
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) csv: Option<PathBuf>,
    /// Print JSON instead of text
    #[arg(long)]
    pub(crate) json: bool,
}

/// Which years are simulated from finished runs.
#[derive(Clone, Debug, Args)]
pub(crate) struct Calendar {
    /// Run folders, one for each scenario
    #[arg(required = true, value_name = "RUN", value_hint = ValueHint::DirPath)]
    runs: Vec<PathBuf>,
    /// Years to simulate
    #[arg(long, value_name = "COUNT", default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    years: u32,
    /// Annual rate, overriding the scenario's `rate`: SCENARIO=TIMES_A_YEAR; may be repeated
    #[arg(long, value_name = "RATE", value_parser = rate)]
    rate: Vec<RateOf>,
    /// Random seed of the years
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    seed: u64,
}

impl Calendar {
    /// The same, as a job takes it.
    pub(crate) fn wanted(&self) -> WantedCalendar {
        WantedCalendar { runs: self.runs.clone(), years: self.years, rates: self.rate.clone(), seed: self.seed }
    }
}

fn rate(text: &str) -> Result<RateOf, String> {
    let (scenario, rate) = text.split_once('=').ok_or("write SCENARIO=0.05: once in twenty years")?;
    let per_year: f64 = rate.trim().parse().map_err(|_| format!("`{rate}` is not a number"))?;
    Ok(RateOf { scenario: scenario.trim().to_owned(), per_year })
}

#[derive(Debug, Args)]
#[command(help_template = TEMPLATE, before_help = "\
Examples:
  blackstart curve out/acme-ransomware out/acme-outage
  blackstart curve out/acme-ransomware --rate ransomware=0.02 --years 100000 --json
  blackstart curve out/acme-ransomware --html curve.html")]
pub(crate) struct Curve {
    #[command(flatten)]
    pub(crate) calendar: Calendar,
    /// Also write the curves as a page: one file, for a browser, without a network
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) html: Option<PathBuf>,
    /// Print JSON instead of text
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
#[command(help_template = TEMPLATE, before_help = "\
Examples:
  blackstart serve                        the models in this folder, at http://127.0.0.1:7780/
  blackstart serve models --port 8080 --at-once 2
  blackstart serve models --address 0.0.0.0 --host planning.example.org")]
pub(crate) struct Serve {
    /// Folder with models, or a model's own
    #[arg(default_value = ".", value_hint = ValueHint::DirPath)]
    pub(crate) folder: PathBuf,
    /// Address to listen at; any but this machine's own needs a token, which is shown once
    #[arg(long, value_name = "IP", default_value = "127.0.0.1")]
    pub(crate) address: std::net::IpAddr,
    /// Port; 0: any that is free
    #[arg(long, value_name = "N", default_value_t = 7780)]
    pub(crate) port: u16,
    /// Another name by which browsers reach the server, such as that of a proxy with TLS before it; needs the token as well
    #[arg(long = "host", value_name = "NAME")]
    pub(crate) hosts: Vec<String>,
    /// Want the token at this machine's own address too
    #[arg(long)]
    pub(crate) token: bool,
    /// Runs computed at once
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) at_once: u32,
    /// Most runs that wait
    #[arg(long, value_name = "N", default_value_t = 100)]
    pub(crate) waiting_most: u32,
    /// Most histories of a run
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    pub(crate) replicates_most: u64,
    /// Memory for the histories of all runs computed at once, in MB
    #[arg(long, value_name = "MB", default_value_t = 2_000)]
    pub(crate) memory_most: u64,
    /// Most systems, services, sites and links of a model, all together
    #[arg(long, value_name = "N", default_value_t = 100_000)]
    pub(crate) size_most: u64,
    /// Open no browser
    #[arg(long)]
    pub(crate) no_open: bool,
    /// Tell each request on stderr: method, path, status, time
    #[arg(long)]
    pub(crate) log: bool,
    /// Print the address, and the token where there is one, as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
#[command(help_template = TEMPLATE, before_help = "\
Examples:
  blackstart export out/acme-ransomware out/acme-outage --ord loss
  ods_tools combine -a loss other --config-file config.json --output-dir out")]
pub(crate) struct Export {
    #[command(flatten)]
    pub(crate) calendar: Calendar,
    /// Folder for Open Results Data: tables as csv and Parquet, occurrences, binary summary streams
    #[arg(long, required = true, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) ord: PathBuf,
    /// Print JSON instead of text
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
#[command(help_template = TEMPLATE, before_help = "\
Examples:
  blackstart priors
  blackstart priors --without jlr-2025 --as-of 2025-08-31
  blackstart priors --json | jq .priors[].value")]
pub(crate) struct Priors {
    /// Leave out an incident and all that the same attack hit: its id, or the name of the example that plays it
    #[arg(long, value_name = "ID")]
    pub(crate) without: Vec<String>,
    /// Only what was known on this day
    #[arg(long, value_name = "DATE")]
    pub(crate) as_of: Option<String>,
    /// Print JSON instead of text
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
#[command(help_template = TEMPLATE, subcommand_required = true, arg_required_else_help = true,
  disable_help_subcommand = true, before_help = "\
Examples:
  blackstart import company applications.xlsx bia.csv suppliers.csv --dry-run
  blackstart import company applications.xlsx bia.csv suppliers.csv --map map.toml --out acme
  blackstart import bloodhound *.json --model acme --start ALICE@ACME.LOCAL --out acme/scenarios/alice.toml
  blackstart import oed account.csv --insured acme >> acme/model.toml")]
pub(crate) struct Import {
    #[command(subcommand)]
    pub(crate) command: ImportCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ImportCommand {
    /// Make a model of inventories, impact analyses, supplier lists and ServiceNow exports
    Company(ImportCompany),
    /// Make an attack on a model's systems of a directory that BloodHound collected
    Bloodhound(ImportBloodhound),
    /// Print the [[policy]] tables of an OED cyber account file
    Oed(ImportOed),
}

const BLOODHOUND_FILES: &str = "\
Files are JSON of a collector of BloodHound CE (users, computers, groups, domains, …) or OpenGraph, all of one collection. Edges that \
are known, and what they become: docs/reference/bloodhound.md.";

#[derive(Debug, Args)]
#[command(help_template = TEMPLATE, after_help = BLOODHOUND_FILES, before_help = "\
Examples:
  blackstart import bloodhound *.json --model acme --dry-run
  blackstart import bloodhound *.json --model acme --start ALICE@ACME.LOCAL --out acme/scenarios/alice.toml
  blackstart attack acme alice")]
pub(crate) struct ImportBloodhound {
    /// Files of a collection
    #[arg(required = true, value_hint = ValueHint::FilePath)]
    pub(crate) files: Vec<PathBuf>,
    /// Folder of the model whose systems are attacked, or its workbook
    #[arg(long, value_name = "MODEL", value_hint = ValueHint::AnyPath)]
    pub(crate) model: PathBuf,
    /// Where the attacker starts: a user, a computer or a group, by name or identifier; may be given several times
    #[arg(long, value_name = "NODE")]
    pub(crate) start: Vec<String>,
    /// Which computer carries a system, where their names do not say it; may be given several times
    #[arg(long = "match", value_name = "SYSTEM=NODE", value_parser = matched)]
    pub(crate) matches: Vec<(String, String)>,
    /// How many techniques longer than the shortest a way to a system may be [default: 2]
    #[arg(long, value_name = "COUNT")]
    pub(crate) detour: Option<usize>,
    /// Only print what edges become, which computer carries which system, and what could be reached
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Scenario to write: a file that does not exist, in the model's folder `scenarios`
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) out: Option<PathBuf>,
    /// Print JSON instead of text
    #[arg(long)]
    pub(crate) json: bool,
}

fn matched(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((system, node)) if !system.trim().is_empty() && !node.trim().is_empty() => {
            Ok((system.trim().to_owned(), node.trim().to_owned()))
        }
        _ => Err("write a system and a computer, such as `erp=SRV017`".to_owned()),
    }
}

const COMPANY_FILES: &str = "\
Files are tables: .csv, .xlsx, .ods, .parquet, or .json records. What they hold is guessed, and said; with a map nothing is \
guessed. Columns that are known, and the map: docs/reference/import.md.";

#[derive(Debug, Args)]
#[command(help_template = TEMPLATE, after_help = COMPANY_FILES, before_help = "\
Examples:
  blackstart import company applications.xlsx bia.csv suppliers.csv --dry-run
  blackstart import company applications.xlsx bia.csv suppliers.csv --map map.toml --out acme
  blackstart check acme && blackstart run acme")]
pub(crate) struct ImportCompany {
    /// Tables of the company
    #[arg(required = true, value_hint = ValueHint::FilePath)]
    pub(crate) files: Vec<PathBuf>,
    /// What the tables hold; with --dry-run it is written there if there is none yet
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) map: Option<PathBuf>,
    /// Only print what would be taken from where, and write the map (map.toml) to edit
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Folder of the model: a new one, or one that was imported before, in which edits are kept
    #[arg(long, value_name = "DIR", required_unless_present = "dry_run", value_hint = ValueHint::DirPath)]
    pub(crate) out: Option<PathBuf>,
    /// Print JSON instead of text
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
#[command(help_template = TEMPLATE, before_help = "\
Examples:
  blackstart import oed account.csv --insured acme >> acme/model.toml")]
pub(crate) struct ImportOed {
    /// OED account file: a table
    #[arg(value_hint = ValueHint::FilePath)]
    pub(crate) account: PathBuf,
    /// Party of the model that its policies insure
    #[arg(long, value_name = "PARTY")]
    pub(crate) insured: String,
    /// Print JSON instead of text
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
#[command(help_template = TEMPLATE, before_help = "\
Examples:
  blackstart shard acme shutdown --replicates 0..5000 --of 10000 --out parts
  blackstart shard acme shutdown --replicates 5000..10000 --of 10000 --out parts
  blackstart merge parts --out out/acme-shutdown")]
pub(crate) struct Shard {
    /// Folder of the model, or its workbook
    #[arg(value_hint = ValueHint::AnyPath)]
    pub(crate) model: PathBuf,
    /// Scenario, by name or file
    #[arg(value_hint = ValueHint::FilePath)]
    pub(crate) scenario: String,
    /// Replicates to play: first..end, the end excluded
    #[arg(long, value_name = "A..B", value_parser = range)]
    pub(crate) replicates: Range<u32>,
    /// Replicates of the whole run, in all shards together [default: the scenario's]
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    pub(crate) of: Option<u64>,
    /// Folder for the parts; those that are there already are not played again
    #[arg(short, long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) out: PathBuf,
    /// Random seed [default: the scenario's]
    #[arg(long, value_name = "NUMBER")]
    pub(crate) seed: Option<u64>,
    #[command(flatten)]
    pub(crate) threads: Threads,
    /// Play it although more than 1 % of what customers want is not sold even without the event
    #[arg(long)]
    pub(crate) allow_abnormal_baseline: bool,
    /// Print JSON instead of text
    #[arg(long)]
    pub(crate) json: bool,
}

fn range(text: &str) -> Result<Range<u32>, String> {
    let bounds = text
        .split_once("..")
        .and_then(|(first, end)| Some(first.trim().parse::<u64>().ok()?..end.trim().parse::<u64>().ok()?));
    let Some(range) = bounds else { return Err("write a range such as `0..5000`".to_owned()) };
    match (u32::try_from(range.start), u32::try_from(range.end)) {
        (Ok(first), Ok(end)) if first < end => Ok(first..end),
        (_, Err(_)) => Err(format!("the range goes beyond {}", u32::MAX)),
        _ => Err("the range is empty".to_owned()),
    }
}

#[derive(Debug, Args)]
#[command(help_template = TEMPLATE, subcommand_required = true, arg_required_else_help = true,
  disable_help_subcommand = true, before_help = "\
Examples:
  blackstart network check economy
  blackstart network run economy --shock fire.toml --steps 180
  blackstart network rank economy --top 50")]
pub(crate) struct Network {
    #[command(subcommand)]
    pub(crate) command: NetworkCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum NetworkCommand {
    /// Find everything that is wrong with a network, and sum it up
    Check(NetworkCheck),
    /// Play shocks step by step
    Run(Box<NetworkRun>),
    /// Rank failures by the share of the economy they take down (ESRI)
    Rank(NetworkRank),
}

const NETWORK_FILES: &str = "\
A network is a folder with firms and links (.csv or .parquet), an input-output table (Z.csv, Y.csv, x.csv), \
or a folder saved by pymrio. Shocks are a .toml file or a table. Layouts: docs/reference/network.md.";

#[derive(Debug, Args)]
#[command(help_template = TEMPLATE, after_help = NETWORK_FILES, before_help = "\
Examples:
  blackstart network check economy
  blackstart network check economy --shock fire.toml --json")]
pub(crate) struct NetworkCheck {
    /// Folder of the network
    #[arg(value_hint = ValueHint::DirPath)]
    pub(crate) network: PathBuf,
    /// Shocks to check too
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) shock: Option<PathBuf>,
    /// Treat warnings as errors
    #[arg(long)]
    pub(crate) strict: bool,
    /// Print JSON instead of text
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
#[command(help_template = TEMPLATE, after_help = NETWORK_FILES, before_help = "\
Examples:
  blackstart network run economy --shock fire.toml --steps 180
  blackstart network run mrio --dynamic ario --shock flood.toml --steps 365 --firms
  blackstart network run economy --shock fire.toml --steps 90 --save-state day-90
  blackstart network run economy --shock fire.toml --steps 90 --from-state day-90 --out out/second
  blackstart network run economy --company acme --sites sites.csv --scenario shutdown --replicates 50")]
pub(crate) struct NetworkRun {
    /// Folder of the network
    #[arg(value_hint = ValueHint::DirPath)]
    pub(crate) network: PathBuf,
    /// Shocks to play; without them, nothing happens
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) shock: Option<PathBuf>,
    /// Steps to play
    #[arg(long, default_value_t = 180, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    pub(crate) steps: u64,
    #[command(flatten)]
    pub(crate) company: CompanyArgs,
    #[command(flatten)]
    pub(crate) dynamic: DynamicArgs,
    /// Write every firm in every step (firms.parquet)
    #[arg(long)]
    pub(crate) firms: bool,
    /// Save the state after the last step to a file
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) save_state: Option<PathBuf>,
    /// Resume from a state saved with --save-state: same network, dynamic and shocks
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) from_state: Option<PathBuf>,
    /// Folder to write [default: out/network-NAME]
    #[arg(short, long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) threads: Threads,
    /// Print JSON instead of text
    #[arg(long)]
    pub(crate) json: bool,
}

/// A company whose sites are firms of the network.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "A company in the network")]
pub(crate) struct CompanyArgs {
    /// Folder of a company's model: its sites are firms of the network
    #[arg(long, value_name = "MODEL", requires = "sites", value_hint = ValueHint::DirPath)]
    pub(crate) company: Option<PathBuf>,
    /// Table of its sites: columns site, and firm or sector (and region)
    #[arg(long, value_name = "FILE", requires = "company", value_hint = ValueHint::FilePath)]
    pub(crate) sites: Option<PathBuf>,
    /// Its scenario, by name or file [default: its only or default one]
    #[arg(long, requires = "company")]
    pub(crate) scenario: Option<String>,
    /// Histories to play [default: 20]
    #[arg(short = 'n', long, value_name = "COUNT", requires = "company", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub(crate) replicates: Option<u32>,
    /// Random seed [default: the scenario's]
    #[arg(long, requires = "company")]
    pub(crate) seed: Option<u64>,
    /// Length of a step of the network, in hours
    #[arg(long, value_name = "HOURS", default_value_t = 24.0, value_parser = positive)]
    pub(crate) step_hours: f64,
    /// Units of network currency per unit of company currency: 1e-6 if the network counts in millions
    #[arg(long, value_name = "FACTOR", default_value_t = 1.0, value_parser = positive)]
    pub(crate) money: f64,
}

/// Which dynamic, and its numbers.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Dynamic")]
pub(crate) struct DynamicArgs {
    /// Published dynamic [default: ario for a table, else inoue-todo]
    #[arg(long, value_enum)]
    pub(crate) dynamic: Option<DynamicName>,
    /// Target stock, in steps of use [default: 15; ario 90]
    #[arg(long, value_name = "STEPS", value_parser = positive)]
    pub(crate) inventory: Option<f64>,
    /// Steps to close a gap of stock [default: 6; ario 60]
    #[arg(long, value_name = "STEPS", value_parser = positive)]
    pub(crate) restore: Option<f64>,
    /// inoue-todo: order rule 0 to 2
    #[arg(long, value_name = "RULE", default_value_t = 0, value_parser = clap::value_parser!(u8).range(0..=2))]
    pub(crate) order: u8,
    /// inoue-todo: rationing; 0 proportional, 1 final demand last, 2 filling, 3 filling with final demand last
    #[arg(long, value_name = "RULE", default_value_t = 0, value_parser = clap::value_parser!(u8).range(0..=3))]
    pub(crate) rationing: u8,
    /// ario: share of the target stock below which production falls
    #[arg(long, value_name = "SHARE", default_value_t = 0.8, value_parser = share)]
    pub(crate) psi: f64,
    /// ario: orders keep their normal shares instead of following the capacity of suppliers
    #[arg(long)]
    pub(crate) fixed_shares: bool,
    /// Steps per year: yearly flows of a table are divided by it
    #[arg(long, value_name = "STEPS", default_value_t = 365.0, value_parser = positive)]
    pub(crate) steps_per_year: f64,
    /// Capital as a multiple of yearly value added, for shocks to capital
    #[arg(long, value_name = "TIMES", default_value_t = 4.0, value_parser = positive)]
    pub(crate) capital_ratio: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DynamicName {
    /// Inoue & Todo 2017, 2019: stock by link
    InoueTodo,
    /// Hallegatte 2008, 2013: stock by input, overproduction
    Ario,
}

fn positive(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(value) if value.is_finite() && value > 0.0 => Ok(value),
        _ => Err(format!("`{text}` is not a positive number")),
    }
}

fn share(text: &str) -> Result<f64, String> {
    let plain = text.parse().ok().filter(|share| (0.0..=1.0).contains(share));
    let written = || quantity(text, Dimension::Share, &Currency { code: String::new(), sign: String::new() }).ok();
    plain.or_else(written).ok_or_else(|| format!("`{text}` is not a share such as 0.8 or 80%"))
}

#[derive(Debug, Args)]
#[command(help_template = TEMPLATE, after_help = NETWORK_FILES, before_help = "\
Examples:
  blackstart network rank economy                     every firm fails alone
  blackstart network rank economy --failures list.csv several firms fail together
  blackstart network rank economy --no-substitution --exact")]
pub(crate) struct NetworkRank {
    /// Folder of the network
    #[arg(value_hint = ValueHint::DirPath)]
    pub(crate) network: PathBuf,
    /// Failures to rank, shocks to capacity [default: every firm alone]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) failures: Option<PathBuf>,
    /// How firms produce [default: by essential, if the network has it, else leontief]
    #[arg(long, value_enum)]
    pub(crate) production: Option<ProductionName>,
    /// Do not substitute failed firms
    #[arg(long)]
    pub(crate) no_substitution: bool,
    /// Losses are shares of the columns revenue and costs instead of the known links
    #[arg(long)]
    pub(crate) accounts: bool,
    /// Stop when no firm loses more than this in a pass
    #[arg(long, value_name = "SHARE", default_value_t = 0.01, value_parser = share, conflicts_with = "exact")]
    pub(crate) stop: f64,
    /// Iterate to the fixed point instead of the published stop
    #[arg(long)]
    pub(crate) exact: bool,
    /// Failures shown
    #[arg(long, value_name = "COUNT", default_value_t = 20)]
    pub(crate) top: usize,
    /// Folder to write [default: out/rank-NAME]
    #[arg(short, long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) threads: Threads,
    /// Print JSON instead of text
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ProductionName {
    /// Every input is essential
    Leontief,
    /// No input is
    Linear,
}

#[derive(Debug, Args)]
#[command(help_template = TEMPLATE, before_help = "\
Examples:
  blackstart restart acme                  a plan for its default scenario, and what it saves
  blackstart restart acme shutdown --time 5m -n 2000
  blackstart restart acme --plan ours.csv  compare your own plan with the one found
  blackstart restart acme --facts done.csv --now 2026-03-04T12:00
                                           in mid-recovery: plan the rest, from now on
  blackstart restart --psplib j301_1.sm    a published instance, so that anyone can check",
  after_help = "\
A plan is a ranked list of systems: any free member of a crew takes the first task on it that can begin. \
The folder gets plan.csv, tasks.csv, plan.xlsx, project.xml (MS Project) and report.html. Ctrl-C gives the best plan so far.")]
pub(crate) struct Restart {
    /// Folder of the model, or its workbook
    #[arg(value_hint = ValueHint::AnyPath, required_unless_present = "psplib")]
    pub(crate) model: Option<PathBuf>,
    /// Scenario, by name or file [default: the model's default_scenario, or its only one]
    #[arg(value_hint = ValueHint::FilePath)]
    pub(crate) scenario: Option<String>,
    /// Schedule a PSPLIB .sm or .mm file, or a Patterson .rcp file, instead, for the shortest makespan; uses --schedules, --time, --seed [default: 1], --threads and --exact
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "model")]
    pub(crate) psplib: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) luck: Luck,
    /// Schedules the search may make [default: 200000, with --psplib 50000; unlimited if --time is given]
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) schedules: Option<u64>,
    /// Time the search may take, e.g. 300ms, 30s or 5m; the plan then depends on the machine
    #[arg(long, value_name = "TIME", value_parser = seconds)]
    pub(crate) time: Option<f64>,
    /// With --psplib: spend this long proving a lower bound, where the program was built with its constraint solver
    #[arg(long, value_name = "TIME", value_parser = seconds, conflicts_with = "model")]
    pub(crate) exact: Option<f64>,
    /// Your own plan: a table (CSV, XLSX, Parquet) with a column `system`, in order; evaluated next to the others. May be repeated
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) plan: Vec<PathBuf>,
    /// What has begun already: a table with columns system, task, began, ended (empty: still running)
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, requires = "now", conflicts_with = "psplib")]
    pub(crate) facts: Option<PathBuf>,
    /// Plan from this moment on: a date, or a time from the scenario's start such as 6d; nothing else begins before it
    #[arg(long, value_name = "WHEN", conflicts_with = "psplib")]
    pub(crate) now: Option<String>,
    /// Folder to write [default: out/MODEL-SCENARIO-restart]
    #[arg(short, long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) out: Option<PathBuf>,
    /// Plan although more than 1 % of what customers want is not sold even without the event
    #[arg(long, conflicts_with = "psplib")]
    pub(crate) allow_abnormal_baseline: bool,
    /// Print JSON instead of text
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
#[command(help_template = TEMPLATE, before_help = "\
Examples:
  blackstart merge parts --out out/acme-shutdown")]
pub(crate) struct Merge {
    /// Folder of the parts that `blackstart shard` wrote
    #[arg(value_hint = ValueHint::DirPath)]
    pub(crate) parts: PathBuf,
    /// Run folder to write
    #[arg(short, long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) out: PathBuf,
    /// Folder of the model that the parts were played from [default: as `shard` was told]
    #[arg(long, value_name = "MODEL", value_hint = ValueHint::DirPath)]
    pub(crate) model: Option<PathBuf>,
    /// Their scenario, by name or file [default: as `shard` was told]
    #[arg(long, value_hint = ValueHint::FilePath)]
    pub(crate) scenario: Option<String>,
    #[command(flatten)]
    pub(crate) threads: Threads,
    /// Replace the folder even if it holds another run
    #[arg(long)]
    pub(crate) force: bool,
    /// Do not write report.html
    #[arg(long)]
    pub(crate) no_report: bool,
    /// Write what was drawn as well: inputs.parquet, a row per history, a column per input
    #[arg(long)]
    pub(crate) inputs: bool,
    /// Print JSON instead of text
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
#[command(help_template = TEMPLATE, before_help = "\
Examples:
  blackstart report out/acme-shutdown                   write report.html again
  blackstart report out/acme-shutdown --onepage         one sheet of A4 for a board
  blackstart report out/acme-shutdown --format xlsx     a sheet for each table")]
pub(crate) struct Report {
    /// Run folder
    #[arg(value_hint = ValueHint::DirPath)]
    pub(crate) run: PathBuf,
    /// Form of the report; the file lies in the run folder
    #[arg(long, value_enum, default_value_t = ReportForm::Html)]
    pub(crate) format: ReportForm,
    /// One sheet of A4 for a board, onepage.html: print it from a browser
    #[arg(long, conflicts_with = "format")]
    pub(crate) onepage: bool,
    /// Print JSON instead of text
    #[arg(long)]
    pub(crate) json: bool,
}

/// A form of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportForm {
    /// One page with everything, report.html
    Html,
    /// Markdown, report.md
    Md,
    /// Every table cell by cell, report.csv
    Csv,
    /// A sheet for each table, report.xlsx
    Xlsx,
    /// A Word document, report.docx
    Docx,
}

#[derive(Debug, Args)]
#[command(help_template = TEMPLATE, before_help = "\
Examples:
  blackstart completions bash > ~/.local/share/bash-completion/completions/blackstart
  blackstart completions fish > ~/.config/fish/completions/blackstart.fish")]
pub(crate) struct Completions {
    /// Shell
    #[arg(value_enum)]
    pub(crate) shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
#[command(help_template = TEMPLATE, before_help = "\
Examples:
  blackstart man | man -l -
  blackstart man --out share/man/man1     one page per command")]
pub(crate) struct Man {
    /// Folder for one page per command, instead of the main page on stdout
    #[arg(short, long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) out: Option<PathBuf>,
}

/// What was asked for; wrong usage ends here with exit code 2.
pub(crate) fn parse() -> Command {
    Blackstart::parse().command
}

/// The whole command line, for completions and manual pages.
pub(crate) fn command_line() -> clap::Command {
    <Blackstart as clap::CommandFactory>::command()
}

#[cfg(test)]
mod tests;
