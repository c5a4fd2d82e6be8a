//! The page is whole, safe and needs nobody else.

use super::*;

use crate::html as run_html;
use crate::story::{Story, Strip};
use crate::years::years_html;
use blackstart_ensemble::backtest::{Compared, Modelled};
use blackstart_ensemble::{Results, Summary, Years, sample};

fn story() -> Story {
    let mut results = sample::results(0..100, 1);
    results.layout.model.title = "<b>Acme</b> & \"Sons\"".to_owned();
    let summary = Summary::of(&results);
    let mut story = Story::new(&results, summary);
    story.strip = Some(Strip { replicate: 3, text: "directory ..##\nplant <i> .##.".to_owned(), column_hours: None });
    let compared = |hit: bool, low: Option<f64>, high: Option<f64>| Compared {
        id: "x".to_owned(),
        title: "Vehicles <lost>".to_owned(),
        unit: "cars".to_owned(),
        modelled: Modelled { p05: Some(1.0), p25: None, p50: Some(2.0), p75: None, p95: None },
        reported_low: low,
        reported_high: high,
        hit: Some(hit),
        inside_50: None,
        score: None,
        sources: vec!["s".to_owned()],
        note: Some("not quite".to_owned()),
    };
    story.backtest =
        vec![compared(true, Some(1.5), Some(1.5)), compared(false, Some(5.0), None), compared(false, None, Some(0.5))];
    story
}

/// Every element that is opened is closed, in order.
pub(crate) fn balanced(page: &str) {
    const VOID: [&str; 2] = ["meta", "!DOCTYPE"];
    // A comparison in a script opens no element.
    let (before, script) = page.split_once("<script type=\"module\">").unwrap();
    let (_, after) = script.split_once("</script>").unwrap();
    let page = format!("{before}{after}");
    let mut open = Vec::new();
    let mut rest = page.as_str();
    while let Some(at) = rest.find('<') {
        let tag = &rest[at + 1..rest[at..].find('>').map_or(rest.len(), |end| at + end)];
        let name: &str = tag.split([' ', '\n']).next().unwrap();
        if let Some(name) = name.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "closing");
        } else if !tag.ends_with('/') && !VOID.contains(&name) {
            open.push(name);
        }
        rest = &rest[at + 1..];
    }
    assert!(open.is_empty(), "{open:?}");
}

