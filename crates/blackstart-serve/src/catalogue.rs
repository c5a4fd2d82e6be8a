//! The catalogue of runs, in SQLite: what was asked for, how far it came, what came out. One process at a time has it.

use crate::fault::Fault;
use axum::http::StatusCode;
use blackstart::jobs::Failure;
use rusqlite::types::Type;
use rusqlite::{Connection, ErrorCode, OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};
use utoipa::ToSchema;

/// Version of the tables below.
const VERSION: i64 = 2;

/// `answer` has a table of its own, so that lists need not pass over it.
const TABLES: &str = "
CREATE TABLE run (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL, model TEXT NOT NULL, scenario TEXT NOT NULL,
    model_hash TEXT NOT NULL, scenario_hash TEXT NOT NULL,
    request TEXT NOT NULL, state TEXT NOT NULL,
    asked INTEGER NOT NULL, began INTEGER, ended INTEGER,
    wanted INTEGER NOT NULL, seed INTEGER NOT NULL,
    says TEXT, notes TEXT NOT NULL DEFAULT '[]'
) STRICT;
CREATE INDEX run_state ON run (state);
CREATE TABLE answer (run INTEGER PRIMARY KEY REFERENCES run (id), json TEXT NOT NULL) STRICT;
";

/// Since version 2: runs that are deleted and whose folders may still be there.
const GONE: &str = "CREATE TABLE gone (run INTEGER PRIMARY KEY) STRICT;";

/// What is computed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Kind {
    /// Histories of a scenario.
    #[default]
    Run,
    /// A plan for restarting.
    Restart,
    /// Changes, ranked by what they would save on this bad day.
    Rank,
}

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum State {
    /// In the queue.
    Waiting,
    /// Being computed; after a crash it goes on where it was when the server starts again.
    Running,
    /// Done.
    Finished,
    /// It could not be done; `says` why.
    Failed,
    /// Somebody stopped it; what had been played is kept.
    Cancelled,
}

/// A run in the catalogue.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub(crate) struct Entry {
    /// Its number.
    pub(crate) id: i64,
    pub(crate) kind: Kind,
    /// The model, as addresses call it.
    pub(crate) model: String,
    /// The scenario.
    pub(crate) scenario: String,
    /// SHA-256 of the model's content when it was asked for, hex.
    pub(crate) model_hash: String,
    /// SHA-256 of the scenario's content when it was asked for, hex.
    pub(crate) scenario_hash: String,
    pub(crate) state: State,
    /// When it was asked for \[s since 1970\].
    pub(crate) asked: i64,
    /// When it began to be computed.
    pub(crate) began: Option<i64>,
    /// When it ended.
    pub(crate) ended: Option<i64>,
    /// Histories wanted.
    pub(crate) wanted: i64,
    /// Random seed.
    pub(crate) seed: i64,
    /// Why it failed or stopped, in a sentence.
    pub(crate) says: Option<String>,
    /// What was noted while it ran: warnings and assumptions.
    pub(crate) notes: Vec<String>,
    /// What was asked for, as a job takes it.
    #[serde(skip)]
    pub(crate) request: String,
}

/// A run to be entered.
pub(crate) struct New<'a> {
    pub(crate) kind: Kind,
    pub(crate) model: &'a str,
    pub(crate) scenario: &'a str,
    pub(crate) model_hash: &'a str,
    pub(crate) scenario_hash: &'a str,
    pub(crate) request: &'a str,
    pub(crate) wanted: i64,
    pub(crate) seed: i64,
}

/// How a run ended.
pub(crate) struct End<'a> {
    pub(crate) state: State,
    pub(crate) says: Option<&'a str>,
    pub(crate) notes: &'a [String],
    pub(crate) answer: Option<&'a str>,
}

/// The catalogue of a folder's runs.
#[derive(Debug)]
pub(crate) struct Catalogue(Mutex<Connection>);

