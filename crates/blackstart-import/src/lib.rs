//! What other tools write, as rows of ours: tables in, rows out. Whether the rows make sense is checked by `blackstart-read`.

pub mod bloodhound;
pub mod company;
pub mod oed;
