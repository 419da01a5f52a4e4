//! Sets and conditions: the declarations that values stand for, and whether a condition holds for one of them.
//!
//! [`members_of`] and [`members`] are the way in for sets. A condition is worked out by Kleene's logic of three values: a
//! comparison of what is absent is undecided, and what is undecided is neither in a set nor in the set of its contrary.
//! `== none` is always decided, and so is whether something is in a repeated field that says nothing: it is not.
//! [`Evaluator`] does the work, for the conditions of fields and for [rules](crate::rules); its steps are counted.

pub(crate) mod cells;
pub mod scalar;

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

use annexa_core::condition::{
    Code, Comparison, Condition, ConditionId, Formula, Function, Members, Node, NodeId, Operation, Root,
    Slot, Step,
};
use annexa_core::model::{Anchor, Decl, DeclId, Model, Phrase, ValueRef};
use annexa_core::prelude::{Derived, field, kind};
use annexa_core::reads;
use annexa_core::schema::{FieldId, KindId};
use annexa_core::source::Place;
use annexa_core::value::{Query, SetOf, Value};
use annexa_syntax::tree::Prep;
use rust_decimal::Decimal;
use rustc_hash::{FxHashSet, FxHasher};
use smallvec::{SmallVec, smallvec};

use crate::Analysis;
use crate::document::{Param, Resolved};
use scalar::{Scalar, Source};

/// How many steps a condition of a field, or a rule, may take.
pub const MAX_STEPS: u64 = 10_000_000;

/// The declarations that `values` stand for, in model order, each once.
pub fn members_of<'m>(values: impl Iterator<Item = ValueRef<'m>>) -> Vec<Decl<'m>> {
    let mut found = Vec::new();
    for value in values {
        match value.value() {
            Value::Query(query) => found.extend(members(value.model, query)),
            _ => found.extend(value.decls()),
        }
    }
    if found.len() > 1 {
        found.sort_unstable();
        found.dedup();
    }
    found
}

/// Does something with each of the declarations that `values` stand for, as often as they are named.
pub fn each<'m>(values: impl Iterator<Item = ValueRef<'m>>, mut act: impl FnMut(Decl<'m>)) {
    is_any(values, |decl| {
        act(decl);
        false
    });
}

/// Whether one of the declarations that `values` stand for is so.
pub fn is_any<'m>(
    mut values: impl Iterator<Item = ValueRef<'m>>,
    mut is_so: impl FnMut(Decl<'m>) -> bool,
) -> bool {
    values.any(|value| match value.value() {
        Value::Query(query) => members(value.model, query).into_iter().any(&mut is_so),
        _ => value.decls().any(&mut is_so),
    })
}

/// The declarations of the set, in model order.
pub fn members<'m>(model: &'m Model, query: &Query) -> Vec<Decl<'m>> {
    match query.filter {
        Some(id) => {
            condition_members(model, model.condition(id)).decls.iter().map(|id| model.decl(*id)).collect()
        }
        None => all_of(model, query.of),
    }
}

/// The conditions of fields that took more steps than the limit; their sets are taken to be empty. Those that nothing
/// has asked about yet are worked out.
pub fn too_costly(model: &Model) -> impl Iterator<Item = &Condition> {
    let first = model.conditions().iter().filter(|c| c.same_as.is_none());
    first.filter(move |c| condition_members(model, c).too_costly)
}

/// What the derived `field` of `decl` is; nothing where it is absent.
pub fn derived<'m>(analysis: &Analysis<'m>, decl: Decl<'m>, field: FieldId) -> Found<'m> {
    let mut evaluator = Evaluator::new(analysis.model, Code::EMPTY, Some(analysis), MAX_STEPS);
    let mut found = Found::default();
    evaluator.derived(decl, field, None, &mut found);
    found.unknown |= evaluator.too_costly();
    found
}

/// Whether the condition holds for `decl`.
pub fn holds<'m>(model: &'m Model, condition: ConditionId, decl: Decl<'m>) -> Truth {
    let condition = model.condition(condition);
    let mut evaluator = Evaluator::new(model, &condition.code, None, MAX_STEPS);
    evaluator.bound.push(Scalar::Decl(decl));
    evaluator.truth(condition.root)
}

