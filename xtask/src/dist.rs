//! `cargo xtask dist`: an archive to hand out, with all that belongs to it; the same commit gives the same bytes.
//!
//! The same bytes need the same toolchain, C compiler and gzip as well; paths of the machine do not get in.

mod licences;
mod linked;
mod sbom;
mod sha256;
mod tar;

use linked::Linked;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Shells whose completions are packed, and how their files are called.
const SHELLS: [(&str, &str); 4] = [
    ("bash", "blackstart.bash"),
    ("fish", "blackstart.fish"),
    ("zsh", "_blackstart"),
    ("powershell", "blackstart.ps1"),
];
/// What is packed of the repository, as committed.
const COMMITTED: [&str; 6] = ["README.md", "CHANGELOG.md", "LICENSE-APACHE", "LICENSE-MIT", "docs", "examples"];

/// What an archive is of.
struct Release {
    version: String,
    target: String,
    commit: String,
    /// Seconds since 1970.
    epoch: u64,
}

impl Release {
    fn name(&self) -> String {
        format!("blackstart-{}-{}", self.version, self.target)
    }
}

/// `--target TRIPLE` and `--out DIR` in any order.
pub(crate) fn asked(words: &[&str]) -> Result<(), String> {
    let (mut target, mut out) = (None, None);
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let value = words.next().ok_or_else(|| format!("{word} wants a value"))?;
        match *word {
            "--target" => target = Some((*value).to_owned()),
            "--out" => out = Some(PathBuf::from(value)),
            _ => return Err(format!("dist does not know {word}; it takes --target TRIPLE and --out DIR")),
        }
    }
    let target = target.map_or_else(usual_target, Ok)?;
    dist(&target, &out.unwrap_or_else(|| crate::root().join("target/dist")))
}

/// The machine's own target; on Linux the static one.
fn usual_target() -> Result<String, String> {
    let told = said("rustc", &["-vV"])?;
    let host = told.lines().find_map(|line| line.strip_prefix("host: "));
    let host = host.ok_or("`rustc -vV` names no host")?;
    Ok(host.replace("-unknown-linux-gnu", "-unknown-linux-musl"))
}

fn dist(target: &str, out: &Path) -> Result<(), String> {
    installed(target)?;
    let release = release(target)?;
    let linked = Linked::of(target)?;
    // Both before the build, which takes long: what is missing is said first.
    let licences = licences::text(&linked)?;
    let sbom = sbom::json(&release, &linked);

    let program = built(target)?;
    let bytes = fs::read(&program).map_err(|error| format!("{}: {error}", program.display()))?;
    if target.contains("-linux-musl") && names_an_interpreter(&bytes) {
        return Err(format!("{} is not static: it names a dynamic loader", program.display()));
    }
    let name = release.name();
    let mut files = tar::Files::new(&name, release.epoch);
    let program_name = if target.contains("-windows-") { "blackstart.exe" } else { "blackstart" };
    files.program(program_name, bytes);
    files.text("LICENCES-OF-DEPENDENCIES.txt", licences.into_bytes());
    files.text("sbom.cdx.json", sbom.clone().into_bytes());
    for (shell, file) in SHELLS {
        files.text(&format!("completions/{file}"), output(&program, &["completions", shell])?);
    }
    manual(&program, &mut files)?;
    committed(&mut files)?;

    let archive = gzip(&files.archive())?;
    fs::create_dir_all(out).map_err(|error| format!("{}: {error}", out.display()))?;
    let file = format!("{name}.tar.gz");
    let sum = format!("{}  {file}\n", sha256::hex(&archive));
    let sbom_sum = format!("{}  {name}.cdx.json\n", sha256::hex(sbom.as_bytes()));
    let parts = [
        (file, archive),
        (format!("{name}.cdx.json"), sbom.into_bytes()),
        (format!("{name}.sha256"), (sum + &sbom_sum).into_bytes()),
    ];
    for (name, bytes) in parts {
        let path = out.join(name);
        fs::write(&path, &bytes).map_err(|error| format!("{}: {error}", path.display()))?;
        crate::say(&format!("{} ({} bytes)", path.display(), bytes.len()));
    }
    Ok(())
}

/// Whether the target can be built for: never another one in its place.
fn installed(target: &str) -> Result<(), String> {
    let library = said("rustc", &["--print", "target-libdir", "--target", target])?;
    if !Path::new(&library).is_dir() {
        return Err(format!(
            "the target {target} is not installed: `rustup target add {target}`. Another one is built with --target TRIPLE"
        ));
    }
    let named = format!("CC_{}", target.replace('-', "_"));
    let compiler = std::env::var_os(&named).is_some() || std::env::var_os("CC").is_some();
    if target.ends_with("-linux-musl") && !compiler && !starts("musl-gcc") {
        return Err(format!(
            "{target} needs a C compiler for musl: `apt-get install musl-tools`, or name one in {named}"
        ));
    }
    if !starts("gzip") {
        return Err("`gzip` is not installed".to_owned());
    }
    Ok(())
}

fn starts(program: &str) -> bool {
    let status = Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.is_ok_and(|it| it.success())
}

