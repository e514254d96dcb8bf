//! The files of `sample/`, built into the binary: read, checked and recorded. It draws no people: see `people`.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Dice;
use kernel::{Error, Ids, Refusal, Result};
use office::{Act, Admin, Permit, Plan};
use procedure::{ProcedureVersion, Process};
use rand::Rng;
use serde::Deserialize;
use store::Store;

use super::people::Home;
use super::{Login, passwords};
use crate::config::Agency;

const OFFICE: &str = include_str!("../../../../sample/office.toml");
const PROCESSES: &str = include_str!("../../../../sample/processes.toml");

macro_rules! procedure_files {
    ($($name:literal),* $(,)?) => {
        /// (file, text)
        pub(crate) const PROCEDURES: &[(&str, &str)] =
            &[$(($name, include_str!(concat!("../../../../sample/procedures/", $name, ".toml")))),*];
    };
}
procedure_files!(
    "bao_tro_xa_hoi",
    "bien_phap_bao_dam",
    "can_cuoc",
    "chung_thuc",
    "cu_tru",
    "dat_dai",
    "dau_tu",
    "doanh_nghiep",
    "duong_bo",
    "giao_duc",
    "giay_phep_lai_xe",
    "ho_kinh_doanh",
    "ho_tich",
    "hoa_giai",
    "lam_nghiep",
    "ly_lich_tu_phap",
    "moi_truong",
    "nguoi_co_cong",
    "phuong_tien",
    "thue",
    "xay_dung",
    "xuat_nhap_canh",
);

macro_rules! form_files {
    ($($name:literal),* $(,)?) => {
        /// (file, text)
        pub(crate) const FORMS: &[(&str, &str)] =
            &[$(($name, include_str!(concat!("../../../../sample/forms/", $name, ".toml")))),*];
    };
}
form_files!("ban_sao_ho_tich", "ho_kinh_doanh", "ket_hon", "khai_sinh", "khai_tu", "thuong_tru", "tinh_trang_hon_nhan",);

#[derive(Deserialize)]
struct ProcedureFile {
    procedure: Vec<ProcedureVersion>,
}

/// A file of internal processes, as `motcua import processes` reads it too.
#[derive(Deserialize)]
pub struct ProcessFile {
    pub process: Vec<Process>,
}

fn read<T: serde::de::DeserializeOwned>(name: &str, text: &str) -> Result<T> {
    toml::from_str(text).map_err(|e| Error::fault(format!("sample {name}"), e))
}

/// The sample office as its file describes it.
pub fn sample_plan() -> Result<Plan> {
    Plan::parse(OFFICE)
}

/// The sample procedures.
pub(crate) fn sample_procedures() -> Result<Vec<ProcedureVersion>> {
    let mut all = Vec::new();
    for (name, text) in PROCEDURES {
        all.extend(read::<ProcedureFile>(name, text)?.procedure);
    }
    Ok(all)
}

/// The sample's electronic forms.
pub(crate) fn sample_forms() -> Result<Vec<procedure::form::Form>> {
    FORMS.iter().map(|(name, text)| read(name, text)).collect()
}

/// The sample processes, without the default one.
pub(crate) fn sample_processes() -> Result<Vec<Process>> {
    Ok(read::<ProcessFile>("processes", PROCESSES)?.process)
}

/// Whose site the sample office is.
pub fn agency() -> Result<Agency> {
    let plan = sample_plan()?;
    let centre = plan.units.iter().find(|unit| unit.kind == office::UnitKind::ProvinceCentre);
    let parent = plan.units.iter().find(|unit| unit.kind == office::UnitKind::ProvinceCommittee);
    let name = |unit: Option<&office::setup::UnitPlan>| unit.map(|u| u.name.clone()).unwrap_or_default();
    Ok(Agency {
        name_vi: name(centre),
        name_en: "Public Administrative Service Centre (sample)".into(),
        parent_vi: name(parent),
        parent_en: "Provincial People's Committee (sample)".into(),
        address: centre.and_then(|u| u.address.clone()).unwrap_or_default(),
        phone: plan.office.hotline.clone(),
        email: plan.office.email.clone(),
    })
}

