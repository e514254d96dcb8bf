//! Reads PDFs with the tools of poppler and zbar; says so and answers `None` where a tool is not installed.

use std::path::PathBuf;
use std::process::Command;

fn run(tool: &str, args: &[&str]) -> Option<String> {
    match Command::new(tool).args(args).output() {
        Ok(output) => Some(String::from_utf8_lossy(&output.stdout).into_owned()),
        Err(_) => {
            println!("{tool} is not installed: this reading of the PDF is skipped");
            None
        }
    }
}

fn save(name: &str, pdf: &[u8]) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("paper_{name}.pdf"));
    std::fs::write(&path, pdf).expect("the PDF is saved");
    path
}

/// The text in reading order, with single spaces; a form feed ends each page.
pub fn text(name: &str, pdf: &[u8]) -> Option<String> {
    let path = save(name, pdf);
    let text = run("pdftotext", &["-raw", path.to_str()?, "-"])?;
    Some(text.split([' ', '\n']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" "))
}

pub fn info(name: &str, pdf: &[u8]) -> Option<String> {
    run("pdfinfo", &[save(name, pdf).to_str()?])
}

pub fn fonts(name: &str, pdf: &[u8]) -> Option<String> {
    run("pdffonts", &[save(name, pdf).to_str()?])
}

/// What a scanner reads on a page printed at 200 dots an inch.
pub fn codes_on(name: &str, pdf: &[u8], page: u32) -> Option<String> {
    let path = save(&format!("{name}_{page}"), pdf);
    let stem = path.with_extension("");
    let page = page.to_string();
    run("pdftoppm", &["-r", "200", "-png", "-singlefile", "-f", &page, path.to_str()?, stem.to_str()?])?;
    run("zbarimg", &["--quiet", stem.with_extension("png").to_str()?])
}
