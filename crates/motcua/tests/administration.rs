//! The administrator's pages through the real router, on both engines: units with their history, officers and powers,
//! working time with its preview, and the merger of 1 July 2025 played again.

mod house;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use admin::areas::read::Part;
use dossier::Dossier;
use dossier::command::Acceptance;
use dossier::door::Lodging;
use dossier::model::{Applicant, ApplicantKind, PickUp};
use house::browser::Browser;
use house::{ELSEWHERE, House, INTAKE, SPECIALIST, on_both, on_sqlite};
use kernel::{DossierId, PersonId};
use motcua::app::MIGRATIONS;
use office::admin::Ending;
use office::history::Order;
use office::{Act, Admin, Directory, Officer, Permit, Place, Scope, Unit, UnitKind};
use procedure::Channel;

const ADMIN: &str = "quantri";
const HEAD: &str = "lanhdao.honggai";
/// Đăng ký lại khai sinh: counted in working days.
const BIRTH_AGAIN: &str = "1.004884";
const ORDER: [(&str, &str); 3] =
    [("order_number", "12/QĐ-UBND"), ("order_date", "01/03/2026"), ("order_agency", "UBND tỉnh")];

fn with_order<'a>(typed: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    typed.iter().copied().chain(ORDER).collect()
}

fn set_clock(house: &House, at: &str) {
    let at: jiff::Timestamp = at.parse().unwrap();
    house.app.clock.set(at);
}

fn directory(house: &House) -> Arc<Directory> {
    house.runtime.block_on(house.app.sessions.refresh()).unwrap()
}

fn officer(house: &House, login: &str) -> Officer {
    let token = house.session(login);
    let (now, now_ms) = (house.app.clock.now(), house.app.clock.now_ms());
    let sql = "UPDATE session SET started_ms = ?1, seen_ms = ?1";
    house.app.store.act_blocking(move |tx| tx.execute(sql, &[now_ms.into()])).unwrap();
    directory(house);
    house.runtime.block_on(house.app.sessions.officer(token.hash(), now)).unwrap().expect("signed in")
}

/// A birth registered again, accepted by an officer at their own centre; with a printed receipt or without.
fn accepted(house: &House, login: &str, deciding: &str, receipt: bool) -> DossierId {
    let by = officer(house, login);
    let deciding = directory(house).unit_by_key(deciding).unwrap().id;
    let today = kernel::time::civil(house.app.clock.now()).date();
    let held = house.app.catalogue.current(BIRTH_AGAIN, today).unwrap();
    let mut components = dossier::door::checklist(&held.version, None);
    components.iter_mut().for_each(|component| (component.received, component.originals) = (true, 1));
    let applicant = Applicant {
        person: PersonId(7),
        kind: ApplicantKind::Person,
        name: "Trần Văn Mẫu".into(),
        id_number: "022090000017".into(),
        phone: "0900000017".into(),
        email: String::new(),
        address: "Tổ 1, xã Hai".into(),
    };
    let lodging = Lodging {
        procedure: BIRTH_AGAIN.into(),
        case: held.version.cases.first().map(|case| case.key.clone()),
        channel: Channel::Counter,
        receiving: by.unit(),
        deciding,
        applicant,
        delegate: None,
        summary: String::new(),
        sets: 1,
        pick_up: PickUp::Counter,
        components,
        around: Default::default(),
    };
    let acceptance = Acceptance { receipt_wanted: receipt, ..Acceptance::default() };
    house.runtime.block_on(house.app.dossiers.intake(&by, lodging, acceptance, None)).unwrap().id
}

fn dossier(house: &House, id: DossierId) -> Dossier {
    house.app.store.read_blocking(move |tx| dossier::store::load(tx, id)).unwrap()
}

#[track_caller]
fn check_is_clean(house: &House) {
    let report = motcua::check::run(&house.app, false, &mut |_, _| {}).unwrap();
    let found: Vec<String> = report.findings.iter().map(|f| f.line_in(kernel::Lang::En)).collect();
    assert!(report.is_clean(), "{found:#?}");
}

/// Confirms what was just asked for: the job that the answer leads to runs to its end.
#[track_caller]
fn job_runs(house: &House, browser: &Browser<'_>, answer: house::Answer) -> String {
    let answer = answer.expect(303);
    let to = answer.header("location").unwrap().to_string();
    assert!(to.starts_with("/jobs/"), "{to}");
    house.app.jobs.run_waiting().unwrap();
    directory(house);
    browser.get(&to).expect(200).text
}

