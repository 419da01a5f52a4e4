//! Checks queries: `risk where level >= high and owner == ciso`, or an expression with one value such as `count(risk)`.
//!
//! A query is a text beside the package, with a place of its own among the files, so that its problems are shown as any
//! other. It reads what a rule reads. Of a set, it has columns: those that are asked for, or the fields that the query
//! names and those that each of the kind has.

use annexa_diagnostics::{Level, Problem};
use annexa_syntax::ParsedQuery;
use annexa_syntax::tree::{ExprKind, Occurs};

use super::check::{Checker, Site, Typed};
use super::{Code, Node, NodeId, Root, Slot};
use crate::builder::Builder;
use crate::model::Anchor;
use crate::names::Name;
use crate::schema::{Alternative, FieldId, KindId};
use crate::source::{FileId, PackageId, Place, SourceFile};

/// So many columns a query has where nobody says which.
pub const COLUMNS: usize = 6;

/// What is asked of a package.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Question {
    /// The query: an expression, perhaps with a `where`.
    pub query: String,
    /// The columns that are wanted, with commas between; `None` for those that suit the query.
    pub columns: Option<String>,
}

/// A query, checked.
#[derive(Debug)]
pub struct CheckedQuery {
    /// The file that stands for its text.
    pub file: FileId,
    /// Its nodes, those of the columns among them.
    pub code: Code,
    /// What it asks for; `None` where it cannot be understood.
    pub asks: Option<Asks>,
    /// What is wrong with it.
    pub problems: Vec<Problem<Anchor>>,
}

/// What a query asks for.
#[derive(Debug)]
pub enum Asks {
    /// The declarations of a set, a row each.
    Declarations {
        /// The set.
        set: NodeId,
        /// What each is bound to in the columns.
        slot: Slot,
        /// The columns behind name and title, from left to right.
        columns: Vec<Column>,
    },
    /// Values, or one.
    Values(NodeId),
}

/// A column of a query.
#[derive(Debug)]
pub struct Column {
    /// As it is written: `owner`, `owner.holder`.
    pub name: String,
    /// What stands in it.
    pub node: NodeId,
    /// Whether there may be several values.
    pub many: bool,
}

impl Builder<'_> {
    /// Checks `question`. Runs when everything else is checked.
    pub(crate) fn check_query(&mut self, question: &Question) -> CheckedQuery {
        let before = self.problems.len();
        let parsed = annexa_syntax::parse_query(&question.query);
        let (file, read) = self.query_file("query", &question.query, &parsed);
        let stand_in = self.stand_in(file, PackageId::MAIN);
        let site = Site { file, decl: stand_in, from: None, package: PackageId::MAIN, rule: true };
        let mut checker = Checker::new(self, &site);
        let mut asks = None;
        if let Some(elem) = parsed.elem.filter(|_| read) {
            let (mut set, name) = checker.binding(elem.expr);
            if name.is_some() && elem.filter.is_none() {
                // `x in set` by itself is yes or no.
                set = checker.operand(elem.expr);
            }
            if let Some(filter) = elem.filter {
                let slot = checker.bind(name, set.ty.clone());
                let condition = checker.truth(filter);
                checker.unbind();
                let span = set.span;
                set.node = checker.push(Node::Where { set: set.node, slot, filter: condition }, span);
                set.many = true;
            }
            let kinds = checker.kinds(&set.ty);
            asks = Some(match kinds.is_empty() {
                true => Asks::Values(set.node),
                false => Asks::Declarations { set: set.node, slot: Slot(0), columns: Vec::new() },
            });
            if let Some(Asks::Declarations { columns, .. }) = &mut asks
                && checker.sound
            {
                *columns = match &question.columns {
                    Some(text) => checker.columns(text, &set),
                    None => {
                        let text = checker.suiting(&kinds).join(", ");
                        checker.columns(&text, &set)
                    }
                };
            }
        }
        let (code, sound) = (checker.code, checker.sound);
        self.drop_stand_in(stand_in);
        let mut problems = self.problems.split_off(before);
        // There is no file in which a fix could be applied; the help says it.
        for problem in &mut problems {
            problem.fixes.clear();
        }
        let failed = !sound || problems.iter().any(|p| p.level == Level::Error);
        CheckedQuery { file, code, asks: asks.filter(|_| !failed), problems }
    }

    /// Enters the text of a query, or of its columns, among the files. Gives whether it could be read.
    fn query_file(&mut self, path: &str, text: &str, parsed: &ParsedQuery) -> (FileId, bool) {
        let file = self.files.push(SourceFile {
            path: path.to_string(),
            text: text.into(),
            tree: std::sync::Arc::new(parsed.tree.clone()),
            errors: std::sync::Arc::default(),
            faults: std::sync::Arc::default(),
            package: PackageId::MAIN,
        });
        for error in &parsed.errors {
            self.report(crate::syntax_problem(error, file));
        }
        (file, parsed.errors.iter().all(|e| crate::syntax_kind(e).level != Level::Error))
    }
}

