//! Scans and documents kept under the SHA-256 of their bytes, in a folder or in an S3-compatible bucket.
//!
//! Never overwrites a blob, never answers `put` before the bytes are durable, and never hands out bytes that do not
//! match their name. Nothing is removed except by a sweep that someone asked for.

use std::collections::HashSet;
use std::fmt;
use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use futures_util::TryStreamExt;
use kernel::{Error, Result};
use object_store::aws::{AmazonS3, AmazonS3Builder, S3ConditionalPut};
use object_store::path::Path as Key;
use object_store::{ClientOptions, ObjectStore, ObjectStoreExt, PutMode, PutOptions, RetryConfig};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};

/// How a temporary file's name ends; no blob is named so.
const PART: &str = ".part";
/// An upload of the largest scan over a slow provincial line.
const UPLOAD_TIMEOUT: Duration = Duration::from_secs(300);

/// The name of a blob: the SHA-256 of its bytes, 64 lower-case hex digits as text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlobHash([u8; 32]);

/// The text is not 64 lower-case hex digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotABlobHash;

impl BlobHash {
    /// The name these bytes have.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// Which of the 256 shards of [`Blobs::list`] holds it.
    pub fn shard(&self) -> u8 {
        self.0[0]
    }

    /// `ab/cd/<hex>`: two levels, so that no folder holds more than a few thousand of ten million files.
    fn key(&self) -> String {
        let hex = self.to_string();
        format!("{}/{}/{hex}", &hex[..2], &hex[2..4])
    }
}

impl fmt::Display for BlobHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for BlobHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for NotABlobHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a SHA-256 in lower-case hex")
    }
}

impl std::error::Error for NotABlobHash {}

impl FromStr for BlobHash {
    type Err = NotABlobHash;
    fn from_str(text: &str) -> std::result::Result<Self, NotABlobHash> {
        // One spelling only: upper case would be a second name for the same bytes.
        if text.bytes().any(|b| b.is_ascii_uppercase()) {
            return Err(NotABlobHash);
        }
        let mut digest = [0; 32];
        hex::decode_to_slice(text, &mut digest).map_err(|_| NotABlobHash)?;
        Ok(Self(digest))
    }
}

impl Serialize for BlobHash {
    fn serialize<S: Serializer>(&self, s: S) -> std::result::Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for BlobHash {
    fn deserialize<D: Deserializer<'de>>(d: D) -> std::result::Result<Self, D::Error> {
        std::borrow::Cow::<str>::deserialize(d)?.parse().map_err(serde::de::Error::custom)
    }
}

/// One blob of a listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlobEntry {
    pub hash: BlobHash,
    pub size_bytes: u64,
}

/// Where blobs are kept: the one setting that changes from a commune's PC to a provincial data centre.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum BlobConfig {
    /// A folder on a local disk.
    Folder { path: PathBuf },
    /// A bucket of any S3-compatible server, addressed path-style (`endpoint/bucket/key`).
    S3 {
        endpoint: String,
        bucket: String,
        region: String,
        access_key: String,
        secret_key: String,
        /// Put before every key; empty for the whole bucket.
        #[serde(default)]
        prefix: String,
    },
}

impl fmt::Debug for BlobConfig {
    /// Keys never reach a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BlobConfig::Folder { path } => write!(f, "folder {}", path.display()),
            BlobConfig::S3 { endpoint, bucket, prefix, .. } => write!(f, "s3 {endpoint}/{bucket}/{prefix}"),
        }
    }
}

/// The blob store. Cheap to clone.
#[derive(Clone, Debug)]
pub enum Blobs {
    Folder(Arc<Folder>),
    S3(Arc<Bucket>),
}

impl Blobs {
    /// Opens the store a configuration names; a folder is made if it is not there.
    ///
    /// An S3 client needs the process's rustls provider: the binary installs `ring` before it calls this.
    /// Errors: `Fault` if the folder cannot be made or the endpoint makes no sense. The bucket is not contacted.
    pub fn open(config: &BlobConfig) -> Result<Self> {
        match config {
            BlobConfig::Folder { path } => Ok(Blobs::Folder(Arc::new(Folder::open(path)?))),
            BlobConfig::S3 { .. } => Ok(Blobs::S3(Arc::new(Bucket::open(config)?))),
        }
    }

