//! The company that `blackstart init` writes: small, commented, and it runs at once.

/// Files of the starter: path within the folder, contents.
pub fn starter() -> &'static [(&'static str, &'static str)] {
    &[
        ("README.md", include_str!("../starter/README.md")),
        ("model.toml", include_str!("../starter/model.toml")),
        ("links.csv", include_str!("../starter/links.csv")),
        ("scenarios/outage.toml", include_str!("../starter/scenarios/outage.toml")),
        ("scenarios/shutdown.toml", include_str!("../starter/scenarios/shutdown.toml")),
    ]
}