fn release(target: &str) -> Result<Release, String> {
    if !said("git", &["status", "--porcelain", "--untracked-files=no"])?.is_empty() {
        return Err("there are changes that are not committed: an archive is of a commit".to_owned());
    }
    let named = std::env::var("SOURCE_DATE_EPOCH").ok();
    let epoch = named.map_or_else(|| said("git", &["log", "-1", "--format=%ct"]), Ok)?;
    let epoch = epoch.parse().map_err(|_| format!("SOURCE_DATE_EPOCH: `{epoch}` is no number of seconds"))?;
    let commit = said("git", &["rev-parse", "HEAD"])?;
    Ok(Release { version: env!("CARGO_PKG_VERSION").to_owned(), target: target.to_owned(), commit, epoch })
}

/// Builds the command; where.
fn built(target: &str) -> Result<PathBuf, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().ok_or("the workspace has no folder")?;
    // Paths of this machine would make the bytes its own.
    let mut flags = vec![
        format!("--remap-path-prefix={}=/cargo", linked::cargo_home()?.display()),
        format!("--remap-path-prefix={}=/blackstart", root.display()),
    ];
    if target.ends_with("-windows-msvc") {
        flags.push("-Ctarget-feature=+crt-static".to_owned());
    }
    let status = Command::new("cargo")
        .args(["build", "--release", "--locked", "-p", "blackstart-cli", "--target", target])
        .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"))
        .current_dir(root)
        .status()
        .map_err(|error| format!("cannot start cargo: {error}"))?;
    if !status.success() {
        return Err("the command could not be built".to_owned());
    }
    let folder = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    let name = if target.contains("-windows-") { "blackstart.exe" } else { "blackstart" };
    Ok(folder.join(target).join("release").join(name))
}

/// Manual pages, as the command writes them.
fn manual(program: &Path, files: &mut tar::Files) -> Result<(), String> {
    let folder = std::env::temp_dir().join(format!("blackstart-man-{}", std::process::id()));
    let path = folder.to_str().ok_or("the folder for temporary files has no name in Unicode")?;
    output(program, &["man", "--out", path])?;
    let pages = fs::read_dir(&folder).map_err(|error| format!("{path}: {error}"))?;
    for page in pages.flatten() {
        let bytes = fs::read(page.path()).map_err(|error| format!("{}: {error}", page.path().display()))?;
        files.text(&format!("man/{}", page.file_name().to_string_lossy()), bytes);
    }
    let _ = fs::remove_dir_all(&folder);
    Ok(())
}

/// What is committed: a result that lies beside an example is not packed.
fn committed(files: &mut tar::Files) -> Result<(), String> {
    let mut words = vec!["ls-files", "-z", "--"];
    words.extend(COMMITTED);
    for name in said("git", &words)?.split('\0').filter(|name| !name.is_empty()) {
        let path = crate::root().join(name);
        files.text(name, fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?);
    }
    Ok(())
}

/// What a program prints, as text without the last line's end.
fn said(program: &str, words: &[&str]) -> Result<String, String> {
    let bytes = output(Path::new(program), words)?;
    Ok(String::from_utf8_lossy(&bytes).trim().to_owned())
}

/// What a program prints; an error if it fails.
fn output(program: &Path, words: &[&str]) -> Result<Vec<u8>, String> {
    let run = Command::new(program).args(words).current_dir(crate::root()).stderr(Stdio::inherit()).output();
    let run = run.map_err(|error| format!("cannot start {}: {error}", program.display()))?;
    if !run.status.success() {
        return Err(format!("`{} {}` failed", program.display(), words.join(" ")));
    }
    Ok(run.stdout)
}

/// Bytes through `gzip`, without a name or date of its own.
fn gzip(bytes: &[u8]) -> Result<Vec<u8>, String> {
    use std::io::Write as _;
    let wrong = |error: std::io::Error| format!("gzip: {error}");
    let child = Command::new("gzip").args(["-9", "-n", "-c"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let mut child = child.map_err(wrong)?;
    let mut input = child.stdin.take().ok_or("gzip takes no input")?;
    let run = std::thread::scope(|scope| {
        let fed = scope.spawn(move || input.write_all(bytes));
        let run = child.wait_with_output();
        fed.join().map_err(|_| "gzip was not fed".to_owned())?.map_err(wrong)?;
        run.map_err(wrong)
    })?;
    if run.status.success() { Ok(run.stdout) } else { Err("gzip failed".to_owned()) }
}

/// Whether a program for 64-bit Linux wants a dynamic loader: a program header of the type `PT_INTERP` (ELF-64, little endian).
fn names_an_interpreter(bytes: &[u8]) -> bool {
    let number = |at: usize, length: usize| -> Option<u64> {
        let field = bytes.get(at..at.checked_add(length)?)?;
        Some(field.iter().rev().fold(0, |number, &byte| number << 8 | u64::from(byte)))
    };
    let headers = || -> Option<Vec<u64>> {
        let (first, size, count) = (number(32, 8)? as usize, number(54, 2)? as usize, number(56, 2)? as usize);
        (0..count).map(|header| number(first.checked_add(header * size)?, 4)).collect()
    };
    const PT_INTERP: u64 = 3;
    bytes.starts_with(b"\x7fELF") && headers().is_none_or(|types| types.contains(&PT_INTERP))
}

#[cfg(test)]
mod tests;
