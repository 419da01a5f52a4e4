//! Requests beyond the protocol; `docs/lsp.md` describes them for those who write clients.

use std::sync::Arc;

use annexa_checks::explain;
use serde::{Deserialize, Serialize};
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::Uri;

use super::handlers::Backend;
use super::pages::{LIBRARY, PROBLEMS};
use super::{Core, lock};
use crate::workspace::Home;

/// Names a document.
#[derive(Debug, Deserialize)]
pub struct Named {
    uri: Uri,
}

/// The text of a document that lies in the server.
#[derive(Debug, Serialize)]
pub struct Text {
    text: String,
}

impl Backend {
    /// `annexa/document`
    pub async fn document(&self, named: Named) -> Result<Option<Text>> {
        let path = named.uri.path().as_str().trim_start_matches('/').to_owned();
        if !named.uri.scheme().as_str().eq_ignore_ascii_case(LIBRARY) {
            return Ok(None);
        }
        let text = match path.strip_prefix(PROBLEMS).and_then(|p| p.strip_prefix('/')?.strip_suffix(".md")) {
            Some(name) => self.0.page(name).await?,
            None => annexa_stdlib::file(&path).map(str::to_owned),
        };
        Ok(text.map(|text| Text { text }))
    }
}

impl Core {
    /// The page of a problem, or of a rule that one of the open packages has.
    async fn page(self: &Arc<Self>, name: &str) -> Result<Option<String>> {
        if let Some(page) = explain::page(name) {
            return Ok(Some(page.to_owned()));
        }
        let homes: Vec<Home> = lock(&self.workspace).homes().cloned().collect();
        for home in homes {
            let Some(snapshot) = self.snapshot(&home).await? else { continue };
            if let Some(page) = explain::own(&snapshot.model, name) {
                return Ok(Some(page));
            }
        }
        Ok(None)
    }
}
