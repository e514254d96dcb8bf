//! The large office: hundreds of officers, a million dossiers printed from lives that were led through the real door.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use dossier::Dossier;
use dossier::model::UnitRef;
use jiff::civil::{Date, DateTime};
use kernel::{Clock, DossierId, Error, Lang, PersonId, Result};
use office::{Act, Admin, Officer, Permit, Plan, Visitor};
use procedure::model::{Channel, ChannelTerm, Component, ComponentKind, Detail, ProcedureVersion};
use procedure::process::{Duty, Process, Step, StepUnit};
use serde::{Deserialize, Serialize};
use store::EngineKind;

use super::Args;
use super::lives::{self, Cast, Life, Span};
use super::report::Report;
use crate::app::App;
use crate::config::Config;

/// The procedure all planted dossiers are of.
pub const PROCEDURE: &str = "9.000001";
const DEPARTMENTS: usize = 40;
const SPECIALISTS: usize = 8;
const BRANCHES: usize = 20;
/// Districts that decide, to be merged into communes.
pub const DISTRICTS: usize = 700;
const COMMUNES: usize = 100;
/// Dossiers one transaction carries while planting.
const BATCH: usize = 500;

/// What the measurements need to know of the office.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Planted {
    pub seed: u64,
    pub dossiers: u64,
    /// One token per intake officer, with the officer's unit.
    pub intake: Vec<(String, i64)>,
    /// One token per specialist.
    pub specialists: Vec<String>,
    /// Units that decide.
    pub deciding: Vec<i64>,
    /// A sample of dossier codes.
    pub codes: Vec<String>,
    /// People who apply during the measurement.
    pub people: Vec<String>,
    /// A token of whoever watches over the province.
    #[serde(default)]
    pub supervisor: String,
    /// The officer with the most open dossiers.
    #[serde(default)]
    pub busiest: i64,
}

/// Plants, or finds what an earlier run planted with the same seed and size.
pub fn office(args: &Args, report: &mut Report) -> Result<Planted> {
    let marker = args.data.join(format!("planted-{}.json", args.engine));
    if let Ok(text) = std::fs::read_to_string(&marker) {
        let known: Planted = serde_json::from_str(&text).map_err(|e| Error::fault("planted.json", e))?;
        if known.seed == args.seed && known.dossiers == args.dossiers {
            return Ok(known);
        }
        return Err(Error::fault("bench", "the folder holds another planting; choose an empty one"));
    }
    let app = App::open(config(args), Clock::System)?;
    let begun = Instant::now();
    let (cast, mut planted) = people(args, &app)?;
    report.number("office and catalogue planted", begun.elapsed().as_secs_f64(), "s", "");
    planted.people = applicants(&app, &cast[0].intake)?;
    let begun = Instant::now();
    print(args, &app, &cast, &mut planted)?;
    let seconds = begun.elapsed().as_secs_f64();
    report.number(
        &format!("{} dossiers with 10 events each planted", args.dossiers),
        args.dossiers as f64 / seconds,
        "dossiers/s",
        "",
    );
    let text = serde_json::to_string(&planted).map_err(|e| Error::fault("planted.json", e))?;
    std::fs::write(&marker, text).map_err(|e| Error::fault("planted.json", e))?;
    Ok(planted)
}

/// The settings of the office and of the server that is measured: no limits per address, one address asks it all.
pub fn config(args: &Args) -> Config {
    let data: PathBuf = args.data.clone();
    Config {
        database_url: args.database_url.clone().filter(|_| args.engine == "postgres"),
        look_ups_per_minute: 0,
        sign_ins_per_minute: 0,
        searches_per_minute: 0,
        tokens_per_minute: 0,
        connections: args.connections,
        ..Config::default()
    }
    .in_folder(&data)
}