#[test]
fn a_unit_is_renamed_and_its_old_name_stays_readable() {
    on_both(|house| {
        let admin = Browser::of(&house, ADMIN);
        let unit = house.unit("tt_hong_gai");
        let page = format!("/admin/units/{unit}");
        let name = format!("{page}/name");
        let typed = [("name", "Trung tâm Hồng Gai Mới"), ("short_name", "TT Hồng Gai"), ("on", "02/03/2026")];
        // Without the document it is asked for, and everything typed is kept.
        let asked = admin.fill(&name, "/name", &typed, "").expect(422).text;
        assert!(asked.contains("Hãy ghi số, ký hiệu của văn bản") && asked.contains("Trung tâm Hồng Gai Mới"));
        let future = with_order(&[("name", "Mai"), ("on", "03/03/2026")]);
        assert!(admin.fill(&name, "/name", &future, "").expect(422).text.contains("từ ngày có hiệu lực trở đi"));
        admin.fill(&name, "/name", &with_order(&typed), "").expect(303);
        let shown = admin.get(&page).expect(200).text;
        assert!(shown.contains("Đổi tên") && shown.contains("12/QĐ-UBND ngày 01/03/2026, UBND tỉnh"));
        let today = admin.get("/admin/units?q=hong+gai+moi").expect(200).text;
        assert!(today.contains("Trung tâm Hồng Gai Mới"));
        let then = admin.get("/admin/units?on=01/03/2026").expect(200).text;
        assert!(!then.contains("Trung tâm Hồng Gai Mới") && then.contains("Tổ chức như ngày 01/03/2026"));
        // Two administrators at one unit: the second is told.
        let mut late = with_order(&[("name", "Trung tâm Khác"), ("on", "02/03/2026")]);
        late.push(("seen", "0"));
        let told = admin.fill(&name, "/name", &late, "").expect(422).text;
        assert!(told.contains("người khác đã thay đổi"), "{told}");
        // A unit never stands below itself.
        let above = house.unit("ubnd_hong_gai");
        let below = directory(&house).unit_by_key("tt_hong_gai").unwrap().name.clone();
        let circle = with_order(&[("parent", &below), ("parent_id", &unit), ("on", "02/03/2026")]);
        let told = admin.fill(&format!("/admin/units/{above}/parent"), "/parent", &circle, "").expect(422).text;
        assert!(told.contains("không thể trực thuộc chính nó"));
        check_is_clean(&house);
    });
}

#[test]
fn a_unit_ends_and_its_work_goes_on_elsewhere() {
    on_both(|house| {
        let id = accepted(&house, INTAKE, "ubnd_hong_gai", true);
        set_clock(&house, "2026-03-04T09:00:00+07:00");
        let admin = Browser::of(&house, ADMIN);
        let (unit, heir) = (house.unit("tt_hong_gai"), house.unit("tt_ha_long"));
        let form = format!("/admin/units/{unit}/end");
        let early = with_order(&[("until", "01/01/1990")]);
        assert!(admin.get(&form).expect(200).text.contains("Còn 1 hồ sơ đang giải quyết"));
        let told = admin.fill(&form, "/end", &with_order(&[("until", "03/03/2026")]), "").expect(422).text;
        assert!(told.contains("Hãy chọn đơn vị kế thừa để hồ sơ không bị bỏ lại"), "{told}");
        let heir_name = directory(&house).unit_by_key("tt_ha_long").unwrap().name.clone();
        let to = [("successors", heir_name.as_str()), ("successors_id", heir.as_str())];
        let mut before = early.clone();
        before.extend(to);
        let told = admin.fill(&form, "/end", &before, "").expect(422).text;
        assert!(told.contains("trước ngày bắt đầu"), "the end before the beginning: {told}");
        assert!(directory(&house).unit_by_key("tt_hong_gai").unwrap().valid_until.is_none());
        let mut typed = with_order(&[("until", "03/03/2026")]);
        typed.extend(to);
        let answer = admin.fill(&form, "/end", &typed, "");
        let job = job_runs(&house, &admin, answer);
        assert!(job.contains("1 đơn vị đã chấm dứt") && job.contains("1 hồ sơ"), "{job}");
        let after = directory(&house);
        let ended = after.unit_by_key("tt_hong_gai").unwrap();
        assert_eq!(ended.valid_until, Some("2026-03-03".parse().unwrap()));
        assert_eq!(ended.successors, [after.unit_by_key("tt_ha_long").unwrap().id]);
        // The dossier follows, its promised date stands, and the officer who took it in goes on with it.
        let now = dossier(&house, id);
        assert_eq!(now.receiving.name, heir_name);
        let moved = house.officer(INTAKE);
        assert_eq!(Some(moved.unit), after.unit_by_key("tt_ha_long").map(|u| u.id));
        let page = admin.get(&format!("/admin/officers/{}", moved.id)).expect(200).text;
        assert!(page.contains("Đến hết ngày 03/03/2026"), "the old post stays in the history");
        let by = officer(&house, INTAKE);
        assert!(by.may(Act::Accept, &Place::of_units(&[moved.unit])));
        // Figures can be grouped by the units of before and by those of after.
        let (before, heir) = (ended.id, moved.unit);
        assert_eq!(after.successors_on(before, "2026-03-04".parse().unwrap()), [heir]);
        assert!(after.predecessors_on(heir, "2026-03-03".parse().unwrap()).contains(&before));
        check_is_clean(&house);
    });
}

