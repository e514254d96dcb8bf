//! Who may do what where, as one table: role × act × scope.

use std::sync::Arc;

use jiff::civil::{Date, date};
use kernel::{OfficerId, UnitId};
use office::directory::Rows;
use office::{Act, Directory, Grant, Narrow, Officer, OfficerCard, Place, Role, Scope, Unit, UnitKind};

const PROVINCE: UnitId = UnitId(1);
const CENTRE: UnitId = UnitId(2);
const BRANCH: UnitId = UnitId(3);
const JUSTICE: UnitId = UnitId(4);
const JUSTICE_DIVISION: UnitId = UnitId(5);
const LAND: UnitId = UnitId(6);
const OLD_DISTRICT: UnitId = UnitId(7);
const WARD: UnitId = UnitId(8);

fn unit(id: UnitId, kind: UnitKind, parent: Option<UnitId>) -> Unit {
    Unit {
        id,
        key: format!("u{}", id.0),
        name: format!("Đơn vị {}", id.0),
        short_name: String::new(),
        kind,
        parent,
        code: None,
        old_code: None,
        area: None,
        intake: kind.is_centre(),
        resolves: !kind.is_centre(),
        address: None,
        hotline: None,
        email: None,
        valid_from: None,
        valid_until: None,
        successors: Vec::new(),
    }
}

fn units() -> Vec<Unit> {
    let mut district = unit(OLD_DISTRICT, UnitKind::DistrictCommittee, Some(PROVINCE));
    district.valid_until = Some(date(2025, 6, 30));
    district.successors = vec![WARD];
    vec![
        unit(PROVINCE, UnitKind::ProvinceCommittee, None),
        unit(CENTRE, UnitKind::ProvinceCentre, Some(PROVINCE)),
        unit(BRANCH, UnitKind::CentreBranch, Some(CENTRE)),
        unit(JUSTICE, UnitKind::Department, Some(PROVINCE)),
        unit(JUSTICE_DIVISION, UnitKind::Division, Some(JUSTICE)),
        unit(LAND, UnitKind::Department, Some(PROVINCE)),
        district,
        unit(WARD, UnitKind::CommuneCommittee, Some(PROVINCE)),
    ]
}

fn roles() -> Vec<Role> {
    let role = |key: &str, acts: &[Act]| Role {
        key: key.into(),
        name_vi: key.into(),
        name_en: key.into(),
        acts: acts.to_vec(),
    };
    vec![
        role(
            "intake",
            &[Act::Intake, Act::Accept, Act::RequestSupplement, Act::RefuseIntake, Act::Transfer, Act::View],
        ),
        role("specialist", &[Act::Claim, Act::Consult, Act::AskSupplement, Act::Propose, Act::View]),
        role("approver", &[Act::Approve, Act::RejectProposal, Act::Extend, Act::View, Act::ViewAll]),
        role("hand_over", &[Act::HandOver, Act::Close, Act::View]),
        role("administrator", &[Act::Administer]),
    ]
}

fn sign_in(role: &str, scope: Scope, from: Option<Date>, until: Option<Date>, today: Date) -> Officer {
    let id = OfficerId(100);
    let card = OfficerCard {
        id,
        login: "thu".into(),
        name: "Nguyễn Thị Thử".into(),
        title: "Chuyên viên".into(),
        unit: CENTRE,
        active: true,
        duties: vec![],
    };
    let grant = Grant { id: 1, officer: id, role: role.into(), scope, valid_from: from, valid_until: until };
    let rows = Rows { units: units(), officers: vec![card], grants: vec![grant], roles: roles(), ..Rows::default() };
    Officer::for_tests(&Arc::new(Directory::new(rows)), id, today).unwrap()
}

fn only(units: &[UnitId]) -> Scope {
    Scope { units: Narrow::Only(units.to_vec()), ..Scope::everywhere() }
}

fn fields(units: &[UnitId], fields: &[&str]) -> Scope {
    Scope { fields: Narrow::Only(fields.iter().map(|f| f.to_string()).collect()), ..only(units) }
}

fn procedures(procedures: &[&str]) -> Scope {
    Scope { procedures: Narrow::Only(procedures.iter().map(|p| p.to_string()).collect()), ..Scope::everywhere() }
}

const TODAY: Date = date(2026, 3, 2);
const CIVIL: (&str, &str) = ("Hộ tịch", "1.001193");
const DEEDS: (&str, &str) = ("Đất đai", "1.012783");

