//! A small office: one centre that takes dossiers in, two departments that decide, one commune that is somebody else's.

use std::sync::Arc;

use ::office::directory::Rows;
use ::office::{Act, Directory, Grant, Narrow, Officer, OfficerCard, Role, Scope, Unit, UnitKind};
use jiff::civil::Date;
use kernel::{OfficerId, UnitId};

pub const PROVINCE: UnitId = UnitId(1);
/// Takes dossiers in and hands results over.
pub const CENTRE: UnitId = UnitId(2);
/// Decides.
pub const JUSTICE: UnitId = UnitId(3);
/// Is consulted.
pub const BUILDING: UnitId = UnitId(4);
/// Has nothing to do with the dossiers of the tests.
pub const COMMUNE: UnitId = UnitId(5);

/// Who takes dossiers in at the centre.
pub const INTAKE: &str = "hoa";
pub const HAND_OVER: &str = "mai";
/// Head of the division: assigns, extends, stops, allows a second supplement.
pub const HEAD: &str = "dung";
pub const SPECIALIST: &str = "an";
pub const COLLEAGUE: &str = "binh";
pub const APPROVER: &str = "lan";
/// The last word where a process has two approvers.
pub const DIRECTOR: &str = "son";
pub const CLERK: &str = "tam";
/// Answers for the consulted department.
pub const CONSULTED: &str = "phuc";
/// Takes dossiers in at the commune.
pub const OUTSIDER: &str = "yen";
/// Reads everything at the centre and may do nothing.
pub const READER: &str = "quan";
/// Watches over the whole province.
pub const SUPERVISOR: &str = "nguyet";

/// Hands results over at the commune.
pub const FAR_HAND_OVER: &str = "nhan";

/// Of the public post: carries bags and parcels of the centre.
pub const POSTMAN: &str = "khanh";

/// (id, login, name, title, unit, role)
const OFFICERS: [(i64, &str, &str, &str, UnitId, &str); 14] = [
    (11, INTAKE, "Trần Thị Hoa", "Công chức tiếp nhận", CENTRE, "one_stop"),
    (12, HAND_OVER, "Lê Thị Mai", "Công chức trả kết quả", CENTRE, "hand_over"),
    (13, HEAD, "Phạm Văn Dũng", "Trưởng phòng", JUSTICE, "head"),
    (14, SPECIALIST, "Nguyễn Văn An", "Chuyên viên", JUSTICE, "specialist"),
    (15, COLLEAGUE, "Đỗ Thị Bình", "Chuyên viên", JUSTICE, "specialist"),
    (16, APPROVER, "Hoàng Thị Lan", "Phó Giám đốc Sở", JUSTICE, "approver"),
    (17, DIRECTOR, "Vũ Hồng Sơn", "Giám đốc Sở", JUSTICE, "approver"),
    (18, CLERK, "Bùi Thanh Tâm", "Văn thư", JUSTICE, "clerk"),
    (19, CONSULTED, "Đặng Hữu Phúc", "Chuyên viên", BUILDING, "consulted"),
    (20, OUTSIDER, "Lý Hải Yến", "Công chức tiếp nhận", COMMUNE, "one_stop"),
    (21, READER, "Tạ Minh Quân", "Giám sát", CENTRE, "reader"),
    (22, SUPERVISOR, "Đoàn Minh Nguyệt", "Trưởng phòng Kiểm soát thủ tục", PROVINCE, "supervisor"),
    (23, FAR_HAND_OVER, "Hồ Thị Nhàn", "Công chức trả kết quả", COMMUNE, "hand_over"),
    (41, POSTMAN, "Phan Gia Khánh", "Bưu tá", CENTRE, "carrier"),
];

fn acts(role: &str) -> Vec<Act> {
    let own: &[Act] = match role {
        "one_stop" => &[
            Act::Intake,
            Act::Accept,
            Act::RequestSupplement,
            Act::RefuseIntake,
            Act::Transfer,
            Act::ConfirmWithdrawal,
            Act::KeepPapers,
        ],
        "hand_over" => &[Act::HandOver, Act::KeepPapers],
        "head" => &[
            Act::Assign,
            Act::Claim,
            Act::Forward,
            Act::SendBack,
            Act::Extend,
            Act::Explain,
            Act::Stop,
            Act::OverrideSupplement,
        ],
        "specialist" => &[
            Act::Claim,
            Act::Forward,
            Act::SendBack,
            Act::Consult,
            Act::AskSupplement,
            Act::DeclareObligation,
            Act::ClearObligation,
            Act::Suspend,
            Act::Resume,
            Act::Propose,
            Act::Explain,
        ],
        "approver" => &[Act::Claim, Act::Approve, Act::RejectProposal, Act::SendBack],
        "clerk" => &[Act::Claim, Act::AttachResult, Act::Release, Act::SendBack, Act::KeepPapers],
        "consulted" => &[Act::AnswerConsultation],
        "reader" => &[Act::ViewAll],
        "carrier" => return vec![Act::Carry],
        "supervisor" => &[Act::Supervise, Act::ViewAll],
        other => panic!("no role {other}"),
    };
    own.iter().copied().chain([Act::View]).collect()
}

