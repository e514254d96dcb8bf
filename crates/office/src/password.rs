//! Passwords: what one must be like, and Argon2id with OWASP's parameters (19 MiB, two passes, one lane). Hashing takes
//! tens of milliseconds on purpose: call it on a thread that may block.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use kernel::{Error, Refusal, Result, fold};
use tokio::sync::Semaphore;

/// Shortest and longest password, in letters.
pub const SHORTEST: usize = 10;
pub const LONGEST: usize = 128;

/// Refuses what is easily guessed: `PASSWORD_SHORT`, `PASSWORD_LONG`, `PASSWORD_PLAIN` (the login or the name in it, or
/// hardly any different letters).
pub fn check(password: &str, login: &str, name: &str) -> Result<(), Refusal> {
    let letters = password.chars().count();
    if letters < SHORTEST {
        return Err(Refusal::new("PASSWORD_SHORT").with("shortest", SHORTEST).at("new_password"));
    }
    if letters > LONGEST {
        return Err(Refusal::new("PASSWORD_LONG").with("longest", LONGEST).at("new_password"));
    }
    let squeezed = fold(password).replace(' ', "");
    let contains = |word: &str| {
        let word = fold(word).replace(' ', "");
        word.len() >= 4 && squeezed.contains(&word)
    };
    let mut distinct: Vec<char> = password.chars().collect();
    distinct.sort_unstable();
    distinct.dedup();
    if contains(login) || contains(name) || distinct.len() < 5 {
        return Err(Refusal::new("PASSWORD_PLAIN").at("new_password"));
    }
    Ok(())
}

/// The text to keep for a password; `salt` is fresh randomness.
pub fn hash(password: &str, salt: &[u8; 16]) -> Result<String> {
    let hash: PasswordHash = Argon2::default()
        .hash_password_with_salt(password.as_bytes(), salt)
        .map_err(|e| Error::fault("password hash", e))?;
    Ok(hash.to_string())
}

/// Whether a password is the one that was hashed. Without a hash it works as long as with one and says no, so that a
/// stopwatch cannot tell which logins exist.
pub fn fits(password: &str, hash: Option<&str>) -> bool {
    let known = hash.and_then(|text| PasswordHash::new(text).ok());
    match known {
        Some(known) => Argon2::default().verify_password(password.as_bytes(), &known).is_ok(),
        None => {
            let _ = self::hash(password, &[0; 16]);
            false
        }
    }
}

/// Argon2 takes 19 MiB each: no more than this many at once.
const AT_ONCE: usize = 4;

/// Where hashing is done: on threads that may block, a few at once, so that a volley of sign-ins does not take the memory.
pub struct Hashing(Semaphore);

impl Default for Hashing {
    fn default() -> Hashing {
        Hashing(Semaphore::new(AT_ONCE))
    }
}

impl Hashing {
    /// Does the work when its turn comes.
    pub async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
        let _turn = self.0.acquire().await.map_err(|e| Error::fault("password hashing", e))?;
        tokio::task::spawn_blocking(work).await.map_err(|e| Error::fault("password hashing", e))?
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_fits_its_own_hash_only() {
        let kept = hash("một hai ba bốn", &[7; 16]).unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        assert!(fits("một hai ba bốn", Some(&kept)));
        assert!(!fits("một hai ba bon", Some(&kept)));
        assert!(!fits("một hai ba bốn", None));
        assert!(!fits("", Some("not a hash")));
    }

    #[test]
    fn what_is_easily_guessed_is_refused() {
        let key = |password: &str| check(password, "tiepnhan1.tt", "Phạm Thu Trang").map_err(|r| r.key);
        assert_eq!(key("ngắn"), Err("PASSWORD_SHORT".into()));
        assert_eq!(key(&"dài quá ".repeat(30)), Err("PASSWORD_LONG".into()));
        assert_eq!(key("phamthutrang1990"), Err("PASSWORD_PLAIN".into()));
        assert_eq!(key("TiepNhan1.TT!!"), Err("PASSWORD_PLAIN".into()));
        assert_eq!(key("aaaaaaaaaaaa"), Err("PASSWORD_PLAIN".into()));
        assert_eq!(key("đò ngang bến cũ"), Ok(()));
    }
}
