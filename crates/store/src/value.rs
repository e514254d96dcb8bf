//! What goes into a statement and comes out of a row: whole numbers, text, bytes, nothing. Booleans are 0 and 1,
//! instants milliseconds, structures JSON text: the subset on which both engines agree.

use std::borrow::Cow;

use kernel::{Error, Inconsistency, Result};

/// The context of the fault that a unique key raises on both engines.
pub(crate) const DUPLICATE: &str = "duplicate key";

/// One parameter or column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value<'a> {
    Null,
    Int(i64),
    Text(Cow<'a, str>),
    Blob(Cow<'a, [u8]>),
}

impl From<i64> for Value<'_> {
    fn from(n: i64) -> Self {
        Value::Int(n)
    }
}
impl From<u32> for Value<'_> {
    fn from(n: u32) -> Self {
        Value::Int(n.into())
    }
}
impl From<bool> for Value<'_> {
    fn from(b: bool) -> Self {
        Value::Int(b.into())
    }
}
impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Value::Text(Cow::Borrowed(text))
    }
}
impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Self {
        Value::Text(Cow::Borrowed(text))
    }
}
impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Value::Text(Cow::Owned(text))
    }
}
impl<'a> From<&'a [u8]> for Value<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Value::Blob(Cow::Borrowed(bytes))
    }
}
impl From<Vec<u8>> for Value<'_> {
    fn from(bytes: Vec<u8>) -> Self {
        Value::Blob(Cow::Owned(bytes))
    }
}
impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, Into::into)
    }
}

/// One row of an answer, its columns by position.
#[derive(Debug, Clone)]
pub struct Row(pub(crate) Vec<Value<'static>>);

impl Row {
    fn wrong(&self, at: usize, wanted: &str) -> Error {
        Inconsistency { place: format!("column {at}"), what: format!("wanted {wanted}, holds {:?}", self.0.get(at)) }
            .into()
    }

    /// A whole number that must be there.
    pub fn int(&self, at: usize) -> Result<i64> {
        self.opt_int(at)?.ok_or_else(|| self.wrong(at, "a number"))
    }

    pub fn opt_int(&self, at: usize) -> Result<Option<i64>> {
        match self.0.get(at) {
            Some(Value::Int(n)) => Ok(Some(*n)),
            Some(Value::Null) => Ok(None),
            Some(Value::Text(_) | Value::Blob(_)) | None => Err(self.wrong(at, "a number")),
        }
    }

    /// A text that must be there.
    pub fn text(&self, at: usize) -> Result<&str> {
        self.opt_text(at)?.ok_or_else(|| self.wrong(at, "a text"))
    }

    pub fn opt_text(&self, at: usize) -> Result<Option<&str>> {
        match self.0.get(at) {
            Some(Value::Text(text)) => Ok(Some(text)),
            Some(Value::Null) => Ok(None),
            Some(Value::Int(_) | Value::Blob(_)) | None => Err(self.wrong(at, "a text")),
        }
    }

    /// Bytes that must be there.
    pub fn blob(&self, at: usize) -> Result<&[u8]> {
        match self.0.get(at) {
            Some(Value::Blob(bytes)) => Ok(bytes),
            Some(Value::Null | Value::Int(_) | Value::Text(_)) | None => Err(self.wrong(at, "bytes")),
        }
    }

    /// A 0/1 column.
    pub fn flag(&self, at: usize) -> Result<bool> {
        Ok(self.int(at)? != 0)
    }

    /// JSON text as the type it was written from.
    pub fn json<T: serde::de::DeserializeOwned>(&self, at: usize) -> Result<T> {
        serde_json::from_str(self.text(at)?)
            .map_err(|e| Inconsistency { place: format!("column {at}"), what: format!("JSON: {e}") }.into())
    }

    /// All columns, for copies of whole tables.
    pub fn values(&self) -> &[Value<'static>] {
        &self.0
    }
}
