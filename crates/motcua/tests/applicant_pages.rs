//! Applicants in front of their browser, without script: they register, prove their number at a counter, complete a dossier
//! point by point, withdraw it and change their mind, and see who has looked. On both engines.

mod house;

use axum::body::Body;
use dossier::Command;
use dossier::Key;
use dossier::model::SupplementItem;
use house::browser::{Browser, filled, form_of};
use house::{Answer, House, INTAKE, on_both};
use kernel::DossierId;
use office::Officer;

const PASSWORD: &str = "đò ngang bến cũ";
const NUMBER: &str = "022088000001";
const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

/// Somebody's telephone: it keeps cookies.
struct Phone<'h> {
    house: &'h House,
    cookies: Vec<(String, String)>,
}

impl<'h> Phone<'h> {
    fn new(house: &'h House) -> Phone<'h> {
        Phone { house, cookies: Vec::new() }
    }

    fn send(&mut self, method: &str, path: &str, kind: &str, body: Vec<u8>) -> Answer {
        self.say(method, path, &[("accept", "text/html"), ("content-type", kind)], body)
    }

    /// As a script sends: with its own headers and the session's token.
    fn script(&mut self, method: &str, path: &str, own: &[(&str, &str)], body: &[u8]) -> Answer {
        let session = self.cookies.iter().find(|(name, _)| name == web::session::COOKIE).expect("signed in").1.clone();
        let token = web::csrf::token(&session);
        let own = [&[("accept", "application/json"), ("x-csrf-token", token.as_str())], own].concat();
        self.say(method, path, &own, body.to_vec())
    }

    fn say(&mut self, method: &str, path: &str, own: &[(&str, &str)], body: Vec<u8>) -> Answer {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let cookies = cookies.join("; ");
        let headers = [&[("cookie", cookies.as_str())], own].concat();
        let answer = self.house.call(method, path, &headers, Body::from(body));
        for line in answer.headers.get_all("set-cookie") {
            let (name, rest) = line.to_str().unwrap().split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            self.cookies.retain(|(known, _)| known != name);
            if !value.is_empty() {
                self.cookies.push((name.into(), value.into()));
            }
        }
        answer
    }

    fn get(&mut self, path: &str) -> Answer {
        self.send("GET", path, "", Vec::new())
    }

    /// Opens a page and sends its form with what is typed.
    fn fill(&mut self, page: &str, form: &str, typed: &[(&str, &str)]) -> Answer {
        let text = self.get(page).expect(200).text;
        let form = form_of(&text, form);
        let action = house::browser::attribute(&form, "action");
        let mut fields = filled(&form);
        for (name, value) in typed {
            fields.retain(|(known, _)| known != name);
            fields.push((name.to_string(), value.to_string()));
        }
        let body: Vec<String> =
            fields.iter().map(|(name, value)| format!("{name}={}", web::fields::encode(value))).collect();
        self.send("POST", &action, "application/x-www-form-urlencoded", body.join("&").into_bytes())
    }

    /// Follows one redirect.
    fn lands(&mut self, answer: &Answer) -> Answer {
        let to = answer.header("location").unwrap_or_else(|| panic!("{} {}", answer.status, answer.text)).to_string();
        self.get(&to).expect(200)
    }

    fn register(&mut self, name: &str, number: &str) -> Answer {
        let typed = [
            ("name", name),
            ("personal_number", number),
            ("phone", "0300 000 001"),
            ("new_password", PASSWORD),
            ("new_password_again", PASSWORD),
        ];
        self.fill("/me/register", "action=\"/me/register\"", &typed)
    }

    fn csrf(&mut self, page: &str) -> String {
        let text = self.get(page).expect(200).text;
        let (_, after) = text.split_once("name=\"_csrf\" value=\"").expect("a form with a token");
        after.split('"').next().unwrap().to_string()
    }
}

/// The officer at the counter, as if signed in.
fn officer(house: &House) -> Officer {
    let token = house.session(INTAKE);
    house.runtime.block_on(house.app.sessions.officer(token.hash(), house.app.clock.now())).unwrap().unwrap()
}

fn citizen(house: &House, phone: &Phone<'_>) -> person::Citizen {
    let (_, text) = phone.cookies.iter().find(|(name, _)| name == web::session::COOKIE).unwrap();
    let token = web::SessionToken::parse(text).unwrap();
    house.runtime.block_on(house.app.accounts.citizen(token.hash(), house.app.clock.now())).unwrap().unwrap()
}

fn ask_for_more(house: &House, id: DossierId) {
    let item = |component: Option<&str>, ask: &str| SupplementItem {
        component: component.map(str::to_string),
        ask: ask.into(),
        field: String::new(),
        example: String::new(),
        basis: String::new(),
    };
    let first = house.app.catalogue.current(house::PROCEDURE, kernel::time::civil(house::now()).date()).unwrap();
    let key = dossier::door::checklist(&first.version, None)[0].key.clone();
    let items = vec![item(Some(&key), "Ảnh chụp bị mờ, xin chụp lại"), item(None, "Nơi sinh của cháu là ở đâu?")];
    let command = Command::RequestSupplement { items, reason: "Chưa đủ".into(), basis: "Điều 17".into() };
    let by = officer(house);
    house.runtime.block_on(house.app.dossiers.perform(&by, Key::Id(id), 1, command, None)).unwrap();
}

/// A small picture.
fn picture(side: u32) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let dot = |x, y| image::Rgb([(x * 7 % 256) as u8, (y * 11 % 256) as u8, (x * y % 251) as u8]);
    image::RgbImage::from_fn(side, side, dot).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

#[test]
fn somebody_registers_and_proves_their_number_with_a_code_from_a_counter() {
    on_both(|house| {
        let mut phone = Phone::new(&house);
        let sent = phone.get("/me").header("location").unwrap().to_string();
        assert!(sent.starts_with("/me/sign-in?next="), "{sent}");
        let wrong = phone.fill(
            "/me/register",
            "action=\"/me/register\"",
            &[("name", "An"), ("personal_number", "123"), ("new_password", "a"), ("new_password_again", "b")],
        );
        let wrong = wrong.expect(422).text;
        for field in ["f-personal_number-error", "f-phone-error", "f-new_password_again-error"] {
            assert!(wrong.contains(field), "{field}: {wrong}");
        }
        assert!(wrong.contains("value=\"An\"") && !wrong.contains("value=\"a\""), "typed is kept, passwords are not");

        let done = phone.register("Nguyễn Văn An", NUMBER).expect(303);
        let home = phone.lands(&done).text;
        assert!(home.contains("Chào Nguyễn Văn An") && home.contains("Chưa có hồ sơ nào"), "{home}");
        assert!(home.contains("/me/profile#confirm"), "it says how to see more");
        assert!(phone.get("/procedures").text.contains("/me/sign-out"), "public pages know who looks at them");

        // The counter sees the card and hands a slip over.
        let counter = Browser::of(&house, INTAKE);
        let unseen = counter.fill("/accounts/codes", "action=\"/accounts/codes\"", &[("number", NUMBER)], "");
        assert!(unseen.expect(422).text.contains("f-seen-error"));
        let slip =
            counter.fill("/accounts/codes", "action=\"/accounts/codes\"", &[("number", NUMBER), ("seen", "1")], "");
        let slip = slip.expect(201).text;
        assert!(!slip.contains("Nguyễn Văn An"), "the officer learns nothing of the account");
        let code = slip.split_once("<p class=\"code-slip\"><strong>").unwrap().1.split('<').next().unwrap().to_string();

        let no = phone.fill("/me/profile", "action=\"/me/confirmation\"", &[("code", "AAAA-AAAA")]).expect(422);
        assert!(no.text.contains("f-code-error"));
        let yes = phone.fill("/me/profile", "action=\"/me/confirmation\"", &[("code", &code)]).expect(303);
        assert!(phone.lands(&yes).text.contains("Tài khoản đã xác nhận"));
        assert!(citizen(&house, &phone).is_confirmed());

        phone.fill("/me", "action=\"/me/sign-out\"", &[]).expect(303);
        assert_eq!(phone.get("/me/profile").status, 303);
        let back = phone.fill(
            "/me/sign-in?next=%2Fme%2Fprofile",
            "action=\"/me/sign-in\"",
            &[("login", "0300000001"), ("password", PASSWORD)],
        );
        assert_eq!(back.expect(303).header("location"), Some("/me/profile"));
    });
}

#[test]
fn one_browser_is_an_officer_or_an_applicant() {
    on_both(|house| {
        let mut phone = Phone::new(&house);
        phone.register("Nguyễn Văn An", NUMBER).expect(303);
        assert!(phone.get("/home").header("location").unwrap().starts_with("/sign-in"));
        let officer = Browser::of(&house, INTAKE);
        assert!(officer.get("/me").header("location").unwrap().starts_with("/me/sign-in"));
    });
}

#[test]
fn a_dossier_is_completed_point_by_point_withdrawn_and_gone_on_with() {
    on_both(|house| {
        let mut phone = Phone::new(&house);
        phone.register("Nguyễn Thị Mẫu", "022190000055").expect(303);
        let id = house.filed_online(&citizen(&house, &phone));
        let page = format!("/me/dossiers/{id}");
        let text = phone.get(&page).expect(200).text;
        assert!(text.contains("Quý vị") && text.contains("Chưa có mã hồ sơ"), "{text}");
        assert!(phone.get("/me").text.contains(&page));

        ask_for_more(&house, id);
        let home = phone.get("/me").text;
        let needs = home.split_once("id=\"needs\"").unwrap().1;
        assert!(needs.contains(&format!("{page}/supplement")), "what is owed stands first");
        let asked = phone.get(&format!("{page}/supplement")).expect(200).text;
        assert!(asked.contains("Ảnh chụp bị mờ") && asked.contains("Nơi sinh của cháu"));
        assert!(asked.contains("form=\"answer\""), "answers belong to the form that says all is done");

        // Half an answer is none, and nothing typed is lost.
        let form = format!("action=\"{page}/supplement\"");
        let half = phone.fill(&format!("{page}/supplement"), &form, &[("answer_1", "Bệnh viện Bãi Cháy")]).expect(422);
        assert!(half.text.contains("Bệnh viện Bãi Cháy"), "{}", half.text);

        let component =
            house.app.catalogue.current(house::PROCEDURE, kernel::time::civil(house::now()).date()).unwrap();
        let component = dossier::door::checklist(&component.version, None)[0].key.clone();
        the_line_is_cut(&mut phone, &page, &component);
        the_page_shows_a_small_picture(&house, &mut phone, &page);
        a_whole_file_comes_without_script(&mut phone, &page, &component, &asked);

        let done = phone.fill(&format!("{page}/supplement"), &form, &[("answer_1", "Bệnh viện Bãi Cháy")]).expect(303);
        let text = phone.lands(&done).text;
        assert!(text.contains("Đã gửi phần bổ sung"), "{text}");
        let reading = house.app.store.read_blocking(move |tx| dossier::store::load(tx, id)).unwrap();
        assert_eq!(reading.supplements[0].answers[1].words, "Bệnh viện Bãi Cháy");

        let withdraw = format!("action=\"{page}/withdrawal\"");
        let asked = phone.fill(&format!("{page}/withdrawal"), &withdraw, &[("reason", "Nộp nhầm")]).expect(303);
        assert!(phone.lands(&asked).text.contains("withdrawal-cancellation"));
        let on = format!("action=\"{page}/withdrawal-cancellation\"");
        let empty = phone.fill(&format!("{page}/withdrawal-cancellation"), &on, &[("reason", "")]).expect(422);
        assert!(empty.text.contains("f-reason-error"), "{}", empty.text);
        phone.fill(&format!("{page}/withdrawal-cancellation"), &on, &[("reason", "Vẫn cần")]).expect(303);
        assert!(phone.get(&page).text.contains("/supplement"));
    });
}

/// The telephone loses its line half way; the page says how far it came, and the same file goes on from there.
fn the_line_is_cut(phone: &mut Phone<'_>, page: &str, component: &str) {
    let (file, uploads) = (picture(60), format!("{page}/uploads"));
    let (length, half) = (file.len().to_string(), file.len() / 2);
    let new = [
        ("upload-length", length.as_str()),
        ("upload-name", "chup-lai.png"),
        ("upload-component", component),
        ("upload-mark", "1-2"),
    ];
    let place = phone.script("POST", &uploads, &new, &[]).expect(201).header("location").unwrap().to_string();
    phone.script("PATCH", &place, &[("upload-offset", "0")], &file[..half]).expect(204);
    let cut = phone.get(&format!("{page}/supplement")).expect(200).text;
    assert!(cut.contains("chup-lai.png") && cut.contains("chọn lại đúng tệp này"), "{cut}");
    let again = phone.script("POST", &uploads, &new, &[]).expect(200);
    assert_eq!(again.header("location"), Some(place.as_str()), "the same upload goes on");
    let at = again.header("upload-offset").unwrap().to_string();
    assert_eq!(at, half.to_string());
    phone.script("PATCH", &place, &[("upload-offset", &at)], &file[half..]).expect(201);
    let whole = phone.get(&format!("{page}/supplement")).expect(200).text;
    assert!(whole.contains("chup-lai.png") && !whole.contains("chọn lại đúng tệp này"), "{whole}");

    // One that is given up is gone, and one is told so on the page one was on.
    let new = [("upload-mark", "3-4"), ("upload-length", "70"), new[1], new[2]];
    let place = phone.script("POST", &uploads, &new, &[]).expect(201).header("location").unwrap().to_string();
    let given_up = phone.script("POST", &format!("{place}/removal"), &[FORM], &[]).expect(303);
    assert_eq!(given_up.header("location"), Some(format!("{page}/supplement").as_str()));
    assert!(!phone.get(&format!("{page}/supplement")).text.contains("chọn lại đúng tệp này"));
}

/// Of what was handed in, for the one who handed it in.
fn the_page_shows_a_small_picture(house: &House, phone: &mut Phone<'_>, page: &str) {
    let shown = phone.get(page).expect(200).text;
    let img = shown.split_once("<img src=\"/me/dossiers/").expect("a picture").1;
    let picture = format!("/me/dossiers/{}", img.split('"').next().unwrap());
    let drawn = phone.get(&picture).expect(200);
    assert_eq!(drawn.header("content-type"), Some("image/jpeg"));
    let mut stranger = Phone::new(house);
    stranger.register("Trần Văn Lạ", "022090000077").expect(303);
    assert_eq!(stranger.get(&picture).status, 404);
}

fn a_whole_file_comes_without_script(phone: &mut Phone<'_>, page: &str, component: &str, asked: &str) {
    let upload = house::browser::attribute(&form_of(asked, "data-resumable"), "action");
    let csrf = phone.csrf(&format!("{page}/supplement"));
    let part =
        |name: &str, value: &str| format!("--B\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    let file = |name: &str, bytes: &[u8]| {
        let head = "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=";
        [format!("{head}\"{name}\"\r\nContent-Type: image/png\r\n\r\n").as_bytes(), bytes, b"\r\n"].concat()
    };
    let head = [part("_csrf", &csrf), part("component", component)].concat();
    let body = [head.as_bytes(), &file("anh.png", &picture(1)), &file("hong.png", b"x"), b"--B--\r\n"].concat();
    let taken = phone.send("POST", &upload, "multipart/form-data; boundary=B", body).expect(303);
    assert_eq!(taken.header("location"), Some(format!("{page}/supplement").as_str()));
    let told = phone.lands(&taken).text;
    assert!(told.contains("anh.png") && told.contains("Một tệp không nhận được"), "{told}");
}

#[test]
fn the_applicant_chooses_where_to_collect_the_result() {
    on_both(|house| {
        let mut phone = Phone::new(&house);
        phone.register("Nguyễn Thị Mẫu", "022190000055").expect(303);
        let id = house.filed_online(&citizen(&house, &phone));
        let page = format!("/me/dossiers/{id}");
        assert!(phone.get(&page).expect(200).text.contains(&format!("{page}/pick-up")), "it is offered");
        let unit = |key: &str| house.app.sessions.directory().unit_by_key(key).expect("a unit").clone();
        let (door, agency) = (unit("tt_pvhcc"), unit("ubnd_hong_gai"));
        let text = phone.get(&format!("{page}/pick-up")).expect(200).text;
        assert!(text.contains(&door.name) && !text.contains(&format!("value=\"{}\"", agency.id)), "centres only");
        let form = format!("action=\"{page}/pick-up\"");
        let wrong = phone.fill(&format!("{page}/pick-up"), &form, &[("unit", &agency.id.to_string())]).expect(422);
        assert!(wrong.text.contains("f-unit") && wrong.text.contains("không phải nơi tiếp nhận"), "{}", wrong.text);
        let done = phone.fill(&format!("{page}/pick-up"), &form, &[("unit", &door.id.to_string())]).expect(303);
        let shown = phone.lands(&done).text;
        assert!(shown.contains("Nơi đến nhận") && shown.contains(&door.name), "{shown}");
        let kept = house.app.store.read_blocking(move |tx| dossier::store::load(tx, id)).unwrap();
        assert_eq!((kept.door().id, kept.pick_up), (door.id, dossier::model::PickUp::Counter));
    });
}

#[test]
fn whoever_acts_for_another_finds_the_dossier_once_their_number_is_proven() {
    on_both(|house| {
        let mut phone = Phone::new(&house);
        phone.register("Nguyễn Thị Mẫu", "022190000055").expect(303);
        let id = house.filed_online(&citizen(&house, &phone));
        let delegate = dossier::model::Delegate {
            name: "Nguyễn Văn An".into(),
            id_number: NUMBER.into(),
            phone: String::new(),
            authority: "Giấy ủy quyền số 3".into(),
        };
        let d = house.app.store.read_blocking(move |tx| dossier::store::load(tx, id)).unwrap();
        let revision = dossier::command::Revision {
            applicant: d.applicant.clone(),
            delegate: Some(delegate),
            summary: d.summary.clone(),
            sets: 1,
            pick_up: d.pick_up,
            components: d.components.clone(),
            case: None,
            deciding: None,
            around: None,
        };
        let command = Command::Revise(Box::new(revision));
        let by = officer(&house);
        house.runtime.block_on(house.app.dossiers.perform(&by, Key::Id(id), d.version, command, None)).unwrap();

        let mut delegate = Phone::new(&house);
        delegate.register("Nguyễn Văn An", NUMBER).expect(303);
        let page = format!("/me/dossiers/{id}");
        assert!(!delegate.get("/me/dossiers").expect(200).text.contains(&page), "a number that is only claimed");
        let counter = Browser::of(&house, INTAKE);
        let slip =
            counter.fill("/accounts/codes", "action=\"/accounts/codes\"", &[("number", NUMBER), ("seen", "1")], "");
        let slip = slip.expect(201).text;
        let code = slip.split_once("<p class=\"code-slip\"><strong>").unwrap().1.split('<').next().unwrap().to_string();
        delegate.fill("/me/profile", "action=\"/me/confirmation\"", &[("code", &code)]).expect(303);
        for list in ["/me/dossiers", "/me"] {
            let text = delegate.get(list).expect(200).text;
            assert!(text.contains(&page) && text.contains("Quý vị làm thay Nguyễn Thị Mẫu"), "{list}: {text}");
        }
        let own = phone.get("/me/dossiers").expect(200).text;
        assert!(own.contains(&page) && !own.contains("làm thay"), "the applicant's own is their own");
        assert!(
            !delegate.get(&page).expect(200).text.contains("/me/readers?dossier="),
            "who looked is the principal's"
        );
    });
}

#[test]
fn the_same_form_sent_twice_acts_once_and_a_stale_one_not_at_all() {
    on_both(|house| {
        let mut phone = Phone::new(&house);
        phone.register("Nguyễn Thị Mẫu", "022190000055").expect(303);
        let id = house.filed_online(&citizen(&house, &phone));
        let page = format!("/me/dossiers/{id}");
        let text = phone.get(&format!("{page}/adjustment")).expect(200).text;
        let form = filled(&form_of(&text, "/adjustment"));
        let send = |phone: &mut Phone<'_>, summary: &str| {
            let fields = form.iter().map(|(name, value)| match name.as_str() {
                "summary" => format!("summary={}", web::fields::encode(summary)),
                _ => format!("{name}={}", web::fields::encode(value)),
            });
            let body = fields.collect::<Vec<_>>().join("&").into_bytes();
            phone.send("POST", &format!("{page}/adjustment"), "application/x-www-form-urlencoded", body)
        };
        send(&mut phone, "Khai sinh cho con gái").expect(303);
        send(&mut phone, "Khai sinh cho con gái").expect(303);
        assert_eq!(send(&mut phone, "Khác").status, 422, "the token belongs to what was sent first");
        let kept = house.app.store.read_blocking(move |tx| dossier::store::load(tx, id)).unwrap();
        assert_eq!((kept.version, kept.summary.as_str()), (2, "Khai sinh cho con gái"));
    });
}

