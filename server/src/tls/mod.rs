//! TLS in the server itself: a certificate in files, which is exchanged when they change.

mod certificate;
pub mod client;
mod redirect;
#[cfg(test)]
pub mod stand_in;

use std::{
    fs,
    path::PathBuf,
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use board::Millis;
use room::Clock;
use sha2::{Digest, Sha256};
use tokio_rustls::TlsAcceptor;

use crate::{metrics::Counts, start_error::plain};
pub use certificate::{Names, Pair, Unusable, bounded};
pub use redirect::{hsts, routes as redirect};

/// Where the certificate and its key are, both in PEM form.
#[derive(Clone, Debug)]
pub struct TlsFiles {
    /// The certificate, and those that lead from it to an authority, in this order.
    pub cert: PathBuf,
    /// The certificate's private key.
    pub key: PathBuf,
    /// The pause between two looks at the files.
    pub look: Duration,
}

impl TlsFiles {
    /// Files that are looked at every five seconds.
    pub fn new(cert: PathBuf, key: PathBuf) -> Self {
        Self { cert, key, look: Duration::from_secs(5) }
    }

    fn read(&self) -> Result<[Vec<u8>; 2], Unusable> {
        let read = |path: &PathBuf| {
            fs::read(path).map_err(|cause| Unusable::Unreadable { path: path.clone(), cause: plain(&cause) })
        };
        Ok([read(&self.cert)?, read(&self.key)?])
    }
}

/// The certificate that new connections are shown.
pub struct Certificates {
    files: TlsFiles,
    current: RwLock<Arc<Pair>>,
    clock: Arc<dyn Clock>,
}

/// The digest of what was read last, or why it could not be read. What was said once is not said again.
type Seen = Result<[u8; 32], String>;

/// How soon a certificate ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Far,
    Soon,
    Past,
}

/// A certificate that ends within this time should have been replaced.
const SOON: Duration = Duration::from_secs(14 * 24 * 60 * 60);

impl Certificates {
    /// Reads the files.
    ///
    /// # Errors
    /// When they are not a certificate and its key.
    pub fn open(files: TlsFiles, clock: Arc<dyn Clock>) -> Result<Self, Unusable> {
        let [cert, key] = files.read()?;
        let pair = Pair::read(&files, &cert, &key)?;
        Ok(Self { files, current: RwLock::new(Arc::new(pair)), clock })
    }

    /// The names that the current certificate is for.
    pub fn names(&self) -> Names {
        self.current().names.clone()
    }

    /// What answers the handshake of a new connection.
    pub fn acceptor(&self) -> TlsAcceptor {
        TlsAcceptor::from(Arc::clone(&self.current().config))
    }

    /// Whether the certificate in use has ended, or ends within 14 days.
    pub fn should_be_replaced(&self) -> bool {
        end(&self.current(), self.clock.now()) != End::Far
    }

    fn current(&self) -> Arc<Pair> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Looks at the files again and again. Connections that are open keep what they began with.
    pub async fn follow(self: Arc<Self>, counts: Arc<Counts>) {
        let mut seen = digest(&self.files);
        let mut said = End::Far;
        loop {
            self.say_end(&mut said, &counts);
            tokio::time::sleep(self.files.look).await;
            let again = Arc::clone(&self);
            let looked = tokio::task::spawn_blocking(move || {
                again.look(&mut seen);
                seen
            });
            match looked.await {
                Ok(now) => seen = now,
                Err(error) => {
                    tracing::error!(%error, "the certificate's files are not looked at any more");
                    return;
                }
            }
        }
    }

    /// Exchanges the certificate if the files changed and are a pair.
    fn look(&self, seen: &mut Seen) {
        let read = self.files.read();
        let now = read.as_ref().map(digest_of).map_err(ToString::to_string);
        if now == *seen {
            return;
        }
        *seen = now;
        let pair = read.and_then(|[cert, key]| Pair::read(&self.files, &cert, &key));
        let pair = pair.and_then(|pair| self.lasts(&pair).map(|()| pair));
        match pair {
            Ok(pair) => {
                tracing::info!(ends = %pair.day(), "the certificate was replaced");
                *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(pair);
            }
            Err(error) => {
                tracing::warn!("The certificate was not replaced, the old one stays in use: {error}.")
            }
        }
    }

    /// A certificate that has ended does not replace one that is valid.
    fn lasts(&self, pair: &Pair) -> Result<(), Unusable> {
        let now = self.clock.now();
        if end(pair, now) == End::Past && end(&self.current(), now) != End::Past {
            return Err(Unusable::Ended { path: self.files.cert.clone(), day: pair.day() });
        }
        Ok(())
    }

    fn say_end(&self, said: &mut End, counts: &Counts) {
        let (pair, now) = (self.current(), self.clock.now());
        counts.certificate_ends(left(&pair, now) / 86_400.0);
        let end = end(&pair, now);
        if end == *said {
            return;
        }
        *said = end;
        let path = self.files.cert.display();
        match end {
            End::Far => {}
            End::Soon => {
                tracing::warn!("The certificate in {path} ends on {}; replace the files.", pair.day())
            }
            End::Past => tracing::warn!(
                "The certificate in {path} ended on {}; browsers refuse it until the files are replaced.",
                pair.day()
            ),
        }
    }
}

/// The seconds until the certificate ends; negative if it has.
fn left(pair: &Pair, now: Millis) -> f64 {
    pair.ends as f64 - now.0 as f64 / 1000.0
}

fn end(pair: &Pair, now: Millis) -> End {
    match left(pair, now) {
        left if left <= 0.0 => End::Past,
        left if left <= SOON.as_secs_f64() => End::Soon,
        _ => End::Far,
    }
}

fn digest(files: &TlsFiles) -> Seen {
    files.read().as_ref().map(digest_of).map_err(ToString::to_string)
}

fn digest_of([cert, key]: &[Vec<u8>; 2]) -> [u8; 32] {
    let length = (cert.len() as u64).to_be_bytes();
    Sha256::new().chain_update(length).chain_update(cert).chain_update(key).finalize().into()
}

#[cfg(test)]
mod tests;
