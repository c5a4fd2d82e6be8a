//! One history, from first alarm to horizon: attack, outage, service, flow, loss.

pub mod draw;
pub mod handover;
pub mod timeline;
