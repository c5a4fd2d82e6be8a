//! Do results survive disk, shards, interruption and damage, byte for byte?

use super::*;
use crate::canon::Digest;
use crate::files::faults::{Fault, after};
use crate::names::{PARTS, REPORT, STORY};
use crate::{digest, list_parts, merge, read, verify, write};
use blackstart_ensemble::sample;
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;

/// A run of so many replicates, as a person asks for it.
fn origin(replicates: u32) -> Origin {
    Origin { model: "acme".to_owned(), scenario: "bad day".to_owned(), replicates, allow_abnormal_baseline: false }
}

/// What a run tells that says nothing.
fn told() -> Told {
    Told::default()
}

/// Begins, plays and finishes a run.
fn run_in_parts(
    folder: &Path,
    layout: &Layout,
    replicates: Range<u32>,
    resume: bool,
    play: impl FnMut(Range<u32>, &mut Keep<'_>),
) -> Result<Finished, StoreError> {
    run_and_tell(folder, layout, replicates, resume, &told(), play)
}

fn run_and_tell(
    folder: &Path,
    layout: &Layout,
    replicates: Range<u32>,
    resume: bool,
    told: &Told,
    play: impl FnMut(Range<u32>, &mut Keep<'_>),
) -> Result<Finished, StoreError> {
    let mut run = RunFolder::begin(folder, layout, Earlier { resume, force: false })?;
    let finished = run.play(&origin(replicates.end), replicates, play)?;
    run.finish(&finished, told)?;
    Ok(finished)
}

/// Every file of a folder with its bytes, by name.
fn bytes(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap_or_default()))
        .collect();
    files.sort();
    files
}

fn folder() -> TempDir {
    TempDir::new().unwrap()
}

/// The run folder of one plain run, and its digest.
fn single(replicates: Range<u32>) -> (Vec<(String, Vec<u8>)>, Digest) {
    let folder = folder();
    let digest = write(&sample::results(replicates, 1), folder.path()).unwrap();
    (bytes(folder.path()), digest)
}

#[test]
fn what_is_written_is_read_back() {
    for replicates in [0..40, 3..4, 0..0] {
        let folder = folder();
        let results = sample::results(replicates, 2);
        let digest = write(&results, folder.path()).unwrap();
        assert_eq!(read(folder.path()).unwrap(), results);
        assert_eq!(verify(folder.path()).unwrap().digest, digest.to_string());
        assert_eq!(digest, crate::digest(&results));
    }
}

#[test]
fn threads_splits_and_order_leave_every_byte() {
    let (expected, expected_digest) = single(0..100);
    for threads in [2, 7] {
        let folder = folder();
        let digest = write(&sample::results(0..100, threads), folder.path()).unwrap();
        assert_eq!(digest, expected_digest);
        assert!(bytes(folder.path()) == expected);
    }
    let eight_and_rest = vec![0..8, 8..100];
    let thirteens: Vec<_> = (0..8).map(|i| i * 13..((i + 1) * 13).min(100)).collect();
    let reversed: Vec<_> = thirteens.iter().rev().cloned().collect();
    for (split, threads) in [(vec![0..100], 1), (eight_and_rest, 2), (thirteens, 7), (reversed, 1)] {
        let (shards, run) = (folder(), folder());
        for range in split {
            write_part(shards.path(), &sample::results(range, threads), &origin(100)).unwrap();
        }
        let merged = merge(shards.path(), Some(&sample::layout())).unwrap();
        assert_eq!(merged.origin, origin(100));
        assert_eq!(write(&merged.results, run.path()).unwrap(), expected_digest);
        assert!(bytes(run.path()) == expected);
    }
}

#[test]
fn one_number_more_or_less_is_another_digest() {
    let results = sample::results(0..10, 1);
    let mut other = results.clone();
    other.losses.amount[3] = f64::from_bits(other.losses.amount[3].to_bits() ^ 1);
    assert_ne!(digest(&results), digest(&other));
    let mut other = results.clone();
    other.layout.sites[7].output_per_day += 1e-9;
    assert_ne!(digest(&results), digest(&other));
}