#[test]
fn officers_get_one_some_or_all_procedures_and_powers_end_by_themselves() {
    on_both(|house| {
        let admin = Browser::of(&house, ADMIN);
        let new = [
            ("name", "Lê Thị Mới"),
            ("login", "moi.honggai"),
            ("title", "Chuyên viên"),
            ("unit", "Ủy ban nhân dân phường Hồng Gai"),
        ];
        let page = admin.fill("/admin/officers/new", "/admin/officers\"", &new, "").expect(200);
        assert_eq!(page.header("cache-control"), Some("no-store"));
        assert!(page.text.contains("Mật khẩu dùng một lần của moi.honggai"));
        directory(&house);
        let id = house.officer("moi.honggai").id;
        let grants = format!("/admin/officers/{id}/grants");
        let give = |typed: &[(&str, &str)]| admin.fill(&grants, "/grants", typed, "");
        give(&[("role", "specialist"), ("procedures", "some"), ("codes", BIRTH_AGAIN), ("until", "31/12/2026")])
            .expect(303);
        let field = house.app.catalogue.fields()[0].0.clone();
        give(&[("role", "specialist"), ("procedures", "fields"), ("fields", &field)]).expect(303);
        give(&[("role", "specialist"), ("procedures", "all"), ("place", "all")]).expect(303);
        let unknown = give(&[("role", "specialist"), ("procedures", "some"), ("codes", "9.999999")]).expect(422).text;
        assert!(unknown.contains("9.999999"));
        let turned = give(&[("role", "specialist"), ("from", "05/03/2026"), ("until", "04/03/2026")]).expect(422).text;
        assert!(turned.contains("Ngày cuối của phân quyền trước ngày đầu"));
        let shown = admin.get(&format!("/admin/officers/{id}")).expect(200).text;
        for words in [
            format!("chỉ thủ tục {BIRTH_AGAIN}"),
            format!("lĩnh vực {field}"),
            "mọi thủ tục".into(),
            "đến hết 31/12/2026".into(),
        ] {
            assert!(shown.contains(&words), "{words}");
        }
        // The head's approval is given to the specialist for three days, and ends by itself.
        let (head, taker) = (house.officer(HEAD), house.officer(SPECIALIST));
        let make = format!("/admin/officers/{}/delegations", head.id);
        let days = [("from", "02/03/2026"), ("until", "04/03/2026")];
        let typed = [("to", taker.login.as_str()), ("acts", "approve")];
        let typed: Vec<(&str, &str)> = typed.into_iter().chain(days).chain(ORDER).collect();
        let done = admin.fill(&make, "/delegations", &typed, "").expect(303);
        assert!(done.header("location").unwrap().contains("/admin/officers/"));
        let place = [taker.unit];
        let field =
            house.app.catalogue.current(BIRTH_AGAIN, "2026-03-02".parse().unwrap()).unwrap().version.field.clone();
        let may =
            |house: &House| officer(house, SPECIALIST).may(Act::Approve, &Place::new(&field, BIRTH_AGAIN, &place));
        assert!(may(&house));
        let page = admin.get(&format!("/admin/officers/{}", taker.id)).expect(200).text;
        assert!(page.contains("Nên giao hai việc này cho hai người"), "four eyes: {page}");
        let matrix = admin.get("/admin/powers?unit=ubnd_hong_gai").expect(200).text;
        assert!(matrix.contains("được ủy quyền"));
        set_clock(&house, "2026-03-05T08:00:00+07:00");
        assert!(!may(&house), "the delegation is over");
        // Moving keeps where they were.
        let admin = Browser::of(&house, ADMIN);
        let to = [("unit", "Ủy ban nhân dân phường Hạ Long"), ("title", "Phó phòng"), ("on", "05/03/2026")];
        let to: Vec<(&str, &str)> = to.into_iter().chain(ORDER).collect();
        admin.fill(&format!("/admin/officers/{id}/posting"), "/posting", &to, "").expect(303);
        let page = admin.get(&format!("/admin/officers/{id}")).expect(200).text;
        assert!(page.contains("Đến hết ngày 04/03/2026") && page.contains("Phó phòng"));
    });
}

