//! Random lives of dossiers: whatever officers try in whatever order, nothing the law forbids ever stands.

use dossier::Command;
use dossier::command::SecondSupplement;
use dossier::model::{Dossier, Outcome};
use dossier::stage::Stage;
use jiff::Span;
use procedure::model::Channel;
use testkit::Desk;
use testkit::catalogue::{self, AT_ONCE, FIFTEEN_DAYS, FIVE_DAYS, NO_LIMIT, SAME_DAY, TEN_DAYS};
use testkit::desk::{ask_supplement, items};
use testkit::office::{APPROVER, CLERK, COLLEAGUE, DIRECTOR, HEAD, INTAKE, SPECIALIST};

use crate::commands::{at_once, every};

/// A small generator: the same seed walks the same ways for ever.
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Chance {
        Chance(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }
    pub fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % n
    }
    pub fn of<T: Clone>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())].clone()
    }
}

fn begin(chance: &mut Chance) -> Desk {
    let code = chance.of(&[FIVE_DAYS, FIVE_DAYS, TEN_DAYS, FIFTEEN_DAYS, SAME_DAY, AT_ONCE, NO_LIMIT]);
    let process = match chance.below(4) {
        0 => catalogue::two_approvers(),
        1 => catalogue::without_clerk(),
        _ => catalogue::usual_process(),
    };
    let channel = chance.of(&[Channel::Counter, Channel::Counter, Channel::Online, Channel::Post]);
    let case = (code == FIFTEEN_DAYS && chance.below(2) == 0).then_some("TH02");
    let day = testkit::on(chance.of(&["2024-06-03", "2025-06-27", "2025-09-10", "2026-02-09", "2026-04-27"]));
    Desk::lodged_with(catalogue::procedure(code), process, channel, case, day.at(9, 0, 0, 0))
}

/// A command that might be tried now.
fn attempt(desk: &Desk, by: &str, chance: &mut Chance) -> Command {
    let mut commands = every(desk);
    commands.push(Command::Propose {
        outcome: Outcome::Refuse { reason: "Không đủ điều kiện".into(), basis: "Điều 9".into() },
        note: String::new(),
    });
    commands.push(Command::AskSupplement {
        items: items(),
        reason: "Còn thiếu".into(),
        basis: "Luật chuyên ngành".into(),
        late_reason: "Chờ xác minh".into(),
        second: Some(SecondSupplement { reason: "Phát sinh".into() }),
    });
    if let Command::AskSupplement { items, reason, basis, second, .. } = ask_supplement() {
        commands.push(Command::AskSupplement { items, reason, basis, late_reason: "Chờ xác minh".into(), second });
    }
    commands.push(Command::Accept(dossier::command::Acceptance {
        received_at: Some(desk.now.saturating_sub(Span::new().hours(30))),
        manual_due: Some((desk.calendar.add_working_days(desk.now.date(), 8).at(17, 0, 0, 0), "Theo tiền lệ".into())),
        receipt_wanted: true,
    }));
    let lively = |c: &&Command| {
        !matches!(
            c,
            Command::Stop { .. }
                | Command::RefuseIntake { .. }
                | Command::RequestWithdrawal { .. }
                | Command::ConfirmWithdrawal
        )
    };
    if chance.below(40) > 0 {
        commands.retain(|command| lively(&command));
    }
    // Blind tries alone hardly ever get past the first desks.
    if chance.below(6) == 0 {
        let lawful: Vec<Command> =
            commands.iter().filter(|command| desk.decide(by, command).is_ok()).cloned().collect();
        commands = if lawful.is_empty() { commands } else { lawful };
    }
    chance.of(&commands)
}

fn doer(desk: &Desk, chance: &mut Chance) -> &'static str {
    let holder = desk.dossier.desk().and_then(|d| d.officer.as_ref()).map(|o| o.id);
    let anybody = chance.of(&[INTAKE, HEAD, SPECIALIST, COLLEAGUE, APPROVER, DIRECTOR, CLERK]);
    let holder = testkit::office::logins().find(|login| Some(testkit::office::id_of(login)) == holder);
    if chance.below(4) == 0 { anybody } else { holder.unwrap_or(anybody) }
}

/// `n` lives of at most `length` tries each, every step checked.
pub fn lives(n: u64, length: usize) -> Vec<Desk> {
    (0..n).map(|seed| life(seed, length).0).collect()
}