fn people(args: &Args, app: &App) -> Result<(Vec<Cast>, Planted)> {
    let now = app.clock.now();
    let password = "motcua bench 2026";
    let hash = office::password::hash(password, &[7; 16])?;
    let plan = Plan::parse(&plan_text())?;
    let (ids, now_ms) = (app.ids.clone(), app.clock.now_ms());
    app.store.act_blocking(move |tx| {
        let admin = Admin::new(Permit::for_chore(Act::Administer, "bench"), ids.clone(), now_ms)?;
        plan.record(tx, &admin, &|_| Some(hash.clone()))
    })?;
    catalogue(args, app)?;
    let runtime = tokio::runtime::Runtime::new().map_err(|e| Error::fault("runtime", e))?;
    runtime.block_on(async {
        app.sessions.refresh().await?;
        let visitor = Visitor { address: "127.0.0.1".into(), agent: "bench".into() };
        let mut nth = 0_u64;
        let mut enter = async |login: String| -> Result<(Officer, String)> {
            nth += 1;
            let mut secret = [0_u8; 32];
            secret[..8].copy_from_slice(&nth.to_be_bytes());
            secret[8..16].copy_from_slice(&args.seed.to_be_bytes());
            let officer = app.sessions.sign_in(&login, password, secret, &visitor, now).await?.officer;
            let acts = Act::ALL.iter().copied().filter(|act| officer.may_somewhere(*act)).collect();
            let new = office::token::NewToken { name: "bench".into(), acts, days: 30 };
            let (_, text) = app.sessions.create_token(&officer, new, secret, now).await?;
            Ok((officer, text))
        };
        let mut intake = Vec::new();
        for branch in 0..BRANCHES {
            intake.push(enter(format!("intake{branch}")).await?);
        }
        let (mut casts, mut specialists, mut deciding) = (Vec::new(), Vec::new(), Vec::new());
        for department in 0..DEPARTMENTS {
            let (approver, _) = enter(format!("approver{department}")).await?;
            deciding.push(approver.unit().0);
            let mut own = Vec::new();
            for specialist in 0..SPECIALISTS {
                own.push(enter(format!("specialist{department}_{specialist}")).await?);
            }
            for (place, (specialist, token)) in own.iter().enumerate() {
                specialists.push(token.clone());
                casts.push(Cast {
                    intake: intake[(department + place) % BRANCHES].0.clone(),
                    specialist: specialist.clone(),
                    colleague: own[(place + 1) % SPECIALISTS].0.clone(),
                    approver: approver.clone(),
                });
            }
        }
        let intake = intake.into_iter().map(|(officer, token)| (token, officer.unit().0)).collect();
        let (_, supervisor) = enter("supervisor".into()).await?;
        let busiest = casts.first().map_or(0, |cast: &Cast| cast.specialist.id().0);
        let planted = Planted {
            seed: args.seed,
            dossiers: args.dossiers,
            intake,
            specialists,
            deciding,
            codes: Vec::new(),
            people: Vec::new(),
            supervisor,
            busiest,
        };
        Ok((casts, planted))
    })
}

/// Two thousand people with numbers of births after 2100, so that nobody living is among them.
fn applicants(app: &App, by: &Officer) -> Result<Vec<String>> {
    let today = kernel::time::civil(app.clock.now()).date();
    let (ids, by, now_ms) = (app.ids.clone(), by.clone(), app.clock.now_ms());
    app.store.act_blocking(move |tx| {
        let reader = person::Reader::officer(&by, "bench", &ids, now_ms);
        let mut out = Vec::new();
        for nth in 0..2_000_u64 {
            let draft = person::Draft {
                name: name(nth),
                personal_number: format!("022400{nth:06}"),
                phone: format!("0300{nth:06}"),
                ..person::Draft::default()
            };
            let checked =
                draft.check(today).map_err(|refusals| Error::fault("bench person", format!("{refusals:?}")))?;
            out.push(person::store::find_or_create(tx, &checked, &reader)?.person().id.to_string());
        }
        Ok(out)
    })
}

