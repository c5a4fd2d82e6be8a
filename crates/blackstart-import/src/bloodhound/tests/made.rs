//! A made-up directory of any size, as SharpHound writes it, from a seed; and its edges, for whoever wants to walk them.

use std::fmt::Write as _;

/// Its files, and what is in them.
pub(crate) struct Made {
    /// Name and text.
    pub files: Vec<(String, String)>,
    /// From, to, kind, by identifier.
    pub edges: Vec<(String, String, &'static str)>,
    /// Ids of systems, each on a computer of its name.
    pub systems: Vec<String>,
    /// Names of users who are nobody in particular.
    pub users: Vec<String>,
    pub objects: usize,
}

/// Numbers that are the same on every machine (Knuth's linear congruential generator).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % sides
    }
}

const DOMAIN: &str = "S-1-5-21-1-2-3";

/// Users of a department.
const STAFF: usize = 120;

struct Builder {
    dice: Dice,
    edges: Vec<(String, String, &'static str)>,
    users: usize,
    computers: usize,
    departments: usize,
}

fn user(at: usize) -> String {
    format!("{DOMAIN}-{}", 1_000_000 + at)
}
fn computer(at: usize) -> String {
    format!("{DOMAIN}-{}", 3_000_000 + at)
}
fn group(at: usize) -> String {
    format!("{DOMAIN}-{}", 6_000_000 + at)
}

/// Groups of a department: everybody, and the help desk.
fn staff(department: usize) -> String {
    group(2 * department)
}
fn helpdesk(department: usize) -> String {
    group(2 * department + 1)
}

impl Builder {
    fn add(&mut self, from: &str, to: &str, kind: &'static str) {
        self.edges.push((from.to_owned(), to.to_owned(), kind));
    }

    /// People, their groups, their computers, who is logged on where and who may administer what.
    fn people(&mut self, systems: usize) {
        let admins = format!("{DOMAIN}-512");
        let everybody = format!("{DOMAIN}-513");
        for at in 0..self.users {
            let department = at / STAFF % self.departments;
            self.add(&user(at), &everybody, "MemberOf");
            self.add(&user(at), &staff(department), "MemberOf");
            if at % STAFF < 3 {
                self.add(&user(at), &helpdesk(department), "MemberOf");
            }
        }
        for at in 0..self.computers {
            let department = at * 2 / STAFF % self.departments;
            self.add(&computer(at), &format!("{DOMAIN}-515"), "MemberOf");
            self.add(&admins, &computer(at), "AdminTo");
            if at < systems {
                self.add(&group(2 * self.departments + at), &computer(at), "AdminTo");
                continue;
            }
            self.add(&helpdesk(department), &computer(at), "AdminTo");
            let someone = self.dice.roll(self.users);
            self.add(&computer(at), &user(someone), "HasSession");
            if at % (STAFF / 2) < 2 {
                self.add(&staff(department), &computer(at), "AdminTo");
            }
        }
        for at in 0..systems {
            for _ in 0..3 {
                let someone = self.dice.roll(self.users);
                self.add(&user(someone), &group(2 * self.departments + at), "MemberOf");
            }
        }
        let (first, second) = (self.dice.roll(self.users), self.dice.roll(self.users));
        self.add(&user(first), &admins, "MemberOf");
        self.add(&user(second), &admins, "MemberOf");
    }

