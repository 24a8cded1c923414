//! The long run of the fuzzer: `cargo run --release -p board --example fuzz -- SECONDS [SEED]`.
//!
//! Prints what it did, the slowest input and the most memory that one input took at once. Ends with an
//! error at the first broken promise and names the seed.
#![allow(unsafe_code, clippy::print_stdout)]

#[path = "../tests/fuzz/engine.rs"]
mod engine;
#[path = "../tests/gate/stage.rs"]
#[allow(dead_code)]
mod stage;

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};

use engine::{Corpus, Target, run};

static NOW: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

/// Counts the bytes that are allocated at a time.
struct Counting;

// SAFETY: every call goes to the system's allocator unchanged; the counters are beside it.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let now = NOW.fetch_add(layout.size(), Relaxed) + layout.size();
        PEAK.fetch_max(now, Relaxed);
        // SAFETY: the caller keeps the contract of `alloc`.
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        NOW.fetch_sub(layout.size(), Relaxed);
        // SAFETY: the caller keeps the contract of `dealloc`.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

/// No input may take more than this and two hundred times its own size.
const BOUND: usize = 1 << 20;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let seconds = arguments.next().and_then(|s| s.parse().ok()).unwrap_or(10);
    let first: u64 = arguments.next().and_then(|s| s.parse().ok()).unwrap_or(1);
    let corpus = Corpus::load();
    let started = Instant::now();
    let mut totals = vec![];
    let (mut slowest, mut most) = (Duration::ZERO, 0);
    for seed in first.. {
        for target in [
            Target::Mutated,
            Target::Generated,
            Target::Generated,
            Target::Vectors,
            Target::Commands,
            Target::Stored,
        ] {
            let count = run(target, &corpus, seed, 20_000, |bytes, input| {
                let before = NOW.load(Relaxed);
                PEAK.store(before, Relaxed);
                let start = Instant::now();
                input();
                slowest = slowest.max(start.elapsed());
                let took = PEAK.load(Relaxed) - before;
                assert!(
                    took <= BOUND + bytes.len() * 200,
                    "{target:?}, seed {seed}: {took} bytes for {bytes:?}"
                );
                most = most.max(took);
            });
            match totals.iter_mut().find(|(t, _)| *t == target) {
                Some((_, total)) => add(total, count),
                None => totals.push((target, count)),
            }
        }
        if started.elapsed() > Duration::from_secs(seconds) {
            println!("seeds {first} to {seed}, {:?}", started.elapsed());
            break;
        }
    }
    for (target, count) in &totals {
        println!("{target:?}: {count:?}");
    }
    let all: u64 = totals.iter().map(|(_, count)| count.inputs).sum();
    println!("{all} inputs, slowest {slowest:?}, most memory at once {most} bytes");
}

fn add(total: &mut engine::Count, more: engine::Count) {
    total.inputs += more.inputs;
    total.applied += more.applied;
    total.nothing += more.nothing;
    total.refused += more.refused;
}
