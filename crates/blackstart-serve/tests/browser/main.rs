//! The journey of a person, in a real browser: open, walk, edit, run, watch, read, compare, plan, draw, download.
//!
//! Without a browser it says that it did not look; with `BLACKSTART_BROWSER=required` that is a failure. Pictures of each page, wide and narrow,
//! light and dark, go into the folder that `BLACKSTART_PICTURES` names. In the folder that `BLACKSTART_AXE` names is axe-core, which looks at each
//! page for barriers; without it that is said.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::print_stderr, reason = "a test that did not look says so")]
#![cfg(unix)]

mod devtools;

use blackstart::jobs::{self, InitRequest};
use blackstart_serve::{ServeRequest, serve};
use devtools::{Browser, program};
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// What a page must be, wherever it is looked at: nothing is cut, everything that can be used has a name, text can be read.
const SOUND: &str = r#"(() => {
    const wrong = [];
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth + 1) wrong.push(`the page is ${root.scrollWidth} wide on a screen of ${root.clientWidth}`);
    for (const it of document.querySelectorAll("input:not([type=hidden]), select, textarea"))
        if (!it.labels?.length && !it.getAttribute("aria-label")) wrong.push(`${it.name} has no label`);
    for (const it of document.querySelectorAll("a, button"))
        if (!it.textContent.trim() && !it.getAttribute("aria-label")) wrong.push(`${it.outerHTML} has no name`);
    const ids = [...document.querySelectorAll("[id]")].map((it) => it.id);
    for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) wrong.push(`${id} is there twice`);
    if (document.querySelectorAll("h1").length !== 1) wrong.push("not one h1");
    if (!document.title || !root.lang) wrong.push("no title or language");
    for (const it of document.querySelectorAll("iframe")) if (!it.title) wrong.push("a frame without a title");
    const channels = (text) => (text.match(/[\d.]+/g) ?? []).map(Number);
    const light = ([r, g, b]) => {
        const of = (it) => (it /= 255) <= 0.04045 ? it / 12.92 : ((it + 0.055) / 1.055) ** 2.4;
        return 0.2126 * of(r) + 0.7152 * of(g) + 0.0722 * of(b);
    };
    const ground = (it) => {
        for (; it; it = it.parentElement) {
            const colour = channels(getComputedStyle(it).backgroundColor);
            if (colour.length === 3 || colour[3] > 0) return colour;
        }
        return [255, 255, 255];
    };
    for (const it of document.querySelectorAll("main *, header *")) {
        const has = [...it.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
        if (!has || !it.checkVisibility() || it.closest(":disabled")) continue;
        const [a, b] = [light(channels(getComputedStyle(it).color)), light(ground(it))];
        const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        if (contrast < 4.5) wrong.push(`contrast ${contrast.toFixed(2)}: ${it.textContent.trim().slice(0, 40)}`);
    }
    return wrong;
})()"#;

/// What axe-core finds on the page that is open: its rule, and where.
const BARRIERS: &str = r#"axe.run(document, { iframes: false, resultTypes: ["violations"] }).then((it) => it.violations.flatMap((rule) =>
    rule.nodes.map((node) => `${rule.id}: ${node.target.join(" ")}: ${node.failureSummary}`)))"#;

/// Has axe-core look at the page that is open.
fn no_barriers(browser: &mut Browser, name: &str) {
    let Some(folder) = std::env::var_os("BLACKSTART_AXE").map(PathBuf::from) else { return };
    let code = std::fs::read_to_string(folder.join("axe.min.js")).expect("BLACKSTART_AXE names the folder of axe-core");
    if browser.eval("typeof axe") != "object" {
        browser.eval(&format!("{code};0"));
    }
    for found in browser.eval(BARRIERS).as_array().expect("axe-core gives a list") {
        browser.barriers.push(format!("{name}: {}", found.as_str().unwrap_or_default()));
    }
}

