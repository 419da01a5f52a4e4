//! Which subjects a scope holds (clause 4.3), and which scopes a declaration speaks for.

use annexa_core::model::{Decl, DeclId, Model, View};
use annexa_core::prelude::{AssetCategory, Circumstance, Concern, Scope, Subject, field, kind};
use annexa_syntax::tree::Prep;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::eval;

/// How a declaration comes to speak for a scope.
#[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd, Ord)]
pub enum Tie {
    /// It names no scope, and there are several: it counts, but contradicts no exclusion.
    Unnamed,
    /// It names the scope, stands in what does, threatens an asset in it, or there is only one.
    Named,
}

/// One scope and what belongs to it.
#[derive(Debug)]
pub struct ScopeContent<'m> {
    /// The scope.
    pub scope: Scope<'m>,
    /// The subjects in it: those it includes and their parts, less those it excludes and theirs. In model order.
    pub subjects: Vec<Subject<'m>>,
    /// What the scope, or a subject in it, depends on and that is not in it.
    pub outside: Vec<Decl<'m>>,
    members: FxHashSet<DeclId>,
    /// What the members are part of, near and far.
    wholes: FxHashSet<DeclId>,
}

impl<'m> ScopeContent<'m> {
    /// Whether `decl` is a subject in the scope.
    pub fn holds(&self, decl: Decl<'m>) -> bool {
        self.members.contains(&decl.id)
    }

    /// Whether the scope, or a subject in it, depends on `decl`.
    pub fn depends_on(&self, decl: Decl<'m>) -> bool {
        self.outside.contains(&decl) || (self.holds(decl) && decl.kind() == kind::SUPPLIER)
    }

    /// Whether coverage may be asked for `decl` here: it is in the scope, or the scope depends on it.
    pub fn counts(&self, decl: Decl<'m>) -> bool {
        self.holds(decl) || self.depends_on(decl)
    }

    /// Whether a part of `decl` is in the scope.
    pub fn holds_part_of(&self, decl: Decl<'m>) -> bool {
        self.wholes.contains(&decl.id)
    }

    /// Whether the scope holds what a control presumes.
    pub fn involves(&self, circumstance: Circumstance) -> bool {
        if self.scope.involves().any(|c| c == circumstance) {
            return true;
        }
        let has = |k| self.subjects.iter().any(|s| s.decl().kind() == k);
        match circumstance {
            Circumstance::Supplier => {
                has(kind::SUPPLIER) || self.outside.iter().any(|d| d.kind() == kind::SUPPLIER)
            }
            Circumstance::Employees => has(kind::TEAM) || self.people_in_scope(),
            Circumstance::OwnPremises => has(kind::SITE),
            Circumstance::MediaOrEquipment => {
                self.subjects.iter().any(|s| category(s.decl()) == Some(AssetCategory::Equipment))
            }
            _ => false,
        }
    }

    fn people_in_scope(&self) -> bool {
        let model = self.scope.decl().model;
        let organization = model.all::<annexa_core::prelude::Organization>();
        organization.filter_map(|o| o.people_in_scope()).any(|n| n > rust_decimal::Decimal::ZERO)
            || self.scope.people().is_some_and(|n| n > rust_decimal::Decimal::ZERO)
    }

    /// The subjects that coverage of a control about `concern` is asked for; empty means the scope itself.
    pub fn about(&self, concern: Option<Concern>) -> Vec<Subject<'m>> {
        let by =
            |f: &dyn Fn(Decl<'m>) -> bool| self.subjects.iter().copied().filter(|s| f(s.decl())).collect();
        match concern {
            None | Some(Concern::Organization | Concern::RemoteWork | Concern::Development) => Vec::new(),
            Some(Concern::Information) => by(&|d| category(d) == Some(AssetCategory::Information)),
            Some(Concern::System) => {
                by(&|d| matches!(category(d), Some(AssetCategory::System | AssetCategory::Service)))
            }
            Some(Concern::Equipment) => by(&|d| category(d) == Some(AssetCategory::Equipment)),
            Some(Concern::People) => {
                by(&|d| d.kind() == kind::TEAM || category(d) == Some(AssetCategory::People))
            }
            Some(Concern::Site) => by(&|d| d.kind() == kind::SITE),
            Some(Concern::Supplier) => {
                let mut all: Vec<Subject<'m>> = by(&|d| d.kind() == kind::SUPPLIER);
                all.extend(
                    self.outside
                        .iter()
                        .filter(|d| d.kind() == kind::SUPPLIER)
                        .filter_map(|d| Subject::of(*d)),
                );
                all.sort_unstable();
                all.dedup();
                all
            }
        }
    }
}

/// The category of asset that a subject counts as in coverage.
pub fn category(decl: Decl<'_>) -> Option<AssetCategory> {
    let index =
        |f| decl.values(f).find_map(|v| v.enumeration()).and_then(|(_, i)| AssetCategory::from_index(i));
    if let Some(said) = index(field::SUBJECT_COUNTS_AS) {
        return Some(said);
    }
    match decl.kind() {
        kind::ASSET => index(field::ASSET_CATEGORY),
        kind::SERVICE => Some(AssetCategory::Service),
        _ => None,
    }
}

