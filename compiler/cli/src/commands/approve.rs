//! `annexa approve` and `annexa accept`: records of what a person decided, in the lock.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use annexa_analysis::Analysis;
use annexa_analysis::approval::{self, Refusal, Request, Standing, State};
use annexa_analysis::people;
use annexa_core::lock::{Ground, Record, hex};
use annexa_core::model::{Decl, Model, View};
use annexa_core::prelude::{Approvable, Person, Risk, Role, Translation};
use annexa_core::suggest;
use annexa_core::time::Date;
use sha2::{Digest, Sha256};

use crate::args::names_and_path;
use crate::commands::Exit;
use crate::date;
use crate::failure::Failure;
use crate::git::{self, NoProof};
use crate::package;
use crate::records;
use crate::session::{self, Loaded};
use crate::ui::{Style, Ui, count};

/// Record that a person approved a document as it stands
///
/// Checks that the person holds a role that the document names as its approver, and writes a record into the folder
/// `annexa.lock`, one small file for each document. What proves the approval is the last commit, if that person signed it
/// and it holds the package as it is, or what `--record` names. A change of what readers get un-approves the document;
/// a change of names, layout or order does not.
#[derive(clap::Args, Debug)]
#[command(
    override_usage = "annexa approve [OPTIONS] --by <PERSON> <NAME>... [PATH]",
    after_help = "\
Examples:
  annexa approve access-control --by runa
  annexa approve access-control backup --by runa    several, each with its own record
  annexa approve access-control --by runa --record minutes/2026-10-01.pdf
  annexa approve access-control --by runa --on 2026-10-01 --record \"Minutes of the board, item 4\"

The last commit counts where `[approvers]` in annexa.toml gives the person's address, and `git verify-commit HEAD` finds \
a good signature of that address."
)]
pub struct Args {
    /// The documents, by their names; behind them, the package
    #[arg(value_name = "NAME", required_unless_present = "all")]
    name: Vec<String>,
    /// All documents that wait for the person
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    act: Act,
}

/// Record that a person accepted a risk as it stands
///
/// Checks that the person holds the role that owns the risk, or one that the risk method asks for at its level, and writes
/// a record into the folder `annexa.lock`. What is accepted is the treatment and the risk that remains; where either
/// changes, the risk has to be accepted again.
#[derive(clap::Args, Debug)]
#[command(
    override_usage = "annexa accept [OPTIONS] --by <PERSON> <RISK>... [PATH]",
    after_help = "\
Examples:
  annexa accept ransomware --by emil
  annexa accept ransomware region-outage --by emil    several, each with its own record
  annexa accept --all --by emil                       whatever waits for him
  annexa accept ransomware --by runa --role ceo --record \"Management review 2026, decision 3\""
)]
pub struct AcceptArgs {
    /// The risks, by their names; behind them, the package
    #[arg(value_name = "RISK", required_unless_present = "all")]
    name: Vec<String>,
    /// All risks that wait for the person
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    act: Act,
}

/// Who decided, when, and what proves it.
#[derive(clap::Args, Debug)]
struct Act {
    /// The person, by name
    #[arg(long, value_name = "PERSON")]
    by: String,
    /// In which role, where the person holds several that count
    #[arg(long, value_name = "ROLE")]
    role: Option<String>,
    /// The day on which it was decided, instead of today
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date::parse)]
    on: Option<Date>,
    /// The version, for a document that says none
    #[arg(long, value_name = "VERSION")]
    version: Option<String>,
    /// What proves it, where that is not a signed commit: a file, whose SHA-256 is kept, or words that say where it is
    #[arg(long, value_name = "FILE|TEXT")]
    record: Option<String>,
}

/// Runs `annexa approve`.
///
/// # Errors
/// Where the package cannot be read, or there is nothing to record.
pub fn run(args: &Args, ui: &mut Ui) -> Result<Exit, Failure> {
    decide(&args.name, args.all, &args.act, false, ui)
}

/// Runs `annexa accept`.
///
/// # Errors
/// Where the package cannot be read, or there is nothing to record.
pub fn accept(args: &AcceptArgs, ui: &mut Ui) -> Result<Exit, Failure> {
    decide(&args.name, args.all, &args.act, true, ui)
}

