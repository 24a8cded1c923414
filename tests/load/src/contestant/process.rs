//! A server's process, on a core of its own, ended with us.

use std::{
    fs::File,
    process::{Child, Command, Stdio},
    time::Duration,
};

use anyhow::{Context, bail};
use rustix::process::{Pid, Signal, kill_process};

use crate::machine;

/// How long a server may take to end in good order.
const GOODBYE: Duration = Duration::from_secs(10);

/// A process that is measured.
pub struct Process(Child);

impl Process {
    /// Starts it on the servers' core; what it says goes into the log.
    ///
    /// # Errors
    /// When it does not start.
    pub fn spawn(mut command: Command, log: File) -> anyhow::Result<Self> {
        // A child stays where its parent was when it was born; we go back at once.
        machine::stay_on(machine::SERVER)?;
        command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        let child = command.spawn();
        machine::stay_on(machine::GENERATOR)?;
        Ok(Self(child?))
    }

    /// CPU time used so far.
    ///
    /// # Errors
    /// When the process is gone.
    pub fn cpu(&self) -> anyhow::Result<Duration> {
        machine::cpu(self.0.id())
    }

    /// Memory held now, in bytes.
    ///
    /// # Errors
    /// When the process is gone.
    pub fn memory(&self) -> anyhow::Result<u64> {
        machine::memory(self.0.id())
    }

    /// Its number.
    pub fn id(&self) -> u32 {
        self.0.id()
    }

    /// Ends it at once, as a power cut would.
    pub fn kill(&mut self) {
        // It may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }

    /// Whether it still runs.
    pub fn is_alive(&mut self) -> bool {
        matches!(self.0.try_wait(), Ok(None))
    }

    /// Ends it as an operator would, and waits.
    ///
    /// # Errors
    /// When it does not end in time.
    pub async fn end(&mut self) -> anyhow::Result<()> {
        let pid = Pid::from_raw(self.0.id().cast_signed()).context("no process")?;
        kill_process(pid, Signal::TERM)?;
        for _ in 0..GOODBYE.as_millis() / 10 {
            if !self.is_alive() {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        bail!("the server did not end in time")
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}
