//! The forms' data, as the law lists it. Never formats a date and never looks anything up: every text arrives ready.
//!
//! Where a field is `Option`, `None` prints a dotted line to be filled in by hand.

use jiff::civil::Date;
use kernel::{Refusal as Refused, Result};
use serde::Serialize;
use serde_json::Value;

/// What stands above every form: who issues it, under which number and name, where and when.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Head {
    /// The agency above, in ordinary capitals: `Ủy ban nhân dân tỉnh Quảng Ninh`. A line break in it is kept, here and
    /// in `unit`: break where the sense does.
    pub agency: String,
    /// The issuing unit, in bold capitals: `Trung tâm Phục vụ hành chính công`.
    pub unit: String,
    /// The form's number in its rule set: `Mẫu số 01`.
    pub form_no: String,
    /// The circular that sets the form: `Thông tư số 01/2018/TT-VPCP`. Empty: not printed.
    pub basis: String,
    /// The form's name in its rule set: `Giấy tiếp nhận hồ sơ và hẹn trả kết quả`. Printed in capitals.
    pub title: String,
    /// The whole number, `0001/2026/TNHS`.
    pub number: Option<String>,
    /// Where the form is issued: `Hạ Long`.
    pub place: String,
    /// The day it is issued; also the date in the PDF's metadata, without which it cannot be PDF/A.
    pub date: Option<Date>,
}

/// How the form speaks to its reader: `Ông/Bà` or `Quý tổ chức`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Addressed {
    #[default]
    Person,
    Organisation,
}

/// Whom to ask: a name (person or desk) and a telephone number.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Contact {
    pub name: Option<String>,
    pub phone: Option<String>,
}

/// The signature of an authority: `Giám đốc`, or `KT. Giám đốc` over `Phó Giám đốc` on a second line (NĐ 30/2020/NĐ-CP).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Signer {
    pub role: String,
    pub name: Option<String>,
}

/// Where the applicant asked to receive the result (TT 01/2018/TT-VPCP, Mẫu số 01, dòng 6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ReturnBy {
    /// At the one-stop unit.
    Counter,
    /// At home, by public post.
    Post,
    /// Online, as an e-result.
    Online,
}

/// Mẫu số 01, Giấy tiếp nhận hồ sơ và hẹn trả kết quả: two copies, one to keep, one for the applicant.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Receipt {
    pub head: Head,
    /// Printed as text and as a Code 128 barcode (TT 01/2018/TT-VPCP Điều 19 khoản 2).
    pub dossier_code: String,
    /// Where anyone with the paper can follow the dossier; printed as a QR code, left out when absent.
    pub follow_up_url: Option<String>,
    /// The receiving one-stop unit.
    pub centre: String,
    pub applicant: String,
    pub address: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
    /// What is asked for: the procedure's name, and the summary if there is one.
    pub request: String,
    /// The papers handed in, one line each, with their kind and copies as the caller words them.
    pub components: Vec<String>,
    /// How many sets of papers (`bộ`).
    pub sets: u32,
    /// The term with its unit: `05 ngày làm việc`.
    pub term: Option<String>,
    /// From [`crate::moment_words`].
    pub received_at: Option<String>,
    /// From [`crate::moment_words`].
    pub due_at: Option<String>,
    pub return_by: Option<ReturnBy>,
    /// The unit or the address behind `return_by`.
    pub return_place: Option<String>,
    /// Volume of the register and the line in it.
    pub book: Option<String>,
    pub serial: Option<String>,
    /// Names under the signatures.
    pub submitter: Option<String>,
    pub officer: Option<String>,
}

/// One thing to supply, with how many of each kind of copy.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SupplementItem {
    pub name: String,
    /// Originals (`bản chính`).
    pub originals: Option<u32>,
    /// Certified copies (`bản sao chứng thực`).
    pub certified: Option<u32>,
    /// Plain copies (`bản chụp`).
    pub plain: Option<u32>,
}