fn condition_members<'m>(model: &'m Model, condition: &'m Condition) -> &'m Members {
    let condition = condition.same_as.map_or(condition, |id| model.condition(id));
    if let Some(known) = condition.members() {
        return known;
    }
    let mut decls = Vec::new();
    let mut evaluator = Evaluator::new(model, &condition.code, None, MAX_STEPS);
    if condition.sound {
        for decl in all_of(model, condition.of) {
            evaluator.bound.push(Scalar::Decl(decl));
            if evaluator.truth(condition.root) == Truth::Yes {
                decls.push(decl.id);
            }
            evaluator.bound.clear();
            if evaluator.too_costly() {
                decls.clear();
                break;
            }
        }
    }
    condition.keep_members(Members { decls: decls.into(), too_costly: evaluator.too_costly() })
}

/// All declarations of a kind or an aspect, in model order.
fn all_of(model: &Model, of: SetOf) -> Vec<Decl<'_>> {
    match of {
        SetOf::Kind(kind) => model.of_kind(kind).collect(),
        SetOf::Aspect(aspect) => {
            let kinds = (0..model.schema.kinds.len()).map(|k| KindId(k as u16));
            let mut all: Vec<Decl<'_>> =
                kinds.filter(|k| model.schema.is(*k, aspect)).flat_map(|k| model.of_kind(k)).collect();
            all.sort_unstable();
            all
        }
    }
}

/// Whether something is so.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Truth {
    /// It is.
    Yes,
    /// It is not.
    No,
    /// It cannot be said, and why.
    Undecided(Why),
}

/// Why something is undecided.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Why {
    /// What stands here is absent.
    Absent(Place),
    /// What stands here cannot be compared with the other side: another unit, another scale.
    Unlike(Place),
    /// A problem has been told about it, or it is not known yet; nothing is said because of it.
    Unknown,
}

impl std::ops::Not for Truth {
    type Output = Truth;

    fn not(self) -> Truth {
        match self {
            Truth::Yes => Truth::No,
            Truth::No => Truth::Yes,
            undecided => undecided,
        }
    }
}

impl From<bool> for Truth {
    fn from(so: bool) -> Truth {
        match so {
            true => Truth::Yes,
            false => Truth::No,
        }
    }
}

impl Why {
    /// Of two reasons, the one that counts: where something is unknown, nothing is said.
    fn and(self, other: Option<Why>) -> Why {
        match (other, self) {
            (Some(Why::Unknown), _) | (_, Why::Unknown) => Why::Unknown,
            (Some(first), _) => first,
            (None, why) => why,
        }
    }
}

/// The values of an expression. Most give one, for which nothing is allocated.
pub type Values<'m> = SmallVec<[Scalar<'m>; 1]>;

/// What an expression gives.
#[derive(Debug, Default)]
pub struct Found<'m> {
    /// The values; none where it is absent.
    pub values: Values<'m>,
    /// Whether there may be others, about which a problem has been told.
    pub unknown: bool,
}

impl Found<'_> {
    /// The same number for the same values, in this model and in one that was made after it.
    fn print(&self) -> u64 {
        let mut hasher = FxHasher::default();
        self.unknown.hash(&mut hasher);
        self.values.iter().for_each(|value| value.print(&mut hasher));
        hasher.finish()
    }
}

/// Works out the expressions of one [`Code`], and counts its steps.
pub struct Evaluator<'m, 'a> {
    model: &'m Model,
    code: &'m Code,
    /// For rules: derived fields and the day.
    analysis: Option<&'a Analysis<'m>>,
    /// For formulas over rows: the rows.
    table: Option<cells::Table<'a>>,
    /// What names are bound to, by slot.
    pub bound: Vec<Scalar<'m>>,
    left: u64,
    costly: bool,
    /// What was asked of fields that are worked out, where that is noted.
    asked: Option<SmallVec<[Asked; 1]>>,
}

/// What a field that is worked out was found to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Asked {
    /// Of which declaration.
    pub decl: DeclId,
    /// The field.
    pub field: FieldId,
    /// The part of it.
    pub part: Option<Prep>,
    /// What it was, as a number that another model gives for the same.
    pub print: u64,
}

impl<'m, 'a> Evaluator<'m, 'a> {
    /// An evaluator that may take `limit` steps. Without an analysis, nothing derived is known.
    pub fn new(model: &'m Model, code: &'m Code, analysis: Option<&'a Analysis<'m>>, limit: u64) -> Self {
        Evaluator {
            model,
            code,
            analysis,
            table: None,
            bound: Vec::new(),
            left: limit,
            costly: false,
            asked: None,
        }
    }

