//! What the user chose about the server, under `annexa` in the editor's settings; and what is to be watched and drawn anew.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Value, json};
use tower_lsp::ls_types::*;

use super::{Core, lock};
use crate::features::{hints, lenses};

/// What the user chose. Everything is on where nothing is said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Settings {
    /// What is shown between the words.
    pub inlay_hints: hints::Wanted,
    /// What is shown above declarations.
    pub code_lenses: lenses::Wanted,
}

/// The section of the editor's settings.
const SECTION: &str = "annexa";

/// The files that make a package, and those that it names.
const WATCHED: [&str; 4] =
    ["**/*.isms", "**/annexa.toml", "**/annexa.lock/*.toml", "**/*.{csv,json,xlsx,ods,xml,sarif}"];

impl Core {
    /// Takes settings. What cannot be read changes nothing.
    pub(super) fn choose(self: &Arc<Self>, settings: Value) {
        let own = settings.get(SECTION).cloned().unwrap_or(settings);
        match serde_json::from_value::<Settings>(own) {
            Ok(settings) => {
                *lock(&self.settings) = settings;
                self.draw_again();
            }
            Err(error) => eprintln!("annexa lsp: the settings cannot be read: {error}"),
        }
    }

    /// Asks the editor for the settings, where it can be asked.
    pub(super) fn ask_for_settings(self: &Arc<Self>) {
        if !self.session.get().is_some_and(|s| s.has_settings) {
            return;
        }
        let core = self.clone();
        tokio::spawn(async move {
            let item = ConfigurationItem { scope_uri: None, section: Some(SECTION.to_owned()) };
            if let Ok(mut settings) = core.client.configuration(vec![item]).await
                && let Some(settings) = settings.pop().filter(Value::is_object)
            {
                core.choose(settings);
            }
        });
    }

    /// Has the editor tell of files that change on disk, where it can be told which.
    pub(super) fn watch(self: &Arc<Self>) {
        if !self.session.get().is_some_and(|s| s.watches) {
            return;
        }
        let core = self.clone();
        tokio::spawn(async move {
            let watchers: Vec<Value> = WATCHED.iter().map(|glob| json!({ "globPattern": glob })).collect();
            let registration = Registration {
                id: "annexa/files".to_owned(),
                method: "workspace/didChangeWatchedFiles".to_owned(),
                register_options: Some(json!({ "watchers": watchers })),
            };
            // An editor that refuses tells of nothing; documents that are open and saved still count.
            let _ = core.client.register_capability(vec![registration]).await;
        });
    }

    /// Has the editor draw hints, lenses and colours anew.
    pub(super) fn draw_again(self: &Arc<Self>) {
        let Some(session) = self.session.get() else { return };
        let (lenses, hints, colours) =
            (session.redraws_lenses, session.redraws_hints, session.redraws_colours);
        let core = self.clone();
        // Nobody waits for the answers, which say nothing.
        tokio::spawn(async move {
            if lenses {
                let _ = core.client.code_lens_refresh().await;
            }
            if hints {
                let _ = core.client.inlay_hint_refresh().await;
            }
            if colours {
                let _ = core.client.semantic_tokens_refresh().await;
            }
        });
    }
}
