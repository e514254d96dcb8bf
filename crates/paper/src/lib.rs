//! The official forms of the one-stop centre as PDF: plain data in, bytes out.
//!
//! This crate never reads a database, a clock or a file, and knows no room: who signs, which number, which title and
//! which rule set are the caller's. The fixed Vietnamese words of a form are the form itself and live in `templates/`.
//!
//! Law: Thông tư 01/2018/TT-VPCP Điều 9 (Mẫu số 01–05, giấy khổ A5) for dossiers under NĐ 61/2018/NĐ-CP; the names and
//! numbers of Thông tư 03/2025/TT-VPCP for dossiers under NĐ 118/2025/NĐ-CP come in through [`Head`].

mod clean;
mod codes;
mod dates;
mod forms;
mod press;
mod reports;

pub use dates::{date_words, moment_words};
pub use forms::{
    Addressed, Apology, Contact, ControlSheet, Declaration, DeclaredLine, DeclaredSection, Form, HandOver, Head,
    Receipt, Refusal, ReturnBy, Signer, Stop, Supplement, SupplementItem, Timeliness, Transfer, TransferLine,
    TransferRecord,
};

pub use reports::{Explanation, LateList, Register, RegisterRow, Report};

use kernel::Result;

/// Sets a form and returns the PDF: A5 portrait (transfer records and declarations: A4), tagged, language `vi`, fonts embedded as subsets.
///
/// The same form gives the same bytes. The first call loads the fonts and templates; nothing is loaded before.
///
/// Errors: [`kernel::Error::Refused`] when the form lacks what the law asks of it (`PAPER_SUPPLEMENT_ITEMS`,
/// `PAPER_REASON`, `PAPER_NEW_DUE`, `PAPER_DOSSIER_CODE`, `PAPER_TRANSFER_LINES`); [`kernel::Error::Fault`] when the template is broken.
pub fn render(form: &Form) -> Result<Vec<u8>> {
    form.check()?;
    press::print(form)
}

/// Sets a paper of the house and returns the PDF: A4, tagged, language `vi`, pages numbered.
///
/// Errors: refused `PAPER_REASON` when an explanation explains nothing; [`kernel::Error::Fault`] when the template is
/// broken.
pub fn render_report(report: &Report) -> Result<Vec<u8>> {
    report.check()?;
    press::print_report(report)
}

/// The name under which the PDF is saved: `giay-tiep-nhan-ho-so_000.19.28.H49-240612-0003.pdf`.
///
/// Only ASCII letters, digits, dot, dash and underscore, so it is safe in a header, a path and an archive.
pub fn file_name(form: &Form) -> String {
    let code: String = form.dossier_code().chars().map(|c| if is_plain(c) { c } else { '-' }).collect();
    let code = code.trim_matches(['.', '-', '_']);
    if code.is_empty() { format!("{}.pdf", form.slug()) } else { format!("{}_{code}.pdf", form.slug()) }
}

fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '-')
}
