//! The body of an answer that contains an export. It keeps the place of the person who asked until it is received,
//! and drops the file if it is not received in time.

use std::{
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use tokio::time::{Instant, timeout_at};
use tokio_util::sync::{CancellationToken, DropGuard};

use super::places::Place;

/// The bytes that are handed over at once.
const PIECE: usize = 64 * 1024;

/// The time in which a file has to be received.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// The time for a file of any size.
    pub least: Duration,
    /// One second more is allowed for this many bytes.
    pub bytes_per_second: usize,
}

impl Pace {
    fn of(&self, bytes: usize) -> Duration {
        self.least + Duration::from_secs((bytes / self.bytes_per_second.max(1)) as u64)
    }
}

/// The receiver was too slow; the file was dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the file was not received in time")]
pub struct TooSlow;

/// A file on its way.
pub struct Delivery {
    file: Arc<Mutex<Option<File>>>,
    sent: usize,
    length: usize,
    /// Ends the watching task when the delivery is dropped.
    _watched: DropGuard,
}

struct File {
    bytes: Vec<u8>,
    /// The place is given back together with the bytes.
    _place: Place,
}

impl Delivery {
    /// Keeps a file until it is received, or until its time is over.
    pub fn begin(bytes: Vec<u8>, mut place: Place, pace: Pace) -> Self {
        let length = bytes.len();
        place.fill(length);
        let file = Arc::new(Mutex::new(Some(File { bytes, _place: place })));
        let received = CancellationToken::new();
        let watched = received.clone().drop_guard();
        let kept = Arc::downgrade(&file);
        let end = Instant::now() + pace.of(length);
        tokio::spawn(async move {
            let over = timeout_at(end, received.cancelled()).await.is_err();
            if let Some(file) = kept.upgrade().filter(|_| over) {
                lock(&file).take();
            }
        });
        Self { file, sent: 0, length, _watched: watched }
    }
}

impl Body for Delivery {
    type Data = Bytes;
    type Error = TooSlow;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TooSlow>>> {
        if self.sent == self.length {
            return Poll::Ready(None);
        }
        let piece = {
            let file = lock(&self.file);
            let Some(file) = file.as_ref() else { return Poll::Ready(Some(Err(TooSlow))) };
            let rest = &file.bytes[self.sent..];
            // The piece is a copy, so that a slow writer of one piece does not keep the whole file in memory.
            Bytes::copy_from_slice(&rest[..rest.len().min(PIECE)])
        };
        self.sent += piece.len();
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.sent == self.length
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact((self.length - self.sent) as u64)
    }
}

fn lock(file: &Mutex<Option<File>>) -> MutexGuard<'_, Option<File>> {
    file.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use board::Actor;

    use super::*;
    use crate::export_pool::{
        fair_queue::Person,
        places::{Full, Most, Places},
    };

    const PACE: Pace = Pace { least: Duration::from_secs(30), bytes_per_second: 1_000 };

    fn places() -> Places {
        Places::new(Most { files: 1, bytes: 1_000_000 }, Most { files: 9, bytes: 1_000_000 })
    }

    fn anna() -> Person {
        Person { board: "b".into(), actor: Actor::Participant("anna".into()) }
    }

    async fn piece(delivery: &mut Delivery) -> Option<Result<Bytes, TooSlow>> {
        let frame = poll_fn(|context| Pin::new(&mut *delivery).poll_frame(context)).await?;
        Some(frame.map(|frame| frame.into_data().unwrap()))
    }

    #[tokio::test(start_paused = true)]
    async fn a_file_is_received_whole_and_then_the_place_is_free() {
        let places = places();
        let file: Vec<u8> = (0..200_000).map(|n| (n % 251) as u8).collect();
        let mut delivery = Delivery::begin(file.clone(), places.take(anna()).unwrap(), PACE);
        let mut received = vec![];
        while let Some(piece) = piece(&mut delivery).await {
            assert_eq!(delivery.size_hint().exact(), Some((file.len() - delivery.sent) as u64));
            received.extend(piece.unwrap());
            assert_eq!(places.take(anna()).err(), Some(Full::Own));
        }
        assert!(received == file && delivery.is_end_stream());
        drop(delivery);
        assert!(places.take(anna()).is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn a_file_that_nobody_reads_is_not_kept_beyond_its_time() {
        let places = places();
        let mut delivery = Delivery::begin(vec![1; 200_000], places.take(anna()).unwrap(), PACE);
        assert!(piece(&mut delivery).await.unwrap().is_ok());
        tokio::time::advance(Duration::from_secs(229)).await;
        assert!(piece(&mut delivery).await.unwrap().is_ok());
        tokio::time::sleep(Duration::from_secs(2)).await;
        assert!(places.take(anna()).is_ok(), "the place is given back though the body is still held");
        assert_eq!(piece(&mut delivery).await, Some(Err(TooSlow)));
    }
}
