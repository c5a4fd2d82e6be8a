//! States there and back, hostile ones refused; rows from Parquet.

use super::*;
use crate::Formats;

fn state() -> State {
    State {
        step: 7,
        firms: std::array::from_fn(|at| vec![at as f64, f64::INFINITY, -0.0]),
        stock: (0..5_000).map(f64::from).collect(),
        struck: vec![Struck { firm: 3, share: 0.5, first_share: 0.8, start: 2 }],
        progress: vec![Progress { phase: Phase::Mending, gone: vec![1.5], to_build: vec![] }],
        ..State::default()
    }
}

#[test]
fn a_state_comes_back_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state");
    write_state(&path, "this network", &state()).unwrap();
    assert_eq!(read_state(&path, "this network").unwrap(), state());
    let other = read_state(&path, "that network").unwrap_err().to_string();
    assert!(other.contains("another network"), "{other}");
}

#[test]
fn a_damaged_state_is_refused_wherever_it_is_damaged() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state");
    write_state(&path, "x", &state()).unwrap();
    let whole = std::fs::read(&path).unwrap();
    for cut in [0, 5, 20, 30, 60, whole.len() / 2, whole.len() - 1] {
        std::fs::write(&path, &whole[..cut]).unwrap();
        assert!(read_state(&path, "x").is_err(), "cut at {cut}");
    }
    for at in (0..whole.len()).step_by(97) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x40;
        std::fs::write(&path, &bytes).unwrap();
        assert!(read_state(&path, "x").is_err(), "changed at {at}");
    }
}

#[test]
fn firms_and_links_are_read_from_parquet() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, fields: Vec<Field>, columns: Vec<ArrayRef>| {
        let inside = folder.path().join("written");
        let mut claimed = claim(&inside, Kind::Network, "x", &["firms", "links"], &[]).unwrap();
        let mut part = Part::new(&claimed, name, fields).unwrap();
        part.push(columns).unwrap();
        part.end(&mut claimed).unwrap();
        std::fs::copy(inside.join(format!("{name}.parquet")), folder.path().join(format!("{name}.parquet"))).unwrap();
    };
    write(
        "firms",
        vec![whole("firm"), text("sector"), number("final_demand")],
        vec![
            Arc::new(Int64Array::from(vec![1, 2])),
            Arc::new(StringArray::from_iter_values(["a", "b"])),
            numbers([0.0, 5.0]),
        ],
    );
    write(
        "links",
        vec![whole("supplier"), whole("buyer"), number("amount")],
        vec![Arc::new(Int64Array::from(vec![1, 9])), Arc::new(Int64Array::from(vec![2, 2])), numbers([3.0, 1.0])],
    );
    let read = blackstart_read::economy::read(folder.path(), &Formats);
    let told: Vec<(u32, &str)> = read.problems.iter().map(|it| (it.line, it.message.as_str())).collect();
    assert_eq!(told, [(2, "the supplier `9` is not among the firms")]);
    std::fs::write(folder.path().join("links.parquet"), b"PAR1 rubbish PAR1").unwrap();
    let read = blackstart_read::economy::read(folder.path(), &Formats);
    assert_eq!(read.problems[0].code, "BS0107");
}
