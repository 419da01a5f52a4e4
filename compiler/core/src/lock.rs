//! The lock: what was approved, accepted and translated, one small file a document in `annexa.lock/`.
//!
//! A [`Record`] is written once, by `annexa approve` and its like, and never changed: each is sealed with a digest of all
//! that it says, the seal of the record before it among it, so a later change of any but the newest shows. Two branches
//! that approve two documents touch two files. [`read`] takes a file apart, [`file_name`], [`begun`] and [`written`] make
//! one; what a digest of a document is made of is known to the analysis alone.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use annexa_diagnostics::{Problem, Sources};
use annexa_syntax::Span;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use toml::Spanned;

use crate::manifest::inside;
use crate::model::Anchor;
use crate::names::nfc;
use crate::problems::BAD_LOCK;
use crate::source::{FileId, Place, SourceFiles};
use crate::time::Date;

/// The folder of the lock, in the package's.
pub const FOLDER: &str = "annexa.lock";

/// The ending of its files.
pub const EXTENSION: &str = "toml";

/// The longest name of a file that is written in full; some systems take no more than 255 bytes.
const LONGEST_NAME: usize = 180;

/// The records of a package.
#[derive(Debug, Clone, Default)]
pub struct Lock {
    /// One for each file of the lock, by path.
    pub files: Vec<LockFile>,
    /// By document: the index of its file.
    by_document: FxHashMap<String, usize>,
}

impl Lock {
    /// Keeps `files`. Of two about one document the first is meant.
    pub(crate) fn new(files: Vec<LockFile>) -> Self {
        let by_document = files.iter().enumerate().rev().map(|(at, f)| (f.document.clone(), at)).collect();
        Lock { files, by_document }
    }

    /// The file that keeps the records of `document` (its path: `access-control`).
    pub fn of(&self, document: &str) -> Option<&LockFile> {
        self.by_document.get(document).and_then(|at| self.files.get(*at))
    }
}

/// A file of the lock.
#[derive(Debug, Clone)]
pub struct LockFile {
    /// The file.
    pub file: FileId,
    /// The document that it speaks of; where the file cannot be read, the one that its name is made of.
    pub document: String,
    /// Whether all of it could be read. Where not, nothing is known about the document.
    pub whole: bool,
    /// Its records, from the oldest.
    pub records: Vec<Record>,
}

/// How a file of the lock was tampered with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tampered {
    /// The record of this index is not what was written.
    Changed(usize),
    /// What stood before the record of this index is gone, or another.
    Severed(usize),
}

impl LockFile {
    /// The first record that does not bear its seal, or does not follow on the one before it.
    pub fn tampered(&self) -> Option<Tampered> {
        let mut before: Option<&str> = None;
        for (index, record) in self.records.iter().enumerate() {
            if record.seal != record.sealed() {
                return Some(Tampered::Changed(index));
            }
            if record.before.as_deref() != before {
                return Some(Tampered::Severed(index));
            }
            before = Some(&record.seal);
        }
        None
    }
}

/// One approval, acceptance or translation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Who: the name of a person.
    pub person: String,
    /// What the person is called, for readers of the file when the person is long gone.
    pub name: String,
    /// The role that the person held; none for a translation.
    pub role: Option<String>,
    /// What the role is called.
    pub title: Option<String>,
    /// The day.
    pub on: Date,
    /// The version, as the document says it.
    pub version: Option<String>,
    /// What proves it.
    pub ground: Option<Ground>,
    /// How the digest was made.
    pub scheme: u32,
    /// The digest of the document, in hexadecimal.
    pub digest: String,
    /// Short digests of its parts, so that what changed can be named.
    pub parts: BTreeMap<String, String>,
    /// The seal of the record before it.
    pub before: Option<String>,
    /// The digest of all of this.
    pub seal: String,
    /// Where it stands; nowhere before it is written.
    pub place: Option<Place>,
}

