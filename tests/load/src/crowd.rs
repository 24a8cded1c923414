//! People at a server: everybody connected, some of them writing at regular intervals. Open loop: an edit is
//! intended at its moment, whether or not the server and the generator keep up.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::{Duration, Instant},
};

use anyhow::Context;
use futures_util::{StreamExt, TryStreamExt, stream};
use tokio::{
    sync::watch,
    task::{JoinSet, spawn_local},
    time::{sleep, sleep_until},
};

use crate::{
    client::{Client, Known},
    contestant::{Running, Seat},
    dialect::{Dialect, Heard, presences},
    ledger::Ledger,
    machine,
    report::Values,
    update::{self, Typist},
};

/// Connections made at a time.
const AT_ONCE: usize = 64;

/// What people do for a while.
#[derive(Clone, Copy, Debug)]
pub struct Phase {
    /// In each room, people up to this number write or point; the others look on.
    pub active: usize,
    /// What each of them does a second.
    pub per_second: f64,
    /// Whether they point instead of writing.
    pub pointing: bool,
    /// Not measured yet.
    pub warm: Duration,
    /// Measured.
    pub measure: Duration,
    /// How long what is under way may take to arrive afterwards.
    pub settle: Duration,
    /// The last person of the first room reads nothing meanwhile.
    pub slow_reader: bool,
}

impl Phase {
    /// Everybody types, at the pace of people who think while they write.
    pub fn typing(active: usize, per_second: f64, measure: Duration) -> Self {
        Self {
            active,
            per_second,
            pointing: false,
            warm: Duration::from_millis(1_500),
            measure,
            settle: Duration::from_secs(3),
            slow_reader: false,
        }
    }
}

/// What everybody is to do now.
#[derive(Clone, Copy)]
struct Order {
    phase: Phase,
    begins: Instant,
}

/// Connected people.
pub struct Crowd {
    ledger: Rc<RefCell<Ledger>>,
    orders: watch::Sender<Option<Order>>,
    people: JoinSet<()>,
    /// How many connections ended unasked.
    gone: Rc<Cell<u64>>,
}

/// What a phase came to.
#[derive(Clone, Debug)]
pub struct Measured {
    /// Edits that arrived at others within the window.
    pub delivered: u64,
    /// How long the window was.
    pub window: Duration,
    /// CPU time of the server in the window.
    pub cpu: Duration,
    /// CPU time of the generator in the window.
    pub generator: Duration,
    /// Frames and bytes that arrived in the window.
    pub frames: u64,
    /// Bytes of them.
    pub bytes: u64,
    /// Half of the edits arrived after.
    pub p50: Duration,
    /// 99 % of the edits arrived after.
    pub p99: Duration,
    /// The last one arrived after.
    pub most: Duration,
    /// Edits that had not arrived at somebody when the time to settle was over, or the last presences.
    pub missing: u64,
    /// Connections that the server ended.
    pub gone: u64,
    /// Refusals; there must be none.
    pub refused: u64,
    /// The server's memory when the window closed.
    pub memory_at_end: u64,
    /// The server's memory when everything had settled.
    pub memory: u64,
    /// 99 % of the edits arrived after, at those who read all the time.
    pub p99_of_others: Duration,
}

impl Crowd {
    /// Connects and syncs people; each edit will be of `piece` characters. The last person of the first room gets
    /// a small receive buffer.
    ///
    /// # Errors
    /// When the server does not take them.
    pub async fn gather(server: &Running, rooms: &[Vec<Seat>], piece: u32) -> anyhow::Result<Self> {
        let (port, dialect) = (server.port, server.kind.dialect());
        let narrow = (0, rooms.first().map_or(0, |seats| seats.len() - 1));
        let seats = rooms.iter().enumerate().flat_map(|(room, seats)| {
            seats.iter().enumerate().map(move |(person, seat)| (room, person, seat.clone()))
        });
        let connected = seats.map(|(room, person, seat)| async move {
            let mut client = Client::connect(port, dialect, &seat, (room, person) == narrow).await?;
            client.sync(0, &Known::default()).await?;
            anyhow::Ok((room, person, client))
        });
        let connected: Vec<_> = connected.collect();
        let clients: Vec<_> =
            stream::iter(connected).buffered(AT_ONCE).try_collect().await.context("connecting")?;

        let sizes: Vec<usize> = rooms.iter().map(Vec::len).collect();
        let ledger = Ledger::new(&sizes, fastrand::u64(1 << 28..1 << 31), update::Pace::new(piece));
        let ledger = Rc::new(RefCell::new(ledger));
        let (orders, heard) = watch::channel(None);
        let gone = Rc::new(Cell::new(0));
        let mut people = JoinSet::new();
        for (room, person, client) in clients {
            let id = ledger.borrow().client(room, person);
            let one = Person {
                room,
                person,
                id,
                dialect,
                client,
                is_narrow: (room, person) == narrow,
                typist: Typist::new(id, piece),
                pointed: 0,
                ledger: Rc::clone(&ledger),
            };
            let (orders, gone) = (heard.clone(), Rc::clone(&gone));
            people.spawn_local(async move {
                one.live(orders).await;
                gone.set(gone.get() + 1);
            });
        }
        Ok(Self { ledger, orders, people, gone })
    }