/// Looks at a page on every screen; keeps pictures where somebody wants them.
fn look(browser: &mut Browser, name: &str) {
    // A page that has loaded itself anew is there before its style is.
    browser.wait("document.readyState === 'complete'");
    for width in [1440, 390] {
        for dark in [false, true] {
            browser.screen(width, dark);
            let wrong = browser.eval(SOUND);
            let shade = if dark { "dark" } else { "light" };
            assert_eq!(wrong, serde_json::json!([]), "{name} at {width} px, {shade}");
            no_barriers(browser, &format!("{name} at {width} px, {shade}"));
            if let Some(folder) = std::env::var_os("BLACKSTART_PICTURES").map(PathBuf::from) {
                std::fs::create_dir_all(&folder).unwrap();
                let picture = browser.picture();
                let file = std::fs::File::create(folder.join(format!("{name}-{width}-{shade}.png"))).unwrap();
                let mut decode = Command::new("base64").arg("-d").stdin(Stdio::piped()).stdout(file).spawn().unwrap();
                decode.stdin.take().unwrap().write_all(picture.as_bytes()).unwrap();
                assert!(decode.wait().unwrap().success());
            }
        }
    }
    browser.screen(1440, false);
}

/// Types into a field as a person does who has chosen all that is in it.
fn fill(browser: &mut Browser, selector: &str, text: &str) {
    browser.eval(&format!("(() => {{ const it = document.querySelector({selector:?}); it.focus(); it.select(); }})()"));
    browser.send("Input.insertText", serde_json::json!({ "text": text }));
}

/// What must be read on a page.
fn says(browser: &mut Browser, words: &str) {
    let text = browser.eval("document.querySelector('main').innerText");
    assert!(text.as_str().unwrap().contains(words), "{words}: {text}");
}

/// Plays the scenario that is open and watches until its report is there.
fn play(browser: &mut Browser, histories: &str, button: &str) {
    fill(browser, "input[name=replicates]", histories);
    browser.leads(|it| it.click(button));
    browser.wait(
        "!document.querySelector('[data-events]') && !!document.querySelector('iframe') && document.readyState === 'complete'",
    );
}

