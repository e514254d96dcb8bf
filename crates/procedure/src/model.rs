//! What a published administrative procedure says: who may ask, with which papers, how long it takes, what it costs.
//!
//! Pure values. A version is never changed after it is recorded: a dossier keeps the version it was taken in under for
//! life, and new words make a new version.

use jiff::civil::Date;
use kernel::{Refusal, Vnd};
use serde::{Deserialize, Serialize};

/// Level of the administration that takes a procedure in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    Ministry,
    Province,
    /// Cấp huyện: only in catalogues of before 01/07/2025.
    District,
    Commune,
    /// "Cơ quan khác": an agency outside the tiers (a court, a social insurance office).
    Other,
}

impl Level {
    pub const ALL: [Level; 5] = [Level::Commune, Level::District, Level::Province, Level::Ministry, Level::Other];

    /// The word rows and addresses keep.
    pub fn code(self) -> &'static str {
        match self {
            Level::Ministry => "ministry",
            Level::Province => "province",
            Level::District => "district",
            Level::Commune => "commune",
            Level::Other => "other",
        }
    }

    /// The level a code or the source's printed words name (`commune`, `Cấp xã`).
    pub fn parse(text: &str) -> Option<Level> {
        match kernel::fold(text).as_str() {
            "ministry" | "cap bo" | "bo" | "trung uong" | "cap trung uong" => Some(Level::Ministry),
            "province" | "cap tinh" | "tinh" => Some(Level::Province),
            "district" | "cap huyen" | "huyen" => Some(Level::District),
            "commune" | "cap xa" | "xa" => Some(Level::Commune),
            "other" | "co quan khac" | "khac" => Some(Level::Other),
            _ => None,
        }
    }

    /// Locale key of its name.
    pub fn key(self) -> &'static str {
        match self {
            Level::Ministry => "procedure-level-ministry",
            Level::Province => "procedure-level-province",
            Level::District => "procedure-level-district",
            Level::Commune => "procedure-level-commune",
            Level::Other => "procedure-level-other",
        }
    }
}

/// Way a dossier arrives (NĐ 61/2018/NĐ-CP Điều 16; national portal `KenhThucHien`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Trực tiếp: portal code 1.
    Counter,
    /// Trực tuyến: portal code 2.
    Online,
    /// Bưu chính công ích: portal code 3.
    Post,
}

impl Channel {
    pub const ALL: [Channel; 3] = [Channel::Counter, Channel::Online, Channel::Post];

    /// The word rows and addresses keep.
    pub fn code(self) -> &'static str {
        match self {
            Channel::Counter => "counter",
            Channel::Online => "online",
            Channel::Post => "post",
        }
    }

    /// The channel of a code; the source's `in_person` is the counter.
    pub fn parse(text: &str) -> Option<Channel> {
        match text.trim() {
            "counter" | "in_person" | "1" => Some(Channel::Counter),
            "online" | "2" => Some(Channel::Online),
            "post" | "3" => Some(Channel::Post),
            _ => None,
        }
    }

    /// What starts the clock of a dossier that came this way; by post, the hand-over record (QĐ 45/2016/QĐ-TTg).
    pub fn start_event(self) -> law::StartEvent {
        match self {
            Channel::Counter => law::StartEvent::CounterAcceptance,
            Channel::Online => law::StartEvent::OnlineAcceptance,
            Channel::Post => law::StartEvent::PostHandover,
        }
    }

    /// Number in the national portal's status messages.
    pub fn portal_number(self) -> u8 {
        match self {
            Channel::Counter => 1,
            Channel::Online => 2,
            Channel::Post => 3,
        }
    }

    /// Locale key of its name.
    pub fn key(self) -> &'static str {
        match self {
            Channel::Counter => "procedure-channel-counter",
            Channel::Online => "procedure-channel-online",
            Channel::Post => "procedure-channel-post",
        }
    }
}

/// What an approved dossier gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// Mã kết quả, as `KQ.G15.000031`, where the source has one.
    pub code: Option<String>,
    pub name: String,
}