/// The office with its duties as they are, as signed in on one day.
#[derive(Clone)]
pub struct Office {
    pub directory: Arc<Directory>,
}

impl Office {
    /// Everybody has the acts of their own role, within their own unit.
    pub fn by_duty() -> Office {
        Office::with(|unit, role| (acts(role), Scope::of_unit(unit)))
    }

    /// Everybody may do everything everywhere: for tests of what the law says, whoever asks.
    pub fn all_powerful() -> Office {
        Office::with(|_, _| (Act::ALL.to_vec(), Scope::everywhere()))
    }

    /// As [`Office::by_duty`], with one officer's scope narrowed to fields or procedures.
    pub fn with_narrowed(login: &str, fields: Vec<String>, procedures: Vec<String>) -> Office {
        let narrowed = OFFICERS.iter().find(|o| o.1 == login).map(|o| (o.4, o.5));
        Office::with(|unit, role| {
            let mut scope = Scope::of_unit(unit);
            if Some((unit, role)) == narrowed {
                (scope.fields, scope.procedures) = (Narrow::of(fields.clone()), Narrow::of(procedures.clone()));
            }
            (acts(role), scope)
        })
    }

    fn with(power: impl Fn(UnitId, &str) -> (Vec<Act>, Scope)) -> Office {
        let (mut officers, mut grants, mut roles) = (Vec::new(), Vec::new(), Vec::new());
        for (id, login, name, title, unit, role) in OFFICERS {
            let (acts, scope) = power(unit, role);
            // One role a person: the tests narrow persons, not bundles.
            roles.push(Role { key: login.into(), name_vi: role.into(), name_en: role.into(), acts });
            officers.push(OfficerCard {
                id: OfficerId(id),
                login: login.into(),
                name: name.into(),
                title: title.into(),
                unit,
                active: true,
                duties: Vec::new(),
            });
            let officer = OfficerId(id);
            grants.push(Grant { id, officer, role: login.into(), scope, valid_from: None, valid_until: None });
        }
        let rows = Rows { revision: 1, units: units(), officers, grants, roles, ..Rows::default() };
        Office { directory: Arc::new(Directory::new(rows)) }
    }

    /// An officer by login, as if signed in on a day.
    pub fn officer(&self, login: &str, today: Date) -> Officer {
        let card = OFFICERS.iter().find(|o| o.1 == login).unwrap_or_else(|| panic!("no officer {login}"));
        Officer::for_tests(&self.directory, OfficerId(card.0), today).expect("the office knows its officers")
    }
}

/// Every login of the office.
pub fn logins() -> impl Iterator<Item = &'static str> {
    OFFICERS.iter().map(|o| o.1)
}

/// An officer's id by login.
pub fn id_of(login: &str) -> OfficerId {
    let known = OFFICERS.iter().find(|o| o.1 == login);
    OfficerId(known.unwrap_or_else(|| panic!("no officer {login}")).0)
}

fn units() -> Vec<Unit> {
    let unit = |id: UnitId, key: &str, name: &str, kind, parent: Option<UnitId>, code: &str| Unit {
        id,
        key: key.into(),
        name: name.into(),
        short_name: name.into(),
        kind,
        parent,
        code: Some(code.into()),
        old_code: None,
        area: None,
        intake: id == CENTRE || id == COMMUNE,
        resolves: id == JUSTICE || id == BUILDING,
        address: None,
        hotline: None,
        email: None,
        valid_from: None,
        valid_until: None,
        successors: Vec::new(),
    };
    vec![
        unit(PROVINCE, "tinh", "Ủy ban nhân dân tỉnh", UnitKind::ProvinceCommittee, None, "H49"),
        unit(
            CENTRE,
            "trung_tam",
            "Trung tâm Phục vụ hành chính công tỉnh",
            UnitKind::ProvinceCentre,
            Some(PROVINCE),
            "H49.41",
        ),
        unit(JUSTICE, "so_tu_phap", "Sở Tư pháp", UnitKind::Department, Some(PROVINCE), "H49.15"),
        unit(BUILDING, "so_xay_dung", "Sở Xây dựng", UnitKind::Department, Some(PROVINCE), "H49.18"),
        unit(
            COMMUNE,
            "xa",
            "Trung tâm Phục vụ hành chính công xã An Bình",
            UnitKind::CommuneCentre,
            Some(PROVINCE),
            "H49.120",
        ),
    ]
}
