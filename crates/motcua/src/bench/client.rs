//! A small HTTP/1.1 client on kept-open connections: it must cost less than what it measures.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use kernel::{Error, Result};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::report::Timings;

/// What one connection sends next: (request bytes, whether the answer counts).
pub type Next = Arc<dyn Fn(u64) -> Vec<u8> + Send + Sync>;

/// A GET as bytes.
pub fn get(path: &str, token: Option<&str>) -> Vec<u8> {
    let auth = token.map(|t| format!("Authorization: Bearer {t}\r\n")).unwrap_or_default();
    format!("GET {path} HTTP/1.1\r\nHost: bench\r\n{auth}\r\n").into_bytes()
}

/// A POST of JSON as bytes.
pub fn post(path: &str, token: &str, key: &str, body: &str) -> Vec<u8> {
    format!(
        "POST {path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n\
         Idempotency-Key: {key}\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// Asks over `connections` kept-open connections for `seconds`; every answer must be 2xx.
pub async fn drive(address: SocketAddr, connections: usize, seconds: u64, next: Next) -> Result<(f64, Timings)> {
    let counter = Arc::new(AtomicU64::new(0));
    let begun = Instant::now();
    let until = begun + Duration::from_secs(seconds);
    let mut tasks = Vec::new();
    for _ in 0..connections {
        let (next, counter) = (next.clone(), counter.clone());
        tasks.push(tokio::spawn(async move {
            let mut wire = Wire::open(address).await?;
            let mut timings = Vec::new();
            while Instant::now() < until {
                let request = next(counter.fetch_add(1, Ordering::Relaxed));
                let sent = Instant::now();
                let (status, body) = wire.ask(&request).await?;
                timings.push(sent.elapsed().as_micros().min(u128::from(u32::MAX)) as u32);
                if !(200..300).contains(&status) {
                    let said = String::from_utf8_lossy(&body).chars().take(300).collect::<String>();
                    return Err(Error::fault(format!("status {status}"), said));
                }
            }
            Ok::<_, Error>(timings)
        }));
    }
    let mut all = Timings::default();
    for task in tasks {
        all.0.extend(task.await.map_err(|e| Error::fault("client", e))??);
    }
    Ok((begun.elapsed().as_secs_f64(), all))
}

/// One connection.
pub struct Wire {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Wire {
    pub async fn open(address: SocketAddr) -> Result<Wire> {
        let stream = TcpStream::connect(address).await.map_err(|e| Error::fault("connect", e))?;
        stream.set_nodelay(true).map_err(|e| Error::fault("connect", e))?;
        Ok(Wire { stream, buffer: Vec::with_capacity(64 * 1024) })
    }

    /// Sends one request and reads its whole answer.
    pub async fn ask(&mut self, request: &[u8]) -> Result<(u16, Vec<u8>)> {
        let broken = |e: std::io::Error| Error::fault("connection", e);
        self.stream.write_all(request).await.map_err(broken)?;
        self.buffer.clear();
        let head = loop {
            if let Some(end) = find(&self.buffer, b"\r\n\r\n") {
                break end + 4;
            }
            self.fill().await?;
        };
        let text = String::from_utf8_lossy(&self.buffer[..head]).to_ascii_lowercase();
        let status = text.get(9..12).and_then(|s| s.parse().ok()).unwrap_or(0);
        if let Some(length) =
            text.split("content-length: ").nth(1).and_then(|t| t.split("\r\n").next()?.parse::<usize>().ok())
        {
            while self.buffer.len() < head + length {
                self.fill().await?;
            }
        } else if text.contains("transfer-encoding: chunked") {
            while !self.buffer.ends_with(b"0\r\n\r\n") {
                self.fill().await?;
            }
        }
        Ok((status, self.buffer[head..].to_vec()))
    }

    async fn fill(&mut self) -> Result<()> {
        match self.stream.read_buf(&mut self.buffer).await {
            Ok(0) => Err(Error::fault("connection", "closed by the server")),
            Ok(_) => Ok(()),
            Err(e) => Err(Error::fault("connection", e)),
        }
    }
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}