    /// Groups within groups, a circle of them among it, and rights: many of a few holders, as inheritance makes them, and some strays.
    fn rights(&mut self, edges: usize) {
        for department in 1..self.departments {
            self.add(&staff(department), &staff((department - 1) / 8), "MemberOf");
        }
        self.add(&staff(0), &staff(self.departments - 1), "MemberOf");
        let admins = format!("{DOMAIN}-512");
        for _ in 0..self.users / 100 + 1 {
            let (from, to) = (self.dice.roll(self.users), self.dice.roll(self.users));
            let kind = ["ForceChangePassword", "GenericWrite", "WriteDacl"][self.dice.roll(3)];
            self.add(&user(from), &user(to), kind);
        }
        self.add(&admins, DOMAIN, "GetChanges");
        self.add(&admins, DOMAIN, "GetChangesAll");
        let kinds = ["GenericAll", "WriteDacl", "WriteOwner", "Owns", "AllExtendedRights", "GenericWrite"];
        let mut at = 0;
        while self.edges.len() < edges {
            let object = at / 8 % (self.users + self.computers);
            let to = if object < self.users { user(object) } else { computer(object - self.users) };
            if at % 8 < 6 {
                self.add(&admins, &to, kinds[at % 8]);
            } else {
                self.add(&group(2 * self.departments + at % 8), &to, "ReadLAPSPassword");
            }
            at += 1;
        }
    }
}

/// A directory of about so many objects and so many edges, with so many systems.
pub(crate) fn made(seed: u64, objects: usize, edges: usize, systems: usize) -> Made {
    let users = objects * 65 / 100;
    let computers = objects * 3 / 10;
    let departments = (users / STAFF).max(2);
    let mut builder = Builder { dice: Dice(seed), edges: Vec::new(), users, computers, departments };
    builder.people(systems);
    builder.rights(edges);
    let mut edges = builder.edges;
    edges.sort();
    edges.dedup();
    let groups = 2 * departments + systems + 8;
    Made {
        files: files(&edges, users, computers, groups, systems),
        edges,
        systems: (0..systems).map(|at| format!("sys-{at}")).collect(),
        users: (0..users).map(|at| format!("U{at}@ACME.TEST")).collect(),
        objects: users + computers + groups + 4,
    }
}

/// What is written under an object: lists by key.
fn record(
    id: &str,
    properties: &str,
    own: &[&(String, String, &'static str)],
    into: &[&(String, String, &'static str)],
) -> String {
    let mut out = format!(r#"{{"ObjectIdentifier":"{id}","Properties":{{{properties}}}"#);
    let of = |kind: &str, list: &[&(String, String, &'static str)], from: bool| -> Vec<String> {
        let its = list.iter().filter(|it| it.2 == kind);
        its.map(|it| if from { it.0.clone() } else { it.1.clone() }).collect()
    };
    let principals = |list: Vec<String>| {
        let list: Vec<String> =
            list.iter().map(|it| format!(r#"{{"ObjectIdentifier":"{it}","ObjectType":"Base"}}"#)).collect();
        list.join(",")
    };
    let members = principals(of("MemberOf", into, true));
    let _ = write!(out, r#","Members":[{members}]"#);
    let sessions: Vec<String> = of("HasSession", own, false);
    let sessions: Vec<String> =
        sessions.iter().map(|it| format!(r#"{{"UserSID":"{it}","ComputerSID":"{id}"}}"#)).collect();
    let _ = write!(out, r#","Sessions":{{"Results":[{}],"Collected":true,"FailureReason":null}}"#, sessions.join(","));
    let admins = principals(of("AdminTo", into, true));
    let _ = write!(
        out,
        r#","LocalGroups":[{{"ObjectIdentifier":"{id}-544","Name":"ADMINISTRATORS","Results":[{admins}],"Collected":true}}]"#
    );
    let rights = into.iter().filter(|it| !matches!(it.2, "MemberOf" | "HasSession" | "AdminTo"));
    let rights: Vec<String> = rights
        .map(|(holder, _, right)| {
            format!(r#"{{"PrincipalSID":"{holder}","PrincipalType":"Group","RightName":"{right}","IsInherited":true}}"#)
        })
        .collect();
    let _ = write!(out, r#","Aces":[{}],"IsDeleted":false}}"#, rights.join(","));
    out
}

type Edges<'e> = std::collections::BTreeMap<&'e str, Vec<&'e (String, String, &'static str)>>;

fn files(
    edges: &[(String, String, &'static str)],
    users: usize,
    computers: usize,
    groups: usize,
    systems: usize,
) -> Vec<(String, String)> {
    let (mut own, mut into): (Edges<'_>, Edges<'_>) = (Edges::new(), Edges::new());
    for edge in edges {
        own.entry(&edge.0).or_default().push(edge);
        into.entry(&edge.1).or_default().push(edge);
    }
    fn of<'e>(map: &Edges<'e>, id: &str) -> Vec<&'e (String, String, &'static str)> {
        map.get(id).cloned().unwrap_or_default()
    }
    let one = |id: &str, properties: &str| record(id, properties, &of(&own, id), &of(&into, id));
    let file = |kind: &str, records: Vec<String>| {
        let meta = format!(r#"{{"methods":0,"type":"{kind}","count":{},"version":6}}"#, records.len());
        (format!("{kind}.json"), format!(r#"{{"data":[{}],"meta":{meta}}}"#, records.join(",\n")))
    };
    let name = |at: usize| {
        if at < systems { format!("SYS-{at}.ACME.TEST") } else { format!("PC{at}.ACME.TEST") }
    };
    let people =
        (0..users).map(|at| one(&user(at), &format!(r#""name":"U{at}@ACME.TEST","enabled":true,"admincount":false"#)));
    let machines = (0..computers).map(|at| one(&computer(at), &format!(r#""name":"{}","enabled":true"#, name(at))));
    let known = [("512", "DOMAIN ADMINS"), ("513", "DOMAIN USERS"), ("515", "DOMAIN COMPUTERS")];
    let known = known.map(|(rid, name)| one(&format!("{DOMAIN}-{rid}"), &format!(r#""name":"{name}@ACME.TEST""#)));
    let teams = (0..groups).map(|at| one(&group(at), &format!(r#""name":"G{at}@ACME.TEST""#)));
    vec![
        file("users", people.collect()),
        file("computers", machines.collect()),
        file("groups", known.into_iter().chain(teams).collect()),
        file("domains", vec![one(DOMAIN, r#""name":"ACME.TEST""#)]),
    ]
}
