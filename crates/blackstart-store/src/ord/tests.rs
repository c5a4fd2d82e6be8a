//! The folder is whole and says the same in every form; oasislmf, where it is installed, reads our streams and gets our curve.

use super::*;
use blackstart_ensemble::sample::results;
use std::collections::BTreeSet;

fn written() -> (tempfile::TempDir, Vec<String>) {
    let results = results(0..40, 1);
    let years = Years::new(&[&results], &[], 200, 3).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let files = write_ord(&years, folder.path(), None).unwrap();
    (folder, files)
}

fn rows(path: &Path) -> Vec<Vec<f64>> {
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().skip(1).map(|line| line.split(',').map(|cell| cell.parse().unwrap()).collect()).collect()
}

#[test]
fn days_are_counted_as_in_the_file_that_oasis_reads() {
    // Event 149 of the reference package: 8 July of year 8 is day 3051.
    assert_eq!(day_number((8, 7, 8)), 3051);
    assert_eq!([0.0, 31.0 / 365.0, 0.9999].map(|when| date(2, when)), [(2, 1, 1), (2, 2, 1), (2, 12, 31)]);
}

#[test]
fn the_folder_holds_every_table_of_every_level() {
    let (folder, files) = written();
    for level in ["gul_S1", "gul_S2", "gul_S3", "il_S1"] {
        for table in ["melt", "qelt", "selt", "mplt", "qplt", "splt", "alt", "alct", "ept", "psept"] {
            for kind in ["csv", "parquet"] {
                let name = format!("output/{level}_{table}.{kind}");
                assert!(files.contains(&name) && folder.path().join(&name).metadata().unwrap().len() > 0, "{name}");
            }
        }
        assert!(folder.path().join(format!("work/{level}/summary.bin")).is_file());
        assert!(folder.path().join(format!("output/{level}_summary-info.csv")).is_file());
    }
    let names = BTreeSet::from_iter(&files);
    assert_eq!(names.len(), files.len());
}

#[test]
fn the_mean_year_is_the_same_in_every_table() {
    let (folder, _) = written();
    let read = |table: &str| rows(&folder.path().join(format!("output/gul_S3_{table}.csv")));
    let mean = read("alt")[1][2];
    // Losses of samples by occurrence, over 200 years; rate times mean, by event; areas under the curve.
    let splt: f64 = read("splt").iter().filter(|row| row[9] == 1.0).map(|row| row[10]).sum::<f64>() / 200.0;
    let melt: f64 = read("melt").iter().filter(|row| row[2] == 2.0).map(|row| row[3] * row[5]).sum();
    let ept: f64 = read("ept").iter().filter(|row| row[1..3] == [2.0, 3.0]).map(|row| row[4]).sum::<f64>() / 200.0;
    for (name, value) in [("splt", splt), ("melt", melt), ("ept", ept)] {
        assert!((value - mean).abs() <= 1e-5 * mean, "{name}: {value}, alt {mean}");
    }
    let parties: f64 =
        rows(&folder.path().join("output/gul_S1_alt.csv")).iter().filter(|row| row[1] == 2.0).map(|row| row[2]).sum();
    assert!(parties >= mean * (1.0 - 1e-9), "gains of a party are no losses to the standard: {parties} {mean}");
}

#[test]
fn oasislmf_reads_our_stream_and_gets_our_curve() {
    let Some(python) = std::env::var_os("BLACKSTART_OASISLMF") else {
        println!("skipped: BLACKSTART_OASISLMF names no Python that has oasislmf");
        return;
    };
    let (folder, _) = written();
    let lecpy = Path::new(&python).with_file_name("lecpy");
    for level in ["gul_S1", "gul_S2", "gul_S3", "il_S1"] {
        let theirs = folder.path().join(format!("{level}_theirs.csv"));
        let done = std::process::Command::new(&lecpy)
            .current_dir(folder.path())
            .arg("--run_dir")
            .arg(folder.path())
            .args(["-K", level, "-F", "-f", "-O"])
            .arg(&theirs)
            .status()
            .unwrap();
        assert!(done.success(), "lecpy failed on {level}");
        let ours = rows(&folder.path().join(format!("output/{level}_ept.csv")));
        let theirs = rows(&theirs);
        assert!(!theirs.is_empty());
        let sorted = |mut rows: Vec<Vec<f64>>| {
            rows.sort_by(|a, b| a.partial_cmp(b).unwrap());
            rows
        };
        let (ours, theirs) = (sorted(ours), sorted(theirs));
        assert_eq!(ours.len(), theirs.len(), "{level}: rows");
        for (a, b) in ours.iter().zip(&theirs) {
            assert_eq!(a[..3], b[..3], "{level}");
            // Their sums are in 32 bits.
            assert!(
                (a[3] - b[3]).abs() <= 1e-5 * a[3] && (a[4] - b[4]).abs() <= 1e-5 * a[4] + 0.01,
                "{level}: {a:?} {b:?}"
            );
        }
    }
}

#[test]
fn ods_tools_combines_our_folder_with_itself() {
    let Some(python) = std::env::var_os("BLACKSTART_OASISLMF") else {
        println!("skipped: BLACKSTART_OASISLMF names no Python that has ods_tools");
        return;
    };
    let ((one, _), (other, _)) = (written(), written());
    let config = one.path().join("config.json");
    std::fs::write(
        &config,
        r#"{"group_number_of_periods":400,"group_mean":true,"group_secondary_uncertainty":true,"group_format_priority":["S","Q","M"],"group_plt":true,"group_alt":true,"group_ept":true}"#,
    )
    .unwrap();
    let out = one.path().join("combined");
    let done = std::process::Command::new(Path::new(&python).with_file_name("ods_tools"))
        .current_dir(one.path())
        .arg("combine")
        .arg("-a")
        .args([one.path(), other.path()])
        .arg("--config-file")
        .arg(&config)
        .arg("--output-dir")
        .arg(&out)
        .output()
        .unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    for table in ["galt", "gept", "gplt"] {
        let found =
            std::fs::read_dir(&out).unwrap().flatten().any(|it| it.file_name().to_string_lossy().contains(table));
        assert!(found, "no {table}");
    }
}
