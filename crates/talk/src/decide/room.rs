//! What a meeting room must be.

use kernel::Refusal;

use crate::model::Room;

/// The longest name of a room and the longest note, in characters.
pub const NAME_MAX: usize = 80;
pub const NOTE_MAX: usize = 300;
const SEATS_MAX: i64 = 500;

/// A room that can be kept.
///
/// Refused: `ROOM_NAME`, `ROOM_SEATS`, `TALK_TEXT_LONG`.
pub fn check(room: &Room) -> Result<(), Refusal> {
    if room.name.is_empty() || room.name.chars().count() > NAME_MAX {
        return Err(Refusal::new("ROOM_NAME").with("longest", NAME_MAX).at("name"));
    }
    if !(1..=SEATS_MAX).contains(&room.seats) {
        return Err(Refusal::new("ROOM_SEATS").with("most", SEATS_MAX).at("seats"));
    }
    super::course::short(&room.note, NOTE_MAX, "note")
}
