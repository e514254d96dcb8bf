//! The acts an officer may be allowed to do, in one list. It grants nothing: roles do, within scopes.

use serde::{Deserialize, Serialize};

macro_rules! acts {
    ($($(#[$doc:meta])* $name:ident = $key:literal,)*) => {
        /// One act that needs permission. The snake_case word is the same in roles, tokens, tables and the API.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Act { $($(#[$doc])* $name,)* }

        impl Act {
            /// Every act, in the order of a dossier's life.
            pub const ALL: &[Act] = &[$(Act::$name,)*];

            /// The word for tables and tokens.
            pub fn key(self) -> &'static str {
                match self { $(Act::$name => $key,)* }
            }
        }
    };
}

acts! {
    /// Begin a dossier at the counter (hướng dẫn, tiếp nhận ban đầu).
    Intake = "intake",
    /// Accept it: code, receipt, due date (Mẫu 01).
    Accept = "accept",
    /// Ask the applicant for a supplement at intake (Mẫu 02).
    RequestSupplement = "request_supplement",
    /// Refuse to take it in (Mẫu 03).
    RefuseIntake = "refuse_intake",
    /// Transfer it to the agency that resolves it.
    Transfer = "transfer",
    /// Assign it to an officer.
    Assign = "assign",
    /// Claim one that waits in one's unit.
    Claim = "claim",
    /// Pass it on to the next step.
    Forward = "forward",
    /// Return it to the step before.
    SendBack = "send_back",
    /// Ask another agency for its opinion.
    Consult = "consult",
    /// Answer another agency's question.
    AnswerConsultation = "answer_consultation",
    /// Ask the one-stop unit to request a supplement: a handler never writes to the applicant.
    AskSupplement = "ask_supplement",
    /// Declare a financial obligation.
    DeclareObligation = "declare_obligation",
    /// Note that it was met.
    ClearObligation = "clear_obligation",
    /// Suspend the clock on a legal basis.
    Suspend = "suspend",
    /// Resume it.
    Resume = "resume",
    /// Propose a decision.
    Propose = "propose",
    /// Approve the proposal.
    Approve = "approve",
    /// Send the proposal back.
    RejectProposal = "reject_proposal",
    /// Attach the result.
    AttachResult = "attach_result",
    /// Release the result to the one-stop unit (đóng dấu, phát hành).
    Release = "release",
    /// Extend the due date once, with an apology (Mẫu 04).
    Extend = "extend",
    /// Explain to the head why a dossier is late.
    Explain = "explain",
    /// Give the result to the applicant.
    HandOver = "hand_over",
    /// Confirm that the applicant withdraws.
    ConfirmWithdrawal = "confirm_withdrawal",
    /// Stop the procedure at the applicant's request (NĐ 118/2025/NĐ-CP Điều 21).
    Stop = "stop",
    /// Close it.
    Close = "close",
    /// Keep a unit's papers: pack and seal bags, count what comes, take and give parcels.
    KeepPapers = "keep_papers",
    /// Carry bags and parcels between units and to applicants; the public post's staff do nothing else.
    Carry = "carry",
    /// Receive visitors: identify them, issue tickets, book for them (tiếp đón).
    Greet = "greet",
    /// Sit at a counter: call, serve, send on (trực quầy).
    Serve = "serve",
    /// Lead a hall: open counters, change what they serve, move tickets, plan shifts (điều hành sảnh).
    LeadFloor = "lead_floor",
    /// Read dossiers one takes part in.
    View = "view",
    /// Read every dossier of the scope.
    ViewAll = "view_all",
    /// Allow a second supplement request, with a reason.
    OverrideSupplement = "override_supplement",
    /// Correct a wrong entry or a wrong result.
    Correct = "correct",
    /// Watch over deadlines and urge.
    Supervise = "supervise",
    /// Change units, officers, roles, calendars.
    Administer = "administer",
}

impl Act {
    /// The act a word names.
    pub fn parse(key: &str) -> Option<Act> {
        Act::ALL.iter().copied().find(|act| act.key() == key)
    }
}

/// A set of acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ActSet(u64);

impl ActSet {
    pub const NONE: ActSet = ActSet(0);
    pub const EVERY: ActSet = ActSet(u64::MAX);

    pub fn has(self, act: Act) -> bool {
        self.0 & (1 << act as u32) != 0
    }
    #[must_use]
    pub fn with(self, act: Act) -> ActSet {
        ActSet(self.0 | (1 << act as u32))
    }
    #[must_use]
    pub fn and(self, other: ActSet) -> ActSet {
        ActSet(self.0 & other.0)
    }
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
    pub fn iter(self) -> impl Iterator<Item = Act> {
        Act::ALL.iter().copied().filter(move |act| self.has(*act))
    }
}

impl FromIterator<Act> for ActSet {
    fn from_iter<I: IntoIterator<Item = Act>>(acts: I) -> Self {
        acts.into_iter().fold(ActSet::NONE, ActSet::with)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_act_has_one_word_everywhere() {
        for act in Act::ALL {
            assert_eq!(serde_json::to_string(act).unwrap(), format!("\"{}\"", act.key()));
            assert_eq!(Act::parse(act.key()), Some(*act));
        }
        assert!(Act::ALL.len() <= 64, "a set of acts is 64 bits");
        assert_eq!(Act::parse("delete_everything"), None);
    }

    #[test]
    fn a_set_holds_what_was_put_in() {
        let set: ActSet = [Act::Intake, Act::Administer].into_iter().collect();
        assert_eq!(set.iter().collect::<Vec<_>>(), [Act::Intake, Act::Administer]);
        assert!(set.and([Act::View].into_iter().collect()).is_empty());
    }
}