fn decide(words: &[String], all: bool, act: &Act, is_risk: bool, ui: &mut Ui) -> Result<Exit, Failure> {
    let on = records::day(act.on)?;
    let (names, path) = match (all, words) {
        (true, []) => (words, PathBuf::from(".")),
        (true, [path]) => (&words[..0], PathBuf::from(path)),
        (true, _) => return Err(Failure::new("`--all` and names exclude each other")),
        (false, _) => names_and_path(words),
    };
    let loaded = session::load(&path, ui)?;
    let model = &loaded.model;
    let named: Result<Vec<Decl<'_>>, Failure> =
        names.iter().map(|name| document(model, name, is_risk)).collect();
    let mut decls = named?;
    let mut once = BTreeSet::new();
    decls.retain(|decl| once.insert(decl.id));
    let person = records::named::<Person>(model, &act.by)?;
    let role = act.role.as_deref().map(|role| records::named::<Role>(model, role)).transpose()?;
    let as_of = crate::date::AsOf { date: on, is_today: false };
    let analysis = session::analyse(model, &loaded.data, as_of);
    let request = |decl| Request { decl, person, role, on, version: act.version.clone(), ground: None };
    if all {
        decls = waiting(&analysis, is_risk)
            .filter(|decl| is_for_the_person(approval::record(&analysis, &request(*decl))))
            .collect();
        if decls.is_empty() {
            let what = if is_risk { "risk" } else { "document" };
            return Err(Failure::new(format!("no {what} waits for {}", person.decl().title())));
        }
    }
    let mut open = Vec::new();
    let several = decls.len() > 1;
    for decl in decls {
        records::sound(&loaded, decl)?;
        // Whether the person may comes first; then what proves it. Nothing is written unless all can be.
        let request = request(decl);
        match approval::record(&analysis, &request) {
            Ok(_) => open.push(decl),
            // Of several, those that are done already are told and left.
            Err(done @ Refusal::AlreadyDone(..)) if several => {
                ui.aside(&refused(&analysis, &request, &done).message);
            }
            Err(refusal) => return Err(refused(&analysis, &request, &refusal)),
        }
    }
    if open.is_empty() {
        return Ok(Exit::Clean);
    }
    let ground = proof(&loaded, act, person)?;
    for decl in open {
        let request = Request { ground: Some(ground.clone()), ..request(decl) };
        let record = approval::record(&analysis, &request).map_err(|r| refused(&analysis, &request, &r))?;
        let path = records::write(&loaded, decl, &record)?;
        told(ui, decl, &record, &path, is_risk);
    }
    Ok(Exit::Clean)
}

/// What is not approved or accepted as it stands, by all who are asked.
fn waiting<'a, 'm>(analysis: &'a Analysis<'m>, is_risk: bool) -> impl Iterator<Item = Decl<'m>> + 'a {
    let standings = if is_risk { &analysis.approvals.risks } else { &analysis.approvals.documents };
    let waits = |s: &&Standing<'m>| matches!(s.state, State::Never | State::Partly | State::Changed);
    standings.iter().filter(waits).map(|s| s.decl)
}

/// Whether it is for the person to decide: what others decide, and what the person did decide, is left out.
fn is_for_the_person(recorded: Result<Record, Refusal<'_>>) -> bool {
    !matches!(
        recorded,
        Err(Refusal::NotInRole(_)
            | Refusal::RoleNotAsked(_)
            | Refusal::AlreadyDone(..)
            | Refusal::NobodyAsked)
    )
}

/// The document or the risk that is meant.
fn document<'m>(model: &'m Model, name: &str, is_risk: bool) -> Result<Decl<'m>, Failure> {
    let fits = |d: &Decl<'m>| if is_risk { Risk::of(*d).is_some() } else { Approvable::of(*d).is_some() };
    let Some(found) = model.find(name) else {
        let what = if is_risk { "risk" } else { "document" };
        let names: Vec<String> = model.decls().filter(fits).map(Decl::path).collect();
        let failure = Failure::new(format!("the package has no {what} named `{name}`"));
        return Err(match suggest::by_spelling(name, names.iter().map(String::as_str)) {
            Some(near) => failure.help(format!("did you mean `{near}`?")),
            None => failure,
        });
    };
    if fits(&found) {
        return Ok(found);
    }
    let kind = found.kind_name();
    let what = format!("`{name}` is {} {kind}", annexa_core::article(kind));
    Err(match (is_risk, Risk::of(found).is_some()) {
        (false, true) => Failure::new(format!("{what}, which is accepted and not approved"))
            .help(format!("`annexa accept {name} --by PERSON`")),
        (false, false) if Translation::of(found).is_some() => Failure::new(format!("{what}, which nobody approves"))
            .help(format!("`annexa translated {name} --by PERSON` records that it says what its original says")),
        (false, false) => Failure::new(format!("{what}, which nobody approves"))
            .help("documents are approved: policies, procedures, scopes, statements of applicability and their like"),
        (true, _) => Failure::new(format!("{what}, and no risk")),
    })
}

