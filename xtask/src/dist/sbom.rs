//! The bill of materials: CycloneDX 1.5 in JSON; number and date follow from the commit.

use super::linked::{Crate, Id, Linked};
use super::{Release, sha256};

/// The bill of a release.
pub(super) fn json(release: &Release, linked: &Linked) -> String {
    let others = linked.crates.iter().filter(|(id, _)| **id != linked.root);
    let components: Vec<String> = others.map(|(id, it)| format!("    {}", component(id, it))).collect();
    let dependencies: Vec<String> =
        linked.crates.iter().map(|(id, it)| format!("    {}", dependency(id, it))).collect();
    let Release { version, target, commit, .. } = release;
    format!(
        r#"{{
  "$schema": "http://cyclonedx.org/schema/bom-1.5.schema.json",
  "bomFormat": "CycloneDX",
  "specVersion": "1.5",
  "serialNumber": "urn:uuid:{}",
  "version": 1,
  "metadata": {{
    "timestamp": "{}",
    "tools": {{ "components": [{{ "type": "application", "name": "cargo xtask dist", "version": {} }}] }},
    "component": {{
      "type": "application",
      "bom-ref": {},
      "name": "blackstart",
      "version": {},
      "licenses": [{{ "expression": {} }}],
      "properties": [
        {{ "name": "blackstart:commit", "value": {} }},
        {{ "name": "blackstart:target", "value": {} }}
      ]
    }}
  }},
  "components": [
{}
  ],
  "dependencies": [
{}
  ]
}}
"#,
        serial(release),
        moment(release.epoch),
        quoted(version),
        quoted(&purl(&linked.root)),
        quoted(version),
        quoted(&linked.crates[&linked.root].licence),
        quoted(commit),
        quoted(target),
        components.join(",\n"),
        dependencies.join(",\n"),
    )
}

fn component(id: &Id, it: &Crate) -> String {
    let (name, version) = id;
    let hash = it
        .checksum
        .as_ref()
        .map_or_else(String::new, |sum| format!(r#", "hashes": [{{ "alg": "SHA-256", "content": {} }}]"#, quoted(sum)));
    let place = if it.repository.is_empty() {
        String::new()
    } else {
        format!(r#", "externalReferences": [{{ "type": "vcs", "url": {} }}]"#, quoted(&it.repository))
    };
    // What this workspace brings is in no registry.
    let from = if it.checksum.is_some() { format!(r#", "purl": {}"#, quoted(&purl(id))) } else { String::new() };
    format!(
        r#"{{ "type": "library", "bom-ref": {}, "name": {}, "version": {}, "scope": "required"{hash}, "licenses": [{{ "expression": {} }}]{from}{place} }}"#,
        quoted(&purl(id)),
        quoted(name),
        quoted(version),
        quoted(&it.licence),
    )
}

fn dependency(id: &Id, it: &Crate) -> String {
    let uses: Vec<String> = it.uses.iter().map(|id| quoted(&purl(id))).collect();
    format!(r#"{{ "ref": {}, "dependsOn": [{}] }}"#, quoted(&purl(id)), uses.join(", "))
}

/// The package's URL (purl-spec, type cargo); the plus of a build stands for a space there.
fn purl((name, version): &Id) -> String {
    format!("pkg:cargo/{name}@{}", version.replace('+', "%2B"))
}

/// A UUID of version 8 (RFC 9562), made from what the archive is of.
fn serial(release: &Release) -> String {
    let digest = sha256::hex(format!("{} {} {}", release.commit, release.target, release.version).as_bytes());
    format!("{}-{}-8{}-a{}-{}", &digest[..8], &digest[8..12], &digest[13..16], &digest[17..20], &digest[20..32])
}

fn moment(epoch: u64) -> String {
    let (day, second) = (epoch / 86_400, epoch % 86_400);
    let date = crate::bench::date(day as i64);
    format!("{date}T{:02}:{:02}:{:02}Z", second / 3600, second / 60 % 60, second % 60)
}

/// Text as JSON.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            letter if letter.is_control() => quoted.push_str(&format!("\\u{:04x}", u32::from(letter))),
            letter => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}
