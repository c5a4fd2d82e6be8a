//! Do tables come in as written, and hostile files get an error?

use super::*;
use arrow_array::{Date32Array, Decimal128Array, DictionaryArray, Float64Array, Int64Array, RecordBatch};
use parquet::arrow::ArrowWriter;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;

/// A table as one line per row: its number, then its cells.
fn read(path: &Path) -> Result<Vec<String>, String> {
    let mut lines = Vec::new();
    let mut width = 0;
    let table = OpenTable { file: File::open(path).unwrap(), path };
    let cell = |value: Value<'_>| match value {
        Value::Empty => "-".to_owned(),
        Value::Text(text) => format!("'{text}'"),
        number => number.text(),
    };
    Formats.read(table, &Limits::default(), &mut |piece| {
        match piece {
            Piece::Columns(names) => {
                width = names.len();
                lines.push(names.join(" "));
            }
            Piece::Row { number, cells } => {
                let cells: Vec<String> = (0..width).map(|column| cell(cells.value(column))).collect();
                lines.push(format!("{number}: {}", cells.join(" ")));
            }
        }
        true
    })?;
    Ok(lines)
}

/// A workbook with one sheet of this name and content, and these shared strings.
fn workbook(folder: &TempDir, sheet: &str, rows: &[u8], strings: &[u8]) -> PathBuf {
    let path = folder.path().join("links.xlsx");
    let mut archive = zip::ZipWriter::new(File::create(&path).unwrap());
    let mut add = |name: &str, content: &[u8]| {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(content).unwrap();
    };
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let relationships = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let workbook = format!(
        r#"<workbook xmlns="{main}" xmlns:r="{relationships}"><sheets><sheet name="{sheet}" sheetId="1" r:id="r1"/></sheets></workbook>"#
    );
    let related = format!(
        r#"<Relationships xmlns="{package}"><Relationship Id="r1" Type="{relationships}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#
    );
    let root = format!(
        r#"<Relationships xmlns="{package}"><Relationship Id="r1" Type="{relationships}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
    );
    add("_rels/.rels", root.as_bytes());
    add("xl/workbook.xml", workbook.as_bytes());
    add("xl/_rels/workbook.xml.rels", related.as_bytes());
    let within = |from: &str, content: &[u8], to: &str| [from.as_bytes(), content, to.as_bytes()].concat();
    let sheet = within(&format!(r#"<worksheet xmlns="{main}"><sheetData>"#), rows, "</sheetData></worksheet>");
    add("xl/worksheets/sheet1.xml", &sheet);
    // Plain, a date, a percentage, a duration.
    let styles =
        r#"<cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="9"/><xf numFmtId="46"/></cellXfs>"#;
    add("xl/styles.xml", format!(r#"<styleSheet xmlns="{main}">{styles}</styleSheet>"#).as_bytes());
    if !strings.is_empty() {
        add("xl/sharedStrings.xml", &within(&format!(r#"<sst xmlns="{main}">"#), strings, "</sst>"));
    }
    archive.finish().unwrap();
    path
}

const HEADER: &str = r#"<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>flow</t></is></c></row>"#;

#[test]
fn a_sheet_comes_in_as_it_looks() {
    let folder = tempfile::tempdir().unwrap();
    let rows = format!(
        r#"{HEADER}<row r="2"><c r="A2" t="s"><v>1</v></c><c r="B2"><v>540.5</v></c></row>
        <row r="4"><c r="A4" t="b"><v>1</v></c></row><row r="5"><c r="B5" t="inlineStr"><is><t> </t></is></c></row>"#
    );
    let path = workbook(&folder, "links", rows.as_bytes(), b"<si><t>from</t></si><si><t>plant</t></si>");
    assert_eq!(read(&path).unwrap(), ["from flow", "2: 'plant' 540.5", "4: 'true' -"]);
}

#[test]
fn a_sheet_that_is_no_table_is_refused_with_the_cell() {
    let folder = tempfile::tempdir().unwrap();
    let refusal = |row: &str| {
        let rows = format!("{HEADER}{row}");
        read(&workbook(&folder, "links", rows.as_bytes(), b"<si><t>from</t></si>")).unwrap_err()
    };
    assert!(refusal(r#"<row r="2"><c r="D2"><v>1</v></c></row>"#).starts_with("cell D2 is in a column without a name"));
    assert!(refusal(r#"<row r="9"><c r="XFD9"><v>1</v></c></row>"#).starts_with("cell XFD9"));
    assert!(refusal(r##"<row r="2"><c r="A2" t="e"><v>#REF!</v></c></row>"##).starts_with("cell A2 holds the error"));
}

/// All cells of a workbook's sheets: address and contents.
fn cells_of(path: &Path) -> Result<Vec<String>, String> {
    let sheets = Formats.sheets(OpenTable { file: File::open(path).unwrap(), path }, &Limits::default())?;
    let of = |sheet: &RawSheet| -> Vec<String> {
        let cell = |it: &RawCell| format!("{}!{} {:?}", sheet.name, address(it.row, it.column), it.holds);
        sheet.cells.iter().map(cell).collect()
    };
    Ok(sheets.iter().flat_map(of).collect())
}

#[test]
fn the_cells_of_a_workbook_come_in_as_they_look() {
    let folder = tempfile::tempdir().unwrap();
    let rows = format!(
        r##"{HEADER}<row r="2"><c r="A2" s="1"><v>45900</v></c><c r="B2" s="2"><v>0.35</v></c><c r="D2" s="1"><v>45900.75</v></c></row>
        <row r="3"><c r="A3" t="e"><v>#DIV/0!</v></c><c r="B3" s="3"><v>0.5</v></c><c r="C3" t="b"><v>0</v></c></row>"##
    );
    let path = workbook(&folder, "links", rows.as_bytes(), b"<si><t>from</t></si>");
    assert_eq!(
        cells_of(&path).unwrap(),
        [
            "links!A1 Ok(Text(\"from\"))",
            "links!B1 Ok(Text(\"flow\"))",
            "links!A2 Ok(Text(\"2025-08-31\"))",
            "links!B2 Ok(Number(0.35))",
            "links!D2 Ok(Text(\"2025-08-31T18:00:00\"))",
            "links!A3 Err(\"holds the error #DIV/0!\")",
            "links!B3 Ok(Text(\"12h\"))",
            "links!C3 Ok(Text(\"false\"))",
        ]
    );
}

#[test]
fn a_damaged_workbook_is_an_error_and_never_a_panic() {
    let folder = tempfile::tempdir().unwrap();
    let path = workbook(&folder, "links", HEADER.as_bytes(), b"<si><t>from</t></si>");
    let whole = std::fs::read(&path).unwrap();
    for length in [0, 3, 12, whole.len() / 2, whole.len() - 1] {
        std::fs::write(&path, &whole[..length]).unwrap();
        assert!(cells_of(&path).is_err(), "cut to {length}");
    }
    for at in (0..whole.len()).step_by(5) {
        let mut changed = whole.clone();
        changed[at] ^= 0xa5;
        std::fs::write(&path, &changed).unwrap();
        let _ = cells_of(&path);
    }
}

#[test]
fn a_small_file_that_unpacks_to_a_huge_one_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = workbook(&folder, "links", HEADER.as_bytes(), &vec![b'a'; 9 << 20]);
    assert!(path.metadata().unwrap().len() < 1 << 16);
    let refusal = read(&path).unwrap_err();
    assert!(refusal.contains("unpack to more than 8388608"), "{refusal}");
}

/// A Parquet file with a column of each of some kinds.
fn parquet_file(folder: &TempDir) -> PathBuf {
    let path = folder.path().join("links.parquet");
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("from", Arc::new(StringArray::from(vec![Some("plant"), None, Some(" ")]))),
        ("flow", Arc::new(Float64Array::from(vec![540.5, 0.0, 1e6]))),
        ("count", Arc::new(Int64Array::from(vec![Some(3), None, Some(-4)]))),
        ("since", Arc::new(Date32Array::from(vec![20_331, 0, -1]))),
        ("price", Arc::new(Decimal128Array::from(vec![1_050, 0, -25]).with_precision_and_scale(10, 2).unwrap())),
        ("kind", Arc::new(DictionaryArray::<Int32Type>::from_iter([Some("b"), None, Some("a")]))),
    ];
    let batch =
        RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, it)| (name, it, true))).unwrap();
    let mut writer = ArrowWriter::try_new(File::create(&path).unwrap(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    path
}

#[test]
fn a_parquet_file_comes_in_as_written() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(
        read(&parquet_file(&folder)).unwrap(),
        [
            "from flow count since price kind",
            "1: 'plant' 540.5 3 '2025-08-31' 10.5 'b'",
            "2: - 0 - '1970-01-01' 0 -",
            "3: - 1000000 -4 '1969-12-31' -0.25 'a'"
        ]
    );
}

#[test]
fn a_damaged_file_is_an_error_and_never_a_panic() {
    let folder = tempfile::tempdir().unwrap();
    let sheet = workbook(&folder, "links", HEADER.as_bytes(), b"<si><t>from</t></si>");
    for path in [parquet_file(&folder), sheet] {
        let whole = std::fs::read(&path).unwrap();
        for length in [0, 3, 4, 12, whole.len() / 2, whole.len() - 1] {
            std::fs::write(&path, &whole[..length]).unwrap();
            assert!(read(&path).is_err(), "{} cut to {length}", path.display());
        }
        // A changed byte may hit a value, and be a table still.
        for at in (0..whole.len()).step_by(5) {
            let mut changed = whole.clone();
            changed[at] ^= 0xa5;
            std::fs::write(&path, &changed).unwrap();
            let _ = read(&path);
        }
    }
}

#[test]
fn a_reader_that_stumbles_gives_an_error_and_no_hook_is_changed() {
    assert!(!crate::is_guarded());
    assert_eq!(guarded(|| assert!(!crate::is_guarded(), "over a byte")), None);
    assert_eq!(guarded(|| guarded(crate::is_guarded)), Some(Some(true)));
    assert!(!crate::is_guarded());
    let before = std::panic::take_hook();
    let address = std::ptr::from_ref(&*before).cast::<()>();
    std::panic::set_hook(before);
    let folder = tempfile::tempdir().unwrap();
    let path = parquet_file(&folder);
    std::fs::write(&path, b"PAR1PAR1").unwrap();
    assert!(read(&path).is_err());
    assert_eq!(std::ptr::from_ref(&*std::panic::take_hook()).cast::<()>(), address);
}

#[test]
fn what_a_library_quotes_from_a_file_stays_one_line() {
    let said = unsound(&"expected field named held_\n%\x1b[31m got held_hours");
    assert_eq!(said, "it is not a sound Parquet file (expected field named held_ % [31m got held_hours)");
}