/// The subject itself, then the wholes that it is part of, from the nearest outwards.
pub fn wholes<'m>(decl: Decl<'m>) -> impl Iterator<Item = Decl<'m>> {
    let mut next = Some(decl);
    let mut left = 256;
    std::iter::from_fn(move || {
        let decl = next?;
        left -= 1;
        next = if left > 0 { decl.values(field::SUBJECT_PART_OF).find_map(|v| v.decl()) } else { None };
        Some(decl)
    })
}

/// All scopes of a model.
#[derive(Debug)]
pub struct Scopes<'m> {
    /// In model order.
    pub all: Vec<ScopeContent<'m>>,
    model: &'m Model,
}

impl<'m> Scopes<'m> {
    /// Finds what belongs to each scope.
    pub fn new(model: &'m Model) -> Self {
        // A scope may hold what another package declares, where it says so.
        let subjects: Vec<Subject<'m>> = model.everywhere::<Subject>().collect();
        let all = model.all::<Scope>().map(|scope| content(scope, &subjects)).collect();
        Scopes { all, model }
    }

    /// What belongs to `scope`.
    pub fn content(&self, scope: Scope<'m>) -> Option<&ScopeContent<'m>> {
        self.all.iter().find(|c| c.scope == scope)
    }

    /// The scopes that `decl` speaks for: those that its header, or that of a declaration around it, names; else, for a
    /// risk, those that hold one of its assets; else the only one; else all, by no name.
    pub fn ties(&self, decl: Decl<'m>) -> Vec<(Scope<'m>, Tie)> {
        let mut ties = Vec::new();
        self.each_tie(decl, |scope, tie| ties.push((scope, tie)));
        ties
    }

    /// How `decl` speaks for `scope`, if it does.
    pub fn tie(&self, decl: Decl<'m>, scope: Option<Scope<'m>>) -> Option<Tie> {
        // The scope did not resolve: everything counts, so that one mistake is told once.
        let Some(scope) = scope else { return Some(Tie::Unnamed) };
        let mut found = None;
        self.each_tie(decl, |s, tie| found = found.or((s == scope).then_some(tie)));
        found
    }

    fn each_tie(&self, decl: Decl<'m>, mut tell: impl FnMut(Scope<'m>, Tie)) {
        let mut any = false;
        for d in std::iter::successors(Some(decl), |d| d.parent()) {
            for scope in d.head(Prep::For).filter_map(|v| v.view::<Scope>()) {
                any = true;
                tell(scope, Tie::Named);
            }
            if !any && d.kind() == kind::RISK {
                for content in &self.all {
                    if eval::is_any(d.values(field::RISK_ASSETS), |asset| content.holds(asset)) {
                        any = true;
                        tell(content.scope, Tie::Named);
                    }
                }
            }
            if any {
                return;
            }
        }
        let tie = if self.all.len() == 1 { Tie::Named } else { Tie::Unnamed };
        self.all.iter().for_each(|content| tell(content.scope, tie));
    }

    /// The model.
    pub fn model(&self) -> &'m Model {
        self.model
    }
}

fn content<'m>(scope: Scope<'m>, subjects: &[Subject<'m>]) -> ScopeContent<'m> {
    let included: FxHashSet<Decl<'m>> =
        eval::members_of(scope.decl().values(field::SCOPE_INCLUDES)).into_iter().collect();
    let excluded: FxHashSet<Decl<'m>> =
        eval::members_of(scope.decl().values(field::SCOPE_EXCLUDES)).into_iter().collect();
    let mut memo: FxHashMap<Decl<'m>, bool> = FxHashMap::default();
    let mut inside = |decl: Decl<'m>| -> bool {
        // The nearest word counts: a part may be taken out of a whole, and a whole out of a part's.
        let mut passed = Vec::new();
        let mut answer = false;
        for d in wholes(decl) {
            if let Some(known) = memo.get(&d) {
                answer = *known;
                break;
            }
            passed.push(d);
            if excluded.contains(&d) {
                break;
            }
            if included.contains(&d) {
                answer = true;
                break;
            }
        }
        // What lies between has said nothing of its own, so it has the same answer.
        for d in passed {
            memo.insert(d, answer);
        }
        answer
    };
    let subjects: Vec<Subject<'m>> = subjects.iter().copied().filter(|s| inside(s.decl())).collect();
    let members: FxHashSet<DeclId> = subjects.iter().map(|s| s.decl().id).collect();
    let mut all_wholes: FxHashSet<DeclId> = FxHashSet::default();
    for subject in &subjects {
        // Where one is known, those around it are.
        for whole in wholes(subject.decl()).skip(1) {
            if !all_wholes.insert(whole.id) {
                break;
            }
        }
    }
    let mut outside: Vec<Decl<'m>> = eval::members_of(scope.decl().values(field::SCOPE_DEPENDS_ON));
    for subject in &subjects {
        outside.extend(eval::members_of(subject.decl().values(field::SUBJECT_DEPENDS_ON)));
    }
    outside.retain(|d| !members.contains(&d.id));
    outside.sort_unstable();
    outside.dedup();
    ScopeContent { scope, subjects, outside, members, wholes: all_wholes }
}
