//! Checks the formulas of derived fields that a package declares: `derived heavy: bool = weight > 100`.
//!
//! A formula reads the fields of its own declaration, and through them whatever a rule may read. It may read other derived
//! fields; those that read each other in a circle are told, and so is a chain of them that is too long.

use std::collections::BTreeMap;

use annexa_diagnostics::Problem;
use annexa_syntax::tree::Occurs;

use super::check::{Checker, Site, Typed};
use super::{Formula, MAX_DEPTH, Node};
use crate::builder::Builder;
use crate::model::Anchor;
use crate::problems;
use crate::schema::{Alternative, AspectId, FieldId, KindId, Type};
use crate::source::{PackageId, Place};

impl Builder<'_> {
    /// Checks all formulas. Runs after all values are read.
    pub(crate) fn check_formulas(&mut self) {
        let mut reads: BTreeMap<FieldId, Vec<FieldId>> = BTreeMap::new();
        for index in 0..self.schema.fields.len() {
            let id = FieldId(index as u16);
            let field = &self.schema.fields[index];
            let package = self.files.get(field.place.file).package;
            if !field.derived || package == PackageId::LIBRARY {
                continue;
            }
            if let Some((formula, read)) = self.check_formula(id, package) {
                reads.insert(id, read);
                self.formulas.insert(id, formula);
            }
        }
        self.find_formula_circles(&reads);
    }

    fn check_formula(&mut self, id: FieldId, package: PackageId) -> Option<(Formula, Vec<FieldId>)> {
        let field = self.schema.fields[id.0 as usize].clone();
        let name = self.names.text(field.name).to_string();
        let at = Anchor::Place(field.place);
        let Some((file, expr)) = field.value else {
            let problem = Problem::new(
                &problems::MISSING_VALUE,
                at,
                format!("`{name}` is worked out, and nothing says from what"),
                "needs a formula",
            );
            self.report(problem.help(format!(
                "write an equals sign and the formula behind the type, such as `derived {name}: bool = owner == none`"
            )));
            return None;
        };
        let (Some(lead), true) = (&field.lead, field.parts.is_empty()) else {
            let problem = Problem::new(
                &problems::WRONG_TYPE,
                at,
                format!("`{name}` is worked out, and so has a value and no parts"),
                "has parts",
            );
            self.report(problem.help("give each part a derived field of its own"));
            return None;
        };
        let of = self.declared_in(id)?;
        let stand_in = self.stand_in(file, package);
        let site = Site { file, decl: stand_in, from: None, package, rule: true };
        let mut checker = Checker::new(self, &site);
        checker.bind(None, vec![of]);
        let span = checker.expr(expr).span;
        let many = lead.many || matches!(field.occurs, Occurs::Any | Occurs::AtLeastOnce);
        let told = checker.b.problems.len();
        // A bare word is a value of the declared type.
        let node = checker.push(Node::Unknown, field.place.span);
        let declared = Typed {
            node,
            ty: lead.alternatives.clone(),
            many,
            field: Some((id, None)),
            span: field.place.span,
        };
        let found = checker.beside(expr, &declared, many);
        if found.many && !many {
            let text = checker.text(span);
            let problem = Problem::new(
                &problems::WRONG_TYPE,
                Anchor::Place(checker.place(span)),
                format!("`{text}` may have several values, and `{name}` has one"),
                "a set",
            );
            checker.tell(
                problem
                    .related(at, "takes one value")
                    .help("ask for one with `any`, `all`, `count`, `min` or `max`, or let the field have several with `*`"),
            );
        } else if checker.b.problems.len() == told
            && !found.ty.is_empty()
            && !lead.alternatives.is_empty()
            && !checker.comparable(&found, &declared)
        {
            let text = checker.text(span);
            let is = checker.says(&found);
            let wants = checker.b.type_text(&Type { alternatives: lead.alternatives.clone(), many: false });
            let problem = Problem::new(
                &problems::WRONG_TYPE,
                Anchor::Place(checker.place(span)),
                format!("`{name}` is declared as {wants}, and `{text}` gives {is}"),
                "does not fit",
            );
            checker.tell(problem.related(at, "declared here"));
        }
        checker.unbind();
        let (code, reads) = (checker.code, checker.derived_reads);
        let sound = checker.sound && self.problems[told..].is_empty();
        self.drop_stand_in(stand_in);
        let place = Place { file, span };
        Some((Formula { code, root: found.node, place, sound }, reads))
    }

    /// The kind or aspect whose text declares the field.
    fn declared_in(&self, id: FieldId) -> Option<Alternative> {
        let aspect = self.schema.aspects.iter().position(|a| a.fields.contains(&id));
        let kind = || self.schema.kinds.iter().position(|k| k.fields.contains(&id));
        match aspect {
            Some(index) => Some(Alternative::Aspect(AspectId(index as u16))),
            None => kind().map(|index| Alternative::Kind(KindId(index as u16))),
        }
    }

    /// Formulas that rest on themselves, and those that rest on too many.
    fn find_formula_circles(&mut self, reads: &BTreeMap<FieldId, Vec<FieldId>>) {
        let mut settled: Vec<FieldId> = Vec::new();
        for _ in 0..MAX_DEPTH {
            let rests = |read: &[FieldId]| read.iter().all(|r| settled.contains(r) || !reads.contains_key(r));
            let open = reads.iter().filter(|(id, _)| !settled.contains(id));
            let round: Vec<FieldId> = open.filter(|(_, read)| rests(read)).map(|(id, _)| *id).collect();
            if round.is_empty() {
                break;
            }
            settled.extend(round);
        }
        let open: Vec<FieldId> = reads.keys().copied().filter(|id| !settled.contains(id)).collect();
        let reached = |from: FieldId| {
            let mut seen: Vec<FieldId> = Vec::new();
            let mut todo: Vec<FieldId> = reads[&from].clone();
            while let Some(id) = todo.pop() {
                if !seen.contains(&id) {
                    seen.push(id);
                    todo.extend(reads.get(&id).into_iter().flatten());
                }
            }
            seen
        };
        let mut told: Vec<FieldId> = Vec::new();
        let mut circles = 0;
        for id in &open {
            if let Some(formula) = self.formulas.get_mut(id) {
                formula.sound = false;
            }
            let from_here = reached(*id);
            if told.contains(id) || !from_here.contains(id) {
                continue;
            }
            circles += 1;
            let mut others: Vec<FieldId> =
                from_here.into_iter().filter(|o| o != id && reached(*o).contains(id)).collect();
            others.sort_unstable();
            told.push(*id);
            told.extend(&others);
            let place = |b: &Self, id: FieldId| Anchor::Place(b.formulas[&id].place);
            let text = |b: &Self, id: FieldId| b.names.text(b.schema.fields[id.0 as usize].name).to_string();
            let by_way: Vec<String> = others.iter().map(|o| format!("`{}`", text(self, *o))).collect();
            let name = text(self, *id);
            let message = match by_way.is_empty() {
                true => format!("`{name}` is worked out from itself"),
                false => format!("`{name}` is worked out from itself, by way of {}", by_way.join(", ")),
            };
            let mut problem = Problem::new(
                &problems::CYCLIC_REFERENCE,
                place(self, *id),
                message,
                "never comes to a value",
            );
            for other in others.iter().take(8) {
                problem = problem.related(place(self, *other), "and this one takes part");
            }
            self.report(problem.help("work one of them out from fields that are written"));
        }
        if circles == 0
            && let Some(first) = open.first()
        {
            let problem = Problem::new(
                &problems::TOO_DEEP,
                Anchor::Place(self.formulas[first].place),
                format!("this formula rests on others, more than {MAX_DEPTH} of them one behind the other"),
                "rests on too many",
            );
            self.report(problem);
        }
    }
}
