//! Do tables come in as written, and hostile files get an error?

use super::*;
use arrow_array::builder::{LargeListBuilder, StringViewBuilder};
use arrow_array::{
    Date32Array, Date64Array, Decimal128Array, Decimal256Array, DictionaryArray, Float64Array, Int64Array,
    LargeStringArray, RecordBatch, StringViewArray, TimestampNanosecondArray, UInt32Array,
};
use blackstart_model::table::{RawCell, column_letters};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;

/// A table as one line per row: its number, then its cells.
fn read(path: &Path) -> Result<Vec<String>, String> {
    read_sought(path, &[], "").map(|(lines, _)| lines).map_err(|fault| match fault.cell {
        Some((row, column)) => format!("{}{row}: {}", column_letters(column), fault.message),
        None => fault.message,
    })
}

/// The same of a table that may have these columns, and how it was found to be written.
fn read_sought(path: &Path, names: &[&str], sheet: &str) -> Result<(Vec<String>, Form), TableFault> {
    let mut lines = Vec::new();
    let mut width = 0;
    let table = OpenTable { file: File::open(path).unwrap(), path };
    let cell = |value: Value<'_>| match value {
        Value::Empty => "-".to_owned(),
        Value::Text(text) => format!("'{text}'"),
        number => number.text(),
    };
    let names = ColumnNames::new(names.iter().copied());
    let mut form = Form::default();
    Formats.read_sought(
        table,
        &Sought { names: &names, sheet, is_exact: false },
        &Limits::default(),
        &mut form,
        &mut |piece| {
            match piece {
                Piece::Columns(names) => {
                    width = names.len();
                    lines.push(names.join(" "));
                }
                Piece::Row { number, cells } => {
                    let faults = cells.faults().iter().map(|(at, code, message)| format!(" {at} {code} {message}"));
                    let faults: String = faults.collect();
                    let cells: Vec<String> = (0..width).map(|column| cell(cells.value(column))).collect();
                    lines.push(format!("{number}: {}{faults}", cells.join(" ")));
                }
            }
            true
        },
    )?;
    Ok((lines, form))
}

