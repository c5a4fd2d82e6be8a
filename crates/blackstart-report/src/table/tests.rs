//! Tables stand straight.

use super::*;

#[test]
fn columns_line_up_and_the_first_gives_way() {
    let mut table = Table::new([("site", Side::Left), ("loss", Side::Right)]);
    table.row(["a", "£1"]).row(["Wolverhampton", "£1,200"]);
    assert_eq!(
        table.text(&Style::default()),
        "  site             loss\n  a                  £1\n  Wolverhampton  £1,200\n"
    );
    table.row(["x".repeat(200), "£1".to_owned()]);
    assert!(table.text(&Style::default()).lines().all(|line| width(line) <= PAGE));
}

#[test]
fn colour_is_only_added_never_needed() {
    let mut table = Table::new([("a", Side::Left)]);
    table.row(["b"]);
    let plain = table.text(&Style::default());
    let coloured = table.text(&Style { colour: true, ..Style::default() });
    assert_ne!(plain, coloured);
    assert_eq!(coloured.replace("\x1b[2m", "").replace("\x1b[0m", ""), plain);
}

#[test]
fn words_wrap() {
    assert_eq!(wrap("one two three", 9, 2), "  one two\n  three\n");
}
