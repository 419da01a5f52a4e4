//! The seam that keeps the order of the wire. tower-lsp runs handlers side by side, so that a thousand changes of one
//! document would arrive in any order; what changes something is taken here, in `call`, before any handler runs.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use tower::Service;
use tower_lsp::jsonrpc::{Request, Response};

use super::Core;

/// How a service of requests answers.
pub type Answer<E> = Pin<Box<dyn Future<Output = Result<Option<Response>, E>> + Send>>;

/// A service whose document changes and cancellations are taken in the order in which they arrive.
#[derive(Debug)]
pub struct Ordered<S> {
    inner: S,
    core: Arc<Core>,
}

impl<S> Ordered<S> {
    /// Puts the seam before `inner`.
    pub fn new(inner: S, core: Arc<Core>) -> Self {
        Ordered { inner, core }
    }
}

tokio::task_local! {
    /// How many changes there had been when the request arrived.
    pub static ARRIVED: u64;
}

impl<S, E: 'static> Service<Request> for Ordered<S>
where
    S: Service<Request, Response = Option<Response>, Error = E>,
    S::Future: Send + 'static,
    E: Send,
{
    type Response = Option<Response>;
    type Error = E;
    type Future = Answer<E>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), E>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        if let Some(change) = Core::change_of(request.method()) {
            self.core.take(change, request);
            return Box::pin(std::future::ready(Ok(None)));
        }
        let cancels = request.method() == "$/cancelRequest";
        let mut answer = Box::pin(ARRIVED.scope(self.core.changes(), self.inner.call(request)));
        // A cancellation is a single step; it must not wait behind the requests that it cancels.
        if cancels && let Poll::Ready(done) = answer.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return Box::pin(std::future::ready(done));
        }
        answer
    }
}