    /// Keeps bytes and answers their name, once they are durable. The same bytes again cost one look.
    ///
    /// Errors: `Fault` if they could not be made durable, or if the blob that stands has another size (damage).
    pub async fn put(&self, bytes: impl Into<Bytes>) -> Result<BlobHash> {
        let bytes = bytes.into();
        match self {
            Blobs::Folder(folder) => off_the_runtime(folder, move |folder| folder.put(&bytes)).await,
            Blobs::S3(bucket) => bucket.put(bytes).await,
        }
    }

    /// The bytes of a blob, checked against its name.
    ///
    /// Errors: `Absent` if there is none; `Fault` naming the hash if the bytes are damaged.
    pub async fn get(&self, hash: BlobHash) -> Result<Bytes> {
        match self {
            Blobs::Folder(folder) => off_the_runtime(folder, move |folder| folder.get(hash)).await,
            Blobs::S3(bucket) => bucket.get(hash).await,
        }
    }

    /// Whether a blob stands (its bytes are not checked).
    pub async fn exists(&self, hash: BlobHash) -> Result<bool> {
        match self {
            Blobs::Folder(folder) => off_the_runtime(folder, move |folder| folder.exists(hash)).await,
            Blobs::S3(bucket) => bucket.exists(hash).await,
        }
    }

    /// Every blob whose hash begins with the byte `shard`, in order. A check or a backup walks 0 to 255, so that
    /// ten million blobs are never in memory at once.
    pub async fn list(&self, shard: u8) -> Result<Vec<BlobEntry>> {
        match self {
            Blobs::Folder(folder) => off_the_runtime(folder, move |folder| folder.list(shard)).await,
            Blobs::S3(bucket) => bucket.list(shard).await,
        }
    }

    /// Removes a blob; answers whether it was there. For sweeps only: whoever sweeps must know that no row names the
    /// blob and that no `put` of the same bytes is under way (leave recent ones alone).
    pub async fn remove(&self, hash: BlobHash) -> Result<bool> {
        match self {
            Blobs::Folder(folder) => off_the_runtime(folder, move |folder| folder.remove(hash)).await,
            Blobs::S3(bucket) => bucket.remove(hash).await,
        }
    }

    /// Removes temporary files last written before `before`: what a killed process left. Answers how many.
    /// (A bucket leaves none: a put there is one request.)
    pub async fn sweep_leftovers(&self, before: SystemTime) -> Result<u64> {
        match self {
            Blobs::Folder(folder) => off_the_runtime(folder, move |folder| folder.sweep_leftovers(before)).await,
            Blobs::S3(_) => Ok(0),
        }
    }

    /// [`Blobs::put`] for code that is not async, such as an act on the blocking pool. Never call it from async code.
    pub fn put_blocking(&self, bytes: &[u8]) -> Result<BlobHash> {
        match self {
            Blobs::Folder(folder) => folder.put(bytes),
            Blobs::S3(bucket) => wait_for(bucket.put(Bytes::copy_from_slice(bytes))),
        }
    }

    /// [`Blobs::get`] for code that is not async. Never call it from async code.
    pub fn get_blocking(&self, hash: BlobHash) -> Result<Bytes> {
        match self {
            Blobs::Folder(folder) => folder.get(hash),
            Blobs::S3(bucket) => wait_for(bucket.get(hash)),
        }
    }
}

/// Disk work waits for fsync: never on a thread that answers requests.
async fn off_the_runtime<T: Send + 'static>(
    folder: &Arc<Folder>,
    work: impl FnOnce(&Folder) -> Result<T> + Send + 'static,
) -> Result<T> {
    let folder = Arc::clone(folder);
    tokio::task::spawn_blocking(move || work(&folder))
        .await
        .unwrap_or_else(|stopped| Err(Error::fault("blob folder", stopped)))
}