/// What proves an approval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ground {
    /// A commit that the person signed and that holds the text as approved.
    Commit {
        /// Its id.
        id: String,
        /// Whose signature git found good.
        signer: String,
    },
    /// A file, such as signed minutes.
    File {
        /// Its path from the package's folder, behind `./`; of a file elsewhere its name alone.
        name: String,
        /// Its SHA-256, in hexadecimal.
        sha256: String,
    },
    /// Words that say where the proof is.
    Text(String),
}

impl Ground {
    /// The path of the file that proves it, where that lies in the package.
    pub fn file_within(&self) -> Option<String> {
        match self {
            Ground::File { name, .. } => inside(name.strip_prefix("./")?),
            _ => None,
        }
    }
}

impl Record {
    /// The seal that this record must bear.
    pub fn sealed(&self) -> String {
        let mut said = vec![("who", self.person.as_str()), ("called", &self.name)];
        let on = self.on.to_string();
        let scheme = self.scheme.to_string();
        said.extend(self.role.as_deref().map(|r| ("holding", r)));
        said.extend(self.title.as_deref().map(|t| ("entitled", t)));
        said.push(("day", &on));
        said.extend(self.version.as_deref().map(|v| ("numbered", v)));
        match &self.ground {
            None => {}
            Some(Ground::Commit { id, signer }) => said.extend([("commit", id.as_str()), ("signer", signer)]),
            Some(Ground::File { name, sha256 }) => {
                said.extend([("minutes", name.as_str()), ("sha256", sha256)])
            }
            Some(Ground::Text(text)) => said.push(("words", text)),
        }
        said.extend([("scheme", scheme.as_str()), ("content", &self.digest)]);
        said.extend(self.parts.iter().flat_map(|(key, digest)| [("part", key.as_str()), ("is", digest)]));
        said.extend(self.before.as_deref().map(|b| ("before", b)));
        let mut hash = Sha256::new();
        for (key, value) in said {
            hash.update(format!("{key} {}\n{value}\n", value.len()));
        }
        hex(&hash.finalize())
    }
}

/// Bytes in hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a text cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

// ---- the names of files ----------------------------------------------------------------------------------------------

/// Names that some systems keep for devices.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// The name of the file that keeps the records of `document`: its name in small letters, digits, hyphens and dots;
/// everything else stands as the bytes of its UTF-8, so that no two documents share a file on any system.
pub fn file_name(document: &str) -> String {
    let document = nfc(document);
    let mut name = String::new();
    for byte in document.bytes() {
        match byte {
            b'a'..=b'z' | b'0'..=b'9' | b'-' => name.push(char::from(byte)),
            b'.' if !name.is_empty() => name.push('.'),
            _ => {
                // Writing to a text cannot fail.
                let _ = write!(name, "%{byte:02X}");
            }
        }
    }
    let stem = name.split('.').next().unwrap_or_default();
    let device = stem.len() == 4
        && (stem.starts_with("com") || stem.starts_with("lpt"))
        && stem.ends_with(|c: char| c.is_ascii_digit());
    if DEVICES.contains(&stem) || device {
        name = format!("%{:02X}{}", name.as_bytes()[0], &name[1..]);
    }
    if name.len() > LONGEST_NAME {
        let whole = hex(&Sha256::digest(document.as_bytes()));
        name = format!("{}%{}", &name[..LONGEST_NAME], &whole[..16]);
    }
    format!("{name}.{EXTENSION}")
}

