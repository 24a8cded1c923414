//! The task of one webhook: takes what is new from the board, and sends what is due.

use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use tokio::time::{Instant, sleep, timeout};

use super::{Live, Refused, Webhooks, events, queue::Hook};
use crate::{
    access::{self, Denied},
    app::App,
};

/// The longest wait before the clock is looked at again, because somebody may set it.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// The longest time for which changes in a row are gathered.
const GATHERED: Duration = Duration::from_secs(60);

/// The pause after the board could not be read or the file not be written.
const AGAIN: Duration = Duration::from_secs(30);

pub async fn run(app: App, live: Arc<Live>) {
    let ended = live.ended.clone();
    tokio::select! {
        () = ended.cancelled() => {}
        () = serve(&app, &live) => {}
    }
}

async fn serve(app: &App, live: &Live) {
    let hooks = &app.webhooks;
    loop {
        if live.is_dirty.load(Ordering::Acquire) && live.lock().has_room() {
            gather(hooks, live).await;
            if let Err(error) = take(app, live).await {
                if live.ended.is_cancelled() {
                    return;
                }
                tracing::warn!(%error, board = %live.board, "what is new on a board could not be taken for its webhook");
                live.is_dirty.store(true, Ordering::Release);
                sleep(AGAIN).await;
                continue;
            }
        }
        if send(hooks, live).await {
            continue;
        }
        let due = live.lock().due();
        let wait =
            due.map_or(LONGEST_WAIT, |due| Duration::from_millis(due.0.saturating_sub(hooks.clock.now().0)));
        // A bell that rings meanwhile is kept, so none is missed.
        drop(timeout(wait.min(LONGEST_WAIT), live.bell.notified()).await);
    }
}

/// Waits until the board has been quiet for a moment: who types changes a project with every letter.
async fn gather(hooks: &Webhooks, live: &Live) {
    let latest = Instant::now() + GATHERED;
    while Instant::now() < latest && timeout(hooks.quiet, live.bell.notified()).await.is_ok() {}
}

/// Takes what is new from the board, as far as there is room for it.
async fn take(app: &App, live: &Live) -> Result<(), String> {
    live.is_dirty.store(false, Ordering::Release);
    let room = match access::open(app, live.board.as_str()).await {
        Ok(room) => room,
        Err(denied) => {
            if matches!(denied, Denied::Elsewhere(_)) {
                app.webhooks.let_go(live);
            }
            return Err(format!("{denied:?}"));
        }
    };
    let present = events::read(&room).await?;
    drop(room);
    let now = app.webhooks.clock.now();
    let news = |hook: &mut Hook| {
        while hook.has_room() {
            let Some(event) = present.news(&mut hook.told, now) else { break };
            hook.put(event, now);
        }
        if hook.told != present.told {
            // There is more, or what was told is gone from the board without an event.
            live.is_dirty.store(!hook.has_room(), Ordering::Release);
        }
    };
    let before = live.lock().clone();
    let mut after = before.clone();
    news(&mut after);
    if after != before {
        app.webhooks.change(live, news).await.map_err(|error| error.to_string())?;
    }
    Ok(())
}

/// Sends the event that is due. Whether there was one.
async fn send(hooks: &Webhooks, live: &Live) -> bool {
    let due = {
        let hook = live.lock();
        let due = hook.to_send(hooks.clock.now()).cloned();
        due.map(|waiting| (hook.url.clone(), hook.secret.clone(), waiting))
    };
    let Some((url, secret, waiting)) = due else { return false };
    let Ok(_turn) = hooks.turns.acquire().await else { return false };
    let seconds = hooks.clock.now().0 / 1000;
    let (outcome, status) = hooks.sender.send(&url, &secret, &waiting.id, seconds, &waiting.body).await;
    let answered = |hook: &mut Hook| hook.answered(&waiting.id, hooks.clock.now(), outcome, status);
    match hooks.change(live, answered).await {
        Ok(()) => true,
        Err(Refused::Storage(error)) => {
            // After a restart it is sent once more, under the same id.
            tracing::warn!(%error, board = %live.board, "what became of a delivery could not be stored");
            answered(&mut live.lock());
            true
        }
        Err(_) => false,
    }
}