#[test]
fn a_person_goes_all_the_way() {
    let Some(program) = program() else {
        assert_ne!(std::env::var("BLACKSTART_BROWSER").as_deref(), Ok("required"), "there is no browser");
        eprintln!("NOT LOOKED AT: there is no Chromium here");
        return;
    };
    if std::env::var_os("BLACKSTART_AXE").is_none() {
        eprintln!("NOT LOOKED AT for barriers: BLACKSTART_AXE names no folder of axe-core");
    }
    let folder = tempfile::tempdir().unwrap();
    jobs::init(&InitRequest { folder: folder.path().join("acme") }, &()).unwrap();
    let request = ServeRequest { folder: folder.path().to_owned(), port: 0, ..ServeRequest::default() };
    let server = serve(&request, Box::new(())).unwrap();
    let home = server.url();
    let mut browser = Browser::start(&program);
    let page = &mut browser;
    page.screen(1440, false);

    page.go(&home);
    look(page, "01-folder-empty");
    page.leads(|it| it.click("a[href='/models/acme']"));
    look(page, "02-model");
    page.leads(|it| it.click("a[href$='/walk']"));
    look(page, "13-walk");
    page.leads(|it| it.click("a[href$='/walk/system/directory']"));
    says(page, "What falls with it");
    look(page, "14-system");
    page.go(&format!("{home}models/acme/tables?table=systems"));
    look(page, "03-tables");
    page.go(&format!("{home}models/acme/tables?table=links"));
    page.leads(|it| it.click("tbody tr:nth-child(2) a"));
    fill(page, "input[name='f:cover']", "ten days");
    page.leads(|it| it.click("button[value=save]"));
    says(page, "Nothing is saved");
    look(page, "18-row");
    fill(page, "input[name='f:cover']", "12d");
    page.leads(|it| it.click("button[value=save]"));
    says(page, "12d");

    page.go(&format!("{home}models/acme/scenarios/shutdown"));
    look(page, "04-scenario");
    // A slider is moved with the keyboard, and says where it is.
    page.eval("document.querySelector('#s-backups').focus()");
    for kind in ["keyDown", "keyUp"] {
        page.send(
            "Input.dispatchKeyEvent",
            serde_json::json!({ "type": kind, "key": "ArrowRight", "code": "ArrowRight", "windowsVirtualKeyCode": 39 }),
        );
    }
    assert_eq!(page.eval("document.querySelector('output[for=s-backups]').textContent"), "11");
    page.click("details summary");
    page.wait("document.querySelector('details').open");
    fill(page, "input[name='f:recovery.investigation']", "3 dys");
    page.leads(|it| it.click("button[value=check]"));
    says(page, "BS0204");
    look(page, "05-problems");
    fill(page, "input[name='f:recovery.investigation']", "pert(2d, 9d, 21d)");
    fill(page, "input[name=save_as]", "slow");
    page.leads(|it| it.click("button[value=save-as]"));
    assert_eq!(page.eval("location.pathname"), "/models/acme/scenarios/slow");

    // Long enough to be watched, then cancelled.
    fill(page, "input[name=replicates]", "10000");
    page.leads(|it| it.click("button[value=run]"));
    page.wait("document.querySelector('progress')?.value > 0");
    look(page, "06-live");
    page.leads(|it| it.click("form[action$=cancel] button"));
    page.wait("document.querySelector('.state')?.textContent === 'cancelled'");
    assert!(page.eval("!!document.querySelector('form[action$=resume]')") == true);

    page.go(&format!("{home}models/acme/scenarios/slow"));
    play(page, "40", "button[value=run]");
    look(page, "07-run");
    let inside = page.eval("document.querySelector('iframe').contentDocument === null");
    assert_eq!(inside, true, "a report is in a sandbox");
    // In its sandbox nothing runs, axe-core neither: the report is looked at as a file that somebody was sent.
    let run = page.eval("location.pathname").as_str().unwrap().replace("/runs/", "").parse::<u64>().unwrap();
    let report = folder.path().canonicalize().unwrap().join(format!("runs/{run:06}/report.html"));
    page.go(&format!("file://{}", report.display()));
    for width in [1440, 390] {
        for dark in [false, true] {
            page.screen(width, dark);
            no_barriers(page, &format!("report at {width} px, {}", if dark { "dark" } else { "light" }));
        }
    }
    page.screen(1440, false);
    page.go(&format!("{home}models/acme/walk/service/planning"));
    says(page, "What the newest run says");
    look(page, "15-service");
    page.leads(|it| it.click(".panel a[href*='/walk/site/']"));
    look(page, "16-site");

    page.go(&format!("{home}models/acme/scenarios/shutdown"));
    play(page, "40", "button[value=run]");
    page.leads(|it| it.click("form[action='/compare'] button"));
    says(page, "Back after: every system");
    look(page, "08-compare");
    page.go(&format!("{home}models/acme/scenarios/shutdown"));
    play(page, "8", "button[value=restart]");
    look(page, "09-restart");
    page.go(&format!("{home}models/acme/scenarios/shutdown"));
    play(page, "40", "button[value=rank]");
    look(page, "17-rank");
    page.go(&format!("{home}curve"));
    page.click("input[type=checkbox]");
    fill(page, "input[name^=rate-]", "0.1");
    fill(page, "input[name=years]", "1000");
    page.leads(|it| it.click("main form button"));
    assert_eq!(page.eval("document.querySelectorAll('iframe').length"), 1);
    look(page, "10-curve");
    page.go(&home);
    look(page, "11-folder");
    // The run that was cancelled goes, once that is confirmed.
    page.go(&format!("{home}runs/1"));
    page.leads(|it| it.click("a[href='/runs/1/delete']"));
    look(page, "17-delete");
    page.leads(|it| it.click("form[action='/runs/1/delete'] button"));
    assert_eq!(page.eval("!!document.querySelector(\"a[href='/runs/1']\")"), false);
    let got = page.eval("fetch('/runs/2/run.xlsx').then((it) => it.arrayBuffer()).then((it) => it.byteLength)");
    assert!(got.as_u64().unwrap() > 1_000, "{got}");

    page.go(&format!("{home}no-such-page"));
    let expected = page.complaints.iter().position(|it| it.contains("no-such-page") && it.contains("404"));
    page.complaints.remove(expected.expect("a page that is not there is told as such"));
    look(page, "12-fault");
    // What is wrong in a form answers 422, which the browser notes; everything else would be a mistake of ours.
    page.complaints.retain(|it| !it.contains("422"));
    assert!(page.complaints.is_empty(), "{:#?}", page.complaints);
    assert!(page.barriers.is_empty(), "{:#?}", page.barriers);
    let foreign: Vec<_> = page
        .asked
        .iter()
        .filter(|it| !["data:", "file:///", home.as_str()].iter().any(|ours| it.starts_with(ours)))
        .collect();
    assert!(foreign.is_empty(), "{foreign:?}");
    assert!(page.asked.len() > 40);
    drop(browser);
    server.end();
}
