//! What a policy pays, the curve, and what past events say of the next: arrays in, arrays out.
//!
//! Money is `f64` in one currency; sums run in the order of their input. [`curve`] turns the losses of periods (simulated years)
//! into exceedance curves, [`tables`] into the statistics of events and periods that the Open Results Data standard names,
//! [`terms`] applies published calculation rules to the losses of one event, [`policy`] a whole insurance policy to the
//! losses of one year, in time, and [`reference`](mod@reference) learns from past events how long the next may take. The mathematics is on the
//! method pages `docs/method/curves.md`, `docs/method/insurance.md` and `docs/method/reference-class.md`.

pub mod curve;
pub mod policy;
pub mod reference;
pub mod sample;
pub mod tables;
pub mod terms;
