//! All declarations of one kind as a table, and what writes a cell of it back.

use annexa_core::DeclId;
use annexa_core::edit;
use annexa_core::model::Decl;
use annexa_core::schema::{Alternative, Builtin, Field, FieldId, KindId, SchemaItem, Type};
use annexa_core::source::{PackageId, Place, Span};
use annexa_diagnostics::Edit;
use annexa_syntax::tree::Occurs;

use crate::Snapshot;

/// How many values of a column are offered.
const MAX_VALUES: usize = 500;

/// The declarations of a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// What may be said of each.
    pub columns: Vec<Column>,
    /// The declarations of the package itself, in order.
    pub rows: Vec<Row>,
}

/// A field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The field's name.
    pub field: String,
    /// What it is for: the first line of its doc comment.
    pub title: String,
    /// What it takes, in words.
    pub takes: String,
    /// The words that it takes, where they can be listed.
    pub values: Vec<String>,
    /// Whether it must be said.
    pub required: bool,
}

/// A declaration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The declaration.
    pub decl: DeclId,
    /// What it says, by field.
    pub cells: Vec<(String, Cell)>,
}

/// What a declaration says of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// As it is written; what stands several times, on a line each.
    pub text: String,
    /// Where it stands; `None` where it stands several times, and so cannot be written back.
    pub place: Option<Place>,
}

/// The declarations of the kind called `kind`; `None` where there is no such kind.
pub fn table(snapshot: &Snapshot, kind: &str) -> Option<Table> {
    let model = &snapshot.model;
    let SchemaItem::Kind(id) = *model.schema.items.get(&model.names.get(kind)?)? else { return None };
    let fields: Vec<FieldId> = fields(snapshot, id);
    let columns = fields.iter().filter_map(|field| Some(column(snapshot, model.schema.field(*field)?)));
    let row = |decl: Decl<'_>| {
        let said = fields.iter().filter_map(|field| {
            let entries: Vec<_> = decl.entries().filter(|phrase| phrase.field() == *field).collect();
            let name = model.names.text(model.schema.field(*field)?.name).to_owned();
            let text = |place: Place| {
                let written = model.files.slice(place);
                let value = written.strip_prefix(&name).and_then(|rest| rest.trim_start().strip_prefix(':'));
                value.unwrap_or(written).trim().to_owned()
            };
            let places: Vec<Place> = entries.iter().map(|phrase| model.place(phrase.anchor())).collect();
            let only = match places.as_slice() {
                [] => return None,
                [only] => Some(*only),
                _ => None,
            };
            let texts: Vec<String> = places.into_iter().map(text).collect();
            Some((name, Cell { text: texts.join("\n"), place: only }))
        });
        Row { decl: decl.id, cells: said.collect() }
    };
    let own = model.of_kind(id).filter(|decl| decl.package() == PackageId::MAIN);
    Some(Table { columns: columns.collect(), rows: own.map(row).collect() })
}

/// The fields that people write, with those that must stand first.
fn fields(snapshot: &Snapshot, kind: KindId) -> Vec<FieldId> {
    let schema = &snapshot.model.schema;
    let all = schema.kind(kind).map_or(&[][..], |kind| &kind.fields);
    let written = |id: &&FieldId| schema.field(**id).is_some_and(|f| !f.derived);
    let mut fields: Vec<FieldId> = all.iter().filter(written).copied().collect();
    fields.sort_by_key(|id| !schema.field(*id).is_some_and(is_required));
    fields
}

fn is_required(field: &Field) -> bool {
    matches!(field.occurs, Occurs::Once | Occurs::AtLeastOnce) && field.value.is_none()
}

fn column(snapshot: &Snapshot, field: &Field) -> Column {
    let model = &snapshot.model;
    let mut values = Vec::new();
    for alternative in field.lead.iter().flat_map(|ty| &ty.alternatives) {
        match alternative {
            Alternative::Enum(id) => {
                let all = model.schema.enumeration(*id).values.iter();
                values.extend(all.map(|value| model.names.text(value.name).to_owned()));
            }
            Alternative::Builtin(Builtin::Bool) => values.extend(["yes".to_owned(), "no".to_owned()]),
            Alternative::Kind(kind) => values.extend(named(snapshot, *kind)),
            Alternative::Aspect(aspect) => {
                let kinds = (0..model.schema.kinds.len()).map(|k| KindId(k as u16));
                values
                    .extend(kinds.filter(|k| model.schema.is(*k, *aspect)).flat_map(|k| named(snapshot, k)));
            }
            _ => {}
        }
    }
    values.truncate(MAX_VALUES);
    Column {
        field: model.names.text(field.name).to_owned(),
        title: field.doc.lines().next().unwrap_or_default().to_owned(),
        takes: field.lead.as_ref().map_or_else(String::new, |ty| model.schema.type_text(&model.names, ty)),
        values,
        required: is_required(field),
    }
}

fn named(snapshot: &Snapshot, kind: KindId) -> Vec<String> {
    let own = snapshot.model.of_kind(kind).filter(|decl| decl.package() == PackageId::MAIN);
    own.filter(|decl| !decl.name().is_empty()).map(Decl::path).collect()
}

