//! The frames that wait to be written to one connection: a bounded queue. The room fills it without waiting; the
//! connection's own task empties it. Frames that are put in together wake the task once. They do not wake it at all
//! if the connection has a [`Wire`] that takes them directly.

use std::collections::VecDeque;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use tokio::sync::Semaphore;
use tokio::time::{Duration, Instant};

use crate::close::CloseReason;

/// The most that may wait for one connection.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// The number of frames.
    pub frames: usize,
    /// The number of bytes. One frame is always taken, however large.
    pub bytes: usize,
}

/// A way to write to a connection without waking its task. Most frames go to a connection that has read all frames
/// before.
pub trait Wire: Send + Sync + 'static {
    /// Writes a frame as far as that is possible without waiting. It is called only while the connection's task has
    /// written all the frames that it took.
    fn write(&self, frame: &Bytes) -> Written;
}

/// How far a [`Wire`] got with a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// The frame is written.
    Whole,
    /// A part of the frame is written. The wire keeps the rest, which the task has to flush before it writes anything
    /// else.
    InPart,
    /// Nothing is written.
    Nothing,
}

/// The queue of one connection.
pub(crate) struct Outbox {
    queue: Mutex<Queue>,
    /// The way past the queue, once the connection has attached one.
    wire: OnceLock<Arc<dyn Wire>>,
    bounds: Bounds,
    /// The intake, in KiB, that the connection may still hand in before the room has taken its earlier messages.
    pub(crate) intake: Semaphore,
    /// Whether the client was asked again for all that the board does not have and has not answered yet. Its answer
    /// may be as large as the first SyncStep2.
    pub(crate) asked_again: AtomicBool,
}

#[derive(Default)]
struct Queue {
    frames: VecDeque<Bytes>,
    /// The sum of the frames' lengths, in bytes.
    bytes: usize,
    /// The time when the oldest frame was put in since the queue was last empty.
    since: Option<Instant>,
    keeping: Keeping,
    /// Set once. Frames that were put in before are still given out.
    close_reason: Option<CloseReason>,
    /// The waker of the connection's task, if the task waits for a frame. While it waits, the queue is empty and the
    /// task has no frame in hand.
    waker: Option<Waker>,
    /// Whether the wire keeps a part of a frame, which has to be written before all frames here.
    in_part: bool,
}

/// Whether the connection keeps up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Keeping {
    /// The connection is sent all frames.
    #[default]
    Up,
    /// The queue was full: no more updates are put in until it is empty. The room knows from which state on.
    Behind,
    /// The queue is empty again, and the room has been told so.
    Asked,
}

/// The result of offering frames.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Offer {
    /// The frames wait to be written.
    Taken,
    /// The frames wait to be written, and they were the last that fit: the connection is behind from here on.
    Overflowed,
    /// The connection is behind; the frames were not taken.
    Behind,
}

/// What the connection's task finds in the outbox.
pub(crate) enum Found {
    Frame(Bytes),
    /// The wire has a part of a frame to flush.
    Flush,
    CloseReason(CloseReason),
    /// The queue is empty; the first of its frames had waited for this long.
    Emptied(Duration),
    /// All frames were written, and there are updates that did not fit: the room has to be asked for them.
    CaughtUp,
}

impl Outbox {
    pub(crate) fn new(bounds: Bounds, intake: usize) -> Arc<Self> {
        let (queue, wire) = (Mutex::default(), OnceLock::new());
        Arc::new(Self {
            queue,
            wire,
            bounds,
            intake: Semaphore::new(intake),
            asked_again: AtomicBool::new(false),
        })
    }

