//! What a policy pays, the curve, what past events say of the next, and what drives an outcome: arrays in, arrays out.
//!
//! Money is `f64` in one currency; sums run in the order of their input. [`curve`] turns the losses of periods (simulated years)
//! into exceedance curves, [`tables`] into the statistics of events and periods that the Open Results Data standard names,
//! [`terms`] applies published calculation rules to the losses of one event, [`policy`] a whole insurance policy to the
//! losses of one year, in time, and [`reference`](mod@reference) learns from past events how long the next may take, and [`sensitivity`] says
//! which inputs drive an outcome; [`screen`], [`portfolio`] and [`voi`] help to choose among changes: the best of many, the best set for a budget,
//! and what a fact is worth before the choice. The mathematics is on the method pages `docs/method/curves.md`, `docs/method/insurance.md`,
//! `docs/method/reference-class.md`, `docs/method/drivers.md` and `docs/method/rank.md`.

pub mod curve;
pub mod policy;
pub mod portfolio;
pub mod reference;
pub mod sample;
pub mod screen;
pub mod sensitivity;
pub mod tables;
pub mod terms;
pub mod voi;
