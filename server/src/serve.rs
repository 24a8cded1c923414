//! The server as a value.

mod stop;

use std::{
    io,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use axum::Router;
use board::Form;
use journal::{ClusterStore, Journal, JournalError, Sqlite};
use room::{Clock, Rooms, Settings, WallClock};
use tokio::{net::TcpListener, sync::Semaphore, time::timeout};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    api,
    app::{App, Shared},
    attempt_limit::AttemptLimit,
    cluster,
    config::Config,
    connections::{ConnectionLimits, Connections, LargeReads},
    descriptors,
    export_pool::ExportPool,
    http_listener::{self, Patience, Site, Tls},
    keep,
    metrics::Metrics,
    paced::Paced,
    pipe::{self, Pipe, Secret},
    rehearsals::{self, Rehearsals},
    retention::{self, Retention},
    secrets,
    sign_in::SignIn,
    start_error::{StartError, plain},
    startup,
    tls::{self, Certificates},
    webhook::Webhooks,
};

pub use stop::Stop;

/// The setting of a cluster that is the host's key.
const HOST_KEY: &str = "host-key";

/// The longest time for requests under way, and then for the websockets' goodbyes, when the server stops.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(5);

/// This node's place among several on one journal.
pub struct Node {
    /// Where the other nodes reach this one.
    pub listener: std::net::TcpListener,
    /// What all nodes of the cluster know.
    pub secret: Secret,
    /// What the nodes of the cluster keep together.
    pub store: Arc<dyn ClusterStore>,
}

/// A server that has opened its data and does not listen yet.
pub struct Server {
    config: Config,
    node: Option<Node>,
    host_key: String,
    journal: Arc<dyn Journal>,
    metrics: Metrics,
    clock: Arc<dyn Clock>,
}

/// A server with its address, ready to listen.
pub struct Bound {
    listener: TcpListener,
    /// Where plain HTTP leads to https.
    plain: Option<TcpListener>,
    /// Where the other nodes reach this one.
    inside: Option<TcpListener>,
    /// What the nodes of the cluster keep together.
    store: Option<Arc<dyn ClusterStore>>,
    app: App,
    /// Built before the server reports that it listens: unpacking the web app takes a moment for which no client
    /// should wait.
    routes: Router,
    host_key: String,
    stop: Stop,
}

impl Server {
    /// Opens the data directory for this process alone. Blocks for a moment.
    ///
    /// # Errors
    /// When the directory cannot be used.
    pub fn new(config: Config) -> Result<Self, StartError> {
        let unusable =
            |cause: io::Error| StartError::Data { path: config.data.clone(), cause: plain(&cause) };
        long_enough("host", config.host_key.as_deref())?;
        long_enough("operator", config.operator_key.as_deref())?;
        let metrics = Metrics::default();
        let options = journal::Options {
            observer: metrics.counts(),
            slow: config.slow,
            quota: config.quota,
            ..journal::Options::default()
        };
        let journal = Sqlite::open(&config.data, options).map_err(|error| match error {
            JournalError::InUse(_) => StartError::DataInUse(config.data.clone()),
            JournalError::NotWritable { cause, .. } => StartError::Data { path: config.data.clone(), cause },
            JournalError::Unusable { path, cause } => {
                let file = path.file_name().filter(|_| path != config.data);
                let cause = file.map_or(cause.clone(), |file| format!("{}: {cause}", file.display()));
                StartError::Data { path: config.data.clone(), cause }
            }
            other => StartError::Data { path: config.data.clone(), cause: other.to_string() },
        })?;
        let host_key = match &config.host_key {
            Some(key) => key.clone(),
            None => secrets::host_key(&config.data).map_err(unusable)?,
        };
        long_enough("host", Some(&host_key))?;
        let (journal, clock) = (Arc::new(journal), Arc::new(WallClock));
        Ok(Self { config, node: None, host_key, journal, metrics, clock })
    }

    /// One node of several on a journal.
    ///
    /// # Errors
    /// When a chosen key is too short, or what the nodes keep together cannot be read.
    pub async fn node(config: Config, journal: Arc<dyn Journal>, node: Node) -> Result<Self, StartError> {
        let host_key = match &config.host_key {
            Some(key) => key.clone(),
            None => {
                let kept = journal::setting_or(&*node.store, HOST_KEY, secrets::token()).await;
                let kept = kept.map_err(|error| StartError::Cluster(error.to_string()))?;
                String::from_utf8_lossy(&kept).into_owned()
            }
        };
        long_enough("host", Some(&host_key))?;
        long_enough("operator", config.operator_key.as_deref())?;
        let (metrics, clock) = (Metrics::default(), Arc::new(WallClock));
        Ok(Self { config, node: Some(node), host_key, journal, metrics, clock })
    }

