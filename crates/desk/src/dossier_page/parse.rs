//! From a filled-in form to a typed command; what is missing is said at its field, in the reader's words.
//!
//! It never judges the law of an act: dates in the past, second requests and the like are the dossier room's to refuse.

use dossier::Command;
use dossier::command::SecondSupplement;
use dossier::model::{Dossier, OfficerRef, Outcome, PickUp, SupplementItem, UnitRef};
use jiff::civil::Date;
use kernel::{Lang, Vnd};
use office::Directory;
use web::Fields;

use super::noun::{Noun, Offer};

/// Reads the command of an act; `None`: something is missing, and it is noted in `form`.
pub fn command(
    offer: Offer,
    form: &mut Fields,
    dossier: &Dossier,
    directory: &Directory,
    lang: Lang,
) -> Option<Command> {
    let said = |form: &Fields, name: &str| form.value(name).to_string();
    Some(match offer.noun {
        Noun::Claim => Command::Claim,
        Noun::Assignment => Command::Assign { to: officer(form, "to", directory, lang)?, note: said(form, "note") },
        Noun::Forward => {
            let to = match form.some("to") {
                Some(_) => Some(officer(form, "to", directory, lang)?),
                None => None,
            };
            Command::Forward { to, note: said(form, "note") }
        }
        Noun::Return => Command::SendBack { reason: said(form, "reason") },
        Noun::Consultation => Command::Consult {
            unit: unit(form, "unit", directory, lang)?,
            question: said(form, "question"),
            answer_by: date(form, "answer_by", lang)?,
        },
        Noun::ConsultationAnswer => Command::AnswerConsultation { nth: offer.nth, answer: said(form, "answer") },
        Noun::SupplementAsk => Command::AskSupplement {
            items: items(form, dossier),
            reason: said(form, "reason"),
            basis: said(form, "basis"),
            late_reason: said(form, "late_reason"),
            second: form.some("second_reason").map(|reason| SecondSupplement { reason: reason.into() }),
        },
        Noun::SupplementRequest => Command::SendSupplementRequest,
        Noun::SupplementDecline => Command::DeclineSupplementRequest { reason: said(form, "reason") },
        Noun::SupplementReceipt => Command::ReceiveSupplement { note: said(form, "note") },
        Noun::Resubmission => Command::Resubmit,
        Noun::AnswerReturn => Command::ReturnAnswer { reason: said(form, "reason") },
        Noun::Closing => Command::CloseUnsupplemented,
        Noun::Obligation => {
            let Some(amount) = form.number("amount") else {
                form.refuse("amount", lang.say("desk-need-amount"));
                return None;
            };
            Command::DeclareObligation { amount: Vnd(amount), notice_no: said(form, "notice_no") }
        }
        Noun::ObligationClearance => Command::ClearObligation { receipt_no: said(form, "receipt_no") },
        Noun::Suspension => {
            let key = form.some("reason_key").filter(|key| *key != OTHER_REASON).map(Into::into);
            Command::Suspend { reason_key: key, reason: said(form, "reason"), basis: said(form, "basis") }
        }
        Noun::Resumption => Command::Resume { note: said(form, "note") },
        Noun::Proposal => Command::Propose { outcome: outcome(form, lang)?, note: said(form, "note") },
        Noun::Approval => Command::Approve { note: said(form, "note") },
        Noun::ProposalRejection => Command::RejectProposal { reason: said(form, "reason") },
        Noun::Result => Command::AttachResult {
            name: said(form, "result_name"),
            number: said(form, "number"),
            signed_on: date(form, "signed_on", lang)?,
            signer: said(form, "signer"),
            files: form.all("files").iter().filter_map(|id| id.parse().ok()).collect(),
        },
        Noun::Release => Command::Release,
        Noun::Extension => Command::Extend { until: date(form, "until", lang)?, reason: said(form, "reason") },
        Noun::Apology => Command::Apologise { promise: date(form, "until", lang)?, reason: said(form, "reason") },
        Noun::HandOver => {
            let Some(way) = PickUp::parse(form.value("way")) else {
                form.refuse("way", lang.say("desk-need-choice"));
                return None;
            };
            Command::HandOver {
                taker_name: said(form, "taker_name"),
                taker_id: said(form, "taker_id"),
                authority: said(form, "authority"),
                way,
                originals_returned: form.has("originals_returned", "1"),
                proof: None,
            }
        }
        Noun::PickUp => Command::ChooseDoor { unit: unit(form, "unit", directory, lang)? },
        Noun::Withdrawal => Command::RequestWithdrawal { reason: said(form, "reason") },
        Noun::WithdrawalConfirmation => Command::ConfirmWithdrawal,
        Noun::WithdrawalCancellation => Command::CancelWithdrawal { reason: said(form, "reason") },
        Noun::Stop => Command::Stop { reason: said(form, "reason"), basis: said(form, "basis") },
        Noun::Transfer => Command::Transfer { note: said(form, "note") },
    })
}