    /// Whether it has taken more steps than the limit; nothing that it said counts then.
    pub fn too_costly(&self) -> bool {
        self.costly
    }

    /// How many steps it may still take.
    pub(crate) fn left(&self) -> u64 {
        self.left
    }

    /// Takes so many steps at once.
    pub(crate) fn spend(&mut self, steps: u64) {
        self.costly |= steps > self.left;
        self.left = self.left.saturating_sub(steps);
    }

    /// Takes note from now on of what is asked of fields that are worked out.
    pub(crate) fn note_asked(&mut self) {
        self.asked = Some(SmallVec::new());
    }

    /// What was asked of them since, and no note is taken any more.
    pub(crate) fn take_asked(&mut self) -> SmallVec<[Asked; 1]> {
        self.asked.take().unwrap_or_default()
    }

    /// What a field that is worked out is at present, as far as [`Asked`] has it.
    pub(crate) fn print(&mut self, decl: Decl<'m>, field: FieldId, part: Option<Prep>) -> u64 {
        let (mut found, left) = (Found::default(), self.left);
        self.worked_out(decl, field, part, &mut found);
        self.left = left;
        found.print()
    }

    /// Takes a step.
    fn step(&mut self) -> bool {
        match self.left.checked_sub(1) {
            Some(left) => self.left = left,
            None => self.costly = true,
        }
        !self.costly
    }

    // ---- Yes or no -------------------------------------------------------------------------------------------------

    /// Whether the expression is true.
    pub fn truth(&mut self, id: NodeId) -> Truth {
        if !self.step() {
            return Truth::Undecided(Why::Unknown);
        }
        let code = self.code;
        match code.node(id) {
            Node::Unknown => Truth::Undecided(Why::Unknown),
            Node::Not(inner) => !self.truth(*inner),
            Node::And(all) => self.all(all.iter().copied(), Truth::No),
            Node::Or(any) => self.all(any.iter().copied(), Truth::Yes),
            Node::IsNone(inner) => {
                let found = self.found(*inner);
                match found.values.is_empty() && found.unknown {
                    true => Truth::Undecided(Why::Unknown),
                    false => found.values.is_empty().into(),
                }
            }
            Node::Compare(op, left, right) => self.compare(*op, *left, *right),
            Node::In(item, set) => self.contains(*item, *set),
            Node::Within(day, period) => match (self.single(*day), self.single(*period)) {
                (Ok(Scalar::Date(day)), Ok(Scalar::Period(first, last))) => {
                    (first..=last).contains(&day).into()
                }
                (Err(why), Err(other)) => Truth::Undecided(why.and(Some(other))),
                (Err(why), _) | (_, Err(why)) => Truth::Undecided(why),
                _ => Truth::Undecided(Why::Unlike(code.place(*day))),
            },
            Node::Over {
                function: function @ (Function::Any | Function::All), set, slot, filter, ..
            } => {
                let stops = match function {
                    Function::Any => Truth::Yes,
                    _ => Truth::No,
                };
                let found = self.found(*set);
                let mut why = found.unknown.then_some(Why::Unknown);
                for value in found.values {
                    let truth = match filter {
                        Some(filter) => self.truth_of(*filter, *slot, value),
                        None => Truth::Yes,
                    };
                    match truth {
                        // As `where` does, `any` leaves out what cannot be decided.
                        Truth::Undecided(Why::Absent(_) | Why::Unlike(_)) if *function == Function::Any => {}
                        Truth::Undecided(other) => why = Some(other.and(why)),
                        truth if truth == stops => return stops,
                        _ => {}
                    }
                }
                why.map_or(!stops, Truth::Undecided)
            }
            _ => match self.single(id) {
                Ok(Scalar::Bool(so)) => so.into(),
                Ok(_) => Truth::Undecided(Why::Unlike(code.place(id))),
                Err(why) => Truth::Undecided(why),
            },
        }
    }

    /// Whether the condition holds for `value`.
    pub fn truth_of(&mut self, condition: NodeId, slot: Slot, value: Scalar<'m>) -> Truth {
        // Slots are numbered from the outermost inwards, so this one is the next.
        self.bound.truncate(slot.0 as usize);
        self.bound.push(value);
        let truth = self.truth(condition);
        self.bound.truncate(slot.0 as usize);
        truth
    }

