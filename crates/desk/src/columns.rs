//! The columns a list can show, chosen and ordered by its reader, on the page and in a spreadsheet alike.

use dossier::list::Line;
use jiff::civil::DateTime;
use job::sheet::Cell;
use kernel::Lang;
use office::Directory;
use procedure::Catalogue;
use web::ui::{Badge, Due};

use crate::badge;

/// One column beside the dossier itself, which always leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    Procedure,
    ProcedureCode,
    Field,
    Channel,
    Stage,
    Holder,
    Receiving,
    Deciding,
    Due,
    Accepted,
    Changed,
}

impl Column {
    pub const ALL: [Column; 11] = [
        Column::Procedure,
        Column::ProcedureCode,
        Column::Field,
        Column::Channel,
        Column::Stage,
        Column::Holder,
        Column::Receiving,
        Column::Deciding,
        Column::Due,
        Column::Accepted,
        Column::Changed,
    ];
    /// What a list shows when nobody chose.
    pub const USUAL: [Column; 3] = [Column::Procedure, Column::Stage, Column::Due];

    pub fn code(self) -> &'static str {
        match self {
            Column::Procedure => "procedure",
            Column::ProcedureCode => "procedure-code",
            Column::Field => "field",
            Column::Channel => "channel",
            Column::Stage => "stage",
            Column::Holder => "holder",
            Column::Receiving => "receiving",
            Column::Deciding => "deciding",
            Column::Due => "due",
            Column::Accepted => "accepted",
            Column::Changed => "changed",
        }
    }
    pub fn parse(text: &str) -> Option<Column> {
        Column::ALL.into_iter().find(|column| column.code() == text)
    }
    /// The columns of an address, each once, in its order; empty: the usual ones.
    pub fn list(text: &str) -> Vec<Column> {
        let mut columns = Vec::new();
        for column in text.split('.').filter_map(Column::parse) {
            if !columns.contains(&column) {
                columns.push(column);
            }
        }
        columns
    }
    /// As an address writes them.
    pub fn text(columns: &[Column]) -> String {
        columns.iter().map(|column| column.code()).collect::<Vec<_>>().join(".")
    }

    pub fn label(self, lang: Lang) -> String {
        lang.say(&format!("desk-column-{}", self.code())).into_owned()
    }

    /// Characters it wants in a spreadsheet.
    pub fn width(self) -> f64 {
        match self {
            Column::Procedure => 48.0,
            Column::Receiving | Column::Deciding | Column::Field => 32.0,
            Column::Stage | Column::Holder => 24.0,
            Column::Due | Column::Accepted | Column::Changed => 18.0,
            Column::ProcedureCode | Column::Channel => 14.0,
        }
    }
}

/// What a line is read against.
#[derive(Clone, Copy)]
pub struct Setting<'a> {
    pub now: DateTime,
    pub calendar: &'a law::Calendar,
    pub catalogue: &'a Catalogue,
    pub directory: &'a Directory,
}

/// One cell of a line on a page: a badge, a date, or words with smaller words below.
#[derive(Default)]
pub struct CellView {
    pub label: String,
    pub badge: Option<Badge>,
    pub due: Option<Due>,
    pub text: String,
    pub sub: String,
    /// The whole words where they are cut.
    pub title: String,
    pub is_due: bool,
}

impl Column {
    /// The cell of a line; `shows_holder`: nobody else says who holds it.
    pub fn cell(self, lang: Lang, line: &Line, setting: Setting<'_>, shows_holder: bool) -> CellView {
        let label = self.label(lang);
        let words = |text: String| CellView { label: label.clone(), text, ..CellView::default() };
        let moment = |ms: i64| badge::when(lang, kernel::time::civil_ms(ms));
        match self {
            Column::Procedure => CellView {
                text: plain_name(line, setting).unwrap_or_else(|| line.procedure_name.clone()),
                title: line.procedure_name.clone(),
                label,
                ..CellView::default()
            },
            Column::Stage => CellView {
                badge: Some(badge::stage(lang, &line.stage)),
                sub: if shows_holder { holder(lang, line) } else { String::new() },
                label,
                ..CellView::default()
            },
            Column::Due => CellView { due: due(lang, line, setting), is_due: true, label, ..CellView::default() },
            Column::ProcedureCode => words(line.procedure_code.clone()),
            Column::Field => words(line.field.clone()),
            Column::Channel => words(channel(lang, line)),
            Column::Holder => words(holder(lang, line)),
            Column::Receiving => words(setting.directory.unit_name(line.receiving)),
            Column::Deciding => words(setting.directory.unit_name(line.deciding)),
            Column::Accepted => words(line.accepted_ms.map(moment).unwrap_or_default()),
            Column::Changed => words(moment(line.changed_ms)),
        }
    }

    /// The cell in a spreadsheet: dates stay dates.
    pub fn sheet_cell(self, lang: Lang, line: &Line, directory: &Directory) -> Cell {
        let moment = |ms: Option<i64>| ms.map_or(Cell::Empty, |ms| Cell::Moment(kernel::time::civil_ms(ms)));
        match self {
            Column::Procedure => line.procedure_name.as_str().into(),
            Column::ProcedureCode => line.procedure_code.as_str().into(),
            Column::Field => line.field.as_str().into(),
            Column::Channel => channel(lang, line).into(),
            Column::Stage => lang.say(&badge::stage_key(&line.stage)).into_owned().into(),
            Column::Holder => line.officer.clone().into(),
            Column::Receiving => directory.unit_name(line.receiving).into(),
            Column::Deciding => directory.unit_name(line.deciding).into(),
            Column::Due => moment(line.due_ms),
            Column::Accepted => moment(line.accepted_ms),
            Column::Changed => moment(Some(line.changed_ms)),
        }
    }
}

fn plain_name(line: &Line, setting: Setting<'_>) -> Option<String> {
    setting.catalogue.current(&line.procedure_code, setting.now.date())?.version.plain_name.clone()
}

fn channel(lang: Lang, line: &Line) -> String {
    procedure::Channel::parse(&line.channel).map(|channel| lang.say(channel.key()).into_owned()).unwrap_or_default()
}

/// Who has it, or for which duty it waits.
fn holder(lang: Lang, line: &Line) -> String {
    let claimable = line.stage == "in_progress" && line.officer.is_none();
    let waits = line.duty.as_deref().filter(|_| claimable).map(|duty| {
        let duty = lang.say(&format!("dossier-duty-{}", duty.replace('_', "-")));
        lang.say_with("desk-waits-for", &[("duty", &duty)]).into_owned()
    });
    line.officer.clone().or(waits).unwrap_or_default()
}

fn due(lang: Lang, line: &Line, setting: Setting<'_>) -> Option<Due> {
    let settled = matches!(line.stage.as_str(), "result_ready" | "handed_over" | "stopped" | "not_accepted");
    let against =
        badge::Against { now: setting.now, calendar: setting.calendar, paused: line.paused, ended: None, settled };
    line.due_ms.map(|ms| badge::due(lang, kernel::time::civil_ms(ms), against))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_in_an_address_in_their_order_each_once() {
        let columns = Column::list("due.stage.nonsense.due.field");
        assert_eq!(columns, [Column::Due, Column::Stage, Column::Field]);
        assert_eq!(Column::list(&Column::text(&Column::ALL)), Column::ALL);
        assert_eq!(Column::list(""), []);
    }
}
