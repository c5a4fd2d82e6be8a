//! From what is lost to who pays: forms of loss, who bears them, and what insurance takes off them.

use crate::amount::Unit;
use crate::chart::{Chart, Sankey, SankeyFlow};
use crate::letters::capital;
use crate::number::share;
use crate::page::{Cell, Column, Figure, Table};
use crate::story::Story;
use crate::words::spaced;
use blackstart_ensemble::summary::{Part, PartyLoss};
use blackstart_sim::handover::Form;

/// What is a smaller part of the loss stands together with others in the drawing, and so does what comes after the largest ones.
const DRAWN: f64 = 0.005;
const MOST: usize = 12;

/// Nothing where nobody loses.
pub(super) fn figure(story: &Story) -> Option<Figure> {
    let (parties, claims) = (&story.summary.loss.by_party, &story.summary.claims);
    let parts: Vec<Lost> = parties.iter().enumerate().flat_map(|(at, party)| lost(at, party)).collect();
    let whole: f64 = parts.iter().map(|part| part.mean.max(0.0)).sum();
    if whole < 0.5 {
        return None;
    }
    let mut names: Vec<&str> = Vec::new();
    for part in &parts {
        if !names.contains(&part.form) {
            names.push(part.form);
        }
    }
    let losses = || parts.iter().filter(|part| part.mean > 0.0);
    let of_form = |name: &&str| losses().filter(|part| part.form == *name).map(|part| part.mean).sum();
    let of_party = |at: usize| losses().filter(|part| part.party == at).map(|part| part.mean).sum();
    let forms = Nodes::of(names.iter().map(of_form).collect(), whole);
    let bearers = Nodes::of((0..parties.len()).map(of_party).collect(), whole);
    let policies = Nodes::of(claims.iter().map(|claim| claim.paid.mean).collect(), whole);
    let mut flows = Flows::default();
    for part in losses() {
        let form = names.iter().position(|name| *name == part.form).and_then(|at| forms.node(at));
        if let (Some(from), Some(to)) = (form, bearers.node(part.party)) {
            flows.add(0, from, to, part.mean);
        }
    }
    let mut left: Vec<f64> = (0..bearers.0.len()).map(|node| flows.comes(1, node)).collect();
    for (at, claim) in claims.iter().enumerate() {
        let insured = parties.iter().position(|party| party.party == claim.insured).and_then(|at| bearers.node(at));
        if let (Some(from), Some(to)) = (insured, policies.node(at)) {
            let amount = claim.paid.mean.min(left[from]);
            left[from] -= amount;
            flows.add(1, from, to, amount);
        }
    }
    let own = policies.0.len();
    left.iter().enumerate().for_each(|(from, left)| flows.add(1, from, own, *left));
    let mut pays = policies.titles("smaller policies", |at| claims[at].title.clone());
    pays.push("borne without insurance".to_owned());
    let description = description(story, &parts, whole);
    Some(Figure {
        id: "s-loss".to_owned(),
        caption: format!(
            "{description} Means over all histories. Each column of the drawing adds up to {}; gains are in the table, transfers between parties in no total.",
            story.setting().money(whole)
        ),
        chart: Chart::Sankey(Sankey {
            title: "What is lost, who bears it, who pays".to_owned(),
            description,
            heads: ["Form of loss", "Who bears it", "Who pays"],
            nodes: [
                forms.titles("smaller forms", |at| capital(&spaced(names[at]))),
                bearers.titles("smaller bearers", |at| parties[at].title.clone()),
                pays,
            ],
            flows: flows.0,
        }),
        tables: vec![table(story, &parts)],
        open: false,
    })
}

/// What a party loses in a form, on average; below zero it gains.
struct Lost<'s> {
    party: usize,
    form: &'s str,
    mean: f64,
}

/// Mean losses of a party by form, without transfers.
fn lost<'a>(at: usize, party: &'a PartyLoss) -> impl Iterator<Item = Lost<'a>> {
    let transfer = |part: &&Part| Form::ALL.iter().any(|form| form.word() == part.name && form.is_transfer());
    let lost = move |part: &'a Part| Lost { party: at, form: &part.name, mean: part.loss.mean };
    party.by_form.iter().filter(move |part| !transfer(part)).map(lost)
}

/// The nodes of a column, each of one thing, in their order; the last may be of all that are small.
struct Nodes(Vec<Vec<usize>>);