    /// All of `nodes` by Kleene's logic, done as soon as one is `stops`.
    fn all(&mut self, nodes: impl Iterator<Item = NodeId>, stops: Truth) -> Truth {
        let mut why = None;
        for node in nodes {
            match self.truth(node) {
                Truth::Undecided(other) => why = Some(other.and(why)),
                truth if truth == stops => return stops,
                _ => {}
            }
        }
        why.map_or(!stops, Truth::Undecided)
    }

    fn compare(&mut self, op: Comparison, left: NodeId, right: NodeId) -> Truth {
        let (l, r) = match (self.single(left), self.single(right)) {
            (Ok(l), Ok(r)) => (l, r),
            (Err(why), Err(other)) => return Truth::Undecided(other.and(Some(why))),
            (Err(why), _) | (_, Err(why)) => return Truth::Undecided(why),
        };
        let so = match op {
            Comparison::Equal => return l.same(&r, self.model).into(),
            Comparison::NotEqual => return (!l.same(&r, self.model)).into(),
            _ => match l.order(&r, self.model) {
                Some(order) => match op {
                    Comparison::Less => order == Ordering::Less,
                    Comparison::AtMost => order != Ordering::Greater,
                    Comparison::Greater => order == Ordering::Greater,
                    _ => order != Ordering::Less,
                },
                None => return Truth::Undecided(Why::Unlike(self.code.place(left))),
            },
        };
        so.into()
    }

    fn contains(&mut self, item: NodeId, set: NodeId) -> Truth {
        let item = match self.single(item) {
            Ok(item) => item,
            Err(why) => return Truth::Undecided(why),
        };
        let mut unknown = false;
        match self.holds(&item, set, &mut unknown) {
            true => Truth::Yes,
            false if unknown => Truth::Undecided(Why::Unknown),
            false => Truth::No,
        }
    }

    /// Whether the set holds `item`; patterns and sets are not written out for it.
    fn holds(&mut self, item: &Scalar<'m>, set: NodeId, unknown: &mut bool) -> bool {
        let code = self.code;
        match code.node(set) {
            Node::Union(parts) => parts.iter().any(|part| self.holds(item, *part, unknown)),
            Node::Values(values) => values.iter().any(|value| {
                self.step();
                match (item, value) {
                    (Scalar::Decl(decl), Value::Pattern(pattern)) => {
                        (pattern.start..pattern.end).contains(&decl.id)
                            && (pattern.controls && decl.kind() == kind::CONTROL
                                || pattern.requirements && decl.kind() == kind::REQUIREMENT)
                    }
                    (Scalar::Decl(decl), Value::Query(query)) => self.in_query(*decl, query, unknown),
                    _ => match Scalar::new(self.model, value, None) {
                        Some(value) => item.same(&value, self.model),
                        None => false,
                    },
                }
            }),
            Node::Path { root: Root::All(of), steps } if steps.is_empty() => match item {
                Scalar::Decl(decl) => is_of(*decl, *of),
                _ => false,
            },
            _ => {
                let found = self.found(set);
                *unknown |= found.unknown;
                found.values.iter().any(|value| item.same(value, self.model))
            }
        }
    }

    fn in_query(&mut self, decl: Decl<'m>, query: &Query, unknown: &mut bool) -> bool {
        match query.filter {
            None => is_of(decl, query.of),
            Some(id) => {
                let condition = self.model.condition(id);
                let members = condition_members(self.model, condition);
                *unknown |= !condition.sound || members.too_costly;
                members.decls.binary_search(&decl.id).is_ok()
            }
        }
    }

    // ---- Values ----------------------------------------------------------------------------------------------------

