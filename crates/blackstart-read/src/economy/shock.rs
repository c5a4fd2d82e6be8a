//! What happens to an economy: a TOML document or a table of shocks, checked against its firms, sectors and regions.

use super::names::Register;
use super::near;
use crate::source::document::Document;
use crate::source::kinds::{EconomyShockRow, EconomyShocksHead};
use crate::source::place::{Body, Complaints, Files, RowPlace};
use crate::source::record::{Context, Fields, Record, Row, read_part};
use crate::source::{self, Others, Reading, check_format, lone_table};
use blackstart_model::economy::{Economy, Kind, Name, Names, Recovery, Shock, Subject};
use blackstart_model::problem::Read;
use blackstart_model::table::{Limits, TableFormats};
use jiff::civil::DateTime;
use std::path::Path;

/// Reads shocks: a `.toml` document, or a table in CSV or another format.
pub fn read_shocks(file: &Path, economy: &Economy, formats: &dyn TableFormats) -> Read<Vec<Shock>> {
    read_shocks_within(file, economy, formats, &Limits::default())
}

/// [`read_shocks`] with other limits.
pub fn read_shocks_within(
    file: &Path,
    economy: &Economy,
    formats: &dyn TableFormats,
    limits: &Limits,
) -> Read<Vec<Shock>> {
    let mut complaints = Complaints::new(limits.problems);
    let mut files = Files::new(formats, limits);
    let is_toml = file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml"));
    let text;
    let rows = if is_toml {
        let number = files.add(file.to_path_buf(), Body::None);
        text = source::load(file, &crate::file::home_of_scenario(file), number, limits, &mut complaints);
        text.as_deref().and_then(|text| document_rows(text, number, limits, &mut files, &mut complaints))
    } else {
        let no_start = DateTime::MIN;
        let (path, others) = (file.to_path_buf(), Others::Wrong);
        Some(lone_table(path, no_start, others, formats, limits, &mut files, &mut complaints).0)
    };
    let it = rows.map(|rows| {
        let find = Find { firms: Index::of(&economy.firms), sectors: Index::of(&economy.sectors), economy };
        let shock = |(at, row): (usize, &Row<EconomyShockRow>)| find.shock(at, row, &mut complaints);
        rows.iter().enumerate().filter_map(shock).collect::<Vec<_>>()
    });
    files.read(it, complaints)
}

/// Shocks of a TOML document; `None` where it is no TOML.
fn document_rows<'t>(
    text: &'t str,
    file: u16,
    limits: &Limits,
    files: &mut Files<'t>,
    complaints: &mut Complaints,
) -> Option<Vec<Row<EconomyShockRow>>> {
    let document = Document::parse(text, file, complaints);
    let rows = (!complaints.failed()).then(|| {
        let place = RowPlace { file, list: "", row: 0 };
        let lists = [EconomyShockRow::KIND.word];
        let context = Context::plain(limits);
        let fields = Fields::Toml(&document.root);
        let (head, _) = read_part::<EconomyShocksHead>(fields, place, &lists, &context, complaints);
        check_format(head.format, place, complaints);
        Reading::of(&document, file, context, limits, complaints).document_rows()
    });
    files.set_body(file, Body::Toml(document));
    rows
}

/// The way from names to positions.
struct Index<'e> {
    names: &'e Names,
    register: Register,
}

impl<'e> Index<'e> {
    fn of(names: &'e Names) -> Self {
        let mut register = Register::default();
        for name in names.iter() {
            register.add(Name::of_text(&name));
        }
        Self { names, register }
    }
}

struct Find<'e> {
    firms: Index<'e>,
    sectors: Index<'e>,
    economy: &'e Economy,
}