/// The value of the choice "another reason" of a suspension.
pub const OTHER_REASON: &str = "other";
/// Free lines of a supplement request beside those of the components.
pub const FREE_ASKS: usize = 3;

/// The field in which a component's missing thing is written.
pub fn ask_field(key: &str) -> String {
    format!("ask-{key}")
}

fn items(form: &Fields, dossier: &Dossier) -> Vec<SupplementItem> {
    let of_components = dossier.components.iter().filter_map(|component| {
        let ask = form.some(&ask_field(&component.key))?;
        Some(SupplementItem { component: Some(component.key.clone()), ask: ask.into(), ..SupplementItem::default() })
    });
    let free = (1..=FREE_ASKS).filter_map(|n| {
        let ask = form.some(&ask_field(&n.to_string()))?.into();
        Some(SupplementItem { component: None, ask, ..SupplementItem::default() })
    });
    of_components.chain(free).collect()
}

fn outcome(form: &mut Fields, lang: Lang) -> Option<Outcome> {
    match form.value("outcome") {
        "grant" => Some(Outcome::Grant),
        "refuse" => Some(Outcome::Refuse { reason: form.value("reason").into(), basis: form.value("basis").into() }),
        _ => {
            form.refuse("outcome", lang.say("desk-need-choice"));
            None
        }
    }
}

fn date(form: &mut Fields, name: &str, lang: Lang) -> Option<Date> {
    let read = form.date(name);
    if read.is_none() {
        form.refuse(name, lang.say("desk-need-date"));
    }
    read
}

fn officer(form: &mut Fields, name: &str, directory: &Directory, lang: Lang) -> Option<OfficerRef> {
    let found = form.value(name).parse().ok().and_then(|id| directory.officer(id)).filter(|card| card.active);
    if found.is_none() {
        form.refuse(name, lang.say("desk-need-officer"));
    }
    found.map(|card| OfficerRef { id: card.id, name: card.name.clone(), unit: card.unit })
}

fn unit(form: &mut Fields, name: &str, directory: &Directory, lang: Lang) -> Option<UnitRef> {
    let found = form.value(name).parse().ok().and_then(|id| directory.unit(id));
    if found.is_none() {
        form.refuse(name, lang.say("desk-need-unit"));
    }
    found.map(|unit| UnitRef { id: unit.id, name: unit.name.clone(), code: unit.code.clone().unwrap_or_default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proposal_without_a_choice_is_sent_back_with_what_was_typed() {
        let mut form = Fields::parse("note=%C4%90%E1%BB%A7+%C4%91i%E1%BB%81u+ki%E1%BB%87n");
        assert_eq!(outcome(&mut form, Lang::Vi), None);
        assert!(form.error("outcome").is_some());
        assert_eq!(form.value("note"), "Đủ điều kiện");
    }

    #[test]
    fn a_refusal_keeps_reason_and_article() {
        let mut form = Fields::parse("outcome=refuse&reason=r&basis=b");
        let refuse = Outcome::Refuse { reason: "r".into(), basis: "b".into() };
        assert_eq!(outcome(&mut form, Lang::Vi), Some(refuse));
    }
}