    /// The single value that the expression gives.
    pub fn single(&mut self, id: NodeId) -> Result<Scalar<'m>, Why> {
        let found = self.found(id);
        let unknown = found.unknown || self.costly;
        found.values.into_iter().next().ok_or(match unknown {
            true => Why::Unknown,
            false => Why::Absent(self.code.place(id)),
        })
    }

    /// What the expression gives.
    pub fn found(&mut self, id: NodeId) -> Found<'m> {
        let mut found = Found::default();
        if !self.step() {
            found.unknown = true;
            return found;
        }
        let code = self.code;
        match code.node(id) {
            Node::Unknown => found.unknown = true,
            Node::Values(values) => {
                for value in values {
                    self.add(&mut found, value, None);
                }
            }
            Node::Today => match self.analysis {
                Some(analysis) => found.values.push(Scalar::Date(analysis.context.as_of)),
                None => found.unknown = true,
            },
            Node::Path { root, steps } => self.path(*root, steps, &mut found),
            Node::Rows => {
                let rows = self.table.as_ref().map_or(0, |t| t.rows.rows.len());
                found.values.extend((0..rows as u32).map(Scalar::Row));
            }
            Node::Column { set, column, reads } => {
                let rows = self.found(*set);
                found.unknown = rows.unknown;
                for row in rows.values {
                    if !self.step() {
                        found.unknown = true;
                        return found;
                    }
                    self.cell(&row, *column, *reads, id, &mut found);
                }
            }
            Node::Cell { slot, column, reads } => {
                if let Some(row) = self.bound.get(slot.0 as usize).cloned() {
                    self.cell(&row, *column, *reads, id, &mut found);
                }
            }
            Node::Union(parts) => {
                for part in parts {
                    let part = self.found(*part);
                    found.unknown |= part.unknown;
                    found.values.extend(part.values);
                }
                once_each(&mut found.values);
            }
            Node::Where { set, slot, filter } => {
                let all = self.found(*set);
                found.unknown = all.unknown;
                for value in all.values {
                    match self.truth_of(*filter, *slot, value.clone()) {
                        Truth::Yes => found.values.push(value),
                        Truth::Undecided(Why::Unknown) => found.unknown = true,
                        _ => {}
                    }
                }
            }
            Node::Over { function, set, slot, filter, empty }
                if !matches!(function, Function::Any | Function::All) =>
            {
                self.over(*function, *set, *slot, *filter, empty.as_ref(), &mut found);
            }
            Node::Arithmetic(op, left, right) => match (self.single(*left), self.single(*right)) {
                (Ok(l), Ok(r)) => {
                    let result = match op {
                        Operation::Plus => l.plus(&r),
                        Operation::Minus => l.minus(&r),
                        Operation::Times => l.times(&r),
                        Operation::Divide => l.divided_by(&r),
                    };
                    found.values.extend(result);
                }
                (Err(Why::Unknown), _) | (_, Err(Why::Unknown)) => found.unknown = true,
                _ => {}
            },
            Node::Negative(inner) => match self.single(*inner) {
                Ok(value) => found.values.extend(value.negative()),
                Err(Why::Unknown) => found.unknown = true,
                Err(_) => {}
            },
            Node::Over { .. }
            | Node::IsNone(_)
            | Node::Not(_)
            | Node::And(_)
            | Node::Or(_)
            | Node::Compare(..)
            | Node::In(..)
            | Node::Within(..) => match self.truth(id) {
                Truth::Yes => found.values.push(Scalar::Bool(true)),
                Truth::No => found.values.push(Scalar::Bool(false)),
                Truth::Undecided(Why::Unknown) => found.unknown = true,
                Truth::Undecided(_) => {}
            },
        }
        found
    }

    fn over(
        &mut self,
        function: Function,
        set: NodeId,
        slot: Slot,
        filter: Option<NodeId>,
        empty: Option<&'m Value>,
        found: &mut Found<'m>,
    ) {
        let all = self.found(set);
        found.unknown = all.unknown;
        let of = all.values.len() as u64;
        let mut kept = Vec::new();
        for value in all.values {
            match filter.map_or(Truth::Yes, |f| self.truth_of(f, slot, value.clone())) {
                Truth::Yes => kept.push(value),
                Truth::Undecided(Why::Unknown) => found.unknown = true,
                _ => {}
            }
        }
        if found.unknown {
            return;
        }
        let result = match function {
            Function::Count => Some(Scalar::Number(Decimal::from(kept.len() as u64))),
            Function::Share => (of > 0).then_some(Scalar::Share(kept.len() as u64, of)),
            Function::Sum => {
                let mut values = kept.into_iter();
                match values.next() {
                    Some(first) => values.try_fold(first, |sum, value| sum.plus(&value)),
                    None => empty.and_then(|v| Scalar::new(self.model, v, None)),
                }
            }
            _ => {
                let wanted = match function {
                    Function::Min => Ordering::Less,
                    _ => Ordering::Greater,
                };
                let mut values = kept.into_iter();
                let first = values.next();
                first.and_then(|first| {
                    values.try_fold(first, |best, value| {
                        let order = value.order(&best, self.model)?;
                        Some(if order == wanted { value } else { best })
                    })
                })
            }
        };
        found.values.extend(result);
    }

    // ---- Paths -----------------------------------------------------------------------------------------------------

    fn path(&mut self, root: Root, steps: &'m [Step], found: &mut Found<'m>) {
        let mut current: Values<'m> = match root {
            Root::Bound(slot) => self.bound.get(slot.0 as usize).cloned().into_iter().collect(),
            Root::All(of) => all_of(self.model, of).into_iter().map(Scalar::Decl).collect(),
            Root::Decl(id) => smallvec![Scalar::Decl(self.model.decl(id))],
        };
        if let (Root::Decl(_), [], [Scalar::Decl(decl)]) = (root, steps, current.as_slice())
            && decl.kind() == kind::PARAM
        {
            let owner = decl.parent();
            return self.param(owner, *decl, found);
        }
        for (index, step) in steps.iter().enumerate() {
            let mut next = Found::default();
            for value in current {
                if !self.step() {
                    found.unknown = true;
                    return;
                }
                if let Scalar::Decl(decl) = value {
                    self.follow(decl, step, index + 1 == steps.len(), &mut next);
                }
            }
            found.unknown |= next.unknown;
            current = next.values;
            once_each(&mut current);
        }
        found.values = current;
    }

    /// What one step leads to from `decl`.
    fn follow(&mut self, decl: Decl<'m>, step: &'m Step, last: bool, found: &mut Found<'m>) {
        if let Some(name) = step.child
            && let Some(child) = decl.layers().find_map(|d| d.child(name))
        {
            match child.kind() == kind::PARAM && last {
                true => self.param(Some(decl), child, found),
                false => found.values.push(Scalar::Decl(child)),
            }
            return;
        }
        let mut said = false;
        for field in &step.fields {
            if self.model.schema.field(*field).is_some_and(|f| f.derived) {
                if self.model.schema.field_of(decl.kind(), self.model.schema.fields[field.0 as usize].name)
                    == Some(*field)
                {
                    self.derived(decl, *field, step.part, found);
                }
                continue;
            }
            if decl.base().is_some() {
                said |= self.inherited(decl, *field, step.part, found);
                continue;
            }
            for phrase in decl.phrases(*field) {
                said = true;
                match step.part {
                    Some(prep) => self.add_all(found, phrase, phrase.part(prep), step.part),
                    None => self.add_all(found, phrase, phrase.lead(), None),
                }
            }
        }
        if !said {
            for value in &step.default {
                self.add(found, value, None);
            }
        }
        if let Some(kind) = step.kind {
            let children: Vec<Decl<'m>> = match decl.base() {
                Some(_) => Resolved::of(decl).children().iter().map(Resolved::decl).collect(),
                None => decl.children().collect(),
            };
            for child in children.into_iter().filter(|c| c.kind() == kind) {
                self.step();
                found.values.push(Scalar::Decl(child));
            }
        }
    }

    /// What a declaration that extends another says of a field, itself or by what it inherits.
    fn inherited(&mut self, decl: Decl<'m>, of: FieldId, part: Option<Prep>, found: &mut Found<'m>) -> bool {
        let resolved = Resolved::of(decl);
        let mut any = false;
        for phrase in resolved.phrases(of) {
            any = true;
            let values: Vec<ValueRef<'m>> = match part {
                Some(prep) => phrase.part(prep).collect(),
                None => phrase.lead().collect(),
            };
            let values = values.into_iter().flat_map(|v| resolved.effective(v));
            self.add_all(found, phrase, values, part);
        }
        any
    }

    fn add_all(
        &mut self,
        found: &mut Found<'m>,
        phrase: Phrase<'m>,
        values: impl Iterator<Item = ValueRef<'m>>,
        part: Option<Prep>,
    ) {
        let source = Source { decl: phrase.decl(), field: phrase.field(), part };
        for value in values {
            self.add(found, value.value(), Some(source));
        }
    }

    fn add(&mut self, found: &mut Found<'m>, value: &'m Value, source: Option<Source<'m>>) {
        self.step();
        let before = found.values.len();
        match value {
            Value::Unknown => found.unknown = true,
            Value::Pattern(pattern) => {
                found.values.extend(self.model.pattern(*pattern).map(Scalar::Decl));
            }
            Value::Query(query) => {
                if let Some(id) = query.filter {
                    let condition = self.model.condition(id);
                    found.unknown |= !condition.sound || condition_members(self.model, condition).too_costly;
                }
                found.values.extend(members(self.model, query).into_iter().map(Scalar::Decl));
            }
            value => found.values.extend(Scalar::new(self.model, value, source)),
        }
        for _ in before..found.values.len() {
            self.step();
        }
    }

    /// The value of a parameter, as seen from `owner`: what it, or a document that it extends, sets, else the default.
    fn param(&mut self, owner: Option<Decl<'m>>, param: Decl<'m>, found: &mut Found<'m>) {
        let value = Param::of(param, owner.or(param.parent()).unwrap_or(param));
        match (value.set, param.phrases(field::PARAM_DEFAULT).next()) {
            (Some(phrase), _) => self.add_all(found, phrase, value.values.into_iter(), Some(Prep::To)),
            (None, Some(phrase)) => self.add_all(found, phrase, value.values.into_iter(), None),
            (None, None) => {}
        }
    }

    /// What the formula of a derived field gives for `decl`. Formulas never lead back to themselves.
    fn formula(&mut self, decl: Decl<'m>, formula: &'m Formula, found: &mut Found<'m>) {
        let code = std::mem::replace(&mut self.code, &formula.code);
        let bound = std::mem::replace(&mut self.bound, vec![Scalar::Decl(decl)]);
        let result = self.found(formula.root);
        (self.code, self.bound) = (code, bound);
        found.unknown |= result.unknown;
        found.values.extend(result.values);
    }

    /// A derived field: what its formula gives, or what the compiler works out.
    fn derived(&mut self, decl: Decl<'m>, of: FieldId, part: Option<Prep>, found: &mut Found<'m>) {
        // One of the package's own.
        if let Some(formula) = self.model.formula(of) {
            return match formula.sound {
                true => self.formula(decl, formula, found),
                false => found.unknown = true,
            };
        }
        let mut result = Found::default();
        reads::unrecorded(|| self.worked_out(decl, of, part, &mut result));
        if let Some(asked) = &mut self.asked {
            asked.push(Asked { decl: decl.id, field: of, part, print: result.print() });
        }
        found.unknown |= result.unknown;
        found.values.append(&mut result.values);
    }

    /// A field that the compiler works out.
    fn worked_out(&mut self, decl: Decl<'m>, of: FieldId, part: Option<Prep>, found: &mut Found<'m>) {
        use annexa_core::model::View;
        use annexa_core::prelude::{AcceptanceState, Approvable, ApprovalState, Control, CoverageState};
        use annexa_core::prelude::{
            Evidence, EvidenceState, Implements, Measure, MeasureResult, Objective, Progress, Risk, Role,
        };
        let Some(analysis) = self.analysis else {
            found.unknown = true;
            return;
        };
        let source = Source { decl, field: of, part: None };
        match of {
            field::IMPLEMENTS_STATE => {
                let state = Implements::of(decl).and_then(|i| analysis.implements_state(i));
                found.values.extend(state.map(|s| Scalar::Enum(Progress::ID, s.index())));
            }
            field::RISK_INHERENT_LEVEL | field::RISK_LEVEL | field::RISK_RESIDUAL_LEVEL => {
                let level = Risk::of(decl).and_then(|risk| match of {
                    field::RISK_INHERENT_LEVEL => analysis.risk_inherent_level(risk),
                    field::RISK_LEVEL => analysis.risk_level(risk),
                    _ => analysis.risk_residual_level(risk),
                });
                found.values.extend(level.map(|(name, index)| Scalar::Step {
                    name,
                    index,
                    source: Some(source),
                }));
            }
            field::ROLE_HELD_BY => {
                let persons = Role::of(decl).into_iter().flat_map(|role| analysis.role_held_by(role));
                found.unknown |= analysis.data.staff.is_hidden;
                found.values.extend(persons.map(|p| Scalar::Decl(p.decl())));
            }
            field::ROLE_HELD => {
                let held = Role::of(decl).and_then(|role| analysis.role_held(role));
                found.unknown |= held.is_none();
                found.values.extend(held.map(Scalar::Bool));
            }
            field::RISK_IN_FORCE => {
                let held = Risk::of(decl).into_iter().flat_map(|risk| analysis.risk_in_force(risk));
                found.values.extend(held.map(Scalar::Decl));
            }
            field::RISK_EASED => {
                let eased = Risk::of(decl).and_then(|risk| analysis.risk_eased(risk));
                found.values.extend(eased.map(Scalar::Bool));
            }
            field::RISK_ACCEPTANCE => {
                let state = Risk::of(decl).and_then(|risk| analysis.risk_acceptance(risk));
                found.values.extend(state.map(|s| Scalar::Enum(AcceptanceState::ID, s.index())));
            }
            field::APPROVABLE_APPROVAL_STATE => {
                let state =
                    Approvable::of(decl).and_then(|document| analysis.approvable_approval_state(document));
                found.values.extend(state.map(|s| Scalar::Enum(ApprovalState::ID, s.index())));
            }
            field::MEASURE_RESULT => {
                let result = Measure::of(decl).and_then(|m| analysis.measure_result(m));
                let asks = decl.phrases(field::MEASURE_VALUE).next().is_some();
                found.unknown |= result.is_none() && asks && analysis.data.hides(decl);
                found.values.extend(result.map(|r| Scalar::Enum(MeasureResult::ID, r.index())));
            }
            field::MEASURE_MISSED_SINCE => {
                let since = Measure::of(decl).and_then(|m| analysis.measure_missed_since(m));
                let asks = decl.phrases(field::MEASURE_VALUE).next().is_some();
                found.unknown |= since.is_none() && asks && analysis.data.hides(decl);
                found.values.extend(since.map(Scalar::Date));
            }
            field::OBJECTIVE_RESULT => {
                let result = Objective::of(decl).and_then(|o| analysis.objective_result(o));
                let measures = || decl.values(field::OBJECTIVE_MEASURED_BY).flat_map(|v| v.decls());
                found.unknown |= result.is_none() && measures().any(|m| analysis.data.hides(m));
                found.values.extend(result.map(|r| Scalar::Enum(MeasureResult::ID, r.index())));
            }
            field::EVIDENCE_STATE => {
                let state = Evidence::of(decl).and_then(|e| analysis.evidence_state(e));
                let asks = decl.phrases(field::EVIDENCE_EXPECT).next().is_some();
                found.unknown |= state.is_none() && asks && analysis.data.hides(decl);
                found.values.extend(state.map(|s| Scalar::Enum(EvidenceState::ID, s.index())));
            }
            field::CONTROL_STATE => {
                let Some(control) = Control::of(decl) else {
                    return;
                };
                for content in &analysis.scopes.all {
                    self.step();
                    if let Some(state) = analysis.control_state(control, content.scope) {
                        found.values.push(match part {
                            None => Scalar::Enum(CoverageState::ID, state.index()),
                            Some(_) => Scalar::Decl(content.scope.decl()),
                        });
                    }
                }
            }
            _ => found.unknown = true,
        }
    }
}