#[test]
fn nobody_takes_the_last_administrator_away() {
    on_both(|house| {
        let admin = Browser::of(&house, ADMIN);
        let me = house.officer(ADMIN);
        let page = format!("/admin/officers/{}", me.id);
        let told = admin.fill(&page, "/state", &[], "").expect(422).text;
        assert!(told.contains("sẽ không còn ai quản trị hệ thống"));
        let grant = directory(&house).grants_of(me.id)[0].id;
        let told = admin.fill(&page, &format!("/grants/{grant}/end"), &[], "").expect(422).text;
        assert!(told.contains("sẽ không còn ai quản trị hệ thống"));
        let role = admin.get("/admin/roles/administrator").expect(200).text;
        let mut form = house::browser::filled(&house::browser::form_of(&role, "/admin/roles/administrator"));
        form.retain(|(name, _)| name != "acts");
        form.push(("acts".into(), "view".into()));
        assert!(admin.post("/admin/roles/administrator", &form).expect(422).text.contains("không còn ai quản trị"));
        assert!(officer(&house, ADMIN).may_somewhere(Act::Administer));
        // Who has no part in it sees no door.
        assert_eq!(Browser::of(&house, SPECIALIST).get("/admin").status, 403);
    });
}

#[test]
fn a_change_of_days_shows_what_moves_before_it_is_confirmed() {
    on_both(|house| {
        let here = [accepted(&house, INTAKE, "ubnd_hong_gai", true), accepted(&house, INTAKE, "ubnd_hong_gai", true)];
        let elsewhere = accepted(&house, ELSEWHERE, "ubnd_tien_yen", true);
        let admin = Browser::of(&house, ADMIN);
        let unit = house.unit("ubnd_hong_gai");
        let due = |id| dossier(&house, id).due.unwrap();
        let code = |id| dossier(&house, id).code.unwrap();
        let before = [due(here[0]), due(elsewhere)];
        let confirm = |path: &str, noun: &str, preview: &str| {
            let mut fields = house::browser::filled(&house::browser::form_of(preview, noun));
            fields.push(("step".into(), "confirm".into()));
            job_runs(&house, &admin, admin.post(path, &fields))
        };
        // A Saturday worked instead of a day that lies behind every due date: whoever waits gets it earlier.
        let worked = format!("/admin/units/{unit}/calendar/worked");
        let typed = with_order(&[("day", "07/03/2026"), ("name", "Làm bù")]);
        let preview = admin.fill(&worked, "/calendar/worked", &typed, "").expect(200).text;
        assert!(preview.contains(&code(here[0])) && preview.contains(&code(here[1])), "{preview}");
        assert!(!preview.contains(&code(elsewhere)), "another commune keeps other days");
        assert!(preview.contains("2 hồ sơ đổi hạn trả") && preview.contains("0 hồ sơ giữ hạn đã in"), "{preview}");
        assert_eq!([due(here[0]), due(elsewhere)], before, "nothing is written before it is confirmed");
        let done = confirm(&worked, "/calendar/worked", &preview);
        assert!(done.contains("2 hồ sơ đổi hạn trả"), "{done}");
        let earlier = due(here[0]);
        assert!(earlier < before[0] && due(here[1]) < before[0] && due(elsewhere) == before[1]);
        check_is_clean(&house);
        // A holiday cannot take back what was promised: the list says so, and the date stands.
        let off = format!("/admin/units/{unit}/calendar/off");
        let sunday = with_order(&[("first", "08/03/2026"), ("name", "Bão số 3")]);
        assert!(admin.fill(&off, "/calendar/off", &sunday, "").expect(422).text.contains("đã là ngày nghỉ"));
        let typed = with_order(&[("first", "03/03/2026"), ("last", "04/03/2026"), ("name", "Bão số 3")]);
        let preview = admin.fill(&off, "/calendar/off", &typed, "").expect(200).text;
        assert!(preview.contains("0 hồ sơ đổi hạn trả") && preview.contains("2 hồ sơ giữ hạn đã in"), "{preview}");
        confirm(&off, "/calendar/off", &preview);
        assert_eq!(due(here[0]), earlier);
        check_is_clean(&house);
        let year = admin.get(&format!("/admin/units/{unit}/calendar?year=2026")).expect(200).text;
        assert!(year.contains("Bão số 3") && year.contains("12/QĐ-UBND (01/03/2026), UBND tỉnh"));
        assert!(admin.fill(&off, "/calendar/off", &typed, "").expect(422).text.contains("đã là ngày nghỉ"));
        // Back to the first state, with the same look ahead; the history keeps all four.
        let undo = format!("/admin/units/{unit}/calendar/undo");
        let preview = admin.fill(&undo, "/calendar/undo", &with_order(&[("n", "1")]), "").expect(200).text;
        // The promised dates are kept already: taking the changes back moves none of them.
        assert!(preview.contains("Không hạn trả nào thay đổi"), "{preview}");
        confirm(&undo, "/calendar/undo", &preview);
        assert_eq!((due(here[0]), due(elsewhere)), (earlier, before[1]));
        let year = admin.get(&format!("/admin/units/{unit}/calendar?year=2026")).expect(200).text;
        assert!(!year.contains("title=\"Bão số 3\"") && year.contains("Lần 4: Trở lại lịch lần 1"), "{year}");
        check_is_clean(&house);
    });
}

