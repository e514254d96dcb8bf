//! Typed ids: a number inside, its kind in the type, and its kind on the wire (`dos_…`).
//!
//! An id is 63 bits: 41 of milliseconds since 2020, 22 of sequence. Rows made later sort later, so the primary key
//! grows at its right edge on both engines and a page of "newest first" is a key range.

use std::fmt;
use std::str::FromStr;
use std::sync::Mutex;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// 2020-01-01T00:00:00Z in milliseconds: the zero of every id.
const EPOCH_MS: i64 = 1_577_836_800_000;
const SEQUENCE_BITS: u32 = 22;
/// Crockford's base 32: no I, L, O, U, so that an id can be read aloud at a counter.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// The text of a wire id is not one of its kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an id of kind {expected}")]
pub struct IdError {
    pub expected: &'static str,
}

/// Makes ids. The seed keeps two processes on one database apart and makes tests repeat themselves.
///
/// A clock that jumps back does not make an id twice: the last instant used is kept and counted on from.
#[derive(Debug)]
pub struct Ids {
    state: Mutex<(i64, u32)>,
    node: u32,
}

impl Ids {
    /// `node` (0–255) tells processes sharing one database apart.
    pub fn new(node: u8) -> Self {
        Self { state: Mutex::new((0, 0)), node: u32::from(node) }
    }

    /// A number never given before by this maker; `now_ms` is milliseconds since 1970.
    pub fn next(&self, now_ms: i64) -> i64 {
        let mut state = self.state.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let ms = (now_ms - EPOCH_MS).max(state.0).max(1);
        let sequence = if ms == state.0 { state.1 + 1 } else { 0 };
        // 14 bits of sequence per millisecond and node; when they run out the next millisecond is borrowed.
        *state = if sequence >= 1 << 14 { (ms + 1, 0) } else { (ms, sequence) };
        (state.0 << SEQUENCE_BITS) | i64::from(self.node << 14) | i64::from(state.1)
    }
}

/// The smallest number a maker can give at a moment (milliseconds since 1970): every id made earlier sorts before it.
pub fn first_of_ms(ms: i64) -> i64 {
    (ms - EPOCH_MS).max(0) << SEQUENCE_BITS
}

fn encode(mut n: i64) -> String {
    let mut out = [b'0'; 13];
    for slot in out.iter_mut().rev() {
        *slot = ALPHABET[(n & 31) as usize];
        n >>= 5;
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn decode(text: &str) -> Option<i64> {
    if text.len() != 13 {
        return None;
    }
    let mut n: i64 = 0;
    for byte in text.bytes() {
        let digit = ALPHABET.iter().position(|&a| a == byte.to_ascii_lowercase())?;
        n = n.checked_mul(32)?.checked_add(digit as i64)?;
    }
    Some(n)
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "_{}"), encode(self.0))
            }
        }
        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> std::result::Result<Self, IdError> {
                text.strip_prefix(concat!($prefix, "_")).and_then(decode).map($name).ok_or(IdError { expected: $prefix })
            }
        }
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, s: S) -> std::result::Result<S::Ok, S::Error> {
                s.collect_str(self)
            }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(d: D) -> std::result::Result<Self, D::Error> {
                let text = std::borrow::Cow::<str>::deserialize(d)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    )*};
}

ids! {
    /// A dossier (hồ sơ).
    DossierId = "dos";
    /// A scan or born-digital file attached to a dossier.
    FileId = "fil";
    /// A person, organisation or foreigner who applies.
    PersonId = "per";
    /// A unit of the administration at any level: province, department, commune, division, centre, branch.
    UnitId = "uni";
    /// An officer (cán bộ, công chức, viên chức).
    OfficerId = "off";
    /// One version of a procedure, by its publication decision.
    ProcedureVersionId = "prv";
    /// One version of an internal process (quy trình nội bộ).
    ProcessId = "prc";
    /// A message in the outbox.
    OutboxId = "out";
    /// A token that a program shows instead of a session.
    TokenId = "tok";
    /// An applicant's account.
    AccountId = "acc";
    /// One version of an electronic form (biểu mẫu điện tử).
    FormId = "frm";
    /// A filing in the making, before it is a dossier.
    FilingId = "flg";
    /// An upload that may resume.
    UploadId = "upl";
    /// A piece of long work.
    JobId = "job";
    /// A paper that somebody holds.
    PaperId = "pap";
    /// A sealed transfer list with its bag.
    BagId = "bag";
    /// A postal item: dossiers arriving or a result going out.
    ParcelId = "pcl";
    /// A visitor's number for one day (số thứ tự).
    TicketId = "tkt";
    /// A counter of a centre (quầy).
    CounterId = "ctr";
    /// An appointment (lịch hẹn).
    AppointmentId = "apt";
    /// A talk with an officer who is not there (trao đổi trực tuyến).
    TalkId = "tlk";
    /// A meeting room of a centre (phòng họp).
    RoomId = "rom";
    /// A meeting in a room, in person (lịch dùng phòng).
    MeetingId = "mtg";
    /// A kiosk of a centre's hall.
    KioskId = "ksk";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_survives_the_wire_and_names_its_kind() {
        let id = DossierId(Ids::new(3).next(1_718_150_400_000));
        assert_eq!(id.to_string().parse::<DossierId>(), Ok(id));
        assert!(id.to_string().parse::<FileId>().is_err());
        assert!("dos_0000000000oil".parse::<DossierId>().is_err());
    }

    #[test]
    fn ids_grow_even_when_the_clock_jumps_back() {
        let ids = Ids::new(0);
        let mut last = 0;
        for step in 0..40_000_i64 {
            let now = 1_718_150_400_000 + if step % 7 == 0 { -5_000 } else { step / 100 };
            let id = ids.next(now);
            assert!(id > last, "{id} after {last}");
            last = id;
        }
    }
}