/// Shards of a run of so many replicates in a new folder.
fn shards(ranges: &[Range<u32>], of: u32) -> TempDir {
    let folder = folder();
    for range in ranges {
        write_part(folder.path(), &sample::results(range.clone(), 1), &origin(of)).unwrap();
    }
    folder
}

fn refusal(folder: &TempDir) -> String {
    merge(folder.path(), None).unwrap_err().to_string()
}

#[test]
fn merge_refuses_gaps_overlaps_and_strangers() {
    assert!(refusal(&shards(&[0..8, 16..24], 24)).ends_with("replicates 8 to 15 are missing"));
    assert!(refusal(&shards(&[0..8, 9..24], 24)).ends_with("replicate 8 is missing"));
    assert!(refusal(&shards(&[0..8], 16)).ends_with("replicates 8 to 15 are missing"), "a gap at the end is one");
    assert!(refusal(&shards(&[8..16], 16)).ends_with("replicates 0 to 7 are missing"));
    assert!(refusal(&shards(&[0..8, 4..12], 12)).ends_with("replicate 4 appears twice"));
    assert!(refusal(&shards(&[0..8, 0..9], 9)).contains("twice"));
    assert!(refusal(&shards(&[0..16], 8)).contains("beyond replicate 7"));
    assert!(refusal(&folder()).contains("holds no parts"));

    let longer = shards(&[0..8], 16);
    write_part(longer.path(), &sample::results(8..16, 1), &origin(17)).unwrap();
    assert!(refusal(&longer).contains("its run has 17 replicates, not 16"));
    let mut expected = sample::layout();
    expected.model_hash = "ef".repeat(32);
    let changed = merge(shards(&[0..8], 8).path(), Some(&expected)).unwrap_err().to_string();
    assert!(changed.contains("model hash"), "{changed}");

    let other = |change: fn(&mut Layout)| {
        let folder = shards(&[0..8], 16);
        let mut results = sample::results(8..16, 1);
        change(&mut results.layout);
        write_part(folder.path(), &results, &origin(16)).unwrap();
        refusal(&folder)
    };
    assert!(other(|layout| layout.seed = 8).contains("its seed is 8, not 7"));
    assert!(other(|layout| layout.model_hash = "ef".repeat(32)).contains("model hash"));
    assert!(other(|layout| layout.scenario_hash = "ef".repeat(32)).contains("scenario hash"));
    assert!(other(|layout| layout.version = "9.9.9".into()).contains("version is `9.9.9`"));
    assert!(other(|layout| layout.sites[0].title.push('!')).contains("other names"));
}

#[test]
fn merge_refuses_damage_anywhere() {
    let folder = shards(&[0..3], 3);
    let path = list_parts(folder.path()).unwrap()[0].path.clone();
    let whole = fs::read(&path).unwrap();
    for length in [0, 10, 31, 32, 40, 1_000, whole.len() / 2, whole.len() - 1] {
        fs::write(&path, &whole[..length]).unwrap();
        assert!(refusal(&folder).contains("damaged"), "{length}");
    }
    for at in (0..whole.len()).step_by(97) {
        let mut changed = whole.clone();
        changed[at] ^= 0x10;
        fs::write(&path, &changed).unwrap();
        assert!(merge(folder.path(), None).is_err(), "{at}");
    }
    let mut longer = whole.clone();
    longer.push(0);
    fs::write(&path, &longer).unwrap();
    assert!(refusal(&folder).contains("damaged"));
    // Right content under a wrong name.
    fs::remove_file(&path).unwrap();
    fs::write(folder.path().join(part_name(&(0..2))), &whole).unwrap();
    fs::copy(folder.path().join(part_name(&(0..2))), folder.path().join(part_name(&(2..3)))).unwrap();
    assert!(refusal(&folder).contains("other replicates than its name says"));
}

