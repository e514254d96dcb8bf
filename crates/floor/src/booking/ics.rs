//! An appointment as a file for calendars (RFC 5545, RFC 5546): pure text. It carries the visitor's code and no name.

use jiff::civil::DateTime;

/// What a calendar is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry<'e> {
    /// Stays the same through every change.
    pub uid: &'e str,
    /// Grows with every change.
    pub sequence: u32,
    /// When it was last changed, ms since 1970.
    pub changed_ms: i64,
    pub from: DateTime,
    pub until: DateTime,
    pub cancelled: bool,
    pub summary: &'e str,
    pub description: &'e str,
    pub location: &'e str,
    pub organizer: &'e str,
    /// The visitor's page.
    pub url: &'e str,
    /// What the reminders say.
    pub reminder: &'e str,
    /// Hours before, for each reminder.
    pub reminders: &'e [u32],
}

/// Vietnam has kept +07:00 since 13 June 1975 and knows no summer time.
const ZONE: &str = "BEGIN:VTIMEZONE\r\nTZID:Asia/Ho_Chi_Minh\r\nBEGIN:STANDARD\r\nDTSTART:19750613T000000\r\n\
TZOFFSETFROM:+0800\r\nTZOFFSETTO:+0700\r\nTZNAME:+07\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n";

/// The file: lines end in CRLF, none is longer than 75 octets.
pub fn calendar(entry: &Entry<'_>) -> String {
    let mut out = String::new();
    let mut line = |name: &str, value: &str| out.push_str(&folded(&format!("{name}:{value}")));
    line("BEGIN", "VCALENDAR");
    line("VERSION", "2.0");
    line("PRODID", "-//motcua//appointments//VI");
    line("CALSCALE", "GREGORIAN");
    line("METHOD", if entry.cancelled { "CANCEL" } else { "PUBLISH" });
    out.push_str(ZONE);
    let mut line = |name: &str, value: &str| out.push_str(&folded(&format!("{name}:{value}")));
    line("BEGIN", "VEVENT");
    line("UID", entry.uid);
    line("SEQUENCE", &entry.sequence.to_string());
    line("DTSTAMP", &stamp(entry.changed_ms));
    line("DTSTART;TZID=Asia/Ho_Chi_Minh", &local(entry.from));
    line("DTEND;TZID=Asia/Ho_Chi_Minh", &local(entry.until));
    line("STATUS", if entry.cancelled { "CANCELLED" } else { "CONFIRMED" });
    line("SUMMARY", &escaped(entry.summary));
    line("LOCATION", &escaped(entry.location));
    line("DESCRIPTION", &escaped(entry.description));
    line(&format!("ORGANIZER;CN=\"{}\"", parameter(entry.organizer)), entry.url);
    line("URL", entry.url);
    for hours in entry.reminders.iter().filter(|_| !entry.cancelled) {
        line("BEGIN", "VALARM");
        line("ACTION", "DISPLAY");
        line("DESCRIPTION", &escaped(entry.reminder));
        line("TRIGGER", &format!("-PT{hours}H"));
        line("END", "VALARM");
    }
    line("END", "VEVENT");
    line("END", "VCALENDAR");
    out
}

fn stamp(ms: i64) -> String {
    let at = jiff::Timestamp::from_millisecond(ms).unwrap_or_default();
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

fn local(at: DateTime) -> String {
    at.strftime("%Y%m%dT%H%M%S").to_string()
}

/// A TEXT value: backslash, comma, semicolon and line ends are escaped (3.3.11).
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.replace("\r\n", "\n").chars() {
        match c {
            '\\' | ',' | ';' => out.extend(['\\', c]),
            '\n' | '\r' => out.push_str("\\n"),
            c if c.is_control() && c != '\t' => {}
            c => out.push(c),
        }
    }
    out
}

/// A quoted parameter holds no quotes and no control characters (3.2).
fn parameter(text: &str) -> String {
    text.chars().map(|c| if c == '"' { '\'' } else { c }).filter(|c| !c.is_control()).collect()
}

