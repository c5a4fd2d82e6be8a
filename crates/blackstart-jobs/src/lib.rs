//! What a face may ask for: each a function with a request, a watcher and an answer; prints nothing.
//!
//! A **request** is plain data with defaults: what a command line, a form on a page or a call from Python says. A [`Watcher`] is told how
//! far the work is, may stop it, and takes [`Note`]s. An **answer** is what came out, in named fields: serialised, it is what `--json`
//! prints, so that every face says the same words. A [`Failure`] says why there is no answer; [`Answer::outcome`] says whether an answer
//! that is there is a success.

#![warn(missing_docs)]

mod answer;
mod assumed;
mod attack;
mod backtest;
mod check;
mod clock;
mod command;
mod compare;
mod convert;
mod curve;
mod drivers;
mod ending;
mod export;
mod failure;
mod found;
mod guessed;
mod import;
mod init;
mod lookup;
mod merge;
pub mod network;
mod normal;
mod open;
mod pages;
mod paths;
mod promise;
mod psplib;
mod rank;
mod report;
mod restart;
mod run;
mod sampling;
mod shard;
mod spof;
mod tables;
mod walk;
mod watch;
mod weight;

pub use answer::Answer;
pub use attack::{AttackAnswer, AttackRequest, attack};
pub use backtest::{BacktestAnswer, BacktestRequest, backtest, backtest_page};
pub use check::{CheckAnswer, CheckRequest, ModelHead, Moving, ScenarioHead, SharedLuck, check};
pub use clock::seconds;
pub use compare::{CompareAnswer, CompareRequest, compare, compare_page};
pub use convert::{ConvertAnswer, ConvertRequest, convert};
pub use curve::{Calendar, CurveAnswer, CurveRequest, RateOf, curve};
pub use export::{ExportAnswer, ExportRequest, export};
pub use failure::Failure;
pub use found::Found;
pub use import::{
    ImportAnswer, ImportBloodhoundAnswer, ImportBloodhoundRequest, ImportCompanyAnswer, ImportCompanyRequest,
    ImportRequest, ImportedCandidate, ImportedChange, ImportedColumn, ImportedKind, ImportedMatch, ImportedMerged,
    ImportedName, ImportedPassed, ImportedRelation, ImportedTable, ImportedUnknown, SystemMatch, import,
    import_bloodhound, import_company,
};
pub use init::{InitAnswer, InitRequest, init};
pub use lookup::{
    CodeTitle, CodesAnswer, ExplainAnswer, LibraryAlert, LibraryAnswer, LibraryChain, LibraryTechnique, PriorIncident,
    PriorRow, PriorUnit, PriorsAnswer, PriorsRequest, TimeQuantiles, codes, explain, library, priors,
};
pub use merge::{MergeAnswer, MergeRequest, merge};
pub use open::{Opened, open};
pub use promise::{Kept, Promise};
pub use psplib::{PsplibAnswer, PsplibRequest, PsplibTask, psplib};
pub use rank::{RankAnswer, RankRequest, rank};
pub use report::{ReportAnswer, ReportFormat, ReportRequest, report};
pub use restart::{RestartAnswer, RestartRequest, ReturnWorth, restart};
pub use run::{RunAnswer, RunRequest, resume, run};
pub use sampling::Sampling;
pub use shard::{ShardAnswer, ShardRequest, shard};
pub use spof::{SpofAnswer, SpofRequest, spof};
pub use tables::{ModelColumn, ModelTable, TablesAnswer, TablesRequest, tables};
pub use walk::{
    Falls, Hanging, Making, Need, WalkAnswer, WalkAt, WalkKind, WalkLogic, WalkName, WalkRequest, WalkSystem, WalkTask,
    Working, walk,
};
pub use watch::{Note, Stage, Watcher};