    /// What is to be told of commits.
    pub(crate) fn observer(&self) -> Arc<dyn journal::Observer> {
        self.metrics.counts()
    }

    /// The same server with another clock than the machine's.
    #[must_use]
    pub fn by_clock(self, clock: Arc<dyn Clock>) -> Self {
        Self { clock, ..self }
    }

    /// Binds the address.
    ///
    /// # Errors
    /// [`StartError`] when the address is in use or cannot be bound.
    pub async fn bind(self) -> Result<Bound, StartError> {
        let wanted = self.config.listen;
        let impossible = |error: io::Error| StartError::listening(wanted, &error);
        let certificates = match self.config.tls.clone() {
            None => None,
            Some(files) => {
                let opened = Certificates::open(files, Arc::clone(&self.clock));
                Some(Arc::new(opened.map_err(|error| StartError::Certificate(error.to_string()))?))
            }
        };
        let names = certificates.as_ref().map(|certificates| certificates.names());
        let listener = http_listener::listen(wanted).map_err(impossible)?;
        let address = listener.local_addr().map_err(impossible)?;
        let redirecting = self.config.http_redirect.map(|wanted| {
            http_listener::listen(wanted).map_err(|error| StartError::listening(wanted, &error))
        });
        let plain = redirecting.transpose()?;
        let (inside, pipe, store) = match self.node {
            None => (None, None, None),
            Some(Node { listener, secret, store }) => {
                listener.set_nonblocking(true).map_err(impossible)?;
                let inside = TcpListener::from_std(listener).map_err(impossible)?;
                (Some(inside), Some(Pipe::new(secret, self.metrics.counts())), Some(store))
            }
        };
        let (config, clock) = (&self.config, Arc::clone(&self.clock));
        let own: Arc<dyn ClusterStore> = Arc::new(journal::Directory::new(&config.data));
        let (shared, kept) = (store.is_some(), store.clone().unwrap_or(own));
        keep::refuse_unfinished(&*kept, shared).await?;
        let webhooks = Webhooks::new(Arc::clone(&kept), shared, config.webhooks, config.webhook_quiet, clock);
        let webhooks = Arc::new(webhooks);
        let settings = Settings {
            listener: Arc::clone(&webhooks) as _,
            limits: self.config.limits,
            edit_rate: self.config.edit_rate,
            idle: self.config.idle,
            slow: self.config.slow,
            observer: self.metrics.counts(),
            ..Settings::default()
        };
        let attempts = |name| {
            let limit = AttemptLimit::new(self.config.attempts_per_address, self.config.attempts_per_code);
            match &store {
                Some(store) => limit.together(Arc::clone(store), name),
                None => limit,
            }
        };
        let started = self.clock.now();
        let url = startup::url(self.config.public_url.as_deref(), address, names.as_ref());
        let sign_in = SignIn::offered(&self.config, &url, &self.host_key).map_err(StartError::SignIn)?;
        let app = Arc::new(Shared {
            address,
            url,
            certificates,
            host_key: secrets::digest(&self.host_key),
            rooms: Rooms::new(Arc::clone(&self.journal), self.clock, settings),
            journal: self.journal,
            pipe,
            store: kept,
            started,
            operator_key: self.config.operator_key.as_deref().map(secrets::digest),
            join_attempts: attempts("join"),
            key_attempts: attempts("key"),
            sign_in_attempts: attempts("sign-in"),
            sign_in,
            connections: connections(&self.config, &self.metrics),
            import_turn: Arc::new(Semaphore::new(1)),
            spreadsheet_turn: Arc::new(Semaphore::new(1)),
            saving_template: tokio::sync::Mutex::default(),
            rehearsals: Rehearsals::default(),
            retention: Retention::default(),
            metrics: self.metrics,
            exports: ExportPool::new(self.config.exports),
            webhooks,
            not_opened: Paced::default(),
            draining: AtomicBool::new(false),
            sockets: TaskTracker::new(),
            config: self.config,
        });
        if let Some(store) = &store {
            // Until the others are known, nothing is written that one of them might not read.
            app.rooms.settings().entry_form.choose(Form::FIRST.number());
            cluster::look(&app, &**store).await;
        }
        rehearsals::clear(&*app.journal).await;
        retention::recall(&app).await;
        let mut routes = api::router(App::clone(&app));
        if let Some(age) = app.config.hsts {
            routes = tls::hsts(routes, age);
        }
        Ok(Bound {
            listener,
            plain,
            inside,
            store,
            app,
            routes,
            host_key: self.host_key,
            stop: Stop::default(),
        })
    }
}

