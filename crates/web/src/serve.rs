//! Listening and stopping: answers that are under way are finished before the process ends.

use std::net::SocketAddr;
use std::sync::LazyLock;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// How long answers under way may still take after the signal to stop.
const DRAIN: Duration = Duration::from_secs(20);

/// Set when the process was told to stop: whoever keeps an answer open ends it then.
static STOPPING: LazyLock<watch::Sender<bool>> = LazyLock::new(|| watch::Sender::new(false));

/// Tells answers that stay open (live screens) when to end.
pub fn stopping() -> watch::Receiver<bool> {
    STOPPING.subscribe()
}

/// Serves until `SIGTERM` or Ctrl-C, then lets running answers finish (at most 20 seconds).
///
/// # Errors
/// If the listener breaks.
pub async fn serve(listener: TcpListener, router: Router) -> std::io::Result<()> {
    let (stop, mut stopped) = watch::channel(false);
    let signal = async move {
        told_to_stop().await;
        tracing::info!("stopping: finishing answers under way");
        STOPPING.send_replace(true);
        let _ = stop.send(true);
    };
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let server = axum::serve(listener, service).with_graceful_shutdown(signal);
    let too_long = async move {
        let _ = stopped.wait_for(|stopped| *stopped).await;
        tokio::time::sleep(DRAIN).await;
    };
    tokio::select! {
        outcome = std::future::IntoFuture::into_future(server) => outcome,
        () = too_long => Ok(()),
    }
}

async fn told_to_stop() {
    let interrupted = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending::<()>().await,
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    tokio::select! {
        () = interrupted => {}
        () = terminated => {}
    }
}
