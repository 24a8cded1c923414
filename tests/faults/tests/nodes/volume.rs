//! The volume of the database fails: it is full, or loses its power.

use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use faults::{Board, Client, Texts, converge, not_tested, until, works};
use tempfile::TempDir;
use tokio::task::JoinHandle;

use crate::cluster::{Cluster, heard, journal};
use crate::database;

/// Everybody is back within this time once the database is there again.
const AFTER_RESTART: Duration = Duration::from_secs(8);

/// A file system of its own in a file.
struct Volume {
    dir: TempDir,
}

fn done(command: &[&str]) -> bool {
    Command::new(command[0]).args(&command[1..]).output().is_ok_and(|output| output.status.success())
}

impl Volume {
    /// None if this machine does not allow it, which is said.
    fn new(megabytes: u64) -> Option<Self> {
        if !works(&["perl", "-e", "1"]) || !works(&["mkfs.ext4", "-V"]) {
            return None;
        }
        let volume = Self { dir: tempfile::tempdir().unwrap() };
        std::fs::File::create(volume.image()).unwrap().set_len(megabytes << 20).unwrap();
        std::fs::create_dir(volume.at()).unwrap();
        let image = volume.image();
        assert!(done(&["mkfs.ext4", "-q", "-F", "-m", "0", image.to_str().unwrap()]));
        if !volume.mount() {
            not_tested("a volume of the database's own (mount -o loop needs the right to)");
            return None;
        }
        Some(volume)
    }

    fn image(&self) -> PathBuf {
        self.dir.path().join("image")
    }

    fn at(&self) -> PathBuf {
        self.dir.path().join("volume")
    }

    fn mount(&self) -> bool {
        done(&["mount", "-o", "loop", self.image().to_str().unwrap(), self.at().to_str().unwrap()])
    }

    /// From now on nothing reaches the disk, and what did not is gone (`EXT4_IOC_SHUTDOWN` without flushing its log).
    fn lose_power(&self) {
        let ask = "open(my $volume, '<', $ARGV[0]) or die $!; my $how = pack('L', 2); \
                   ioctl($volume, 0x8004587d, $how) or die $!";
        assert!(done(&["perl", "-e", ask, self.at().to_str().unwrap()]));
    }

    /// Lets go of all that was in memory.
    async fn mount_anew(&self) {
        let at = self.at();
        // A process that was killed lets go of its files a moment later.
        until("the volume is unmounted", async {
            while !done(&["umount", at.to_str().unwrap()]) {
                tokio::task::yield_now().await;
            }
        })
        .await;
        assert!(self.mount());
    }
}

impl Drop for Volume {
    fn drop(&mut self) {
        done(&["umount", "--lazy", self.at().to_str().unwrap()]);
    }
}

/// The letters of what was told that are not there, and how many were told.
fn missing(told: &Texts, there: &Texts) -> (usize, usize) {
    let of = |id: &String| there.get(id).map_or(0, String::len);
    let missing = told.iter().map(|(id, text)| text.len().saturating_sub(of(id))).sum();
    (missing, told.values().map(String::len).sum())
}

/// People type until the database is gone. They come back after it was looked at what is there without them.
struct Scene {
    cluster: Cluster,
    board: Board,
    typing: Vec<JoinHandle<Client>>,
    watcher: Client,
}

impl Scene {
    async fn begin(database: &database::Server) -> Self {
        let cluster = Cluster::of(3, &journal(database));
        let (board, people) = cluster.people(6).await;
        let watcher = Client::facilitator(cluster.nodes[1].address, &board).await;
        let typing = people.into_iter().map(|person| tokio::spawn(person.type_until_lost())).collect();
        Self { cluster, board, typing, watcher }
    }

    /// What anybody was told and is not there, once the database is there again: the letters, and of how many.
    async fn lost(&mut self) -> (Vec<Client>, usize, usize) {
        let mut people = vec![];
        for person in self.typing.drain(..) {
            people.push(person.await.unwrap());
        }
        let mut reader = None;
        let node = self.cluster.nodes[2].address;
        until("a reader is let in", async {
            while reader.is_none() {
                reader = Client::try_facilitator(node, &self.board).await.ok();
            }
        })
        .await;
        let there = reader.unwrap().sees();
        let (mut lost, mut told) = missing(&self.watcher.was_told(), &there);
        for person in &people {
            let (more, of) = missing(&person.was_told(), &there);
            (lost, told) = (lost + more, told + of);
        }
        (people, lost, told)
    }