    /// Attaches a way past the queue. A second call does nothing.
    pub(crate) fn attach(&self, wire: Arc<dyn Wire>) {
        self.wire.get_or_init(|| wire);
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Offers frames that go to everybody. Frames are shared, not copied.
    pub(crate) fn offer(&self, frames: &[Bytes]) -> Offer {
        let mut queue = self.lock();
        if queue.keeping != Keeping::Up || queue.close_reason.is_some() {
            return Offer::Behind;
        }
        let rest = match self.wire.get() {
            Some(wire) if queue.waker.is_some() => queue.pass(frames, &**wire),
            _ => frames,
        };
        if rest.is_empty() && !queue.in_part {
            return Offer::Taken;
        }
        queue.extend(rest);
        let overflowed = queue.is_over(self.bounds);
        if overflowed {
            queue.keeping = Keeping::Behind;
        }
        wake(queue);
        if overflowed { Offer::Overflowed } else { Offer::Taken }
    }

    /// Puts in a frame for this connection alone. Such frames may fill the queue to twice its bounds. Returns false
    /// if the frame was not taken.
    pub(crate) fn answer(&self, frame: Bytes) -> bool {
        let mut queue = self.lock();
        let bounds = Bounds { frames: 2 * self.bounds.frames, bytes: 2 * self.bounds.bytes };
        if queue.close_reason.is_some() || queue.is_over(bounds) {
            return false;
        }
        queue.extend(&[frame]);
        wake(queue);
        true
    }

    /// Whether an answer of any size may be put in now.
    pub(crate) fn has_room(&self) -> bool {
        let queue = self.lock();
        queue.keeping != Keeping::Behind && !queue.is_over(self.bounds)
    }

    /// Marks the connection as behind, so that the room is asked once the queue is empty.
    pub(crate) fn fall_behind(&self) {
        let mut queue = self.lock();
        queue.keeping = Keeping::Behind;
        wake(queue);
    }

    /// Puts in the frames that bring the connection up to date. From here on it is sent all frames again.
    pub(crate) fn catch_up(&self, frames: &[Bytes]) {
        let mut queue = self.lock();
        queue.keeping = Keeping::Up;
        queue.extend(frames);
        wake(queue);
    }

    /// Ends the connection once the frames that wait have been written.
    pub(crate) fn close(&self, close_reason: CloseReason) {
        self.intake.close();
        let mut queue = self.lock();
        queue.close_reason.get_or_insert(close_reason);
        wake(queue);
    }

    /// Ends the connection and drops the frames that wait.
    pub(crate) fn close_at_once(&self, close_reason: CloseReason) {
        self.intake.close();
        let mut queue = self.lock();
        queue.close_reason.get_or_insert(close_reason);
        queue.frames = VecDeque::new();
        queue.bytes = 0;
        wake(queue);
    }

    /// For the connection's task: what comes next. If nothing waits, the task is woken later.
    pub(crate) fn poll(&self, context: &mut Context<'_>) -> Poll<Found> {
        let mut queue = self.lock();
        if let Some(found) = queue.next() {
            return Poll::Ready(found);
        }
        queue.waker = Some(context.waker().clone());
        Poll::Pending
    }

    /// For the connection's task: what comes next, if anything waits.
    pub(crate) fn take(&self) -> Option<Found> {
        self.lock().next()
    }

    /// For the connection's task: notes that the room has been asked.
    pub(crate) fn asked(&self) {
        self.lock().keeping = Keeping::Asked;
    }
}

/// Releases the queue and wakes the task if it waits. A task that is busy writing finds the other frames by itself.
fn wake(mut queue: MutexGuard<'_, Queue>) {
    let waker = queue.waker.take();
    drop(queue);
    if let Some(waker) = waker {
        waker.wake();
    }
}

impl Queue {
    fn extend(&mut self, frames: &[Bytes]) {
        if !frames.is_empty() {
            self.since.get_or_insert_with(Instant::now);
        }
        for frame in frames {
            self.bytes += frame.len();
            self.frames.push_back(frame.clone());
        }
    }

