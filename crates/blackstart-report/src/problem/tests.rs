//! What a person sees when a file is wrong.

use super::*;

fn problem(message: &str, excerpt: &str, mark: u32, length: u32) -> Problem {
    Problem {
        code: "BS0301",
        severity: Severity::Error,
        message: message.into(),
        file: "examples/acme/model.toml".into(),
        sheet: None,
        line: 12,
        column: mark + 1,
        length,
        excerpt: excerpt.into(),
        mark,
        advice: Some("did you mean `directory`?".into()),
    }
}

#[test]
fn line_caret_code_and_advice() {
    let list = [
        problem("no system is called `directroy`", "needs = \"directroy\"", 9, 9),
        Problem {
            severity: Severity::Warning,
            line: 0,
            advice: None,
            ..problem("no README.md says where the numbers come from", "", 0, 0)
        },
    ];
    insta::assert_snapshot!(problems(&list, 3, Style::default()), @r#"
    error[BS0301]: no system is called `directroy`
      --> examples/acme/model.toml:12:10
       |
    12 | needs = "directroy"
       |          ^^^^^^^^^
       |
       = help: did you mean `directory`?

    warning[BS0301]: no README.md says where the numbers come from
    --> examples/acme/model.toml

    1 error, 1 warning, 3 more not shown; for more about it, run `blackstart explain BS0301`
    "#);
}

#[test]
fn any_place_can_be_pointed_at() {
    // Past the end, in the middle of wide characters, in a cut line, with control characters: shown, never a panic.
    for (excerpt, mark, length) in
        [("", 0, 0), ("ä£€", 1, 2), ("abc", 99, 4), ("a\u{0}\u{1b}[31mb", 1, 3), ("abc", 3, 0)]
    {
        let text =
            problems(&[Problem { column: 4_000, ..problem("x\u{1b}[2J", excerpt, mark, length) }], 0, Style::default());
        assert!(text.contains("model.toml:12:4000"), "{text}");
        assert!(!text.contains('\u{1b}'), "{text:?}");
    }
}

#[test]
fn errors_come_first_and_a_warning_comes_once() {
    let warning = |line: u32, message: &str| Problem {
        severity: Severity::Warning,
        line,
        ..problem(message, "needs = \"directroy\"", 9, 9)
    };
    let mut list: Vec<Problem> = (1..=60).map(|line| warning(line, "this looks odd")).collect();
    list.extend(list.clone());
    list.push(problem("this is wrong", "needs = \"directroy\"", 9, 9));
    let text = problems(&list, 0, Style::default());
    assert!(text.starts_with("error[BS0301]: this is wrong"), "{text}");
    assert_eq!(text.matches("warning[BS0301]: this looks odd").count(), WARNINGS);
    assert!(text.contains("1 error, 60 warnings, 10 of the warnings not shown; for more about it,"), "{text}");
}

#[test]
fn nothing_in_a_problem_steers_the_terminal() {
    let hostile = "a\u{1b}[31m\u{202e}\u{7}\u{9b}2Jb";
    let list = [Problem {
        file: format!("x{hostile}/model.toml").into(),
        advice: Some(hostile.to_owned()),
        ..problem(hostile, hostile, 2, 3)
    }];
    let text = problems(&list, 0, Style::default());
    let steers = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
    assert!(!text.chars().any(steers), "{text:?}");
}

#[test]
fn a_place_in_a_workbook_is_its_cell() {
    let of_sheet = |sheet: Option<&str>, line: u32| Problem {
        file: "acme/links.xlsx".into(),
        sheet: sheet.map(str::to_owned),
        line,
        column: 28,
        ..problem("there is no site `suplier`", "suplier", 0, 7)
    };
    let shown = |it: Problem| problems(&[it], 0, Style::default());
    let text = shown(of_sheet(None, 4));
    assert!(
        text.contains("--> acme/links.xlsx!AB4\n") && text.contains("suplier\n") && text.contains("^^^^^^^"),
        "{text}"
    );
    assert!(shown(of_sheet(Some("flows"), 4)).contains("--> acme/links.xlsx!flows!AB4\n"));
    // Of the file as a whole.
    assert!(shown(of_sheet(None, 0)).contains("--> acme/links.xlsx\n"));
    let json = ProblemJson::from(&of_sheet(Some("flows"), 4));
    assert_eq!((json.line, json.column, json.cell.as_deref()), (4, 28, Some("flows!AB4")));
    assert_eq!(ProblemJson::from(&problem("x", "", 0, 0)).cell, None);
}
