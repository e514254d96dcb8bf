//! Filing online, told as stories on both engines: an applicant's browser in front, a dossier behind.

mod house;
mod look;
mod resume;
mod steps;
mod submission;
