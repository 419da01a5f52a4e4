//! Which rows are about clauses of the standard, and not about controls.
//!
//! Clauses and controls share numbers: 7.5 is a clause, and A.7.5 a control, which many files write without its `A`. The
//! title decides; then whether the file's controls have their `A`; then the place, since a file that lists both lists
//! the clauses in one run, with numbers that no control has (4.1, 10.2), and the controls in another. What is left is
//! doubtful, and told as such.

use std::collections::{BTreeMap, BTreeSet};

use annexa_formats::tables::Table;

use super::columns::Layout;
use super::ids::ids_in;
use crate::catalog::{Catalogs, ClauseFit};
use crate::report::ColumnRole;

/// What a row with the number of a clause is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum About {
    /// The clause.
    Clause,
    /// Perhaps the control, and more likely the clause, because …
    PerhapsControl(&'static str),
    /// Perhaps the clause, and more likely the control.
    PerhapsClause,
}

/// A row with ids.
struct Numbered {
    row: usize,
    /// The ids, as in the catalog.
    ids: Vec<String>,
    /// The first number in parts: rows whose numbers go up are a run.
    parts: Vec<u32>,
    sort: Sort,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Clause,
    Control,
    Open,
}

/// What the rows with numbers of clauses are about, by their place in the table. A row that is not there is about controls.
pub(super) fn clause_rows(table: &Table, layout: &Layout, catalogs: &Catalogs<'_>) -> BTreeMap<usize, About> {
    let Some(column) = layout.the(ColumnRole::Id) else { return BTreeMap::new() };
    let title = layout.the(ColumnRole::Title);
    let mut rows: Vec<Numbered> = Vec::new();
    let (mut lettered, mut bare) = (0usize, 0usize);
    for (at, row) in table.rows.iter().enumerate().skip(layout.first) {
        let cell = |column: Option<usize>| column.and_then(|at| row.cells.get(at)).map_or("", |c| c.trim());
        let reading = ids_in(catalogs, cell(Some(column)));
        let Some(first) = reading.ids.first() else { continue };
        let number = |id: &str| id.strip_prefix("A.").unwrap_or(id).to_owned();
        let with_letter = reading.ids.iter().any(|id| id.lettered);
        let clauses =
            !with_letter && reading.ids.iter().all(|id| catalogs.is_clause(layout.catalog, &number(&id.id)));
        let known = reading.ids.iter().any(|id| catalogs.catalog_with(&id.id).is_some());
        let sort = match reading.ids.as_slice() {
            _ if !clauses && !known => continue,
            _ if !clauses => Sort::Control,
            _ if !known => Sort::Clause,
            [id] => {
                let title = if cell(title).is_empty() { reading.rest.as_str() } else { cell(title) };
                match catalogs.clause_fit(layout.catalog, &number(&id.id), title) {
                    ClauseFit::Titled => Sort::Clause,
                    ClauseFit::Control => Sort::Control,
                    ClauseFit::Open => Sort::Open,
                }
            }
            _ => Sort::Open,
        };
        lettered += usize::from(with_letter && known);
        bare += usize::from(!with_letter && sort == Sort::Control);
        rows.push(Numbered {
            row: at,
            parts: number(&first.id).split('.').filter_map(|part| part.parse().ok()).collect(),
            ids: reading.ids.into_iter().map(|id| id.id).collect(),
            sort,
        });
    }
    let mut about: BTreeMap<usize, About> = BTreeMap::new();
    if lettered > bare {
        let controls = ids_of(&rows, Sort::Control);
        for row in rows.iter().filter(|row| row.sort == Sort::Open) {
            let elsewhere = row.ids.iter().all(|id| controls.contains(id.as_str()));
            let kept = About::PerhapsControl("the controls of the file have their `A`");
            about.insert(row.row, if elsewhere { About::Clause } else { kept });
        }
    } else {
        by_place(&mut rows, &mut about);
    }
    about.extend(rows.iter().filter(|row| row.sort == Sort::Clause).map(|row| (row.row, About::Clause)));
    about
}

/// Decides rows by the runs that they stand in.
fn by_place(rows: &mut [Numbered], about: &mut BTreeMap<usize, About>) {
    let listed_too = rows.iter().any(|row| row.sort == Sort::Clause);
    for run in rows.chunk_by_mut(|one, next| one.parts <= next.parts) {
        let has = |sort: Sort| run.iter().any(|row| row.sort == sort);
        let of_run = match (has(Sort::Clause), has(Sort::Control)) {
            (true, false) => Sort::Clause,
            (false, true) => Sort::Control,
            _ => continue,
        };
        run.iter_mut().for_each(|row| row.sort = of_run);
    }
    let controls = ids_of(rows, Sort::Control);
    for (at, row) in rows.iter().enumerate().filter(|(_, row)| row.sort == Sort::Open) {
        let below = rows.get(at + 1..).unwrap_or_default();
        let controls_below = ids_of(below, Sort::Control);
        if row.ids.iter().all(|id| controls_below.contains(id.as_str())) {
            about.insert(row.row, About::PerhapsControl("the control stands further down"));
        } else if listed_too || row.ids.iter().any(|id| controls.contains(id.as_str())) {
            about.insert(row.row, About::PerhapsClause);
        }
    }
}

fn ids_of(rows: &[Numbered], sort: Sort) -> BTreeSet<&str> {
    rows.iter().filter(|row| row.sort == sort).flat_map(|row| row.ids.iter().map(String::as_str)).collect()
}
