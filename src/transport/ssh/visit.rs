//! The overseer of one connection: it starts the conversation, watches the clock and lets go.
//! Invariant: a connection without a session lives no longer than the limits of logging in, whatever it sends or does not
//! send, and when the overseer ends, the stream is cut. One task per connection, started by the accept loop.

use std::net::IpAddr;
use std::sync::Arc;

use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until, timeout_at};

use super::gate::Place;
use super::limits::GOODBYE_MAX;
use super::link::{CutAtEnd, Link};
use super::stay::is_true;
use super::visitor::Visitor;
use super::{Front, Phase};

/// Serves one connection to its end.
pub(super) async fn visit(front: Arc<Front>, stream: TcpStream, from: IpAddr, place: Place) {
    // Keys are small and must not wait for each other; a kernel that cannot do this is only slower.
    let _ = stream.set_nodelay(true);
    let (link, tap) = Link::new(stream);
    let _cut = CutAtEnd(Arc::clone(&tap));
    let phases = Arc::new(watch::Sender::new(Phase::Knocking));
    let phase = phases.subscribe();
    let closing = is_true(front.closing.subscribe());
    tokio::pin!(closing);
    let until = Instant::now() + front.limits.login.login_max;
    let visitor = Visitor::new(Arc::clone(&front), tap, phases, super::origin(from));
    let greeting = russh::server::run_stream(Arc::clone(&front.config), link, visitor);
    let running = tokio::select! {
        biased;
        () = &mut closing => return,
        greeted = timeout_at(until, greeting) => match greeted {
            Ok(Ok(running)) => running,
            // Not SSH, or too slow: nobody to say it to.
            Ok(Err(_not_ssh)) => return,
            Err(_slow) => return,
        },
    };
    tokio::select! {
        // A fault in there, panics included, is this connection's end and nobody else's.
        _ended = running => {}
        () = oversee(&front, phase, until, place) => {}
    }
}

/// Done when the connection has had its time.
async fn oversee(front: &Front, mut phase: watch::Receiver<Phase>, mut until: Instant, place: Place) {
    let closing = is_true(front.closing.subscribe());
    tokio::pin!(closing);
    let mut place = Some(place);
    loop {
        let now = *phase.borrow_and_update();
        let waits = matches!(now, Phase::Knocking | Phase::LoggedIn);
        match now {
            Phase::Knocking => {}
            Phase::LoggedIn => until = Instant::now() + front.limits.login.login_max,
            Phase::Inside => place = None,
            Phase::Over => until = Instant::now() + GOODBYE_MAX,
        }
        tokio::select! {
            biased;
            // A session hears of the closing itself and leaves in order.
            () = &mut closing, if waits => return,
            () = sleep_until(until), if now != Phase::Inside => return,
            changed = phase.changed() => if changed.is_err() {
                // The connection's task is gone, and with it whoever could tell more.
                return drop(place);
            },
        }
    }
}
