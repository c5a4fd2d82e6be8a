//! Which file of a crate uses which, read from its tokens: what the layer test stands on.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Words of a path, as `["crate", "check", "refer"]`.
type Words = Vec<String>;

/// A file of a crate: its place as words (the crate's root is empty), what it imports, and what it names.
#[derive(Default)]
struct Module {
    /// Imported names, or `*`, with the path each stands for.
    imports: Vec<(String, Words)>,
    /// Paths in the code, with two words or more, and those of imports that are used.
    paths: BTreeSet<Words>,
    /// First words of all paths.
    names: BTreeSet<String>,
}

/// The files of a crate by their places, `a::b`; the root is `lib`.
pub(crate) struct Modules {
    modules: BTreeMap<Words, Module>,
}

impl Modules {
    /// Reads the sources of a crate without its tests.
    pub(crate) fn of(sources: &Path) -> Self {
        let mut modules = BTreeMap::new();
        read(sources, &mut Vec::new(), &mut modules);
        Self { modules }
    }

    /// Every file that uses another, with all that it uses. A name is followed through re-exports to the file that has it; a file that
    /// only hands a name on does not use it.
    pub(crate) fn uses(&self) -> BTreeMap<String, BTreeSet<String>> {
        let mut uses = BTreeMap::new();
        for (place, module) in &self.modules {
            let mut used = BTreeSet::new();
            for path in &module.paths {
                used.extend(self.home(place, path, 0));
            }
            used.remove(place);
            uses.insert(name(place), used.iter().map(|place| name(place)).collect());
        }
        uses
    }

    /// The file where what a path names is at home; `None` if that is outside the crate.
    fn home(&self, from: &Words, path: &[String], depth: usize) -> Option<Words> {
        // Imports that lead in a circle do not compile.
        assert!(depth < 50, "{from:?}: {path:?}");
        let (first, rest) = path.split_first()?;
        match first.as_str() {
            "crate" => self.below(Vec::new(), rest, depth),
            "self" => self.below(from.clone(), rest, depth),
            "super" => self.below(from[..from.len().checked_sub(1)?].to_vec(), rest, depth),
            _ => self.below_named(from, path, depth),
        }
    }

    fn below(&self, module: Words, rest: &[String], depth: usize) -> Option<Words> {
        let Some(word) = rest.first() else { return Some(module) };
        if word == "super" || word == "self" {
            return self.home(&module, rest, depth + 1);
        }
        self.below_named(&module, rest, depth).or(Some(module))
    }

    /// What a path without `crate`, `self` or `super` names in a module: a child, or what is imported there.
    fn below_named(&self, module: &Words, path: &[String], depth: usize) -> Option<Words> {
        let child = [module.as_slice(), &path[..1]].concat();
        if self.modules.contains_key(&child) {
            return self.below(child, &path[1..], depth + 1);
        }
        let imports = &self.modules.get(module)?.imports;
        let import = imports.iter().find(|(name, _)| *name == path[0]);
        if let Some((_, stands_for)) = import {
            // The name of another crate, or what a macro is given.
            if stands_for[0] == path[0] {
                return None;
            }
            let whole = [stands_for.as_slice(), &path[1..]].concat();
            return self.home(module, &whole, depth + 1);
        }
        None
    }
}

/// Groups of files that use each other in a circle.
pub(crate) fn circles(uses: &BTreeMap<String, BTreeSet<String>>) -> Vec<BTreeSet<String>> {
    let reach: BTreeMap<&str, BTreeSet<&str>> = uses.keys().map(|from| (from.as_str(), reached(uses, from))).collect();
    let mut circles: Vec<BTreeSet<String>> = Vec::new();
    for (from, far) in &reach {
        let circle: BTreeSet<String> =
            far.iter().filter(|to| reach[*to].contains(from)).map(|it| (*it).to_owned()).collect();
        if circle.len() > 1 && !circles.contains(&circle) {
            circles.push(circle);
        }
    }
    circles
}

fn reached<'a>(uses: &'a BTreeMap<String, BTreeSet<String>>, from: &str) -> BTreeSet<&'a str> {
    let mut found = BTreeSet::new();
    let mut open: Vec<&str> = uses[from].iter().map(String::as_str).collect();
    while let Some(next) = open.pop() {
        if found.insert(next) {
            open.extend(uses[next].iter().map(String::as_str));
        }
    }
    found
}

fn name(place: &[String]) -> String {
    if place.is_empty() { "lib".to_owned() } else { place.join("::") }
}

fn read(folder: &Path, place: &mut Words, modules: &mut BTreeMap<Words, Module>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let stem = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if stem == "tests" {
            continue;
        }
        if path.is_dir() {
            place.push(stem);
            read(&path, place, modules);
            place.pop();
        } else if path.extension().is_some_and(|it| it == "rs") {
            let root = place.is_empty() && (stem == "lib" || stem == "main");
            let own = if root || stem == "mod" { place.clone() } else { [place.as_slice(), &[stem]].concat() };
            let text = fs::read_to_string(&path).unwrap();
            let tokens: TokenStream = text.parse().unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            modules.insert(own, module(tokens));
        }
    }
}

/// What a file imports and names.
fn module(tokens: TokenStream) -> Module {
    let mut module = Module::default();
    scan(tokens, &mut module);
    // A private import is for use; one that is not private counts where its name occurs.
    for (name, path) in &module.imports {
        if module.names.contains(name) {
            module.paths.insert(path.clone());
        }
    }
    module
}

