//! Are the pages still true? Links, line lengths, examples, and the tests that the page of guarantees names.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Component, Path, PathBuf};

/// Most characters of a line of Markdown.
const LONGEST: usize = 160;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// Every file with the extension below a folder, but for what builds and runs leave there.
fn files(folder: &Path, extension: &str, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        let skipped = matches!(name, "target" | "out" | "corpus" | "artifacts");
        if path.is_dir() && !skipped && (!name.starts_with('.') || name == ".github") {
            files(&path, extension, found);
        } else if path.extension().is_some_and(|it| it == extension) {
            found.push(path);
        }
    }
}

/// Every page, by its path from the root with forward slashes.
fn pages() -> BTreeMap<String, String> {
    let root = root();
    let mut found = Vec::new();
    files(&root, "md", &mut found);
    let pages: BTreeMap<String, String> =
        found.into_iter().map(|path| (name_of(&root, &path), fs::read_to_string(&path).unwrap())).collect();
    assert!(pages.len() > 40, "only {} pages were found", pages.len());
    pages
}

fn name_of(root: &Path, path: &Path) -> String {
    let parts = path.strip_prefix(root).unwrap().components();
    parts.map(|part| part.as_os_str().to_str().unwrap()).collect::<Vec<_>>().join("/")
}

/// The lines of a page that are not inside a fenced block.
fn prose(page: &str) -> impl Iterator<Item = &str> {
    let mut fenced = false;
    page.lines().filter(move |line| {
        let fence = line.trim_start().starts_with("```");
        fenced ^= fence;
        !fenced && !fence
    })
}

/// The targets of the links of a page.
fn links(page: &str) -> Vec<String> {
    let mut links = Vec::new();
    let text = prose(page).collect::<Vec<_>>().join("\n");
    // What stands in backquotes is code: a bracket there opens no link.
    let text: String = text.split('`').step_by(2).collect::<Vec<_>>().join("code");
    for piece in text.split("](").skip(1) {
        let target = piece.split(')').next().unwrap();
        links.push(target.to_owned());
    }
    links
}

/// The anchors that hosts of Markdown give to the headings of a page.
fn anchors(page: &str) -> BTreeSet<String> {
    let mut anchors = BTreeSet::new();
    for line in prose(page).filter(|line| line.starts_with('#')) {
        let heading = line.trim_start_matches('#').trim().to_lowercase();
        let slug: String = heading
            .chars()
            .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'))
            .map(|c| if c == ' ' { '-' } else { c })
            .collect();
        let mut anchor = slug.clone();
        for again in 1.. {
            if anchors.insert(anchor) {
                break;
            }
            anchor = format!("{slug}-{again}");
        }
    }
    anchors
}

/// The path, from the root, of what a link on a page leads to, and its anchor.
fn target(page: &str, link: &str) -> (String, Option<String>) {
    let (path, anchor) = link.split_once('#').map_or((link, None), |(path, anchor)| (path, Some(anchor.to_owned())));
    if path.is_empty() {
        return (page.to_owned(), anchor);
    }
    let mut parts: Vec<String> = page.split('/').map(str::to_owned).collect();
    parts.pop();
    for part in Path::new(path).components() {
        match part {
            Component::ParentDir => {
                assert!(parts.pop().is_some(), "{page}: {link} leads out of the repository");
            }
            Component::Normal(name) => parts.push(name.to_str().unwrap().to_owned()),
            _ => {}
        }
    }
    (parts.join("/"), anchor)
}

fn is_address(link: &str) -> bool {
    link.starts_with("https://") || link.starts_with("http://") || link.starts_with("mailto:")
}

#[test]
fn no_line_of_a_page_is_too_long_to_read() {
    let mut long = Vec::new();
    for (name, page) in &pages() {
        for (at, line) in page.lines().enumerate() {
            let length = line.chars().count();
            if length > LONGEST {
                long.push(format!("{name}:{}: {length} characters", at + 1));
            }
        }
    }
    assert!(long.is_empty(), "{}", long.join("\n"));
}

