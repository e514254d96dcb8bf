//! Uploads that go on after a cut, and files that are not taken.

use std::time::Instant;

use crate::house::{BIRTH, Browser, House, each_engine, noisy, once, picture};

fn begin(browser: &Browser<'_>, filing: &str, name: &str, length: usize) -> crate::house::Answer {
    let length = length.to_string();
    let name = web::fields::encode(name);
    let headers = [
        ("upload-length", length.as_str()),
        ("upload-name", name.as_str()),
        ("upload-component", "TP03"),
        ("upload-mark", "1-2"),
        ("accept", "application/json"),
    ];
    browser.send("POST", &format!("{filing}/uploads"), &headers, "")
}

fn piece(browser: &Browser<'_>, router: &axum::Router, place: &str, at: usize, bytes: &[u8]) -> crate::house::Answer {
    let at = at.to_string();
    let headers = [("upload-offset", at.as_str()), ("accept", "application/json")];
    browser.send_to(router, "PATCH", place, &headers, bytes.to_vec())
}

fn offset(browser: &Browser<'_>, place: &str) -> usize {
    browser
        .send("HEAD", place, &[("accept", "application/json")], "")
        .expect(200)
        .header("upload-offset")
        .parse()
        .expect("n")
}

#[test]
fn a_cut_line_costs_one_piece_and_a_killed_house_nothing_that_was_acknowledged() {
    each_engine(|house: &House| {
        let an = house.applicant("Nguyễn Văn Khai", "022090000001");
        let filing = an.begins(BIRTH);
        let file = noisy(400, 300, 7);
        let place = begin(&an, &filing, "giấy chứng sinh.png", file.len()).expect(201).header("location").to_string();
        piece(&an, &house.router, &place, 0, &file[..100_000]).expect(204);
        // The answer to the second piece was lost: the offset says that it arrived.
        piece(&an, &house.router, &place, 100_000, &file[100_000..200_000]).expect(204);
        assert_eq!(offset(&an, &place), 200_000);
        piece(&an, &house.router, &place, 100_000, &file[100_000..200_000]).expect(409);
        assert_eq!(house.count("upload_part"), 2);
        an.get(&format!("{filing}/papers")).expect(200).shows("giấy chứng sinh.png").shows("đã tải");

        // Killed and started again; the same file chosen again goes on where it stopped.
        let reborn = house.reborn();
        let again = begin(&an, &filing, "giấy chứng sinh.png", file.len()).expect(200);
        assert_eq!((again.header("location"), again.header("upload-offset")), (place.as_str(), "200000"));
        let mut at = 200_000;
        while at < file.len() {
            let end = (at + 131_072).min(file.len());
            let status = if end == file.len() { 201 } else { 204 };
            piece(&an, &reborn, &place, at, &file[at..end]).expect(status);
            at = end;
        }
        // The last answer was lost: asking again is answered the same.
        piece(&an, &reborn, &place, at, b"").expect(201);
        assert_eq!((house.count("upload"), house.count("upload_part")), (1, 0));
        let shown = an.get(&format!("{place}/file")).expect(200);
        assert_eq!(
            (shown.header("content-type"), shown.header("content-disposition").starts_with("inline")),
            ("image/png", true)
        );
        an.get(&format!("{filing}/papers")).expect(200).shows("1 trang");
        // Taken out again.
        an.post(&format!("{place}/removal"), &[]).expect(303);
        an.get(&format!("{place}/file")).expect(404);
    });
}