/// Root, centre with branches, departments with officers; everybody may do what their desk needs.
fn plan_text() -> String {
    let mut text = String::from(
        r#"
[office]
key = "bench"
name = "Tỉnh Mẫu"
rule_set = "R118"
home_area = "00"
[working_time]
days = ["mon", "tue", "wed", "thu", "fri"]
shifts = [{ from = "07:30", until = "11:30" }, { from = "13:00", until = "17:00" }]
[[role]]
key = "intake"
name_vi = "Tiếp nhận"
name_en = "Intake"
acts = ["intake", "accept", "request_supplement", "refuse_intake", "transfer", "hand_over", "confirm_withdrawal", "view"]
[[role]]
key = "specialist"
name_vi = "Chuyên viên"
name_en = "Specialist"
acts = ["claim", "forward", "send_back", "consult", "ask_supplement", "suspend", "resume", "propose", "view"]
[[role]]
key = "approver"
name_vi = "Lãnh đạo"
name_en = "Approver"
acts = ["claim", "approve", "reject_proposal", "attach_result", "release", "extend", "view"]
[[role]]
key = "supervisor"
name_vi = "Giám sát"
name_en = "Supervisor"
acts = ["supervise", "view_all", "view"]
[[officer]]
login = "supervisor"
full_name = "Người giám sát"
unit = "root"
roles = ["supervisor"]
[[unit]]
key = "root"
name = "Ủy ban nhân dân tỉnh Mẫu"
kind = "province_committee"
code = "H49"
[[unit]]
key = "centre"
name = "Trung tâm Phục vụ hành chính công"
kind = "province_centre"
parent = "root"
code = "H49.99"
"#,
    );
    for branch in 0..BRANCHES {
        let _ = write!(
            text,
            "[[unit]]\nkey = \"branch{branch}\"\nname = \"Chi nhánh {branch}\"\nkind = \"centre_branch\"\nparent = \"centre\"\n\
             code = \"H49.99.{branch:02}\"\nintake = true\n[[officer]]\nlogin = \"intake{branch}\"\nfull_name = \"Cán bộ tiếp nhận \
             {branch}\"\nunit = \"branch{branch}\"\nroles = [\"intake\"]\n"
        );
    }
    for district in 0..DISTRICTS {
        let _ = write!(
            text,
            "[[unit]]\nkey = \"district{district}\"\nname = \"Huyện số {district}\"\nkind = \"district_committee\"\nparent = \
             \"root\"\ncode = \"H49.{}\"\nresolves = true\n",
            district + 100
        );
    }
    for commune in 0..COMMUNES {
        let _ = write!(
            text,
            "[[unit]]\nkey = \"commune{commune}\"\nname = \"Xã số {commune}\"\nkind = \"commune_committee\"\nparent = \
             \"root\"\ncode = \"H49.{}\"\nresolves = true\n",
            commune + 800
        );
    }
    for department in 0..DEPARTMENTS {
        let _ = write!(
            text,
            "[[unit]]\nkey = \"department{department}\"\nname = \"Sở số {department}\"\nkind = \"department\"\nparent = \"root\"\n\
             code = \"H49.{:02}\"\nresolves = true\n[[officer]]\nlogin = \"approver{department}\"\nfull_name = \"Lãnh đạo \
             {department}\"\nunit = \"department{department}\"\nroles = [\"approver\"]\n",
            department + 1
        );
        for specialist in 0..SPECIALISTS {
            let _ = write!(
                text,
                "[[officer]]\nlogin = \"specialist{department}_{specialist}\"\nfull_name = \"Chuyên viên {department}.{specialist}\"\n\
                 unit = \"department{department}\"\nroles = [\"specialist\"]\n"
            );
        }
    }
    text
}

fn catalogue(args: &Args, app: &App) -> Result<()> {
    let now_ms = app.clock.now_ms();
    if let Some(folder) = &args.catalogue {
        let on = kernel::time::civil(app.clock.now()).date();
        let (versions, found) = procedure::read(folder, procedure::ReadOptions { drop_broken: false, on });
        eprintln!("{}", found.text(Lang::En).lines().next().unwrap_or_default());
        let options = procedure::store::ImportOptions { repeal_missing: false };
        procedure::store::import(&app.store, app.ids.clone(), now_ms, &versions, &found, options, |_, _| {})?;
    }
    let ids = app.ids.clone();
    app.store.act_blocking(move |tx| {
        procedure::store::record_version(tx, &ids, now_ms, &version())?;
        procedure::store::record_process(tx, &ids, now_ms, &process())?;
        Ok(())
    })?;
    let catalogue = app.catalogue.clone();
    app.store.act_blocking(move |tx| catalogue.refresh(tx).map(drop))
}