impl Checker<'_, '_> {
    /// The columns that `text` names, read on the elements of `set`.
    fn columns(&mut self, text: &str, set: &Typed) -> Vec<Column> {
        // A list in brackets is what the grammar reads.
        let listed = format!("[{text}]");
        let parsed = annexa_syntax::parse_query(&listed);
        let (file, read) = self.b.query_file("columns", &listed, &parsed);
        let elems = parsed.elem.and_then(|elem| match parsed.tree.expr(elem.expr).kind {
            ExprKind::List(elems) => Some(elems),
            _ => None,
        });
        let (true, Some(elems)) = (read, elems) else {
            self.sound = false;
            return Vec::new();
        };
        let back = self.cx.file;
        self.read_in(file);
        self.bind(None, set.ty.clone());
        let mut columns = Vec::new();
        for elem in parsed.tree.seq(elems) {
            let typed = self.operand(elem.expr);
            let name = self.text(typed.span);
            columns.push(Column { name, node: typed.node, many: typed.many });
        }
        self.unbind();
        self.read_in(back);
        columns
    }

    /// The names of the columns that suit a query over `kinds`: the fields that it reads of each element, and those that
    /// each declaration of the kind has.
    fn suiting(&self, kinds: &[KindId]) -> Vec<String> {
        let mut names: Vec<Name> = Vec::new();
        let add = |name: Name, names: &mut Vec<Name>| {
            let all = kinds.iter().any(|k| self.b.schema.field_of(*k, name).is_some());
            if all && names.len() < COLUMNS && !names.contains(&name) {
                names.push(name);
            }
        };
        for node in self.code.nodes() {
            let Node::Path { root: Root::Bound(Slot(0)), steps } = node else { continue };
            for field in steps.first().into_iter().flat_map(|s| s.fields.iter()) {
                if *field != FieldId::HEAD {
                    add(self.b.schema.fields[field.0 as usize].name, &mut names);
                }
            }
        }
        if let [only] = kinds {
            for id in &self.b.schema.kinds[only.0 as usize].fields {
                let field = &self.b.schema.fields[id.0 as usize];
                let always = matches!(field.occurs, Occurs::Once | Occurs::AtLeastOnce);
                let value = field.lead.as_ref().is_some_and(|ty| {
                    let unread = |a: &Alternative| matches!(a, Alternative::Builtin(b) if b.is_unread());
                    !ty.alternatives.iter().any(unread)
                });
                if always && value && !field.derived {
                    add(field.name, &mut names);
                }
            }
        }
        names.into_iter().map(|n| self.b.names.text(n).to_string()).collect()
    }
}

impl CheckedQuery {
    /// Its text, as a place.
    pub fn place(&self, length: u32) -> Place {
        Place { file: self.file, span: crate::source::Span::new(0, length) }
    }
}