/// The document that [`file_name`] made `path` of, as far as that can be told.
fn document_of(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.strip_suffix(&format!(".{EXTENSION}")).unwrap_or(name);
    let mut bytes = Vec::new();
    let mut rest = stem.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let coded = (*first == b'%').then(|| std::str::from_utf8(after.get(..2)?).ok()).flatten();
        match coded.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

// ---- TOML ------------------------------------------------------------------------------------------------------------

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    document: Spanned<String>,
    #[serde(default)]
    record: Vec<Spanned<RawRecord>>,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct RawRecord {
    person: String,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    on: toml::value::Datetime,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<String>,
    scheme: u32,
    digest: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<String>,
    seal: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    ground: Option<RawGround>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    parts: BTreeMap<String, String>,
}

#[derive(Deserialize, Serialize, Default)]
#[serde(deny_unknown_fields)]
struct RawGround {
    #[serde(skip_serializing_if = "Option::is_none")]
    commit: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    signer: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sha256: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    words: Option<String>,
}

#[derive(Serialize)]
struct RawRecords {
    record: Vec<RawRecord>,
}

/// The beginning of the file of `document`.
pub fn begun(document: &str) -> String {
    let name = toml::Value::String(document.to_owned());
    format!(
        "# Records of one document, written by annexa. They are added, and never changed.\ndocument = {name}\n"
    )
}

/// `record` as it is put behind what the file holds.
pub fn written(record: &Record) -> String {
    let ground = record.ground.as_ref().map(|ground| match ground.clone() {
        Ground::Commit { id, signer } => {
            RawGround { commit: Some(id), signer: Some(signer), ..RawGround::default() }
        }
        Ground::File { name, sha256 } => {
            RawGround { file: Some(name), sha256: Some(sha256), ..RawGround::default() }
        }
        Ground::Text(text) => RawGround { words: Some(text), ..RawGround::default() },
    });
    let date = toml::value::Date {
        year: record.on.year().unsigned_abs(),
        month: record.on.month().unsigned_abs(),
        day: record.on.day().unsigned_abs(),
    };
    let raw = RawRecord {
        person: record.person.clone(),
        name: record.name.clone(),
        role: record.role.clone(),
        title: record.title.clone(),
        on: date.into(),
        version: record.version.clone(),
        scheme: record.scheme,
        digest: record.digest.clone(),
        before: record.before.clone(),
        seal: record.seal.clone(),
        ground,
        parts: record.parts.clone(),
    };
    // Every value of it can be written as TOML.
    let text = toml::to_string(&RawRecords { record: vec![raw] }).unwrap_or_default();
    format!("\n{text}")
}

/// Reads a file of the lock, which lies at `path`. What cannot be read is a `bad-lock`, and nothing more is said about
/// its document.
pub(crate) fn read(file: FileId, path: &str, text: &str, found: &mut Vec<Problem<Anchor>>) -> LockFile {
    let at = |range: std::ops::Range<usize>| Place {
        file,
        span: Span::new(range.start as u32, range.end.min(text.len()) as u32),
    };
    let mut lock = LockFile { file, document: document_of(path), whole: false, records: Vec::new() };
    if let Some(mark) = conflict(text) {
        found.push(
            Problem::new(
                &BAD_LOCK,
                Anchor::Place(at(mark)),
                format!("a merge left its marks in the records of `{}`", lock.document),
                "both sides of the merge begin here",
            )
            .help("take the file as it is on one side, and approve again what the other side approved"),
        );
        return lock;
    }
    let raw: RawFile = match toml::from_str(text) {
        Ok(raw) => raw,
        Err(error) => {
            let message = error.message().lines().next().unwrap_or("it is not TOML").to_owned();
            found.push(
                Problem::new(
                    &BAD_LOCK,
                    Anchor::Place(at(error.span().unwrap_or(0..0))),
                    format!("the records of `{}` cannot be read: {message}", lock.document),
                    "here",
                )
                .help("the lock is written by annexa alone: take the file as it was committed last"),
            );
            return lock;
        }
    };
    lock.document = nfc(raw.document.get_ref()).into_owned();
    lock.whole = true;
    for raw in raw.record {
        let place = at(raw.span());
        match record(raw.into_inner(), place) {
            Ok(record) => lock.records.push(record),
            Err(what) => {
                lock.whole = false;
                found.push(
                    Problem::new(
                        &BAD_LOCK,
                        Anchor::Place(first_line(place, text)),
                        format!("a record of `{}` cannot be read: {what}", lock.document),
                        "this record",
                    )
                    .help("the lock is written by annexa alone: take the file as it was committed last"),
                );
            }
        }
    }
    lock
}

/// Where a merge that did not come to an end left its first mark.
fn conflict(text: &str) -> Option<std::ops::Range<usize>> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.starts_with("<<<<<<< ") {
            return Some(at..at + line.trim_end().len());
        }
        at += line.len();
    }
    None
}

