//! A walk over the dependency map: from one system, service or site to the next, by links.

use super::look::{MOST, base, shown, url};
use crate::api::{Here, Path, apart};
use crate::app::App;
use crate::fault::Fault;
use crate::lately::Lately;
use crate::titles::{Titled, Titles};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use blackstart::jobs::{Falls, Hanging, Need, WalkAnswer, WalkAt, WalkKind};
use std::sync::Arc;

#[derive(Template)]
#[template(path = "walk.html")]
struct WalkPage<'a> {
    base: String,
    title: &'a str,
    groups: [Group<'a>; 3],
    here: Option<&'a Hanging>,
    /// What falls without anything between, and what falls in the end.
    falls: [Fallen<'a>; 2],
    lately: Option<Newest>,
}

/// Everything of a kind.
struct Group<'a> {
    title: &'static str,
    kind: WalkKind,
    some: Vec<Stop<'a>>,
    more: usize,
    has_here: bool,
}

/// Something that can be walked to.
struct Stop<'a> {
    id: &'a str,
    title: &'a str,
    is_here: bool,
}

/// What falls.
struct Fallen<'a> {
    title: &'static str,
    some: Vec<&'a Falls>,
    more: usize,
}

/// The newest finished run, and what it says.
struct Newest {
    run: Titled,
    says: Lately,
    /// Whether the model was another.
    is_old: bool,
}

impl WalkPage<'_> {
    /// The address of something.
    fn to(&self, kind: &WalkKind, id: &str) -> String {
        format!("{}/walk/{}/{}", self.base, kind.word(), url(id))
    }

    fn needs(&self) -> &[Need] {
        self.here.map_or(&[][..], |it| &it.needs[..it.needs.len().min(MOST)])
    }

    fn more_needs(&self) -> usize {
        self.here.map_or(0, |it| it.needs.len().saturating_sub(MOST))
    }

    fn nothing_falls(&self) -> bool {
        self.falls.iter().all(|it| it.some.is_empty())
    }
}

pub(crate) async fn walk(State(app): Here, Path(key): Path<String>) -> Result<Response, Fault> {
    apart(&app, move |app| page(app, &key, None)).await
}

pub(crate) async fn walk_at(
    State(app): Here,
    Path((key, kind, id)): Path<(String, String, String)>,
) -> Result<Response, Fault> {
    let kinds = [WalkKind::System, WalkKind::Service, WalkKind::Site];
    let kind = kinds.into_iter().find(|it| it.word() == kind).ok_or_else(|| Fault::missing("kind of thing", &kind))?;
    apart(&app, move |app| page(app, &key, Some(&WalkAt { kind, id }))).await
}

fn page(app: &App, key: &str, at: Option<&WalkAt>) -> Result<Response, Fault> {
    let model = app.place.model(key)?;
    let walk = app.known.walk(&model, at)?;
    let check = app.known.check(&model)?;
    let head = check.model.as_ref();
    let lately = match at {
        Some(at) => newest(app, key, at, head.map_or("", |it| &it.hash))?,
        None => None,
    };
    let here = walk.here.as_ref();
    let all = here.map_or(&[][..], |it| &it.falls);
    Ok(shown(&WalkPage {
        base: base(key),
        title: head.map_or(key, |it| &it.title),
        groups: groups(&walk),
        here,
        falls: [Fallen::of("Directly", all, true), Fallen::of("In the end", all, false)],
        lately,
    }))
}

/// What the newest finished run of a model says of something.
fn newest(app: &App, model: &str, at: &WalkAt, hash: &str) -> Result<Option<Newest>, Fault> {
    let Some(run) = app.queue.catalogue.newest(model)? else { return Ok(None) };
    let says = Lately::of(&app.queue.catalogue.answer(run.id)?, at);
    let is_old = run.model_hash != hash;
    Ok(says.map(|says| Newest { is_old, says, run: Titles::new(&app.place).of(run) }))
}

fn groups(walk: &Arc<WalkAnswer>) -> [Group<'_>; 3] {
    let systems = walk.systems.iter().map(|it| (it.id.as_str(), it.title.as_str()));
    let services = walk.services.iter().map(|it| (it.id.as_str(), it.title.as_str()));
    let sites = walk.sites.iter().map(|it| (it.id.as_str(), it.title.as_str()));
    let here = walk.here.as_ref();
    [
        Group::of("Systems", WalkKind::System, systems, here),
        Group::of("Services", WalkKind::Service, services, here),
        Group::of("Sites", WalkKind::Site, sites, here),
    ]
}

impl<'a> Group<'a> {
    fn of(
        title: &'static str,
        kind: WalkKind,
        all: impl ExactSizeIterator<Item = (&'a str, &'a str)>,
        here: Option<&Hanging>,
    ) -> Self {
        let more = all.len().saturating_sub(MOST);
        let is_here = |id: &str| here.is_some_and(|it| it.kind == kind && it.id == id);
        let some = all.take(MOST).map(|(id, title)| Stop { id, title, is_here: is_here(id) }).collect();
        Self { title, kind, some, more, has_here: here.is_some_and(|it| it.kind == kind) }
    }
}

impl<'a> Fallen<'a> {
    fn of(title: &'static str, all: &'a [Falls], direct: bool) -> Self {
        let mut some: Vec<&Falls> = all.iter().filter(|it| it.direct == direct).collect();
        let more = some.len().saturating_sub(MOST);
        some.truncate(MOST);
        Self { title, some, more }
    }
}