    /// Lets people act, and measures.
    ///
    /// # Errors
    /// When the server has gone.
    pub async fn act(&self, server: &Running, phase: Phase) -> anyhow::Result<Measured> {
        // Everybody hears of it before it begins.
        let begins = Instant::now() + Duration::from_millis(50);
        let from = begins + phase.warm;
        let to = from + phase.measure;
        self.ledger.borrow_mut().open_window(from, to);
        self.orders.send_replace(Some(Order { phase, begins }));
        sleep_until(from.into()).await;
        let before = self.look(server)?;
        sleep_until(to.into()).await;
        let after = self.look(server)?;
        let memory_at_end = server.process.memory()?;
        let p99_of_others = self.ledger.borrow().latency.value_at_quantile(0.99);
        // Nobody begins anything new; those who were not reading begin to.
        self.orders.send_replace(None);
        let over = Instant::now() + phase.settle;
        while self.missing(phase) > 0 && Instant::now() < over {
            sleep(Duration::from_millis(20)).await;
        }
        let mut ledger = self.ledger.borrow_mut();
        let missing = if phase.pointing {
            ledger.outdated()
        } else {
            ledger.count_the_missing(Instant::now());
            ledger.expected() - ledger.arrived
        };
        let at = |quantile| Duration::from_micros(ledger.latency.value_at_quantile(quantile));
        Ok(Measured {
            delivered: after.arrived - before.arrived,
            window: after.at - before.at,
            cpu: after.cpu - before.cpu,
            generator: after.generator - before.generator,
            frames: after.frames - before.frames,
            bytes: after.bytes - before.bytes,
            p50: at(0.5),
            p99: at(0.99),
            most: at(1.0),
            missing,
            gone: self.gone.get(),
            refused: ledger.refused.len() as u64,
            memory: server.process.memory()?,
            memory_at_end,
            p99_of_others: Duration::from_micros(p99_of_others),
        })
    }

    /// The first few reasons for which something was refused.
    pub fn refusals(&self) -> Vec<String> {
        self.ledger.borrow().refused.iter().take(3).cloned().collect()
    }

    fn missing(&self, phase: Phase) -> u64 {
        let ledger = self.ledger.borrow();
        if phase.pointing { ledger.outdated() } else { ledger.expected() - ledger.arrived }
    }

    fn look(&self, server: &Running) -> anyhow::Result<Look> {
        let ledger = self.ledger.borrow();
        Ok(Look {
            at: Instant::now(),
            cpu: server.process.cpu()?,
            generator: machine::cpu(std::process::id())?,
            arrived: ledger.arrived,
            frames: ledger.frames,
            bytes: ledger.bytes,
        })
    }

    /// Everybody leaves.
    pub async fn leave(mut self) {
        self.people.shutdown().await;
    }
}

/// The counters at a moment.
struct Look {
    at: Instant,
    cpu: Duration,
    generator: Duration,
    arrived: u64,
    frames: u64,
    bytes: u64,
}

/// Somebody at a server.
struct Person {
    room: usize,
    person: usize,
    id: u64,
    dialect: Dialect,
    client: Client,
    is_narrow: bool,
    typist: Typist,
    pointed: u32,
    ledger: Rc<RefCell<Ledger>>,
}