fn wait_for<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    match tokio::runtime::Handle::try_current() {
        Ok(runtime) => runtime.block_on(work),
        Err(_) => tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|cause| Error::fault("blob runtime", cause))?
            .block_on(work),
    }
}

fn checked(hash: BlobHash, bytes: Bytes, place: &str) -> Result<Bytes> {
    let found = BlobHash::of(&bytes);
    if found == hash {
        Ok(bytes)
    } else {
        Err(Error::fault(format!("blob {hash} in {place}"), format!("damaged: its bytes hash to {found}")))
    }
}

/// Blobs in a local folder.
#[derive(Debug)]
pub struct Folder {
    root: PathBuf,
    /// Shards whose folders this process has itself made durable: another process may have made one and died before
    /// its own fsync, so "it exists" is not enough.
    durable: Mutex<HashSet<[u8; 2]>>,
    parts: AtomicU64,
}

impl Folder {
    fn open(root: &Path) -> Result<Self> {
        fs::create_dir_all(root).map_err(|cause| Error::fault(format!("blob folder {}", root.display()), cause))?;
        Ok(Self { root: root.to_path_buf(), durable: Mutex::default(), parts: AtomicU64::new(0) })
    }

    fn fault(&self, path: &Path, cause: impl fmt::Display) -> Error {
        Error::fault(format!("blob file {}", path.display()), cause)
    }

    fn path(&self, hash: BlobHash) -> PathBuf {
        self.root.join(hash.key())
    }

    fn put(&self, bytes: &[u8]) -> Result<BlobHash> {
        let hash = BlobHash::of(bytes);
        let target = self.path(hash);
        let folder = self.durable_folder(hash)?;
        match fs::metadata(&target) {
            Ok(stands) if stands.len() == bytes.len() as u64 => {}
            Ok(stands) => {
                let what = format!("damaged: {} bytes stand where {} belong", stands.len(), bytes.len());
                return Err(Error::fault(format!("blob {hash}"), what));
            }
            Err(missing) if missing.kind() == ErrorKind::NotFound => {
                let part = self.write_part(&folder, hash, bytes)?;
                // Two writers may race here; both rename identical bytes, so neither overwrites anything.
                fs::rename(&part, &target).map_err(|cause| self.fault(&target, cause))?;
            }
            Err(cause) => return Err(self.fault(&target, cause)),
        }
        // Also when the blob stood already: the writer that renamed it may not have come this far.
        sync_folder(&folder).map_err(|cause| self.fault(&folder, cause))?;
        Ok(hash)
    }

    /// The folder of a blob, there to stay.
    fn durable_folder(&self, hash: BlobHash) -> Result<PathBuf> {
        let folder = self.path(hash).parent().map(Path::to_path_buf).unwrap_or_else(|| self.root.clone());
        let shard = [hash.0[0], hash.0[1]];
        let lock = || self.durable.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if !lock().contains(&shard) {
            let made = fs::create_dir_all(&folder)
                .and_then(|()| folder.parent().map_or(Ok(()), sync_folder))
                .and_then(|()| sync_folder(&self.root));
            made.map_err(|cause| self.fault(&folder, cause))?;
            lock().insert(shard);
        }
        Ok(folder)
    }

    /// Writes and fsyncs a temporary file beside the target; removes it again if that fails.
    fn write_part(&self, folder: &Path, hash: BlobHash, bytes: &[u8]) -> Result<PathBuf> {
        loop {
            let n = self.parts.fetch_add(1, Ordering::Relaxed);
            let part = folder.join(format!("{hash}.{}-{n}{PART}", std::process::id()));
            let mut file = match File::options().write(true).create_new(true).open(&part) {
                Ok(file) => file,
                // Left by a killed process that had our number (in a container it is often 1).
                Err(taken) if taken.kind() == ErrorKind::AlreadyExists => continue,
                Err(cause) => return Err(self.fault(&part, cause)),
            };
            return match file.write_all(bytes).and_then(|()| file.sync_all()) {
                Ok(()) => Ok(part),
                Err(cause) => {
                    // A full disk must not stay full of halves; if even this fails the sweep finds it.
                    let _ = fs::remove_file(&part);
                    Err(self.fault(&part, cause))
                }
            };
        }
    }

