//! One thread for both sides: what happened, what the applicant was told about it, and the letter that was issued with it,
//! newest first. What was told is shown where it was caused, so that nothing is read twice.

use dossier::view::PublicView;
use web::ui::{Event, Tone};

use super::Own;

impl Own {
    pub(super) fn thread(&self, view: &PublicView) -> Vec<Event> {
        let mut events = view.timeline();
        for event in &mut events {
            if event.who.is_empty() {
                event.who = self.author(&event.at_iso);
            }
        }
        let mut own = Vec::new();
        for (at_ms, notice) in &self.notices {
            let at = kernel::time::civil_ms(*at_ms);
            let (at_iso, words) = (kernel::time::rfc3339(at), notice.words(self.lang));
            match events.iter_mut().find(|event| event.at_iso == at_iso) {
                Some(event) if event.text.is_empty() => event.text = words,
                Some(event) => event.text = format!("{} {words}", event.text),
                None => own.push(Event {
                    at: dossier::view::moment(at, self.lang),
                    at_iso,
                    who: self.say("portal-by-system"),
                    title: words,
                    tone: Tone::Info,
                    icon: "mail",
                    ..Event::default()
                }),
            }
        }
        self.hang_letters(&mut events);
        events.extend(own);
        // Sorting keeps the order of what happened in one act.
        events.sort_by(|a, b| b.at_iso.cmp(&a.at_iso));
        events
    }

    /// Who did what has no unit: the applicant, or the system when a time ran out.
    fn author(&self, at_iso: &str) -> String {
        let entry = self
            .reading
            .events
            .iter()
            .find(|event| kernel::time::rfc3339(kernel::time::civil_ms(event.at_ms)) == at_iso);
        match entry.and_then(|event| serde_json::from_str(&event.actor).ok()) {
            Some(kernel::Actor::Applicant { name, account }) if account == Some(self.by.account()) => {
                self.lang.say_with("portal-by-you", &[("name", &name)]).into_owned()
            }
            Some(kernel::Actor::Applicant { name, .. }) => name,
            Some(kernel::Actor::System { .. }) => self.say("portal-by-system"),
            Some(kernel::Actor::Officer { unit_name, .. }) => unit_name,
            None => String::new(),
        }
    }

    fn hang_letters(&self, events: &mut [Event]) {
        for letter in self.dated_letters() {
            if let Some(event) = events.iter_mut().find(|event| event.at_iso == letter.0) {
                event.links.push((letter.1, letter.2));
            }
        }
    }

    /// (moment, title, address) of the applicant's letters.
    fn dated_letters(&self) -> Vec<(String, String, String)> {
        let papers = self.reading.dossier.papers.iter().enumerate();
        let letters = self.letters();
        papers
            .filter_map(|(place, issued)| {
                let href = format!("{}/papers/{}.pdf", self.address(), place + 1);
                let letter = letters.iter().find(|letter| letter.href == href)?;
                Some((kernel::time::rfc3339(issued.at), letter.title.clone(), href))
            })
            .collect()
    }
}
