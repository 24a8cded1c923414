//! One task per connection: from its socket into the room, from the room into its socket.

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
};

/// How long a connection may say nothing before it is asked for a sign of life, and again before it counts as gone.
const PING_AFTER: Duration = Duration::from_secs(30);

/// How long an upgrade may take.
const UPGRADE_TIMEOUT: Duration = Duration::from_secs(10);

/// How long a connection to a board that cannot be opened now is kept before it is told to come back.
const UNAVAILABLE: Duration = Duration::from_secs(2);

/// Carries a connection from its upgrade to its end.
pub async fn run(
    app: App,
    board: String,
    token: Option<String>,
    upgrade: OnUpgrade,
    connection: Arc<Connection>,
) {
    let Ok(Ok(upgraded)) = timeout(UPGRADE_TIMEOUT, upgrade).await else { return };
    let Some(mut socket) = Socket::new(upgraded, app.config.stall) else { return };
    let end = match enter(&app, &board, token.as_deref(), &connection, &mut socket).await {
        // Boxed, so that what is only needed once does not stay in every idle connection's task.
        Ok((session, seat)) => {
            drop((board, token, app));
            session.attach(socket.writer());
            let end = carry(&mut socket, &session).await;
            drop((session, seat));
            end
        }
        Err(reason) => {
            // Whoever is told to come back does so within a tenth of a second, over and over.
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

/// A session for whoever holds the token, and a place among their websockets.
async fn enter(
    app: &App,
    board: &str,
    token: Option<&str>,
    connection: &Arc<Connection>,
    socket: &mut Socket,
) -> Result<(Session, SocketSeat), CloseReason> {
    let Some(token) = token else { return Err(CloseReason::InvalidToken) };
    let (room, actor) = access::enter(app, board, token).await.map_err(|denied| match denied {
        Denied::Token => CloseReason::InvalidToken,
        Denied::Removed => CloseReason::Removed,
        Denied::Board => CloseReason::NoSuchBoard,
        Denied::Damaged | Denied::Unavailable => CloseReason::Restarting,
    })?;
    let key = secrets::person_key(&secrets::digest(token));
    let person = app.connections.person(key, sockets_of(app, &actor));
    let connected = app.rooms.with(room.board(), |room| {
        let actor = actor.clone();
        async move {
            match room.connect(actor).await {
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

/// Both directions, until one of them ends. Answers what the peer is to be told, if it is still there.
async fn carry(socket: &mut Socket, session: &Session) -> Option<(u16, &'static str)> {
    let mut heard_at = Instant::now();
    let mut asked = false;
    let mut pings = PingRate::new(heard_at);
    // Looks at the clock only when it goes off: setting it anew with each message would cost more than the message.
    let silence = sleep_until(heard_at + PING_AFTER);
    tokio::pin!(silence);
    // A message that the room has not taken, and then the time until this person may hand in more. Nothing is read
    // meanwhile, and what comes out of the room is written.
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
                    // It is this side that does not listen.
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

/// Looks once whether this is done.
async fn is_done(mut work: Pin<&mut impl Future<Output = ()>>) -> bool {
    poll_fn(|context| Poll::Ready(work.as_mut().poll(context).is_ready())).await
}

/// Hands a message in. A large one takes its room among the large reads until the room of the board has taken it.
async fn hand_in(session: &Session, message: Bytes, is_large: bool) {
    session.send(message).await;
    if is_large {
        session.taken().await;
    }
}

/// Writes what came out of the room, and what else waits there, in one go.
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
