//! Bags and parcels as records to sign: the list of a bag, the hand-over record of the post.

use kernel::Lang;
use office::Directory;
use paper::{Form, Head, Transfer, TransferLine, TransferRecord, moment_words};

use crate::model::{Bag, BagLine, BagState, Discrepancy, Item, LineState, Parcel, Way};

/// Records are Vietnamese, whoever prints them.
const VI: Lang = Lang::Vi;

/// Who issues a record, under which name, where and when.
fn head(directory: &Directory, unit: kernel::UnitId, name: &str, title: &str, on: jiff::civil::Date) -> Head {
    let above = directory.unit(unit).and_then(|unit| unit.parent).map(|parent| directory.unit_name(parent));
    let area = directory.lineage(unit).find_map(|unit| unit.area.clone());
    let place = area.and_then(|code| directory.area(&code).map(|area| area.name.clone())).unwrap_or_default();
    // "phường Hồng Gai" → "Hồng Gai": the kind of the place is its first word or two.
    let kinds = ["province", "city", "ward", "commune", "zone"].map(|kind| VI.say(&format!("custody-place-{kind}")));
    let bare = kinds.iter().find_map(|kind| place.strip_prefix(&format!("{kind} "))).unwrap_or(&place).to_string();
    Head {
        agency: above.unwrap_or_default(),
        unit: name.into(),
        form_no: String::new(),
        basis: String::new(),
        title: VI.say(title).into_owned(),
        number: None,
        place: bare,
        date: Some(on),
    }
}

/// The transfer list of a bag as it stands, with what was wrong at the other end.
pub fn transfer_list(directory: &Directory, bag: &Bag, lines: &[BagLine]) -> Form {
    let (given, taken) = match &bag.state {
        BagState::Open | BagState::Dropped { .. } => (None, None),
        BagState::Sealed { seal } | BagState::OnTheWay { seal, .. } | BagState::Lost { seal, .. } => {
            (Some(&seal.set), None)
        }
        BagState::Received { seal, received } | BagState::Closed { seal, received, .. } => {
            (Some(&seal.set), Some(received))
        }
    };
    let on = given.map_or(bag.opened.at, |done| done.at).date();
    let line = |line: &BagLine| TransferLine {
        label: line.paper.code.clone(),
        name: line.paper.name.clone(),
        originals: line.paper.originals,
        copies: line.paper.copies,
        note: (line.state != LineState::Packed && line.state != LineState::Arrived)
            .then(|| VI.say(&format!("custody-line-{}", line.state.word())).into_owned()),
    };
    Form::TransferRecord(TransferRecord {
        head: head(directory, bag.from.id, &bag.from.name, "custody-record-bag", on),
        transfer: Transfer::Bag,
        code: bag.code.clone(),
        // A hand scanner types what the QR code says, so it says the code and no address.
        follow_up_url: Some(bag.code.clone()),
        giver: bag.from.name.clone(),
        taker: bag.to.name.clone(),
        giver_person: given.map(|done| done.by.name.clone()),
        taker_person: taken.map(|done| done.by.name.clone()),
        seal: bag.state.seal().map(|seal| seal.number.clone()),
        party: None,
        lines: lines.iter().map(line).collect(),
        signed_at: taken.map(|done| moment_words(done.at)),
        discrepancies: bag.discrepancies.iter().map(discrepancy).collect(),
    })
}

fn discrepancy(line: &Discrepancy) -> String {
    let word = VI.say(&format!("custody-wrong-{}", line.wrong.word()));
    let words = if line.words.is_empty() { String::new() } else { format!(" ({})", line.words) };
    format!("{word}: {}{words}", line.what)
}

/// The hand-over record of a parcel: the legal receipt of what came in, the receipt of the post for what goes out
/// (QĐ 45/2016/QĐ-TTg; TT 17/2017/TT-BTTTT Điều 5).
pub fn post_record(directory: &Directory, parcel: &Parcel) -> Form {
    let post = VI.say("custody-the-post").into_owned();
    let signed = parcel.state.signed();
    let done = signed.map(|(done, _)| done).or_else(|| parcel.state.given());
    let on = done.unwrap_or(&parcel.noted).at.date();
    let officer = done.map(|done| done.by.name.clone());
    let postman = signed.map(|(_, postman)| postman.to_string());
    let (transfer, title) = match parcel.way {
        Way::In => (Transfer::PostIn, "custody-record-post-in"),
        Way::Out => (Transfer::PostOut, "custody-record-post-out"),
    };
    let (giver, taker, giver_person, taker_person) = match parcel.way {
        Way::In => (post, parcel.unit.name.clone(), postman, officer),
        Way::Out => (parcel.unit.name.clone(), post, officer, None),
    };
    let party = [&parcel.name, &parcel.address, &parcel.phone].into_iter().filter(|part| !part.is_empty());
    let line = |item: &Item| TransferLine {
        label: if parcel.way == Way::Out { parcel.dossier_code.clone() } else { String::new() },
        name: item.name.clone(),
        originals: item.originals,
        copies: item.copies,
        note: None,
    };
    Form::TransferRecord(TransferRecord {
        head: head(directory, parcel.unit.id, &parcel.unit.name, title, on),
        transfer,
        code: parcel.tracking.clone(),
        follow_up_url: None,
        giver,
        taker,
        giver_person,
        taker_person,
        seal: None,
        party: Some(party.cloned().collect::<Vec<_>>().join("; ")),
        lines: parcel.items.iter().map(line).collect(),
        signed_at: done.map(|done| moment_words(done.at)),
        discrepancies: Vec::new(),
    })
}
