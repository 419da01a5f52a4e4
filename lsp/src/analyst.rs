//! Who knows what follows from a model, and can be asked.
//!
//! An analysis borrows from its model, so it cannot be kept beside it; worked out anew for each request it would cost as
//! much as a check. So it lives on the stack of a thread of its own, for as long as somebody may ask.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::thread;

use annexa_analysis::{Analysis, Context};
use annexa_core::Model;
use annexa_formats::data::DataFiles;

/// A question, with the way of its answer inside.
type Question = Box<dyn FnOnce(&Analysis<'_>) + Send>;

/// An analysis that can be asked. It ends with its last question once it is dropped.
#[derive(Debug)]
pub struct Analyst {
    questions: Sender<Question>,
}

impl Analyst {
    /// Works out what follows from `model`, on another thread.
    pub fn new(model: Arc<Model>, context: Context, data: Option<Arc<DataFiles>>) -> Self {
        let (questions, asked) = channel::<Question>();
        thread::spawn(move || {
            let analysis = Analysis::with(&model, context, data.as_deref());
            for question in asked {
                question(&analysis);
            }
        });
        Analyst { questions }
    }

    /// The answer to a question. Questions are answered one after the other; a panic in one is its asker's.
    pub fn ask<T: Send + 'static>(&self, what: impl FnOnce(&Analysis<'_>) -> T + Send + 'static) -> T {
        let (answer, answered) = channel::<Result<T, Box<dyn Any + Send>>>();
        let question = move |analysis: &Analysis<'_>| {
            // Who asked may be gone.
            let _ = answer.send(catch_unwind(AssertUnwindSafe(|| what(analysis))));
        };
        // Where the thread is gone the question is dropped, and with it the way of its answer.
        let _ = self.questions.send(Box::new(question));
        match answered.recv() {
            Ok(Ok(found)) => found,
            Ok(Err(panic)) => resume_unwind(panic),
            Err(_) => panic!("the analysis of the package failed"),
        }
    }
}
