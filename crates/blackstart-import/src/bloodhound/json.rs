//! What BloodHound's collectors write, and OpenGraph: JSON into a directory, record by record, so that only one is in memory as JSON.

use super::directory::{Directory, Edge, LONGEST, MOST_EDGES, MOST_NODES, ObjectKind};
use super::kinds;
use blackstart_model::problem::Severity;
use serde::de::{DeserializeSeed, Deserializer as _, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// What a file is, in the words of an error.
const FORM: &str = "give a file that SharpHound or another collector of BloodHound CE wrote (`data` and `meta`), or OpenGraph (`graph`)";

/// Lists of a record and the edges they stand for, from what they name to the record's object.
const TO_OBJECT: [(&str, &str); 6] = [
    ("Members", "MemberOf"),
    ("AllowedToAct", "AllowedToAct"),
    ("LocalAdmins", "AdminTo"),
    ("RemoteDesktopUsers", "CanRDP"),
    ("DcomUsers", "ExecuteDCOM"),
    ("PSRemoteUsers", "CanPSRemote"),
];

/// The same, from the record's object to what they name.
const FROM_OBJECT: [(&str, &str); 4] = [
    ("AllowedToDelegate", "AllowedToDelegate"),
    ("HasSIDHistory", "HasSIDHistory"),
    ("DumpSMSAPassword", "DumpSMSAPassword"),
    ("ChildObjects", "Contains"),
];

/// Keys of a record that are read elsewhere, or that say nothing of who reaches what.
const READ: [&str; 20] = [
    "Properties",
    "ObjectIdentifier",
    "IsDeleted",
    "IsDC",
    "PrimaryGroupSID",
    "Aces",
    "Sessions",
    "PrivilegedSessions",
    "RegistrySessions",
    "LocalGroups",
    "SPNTargets",
    "ContainedBy",
    "Links",
    "GPOChanges",
    "Trusts",
    "IsACLProtected",
    "Status",
    "InheritanceHashes",
    "DomainSID",
    "ForestRootIdentifier",
];

/// One end of an edge.
enum End {
    Id(u32),
    /// By name, and of which kind.
    Name(String, Option<ObjectKind>),
}

/// Reads files, one after the other; they are of one directory.
#[derive(Default)]
pub struct Reader {
    directory: Directory,
    file: String,
    /// Edges whose ends are named, to be found when all files are read.
    named: Vec<(End, End, String)>,
    /// Objects that the file is about, of the kind that it tells at its end.
    fresh: Vec<u32>,
    records: usize,
    bad: usize,
    is_graph: bool,
    has_data: bool,
    meta: Value,
    /// Computers whose sessions or local groups could not be collected.
    uncollected: BTreeMap<&'static str, usize>,
}

impl Reader {
    /// Reads a file.
    pub fn read(&mut self, file: &str, text: &str) {
        file.clone_into(&mut self.file);
        (self.records, self.bad, self.is_graph, self.has_data, self.meta) = (0, 0, false, false, Value::Null);
        self.fresh.clear();
        let mut json = serde_json::Deserializer::from_str(text.trim_start_matches('\u{feff}'));
        let read = json.deserialize_map(Top(self)).and_then(|()| json.end());
        if self.directory.is_full() {
            let message = format!("there are more than {MOST_NODES} objects or {MOST_EDGES} edges");
            self.error(
                "BS0922",
                (0, 0),
                message,
                "leave files out that lead to no system, such as those of another domain",
            );
        } else if let Err(error) = read {
            let text = error.to_string();
            let message = format!(
                "this cannot be read as JSON of BloodHound: {}",
                text.split(" at line").next().unwrap_or(&text)
            );
            self.error("BS0920", (error.line(), error.column()), message, FORM);
        } else if !self.has_data && !self.is_graph {
            self.error(
                "BS0920",
                (0, 0),
                "this is JSON, but not of BloodHound: it has neither `data` nor `graph`".to_owned(),
                FORM,
            );
        } else if self.has_data {
            self.end_of_data();
        }
        if self.bad > BAD_SHOWN {
            self.directory.omitted += self.bad - BAD_SHOWN;
        }
    }

    /// What kind of objects the file is about is told at its end, and how many there should be.
    fn end_of_data(&mut self) {
        let kind = match self.meta.get("type").and_then(Value::as_str).unwrap_or_default() {
            "users" => ObjectKind::User,
            "computers" => ObjectKind::Computer,
            "groups" => ObjectKind::Group,
            "domains" => ObjectKind::Domain,
            "ous" | "gpos" | "containers" | "aiacas" | "rootcas" | "enterprisecas" | "ntauthstores"
            | "certtemplates" | "issuancepolicies" => ObjectKind::Place,
            _ => ObjectKind::Other,
        };
        for at in self.fresh.drain(..) {
            self.directory.objects[at as usize].kind = kind;
        }
        let told = self.meta.get("count").and_then(Value::as_u64);
        if let Some(told) = told.filter(|told| usize::try_from(*told).is_ok_and(|it| it != self.records)) {
            let message = format!("the file says that it has {told} records, and has {}", self.records);
            let place = (self.file.as_str(), 0, 0);
            self.directory.problem(
                "BS0921",
                Severity::Warning,
                place,
                message,
                "collect again if the file was cut off",
            );
        }
    }

    fn error(&mut self, code: &'static str, (line, column): (usize, usize), message: String, advice: &str) {
        self.directory.problem(code, Severity::Error, (&self.file, line, column), message, advice);
    }

    fn bad(&mut self, what: &str) {
        self.bad += 1;
        if self.bad <= BAD_SHOWN {
            self.error("BS0921", (0, 0), what.to_owned(), "collect again, or remove the record");
        }
    }

    /// A record of a collector's.
    fn record(&mut self, record: &Value) {
        self.records += 1;
        let number = self.records;
        let Some(record) = record.as_object() else {
            return self.bad(&format!("record {number} of `data` is no object"));
        };
        let Some(id) = identifier(record.get("ObjectIdentifier")) else {
            if let (Some(kind), Some(_)) = (record.get("kind").and_then(Value::as_str), record.get("data")) {
                let kind: String = kind.chars().take(LONGEST).collect();
                return self.directory.pass(kind, "objects of Azure are read as OpenGraph only", 1);
            }
            return self.bad(&format!("record {number} of `data` has no `ObjectIdentifier`"));
        };
        let at = self.directory.object(id);
        self.fresh.push(at);
        let empty = Map::new();
        let properties = record.get("Properties").and_then(Value::as_object).unwrap_or(&empty);
        self.properties(at, properties);
        let object = &mut self.directory.objects[at as usize];
        object.is_off |= record.get("IsDeleted") == Some(&Value::Bool(true));
        object.is_controller = record.get("IsDC") == Some(&Value::Bool(true));
        self.relations(at, record);
        self.computer(at, record);
        self.domain(at, record);
        for (key, value) in record {
            let is_read = READ.contains(&key.as_str()) || TO_OBJECT.iter().chain(&FROM_OBJECT).any(|(it, _)| it == key);
            let is_empty = match value {
                Value::Array(list) => list.is_empty(),
                Value::Object(map) => map.is_empty(),
                _ => true,
            };
            if !is_read && !is_empty {
                let key: String = key.chars().take(LONGEST).collect();
                self.directory.pass(key, "not read: no edge of BloodHound follows from it alone", 1);
            }
        }
    }

    fn properties(&mut self, at: u32, properties: &Map<String, Value>) {
        let object = &mut self.directory.objects[at as usize];
        object.is_told = true;
        if let Some(name) = properties.get("name").or(properties.get("displayname")).and_then(Value::as_str)
            && !name.trim().is_empty()
        {
            object.name = name.trim().chars().take(LONGEST).collect();
        }
        object.is_off |= properties.get("enabled") == Some(&Value::Bool(false));
        object.is_admin |= properties.get("admincount") == Some(&Value::Bool(true));
    }

    /// Members, rights, places: what records of all kinds have.
    fn relations(&mut self, at: u32, record: &Map<String, Value>) {
        for (key, kind) in TO_OBJECT {
            self.uncollected(key, record.get(key));
            for other in named(record.get(key)) {
                self.between(other, at, kind);
            }
        }
        for (key, kind) in FROM_OBJECT {
            for other in named(record.get(key)) {
                self.from(at, other, kind);
            }
        }
        if let Some(group) = identifier(record.get("PrimaryGroupSID")) {
            self.from(at, group, "MemberOf");
        }
        for parent in named(record.get("ContainedBy")) {
            self.between(parent, at, "Contains");
        }
        for ace in list(record.get("Aces")) {
            if let (Some(holder), Some(right)) =
                (identifier(ace.get("PrincipalSID")), ace.get("RightName").and_then(Value::as_str))
            {
                self.between(holder, at, right);
            } else {
                self.directory.pass("Aces", "a right without `PrincipalSID` or `RightName`", 1);
            }
        }
        for link in list(record.get("Links")) {
            if let Some(policy) = identifier(link.get("GUID")) {
                self.between(policy, at, "GPLink");
            }
        }
        for target in list(record.get("SPNTargets")) {
            if let (Some(computer), Some(service)) =
                (identifier(target.get("ComputerSID")), target.get("Service").and_then(Value::as_str))
            {
                self.from(at, computer, service);
            }
        }
    }

    /// Sessions, local groups, the domain that it controls.
    fn computer(&mut self, at: u32, record: &Map<String, Value>) {
        let mut users = BTreeSet::new();
        for key in ["Sessions", "PrivilegedSessions", "RegistrySessions"] {
            self.uncollected(key, record.get(key));
            users.extend(list(record.get(key)).iter().filter_map(|it| identifier(it.get("UserSID"))));
        }
        for user in users {
            self.from(at, user, "HasSession");
        }
        for group in list(record.get("LocalGroups")) {
            self.uncollected("LocalGroups", Some(group));
            let id = identifier(group.get("ObjectIdentifier")).unwrap_or_default();
            let kind = match id.rsplit('-').next() {
                Some("544") => "AdminTo",
                Some("555") => "CanRDP",
                Some("562") => "ExecuteDCOM",
                Some("580") => "CanPSRemote",
                _ => {
                    let members = list(group.get("Results")).len();
                    self.directory.pass(
                        "members of other local groups",
                        "the group gives no way onto the computer",
                        members,
                    );
                    continue;
                }
            };
            for member in named(Some(group)) {
                self.between(member, at, kind);
            }
        }
        if record.get("IsDC") == Some(&Value::Bool(true)) {
            match identifier(record.get("DomainSID")) {
                Some(domain) => self.from(at, domain, "DCFor"),
                None => self.directory.pass("domain controllers without `DomainSID`", "their domain is not known", 1),
            }
        }
    }

    /// Trusts, and what policies change on computers.
    fn domain(&mut self, at: u32, record: &Map<String, Value>) {
        for trust in list(record.get("Trusts")) {
            let Some(other) = identifier(trust.get("TargetDomainSid")) else { continue };
            let inside = match trust.get("TrustType") {
                Some(Value::Number(number)) => matches!(number.as_u64(), Some(0 | 1)),
                Some(Value::String(word)) => matches!(word.as_str(), "ParentChild" | "CrossLink" | "TreeRoot"),
                _ => false,
            };
            let kind = if inside { "SameForestTrust" } else { "CrossForestTrust" };
            self.from(at, other, kind);
            if inside {
                self.between(other, at, kind);
            }
        }
        let Some(changes) = record.get("GPOChanges") else { return };
        let computers = named(changes.get("AffectedComputers"));
        for (key, kind) in &TO_OBJECT[2..] {
            for member in named(changes.get(key)) {
                for computer in &computers {
                    if self.directory.is_full() {
                        return;
                    }
                    let computer = self.directory.object(computer);
                    self.between(member, computer, kind);
                }
            }
        }
    }

    fn from(&mut self, at: u32, other: &str, kind: &str) {
        let other = self.directory.object(other);
        self.directory.edge(at, other, kind);
    }

    fn between(&mut self, other: &str, at: u32, kind: &str) {
        let other = self.directory.object(other);
        self.directory.edge(other, at, kind);
    }

    fn uncollected(&mut self, key: &'static str, value: Option<&Value>) {
        if value.and_then(|it| it.get("Collected")) == Some(&Value::Bool(false)) {
            *self.uncollected.entry(key).or_default() += 1;
        }
    }

    /// A node of OpenGraph.
    fn node(&mut self, node: &Value) {
        self.records += 1;
        let number = self.records;
        let Some(id) = identifier(node.get("id")) else { return self.bad(&format!("node {number} has no `id`")) };
        let at = self.directory.object(id);
        let kinds = list(node.get("kinds")).iter().filter_map(Value::as_str);
        let kind = kinds.filter_map(of_word).next().unwrap_or_default();
        if kind != ObjectKind::Other {
            self.directory.objects[at as usize].kind = kind;
        }
        let empty = Map::new();
        self.properties(at, node.get("properties").and_then(Value::as_object).unwrap_or(&empty));
        let is_dc = node.get("properties").and_then(|it| it.get("isdc")) == Some(&Value::Bool(true));
        self.directory.objects[at as usize].is_controller |= is_dc;
    }

    /// An edge of OpenGraph.
    fn link(&mut self, edge: &Value, number: usize) {
        let Some(kind) = edge.get("kind").and_then(Value::as_str) else {
            return self.bad(&format!("edge {number} has no `kind`"));
        };
        let (Some(start), Some(end)) = (self.end(edge.get("start")), self.end(edge.get("end"))) else {
            return self
                .bad(&format!("edge {number} has no `start` or `end` with a `value`, matched by `id` or `name`"));
        };
        match (start, end) {
            (End::Id(start), End::Id(end)) => self.directory.edge(start, end, kind),
            (start, end) => {
                self.directory.told += 1;
                self.named.push((start, end, kind.chars().take(LONGEST).collect()));
            }
        }
    }

    fn end(&mut self, end: Option<&Value>) -> Option<End> {
        let value = identifier(end?.get("value"))?;
        match end?.get("match_by").and_then(Value::as_str).unwrap_or("id") {
            "id" => Some(End::Id(self.directory.object(value))),
            "name" => {
                let kind = end?.get("kind").and_then(Value::as_str).and_then(of_word);
                Some(End::Name(value.chars().take(LONGEST).collect::<String>().to_uppercase(), kind))
            }
            _ => None,
        }
    }

    /// The directory, when all files are read.
    pub fn finish(mut self) -> Directory {
        self.resolve();
        for (key, times) in std::mem::take(&mut self.uncollected) {
            let why = "the collector could not read them: there may be more ways than are known";
            self.directory.pass(format!("`{key}`"), why, times);
        }
        let mut directory = self.directory;
        directory.counts.resize(kinds::KINDS.len(), 0);
        everybody(&mut directory);
        replicators(&mut directory, &self.file);
        let controllers = directory.objects.iter().filter(|it| it.is_controller).count();
        if controllers > 0 && directory.counts[usize::from(kinds::find("DCFor").unwrap_or(0))] == 0 {
            directory.pass("domain controllers", "no edge DCFor says of which domain", controllers);
        }
        let strangers = directory.objects.iter().filter(|it| !it.is_told).count();
        if strangers > 0 && directory.problems.iter().all(|it| it.severity != Severity::Error) {
            let first = directory.objects.iter().find(|it| !it.is_told).map(|it| it.id.clone()).unwrap_or_default();
            let message = format!(
                "{strangers} objects are only named by others, such as `{first}`: what leads on from them is not known"
            );
            let advice = "give all files of the collection";
            directory.problem("BS0928", Severity::Warning, (&self.file, 0, 0), message, advice);
        }
        if !directory.unknown.is_empty() {
            let (kinds, edges) = (directory.unknown.len(), directory.unknown.values().sum::<usize>());
            let mut most: Vec<(&String, &usize)> = directory.unknown.iter().collect();
            most.sort_by_key(|(_, times)| std::cmp::Reverse(**times));
            let most: Vec<String> = most.iter().take(5).map(|(kind, times)| format!("{kind} ({times})")).collect();
            let message =
                format!("{edges} edges of {kinds} kinds that are not known are passed over: {}", most.join(", "));
            let advice = "docs/reference/bloodhound.md lists the kinds that are known; add ways that matter to the scenario by hand";
            directory.problem("BS0929", Severity::Warning, (&self.file, 0, 0), message, advice);
        }
        directory.edges.sort_unstable();
        directory.edges.dedup();
        directory
    }

    /// Finds the ends of edges that are named.
    fn resolve(&mut self) {
        let named = std::mem::take(&mut self.named);
        if named.is_empty() {
            return;
        }
        let mut by_name: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        for (at, object) in (0_u32..).zip(&self.directory.objects) {
            by_name.entry(object.name.to_uppercase()).or_default().push(at);
        }
        for (start, end, kind) in named {
            let found = |end: &End, directory: &Directory| match end {
                End::Id(at) => vec![*at],
                End::Name(name, kind) => {
                    let all = by_name.get(name).map(Vec::as_slice).unwrap_or_default().iter().copied();
                    all.filter(|at| kind.is_none_or(|kind| directory.objects[*at as usize].kind == kind)).collect()
                }
            };
            let ends = (found(&start, &self.directory), found(&end, &self.directory));
            self.directory.told -= 1;
            match (ends.0.as_slice(), ends.1.as_slice()) {
                ([start], [end]) => self.directory.edge(*start, *end, &kind),
                ([], _) | (_, []) => {
                    self.directory.pass(format!("edges {kind}"), "no object has the name of an end", 1)
                }
                _ => self.directory.pass(format!("edges {kind}"), "several objects have the name of an end", 1),
            }
        }
    }
}

/// Most groups that hold all accounts of a domain: it has two.
const MOST_ALL: usize = 2;

/// Most records that cannot be read of a file that are shown.
const BAD_SHOWN: usize = 20;

/// Accounts and computers of a domain are among its authenticated users, and everyone: BloodHound adds what the collector leaves out.
fn everybody(directory: &mut Directory) {
    let mut all: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for (at, object) in (0_u32..).zip(&directory.objects) {
        let is_all = object.id.ends_with("-513") || object.id.ends_with("-515");
        if let Some((_, domain)) = object.name.rsplit_once('@').filter(|_| is_all && object.kind == ObjectKind::Group) {
            all.entry(domain.to_uppercase()).or_default().push(at);
        }
    }
    let mut added = Vec::new();
    for (id, everybody) in &directory.ids {
        let domain = ["-S-1-5-11", "-S-1-1-0"].into_iter().find_map(|suffix| id.strip_suffix(suffix));
        let its = domain.and_then(|domain| all.get(domain)).into_iter().flatten();
        added.extend(its.take(MOST_ALL).map(|at| (*at, *everybody, 0)));
    }
    directory.counts[0] += added.len();
    directory.edges.extend(added);
}

/// Whoever has both rights that replication takes, itself or through groups, gets the edge that stands for it.
fn replicators(directory: &mut Directory, file: &str) {
    let kind = |name: &str| kinds::find(name).unwrap_or(0);
    let (some, all, both) = (kind("GetChanges"), kind("GetChangesAll"), kind("DCSync"));
    let mut domains: BTreeMap<u32, [Vec<u32>; 2]> = BTreeMap::new();
    for (from, to, kind) in &directory.edges {
        if *kind == some || *kind == all {
            domains.entry(*to).or_default()[usize::from(*kind == all)].push(*from);
        }
    }
    directory.edges.retain(|(_, _, kind)| *kind != some && *kind != all);
    let mut members: Vec<(u32, u32)> = directory
        .edges
        .iter()
        .filter(|it| it.2 == kind("MemberOf"))
        .map(|(member, group, _)| (*group, *member))
        .collect();
    members.sort_unstable();
    let mut found: Vec<Edge> = Vec::new();
    let mut seen = 0;
    for (domain, holders) in domains {
        let [some, all] = holders.map(|holders| with_members(&members, holders));
        seen += some.len() + all.len();
        if seen > MOST_EDGES {
            let message = format!("more than {MOST_EDGES} accounts hold a right to replicate, over all domains");
            directory.problem("BS0922", Severity::Error, (file, 0, 0), message, "import one domain at a time");
            break;
        }
        found.extend(some.intersection(&all).filter(|it| **it != domain).map(|holder| (*holder, domain, both)));
    }
    directory.counts[usize::from(both)] += found.len();
    directory.edges.extend(found);
}

/// Holders of a right, and the members of those that are groups.
fn with_members(members: &[(u32, u32)], mut open: Vec<u32>) -> BTreeSet<u32> {
    let mut found: BTreeSet<u32> = open.iter().copied().collect();
    while let Some(group) = open.pop() {
        let first = members.partition_point(|(it, _)| *it < group);
        for (_, member) in members[first..].iter().take_while(|(it, _)| *it == group) {
            if found.insert(*member) {
                open.push(*member);
            }
        }
    }
    found
}

/// A kind of node in OpenGraph that is a kind of ours; an unknown one says nothing.
fn of_word(word: &str) -> Option<ObjectKind> {
    Some(match word {
        "User" | "AZUser" | "AZServicePrincipal" => ObjectKind::User,
        "Computer" => ObjectKind::Computer,
        "Group" | "AZGroup" | "ADLocalGroup" => ObjectKind::Group,
        "Domain" => ObjectKind::Domain,
        "OU" | "Container" | "GPO" | "AIACA" | "RootCA" | "EnterpriseCA" | "NTAuthStore" | "CertTemplate"
        | "IssuancePolicy" => ObjectKind::Place,
        _ => return None,
    })
}

/// An identifier: a text that is not empty.
fn identifier(value: Option<&Value>) -> Option<&str> {
    value.and_then(Value::as_str).filter(|it| !it.trim().is_empty())
}

/// A list, or one under `Results`.
fn list(value: Option<&Value>) -> &[Value] {
    let results = value.and_then(|it| it.get("Results")).or(value);
    results.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// The objects that a list, or an object alone, names.
fn named(value: Option<&Value>) -> Vec<&str> {
    fn of(it: &Value) -> Option<&str> {
        identifier(Some(it)).or_else(|| identifier(it.get("ObjectIdentifier")))
    }
    match value {
        Some(it) if it.is_object() && it.get("Results").is_none() => of(it).into_iter().collect(),
        _ => list(value).iter().filter_map(of).collect(),
    }
}

/// The file.
struct Top<'r>(&'r mut Reader);

impl<'de> Visitor<'de> for Top<'_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("an object with `data` and `meta`, or with `graph`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "data" => {
                    self.0.has_data = true;
                    map.next_value_seed(Each(self.0, |reader: &mut Reader, it: &Value, _| reader.record(it)))?;
                }
                "meta" => self.0.meta = map.next_value()?,
                "graph" => {
                    self.0.is_graph = true;
                    map.next_value_seed(Graph(self.0))?;
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                    if key != "metadata" && key != "$schema" {
                        let key: String = key.chars().take(LONGEST).collect();
                        self.0.directory.pass(format!("`{key}` of a file"), "not part of the format", 1);
                    }
                }
            }
        }
        Ok(())
    }
}