/// Mẫu số 02, Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ: asks once and in full (NĐ 61/2018/NĐ-CP Điều 17).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Supplement {
    pub head: Head,
    /// Empty before a code was given.
    pub dossier_code: String,
    pub centre: String,
    pub applicant: String,
    pub address: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub request: String,
    /// At least one. Printed as a table when any item counts copies, as a list otherwise.
    pub items: Vec<SupplementItem>,
    /// Must not be blank.
    pub reason: String,
    pub legal_basis: Option<String>,
    /// Until when, in words; left out when no rule sets a limit.
    pub supply_until: Option<String>,
    pub contact: Contact,
    pub addressed: Addressed,
    pub officer: Option<String>,
}

/// Mẫu số 03, Phiếu từ chối tiếp nhận, giải quyết hồ sơ.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Refusal {
    pub head: Head,
    /// Empty when the dossier was refused at the door.
    pub dossier_code: String,
    pub centre: String,
    pub applicant: String,
    pub address: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub request: String,
    /// Must not be blank.
    pub reason: String,
    pub legal_basis: Option<String>,
    pub contact: Contact,
    pub addressed: Addressed,
    /// Whether the applicant stands at the counter and signs as well.
    pub at_counter: bool,
    pub submitter: Option<String>,
    pub officer: Option<String>,
}

/// Mẫu số 04, Phiếu xin lỗi và hẹn lại ngày trả kết quả (under NĐ 118/2025/NĐ-CP: văn bản xin lỗi và đề nghị gia hạn).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Apology {
    pub head: Head,
    /// `Kính gửi`.
    pub to: String,
    pub address: Option<String>,
    pub phone: Option<String>,
    /// The agency that received and now apologises.
    pub agency: String,
    pub applicant: String,
    pub request: String,
    pub dossier_code: String,
    pub received_on: Option<String>,
    /// The promise that is not kept.
    pub due_at: Option<String>,
    /// Must not be blank.
    pub reason: String,
    /// The new promise; must not be blank.
    pub new_due_at: String,
    pub addressed: Addressed,
    /// `Nơi nhận`, beside `Như trên` and `Lưu: VT`.
    pub copies_to: Vec<String>,
    pub signer: Signer,
}

/// Thông báo dừng giải quyết hồ sơ (TT 03/2025/TT-VPCP, Mẫu số 05; NĐ 118/2025/NĐ-CP Điều 19 and 21).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Stop {
    pub head: Head,
    /// `Kính gửi`.
    pub to: String,
    pub address: Option<String>,
    pub phone: Option<String>,
    pub agency: String,
    pub applicant: String,
    pub request: String,
    pub dossier_code: String,
    pub received_on: Option<String>,
    /// From when work stops.
    pub stopped_on: Option<String>,
    /// Must not be blank.
    pub reason: String,
    pub legal_basis: Option<String>,
    /// What becomes of the papers and what the applicant may do; left out when absent.
    pub next_steps: Option<String>,
    pub contact: Contact,
    pub addressed: Addressed,
    pub copies_to: Vec<String>,
    pub signer: Signer,
}

/// How a step stood against its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Timeliness {
    Early,
    OnTime,
    Late,
}

/// One hand-over: who gave the dossier, who took it, when, and how the giver stood against the time.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct HandOver {
    pub from: String,
    pub to: String,
    pub at: Option<String>,
    pub giver: Option<String>,
    pub taker: Option<String>,
    pub timeliness: Option<Timeliness>,
    pub note: Option<String>,
}

/// Phiếu kiểm soát quá trình giải quyết hồ sơ (Mẫu số 05 of TT 01/2018/TT-VPCP, Mẫu số 06 of TT 03/2025/TT-VPCP):
/// travels with the dossier, one block for each hand-over.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ControlSheet {
    pub head: Head,
    pub dossier_code: String,
    pub applicant: String,
    pub request: String,
    /// Cơ quan (bộ phận) giải quyết hồ sơ.
    pub deciding_agency: String,
    /// Cơ quan phối hợp.
    pub consulted: Option<String>,
    pub received_at: Option<String>,
    pub due_at: Option<String>,
    pub hand_overs: Vec<HandOver>,
    /// Empty blocks for hand-overs on paper that are still to come.
    pub blank_blocks: u8,
}