/// A run in parts of 16, counting what is played.
fn parts_of_16(folder: &Path, replicates: Range<u32>, resume: bool) -> (Finished, u32) {
    let mut played = 0;
    let finished = run_in_parts(folder, &sample::layout(), replicates, resume, |range, keep| {
        played += range.end - range.start;
        sample::play_parts(range, 2, 2, keep);
    });
    (finished.unwrap(), played)
}

/// The folder of a run that was killed when it had played everything but not written its tables.
fn killed(replicates: Range<u32>) -> TempDir {
    let folder = folder();
    let mut run = RunFolder::begin(folder.path(), &sample::layout(), Earlier::default()).unwrap();
    run.folder.keep_mark();
    sample::play_parts(replicates.clone(), 1, 2, |part| {
        write_part(&folder.path().join(PARTS), &part, &origin(replicates.end)).unwrap();
        ControlFlow::Continue(())
    });
    drop(run);
    fs::write(folder.path().join("losses.parquet.4711.tmp"), b"half").unwrap();
    fs::write(folder.path().join(PARTS).join(part_name(&(0..16)) + ".4711.tmp"), b"half").unwrap();
    folder
}

fn part(folder: &TempDir, range: Range<u32>) -> PathBuf {
    folder.path().join(PARTS).join(part_name(&range))
}

#[test]
fn a_run_in_parts_is_the_plain_run() {
    let (expected, expected_digest) = single(0..100);
    let folder = folder();
    let (finished, played) = parts_of_16(folder.path(), 0..100, false);
    assert!(finished.complete && finished.resumed == 0 && played == 100);
    assert_eq!(finished.digest, expected_digest);
    assert!(bytes(folder.path()) == expected);
    // Asked again, nothing is played.
    let (again, played) = parts_of_16(folder.path(), 0..100, true);
    assert_eq!((again.digest, played), (expected_digest, 0));
}

#[test]
fn a_killed_run_is_resumed_without_a_trace() {
    let (expected, expected_digest) = single(0..100);
    let folder = killed(0..100);
    assert!(matches!(read(folder.path()).unwrap_err().problem, Problem::NoResults));
    // Half the parts are gone, one is cut short, one has one bit changed.
    for range in [0..16, 32..48, 64..80] {
        fs::remove_file(part(&folder, range)).unwrap();
    }
    let cut = part(&folder, 16..32);
    let whole = fs::read(&cut).unwrap();
    fs::write(&cut, &whole[..whole.len() / 3]).unwrap();
    let changed = part(&folder, 48..64);
    let mut whole = fs::read(&changed).unwrap();
    let middle = whole.len() / 2;
    whole[middle] ^= 1;
    fs::write(&changed, whole).unwrap();

    let (finished, played) = parts_of_16(folder.path(), 0..100, true);
    assert_eq!((played, finished.resumed), (80, 20));
    assert_eq!(finished.digest, expected_digest);
    assert!(bytes(folder.path()) == expected);
}

#[test]
fn a_stopped_run_keeps_what_is_done_and_goes_on_later() {
    let (expected, expected_digest) = single(0..100);
    let folder = folder();
    let stopped = run_in_parts(folder.path(), &sample::layout(), 0..100, false, |range, keep| {
        sample::play_parts(range.start..range.start + 40, 1, 2, keep);
    })
    .unwrap();
    assert!(!stopped.complete);
    assert_eq!(read(folder.path()).unwrap(), sample::results(0..40, 1));
    assert_eq!(verify(folder.path()).unwrap().replicates, [[0, 39]]);
    // Nothing of it is played again, though the last part is a short one.
    let (finished, played) = parts_of_16(folder.path(), 0..100, true);
    assert_eq!((finished.digest, finished.resumed, played), (expected_digest, 40, 60));
    assert!(bytes(folder.path()) == expected);
}

