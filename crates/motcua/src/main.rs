//! The one binary: a thin door to the command line.

use std::process::ExitCode;

fn main() -> ExitCode {
    // The S3 client speaks TLS with the process's own provider; a second installation would be refused, so it happens here.
    let _ = rustls::crypto::ring::default_provider().install_default();
    ExitCode::from(motcua::cli::run(std::env::args_os().collect()))
}
