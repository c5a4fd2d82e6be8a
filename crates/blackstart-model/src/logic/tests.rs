//! Logic: what is understood, what is refused.

use super::*;
use proptest::prelude::*;

fn wrong(text: &str) -> String {
    let complaint = logic(text).unwrap_err();
    let part = &text[complaint.at..complaint.at + complaint.len];
    format!("{:?} at {} [{part}]: {complaint}", complaint.what, complaint.at)
}

#[test]
fn a_logic_is_a_tree_of_names_with_places() {
    let text = "all(erp, any(edi, phone), 2 of (a, b, c), mean(x, y))";
    let expr = logic(text).unwrap();
    assert_eq!(expr.to_string(), text);
    let places: Vec<(&str, &str)> =
        expr.names().into_iter().map(|(name, at)| (name, &text[at..at + name.len()])).collect();
    assert_eq!(places.len(), 8);
    assert!(places.iter().all(|(name, there)| name == there));
    let group = &expr.parts()[2];
    assert_eq!(&text[group.at..group.at + group.len], "2 of (a, b, c)");
    assert!(matches!(group.node, Node::AtLeast(2, _)));
}

#[test]
fn names_may_look_like_words() {
    assert_eq!(logic(" erp ").unwrap(), Expr { at: 1, len: 3, node: Node::Name("erp".into()) });
    for text in ["mes.line-2_b", "2", "of", "all", "any(all, 2, of)", "3 of (1, 2, 3)"] {
        assert_eq!(logic(text).unwrap().to_string(), text);
    }
    assert_eq!(logic("any (a,\n b,)").unwrap().to_string(), "any(a, b)");
    assert!(is_name("a.b-c_1") && !is_name("") && !is_name("a b") && !is_name("é"));
}

#[test]
fn mistakes_name_the_place_and_the_way_out() {
    let all = [
        "",
        "  ",
        "all(",
        "all(a",
        "all(a b)",
        "all(a,,b)",
        "all()",
        "(a)",
        "a b",
        "a)",
        "and(a, b)",
        "als(a, b)",
        "0 of (a)",
        "3 of (a, b)",
        "99999999999 of (a)",
        "2 of a",
        "2 of",
        "a & b",
        "naïve",
        "all(a;b)",
    ]
    .map(|text| format!("{text:20} {}", wrong(text)))
    .join("\n");
    insta::assert_snapshot!(all, @r#"
                         NotALogic at 0 []: nothing is written here; write a name, all(…), any(…), mean(…) or `2 of (…)`
                         NotALogic at 2 []: nothing is written here; write a name, all(…), any(…), mean(…) or `2 of (…)`
    all(                 NotALogic at 4 []: the logic ends too early; write a name, all(…), any(…), mean(…) or `2 of (…)`
    all(a                NotALogic at 5 []: a bracket is not closed; separate parts with commas and close every bracket
    all(a b)             NotALogic at 6 [b]: a comma or `)` is missing here; separate parts with commas and close every bracket
    all(a,,b)            NotALogic at 6 [,]: a name is missing here; write a name, all(…), any(…), mean(…) or `2 of (…)`
    all()                ImpossibleLogic at 0 [all()]: the list is empty; name at least one system or service
    (a)                  NotALogic at 0 [(]: a bracket needs a word before it; write a name, all(…), any(…), mean(…) or `2 of (…)`
    a b                  NotALogic at 2 [b]: nothing may follow here; join several with all(…), any(…) or `2 of (…)`
    a)                   NotALogic at 1 [)]: nothing may follow here; join several with all(…), any(…) or `2 of (…)`
    and(a, b)            UnknownUnit { did_you_mean: Some("all") } at 0 [and]: `and` joins nothing; did you mean `all(…)`?
    als(a, b)            UnknownUnit { did_you_mean: Some("all") } at 0 [als]: `als` joins nothing; did you mean `all(…)`?
    0 of (a)             ImpossibleLogic at 0 [0]: 0 of a list always holds; write a number from 1 to 1
    3 of (a, b)          ImpossibleLogic at 0 [3]: the list has only 2: it can never hold; write a number from 1 to 2
    99999999999 of (a)   ImpossibleLogic at 0 [99999999999]: the list has only 1: it can never hold; write a number from 1 to 1
    2 of a               NotALogic at 5 [a]: a list must follow `of`; write `2 of (a, b, c)`
    2 of                 NotALogic at 4 []: a list must follow `of`; write `2 of (a, b, c)`
    a & b                NotALogic at 2 [&]: nothing may follow here; join several with all(…), any(…) or `2 of (…)`
    naïve                NotALogic at 2 [ï]: nothing may follow here; join several with all(…), any(…) or `2 of (…)`
    all(a;b)             NotALogic at 5 [;]: a comma or `)` is missing here; separate parts with commas and close every bracket
    "#);
}

#[test]
fn depth_and_size_have_limits() {
    let nested = |depth: usize| format!("{}a{}", "all(".repeat(depth), ")".repeat(depth));
    assert!(logic(&nested(DEEPEST)).is_ok());
    assert_eq!(logic(&nested(DEEPEST + 1)).unwrap_err().what, Wrong::TooDeep);
    assert_eq!(logic(&"all(".repeat(200_000)).unwrap_err().what, Wrong::TooDeep);
    let wide = |names: usize| format!("all({})", vec!["a"; names].join(","));
    assert!(logic(&wide(MOST_NAMES)).is_ok());
    assert_eq!(logic(&wide(MOST_NAMES + 1)).unwrap_err().what, Wrong::TooLong);
    assert_eq!(logic(&" ".repeat(LONGEST + 1)).unwrap_err().what, Wrong::TooLong);
}

fn any_logic() -> impl Strategy<Value = String> {
    let name = "[A-Za-z0-9_.-]{1,8}".prop_filter("`2 of` is no name", |name| name != "of");
    name.prop_recursive(4, 40, 5, |inner| {
        (0..4_usize, proptest::collection::vec(inner, 1..5)).prop_map(|(kind, parts)| {
            let word = ["all", "any", "mean", &format!("{} of ", parts.len().div_ceil(2))][kind].to_owned();
            format!("{word}({})", parts.join(", "))
        })
    })
}

proptest! {
    #[test]
    fn what_is_written_reads_back(text in any_logic()) {
        prop_assert_eq!(logic(&text).unwrap().to_string(), text);
    }

    #[test]
    fn no_text_panics(text in prop_oneof![any::<String>(), "[ab2é,() ]{0,30}", "(all|any|2 of|mean|x)[(, )]{0,3}(of|a|1)[,() ]{0,4}"]) {
        if let Err(complaint) = logic(&text) {
            prop_assert!(text.get(complaint.at..complaint.at + complaint.len).is_some(), "{:?}", complaint);
        }
    }
}
