//! Simulate the cyber shutdown of a company: what stops, when, for whom, and what it costs.
//!
//! This is the one crate a program needs; everything else is below it. The words are those of `docs/reference/format.md`:
//! a **model** is the company, a **scenario** a bad day and the answer to it, a **replicate** one sampled history, **results** are many.
//!
//! # A first run
//!
//! A model is a folder; [`jobs::init()`] writes a small one. [`jobs`] does all that the command does: each is a function with a request, a
//! [`jobs::Watcher`] (here nobody) and an answer.
//!
//! ```
//! use blackstart::jobs::{self, InitRequest, RunRequest, Sampling};
//! use blackstart::report;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let place = tempfile::tempdir()?;
//! let folder = place.path().join("acme");
//! jobs::init(&InitRequest { folder: folder.clone() }, &())?;
//!
//! // Sixteen histories of its bad day, and a run folder: tables, a summary, a page.
//! let request = RunRequest {
//!     model: folder,
//!     sampling: Sampling { replicates: Some(16), seed: Some(7), threads: 0 },
//!     out: Some(place.path().join("run")),
//!     ..RunRequest::default()
//! };
//! let run = jobs::run(&request, &())?;
//!
//! // What came out, in numbers …
//! let loss = &run.summary.loss.total;
//! println!("one time in two over {}, one in twenty over {}", loss.p50, loss.p95);
//! for part in &run.summary.loss.by_cause {
//!     println!("{:>12} {:.0}", part.name, part.loss.mean);
//! }
//!
//! // … in words, and for machines: what `blackstart run --json` prints.
//! print!("{}", report::terminal(&run.story(), report::Style::default()));
//! assert_eq!(serde_json::to_value(&run)?["schema"], "blackstart/run/1");
//! # Ok(())
//! # }
//! ```
//!
//! # Two plans on the same random draws
//!
//! Whoever wants the histories themselves opens a model and plays an [`Ensemble`]. Every draw is a function of seed, replicate and
//! subject. A second scenario with the same seed meets the same draws, so that the difference is the plan's, not chance's.
//!
//! ```
//! use blackstart::jobs::{self, Opened};
//! use blackstart::{Comparison, Ensemble, store};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let place = tempfile::tempdir()?;
//! # let folder = place.path().join("acme");
//! # jobs::init(&jobs::InitRequest { folder: folder.clone() }, &())?;
//! // Reading finds everything that is wrong at once; what is read knows the hash of its files.
//! let Opened { model, scenario: bad_day, .. } = jobs::open(&folder, Some("shutdown"))?;
//!
//! // Same files, seed and version: same bytes, on any number of threads.
//! let ensemble = Ensemble::new(&model, &bad_day).seed(7).replicates(8);
//! let a = ensemble.run();
//! assert_eq!(store::digest(&a), store::digest(&ensemble.run()));
//!
//! let mut no_costs = bad_day.clone();
//! no_costs.costs.clear();
//! let b = Ensemble::new(&model, &no_costs).seed(7).replicates(8).run();
//! let difference = Comparison::of(&a, &b)?;
//! assert!(difference.total_loss.difference.mean >= 0.0);
//! # Ok(())
//! # }
//! ```
//!
//! # Where things are
//!
//! | | |
//! |---|---|
//! | [`jobs`] | all that the command does: request, watcher, answer |
//! | [`model`] | files → a checked company and a checked bad day; everything that is wrong with them |
//! | [`sim`] | one history: attack, outage, service, flow, loss |
//! | [`ensemble`] | many histories, their summary, two plans compared, years and their loss curve |
//! | [`plan`] | tasks under limited crews, and the search for a good order |
//! | [`store`] | run folders, parts, digests |
//! | [`report`] | results in words and pictures, next to what really happened |

pub use blackstart_ensemble as ensemble;
pub use blackstart_import as import;
pub use blackstart_jobs as jobs;
pub use blackstart_model as model;
pub use blackstart_plan as plan;
pub use blackstart_read as read;
pub use blackstart_report as report;
pub use blackstart_sim as sim;
pub use blackstart_store as store;

pub use blackstart_ensemble::{Comparison, Ensemble, Results, Summary, Years};
pub use blackstart_model::{Model, Scenario};
