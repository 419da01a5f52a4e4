//! Checks the rules of a package: what they bind, filter and require, and what they say when they are broken.

use annexa_diagnostics::{Level, Problem};
use annexa_syntax::literal::{self, PieceKind};
use annexa_syntax::tree::{Entry, Field};

use super::check::{Checker, Site};
use super::{Binding, CheckedRule, MessagePiece, NodeId};
use crate::builder::Builder;
use crate::model::{Anchor, DeclId, Model};
use crate::names::Name;
use crate::prelude::{field, kind};
use crate::problems;
use crate::schema::FieldId;
use crate::source::{Place, Span};
use crate::value::Value;

/// How many lines `each:` a rule may have.
const BINDINGS: usize = 8;

impl Builder<'_> {
    /// Checks all rules. Runs after all values are read.
    pub(crate) fn check_rules(&mut self) {
        for id in self.by_kind.get(kind::RULE.0 as usize).cloned().unwrap_or_default() {
            let rule = self.rule_before(id).unwrap_or_else(|| self.check_rule(id));
            self.rules.push(rule);
        }
    }

    /// The entries of `decl` that say `field`, in source order.
    fn said(&self, decl: DeclId, field: FieldId) -> Vec<Field> {
        let name = self.schema.fields[field.0 as usize].name;
        let data = &self.decls[decl.0 as usize];
        let source = self.files.get(data.file);
        let Some(body) = source.tree.decl(data.node).body else {
            return Vec::new();
        };
        let entries = source.tree.seq(body.entries).iter();
        entries
            .filter_map(|e| match e {
                Entry::Field(f) if self.names.get(f.name.of(&source.text)) == Some(name) => Some(f.clone()),
                _ => None,
            })
            .collect()
    }

    /// The first value before a preposition that `decl` says of `field`.
    fn said_value(&self, decl: DeclId, field: FieldId) -> Option<Value> {
        let (start, len) = self.decls[decl.0 as usize].entries;
        let entries = &self.entries[start as usize..(start + len) as usize];
        let entry = entries.iter().find(|e| e.field == field)?;
        let part = self.parts.get(entry.parts.0 as usize).filter(|_| entry.parts.1 > 0)?;
        let value = self.values.get(part.values.0 as usize).filter(|_| part.values.1 > 0)?;
        Some(value.value)
    }

    fn check_rule(&mut self, decl: DeclId) -> CheckedRule {
        let each = self.said(decl, field::RULE_EACH);
        let filter = self.said(decl, field::RULE_WHERE);
        let require = self.said(decl, field::RULE_REQUIRE);
        let texts =
            [field::RULE_MESSAGE, field::RULE_LABEL, field::RULE_REMEDY].map(|f| self.said_value(decl, f));
        let data = &self.decls[decl.0 as usize];
        let at = Site { file: data.file, decl, from: Some(decl), package: data.package, rule: true };
        let tree = self.files.get(at.file).tree.clone();
        let mut checker = Checker::new(self, &at);
        let mut bindings = Vec::new();
        let mut names: Vec<(Name, Span)> = Vec::new();
        for line in each.iter().take(BINDINGS) {
            let Some(elem) = tree.seq(line.phrase.lead).first() else {
                checker.sound = false;
                continue;
            };
            let span = tree.expr(elem.expr).span;
            let (set, name) = checker.binding(elem.expr);
            if name.is_none() && !set.ty.is_empty() {
                let text = checker.text(span);
                checker.tell(
                    Problem::new(
                        &problems::WRONG_TYPE,
                        Anchor::Place(checker.place(span)),
                        format!("`{text}` has no name by which the rule can speak of each"),
                        "needs a name",
                    )
                    .help(format!("write `x in {text}`")),
                );
            }
            if !set.ty.is_empty() && checker.kinds(&set.ty).is_empty() {
                let text = checker.text(span);
                checker.tell(Problem::new(
                    &problems::WRONG_TYPE,
                    Anchor::Place(checker.place(span)),
                    format!("a rule looks at declarations, and `{text}` holds {}", checker.says(&set)),
                    "holds no declarations",
                ));
            }
            if let Some(name) = name {
                let place = Span::new(span.start, span.start + checker.b.names.text(name).len() as u32);
                if let Some((_, first)) = names.iter().find(|(n, _)| *n == name) {
                    let text = checker.b.names.text(name).to_string();
                    checker.tell(
                        Problem::new(
                            &problems::DUPLICATE_NAME,
                            Anchor::Place(checker.place(place)),
                            format!("`{text}` is bound twice in this rule"),
                            "a second time here",
                        )
                        .related(Anchor::Place(checker.place(*first)), "the first one"),
                    );
                }
                names.push((name, place));
            }
            checker.bind(name, set.ty.clone());
            let filter = elem.filter.map(|f| checker.truth(f));
            bindings.push(Binding { set: set.node, filter });
        }
        if let Some(line) = each.get(BINDINGS) {
            checker.tell(Problem::new(
                &problems::TOO_MANY,
                Anchor::Place(checker.place(line.name)),
                format!("a rule looks at {} things at most, and here are {}", BINDINGS, each.len()),
                "one too many",
            ));
        }
        let mut truths = |lines: &[Field]| -> Vec<NodeId> {
            let first = |line: &Field| tree.seq(line.phrase.lead).first().map(|e| e.expr);
            lines.iter().filter_map(first).map(|expr| checker.truth(expr)).collect()
        };
        let filter = truths(&filter).first().copied();
        let require = truths(&require);
        let [message, label, help] = texts.map(|text| match text {
            Some(Value::Text(place)) => Self::message(&mut checker, place),
            _ => Vec::new(),
        });
        let sound = checker.sound && !bindings.is_empty();
        CheckedRule { decl, code: checker.code, each: bindings, filter, require, message, label, help, sound }
    }

    fn message(checker: &mut Checker<'_, '_>, place: Place) -> Vec<MessagePiece> {
        checker.read_in(place.file);
        let source = checker.b.files.get(place.file).text.clone();
        let mut pieces = Vec::new();
        for piece in literal::pieces(place.span.of(&source), place.span.start) {
            match piece.kind {
                PieceKind::Text(words) => pieces.push(MessagePiece::Text(words.into_owned())),
                PieceKind::Reference { span, .. } => {
                    let typed = checker.path(span);
                    pieces.push(MessagePiece::Value(typed.node));
                }
                PieceKind::Worded { words, span, .. } => {
                    checker.path(span);
                    pieces.push(MessagePiece::Text(words.to_string()));
                }
                PieceKind::Braces(words) => pieces.push(MessagePiece::Text(format!("{{{words}}}"))),
            }
        }
        pieces
    }
}

/// A rule with an error in its text is not run: what it would say is not what its author means.
pub(crate) fn set_broken_rules_aside(model: &mut Model, problems: &[Problem<Anchor>]) {
    for problem in problems.iter().filter(|p| p.level == Level::Error) {
        let mut decl = model.enclosing(problem.primary.place);
        while let Some(outer) = decl {
            if outer.kind() == kind::RULE {
                let id = outer.id;
                if let Some(rule) = model.rules.iter_mut().find(|r| r.decl == id) {
                    rule.sound = false;
                }
                break;
            }
            decl = outer.parent();
        }
    }
}
