//! Which documents are approved, and which risks are accepted, on a day: the records of the lock against what the package
//! says now.
//!
//! A document says who must approve it; [`Approvals`] says whether each of them has approved the text as it stands.
//! [`record`] makes the record that `annexa approve` and `annexa accept` write.

use annexa_core::lock::{Ground, LockFile, Record};
use annexa_core::model::{Decl, DeclId, Model, Phrase, View};
use annexa_core::prelude::{Acceptor, Approvable, Person, Risk, RiskMethod, Role, field, kind};
use annexa_core::source::PackageId;
use annexa_core::time::Date;
use annexa_syntax::tree::Prep;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::coverage::Coverage;
use crate::data::Data;
use crate::digest::{Changes, Digest, SCHEME};
use crate::eval;
use crate::people::holders;
use crate::risk::{self, Assessment, LevelOf, Risks};
use crate::{Analysis, Context};

/// Those of the package itself, in the order of the model.
#[derive(Debug, Default)]
pub struct Approvals<'m> {
    /// Its documents.
    pub documents: Vec<Standing<'m>>,
    /// Its risks.
    pub risks: Vec<Standing<'m>>,
    /// Where each stands: documents first, then risks.
    index: FxHashMap<DeclId, usize>,
}

/// How a document or a risk stands.
#[derive(Debug)]
pub struct Standing<'m> {
    /// The document, or the risk.
    pub decl: Decl<'m>,
    /// The roles that have to approve or accept it.
    pub asked: Vec<Role<'m>>,
    /// How it stands.
    pub state: State,
    /// The newest record of each role that has one.
    pub records: Vec<(Role<'m>, &'m Record)>,
    /// Its digest, where there is a record to compare it with.
    pub digest: Option<Digest>,
}

/// How a document or a risk stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Nobody is asked to approve it, or not yet.
    NotAsked,
    /// Something about it could not be read, or its records are not what was written: a problem says so.
    Unknown,
    /// None of those who are asked has approved it.
    Never,
    /// Some have approved it as it stands, and others never did.
    Partly,
    /// It is not the text that was approved.
    Changed,
    /// All who are asked have approved it as it stands.
    Approved,
}

impl<'m> Approvals<'m> {
    /// Works it out for the package itself. A statement of applicability is taken from `coverages`.
    pub fn new(model: &'m Model, context: Context, coverages: &[Coverage<'m>], risks: &Risks<'m>) -> Self {
        let own = |d: &Decl<'m>| d.package() == PackageId::MAIN;
        let documents: Vec<Decl<'m>> = model.all::<Approvable>().map(View::decl).filter(own).collect();
        let standing = |d, asked| Standing::new(d, asked, context.as_of, || Digest::of(coverages, d));
        let all = documents.iter().copied().chain(risks.all.iter().map(|a| a.risk.decl()));
        let index = all.enumerate().map(|(i, d)| (d.id, i)).collect();
        let remains = |a: &Assessment<'m>| a.residual.and_then(|r| r.level);
        Approvals {
            documents: documents.into_par_iter().map(|d| standing(d, asked(d))).collect(),
            risks: risks
                .all
                .par_iter()
                .map(|a| standing(a.risk.decl(), owner_and_above(a.risk, a.method, remains(a))))
                .collect(),
            index,
        }
    }

    /// Documents, then risks.
    pub fn all(&self) -> impl Iterator<Item = &Standing<'m>> {
        self.documents.iter().chain(&self.risks)
    }

    /// How `decl` stands.
    pub fn of(&self, decl: Decl<'m>) -> Option<&Standing<'m>> {
        let at = *self.index.get(&decl.id)?;
        self.documents.get(at).or_else(|| self.risks.get(at - self.documents.len()))
    }
}