// ---- what proves it ------------------------------------------------------------------------------------------------------

fn proof(loaded: &Loaded, act: &Act, person: Person<'_>) -> Result<Ground, Failure> {
    if let Some(record) = &act.record {
        return kept(&loaded.package.root, record);
    }
    let path = person.decl().path();
    let manifest = &loaded.model.manifest;
    let name = person.decl().title();
    let other = |failure: Failure| {
        failure.note("or say what else proves it: `--record minutes.pdf`, or `--record \"Minutes of the board, item 4\"`")
    };
    let Some(address) = manifest.approvers.get(&path) else {
        return Err(other(
            Failure::new(format!("nothing proves that {name} decided this"))
                .note(format!(
                    "a commit that {name} signed would: give the address of the key in annexa.toml, under `[approvers]`, as `{path} = \"…\"`"
                )),
        ));
    };
    let beside: Vec<String> = loaded.package.input.packages.iter().map(|p| p.folder.clone()).collect();
    git::ground(&loaded.package.root, &beside, address).map_err(|why| {
        let sign = format!("let {name} commit the package with `git commit -S`, and run this again");
        other(match why {
            NoProof::NoRepository => Failure::new(format!(
                "nothing proves that {name} decided this: the package is in no git repository, or there is no git here"
            )),
            NoProof::NoCommit => {
                Failure::new(format!("nothing proves that {name} decided this: there is no commit yet")).help(sign)
            }
            NoProof::NotCommitted(files) => {
                let mut failure = Failure::new(format!(
                    "the last commit does not hold the package as it is: {} differ{}",
                    count(files.len(), "file"),
                    if files.len() == 1 { "s" } else { "" }
                ));
                failure.notes.extend(files.into_iter().take(5));
                failure.help(sign)
            }
            NoProof::NotSigned(id) => {
                Failure::new(format!("the last commit, {}, is not signed", short(&id))).help(sign)
            }
            NoProof::BadSignature(id, why) => {
                Failure::new(format!("git does not find the signature of the last commit, {}, good", short(&id)))
                    .note(format!("git says: {why}"))
                    .help("`git verify-commit HEAD` shows why; the keys that count are in `gpg.ssh.allowedSignersFile`, or in the key ring")
            }
            NoProof::OtherSigner(id, by) => Failure::new(format!(
                "the last commit, {}, is signed by {by}, and `[approvers]` says {address} for `{path}`",
                short(&id)
            ))
            .help(sign),
        })
    })
}

fn short(id: &str) -> &str {
    id.get(..10).unwrap_or(id)
}

/// A file by its name and SHA-256, or words. A file of the package is kept by its path, so that a check finds it again.
fn kept(root: &Path, record: &str) -> Result<Ground, Failure> {
    let path = Path::new(record);
    if path.is_file() {
        let bytes = package::read_bytes(path)?;
        let within = path.canonicalize().ok().zip(root.canonicalize().ok());
        let within = within.and_then(|(path, root)| Some(path.strip_prefix(root).ok()?.to_owned()));
        let within = within.map(|path| {
            let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy().into_owned()).collect();
            format!("./{}", parts.join("/"))
        });
        let name =
            || path.file_name().map_or_else(|| record.to_owned(), |n| n.to_string_lossy().into_owned());
        let name = within.unwrap_or_else(name);
        return Ok(Ground::File { name, sha256: hex(&Sha256::digest(&bytes)) });
    }
    // A word that could be the name of a file is one; the number of a ticket or of minutes is not.
    let is_number = record.chars().any(|c| c.is_ascii_digit()) && !record.contains(['/', '\\', '.']);
    if record.split_whitespace().nth(1).is_none() && !is_number {
        return Err(Failure::new(format!("there is no file `{record}`"))
            .help("a file is named as it lies on the disk; words say where the proof is, such as \"Minutes of the board, item 4\""));
    }
    Ok(Ground::Text(record.trim().to_owned()))
}