#[test]
fn a_file_that_was_complete_when_the_house_died_is_taken_at_the_next_question() {
    each_engine(|house| {
        let an = house.applicant("Nguyễn Văn Khai", "022090000001");
        let filing = an.begins(BIRTH);
        let file = picture(9);
        let place = begin(&an, &filing, "a.png", file.len()).expect(201).header("location").to_string();
        // All bytes on disk, nobody looked yet: as a kill between the last piece and its answer leaves it.
        let id: kernel::UploadId = place.rsplit('/').next().and_then(|id| id.parse().ok()).expect("an id");
        let (account, target) = (an.citizen.account(), an.filing(&filing).id.to_string());
        let bytes = file.clone();
        house
            .app
            .store
            .act_blocking(move |tx| {
                let upload = portal::uploads::rows::load(tx, account, &target, id)?;
                portal::uploads::rows::append(tx, &upload, 0, &bytes, 1).map(drop)
            })
            .expect("appended");
        assert_eq!(
            begin(&an, &filing, "a.png", file.len()).expect(200).header("upload-offset"),
            file.len().to_string()
        );
        piece(&an, &house.router, &place, file.len(), b"").expect(201);
    });
}

#[test]
fn files_that_are_not_taken_say_why_and_leave_nothing() {
    once(|house| {
        let an = house.applicant("Nguyễn Văn Khai", "022090000001");
        let filing = an.begins(BIRTH);
        let mut broken = picture(3);
        broken.truncate(60);
        let mut program = b"MZ\x90\x00\x03".to_vec();
        program.resize(4000, 0);
        let locked =
            std::fs::read(format!("{}/../document/tests/files/samples/asks-password.pdf", env!("CARGO_MANIFEST_DIR")))
                .expect("a sample");
        let rows: &[(&str, &[u8], &str)] = &[
            ("rong.pdf", b"", "FILE_EMPTY"),
            ("anh.png", &broken, "FILE_TRUNCATED"),
            ("chuong-trinh.pdf", &program, "FILE_TYPE_LIES"),
            ("khoa.pdf", &locked, "FILE_PASSWORD"),
            ("ghi-chu.txt", b"xin chao", "FILE_TYPE_UNSUPPORTED"),
        ];
        for (name, bytes, key) in rows {
            let whole = an.uploads_whole(&filing, "TP03", name, bytes).expect(422);
            assert!(whole.text.contains(&format!("\"key\":\"{key}\"")), "{name}: {}", whole.text);
            if bytes.is_empty() {
                begin(&an, &filing, name, 0).expect(422);
                continue;
            }
            let place = begin(&an, &filing, name, bytes.len()).expect(201).header("location").to_string();
            let told = piece(&an, &house.router, &place, 0, bytes).expect(422);
            assert!(told.text.contains(&format!("\"key\":\"{key}\"")), "{name}: {}", told.text);
        }
        begin(&an, &filing, "to.pdf", (20 << 20) + 1).expect(422).shows("FILE_TOO_LARGE");
        assert_eq!(house.count("upload_part"), 0);
        let now_ms = house.app.clock.now_ms() + portal::uploads::ABANDONED_MS + 1;
        house.app.store.act_blocking(move |tx| portal::filing::chores::forget(tx, now_ms)).expect("forgotten");
        assert_eq!(house.count("upload"), 0);
    });
}

#[test]
fn the_same_file_twice_is_one_and_an_abandoned_upload_is_forgotten() {
    once(|house| {
        let an = house.applicant("Nguyễn Văn Khai", "022090000001");
        let filing = an.begins(BIRTH);
        let file = picture(4);
        for _ in 0..2 {
            an.uploads_whole(&filing, "TP03", "a.png", &file).expect(303);
        }
        assert_eq!(house.count("upload"), 1);
        let place = begin(&an, &filing, "b.png", 100_000).expect(201).header("location").to_string();
        piece(&an, &house.router, &place, 0, &[1; 1000]).expect(204);
        piece(&an, &house.router, &place, 1000, &[0; (1 << 20) + 100]).expect(422);
        let later = house.app.clock.now_ms() + portal::uploads::ABANDONED_MS + 1;
        assert_eq!(house.app.store.act_blocking(move |tx| portal::filing::chores::forget(tx, later)).expect("done"), 1);
        assert_eq!((house.count("upload"), house.count("upload_part")), (1, 0), "what was taken stays");
    });
}