/// The first line of what lies at `place`.
fn first_line(place: Place, text: &str) -> Place {
    let length = place.span.of(text).lines().next().map_or(0, str::len) as u32;
    Place { file: place.file, span: Span::new(place.span.start, place.span.start + length) }
}

fn record(raw: RawRecord, place: Place) -> Result<Record, String> {
    let date = raw.on.date.filter(|_| raw.on.time.is_none());
    let date = date.and_then(|d| {
        Date::new(i16::try_from(d.year).ok()?, i8::try_from(d.month).ok()?, i8::try_from(d.day).ok()?).ok()
    });
    let Some(on) = date else { return Err("`on` is no day".into()) };
    let is_digest = |text: &str| text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit());
    let digests = [Some(&raw.digest), Some(&raw.seal), raw.before.as_ref()];
    if !digests.into_iter().flatten().all(|d| is_digest(d)) {
        return Err("a digest in it is no SHA-256".into());
    }
    let ground = match raw.ground {
        None => None,
        Some(RawGround { commit: Some(id), signer: Some(signer), file: None, sha256: None, words: None }) => {
            Some(Ground::Commit { id, signer })
        }
        Some(RawGround {
            file: Some(name),
            sha256: Some(sha256),
            commit: None,
            signer: None,
            words: None,
        }) => Some(Ground::File { name, sha256 }),
        Some(RawGround { words: Some(text), commit: None, signer: None, file: None, sha256: None }) => {
            Some(Ground::Text(text))
        }
        Some(_) => {
            return Err("its `ground` is a commit with its signer, a file with its SHA-256, or words".into());
        }
    };
    Ok(Record {
        person: raw.person,
        name: raw.name,
        role: raw.role,
        title: raw.title,
        on,
        version: raw.version,
        ground,
        scheme: raw.scheme,
        digest: raw.digest,
        parts: raw.parts,
        before: raw.before,
        seal: raw.seal,
        place: Some(place),
    })
}