impl Person {
    /// Reads and acts until the connection ends.
    async fn live(mut self, mut orders: watch::Receiver<Option<Order>>) {
        let far = Instant::now() + Duration::from_secs(86_400);
        let (mut next, mut interval, mut until) = (far, Duration::ZERO, far);
        let (mut pointing, mut reads) = (false, true);
        let timer = sleep_until(far.into());
        tokio::pin!(timer);
        loop {
            tokio::select! {
                biased;
                changed = orders.changed() => {
                    if changed.is_err() {
                        return;
                    }
                    let order = *orders.borrow_and_update();
                    reads = !order.is_some_and(|order| order.phase.slow_reader && self.is_narrow);
                    next = far;
                    if let Some(Order { phase, begins }) = order
                        && self.person < phase.active
                    {
                        interval = Duration::from_secs_f64(1.0 / phase.per_second);
                        next = begins + interval.mul_f64(fastrand::f64());
                        until = begins + phase.warm + phase.measure;
                        pointing = phase.pointing;
                        self.ledger.borrow_mut().begin(self.room, self.person, next, interval);
                    }
                    timer.as_mut().reset(next.into());
                }
                () = &mut timer => {
                    while next <= Instant::now() && next < until {
                        let done = if pointing { self.point().await } else { self.write().await };
                        if done.is_err() {
                            return;
                        }
                        next += interval;
                    }
                    if next >= until {
                        next = far;
                    }
                    timer.as_mut().reset(next.into());
                }
                frame = self.client.next(), if reads => match frame {
                    Some(frame) => self.hear(&frame),
                    None => return,
                },
            }
        }
    }

    async fn write(&mut self) -> anyhow::Result<()> {
        let update = self.typist.edit();
        self.ledger.borrow_mut().wrote(self.room, self.person);
        self.client.edit(&update).await
    }

    async fn point(&mut self) -> anyhow::Result<()> {
        self.pointed += 1;
        self.ledger.borrow_mut().wrote(self.room, self.person);
        let (x, y) = (fastrand::u32(..1000), fastrand::u32(..1000));
        let json = format!(r#"{{"cursor":{{"x":{x},"y":{y}}},"focus":"n{x}"}}"#);
        self.client.point(self.id, self.pointed, &json).await
    }

    fn hear(&self, frame: &[u8]) {
        let now = Instant::now();
        let mut ledger = self.ledger.borrow_mut();
        ledger.frames += 1;
        ledger.bytes += frame.len() as u64;
        let mut broken = None;
        let read = self.dialect.read(frame, |message| match message {
            Heard::Update(update) | Heard::Step2(update) => {
                let hear = |client, from, to| ledger.hear(self.room, self.person, client, from, to, now);
                broken = update::ranges(update, hear).err();
            }
            Heard::Awareness(states) => {
                let see = |client, clock| ledger.see(self.room, self.person, client, clock, now);
                broken = presences(states, see).err();
            }
            Heard::Denied(reason) => ledger.refused.push(String::from_utf8_lossy(reason).into_owned()),
            Heard::Step1 | Heard::Welcome | Heard::Other => {}
        });
        if let Some(error) = read.err().or(broken) {
            ledger.refused.push(error.to_string());
        }
    }
}

impl Measured {
    /// Microseconds of the server's CPU for one edit at one other person.
    pub fn cost(&self) -> f64 {
        self.cpu.as_secs_f64() * 1e6 / self.delivered.max(1) as f64
    }

    /// What a table shows of it.
    pub fn values(&self) -> Values {
        let seconds = self.window.as_secs_f64();
        let mut values = Values::default();
        values.put("cpu %", 100.0 * self.cpu.as_secs_f64() / seconds);
        values.put("µs/delivery", self.cost());
        values.put("p50 ms", self.p50.as_secs_f64() * 1e3);
        values.put("p99 ms", self.p99.as_secs_f64() * 1e3);
        values.put("max ms", self.most.as_secs_f64() * 1e3);
        values.put("deliveries/s", self.delivered as f64 / seconds);
        values.put("frames/s", self.frames as f64 / seconds);
        values.put("MB/s", self.bytes as f64 / seconds / 1e6);
        values.put("lost", self.missing as f64);
        values.put("cut off", self.gone as f64);
        values.put("refused", self.refused as f64);
        values.put("RSS MB", self.memory as f64 / 1e6);
        values.put("gen %", 100.0 * self.generator.as_secs_f64() / seconds);
        values
    }
}

/// A task that ends when it is dropped.
pub struct Alongside(tokio::task::JoinHandle<()>);

impl Alongside {
    /// Does something beside a measurement.
    pub fn of(work: impl Future<Output = ()> + 'static) -> Self {
        Self(spawn_local(work))
    }
}

impl Drop for Alongside {
    fn drop(&mut self) {
        self.0.abort();
    }
}