impl Bound {
    /// The address it listens on.
    pub fn address(&self) -> SocketAddr {
        self.app.address
    }

    /// The address where plain HTTP leads to https, if there is one.
    pub fn plain_address(&self) -> Option<SocketAddr> {
        self.plain.as_ref().and_then(|listener| listener.local_addr().ok())
    }

    /// The address that people use, without a closing slash.
    pub fn url(&self) -> &str {
        &self.app.url
    }

    /// The key for creating boards.
    pub fn host_key(&self) -> &str {
        &self.host_key
    }

    /// The state that the request handlers share.
    pub(crate) fn app(&self) -> App {
        App::clone(&self.app)
    }

    /// The handle that shuts this server down.
    pub fn stop(&self) -> Stop {
        self.stop.clone()
    }

    /// Serves until it is shut down. Then no new connection is accepted, every websocket is closed with 1012, all
    /// accepted edits and commands are durable, and the data directory is free again.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn listen(self) -> io::Result<()> {
        let Self { listener, plain, inside, store, app, routes, stop: ordered, .. } = self;
        let stop = CancellationToken::new();
        let draining = async {
            ordered.drain.cancelled().await;
            app.draining.store(true, Ordering::Relaxed);
            // Their boards are deleted, which needs rooms that can be opened.
            app.rehearsals.close().await;
            app.rooms.drain();
            drop(timeout(app.config.drain, ordered.now.cancelled()).await);
            stop.cancel();
        };
        let looking = async {
            if let Some(store) = &store {
                stop.run_until_cancelled(cluster::follow(&app, &**store)).await;
            }
        };
        app.webhooks.resume(&app).await;
        let ageing = stop.run_until_cancelled(retention::follow(&app));
        let patience = Patience { head: app.config.head, stall: app.config.stall };
        let connections = Arc::clone(&app.connections);
        let for_nodes = inside.map(|inside| {
            let site = Site { listener: inside, routes: pipe::routes(&app, routes.clone()), tls: None };
            http_listener::open(site, Arc::clone(&connections), patience, stop.clone())
        });
        let for_nodes = optional(for_nodes);
        let leading = tls::redirect(app.config.public_url.clone(), app.address.port());
        let leading = api::supervised(App::clone(&app)).merge(leading);
        let leading_there = plain.map(|listener| {
            let site = Site { listener, routes: leading.clone(), tls: None };
            http_listener::open(site, Arc::clone(&connections), patience, stop.clone())
        });
        let for_nodes = async {
            tokio::join!(for_nodes, optional(leading_there));
        };
        let certificates = app.certificates.clone();
        let following = async {
            if let Some(certificates) = certificates.clone() {
                stop.run_until_cancelled(certificates.follow(app.metrics.counts())).await;
            }
        };
        let tls = certificates.clone().map(|certificates| Tls { certificates, plain: leading });
        let serving =
            http_listener::open(Site { listener, routes, tls }, connections, patience, stop.clone());
        let drained = stop.clone();
        // A request that takes too long does not prevent the server from stopping.
        let overdue = async {
            drained.cancelled().await;
            tokio::time::sleep(SHUTDOWN_TIMEOUT).await;
        };
        let farewell = async {
            stop.cancelled().await;
            if let Some(pipe) = &app.pipe {
                pipe.stop();
            }
            app.webhooks.shutdown().await;
            app.sockets.close();
            // Everything handed in is judged and stored before the sockets are told.
            app.rooms.shutdown().await;
        };
        let serving = async {
            tokio::select! {
                _ = async { tokio::join!(serving, for_nodes) } => {}
                () = overdue => {}
            }
        };
        tokio::join!(serving, farewell, draining, looking, following, ageing);
        if timeout(SHUTDOWN_TIMEOUT, app.sockets.wait()).await.is_err() {
            tracing::warn!("some websockets did not take their goodbye in time");
        }
        app.journal.close().await.map_err(io::Error::other)
    }
}

/// Waits for work, if there is any.
async fn optional(work: Option<impl Future<Output = ()>>) {
    if let Some(work) = work {
        work.await;
    }
}

fn long_enough(whose: &'static str, key: Option<&str>) -> Result<(), StartError> {
    if key.is_some_and(secrets::is_short) { Err(StartError::ShortKey(whose)) } else { Ok(()) }
}

/// The connections, as many as the descriptors of this process allow.
fn connections(config: &Config, metrics: &Metrics) -> Arc<Connections> {
    let limits = ConnectionLimits::of(descriptors::most(), config.strangers);
    let largest = config.limits.first_frame.max(config.limits.frame) as usize;
    Connections::new(limits, LargeReads::new(config.large_reads), largest, metrics.counts())
}