// ---- the record ----------------------------------------------------------------------------------------------------------

fn told(ui: &mut Ui, decl: Decl<'_>, record: &Record, path: &str, is_risk: bool) {
    let version = record.version.as_ref().map_or_else(String::new, |v| format!(", version {v}"));
    let role = record.title.as_deref().unwrap_or_default();
    ui.line(&format!(
        "{} {} ({}){version}, by {} as {role}, on {}",
        ui.paint(Style::Good, if is_risk { "accepted" } else { "approved" }),
        decl.title(),
        decl.path(),
        record.name,
        record.on
    ));
    let ground = match &record.ground {
        Some(Ground::Commit { id, signer }) => format!("commit {}, signed by {signer}", short(id)),
        Some(Ground::File { name, sha256 }) => format!("{name}, SHA-256 {}…", short(sha256)),
        Some(Ground::Text(text)) => format!("“{text}”"),
        None => "nothing".to_owned(),
    };
    ui.line(&format!("  proof     {ground}"));
    ui.line(&format!("  recorded  {path}; commit it with the package"));
}

/// Why nothing is recorded, in words.
fn refused<'m>(analysis: &Analysis<'m>, request: &Request<'m>, refusal: &Refusal<'m>) -> Failure {
    let decl = request.decl;
    let path = decl.path();
    let name = request.person.decl().title();
    let list = |roles: &[Role<'_>]| {
        roles.iter().map(|r| format!("`{}`", r.decl().path())).collect::<Vec<_>>().join(", ")
    };
    let is_risk = Risk::of(decl).is_some();
    let must = if is_risk { "accept it" } else { "approve it" };
    match refusal {
        Refusal::NothingToApprove => Failure::new(format!("`{path}` is neither a document nor a risk")),
        Refusal::NobodyAsked => {
            let failure = Failure::new(format!("`{path}` says nobody who has to {must}"));
            failure.help(if is_risk { "give it an `owner:`" } else { "give it an `approver:`" })
        }
        Refusal::Unwritable(why) => records::unwritable(&path, *why),
        Refusal::RoleNotAsked(role) => Failure::new(format!(
            "`{path}`: `{}` is none of the roles that {must}: {}",
            role.decl().path(),
            list(&approval::asked(decl))
        )),
        Refusal::NotInRole(roles) => {
            let mut failure = Failure::new(format!(
                "{name} did not hold {} on {}, and cannot {must}",
                if roles.len() == 1 { list(roles) } else { format!("any of {}", list(roles)) },
                request.on
            ));
            for role in roles {
                let held: Vec<String> = people::holders(*role, request.on, &analysis.data)
                    .iter()
                    .map(|p| format!("`{}` ({})", p.decl().path(), p.decl().title()))
                    .collect();
                let who = if held.is_empty() { "nobody who is declared".to_owned() } else { held.join(", ") };
                failure = failure.note(format!("`{}` was held by {who}", role.decl().path()));
            }
            failure
        }
        Refusal::SeveralRoles(roles) => {
            Failure::new(format!("`{path}`: {name} holds several of the roles that {must}: {}", list(roles)))
                .help("say in which with `--role`; each has a record of its own")
        }
        Refusal::OtherVersion(said) => Failure::new(format!(
            "`{path}` says version {said}: that is the text at hand, and what is recorded"
        ))
        .help("leave `--version` out, or take the package as it was in that version"),
        Refusal::VersionNotRaised(version, on) => {
            Failure::new(format!("version {version} of `{path}` was approved on {on} with another text"))
                .help(format!("raise `version:` in `{path}`, so that a version stands for one text"))
        }
        Refusal::AlreadyDone(role, on) => Failure::new(format!(
            "`{path}` is {} as it stands already, by {name} as `{}` on {on}",
            if is_risk { "accepted" } else { "approved" },
            role.decl().path()
        )),
    }
}