fn scan(tokens: TokenStream, module: &mut Module) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut at = 0;
    while at < tokens.len() {
        match &tokens[at] {
            TokenTree::Punct(sign) if sign.as_char() == '#' && is_test(tokens.get(at + 1)) => {
                // The item that follows is a test's: up to its block or semicolon.
                at += 2;
                while at < tokens.len() && !ends_item(&tokens[at]) {
                    at += 1;
                }
            }
            TokenTree::Ident(word) if word == "use" => {
                let end = (at..tokens.len()).find(|&it| is_sign(&tokens[it], ';')).unwrap_or(tokens.len());
                let public = at > 0 && is_public(&tokens[..at]);
                let mut found = Vec::new();
                imports(&tokens[at + 1..end], &[], &mut found);
                for (name, path) in found {
                    if !public {
                        module.paths.insert(path.clone());
                    }
                    module.imports.push((name, path));
                }
                at = end;
            }
            TokenTree::Ident(word) => {
                let mut path = vec![word.to_string()];
                let after_dot = at > 0 && is_sign(&tokens[at - 1], '.');
                let declared = at > 0 && matches!(&tokens[at - 1], TokenTree::Ident(word) if word == "mod");
                while let (Some(a), Some(b), Some(TokenTree::Ident(word))) =
                    (tokens.get(at + 1), tokens.get(at + 2), tokens.get(at + 3))
                    && is_sign(a, ':')
                    && is_sign(b, ':')
                {
                    path.push(word.to_string());
                    at += 3;
                }
                // Neither a field nor a declaration names a file, nor does a single word, unless it is imported.
                if !after_dot && !declared {
                    module.names.insert(path[0].clone());
                    if path.len() > 1 {
                        module.paths.insert(path);
                    }
                }
            }
            TokenTree::Group(group) => scan(group.stream(), module),
            _ => {}
        }
        at += 1;
    }
}

/// The names that a use tree brings, with the path of each.
fn imports(tree: &[TokenTree], before: &[String], found: &mut Vec<(String, Words)>) {
    for branch in tree.split(|token| is_sign(token, ',')) {
        let mut path = before.to_vec();
        let mut renamed = None;
        let mut whole = !branch.is_empty();
        let mut tokens = branch.iter();
        while let Some(token) = tokens.next() {
            match token {
                TokenTree::Ident(word) if word == "as" => renamed = tokens.next().map(ToString::to_string),
                // `{self}` is what stands before it.
                TokenTree::Ident(word) if word == "self" && !path.is_empty() => {}
                TokenTree::Ident(word) => path.push(word.to_string()),
                TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                    let inside: Vec<TokenTree> = group.stream().into_iter().collect();
                    imports(&inside, &path, found);
                    whole = false;
                }
                // A glob uses the module; whose names these are is not followed.
                _ => {}
            }
        }
        if whole && let Some(last) = path.last() {
            found.push((renamed.unwrap_or_else(|| last.clone()), path));
        }
    }
}

fn is_sign(token: &TokenTree, sign: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == sign)
}

/// Whether an attribute's group is `[cfg(test)]` or `[test]`.
fn is_test(token: Option<&TokenTree>) -> bool {
    let Some(TokenTree::Group(group)) = token else { return false };
    let text = group.stream().to_string().replace(' ', "");
    text == "cfg(test)" || text == "test"
}

fn ends_item(token: &TokenTree) -> bool {
    is_sign(token, ';') || matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace)
}

/// Whether what stands before a `use` makes it public: `pub` or `pub(…)`.
fn is_public(before: &[TokenTree]) -> bool {
    let is_pub = |token: Option<&TokenTree>| matches!(token, Some(TokenTree::Ident(word)) if word == "pub");
    match before.last() {
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis => {
            is_pub(before.len().checked_sub(2).and_then(|at| before.get(at)))
        }
        last => is_pub(last),
    }
}

#[test]
fn names_are_followed_to_the_file_that_has_them() {
    let place = tempfile::tempdir().unwrap();
    let files = [
        ("lib.rs", "mod a; mod b; mod c; pub use b::deep::Thing; pub use c::Other as Renamed;"),
        ("a.rs", "use crate::{Renamed, Thing};\n/// Not [`crate::c::Doc`].\nfn f() { let _ = \"crate::x\"; }"),
        ("b/mod.rs", "pub mod deep; use super::c; pub fn g() { deep::h(c::ONE) }"),
        ("b/deep.rs", "pub struct Thing; pub fn h(_: u8) {}\n#[cfg(test)] mod tests { use crate::a::f; }"),
        ("c.rs", "pub const ONE: u8 = matches!(crate::a::f(), ()) as u8; pub struct Other;"),
    ];
    for (file, text) in files {
        let path = place.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let uses = Modules::of(place.path()).uses();
    let of = |file: &str| uses[file].iter().map(String::as_str).collect::<Vec<_>>();
    // A root that hands names on uses nothing.
    assert_eq!(of("lib"), [""; 0]);
    assert_eq!(of("a"), ["b::deep", "c"]);
    assert_eq!(of("b"), ["b::deep", "c"]);
    assert_eq!(of("b::deep"), [""; 0]);
    assert_eq!(of("c"), ["a"]);
    assert_eq!(circles(&uses), [BTreeSet::from(["a".to_owned(), "c".to_owned()])]);
}