fn is_of(decl: Decl<'_>, of: SetOf) -> bool {
    match of {
        SetOf::Kind(kind) => decl.kind() == kind,
        SetOf::Aspect(aspect) => decl.model.schema.is(decl.kind(), aspect),
    }
}

/// Each declaration once; plain values stay, since two may be the same.
fn once_each(values: &mut Values<'_>) {
    if values.len() > 1 {
        let mut seen = FxHashSet::default();
        values.retain(|value| match value {
            Scalar::Decl(decl) => seen.insert(decl.id),
            _ => true,
        });
    }
}

/// Where a bound value is, for problems: the name of a declaration.
pub fn anchor_of(value: &Scalar<'_>) -> Option<Anchor> {
    match value {
        Scalar::Decl(decl) => Some(decl.anchor()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_unknown_comes_before_what_is_absent() {
        let place = Place { file: annexa_core::source::FileId(0), span: annexa_core::source::Span::at(0) };
        let absent = Why::Absent(place);
        assert_eq!(absent.and(None), absent);
        assert_eq!(Why::Unknown.and(None), Why::Unknown);
        assert_eq!(absent.and(Some(Why::Unknown)), Why::Unknown);
        assert_eq!(Why::Unknown.and(Some(absent)), Why::Unknown);
    }

    #[test]
    fn not_leaves_undecided_alone() {
        assert_eq!(!Truth::Yes, Truth::No);
        assert_eq!(!Truth::Undecided(Why::Unknown), Truth::Undecided(Why::Unknown));
    }
}
