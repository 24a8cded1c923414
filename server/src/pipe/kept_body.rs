//! The body of a request that may have to be sent on: what a handler read of it is kept as long as it is short.

use std::{
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
};

use axum::body::{Body, Bytes, HttpBody};
use futures_util::stream;
use hyper::body::{Frame, SizeHint};

use crate::connections::SMALL;

/// A body while a handler reads it.
pub struct KeptBody(Arc<Mutex<State>>);

/// The other end: what was read, and the rest.
pub struct Kept(Arc<Mutex<State>>);

struct State {
    rest: Body,
    read: Vec<Bytes>,
    bytes: usize,
}

impl KeptBody {
    /// The body for the handler, and what is kept of it.
    pub fn of(body: Body) -> (Body, Kept) {
        // Most requests have none.
        let state = Arc::new(Mutex::new(State { rest: body, read: vec![], bytes: 0 }));
        (Body::new(Self(Arc::clone(&state))), Kept(state))
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Kept {
    /// The whole body, as it came; `None` if more of it was read than is kept.
    pub fn whole(self) -> Option<Body> {
        let mut state = lock(&self.0);
        if state.bytes > SMALL {
            return None;
        }
        let rest = std::mem::take(&mut state.rest);
        let read = std::mem::take(&mut state.read);
        if read.is_empty() {
            return Some(rest);
        }
        let read = stream::iter(read.into_iter().map(Ok));
        Some(Body::from_stream(futures_util::StreamExt::chain(read, rest.into_data_stream())))
    }
}

impl HttpBody for KeptBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let mut state = lock(&self.0);
        let polled = Pin::new(&mut state.rest).poll_frame(context);
        if let Poll::Ready(Some(Ok(frame))) = &polled
            && let Some(data) = frame.data_ref()
        {
            state.bytes += data.len();
            if state.bytes > SMALL {
                state.read = vec![];
            } else {
                let data = data.clone();
                state.read.push(data);
            }
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        lock(&self.0).rest.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        lock(&self.0).rest.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use axum::body::to_bytes;
    use futures_util::StreamExt;

    use super::*;

    fn pieces(size: usize, count: usize) -> Body {
        Body::from_stream(stream::iter(
            (0..count).map(move |at| Ok::<_, std::io::Error>(vec![at as u8; size])),
        ))
    }

    #[tokio::test]
    async fn pipe_2_what_was_read_of_a_short_body_comes_first_again() {
        for read in 0..=4 {
            let (body, kept) = KeptBody::of(pieces(100, 4));
            let mut body = body.into_data_stream();
            for _ in 0..read {
                body.next().await.unwrap().unwrap();
            }
            drop(body);
            let whole = to_bytes(kept.whole().unwrap(), usize::MAX).await.unwrap();
            assert_eq!(whole, to_bytes(pieces(100, 4), usize::MAX).await.unwrap(), "{read} read");
        }
    }

    #[tokio::test]
    async fn pipe_2_nothing_is_kept_of_a_body_that_is_long() {
        let (body, kept) = KeptBody::of(pieces(SMALL, 3));
        let mut body = body.into_data_stream();
        body.next().await.unwrap().unwrap();
        assert_eq!(lock(&kept.0).bytes, SMALL);
        body.next().await.unwrap().unwrap();
        assert!(lock(&kept.0).read.is_empty());
        drop(body);
        assert!(kept.whole().is_none());
    }
}