    /// Everybody comes back, and all agree.
    async fn all_back(&mut self, mut people: Vec<Client>) {
        let nodes = self.cluster.addresses();
        for (at, person) in people.iter_mut().chain([&mut self.watcher]).enumerate() {
            let node = nodes[at % nodes.len()];
            until("somebody comes back", async { while person.connect(node, &self.board).await.is_err() {} })
                .await;
        }
        converge(&mut people).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn jrnl_1_a_loss_of_power_under_the_database_takes_nothing_that_anybody_was_told() {
    // Both directions: without its syncs the same loss takes something.
    for fsync in ["fsync=on", "fsync=off"] {
        let Some(volume) = Volume::new(400) else { return };
        let Some(mut database) = database::Server::start_in(Some(&volume.at()), &[fsync]) else { return };
        let mut scene = Scene::begin(&database).await;
        // What is there so far is on the disk; what may be lost is what comes now.
        assert!(done(&["sync", "-f", volume.at().to_str().unwrap()]));
        heard(&mut scene.watcher, 100).await;
        let lost_at = Instant::now();
        volume.lose_power();
        database.stop("KILL");
        scene.watcher.listen_until_lost().await;
        volume.mount_anew().await;
        database.run(&[fsync]);
        let there_at = Instant::now();
        let (people, lost, told) = scene.lost().await;
        let read = there_at.elapsed();
        eprintln!("{fsync}: of {told} letters that people had been told {lost} are lost");
        if fsync == "fsync=off" {
            assert!(lost > 0, "the loss of power takes nothing, whatever is synced");
            continue;
        }
        assert!(told > 300, "trivial");
        assert_eq!(lost, 0);
        scene.all_back(people).await;
        eprintln!(
            "the database was away for {:?}; the first was back {read:?} later, and everybody {:?}",
            there_at - lost_at,
            there_at.elapsed()
        );
        assert!(there_at.elapsed() < AFTER_RESTART, "{:?}", there_at.elapsed());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn jrnl_10_a_full_volume_under_the_databases_own_log_is_as_its_death_and_takes_nothing() {
    let Some(volume) = Volume::new(60) else { return };
    let Some(mut database) = database::Server::start_in(None, &[]) else { return };
    // Its log alone is on the volume.
    database.stop("INT");
    let (log, there) = (database.data().join("pg_wal"), volume.at().join("pg_wal"));
    assert!(done(&["mv", log.to_str().unwrap(), there.to_str().unwrap()]));
    std::os::unix::fs::symlink(&there, &log).unwrap();
    let settings = ["min_wal_size=2MB", "max_wal_size=20MB"];
    database.run(&settings);
    let mut scene = Scene::begin(&database).await;
    heard(&mut scene.watcher, 100).await;
    let ballast = volume.at().join("somebody-elses-file");
    let full = std::fs::write(&ballast, vec![0; 80 << 20]);
    assert!(full.is_err(), "the volume is larger than that");
    // Whatever it has room for in the files that are there, in the end it gives up.
    let mut writer = Client::facilitator(scene.cluster.nodes[0].address, &scene.board).await;
    let filled_at = Instant::now();
    until("the database gives up", async {
        while writer.paste(900).await.is_ok() && writer.hear().await.is_ok() {}
    })
    .await;
    scene.watcher.listen_until_lost().await;
    let lasted = filled_at.elapsed();
    std::fs::remove_file(&ballast).unwrap();
    database.stop("KILL");
    database.run(&settings);
    let there_at = Instant::now();
    let (mut people, lost, told) = scene.lost().await;
    eprintln!("of {told} letters that people had been told {lost} are lost");
    assert_eq!(lost, 0);
    people.push(writer);
    scene.all_back(people).await;
    eprintln!(
        "full, it lasted for {lasted:?}; everybody was back {:?} after there was room",
        there_at.elapsed()
    );
    assert!(there_at.elapsed() < AFTER_RESTART, "{:?}", there_at.elapsed());
}