#[test]
fn shifts_and_swaps_are_checked_before_anything_is_shown() {
    on_sqlite(|house| {
        let admin = Browser::of(&house, ADMIN);
        let unit = house.unit("ubnd_hong_gai");
        let swap = format!("/admin/units/{unit}/calendar/swap");
        let told = |typed: &[(&str, &str)], path: &str, words: &str| {
            let noun = path.rsplit('/').next().unwrap();
            let text = admin.fill(path, &format!("/calendar/{noun}"), &with_order(typed), "").expect(422).text;
            assert!(text.contains(words), "{words} in {text}");
        };
        told(&[("off", "06/03/2026"), ("worked", "05/03/2026")], &swap, "vốn đã là ngày làm việc");
        told(&[("off", "07/03/2026"), ("worked", "14/03/2026")], &swap, "vốn đã nghỉ");
        let shifts = format!("/admin/units/{unit}/calendar/shifts");
        told(&[("shifts_1", "07:30-11:30, 11:00-17:00")], &shifts, "chồng lên nhau");
        told(&[("shifts_1", "sáng")], &shifts, "Không đọc được");
        // Saturday duty takes dossiers in and moves no clock.
        let duty = with_order(&[("first", "02/03/2026"), ("duty_6", "08:00-11:00")]);
        let preview = admin.fill(&shifts, "/calendar/shifts", &duty, "").expect(200).text;
        assert!(preview.contains("Không hạn trả nào thay đổi"), "{preview}");
        let mut fields = house::browser::filled(&house::browser::form_of(&preview, "/calendar/shifts"));
        fields.push(("step".into(), "confirm".into()));
        job_runs(&house, &admin, admin.post(&shifts, &fields));
        let calendar = directory(&house).calendar_of(directory(&house).unit_by_key("tt_hong_gai").unwrap().id);
        let saturday = "2026-03-07".parse().unwrap();
        assert!(!calendar.is_working(saturday) && !calendar.shifts_on(saturday).is_empty());
    });
}

// ── mergers ─────────────────────────────────────────────────────────────────────────────────────────────────────