    /// Writes the frames that the wire takes now. Returns those that it does not take.
    fn pass<'a>(&mut self, mut frames: &'a [Bytes], wire: &dyn Wire) -> &'a [Bytes] {
        while let Some((first, rest)) = frames.split_first() {
            match wire.write(first) {
                Written::Whole => frames = rest,
                Written::InPart => {
                    self.in_part = true;
                    return rest;
                }
                Written::Nothing => break,
            }
        }
        frames
    }

    fn is_over(&self, bounds: Bounds) -> bool {
        self.frames.len() >= bounds.frames || (self.bytes >= bounds.bytes && self.frames.len() > 1)
    }

    fn next(&mut self) -> Option<Found> {
        if std::mem::take(&mut self.in_part) {
            return Some(Found::Flush);
        }
        if let Some(frame) = self.frames.pop_front() {
            self.bytes -= frame.len();
            // A burst leaves no memory behind. A few places are kept, so that the usual frame allocates nothing.
            if self.frames.is_empty() && self.frames.capacity() > 8 {
                self.frames = VecDeque::new();
            }
            return Some(Found::Frame(frame));
        }
        if let Some(since) = self.since.take() {
            return Some(Found::Emptied(since.elapsed()));
        }
        if let Some(close_reason) = self.close_reason {
            return Some(Found::CloseReason(close_reason));
        }
        (self.keeping == Keeping::Behind).then_some(Found::CaughtUp)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(byte: u8, length: usize) -> Bytes {
        vec![byte; length].into()
    }

    fn drain(outbox: &Outbox) -> (Vec<usize>, Option<CloseReason>, bool) {
        let (mut lengths, mut close_reason, mut caught_up) = (vec![], None, false);
        while let Some(found) = outbox.take() {
            match found {
                Found::Frame(frame) => lengths.push(frame.len()),
                Found::Flush => lengths.push(0),
                Found::Emptied(_) => {}
                Found::CloseReason(why) => {
                    close_reason = Some(why);
                    break;
                }
                Found::CaughtUp => {
                    caught_up = true;
                    outbox.asked();
                }
            }
        }
        (lengths, close_reason, caught_up)
    }

    #[test]
    fn room_8_a_full_queue_takes_nothing_more_until_it_was_emptied_and_asked_for() {
        let outbox = Outbox::new(Bounds { frames: 3, bytes: 100 }, 1);
        assert_eq!(outbox.offer(&[frame(1, 10)]), Offer::Taken);
        assert_eq!(outbox.offer(&[frame(2, 91)]), Offer::Overflowed);
        assert_eq!(outbox.offer(&[frame(3, 1)]), Offer::Behind);
        assert_eq!(drain(&outbox), (vec![10, 91], None, true));
        assert_eq!(outbox.offer(&[frame(4, 1)]), Offer::Behind);
        outbox.catch_up(&[frame(5, 500)]);
        assert_eq!(outbox.offer(&[frame(6, 1)]), Offer::Overflowed);
        assert_eq!(drain(&outbox), (vec![500, 1], None, true));
    }

    /// Takes so many bytes.
    struct Narrow(Mutex<usize>);

    impl Wire for Narrow {
        fn write(&self, frame: &Bytes) -> Written {
            let mut room = self.0.lock().unwrap();
            let taken = frame.len().min(*room);
            *room -= taken;
            match taken {
                0 => Written::Nothing,
                all if all == frame.len() => Written::Whole,
                _ => Written::InPart,
            }
        }
    }

    #[test]
    fn room_19_frames_pass_the_queue_only_while_nothing_waits_and_stay_in_order() {
        let outbox = Outbox::new(Bounds { frames: 9, bytes: 1000 }, 1);
        outbox.attach(Arc::new(Narrow(Mutex::new(25))));
        let mut context = Context::from_waker(Waker::noop());
        assert_eq!(outbox.offer(&[frame(1, 1)]), Offer::Taken);
        assert_eq!(drain(&outbox).0, [1], "the task is busy: it may have something in hand");
        assert!(outbox.poll(&mut context).is_pending());
        assert_eq!(outbox.offer(&[frame(2, 10), frame(3, 11)]), Offer::Taken);
        assert!(outbox.poll(&mut context).is_pending(), "both are written; nobody is woken for them");
        assert_eq!(outbox.offer(&[frame(4, 12), frame(5, 13)]), Offer::Taken);
        assert_eq!(outbox.offer(&[frame(6, 14)]), Offer::Taken);
        assert_eq!(drain(&outbox).0, [0, 13, 14], "the rest of what was begun comes first");
        assert!(outbox.poll(&mut context).is_pending());
        assert_eq!(outbox.offer(&[frame(7, 15)]), Offer::Taken);
        assert_eq!(drain(&outbox).0, [15], "the wire takes nothing, so the queue does");
    }

    #[tokio::test(start_paused = true)]
    async fn room_23_what_waited_says_for_how_long() {
        let outbox = Outbox::new(Bounds { frames: 9, bytes: 1000 }, 1);
        outbox.offer(&[frame(1, 1)]);
        tokio::time::advance(Duration::from_millis(30)).await;
        outbox.offer(&[frame(1, 2)]);
        assert!(matches!(outbox.take(), Some(Found::Frame(_))));
        assert!(matches!(outbox.take(), Some(Found::Frame(_))), "the second still waits");
        assert!(matches!(outbox.take(), Some(Found::Emptied(lag)) if lag.as_millis() == 30));
        assert!(outbox.take().is_none(), "said once");
    }

    #[test]
    fn room_8_refusals_are_bounded_too() {
        let outbox = Outbox::new(Bounds { frames: 2, bytes: 100 }, 1);
        let taken = (0..100).filter(|_| outbox.answer(frame(1, 1))).count();
        assert_eq!(taken, 4);
    }

    #[test]
    fn room_9_a_close_reason_comes_after_what_waits_or_instead_of_it() {
        let outbox = Outbox::new(Bounds { frames: 9, bytes: 100 }, 1);
        outbox.offer(&[frame(1, 1), frame(1, 2)]);
        outbox.close(CloseReason::TooManyRefusals);
        outbox.close(CloseReason::Restarting);
        assert_eq!(outbox.offer(&[frame(1, 3)]), Offer::Behind);
        assert_eq!(drain(&outbox), (vec![1, 2], Some(CloseReason::TooManyRefusals), false));

        let outbox = Outbox::new(Bounds { frames: 9, bytes: 100 }, 1);
        outbox.offer(&[frame(1, 1)]);
        outbox.close_at_once(CloseReason::Removed);
        assert_eq!(drain(&outbox), (vec![], Some(CloseReason::Removed), false));
    }
}
