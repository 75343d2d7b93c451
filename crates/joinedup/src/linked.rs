//! The linked records in memory: one copy, on a thread of its own, for the pages, the worker and the
//! FHIR interface. What they ask is done one at a time, in the order asked.

use std::pin::Pin;

use record::live::{Live, Synced};
use store::Db;
use tokio::sync::{mpsc, oneshot};

/// Questions that wait at most.
const WAITING_MAX: usize = 256;

type Work = Box<dyn for<'a> FnOnce(&'a mut Room) -> Pin<Box<dyn Future<Output = ()> + 'a>> + Send>;

/// The way to the linked records of a place.
#[derive(Clone)]
pub(crate) struct Linked {
    ask: mpsc::Sender<Work>,
}

/// Why nothing was asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotAsked {
    /// Too many others ask.
    #[error("too many questions wait")]
    Busy,
    /// The thread ended: the program is stopping.
    #[error("the program is stopping")]
    Ended,
}

/// The records, and the database they came from.
pub(crate) struct Room {
    db: Db,
    live: Option<Live>,
}

impl Room {
    /// The records as the newest change of links left them; `None` before the first link run.
    pub(crate) async fn live(&mut self) -> record::Result<Option<(&Db, &mut Live)>> {
        let current = match &self.live {
            Some(live) => live.is_current(&self.db).await?,
            None => false,
        };
        if !current {
            self.live = Live::load(&self.db).await?;
        }
        Ok(self.live.as_mut().map(|live| (&self.db, live)))
    }
}

impl Linked {
    /// Starts the thread. Nothing is read before something is asked.
    pub(crate) fn start(db: Db) -> Self {
        let (ask, mut asked) = mpsc::channel::<Work>(WAITING_MAX);
        let runtime = tokio::runtime::Handle::current();
        tokio::task::spawn_blocking(move || {
            runtime.block_on(async move {
                let mut room = Room { db, live: None };
                while let Some(work) = asked.recv().await {
                    work(&mut room).await;
                }
            });
        });
        Self { ask }
    }

    /// Does something with the records and gives what it gives.
    pub(crate) async fn with<T, W>(&self, work: W) -> Result<T, NotAsked>
    where
        T: Send + 'static,
        W: AsyncFnOnce(&mut Room) -> T + Send + 'static,
    {
        let (tell, told) = oneshot::channel();
        let work: Work = Box::new(move |room| {
            Box::pin(async move {
                // Whoever asked may have gone.
                let _ = tell.send(work(room).await);
            })
        });
        self.ask.try_send(work).map_err(|fault| match fault {
            mpsc::error::TrySendError::Full(_) => NotAsked::Busy,
            mpsc::error::TrySendError::Closed(_) => NotAsked::Ended,
        })?;
        told.await.map_err(|_| NotAsked::Ended)
    }

    /// Takes in what was delivered since; `None` before the first link run, which is for a person to
    /// start.
    pub(crate) async fn sync(&self) -> anyhow::Result<Option<Synced>> {
        let synced = self
            .with(async |room: &mut Room| match room.live().await? {
                Some((db, live)) => live.sync(db).await.map(Some),
                None => Ok::<_, record::Error>(None),
            })
            .await?;
        Ok(synced?)
    }

    /// Reads the records in, so that the first question need not wait for it.
    pub(crate) async fn warm(&self) {
        let read = self.with(async |room: &mut Room| room.live().await.map(|_| ())).await;
        match read {
            Ok(Ok(())) => {}
            Ok(Err(fault)) => tracing::warn!(%fault, "the linked records could not be read ahead"),
            Err(fault) => tracing::debug!(%fault, "the linked records were not read ahead"),
        }
    }
}