    fn get(&self, hash: BlobHash) -> Result<Bytes> {
        let path = self.path(hash);
        match fs::read(&path) {
            Ok(bytes) => checked(hash, bytes.into(), &self.root.display().to_string()),
            Err(missing) if missing.kind() == ErrorKind::NotFound => Err(Error::absent(format!("blob {hash}"))),
            Err(cause) => Err(self.fault(&path, cause)),
        }
    }

    fn exists(&self, hash: BlobHash) -> Result<bool> {
        let path = self.path(hash);
        path.try_exists().map_err(|cause| self.fault(&path, cause))
    }

    fn list(&self, shard: u8) -> Result<Vec<BlobEntry>> {
        let mut blobs = Vec::new();
        self.walk(shard, |name, _, meta| {
            if let Ok(hash) = name.parse() {
                blobs.push(BlobEntry { hash, size_bytes: meta.len() });
            }
            Ok(())
        })?;
        blobs.sort_unstable_by_key(|blob| blob.hash);
        Ok(blobs)
    }

    fn remove(&self, hash: BlobHash) -> Result<bool> {
        let path = self.path(hash);
        match fs::remove_file(&path) {
            Ok(()) => {
                path.parent().map_or(Ok(()), sync_folder).map_err(|cause| self.fault(&path, cause))?;
                Ok(true)
            }
            Err(missing) if missing.kind() == ErrorKind::NotFound => Ok(false),
            Err(cause) => Err(self.fault(&path, cause)),
        }
    }

    fn sweep_leftovers(&self, before: SystemTime) -> Result<u64> {
        let mut swept = 0;
        for shard in 0..=u8::MAX {
            self.walk(shard, |name, path, meta| {
                if name.ends_with(PART) && meta.modified().is_ok_and(|written| written < before) {
                    fs::remove_file(path)?;
                    swept += 1;
                }
                Ok(())
            })?;
        }
        Ok(swept)
    }

    /// Visits every file of a shard; a file that vanishes under the walk is passed over.
    fn walk(&self, shard: u8, mut visit: impl FnMut(&str, &Path, &fs::Metadata) -> std::io::Result<()>) -> Result<()> {
        let top = self.root.join(format!("{shard:02x}"));
        let mut folders = Vec::new();
        for entry in read_folder(&top).map_err(|cause| self.fault(&top, cause))? {
            folders.push(entry.path());
        }
        for folder in folders.iter().filter(|folder| folder.is_dir()) {
            for entry in read_folder(folder).map_err(|cause| self.fault(folder, cause))? {
                let (name, path) = (entry.file_name(), entry.path());
                let visited = entry.metadata().and_then(|meta| visit(&name.to_string_lossy(), &path, &meta));
                match visited {
                    Err(gone) if gone.kind() == ErrorKind::NotFound => {}
                    other => other.map_err(|cause| self.fault(&path, cause))?,
                }
            }
        }
        Ok(())
    }
}

fn read_folder(path: &Path) -> std::io::Result<Vec<fs::DirEntry>> {
    match fs::read_dir(path) {
        Ok(entries) => entries.collect(),
        Err(missing) if missing.kind() == ErrorKind::NotFound => Ok(Vec::new()),
        Err(cause) => Err(cause),
    }
}

/// Makes the names in a folder durable. Windows has no such call and journals names itself.
fn sync_folder(path: &Path) -> std::io::Result<()> {
    if cfg!(unix) { File::open(path)?.sync_all() } else { Ok(()) }
}

/// Blobs in an S3-compatible bucket.
pub struct Bucket {
    client: AmazonS3,
    name: String,
    prefix: String,
}

impl fmt::Debug for Bucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "s3 {}/{}", self.name, self.prefix)
    }
}