#[test]
fn whoever_looks_is_told_of_with_unit_and_post_but_no_name() {
    on_both(|house| {
        let mut phone = Phone::new(&house);
        phone.register("Nguyễn Thị Mẫu", "022190000055").expect(303);
        assert!(phone.get("/me/readers").expect(200).text.contains("Chưa có cán bộ nào xem"));
        let id = house.filed_online(&citizen(&house, &phone));
        let by = officer(&house);
        for _ in 0..2 {
            house.runtime.block_on(house.app.dossiers.read(&by, Key::Id(id), "page")).unwrap();
        }
        let readers = phone.get("/me/readers").expect(200).text;
        assert!(readers.contains(by.unit_name()) && readers.contains(by.title()), "{readers}");
        assert!(!readers.contains(by.name()), "an officer's name is theirs");
        assert!(readers.contains("mở hồ sơ để xem") && readers.contains("2 lần trong ngày"));
        assert!(phone.get(&format!("/me/readers?dossier={id}")).expect(200).text.contains(by.unit_name()));

        let mut stranger = Phone::new(&house);
        stranger.register("Trần Văn Lạ", "022090000077").expect(303);
        assert_eq!(stranger.get(&format!("/me/readers?dossier={id}")).status, 404);
        assert!(!stranger.get("/me/readers").text.contains(by.unit_name()));

        let data = phone.get("/me/data.json").expect(200).json();
        assert_eq!(data["account"]["number"], "022190000055");
        assert_eq!(data["dossiers"][0]["id"], id.to_string());
        assert_eq!(data["looks"].as_array().unwrap().len(), 2);
        assert!(!data.to_string().contains(by.name()) && !data.to_string().contains("$argon2"));
    });
}