/// What a transfer record is about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Transfer {
    /// A sealed bag between two units: giver and taker sign the list (NĐ 61/2018/NĐ-CP Điều 18; NĐ 118/2025/NĐ-CP Điều 18, 20).
    #[default]
    Bag,
    /// A parcel the public post brings (QĐ 45/2016/QĐ-TTg; TT 17/2017/TT-BTTTT Điều 5): its signing is the legal receipt.
    PostIn,
    /// A result the public post takes.
    PostOut,
}

/// One line of a transfer record.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct TransferLine {
    /// The label on the paper; empty before it has one.
    pub label: String,
    pub name: String,
    pub originals: u32,
    pub copies: u32,
    pub note: Option<String>,
}

/// Biên bản giao nhận with its itemised list, A4: sealed bags between units, parcels from and to the public post.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct TransferRecord {
    pub head: Head,
    pub transfer: Transfer,
    /// The bag's code or the tracking number; printed as text and as a Code 128 barcode.
    pub code: String,
    /// What the QR code says, for a hand scanner; left out when absent.
    pub follow_up_url: Option<String>,
    /// Bên giao and bên nhận: unit or enterprise.
    pub giver: String,
    pub taker: String,
    /// Names under the signatures.
    pub giver_person: Option<String>,
    pub taker_person: Option<String>,
    /// The seal's number.
    pub seal: Option<String>,
    /// Sender or addressee of a parcel, with address and telephone as the caller words them.
    pub party: Option<String>,
    pub lines: Vec<TransferLine>,
    /// From [`crate::moment_words`]; none: not signed yet.
    pub signed_at: Option<String>,
    /// What was not as the list says, one line each.
    pub discrepancies: Vec<String>,
}

/// One question with its answer, in the words of the form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct DeclaredLine {
    pub label: String,
    /// Empty: left blank, printed as a dotted line.
    pub value: String,
}

/// Answers that stand together under one heading.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct DeclaredSection {
    pub title: String,
    pub lines: Vec<DeclaredLine>,
}

/// Tờ khai, đơn: any electronic form as it was filled in, A4, signed by whoever sent it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Declaration {
    /// Title, basis, place and day; the unit is the one addressed.
    pub head: Head,
    /// Always empty: a form is filled in before there is a code.
    pub dossier_code: String,
    /// `Kính gửi`.
    pub to: String,
    /// The procedure's name.
    pub procedure: String,
    pub sections: Vec<DeclaredSection>,
    /// Who declares, as printed under the signature.
    pub declarant: String,
    /// How it was signed: sent from which account, when.
    pub signed: String,
}

/// A form ready to be set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Form {
    Receipt(Receipt),
    Supplement(Supplement),
    Refusal(Refusal),
    Apology(Apology),
    Stop(Stop),
    ControlSheet(ControlSheet),
    TransferRecord(TransferRecord),
    Declaration(Declaration),
}

impl Form {
    /// The code of the dossier it speaks of; empty before one was given.
    pub fn dossier_code(&self) -> &str {
        match self {
            Form::Receipt(form) => &form.dossier_code,
            Form::Supplement(form) => &form.dossier_code,
            Form::Refusal(form) => &form.dossier_code,
            Form::Apology(form) => &form.dossier_code,
            Form::Stop(form) => &form.dossier_code,
            Form::ControlSheet(form) => &form.dossier_code,
            Form::TransferRecord(form) => &form.code,
            Form::Declaration(form) => &form.dossier_code,
        }
    }