impl Nodes {
    fn of(sizes: Vec<f64>, whole: f64) -> Self {
        let mut largest: Vec<usize> = (0..sizes.len()).filter(|&at| sizes[at] > 0.0).collect();
        largest.sort_by(|&a, &b| sizes[b].total_cmp(&sizes[a]).then(a.cmp(&b)));
        let own = largest.iter().take(MOST).filter(|&&at| sizes[at] >= DRAWN * whole).count();
        // One that is small takes no more room under its own name.
        let own = if largest.len() == own + 1 { own + 1 } else { own };
        let mut small = largest.split_off(own);
        largest.sort_unstable();
        small.sort_unstable();
        let together = (!small.is_empty()).then_some(small);
        Self(largest.into_iter().map(|at| vec![at]).chain(together).collect())
    }

    fn node(&self, thing: usize) -> Option<usize> {
        self.0.iter().position(|node| node.contains(&thing))
    }

    fn titles(&self, together: &str, title: impl Fn(usize) -> String) -> Vec<String> {
        let one = |node: &Vec<usize>| match node.as_slice() {
            [only] => title(*only),
            several => format!("{} {together}", several.len()),
        };
        self.0.iter().map(one).collect()
    }
}

/// What flows, once for each pair of nodes.
#[derive(Default)]
struct Flows(Vec<SankeyFlow>);

impl Flows {
    fn add(&mut self, column: usize, from: usize, to: usize, amount: f64) {
        if amount <= 0.0 {
            return;
        }
        match self.0.iter_mut().find(|it| (it.column, it.from, it.to) == (column, from, to)) {
            Some(flow) => flow.amount += amount,
            None => self.0.push(SankeyFlow { column, from, to, amount }),
        }
    }

    /// What flows into a node of a column.
    fn comes(&self, column: usize, node: usize) -> f64 {
        self.0.iter().filter(|it| it.column + 1 == column && it.to == node).map(|it| it.amount).sum()
    }
}

/// What is lost and gained, what that leaves, who bears most of it and what insurance pays, in numbers that add up.
fn description(story: &Story, parts: &[Lost], whole: f64) -> String {
    let (loss, setting) = (&story.summary.loss, story.setting());
    let gained: f64 = parts.iter().map(|part| (-part.mean).max(0.0)).sum();
    let most = loss.by_party.iter().max_by(|a, b| a.loss.mean.total_cmp(&b.loss.mean)).filter(|most| most.share > 0.0);
    let most = most.map(|most| format!(", the largest part of it ({}) by {}", share(most.share), most.title));
    let most = most.unwrap_or_default();
    let lost = match parts.iter().min_by(|a, b| a.mean.total_cmp(&b.mean)).filter(|_| gained >= 0.5) {
        Some(gain) => format!(
            "On average {} is lost and {} gained, most of that by {} ({}): what remains, {}, is the mean loss of all parties{most}",
            setting.money(whole),
            setting.money(gained),
            loss.by_party[gain.party].title,
            spaced(gain.form),
            setting.money(loss.total.mean)
        ),
        None => format!("On average {} is lost{most}", setting.money(whole)),
    };
    let paid: f64 = story.summary.claims.iter().map(|claim| claim.paid.mean).sum();
    let pays = if paid > 0.0 { format!("insurance pays {}", setting.money(paid)) } else { "no policy pays".to_owned() };
    format!("{lost}; {pays}.")
}

/// A row for each form and party, a gain too; what they add up to; then what policies pay.
fn table(story: &Story, parts: &[Lost]) -> Table {
    let (loss, claims) = (&story.summary.loss, &story.summary.claims);
    let columns = [Column::words("form"), Column::words("borne by"), Column::number("mean")];
    let row = |form: String, by: &str, mean: f64| vec![Cell::text(form), Cell::text(by), Cell::of(Unit::Money, mean)];
    let each = parts.iter().map(|part| row(spaced(part.form), &loss.by_party[part.party].title, part.mean));
    let sum = |is_gain: bool| parts.iter().filter(|part| (part.mean < 0.0) == is_gain).map(|part| part.mean).sum();
    let sums = [("all that is lost", sum(false)), ("all that is gained", sum(true)), ("mean loss", loss.total.mean)];
    let sums = sums.into_iter().map(|(what, mean)| row(what.to_owned(), "all parties", mean));
    let paid = claims.iter().map(|claim| row("paid by insurance".to_owned(), &claim.title, -claim.paid.mean));
    Table::new("Mean loss by form and bearer, and what insurance takes off", columns).rows(each.chain(sums).chain(paid))
}