/// One situation (trường hợp) with its own papers or limits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// `TH01`, `TH02`, … within the version.
    pub key: String,
    pub name: String,
}

/// What a line of the component table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ComponentKind {
    /// A paper or form to hand in or to show.
    Document,
    /// An explanation of when or how; nothing is asked for.
    Reference,
    /// A remark; nothing is asked for.
    Note,
}

/// One line of the component table (thành phần hồ sơ).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Component {
    /// `TP01`, `TP02`, …: papers are numbered through the version, so that a supplement request can point at one.
    pub key: String,
    /// The case it belongs to; none: it belongs to every case.
    pub case: Option<String>,
    /// The heading the source prints above it ("Giấy tờ phải xuất trình"), where that heading is not a case.
    #[serde(default)]
    pub group: Option<String>,
    pub kind: ComponentKind,
    pub name: String,
    pub form_template: Option<String>,
    /// Number of originals (bản chính).
    pub originals: u32,
    /// Number of copies (bản sao).
    pub copies: u32,
    /// Whether every dossier of its case needs it. A paper "if any" or "in case of …" is not required.
    pub required: bool,
}

impl Component {
    /// Whether the counter asks for it at all.
    pub fn asked(&self) -> bool {
        match self.kind {
            ComponentKind::Document => true,
            ComponentKind::Reference | ComponentKind::Note => false,
        }
    }
}

/// What kind of payment (Luật Phí và lệ phí 97/2015/QH13 Điều 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeeKind {
    /// Phí: recovers the cost of a service.
    Fee,
    /// Lệ phí: fixed amount for an act of the state.
    Charge,
    /// The source does not say which.
    Unknown,
}

/// One payment asked for under a channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fee {
    /// As the source prints it: "10,000 Việt Nam Đồng", "Miễn phí", "Không có thông tin".
    pub label: String,
    /// Amount in đồng; none: not stated, in another currency, or not to be trusted (see `suspect`).
    pub amount: Option<Vnd>,
    /// `VND`, `USD`; empty where the source has no amount.
    pub currency: String,
    /// Amount in `currency` where that is not đồng, as printed.
    #[serde(default)]
    pub foreign_amount: Option<String>,
    /// What the amount depends on. Zero with a note means "see the note", not "free".
    pub note: String,
    pub kind: FeeKind,
    /// The printed number lost its thousands ("50 đồng" for 50.000): shown with a warning, never asked for.
    #[serde(default)]
    pub suspect: bool,
}

impl Fee {
    /// Free for certain: zero and nothing said that changes it.
    pub fn free(&self) -> bool {
        self.amount == Some(Vnd(0)) && self.note.trim().is_empty()
    }
}

/// Limit and fees of one channel, and of one case where the source tells cases apart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChannelTerm {
    pub channel: Channel,
    /// The case it belongs to; none: every case.
    pub case: Option<String>,
    /// None: the source prints no limit or no unit; the officer sets the date with a reason.
    pub limit: Option<law::Limit>,
    /// Value and unit as printed, verbatim: "7 ngày làm việc", "1" (unit left out by the source), "".
    pub limit_printed: String,
    pub fees: Vec<Fee>,
    pub description: String,
}

/// One legal document the procedure rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LegalBasis {
    /// Số, ký hiệu; misprints of the source are kept.
    pub number: Option<String>,
    pub title: String,
}

/// What the clock does while the applicant has a financial obligation (nghĩa vụ tài chính).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Financial {
    /// The procedure knows no financial obligation.
    #[default]
    None,
    /// The clock stops until the obligation is met.
    Suspends,
    /// The clock runs on.
    Runs,
}

/// A reason for which sector law lets the clock stop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PauseReason {
    /// Stable within the version, as events keep it: `verification`, `other_agency`.
    pub key: String,
    /// In words for the applicant.
    pub words: String,
    /// The article that says so.
    pub basis: String,
}

/// What a supplement request after acceptance does to the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SupplementEffect {
    /// The full limit again from the day the dossier is complete (NĐ 61/2018/NĐ-CP Điều 19 khoản 4).
    #[default]
    Restart,
    /// The time of waiting is left out, as sector law or the service index (QĐ 766/QĐ-TTg) counts.
    Suspend,
}

