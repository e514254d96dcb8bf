//! The command line: text in, one library call, text out. No rule is decided here, and no sentence is written here.

mod args;
mod demo;
mod serve;

use std::ffi::OsString;

use kernel::Lang;

use args::Act;

/// Runs one command and answers the exit code: 0 done, 1 failed or something found, 2 input that cannot be used.
pub fn run(args: Vec<OsString>) -> u8 {
    match args::parse(args) {
        Ok(asked) => act(asked),
        Err(code) => code,
    }
}

/// How a command ended.
type Ended = anyhow::Result<u8>;

fn act(asked: args::Asked) -> u8 {
    let (lang, shared) = (asked.lang, &asked.shared);
    let ended = match asked.act {
        Act::Serve(args) => serve::run(&args, shared, lang),
        Act::Demo(args) => demo::run(&args, shared, lang),
    };
    ended.unwrap_or_else(|error| {
        eprintln!("{error:#}");
        1
    })
}

fn say(lang: Lang, key: &str, facts: &[(&str, &str)]) -> String {
    lang.say_with(key, facts).into_owned()
}