impl<'m> Standing<'m> {
    /// How `decl`, for which the roles `asked` are asked, stands on `day`. Its digest is asked for only where there is a
    /// record.
    fn new(decl: Decl<'m>, asked: Vec<Role<'m>>, day: Date, digest: impl FnOnce() -> Digest) -> Self {
        let mut standing =
            Standing { decl, asked, state: State::NotAsked, records: Vec::new(), digest: None };
        if standing.asked.is_empty() || !is_due(decl, day) {
            return standing;
        }
        standing.state = State::Never;
        let lock = &decl.model.lock;
        let file = (!lock.files.is_empty()).then(|| lock.of(&decl.path())).flatten();
        let Some(file) = file else { return standing };
        if !file.whole || file.tampered().is_some() || spoiled(decl) {
            standing.state = State::Unknown;
            return standing;
        }
        standing.records = newest(decl.model, file, day);
        if standing.records.is_empty() {
            return standing;
        }
        let digest = digest();
        let of =
            |role: &Role<'m>| standing.records.iter().find(|(r, _)| r == role).map(|(_, record)| *record);
        let asked: Vec<Option<&Record>> = standing.asked.iter().map(of).collect();
        standing.state = if asked.iter().flatten().any(|r| r.scheme != SCHEME) {
            State::Unknown
        } else if asked.iter().all(Option::is_none) {
            State::Never
        } else if asked.iter().flatten().any(|r| r.digest != digest.whole) {
            State::Changed
        } else if asked.iter().any(Option::is_none) {
            State::Partly
        } else {
            State::Approved
        };
        standing.digest = Some(digest);
        standing
    }

    /// The record of `role`, if it is one of those that are asked and there is one.
    pub fn record(&self, role: Role<'m>) -> Option<&'m Record> {
        self.records.iter().find(|(r, _)| *r == role).map(|(_, record)| *record)
    }

    /// The records of the roles that are asked.
    pub fn counting(&self) -> impl Iterator<Item = (Role<'m>, &'m Record)> {
        self.records.iter().copied().filter(|(role, _)| self.asked.contains(role))
    }

    /// The roles that are asked and have no record.
    pub fn missing(&self) -> impl Iterator<Item = Role<'m>> {
        self.asked.iter().copied().filter(|role| self.record(*role).is_none())
    }

    /// The record of another text than the present one, and what has changed since; the newest such.
    pub fn changes(&self) -> Option<(&'m Record, Changes)> {
        let digest = self.digest.as_ref()?;
        let other = self.counting().map(|(_, record)| record).filter(|r| r.digest != digest.whole);
        let newest = other.max_by_key(|r| r.on)?;
        Some((newest, digest.changes(&newest.parts)))
    }
}

/// Whether the text of `decl`, which is no statement of applicability, is approved on `day` by all who are asked.
pub fn is_approved(decl: Decl<'_>, day: Date) -> bool {
    Standing::new(decl, asked(decl), day, || Digest::of_text(decl)).state == State::Approved
}

/// The roles that have to approve a document, or to accept a risk: its owner, and whom the method asks for besides at the
/// level of what remains. A level that the method does not name is as the nearest one below that it does.
pub fn asked<'m>(decl: Decl<'m>) -> Vec<Role<'m>> {
    match Risk::of(decl) {
        Some(risk) => {
            let remains = risk::judged(risk, decl.phrases(field::RISK_RESIDUAL).next());
            owner_and_above(risk, risk::method(risk), remains)
        }
        None => once(decl.values(field::APPROVABLE_APPROVER).filter_map(|v| v.view::<Role>())),
    }
}

/// Who has to accept a risk of which so much remains.
fn owner_and_above<'m>(
    risk: Risk<'m>,
    method: Option<RiskMethod<'m>>,
    remains: Option<LevelOf>,
) -> Vec<Role<'m>> {
    let level = remains.map(|(_, index)| index);
    let lines = method.into_iter().flat_map(|m| m.decl().phrases(field::RISK_METHOD_ACCEPT));
    let at = |p: &Phrase<'m>| p.lead().find_map(|v| v.step()).map(|(_, index)| index);
    let reached: Vec<_> = lines.filter(|p| at(p).is_some() && at(p) <= level).collect();
    let nearest = reached.iter().map(at).max().flatten();
    let above = reached.iter().filter(|p| at(p) == nearest).flat_map(|p| p.part(Prep::By));
    let above = above.filter(|v| Acceptor::from_value(*v).is_none()).filter_map(|v| v.view::<Role>());
    once(risk.owner().into_iter().chain(above))
}

/// Each once, in their order.
fn once<'m>(roles: impl Iterator<Item = Role<'m>>) -> Vec<Role<'m>> {
    let mut once = Vec::new();
    for role in roles {
        if !once.contains(&role) {
            once.push(role);
        }
    }
    once
}