/// How much of the national page the source holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Detail {
    /// Steps, channels, components and legal basis.
    Full,
    /// Some of them.
    Partial,
    /// Code, name, field and agency only.
    NameOnly,
}

impl Detail {
    /// The word rows keep.
    pub fn code(self) -> &'static str {
        match self {
            Detail::Full => "full",
            Detail::Partial => "partial",
            Detail::NameOnly => "name_only",
        }
    }
}

/// A procedure as one publication decision words it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProcedureVersion {
    /// Mã TTHC, `1.001193`.
    pub code: String,
    pub name: String,
    /// The citizen's words for it ("giấy khai sinh"), where someone wrote them.
    #[serde(default)]
    pub plain_name: Option<String>,
    /// Lĩnh vực.
    pub field: String,
    pub levels: Vec<Level>,
    /// Kind as published ("TTHC được luật giao quy định chi tiết").
    #[serde(default)]
    pub kind: String,
    /// The ministry that publishes it.
    pub issuing_agency: String,
    pub implementing_agency: String,
    /// Cơ quan có thẩm quyền quyết định.
    pub deciding_agency: String,
    /// Number of the publication decision; empty where the source has none.
    pub decision_no: String,
    /// First day of force; none: not known, in force as far as the source goes.
    pub effective_from: Option<Date>,
    /// Last day of force, inclusive.
    pub effective_until: Option<Date>,
    /// No new dossier is taken in; running ones go on.
    pub repealed: bool,
    /// Code of the procedure that took its place.
    pub successor: Option<String>,
    /// Who may apply.
    pub applicants: Vec<String>,
    pub conditions: String,
    pub steps: String,
    pub results: Vec<Outcome>,
    /// Empty: one case only.
    pub cases: Vec<Case>,
    pub components: Vec<Component>,
    pub terms: Vec<ChannelTerm>,
    pub legal_basis: Vec<LegalBasis>,
    /// Trả ngay: handed over while the applicant waits; no receipt unless asked for (NĐ 61/2018/NĐ-CP Điều 17 khoản 4).
    pub immediate: bool,
    pub financial: Financial,
    pub pause_reasons: Vec<PauseReason>,
    pub supplement: SupplementEffect,
    /// The sector law that allows a second supplement request; none: one only.
    pub second_supplement_basis: Option<String>,
    pub detail: Detail,
    pub source_url: String,
    /// Day the source was read.
    pub snapshot_on: Option<Date>,
}

impl ProcedureVersion {
    /// A version that says nothing beyond code, name and field: what the samples, tests and imports start from.
    pub fn named(code: &str, name: &str, field: &str) -> Self {
        Self {
            code: code.into(),
            name: name.into(),
            plain_name: None,
            field: field.into(),
            levels: Vec::new(),
            kind: String::new(),
            issuing_agency: String::new(),
            implementing_agency: String::new(),
            deciding_agency: String::new(),
            decision_no: String::new(),
            effective_from: None,
            effective_until: None,
            repealed: false,
            successor: None,
            applicants: Vec::new(),
            conditions: String::new(),
            steps: String::new(),
            results: Vec::new(),
            cases: Vec::new(),
            components: Vec::new(),
            terms: Vec::new(),
            legal_basis: Vec::new(),
            immediate: false,
            financial: Financial::default(),
            pause_reasons: Vec::new(),
            supplement: SupplementEffect::default(),
            second_supplement_basis: None,
            detail: Detail::NameOnly,
            source_url: String::new(),
            snapshot_on: None,
        }
    }

