//! Whether a document is approved as it stands, by whom and on which ground (7.5.2): its line in the control block.

use annexa_analysis::Analysis;
use annexa_analysis::approval::{Standing, State};
use annexa_core::lock::{Ground, Record};
use annexa_core::model::{Decl, View};
use annexa_core::prelude::Role;

use crate::Problems;
use crate::document::{Content, Inline, Item, Status};
use crate::text::{Texts, count, visible};

/// How a document stands.
pub(crate) struct Approval {
    /// Whether it is approved.
    pub status: Status,
    /// In words, beginning with the status.
    pub says: String,
    /// The records that count, for the control block.
    pub records: Content,
}

/// How `decl` stands. What the check of the package told is said with it.
pub(crate) fn of<'m>(
    analysis: &Analysis<'m>,
    decl: Decl<'m>,
    texts: &Texts<'m, '_>,
    problems: Option<&Problems>,
) -> Approval {
    let standing = analysis.approvals.of(decl);
    let state = standing.map_or(State::NotAsked, |s| s.state);
    let status = if state == State::Approved { Status::Approved } else { Status::Draft };
    let mut says = words(standing, state, texts);
    match problems.map_or(0, |p| p.errors) {
        0 => {}
        n => says.push_str(&format!(
            "; the check of the package told {}, and until that is mended rows may change",
            count(n, "error")
        )),
    }
    let records = standing.into_iter().flat_map(Standing::counting);
    Approval {
        status,
        says,
        records: Content::items(records.map(|(role, r)| item(texts, role, r)).collect()),
    }
}

fn words<'m>(standing: Option<&Standing<'m>>, state: State, texts: &Texts<'m, '_>) -> String {
    let records: Vec<_> = standing.into_iter().flat_map(Standing::counting).collect();
    let by = |record: &Record| format!("on {} by {}{}", record.on, visible(&record.name), version(record));
    match state {
        State::Approved => {
            let all: Vec<String> = records.iter().map(|(_, r)| by(r)).collect();
            format!("Approved {}", all.join(" and "))
        }
        State::NotAsked => "Draft: nobody is named who has to approve it".to_string(),
        State::Never => "Draft: there is no record that it is approved as it stands".to_string(),
        State::Unknown => "Draft: its records of approval do not show whether it is approved".to_string(),
        State::Partly => {
            let all: Vec<String> = records.iter().map(|(_, r)| by(r)).collect();
            let missing = standing.into_iter().flat_map(Standing::missing);
            let missing: Vec<String> = missing.map(|role| texts.title(role.decl())).collect();
            format!("Draft: approved {}, and not yet by {}", all.join(" and "), missing.join(" and "))
        }
        State::Changed => {
            // The newest record that is of another text than the present one.
            let record = standing.and_then(Standing::changes).map(|(record, _)| by(record));
            format!("Draft: changed since it was approved {}", record.unwrap_or_default())
        }
    }
}

/// ", as version 3"; empty where none was said.
fn version(record: &Record) -> String {
    record.version.as_deref().map_or_else(String::new, |v| format!(", as version {}", visible(v)))
}

/// A record with its ground.
fn item<'m>(texts: &Texts<'m, '_>, role: Role<'m>, record: &Record) -> Item {
    let name = visible(&record.name);
    // The role is called what it was called when the record was made.
    let title = record.title.as_deref().map_or_else(|| texts.title(role.decl()), visible);
    let ground = record.ground.as_ref().map(|ground| match ground {
        Ground::Commit { id, signer } => format!("commit {}, signed by {}", visible(id), visible(signer)),
        Ground::File { name, sha256 } => format!("{}, SHA-256 {}", visible(name), visible(sha256)),
        Ground::Text(text) => visible(text),
    });
    let proof = ground.as_ref().map_or_else(|| "no proof is recorded".to_string(), |g| format!("proof: {g}"));
    let text = format!("{} by {name} ({title}){}; {proof}", record.on, version(record));
    Item::new(vec![Inline::text(text)])
        .with("name", role.decl().path())
        .with("on", record.on)
        .with("by", name)
        .with("in_role", title)
        .with("version", record.version.as_deref().map(visible))
        .with("ground", ground)
}
