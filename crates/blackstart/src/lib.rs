//! Simulate the cyber shutdown of a company: what stops, when, for whom, and what it costs.
//!
//! This is the one crate a program needs; everything else is below it. The words are those of `docs/reference/format.md`:
//! a **model** is the company, a **scenario** a bad day and the answer to it, a **replicate** one sampled history, **results** are many.
//!
//! # A first run
//!
//! A model is a folder. `blackstart init` writes a small one; here its files come from [`read::starter`].
//!
//! ```
//! use blackstart::read;
//! use blackstart::{Ensemble, Summary, report, store};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let place = tempfile::tempdir()?;
//! let folder = place.path().join("acme");
//! for (name, contents) in read::starter() {
//!     let path = folder.join(name);
//!     std::fs::create_dir_all(path.parent().ok_or("a file in a folder")?)?;
//!     std::fs::write(path, contents)?;
//! }
//!
//! // Reading finds everything that is wrong at once; a model is there only if nothing is.
//! let read = read::model(&folder, &store::Formats);
//! print!("{}", report::problems(&read.problems, read.omitted, report::Style::default()));
//! let model = read.it.ok_or("the model has errors")?;
//!
//! // A bad day, and how the company answers it.
//! let files = std::fs::read_dir(folder.join("scenarios"))?;
//! let first = files.flatten().map(|file| file.path()).min().ok_or("a scenario")?;
//! let bad_day = read::scenario(&first, &model).it.ok_or("the scenario has errors")?;
//!
//! // Sixteen histories. Same files, seed and version: same bytes, on any number of threads.
//! let ensemble = Ensemble::new(&model, &bad_day).seed(7).replicates(16);
//! let results = ensemble.run();
//! assert_eq!(store::digest(&results), store::digest(&ensemble.run()));
//!
//! // What they say, in numbers …
//! let summary = Summary::of(&results);
//! let loss = &summary.loss.total;
//! println!("one time in two over {}, one in twenty over {}", loss.p50, loss.p95);
//! for part in &summary.loss.by_cause {
//!     println!("{:>12} {:.0}", part.name, part.loss.mean);
//! }
//!
//! // … in words, and as a page that needs nobody else.
//! let story = report::Story::new(&results, summary);
//! print!("{}", report::terminal(&story, report::Style::default()));
//! store::write(&results, &place.path().join("run"))?;
//! store::write_file(&place.path().join("run.html"), report::html(&story).as_bytes())?;
//! # Ok(())
//! # }
//! ```
//!
//! # Two plans under the same luck
//!
//! Every draw is a function of seed, replicate and subject. A second scenario with the same seed meets the same luck, so that the
//! difference is the plan's, not chance's.
//!
//! ```
//! use blackstart::read;
//! use blackstart::{Comparison, Ensemble, Model, Scenario, store};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let place = tempfile::tempdir()?;
//! # for (name, contents) in read::starter() {
//! #     let path = place.path().join(name);
//! #     std::fs::create_dir_all(path.parent().ok_or("a file in a folder")?)?;
//! #     std::fs::write(path, contents)?;
//! # }
//! # let model: Model = read::model(place.path(), &store::Formats).it.ok_or("the model has errors")?;
//! # let first = std::fs::read_dir(place.path().join("scenarios"))?.flatten().map(|file| file.path()).min().ok_or("a scenario")?;
//! # let bad_day: Scenario = read::scenario(&first, &model).it.ok_or("the scenario has errors")?;
//! let mut no_costs = bad_day.clone();
//! no_costs.costs.clear();
//! let a = Ensemble::new(&model, &bad_day).replicates(8).run();
//! let b = Ensemble::new(&model, &no_costs).replicates(8).run();
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
