//! A TCP stream that counts what is really out and can be cut from outside.
//! Invariant: after `Tap::cut` both directions fail at once, even while the peer takes nothing, so that whoever holds the
//! stream lets go of it. The library owns the stream; the session and its overseer hold the tap.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::watch;

/// What is known and done about a link from outside.
#[derive(Debug)]
pub(super) struct Tap {
    /// Counted whenever the library has nothing left to write: it flushes only then.
    out_bytes: watch::Sender<u64>,
    cut: watch::Sender<bool>,
}

impl Tap {
    /// How many bytes the kernel has taken so far.
    pub fn out_bytes(&self) -> u64 {
        *self.out_bytes.borrow()
    }

    /// Waits until the kernel has taken that many in all.
    pub async fn out_to(&self, bytes: u64) {
        let mut out = self.out_bytes.subscribe();
        // The sender is in `self`, so that the wait cannot fail.
        let _ = out.wait_for(|out| *out >= bytes).await;
    }

    /// Ends the link.
    pub fn cut(&self) {
        self.cut.send_replace(true);
    }
}

/// Cuts the link when it is dropped.
#[derive(Debug)]
pub(super) struct CutAtEnd(pub Arc<Tap>);

impl Drop for CutAtEnd {
    fn drop(&mut self) {
        self.0.cut();
    }
}

type Wait = Pin<Box<dyn Future<Output = ()> + Send>>;

/// The stream itself.
pub(super) struct Link<S> {
    stream: S,
    tap: Arc<Tap>,
    written_bytes: u64,
    /// Done when the link is cut; one for each direction, because each may be polled by another task.
    cut_reading: Wait,
    cut_writing: Wait,
}

impl<S> Link<S> {
    pub fn new(stream: S) -> (Self, Arc<Tap>) {
        let tap = Arc::new(Tap { out_bytes: watch::Sender::new(0), cut: watch::Sender::new(false) });
        let wait = || -> Wait {
            let mut cut = tap.cut.subscribe();
            Box::pin(async move {
                let _ = cut.wait_for(|cut| *cut).await;
            })
        };
        let link = Self {
            stream,
            tap: Arc::clone(&tap),
            written_bytes: 0,
            cut_reading: wait(),
            cut_writing: wait(),
        };
        (link, tap)
    }

    /// Errors when the link is cut. A wait that is over must not be polled again, hence the look first.
    fn whole(tap: &Tap, wait: &mut Wait, context: &mut Context<'_>) -> io::Result<()> {
        if *tap.cut.borrow() || wait.as_mut().poll(context).is_ready() {
            return Err(io::ErrorKind::ConnectionAborted.into());
        }
        Ok(())
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Link<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let link = self.get_mut();
        Self::whole(&link.tap, &mut link.cut_reading, context)?;
        Pin::new(&mut link.stream).poll_read(context, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Link<S> {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let link = self.get_mut();
        Self::whole(&link.tap, &mut link.cut_writing, context)?;
        let written = std::task::ready!(Pin::new(&mut link.stream).poll_write(context, bytes))?;
        link.written_bytes = link.written_bytes.saturating_add(u64::try_from(written).unwrap_or(u64::MAX));
        Poll::Ready(Ok(written))
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let link = self.get_mut();
        Self::whole(&link.tap, &mut link.cut_writing, context)?;
        std::task::ready!(Pin::new(&mut link.stream).poll_flush(context))?;
        link.tap.out_bytes.send_replace(link.written_bytes);
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;

    #[tokio::test]
    async fn what_is_written_is_counted_when_all_of_it_is_out() {
        let (near, mut far) = tokio::io::duplex(4);
        let (mut link, tap) = Link::new(near);
        let writing = tokio::spawn(async move {
            link.write_all(b"123456").await?;
            link.flush().await
        });
        far.read_exact(&mut [0; 2]).await.unwrap();
        assert_eq!(tap.out_bytes(), 0);
        far.read_exact(&mut [0; 4]).await.unwrap();
        tap.out_to(6).await;
        assert_eq!(tap.out_bytes(), 6);
        writing.await.unwrap().unwrap();
    }

    #[tokio::test]
    async fn a_cut_link_fails_in_both_directions_even_while_it_waits() {
        let (near, mut far) = tokio::io::duplex(4);
        let (link, tap) = Link::new(near);
        let (mut reading, mut writing) = tokio::io::split(link);
        let read = tokio::spawn(async move { reading.read_u8().await });
        let write = tokio::spawn(async move { writing.write_all(b"too much for it").await });
        far.read_exact(&mut [0; 4]).await.unwrap();
        drop(CutAtEnd(tap));
        assert_eq!(read.await.unwrap().unwrap_err().kind(), io::ErrorKind::ConnectionAborted);
        assert_eq!(write.await.unwrap().unwrap_err().kind(), io::ErrorKind::ConnectionAborted);
    }
}