#[test]
fn every_link_leads_somewhere() {
    let (root, pages) = (root(), pages());
    let (mut broken, mut followed) = (Vec::new(), 0);
    for (name, page) in &pages {
        for link in links(page).iter().filter(|link| !is_address(link)) {
            followed += 1;
            let (path, anchor) = target(name, link);
            if !root.join(&path).exists() {
                broken.push(format!("{name}: {link}"));
            } else if let Some(anchor) = anchor
                && !pages.get(&path).is_some_and(|page| anchors(page).contains(&anchor))
            {
                broken.push(format!("{name}: {link}: no such heading"));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
    assert!(followed > 100, "only {followed} links were found");
}

#[test]
fn every_page_can_be_reached_from_the_readme() {
    let pages = pages();
    let mut reached = BTreeSet::new();
    let mut open = vec!["README.md".to_owned()];
    while let Some(name) = open.pop() {
        let Some(page) = pages.get(&name) else { continue };
        if reached.insert(name.clone()) {
            open.extend(links(page).iter().filter(|link| !is_address(link)).map(|link| {
                let (path, _) = target(&name, link);
                if pages.contains_key(&path) { path } else { format!("{path}/README.md") }
            }));
        }
    }
    let read_by_a_newcomer = |name: &str| {
        name.starts_with("docs/") || name.starts_with("examples/") || (!name.contains('/') && name.ends_with(".md"))
    };
    let lost: Vec<&String> = pages.keys().filter(|name| read_by_a_newcomer(name) && !reached.contains(*name)).collect();
    assert!(lost.is_empty(), "no link leads to {lost:?}");
}

#[test]
fn every_example_is_on_the_pages() {
    let pages = pages();
    let mut examples = 0;
    for entry in fs::read_dir(root().join("examples")).unwrap() {
        let path = entry.unwrap().path();
        if !path.is_dir() {
            continue;
        }
        examples += 1;
        let link = format!("examples/{}/", path.file_name().unwrap().to_str().unwrap());
        for page in ["README.md", "docs/README.md"] {
            assert!(pages[page].contains(&link), "{page} does not mention {link}");
        }
    }
    assert!(examples > 0);
}

/// The code spans of a text.
fn spans(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// Whether a source has a test of this name.
fn has_test(source: &str, name: &str) -> bool {
    let start = format!("fn {name}(");
    let lines: Vec<&str> = source.lines().map(str::trim_start).collect();
    lines.iter().enumerate().any(|(at, line)| {
        line.starts_with(&start) && lines[at.saturating_sub(6)..at].iter().any(|line| line.starts_with("#[test]"))
    })
}

#[test]
fn every_test_that_guarantees_name_exists_in_the_crate_they_say() {
    let root = root();
    let page = fs::read_to_string(root.join("docs/guarantees.md")).unwrap();
    let page = page.replace("\n* ", "\n\n* ");
    let is_name = |span: &str| {
        span.contains('_') && span.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    };
    let mut crates: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let (mut missing, mut named) = (Vec::new(), 0);
    for block in page.split("\n\n") {
        let places: Vec<&str> = spans(block).filter(|span| span.starts_with("blackstart")).collect();
        for name in spans(block).filter(|span| is_name(span)) {
            named += 1;
            let there = places.iter().any(|place| {
                let sources = crates.entry((*place).to_owned()).or_insert_with(|| {
                    let mut found = Vec::new();
                    files(&root.join("crates").join(place), "rs", &mut found);
                    found.iter().map(|path| fs::read_to_string(path).unwrap()).collect()
                });
                sources.iter().any(|source| has_test(source, name))
            });
            if !there {
                missing.push(name.to_owned());
            }
        }
    }
    assert!(missing.is_empty(), "no such test in the crates named beside it: {missing:?}");
    assert!(named > 30, "only {named} tests are named");
}

/// Packages that a package of the lock file is made of, itself among them.
fn made_of(lock: &toml::Table, package: &str) -> BTreeSet<String> {
    let packages = lock["package"].as_array().unwrap();
    let (mut met, mut left) = (BTreeSet::new(), vec![package.to_owned()]);
    while let Some(name) = left.pop() {
        if !met.insert(name.clone()) {
            continue;
        }
        for package in packages.iter().filter(|it| it["name"].as_str() == Some(&name)) {
            let needs = package.get("dependencies").and_then(toml::Value::as_array).into_iter().flatten();
            left.extend(needs.filter_map(|it| Some(it.as_str()?.split(' ').next()?.to_owned())));
        }
    }
    met
}

#[test]
fn nothing_opens_a_connection_and_only_serve_takes_any() {
    let root = root();
    let lock: toml::Table = fs::read_to_string(root.join("Cargo.lock")).unwrap().parse().unwrap();
    let all = made_of(&lock, "blackstart-cli");
    assert!(all.contains("clap") && all.len() > 100, "the lock file is not written as it used to be");
    let clients = [
        "async-std",
        "attohttpc",
        "curl",
        "h2",
        "isahc",
        "native-tls",
        "openssl",
        "quinn",
        "reqwest",
        "rustls",
        "surf",
        "tungstenite",
        "ureq",
    ];
    let used: Vec<&str> = clients.into_iter().filter(|name| all.contains(*name)).collect();
    assert!(used.is_empty(), "{used:?}");
    // What listens stands above the façade, and none of it can call: hyper has no client here.
    let below = made_of(&lock, "blackstart");
    for listens in ["axum", "hyper", "mio", "socket2", "tokio"] {
        assert!(all.contains(listens) && !below.contains(listens), "{listens}");
    }
    let manifest = fs::read_to_string(root.join("Cargo.toml")).unwrap();
    for line in manifest.lines().filter(|line| line.starts_with("hyper")) {
        assert!(line.contains("default-features = false") && !line.contains("client"), "{line}");
    }

    let mut sources = Vec::new();
    files(&root.join("crates"), "rs", &mut sources);
    sources.retain(|path| !["/tests", "/benches"].iter().any(|it| name_of(&root, path).contains(it)));
    for path in &sources {
        let source = fs::read_to_string(path).unwrap();
        let serves = name_of(&root, path).starts_with("crates/blackstart-serve/");
        let words: &[&str] = if serves {
            &["TcpStream", "UdpSocket", "connect("]
        } else {
            &["std::net", "tokio::", "TcpStream", "UdpSocket", "TcpListener"]
        };
        for word in words {
            let found = source.replace("std::net::IpAddr", "");
            assert!(!found.contains(word), "{} names {word}", path.display());
        }
    }
    assert!(sources.len() > 100, "only {} sources were found", sources.len());
}

#[test]
fn links_headings_and_tests_are_found_in_text() {
    let page = "# One `two`, three\n\n[a](b.md#c), `[not](this)`\n```\n[nor](that)\n# no\n```\n![d](e.png)\n# One `two`, three\n";
    assert_eq!(links(page), ["b.md#c", "e.png"]);
    assert_eq!(anchors(page).into_iter().collect::<Vec<_>>(), ["one-two-three", "one-two-three-1"]);
    assert_eq!(target("docs/how-to/a.md", "../b.md#c"), ("docs/b.md".to_owned(), Some("c".to_owned())));
    assert!(has_test("#[test]\nfn it_holds() {\n", "it_holds"));
    assert!(!has_test("fn it_holds() {\n", "it_holds"));
}

/// The fenced blocks of a language on a page.
fn blocks<'p>(page: &'p str, language: &str) -> Vec<&'p str> {
    let start = format!("```{language}\n");
    page.split(start.as_str()).skip(1).map(|rest| rest.split("```").next().unwrap()).collect()
}

#[test]
fn the_company_of_the_page_on_data_tells_what_the_page_says() {
    let page = fs::read_to_string(root().join("docs/how-to/say-what-data-is-held.md")).unwrap();
    let blocks = blocks(&page, "toml");
    let model = blackstart::read::model_text(blocks[0]);
    assert_eq!(model.problems.iter().map(|it| it.code).collect::<Vec<_>>(), ["BS0601"; 0]);
    let model = model.it.unwrap();
    let day = blackstart::read::scenario_text(blocks[1], &model);
    assert_eq!(day.problems.iter().map(|it| it.code).collect::<Vec<_>>(), ["BS0747"]);
    let results = blackstart::Ensemble::new(&model, &day.it.unwrap()).seed(1).replicates(1000).run();
    let summary = blackstart::Summary::of(&results);
    let taken = summary.taken.as_ref().unwrap();
    let said = page.split_whitespace().filter(|word| *word != ">").collect::<Vec<_>>().join(" ");
    let story = blackstart::report::Story::new(&results, summary.clone());
    let shown = blackstart::report::terminal(&story, blackstart::report::Style { columns: 400, ..Default::default() });
    for it in &taken.any.unknown {
        let share = blackstart::report::number::share(it.taken.share);
        assert!(said.contains(&format!("in {share}")), "{} days: {share}\n{shown}", it.days);
        assert!(shown.contains(&share), "{shown}");
    }
    let share = blackstart::report::number::share(taken.any.taken.share);
    assert!(said.contains(&format!("Data are taken in {share} of histories.")), "{share}");
    assert!(shown.contains("no evidence so far is not none"), "{shown}");
    // What is due later is told, and in no total.
    assert!(taken.any.later.mean > 0.0 && shown.contains("falls due only after the end"), "{shown}");
    let sums: f64 = summary.loss.by_form.iter().filter(|it| it.name != "insurance").map(|it| it.loss.mean).sum();
    assert!((sums - taken.any.booked.mean).abs() < 1e-6 * sums, "{sums} {:?}", taken.any.booked);
}
