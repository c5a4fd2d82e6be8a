//! `blackstart network`: a nation's firms under shocks, step by step; failures ranked; networks checked.

use crate::args::{DynamicName, Network, NetworkCheck, NetworkCommand, NetworkRank, NetworkRun, ProductionName};
use crate::console::Console;
use crate::failure::Done;
use crate::progress::Progress;
use blackstart::ensemble::network::Preset;
use blackstart::jobs::network::{
    self as jobs, DynamicRequest, GuestRequest, NetworkCheckAnswer, NetworkCheckRequest, NetworkRankAnswer,
    NetworkRankRequest, NetworkRunRequest, Production,
};
use blackstart::report::{Ranked, balance_terminal, network_terminal, number, problems, rank_terminal};

pub(crate) fn network(asked: &Network, console: &Console, progress: &Progress) -> Done {
    match &asked.command {
        NetworkCommand::Check(asked) => check(asked, console, progress),
        NetworkCommand::Run(asked) => run(asked, console, progress.stoppable()),
        NetworkCommand::Rank(asked) => rank(asked, console, progress.stoppable()),
    }
}

fn check(asked: &NetworkCheck, console: &Console, progress: &Progress) -> Done {
    let request =
        NetworkCheckRequest { network: asked.network.clone(), shock: asked.shock.clone(), strict: asked.strict };
    progress.answer(console, jobs::check(&request, progress), asked.json, checked)
}

fn checked(it: &NetworkCheckAnswer, console: &Console) -> Done {
    let found = &it.found;
    console.data(&problems(&found.problems, found.omitted, console.style()))?;
    let Some(balance) = &it.balance else { return Ok(()) };
    if !found.is_empty() {
        console.data("\n")?;
    }
    console.data(&balance_terminal(balance, console.style()))?;
    if found.is_empty() {
        console.data(&format!("{}\n", console.style().green("nothing is wrong")))?;
    }
    Ok(())
}

fn run(asked: &NetworkRun, console: &Console, progress: &Progress) -> Done {
    let company = asked.company.company.as_ref().zip(asked.company.sites.as_ref()).map(|(model, sites)| GuestRequest {
        model: model.clone(),
        sites: sites.clone(),
        scenario: asked.company.scenario.clone(),
        replicates: asked.company.replicates,
        seed: asked.company.seed,
        step_hours: asked.company.step_hours,
        money: asked.company.money,
    });
    let it = &asked.dynamic;
    let request = NetworkRunRequest {
        network: asked.network.clone(),
        shock: asked.shock.clone(),
        steps: asked.steps,
        company,
        dynamic: DynamicRequest {
            dynamic: it.dynamic.map(|name| match name {
                DynamicName::InoueTodo => Preset::InoueTodo,
                DynamicName::Ario => Preset::Ario,
            }),
            inventory: it.inventory,
            restore: it.restore,
            order: it.order,
            rationing: it.rationing,
            psi: it.psi,
            fixed_shares: it.fixed_shares,
            steps_per_year: it.steps_per_year,
            capital_ratio: it.capital_ratio,
        },
        firms: asked.firms,
        save_state: asked.save_state.clone(),
        from_state: asked.from_state.clone(),
        out: asked.out.clone(),
        threads: asked.threads.count(),
    };
    progress.answer(console, jobs::run(&request, progress), asked.json, |it, console| {
        console.data(&network_terminal(&it.story, console.style()))?;
        console.note(&format!("\nAll of it is in {}; open report.html", it.folder))
    })
}

fn rank(asked: &NetworkRank, console: &Console, progress: &Progress) -> Done {
    let request = NetworkRankRequest {
        network: asked.network.clone(),
        failures: asked.failures.clone(),
        production: asked.production.map(|name| match name {
            ProductionName::Leontief => Production::Leontief,
            ProductionName::Linear => Production::Linear,
        }),
        substitution: !asked.no_substitution,
        accounts: asked.accounts,
        stop: asked.stop,
        exact: asked.exact,
        top: asked.top,
        out: asked.out.clone(),
        threads: asked.threads.count(),
    };
    progress.answer(console, jobs::rank(&request, progress), asked.json, ranked)
}

fn ranked(it: &NetworkRankAnswer, console: &Console) -> Done {
    let title = format!("{}: what {} failures do to the economy", it.network, number::grouped(it.failures as f64));
    let top: Vec<Ranked<'_>> =
        it.top.iter().map(|it| Ranked { rank: it.rank, name: it.failure.clone(), impact: &it.impact }).collect();
    console.data(&rank_terminal(&title, &top, it.failures, console.style()))?;
    console.note(&format!("\nThe table of all is {}", it.table))
}