#[test]
fn the_page_is_well_formed_and_self_contained() {
    let page = run_html(&story());
    balanced(&page);
    for forbidden in
        ["<script>", "src=", " style=", "@import", "url(", "<b>Acme", "plant <i>", "Vehicles <lost>", "NaN"]
    {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
    // Links may be followed by a reader; nothing is fetched by the page itself.
    assert!(page.contains("default-src 'none'"));
}

#[test]
fn the_script_is_the_only_one_is_allowed_by_its_hash_and_asks_nobody() {
    let page = run_html(&story());
    assert_eq!(page.matches("<script").count(), 1);
    let script = page.split_once("<script type=\"module\">").unwrap().1.split_once("</script>").unwrap().0;
    assert_eq!(script, SCRIPT);
    assert!(page.contains(&format!("script-src 'sha256-{}'", hash(script))));
    for word in ["fetch", "XMLHttp", "import", "http:", "https:", "innerHTML", "eval", "cookie", "Storage", "style."] {
        assert!(!script.contains(word), "{word}");
    }
}

#[test]
fn numbers_are_sorted_by_what_they_were_made_from() {
    let page = run_html(&story());
    let total = story().summary.loss.total.p50;
    assert!(page.contains(&format!("data-v=\"{total:.5e}\"")), "the total can be sorted by");
    // A plot tells where the rows of its table lie; there are as many.
    let plots: Vec<&str> = page.split("<div class=\"plot\" data-at=\"").skip(1).collect();
    let mut read = 0;
    for plot in plots {
        let places = plot.split('"').next().unwrap().split(' ').filter(|it| !it.is_empty()).count();
        let table = plot.split("<tbody>").nth(1).unwrap().split("</tbody>").next().unwrap();
        if places > 0 {
            assert_eq!(places, table.matches("<tr>").count());
            read += 1;
        }
    }
    assert!(read >= 3, "{read}");
}

#[test]
fn one_sheet_has_the_verdict_and_no_table() {
    let page = crate::onepage(&story());
    balanced(&page);
    assert!(page.contains("class=\"sheet\"") && page.contains("The verdict") && page.contains("What is down when"));
    assert!(!page.contains("<table") && !page.contains("<details") && page.len() < 100_000, "{}", page.len());
}

#[test]
fn every_picture_has_a_title_a_description_and_a_table() {
    let page = run_html(&story());
    // A picture has a name of its own, or stands in a row whose words say the same; a layer belongs to its picture.
    let named = page.matches("role=\"img\"").count();
    assert_eq!(page.matches("<desc id=").count(), named);
    let pictures = page.matches("<svg ").count() - page.matches("<svg width=\"100%\"").count();
    assert_eq!(
        pictures,
        named + page.matches("aria-hidden=\"true\"").count() - page.matches("<p class=\"drawn\" aria-hidden").count()
    );
    let figures = page.matches("<figure>").count();
    assert!(figures >= 8, "{figures}");
    let groups = page.matches("role=\"group\" aria-labelledby").count();
    assert!(groups >= 5 && page.matches("aria-describedby").count() == groups, "{groups}");
    assert_eq!(page.matches("The same as a table").count(), figures);
    let ids: Vec<&str> = page.split(" id=\"").skip(1).filter_map(|part| part.split('"').next()).collect();
    let mut unique = ids.clone();
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(unique.len(), ids.len(), "ids are unique");
}

#[test]
fn the_reach_has_both_axes_heads_and_parties_and_no_category() {
    let story = story();
    let page = run_html(&story).replace('\u{a0}', " ");
    let section = page.split("id=\"reach\"").nth(1).unwrap().split("</section>").next().unwrap();
    for word in
        ["Organisations that lose", "Financial impact", "Business interruption", "Borne by Acme", "5 %", "50 %", "95 %"]
    {
        assert!(section.contains(word), "{word} in {section}");
    }
    assert!(section.contains("No category is given") && !section.to_lowercase().contains("category 3"), "{section}");
    let from = story.summary.reach.affected_from;
    assert!(section.contains(&story.setting().money(from)), "the threshold is told");
}

#[test]
fn the_curves_page_is_well_formed_and_self_contained() {
    let mut results = sample::results(0..50, 1);
    results.layout.model.title = "<b>Acme</b>".to_owned();
    let summary = Years::new(&[&results], &[("bad-day".to_owned(), 0.3)], 2000, 1).unwrap().summary();
    let page = years_html(&summary);
    balanced(&page);
    for forbidden in ["<script>", "src=", " style=", "@import", "url(", "<b>Acme", "NaN", "inf"] {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
    let [policy] = summary.policies.as_slice() else { panic!("one policy pays") };
    // A curve for each subject, for the policy and for each of its layers.
    assert_eq!(page.matches("class=\"plot\"").count(), summary.subjects.len() + 1 + policy.layers.len());
    // The company comes first and open; whoever else is folded, with a link to it.
    let company = summary.company.as_ref().unwrap();
    let first = page.find("<section id=\"curve-").unwrap();
    assert!(page[first..].starts_with(&format!("<section id=\"curve-{company}\"")));
    assert!(!page[first..first + 400].contains("<details>"));
    for subject in summary.subjects.iter().filter(|it| &it.id != company) {
        let id = &subject.id;
        assert!(page.contains(&format!("href=\"#curve-{id}\"")));
        let section = page.split(&format!("<section id=\"curve-{id}\"")).nth(1).unwrap();
        assert!(section[..200].contains("<details>"), "{id} is folded");
    }
    assert!(page.contains("href=\"#insurer-cyber\"") && page.contains("Layer from £400k to £600k"));
    assert!(page.contains("What does a year cost?") && page.contains("Once in 200 years"));
    // Nobody's year is without both tables.
    assert_eq!(page.matches("(OEP)</caption>").count(), summary.subjects.len());
    assert_eq!(page.matches("(AEP)</caption>").count(), summary.subjects.len());
}

#[test]
fn the_same_run_is_the_same_page_whatever_played_it() {
    // The same histories played on one thread and on three; then one history more.
    let page = |results: &Results| run_html(&Story::new(results, Summary::of(results)));
    let one = page(&sample::results(0..24, 1));
    assert_eq!(one, page(&sample::results(0..24, 3)));
    assert_ne!(one, page(&sample::results(0..25, 3)));
}

#[test]
fn hashes_are_what_browsers_compute() {
    // SHA-256 of the empty text and of "abc" (FIPS 180-4), in base64.
    assert_eq!(hash(""), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    assert_eq!(hash("abc"), "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
}