fn version() -> ProcedureVersion {
    let component = |nth: u32| Component {
        key: format!("TP0{nth}"),
        case: None,
        group: None,
        kind: ComponentKind::Document,
        name: format!("Giấy tờ số {nth} của hồ sơ"),
        form_template: None,
        originals: 1,
        copies: 0,
        required: true,
    };
    let limit = law::Limit::of(5, law::Unit::WorkingDay);
    ProcedureVersion {
        components: (1..=3).map(component).collect(),
        terms: vec![ChannelTerm {
            channel: Channel::Counter,
            case: None,
            limit: Some(limit),
            limit_printed: "5 ngày làm việc".into(),
            fees: Vec::new(),
            description: String::new(),
        }],
        detail: Detail::Full,
        ..ProcedureVersion::named(PROCEDURE, "Thủ tục mẫu để đo", "Đo lường")
    }
}

fn process() -> Process {
    let step = |key: &str, name: &str, duty, days| Step {
        key: key.into(),
        name: name.into(),
        duty,
        at: StepUnit::Deciding,
        limit: Some(law::Limit::of(days, law::Unit::WorkingDay)),
    };
    Process {
        key: "bench".into(),
        name: "Quy trình mẫu".into(),
        procedure: Some(PROCEDURE.into()),
        steps: vec![
            step("appraise", "Thẩm định", Duty::Specialist, 3),
            step("approve", "Phê duyệt", Duty::Approver, 2),
        ],
    }
}

/// Leads one life per desk and span, then prints copies of them until there are enough: 90 of 100 are closed, nine with a
/// specialist (eight of them decided by a district), one ready.
fn print(args: &Args, app: &App, casts: &[Cast], planted: &mut Planted) -> Result<()> {
    let today = kernel::time::civil(app.clock.now()).date();
    let stamps: Vec<Arc<(Life, Cast)>> = lead_all(app, casts, today)?;
    let of = |span: Span| -> Vec<Arc<(Life, Cast)>> {
        let name = match span {
            Span::WithSpecialist => "in_progress",
            Span::Ready => "result_ready",
            Span::Closed => "handed_over",
        };
        stamps.iter().filter(|stamp| stamp.0.dossier.stage.name() == name).cloned().collect()
    };
    let (closed, working, ready) = (of(Span::Closed), of(Span::WithSpecialist), of(Span::Ready));
    let mut serials: HashMap<String, u32> = HashMap::new();
    let mut done = 0_u64;
    let bar = indicatif::ProgressBar::new(args.dossiers);
    let directory = app.sessions.directory();
    let district = |nth: usize| {
        let unit = directory.unit_by_key(&format!("district{nth}"))?;
        Some(UnitRef { id: unit.id, name: unit.name.clone(), code: unit.code.clone().unwrap_or_default() })
    };
    let districts: Vec<UnitRef> = (0..DISTRICTS).filter_map(district).collect();
    let (_, process) = app.catalogue.process_for(PROCEDURE).ok_or_else(|| Error::fault("bench", "no process"))?;
    while done < args.dossiers {
        let mut batch = Vec::with_capacity(BATCH);
        for nth in done..(done + BATCH as u64).min(args.dossiers) {
            let pile = match nth % 100 {
                0..=89 => &closed,
                90..=98 => &working,
                _ => &ready,
            };
            // One officer has more than five hundred, to be taken over by the colleagues.
            let stamp = match nth % 1_800 {
                98 => &pile[0],
                _ => &pile[(nth / 100 * 97 + nth) as usize % pile.len()],
            };
            let stamp = stamp.clone();
            batch.push((stamp, nth));
        }
        let mut copies = Vec::with_capacity(batch.len());
        for (stamp, nth) in &batch {
            let mut dossier = stamp.0.dossier.clone();
            let started = kernel::time::instant_ms(dossier.lodged_at);
            dossier.id = DossierId(app.ids.next(started));
            let code = dossier.code.clone().unwrap_or_default();
            let day = code.rsplit_once('-').map(|(head, _)| head.to_string()).unwrap_or_default();
            let serial = serials.entry(day.clone()).and_modify(|n| *n += 1).or_insert(100);
            dossier.code = Some(format!("{day}-{serial:04}"));
            dossier.applicant.person = PersonId(1 + (*nth as i64) % 400_000);
            dossier.applicant.name = name(*nth);
            dossier.components = lives::components();
            if (90..98).contains(&(nth % 100)) {
                of_district(&mut dossier, &districts[(*nth / 100 * 8 + *nth) as usize % districts.len()]);
            }
            if nth % (args.dossiers / 5_000).max(1) == 0 {
                planted.codes.extend(dossier.code.clone());
            }
            copies.push((dossier, stamp.clone()));
        }
        let (ids, process) = (app.ids.clone(), process.clone());
        app.store.act_blocking(move |tx| {
            let mut many: Vec<_> = copies
                .iter()
                .map(|(dossier, stamp)| dossier::bulk::Whole {
                    dossier: dossier.clone(),
                    life: stamp.0.events.iter().map(|(at, actor, happening)| (*at, actor, happening.clone())).collect(),
                    process: &process,
                    calendar: calendar(&stamp.1),
                })
                .collect();
            dossier::bulk::record_many(tx, &mut many, &ids)
        })?;
        done += batch.len() as u64;
        bar.set_position(done);
    }
    bar.finish_and_clear();
    // A bulk load leaves the planner blind until it has looked.
    // PostgreSQL answers from an index alone only where it knows that every row of a page is seen by all; a read opens no
    // transaction, as its vacuum wants.
    app.store.read_blocking(|tx| match tx.kind() {
        EngineKind::Sqlite => Ok(()),
        EngineKind::Postgres => tx.batch("VACUUM"),
    })?;
    app.store.act_blocking(|tx| tx.batch("ANALYZE"))
}

