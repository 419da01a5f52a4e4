//! Whole fields and declarations with places to fill in, made of what the schema says.

use std::fmt::Write;

use annexa_core::Model;
use annexa_core::prelude::{field as of, kind};
use annexa_core::schema::{Alternative, Builtin, FieldId, KindId, PartType, Type};
use annexa_core::time::Date;
use annexa_syntax::tree::{Occurs, Prep};

/// What people nearly always say in a declaration of a kind, beside what it must say.
const USUAL: &[(KindId, &[FieldId])] = &[
    (kind::STATEMENT, &[of::IMPLEMENTS_IMPLEMENTS, of::IMPLEMENTS_CARRIED_OUT_BY, of::IMPLEMENTS_STATUS]),
    (kind::PROCEDURE, &[of::OWNED_OWNER, of::IMPLEMENTS_IMPLEMENTS, of::IMPLEMENTS_STATUS]),
    (kind::POLICY, &[of::OWNED_OWNER, of::APPROVABLE_APPROVER, of::REVIEWED_REVIEW]),
    (kind::RISK, &[of::RISK_ASSETS, of::OWNED_OWNER, of::RISK_INHERENT, of::RISK_TREAT]),
    (kind::SOA, &[of::OWNED_OWNER, of::APPROVABLE_APPROVER, of::SOA_INCLUDE, of::SOA_EXCLUDE]),
    (kind::ASSET, &[of::OWNED_OWNER, of::CLASSIFIED_CLASSIFICATION]),
    (kind::ROLE, &[of::ROLE_HOLDER, of::ROLE_REPORTS_TO]),
    (kind::EVIDENCE, &[of::OWNED_OWNER, of::EVIDENCE_FILE, of::EVIDENCE_COLLECTED, of::EVIDENCE_VALID]),
    (kind::ACTION, &[of::OWNED_OWNER, of::ACTION_DEADLINE]),
];

/// The parts that people nearly always say with a field, though they may be left out.
const USUAL_PARTS: &[(FieldId, Prep)] = &[
    (of::SOA_INCLUDE, Prep::Because),
    (of::SOA_EXCLUDE, Prep::Because),
    (of::RISK_TREAT, Prep::With),
    (of::ROLE_HOLDER, Prep::Since),
];

/// Kinds whose declarations hold words of their own.
const WITH_WORDS: &[KindId] = &[kind::STATEMENT, kind::POLICY, kind::PROCEDURE];

struct Template<'m> {
    model: &'m Model,
    day: Date,
    text: String,
    next: usize,
}

/// A declaration of a kind.
pub fn declaration(model: &Model, kind: KindId, day: Date) -> String {
    let mut template = Template { model, day, text: String::new(), next: 1 };
    let Some(data) = model.schema.kind(kind) else { return String::new() };
    template.text.push_str(model.names.text(data.name));
    template.text.push(' ');
    template.stop("name");
    template.text.push_str(" \"");
    template.stop("Title");
    template.text.push('"');
    for part in data.head.iter().filter(|part| !part.optional) {
        template.part(part);
    }
    template.text.push_str(" {");
    let usual = USUAL.iter().find(|(of, _)| *of == kind).map_or(&[][..], |(_, fields)| fields);
    for id in &data.fields {
        let Some(field) = model.schema.field(*id) else { continue };
        let required = matches!(field.occurs, Occurs::Once | Occurs::AtLeastOnce) && field.value.is_none();
        if !field.derived && (required || usual.contains(id)) {
            template.text.push_str("\n    ");
            template.field(*id);
        }
    }
    if WITH_WORDS.contains(&kind) {
        template.text.push_str("\n    \"\"\"\n    ");
        template.stop("What it says.");
        template.text.push_str("\n    \"\"\"");
    }
    template.text.push_str("\n    $0\n}");
    template.text
}

/// A field with its value.
pub fn field(model: &Model, id: FieldId, day: Date) -> String {
    let mut template = Template { model, day, text: String::new(), next: 1 };
    template.field(id);
    template.text
}

