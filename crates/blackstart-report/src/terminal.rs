//! What a run came to, on a terminal: sentences first, then tables, one history, reality, and what makes it the same again.

use crate::number::{count, date, day_of_year, days, duration, grouped, moment, money, share};
use crate::story::Story;
use crate::table::{Side, Style, Table, fit, width, wrap};
use crate::words::{company_sites, form_title, headline, is_seen, played, sameness, who};
use blackstart_ensemble::summary::{Moments, SiteSummary, Spread};

/// Rows of a table that grows with the model; the rest is in the report.
const ROWS: usize = 24;
/// Sites of the company that make something, and others, in the table of sites.
const COMPANY_SITES: usize = 14;
const OTHER_SITES: usize = 6;

/// The whole page.
pub fn terminal(story: &Story, style: Style) -> String {
    let mut page = Page { story, style, out: String::new() };
    page.head();
    page.onset();
    page.sites();
    page.targets();
    page.services();
    page.losses();
    page.claims();
    page.reach();
    page.suppliers();
    page.strip();
    page.backtest();
    page.foot();
    page.out
}

struct Page<'a> {
    story: &'a Story,
    style: Style,
    out: String,
}

impl Page<'_> {
    fn section(&mut self, title: &str, remark: &str) {
        self.out.push('\n');
        self.out.push_str(&self.style.bold(title));
        let room = self.style.columns.saturating_sub(width(title) + 2);
        match width(remark) {
            0 => {}
            wide if wide <= room => self.out.push_str(&self.style.dim(&format!("  {remark}"))),
            _ => {
                self.out.push('\n');
                self.out.push_str(self.style.dim(&wrap(remark, self.style.columns, 2)).trim_end());
            }
        }
        self.out.push('\n');
    }

    fn table(&mut self, table: &Table) {
        self.out.push_str(&table.text(&self.style));
    }

    fn head(&mut self) {
        let summary = &self.story.summary;
        self.out.push_str(&self.style.bold(&format!("{} · {}", summary.model_title, summary.scenario_title)));
        self.out.push('\n');
        self.out.push_str(&played(self.story));
        self.out.push_str("\n\n");
        for sentence in headline(self.story) {
            let lines = wrap(&sentence, self.style.columns, 4);
            self.out.push_str("  •");
            self.out.push_str(&lines[3..]);
        }
    }

    /// How it begins, where that was played.
    fn onset(&mut self) {
        let onset = &self.story.summary.onset;
        if onset.alerted.hits == 0 {
            return;
        }
        self.section("How it begins", "who takes systems down, and when the company notices");
        let mut table = Table::new([
            ("", Side::Left),
            ("in", Side::Right),
            ("10%", Side::Right),
            ("50%", Side::Right),
            ("90%", Side::Right),
        ]);
        let moments = |title: &str, chance: f64, moments: &Moments| {
            let at = |hours: f64| duration(hours);
            [title.to_owned(), share(chance), at(moments.p10.hours), at(moments.p50.hours), at(moments.p90.hours)]
        };
        table.row(moments("first alert, from the start", onset.alerted.share, &onset.first_alert));
        if onset.switched_off.hits > 0 {
            table.row(moments("own shutdown, from the start", onset.switched_off.share, &onset.shutdown));
        }
        if let Some(between) = &onset.alert_to_shutdown_hours {
            let at = [between.p10, between.p50, between.p90].map(duration);
            let [low, middle, high] = at;
            table.row(["first alert to own shutdown".to_owned(), String::new(), low, middle, high]);
        }
        self.table(&table);
        self.out.push_str(&wrap(&who(onset), self.style.columns, 2));
        // The first two say again what stands above.
        for finding in self.story.attack.iter().flat_map(|attack| attack.findings.iter().skip(2)) {
            self.out.push_str(&wrap(finding, self.style.columns, 2));
        }
    }

    fn sites(&mut self) {
        let all = &self.story.summary.sites;
        if all.is_empty() {
            return;
        }
        let own = company_sites(self.story);
        let mut others: Vec<&SiteSummary> =
            all.iter().filter(|site| site.stops.hits > 0 && !own.iter().any(|own| own.id == site.id)).collect();
        let calm = all.len() - own.len() - others.len();
        others.sort_by_key(|site| std::cmp::Reverse(site.stops.hits));
        let (more_own, more_others) =
            (own.len().saturating_sub(COMPANY_SITES), others.len().saturating_sub(OTHER_SITES));
        let rows: Vec<&SiteSummary> =
            own.into_iter().take(COMPANY_SITES).chain(others.into_iter().take(OTHER_SITES)).collect();
        self.section(
            "What stops, and when it is back",
            "below half of normal over a week; █ in 9 of 10 that stop, ░ in some",
        );
        let (end, bar) = (self.end(rows.iter().map(|site| &site.restarted)), self.bar_width());
        let mut table = Table::new([
            ("site", Side::Left),
            ("stops in", Side::Right),
            ("on", Side::Right),
            ("back 10%", Side::Right),
            ("50%", Side::Right),
            ("90%", Side::Right),
            (&self.ruler(end, bar), Side::Left),
        ])
        .spare([6, 2]);
        for site in rows {
            table.row(self.span(&site.title, site.stops.share, &site.stopped, &site.restarted, end, bar));
        }
        self.table(&table);
        self.rest(more_own, "more of the company");
        self.rest(more_others, "more watched, which stop too");
        self.rest(calm, "more watched, which never stop");
    }

    fn targets(&mut self) {
        let targets = &self.story.summary.targets;
        if targets.is_empty() {
            return;
        }
        self.section("Target sets", "a set fails when any of its services is below its level");
        let (end, bar) = (self.end(targets.iter().map(|target| &target.held)), self.bar_width());
        let mut table = Table::new([
            ("set", Side::Left),
            ("fails in", Side::Right),
            ("on", Side::Right),
            ("back 10%", Side::Right),
            ("50%", Side::Right),
            ("90%", Side::Right),
            (&self.ruler(end, bar), Side::Left),
        ])
        .spare([6, 2]);
        for target in targets {
            table.row(self.span(&target.title, target.fails.share, &target.failed, &target.held, end, bar));
        }
        self.table(&table);
    }

    fn services(&mut self) {
        let mut failing: Vec<_> = self.story.summary.services.iter().filter(|service| service.fails.hits > 0).collect();
        if failing.is_empty() {
            return;
        }
        let hidden = failing.len().saturating_sub(ROWS);
        failing.sort_by(|a, b| {
            b.breach.map_or(-1.0, |breach| breach.share).total_cmp(&a.breach.map_or(-1.0, |breach| breach.share))
        });
        failing.truncate(ROWS);
        self.section("Services and tolerances", "how long below which level is tolerated, and how often breached");
        let mut table = Table::new([
            ("service", Side::Left),
            ("fails in", Side::Right),
            ("on", Side::Right),
            ("back 10%", Side::Right),
            ("50%", Side::Right),
            ("90%", Side::Right),
            ("tolerated", Side::Right),
            ("breached", Side::Right),
        ])
        .spare([3, 2]);
        for service in failing {
            let tolerated = service.tolerance_hours.map(|hours| match service.tolerance_level {
                Some(level) if level < 1.0 => {
                    format!("{} < {}", duration(hours), share(level))
                }
                _ => duration(hours),
            });
            table.row([
                service.title.clone(),
                share(service.fails.share),
                self.day(service.first_down.p50.hours),
                self.day(service.last_back.p10.hours),
                self.day(service.last_back.p50.hours),
                self.day(service.last_back.p90.hours),
                tolerated.unwrap_or_default(),
                service.breach.map(|breach| share(breach.share)).unwrap_or_default(),
            ]);
        }
        self.table(&table);
        self.rest(hidden, "more fail");
    }

    fn losses(&mut self) {
        let currency = self.story.currency();
        let loss = &self.story.summary.loss;
        if loss.by_party.is_empty() {
            return;
        }
        self.section("What it costs", "means add up, quantiles do not; a negative loss is a gain");
        let mut table = Table::new([
            ("", Side::Left),
            ("5%", Side::Right),
            ("50%", Side::Right),
            ("95%", Side::Right),
            ("mean", Side::Right),
            ("share", Side::Right),
        ]);
        let part = |mean: f64| (loss.total.mean != 0.0).then(|| mean / loss.total.mean);
        let row = |title: &str, spread: &Spread| {
            [
                title.to_owned(),
                money(&currency, spread.p05),
                money(&currency, spread.p50),
                money(&currency, spread.p95),
                money(&currency, spread.mean),
                part(spread.mean).map(share).unwrap_or_default(),
            ]
        };
        table.row(row("all parties", &loss.total));
        for party in loss.by_party.iter().filter(|party| is_seen(&party.loss)) {
            table.row(row(&format!("  {}", party.title), &party.loss));
        }
        for (title, parts) in [("by form", &loss.by_form), ("by cause", &loss.by_cause)] {
            table.row([title]);
            for it in parts.iter().filter(|it| is_seen(&it.loss)) {
                table.row(row(&format!("  {}", form_title(&it.name)), &it.loss));
            }
        }
        self.table(&table);
    }

    /// What policies pay, and what they would if time were priced by the calendar.
    fn claims(&mut self) {
        let currency = self.story.currency();
        let claims = &self.story.summary.claims;
        if claims.iter().all(|claim| claim.gross.mean == 0.0) {
            return;
        }
        self.section("Insurance", "of this event alone; by the calendar: days × annual gross profit / 365 (Oasis)");
        for claim in claims {
            let mut table = Table::new([
                (claim.title.as_str(), Side::Left),
                ("5%", Side::Right),
                ("50%", Side::Right),
                ("95%", Side::Right),
                ("mean", Side::Right),
            ]);
            for (title, spread) in [
                ("loss of what is covered", &claim.gross),
                ("after periods, deductibles, sub-limits", &claim.covered),
                ("paid", &claim.paid),
                ("paid by the calendar", &claim.paid_by_calendar),
                ("difference", &claim.difference),
            ] {
                let cells = [spread.p05, spread.p50, spread.p95, spread.mean].map(|it| money(&currency, it));
                table.row(std::iter::once(title.to_owned()).chain(cells));
            }
            self.table(&table);
        }
    }

    /// Both axes of the Cyber Monitoring Centre.
    fn reach(&mut self) {
        let currency = self.story.currency();
        let reach = &self.story.summary.reach;
        if reach.impact.mean == 0.0 && reach.organisations.mean == 0.0 {
            return;
        }
        self.section(
            "Reach",
            "as the Cyber Monitoring Centre counts, no fines; no category: its thresholds are not known",
        );
        let mut table = Table::new([
            ("", Side::Left),
            ("5%", Side::Right),
            ("50%", Side::Right),
            ("95%", Side::Right),
            ("mean", Side::Right),
        ]);
        let from = money(&currency, reach.affected_from);
        let number = |spread: &Spread| [spread.p05, spread.p50, spread.p95, spread.mean].map(grouped);
        let amount = |spread: &Spread| [spread.p05, spread.p50, spread.p95, spread.mean].map(|it| money(&currency, it));
        let row = |title: String, cells: [String; 4]| std::iter::once(title).chain(cells).collect::<Vec<_>>();
        table.row(row(format!("organisations that lose {from} or more"), number(&reach.organisations)));
        table.row(row("financial impact".to_owned(), amount(&reach.impact)));
        for head in reach.by_head.iter().filter(|head| is_seen(&head.loss)) {
            table.row(row(format!("  {}", head.name), amount(&head.loss)));
        }
        for party in reach.by_party.iter().filter(|party| is_seen(&party.loss)) {
            table.row(row(format!("  borne by {}", self.story.party(&party.name)), amount(&party.loss)));
        }
        self.table(&table);
    }

    /// How large a loan or prepayment would have to be.
    fn support(&mut self) {
        let (summary, currency) = (&self.story.summary, self.story.currency());
        let mut table = Table::new([
            ("party", Side::Left),
            ("all of them, 50%", Side::Right),
            ("95%", Side::Right),
            ("95 in 100, 50%", Side::Right),
            ("95%", Side::Right),
            ("any insolvent", Side::Right),
            ("first 50%", Side::Right),
        ])
        .spare([6, 5]);
        for tier in summary.tiers.iter().filter(|tier| tier.kind != "company" && tier.support_all.mean > 0.0) {
            table.row([
                tier.title.clone(),
                money(&currency, tier.support_all.p50),
                money(&currency, tier.support_all.p95),
                money(&currency, tier.support_95.p50),
                money(&currency, tier.support_95.p95),
                share(tier.first_insolvent.share),
                date(self.story.start(), tier.first_insolvent.p50.hours),
            ]);
        }
        if !table.is_empty() {
            self.section("Support", "money that would keep them able to pay what they owe");
            self.table(&table);
        }
    }

    fn suppliers(&mut self) {
        let summary = &self.story.summary;
        if summary.tiers.iter().any(|tier| tier.kind != "company" && tier.cash_followed > 0) {
            self.section("Cash of suppliers and dealers", "cash and credit in days of fixed cost, at its lowest");
            let mut table = Table::new([
                ("party", Side::Left),
                ("sites", Side::Right),
                ("stop", Side::Right),
                ("<30 d", Side::Right),
                ("<14 d", Side::Right),
                ("<7 d", Side::Right),
                ("insolvent", Side::Right),
            ]);
            for tier in summary.tiers.iter().filter(|tier| tier.kind != "company" && tier.cash_followed > 0) {
                table.row([
                    tier.title.clone(),
                    count(tier.sites as f64),
                    share(tier.stops),
                    share(tier.below_30),
                    share(tier.below_14),
                    share(tier.below_7),
                    share(tier.insolvent),
                ]);
            }
            self.table(&table);
            self.support();
        }
        if !summary.suppliers.is_empty() {
            self.section("Least days of cash left", "the worst of them");
            let mut table = Table::new([
                ("site", Side::Left),
                ("party", Side::Left),
                ("5%", Side::Right),
                ("50%", Side::Right),
                ("95%", Side::Right),
                ("<14 d in", Side::Right),
                ("insolvent in", Side::Right),
            ])
            .spare([4, 1]);
            for site in summary.suppliers.iter().take(10) {
                table.row([
                    fit(&site.title, 34),
                    fit(&site.party, 18),
                    cash(site.days_p05),
                    cash(site.days_p50),
                    cash(site.days_p95),
                    share(site.below_14.share),
                    share(site.insolvent.share),
                ]);
            }
            self.table(&table);
        }
    }

    fn strip(&mut self) {
        let Some(strip) = &self.story.strip else {
            return;
        };
        self.section("One history", &format!("replicate {}, whose loss is closest to the median", strip.replicate));
        for line in strip.text.lines() {
            self.out.push_str("  ");
            self.out.push_str(&fit(line, self.style.columns - 2));
            self.out.push('\n');
        }
    }

    fn backtest(&mut self) {
        let rows = &self.story.backtest;
        if rows.is_empty() {
            return;
        }
        let hits = rows.iter().filter(|row| row.hit).count();
        self.section("Next to what really happened", &format!("{hits} of {} inside the modelled 5–95%", rows.len()));
        let mut table = Table::new([
            ("", Side::Left),
            ("5%", Side::Right),
            ("50%", Side::Right),
            ("95%", Side::Right),
            ("reported", Side::Right),
            ("", Side::Left),
        ]);
        for row in rows {
            let words = self.story.words(row);
            table.row([
                row.title.clone(),
                words.p05,
                words.p50,
                words.p95,
                words.reported,
                if row.hit { "inside" } else { "OUTSIDE" }.to_owned(),
            ]);
        }
        self.table(&table);
    }

    fn foot(&mut self) {
        self.out.push('\n');
        for line in wrap(&sameness(self.story), self.style.columns, 0).lines() {
            self.out.push_str(&self.style.dim(line));
            self.out.push('\n');
        }
    }

    /// One line for what a table leaves out.
    fn rest(&mut self, rows: usize, what: &str) {
        if rows > 0 {
            self.out.push_str(&self.style.dim(&format!("  … {rows} {what}")));
            self.out.push('\n');
        }
    }

    /// A row of dates with its bar.
    fn span(&self, title: &str, chance: f64, from: &Moments, back: &Moments, end: f64, wide: usize) -> [String; 7] {
        if chance <= 0.0 {
            return [
                title.to_owned(),
                "0%".to_owned(),
                String::new(),
                String::new(),
                String::new(),
                String::new(),
                "·".repeat(wide),
            ];
        }
        [
            title.to_owned(),
            share(chance),
            self.day(from.p50.hours),
            self.day(back.p10.hours),
            self.day(back.p50.hours),
            self.day(back.p90.hours),
            bar(from.p50.hours, back.p10.hours, back.p90.hours, end, wide),
        ]
    }

    /// Where bars end: a little after the last is surely back.
    fn end<'b>(&self, moments: impl Iterator<Item = &'b Moments>) -> f64 {
        let horizon = self.story.summary.horizon_hours;
        let last = moments.map(|moments| moments.p90.hours).filter(|hours| hours.is_finite()).fold(0.0, f64::max);
        (last * 1.15).clamp((horizon * 0.1).min(horizon), horizon)
    }

    fn bar_width(&self) -> usize {
        let (start, horizon) = (self.story.start(), self.story.summary.horizon_hours);
        let same_year = moment(start, horizon).is_none_or(|end| end.year() == start.year());
        if same_year { BAR } else { SHORT_BAR }
    }

    /// A day in a table: without its year where no day can be meant twice.
    fn day(&self, hours: f64) -> String {
        let start = self.story.start();
        if self.story.summary.horizon_hours < 330.0 * 24.0 { day_of_year(start, hours) } else { date(start, hours) }
    }

    /// The bars' heading: their first and last day.
    fn ruler(&self, end: f64, wide: usize) -> String {
        let (from, to) = (date(self.story.start(), 0.0), date(self.story.start(), end));
        let space = wide.saturating_sub(width(&from) + width(&to));
        format!("{from}{}{to}", " ".repeat(space))
    }
}

/// Characters of a bar; fewer where dates need room for their year. A title of 34 fits beside it.
const BAR: usize = 22;
const SHORT_BAR: usize = 17;

/// `··█████░░░····`: stopped in nine of ten histories, in some, not.
fn bar(from: f64, p10: f64, p90: f64, end: f64, wide: usize) -> String {
    (0..wide)
        .map(|column| {
            let middle = end * (column as f64 + 0.5) / wide as f64;
            match middle {
                m if m < from => '·',
                m if m < p10 => '█',
                m if m < p90 => '░',
                _ => '·',
            }
        })
        .collect()
}

/// Days of cash; what is infinite was never short.
fn cash(value: f64) -> String {
    if value.is_finite() { days(value) } else { "–".to_owned() }
}

#[cfg(test)]
mod tests;