    /// Every term that may apply to a channel and case, best first: the case's own, then the channel's general ones.
    ///
    /// More than one means that the source prints several limits without saying which case each is for.
    pub fn terms_for<'a>(&'a self, channel: Channel, case: Option<&str>) -> Vec<&'a ChannelTerm> {
        let of_channel = || self.terms.iter().filter(move |t| t.channel == channel);
        let mut found: Vec<_> = of_channel().filter(|t| t.case.is_some() && t.case.as_deref() == case).collect();
        found.extend(of_channel().filter(|t| t.case.is_none()));
        found
    }

    /// The term of a channel and case.
    ///
    /// Falls back from the case's own term to the channel's general one, then to the counter's: a procedure that is
    /// not published for a channel is answered as at the counter. None: no term at all.
    pub fn term(&self, channel: Channel, case: Option<&str>) -> Option<&ChannelTerm> {
        let own = self.terms_for(channel, case).into_iter().next();
        own.or_else(|| self.terms_for(Channel::Counter, case).into_iter().next())
            .or_else(|| self.terms.iter().find(|t| t.case.is_none() || t.case.as_deref() == case))
    }

    /// Whether the procedure is published for a channel (a procedure without any term is, everywhere).
    pub fn offers(&self, channel: Channel) -> bool {
        self.terms.is_empty() || self.terms.iter().any(|t| t.channel == channel)
    }

    /// The limit for a channel and case; none: the source has none and the officer sets the date with a reason.
    pub fn limit(&self, channel: Channel, case: Option<&str>) -> Option<&law::Limit> {
        self.term(channel, case).and_then(|term| term.limit.as_ref())
    }

    /// The lines of the component table for a case, in the source's order: those of every case and the case's own.
    pub fn components_for(&self, case: Option<&str>) -> Vec<&Component> {
        self.components.iter().filter(|c| c.case.is_none() || c.case.as_deref() == case).collect()
    }

    /// The papers the counter asks for in a case: `components_for` without explanations and remarks.
    pub fn checklist(&self, case: Option<&str>) -> Vec<&Component> {
        self.components_for(case).into_iter().filter(|c| c.asked()).collect()
    }

    /// The component of a key.
    pub fn find_component(&self, key: &str) -> Option<&Component> {
        self.components.iter().find(|c| c.key == key)
    }

    /// The case of a key.
    pub fn find_case(&self, key: &str) -> Option<&Case> {
        self.cases.iter().find(|c| c.key == key)
    }

    /// The payments asked for under a channel and case.
    pub fn fees_for(&self, channel: Channel, case: Option<&str>) -> &[Fee] {
        self.term(channel, case).map(|term| term.fees.as_slice()).unwrap_or_default()
    }

    /// Whether this version lets the clock stop for a reason.
    pub fn find_pause_reason(&self, key: &str) -> Option<&PauseReason> {
        self.pause_reasons.iter().find(|reason| reason.key == key)
    }

    /// Whether the version is in force on a day, repealed or not.
    pub fn in_force_on(&self, date: Date) -> bool {
        self.effective_from.is_none_or(|from| from <= date) && self.effective_until.is_none_or(|until| date <= until)
    }

    /// Whether a new dossier may be taken in on a day.
    ///
    /// Errors: `PROCEDURE_REPEALED` (with `successor` where known), `PROCEDURE_NOT_YET_IN_FORCE`,
    /// `PROCEDURE_NO_LONGER_IN_FORCE`; a running dossier is not touched by any of them.
    pub fn accepts_intake_on(&self, date: Date) -> Result<(), Refusal> {
        let refusal = |key: &str| Refusal::new(key).with("code", &self.code).with("name", &self.name).at("procedure");
        if self.repealed {
            let refusal = refusal("PROCEDURE_REPEALED").with("successor", self.successor.as_deref().unwrap_or("–"));
            return Err(refusal);
        }
        if let Some(from) = self.effective_from.filter(|from| date < *from) {
            return Err(refusal("PROCEDURE_NOT_YET_IN_FORCE").with("from", kernel::time::dmy(from)));
        }
        if let Some(until) = self.effective_until.filter(|until| *until < date) {
            let refusal = refusal("PROCEDURE_NO_LONGER_IN_FORCE").with("until", kernel::time::dmy(until));
            return Err(refusal.with("successor", self.successor.as_deref().unwrap_or("–")));
        }
        Ok(())
    }
}