#[test]
fn wherever_parts_end_and_however_often_it_is_stopped_the_run_is_the_same() {
    let (expected, expected_digest) = single(0..100);
    for (batches, each) in [(1, 8), (1, 24), (3, 40), (2, 13)] {
        let folder = folder();
        let mut calls = 0;
        loop {
            calls += 1;
            let finished = run_in_parts(folder.path(), &sample::layout(), 0..100, calls > 1, |range, keep| {
                sample::play_parts(range.start..range.end.min(range.start + each), 2, batches, keep);
            })
            .unwrap();
            if finished.complete {
                assert_eq!(finished.digest, expected_digest);
                break;
            }
        }
        assert_eq!(calls, 100_u32.div_ceil(each));
        assert!(bytes(folder.path()) == expected);
    }
}

#[test]
fn a_part_that_cannot_be_kept_stops_the_run() {
    let folder = folder();
    // Where the folder of parts should be, there is a file.
    fs::write(folder.path().join("file"), b"").unwrap();
    let mut handed_over = 0;
    let finished = gather(&folder.path().join("file"), &sample::layout(), &origin(1_000), 0..1_000, |range, keep| {
        sample::play_parts(range, 1, 1, |part| {
            handed_over += 1;
            keep(part)
        });
    });
    assert!(finished.is_err() && handed_over == 1, "{handed_over}");
}

#[test]
fn a_shard_goes_on_where_it_was_stopped() {
    let (whole, halves) = (folder(), folder());
    let path = write_part(whole.path(), &sample::results(16..100, 1), &origin(100)).unwrap();
    let shard = |each: u32| {
        shard(halves.path(), &sample::layout(), &origin(100), 16..100, |range, keep| {
            sample::play_parts(range.start..range.end.min(range.start + each), 2, 1, keep);
        })
        .unwrap()
    };
    let stopped = shard(30);
    assert_eq!((stopped.complete, stopped.played), (false, 30));
    // Nobody takes it for a whole one.
    assert!(refusal(&halves).contains("holds no parts"));
    assert_eq!(shard(100), Shard { complete: true, played: 54, ..stopped.clone() });
    assert_eq!(shard(100), Shard { complete: true, played: 0, ..stopped });
    assert!(bytes(halves.path()) == bytes(whole.path()));
    assert_eq!(path.file_name(), shard(0).path.file_name());
}

#[test]
fn a_run_resumes_only_what_is_its_own() {
    let folder = killed(0..48);
    let mut other = sample::layout();
    other.seed = 8;
    let play = |range, keep: &mut Keep<'_>| sample::play_parts(range, 1, 2, keep);
    let error = run_in_parts(folder.path(), &other, 0..48, true, play).unwrap_err();
    assert!(error.to_string().contains("its seed is 7, not 8"), "{error}");
    let done = self::folder();
    parts_of_16(done.path(), 0..48, false);
    let error = run_in_parts(done.path(), &other, 0..48, true, play).unwrap_err();
    assert!(error.to_string().contains("belongs to something else"), "{error}");
    // Without resume, old parts are not believed.
    let (finished, played) = parts_of_16(folder.path(), 0..48, false);
    assert_eq!((finished.resumed, played), (0, 48));
}

/// Replicates of a run that is killed again and again: one part, and one more.
const FEW: u32 = 9;

/// A run of few replicates that tells something.
fn telling(folder: &Path, resume: bool, story: &str, report: Option<&str>) -> Result<Finished, StoreError> {
    let told = Told {
        command: Some(origin(FEW).command(7)),
        story: Some(format!("\"{story}\"\n")),
        report: report.map(str::to_owned),
        ..Told::default()
    };
    run_and_tell(folder, &sample::layout(), 0..FEW, resume, &told, |range, keep| {
        sample::play_parts(range, 1, 1, keep);
    })
}