/// A document has its records in one file.
pub(crate) fn find_doubled(lock: &Lock, files: &SourceFiles, found: &mut Vec<Problem<Anchor>>) {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for file in lock.files.iter().filter(|f| f.whole) {
        if !seen.insert(&file.document) {
            let first = lock.of(&file.document).map_or("", |f| files.path(f.file));
            let text = files.text(file.file);
            let whole = Place { file: file.file, span: Span::new(0, text.len() as u32) };
            found.push(
                Problem::new(
                    &BAD_LOCK,
                    Anchor::Place(first_line(whole, text)),
                    format!("the records of `{}` lie in two files", file.document),
                    format!("and in `{first}`"),
                )
                .help("keep the file that annexa wrote, and delete the other"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(before: Option<String>) -> Record {
        let mut record = Record {
            person: "runa".into(),
            name: "Runa \"R\" Dahl".into(),
            role: Some("ceo".into()),
            title: Some("Chief Executive Officer".into()),
            on: Date::constant(2026, 10, 1),
            version: Some("3.1".into()),
            ground: Some(Ground::Text("Minutes,\nitem 4".into())),
            scheme: 1,
            digest: "ab".repeat(32),
            parts: BTreeMap::from([
                ("the title".into(), "00".into()),
                ("{überwachung.x}".into(), "11".into()),
            ]),
            before,
            seal: String::new(),
            place: None,
        };
        record.seal = record.sealed();
        record
    }

    #[test]
    fn what_is_written_is_read() {
        let first = sample(None);
        let grounds = [
            None,
            Some(Ground::Commit { id: "12".repeat(20), signer: "runa@fjordlight.example".into() }),
            Some(Ground::File { name: "minutes.pdf".into(), sha256: "34".repeat(32) }),
        ];
        let mut records = vec![first];
        for ground in grounds {
            let mut next = sample(records.last().map(|r| r.seal.clone()));
            next.ground = ground;
            next.seal = next.sealed();
            records.push(next);
        }
        let mut text = begun("access-control");
        for record in &records {
            text.push_str(&written(record));
        }
        let mut found = Vec::new();
        let mut lock = read(FileId(7), "annexa.lock/access-control.toml", &text, &mut found);
        assert!(found.is_empty(), "{found:?}");
        assert!(lock.whole);
        assert_eq!(lock.document, "access-control");
        for record in &mut lock.records {
            assert!(record.place.take().is_some());
            assert_eq!(record.seal, record.sealed());
        }
        assert_eq!(lock.records, records);
    }

    #[test]
    fn every_word_is_under_the_seal() {
        let whole = sample(Some("cd".repeat(32)));
        let changes: [fn(&mut Record); 12] = [
            |r| r.person.push('x'),
            |r| r.name.push('x'),
            |r| r.role = None,
            |r| r.title = None,
            |r| r.on = Date::constant(2026, 10, 2),
            |r| r.version = None,
            |r| r.ground = None,
            |r| r.ground = Some(Ground::File { name: "x".into(), sha256: "y".into() }),
            |r| r.scheme = 2,
            |r| r.digest = "00".repeat(32),
            |r| r.parts.clear(),
            |r| r.before = None,
        ];
        for change in changes {
            let mut other = whole.clone();
            change(&mut other);
            assert_ne!(whole.sealed(), other.sealed(), "{other:?}");
        }
    }

    #[test]
    fn names_of_files() {
        assert_eq!(file_name("access-control"), "access-control.toml");
        assert_eq!(file_name("group.access"), "group.access.toml");
        assert_eq!(file_name("Access"), "%41ccess.toml");
        assert_eq!(file_name("überwachung"), "%C3%BCberwachung.toml");
        assert_eq!(file_name("u\u{308}berwachung"), file_name("überwachung"));
        assert_eq!(file_name("con"), "%63on.toml");
        assert_eq!(file_name("lpt1"), "%6Cpt1.toml");
        assert_eq!(file_name("../x"), "%2E.%2Fx.toml");
        assert!(file_name(&"长".repeat(500)).len() < 255);
        assert_ne!(file_name(&"a".repeat(500)), file_name(&"a".repeat(501)));
        for name in ["access-control", "Access", "überwachung", "con", "group.access"] {
            assert_eq!(document_of(&format!("{FOLDER}/{}", file_name(name))), name);
        }
        assert_eq!(document_of("annexa.lock/50%.toml"), "50%");
    }

    #[test]
    fn what_cannot_be_read_is_told_at_its_line() {
        let cases = [
            ("", "cannot be read: missing field `document`"),
            ("document = \"a\"\nnonsense = 1\n", "cannot be read: unknown field"),
            ("document = \"a\"\n<<<<<<< HEAD\n", "a merge left its marks"),
            (
                &written(&Record { digest: "12".into(), ..sample(None) }).replacen(
                    '\n',
                    "document = \"a\"\n",
                    1,
                ),
                "a digest in it is no SHA-256",
            ),
            (
                &written(&sample(None))
                    .replacen('\n', "document = \"a\"\n", 1)
                    .replace("2026-10-01", "2026-10-01T10:00:00"),
                "`on` is no day",
            ),
        ];
        for (text, message) in cases {
            let mut found = Vec::new();
            let lock = read(FileId(7), "annexa.lock/a.toml", text, &mut found);
            assert!(!lock.whole);
            assert_eq!(lock.document, "a");
            assert_eq!(found.len(), 1);
            assert!(found[0].message.contains(message), "{}", found[0].message);
        }
    }
}