impl Find<'_> {
    fn shock(&self, at: usize, row: &Row<EconomyShockRow>, complaints: &mut Complaints) -> Option<Shock> {
        let it = &row.it;
        let before = complaints.count();
        let firms = self.subject([&it.firms, &it.sectors, &it.regions], "", row, complaints);
        let to = self.subject([&it.to_firms, &it.to_sectors, &it.to_regions], "to_", row, complaints);
        let needed = match it.kind {
            "capacity" | "cut" => "share",
            "demand" => "times",
            _ => "loss",
        };
        for (key, given) in [
            ("share", it.share.is_some()),
            ("times", it.times.is_some()),
            ("loss", it.loss.is_some()),
            ("to_firms", it.to_firms.is_some()),
            ("to_sectors", it.to_sectors.is_some()),
            ("to_regions", it.to_regions.is_some()),
            ("builders", it.builders.is_some()),
        ] {
            let wanted = match key {
                "builders" => it.kind == "capital",
                key if key.starts_with("to_") => it.kind == "cut",
                key => key == needed,
            };
            if given && !wanted {
                let message = format!("a shock to {} has no `{key}`", of(it.kind));
                complaints.error("BS0809", row.place.key(key), message, format!("it has `{needed}`"));
            } else if !given && key == needed && !row.broken {
                let message = format!("a shock to {} needs `{needed}`", of(it.kind));
                complaints.error("BS0809", row.place.whole(), message, "");
            }
        }
        if let Some(until) = it.until
            && until <= it.from
        {
            let message = format!("it ends before step {until} and begins with step {}", it.from);
            complaints.error("BS0809", row.place.at("until"), message, "`until` is the first step after it");
        }
        let fits = match it.recovery {
            Recovery::None | Recovery::AtOnce => true,
            Recovery::Linear | Recovery::Convex | Recovery::Concave => matches!(it.kind, "capacity" | "capital"),
            Recovery::Rebuild => it.kind == "capital",
            _ => it.kind == "capacity",
        };
        if !fits {
            let message = format!("a shock to {} does not recover this way", of(it.kind));
            complaints.error("BS0809", row.place.at("recovery"), message, "see docs/reference/network.md");
        }
        let takes_time = !matches!(it.recovery, Recovery::None | Recovery::AtOnce);
        match it.recovery_steps {
            Some(steps) if steps < 1.0 => {
                complaints.error("BS0809", row.place.at("recovery_steps"), "a recovery takes at least 1 step", "");
            }
            Some(_) if !takes_time => {
                let advice = "say by which rule: `recovery = \"linear\"`";
                complaints.error("BS0809", row.place.at("recovery_steps"), "nothing recovers over time here", advice);
            }
            None if takes_time && !row.broken => {
                let message = "this recovery needs `recovery_steps`, the time it takes";
                complaints.error("BS0809", row.place.at("recovery"), message, "");
            }
            _ => {}
        }
        if it.kind == "capital" && it.recovery == Recovery::None {
            let advice = "`linear`, `convex`, `concave` or `rebuild`";
            complaints.error("BS0809", row.place.whole(), "lost capital needs a way back: `recovery`", advice);
        }
        if let Some(loss) = it.loss
            && loss < 0.0
        {
            complaints.error("BS0809", row.place.at("loss"), "a loss is 0 or more", "");
        }
        if it.rebuild_factor <= 0.0 {
            complaints.error("BS0809", row.place.at("rebuild_factor"), "this must be more than 0", "");
        }
        if (it.recovery == Recovery::Rebuild) != it.builders.is_some() && it.kind == "capital" {
            let message = "rebuilding needs `builders`, and builders `recovery = \"rebuild\"`";
            complaints.error("BS0809", row.place.whole(), message, "");
        }
        let builders = self.builders(it.builders.as_deref().unwrap_or(&[]), row, complaints);
        if complaints.count() > before || row.broken {
            return None;
        }
        let kind = match it.kind {
            "capacity" => Kind::Capacity { share: it.share? },
            "demand" => Kind::Demand { times: it.times? },
            "cut" => Kind::Cut { share: it.share?, to },
            _ => Kind::Capital { loss: it.loss?, builders, factor: it.rebuild_factor },
        };
        Some(Shock {
            name: it.name.clone().unwrap_or_else(|| (at + 1).to_string()),
            firms,
            kind,
            from: it.from,
            until: it.until,
            recovery: it.recovery,
            recovery_steps: it.recovery_steps.unwrap_or(0.0),
        })
    }

    /// Firms in all the lists given: of firms, sectors, regions.
    fn subject(
        &self,
        lists: [&Option<Vec<String>>; 3],
        prefix: &str,
        row: &Row<EconomyShockRow>,
        complaints: &mut Complaints,
    ) -> Subject {
        let [firms, sectors, regions] = lists;
        let before = complaints.count();
        if lists.iter().all(|list| list.is_none()) {
            return Subject::All;
        }
        let economy = self.economy;
        let found =
            |list: &Option<Vec<String>>, index: &Index<'_>, key: &str, what: &str, complaints: &mut Complaints| {
                let list = list.as_ref()?;
                let mut positions = Vec::with_capacity(list.len());
                for name in list {
                    match index.register.find(Name::of_text(name)) {
                        Some(position) => positions.push(position),
                        None => complaints.error(
                            "BS0808",
                            row.place.at(format!("{prefix}{key}")),
                            format!("there is no {what} `{name}`"),
                            near(name, index.names),
                        ),
                    }
                }
                positions.sort_unstable();
                positions.dedup();
                Some(positions)
            };
        let firms = found(firms, &self.firms, "firms", "firm", complaints);
        let sectors = found(sectors, &self.sectors, "sectors", "sector", complaints);
        let regions = found(regions, &Index::of(&economy.regions), "regions", "region", complaints);
        let holds = |list: &Option<Vec<u32>>, position: u32| {
            list.as_ref().is_none_or(|list| list.binary_search(&position).is_ok())
        };
        let in_both = |firm: &u32| {
            let at = *firm as usize;
            let in_region = regions.is_none() || economy.region.get(at).is_some_and(|region| holds(&regions, *region));
            holds(&sectors, economy.sector[at]) && in_region
        };
        let chosen: Vec<u32> = match firms {
            Some(firms) => firms.into_iter().filter(in_both).collect(),
            None => (0..economy.len() as u32).filter(in_both).collect(),
        };
        if chosen.is_empty() && complaints.count() == before {
            complaints.error(
                "BS0808",
                row.place.whole(),
                "this shock affects no firm",
                "firms must be in every list given",
            );
        }
        Subject::These(chosen)
    }

    fn builders(
        &self,
        given: &[(String, f64)],
        row: &Row<EconomyShockRow>,
        complaints: &mut Complaints,
    ) -> Vec<(u32, f64)> {
        let mut builders = Vec::new();
        for (name, share) in given {
            match self.sectors.register.find(Name::of_text(name)) {
                Some(sector) => builders.push((sector, *share)),
                None => complaints.error(
                    "BS0808",
                    row.place.at("builders"),
                    format!("there is no sector `{name}`"),
                    near(name, self.sectors.names),
                ),
            }
        }
        let sum: f64 = builders.iter().map(|(_, share)| share).sum();
        if !builders.is_empty() && (sum - 1.0).abs() > 1e-6 {
            let message = format!("the builders' shares add up to {sum}");
            complaints.error("BS0809", row.place.at("builders"), message, "make them add up to 1");
        }
        builders
    }
}

fn of(kind: &str) -> &str {
    match kind {
        "demand" => "final demand",
        "cut" => "links",
        other => other,
    }
}