impl Bucket {
    fn open(config: &BlobConfig) -> Result<Self> {
        let BlobConfig::S3 { endpoint, bucket, region, access_key, secret_key, prefix } = config else {
            return Err(Error::fault("blob bucket", "the configuration names a folder"));
        };
        let retry = RetryConfig { max_retries: 5, retry_timeout: UPLOAD_TIMEOUT, ..Default::default() };
        let client = AmazonS3Builder::new()
            .with_endpoint(endpoint.trim_end_matches('/'))
            .with_bucket_name(bucket)
            .with_region(region)
            .with_access_key_id(access_key)
            .with_secret_access_key(secret_key)
            .with_virtual_hosted_style_request(false)
            .with_client_options(
                ClientOptions::new().with_timeout(UPLOAD_TIMEOUT).with_allow_http(endpoint.starts_with("http://")),
            )
            .with_conditional_put(S3ConditionalPut::ETagMatch)
            .with_retry(retry)
            .build()
            .map_err(|cause| Error::fault(format!("{config:?}"), cause))?;
        Ok(Self { client, name: bucket.clone(), prefix: prefix.trim_matches('/').to_string() })
    }

    fn key(&self, tail: &str) -> Key {
        if self.prefix.is_empty() { Key::from(tail) } else { Key::from(format!("{}/{tail}", self.prefix)) }
    }

    fn fault(&self, hash: BlobHash, cause: impl fmt::Display) -> Error {
        Error::fault(format!("blob {hash} in bucket {}", self.name), cause)
    }

    /// Create-if-absent. A server that ignores the condition overwrites with the same bytes: the key is their digest.
    async fn put(&self, bytes: Bytes) -> Result<BlobHash> {
        let hash = BlobHash::of(&bytes);
        let (key, size) = (self.key(&hash.key()), bytes.len() as u64);
        let options = PutOptions { mode: PutMode::Create, ..Default::default() };
        match self.client.put_opts(&key, bytes.into(), options).await {
            Ok(_) => Ok(hash),
            Err(object_store::Error::AlreadyExists { .. }) => {
                let stands = self.client.head(&key).await.map_err(|cause| self.fault(hash, cause))?.size;
                if stands == size {
                    Ok(hash)
                } else {
                    Err(self.fault(hash, format!("damaged: {stands} bytes stand where {size} belong")))
                }
            }
            Err(cause) => Err(self.fault(hash, cause)),
        }
    }

    async fn get(&self, hash: BlobHash) -> Result<Bytes> {
        let read = async { self.client.get(&self.key(&hash.key())).await?.bytes().await };
        match read.await {
            Ok(bytes) => checked(hash, bytes, &self.name),
            Err(object_store::Error::NotFound { .. }) => Err(Error::absent(format!("blob {hash}"))),
            Err(cause) => Err(self.fault(hash, cause)),
        }
    }

    async fn exists(&self, hash: BlobHash) -> Result<bool> {
        match self.client.head(&self.key(&hash.key())).await {
            Ok(_) => Ok(true),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(cause) => Err(self.fault(hash, cause)),
        }
    }

    async fn list(&self, shard: u8) -> Result<Vec<BlobEntry>> {
        let under = self.key(&format!("{shard:02x}"));
        let entries = self.client.list(Some(&under)).try_filter_map(|object| async move {
            let hash = object.location.filename().and_then(|name| name.parse().ok());
            Ok(hash.map(|hash| BlobEntry { hash, size_bytes: object.size }))
        });
        let listed: std::result::Result<Vec<_>, _> = entries.try_collect().await;
        let mut blobs = listed.map_err(|cause| Error::fault(format!("listing bucket {}", self.name), cause))?;
        blobs.sort_unstable_by_key(|blob| blob.hash);
        Ok(blobs)
    }

