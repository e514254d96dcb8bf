//! What supervisors see and do, on both engines.

mod books;
mod owed;
mod progress;

use std::sync::Arc;

use dossier::Command;
use kernel::{DossierId, OfficerId};
use office::Officer;
use supervision::Supervision;
use supervision::board::Moment;
use testkit::World;
use testkit::office::{HEAD, INTAKE, SPECIALIST, SUPERVISOR};

/// The room over a world's dossiers, with its tables.
pub fn desk(world: &World) -> Supervision {
    world.store.migrate(supervision::MIGRATIONS).expect("tables are made");
    Supervision::new(world.dossiers.clone())
}

/// The same world, with this room listening to what is recorded.
pub fn listening(world: &World) -> World {
    let mut heard = world.with_office(world.office.clone());
    heard.dossiers.listeners = Arc::from([supervision::listener()]);
    heard
}

/// The supervisor, today.
pub fn supervisor(world: &World) -> Officer {
    world.officer(SUPERVISOR)
}

/// The board as of now.
pub fn caught_up(world: &World, desk: &Supervision) -> Moment {
    let directory = Arc::clone(supervisor(world).directory());
    world.wait(desk.catch_up(&directory)).expect("the board catches up")
}

/// A dossier on the specialist's desk.
pub fn on_desk(world: &World, procedure: &str, to: &str) -> DossierId {
    let id = world.accepted(procedure);
    world.does(INTAKE, id, Command::Transfer { note: String::new() });
    world.does(HEAD, id, Command::Assign { to: world.named(to), note: String::new() });
    id
}

/// A dossier on the desk of whoever handles first.
pub fn handled(world: &World, procedure: &str) -> DossierId {
    on_desk(world, procedure, SPECIALIST)
}

pub fn id_of(login: &str) -> OfficerId {
    testkit::office::id_of(login)
}
