//! Tables for spreadsheets as CSV: every text arrives as text, none as a formula.

use std::borrow::Cow;

/// Writes rows of texts as CSV, the first being the heads.
pub(crate) fn csv(rows: impl IntoIterator<Item = Vec<String>>) -> Vec<u8> {
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.write_record(row.iter().map(|cell| text(cell).into_owned())).expect("rows have as many cells as heads");
    }
    writer.into_inner().expect("memory takes everything")
}

/// A text as a cell that no spreadsheet takes for a formula: what could begin one gets an apostrophe before it. Numbers stay what they are.
fn text(cell: &str) -> Cow<'_, str> {
    let is_number = cell.parse::<f64>().is_ok();
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && !is_number {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

#[cfg(test)]
mod tests {
    //! Do texts stay texts, and numbers numbers?

    use super::*;

    #[test]
    fn what_could_be_a_formula_is_text_and_numbers_stay_numbers() {
        let cells = ["=1+1", "+1", "-2.5e3", "-cmd|'/C calc'!A0", "@SUM(A1)", "\tx", "\ry", "a\rb", "a,\"b\"", "plain"];
        let written = csv([vec!["head".to_owned(); cells.len()], cells.map(str::to_owned).to_vec()]);
        let mut read = ::csv::Reader::from_reader(written.as_slice());
        let row = read.records().next().unwrap().unwrap();
        let expected =
            ["'=1+1", "+1", "-2.5e3", "'-cmd|'/C calc'!A0", "'@SUM(A1)", "'\tx", "'\ry", "a\rb", "a,\"b\"", "plain"];
        assert_eq!(row.iter().collect::<Vec<_>>(), expected);
    }
}