/// What a reader makes of a folder: everything that belongs to its run, or nothing.
fn seen(folder: &Path) -> Option<(Digest, Option<String>, Option<Vec<u8>>)> {
    let run = Run::open(folder).ok()?;
    let results = run.results().unwrap_or_else(|error| panic!("a manifest that nothing answers to: {error}"));
    let story = run.story().unwrap_or_else(|error| panic!("a story that is not the run's: {error}"));
    let report = run.manifest().file(REPORT).map(|_| fs::read(folder.join(REPORT)).unwrap());
    Some((digest(&results), story, report))
}

/// A folder with a finished run of more replicates, another story and a report: what must never be mixed with a new run.
fn old_run() -> TempDir {
    let folder = folder();
    let (story, report) = ("\"old\"".to_owned(), "old page".to_owned());
    let told = Told { story: Some(story), report: Some(report), ..Told::default() };
    run_and_tell(folder.path(), &sample::layout(), 0..FEW + 1, false, &told, |range, keep| {
        sample::play_parts(range, 1, 2, keep);
    })
    .unwrap();
    folder
}

/// A copy of a folder without folders in it.
fn copy(from: &TempDir) -> TempDir {
    let to = folder();
    for (name, contents) in bytes(from.path()) {
        fs::write(to.path().join(name), contents).unwrap();
    }
    to
}

#[test]
fn wherever_a_run_is_killed_nobody_reads_a_mixture_and_the_same_command_works_again() {
    let fresh = folder();
    telling(fresh.path(), false, "new", None).unwrap();
    let (expected, old_run) = (bytes(fresh.path()), old_run());
    let (new, old) = (seen(fresh.path()).unwrap(), seen(old_run.path()).unwrap());
    assert_ne!(new, old);
    // Every change of the first, every third of the others.
    for (fault, was_there, stride) in [(Fault::Killed, true, 1), (Fault::Killed, false, 3), (Fault::Refused, true, 3)] {
        let mut points = 0;
        loop {
            let place = if was_there { copy(&old_run) } else { folder() };
            let (done, struck) = after(points, fault, || telling(place.path(), false, "new", None));
            if let Some(found) = seen(place.path()) {
                assert!(found == new || found == old, "{fault:?} at {points}: neither run");
            }
            assert!(struck || done.is_ok(), "{fault:?} at {points}: {done:?}");
            let resume = points % 2 == 1;
            telling(place.path(), resume, "new", None)
                .unwrap_or_else(|error| panic!("{fault:?} at {points}, resume {resume}: {error}"));
            assert!(bytes(place.path()) == expected, "{fault:?} at {points}, resume {resume}: other bytes");
            if !struck {
                break;
            }
            points += stride;
        }
        assert!(points > 60, "{points} changes");
    }
}

/// What is done in a folder once more.
type Again = fn(&Path) -> Result<(), StoreError>;

#[test]
fn wherever_a_resumed_run_or_a_report_is_killed_it_works_again() {
    let rewritten = folder();
    telling(rewritten.path(), false, "new", Some("new page")).unwrap();
    let expected = bytes(rewritten.path());
    let kinds: [(&str, Again); 2] = [
        ("resume", |folder| telling(folder, true, "new", Some("new page")).map(drop)),
        ("report", |folder| Run::open(folder)?.rewrite_report(REPORT, b"new page").map(drop)),
    ];
    for (kind, again) in kinds {
        let mut points = 0;
        loop {
            let place = folder();
            telling(place.path(), false, "new", (points % 2 == 0).then_some("other page")).unwrap();
            let (_, struck) = after(points, Fault::Killed, || again(place.path()));
            // The tables are the run's all the time.
            assert!(read(place.path()).is_ok(), "{kind} at {points}");
            again(place.path()).unwrap_or_else(|error| panic!("{kind} at {points}: {error}"));
            verify(place.path()).unwrap();
            assert!(bytes(place.path()) == expected, "{kind} at {points}: other bytes");
            if !struck {
                break;
            }
            points += 1;
        }
        assert!(points > 8, "{kind}: {points} changes");
    }
}