/// One life, with the number of tries and of acts. After its end a dossier is tried ten times more.
fn life(seed: u64, length: usize) -> (Desk, usize, usize) {
    let mut chance = Chance::new(seed + 1);
    let mut desk = begin(&mut chance);
    let (mut tries, mut done, mut after_the_end) = (0, 0, 0);
    while tries < length && after_the_end < 10 {
        tries += 1;
        after_the_end += usize::from(!desk.dossier.stage.is_open());
        let hours = chance.of(&[0, 0, 1, 3, 20, 24, 48]);
        desk.now = desk.now.saturating_add(Span::new().hours(hours));
        let by = doer(&desk, &mut chance);
        let command = attempt(&desk, by, &mut chance);
        let (before, logged) = (desk.dossier.clone(), desk.log.len());
        let name = command.name();
        match desk.tries(by, command) {
            Ok(()) => {
                done += 1;
                check_step(&before, &desk, logged, &format!("seed {seed}: {name} at {}", desk.now));
            }
            Err(_) => assert_eq!(desk.dossier, before, "a refusal changes nothing"),
        }
    }
    (desk, tries, done)
}

/// Which portal status may follow which (lifecycle §4.2); a status may stay.
const ALLOWED: [(u8, &[u8]); 10] = [
    (1, &[2, 3, 5, 7]),
    (2, &[4, 7, 9]),
    (3, &[]),
    (4, &[5, 6, 7, 8, 9]),
    (5, &[1, 3, 4, 7, 8]),
    (6, &[4, 7, 8]),
    // Back to where it was, or stopped.
    (7, &[1, 2, 4, 5, 6, 8]),
    (8, &[]),
    (9, &[10]),
    (10, &[]),
];

fn portal(stage: &str) -> u8 {
    match stage {
        "lodged" => 1,
        "accepted" => 2,
        "not_accepted" => 3,
        "in_progress" | "supplement_asked" | "suspended" => 4,
        "supplement_before_intake" | "awaiting_supplement" => 5,
        "awaiting_obligation" => 6,
        "withdrawal_requested" => 7,
        "stopped" => 8,
        "result_ready" => 9,
        "handed_over" => 10,
        other => panic!("{other} is no stage"),
    }
}

fn may_stand_still(stage: &Stage, desk: &Desk) -> bool {
    use procedure::model::Financial;
    match stage {
        Stage::AwaitingSupplement { .. } | Stage::Suspended { .. } | Stage::WithdrawalRequested { .. } => true,
        Stage::AwaitingObligation { .. } => desk.procedure.financial == Financial::Suspends,
        Stage::Lodged
        | Stage::SupplementBeforeIntake
        | Stage::NotAccepted { .. }
        | Stage::Accepted
        | Stage::InProgress { .. }
        | Stage::SupplementAsked { .. }
        | Stage::ResultReady
        | Stage::HandedOver => false,
        // It stood still when it was stopped, and nobody counts any more.
        Stage::Stopped { .. } => true,
    }
}

