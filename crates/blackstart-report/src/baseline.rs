//! Normal life in words: what is sold without the event, what is odd, and what to do.

use crate::clean::plain;
use crate::number::{money, share};
use crate::style::Style;
use blackstart_ensemble::baseline::{Baseline, Finding, FindingKind};
use blackstart_model::units::Currency;
use std::fmt::Write;

/// Normal life of one scenario, for the terminal.
pub fn baseline(told: &Baseline, currency: &Currency, style: Style) -> String {
    let mut out = String::new();
    let head = format!("normal life without the event of {}", plain(&told.scenario));
    let sold = match told.lost_share {
        lost if lost < 0.0005 => "all that customers want is sold".to_owned(),
        lost => format!("{} of what customers want is not sold", share(lost)),
    };
    let daily = money(currency, told.daily_gross_profit);
    let verdict = format!("{head}: {sold}; a day in which the company does nothing costs it {daily} of gross profit");
    let error = if told.is_normal() { String::new() } else { format!("{} ", style.red("error:")) };
    let _ = writeln!(out, "{error}{verdict}");
    for finding in &told.findings {
        let _ = writeln!(out, "  {}", sentence(finding, currency));
        let _ = writeln!(out, "    = {}", finding.remedy);
    }
    if told.more > 0 {
        let _ = writeln!(out, "  … {} more", told.more);
    }
    out
}

fn sentence(finding: &Finding, currency: &Currency) -> String {
    let (site, amount) = (plain(&finding.site), finding.amount);
    let by = finding.by.as_ref().map_or_else(String::new, |by| format!(", for want of `{}`", plain(by)));
    match finding.kind {
        FindingKind::DemandLost => format!("`{site}` turns away {} of its customers{by}", share(amount)),
        FindingKind::Fails => format!("`{site}` becomes insolvent in {} of the twins", share(amount)),
        FindingKind::Starved => format!("`{site}` misses inputs for {} of its output{by}", share(amount)),
        FindingKind::OffNormal if amount < 0.0 => {
            format!("`{site}` makes {} less than the model says is normal", share(-amount))
        }
        FindingKind::OffNormal => format!("`{site}` makes {} more than the model says is normal", share(amount)),
        FindingKind::NegativeMargin => format!("`{site}` loses {} on every unit", money(currency, -amount)),
        FindingKind::BuiltAhead => {
            format!("`{site}` builds up to {amount:.0} days of output ahead of a season or of closing days")
        }
    }
}
