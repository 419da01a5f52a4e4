//! What is overdue on the day, and what comes in the three months after it.

use annexa_analysis::Analysis;
use annexa_analysis::forecast::{self, Event};
use annexa_core::prelude::{Role, field};
use annexa_core::source::PackageId;
use annexa_core::time::Duration;

use crate::Problems;
use crate::document::{Block, BlockKind};
use crate::document::{
    Cell, Column, Content, Document, Drawing, Group, Item, Part, Row, Shape, Shown, Table,
};
use crate::forecast::{key, sentence, sentence_ahead, word_ahead};
use crate::reports::registers::computed;
use crate::reports::{heading, paragraph, roles};
use crate::text::{Texts, in_backticks, visible};

/// The name of the document.
pub const AGENDA: &str = "agenda";
/// The section of what is overdue.
pub const LATE: &str = "late";
/// The section of what is to come.
pub const AHEAD: &str = "ahead";

/// How far it looks ahead.
const QUARTER: Duration = Duration { months: 3, days: 0, seconds: 0 };

/// Makes the document.
pub fn document<'m>(analysis: &Analysis<'m>, texts: &Texts<'m, '_>, problems: Option<&Problems>) -> Document {
    let day = texts.day;
    let until = QUARTER.after(day);
    let own = |e: &Event<'m>| e.decl.package() == PackageId::MAIN;
    let late = forecast::late(analysis).into_iter().filter(own);
    let ahead = forecast::events(analysis.model, day, until).into_iter().filter(own);
    let group = |key: &str, title: String, section| Group { key: key.to_string(), title, section };
    let groups = vec![
        group(LATE, format!("overdue on {day}"), LATE),
        group(AHEAD, format!("after {day}, up to {until}"), AHEAD),
    ];
    let mut rows: Vec<Row> = Vec::new();
    // By the day that is shown: what ends on a day changes something on the next one.
    let by_day = |mut events: Vec<Event<'m>>| {
        events.sort_by_key(|e| e.day);
        events.into_iter()
    };
    let (late, ahead) = (by_day(late.collect()), by_day(ahead.collect()));
    for (is_ahead, event) in late.map(|e| (false, e)).chain(ahead.map(|e| (true, e))) {
        let n = rows.len() + 1;
        rows.push(row(texts, format!("{n}"), is_ahead, &event));
    }
    let (any_late, any_ahead) =
        (rows.iter().any(|r| r.group == Some(0)), rows.iter().any(|r| r.group == Some(1)));
    let table = Table {
        key: AGENDA.into(),
        title: "Agenda".to_string(),
        grouped_by: "when",
        columns: columns(),
        scale: Vec::new(),
        groups,
        rows,
    };
    let show = |section| {
        Block::from(BlockKind::Table(Shown {
            table: AGENDA.into(),
            part: None,
            section: Some(section),
            level: 3,
        }))
    };
    let mut blocks = vec![heading(2, format!("Overdue on {day}"))];
    blocks.push(if any_late { show(LATE) } else { paragraph("Nothing is overdue.") });
    blocks.push(heading(2, format!("What comes up to {until}")));
    blocks.push(BlockKind::Drawing { table: AGENDA.into(), as_a: Drawing::Calendar }.into());
    blocks.push(if any_ahead { show(AHEAD) } else { paragraph("Nothing changes by itself.") });
    blocks.push(heading(2, "Where each row comes from"));
    blocks.push(BlockKind::Origins { table: AGENDA.into() }.into());
    computed(
        texts,
        problems,
        AGENDA.to_string(),
        "What is overdue and what comes next".to_string(),
        blocks,
        vec![table],
    )
}

fn row<'m>(texts: &Texts<'m, '_>, key_of_row: String, is_ahead: bool, event: &Event<'m>) -> Row {
    let decl = event.decl;
    let subject = Item::new(texts.reference(decl)).with("kind", decl.kind_name()).with("name", decl.path());
    let owner = decl.values(field::OWNED_OWNER).filter_map(|v| v.view::<Role>());
    let (word, says) = match is_ahead {
        true => (word_ahead(event.what), sentence_ahead(texts.model, event)),
        false => (key(event.what).replace('-', " "), sentence(texts.model, event)),
    };
    let cells: Vec<Cell> = vec![
        Content::Date(event.day).into(),
        Content::items(vec![subject]).into(),
        Content::text(visible(decl.kind_title())).into(),
        Content::word(key(event.what), word).into(),
        Content::Text(in_backticks(&visible(&says))).into(),
        roles(texts, owner).into(),
    ];
    Row {
        key: key_of_row,
        group: Some(usize::from(is_ahead)),
        cells,
        sources: vec![texts.source(event.anchor(), "")],
    }
}

fn columns() -> Vec<Column> {
    let column = |key: &'static str, title: &'static str, shape| Column {
        key: key.into(),
        title: title.into(),
        part: Part::State,
        shape,
        names: false,
        brief: true,
        optional: false,
        facets: &[],
    };
    vec![
        Column { names: true, ..column("day", "Day", Shape::Date) },
        Column { names: true, ..column("of", "What", Shape::List) },
        column("sort", "Kind", Shape::Text),
        column("how", "How", Shape::Word),
        column("says", "In words", Shape::Text),
        column("by_whom", "Owner", Shape::List),
    ]
}