#[test]
fn an_officer_does_what_the_role_gives_where_the_scope_reaches() {
    type Row = (&'static str, Scope, Act, (&'static str, &'static str), &'static [UnitId], bool);
    let both = Scope { procedures: Narrow::Only(vec!["1.012783".into()]), ..fields(&[CENTRE], &["Hộ tịch"]) };
    let fewer = Scope { acts: Narrow::Only(vec![Act::View, Act::Administer]), ..Scope::everywhere() };
    let table: Vec<Row> = vec![
        // The role's acts and no others.
        ("intake", Scope::everywhere(), Act::Accept, CIVIL, &[CENTRE], true),
        ("intake", Scope::everywhere(), Act::Approve, CIVIL, &[CENTRE], false),
        ("intake", Scope::everywhere(), Act::HandOver, CIVIL, &[CENTRE], false),
        ("intake", Scope::everywhere(), Act::Administer, CIVIL, &[CENTRE], false),
        ("specialist", Scope::everywhere(), Act::Propose, CIVIL, &[JUSTICE], true),
        ("specialist", Scope::everywhere(), Act::Approve, CIVIL, &[JUSTICE], false),
        ("approver", Scope::everywhere(), Act::Approve, CIVIL, &[JUSTICE], true),
        ("approver", Scope::everywhere(), Act::Propose, CIVIL, &[JUSTICE], false),
        ("hand_over", Scope::everywhere(), Act::HandOver, CIVIL, &[CENTRE], true),
        ("administrator", Scope::everywhere(), Act::Administer, ("", ""), &[], true),
        ("administrator", Scope::everywhere(), Act::View, CIVIL, &[CENTRE], false),
        ("no_such_role", Scope::everywhere(), Act::View, CIVIL, &[CENTRE], false),
        // A unit reaches down, never up or sideways.
        ("intake", only(&[CENTRE]), Act::Accept, CIVIL, &[CENTRE], true),
        ("intake", only(&[CENTRE]), Act::Accept, CIVIL, &[BRANCH], true),
        ("intake", only(&[BRANCH]), Act::Accept, CIVIL, &[CENTRE], false),
        ("intake", only(&[BRANCH]), Act::Accept, CIVIL, &[BRANCH], true),
        ("specialist", only(&[JUSTICE]), Act::Claim, CIVIL, &[JUSTICE_DIVISION], true),
        ("specialist", only(&[JUSTICE]), Act::Claim, DEEDS, &[LAND], false),
        ("specialist", only(&[JUSTICE]), Act::Claim, DEEDS, &[LAND, JUSTICE_DIVISION], true),
        ("specialist", only(&[PROVINCE]), Act::Claim, DEEDS, &[LAND], true),
        ("specialist", only(&[JUSTICE]), Act::Claim, CIVIL, &[], false),
        ("specialist", only(&[JUSTICE]), Act::Claim, CIVIL, &[UnitId(999)], false),
        // A unit that ended is its successors' business.
        ("specialist", only(&[WARD]), Act::Claim, CIVIL, &[OLD_DISTRICT], true),
        ("specialist", only(&[LAND]), Act::Claim, CIVIL, &[OLD_DISTRICT], false),
        ("specialist", only(&[OLD_DISTRICT]), Act::Claim, CIVIL, &[WARD], false),
        // Fields and procedures narrow; listed together, either suffices.
        ("intake", fields(&[CENTRE], &["Hộ tịch"]), Act::Accept, CIVIL, &[CENTRE], true),
        ("intake", fields(&[CENTRE], &["Hộ tịch"]), Act::Accept, DEEDS, &[CENTRE], false),
        ("intake", fields(&[CENTRE], &["Hộ tịch"]), Act::Accept, ("", ""), &[CENTRE], false),
        ("intake", procedures(&["1.012783"]), Act::Accept, DEEDS, &[CENTRE], true),
        ("intake", procedures(&["1.012783"]), Act::Accept, CIVIL, &[CENTRE], false),
        ("intake", both.clone(), Act::Accept, CIVIL, &[CENTRE], true),
        ("intake", both.clone(), Act::Accept, DEEDS, &[CENTRE], true),
        ("intake", both, Act::Accept, ("Hộ tịch khác", "2.000001"), &[CENTRE], false),
        // A scope can take acts away, never add one.
        ("intake", fewer.clone(), Act::View, CIVIL, &[CENTRE], true),
        ("intake", fewer.clone(), Act::Accept, CIVIL, &[CENTRE], false),
        ("intake", fewer, Act::Administer, CIVIL, &[CENTRE], false),
    ];
    for (role, scope, act, (field, procedure), units, allowed) in table {
        let officer = sign_in(role, scope.clone(), None, None, TODAY);
        let place = Place::new(field, procedure, units);
        let permit = officer.permit(act, &place);
        assert_eq!(permit.is_ok(), allowed, "{role} {act:?} {procedure} in {units:?} with {scope:?}");
        match permit {
            Ok(permit) => {
                assert_eq!(permit.act(), act);
                assert_eq!(permit.officer_id(), Some(OfficerId(100)));
            }
            Err(refusal) => {
                assert_eq!((refusal.key.as_str(), refusal.facts[0].1.as_str()), ("NOT_PERMITTED", act.key()))
            }
        }
    }
}

#[test]
fn a_grant_stands_from_its_first_to_its_last_day() {
    let (from, until) = (Some(date(2026, 3, 1)), Some(date(2026, 3, 31)));
    let place = Place::new("Hộ tịch", "1.001193", &[CENTRE]);
    for (today, allowed) in
        [(date(2026, 2, 28), false), (date(2026, 3, 1), true), (date(2026, 3, 31), true), (date(2026, 4, 1), false)]
    {
        let officer = sign_in("intake", Scope::everywhere(), from, until, today);
        assert_eq!(officer.may(Act::Accept, &place), allowed, "{today}");
        assert_eq!(officer.may_somewhere(Act::Accept), allowed, "{today}");
    }
}

#[test]
fn a_dissolved_unit_was_itself_until_its_last_day() {
    let place = Place::new("Hộ tịch", "1.001193", &[OLD_DISTRICT]);
    let ward_on = |today| sign_in("specialist", only(&[WARD]), None, None, today).may(Act::Claim, &place);
    assert!(!ward_on(date(2025, 6, 30)));
    assert!(ward_on(date(2025, 7, 1)));
}

#[test]
fn a_list_is_filtered_by_the_units_an_act_reaches() {
    let officer = sign_in("specialist", only(&[CENTRE, JUSTICE]), None, None, TODAY);
    assert_eq!(officer.units_for(Act::Claim), Some(vec![CENTRE, BRANCH, JUSTICE, JUSTICE_DIVISION]));
    assert_eq!(officer.units_for(Act::Approve), Some(vec![]));
    assert_eq!(sign_in("specialist", Scope::everywhere(), None, None, TODAY).units_for(Act::Claim), None);
}
