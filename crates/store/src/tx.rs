//! A transaction in progress, the same on both engines. Statements are written once, with `?1 … ?n` placeholders
//! (each number may be used again) in the dialect both engines share.

use kernel::Result;

use crate::value::{Row, Value};
use crate::{EngineKind, postgres, sqlite};

/// One changing statement of a batch.
#[derive(Debug)]
pub struct Write<'a> {
    pub sql: &'a str,
    pub params: Vec<Value<'a>>,
    /// How many rows it must touch; `None` for any number. A miss fails the batch as an inconsistency.
    pub rows: Option<u64>,
}

impl<'a> Write<'a> {
    /// A statement that must touch exactly one row.
    pub fn one(sql: &'a str, params: Vec<Value<'a>>) -> Self {
        Write { sql, params, rows: Some(1) }
    }
    /// A statement that may touch any number of rows.
    pub fn any(sql: &'a str, params: Vec<Value<'a>>) -> Self {
        Write { sql, params, rows: None }
    }
}

/// An open transaction (or, for reads, a connection).
pub struct Tx<'c> {
    pub(crate) conn: Conn<'c>,
}

pub(crate) enum Conn<'c> {
    Sqlite(&'c rusqlite::Connection),
    Postgres(&'c mut postgres::Session),
}

impl Tx<'_> {
    pub fn kind(&self) -> EngineKind {
        match self.conn {
            Conn::Sqlite(_) => EngineKind::Sqlite,
            Conn::Postgres(_) => EngineKind::Postgres,
        }
    }

    /// All rows of a question.
    pub fn query(&mut self, sql: &str, params: &[Value<'_>]) -> Result<Vec<Row>> {
        match &mut self.conn {
            Conn::Sqlite(conn) => sqlite::query(conn, sql, params),
            Conn::Postgres(session) => session.query(sql, params),
        }
    }

    /// The first row of a question, if any.
    pub fn find(&mut self, sql: &str, params: &[Value<'_>]) -> Result<Option<Row>> {
        Ok(self.query(sql, params)?.into_iter().next())
    }

    /// The number a counting question answers.
    pub fn count(&mut self, sql: &str, params: &[Value<'_>]) -> Result<i64> {
        match self.find(sql, params)? {
            Some(row) => Ok(row.opt_int(0)?.unwrap_or(0)),
            None => Ok(0),
        }
    }

    /// A change; answers how many rows it touched.
    pub fn execute(&mut self, sql: &str, params: &[Value<'_>]) -> Result<u64> {
        match &mut self.conn {
            Conn::Sqlite(conn) => sqlite::execute(conn, sql, params),
            Conn::Postgres(session) => session.execute(sql, params),
        }
    }

    /// Many changes in order, in one round trip on PostgreSQL. This is how an act records its decision.
    pub fn write(&mut self, writes: &[Write<'_>]) -> Result<()> {
        match &mut self.conn {
            Conn::Sqlite(conn) => {
                for write in writes {
                    let touched = sqlite::execute(conn, write.sql, &write.params)?;
                    expect_rows(write, touched)?;
                }
                Ok(())
            }
            Conn::Postgres(session) => session.write(writes),
        }
    }

    /// Statements without parameters, several at once (migrations).
    pub fn batch(&mut self, sql: &str) -> Result<()> {
        match &mut self.conn {
            Conn::Sqlite(conn) => conn.execute_batch(sql).map_err(|e| sqlite::fault("batch", &e)),
            Conn::Postgres(session) => session.batch(sql),
        }
    }
}

pub(crate) fn expect_rows(write: &Write<'_>, touched: u64) -> Result<()> {
    match write.rows {
        Some(rows) if rows != touched => Err(kernel::Inconsistency {
            place: write.sql.chars().take(60).collect(),
            what: format!("touched {touched} rows instead of {rows}"),
        }
        .into()),
        Some(_) | None => Ok(()),
    }
}