/// A line of at most 75 octets; the rest goes on after CRLF and a space, never within a letter (3.1).
fn folded(line: &str) -> String {
    const OCTETS: usize = 75;
    let mut out = String::with_capacity(line.len() + 4);
    let mut used = 0;
    for c in line.chars() {
        if used + c.len_utf8() > OCTETS {
            out.push_str("\r\n ");
            used = 1;
        }
        out.push(c);
        used += c.len_utf8();
    }
    out.push_str("\r\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> Entry<'static> {
        Entry {
            uid: "apt_0000000000001@motcua.example.vn",
            sequence: 2,
            changed_ms: 1_772_413_200_000,
            from: "2026-03-03T08:30:00".parse().unwrap(),
            until: "2026-03-03T09:00:00".parse().unwrap(),
            cancelled: false,
            summary: "Lịch hẹn: Hộ tịch, chứng thực; hướng dẫn",
            description: "Mã lịch hẹn HEN-234Z-ZABC\nĐến đúng giờ\\hẹn",
            location: "Trung tâm Phục vụ hành chính công, số 10 phố Trung tâm Hành chính, phường Hạ Long",
            organizer: "Trung tâm \"một cửa\"",
            url: "https://motcua.example.vn/appointments/HEN-234Z-ZABC",
            reminder: "Sắp đến giờ hẹn",
            reminders: &[24, 2],
        }
    }

    /// The file as a calendar reads it, line by line.
    const GOLDEN: &str = "BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//motcua//appointments//VI
CALSCALE:GREGORIAN
METHOD:PUBLISH
BEGIN:VTIMEZONE
TZID:Asia/Ho_Chi_Minh
BEGIN:STANDARD
DTSTART:19750613T000000
TZOFFSETFROM:+0800
TZOFFSETTO:+0700
TZNAME:+07
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:apt_0000000000001@motcua.example.vn
SEQUENCE:2
DTSTAMP:20260302T010000Z
DTSTART;TZID=Asia/Ho_Chi_Minh:20260303T083000
DTEND;TZID=Asia/Ho_Chi_Minh:20260303T090000
STATUS:CONFIRMED
SUMMARY:Lịch hẹn: Hộ tịch\\, chứng thực\\; hướng dẫn
LOCATION:Trung tâm Phục vụ hành chính công\\, số 10 phố Trung t
 âm Hành chính\\, phường Hạ Long
DESCRIPTION:Mã lịch hẹn HEN-234Z-ZABC\\nĐến đúng giờ\\\\hẹn
ORGANIZER;CN=\"Trung tâm 'một cửa'\":https://motcua.example.vn/appointme
 nts/HEN-234Z-ZABC
URL:https://motcua.example.vn/appointments/HEN-234Z-ZABC
BEGIN:VALARM
ACTION:DISPLAY
DESCRIPTION:Sắp đến giờ hẹn
TRIGGER:-PT24H
END:VALARM
BEGIN:VALARM
ACTION:DISPLAY
DESCRIPTION:Sắp đến giờ hẹn
TRIGGER:-PT2H
END:VALARM
END:VEVENT
END:VCALENDAR
";

    #[test]
    fn a_calendar_reads_the_appointment() {
        assert_eq!(calendar(&entry()).replace("\r\n", "\n"), GOLDEN);
    }

    #[test]
    fn lines_end_as_the_standard_says_and_none_is_too_long() {
        let text = calendar(&Entry { description: &"ặ".repeat(500), ..entry() });
        assert!(text.ends_with("\r\n") && !text.replace("\r\n", "").contains(['\r', '\n']));
        assert!(text.split("\r\n").all(|line| line.len() <= 75));
        let unfolded = text.replace("\r\n ", "");
        assert!(unfolded.contains(&"ặ".repeat(500)), "unfolding gives the text back");
    }

    #[test]
    fn a_cancelled_appointment_leaves_the_calendar() {
        let text = calendar(&Entry { cancelled: true, sequence: 3, ..entry() });
        for line in ["METHOD:CANCEL\r\n", "STATUS:CANCELLED\r\n", "SEQUENCE:3\r\n", "UID:apt_0000000000001@"] {
            assert!(text.contains(line), "{line}");
        }
        assert!(!text.contains("VALARM"));
    }
}
