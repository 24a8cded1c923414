//! A connection that carries HTTP. An answer that is not received is given up, and an answer that is sent before the
//! request was read to its end arrives.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    time::{Duration, Sleep, sleep},
};

use crate::body::LEAST;

/// How long the peer may go on sending after the last answer. Closing a connection with unread bytes resets it, and a
/// reset would lose the answer.
const LINGER: Duration = Duration::from_secs(2);

/// The bytes that are read and discarded at once.
const PIECE: usize = 4 * 1024;

/// A connection.
pub struct HttpStream {
    stream: TcpStream,
    stall: Duration,
    /// The bytes that the peer took since it first took nothing. `overdue` is the time by which they have to be
    /// enough.
    taken: usize,
    overdue: Option<Pin<Box<Sleep>>>,
    /// The time until which the rest of a request is read.
    lingers: Option<Pin<Box<Sleep>>>,
}

impl HttpStream {
    /// A connection whose peer has to take [`LEAST`] bytes of an answer, or its end, within `stall`.
    pub fn new(stream: TcpStream, stall: Duration) -> Self {
        Self { stream, stall, taken: 0, overdue: None, lingers: None }
    }

    /// The TCP connection.
    pub fn into_inner(self) -> TcpStream {
        self.stream
    }

    fn poll_written(
        &mut self,
        context: &mut Context<'_>,
        write: impl FnOnce(Pin<&mut TcpStream>, &mut Context<'_>) -> Poll<io::Result<usize>>,
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
                let stall = self.stall;
                ready!(self.overdue.get_or_insert_with(|| Box::pin(sleep(stall))).as_mut().poll(context));
                Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
            }
            done => done,
        }
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

    /// Called when all waiting bytes have been written.
    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.in_time();
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.lingers.is_none() {
            ready!(Pin::new(&mut self.stream).poll_shutdown(context))?;
            self.lingers = Some(Box::pin(sleep(LINGER)));
        }
        let mut unread = [0; PIECE];
        loop {
            if let Some(lingers) = &mut self.lingers
                && lingers.as_mut().poll(context).is_ready()
            {
                return Poll::Ready(Ok(()));
            }
            let mut buffer = ReadBuf::new(&mut unread);
            ready!(Pin::new(&mut self.stream).poll_read(context, &mut buffer))?;
            if buffer.filled().is_empty() {
                return Poll::Ready(Ok(()));
            }
        }
    }
}
