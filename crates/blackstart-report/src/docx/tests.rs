//! A document that Word opens: an archive of well-formed parts, everything in it, nothing run, the same bytes.

use super::*;
use crate::records::tests::page;
use quick_xml::Reader;
use quick_xml::events::Event;
use std::collections::BTreeSet;
use std::io::Read;

fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// Paragraphs of a document: style and words.
fn paragraphs(document: &str) -> Vec<(String, String)> {
    let mut reader = Reader::from_str(document);
    let mut all = Vec::new();
    let mut now: Option<(String, String)> = None;
    loop {
        match reader.read_event().unwrap() {
            Event::Eof => return all,
            Event::Start(tag) if tag.name().as_ref() == "w:p" => now = Some(Default::default()),
            Event::End(tag) if tag.name().as_ref() == "w:p" => all.extend(now.take()),
            Event::Start(tag) | Event::Empty(tag) if tag.name().as_ref() == "w:pStyle" => {
                let style = tag.try_get_attribute("w:val").unwrap().unwrap();
                if let Some(now) = &mut now {
                    now.0 = style.value.into_owned();
                }
            }
            Event::Text(text) => {
                if let Some(now) = &mut now {
                    // What keeps a number and its sign in one line is a space to who compares.
                    now.1.push_str(&text.replace('\u{a0}', " "));
                }
            }
            Event::GeneralRef(name) => {
                let letter = match name.as_ref() {
                    "lt" => "<",
                    "gt" => ">",
                    "amp" => "&",
                    "quot" => "\"",
                    "apos" => "'",
                    other => panic!("&{other};"),
                };
                if let Some(now) = &mut now {
                    now.1.push_str(letter);
                }
            }
            _ => {}
        }
    }
}

#[test]
fn every_part_is_well_formed_and_the_verdict_comes_first() {
    let page = page("<w:p/>&lt; \u{202e}Acme\u{7}\u{ffff}");
    let bytes = docx(&page).unwrap();
    let mut archive = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
    let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    let mut parts = 0;
    for name in names.iter().filter(|name| name.ends_with(".xml") || name.ends_with(".rels")) {
        let mut text = String::new();
        archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        let mut reader = Reader::from_str(&text);
        while !matches!(reader.read_event().unwrap_or_else(|error| panic!("{name}: {error}")), Event::Eof) {}
        assert!(!text.contains(['\u{7}', '\u{202e}', '\u{ffff}']), "{name}");
        parts += 1;
    }
    assert!(parts >= 6 && names.iter().any(|name| name == "[Content_Types].xml"), "{names:?}");
    let all = paragraphs(&part(&bytes, "word/document.xml"));
    assert_eq!(all[0], ("Title".to_owned(), "<w:p/>&lt; \u{fffd}Acme\u{fffd}\u{fffd}".to_owned()));
    let heads: Vec<&str> = all.iter().filter(|it| it.0 == "Heading1").map(|it| it.1.as_str()).collect();
    assert_eq!(heads[..2], ["The verdict", "In numbers"]);
    let titles: Vec<&str> = page.sections.iter().map(|section| section.title.as_str()).collect();
    assert_eq!(heads[2..], titles);
}

#[test]
fn every_cell_of_every_table_is_there() {
    let page = page("Acme");
    let bytes = docx(&page).unwrap();
    let document = part(&bytes, "word/document.xml");
    let tables = crate::records::tables(&page);
    assert_eq!(document.matches("<w:tbl>").count(), tables.len());
    let rows: usize = tables.iter().map(|(_, table)| 1 + table.len()).sum();
    assert_eq!(document.matches("<w:tr>").count() + document.matches("<w:tr ").count(), rows);
    let said: BTreeSet<String> = paragraphs(&document).into_iter().map(|it| it.1).collect();
    for (_, table) in tables {
        for row in table.groups.iter().flat_map(|group| &group.rows) {
            for cell in row {
                let words = cell.words(&page.setting, Room::Page);
                assert!(said.contains(&words), "{words}");
            }
        }
    }
    // Every style that is named is defined.
    let styles = part(&bytes, "word/styles.xml");
    let named: BTreeSet<String> = paragraphs(&document).into_iter().map(|it| it.0).collect();
    for style in named.iter().filter(|style| !style.is_empty()) {
        assert!(styles.contains(&format!("w:styleId=\"{style}\"")), "{style}");
    }
}

#[test]
fn the_same_page_is_the_same_document_and_every_paragraph_has_its_own_number() {
    let page = page("Acme");
    let bytes = docx(&page).unwrap();
    assert_eq!(bytes, docx(&page).unwrap());
    let document = part(&bytes, "word/document.xml");
    let ids: Vec<&str> = document.split("w14:paraId=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert!(ids.len() > 100);
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
}

#[test]
fn lists_are_numbered_where_they_are_counted_and_columns_have_the_room_their_words_need() {
    let page = page("Acme");
    let bytes = docx(&page).unwrap();
    let numbering = part(&bytes, "word/numbering.xml");
    // Each number is defined once: of two, a program takes the first.
    let ids: Vec<&str> = numbering.split("<w:num w:numId=\"").skip(1).map(|it| it.split('"').next().unwrap()).collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{ids:?}");
    let of = |id: usize| {
        let from = format!("<w:abstractNum w:abstractNumId=\"{id}\">");
        numbering.split(&from).nth(1).unwrap().split("</w:abstractNum>").next().unwrap().to_owned()
    };
    assert!(of(POINTS).contains("bullet") && of(COUNTED).contains("decimal"));
    let room = SHEET.0 as usize - 2 * MARGIN as usize;
    for (_, table) in crate::records::tables(&page) {
        let shown: Vec<usize> = (0..table.columns.len()).filter(|at| !table.is_picture(*at)).collect();
        let widths = widths(table, &shown, &page.setting);
        assert!(widths.len() == shown.len() && widths.iter().sum::<usize>() <= room, "{widths:?}");
        assert!(widths.iter().all(|wide| *wide > 0));
    }
    let losses = crate::records::tables(&page).into_iter().find(|(_, it)| it.caption == "Loss by party").unwrap().1;
    let widths = widths(losses, &[0, 1], &page.setting);
    assert!(widths[0] > widths[1], "names are longer than shares: {widths:?}");
}
