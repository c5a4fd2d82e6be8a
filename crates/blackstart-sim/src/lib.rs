//! One history, from first alarm to horizon: attack, outage, service, flow, loss.

pub mod attack;
pub mod draw;
pub mod flow;
pub mod handover;
mod layout;
pub mod outage;
pub mod timeline;

#[cfg(test)]
mod sample;