/// Twenty megabytes over a line that is cut after every third piece, measured: `cargo nextest run -p portal twenty --no-capture`.
#[test]
fn twenty_megabytes_over_a_line_that_keeps_breaking_arrive_whole() {
    each_engine(|house| {
        let an = house.applicant("Nguyễn Văn Khai", "022090000001");
        let filing = an.begins(BIRTH);
        let started = Instant::now();
        let (mut sent, mut cuts, mut whole) = (0_usize, 0, 0);
        for (nth, side) in [(1, 1500_u32), (2, 1500), (3, 1500)] {
            let file = noisy(side, side, nth);
            whole += file.len();
            let name = format!("trang-{nth}.png");
            let mut pieces = 0;
            'line: loop {
                // The line is new: what is held is asked for.
                let begun = begin(&an, &filing, &name, file.len());
                let place = begun.header("location").to_string();
                let mut at: usize = begun.header("upload-offset").parse().expect("an offset");
                loop {
                    let end = (at + 256 * 1024).min(file.len());
                    sent += end - at;
                    pieces += 1;
                    if pieces % 3 == 0 {
                        // Half of a piece was on its way when the line broke: it never arrived.
                        cuts += 1;
                        continue 'line;
                    }
                    let answer = piece(&an, &house.router, &place, at, &file[at..end]);
                    if answer.status.as_u16() == 201 {
                        break 'line;
                    }
                    answer.expect(204);
                    at = end;
                }
            }
        }
        assert!(whole >= 20_000_000, "{whole} bytes");
        let lost = sent - whole;
        println!("{whole} bytes, {cuts} cuts, {lost} bytes sent again, {} ms", started.elapsed().as_millis());
        assert!(lost <= cuts * 256 * 1024, "each cut costs one piece at most: {lost}");
        assert_eq!((house.count("upload"), house.count("upload_part")), (3, 0));
    });
}

#[test]
fn a_dossier_takes_files_by_the_same_protocol_while_it_may_be_changed() {
    each_engine(|house| {
        let an = house.applicant("Nguyễn Văn Khai", "022090000001");
        let binh = house.applicant("Trần Văn Bình", "022090000002");
        let filing = an.begins(BIRTH);
        an.fills_birth(&filing);
        an.sends(&filing).expect(303);
        let id = an.filing(&filing).dossier.expect("a dossier");
        let (address, file) = (format!("/me/dossiers/{id}"), noisy(200, 100, 5));
        begin(&binh, &address, "a.png", file.len()).expect(404);
        let before = house.dossier(id).files.len();
        let place = begin(&an, &address, "a.png", file.len()).expect(201).header("location").to_string();
        piece(&an, &house.router, &place, 0, &file[..20_000]).expect(204);
        piece(&binh, &house.router, &place, 20_000, &file[20_000..]).expect(404);
        piece(&an, &house.router, &place, 20_000, &file[20_000..]).expect(201);
        piece(&an, &house.router, &place, file.len(), b"").expect(201);
        let dossier = house.dossier(id);
        assert_eq!(dossier.files.len(), before + 1, "once, although the answer was asked for twice");
        assert_eq!(dossier.files.last().and_then(|file| file.component.as_deref()), Some("TP03"));
        // The same picture again is there already; a paper nobody asks for is not taken.
        let again = begin(&an, &address, "b.png", file.len()).expect(201).header("location").to_string();
        piece(&an, &house.router, &again, 0, &file).expect(201);
        assert_eq!(house.dossier(id).files.len(), before + 1);
        let headers = [
            ("upload-length", "9"),
            ("upload-name", "x"),
            ("upload-component", "TP99"),
            ("accept", "application/json"),
        ];
        an.send("POST", &format!("{address}/uploads"), &headers, "").expect(422).shows("COMPONENT_UNKNOWN");
    });
}
