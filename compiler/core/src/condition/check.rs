//! Checks expressions: finds what each word leads to, and of which type it is.
//!
//! [`Checker`] walks one expression (or those of one rule) and makes its [`Code`]. Literals and bare values are read by
//! the same functions that read the values of fields, so they take the same values and have the same problems.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use annexa_diagnostics::{Problem, ProblemKind};
use annexa_syntax::tree::{Expr, ExprId, ExprKind, Prep};
use rustc_hash::FxHashMap;

use super::{Code, Condition, ConditionId, MAX_DEPTH, Node, NodeId, Pending, Slot};
use crate::builder::{Builder, Cx};
use crate::model::{Anchor, DeclId};
use crate::names::Name;
use crate::problems;
use crate::schema::{Alternative, FieldId, KindId};
use crate::source::{FileId, PackageId, Place, Span};
use crate::value::{Query, SetOf, Value};

/// How many lets may stand for each other where the type of one is looked for.
pub(super) const SUBSTITUTIONS: u32 = 64;
/// The day about which is spoken, in rules.
pub(super) const TODAY: &str = "today";

/// A checked operand: its node, its type and how it is spoken of.
#[derive(Clone, Debug)]
pub(super) struct Typed {
    pub node: NodeId,
    /// What it may be; empty where that is not known, so that nothing more is said about it.
    pub ty: Vec<Alternative>,
    /// Whether it is a set.
    pub many: bool,
    /// The field that it reads, for the words of problems.
    pub(super) field: Option<(FieldId, Option<Prep>)>,
    pub(super) span: Span,
}

/// What a name, or the roots of paths, are bound to.
pub(super) struct Frame {
    /// `None` after a `where` without a bound name: roots are fields then.
    pub(super) name: Option<Name>,
    pub(super) ty: Vec<Alternative>,
    pub(super) slot: Slot,
}

/// Where an expression stands, and what may stand in it.
pub(super) struct Site {
    pub file: FileId,
    /// The declaration that it belongs to.
    pub decl: DeclId,
    /// Names are looked up from here outwards.
    pub from: Option<DeclId>,
    pub package: PackageId,
    /// A rule reads derived fields and the day; a field of a declaration does not.
    pub rule: bool,
}

/// Where the first word of a path leads.
pub(super) enum First {
    /// Something bound; the number of segments that are used up.
    Bound(Slot, Vec<Alternative>, usize),
    Decl(DeclId, usize),
    Let(crate::model::LetId),
    All(SetOf),
    Today,
    /// Into a package that cannot be read, which is told at the manifest.
    Unread,
    Nothing,
}

pub(super) struct Checker<'b, 'l> {
    pub b: &'b mut Builder<'l>,
    pub(super) cx: Cx,
    pub(super) from: Option<DeclId>,
    pub(super) package: PackageId,
    pub(super) rule: bool,
    pub(super) frames: Vec<Frame>,
    pub code: Code,
    /// Fields that hold sets and that the expression reads, with the kinds of what is read.
    pub(super) reads: Vec<(KindId, FieldId)>,
    /// Derived fields that the expression reads.
    pub(super) derived_reads: Vec<FieldId>,
    pub sound: bool,
    pub(super) depth: u32,
}