fn check_step(before: &Dossier, desk: &Desk, logged: usize, when: &str) {
    let after = &desk.dossier;
    // A late one has to be explained even after its end; nothing else happens to it.
    let explains = desk.log[logged..].iter().all(|h| h.kind == "explain") && before.stage == after.stage;
    assert!(before.stage.is_open() || explains, "{when}: a closed dossier stays closed");
    assert!(after.holds.iter().filter(|hold| hold.done.is_none()).count() <= 1, "{when}: two open holds");
    assert!(after.holds.windows(2).all(|two| two[0].at <= two[1].at), "{when}: holds in order");

    // The log tells the way without a gap.
    let happened = &desk.log[logged..];
    assert!(!happened.is_empty(), "{when}: an act leaves a happening");
    assert_eq!(happened[0].from, before.stage.name(), "{when}");
    assert_eq!(happened[happened.len() - 1].to, after.stage.name(), "{when}");
    for step in happened {
        let (from, to) = (portal(&step.from), portal(&step.to));
        let next = ALLOWED.iter().find(|(status, _)| *status == from).map_or(&[][..], |(_, next)| next);
        assert!(from == to || next.contains(&to), "{when}: portal {from} → {to} by {}", step.kind);
    }

    // A promised date moves only where the log says from when to when.
    if before.due != after.due {
        let last = happened
            .iter()
            .find(|h| h.facts.contains_key("due"))
            .unwrap_or_else(|| panic!("{when}: the date moved in silence"));
        assert_eq!(last.facts.get("due"), after.due.map(kernel::time::rfc3339).as_ref(), "{when}");
        assert_eq!(last.facts.get("due_before"), before.due.map(kernel::time::rfc3339).as_ref(), "{when}");
    }

    if let Some(clock) = &after.clock {
        let open = clock.pauses.iter().filter(|pause| pause.until.is_none()).count();
        assert!(open <= 1, "{when}: two open pauses");
        assert!(open == 0 || may_stand_still(&after.stage, desk), "{when}: the clock stands in {}", after.stage.name());
        let stands = matches!(
            after.stage,
            Stage::AwaitingSupplement { .. } | Stage::Suspended { .. } | Stage::WithdrawalRequested { .. }
        );
        assert!(open == 1 || !stands, "{when}: the clock runs in {}", after.stage.name());
    }

    let counted = after.supplements.iter().filter(|s| s.after_acceptance);
    let ordinary = counted.filter(|s| s.override_reason.is_none()).count();
    assert!(ordinary <= 1, "{when}: a second supplement without an override");
    assert!(after.apologies.iter().filter(|a| a.extends).count() <= 1, "{when}: two extensions");

    // Papers only grow, and after acceptance so do components and their receipt.
    assert!(after.papers.starts_with(&before.papers), "{when}: an issued paper was lost");
    assert!(
        after.consultations.len() >= before.consultations.len() && after.obligations.len() >= before.obligations.len()
    );
    assert_eq!(after.files, before.files, "{when}");
    if before.accepted_at.is_some() {
        for line in &before.components {
            let kept = after.components.iter().find(|c| c.key == line.key);
            assert!(kept.is_some_and(|c| c.received >= line.received), "{when}: component {} was lost", line.key);
        }
        assert_eq!(
            (&after.code, after.rules, &after.register),
            (&before.code, before.rules, &before.register),
            "{when}"
        );
    }
    if after.accepted_at.is_some() {
        let whole = after.code.is_some() && after.register.is_some() && after.due.is_some() && after.rules.is_some();
        assert!(whole && after.clock.is_some(), "{when}: accepted without code, number, date or rule set");
    }
    let decided = !after.stage.is_open() || after.stage == Stage::ResultReady;
    assert_eq!(after.ended_at.is_some(), decided, "{when}: ended in {}", after.stage.name());
    if matches!(after.stage, Stage::ResultReady) {
        let proposal = after.proposal.as_ref();
        assert!(
            proposal.is_some_and(|p| p.approved.as_ref().is_some_and(|(who, _)| who.id != p.by.id)),
            "{when}: unsigned"
        );
    }
    // Numbers within a book are issued once, in order.
    for form in law::FormKey::ALL.into_iter().filter(|form| *form != law::FormKey::Receipt) {
        let numbers: Vec<_> = after.papers.iter().filter(|p| p.form == form).map(|p| (p.year, p.number)).collect();
        assert!(numbers.windows(2).all(|two| two[0] < two[1]), "{when}: {form:?} numbers {numbers:?}");
    }
}

#[test]
fn no_life_of_a_dossier_breaks_an_invariant() {
    let (mut tried, mut done, mut seed) = (0, 0, 0);
    let mut ends = std::collections::BTreeSet::new();
    while tried < 50_000 {
        let (desk, tries, acts) = life(seed, 250);
        (tried, done, seed) = (tried + tries, done + acts, seed + 1);
        ends.insert(desk.dossier.stage.name());
    }
    // What was done must be a good part of what was tried, or the walk shows nothing.
    assert!(done >= 8_000, "only {done} of {tried} tries were lawful");
    for end in ["not_accepted", "stopped", "handed_over"] {
        assert!(ends.contains(end), "no life ended {end}: {ends:?}");
    }
}

#[test]
fn a_same_counter_life_is_settled_in_one_act() {
    let mut desk = Desk::lodged(AT_ONCE, "2026-03-02T09:00");
    let before = desk.dossier.clone();
    desk.does(INTAKE, at_once());
    check_step(&before, &desk, 0, "at once");
}
