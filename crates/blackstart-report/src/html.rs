//! The report as one HTML file: no script, no network, a table beside every picture.

pub(crate) mod page;
mod parts;

use crate::chart::{Band, Bar, Stop, bars, end, exceedance, fan, gantt};
use crate::number::{count, date, days, duration, full_date, grouped, money, share};
use crate::story::Story;
use crate::svg::escape;
use crate::words::{capital, company_sites, form_title, headline, is_seen, played, sameness, spaced, who};
use blackstart_ensemble::summary::{Moments, Part, SiteSummary, Spread, TierSummary};
use parts::{Grid, figure, interval, link};

const STYLE: &str = include_str!("html/style.css");

/// A table of the attack with more rows is opened by who wants to.
const LONG: usize = 24;

/// Bars of sites drawn; the table has all.
const DRAWN: usize = 40;

/// The whole file.
pub fn html(story: &Story) -> String {
    let mut page = Page { story, body: String::new(), contents: Vec::new() };
    page.onset();
    page.attack();
    page.stops();
    page.output();
    page.losses();
    page.claims();
    page.reach();
    page.services();
    page.suppliers();
    page.volumes();
    page.history();
    page.backtest();
    page.sources();
    page.again();
    page.finish()
}

struct Page<'a> {
    story: &'a Story,
    body: String,
    contents: Vec<(&'static str, &'static str)>,
}