#[test]
fn wherever_a_shard_is_killed_the_same_call_plays_the_rest() {
    let play = |folder: &Path| {
        shard(folder, &sample::layout(), &origin(100), 16..40, |range, keep| sample::play_parts(range, 1, 1, keep))
    };
    let whole = folder();
    play(whole.path()).unwrap();
    for points in 0.. {
        let place = folder();
        let (_, struck) = after(points, Fault::Killed, || play(place.path()));
        assert!(play(place.path()).unwrap().complete, "at {points}");
        assert!(bytes(place.path()) == bytes(whole.path()), "at {points}");
        if !struck {
            break;
        }
    }
}

#[test]
fn stale_pages_do_not_survive_beside_new_results() {
    let place = folder();
    telling(place.path(), false, "one", Some("page")).unwrap();
    fs::write(place.path().join("notes.txt"), "mine").unwrap();
    telling(place.path(), false, "two", None).unwrap();
    assert!(!place.path().join(REPORT).exists());
    assert_eq!(fs::read_to_string(place.path().join("notes.txt")).unwrap(), "mine", "only what was listed goes");
    telling(place.path(), true, "three", Some("page")).unwrap();
    assert_eq!(seen(place.path()).unwrap().1.as_deref(), Some("three"));
    telling(place.path(), true, "three", None).unwrap();
    assert!(!place.path().join(REPORT).exists(), "not on resuming either");
    verify(place.path()).unwrap();
}

#[test]
fn what_the_manifest_does_not_list_is_not_the_runs() {
    let place = folder();
    write(&sample::results(0..4, 1), place.path()).unwrap();
    assert_eq!(Run::open(place.path()).unwrap().story::<String>().unwrap(), None);
    fs::write(place.path().join(STORY), "\"planted\"").unwrap();
    let refused = Run::open(place.path()).unwrap().story::<String>().unwrap_err().to_string();
    assert!(refused.contains("does not list `story.json`"), "{refused}");
    assert!(verify(place.path()).unwrap_err().to_string().contains("does not list"));
    // Nor is it written over: nobody knows whose it is.
    let refused = write(&sample::results(0..4, 1), place.path()).unwrap_err().to_string();
    assert!(refused.contains("holds `story.json`"), "{refused}");
    fs::remove_file(place.path().join(STORY)).unwrap();
    telling(place.path(), false, "told", Some("page")).unwrap();
    fs::write(place.path().join(STORY), "\"forged\"").unwrap();
    let refused = Run::open(place.path()).unwrap().story::<String>().unwrap_err().to_string();
    assert!(refused.contains("not the file that was written"), "{refused}");
    fs::write(place.path().join(REPORT), "forged").unwrap();
    assert!(verify(place.path()).is_err());
}

#[test]
fn the_manifest_lists_every_file() {
    let place = folder();
    telling(place.path(), false, "told", Some("page")).unwrap();
    let manifest = verify(place.path()).unwrap();
    let listed: Vec<&str> = manifest.files.iter().map(|it| it.file.as_str()).chain(["manifest.json"]).collect();
    let mut there: Vec<String> = bytes(place.path()).into_iter().map(|(name, _)| name).collect();
    there.sort();
    let mut listed: Vec<String> = listed.into_iter().map(str::to_owned).collect();
    listed.sort();
    assert_eq!(listed, there);
    for entry in &manifest.files {
        assert_eq!(entry.bytes, fs::metadata(place.path().join(&entry.file)).unwrap().len());
    }
    assert_eq!(manifest.command.as_deref(), Some("blackstart run acme 'bad day' --seed 7 --replicates 9"));
}