/// Whether there is something to approve on `day`: an audit and a review once they took place, an exception until it ends.
fn is_due(decl: Decl<'_>, day: Date) -> bool {
    let took_place = |f| decl.values(f).filter_map(|v| v.date()).any(|d| d <= day);
    match decl.kind() {
        kind::AUDIT => took_place(field::AUDIT_PERFORMED),
        kind::MANAGEMENT_REVIEW => took_place(field::MANAGEMENT_REVIEW_PERFORMED),
        kind::EXCEPTION => {
            let ends = |p: Phrase<'_>| p.part(Prep::Until).find_map(|v| v.date());
            !decl.phrases(field::EXCEPTION_WAIVES).all(|p| ends(p).is_some_and(|end| end < day))
        }
        _ => true,
    }
}

/// Whether something in `decl` could not be read.
pub fn spoiled(decl: Decl<'_>) -> bool {
    (decl.id.0..decl.end().0)
        .map(|i| decl.model.decl(annexa_core::DeclId(i)))
        .any(|d| d.entries().any(|p| p.is_spoiled()))
}

/// The newest record of each role, of those made up to `day`.
fn newest<'m>(model: &'m Model, file: &'m LockFile, day: Date) -> Vec<(Role<'m>, &'m Record)> {
    let mut found: Vec<(Role<'m>, &'m Record)> = Vec::new();
    for record in file.records.iter().filter(|r| r.on <= day) {
        let Some(role) = role_of(model, record) else { continue };
        found.retain(|(r, _)| *r != role);
        found.push((role, record));
    }
    found
}

/// The role that a record names: by its name, else by its title, since a role may have been renamed.
pub fn role_of<'m>(model: &'m Model, record: &Record) -> Option<Role<'m>> {
    let by_name = record.role.as_deref().and_then(|name| model.find(name)).and_then(Role::of);
    by_name.or_else(|| {
        let title = record.title.as_deref()?;
        only(model.all::<Role>().filter(|r| r.decl().title() == title))
    })
}

/// The person that a record names: by the name, else by the title.
pub fn person_of<'m>(model: &'m Model, record: &Record) -> Option<Person<'m>> {
    let by_name = model.find(&record.person).and_then(Person::of);
    by_name.or_else(|| only(model.all::<Person>().filter(|p| p.decl().title() == record.name)))
}

fn only<T>(mut all: impl Iterator<Item = T>) -> Option<T> {
    all.next().filter(|_| all.next().is_none())
}

/// Whether `role` heads the organization: it reports to nobody.
pub fn is_head(role: Role<'_>) -> bool {
    role.decl().phrases(field::ROLE_REPORTS_TO).next().is_none()
}

/// The version that a document says.
pub fn version(decl: Decl<'_>) -> Option<String> {
    let value = decl.values(field::APPROVABLE_VERSION).find(|v| v.is_known())?;
    value.text().map(|t| t.into_owned())
}

/// The persons who own or wrote `decl`.
pub fn makers<'m>(decl: Decl<'m>, day: Date, data: &Data<'m>) -> Vec<Person<'m>> {
    let said = decl.values(field::OWNED_OWNER).chain(decl.values(field::APPROVABLE_AUTHOR));
    let mut found = Vec::new();
    for maker in eval::members_of(said) {
        found.extend(Person::of(maker));
        found.extend(Role::of(maker).into_iter().flat_map(|role| holders(role, day, data)));
    }
    found
}

/// What is to be recorded.
#[derive(Clone, Debug)]
pub struct Request<'m> {
    /// The document, or the risk.
    pub decl: Decl<'m>,
    /// Who approves or accepts it.
    pub person: Person<'m>,
    /// In which role; without it, the one of those asked that the person holds.
    pub role: Option<Role<'m>>,
    /// The day.
    pub on: Date,
    /// The version, where the document says none.
    pub version: Option<String>,
    /// What proves it.
    pub ground: Option<Ground>,
}

/// Why no record can be put behind those that there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unwritable {
    /// Something in what they speak of could not be read.
    Unread,
    /// The records cannot be read, or are not what was written.
    BadRecords,
    /// A newer one, of the day, is there.
    Older(Date),
}