/// What writes `text` into a cell: the edits of the package's texts. `None` where there is no such declaration or field,
/// and where it cannot be told which of several entries is meant. An empty text takes the entry out.
pub fn set_cell(snapshot: &Snapshot, name: &str, field: &str, text: &str) -> Option<Vec<Edit<Place>>> {
    let model = &snapshot.model;
    let decl = model.find(name).filter(|decl| decl.package() == PackageId::MAIN)?;
    let id = model.schema.field_of(decl.kind(), model.names.get(field)?)?;
    let data = model.schema.field(id).filter(|field| !field.derived)?;
    let text = text.trim();
    let text = match &data.lead {
        Some(ty) if takes_text_only(ty) && !text.is_empty() && !text.starts_with('"') => quoted(text),
        _ => text.to_owned(),
    };
    let edits = edit::say(decl, id, &text);
    let place = |edit: Edit<annexa_core::Anchor>| Edit { place: model.place(edit.place), text: edit.text };
    (!edits.is_empty() || text.is_empty()).then(|| edits.into_iter().map(place).collect())
}

fn takes_text_only(ty: &Type) -> bool {
    let texts = [Builtin::Text, Builtin::Prose, Builtin::Path].map(Alternative::Builtin);
    !ty.alternatives.is_empty() && ty.alternatives.iter().all(|a| texts.contains(a))
}

/// Words as a text of the language.
pub(super) fn quoted(words: &str) -> String {
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    format!("\"{}\"", line.replace('\\', "\\\\").replace('"', "\\\"").replace('{', "\\{"))
}

/// What writes the title of a declaration.
pub fn set_title(snapshot: &Snapshot, name: &str, title: &str) -> Option<Vec<Edit<Place>>> {
    let decl = snapshot.model.find(name).filter(|decl| decl.package() == PackageId::MAIN)?;
    let node = decl.node();
    let (span, text) = match node.title {
        Some(span) => (span, quoted(title)),
        None => (Span::at(node.name.end), format!(" {}", quoted(title))),
    };
    Some(vec![Edit { place: Place { file: decl.file(), span }, text }])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::testing::package;

    const TEXT: &str = "role ciso \"CISO\"
asset db \"Database\" {
    category: information
    owner: ciso  kept-at: oslo
    kept-at: oslo
}
asset app \"App\"
site oslo \"Oslo\"
";

    #[test]
    fn rows_and_columns() {
        let (snapshot, _) = package(TEXT);
        let assets = table(&snapshot, "asset").expect("the kind");
        let column = |name: &str| assets.columns.iter().find(|c| c.field == name).expect("the field");
        assert_eq!((assets.columns[0].field.as_str(), assets.columns[0].required), ("category", true));
        assert_eq!(column("category").values[..2], ["information", "system"]);
        assert_eq!(column("owner").values, ["ciso"]);
        let cells = &assets.rows[0].cells;
        let cell = |name: &str| &cells.iter().find(|(field, _)| field == name).expect("a cell").1;
        assert_eq!((cell("owner").text.as_str(), cell("owner").place.is_some()), ("ciso", true));
        assert_eq!((cell("kept-at").text.as_str(), cell("kept-at").place), ("oslo\noslo", None));
        assert_eq!(assets.rows[1].cells, []);
        assert_eq!(table(&snapshot, "nothing"), None);
    }

    #[test]
    fn cells_are_written_back() {
        let (snapshot, _) = package(TEXT);
        let set = |name: &str, field: &str, text: &str| {
            let mut edits = set_cell(&snapshot, name, field, text)?;
            edits.sort_by_key(|edit| std::cmp::Reverse(edit.place.span.start));
            let mut out = TEXT.to_owned();
            edits.iter().for_each(|edit| out.replace_range(edit.place.span.range(), &edit.text));
            Some(out)
        };
        let expected = TEXT.replace("category: information", "category: system");
        assert_eq!(set("db", "category", "system"), Some(expected));
        assert_eq!(set("db", "category", ""), Some(TEXT.replace("    category: information\n", "")));
        let expected = TEXT.replace("kept-at: oslo\n}", "kept-at: oslo\n    integrity: high\n}");
        assert_eq!(set("db", "integrity", "high"), Some(expected));
        let expected = TEXT.replace("\"App\"", "\"App\" {\n    category: system\n}");
        assert_eq!(set("app", "category", "system"), Some(expected));
        let expected = TEXT.replace("\"Oslo\"", "\"Oslo\" {\n    address: \"Rue \\\"X\\\"\"\n}");
        assert_eq!(set("oslo", "address", "Rue \"X\""), Some(expected));
        assert_eq!(set("db", "kept-at", "oslo"), None);
        assert_eq!(set("nobody", "category", "system"), None);
        let title = set_title(&snapshot, "app", "The \"App\"").expect("edits");
        assert_eq!(
            (title[0].text.as_str(), title[0].place.span.of(TEXT)),
            ("\"The \\\"App\\\"\"", "\"App\"")
        );
    }
}
