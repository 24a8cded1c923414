//! The task of one connection: it carries messages from its socket into the room and from the room into its socket.

use std::{future::poll_fn, pin::Pin, sync::Arc, task::Poll, time::Duration};

use bytes::Bytes;
use futures_util::{
    FutureExt,
    future::{Fuse, FusedFuture},
};
use hyper::upgrade::OnUpgrade;
use room::{CloseReason, ConnectError, OpenError, Outgoing, Session};
use tokio::time::{Instant, sleep, sleep_until, timeout};

use super::{
    pings::PingRate,
    socket::{Gone, Heard, Socket},
};
use crate::{
    access::{self, Denied, sockets_of},
    app::App,
    connections::{Connection, SocketSeat},
    secrets,
    sign_in::SignedIn,
};

/// The silence after which a connection is pinged. After as much again it counts as gone.
const PING_AFTER: Duration = Duration::from_secs(30);

/// The longest time for an upgrade.
const UPGRADE_TIMEOUT: Duration = Duration::from_secs(10);

/// A connection to a board that cannot be opened now is kept for this long before it is told to come back.
const UNAVAILABLE: Duration = Duration::from_secs(2);

/// The same for a board whose node cannot be reached. Another node has it within seconds, so it is asked for more often.
const ELSEWHERE: Duration = Duration::from_secs(1);

/// What a websocket wants to be connected to, and what it shows for that.
pub struct Visit {
    /// The board.
    pub board: String,
    /// The token.
    pub token: Option<String>,
    /// Who is signed in at its browser.
    pub signed_in: Option<SignedIn>,
}

/// Serves a connection from its upgrade to its end.
pub async fn run(app: App, visit: Visit, upgrade: OnUpgrade, connection: Arc<Connection>) {
    let Ok(Ok(upgraded)) = timeout(UPGRADE_TIMEOUT, upgrade).await else { return };
    let Some(mut socket) = Socket::new(upgraded, app.config.stall) else { return };
    let end = match enter(&app, &visit, &connection, &mut socket).await {
        // This call is boxed, so that state that is needed only once does not stay in every idle connection's task.
        Ok((session, seat)) => {
            drop((visit, app));
            session.attach(socket.writer());
            let end = carry(&mut socket, &session).await;
            drop((session, seat));
            end
        }
        Err(reason) => {
            // A client that is told to come back does so within a tenth of a second, over and over.
            if reason == CloseReason::Restarting && !app.sockets.is_closed() {
                sleep(UNAVAILABLE).await;
            }
            Some((reason.code(), reason.reason()))
        }
    };
    if let Some((code, reason)) = end {
        connection.says_goodbye();
        socket.close(code, reason).await;
    }
}

/// Accepts a websocket only to tell it to come back.
pub async fn turn_away(app: App, upgrade: OnUpgrade, connection: Arc<Connection>) {
    let Ok(Ok(upgraded)) = timeout(UPGRADE_TIMEOUT, upgrade).await else { return };
    let Some(socket) = Socket::new(upgraded, app.config.stall) else { return };
    if !app.sockets.is_closed() {
        sleep(ELSEWHERE).await;
    }
    connection.says_goodbye();
    socket.close(CloseReason::Restarting.code(), CloseReason::Restarting.reason()).await;
}

/// A session for the holder of the token, and a seat among their websockets.
async fn enter(
    app: &App,
    visit: &Visit,
    connection: &Arc<Connection>,
    socket: &mut Socket,
) -> Result<(Session, SocketSeat), CloseReason> {
    let Some(token) = visit.token.as_deref() else { return Err(CloseReason::InvalidToken) };
    let entered = access::enter(app, &visit.board, token, visit.signed_in.as_ref()).await;
    let (room, actor) = entered.map_err(|denied| match denied {
        // Why a link that is right does not suffice is told by `/api/session`.
        Denied::Token | Denied::SignIn => CloseReason::InvalidToken,
        Denied::Removed => CloseReason::Removed,
        Denied::Board => CloseReason::NoSuchBoard,
        Denied::Damaged | Denied::Unavailable | Denied::Elsewhere(_) => CloseReason::Restarting,
    })?;
    let key = secrets::person_key(&secrets::digest(token));
    let person = app.connections.person(key, sockets_of(app, &actor));
    let connected = app.rooms.with(room.board(), |room| {
        let (actor, token) = (actor.clone(), secrets::digest(token));
        async move {
            match room.connect_by(actor, Some(token)).await {
                Err(ConnectError::Closed(closed)) => Err(closed),
                answer => Ok(answer),
            }
        }
    });
    let session = match connected.await {
        Ok(Ok(session)) => session,
        Ok(Err(ConnectError::Removed)) => return Err(CloseReason::Removed),
        Err(OpenError::NotFound) => return Err(CloseReason::NoSuchBoard),
        Ok(Err(ConnectError::Full | ConnectError::Closed(_))) | Err(_) => {
            return Err(CloseReason::Restarting);
        }
    };
    connection.is_socket();
    socket.has_room(person.large_read());
    let seat = person.seat(connection, session.closer());
    Ok((session, seat))
}