impl Catalogue {
    /// Opens or makes it, for this process alone. What another process left in the middle is waiting again.
    ///
    /// # Errors
    /// If another process has it, it is of a newer version, or the system refuses.
    pub(crate) fn open(path: &Path) -> Result<Self, Failure> {
        let shown = path.display();
        let failed = |error: rusqlite::Error| match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy) => Failure::Usage(format!(
                "BS0958: another `blackstart serve` works in this folder ({shown} is locked); use that one, or end it first"
            )),
            _ => Failure::System(format!("cannot use {shown}: {error}")),
        };
        let connection = Connection::open(path).map_err(failed)?;
        // The lock is the system's: it ends with the process, however that ends.
        let ready = "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
            PRAGMA cache_size = -2048; PRAGMA journal_size_limit = 4194304; PRAGMA trusted_schema = OFF;
            BEGIN EXCLUSIVE; COMMIT;";
        connection.execute_batch(ready).map_err(failed)?;
        let version: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0)).map_err(failed)?;
        match version {
            0 => {
                let tables = format!("BEGIN; {TABLES} {GONE} PRAGMA user_version = {VERSION}; COMMIT;");
                connection.execute_batch(&tables).map_err(failed)?;
            }
            1 => {
                let tables = format!("BEGIN; {GONE} PRAGMA user_version = {VERSION}; COMMIT;");
                connection.execute_batch(&tables).map_err(failed)?;
            }
            VERSION => {}
            newer => {
                return Err(Failure::Usage(format!(
                    "{shown} is of version {newer}, and this program knows {VERSION}; use a newer one"
                )));
            }
        }
        connection.execute("UPDATE run SET state = 'waiting' WHERE state = 'running'", []).map_err(failed)?;
        Ok(Self(Mutex::new(connection)))
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Enters a run that waits, if fewer than so many do.
    pub(crate) fn enter(&self, new: &New<'_>, most_waiting: u32) -> Result<i64, Fault> {
        let mut connection = self.connection();
        let change = connection.transaction().map_err(Fault::system)?;
        let waiting: i64 = change
            .query_row("SELECT count(*) FROM run WHERE state = 'waiting'", [], |row| row.get(0))
            .map_err(Fault::system)?;
        if waiting >= i64::from(most_waiting) {
            let message = format!("{waiting} runs are waiting already");
            return Err(Fault::too_much(
                StatusCode::TOO_MANY_REQUESTS,
                message,
                "wait until some are done, or cancel some",
            ));
        }
        change
            .execute(
                "INSERT INTO run (kind, model, scenario, model_hash, scenario_hash, request, state, asked, wanted, seed)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'waiting', ?7, ?8, ?9)",
                params![
                    word(new.kind), new.model, new.scenario, new.model_hash, new.scenario_hash, new.request, now(),
                    new.wanted, new.seed
                ],
            )
            .map_err(Fault::system)?;
        let id = change.last_insert_rowid();
        change.commit().map_err(Fault::system)?;
        Ok(id)
    }

    /// The oldest run that waits, which now runs.
    pub(crate) fn take(&self) -> Result<Option<Entry>, Fault> {
        let sql = "UPDATE run SET state = 'running', began = ?1
            WHERE id = (SELECT min(id) FROM run WHERE state = 'waiting') RETURNING *";
        self.connection().query_row(sql, [now()], entry).optional().map_err(Fault::system)
    }

    /// Notes how a run ended, with its answer, at once.
    pub(crate) fn end(&self, id: i64, end: &End<'_>) -> Result<(), Fault> {
        let mut connection = self.connection();
        let change = connection.transaction().map_err(Fault::system)?;
        if let Some(answer) = end.answer {
            change
                .execute("INSERT OR REPLACE INTO answer (run, json) VALUES (?1, ?2)", params![id, answer])
                .map_err(Fault::system)?;
        }
        let notes = serde_json::to_string(end.notes).map_err(Fault::system)?;
        change
            .execute(
                "UPDATE run SET state = ?2, says = ?3, notes = ?4, ended = ?5 WHERE id = ?1",
                params![id, word(end.state), end.says, notes, now()],
            )
            .map_err(Fault::system)?;
        change.commit().map_err(Fault::system)
    }

    /// Changes the state of a run that is in one of some states; whether it was.
    pub(crate) fn turn(&self, id: i64, from: &[State], to: State, says: Option<&str>) -> Result<bool, Fault> {
        let mut connection = self.connection();
        let change = connection.transaction().map_err(Fault::system)?;
        let state = change.query_row("SELECT state FROM run WHERE id = ?1", [id], |row| row.get::<_, String>(0));
        let state = state.optional().map_err(Fault::system)?;
        let turns = state.is_some_and(|state| from.iter().any(|it| word(*it) == state));
        if turns {
            let ended = (to == State::Cancelled).then(now);
            change
                .execute(
                    "UPDATE run SET state = ?2, says = ?3, ended = ?4 WHERE id = ?1",
                    params![id, word(to), says, ended],
                )
                .map_err(Fault::system)?;
        }
        change.commit().map_err(Fault::system)?;
        Ok(turns)
    }

    /// A run.
    pub(crate) fn find(&self, id: i64) -> Result<Entry, Fault> {
        let found = self.connection().query_row("SELECT * FROM run WHERE id = ?1", [id], entry).optional();
        found.map_err(Fault::system)?.ok_or_else(|| Fault::missing("run", &id.to_string()))
    }

    /// So many runs before one, the newest first; of one model where it is named.
    pub(crate) fn list(&self, model: Option<&str>, before: Option<i64>, most: u32) -> Result<Vec<Entry>, Fault> {
        let sql = "SELECT * FROM run WHERE id < ?1 AND (?2 IS NULL OR model = ?2) ORDER BY id DESC LIMIT ?3";
        let connection = self.connection();
        let mut rows = connection.prepare(sql).map_err(Fault::system)?;
        let found = rows.query_map(params![before.unwrap_or(i64::MAX), model, most], entry).map_err(Fault::system)?;
        found.collect::<Result<_, _>>().map_err(Fault::system)
    }

    /// The newest finished run of a model's histories.
    pub(crate) fn newest(&self, model: &str) -> Result<Option<Entry>, Fault> {
        let sql = "SELECT * FROM run WHERE model = ?1 AND kind = 'run' AND state = 'finished' ORDER BY id DESC LIMIT 1";
        self.connection().query_row(sql, [model], entry).optional().map_err(Fault::system)
    }

    /// Takes a run that has ended out of the catalogue, with its answer; whether it had. Its folder is to be removed, and is noted until it is.
    pub(crate) fn delete(&self, id: i64) -> Result<bool, Fault> {
        let mut connection = self.connection();
        let change = connection.transaction().map_err(Fault::system)?;
        let ended = "SELECT id FROM run WHERE id = ?1 AND state IN ('finished', 'failed', 'cancelled')";
        for sql in [
            format!("INSERT INTO gone (run) {ended}"),
            format!("DELETE FROM answer WHERE run IN ({ended})"),
            "DELETE FROM run WHERE id = ?1 AND id IN (SELECT run FROM gone)".to_owned(),
        ] {
            change.execute(&sql, [id]).map_err(Fault::system)?;
        }
        let has = change.changes() > 0;
        change.commit().map_err(Fault::system)?;
        Ok(has)
    }

    /// Runs that are deleted and whose folders may still be there.
    pub(crate) fn gone(&self) -> Result<Vec<i64>, Fault> {
        let connection = self.connection();
        let mut rows = connection.prepare("SELECT run FROM gone").map_err(Fault::system)?;
        let found = rows.query_map([], |row| row.get(0)).map_err(Fault::system)?;
        found.collect::<Result<_, _>>().map_err(Fault::system)
    }

    /// The folder of a deleted run is no more.
    pub(crate) fn cleared(&self, id: i64) -> Result<(), Fault> {
        self.connection().execute("DELETE FROM gone WHERE run = ?1", [id]).map_err(Fault::system)?;
        Ok(())
    }

    /// The answer of a run: what `--json` prints.
    pub(crate) fn answer(&self, id: i64) -> Result<String, Fault> {
        let sql = "SELECT json FROM answer WHERE run = ?1";
        let found = self.connection().query_row(sql, [id], |row| row.get(0)).optional().map_err(Fault::system)?;
        found.ok_or_else(|| Fault::missing("answer of run", &id.to_string()))
    }
}

