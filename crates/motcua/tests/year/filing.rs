//! The long way in for people with an account: a draft page by page, a file that is cut off, sent by two presses at once.

use axum::body::Bytes;
use dossier::model::PickUp;
use kernel::{DossierId, Error};
use person::Citizen;
use portal::filing::model::{Change, Place};
use portal::filing::{Filings, Opened, submit};
use portal::uploads::{NewUpload, Progress, Target};
use rand::RngExt;

use super::house::{Came, House};

impl House {
    /// The long way: a draft, a file in two pieces with the store of files gone at its end, sent by two presses at once.
    pub fn file_in_steps(&mut self, code: &str, by: &Citizen) -> Option<DossierId> {
        let filings = Filings {
            dossiers: self.app.dossiers.clone(),
            blobs: self.app.blobs.clone(),
            sessions: self.app.sessions.clone(),
        };
        let begun = self.runtime.block_on(filings.begin(by, code));
        let Came::Done(id) = self.came("filing", begun) else { return None };
        let opened = self.runtime.block_on(filings.open(by, id)).expect("opened");
        let component =
            opened.procedure.version.checklist(opened.filing.body.case.as_deref()).first().map(|c| c.key.clone());
        if let Some(component) = component {
            self.upload_through_an_outage(&filings, by, id, component);
        }
        self.tick();
        for change in answers(&opened) {
            let seen = self.runtime.block_on(filings.open(by, id)).expect("opened").filing.version;
            self.runtime.block_on(filings.save(by, id, seen, change, true)).expect("saved");
        }
        let opened = self.runtime.block_on(filings.open(by, id)).expect("opened");
        let send = || submit::submit(&filings, by, &opened);
        let (one, two) = self.runtime.block_on(async { tokio::join!(send(), send()) });
        let sent: Vec<DossierId> = [one, two]
            .into_iter()
            .filter_map(|answer| match self.came("submission", answer) {
                Came::Done(id) => Some(id),
                Came::Refused(_) | Came::Stale | Came::Lost => None,
            })
            .collect();
        assert!(sent.iter().all(|dossier| *dossier == sent[0]), "one filing, two dossiers: {sent:?}");
        sent.first().inspect(|_| self.count("steps")).copied()
    }

    fn upload_through_an_outage(&mut self, filings: &Filings, by: &Citizen, id: kernel::FilingId, component: String) {
        let (uploads, target) = (filings.uploads(), Target::Filing(id));
        let bytes = picture(self.dice.random_range(0..200));
        let new = NewUpload { component, name: "anh.png".into(), mark: "m".into(), length_bytes: bytes.len() as i64 };
        let half = bytes.len() / 2;
        let upload = self.runtime.block_on(uploads.begin(by, target, new.clone())).expect("begun");
        let piece = Bytes::copy_from_slice(&bytes[..half]);
        self.runtime.block_on(uploads.append(by, target, upload.id, 0, piece)).expect("the first half");
        let gone = self.blobs_gone();
        let rest = Bytes::copy_from_slice(&bytes[half..]);
        let failed = self.runtime.block_on(uploads.append(by, target, upload.id, half as i64, rest));
        assert!(matches!(failed, Err(Error::Fault(_))), "a file was taken without a store: {failed:?}");
        self.blobs_back(gone);
        let again = self.runtime.block_on(uploads.begin(by, target, new)).expect("found again");
        assert_eq!((again.id, again.held_bytes), (upload.id, bytes.len() as i64), "the bytes that came are kept");
        let done = self.runtime.block_on(uploads.append(by, target, upload.id, again.held_bytes, Bytes::new()));
        assert!(matches!(done, Ok(Progress::Taken(..))), "taken once the store is back: {done:?}");
        self.count("uploads through an outage");
    }
}

/// Answers to every page of the usual form.
fn answers(opened: &Opened) -> Vec<Change> {
    let home = Place {
        code: opened.filing.body.place.code.clone(),
        commune: "Phường Hồng Gai".into(),
        province: "Tỉnh Quảng Ninh".into(),
    };
    let units = opened.units();
    let address = || vec!["Số 1 Lê Lợi".to_string(), "Phường Hồng Gai".into(), "Quảng Ninh".into()];
    let one = |text: &str| vec![text.to_string()];
    vec![
        Change::Where { place: home, receiving: units.receiving, deciding: units.deciding },
        Change::Answers(
            "matter".into(),
            vec![("subject".into(), one("Đề nghị cấp bản sao")), ("place".into(), address())],
        ),
        Change::Answers(
            "contact".into(),
            vec![("phone".into(), one("0912300001")), ("contact_address".into(), address())],
        ),
        Change::Receive { pick_up: Some(PickUp::Counter), post_to: String::new() },
    ]
}

/// A small scan that no other test has.
pub fn picture(shade: u8) -> Vec<u8> {
    let page = image::GrayImage::from_fn(240, 320, |x, y| image::Luma([shade.wrapping_add((x ^ y) as u8)]));
    let mut bytes = std::io::Cursor::new(Vec::new());
    page.write_to(&mut bytes, image::ImageFormat::Png).expect("a picture");
    bytes.into_inner()
}
