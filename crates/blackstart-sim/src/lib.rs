//! One history, from first alarm to horizon: attack, outage, service, flow, loss.

pub mod draw;
pub mod flow;
pub mod handover;
mod layout;
pub mod timeline;
