//! Tasks under limited crews, and the search for a good order: arrays in, arrays out.
//!
//! The mathematics is on the method page `docs/method/restart.md`. An [`Instance`] is tasks, what they wait for, and what they occupy;
//! a [`Plan`] is a ranked list of them. Two decoders turn a plan into a schedule: [`Serial`] (whole time slots, for instances
//! in which everything is known) and [`Player`] (people who go down a list and know nothing that has not happened yet). [`Loss`] is what a schedule
//! costs, [`search`] looks for a plan that costs little, and [`verify()`] checks schedules with code of its own.

#[cfg(feature = "exact")]
pub mod exact;
mod instance;
mod loss;
mod luck;
mod policy;
pub mod psplib;
pub mod rule;
pub mod search;
mod serial;
mod verify;

pub use instance::{Case, Demand, Instance, Mode, Nonrenewable, Plan, Resource, Task, Wrong};
pub use loss::{Curve, Loss, Value};
pub use policy::{Player, Policy};
pub use serial::{Serial, Unsuited};
pub use verify::{Fault, verify};
