//! What is around a request: where the matter is, who helped to file it, at which door the result is wanted. The three
//! organisations of a dossier (help, receiving, deciding) stay distinct (NĐ 118/2025/NĐ-CP).

use dossier::Dossier;
use dossier::command::AroundUnits;
use dossier::door::{Around, doors};
use dossier::model::{PLACE_MAX, UnitRef};
use jiff::civil::Date;
use kernel::{Lang, UnitId};
use office::Directory;
use office::model::Unit;
use web::Fields;
use web::ui::Choice;

fn choice(unit: &Unit) -> Choice {
    Choice::new(unit.id.to_string(), &unit.name)
}

/// Centres that may have helped: every one but the counter itself.
pub fn helpers(directory: &Directory, today: Date, here: UnitId) -> Vec<Choice> {
    doors(directory, today).into_iter().filter(|unit| unit.id != here).map(choice).collect()
}

/// Where the result may be collected: every centre but this one, which is the blank choice.
pub fn other_doors(directory: &Directory, today: Date, here: UnitId) -> Vec<Choice> {
    helpers(directory, today, here)
}

/// What the first screen says; `None`: a place that is too long is noted at its field.
pub fn of_form(form: &mut Fields, lang: Lang) -> Option<Around> {
    let place = form.value("place").trim().to_string();
    if place.chars().count() > PLACE_MAX {
        form.refuse("place", lang.say("refusal-place-too-long"));
        return None;
    }
    let unit = |name: &str| form.value(name).parse().ok();
    Some(Around { place, help: unit("help"), door: unit("door") })
}

/// The same for a dossier that is there; the office knows the names.
pub fn named(form: &mut Fields, lang: Lang) -> Option<AroundUnits> {
    let unit = |id: UnitId| UnitRef { id, name: String::new(), code: String::new() };
    let around = of_form(form, lang)?;
    Some(AroundUnits { place: around.place, help: around.help.map(unit), door: around.door.map(unit) })
}

/// The dossier's own, as the fields show it.
pub fn typed(form: Fields, dossier: &Dossier) -> Fields {
    let id = |unit: &Option<UnitRef>| unit.as_ref().map(|unit| unit.id.to_string()).unwrap_or_default();
    form.with("place", &dossier.place).with("help", id(&dossier.help)).with("door", id(&dossier.pick_up_at))
}

/// Whether the fields say something else than the dossier.
pub fn differs(around: &AroundUnits, dossier: &Dossier) -> bool {
    let id = |unit: &Option<UnitRef>| unit.as_ref().map(|unit| unit.id);
    let two = [dossier.receiving.id, dossier.deciding.id];
    around.place != dossier.place
        || id(&around.help).filter(|unit| !two.contains(unit)) != id(&dossier.help)
        || id(&around.door).filter(|unit| *unit != dossier.receiving.id) != id(&dossier.pick_up_at)
}