impl Builder<'_> {
    /// Puts a condition aside until all values are read.
    pub(crate) fn add_condition(&mut self, cx: &Cx, of: SetOf, expr: ExprId) -> ConditionId {
        // Conditions are numbered over all files.
        self.settled = false;
        let kind = self.decls[cx.decl.0 as usize].kind;
        let at = (kind, cx.field);
        // A `let` with a `where` stands for the same set wherever it is used.
        if cx.via.is_some()
            && let Some(index) =
                self.pending.iter().position(|p| (p.file, p.expr, p.of) == (cx.file, expr, of))
        {
            if !self.pending[index].stands_in.contains(&at) {
                self.pending[index].stands_in.push(at);
            }
            return ConditionId(index as u32);
        }
        self.pending.push(Pending {
            of,
            file: cx.file,
            expr,
            decl: cx.decl,
            from: cx.via.is_none().then_some(cx.decl),
            package: self.decls[cx.decl.0 as usize].package,
            stands_in: vec![at],
        });
        ConditionId(self.pending.len() as u32 - 1)
    }

    /// Checks all conditions of fields. Runs after all values are read.
    pub(crate) fn check_conditions(&mut self) {
        let pending = std::mem::take(&mut self.pending);
        let mut all_reads = Vec::new();
        // Many fields ask for the same; what words mean depends on the declarations that names stand for, and no more.
        let mut known: FxHashMap<(SetOf, PackageId, String, Vec<DeclId>), ConditionId> = FxHashMap::default();
        for condition in &pending {
            let at = Site {
                file: condition.file,
                decl: condition.decl,
                from: condition.from,
                package: condition.package,
                rule: false,
            };
            let mut checker = Checker::new(self, &at);
            let ty = match condition.of {
                SetOf::Kind(kind) => Alternative::Kind(kind),
                SetOf::Aspect(aspect) => Alternative::Aspect(aspect),
            };
            let slot = checker.bind(None, vec![ty]);
            let place = checker.place(checker.expr(condition.expr).span);
            let root = checker.truth(condition.expr);
            checker.unbind();
            debug_assert_eq!(slot, Slot(0));
            let words = checker.text(place.span);
            let (code, sound, reads) = (checker.code, checker.sound, checker.reads);
            let id = ConditionId(self.conditions.len() as u32);
            let first =
                *known.entry((condition.of, condition.package, words, code.declarations())).or_insert(id);
            self.conditions.push(Condition {
                of: condition.of,
                place,
                code,
                root,
                sound,
                same_as: (first != id && sound).then_some(first),
                members: OnceLock::new(),
            });
            all_reads.push(reads);
        }
        self.find_circles(&pending, &all_reads);
        // What did not check is unknown, as any other value.
        for data in &mut self.values {
            if let Value::Query(Query { filter: Some(id), .. }) = data.value
                && !self.conditions[id.0 as usize].sound
            {
                data.value = Value::Unknown;
            }
        }
    }

    /// Conditions that rest on themselves, by way of the fields that they stand in, and those that rest on too many.
    pub(super) fn find_circles(&mut self, pending: &[Pending], reads: &[Vec<(KindId, FieldId)>]) {
        type At = (KindId, FieldId);
        let mut standing: BTreeMap<At, Vec<usize>> = BTreeMap::new();
        for (index, condition) in pending.iter().enumerate() {
            for at in &condition.stands_in {
                standing.entry(*at).or_default().push(index);
            }
        }
        let mut next: BTreeMap<At, Vec<At>> = BTreeMap::new();
        for (at, conditions) in &standing {
            let mut read: Vec<At> = conditions
                .iter()
                .flat_map(|c| reads[*c].iter().copied())
                .filter(|r| standing.contains_key(r))
                .collect();
            read.sort_unstable();
            read.dedup();
            next.insert(*at, read);
        }
        // In each round, the places all of whose reads are settled.
        let mut settled: Vec<At> = Vec::new();
        for _ in 0..MAX_DEPTH {
            let round: Vec<At> = next
                .iter()
                .filter(|(at, read)| !settled.contains(at) && read.iter().all(|r| settled.contains(r)))
                .map(|(at, _)| *at)
                .collect();
            if round.is_empty() {
                break;
            }
            settled.extend(round);
        }
        let open: Vec<At> = next.keys().copied().filter(|at| !settled.contains(at)).collect();
        let reached = |from: At| {
            let mut seen: Vec<At> = Vec::new();
            let mut todo = next[&from].clone();
            while let Some(at) = todo.pop() {
                if !seen.contains(&at) {
                    seen.push(at);
                    todo.extend(&next[&at]);
                }
            }
            seen
        };
        let mut told: Vec<At> = Vec::new();
        for at in &open {
            for index in &standing[at] {
                self.conditions[*index].sound = false;
            }
            let from_here = reached(*at);
            if told.contains(at) || !from_here.contains(at) {
                continue;
            }
            let circle: Vec<At> =
                from_here.into_iter().filter(|other| reached(*other).contains(at)).collect();
            told.extend(&circle);
            let mut conditions: Vec<usize> = circle.iter().flat_map(|c| standing[c].clone()).collect();
            conditions.sort_unstable();
            conditions.dedup();
            let field = self.names.text(self.schema.fields[at.1.0 as usize].name);
            let message = format!("`{field}` is filled by a `where` that reads `{field}` itself");
            let anchor = |b: &Self, index: usize| Anchor::Place(b.conditions[index].place);
            let mut problem = Problem::new(
                &problems::CYCLIC_REFERENCE,
                anchor(self, conditions[0]),
                message,
                "never comes to an end",
            )
            .help("name the declarations one by one, or ask for something else");
            for other in conditions.iter().skip(1).take(8) {
                problem = problem.related(anchor(self, *other), "and this one takes part");
            }
            self.report(problem);
        }
        if told.is_empty()
            && let Some(at) = open.first()
        {
            let problem = Problem::new(
                &problems::TOO_DEEP,
                Anchor::Place(self.conditions[standing[at][0]].place),
                format!("this `where` rests on others, more than {MAX_DEPTH} of them one behind the other"),
                "rests on too many",
            );
            self.report(problem);
        }
    }
}