/// A workbook with sheets of these names, all of one content, and these shared strings.
fn workbook_of(path: &Path, sheets: &[&str], rows: &[u8], strings: &[u8]) {
    let mut archive = zip::ZipWriter::new(File::create(path).unwrap());
    let mut add = |name: &str, content: &[u8]| {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(content).unwrap();
    };
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let relationships = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let each = |text: &dyn Fn(usize, &str) -> String| -> String {
        sheets.iter().enumerate().map(|(at, name)| text(at + 1, name)).collect()
    };
    let list = each(&|at, name| format!(r#"<sheet name="{name}" sheetId="{at}" r:id="r{at}"/>"#));
    let workbook = format!(r#"<workbook xmlns="{main}" xmlns:r="{relationships}"><sheets>{list}</sheets></workbook>"#);
    let related = each(&|at, _| {
        format!(r#"<Relationship Id="r{at}" Type="{relationships}/worksheet" Target="worksheets/sheet{at}.xml"/>"#)
    });
    let related = format!(r#"<Relationships xmlns="{package}">{related}</Relationships>"#);
    let root = format!(
        r#"<Relationships xmlns="{package}"><Relationship Id="r1" Type="{relationships}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
    );
    add("_rels/.rels", root.as_bytes());
    add("xl/workbook.xml", workbook.as_bytes());
    add("xl/_rels/workbook.xml.rels", related.as_bytes());
    let within = |from: &str, content: &[u8], to: &str| [from.as_bytes(), content, to.as_bytes()].concat();
    let sheet = within(&format!(r#"<worksheet xmlns="{main}"><sheetData>"#), rows, "</sheetData></worksheet>");
    // Plain, a date, a percentage, a duration.
    let styles =
        r#"<cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="9"/><xf numFmtId="46"/></cellXfs>"#;
    add("xl/styles.xml", format!(r#"<styleSheet xmlns="{main}">{styles}</styleSheet>"#).as_bytes());
    for at in 1..=sheets.len() {
        add(&format!("xl/worksheets/sheet{at}.xml"), &sheet);
    }
    if !strings.is_empty() {
        add("xl/sharedStrings.xml", &within(&format!(r#"<sst xmlns="{main}">"#), strings, "</sst>"));
    }
    archive.finish().unwrap();
}

/// A workbook with one sheet of this name and content, and these shared strings.
fn workbook(folder: &TempDir, sheet: &str, rows: &[u8], strings: &[u8]) -> PathBuf {
    let path = folder.path().join("links.xlsx");
    workbook_of(&path, &[sheet], rows, strings);
    path
}

/// A row of cells with these texts; one that begins with `=` is a formula without a value, digits are a number.
fn row(number: u32, cells: &[&str]) -> String {
    let cell = |(at, text): (usize, &&str)| {
        let place = format!("{}{number}", column_letters(at as u32 + 1));
        match text.strip_prefix('=') {
            _ if text.is_empty() => String::new(),
            Some(formula) => format!(r#"<c r="{place}"><f>{formula}</f><v/></c>"#),
            None if text.parse::<f64>().is_ok() => format!(r#"<c r="{place}"><v>{text}</v></c>"#),
            None => format!(r#"<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>"#),
        }
    };
    format!(r#"<row r="{number}">{}</row>"#, cells.iter().enumerate().map(cell).collect::<String>())
}

#[test]
fn the_sheet_is_the_one_named_like_the_file_or_the_list_else_the_only_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ours.xlsx");
    let rows = [row(1, &["from", "flow"]), row(2, &["plant", "5"])].concat();
    let sheet = |sheets: &[&str]| {
        workbook_of(&path, sheets, rows.as_bytes(), b"");
        read_sought(&path, &["from"], "links").map(|(_, form)| form.sheet.unwrap())
    };
    assert_eq!(sheet(&["whatever"]).unwrap(), "whatever");
    assert_eq!(sheet(&["a", "Ours"]).unwrap(), "Ours");
    assert_eq!(sheet(&["a", "LINKS"]).unwrap(), "LINKS");
    assert_eq!(sheet(&["links", "ours"]).unwrap(), "ours");
    let fault = sheet(&["2024", "2025"]).unwrap_err();
    assert_eq!(fault.code, "BS0115");
    assert_eq!(fault.message, "this workbook has 2 sheets: `2024`, `2025`; none is called `ours`");
    assert_eq!(fault.advice, "call the one that is meant `links`");
    let many: Vec<String> = (0..40).map(|at| format!("s{at}")).collect();
    let fault = sheet(&many.iter().map(String::as_str).collect::<Vec<_>>()).unwrap_err();
    assert!(fault.message.contains("40 sheets: `s0`") && fault.message.contains("`s7`, …;"), "{}", fault.message);
}

#[test]
fn names_of_columns_stand_below_titles_and_anywhere_in_a_sheet() {
    let folder = tempfile::tempdir().unwrap();
    let rows = [row(2, &["", "Flows of", "2025"]), row(5, &["", "From", "", "Flow"]), row(7, &["", "plant", "", "5"])]
        .concat();
    let path = workbook(&folder, "links", rows.as_bytes(), b"");
    let (lines, form) = read_sought(&path, &["from", "to", "flow"], "links").unwrap();
    assert_eq!(lines, ["From Flow", "7: 'plant' 5"]);
    assert_eq!((form.header, form.columns), (5, vec![2, 4]));
    assert_eq!(form.above, ["Flows of 2025"]);
}

#[test]
fn a_formula_without_a_value_and_an_error_are_faults_of_their_cells() {
    let folder = tempfile::tempdir().unwrap();
    let rows = [row(1, &["from", "flow", "cover"]), row(2, &["a", "=10*2", "=1"]), row(3, &["b", "3", "4"])].concat();
    let lines = read(&workbook(&folder, "links", rows.as_bytes(), b"")).unwrap();
    let said = "BS0114 the formula in this cell has no stored value";
    assert_eq!(lines[1..], [format!("2: 'a' - - 1 {said} 2 {said}"), "3: 'b' 3 4".to_owned()]);
    // A formula whose value is an empty text has a value.
    let rows = format!(
        "{HEADER}{}",
        r#"<row r="2"><c r="A2" t="str"><f>""</f><v></v></c><c r="B2"><f>1+1</f><v>2</v></c></row>"#
    );
    let lines = read(&workbook(&folder, "links", rows.as_bytes(), b"<si><t>from</t></si>")).unwrap();
    assert_eq!(lines[1..], ["2: - 2"]);
}

#[test]
fn a_sheet_without_rows_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let refusal = read(&workbook(&folder, "links", b"", b"")).unwrap_err();
    assert_eq!(refusal, "this sheet is empty: it has no row of column names");
}

#[test]
fn half_a_million_columns_and_cells_out_of_order_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let cells: String = (0..500_000).map(|_| "<c><v>1</v></c>").collect();
    let refusal = read(&workbook(&folder, "links", format!("<row r=\"1\">{cells}</row>").as_bytes(), b"")).unwrap_err();
    assert_eq!(refusal, "ALM1: row 1 of this sheet has more than 1000 cells");
    let rows = [row(1, &["from"]), row(3, &["a"]), row(2, &["b"])].concat();
    assert!(read(&workbook(&folder, "links", rows.as_bytes(), b"")).unwrap_err().ends_with("cell A2 is out of order"));
}

/// An OpenDocument sheet `links` with these rows.
fn document(folder: &TempDir, rows: &str) -> PathBuf {
    let path = folder.path().join("links.ods");
    let mut archive = zip::ZipWriter::new(File::create(&path).unwrap());
    let mut add = |name: &str, content: &str| {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(content.as_bytes()).unwrap();
    };
    add("mimetype", "application/vnd.oasis.opendocument.spreadsheet");
    add(
        "META-INF/manifest.xml",
        r#"<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>"#,
    );
    let spaces = ["office", "table", "text"]
        .map(|name| format!(r#"xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0""#));
    let body = format!(
        r#"<office:body><office:spreadsheet><table:table table:name="links">{rows}</table:table></office:spreadsheet></office:body>"#
    );
    add(
        "content.xml",
        &format!(
            r#"<?xml version="1.0" encoding="UTF-8"?><office:document-content {}>{body}</office:document-content>"#,
            spaces.join(" ")
        ),
    );
    archive.finish().unwrap();
    path
}

#[test]
fn a_sheet_of_open_document_comes_in_as_it_looks() {
    let folder = tempfile::tempdir().unwrap();
    let text = |text: &str| {
        format!(r#"<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>"#)
    };
    let number =
        r#"<table:table-cell office:value-type="float" office:value="540.5"><text:p>540,5</text:p></table:table-cell>"#;
    let formula = r#"<table:table-cell table:formula="of:=10*2"/>"#;
    let empty = r#"<table:table-cell table:number-columns-repeated="16380"/>"#;
    let rows = format!(
        r#"<table:table-row>{}{}{empty}</table:table-row><table:table-row table:number-rows-repeated="2">{}{number}</table:table-row>
        <table:table-row>{}{formula}</table:table-row><table:table-row table:number-rows-repeated="1048570">{empty}</table:table-row>"#,
        text("from"),
        text("flow"),
        text("plant"),
        text("shop")
    );
    let path = document(&folder, &rows);
    let cells = cells_of(&path).unwrap();
    assert_eq!(cells.len(), 8, "{cells:?}");
    assert_eq!(cells[3], "links!B2 Ok(Number(540.5))");
    assert_eq!(cells[7], "links!B4 Err((\"BS0114\", \"the formula in this cell has no stored value\"))");
    let lines = read(&path).unwrap();
    let said = "BS0114 the formula in this cell has no stored value";
    assert_eq!(
        lines,
        [
            "from flow".to_owned(),
            "2: 'plant' 540.5".to_owned(),
            "3: 'plant' 540.5".to_owned(),
            format!("4: 'shop' - 1 {said}")
        ]
    );
}

#[test]
fn a_few_bytes_that_unfold_to_millions_of_cells_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let cell = |repeats: u32| {
        format!(
            r#"<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="{repeats}"/>"#
        )
    };
    let row = |repeats: u32, cells: &str| {
        format!(r#"<table:table-row table:number-rows-repeated="{repeats}">{cells}</table:table-row>"#)
    };
    let refused = "this table cannot be read: it unfolds to more than 4194304 cells";
    for rows in [
        row(1_048_576, &cell(16_384)),
        row(1, &cell(16_384)).repeat(1_000),
        // Empty ones in front of a cell, and rows in front of a row.
        row(1, &format!(r#"<table:table-cell table:number-columns-repeated="16000"/>{}"#, cell(1))).repeat(1_000),
        row(1, &cell(1)) + &row(1_000_000, r#"<table:table-cell/>"#) + &row(1, &cell(100)),
        // A `>` in a quoted value ends no tag.
        row(1, &cell(16_384).replace("office:value-type", r#"x:y="a>b" office:value-type"#)).repeat(1_000),
    ] {
        assert_eq!(read(&document(&folder, &rows)).unwrap_err(), refused);
    }
    for rows in ["<!-- hidden -->", "<![CDATA[x]]>", r#"<table:table-row table:number-rows-repeated="&#49;"/>"#] {
        assert!(read(&document(&folder, rows)).is_err(), "{rows}");
    }
}

/// A file that another program wrote.
fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/tables/fixtures").join(name)
}

#[test]
fn a_table_of_duckdb_comes_in_as_written() {
    for name in ["duckdb-zstd.parquet", "duckdb-snappy.parquet"] {
        assert_eq!(
            read(&fixture(name)).unwrap(),
            [
                "from to flow big kind since seen day open words count share",
                "1: 'supplier' 'plant' 100.25 12345678901234568 'plant' '2025-08-31T06:30:00' '2025-08-31T06:30:00' '2025-09-01' 'true' 'a;b' 3 1.5",
                "2: 'plant' - - - - - - - - - - -"
            ],
            "{name}"
        );
    }
    let rows = read(&fixture("duckdb-rows.parquet")).unwrap();
    assert_eq!(rows.len(), 5_001);
    assert_eq!(rows[4_999], "4999: 'site-0' 4998 1249.5 0");
    for name in ["duckdb-lz4_raw.parquet", "duckdb-brotli.parquet"] {
        assert!(read(&fixture(name)).unwrap_err().contains("write it with `zstd`"), "{name}");
    }
    assert!(read(&fixture("duckdb-interval.parquet")).unwrap_err().contains("column `span` has type"));
}

/// As pandas and polars keep texts, categories, lists and decimals: the types stand in the file beside its columns.
#[test]
fn the_types_of_pandas_and_polars_come_in_as_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("links.parquet");
    type I256 = <Decimal256Type as ArrowPrimitiveType>::Native;
    let keys = UInt32Array::from(vec![Some(1), None, Some(0)]);
    let mut lists = LargeListBuilder::new(StringViewBuilder::new());
    for words in [&["a", "b"][..], &[], &["c"]] {
        words.iter().for_each(|word| lists.values().append_value(word));
        lists.append(true);
    }
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("large", Arc::new(LargeStringArray::from(vec![Some("x"), None, Some("z")]))),
        ("view", Arc::new(StringViewArray::from(vec!["a text that is longer than twelve bytes", "b", ""]))),
        (
            "category",
            Arc::new(DictionaryArray::new(keys, Arc::new(LargeStringArray::from(vec!["low", "high"])) as ArrayRef)),
        ),
        ("list", Arc::new(lists.finish())),
        (
            "wide",
            Arc::new(
                Decimal256Array::from(vec![I256::from(125_i64), I256::from(0_i64), I256::from(-1_i64)])
                    .with_precision_and_scale(40, 2)
                    .unwrap(),
            ),
        ),
        ("day", Arc::new(Date64Array::from(vec![1_756_598_400_000, 0, 1]))),
        ("at", Arc::new(TimestampNanosecondArray::from(vec![Some(1_756_598_400_000_000_000), None, Some(0)]))),
    ];
    let batch =
        RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, it)| (name, it, true))).unwrap();
    for codec in [Compression::ZSTD(Default::default()), Compression::SNAPPY] {
        let properties = WriterProperties::builder().set_compression(codec).build();
        let mut writer = ArrowWriter::try_new(File::create(&path).unwrap(), batch.schema(), Some(properties)).unwrap();
        writer.write(&batch).unwrap();
        writer.close().unwrap();
        let lines = read(&path).unwrap();
        assert_eq!(
            lines[1],
            "1: 'x' 'a text that is longer than twelve bytes' 'high' 'a;b' 1.25 '2025-08-31' '2025-08-31'"
        );
        assert_eq!(lines[2], "2: - 'b' - - 0 '1970-01-01' -");
        assert!(lines[3].starts_with("3: 'z' - 'low' 'c' -0.01"), "{}", lines[3]);
    }
}

/// Reads a sheet of so many rows of ten cells; how many times as long it takes as the library alone.
fn against_the_library(rows: u32) -> f64 {
    let folder = tempfile::tempdir().unwrap();
    let names: Vec<String> = (0..10).map(|at| format!("c{at}")).collect();
    let mut text = row(1, &names.iter().map(String::as_str).collect::<Vec<_>>());
    for at in 2..=rows {
        let (id, flow) = (format!("site-{at}"), format!("{}.5", at % 997));
        text += &row(at, &[&id, "plant", &flow, "1", "2", "3", "4", "note", "5", "6"]);
    }
    let path = workbook(&folder, "links", text.as_bytes(), b"");
    let start = std::time::Instant::now();
    let mut of_library = 0.0;
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(&path).unwrap();
    let mut cells = book.worksheet_cells_reader("links").unwrap();
    while let Some(cell) = cells.next_cell().unwrap() {
        if let calamine::DataRef::Float(number) = cell.get_value() {
            of_library += number;
        }
    }
    let alone = start.elapsed().as_secs_f64();
    let start = std::time::Instant::now();
    let mut ours = 0.0;
    let table = OpenTable { file: File::open(&path).unwrap(), path: &path };
    let mut seen = 0;
    let limits = Limits::default();
    Formats
        .read(table, &limits, &mut |piece| {
            if let Piece::Row { cells, .. } = piece {
                seen += 1;
                ours += (0..10).filter_map(|at| cells.value(at).number()).sum::<f64>();
            }
            true
        })
        .unwrap();
    let ratio = start.elapsed().as_secs_f64() / alone;
    assert_eq!((seen, ours), (rows - 1, of_library), "the same cells");
    println!("{} cells: {ratio:.2} times what calamine needs alone ({alone:.2} s)", rows * 10);
    ratio
}

#[test]
fn a_workbook_is_read_with_what_its_library_reads() {
    against_the_library(1_000);
}

/// `cargo test -p blackstart-store --lib -- --ignored --nocapture a_workbook_of_a_million_cells`
#[test]
#[ignore = "the small size runs always; this one is for measuring"]
fn a_workbook_of_a_million_cells() {
    let best = (0..3).map(|_| against_the_library(100_000)).fold(f64::INFINITY, f64::min);
    assert!(best < 1.5, "{best}");
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
    let refused = refusal(r#"<row r="2"><c r="D2"><v>1</v></c></row>"#);
    assert_eq!(refused, "D2: this cell is in a column without a name");
    assert!(refusal(r#"<row r="9"><c r="XFD9"><v>1</v></c></row>"#).starts_with("XFD9: "));
    let rows = format!(r##"{HEADER}<row r="2"><c r="A2" t="e"><v>#REF!</v></c></row>"##);
    let lines = read(&workbook(&folder, "links", rows.as_bytes(), b"<si><t>from</t></si>")).unwrap();
    assert_eq!(lines[1..], ["2: - - 0 BS0114 this cell holds the error #REF!"]);
}

/// All cells of a workbook's sheets: address and contents.
fn cells_of(path: &Path) -> Result<Vec<String>, TableFault> {
    let sheets = Formats.sheets(OpenTable { file: File::open(path).unwrap(), path }, &Limits::default())?;
    let address = |it: &RawCell| format!("{}{}", column_letters(it.column + 1), it.row + 1);
    let of = |sheet: &RawSheet| -> Vec<String> {
        let cell = |it: &RawCell| format!("{}!{} {:?}", sheet.name, address(it), it.holds);
        sheet.cells.iter().map(cell).collect()
    };
    Ok(sheets.iter().flat_map(of).collect())
}

#[test]
fn the_cells_of_a_workbook_come_in_as_they_look() {
    let folder = tempfile::tempdir().unwrap();
    let rows = format!(
        r##"{HEADER}<row r="2"><c r="A2" s="1"><v>45900</v></c><c r="B2" s="2"><v>0.35</v></c><c r="D2" s="1"><v>45900.75</v></c></row>
        <row r="3"><c r="A3" t="e"><v>#DIV/0!</v></c><c r="B3" s="3"><v>0.5</v></c><c r="C3" t="b"><v>0</v></c></row>
        <row r="4"><c r="A4" s="1"><v>0.1875</v></c><c r="B4" s="3"><v>0.057291666666666664</v></c></row>"##
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
            "links!A3 Err((\"BS0114\", \"this cell holds the error #DIV/0!\"))",
            "links!B3 Ok(Text(\"12h\"))",
            "links!C3 Ok(Text(\"false\"))",
            // A time without a day is on the day before the first.
            "links!A4 Ok(Text(\"1899-12-31T04:30:00\"))",
            // 1:22:30, with a digit more than thousands have.
            "links!B4 Ok(Text(\"1.3750h\"))",
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