#[test]
fn damaged_folders_are_refused_with_a_reason() {
    let results = sample::results(0..20, 1);
    let reason = |spoil: &dyn Fn(&Path)| {
        let folder = folder();
        write(&results, folder.path()).unwrap();
        spoil(folder.path());
        read(folder.path()).unwrap_err().to_string()
    };
    assert!(reason(&|f| fs::remove_file(f.join("manifest.json")).unwrap()).contains("no finished results"));
    assert!(reason(&|f| fs::remove_file(f.join("losses.parquet")).unwrap()).contains("missing"));
    assert!(reason(&|f| fs::remove_file(f.join("layout.json")).unwrap()).contains("missing"));
    assert!(reason(&|f| fs::write(f.join("manifest.json"), "{").unwrap()).contains("damaged"));
    let edit = |f: &Path, name: &str, from: &str, to: &str| {
        let text = fs::read_to_string(f.join(name)).unwrap();
        assert!(text.contains(from), "{from}");
        fs::write(f.join(name), text.replacen(from, to, 1)).unwrap();
    };
    assert!(reason(&|f| edit(f, "manifest.json", "\"format\": 2", "\"format\": 3, \"later\": true")).contains("newer"));
    assert!(reason(&|f| edit(f, "manifest.json", "\"format\": 2", "\"format\": 1")).contains("older"));
    assert!(reason(&|f| edit(f, "layout.json", "Acme Cars", "Bcme Cars")).contains("not the file that was written"));
    assert!(reason(&|f| edit(f, "manifest.json", "\"rows\": 20", "\"rows\": 21")).contains("rows"));
    for name in ["replicates", "output", "site_counts"] {
        let cut = |f: &Path| {
            let path = f.join(format!("{name}.parquet"));
            let whole = fs::read(&path).unwrap();
            fs::write(&path, &whole[..whole.len() / 2]).unwrap();
        };
        assert!(reason(&cut).contains("damaged"), "{name}");
    }
    // A sound table of other results.
    let swap = |f: &Path| {
        let other = folder();
        let mut changed = results.clone();
        changed.losses.amount[0] += 1.0;
        write(&changed, other.path()).unwrap();
        fs::copy(other.path().join("losses.parquet"), f.join("losses.parquet")).unwrap();
    };
    let swapped = reason(&swap);
    assert!(swapped.contains("losses.parquet") && swapped.contains("not the file that was written"), "{swapped}");
}

#[test]
fn no_byte_of_a_table_can_change_unseen() {
    let folder = folder();
    write(&sample::results(0..2, 1), folder.path()).unwrap();
    let path = folder.path().join("losses.parquet");
    let whole = fs::read(&path).unwrap();
    for at in (0..whole.len()).step_by(7) {
        let mut changed = whole.clone();
        changed[at] ^= 0x20;
        fs::write(&path, &changed).unwrap();
        assert!(read(folder.path()).unwrap_err().to_string().contains("not the file that was written"), "{at}");
    }
}

#[test]
fn a_hash_of_files_depends_on_names_and_bytes_only() {
    let folder = folder();
    let file = |name: &str, contents: &str| {
        let path = folder.path().join(name);
        fs::write(&path, contents).unwrap();
        path
    };
    let (a, b) = (file("a", "1"), file("b", "2"));
    let named = |name: &str, path: &PathBuf| (name.to_owned(), path.clone());
    let hash = crate::hash(&[named("x", &a), named("y", &b)]).unwrap();
    assert_eq!(hash, crate::hash(&[named("y", &b), named("x", &a)]).unwrap());
    assert_ne!(hash, crate::hash(&[named("y", &a), named("x", &b)]).unwrap());
    assert_ne!(hash, crate::hash(&[named("x", &a)]).unwrap());
    assert!(crate::hash(&[named("x", &folder.path().join("none"))]).is_err());
}

#[test]
fn the_summary_is_json_without_infinities() {
    let results = sample::results(0..30, 1);
    let text = crate::summary_json(&results, digest(&results), None, None);
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value["replicates"], 30);
    assert_eq!(value["digest"], digest(&results).to_string());
    assert_eq!(value["sites"][0]["restarted"]["p05"]["date"].as_str().unwrap().len(), 16);
    // One replicate in ten or so never restarts.
    assert!(value["sites"][0]["restarted"]["share"].as_f64().unwrap() < 1.0);
}
