//! A connection that carries HTTP. An answer that is not received is given up, and an answer that is sent before the
//! request was read to its end arrives.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Duration, Sleep, sleep},
};

use crate::{body::LEAST, client_stream::ClientStream};

/// How long the peer may go on sending after the last answer. Closing a connection with unread bytes resets it, and a
/// reset would lose the answer.
const LINGER: Duration = Duration::from_secs(2);

/// The bytes that are read and discarded at once.
const PIECE: usize = 4 * 1024;

/// A connection.
pub struct HttpStream {
    stream: ClientStream,
    stall: Duration,
    /// The bytes that the peer took since it first took nothing. `overdue` is the time by which they have to be
    /// enough.
    taken: usize,
    overdue: Option<Pin<Box<Sleep>>>,
    /// The time until which the connection ends in order, and the rest of a request is read.
    lingers: Option<Pin<Box<Sleep>>>,
    /// Whether the outgoing direction has ended.
    is_shut: bool,
}

impl HttpStream {
    /// A connection whose peer has to take [`LEAST`] bytes of an answer, or its end, within `stall`.
    pub fn new(stream: ClientStream, stall: Duration) -> Self {
        Self { stream, stall, taken: 0, overdue: None, lingers: None, is_shut: false }
    }

    /// The connection itself.
    pub fn into_inner(self) -> ClientStream {
        self.stream
    }

    fn poll_written(
        &mut self,
        context: &mut Context<'_>,
        write: impl FnOnce(Pin<&mut ClientStream>, &mut Context<'_>) -> Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        match write(Pin::new(&mut self.stream), context) {
            Poll::Ready(Ok(written)) if self.overdue.is_some() => {
                self.taken += written;
                if self.taken >= LEAST {
                    self.in_time();
                }
                Poll::Ready(Ok(written))
            }
            Poll::Pending => {
                ready!(self.poll_overdue(context));
                Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
            }
            done => done,
        }
    }

    /// Ready when the peer has taken too little for too long.
    fn poll_overdue(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let stall = self.stall;
        self.overdue.get_or_insert_with(|| Box::pin(sleep(stall))).as_mut().poll(context)
    }

    fn in_time(&mut self) {
        (self.overdue, self.taken) = (None, 0);
    }
}

impl AsyncRead for HttpStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for HttpStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.poll_written(context, |stream, context| stream.poll_write(context, bytes))
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.poll_written(context, |stream, context| stream.poll_write_vectored(context, pieces))
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    /// Called when all waiting bytes have been written. TLS may still hold some of them.
    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if let Poll::Ready(flushed) = Pin::new(&mut self.stream).poll_flush(context) {
            self.in_time();
            return Poll::Ready(flushed);
        }
        ready!(self.poll_overdue(context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let lingers = self.lingers.get_or_insert_with(|| Box::pin(sleep(LINGER)));
        // The peer may not take the end of TLS, either.
        if lingers.as_mut().poll(context).is_ready() {
            return Poll::Ready(Ok(()));
        }
        if !self.is_shut {
            ready!(Pin::new(&mut self.stream).poll_shutdown(context))?;
            self.is_shut = true;
        }
        let mut unread = [0; PIECE];
        loop {
            let mut buffer = ReadBuf::new(&mut unread);
            ready!(Pin::new(&mut self.stream).poll_read(context, &mut buffer))?;
            if buffer.filled().is_empty() {
                return Poll::Ready(Ok(()));
            }
        }
    }
}
