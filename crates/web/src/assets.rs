//! Style, scripts, fonts and icons inside the binary, under names that change with their content, so that browsers keep them for ever.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

#[derive(rust_embed::Embed)]
#[folder = "assets/"]
struct Files;

struct Asset {
    /// `app.1a2b3c4d5e.css`
    hashed: String,
    kind: &'static str,
    body: Cow<'static, [u8]>,
}

/// By plain name.
static ASSETS: LazyLock<HashMap<String, Asset>> = LazyLock::new(|| {
    let mut assets: HashMap<String, Asset> = HashMap::new();
    // Style sheets last: they name fonts and pictures by their hashed names.
    let (sheets, others): (Vec<_>, Vec<_>) = Files::iter().partition(|name| name.ends_with(".css"));
    for name in others.into_iter().chain(sheets) {
        let Some(file) = Files::get(&name) else { continue };
        let body = if name.ends_with(".css") { Cow::Owned(with_hashed_urls(&file.data, &assets)) } else { file.data };
        let hashed = hashed_name(&name, &body);
        assets.insert(name.to_string(), Asset { hashed, kind: kind(&name), body });
    }
    assets
});

/// Hashed name to plain name.
static BY_HASHED: LazyLock<HashMap<&'static str, &'static str>> =
    LazyLock::new(|| ASSETS.iter().map(|(name, asset)| (asset.hashed.as_str(), name.as_str())).collect());

fn hashed_name(name: &str, body: &[u8]) -> String {
    let hash = hex::encode(&Sha256::digest(body)[..5]);
    match name.rsplit_once('.') {
        Some((stem, ending)) => format!("{stem}.{hash}.{ending}"),
        None => format!("{name}.{hash}"),
    }
}

/// Rewrites `url("fonts/x.woff2")` to the hashed address; an unknown name stays, and a test finds it.
fn with_hashed_urls(css: &[u8], assets: &HashMap<String, Asset>) -> Vec<u8> {
    let css = String::from_utf8_lossy(css);
    let mut out = String::with_capacity(css.len() + 256);
    let mut rest = css.as_ref();
    while let Some((before, after)) = rest.split_once("url(\"") {
        let (name, after) = after.split_once("\")").unwrap_or((after, ""));
        let address = assets.get(name).map_or_else(|| name.to_string(), |asset| format!("/assets/{}", asset.hashed));
        out.push_str(&format!("{before}url(\"{address}\")"));
        rest = after;
    }
    out.push_str(rest);
    out.into_bytes()
}

fn kind(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "woff2" => "font/woff2",
        "png" => "image/png",
        _ => "text/plain; charset=utf-8",
    }
}

/// The address of an asset: `href("app.css")` → `/assets/app.1a2b3c4d5e.css`. An unknown name keeps its plain address (404).
pub fn href(name: &str) -> String {
    match ASSETS.get(name) {
        Some(asset) => format!("/assets/{}", asset.hashed),
        None => format!("/assets/{name}"),
    }
}

/// `GET /assets/{*name}`: hashed names are kept for a year, plain names asked for again each time.
pub async fn serve(Path(name): Path<String>) -> Response {
    let (plain, keep) = match BY_HASHED.get(name.as_str()) {
        Some(plain) => (*plain, "public, max-age=31536000, immutable"),
        None => (name.as_str(), "no-cache"),
    };
    let Some(asset) = ASSETS.get(plain) else { return StatusCode::NOT_FOUND.into_response() };
    let body = match &asset.body {
        Cow::Borrowed(bytes) => axum::body::Bytes::from_static(bytes),
        Cow::Owned(bytes) => axum::body::Bytes::copy_from_slice(bytes),
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(asset.kind)),
        (header::CACHE_CONTROL, HeaderValue::from_static(keep)),
    ];
    (headers, body).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_changes_with_its_content() {
        assert_ne!(hashed_name("app.css", b"a"), hashed_name("app.css", b"b"));
        assert_eq!(hashed_name("fonts/x.woff2", b"a"), "fonts/x.ca978112ca.woff2");
        assert!(href("app.css").starts_with("/assets/app."));
        assert_eq!(href("nothing.css"), "/assets/nothing.css");
    }

    #[test]
    fn the_style_sheet_names_only_assets_that_exist() {
        let css = String::from_utf8_lossy(&ASSETS["app.css"].body).into_owned();
        let mut named = 0;
        for address in css.split("url(\"").skip(1).filter_map(|part| part.split('"').next()) {
            let name = address.strip_prefix("/assets/").unwrap_or(address);
            assert!(BY_HASHED.contains_key(name), "{address}");
            named += 1;
        }
        assert!(named >= 6, "six font files at least, saw {named}");
    }

    #[test]
    fn the_first_view_stays_under_a_hundred_kilobytes() {
        let size = |name: &str| ASSETS[name].body.len();
        let fonts: usize = ["latin-400", "latin-600", "vietnamese-400", "vietnamese-600"]
            .iter()
            .map(|part| size(&format!("fonts/be-vietnam-pro-{part}-normal.woff2")))
            .sum();
        let packed = |name: &str| {
            let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(5));
            std::io::Write::write_all(&mut gzip, &ASSETS[name].body).unwrap();
            gzip.finish().unwrap().len()
        };
        // 8 KB are left for the page itself.
        let text = packed("app.css") + packed("app.js") + packed("icons.svg");
        assert!(fonts + text < 92 * 1024, "fonts {fonts}, text {text}");
    }
}
