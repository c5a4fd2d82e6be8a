//! One history, from first alarm to horizon: attack, outage, service, flow, loss.

pub mod attack;
pub mod draw;
pub mod handover;
pub mod outage;
pub mod timeline;

#[cfg(test)]
mod sample;