fn entry(row: &Row<'_>) -> rusqlite::Result<Entry> {
    fn of<T: serde::de::DeserializeOwned>(text: String) -> rusqlite::Result<T> {
        serde_json::from_value(serde_json::Value::String(text))
            .map_err(|error| rusqlite::Error::FromSqlConversionFailure(0, Type::Text, error.into()))
    }
    let notes: String = row.get("notes")?;
    Ok(Entry {
        id: row.get("id")?,
        kind: of(row.get("kind")?)?,
        model: row.get("model")?,
        scenario: row.get("scenario")?,
        model_hash: row.get("model_hash")?,
        scenario_hash: row.get("scenario_hash")?,
        state: of(row.get("state")?)?,
        asked: row.get("asked")?,
        began: row.get("began")?,
        ended: row.get("ended")?,
        wanted: row.get("wanted")?,
        seed: row.get("seed")?,
        says: row.get("says")?,
        notes: serde_json::from_str(&notes).unwrap_or_default(),
        request: row.get("request")?,
    })
}

/// The word of a kind or state, as it is in JSON.
pub(crate) fn word(of: impl Serialize) -> String {
    serde_json::to_value(of).ok().and_then(|it| it.as_str().map(str::to_owned)).unwrap_or_default()
}

/// Seconds since 1970.
fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |it| i64::try_from(it.as_secs()).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests;