/// The graph of OpenGraph.
struct Graph<'r>(&'r mut Reader);

impl<'de> DeserializeSeed<'de> for Graph<'_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Graph<'_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("an object with `nodes` and `edges`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "nodes" => map.next_value_seed(Each(self.0, |reader: &mut Reader, it: &Value, _| reader.node(it)))?,
                "edges" => map.next_value_seed(Each(self.0, Reader::link))?,
                _ => {
                    map.next_value::<IgnoredAny>()?;
                    let key: String = key.chars().take(LONGEST).collect();
                    self.0.directory.pass(format!("`{key}` of the graph"), "not part of the format", 1);
                }
            }
        }
        Ok(())
    }
}

/// A list whose items are taken one by one, with their numbers from 1.
struct Each<'r, F>(&'r mut Reader, F);

impl<'de, F: Fn(&mut Reader, &Value, usize)> DeserializeSeed<'de> for Each<'_, F> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_seq(self)
    }
}

impl<'de, F: Fn(&mut Reader, &Value, usize)> Visitor<'de> for Each<'_, F> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let mut number = 0;
        while let Some(item) = list.next_element::<Value>()? {
            number += 1;
            (self.1)(self.0, &item, number);
            if self.0.directory.is_full() {
                return Err(A::Error::custom("there is too much of it"));
            }
        }
        Ok(())
    }
}
