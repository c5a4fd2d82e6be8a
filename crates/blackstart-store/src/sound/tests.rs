//! Hostile files whose seals are right: a clear error or results that can be added up, never a panic, never more memory than a file is worth.

use crate::canon::digest;
use crate::files::hex;
use crate::json::{MOST_JSON, read_json, write_json};
use crate::names::{MANIFEST, run_files};
use crate::write::{Origin, fill, purpose};
use crate::{Finished, Folder, Manifest, Told, list_parts, merge, read, read_part, read_part_head, write, write_part};
use blackstart_ensemble::{Results, Summary, Years, sample};
use proptest::prelude::*;
use sha2::{Digest as _, Sha256};
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

fn origin(replicates: u32) -> Origin {
    Origin { model: "acme".to_owned(), scenario: "bad-day".to_owned(), replicates, allow_abnormal_baseline: false }
}

/// A part of three replicates, and its bytes without the seal.
fn part() -> (TempDir, PathBuf, Vec<u8>) {
    let folder = tempfile::tempdir().unwrap();
    let path = write_part(folder.path(), &sample::results(0..3, 1), &origin(3)).unwrap();
    let mut bytes = fs::read(&path).unwrap();
    bytes.truncate(bytes.len() - 32);
    (folder, path, bytes)
}

/// Writes bytes as a part with a right seal.
fn seal(path: &Path, mut bytes: Vec<u8>) {
    let seal = Sha256::digest(&bytes);
    bytes.extend_from_slice(&seal);
    fs::write(path, bytes).unwrap();
}

/// Makes a summary and years of results, as every reader does.
fn used(results: &Results) {
    let _ = Summary::of(results);
    let _ = Years::new(&[results], &[("bad-day".to_owned(), 0.5)], 10, 1).map(|years| years.summary());
}

/// Changes to bytes: where, as a share of their number, and what with.
fn changes() -> impl Strategy<Value = Vec<(f64, Change)>> {
    let change = prop_oneof![
        any::<u8>().prop_map(Change::Byte),
        (0_u8..8).prop_map(Change::Bit),
        prop_oneof![Just(0), Just(u64::MAX), Just(1 << 40), Just(1 << 62), any::<u64>()].prop_map(Change::Length),
        prop_oneof![Just(f64::NAN), Just(f64::INFINITY), Just(f64::MIN), Just(-1.0)].prop_map(Change::Number),
        Just(Change::Cut),
    ];
    proptest::collection::vec((0.0..1.0, change), 1..4)
}

#[derive(Clone, Debug)]
enum Change {
    Byte(u8),
    Bit(u8),
    Length(u64),
    Number(f64),
    Cut,
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "shares of small numbers")]
fn changed(mut bytes: Vec<u8>, changes: &[(f64, Change)]) -> Vec<u8> {
    for (share, change) in changes {
        let at = (share * bytes.len() as f64) as usize;
        let put = |bytes: &mut Vec<u8>, new: &[u8]| {
            for (old, new) in bytes[at..].iter_mut().zip(new) {
                *old = *new;
            }
        };
        match change {
            Change::Byte(byte) => put(&mut bytes, &[*byte]),
            Change::Bit(bit) => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << bit;
                }
            }
            Change::Length(length) => put(&mut bytes, &length.to_le_bytes()),
            Change::Number(number) => put(&mut bytes, &number.to_le_bytes()),
            Change::Cut => bytes.truncate(at),
        }
    }
    bytes
}

