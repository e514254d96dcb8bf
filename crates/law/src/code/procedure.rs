//! Procedure codes (`1.001193`) and result codes (`KQ.G15.000031`) of the national procedure database.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{CodeError, follows};

/// A national procedure code.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ProcedureCode(String);

impl ProcedureCode {
    /// Reads `1.001193`, or the variant some portals suffix with an agency (`1.001850.000.00.00.H40`), whose suffix is
    /// dropped. Errors: `EMPTY`, `FORMAT`.
    pub fn parse(text: &str) -> Result<ProcedureCode, CodeError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(CodeError::Empty);
        }
        if follows(text, "9.999999") || follows(text, "9.999999.999.99.99.M99") {
            return Ok(ProcedureCode(text[..8].to_string()));
        }
        Err(CodeError::Format)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ProcedureCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<ProcedureCode> for String {
    fn from(code: ProcedureCode) -> String {
        code.0
    }
}

impl TryFrom<String> for ProcedureCode {
    type Error = CodeError;
    fn try_from(text: String) -> Result<ProcedureCode, CodeError> {
        ProcedureCode::parse(&text)
    }
}

/// Whether a result code has today's form or one of those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResultCodeStyle {
    Canonical,
    Legacy,
}

/// The code of a kind of result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultCode {
    pub text: String,
    pub style: ResultCodeStyle,
}

/// Forms still found in the national database.
const LEGACY: [&str; 8] = [
    "999.99.99.G99-KQ9999",
    "999.99.99.G99-KQ99999",
    "999.99.99.G99-KQ999999",
    "G99-KQ999999",
    "KQ-G99.99999",
    "KQ-G99.999999",
    "KQ-G99.9999999",
    "TP-G99.9999999",
];

impl ResultCode {
    /// Errors: `EMPTY`, `FORMAT`.
    pub fn parse(text: &str) -> Result<ResultCode, CodeError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(CodeError::Empty);
        }
        let style = if follows(text, "KQ.H99.999999") {
            ResultCodeStyle::Canonical
        } else if LEGACY.iter().any(|pattern| follows(text, pattern)) {
            ResultCodeStyle::Legacy
        } else {
            return Err(CodeError::Format);
        };
        Ok(ResultCode { text: text.to_string(), style })
    }
}
