//! The words of the command line in the caller's language: help, headings, and what is wrong with what was typed.

use std::ffi::OsString;

use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command};
use kernel::Lang;

/// The language: `--lang`, else `MOTCUA_LANG`, else `LANG` when it is English, else Vietnamese.
pub(super) fn language(args: &[OsString]) -> Lang {
    let mut words = args.iter().filter_map(|arg| arg.to_str());
    let mut asked = None;
    while let Some(word) = words.next() {
        match word.strip_prefix("--lang") {
            Some("") => asked = words.next().map(str::to_string),
            Some(rest) => asked = rest.strip_prefix('=').map(str::to_string),
            None => {}
        }
    }
    let told = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    asked.or_else(|| told("MOTCUA_LANG")).or_else(|| told("LANG")).map_or(Lang::Vi, |tag| Lang::parse(&tag))
}

/// The command with every sentence in a language.
pub(super) fn in_language(command: Command, lang: Lang) -> Command {
    let version = Arg::new("version").long("version").short('V').action(ArgAction::Version);
    dress(command.arg(version), "", lang)
}

fn dress(command: Command, path: &str, lang: Lang) -> Command {
    let say = |key: &str| lang.say(key).into_owned();
    let about = if path.is_empty() { "motcua-cli-about".to_string() } else { format!("motcua-cli{path}") };
    let help = Arg::new("help").long("help").short('h').action(ArgAction::Help);
    let template =
        format!("{{about-with-newline}}\n{} {{usage}}\n\n{{all-args}}{{after-help}}\n", say("motcua-cli-usage"));
    let mut command = command
        .about(say(&about))
        .long_about(None::<&str>)
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .arg(help)
        .help_template(StyledStr::from(template))
        .subcommand_help_heading(say("motcua-cli-commands"))
        .subcommand_value_name(say("motcua-cli-command"))
        .mut_args(|arg| {
            let key = arg_key(path, arg.get_id().as_str(), lang);
            let heading = if arg.is_positional() { "motcua-cli-arguments" } else { "motcua-cli-options" };
            arg.help(say(&key)).long_help(None::<&str>).help_heading(say(heading))
        });
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_string()).collect();
    for name in names {
        let below = format!("{path}-{name}");
        command = command.mut_subcommand(name, |sub| dress(sub, &below, lang));
    }
    command
}

/// An option's own sentence in this command, or the one it has everywhere.
fn arg_key(path: &str, id: &str, lang: Lang) -> String {
    let id = id.replace('_', "-");
    let own = format!("motcua-cli{path}-{id}");
    // What stands at the top belongs to every command.
    if !path.is_empty() && lang.has(&own) { own } else { format!("motcua-cli-arg-{id}") }
}

/// Keys that a language lacks.
#[cfg(test)]
pub(super) fn missing(command: &Command, lang: Lang) -> Vec<String> {
    fn walk(command: &Command, path: &str, lang: Lang, out: &mut Vec<String>) {
        let about = if path.is_empty() { "motcua-cli-about".to_string() } else { format!("motcua-cli{path}") };
        let args = command.get_arguments().filter(|arg| !arg.is_hide_set());
        out.extend(
            args.map(|arg| arg_key(path, arg.get_id().as_str(), lang)).chain([about]).filter(|key| !lang.has(key)),
        );
        for sub in command.get_subcommands() {
            walk(sub, &format!("{path}-{}", sub.get_name()), lang, out);
        }
    }
    let mut out = Vec::new();
    walk(command, "", lang, &mut out);
    out.sort();
    out.dedup();
    out
}

/// Prints help or what is wrong with the arguments, and how to go on. Answers the exit code.
pub(super) fn tell(error: &clap::Error, lang: Lang) -> u8 {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            answer!("{error}");
            return 0;
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => eprint!("{error}"),
        kind => {
            let text = |context| shown(error.get(context));
            let (arg, value) = (text(ContextKind::InvalidArg), text(ContextKind::InvalidValue));
            let (key, what) = match kind {
                ErrorKind::UnknownArgument => ("motcua-cli-wrong-option", arg),
                ErrorKind::InvalidSubcommand => ("motcua-cli-wrong-command", text(ContextKind::InvalidSubcommand)),
                ErrorKind::MissingSubcommand => ("motcua-cli-no-command", String::new()),
                ErrorKind::MissingRequiredArgument => ("motcua-cli-missing", arg),
                ErrorKind::InvalidValue | ErrorKind::ValueValidation if value.is_empty() => {
                    ("motcua-cli-no-value", arg)
                }
                ErrorKind::InvalidValue | ErrorKind::ValueValidation => ("motcua-cli-wrong-value", arg),
                _ => ("motcua-cli-wrong", arg),
            };
            eprintln!("{}", lang.say_with(key, &[("what", &what), ("value", &value)]));
            let known = text(ContextKind::ValidValue);
            if !known.is_empty() {
                eprintln!("{}", lang.say_with("motcua-cli-known", &[("values", &known)]));
            }
            let near = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
            for near in near.into_iter().map(text).filter(|near| !near.is_empty()) {
                eprintln!("{}", lang.say_with("motcua-cli-near", &[("what", &near)]));
            }
            eprintln!("{}", lang.say("motcua-cli-see-help"));
        }
    }
    2
}

fn shown(value: Option<&ContextValue>) -> String {
    match value {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        Some(ContextValue::StyledStr(text)) => text.to_string(),
        Some(_) | None => String::new(),
    }
}
