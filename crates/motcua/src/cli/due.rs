//! `motcua due` and `motcua parse`: the law asked without a database.

use kernel::Lang;
use law::Calendar;
use law::TimeOfDay;
use law::check::{DueRequest, ParseKind, due_command, parse_command};
use law::code::{Declared, Sex};

use super::args::{Due, Parse};
use super::{BAD_INPUT, DONE, Ended};

pub(super) fn due(args: &Due, lang: Lang) -> Ended {
    let request = DueRequest {
        from: &args.from,
        limit: &args.limit,
        pauses: &args.pause,
        restart: args.restart.as_deref(),
        policy: args.policy.as_deref().and_then(TimeOfDay::parse).unwrap_or_default(),
    };
    match due_command(&request, &Calendar::shipped(), lang) {
        Ok(answer) if args.json => answer!("{}", answer.to_json()),
        Ok(answer) => {
            answer!("{}", answer.due);
            if args.explain {
                answer.steps.iter().enumerate().for_each(|(n, step)| answer!("{:>3}. {step}", n + 1));
            }
        }
        Err(bad) => {
            match args.json {
                true => answer!("{}", bad.to_json()),
                false => eprintln!("{}", bad.message),
            }
            return Ok(BAD_INPUT);
        }
    }
    Ok(DONE)
}

pub(super) fn parse(args: &Parse, lang: Lang) -> Ended {
    let Some(kind) = ParseKind::parse(&args.kind) else { return Ok(BAD_INPUT) };
    let sex = args.sex.as_deref().map(|word| if word == "male" { Sex::Male } else { Sex::Female });
    let answer = parse_command(kind, &args.value, &Declared { sex, birth_year: args.birth_year }, lang);
    match (&answer.parts, args.json) {
        (_, true) => answer!("{}", answer.to_json()),
        (Ok(parts), false) => {
            for (name, value) in parts.as_object().into_iter().flatten().filter(|(name, _)| *name != "ok") {
                answer!("{name}: {}", value.as_str().map_or_else(|| value.to_string(), str::to_string));
            }
        }
        (Err(bad), false) => eprintln!("{}: {}", bad.code, bad.message),
    }
    Ok(if answer.is_ok() { DONE } else { BAD_INPUT })
}