/// Carries both directions until one of them ends. Returns the close code and reason for the peer, if it is still
/// there.
async fn carry(socket: &mut Socket, session: &Session) -> Option<(u16, &'static str)> {
    let mut heard_at = Instant::now();
    let mut asked = false;
    let mut pings = PingRate::new(heard_at);
    // The timer is not reset with each message: resetting it would cost more than the message. The clock is read when
    // it fires.
    let silence = sleep_until(heard_at + PING_AFTER);
    tokio::pin!(silence);
    // First the future of a message that the room has not taken, then the time until this person may hand in more.
    // Nothing is read meanwhile, but the room's messages are written.
    let (handing_in, resting) = (Fuse::terminated(), session.rest().fuse());
    tokio::pin!(handing_in, resting);
    loop {
        tokio::select! {
            outgoing = session.next() => match tell(socket, session, outgoing).await {
                Ok(None) => {}
                Ok(end) => return end,
                Err(Gone) => return None,
            },
            () = &mut handing_in, if !handing_in.is_terminated() => {
                heard_at = Instant::now();
                socket.give_back();
                resting.set(session.rest().fuse());
            }
            () = &mut resting, if !resting.is_terminated() => heard_at = Instant::now(),
            heard = socket.hear(|beginning| session.largest(beginning)),
                if handing_in.is_terminated() && resting.is_terminated() =>
            {
                heard_at = Instant::now();
                asked = false;
                match heard {
                    Heard::Message(message) => {
                        handing_in.set(hand_in(session, message, socket.holds_room()).fuse());
                        // Nearly every message is taken at once.
                        if is_done(handing_in.as_mut()).await {
                            socket.give_back();
                            resting.set(session.rest().fuse());
                            is_done(resting.as_mut()).await;
                        }
                    }
                    Heard::Ping(bytes) => {
                        if !pings.pass(heard_at) {
                            return Some((CloseReason::TooManyPings.code(), CloseReason::TooManyPings.reason()));
                        }
                        if socket.pong(&bytes).await.is_err() {
                            return None;
                        }
                    }
                    Heard::Pong => {}
                    Heard::Babble => return Some((CloseReason::Malformed.code(), CloseReason::Malformed.reason())),
                    Heard::TooLarge => return Some((CloseReason::TooLarge.code(), CloseReason::TooLarge.reason())),
                    Heard::Close(code) => {
                        socket.answer_close(code).await;
                        return None;
                    }
                    Heard::End => return None,
                }
            }
            () = &mut silence => {
                let now = Instant::now();
                if !(handing_in.is_terminated() && resting.is_terminated()) {
                    // The connection was silent only because this side did not read.
                    heard_at = now;
                }
                if heard_at + PING_AFTER <= now || asked {
                    if asked || socket.ping().await.is_err() {
                        return None;
                    }
                    asked = true;
                    heard_at = now;
                }
                silence.as_mut().reset(heard_at + PING_AFTER);
            }
        }
    }
}

/// Polls once whether this work is done.
async fn is_done(mut work: Pin<&mut impl Future<Output = ()>>) -> bool {
    poll_fn(|context| Poll::Ready(work.as_mut().poll(context).is_ready())).await
}

/// Hands a message in. A large message keeps its memory among the large reads until the board's room has taken it.
async fn hand_in(session: &Session, message: Bytes, is_large: bool) {
    session.send(message).await;
    if is_large {
        session.taken().await;
    }
}

/// Writes the first message from the room, and all others that wait there, together.
async fn tell(
    socket: &mut Socket,
    session: &Session,
    first: Outgoing,
) -> Result<Option<(u16, &'static str)>, Gone> {
    let mut next = Some(first);
    while let Some(outgoing) = next {
        match outgoing {
            Outgoing::Frame(frame) => socket.feed(frame).await?,
            Outgoing::Flush => socket.flush().await?,
            Outgoing::Close(code, reason) => return Ok(Some((code, reason))),
        }
        next = session.try_next();
    }
    socket.flush().await?;
    Ok(None)
}