    async fn remove(&self, hash: BlobHash) -> Result<bool> {
        // S3 answers a delete of nothing with success, so look first.
        let was_there = self.exists(hash).await?;
        if was_there {
            self.client.delete(&self.key(&hash.key())).await.map_err(|cause| self.fault(hash, cause))?;
        }
        Ok(was_there)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> (tempfile::TempDir, Blobs) {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let blobs = Blobs::open(&BlobConfig::Folder { path: dir.path().join("blobs") }).expect("opens");
        (dir, blobs)
    }

    fn file_of(dir: &tempfile::TempDir, hash: BlobHash) -> PathBuf {
        dir.path().join("blobs").join(hash.key())
    }

    /// What every kind of store must do.
    async fn keeps_finds_lists_and_sweeps(blobs: &Blobs) {
        let scan = b"Gi\xe1\xba\xa5y khai sinh".as_slice();
        let hash = blobs.put(scan).await.expect("kept");
        assert_eq!(blobs.put(scan).await.expect("kept again"), hash);
        assert_eq!(blobs.get(hash).await.expect("found"), scan);
        assert!(blobs.exists(hash).await.expect("asked"));
        let listed = blobs.list(hash.shard()).await.expect("listed");
        assert_eq!(listed, [BlobEntry { hash, size_bytes: scan.len() as u64 }]);
        assert!(blobs.list(hash.shard() ^ 1).await.expect("listed").is_empty());

        let empty = blobs.put(Bytes::new()).await.expect("kept");
        assert!(blobs.get(empty).await.expect("found").is_empty());

        assert!(blobs.remove(hash).await.expect("removed"));
        assert!(!blobs.remove(hash).await.expect("nothing left to remove"));
        assert!(!blobs.exists(hash).await.expect("asked"));
        assert!(matches!(blobs.get(hash).await, Err(Error::Absent(_))));
        assert!(blobs.remove(empty).await.expect("removed"));
    }

    #[tokio::test]
    async fn a_folder_keeps_finds_lists_and_sweeps() {
        let (_dir, blobs) = folder();
        keeps_finds_lists_and_sweeps(&blobs).await;
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_bucket_keeps_finds_lists_and_sweeps() {
        let Ok(endpoint) = std::env::var("MOTCUA_TEST_S3") else {
            eprintln!("MOTCUA_TEST_S3 names no S3 endpoint (for example a moto_server): the bucket is not tried");
            return;
        };
        // Err means another test of this process installed it first.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let prefix = format!("/try-{}/", std::process::id());
        let s3 = |secret: &str| BlobConfig::S3 {
            endpoint: endpoint.clone(),
            bucket: "motcua-test".into(),
            region: "us-east-1".into(),
            access_key: "test".into(),
            secret_key: secret.into(),
            prefix: prefix.clone(),
        };
        assert!(!format!("{:?}", s3("giữ kín")).contains("giữ kín"));
        let blobs = Blobs::open(&s3("test")).expect("opens");
        if let Blobs::S3(bucket) = &blobs {
            make_bucket(&endpoint, &bucket.name).await;
        }
        keeps_finds_lists_and_sweeps(&blobs).await;

        let scan = Bytes::from(vec![7; 300_000]);
        let puts = (0..8).map(|_| blobs.put(scan.clone()));
        let hashes = futures_util::future::try_join_all(puts).await.expect("all kept");
        assert!(hashes.iter().all(|hash| *hash == BlobHash::of(&scan)));
        let waiting = blobs.clone();
        let read = tokio::task::spawn_blocking(move || waiting.get_blocking(hashes[0])).await.expect("joined");
        assert_eq!(read.expect("found"), scan);

        // Someone writes other bytes under the key.
        let Blobs::S3(bucket) = &blobs else { panic!("an S3 configuration opens a bucket") };
        let key = bucket.key(&BlobHash::of(&scan).key());
        bucket.client.put(&key, "khác".into()).await.expect("overwritten");
        let Err(Error::Fault(fault)) = blobs.get(BlobHash::of(&scan)).await else { panic!("damage went unseen") };
        assert!(fault.to_string().contains(&BlobHash::of(&scan).to_string()), "{fault}");
        assert!(blobs.put(scan).await.is_err(), "damage is not taken for the same bytes");
    }

    /// `PUT /bucket` by hand: `object_store` makes no buckets, and the test server checks no signature.
    async fn make_bucket(endpoint: &str, bucket: &str) {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let address = endpoint.trim_start_matches("http://").trim_end_matches('/');
        let mut wire = tokio::net::TcpStream::connect(address).await.expect("the S3 server answers");
        let ask =
            format!("PUT /{bucket} HTTP/1.1\r\nHost: {address}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        wire.write_all(ask.as_bytes()).await.expect("sent");
        let mut answer = Vec::new();
        wire.read_to_end(&mut answer).await.expect("answered");
    }

    #[test]
    fn what_a_killed_process_left_is_ignored_then_swept() {
        let (dir, blobs) = folder();
        let hash = blobs.put_blocking(b"scan").expect("kept");
        let path = file_of(&dir, hash);
        // Killed between write and rename: a half file, with the very number the next process would use.
        let left = path.with_file_name(format!("{hash}.{}-0{PART}", std::process::id()));
        fs::write(&left, b"sc").expect("written");
        fs::remove_file(&path).expect("not renamed yet");

        let again = Blobs::open(&BlobConfig::Folder { path: dir.path().join("blobs") }).expect("opens");
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        assert!(runtime.block_on(again.list(hash.shard())).expect("listed").is_empty());
        assert_eq!(again.put_blocking(b"scan").expect("kept despite the leftover"), hash);
        assert_eq!(again.get_blocking(hash).expect("found"), b"scan".as_slice());

        let written = fs::metadata(&left).and_then(|meta| meta.modified()).expect("still there");
        assert_eq!(runtime.block_on(again.sweep_leftovers(written)).expect("swept"), 0, "not older: maybe in use");
        let later = written + Duration::from_secs(1);
        assert_eq!(runtime.block_on(again.sweep_leftovers(later)).expect("swept"), 1);
        assert_eq!(runtime.block_on(again.list(hash.shard())).expect("listed").len(), 1);
    }

    #[test]
    fn many_hands_putting_the_same_scan_keep_one_file() {
        let (dir, blobs) = folder();
        let scan = vec![42; 200_000];
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| assert_eq!(blobs.put_blocking(&scan).expect("kept"), BlobHash::of(&scan)));
            }
        });
        let folder = file_of(&dir, BlobHash::of(&scan));
        let files = fs::read_dir(folder.parent().expect("a folder")).expect("read").count();
        assert_eq!(files, 1, "one blob and no temporary file");
        assert_eq!(blobs.get_blocking(BlobHash::of(&scan)).expect("found"), scan);
    }

    #[test]
    fn damage_is_named_and_never_handed_out() {
        let (dir, blobs) = folder();
        let hash = blobs.put_blocking(b"Quyet dinh 123").expect("kept");
        fs::write(file_of(&dir, hash), b"Quyet dinh 124").expect("a bit flips");
        let Err(Error::Fault(fault)) = blobs.get_blocking(hash) else { panic!("damage went unseen") };
        assert!(fault.to_string().contains(&hash.to_string()), "{fault}");

        fs::write(file_of(&dir, hash), b"Quyet").expect("cut short");
        assert!(matches!(blobs.put_blocking(b"Quyet dinh 123"), Err(Error::Fault(_))), "a cut file is not a copy");
    }

    #[test]
    fn a_hash_has_one_spelling() {
        let hash = BlobHash::of(b"");
        let text = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(hash.to_string(), text);
        assert_eq!(text.parse(), Ok(hash));
        assert_eq!(text.to_uppercase().parse::<BlobHash>(), Err(NotABlobHash));
        assert_eq!("../../etc/passwd".parse::<BlobHash>(), Err(NotABlobHash));
        assert_eq!(hash.key(), format!("e3/b0/{text}"));
        assert_eq!(serde_json::from_str::<BlobHash>(&format!("\"{text}\"")).ok(), Some(hash));
    }

    #[test]
    fn one_setting_moves_the_store() {
        let folder: BlobConfig = serde_json::from_str(r#"{"kind":"folder","path":"data/blobs"}"#).expect("a folder");
        assert_eq!(folder, BlobConfig::Folder { path: "data/blobs".into() });
        let s3 = r#"{"kind":"s3","endpoint":"http://127.0.0.1:9","bucket":"b","region":"r","access_key":"a","secret_key":"s"}"#;
        assert!(matches!(serde_json::from_str(s3), Ok(BlobConfig::S3 { .. })));
    }
}