/// Why nothing can be recorded.
#[derive(Clone, Debug, PartialEq)]
pub enum Refusal<'m> {
    /// It is neither a document nor a risk.
    NothingToApprove,
    /// It names nobody who has to approve it.
    NobodyAsked,
    /// No record can be put behind those that there are.
    Unwritable(Unwritable),
    /// The role is none of those that are asked.
    RoleNotAsked(Role<'m>),
    /// The person holds none of these on the day.
    NotInRole(Vec<Role<'m>>),
    /// The person holds several of those that are asked.
    SeveralRoles(Vec<Role<'m>>),
    /// The document says another version than the one that was given.
    OtherVersion(String),
    /// It was approved with another text under the same version, on the day.
    VersionNotRaised(String, Date),
    /// It is approved as it stands already, by the person in the role since the day.
    AlreadyDone(Role<'m>, Date),
}

/// The records of `decl`, behind which one of the day can be put.
pub(crate) fn earlier(decl: Decl<'_>, on: Date) -> Result<&[Record], Unwritable> {
    if spoiled(decl) {
        return Err(Unwritable::Unread);
    }
    let Some(file) = decl.model.lock.of(&decl.path()) else { return Ok(&[]) };
    if !file.whole || file.tampered().is_some() {
        return Err(Unwritable::BadRecords);
    }
    match file.records.last().filter(|last| last.on > on) {
        Some(last) => Err(Unwritable::Older(last.on)),
        None => Ok(&file.records),
    }
}

/// The record of an approval or an acceptance.
///
/// # Errors
/// Where the person may not, or there is nothing to record.
pub fn record<'m>(analysis: &Analysis<'m>, request: &Request<'m>) -> Result<Record, Refusal<'m>> {
    let decl = request.decl;
    let model = decl.model;
    let is_risk = Risk::of(decl).is_some();
    if Approvable::of(decl).is_none() && !is_risk {
        return Err(Refusal::NothingToApprove);
    }
    let earlier = earlier(decl, request.on).map_err(Refusal::Unwritable)?;
    let asked = asked(decl);
    if asked.is_empty() {
        return Err(Refusal::NobodyAsked);
    }
    let candidates = match request.role {
        Some(role) if !asked.contains(&role) => return Err(Refusal::RoleNotAsked(role)),
        Some(role) => vec![role],
        None => asked,
    };
    let is_held = |role: &Role<'m>| holders(*role, request.on, &analysis.data).contains(&request.person);
    let held: Vec<Role<'m>> = candidates.iter().copied().filter(is_held).collect();
    let role = match held.as_slice() {
        [] => return Err(Refusal::NotInRole(candidates)),
        [role] => *role,
        _ => return Err(Refusal::SeveralRoles(held)),
    };
    let said = version(decl);
    let version = match (said, request.version.clone()) {
        (Some(said), Some(given)) if said != given => return Err(Refusal::OtherVersion(said)),
        (said, given) => said.or(given),
    };
    let digest = Digest::of(&analysis.coverages, decl);
    for record in earlier.iter().rev() {
        let same_text = record.digest == digest.whole;
        if let Some(said) = version.as_ref().filter(|v| record.version.as_ref() == Some(v))
            && !same_text
        {
            return Err(Refusal::VersionNotRaised(said.clone(), record.on));
        }
        if role_of(model, record) == Some(role) {
            let same = record.person == request.person.decl().name() && record.version == version;
            if same && same_text && record.ground.is_some() {
                return Err(Refusal::AlreadyDone(role, record.on));
            }
            break;
        }
    }
    Ok(sealed(
        &digest,
        request.person,
        Some(role),
        request.on,
        version,
        request.ground.clone(),
        earlier.last(),
    ))
}

/// A record with its seal.
pub fn sealed(
    digest: &Digest,
    person: Person<'_>,
    role: Option<Role<'_>>,
    on: Date,
    version: Option<String>,
    ground: Option<Ground>,
    before: Option<&Record>,
) -> Record {
    let mut record = Record {
        person: person.decl().path(),
        name: person.decl().title().into_owned(),
        role: role.map(|r| r.decl().path()),
        title: role.map(|r| r.decl().title().into_owned()),
        on,
        version,
        ground,
        scheme: SCHEME,
        digest: digest.whole.clone(),
        parts: digest.kept(),
        before: before.map(|b| b.seal.clone()),
        seal: String::new(),
        place: None,
    };
    record.seal = record.sealed();
    record
}