impl<'b, 'l> Checker<'b, 'l> {
    pub fn new(b: &'b mut Builder<'l>, at: &Site) -> Self {
        let source = b.files.get(at.file);
        let cx = Cx {
            file: at.file,
            tree: source.tree.clone(),
            text: source.text.clone(),
            decl: at.decl,
            field: FieldId::HEAD,
            prep: None,
            via: None,
            depth: 0,
        };
        Checker {
            b,
            cx,
            from: at.from,
            package: at.package,
            rule: at.rule,
            frames: Vec::new(),
            code: Code::default(),
            reads: Vec::new(),
            derived_reads: Vec::new(),
            sound: true,
            depth: 0,
        }
    }

    /// Goes on in another file: the message of a rule may come from a `let`.
    pub fn read_in(&mut self, file: FileId) {
        let source = self.b.files.get(file);
        self.cx.file = file;
        self.cx.tree = source.tree.clone();
        self.cx.text = source.text.clone();
    }

    pub fn bind(&mut self, name: Option<Name>, ty: Vec<Alternative>) -> Slot {
        let slot = Slot(self.frames.len() as u32);
        self.frames.push(Frame { name, ty, slot });
        slot
    }

    pub fn unbind(&mut self) {
        self.frames.pop();
    }

    pub fn expr(&self, id: ExprId) -> Expr {
        self.cx.tree.expr(id)
    }

    pub fn text(&self, span: Span) -> String {
        span.of(&self.cx.text).to_string()
    }

    pub fn place(&self, span: Span) -> Place {
        Place { file: self.cx.file, span }
    }

    pub(super) fn anchor(&self, span: Span) -> Anchor {
        Anchor::Place(self.place(span))
    }

    pub(super) fn push(&mut self, node: Node, span: Span) -> NodeId {
        let place = self.place(span);
        self.code.push(node, place)
    }

    pub(super) fn unknown(&mut self, span: Span) -> Typed {
        self.sound = false;
        let node = self.push(Node::Unknown, span);
        Typed { node, ty: Vec::new(), many: false, field: None, span }
    }

    pub(super) fn typed(&mut self, node: Node, span: Span, ty: Alternative) -> Typed {
        let node = self.push(node, span);
        Typed { node, ty: vec![ty], many: false, field: None, span }
    }

    pub fn tell(&mut self, problem: Problem<Anchor>) {
        self.sound = false;
        self.b.report(problem);
    }

    pub(super) fn problem(
        &self,
        kind: &'static ProblemKind,
        span: Span,
        message: impl Into<String>,
        label: &str,
    ) -> Problem<Anchor> {
        Problem::new(kind, self.anchor(span), message, label)
    }

    /// The expression without the brackets around it.
    pub(super) fn bare(&self, mut id: ExprId) -> ExprId {
        while let ExprKind::Group(inner) = self.expr(id).kind {
            id = inner;
        }
        id
    }

    /// Goes one level deeper, if that is not too deep.
    pub(super) fn deeper(&mut self, span: Span) -> bool {
        self.depth += 1;
        // Each pair of brackets takes a few levels of the grammar.
        if self.depth <= 4 * MAX_DEPTH {
            return true;
        }
        if self.sound {
            let problem = self.problem(
                &problems::TOO_DEEP,
                span,
                "the brackets of this expression are nested too deeply",
                "too deep",
            );
            self.tell(problem.help("give the inner part a name of its own, or say it in two rules"));
        }
        self.sound = false;
        false
    }
}
