//! The pages for a look with one's own eyes: `cargo test -p portal --test filing -- --ignored` serves them on 127.0.0.1:8918
//! until it is stopped, and prints the cookie of somebody signed in.

use crate::house::once;

#[test]
#[ignore = "serves until it is stopped"]
fn serve() {
    once(|house| {
        let an = house.applicant("Nguyễn Văn Khai", "022090000001");
        println!("{}={}", web::session::COOKIE, an.token.text());
        let router = house.router.clone();
        house.runtime.block_on(async {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:8918").await.expect("the port is free");
            axum::serve(listener, router.into_make_service()).await.expect("served");
        });
    });
}
