//! A sign of life on long work, on a terminal only.

use std::io::{self, IsTerminal};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Packages smaller than this are done before anybody could read a word.
const LONG: usize = 2 * 1024 * 1024;

/// A sign of life on standard error.
pub struct Progress(Option<ProgressBar>);

impl Progress {
    /// Says what is done to so many bytes of text, if that takes a while and somebody looks on.
    pub fn start(doing: &'static str, bytes: usize) -> Self {
        if bytes < LONG || !io::stderr().is_terminal() {
            return Progress(None);
        }
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {elapsed}") {
            bar.set_style(style);
        }
        bar.set_message(format!("{doing} {} MB", bytes.div_ceil(1024 * 1024)));
        bar.enable_steady_tick(Duration::from_millis(120));
        Progress(Some(bar))
    }

    /// Takes it away.
    pub fn end(self) {
        if let Some(bar) = self.0 {
            bar.finish_and_clear();
        }
    }
}
