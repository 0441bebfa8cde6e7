//! Packets from and to a connection.

use super::packet::Packet;
use std::io;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::sync::mpsc;

/// Reads a packet; nothing at the end of the connection. One longer than `most` is an error of the kind `FileTooLarge`.
pub(super) async fn read<R: AsyncRead + Unpin>(from: &mut R, most: usize) -> io::Result<Option<Packet>> {
    let first = match from.read_u8().await {
        Ok(first) => first,
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        Err(error) => return Err(error),
    };
    let (mut count, mut factor) = (0_usize, 1_usize);
    loop {
        let digit = from.read_u8().await?;
        count += usize::from(digit & 0x7f) * factor;
        if digit & 0x80 == 0 {
            break;
        }
        factor *= 128;
        if factor > 128 * 128 * 128 {
            return Err(io::ErrorKind::InvalidData.into());
        }
    }
    if count > most {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    let mut body = vec![0; count];
    from.read_exact(&mut body).await?;
    Ok(Some(Packet { first, body }))
}

/// Writes what comes in, several packets at once where they wait. Ends with the channel or the connection.
pub(super) async fn write<W: AsyncWrite + Unpin>(mut to: W, mut packets: mpsc::Receiver<Vec<u8>>) {
    while let Some(mut bytes) = packets.recv().await {
        while bytes.len() < 64 * 1024
            && let Ok(more) = packets.try_recv()
        {
            bytes.extend(more);
        }
        if to.write_all(&bytes).await.is_err() || to.flush().await.is_err() {
            return;
        }
    }
    // Says goodbye properly, so that what was written last arrives.
    let _ = to.shutdown().await;
}
