//! The bill and the licences are whole; digests and archives are what others make of them.

use super::linked::{Id, Linked};
use super::*;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The target that these tests ask cargo about: its own, so that all of it has been fetched.
fn host() -> String {
    said("rustc", &["-vV"]).unwrap().lines().find_map(|line| line.strip_prefix("host: ")).unwrap().to_owned()
}

fn sample() -> Release {
    Release { version: "0.2.0".to_owned(), target: host(), commit: "4f".repeat(20), epoch: 1_796_000_000 }
}

/// Crates reached from the command by normal dependencies, by cargo's other report, which says it in another form.
fn reached() -> BTreeSet<Id> {
    let target = host();
    let words = ["metadata", "--locked", "--format-version", "1", "--filter-platform", &target];
    let told: Value = serde_json::from_str(&said("cargo", &words).unwrap()).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let packages = told["packages"].as_array().unwrap();
    let ids: BTreeMap<String, Id> =
        packages.iter().map(|it| (text(&it["id"]), (text(&it["name"]), text(&it["version"])))).collect();
    let nodes = told["resolve"]["nodes"].as_array().unwrap();
    let mut open: Vec<&str> =
        ids.iter().filter(|(_, id)| id.0 == "blackstart-cli").map(|(key, _)| key.as_str()).collect();
    let mut reached = BTreeSet::new();
    while let Some(key) = open.pop() {
        if !reached.insert(ids[key].clone()) {
            continue;
        }
        let node = nodes.iter().find(|it| it["id"] == key).unwrap();
        let normal = |it: &&Value| it["dep_kinds"].as_array().unwrap().iter().any(|kind| kind["kind"].is_null());
        open.extend(node["deps"].as_array().unwrap().iter().filter(normal).map(|it| it["pkg"].as_str().unwrap()));
    }
    reached
}

#[test]
fn every_crate_of_the_command_is_in_the_bill_and_has_a_licence() {
    let linked = Linked::of(&host()).unwrap();
    let bill = sbom::json(&sample(), &linked);
    assert_eq!(bill, sbom::json(&sample(), &Linked::of(&host()).unwrap()), "the same commit gives the same bill");
    let bill: Value = serde_json::from_str(&bill).unwrap();
    assert_eq!((bill["bomFormat"].as_str(), bill["specVersion"].as_str()), (Some("CycloneDX"), Some("1.5")));
    assert_eq!(bill["metadata"]["timestamp"], "2026-11-30T00:53:20Z");

    let components = bill["components"].as_array().unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let listed: BTreeSet<Id> = components.iter().map(|it| (text(&it["name"]), text(&it["version"]))).collect();
    assert_eq!(listed.len(), components.len(), "each once");
    let reached = reached();
    // Features of a workspace are joined in the one report and not in the other: what is linked is a part of what is reached.
    assert!(listed.is_subset(&reached), "{:?}", listed.difference(&reached).collect::<Vec<_>>());
    let lock = fs::read_to_string(crate::root().join("Cargo.lock")).unwrap();
    for crucial in ["arrow-array", "calamine", "clap", "jiff", "parquet", "rayon", "serde", "toml", "zstd-sys"] {
        assert!(listed.iter().any(|(name, _)| name == crucial), "{crucial} is linked and not listed");
    }

    let licences = licences::text(&linked).unwrap();
    for it in components {
        let (name, version) = (text(&it["name"]), text(&it["version"]));
        assert!(!text(&it["licenses"][0]["expression"]).contains('/'), "{name}: no SPDX expression");
        if name.starts_with("blackstart") {
            continue;
        }
        assert!(lock.contains(&format!("\"{}\"", text(&it["hashes"][0]["content"]))), "{name}: not what is locked");
        assert!(licences.contains(&format!("\n{name} {version}: ")), "{name} {version} is not in the list");
        let texts =
            licences::texts_of(&(name.clone(), version.clone()), &text(&it["licenses"][0]["expression"])).unwrap();
        assert!(texts.iter().all(|text| licences.contains(text.as_str())), "{name}: its text is missing");
    }
    // All that anybody depends on is a component, or the command itself.
    let refs: BTreeSet<String> = components.iter().map(|it| text(&it["bom-ref"])).collect();
    for it in bill["dependencies"].as_array().unwrap() {
        let mut uses = it["dependsOn"].as_array().unwrap().iter();
        assert!(uses.all(|used| refs.contains(used.as_str().unwrap())), "{it}");
    }
}

#[test]
fn the_bill_is_numbered_by_its_commit() {
    let linked = Linked::of(&host()).unwrap();
    let number = |release: &Release| -> String {
        let bill: Value = serde_json::from_str(&sbom::json(release, &linked)).unwrap();
        bill["serialNumber"].as_str().unwrap().to_owned()
    };
    let first = number(&sample());
    let parts: Vec<usize> = first.strip_prefix("urn:uuid:").unwrap().split('-').map(str::len).collect();
    assert_eq!(parts, [8, 4, 4, 4, 12]);
    assert_ne!(first, number(&Release { commit: "5f".repeat(20), ..sample() }));
    assert_ne!(first, number(&Release { target: "wasm".to_owned(), ..sample() }));
}

#[test]
fn digests_are_those_of_the_standard() {
    // FIPS 180-4, examples of the standard; the last two end at a block's edge.
    assert_eq!(sha256::hex(b""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert_eq!(sha256::hex(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    let two_blocks = b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
    assert_eq!(sha256::hex(two_blocks), "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    let million = vec![b'a'; 1_000_000];
    assert_eq!(sha256::hex(&million), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

#[test]
fn tar_unpacks_what_was_packed() {
    let deep = format!("docs/{}/{}.md", "d".repeat(80), "n".repeat(60));
    let mut files = tar::Files::new("blackstart-x", 1_796_000_000);
    files.text(&deep, b"deep\n".to_vec());
    files.program("blackstart", vec![7; 513]);
    let archive = files.archive();
    assert_eq!(archive, files.archive());
    let folder = std::env::temp_dir().join(format!("blackstart-tar-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("it.tar.gz"), gzip(&archive).unwrap()).unwrap();
    let path = folder.join("it.tar.gz");
    let unpacked = Command::new("tar").arg("-xzf").arg(&path).arg("-C").arg(&folder).status().unwrap();
    assert!(unpacked.success());
    assert_eq!(fs::read(folder.join("blackstart-x").join(&deep)).unwrap(), b"deep\n");
    assert_eq!(fs::read(folder.join("blackstart-x/blackstart")).unwrap(), vec![7; 513]);
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_program_that_wants_a_loader_is_not_static() {
    // A header of ELF-64 with one program header behind it.
    let program = |kind: u8| {
        let mut bytes = vec![0; 120];
        bytes[..4].copy_from_slice(b"\x7fELF");
        (bytes[32], bytes[54], bytes[56], bytes[64]) = (64, 56, 1, kind);
        bytes
    };
    assert!(names_an_interpreter(&program(3)));
    assert!(!names_an_interpreter(&program(1)));
    assert!(names_an_interpreter(&program(3)[..60]), "half a program is not believed");
}

#[test]
fn what_is_asked_wrongly_is_said() {
    assert!(asked(&["--targets", "x"]).unwrap_err().contains("--target TRIPLE"));
    assert!(asked(&["--target"]).unwrap_err().contains("wants a value"));
    let missing = asked(&["--target", "s390x-unknown-linux-musl"]).unwrap_err();
    assert!(missing.contains("rustup target add s390x-unknown-linux-musl"), "{missing}");
}
