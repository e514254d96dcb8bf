//! Procedures named by the way their clock runs, and processes named by what they have or lack.

use law::{Limit, Unit};
use procedure::model::{
    Case, Channel, ChannelTerm, Component, ComponentKind, Financial, PauseReason, ProcedureVersion, SupplementEffect,
};
use procedure::process::{Duty, Process, Step, StepUnit, default_process};

/// Five working days; a supplement restarts the clock, an obligation stops it, verification may stop it.
pub const FIVE_DAYS: &str = "1.000005";
/// Ten working days; a supplement suspends the clock, an obligation does not; a second supplement has a sector law.
pub const TEN_DAYS: &str = "1.000010";
/// Fifteen calendar days; two cases, the second with ten working days and a paper of its own.
pub const FIFTEEN_DAYS: &str = "1.000015";
/// Trong ngày.
pub const SAME_DAY: &str = "1.000001";
/// Trả ngay.
pub const AT_ONCE: &str = "1.000000";
/// The source prints no limit.
pub const NO_LIMIT: &str = "1.000099";

pub const CIVIL_STATUS: &str = "Hộ tịch";
pub const LAND: &str = "Đất đai";

/// Every procedure of the tests.
pub fn procedures() -> Vec<ProcedureVersion> {
    let days = |n| Some(Limit::of(n, Unit::WorkingDay));
    let mut five = plain(FIVE_DAYS, "Xác nhận thông tin hộ tịch", CIVIL_STATUS, days(5));
    five.financial = Financial::Suspends;
    five.pause_reasons = vec![PauseReason {
        key: "verification".into(),
        words: "Xác minh tại nơi đăng ký hộ tịch trước đây".into(),
        basis: "Điều 3 khoản 4 văn bản hợp nhất về đăng ký hộ tịch".into(),
    }];
    let mut ten = plain(TEN_DAYS, "Đăng ký biến động đất đai", LAND, days(10));
    ten.supplement = SupplementEffect::Suspend;
    ten.financial = Financial::Runs;
    ten.second_supplement_basis = Some("Luật chuyên ngành cho phép bổ sung lần hai".into());
    let mut fifteen = plain(FIFTEEN_DAYS, "Cấp bản sao trích lục", CIVIL_STATUS, Some(Limit::of(15, Unit::Day)));
    fifteen.cases = ["TH01", "TH02"].map(|key| Case { key: key.into(), name: format!("Trường hợp {key}") }).into();
    fifteen.components.push(component("TP04", "Văn bản ủy quyền", true, Some("TH02")));
    fifteen.terms.push(term(days(10), Some("TH02")));
    let mut at_once =
        plain(AT_ONCE, "Chứng thực bản sao từ bản chính", "Chứng thực", Some(Limit::of(1, Unit::SameDay)));
    at_once.immediate = true;
    let same_day = plain(SAME_DAY, "Đăng ký khai sinh", CIVIL_STATUS, Some(Limit::of(1, Unit::SameDay)));
    vec![five, ten, fifteen, at_once, same_day, plain(NO_LIMIT, "Thủ tục không ghi thời hạn", LAND, None)]
}

/// One procedure of the tests by its code.
pub fn procedure(code: &str) -> ProcedureVersion {
    procedures().into_iter().find(|p| p.code == code).unwrap_or_else(|| panic!("no procedure {code}"))
}

fn plain(code: &str, name: &str, field: &str, limit: Option<Limit>) -> ProcedureVersion {
    let mut version = ProcedureVersion::named(code, name, field);
    version.components = vec![
        component("TP01", "Tờ khai theo mẫu", true, None),
        component("TP02", "Giấy tờ chứng minh", true, None),
        component("TP03", "Giấy tờ khác (nếu có)", false, None),
    ];
    version.terms = vec![term(limit, None)];
    version
}

fn term(limit: Option<Limit>, case: Option<&str>) -> ChannelTerm {
    ChannelTerm {
        channel: Channel::Counter,
        case: case.map(str::to_string),
        limit,
        limit_printed: String::new(),
        fees: Vec::new(),
        description: String::new(),
    }
}

fn component(key: &str, name: &str, required: bool, case: Option<&str>) -> Component {
    Component {
        key: key.into(),
        case: case.map(str::to_string),
        group: None,
        kind: ComponentKind::Document,
        name: name.into(),
        form_template: None,
        originals: 1,
        copies: 0,
        required,
    }
}

/// Intake, assignment, handling, approval, release, hand-over.
pub fn usual_process() -> Process {
    default_process(Some(&Limit::of(5, Unit::WorkingDay)))
}

/// A process with these duties in this order, one step each, without times of their own.
pub fn process_of(name: &str, duties: &[Duty]) -> Process {
    let step = |(place, duty): (usize, &Duty)| Step {
        key: format!("b{place}"),
        name: kernel::Lang::Vi.say(duty.key()).into_owned(),
        duty: *duty,
        at: match duty {
            Duty::OneStop | Duty::HandOver => StepUnit::Receiving,
            Duty::Assigner | Duty::Specialist | Duty::Approver | Duty::RecordsClerk => StepUnit::Deciding,
        },
        limit: None,
    };
    let steps = duties.iter().enumerate().map(step).collect();
    Process { key: name.into(), name: name.into(), procedure: None, steps }
}

/// Two approvers sign one after the other.
pub fn two_approvers() -> Process {
    process_of("Hai cấp phê duyệt", &[Duty::Specialist, Duty::Approver, Duty::Approver, Duty::RecordsClerk])
}

/// The approver releases: no records clerk.
pub fn without_clerk() -> Process {
    process_of("Không văn thư", &[Duty::Specialist, Duty::Approver])
}

/// Bad input: nobody signs.
pub fn without_approver() -> Process {
    process_of("Không ai ký", &[Duty::Assigner, Duty::Specialist, Duty::RecordsClerk])
}