/// The dossier as a district decides it.
fn of_district(dossier: &mut Dossier, district: &UnitRef) {
    dossier.deciding = district.clone();
    if let Some(hold) = dossier.holds.last_mut() {
        hold.to_unit.clone_from(&district.name);
    }
    if let Some(desk) = dossier.stage.desk_mut() {
        desk.unit = district.clone();
    }
}

/// The calendar is the same everywhere in this office; borrowed for as long as the process lives.
fn calendar(_cast: &Cast) -> &'static law::Calendar {
    static CALENDAR: std::sync::LazyLock<law::Calendar> = std::sync::LazyLock::new(law::Calendar::shipped);
    &CALENDAR
}

fn lead_all(app: &App, casts: &[Cast], today: Date) -> Result<Vec<Arc<(Life, Cast)>>> {
    let mut out = Vec::new();
    for (nth, cast) in casts.iter().enumerate() {
        let (door, cast) = (app.dossiers.clone(), cast.clone());
        let lives = app.store.act_blocking(move |tx| {
            let mut lives = Vec::new();
            for (span, days) in [(Span::Closed, 20), (Span::Closed, 50), (Span::WithSpecialist, 4), (Span::Ready, 9)] {
                let day = today.saturating_sub(jiff::Span::new().days(days + (nth % 7) as i64));
                let start: DateTime = day.at(8, 0, 0, 0);
                lives.push(lives::lead(tx, &door, &cast, PROCEDURE, start, span)?);
            }
            Ok(lives)
        })?;
        out.extend(lives.into_iter().map(|life| Arc::new((life, casts[nth].clone()))));
    }
    Ok(out)
}

/// A made-up name; the numbers of the copy choose its parts.
pub fn name(nth: u64) -> String {
    const FAMILY: [&str; 8] = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi"];
    const MIDDLE: [&str; 6] = ["Văn", "Thị", "Minh", "Thanh", "Đức", "Ngọc"];
    const GIVEN: [&str; 10] = ["An", "Bình", "Châu", "Dũng", "Hà", "Khánh", "Linh", "Nam", "Phương", "Tuấn"];
    let mix = nth.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 20;
    let pick = |list: &[&str], shift: u32| list[(mix >> shift) as usize % list.len()].to_string();
    format!("{} {} {} {}", pick(&FAMILY, 0), pick(&MIDDLE, 8), pick(&GIVEN, 16), pick(&GIVEN, 24))
}