/// A template without its places to fill in, for editors that know none.
pub fn plain(template: &str) -> String {
    let mut out = String::new();
    let mut rest = template;
    while let Some(at) = rest.find('$') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        if let Some(inside) = rest.strip_prefix('{') {
            let end = inside.find('}').unwrap_or(inside.len());
            let words = inside[..end].trim_start_matches(|c: char| c.is_ascii_digit());
            let words = words.strip_prefix(':').or_else(|| words.strip_prefix('|')).unwrap_or(words);
            out.push_str(words.split([',', '|']).next().unwrap_or_default());
            rest = inside.get(end + 1..).unwrap_or_default();
        } else {
            rest = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        }
    }
    out.push_str(rest);
    out
}

impl Template<'_> {
    /// A place to fill in.
    fn stop(&mut self, words: &str) {
        // Writing to a text cannot fail.
        let _ = match words.is_empty() {
            true => write!(self.text, "${}", self.next),
            false => write!(self.text, "${{{}:{words}}}", self.next),
        };
        self.next += 1;
    }

    fn field(&mut self, id: FieldId) {
        let Some(field) = self.model.schema.field(id) else { return };
        self.text.push_str(self.model.names.text(field.name));
        self.text.push(':');
        if let Some(ty) = &field.lead {
            self.text.push(' ');
            self.value(ty);
        }
        for part in &field.parts {
            if !part.optional || USUAL_PARTS.contains(&(id, part.prep)) {
                self.part(part);
            }
        }
    }

    fn part(&mut self, part: &PartType) {
        self.text.push(' ');
        self.text.push_str(part.prep.word());
        self.text.push(' ');
        self.value(&part.ty);
    }

    fn value(&mut self, ty: &Type) {
        let day = self.day;
        match ty.alternatives.first() {
            Some(Alternative::Enum(id)) if !ty.many => {
                let values = &self.model.schema.enumeration(*id).values;
                let names: Vec<&str> = values.iter().map(|v| self.model.names.text(v.name)).collect();
                let _ = write!(self.text, "${{{}|{}|}}", self.next, names.join(","));
                self.next += 1;
            }
            Some(Alternative::Builtin(Builtin::Bool)) => {
                let _ = write!(self.text, "${{{}|yes,no|}}", self.next);
                self.next += 1;
            }
            Some(Alternative::Builtin(Builtin::Date)) => self.stop(&day.to_string()),
            Some(Alternative::Builtin(Builtin::Duration)) => self.stop("12 months"),
            Some(Alternative::Builtin(Builtin::Text | Builtin::Prose | Builtin::Path)) => {
                self.text.push('"');
                self.stop("");
                self.text.push('"');
            }
            _ => self.stop(""),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::testing::package;

    #[test]
    fn whole_declarations() {
        let (snapshot, _) = package("");
        let (model, day) = (&snapshot.model, snapshot.as_of);
        let risk = declaration(model, kind::RISK, day);
        assert!(risk.starts_with("risk ${1:name} \"${2:Title}\" {\n    assets: $3\n"), "{risk}");
        assert!(risk.contains("\n    residual: $6 with $7\n") && risk.contains("\n    owner: $"), "{risk}");
        assert!(risk.contains("treat: ${") && risk.contains("|modify,retain,avoid,share|} with $"), "{risk}");
        let statement = declaration(model, kind::STATEMENT, day);
        assert!(statement.contains("status: ${5|planned,partial,implemented|}"), "{statement}");
        let soa = declaration(model, kind::SOA, day);
        assert!(soa.contains("for $3 against $4 {") && soa.contains("exclude: $7 because \"$8\""), "{soa}");
    }

    #[test]
    fn what_is_written_without_places_to_fill_in() {
        assert_eq!(plain("a ${1:b} c ${2|d,e|} \"$3\" {\n    $0\n}"), "a b c d \"\" {\n    \n}");
    }
}