impl Page<'_> {
    fn section(&mut self, id: &'static str, title: &'static str, inside: &str) {
        self.contents.push((id, title));
        self.body.push_str(&page::section(id, title, inside));
    }

    fn finish(self) -> String {
        let summary = &self.story.summary;
        let title = format!("{} · {}", summary.model_title, summary.scenario_title);
        let contents: String = self
            .contents
            .iter()
            .map(|(id, title)| format!("<li><a href=\"#{id}\">{}</a></li>", escape(title)))
            .collect();
        let sentences: String =
            headline(self.story).iter().map(|sentence| format!("<li>{}</li>\n", escape(sentence))).collect();
        let header = format!(
            "<p class=\"eyebrow\">Blackstart report</p>\n<h1>{}</h1>\n<p class=\"lead\">{}</p>\n<p class=\"meta\">{}</p>\n{}",
            escape(&summary.model_title),
            escape(&summary.scenario_title),
            escape(&played(self.story)),
            self.cards(),
        );
        let nav = format!("<nav aria-label=\"Contents\"><ul>{contents}</ul></nav>\n");
        let short = page::section("short", "In short", &format!("<ul class=\"findings\">\n{sentences}</ul>\n"));
        page::shell(&title, &header, &nav, &format!("{short}{}", self.body), &sameness(self.story))
    }

    /// Four numbers to remember.
    fn cards(&self) -> String {
        let (summary, currency, start) = (&self.story.summary, self.story.currency(), self.story.start());
        let mut cards = Vec::new();
        let loss = &summary.loss.total;
        cards.push((
            "Loss of all parties",
            money(&currency, loss.p50),
            format!("9 in 10: {} – {}", money(&currency, loss.p05), money(&currency, loss.p95)),
        ));
        if let Some(company) = summary.loss.by_party.iter().find(|party| party.kind == "company") {
            cards.push((
                "Loss of the company",
                money(&currency, company.loss.p50),
                format!("9 in 10: {} – {}", money(&currency, company.loss.p05), money(&currency, company.loss.p95)),
            ));
        }
        let lost = &summary.output_lost_days;
        cards.push((
            "Output lost by the company",
            format!("{} days", days(lost.p50)),
            format!("9 in 10: {} – {} days of normal output", days(lost.p05), days(lost.p95)),
        ));
        let back = summary
            .targets
            .iter()
            .find(|target| target.fails.hits > 0)
            .map(|target| ("Target set back", &target.title, &target.held))
            .or_else(|| {
                let sites = company_sites(self.story).into_iter().filter(|site| site.stops.hits > 0);
                let last = sites.max_by(|a, b| a.restarted.p50.hours.total_cmp(&b.restarted.p50.hours));
                last.map(|site| ("Last site restarted", &site.title, &site.restarted))
            });
        if let Some((what, title, moments)) = back {
            cards.push((
                what,
                date(start, moments.p50.hours),
                format!("{title}; 9 in 10: {} – {}", date(start, moments.p05.hours), date(start, moments.p95.hours)),
            ));
        }
        let cards: String = cards
            .into_iter()
            .map(|(what, number, range)| {
                format!(
                    "<div class=\"card\"><dt>{}</dt><dd><strong>{}</strong><span>{}</span></dd></div>\n",
                    escape(what),
                    escape(&number),
                    escape(&range)
                )
            })
            .collect();
        format!("<dl class=\"cards\">\n{cards}</dl>\n")
    }

    /// How it begins, where that was played.
    fn onset(&mut self) {
        let onset = &self.story.summary.onset;
        if onset.alerted.hits == 0 {
            return;
        }
        let mut grid =
            Grid::new("When the company notices, and when it switches off").head(["", "In", "10%", "50%", "90%"]);
        let mut moments = |title: &str, chance: f64, at: &Moments| {
            let [low, middle, high] = [&at.p10, &at.p50, &at.p90].map(|moment| duration(moment.hours));
            grid.row([title.to_owned(), share(chance), low, middle, high]);
        };
        moments("First alert, from the start", onset.alerted.share, &onset.first_alert);
        if onset.switched_off.hits > 0 {
            moments("Own shutdown, from the start", onset.switched_off.share, &onset.shutdown);
        }
        if let Some(between) = &onset.alert_to_shutdown_hours {
            let [low, middle, high] = [between.p10, between.p50, between.p90].map(duration);
            grid.row(["From first alert to own shutdown".to_owned(), String::new(), low, middle, high]);
        }
        let inside = format!("<p>{}</p>\n{}", escape(&who(onset)), grid.html());
        self.section("onset", "How it begins", &inside);
    }

    /// The race itself: who takes what, by which way, and what would change it.
    fn attack(&mut self) {
        let Some(attack) = &self.story.attack else {
            return;
        };
        let findings: String =
            attack.findings.iter().map(|sentence| format!("<li>{}</li>\n", escape(sentence))).collect();
        let mut inside = format!("<ul class=\"findings\">\n{findings}</ul>\n");
        for table in &attack.tables {
            let heads = table.heads.iter().map(|(head, _)| capital(head)).collect();
            let mut grid = Grid::new(&capital(&table.remark)).heads(heads);
            table.rows.iter().for_each(|row| grid.row(row.iter().cloned()));
            let (title, rows) = (escape(&table.title), grid.html());
            inside.push_str(&if table.rows.len() > LONG {
                let all = table.rows.len() + table.more;
                format!("<h3>{title}</h3>\n<details><summary>{all} rows</summary>{rows}</details>\n")
            } else {
                format!("<h3>{title}</h3>\n{rows}")
            });
            if table.more > 0 {
                inside.push_str(&format!(
                    "<p>… {} more; <code>blackstart attack --json</code> has all.</p>\n",
                    table.more
                ));
            }
        }
        self.section("attack", "How far the attacker gets", &inside);
    }

    fn stops(&mut self) {
        let (summary, start) = (&self.story.summary, self.story.start());
        let mut inside = String::new();
        let targets: Vec<Stop> = summary
            .targets
            .iter()
            .map(|target| stop(&target.title, target.fails.share, &target.failed, &target.held))
            .collect();
        let mut sites: Vec<&SiteSummary> = company_sites(self.story);
        let others = summary.sites.iter().filter(|site| !sites.iter().any(|other| other.id == site.id));
        let mut others: Vec<&SiteSummary> = others.filter(|site| site.stops.hits > 0).collect();
        others.sort_by_key(|site| std::cmp::Reverse(site.stops.hits));
        sites.extend(others);
        let drawn: Vec<Stop> = sites
            .iter()
            .take(DRAWN)
            .map(|site| stop(&site.title, site.stops.share, &site.stopped, &site.restarted))
            .collect();
        // One time for both pictures.
        let end = end(summary.horizon_hours, targets.iter().chain(&drawn));
        if !summary.targets.is_empty() {
            let mut grid = dates_grid("Target sets: when they fail and hold again", "Target set");
            for target in &summary.targets {
                grid.row(self.dates_row(&target.title, target.fails.share, &target.failed, &target.held));
            }
            inside.push_str("<h3>Target sets</h3>\n");
            inside.push_str(&figure(
                &gantt("g-targets", "Target sets: from failure to holding again", start, end, &targets),
                "Solid: failed in 9 of 10 of the histories in which it fails. Light: from the 10th to the 90th percentile of the day it holds again; the tick is the median.",
                &grid,
                false,
            ));
        }
        let mut grid = Grid::new("Watched sites: when they stop, restart and recover").head([
            "Site",
            "Stops in",
            "Stops",
            "Restarts 10%",
            "50%",
            "90%",
            "At 90% of normal, 50%",
            "90%",
            "Worst week",
        ]);
        for site in &sites {
            let [title, chance, on, p10, p50, p90] =
                self.dates_row(&site.title, site.stops.share, &site.stopped, &site.restarted);
            let stops = site.stops.hits > 0;
            let recovered = |hours: f64| {
                if stops { date(start, hours) } else { String::new() }
            };
            grid.row([
                title,
                chance,
                on,
                p10,
                p50,
                p90,
                recovered(site.recovered.p50.hours),
                recovered(site.recovered.p90.hours),
                share(site.worst_week.p50),
            ]);
        }
        let calm = summary.sites.len() - sites.len();
        if !drawn.is_empty() {
            inside.push_str("<h3>Sites</h3>\n");
            inside.push_str(&figure(
                &gantt("g-sites", "Sites: from stop to restart", start, end, &drawn),
                "A site stops when it makes less than half of what it would have made, on that day and over the week from there; it restarts on the first day after that from which it makes at least half over a week, and has recovered once it makes at least 90% over 28 days. The company's own works stand first, then stores, sales companies and others, those that stop most often first. Solid: stopped in 9 of 10 of the histories in which it stops. Light: from the 10th to the 90th percentile of the restart; the tick is the median.",
                &grid,
                false,
            ));
        }
        if calm > 0 {
            inside.push_str(&format!("<p class=\"note\">{} other watched sites never stop.</p>\n", count(calm as f64)));
        }
        let mut grid = Grid::new("Systems: when they fall and are up again").head([
            "System",
            "Falls in",
            "Falls",
            "Up 10%",
            "50%",
            "90%",
            "Mostly because of",
        ]);
        for system in &summary.systems {
            let [title, chance, on, p10, p50, p90] =
                self.dates_row(&system.title, system.falls.share, &system.down, &system.up);
            let cause = system.by_cause.iter().max_by(|a, b| a.share.total_cmp(&b.share));
            grid.row([title, chance, on, p10, p50, p90, cause.map(|cause| spaced(&cause.name)).unwrap_or_default()]);
        }
        if !summary.systems.is_empty() {
            inside.push_str(&format!(
                "<details><summary>Systems ({} fall)</summary>{}</details>\n",
                summary.systems.len(),
                grid.html()
            ));
        }
        self.section("stops", "What stops, and when it is back", &inside);
    }

    fn output(&mut self) {
        let (summary, start) = (&self.story.summary, self.story.start());
        let output = &summary.output;
        if output.p50.is_empty() {
            return;
        }
        let lowest = output.p50.iter().copied().fold(f64::INFINITY, f64::min);
        let described = format!(
            "Output of the company's sites, each unit at its gross profit, as share of normal. The median falls to {}; {} days of normal output are lost in the median history.",
            share(lowest),
            days(summary.output_lost_days.p50)
        );
        let bands = [
            Band { title: "9 in 10 histories".to_owned(), low: output.p05.clone(), high: output.p95.clone() },
            Band { title: "half of the histories".to_owned(), low: output.p25.clone(), high: output.p75.clone() },
        ];
        let every = weekly(summary.step_hours);
        // Days off would hide the course: what is drawn is the mean of each week.
        let week = |line: &[f64]| -> Vec<f64> { rolling(line, every) };
        let bands = bands.map(|band| Band { low: week(&band.low), high: week(&band.high), ..band });
        let mut grid = Grid::new("Output by week, as share of normal").head([
            "Week from",
            "5%",
            "25%",
            "50%",
            "75%",
            "95%",
            "without the event",
        ]);
        for first in (0..output.p50.len()).step_by(every) {
            let end = (first + every).min(output.p50.len());
            let mean = |line: &[f64]| share(line[first..end].iter().sum::<f64>() / (end - first) as f64);
            grid.row([
                full_date(start, first as f64 * summary.step_hours),
                mean(&output.p05),
                mean(&output.p25),
                mean(&output.p50),
                mean(&output.p75),
                mean(&output.p95),
                mean(&output.twin),
            ]);
        }
        let picture = fan(
            "f-output",
            "Output over time",
            &described,
            start,
            summary.step_hours,
            &bands,
            &week(&output.p50),
            &week(&output.twin),
        );
        let caption =
            format!("{described} Drawn as mean over seven days; bands hold so many histories at each moment.");
        self.section("output", "Output over time", &figure(&picture, &caption, &grid, false));
    }

    fn losses(&mut self) {
        let (summary, currency) = (&self.story.summary, self.story.currency());
        let loss = &summary.loss;
        let amount = |value: f64| money(&currency, value);
        let mut inside = String::new();
        let bar = |title: &str, spread: &Spread| Bar {
            title: title.to_owned(),
            value: [spread.p05, spread.p50, spread.p95],
            label: format!("{}  ({} – {})", amount(spread.p50), amount(spread.p05), amount(spread.p95)),
        };
        let grid = |caption: &str, first: &str, rows: Vec<(String, &Spread)>| {
            let mut grid = Grid::new(caption).head([
                first,
                "5%",
                "50%",
                "95%",
                "Mean",
                "95% interval of the mean",
                "Share of the mean",
            ]);
            for (title, spread) in rows {
                let part = if loss.total.mean == 0.0 { String::new() } else { share(spread.mean / loss.total.mean) };
                grid.row([
                    title,
                    amount(spread.p05),
                    amount(spread.p50),
                    amount(spread.p95),
                    amount(spread.mean),
                    format!("{} – {}", amount(spread.mean_low), amount(spread.mean_high)),
                    part,
                ]);
            }
            grid
        };
        let caption = "Bar: the median history; whisker: from the 5th to the 95th percentile. A negative loss is a gain. Means add up to the mean of the whole, percentiles do not.";
        let parties: Vec<Bar> = loss.by_party.iter().map(|party| bar(&party.title, &party.loss)).collect();
        let rows = std::iter::once(("All parties".to_owned(), &loss.total))
            .chain(loss.by_party.iter().map(|party| (party.title.clone(), &party.loss)))
            .collect();
        inside.push_str("<h3>Who bears it</h3>\n");
        inside.push_str(&figure(
            &bars(
                "b-party",
                "Loss by party",
                "Median loss of each party with its 5th to 95th percentile.",
                &parties,
                amount,
            ),
            caption,
            &grid("Loss by party", "Party", rows),
            true,
        ));
        let parts = |id: &str, title: &str, first: &str, parts: &[Part]| {
            let seen: Vec<&Part> = parts.iter().filter(|part| is_seen(&part.loss)).collect();
            let drawn: Vec<Bar> = seen.iter().map(|part| bar(&form_title(&part.name), &part.loss)).collect();
            let rows = seen.iter().map(|part| (form_title(&part.name), &part.loss)).collect();
            figure(
                &bars(
                    id,
                    title,
                    &format!("Median {} with its 5th to 95th percentile.", title.to_lowercase()),
                    &drawn,
                    amount,
                ),
                caption,
                &grid(title, first, rows),
                false,
            )
        };
        inside.push_str("<h3>In which form</h3>\n");
        inside.push_str(&parts("b-form", "Loss by form", "Form", &loss.by_form));
        inside.push_str("<h3>Why</h3>\n");
        inside.push_str(&parts("b-cause", "Loss by cause", "Cause", &loss.by_cause));
        inside.push_str("<h3>When</h3>\n");
        inside.push_str(&parts("b-period", "Loss by period", "Period", &loss.by_period));
        inside.push_str("<h3>How likely it is to be more</h3>\n");
        let marks = [
            (loss.total.p50, format!("1 in 2 over {}", amount(loss.total.p50))),
            (loss.total.p95, format!("1 in 20 over {}", amount(loss.total.p95))),
        ];
        let mut table = Grid::new("Loss exceedance").head(["Chance of more", "Loss"]);
        for (chance, value) in [
            ("95%", loss.total.p05),
            ("90%", loss.total.p10),
            ("75%", loss.total.p25),
            ("50%", loss.total.p50),
            ("25%", loss.total.p75),
            ("10%", loss.total.p90),
            ("5%", loss.total.p95),
        ] {
            table.row([chance.to_owned(), amount(value)]);
        }
        let described = format!(
            "The chance that all parties together lose more than an amount: 1 in 2 that it is more than {}, 1 in 20 that it is more than {}.",
            amount(loss.total.p50),
            amount(loss.total.p95)
        );
        inside.push_str(&figure(
            &exceedance("e-loss", "Loss exceedance curve", &described, &self.story.losses, &marks, amount),
            &described,
            &table,
            false,
        ));
        self.section("loss", "What it costs", &inside);
    }

    /// What policies pay, and what they would if time were priced by the calendar.
    fn claims(&mut self) {
        let currency = self.story.currency();
        let claims = &self.story.summary.claims;
        if claims.iter().all(|claim| claim.gross.mean == 0.0) {
            return;
        }
        let mut inside = String::new();
        for claim in claims {
            let mut grid = Grid::new(&claim.title).head(["", "5%", "50%", "95%", "Mean"]);
            for (title, spread) in [
                ("Loss of what is covered", &claim.gross),
                ("After periods, deductibles and sub-limits", &claim.covered),
                ("Paid", &claim.paid),
                ("Paid by the calendar", &claim.paid_by_calendar),
                ("Difference", &claim.difference),
            ] {
                let cells = [spread.p05, spread.p50, spread.p95, spread.mean].map(|it| money(&currency, it));
                grid.row(std::iter::once(title.to_owned()).chain(cells));
            }
            inside.push_str(&grid.html());
        }
        inside.push_str("<p class=\"note\">Of this event alone, before annual aggregates. By the calendar: waiting and indemnity periods turned into money, days \u{d7} annual gross profit / 365, as Oasis has it.</p>\n");
        self.section("insurance", "What insurance pays", &inside);
    }

    /// Both axes of the Cyber Monitoring Centre.
    fn reach(&mut self) {
        let (summary, currency) = (&self.story.summary, self.story.currency());
        let reach = &summary.reach;
        if reach.impact.mean == 0.0 && reach.organisations.mean == 0.0 {
            return;
        }
        let amount = |value: f64| money(&currency, value);
        let quantiles = |spread: &Spread, write: &dyn Fn(f64) -> String| {
            [spread.p05, spread.p50, spread.p95, spread.mean].map(write)
        };
        let from = amount(reach.affected_from);
        let mut grid = Grid::new("Reach of the event").head(["", "5%", "50%", "95%", "Mean"]);
        let mut row = |title: String, cells: [String; 4]| {
            grid.row(std::iter::once(title).chain(cells));
        };
        row(format!("Organisations that lose {from} or more"), quantiles(&reach.organisations, &grouped));
        row("Financial impact".to_owned(), quantiles(&reach.impact, &amount));
        for head in reach.by_head.iter().filter(|head| is_seen(&head.loss)) {
            row(format!("Of it {}", head.name), quantiles(&head.loss, &amount));
        }
        for party in reach.by_party.iter().filter(|party| is_seen(&party.loss)) {
            row(format!("Borne by {}", self.story.party(&party.name)), quantiles(&party.loss, &amount));
        }
        let note = format!(
            "<p class=\"note\">Counted as the Cyber Monitoring Centre does: interruption, response, restoration and extortion of everybody, no fines and no transfers. An organisation is the company, or a site of somebody else with {from} or more of lost gross profit; a site that stands for many counts once, so there are at least so many. No category is given: the Centre's committee decides it, by thresholds that are not known here.</p>\n",
        );
        let inside = grid.html() + &note;
        self.section("reach", "How far it reaches", &inside);
    }

    fn services(&mut self) {
        let services = &self.story.summary.services;
        if services.is_empty() {
            return;
        }
        let mut grid =
            Grid::new("Services: when they fail and are back, and whether the business can stand it").head([
                "Service",
                "Fails in",
                "Fails",
                "Back 10%",
                "50%",
                "90%",
                "Tolerated",
                "Breached in",
                "95% interval",
            ]);
        for service in services {
            let [title, chance, on, p10, p50, p90] =
                self.dates_row(&service.title, service.fails.share, &service.first_down, &service.last_back);
            let tolerated = service.tolerance_hours.map(|hours| match service.tolerance_level {
                Some(level) if level < 1.0 => {
                    format!("{} below {}", duration(hours), share(level))
                }
                _ => duration(hours),
            });
            let breach = service.breach.as_ref();
            grid.row([
                title,
                chance,
                on,
                p10,
                p50,
                p90,
                tolerated.unwrap_or_default(),
                breach.map(|breach| share(breach.share)).unwrap_or_default(),
                breach.map(|breach| format!("{} – {}", share(breach.low), share(breach.high))).unwrap_or_default(),
            ]);
        }
        let mut inside = String::new();
        let mut rows: Vec<(&str, f64)> = services
            .iter()
            .filter_map(|service| Some((service.title.as_str(), service.breach.as_ref()?.share)))
            .collect();
        rows.sort_by(|a, b| b.1.total_cmp(&a.1));
        if rows.is_empty() {
            inside.push_str(&grid.html());
        } else {
            let drawn: Vec<Bar> = services
                .iter()
                .filter_map(|service| {
                    let breach = service.breach.as_ref()?;
                    Some(Bar {
                        title: service.title.clone(),
                        value: [breach.low, breach.share, breach.high],
                        label: format!("{}  ({} – {})", share(breach.share), share(breach.low), share(breach.high)),
                    })
                })
                .collect();
            inside.push_str(&figure(
                &bars("b-tolerance", "Chance of breaching each tolerance", "Share of histories in which each service stays below its tolerated level for too long.", &drawn, share),
                "Share of the histories in which a service stays below its tolerated level for longer than the business can stand; whisker: 95% confidence interval (Wilson).",
                &grid,
                true,
            ));
        }
        self.section("services", "Services and tolerances", &inside);
    }

    fn suppliers(&mut self) {
        let summary = &self.story.summary;
        let mut inside = String::new();
        let tiers: Vec<_> = summary.tiers.iter().filter(|tier| tier.kind != "company" && tier.sites > 0).collect();
        if tiers.is_empty() {
            return;
        }
        let mut grid = Grid::new("Parties besides the company: shares of their sites, mean over the histories").head([
            "Party",
            "Sites",
            "Cash followed",
            "Stop",
            "Below 30 days of cash",
            "Below 14",
            "Below 7",
            "Insolvent",
        ]);
        for tier in &tiers {
            let followed = tier.cash_followed > 0;
            let cash = |value: f64| {
                if followed { share(value) } else { "–".to_owned() }
            };
            grid.row([
                tier.title.clone(),
                count(tier.sites as f64),
                count(tier.cash_followed as f64),
                share(tier.stops),
                cash(tier.below_30),
                cash(tier.below_14),
                cash(tier.below_7),
                share(tier.insolvent),
            ]);
        }
        inside.push_str("<p>Cash and credit at their lowest, in days of fixed cost.</p>\n");
        inside.push_str(&grid.html());
        let short: Vec<&TierSummary> = tiers.iter().copied().filter(|tier| tier.support_all.mean > 0.0).collect();
        if !short.is_empty() {
            let (start, currency) = (self.story.start(), self.story.currency());
            let amount = |value: f64| money(&currency, value);
            let mut grid =
                Grid::new("Money that would keep them able to pay what they owe, and when the first is insolvent")
                    .head([
                        "Party",
                        "All of them, 50%",
                        "95%",
                        "95 in 100, 50%",
                        "95%",
                        "Any insolvent in",
                        "First, 10%",
                        "50%",
                    ]);
            for tier in short {
                let first = &tier.first_insolvent;
                grid.row([
                    tier.title.clone(),
                    amount(tier.support_all.p50),
                    amount(tier.support_all.p95),
                    amount(tier.support_95.p50),
                    amount(tier.support_95.p95),
                    share(first.share),
                    date(start, first.p10.hours),
                    date(start, first.p50.hours),
                ]);
            }
            inside.push_str(&grid.html());
        }
        let weeks = tiers.iter().map(|tier| tier.weeks.len()).max().unwrap_or(0);
        if weeks > 0 {
            let mut grid =
                Grid::new("Share of sites making less than 80% of normal, by week from the start: median (5% – 95%)");
            let heads: Vec<String> =
                std::iter::once("Week".to_owned()).chain(tiers.iter().map(|tier| tier.title.clone())).collect();
            grid = grid.heads(heads);
            for week in 0..weeks {
                let cells = tiers.iter().map(|tier| {
                    tier.weeks
                        .get(week)
                        .map(|week| {
                            format!(
                                "{} ({} – {})",
                                share(week.below_80.p50),
                                share(week.below_80.p05),
                                share(week.below_80.p95)
                            )
                        })
                        .unwrap_or_default()
                });
                grid.row(std::iter::once((week + 1).to_string()).chain(cells));
            }
            inside.push_str(&format!("<details><summary>Weeks: who works less</summary>{}</details>\n", grid.html()));
        }
        if !summary.suppliers.is_empty() {
            let mut grid = Grid::new("The sites with the least cash left, in days of fixed cost").head([
                "Site",
                "Party",
                "5%",
                "50%",
                "95%",
                "Below 14 days in",
                "Insolvent in",
                "Stops in",
            ]);
            for site in &summary.suppliers {
                let cash = |value: f64| {
                    if value.is_finite() { days(value) } else { "–".to_owned() }
                };
                grid.row([
                    site.title.clone(),
                    site.party.clone(),
                    cash(site.days_p05),
                    cash(site.days_p50),
                    cash(site.days_p95),
                    share(site.below_14.share),
                    share(site.insolvent.share),
                    share(site.stops.share),
                ]);
            }
            inside.push_str(&format!("<h3>Least days of cash</h3>\n{}", grid.html()));
        }
        self.section("suppliers", "Suppliers and dealers", &inside);
    }

    fn volumes(&mut self) {
        let volumes = &self.story.summary.volumes;
        let names: std::collections::BTreeMap<&str, &str> =
            self.story.summary.sites.iter().map(|site| (site.id.as_str(), site.title.as_str())).collect();
        let mut grid = Grid::new("Volumes by site and period: median with the event, and without it")
            .head(["Site", "Period", "Unit", "Made", "without", "Shipped", "without", "Sold", "without"]);
        let mut any = false;
        for row in volumes {
            if row.produced.p50 == row.twin_produced.p50
                && row.shipped.p50 == row.twin_shipped.p50
                && row.sold.p50 == row.twin_sold.p50
            {
                continue;
            }
            any = true;
            grid.row([
                names.get(row.site.as_str()).unwrap_or(&row.site.as_str()).to_string(),
                row.period.clone(),
                row.unit.clone(),
                count(row.produced.p50),
                count(row.twin_produced.p50),
                count(row.shipped.p50),
                count(row.twin_shipped.p50),
                count(row.sold.p50),
                count(row.twin_sold.p50),
            ]);
        }
        if any {
            let inside = format!(
                "<p>Watched sites and periods in which the event changes anything.</p>\n<details><summary>Volumes by site and period</summary>{}</details>\n",
                grid.html()
            );
            self.section("volumes", "Volumes", &inside);
        }
    }

    fn history(&mut self) {
        if let Some(strip) = &self.story.strip {
            let inside = format!(
                "<p>Replicate {}, whose loss is closest to the median.</p>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"One history as text\"><pre>{}</pre></div>\n",
                strip.replicate,
                strip.text.lines().map(|line| escape(line) + "\n").collect::<String>()
            );
            self.section("history", "One history", &inside);
        }
    }

    fn backtest(&mut self) {
        let rows = &self.story.backtest;
        if rows.is_empty() {
            return;
        }
        let hits = rows.iter().filter(|row| row.hit).count();
        let mut table = String::from(
            "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Model and reality\"><table>\n<caption>What the model says next to what was reported</caption>\n<thead><tr><th scope=\"col\">What</th><th scope=\"col\">5%</th><th scope=\"col\">50%</th><th scope=\"col\">95%</th><th scope=\"col\">Reported</th><th scope=\"col\">Picture</th><th scope=\"col\">Verdict</th></tr></thead>\n<tbody>\n",
        );
        let mut notes = String::new();
        for (index, row) in rows.iter().enumerate() {
            let mark = match &row.note {
                Some(note) => {
                    notes.push_str(&format!("<li><strong>{}</strong>: {}</li>\n", escape(&row.title), escape(note)));
                    " *"
                }
                None => "",
            };
            let words = self.story.words(row);
            let cells = [&words.p05, &words.p50, &words.p95, &words.reported];
            let cells: String = cells.iter().map(|word| format!("<td class=\"n\">{}</td>", escape(word))).collect();
            let verdict = if row.hit { "<td class=\"hit\">inside</td>" } else { "<td class=\"miss\">outside</td>" };
            let sources = row.sources.iter().map(|id| self.cite(id)).collect::<Vec<_>>().join(", ");
            table.push_str(&format!(
                "<tr><th scope=\"row\">{}{mark}<span class=\"cite\">{sources}</span></th>{cells}<td>{}</td>{verdict}</tr>\n",
                escape(&row.title),
                interval(&format!("i-{index}"), row, &words)
            ));
        }
        table.push_str("</tbody></table></div>\n");
        let inside = format!(
            "<p>{hits} of {} reported values lie inside what the model expects in 9 of 10 histories. No number of the model was fitted to them.</p>\n{table}{}",
            rows.len(),
            if notes.is_empty() {
                String::new()
            } else {
                format!("<p class=\"note\">* Not quite like with like:</p><ul class=\"note\">\n{notes}</ul>\n")
            }
        );
        self.section("reality", "Next to what really happened", &inside);
    }

    fn sources(&mut self) {
        let summary = &self.story.summary;
        let sure = &summary.confidence;
        let total = sure.assumed + sure.derived + sure.reported + sure.verified + sure.unstated;
        let mut inside = String::new();
        if total > 0 {
            let mut grid =
                Grid::new("Rows of the model by how sure their writer is").head(["How sure", "Rows", "Share"]);
            for (word, rows) in [
                ("verified", sure.verified),
                ("reported", sure.reported),
                ("derived", sure.derived),
                ("assumed", sure.assumed),
                ("not stated", sure.unstated),
            ] {
                grid.row([word.to_owned(), count(rows as f64), share(rows as f64 / total as f64)]);
            }
            inside.push_str(&grid.html());
        }
        if !summary.sources.is_empty() {
            let items: String = summary
                .sources
                .iter()
                .map(|source| {
                    let date = source.date.as_ref().map(|date| format!(", {}", escape(date))).unwrap_or_default();
                    let times = if source.cited == 1 {
                        "once".to_owned()
                    } else {
                        format!("{} times", count(source.cited as f64))
                    };
                    format!(
                        "<li id=\"source-{}\">{}{date}; cited {times}</li>\n",
                        escape(&source.id),
                        link(&source.title, source.url.as_deref())
                    )
                })
                .collect();
            inside.push_str(&format!(
                "<details><summary>Sources ({})</summary><ul>\n{items}</ul></details>\n",
                summary.sources.len()
            ));
        }
        if inside.is_empty() {
            inside.push_str("<p>The model cites no source.</p>\n");
        }
        self.section("sources", "Sources and assumptions", &inside);
    }

    fn again(&mut self) {
        let summary = &self.story.summary;
        let mut grid = Grid::new("What makes these results").head(["What", "Value"]);
        let whole = |hash: &str| {
            if hash.is_empty() { "made in memory".to_owned() } else { hash.to_owned() }
        };
        grid.row(["Version of Blackstart".to_owned(), summary.version.clone()]);
        grid.row(["Model".to_owned(), summary.model.clone()]);
        grid.row(["SHA-256 of the model's files".to_owned(), whole(&summary.model_hash)]);
        grid.row(["Scenario".to_owned(), summary.scenario.clone()]);
        grid.row(["SHA-256 of the scenario's file".to_owned(), whole(&summary.scenario_hash)]);
        grid.row(["Seed".to_owned(), summary.seed.to_string()]);
        grid.row(["Replicates".to_owned(), count(summary.replicates as f64)]);
        if let Some(digest) = &summary.digest {
            grid.row(["SHA-256 of the results' content".to_owned(), digest.clone()]);
        }
        let inside = format!(
            "<p>The same files, seed and version give the same bytes on any machine, with any number of threads.</p>\n{}",
            grid.plain().html()
        );
        self.section("again", "The same again", &inside);
    }

    /// A source by its title's begin, linked to the list.
    fn cite(&self, id: &str) -> String {
        match self.story.summary.sources.iter().find(|source| source.id == id) {
            Some(source) => link(id, source.url.as_deref()),
            None => escape(id),
        }
    }

    fn dates_row(&self, title: &str, chance: f64, from: &Moments, back: &Moments) -> [String; 6] {
        let start = self.story.start();
        if chance <= 0.0 {
            return [title.to_owned(), share(0.0), String::new(), String::new(), String::new(), String::new()];
        }
        [
            title.to_owned(),
            share(chance),
            date(start, from.p50.hours),
            date(start, back.p10.hours),
            date(start, back.p50.hours),
            date(start, back.p90.hours),
        ]
    }
}

fn dates_grid(caption: &str, first: &str) -> Grid {
    Grid::new(caption).head([first, "Fails in", "Fails", "Back 10%", "50%", "90%"])
}

fn stop(title: &str, chance: f64, from: &Moments, back: &Moments) -> Stop {
    Stop {
        title: title.to_owned(),
        chance,
        from_hours: from.p50.hours,
        back_hours: [back.p10.hours, back.p50.hours, back.p90.hours],
    }
}

/// Steps in a week, at least one.
fn weekly(step_hours: f64) -> usize {
    ((168.0 / step_hours).round() as usize).max(1)
}

/// Mean over a window of so many steps around each step.
fn rolling(line: &[f64], window: usize) -> Vec<f64> {
    (0..line.len())
        .map(|at| {
            let first = at.saturating_sub(window / 2);
            let end = (first + window).min(line.len());
            let first = end.saturating_sub(window);
            line[first..end].iter().sum::<f64>() / (end - first) as f64
        })
        .collect()
}

#[cfg(test)]
mod tests;
