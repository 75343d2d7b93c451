//! Serving the pages.

use std::net::Ipv4Addr;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use tokio::net::TcpListener;
use web::{AppState, Settings};

use crate::commands::Done;
use crate::home::Home;
use crate::linked::Linked;
use crate::pages::Pages;
use crate::who::Who;
use crate::{print, worker};

/// Serves until interrupted. Until sharing decides who may see what, the pages are for this machine
/// only: the address is fixed.
pub(crate) async fn serve(home: &Home, port: u16) -> Result<Done> {
    let place = home.place()?;
    let db = home.open_existing().await?;
    let profiles = home.profiles()?;
    let settings = Settings {
        place_name: place.name().to_owned(),
        place_note: place.note().map(str::to_owned),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        import_command: format!(
            "joinedup import <folder of extracts> --dir {}",
            home.dir().display()
        ),
        link_command: format!("joinedup link --dir {}", home.dir().display()),
        ..Settings::default()
    };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.with_context(|| {
        format!(
            "port {port} of this machine is taken: choose another with --port, or 0 for a free one"
        )
    })?;
    let linked = Linked::start(db.clone());
    let worker = worker::start(db.clone(), profiles.clone(), home.incoming_dir(), linked.clone());
    let who = Arc::new(Who::new(db.clone(), linked.clone()));
    let pages = Pages::new(
        db.clone(),
        place,
        profiles,
        home.incoming_dir(),
        worker.bell(),
        linked.clone(),
        settings.link_command.clone(),
    );
    print::line(format!(
        "Open http://{}/ (this machine only; Ctrl-C ends it)",
        listener.local_addr()?
    ))?;
    let state = AppState::new(pages, settings);
    let ahead = Arc::clone(&state.reads);
    tokio::spawn(async move {
        linked.warm().await;
        ahead.warm().await;
    });
    let machines = fhir::router(who).layer(axum::middleware::from_fn_with_state(
        Arc::clone(&state.settings),
        web::own_host_only,
    ));
    let app = axum::Router::new().nest("/fhir", machines).merge(web::router(state));
    axum::serve(listener, app)
        .with_graceful_shutdown(interrupted())
        .await
        .context("the server stopped")?;
    worker.stop();
    db.close().await;
    Ok(Done::Well)
}

/// Resolves on Ctrl-C, and on the signal with which systems end a program.
async fn interrupted() {
    let ctrl_c = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = ctrl_c => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    // Without a handler the system ends the program at once, which is safe too.
    let _ = ctrl_c.await;
}
