//! A person in front of a browser without script: pages are read, their forms are filled in and sent.

use axum::body::Body;

use super::{Answer, House};

/// A signed-in officer's browser.
pub struct Browser<'h> {
    house: &'h House,
    cookie: String,
}

impl<'h> Browser<'h> {
    pub fn of(house: &'h House, login: &str) -> Browser<'h> {
        let token = house.session(login);
        // Signed in now, whatever the clock of the house says.
        let now_ms = house.app.clock.now_ms();
        let sql = "UPDATE session SET started_ms = ?1, seen_ms = ?1";
        house.app.store.act_blocking(move |tx| tx.execute(sql, &[now_ms.into()])).unwrap();
        Browser { house, cookie: format!("{}={}", web::session::COOKIE, token.text()) }
    }

    pub fn get(&self, path: &str) -> Answer {
        self.house.call("GET", path, &[("cookie", &self.cookie), ("accept", "text/html")], Body::empty())
    }

    pub fn post(&self, path: &str, fields: &[(String, String)]) -> Answer {
        let body: Vec<String> =
            fields.iter().map(|(name, value)| format!("{name}={}", web::fields::encode(value))).collect();
        let kind = "application/x-www-form-urlencoded";
        let headers = [("cookie", self.cookie.as_str()), ("accept", "text/html"), ("content-type", kind)];
        self.house.call("POST", path, &headers, body.join("&"))
    }

    /// Sends one file with a form, and what else is typed.
    pub fn send_file(&self, page: &str, form: &str, typed: &[(&str, &str)], name: &str, bytes: &[u8]) -> Answer {
        let form = form_of(&self.get(page).expect(200).text, form);
        let mut fields: Vec<_> = filled(&form).into_iter().filter(|(known, _)| known != "file").collect();
        for (known, value) in typed {
            fields.retain(|(other, _)| other != known);
            fields.push((known.to_string(), value.to_string()));
        }
        let part = |field: &str| format!("--B\r\nContent-Disposition: form-data; name=\"{field}\"");
        let mut body: Vec<u8> = Vec::new();
        for (field, value) in &fields {
            body.extend(format!("{}\r\n\r\n{value}\r\n", part(field)).bytes());
        }
        body.extend(format!("{}; filename=\"{name}\"\r\n\r\n", part("file")).bytes());
        body.extend_from_slice(bytes);
        body.extend(b"\r\n--B--\r\n");
        let kind = "multipart/form-data; boundary=B";
        let headers = [("cookie", self.cookie.as_str()), ("accept", "text/html"), ("content-type", kind)];
        self.house.call("POST", &attribute(&form, "action"), &headers, body)
    }

    /// Opens a page, keeps what its form (found by a piece of its opening tag) already says, types, and sends it to `to`
    /// (empty: where the form goes).
    pub fn fill(&self, page: &str, form: &str, typed: &[(&str, &str)], to: &str) -> Answer {
        let text = self.get(page).expect(200).text;
        let form = form_of(&text, form);
        let mut fields = filled(&form);
        for (name, value) in typed {
            fields.retain(|(known, _)| known != name || name.is_empty());
            fields.push((name.to_string(), value.to_string()));
        }
        let to = if to.is_empty() { attribute(&form, "action") } else { to.to_string() };
        self.post(&to, &fields)
    }
}

/// The form whose opening tag holds these words.
#[track_caller]
pub fn form_of(page: &str, words: &str) -> String {
    let forms = page.split("<form").skip(1).filter_map(|rest| rest.split("</form>").next());
    let mut fitting = forms.filter(|form| form.split('>').next().is_some_and(|tag| tag.contains(words)));
    fitting.next().unwrap_or_else(|| panic!("no form {words} in {page}")).to_string()
}

/// What a form would send as it stands: hidden and text inputs, ticked boxes, chosen options, text areas.
pub fn filled(form: &str) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    for input in form.split("<input").skip(1).filter_map(|rest| rest.split('>').next()) {
        let boxed = input.contains("type=\"checkbox\"") || input.contains("type=\"radio\"");
        if !boxed || input.contains(" checked") {
            fields.push((attribute(input, "name"), attribute(input, "value")));
        }
    }
    for area in form.split("<textarea").skip(1) {
        let text = area.split_once('>').map_or("", |(_, rest)| rest.split("</textarea>").next().unwrap_or_default());
        fields.push((attribute(area, "name"), text.trim_start_matches('\n').to_string()));
    }
    for select in form.split("<select").skip(1).filter_map(|rest| rest.split("</select>").next()) {
        let options: Vec<&str> = select.split("<option").skip(1).collect();
        let chosen = options.iter().find(|option| option.contains(" selected")).or(options.first());
        let value = chosen.map(|option| attribute(option, "value")).unwrap_or_default();
        fields.push((attribute(select, "name"), value));
    }
    fields.retain(|(name, _)| !name.is_empty());
    fields
}

pub fn attribute(tag: &str, name: &str) -> String {
    let tag = format!(" {tag}");
    let rest = tag.split_once(&format!(" {name}=\"")).map_or("", |(_, rest)| rest);
    let value = rest.split('"').next().unwrap_or_default();
    value.replace("&quot;", "\"").replace("&#38;", "&").replace("&amp;", "&").replace("&#39;", "'")
}
