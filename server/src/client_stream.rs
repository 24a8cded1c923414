//! A client's connection: TCP, or TLS over it. Its two directions can be held apart, as a websocket needs them.

use std::{
    io,
    pin::{Pin, pin},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, ready},
};

use bytes::BufMut;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, ReadBuf},
    net::{
        TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
};
use tokio_rustls::server::TlsStream;

/// A client's connection.
pub enum ClientStream {
    /// Bytes as they are.
    Plain(TcpStream),
    /// Enciphered bytes.
    Tls(Box<TlsStream<TcpStream>>),
}

/// The incoming direction.
pub enum ReadHalf {
    /// Of TCP.
    Plain(OwnedReadHalf),
    /// Of TLS.
    Tls(SharedTls),
}

/// The outgoing direction.
pub enum WriteHalf {
    /// Of TCP.
    Plain(OwnedWriteHalf),
    /// Of TLS.
    Tls(SharedTls),
}

/// A TLS connection, whose directions share its keys. It is locked only while bytes are copied, never for a wait.
#[derive(Clone)]
pub struct SharedTls(Arc<Mutex<TlsStream<TcpStream>>>);

impl SharedTls {
    fn lock(&self) -> MutexGuard<'_, TlsStream<TcpStream>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ClientStream {
    /// The two directions.
    pub fn into_split(self) -> (ReadHalf, WriteHalf) {
        match self {
            Self::Plain(stream) => {
                let (read, write) = stream.into_split();
                (ReadHalf::Plain(read), WriteHalf::Plain(write))
            }
            Self::Tls(stream) => {
                let shared = SharedTls(Arc::new(Mutex::new(*stream)));
                (ReadHalf::Tls(shared.clone()), WriteHalf::Tls(shared))
            }
        }
    }
}

impl ReadHalf {
    /// Reads what has come into the buffer.
    pub fn poll_read(&self, context: &mut Context<'_>, buffer: &mut impl BufMut) -> Poll<io::Result<usize>> {
        match self {
            Self::Plain(read) => loop {
                ready!(read.as_ref().poll_read_ready(context))?;
                match read.try_read_buf(buffer) {
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                    read => return Poll::Ready(read),
                }
            },
            Self::Tls(shared) => {
                let mut stream = shared.lock();
                // This future has no state, so it may be made for each poll.
                pin!(stream.read_buf(buffer)).poll(context)
            }
        }
    }
}

impl WriteHalf {
    /// Writes as much as is possible without waiting. With TLS, some of what was taken may have to be flushed.
    ///
    /// # Errors
    /// When nothing can be written now, or the connection is broken.
    pub fn try_write(&self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(write) => write.try_write(bytes),
            Self::Tls(shared) => {
                let mut stream = shared.lock();
                let (tcp, session) = stream.get_mut();
                let taken = io::Write::write(&mut session.writer(), bytes)?;
                while session.wants_write() {
                    match session.write_tls(&mut WithoutWaiting(tcp)) {
                        Ok(1..) => {}
                        // The socket is full or broken; a flush will tell.
                        Ok(0) | Err(_) => break,
                    }
                }
                Ok(taken)
            }
        }
    }

    /// Whether all that was taken has been handed to the system.
    pub fn is_flushed(&self) -> bool {
        match self {
            Self::Plain(_) => true,
            Self::Tls(shared) => !shared.lock().get_ref().1.wants_write(),
        }
    }

    /// Writes bytes.
    pub fn poll_write(&mut self, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match self {
            Self::Plain(write) => Pin::new(write).poll_write(context, bytes),
            Self::Tls(shared) => Pin::new(&mut *shared.lock()).poll_write(context, bytes),
        }
    }

    /// Hands all that was taken to the system.
    pub fn poll_flush(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self {
            Self::Plain(write) => Pin::new(write).poll_flush(context),
            Self::Tls(shared) => Pin::new(&mut *shared.lock()).poll_flush(context),
        }
    }

    /// Ends this direction.
    pub fn poll_shutdown(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self {
            Self::Plain(write) => Pin::new(write).poll_shutdown(context),
            Self::Tls(shared) => Pin::new(&mut *shared.lock()).poll_shutdown(context),
        }
    }
}

/// A socket that takes only what it takes at once.
struct WithoutWaiting<'s>(&'s TcpStream);

impl io::Write for WithoutWaiting<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.try_write(bytes)
    }

    fn write_vectored(&mut self, pieces: &[io::IoSlice<'_>]) -> io::Result<usize> {
        self.0.try_write_vectored(pieces)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl AsyncRead for ClientStream {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_read(context, buffer),
            Self::Tls(stream) => Pin::new(stream).poll_read(context, buffer),
        }
    }
}

impl AsyncWrite for ClientStream {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_write(context, bytes),
            Self::Tls(stream) => Pin::new(stream).poll_write(context, bytes),
        }
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_write_vectored(context, pieces),
            Self::Tls(stream) => Pin::new(stream).poll_write_vectored(context, pieces),
        }
    }

    fn is_write_vectored(&self) -> bool {
        match self {
            Self::Plain(stream) => stream.is_write_vectored(),
            Self::Tls(stream) => stream.is_write_vectored(),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_flush(context),
            Self::Tls(stream) => Pin::new(stream).poll_flush(context),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_shutdown(context),
            Self::Tls(stream) => Pin::new(stream).poll_shutdown(context),
        }
    }
}

#[cfg(test)]
pub mod tests {
    use rcgen::{CertificateParams, KeyPair};
    use tokio_rustls::{
        TlsConnector, client,
        rustls::{ClientConfig, RootCertStore, crypto::ring, pki_types::ServerName},
    };

    use super::*;
    use crate::tls::{Pair, TlsFiles, bounded};

    /// The same two ends, with TLS between them.
    pub async fn over_tls(
        stream: TcpStream,
        peer: TcpStream,
    ) -> (ClientStream, client::TlsStream<TcpStream>) {
        let key = KeyPair::generate().unwrap();
        let cert = CertificateParams::new(vec!["localhost".into()]).unwrap().self_signed(&key).unwrap();
        let files = TlsFiles::new("cert.pem".into(), "key.pem".into());
        let pair = Pair::read(&files, cert.pem().as_bytes(), key.serialize_pem().as_bytes()).unwrap();
        let mut roots = RootCertStore::empty();
        roots.add(cert.der().clone()).unwrap();
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let connecting = TlsConnector::from(Arc::new(config));
        let connecting = connecting.connect(ServerName::try_from("localhost").unwrap(), peer);
        let accepting = tokio_rustls::TlsAcceptor::from(pair.config).accept_with(stream, bounded);
        let (stream, peer) = tokio::join!(accepting, connecting);
        (ClientStream::Tls(Box::new(stream.unwrap())), peer.unwrap())
    }
}