/// Records units, roles and officers, each officer with a fresh password.
///
/// Errors: refused `OFFICE_EXISTS`.
pub(super) fn record(store: &Store, ids: &Arc<Ids>, now_ms: i64, rng: &mut Dice) -> Result<Vec<Login>> {
    let plan = sample_plan()?;
    let units: BTreeMap<&str, &str> = plan.units.iter().map(|u| (u.key.as_str(), u.name.as_str())).collect();
    let mut logins = Vec::new();
    for officer in &plan.officers {
        logins.push(Login {
            login: officer.login.clone(),
            password: passwords::draw(rng),
            name: officer.full_name.clone(),
            title: officer.title.clone(),
            unit: units.get(officer.unit.as_str()).unwrap_or(&"").to_string(),
            roles: officer.roles.clone(),
        });
    }
    let hashes = hash_all(&logins, rng)?;
    let ids = ids.clone();
    store.act_blocking(move |tx| {
        if office::setup::is_set_up(tx)? {
            return Err(Refusal::new("OFFICE_EXISTS").into());
        }
        let admin = Admin::new(Permit::for_chore(Act::Administer, "demo"), ids.clone(), now_ms)?;
        plan.record(tx, &admin, &|login| hashes.get(login).cloned())
    })?;
    Ok(logins)
}

/// Argon2 is slow on purpose: two threads halve the wait.
fn hash_all(logins: &[Login], rng: &mut Dice) -> Result<BTreeMap<String, String>> {
    let salted: Vec<(&Login, [u8; 16])> = logins
        .iter()
        .map(|login| {
            let mut salt = [0; 16];
            rng.fill_bytes(&mut salt);
            (login, salt)
        })
        .collect();
    let halves = salted.chunks(salted.len().div_ceil(2).max(1));
    std::thread::scope(|scope| {
        let hash = |part: &[(&Login, [u8; 16])]| -> Result<Vec<(String, String)>> {
            part.iter().map(|(l, salt)| Ok((l.login.clone(), office::password::hash(&l.password, salt)?))).collect()
        };
        let threads: Vec<_> = halves.map(|part| scope.spawn(move || hash(part))).collect();
        let mut all = BTreeMap::new();
        for thread in threads {
            all.extend(thread.join().map_err(|_| Error::fault("password hashing", "panicked"))??);
        }
        Ok(all)
    })
}

/// Records the sample procedures with their processes and forms, and the default process. Answers how many procedures there are.
pub(super) fn record_catalogue(store: &Store, ids: &Arc<Ids>, now_ms: i64) -> Result<usize> {
    let (procedures, processes, forms) = (sample_procedures()?, sample_processes()?, sample_forms()?);
    let ids = ids.clone();
    store.act_blocking(move |tx| {
        for version in &procedures {
            procedure::store::record_version(tx, &ids, now_ms, version)?;
        }
        let default = procedure::process::default_process(None);
        for process in processes.iter().chain([&default]) {
            procedure::store::record_process(tx, &ids, now_ms, process)?;
        }
        for form in &forms {
            procedure::form::rows::record_form(tx, &ids, now_ms, form)?;
        }
        Ok(procedures.len())
    })
}

/// The communes, wards and zones people of the sample office live in.
pub(super) fn homes() -> Result<Vec<Home>> {
    let plan = sample_plan()?;
    let province = plan.areas.iter().find(|area| area.code == plan.office.home_area);
    let (code, name) = province.map_or((String::new(), String::new()), |p| (p.code.clone(), p.name.clone()));
    let standing = plan.areas.iter().filter(|a| a.until.is_none() && a.parent.as_deref() == Some(code.as_str()));
    Ok(standing
        .map(|area| Home {
            province_code: code.clone(),
            province: name.clone(),
            code: area.code.clone(),
            name: area.name.clone(),
            ward: area.kind == "ward",
        })
        .collect())
}
