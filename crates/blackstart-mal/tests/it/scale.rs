//! Rungs 6 and 7 at size: companies from the generator, up to 1,000 assets (`BLACKSTART_SCALE` for more).

use crate::published::{edges_hash, graph, hash, language, rows, shared};
use crate::solver::typical_times;
use blackstart_mal::{Node, flags};
use std::process::Command;

/// A number as C prints it with `%.10g`.
pub(crate) fn general(value: f64) -> String {
    const DIGITS: i32 = 10;
    if value == 0.0 {
        return "0".to_owned();
    }
    let scientific = format!("{value:.9e}");
    let (digits, exponent) = scientific.split_once('e').unwrap();
    let exponent: i32 = exponent.parse().unwrap();
    if (-4..DIGITS).contains(&exponent) {
        let decimals = usize::try_from(DIGITS - 1 - exponent).unwrap();
        let plain = format!("{value:.decimals$}");
        if plain.contains('.') { plain.trim_end_matches('0').trim_end_matches('.').to_owned() } else { plain }
    } else {
        let digits = digits.trim_end_matches('0').trim_end_matches('.');
        format!("{digits}e{}{:02}", if exponent < 0 { '-' } else { '+' }, exponent.abs())
    }
}

#[test]
fn generated_companies() {
    let Some(table) = shared("graph/scale.tsv") else { return };
    let Some(language) = language("coreLang") else { return };
    let script = blackstart_oracle::shared().join("malgen/gen_model.py");
    let most: u64 = std::env::var("BLACKSTART_SCALE").ok().and_then(|it| it.parse().ok()).unwrap_or(1_000);
    let folder = std::env::temp_dir().join(format!("blackstart-mal-scale-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    for row in rows(&table) {
        let [assets, profile, seed, model_hash, node_count, edge_count, edge_hash, reach, finite, times_hash] =
            row.as_slice()
        else {
            panic!("{row:?}")
        };
        if assets.parse::<u64>().unwrap() > most {
            continue;
        }
        let file = folder.join("model.json");
        let made = Command::new("python3")
            .arg(&script)
            .args(["--assets", assets, "--seed", seed, "--profile", profile, "--out"])
            .arg(&file)
            .output();
        let Ok(made) = made else {
            return blackstart_oracle::skipped("python3, which runs the generator, is not found");
        };
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let text = crate::published::text(&file);
        assert_eq!(hash(&text), *model_hash, "{assets} {profile}: another model is generated here");
        let scenario = crate::published::json(&folder.join("model.json.scenario.json"));
        let graph = graph(&language, "model.json", text.as_bytes());
        assert_eq!(graph.len().to_string(), *node_count);
        assert_eq!(graph.edge_count().to_string(), *edge_count);
        assert_eq!(edges_hash(&graph), *edge_hash);
        let entry_points = crate::published::nodes(&graph, &scenario["entry_points"]);
        let attack = |node: &Node| graph.kind(*node).is_attack();
        let reached = flags::reach(&graph, &entry_points);
        let reached = (0..graph.len() as Node).filter(attack).filter(|node| reached[*node as usize]).count();
        assert_eq!(reached.to_string(), *reach);
        let times = typical_times(&graph, &entry_points);
        let mut lines: Vec<(String, f64)> = (0..graph.len() as Node)
            .filter(attack)
            .filter(|node| times[*node as usize].is_finite())
            .map(|node| (graph.name(node), times[node as usize]))
            .collect();
        lines.sort_by(|a, b| a.0.cmp(&b.0));
        assert_eq!(lines.len().to_string(), *finite);
        let lines: String = lines.into_iter().map(|(name, days)| format!("{name}\t{}\n", general(days))).collect();
        assert_eq!(hash(&lines), *times_hash, "{assets} {profile}");
    }
    std::fs::remove_dir_all(&folder).unwrap();
}