/// Reads without a panic; what is read can be used without one.
fn read_calmly(what: &str, read: impl FnOnce() -> Option<Results>) -> Option<Results> {
    let results = catch_unwind(AssertUnwindSafe(|| {
        let results = read();
        if let Some(results) = &results {
            used(results);
        }
        results
    }));
    results.unwrap_or_else(|_| panic!("{what} ended in a panic"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn a_part_changed_anywhere_and_sealed_again_is_refused_or_sound(changes in changes()) {
        let (folder, path, bytes) = part();
        seal(&path, changed(bytes, &changes));
        let _ = read_part_head(&path);
        read_calmly("a part", || merge(folder.path(), None).ok().map(|part| part.results));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn a_table_changed_anywhere_and_sealed_again_is_refused_or_the_same(changes in changes(), table in 0_usize..17) {
        let folder = tempfile::tempdir().unwrap();
        let results = sample::results(0..3, 1);
        write(&results, folder.path()).unwrap();
        let mut manifest: Manifest = read_json(&folder.path().join(MANIFEST), MOST_JSON).unwrap();
        let entry = &mut manifest.files[table];
        let path = folder.path().join(&entry.file);
        let bytes = changed(fs::read(&path).unwrap(), &changes);
        entry.bytes = bytes.len() as u64;
        entry.sha256 = hex(&Sha256::digest(&bytes));
        fs::write(&path, bytes).unwrap();
        write_json(&folder.path().join(MANIFEST), &manifest).unwrap();
        if let Some(found) = read_calmly("a table", || read(folder.path()).ok()) {
            prop_assert_eq!(digest(&found), digest(&results));
        }
    }

    #[test]
    fn a_manifest_changed_anywhere_is_refused_or_names_the_same(changes in changes()) {
        let folder = tempfile::tempdir().unwrap();
        let results = sample::results(0..3, 1);
        write(&results, folder.path()).unwrap();
        let path = folder.path().join(MANIFEST);
        fs::write(&path, changed(fs::read(&path).unwrap(), &changes)).unwrap();
        if let Some(found) = read_calmly("a manifest", || read(folder.path()).ok()) {
            prop_assert_eq!(digest(&found), digest(&results));
        }
    }
}

/// What makes results impossible.
type Spoil = fn(&mut Results);

/// What no honest program writes, and a word of the refusal.
fn impossible() -> Vec<(&'static str, Spoil)> {
    vec![
        ("not in order", |it| it.replicates.replicate.swap(0, 1)),
        ("`losses`", |it| it.losses.replicate[0] = 9),
        ("`losses`", |it| it.losses.party[0] = 3),
        ("`losses`", |it| it.losses.form[0] = 200),
        ("`losses`", |it| it.losses.period[0] = u16::MAX),
        ("`losses`", |it| it.losses.amount[0] = f64::NAN),
        ("`losses`", |it| it.losses.amount[0] = f64::INFINITY),
        ("`replicates`", |it| it.replicates.total_loss[0] = 1e300),
        ("`outages`", |it| it.outages.up_hours[0] = f64::NEG_INFINITY),
        ("`volumes`", |it| it.volumes.sold[0] = f32::NAN),
        ("`tasks`", |it| it.tasks.crew[0] = 7),
        ("a layer", |it| it.layers.layer[0] = 9),
        ("a step", |it| it.output.step[0] = u32::MAX),
        ("a week", |it| it.weeks.week[0] = 13),
        ("its counts", |it| it.counts.replicates += 1),
        ("histories have", |it| it.layout.steps = u32::MAX),
        ("make up", |it| it.layout.step_hours = 0.0),
        ("refers", |it| it.layout.sites[3].party = 3),
        ("refers", |it| it.layout.watched[1] = 4_000),
        ("refers", |it| it.layout.policies[0].insured = 99),
        ("amount", |it| it.layout.sites[0].output_per_day = 1e200),
    ]
}

#[test]
fn parts_that_no_honest_program_writes_are_refused_with_the_reason() {
    for (at, (word, spoil)) in impossible().into_iter().enumerate() {
        let folder = tempfile::tempdir().unwrap();
        let mut results = sample::results(0..3, 1);
        spoil(&mut results);
        let path = if results.replicates.replicate == [0, 1, 2] {
            write_part(folder.path(), &results, &origin(3)).unwrap()
        } else {
            // Only its order is spoilt; its name is not.
            let (folder, path, _) = part();
            let mut bytes = crate::shard::MAGIC.to_vec();
            crate::canon::write_block(&mut bytes, &serde_json::to_vec(&origin(3)).unwrap()).unwrap();
            crate::canon::write_canonical(&results, &mut bytes).unwrap();
            seal(&path, bytes);
            let refused = read_part(&path, None).unwrap_err().to_string();
            assert!(refused.contains("damaged") && refused.contains(word), "{at}: {refused}");
            drop(folder);
            continue;
        };
        let refused = read_part(&path, None).unwrap_err().to_string();
        assert!(refused.contains("damaged") && refused.contains(word), "{at}: {refused}");
    }
}

#[test]
fn run_folders_that_no_honest_program_writes_are_refused_whatever_their_digest_says() {
    // So many steps cannot even be written: no memory holds their summary.
    for (at, (_, spoil)) in impossible().into_iter().filter(|(word, _)| *word != "histories have").enumerate() {
        let place = tempfile::tempdir().unwrap();
        let mut results = sample::results(0..3, 1);
        spoil(&mut results);
        let folder = Folder::claim(place.path(), purpose(&results.layout, false), run_files()).unwrap();
        // Some are so wrong that not even a summary can be made of them.
        let written = catch_unwind(AssertUnwindSafe(|| fill(folder, &Finished::of(results), &Told::default())));
        if matches!(written, Ok(Ok(()))) {
            assert!(read(place.path()).is_err(), "{at}");
        }
    }
}

#[test]
fn a_part_of_nothing_with_a_gap_or_beyond_its_run_is_none() {
    for (ids, of) in [(vec![], 3), (vec![0, 2], 3), (vec![0, 1], 1), (vec![u32::MAX - 1, u32::MAX], u32::MAX)] {
        let (_folder, path, _) = part();
        let mut results = Results::empty(sample::layout());
        for id in &ids {
            let one = sample::results(7..8, 1).replicates;
            results.replicates.replicate.push(*id);
            macro_rules! column {
                ($($column:ident)*) => { $(results.replicates.$column.extend(&one.$column);)* };
            }
            column!(total_loss company_loss contained_hours investigated_hours last_system_back_hours output_lost_days);
            column!(insolvent_sites first_alert_hours shutdown_hours affected);
        }
        results.counts.replicates = ids.len() as u32;
        let mut bytes = crate::shard::MAGIC.to_vec();
        crate::canon::write_block(&mut bytes, &serde_json::to_vec(&origin(of)).unwrap()).unwrap();
        crate::canon::write_canonical(&results, &mut bytes).unwrap();
        seal(&path, bytes);
        let refused = read_part(&path, None).unwrap_err().to_string();
        assert!(refused.contains("leaves replicates out"), "{ids:?}: {refused}");
    }
}

#[test]
fn deep_and_endless_layouts_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("part-0000000000-0000000002.bspart");
    let head = |layout: &[u8], length: u64| {
        let mut bytes = crate::shard::MAGIC.to_vec();
        crate::canon::write_block(&mut bytes, &serde_json::to_vec(&origin(3)).unwrap()).unwrap();
        bytes.extend_from_slice(b"blackstart results 1\n");
        bytes.extend_from_slice(&length.to_le_bytes());
        bytes.extend_from_slice(layout);
        bytes
    };
    let deep = vec![b'['; 1 << 20];
    for bytes in [
        head(&deep, deep.len() as u64),
        head(b"{}", 2),
        head(b"{}", u64::MAX),
        head(b"{}", 1 << 40),
        head(br#"{"systems": 1000000000}"#, 23),
    ] {
        seal(&path, bytes);
        let refused = read_part(&path, None).unwrap_err().to_string();
        assert!(refused.contains("damaged"), "{refused}");
        assert!(read_part_head(&path).is_err());
    }
    assert_eq!(list_parts(folder.path()).unwrap().len(), 1);
}

#[test]
fn rows_that_a_file_cannot_hold_are_refused_before_room_is_made() {
    // A table of zeros packs well: 100 megabytes of rows, from a megabyte or so.
    assert!(crate::arrow::fits(1_000_000, 25, 10_000));
    assert!(crate::arrow::fits(4_000_000_000, 16, 64 << 20));
    assert!(!crate::arrow::fits(u64::MAX, 25, 10_000));
    assert!(!crate::arrow::fits(10_000_000, 25, 10_000));
}
