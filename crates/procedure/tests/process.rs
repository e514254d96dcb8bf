//! Whether a process can carry a dossier: decisions as rows.

use law::{Limit, Unit};
use procedure::process::{check, default_process};
use procedure::{Duty, Process, ProcessFault, Step, StepUnit};

fn step(key: &str, duty: Duty, limit: Option<Limit>) -> Step {
    Step { key: key.into(), name: key.into(), duty, at: StepUnit::Deciding, limit }
}

fn process(steps: Vec<Step>) -> Process {
    Process { key: "p".into(), name: "p".into(), procedure: Some("1.004222".into()), steps }
}

fn words(process: &Process, published: Option<Limit>) -> Vec<String> {
    check(process, published.as_ref(), |unit| unit == "H49.1").iter().map(|fault| format!("{fault:?}")).collect()
}

#[test]
fn a_process_without_steps_or_without_an_approver_is_refused() {
    assert_eq!(words(&process(vec![]), None), ["NoStep"]);
    assert_eq!(words(&process(vec![step("a", Duty::Specialist, None)]), None), ["NoApprover"]);
}

#[test]
fn the_sum_of_the_steps_is_compared_with_the_published_limit_in_working_time() {
    let days = |n| Some(Limit::of(n, Unit::WorkingDay));
    let hours = |n| Some(Limit::of(n, Unit::WorkingHour));
    for (handling, approval, published, fits) in [
        (days(4), days(1), Limit::of(5, Unit::WorkingDay), true),
        (days(4), hours(8), Limit::of(5, Unit::WorkingDay), true),
        (days(4), hours(9), Limit::of(5, Unit::WorkingDay), false),
        (hours(4), hours(4), Limit::SAME_DAY, true),
        (hours(5), hours(4), Limit::SAME_DAY, false),
    ] {
        let process = process(vec![step("a", Duty::Specialist, handling), step("b", Duty::Approver, approval)]);
        let found = check(&process, Some(&published), |_| true);
        assert_eq!(found.is_empty(), fits, "{handling:?} + {approval:?} in {published:?}: {found:?}");
    }
}

#[test]
fn calendar_days_and_working_days_are_not_added_up() {
    let steps = vec![step("a", Duty::Approver, Some(Limit::of(3, Unit::Day)))];
    let found = check(&process(steps), Some(&Limit::of(30, Unit::WorkingDay)), |_| true);
    assert!(matches!(&found[..], [ProcessFault::UnitsDiffer { step, .. }] if step == "a"), "{found:?}");
}

#[test]
fn a_step_at_a_unit_that_does_not_exist_and_a_repeated_key_are_named() {
    let mut lost = step("a", Duty::Approver, None);
    lost.at = StepUnit::Unit("H49.9".into());
    let found = check(&process(vec![lost, step("a", Duty::Specialist, None)]), None, |unit| unit == "H49.1");
    let unknown = ProcessFault::UnknownUnit { step: "a".into(), unit: "H49.9".into() };
    assert_eq!(found, [unknown, ProcessFault::DuplicateStep { step: "a".into() }]);
}

#[test]
fn the_default_process_fits_every_limit_and_uses_all_of_it() {
    for published in [
        Limit::of(1, Unit::WorkingDay),
        Limit { milli: 1500, unit: Unit::WorkingDay },
        Limit::of(7, Unit::WorkingHour),
        Limit::of(30, Unit::Day),
        Limit::of(3, Unit::Month),
    ] {
        let process = default_process(Some(&published));
        assert_eq!(check(&process, Some(&published), |_| true), [], "{published:?}");
        let sum: i64 = process.steps.iter().filter_map(|step| step.limit).map(|limit| limit.milli).sum();
        assert_eq!(sum, published.milli);
    }
    assert!(default_process(None).steps.iter().all(|step| step.limit.is_none()));
}

#[test]
fn every_step_of_a_same_day_procedure_is_due_the_same_day() {
    let process = default_process(Some(&Limit::SAME_DAY));
    assert!(process.steps.iter().all(|step| step.limit == Some(Limit::SAME_DAY)));
    assert_eq!(check(&process, Some(&Limit::SAME_DAY), |_| true), []);
}