    pub(crate) fn template(&self) -> &'static str {
        match self {
            Form::Receipt(_) => "receipt.typ",
            Form::Supplement(_) => "supplement.typ",
            Form::Refusal(_) => "refusal.typ",
            Form::Apology(_) => "apology.typ",
            Form::Stop(_) => "stop.typ",
            Form::ControlSheet(_) => "control_sheet.typ",
            Form::TransferRecord(_) => "transfer_record.typ",
            Form::Declaration(_) => "declaration.typ",
        }
    }

    pub(crate) fn slug(&self) -> &'static str {
        match self {
            Form::Receipt(_) => "giay-tiep-nhan-ho-so",
            Form::Supplement(_) => "phieu-yeu-cau-bo-sung",
            Form::Refusal(_) => "phieu-tu-choi",
            Form::Apology(_) => "phieu-xin-loi",
            Form::Stop(_) => "thong-bao-dung",
            Form::ControlSheet(_) => "phieu-kiem-soat",
            Form::TransferRecord(_) => "bien-ban-giao-nhan",
            Form::Declaration(_) => "to-khai",
        }
    }

    /// How many copies one PDF holds, each beginning on a page of its own.
    pub(crate) fn copies(&self) -> usize {
        match self {
            Form::Receipt(_) => 2,
            Form::Supplement(_)
            | Form::Refusal(_)
            | Form::Apology(_)
            | Form::Stop(_)
            | Form::ControlSheet(_)
            | Form::TransferRecord(_)
            | Form::Declaration(_) => 1,
        }
    }

    pub(crate) fn data(&self) -> serde_json::Result<Value> {
        match self {
            Form::Receipt(form) => serde_json::to_value(form),
            Form::Supplement(form) => serde_json::to_value(form),
            Form::Refusal(form) => serde_json::to_value(form),
            Form::Apology(form) => serde_json::to_value(form),
            Form::Stop(form) => serde_json::to_value(form),
            Form::ControlSheet(form) => serde_json::to_value(form),
            Form::TransferRecord(form) => serde_json::to_value(form),
            Form::Declaration(form) => serde_json::to_value(form),
        }
    }

    /// A form that withholds its reason, or asks for nothing, must not leave the house.
    pub(crate) fn check(&self) -> Result<()> {
        match self {
            Form::Receipt(form) => {
                said(&form.dossier_code, "PAPER_DOSSIER_CODE", "dossier_code", "NĐ 61/2018/NĐ-CP Điều 17")
            }
            Form::Supplement(form) => {
                let asks = !form.items.is_empty() && form.items.iter().all(|item| !item.name.trim().is_empty());
                let law = "NĐ 61/2018/NĐ-CP Điều 17";
                said(if asks { "asks" } else { "" }, "PAPER_SUPPLEMENT_ITEMS", "items", law)?;
                said(&form.reason, "PAPER_REASON", "reason", law)
            }
            Form::Refusal(form) => said(&form.reason, "PAPER_REASON", "reason", "NĐ 61/2018/NĐ-CP Điều 17"),
            Form::Apology(form) => {
                let law = "NĐ 61/2018/NĐ-CP Điều 19 khoản 9";
                said(&form.reason, "PAPER_REASON", "reason", law)?;
                said(&form.new_due_at, "PAPER_NEW_DUE", "new_due_at", law)
            }
            Form::Stop(form) => said(&form.reason, "PAPER_REASON", "reason", "NĐ 118/2025/NĐ-CP Điều 19"),
            Form::ControlSheet(form) => {
                said(&form.dossier_code, "PAPER_DOSSIER_CODE", "dossier_code", "NĐ 61/2018/NĐ-CP Điều 18")
            }
            // A list of nothing hands over nothing.
            Form::TransferRecord(form) => {
                let named = if form.lines.is_empty() { "" } else { "lines" };
                said(named, "PAPER_TRANSFER_LINES", "lines", "NĐ 61/2018/NĐ-CP Điều 18")
            }
            // What is left blank is printed as dots; an empty form is one to be filled in by hand.
            Form::Declaration(_) => Ok(()),
        }
    }
}

fn said(text: &str, key: &str, field: &str, law: &str) -> Result<()> {
    if text.trim().is_empty() {
        return Err(Refused::new(key).by_law(law).at(field).into());
    }
    Ok(())
}