fn unit(key: &str, name: &str, kind: UnitKind, area: &str, parent: Option<kernel::UnitId>) -> Unit {
    Unit {
        id: kernel::UnitId(0),
        key: key.into(),
        name: name.into(),
        short_name: name.into(),
        kind,
        parent,
        code: Some("H49.90".into()),
        old_code: Some("000.00.90.H49".into()),
        area: Some(area.into()),
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

fn chore(house: &House) -> Admin {
    let permit = Permit::for_chore(Act::Administer, "test");
    Admin::new(permit, house.app.ids.clone(), house.app.clock.now_ms()).unwrap()
}

/// A small order of before and after: one district of two communes becomes two other communes.
fn small_areas() -> Vec<(String, Vec<u8>)> {
    let file = |name: &str, text: &str| (name.to_string(), text.as_bytes().to_vec());
    vec![
        file("provinces_63.csv", "code,name\n22,Tỉnh Quảng Ninh\n"),
        file(
            "provinces_34.csv",
            "code,name,merged_from_codes,merged_from_names\n22,Tỉnh Quảng Ninh,22,Tỉnh Quảng Ninh\n",
        ),
        file("districts_63.csv", "code,name,province_code\n901,Huyện Mẫu,22\n"),
        file("communes_63.csv", "code,name,type,district_code\n90001,Xã Cũ Một,xã,901\n90003,Xã Cũ Hai,xã,901\n"),
        file("communes_34.csv", "code,name,type,province_code\n90001,Xã Một,xã,22\n90002,Xã Hai,xã,22\n"),
        file(
            "mapping_63_to_34.csv",
            "old_commune_code,old_commune,old_district_code,new_commune_code,is_default\n\
             90001,Xã Cũ Một,901,90001,1\n90003,Xã Cũ Hai,901,90002,1\n",
        ),
    ]
}

#[test]
fn a_district_ends_and_its_dossiers_find_their_commune() {
    on_both(|house| {
        let plan = Arc::new(admin::areas::parse(&small_areas(), "2026-03-03".parse().unwrap()).unwrap());
        let (by, shown) = (chore(&house), plan.clone());
        house.app.store.act_blocking(move |tx| admin::areas::record(tx, &by, &shown)).unwrap();
        let again = house.app.store.read_blocking(move |tx| admin::areas::compare(tx, &plan)).unwrap();
        assert_eq!((again.added, again.changed), (0, 0), "repeating it changes nothing");
        let top = directory(&house).unit_by_key("ubnd_tinh").unwrap().id;
        let by = chore(&house);
        let begun: Vec<Unit> = [
            unit("tt_huyen", "Bộ phận Một cửa Huyện Mẫu", UnitKind::DistrictCentre, "901", Some(top)),
            unit("ubnd_huyen", "UBND Huyện Mẫu", UnitKind::DistrictCommittee, "901", Some(top)),
            unit("tt_xa_mot", "Trung tâm xã Một", UnitKind::CommuneCentre, "90001", Some(top)),
            unit("tt_xa_hai", "Trung tâm xã Hai", UnitKind::CommuneCentre, "90002", Some(top)),
            unit("ubnd_xa_mot", "UBND xã Một", UnitKind::CommuneCommittee, "90001", Some(top)),
            unit("ubnd_xa_hai", "UBND xã Hai", UnitKind::CommuneCommittee, "90002", Some(top)),
        ]
        .into_iter()
        .map(|unit| Unit { id: by.new_unit_id(), ..unit })
        .collect();
        let (new, centre) = (begun.clone(), begun[0].id);
        house
            .app
            .store
            .act_blocking(move |tx| {
                for unit in &new {
                    by.begin_unit(tx, unit, None)?;
                }
                let officer = office::NewOfficer {
                    login: "motcua.huyen".into(),
                    name: "Phạm Văn Huyện".into(),
                    title: String::new(),
                    unit: "tt_huyen".into(),
                    duties: Vec::new(),
                };
                by.add_officer(tx, &officer)?;
                by.grant(tx, "motcua.huyen", "intake", Scope::of_unit(centre), (None, None)).map(drop)
            })
            .unwrap();
        directory(&house);
        let id = accepted(&house, "motcua.huyen", "ubnd_huyen", true);
        set_clock(&house, "2026-03-03T08:00:00+07:00");
        let admin = Browser::of(&house, ADMIN);
        let typed = with_order(&[("name", "Kết thúc cấp huyện"), ("on", "03/03/2026"), ("source", "areas")]);
        let answer = admin.fill("/admin/mergers/new", "/admin/mergers\"", &typed, "").expect(303);
        let page = answer.header("location").unwrap().to_string();
        let shown = admin.get(&page).expect(200).text;
        for words in
            ["Bộ phận Một cửa Huyện Mẫu", "Trung tâm xã Một", "Trung tâm xã Hai", &dossier(&house, id).code.unwrap()]
        {
            assert!(shown.contains(words), "{words} in {shown}");
        }
        assert_eq!(dossier(&house, id).receiving.name, "Bộ phận Một cửa Huyện Mẫu", "nothing has changed yet");
        let answer = admin.fill(&page, "/confirmation", &[], "");
        let done = job_runs(&house, &admin, answer);
        assert!(done.contains("2 đơn vị đã chấm dứt; 1 cán bộ, 1 quyền và 1 hồ sơ"), "{done}");
        // The applicant lives in the second commune: there the dossier goes, whatever the first successor is.
        let now = dossier(&house, id);
        assert_eq!((now.receiving.name.as_str(), now.deciding.name.as_str()), ("Trung tâm xã Hai", "UBND xã Hai"));
        let again = admin.post(&format!("{page}/confirmation"), &[]);
        assert!(!again.status.is_success() && again.status != 303, "a merger is done once");
        assert!(admin.get(&page).expect(200).text.contains("Đã thực hiện"));
        check_is_clean(&house);
    });
}

/// A PDF of one page, as a scanner would make it.
fn decree() -> Vec<u8> {
    let report = paper::Report::LateList(paper::LateList::default());
    paper::render_report(&report).unwrap()
}

#[test]
fn the_decision_itself_lies_beside_what_it_changed_and_belongs_to_copies_and_checks() {
    on_both(|house| {
        let (admin, pdf) = (Browser::of(&house, ADMIN), decree());
        let unit = house.unit("tt_hong_gai");
        let calendar = format!("/admin/units/{unit}/calendar");
        let typed = with_order(&[("first", "03/03/2026"), ("last", "03/03/2026"), ("name", "Mất điện")]);
        let preview = admin.fill(&format!("{calendar}/off"), "/calendar/off", &typed, "").expect(200).text;
        let mut fields = house::browser::filled(&house::browser::form_of(&preview, "/calendar/off"));
        fields.push(("step".into(), "confirm".into()));
        job_runs(&house, &admin, admin.post(&format!("{calendar}/off"), &fields));

        // No PDF, no document: said at its field, and nothing is kept.
        let wrong = admin.send_file(&calendar, "/documents", &[("n", "2")], "qd.txt", b"xin chao").expect(422).text;
        assert!(wrong.contains("f-file-error"), "{wrong}");
        admin.send_file(&calendar, "/documents", &[("n", "9")], "qd.pdf", &pdf).expect(404);
        admin.send_file(&calendar, "/documents", &[("n", "2")], "QĐ 12.pdf", &pdf).expect(303);
        let shown = admin.get(&calendar).expect(200).text;
        assert!(shown.contains("QĐ 12.pdf") && shown.contains(&format!("{calendar}/documents/2")), "{shown}");
        let opened = admin.get(&format!("{calendar}/documents/2")).expect(200);
        assert_eq!(opened.header("content-type"), Some("application/pdf"));
        admin.get(&format!("{calendar}/documents/1")).expect(404);
        let elsewhere = Browser::of(&house, ELSEWHERE);
        assert_ne!(elsewhere.get(&format!("{calendar}/documents/2")).status, 200);

        let pairs = with_order(&[
            ("name", "Thử"),
            ("on", "02/03/2026"),
            ("source", "pairs"),
            ("pairs", "tt_hong_gai; tt_ha_long"),
        ]);
        let merger = admin.fill("/admin/mergers/new", "/admin/mergers\"", &pairs, "").expect(303);
        let merger = merger.header("location").unwrap().to_string();
        admin.get(&format!("{merger}/document")).expect(404);
        let other = [pdf.as_slice(), b"\n"].concat();
        admin.send_file(&merger, "/document", &[], "nghi-quyet.pdf", &other).expect(303);
        assert!(admin.get(&merger).expect(200).text.contains("nghi-quyet.pdf"));
        admin.get(&format!("{merger}/document")).expect(200);
        assert_ne!(elsewhere.get(&format!("{merger}/document")).status, 200);
        check_is_clean(&house);

        // Both are in a copy; a lost one is missed.
        let folder = tempfile::tempdir().unwrap();
        let manifest = motcua::backup::backup(&house.app, &folder.path().join("copy"), &mut |_, _| {}).unwrap();
        assert_eq!(manifest.blobs, 2);
        let hash = store::blob::BlobHash::of(&other);
        house.runtime.block_on(house.app.blobs.remove(hash)).unwrap();
        let report = motcua::check::run(&house.app, true, &mut |_, _| {}).unwrap();
        let lost: Vec<_> = report.findings.iter().map(|found| (found.place.as_str(), found.word.as_str())).collect();
        assert_eq!(lost, [(merger.as_str(), "file-missing")]);
    });
}

#[test]
fn a_merger_nobody_confirmed_is_pointed_out_and_given_up_from_the_list() {
    on_both(|house| {
        let typed = with_order(&[
            ("name", "Bỏ quên"),
            ("on", "02/03/2026"),
            ("source", "pairs"),
            ("pairs", "tt_hong_gai; tt_ha_long"),
        ]);
        let admin = Browser::of(&house, ADMIN);
        admin.fill("/admin/mergers/new", "/admin/mergers\"", &typed, "").expect(303);
        assert!(!admin.get("/admin/mergers").expect(200).text.contains("Chưa xác nhận, đã"));
        set_clock(&house, "2026-04-02T09:00:00+07:00");
        let admin = Browser::of(&house, ADMIN);
        let list = admin.get("/admin/mergers").expect(200).text;
        assert!(list.contains("Chưa xác nhận, đã 31 ngày"), "{list}");
        let drop = house::browser::form_of(&list, "/dropping");
        let fields = house::browser::filled(&drop);
        assert!(fields.iter().any(|(name, _)| name == "_once"), "a second press is the first");
        let to = house::browser::attribute(&drop, "action");
        for _ in 0..2 {
            admin.post(&to, &fields).expect(303);
        }
        let list = admin.get("/admin/mergers").expect(200).text;
        assert!(list.contains("Đã bỏ") && !list.contains("/dropping"), "{list}");
    });
}

#[test]
fn pairs_that_do_not_fit_are_named() {
    on_sqlite(|house| {
        let admin = Browser::of(&house, ADMIN);
        let told = |pairs: &str, words: &str| {
            let typed = with_order(&[("name", "x"), ("on", "02/03/2026"), ("source", "pairs"), ("pairs", pairs)]);
            let text = admin.fill("/admin/mergers/new", "/admin/mergers\"", &typed, "").expect(422).text;
            assert!(text.contains(words), "{words} in {text}");
        };
        told("tt_hong_gai ; khong_co", "Dòng 1");
        told("tt_hong_gai", "Dòng 1");
        told("tt_hong_gai; tt_ha_long\ntt_ha_long; tt_bai_chay", "cũng chấm dứt trong cùng đợt");
        told("tt_hong_gai; tt_ha_long\ntt_hong_gai; tt_bai_chay", "hai lần");
        told("", "Không tìm thấy đơn vị nào");
    });
}

fn real_tables() -> Option<Vec<(String, Vec<u8>)>> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/01_admin");
    let files = std::fs::read_dir(&folder).ok()?;
    let files = files.filter_map(|entry| {
        let path = entry.ok()?.path();
        let name = path.file_name()?.to_string_lossy().into_owned();
        admin::areas::read::Part::of(&name)?;
        Some((name, std::fs::read(path).ok()?))
    });
    Some(files.collect())
}

#[test]
fn the_first_of_july_2025_is_played_again() {
    let Some(files) = real_tables() else {
        println!("The tables of the areas are not beside this repository; the replay is skipped.");
        return;
    };
    let on: jiff::civil::Date = "2025-07-01".parse().unwrap();
    let plan = Arc::new(admin::areas::parse(&files, on).unwrap());
    assert_eq!((plan.ended_provinces, plan.ended_districts, plan.ended_communes), (52, 705, 10_035));
    let provinces = plan.areas.iter().filter(|area| area.kind == "province" && area.valid_until.is_none()).count();
    let communes = plan.areas.iter().filter(|area| area.code.len() == 5 && area.valid_until.is_none()).count();
    assert_eq!((provinces, communes), (34, 3_321));
    on_both(|house| {
        assert!(MIGRATIONS.len() > 5);
        let (by, shown) = (chore(&house), plan.clone());
        house.app.store.act_blocking(move |tx| admin::areas::record(tx, &by, &shown)).unwrap();
        // A committee for every district of before and every commune of after.
        let by = chore(&house);
        let kinds: BTreeMap<&str, UnitKind> = BTreeMap::from([("district", UnitKind::DistrictCommittee)]);
        let of = |area: &office::Area| -> Option<Unit> {
            let kind = match kinds.get(area.kind.as_str()) {
                Some(kind) => *kind,
                None if area.code.len() == 5 && area.valid_until.is_none() => UnitKind::CommuneCommittee,
                None => return None,
            };
            let begins = (kind == UnitKind::CommuneCommittee).then_some(on);
            let key = format!("ub_{}", area.code);
            let own = unit(&key, &format!("UBND {}", area.name), kind, &area.code, None);
            Some(Unit { id: by.new_unit_id(), valid_from: begins, ..own })
        };
        let units: Vec<Unit> = plan.areas.iter().filter_map(of).collect();
        house.app.store.act_blocking(move |tx| units.iter().try_for_each(|unit| by.put_unit(tx, unit))).unwrap();
        let office = directory(&house);
        let past = house.app.store.read_blocking(|tx| office::annals::list_past_areas(tx, None)).unwrap();
        let proposal = admin::mergers::plan::propose(&office, &past, on);
        let ends = |ending: &&Ending| office.unit(ending.unit).is_some_and(|u| u.key.starts_with("ub_"));
        let endings: Vec<Ending> = proposal.endings.iter().filter(ends).cloned().collect();
        // The list of districts is some years older than the merger: those that ended before it are told, not guessed.
        let lost: Vec<_> =
            plan.findings.iter().filter(|f| f.table == Part::OldDistricts && f.word == "nowhere").collect();
        assert_eq!(endings.len() + lost.len(), 705, "{lost:?}");
        assert!(endings.len() > 680);
        let ba_dinh = office.unit_by_key("ub_001").unwrap().id;
        let heirs = &endings.iter().find(|ending| ending.unit == ba_dinh).unwrap().successors;
        let names: Vec<String> = heirs.iter().map(|id| office.unit_name(*id)).collect();
        assert!(names.contains(&"UBND Phường Ba Đình".to_string()), "{names:?}");
        let started = Instant::now();
        let order = Order {
            number: "202/2025/QH15".into(),
            signed_on: "2025-06-12".parse().unwrap(),
            agency: "Quốc hội".into(),
        };
        let ordered = admin::mergers::plan::deepest_first(&office, &endings);
        for some in ordered.chunks(100) {
            let (by, some, order) = (chore(&house), some.to_vec(), order.clone());
            let last = on.yesterday().unwrap();
            house.app.store.act_blocking(move |tx| by.end_units(tx, &some, last, Some(&order))).unwrap();
        }
        let took = started.elapsed();
        println!("{} units ended in {took:?}", endings.len());
        assert!(took.as_secs() < 30);
        let after = directory(&house);
        assert_eq!(after.successors_on(ba_dinh, on).len(), heirs.len());
        assert!(after.predecessors_on(heirs[0], "2025-06-30".parse().unwrap()).contains(&ba_dinh));
    });
}
