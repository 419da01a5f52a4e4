//! The files of the package: manifest, organization, Statement of Applicability, statements.
//!
//! Texts are the file's own, word for word; what the importer adds is a comment, or said in the report. Groups stand in
//! the catalog's order, so that the same file gives the same bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::answers::{State, is_stand_in};
use super::columns::Layout;
use super::judge::{Decision, Judged, Judgement};
use super::rows::ControlRow;
use crate::catalog::{Catalogs, TitleFit};
use crate::report::{ColumnRole, Remark, RemarkKind, shown};
use crate::source::{Names, WIDTH, kebab, line, line_text, lines, list, one_line, prose, text, visible};

/// How far the second line of `include:` and its like is indented.
const WRAPPED: usize = 13;
/// The longest owner of whom a role is made.
const LONGEST_ROLE: usize = 60;

/// The files, and what to say about them.
pub(super) struct Written {
    pub files: Vec<(String, String)>,
    pub remarks: Vec<Remark>,
    pub statements: u32,
    pub plans: u32,
    pub roles: u32,
}

/// Writes the package.
pub(super) fn write(
    file: &str,
    layout: &Layout,
    catalogs: &Catalogs<'_>,
    rows: &[ControlRow],
    judged: &Judgement,
    marked: &[(u32, String)],
) -> Written {
    let file_in_comments = one_line(&visible(file).0);
    let stem =
        file_in_comments.rsplit_once('.').map_or(file_in_comments.as_str(), |(stem, _)| stem).to_owned();
    let mut names = Names::default();
    let package = names.unique(&kebab(&stem, "isms"));
    let mut writer = Writer {
        layout,
        catalogs,
        rows,
        judged,
        marked,
        scope: names.unique(&format!("{package}-scope")),
        soa: names.unique("statement-of-applicability"),
        team: names.unique("everyone"),
        owner: names.unique("isms-owner"),
        policy: names.unique("imported"),
        package,
        stem: if stem.is_empty() { "Imported".to_owned() } else { stem },
        file: file_in_comments,
        names,
        roles: BTreeMap::new(),
        remarks: Vec::new(),
        beside: Vec::new(),
        plans: Vec::new(),
    };
    writer.run()
}

struct Writer<'a> {
    layout: &'a Layout,
    catalogs: &'a Catalogs<'a>,
    rows: &'a [ControlRow],
    judged: &'a Judgement,
    /// Decisions that are to be confirmed: the line, and the words.
    marked: &'a [(u32, String)],
    file: String,
    stem: String,
    package: String,
    scope: String,
    soa: String,
    team: String,
    owner: String,
    policy: String,
    names: Names,
    /// Roles made of owners: by the owner's words without case, the name and the words.
    roles: BTreeMap<String, (String, String)>,
    remarks: Vec<Remark>,
    /// What the file says beside what the language has a place for: line, and words.
    beside: Vec<(u32, String)>,
    plans: Vec<Plan>,
}

/// What a row became.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Became {
    Statement,
    Plan,
    Nothing,
}

struct Plan {
    controls: Vec<usize>,
    line: u32,
    due: String,
    by: Option<String>,
    because: String,
}

/// `name: "text"` pairs for a comment or for prose.
type Pairs = Vec<(String, String)>;

impl Writer<'_> {
    fn run(&mut self) -> Written {
        let mut statements = String::new();
        let mut count = 0u32;
        let mut statement_names = Names::default();
        for (row, judged) in self.rows.iter().zip(&self.judged.rows) {
            let how_only = judged.state.is_none()
                && judged.decision == Decision::Included
                && row.all(self.layout, ColumnRole::HowDone).next().is_some();
            // A plan with a date has its place in the Statement of Applicability; what has none becomes a statement.
            let planned = is_planned(judged.state) && judged.decision != Decision::Excluded;
            let dated = planned && judged.due.is_some();
            if matches!(judged.state, Some(State::Full | State::Part)) || how_only || (planned && !dated) {
                statements.push_str(&self.statement(row, judged, &mut statement_names));
                count += 1;
            } else if let (true, Some(due)) = (dated, judged.due.clone()) {
                self.plan(row, judged, due);
            } else {
                self.say_beside(row, judged, Became::Nothing);
            }
        }
        let soa = self.soa_file();
        let mut files = vec![("annexa.toml".to_owned(), self.manifest())];
        let plans = u32::try_from(self.plans.len()).unwrap_or(u32::MAX);
        files.push(("organization.isms".to_owned(), self.organization()));
        files.push(("soa.isms".to_owned(), soa));
        if count > 0 {
            files.push(("statements.isms".to_owned(), self.statements_file(&statements)));
        }
        self.remarks.push(Remark {
            line: None,
            more_lines: Vec::new(),
            column: None,
            kind: RemarkKind::FilledIn,
            message: format!(
                "the file says neither who the organization is nor what is in scope nor who answers for the ISMS: \
                 organization.isms has `{}`, `{}` with `{}` in it, and the role `{}`, to be filled in",
                self.package, self.scope, self.team, self.owner
            ),
        });
        Written {
            files,
            remarks: std::mem::take(&mut self.remarks),
            statements: count,
            plans,
            roles: u32::try_from(self.roles.len() + 1).unwrap_or(u32::MAX),
        }
    }

    fn id(&self, control: usize) -> &str {
        self.catalogs.id(self.layout.catalog, control)
    }

    fn ids(&self, controls: &[usize]) -> Vec<String> {
        controls.iter().map(|control| self.id(*control).to_owned()).collect()
    }

    fn column_name(&self, role: ColumnRole) -> String {
        self.layout
            .the(role)
            .and_then(|at| self.layout.columns.get(at))
            .map_or_else(|| role.words().to_owned(), |column| one_line(&visible(&column.name).0))
    }

    /// A row's texts in the columns of a role.
    fn pairs(&self, row: &ControlRow, role: ColumnRole) -> Pairs {
        row.all(self.layout, role).map(|(name, text)| (one_line(&visible(name).0), text.to_owned())).collect()
    }

    /// What a row says about the state, in the file's words.
    fn state_pairs(&self, row: &ControlRow) -> Pairs {
        [ColumnRole::State, ColumnRole::MarkOfState].iter().flat_map(|role| self.pairs(row, *role)).collect()
    }

    /// The role that answers for a row, made of its owner where a role can be.
    fn role_of(&mut self, row: &ControlRow) -> Option<String> {
        let words = row.the(self.layout, ColumnRole::AnswersForIt).to_owned();
        if words.is_empty() {
            return None;
        }
        let key = one_line(&words).to_lowercase();
        if let Some((name, _)) = self.roles.get(&key) {
            return Some(name.clone());
        }
        let several = words.contains(['\n', ',', ';', '/', '&', '+', '|', '@'])
            || [" and ", " und ", " et ", " y ", " en ", " og "].iter().any(|word| key.contains(word));
        let usable = !several
            && !is_stand_in(&words)
            && words.chars().count() <= LONGEST_ROLE
            && words.chars().any(char::is_alphabetic);
        if !usable {
            let why = if is_stand_in(&words) {
                "holds a place"
            } else if several {
                "may be several"
            } else {
                "is no name of a role"
            };
            let column = Some(self.column_name(ColumnRole::AnswersForIt));
            let message =
                format!("\"{}\" {why}, so no role was made of it; it is kept beside the row", shown(&words));
            let kind = RemarkKind::NoRole;
            match self.remarks.iter_mut().find(|remark| remark.kind == kind && remark.message == message) {
                Some(remark) => remark.more_lines.push(row.line),
                None => self.remarks.push(Remark {
                    line: Some(row.line),
                    more_lines: Vec::new(),
                    column,
                    kind,
                    message,
                }),
            }
            return None;
        }
        let name = self.names.unique(&kebab(&words, "the-role"));
        self.roles.insert(key, (name.clone(), one_line(&words)));
        Some(name)
    }

    // Statements

    fn statement(&mut self, row: &ControlRow, judged: &Judged, names: &mut Names) -> String {
        let layout = self.layout;
        let first = row.controls.first().copied().unwrap_or_default();
        let name = names.unique(&kebab(self.id(first), "for"));
        let title = match row.title(layout) {
            "" => self.catalogs.title(layout.catalog, first),
            title => title,
        };
        let role = self.role_of(row);
        let how = self.pairs(row, ColumnRole::HowDone);
        let mut paragraphs: Vec<String> = match how.as_slice() {
            [(_, only)] => vec![only.clone()],
            several => several.iter().map(|(name, text)| format!("{name}: {text}")).collect(),
        };
        let mut further: Pairs = Vec::new();
        for role in [ColumnRole::SideNotes, ColumnRole::DocumentsNamed] {
            further.extend(self.pairs(row, role));
        }
        if role.is_none() {
            further.extend(self.pairs(row, ColumnRole::AnswersForIt));
        }
        let due = judged.due.clone().filter(|_| judged.state == Some(State::Part));
        if due.is_none() {
            further.extend(self.pairs(row, ColumnRole::DueOn));
        }
        // The language has no word for what is not done, and one for what is planned and under way; the file's own is kept.
        let wider = matches!(judged.state, Some(State::GoingOn | State::NotDone));
        if judged.keep_state_text || wider {
            further.extend(self.state_pairs(row));
        }
        paragraphs.extend(further.into_iter().map(|(name, text)| format!("{name}: {text}")));
        self.say_beside(row, judged, Became::Statement);

        let mut out = String::new();
        // Writing to a String cannot fail.
        let _ = writeln!(out, "\n    statement {name} {} {{", line_text(title));
        let mut row_lines = vec![row.line];
        row_lines.extend(&row.more_lines);
        let _ = writeln!(out, "        // {} of {}", lines(&row_lines), self.file);
        if !paragraphs.is_empty() {
            let _ = writeln!(out, "        {}", prose(&paragraphs.join("\n\n"), 8));
        }
        let _ = writeln!(out, "{}", list("        implements:", &self.ids(&row.controls), 20));
        let word = match judged.state {
            Some(State::Full) => Some("status: implemented"),
            Some(State::Part) => Some("status: partial"),
            Some(State::Planned | State::GoingOn) => Some("status: planned"),
            // Nobody plans it either: that it is missing is what the file says.
            _ => None,
        };
        if let Some(word) = word {
            let due = due.map(|due| format!(" due {due}")).unwrap_or_default();
            let _ = writeln!(out, "        {word}{due}");
        }
        if let Some(role) = role {
            let _ = writeln!(out, "        owner: {role}");
        }
        out.push_str("    }\n");
        out
    }

    fn statements_file(&self, statements: &str) -> String {
        format!(
            "// What {} says about implementation: one statement for each row that is implemented, partly so, planned\n\
             // without a date, or not done, in the file's own words. Move each into the policy or procedure that it belongs\n\
             // to, and say who does the work (`carried-out-by:`) and what shows it (`evidence:`).\n\n\
             policy {} \"Imported statements\" for {} {{\n    owner: {}\n{statements}}}\n",
            self.file, self.policy, self.scope, self.owner
        )
    }

    // Plans

    fn plan(&mut self, row: &ControlRow, judged: &Judged, due: String) {
        let how = self.pairs(row, ColumnRole::HowDone);
        let notes = self.pairs(row, ColumnRole::SideNotes);
        let by = self.role_of(row);
        let (because, rest) = match (how.as_slice(), notes.as_slice()) {
            ([], []) => (String::new(), Vec::new()),
            ([], notes) => (join(notes), Vec::new()),
            (how, notes) => (join(how), notes.to_vec()),
        };
        let because = if because.is_empty() {
            format!("{} gives no reason ({})", self.file, line(row.line))
        } else {
            because
        };
        let mut pairs = rest;
        pairs.extend(self.pairs(row, ColumnRole::DocumentsNamed));
        if by.is_none() {
            pairs.extend(self.pairs(row, ColumnRole::AnswersForIt));
        }
        if !pairs.is_empty() {
            self.beside.push((
                row.line,
                format!("{}: {}", self.ids(&row.controls).join(", "), comment_pairs(&pairs)),
            ));
        }
        self.say_beside(row, judged, Became::Plan);
        self.plans.push(Plan { controls: row.controls.clone(), line: row.line, due, by, because });
    }

    /// What stands in a row and has no place in a declaration; all of it where the row became none.
    fn say_beside(&mut self, row: &ControlRow, judged: &Judged, became: Became) {
        let all = became == Became::Nothing;
        let mut pairs: Pairs = Vec::new();
        if judged.keep_answer_text {
            pairs.extend(self.pairs(row, ColumnRole::Applies));
            pairs.extend(self.pairs(row, ColumnRole::DoesNotApply));
        }
        match judged.decision {
            Decision::Included => pairs.extend(self.pairs(row, ColumnRole::ReasonToExclude)),
            Decision::Excluded => pairs.extend(self.pairs(row, ColumnRole::ReasonToInclude)),
            Decision::Undecided => {
                for role in [ColumnRole::Reason, ColumnRole::ReasonToInclude, ColumnRole::ReasonToExclude] {
                    pairs.extend(self.pairs(row, role));
                }
            }
        }
        for role in [ColumnRole::SourceOfNeed, ColumnRole::MarkOfNeed, ColumnRole::RisksNamed] {
            if role != ColumnRole::MarkOfNeed || !judged.marks_are_reason {
                pairs.extend(self.pairs(row, role));
            }
        }
        if all {
            if judged.keep_state_text || is_planned(judged.state) {
                pairs.extend(self.state_pairs(row));
            }
            for role in [
                ColumnRole::HowDone,
                ColumnRole::SideNotes,
                ColumnRole::DocumentsNamed,
                ColumnRole::AnswersForIt,
                ColumnRole::DueOn,
            ] {
                pairs.extend(self.pairs(row, role));
            }
        }
        let stated = became == Became::Statement;
        let title = row.title(self.layout);
        let same = row.controls.first().is_some_and(|control| {
            self.catalogs.title_fit(self.layout.catalog, *control, title) == TitleFit::Same
        });
        if !stated && !title.is_empty() && (!same || row.controls.len() > 1) {
            pairs.insert(0, (self.column_name(ColumnRole::Title), title.to_owned()));
        }
        // Words behind the id, where the title has a column of its own.
        if !row.inline_title.is_empty() && row.title(self.layout) != row.inline_title {
            pairs.insert(0, (self.column_name(ColumnRole::Id), row.inline_title.clone()));
        }
        if !stated && judged.keep_state_text && !all {
            pairs.extend(self.state_pairs(row));
        }
        if !pairs.is_empty() {
            self.beside.push((
                row.line,
                format!("{}: {}", self.ids(&row.controls).join(", "), comment_pairs(&pairs)),
            ));
        }
    }

    // The Statement of Applicability

    fn soa_file(&mut self) -> String {
        let mut out = String::new();
        let catalog = self.catalogs.all.get(self.layout.catalog);
        let (name, label) =
            catalog.map_or_else(Default::default, |catalog| (catalog.name.clone(), catalog.label()));
        // Writing to a String cannot fail.
        let _ = write!(
            out,
            "// The Statement of Applicability of {}, against {label}. Justifications stand as in the file.\n\
             // A control that no line names is undecided, and `annexa check` lists it.\n\n\
             soa {} \"Statement of Applicability\" for {} against {name} {{\n    owner: {}\n",
            self.file, self.soa, self.scope, self.owner
        );
        for (decision, word) in [(Decision::Included, "    include:"), (Decision::Excluded, "    exclude:")] {
            let groups = self.groups(decision);
            if !groups.is_empty() {
                out.push('\n');
            }
            for (because, controls, row_lines) in groups {
                out.push_str(&self.fact(word, &controls, &row_lines, &because_part(&because)));
            }
        }
        let mut plans = std::mem::take(&mut self.plans);
        plans.sort_by(|a, b| a.controls.cmp(&b.controls).then(a.line.cmp(&b.line)));
        if !plans.is_empty() {
            out.push('\n');
        }
        let mut at = 0;
        while let Some(plan) = plans.get(at) {
            // Neighbours with the same plan share a line.
            let same = plans[at..]
                .iter()
                .take_while(|other| {
                    (&other.due, &other.by, &other.because) == (&plan.due, &plan.by, &plan.because)
                })
                .count();
            let controls: Vec<usize> =
                plans[at..at + same].iter().flat_map(|plan| plan.controls.clone()).collect();
            let row_lines: Vec<u32> = plans[at..at + same].iter().map(|plan| plan.line).collect();
            let by = plan.by.as_ref().map(|by| format!(" by {by}")).unwrap_or_default();
            let rest = format!(" due {}{by}{}", plan.due, because_part(&plan.because));
            out.push_str(&self.fact("    not-yet:", &controls, &row_lines, &rest));
            at += same;
        }
        self.plans = plans;
        if !self.marked.is_empty() {
            out.push_str("\n    // To be confirmed, since the file has another edition:\n");
            for (at, words) in self.marked {
                let _ = writeln!(out, "    //   {words} ({})", line(*at));
            }
        }
        let undecided: Vec<String> = self
            .rows
            .iter()
            .zip(&self.judged.rows)
            .filter(|(_, judged)| judged.decision == Decision::Undecided)
            .map(|(row, _)| format!("{} ({})", self.ids(&row.controls).join(", "), line(row.line)))
            .collect();
        if !undecided.is_empty() {
            out.push_str("\n    // Without a clear yes or no in the file, so undecided:\n");
            let _ = writeln!(out, "{}", list("    //  ", &undecided, 0).replace('\n', "\n    //   "));
        }
        if !self.judged.unusable.is_empty() {
            let id = |control: usize| self.catalogs.id(self.layout.catalog, control);
            let unusable: Vec<String> = self
                .judged
                .unusable
                .iter()
                .map(|(control, at)| format!("{} ({})", id(*control), line(*at)))
                .collect();
            out.push_str("\n    // In rows of the file of which nothing could be used, so undecided:\n");
            let _ = writeln!(out, "{}", list("    //  ", &unusable, 0).replace('\n', "\n    //   "));
        }
        if !self.judged.missing.is_empty() {
            let missing =
                self.catalogs.as_ranges(self.layout.catalog, &self.judged.missing, &BTreeSet::new());
            out.push_str("\n    // Not in the file, so undecided:\n");
            let _ = writeln!(out, "{}", list("    //  ", &missing, 0).replace('\n', "\n    //   "));
        }
        if !self.beside.is_empty() {
            out.push_str("\n    // What the file says beside this:\n");
            for (at, words) in &self.beside {
                let _ = writeln!(out, "    //   {words} ({})", line(*at));
            }
        }
        out.push_str("}\n");
        out
    }

    /// `include: … because "…"`, with the lines of the file that it comes from.
    fn fact(&self, start: &str, controls: &[usize], row_lines: &[u32], rest: &str) -> String {
        let alone: BTreeSet<usize> = self
            .judged
            .rows_of
            .iter()
            .filter(|(_, rows)| rows.len() > 1)
            .map(|(control, _)| *control)
            .collect();
        let items = self.catalogs.as_ranges(self.layout.catalog, controls, &alone);
        let written = format!("{}{rest}", list(start, &items, WRAPPED));
        let place = lines(row_lines);
        if written.contains('\n') || written.chars().count() + place.chars().count() + 5 > WIDTH {
            format!("    // {place}\n{written}\n")
        } else {
            format!("{written}  // {place}\n")
        }
    }

    /// Controls with the same justification, in the catalog's order: (justification, controls, lines).
    fn groups(&self, decision: Decision) -> Vec<(String, Vec<usize>, Vec<u32>)> {
        let mut of_reason: BTreeMap<&str, (BTreeSet<usize>, BTreeSet<u32>)> = BTreeMap::new();
        for (row, judged) in self.rows.iter().zip(&self.judged.rows) {
            if judged.decision == decision {
                let group = of_reason.entry(&judged.reason).or_default();
                group.0.extend(&row.controls);
                group.1.insert(row.line);
            }
        }
        let mut groups: Vec<(String, Vec<usize>, Vec<u32>)> = of_reason
            .into_iter()
            .map(|(reason, (controls, lines))| {
                (reason.to_owned(), controls.into_iter().collect(), lines.into_iter().collect())
            })
            .collect();
        groups.sort_by(|a, b| a.1.cmp(&b.1).then_with(|| a.0.cmp(&b.0)));
        groups
    }

    // The rest

    fn manifest(&self) -> String {
        let label =
            self.catalogs.all.get(self.layout.catalog).map_or_else(String::new, |catalog| catalog.label());
        format!(
            "# Written by `annexa import soa {}`.\n[package]\nname = \"{}\"\nlanguage = \"1\"\n\n[standards]\n\
             main = \"{label}\"\n\n[build]\nformats = [\"md\", \"csv\", \"json\"]\noutput = \"out\"\n",
            self.file, self.package
        )
    }

    fn organization(&self) -> String {
        let mut out = String::new();
        // Writing to a String cannot fail.
        let _ = write!(
            out,
            "// What {file} does not say, and a Statement of Applicability stands on: fill it in.\n\n\
             // The organization's name; its sector (`sector:`), and how many people work for it (`people-in-scope:`).\n\
             organization {package} {title}\n\n\
             // Who answers for the management system: name the holder (`holder: \"…\" since 2026-01-01`).\n\
             role {owner} \"Owner of the ISMS\"\n\n\
             // What the management system covers. Replace `{team}` by the assets, teams, sites and services that are in\n\
             // scope, and say what is not (`excludes: … because \"…\"`) and what it needs (`depends-on:`).\n\
             team {team} \"Everyone who works within the scope\"\n\
             scope {scope} {scope_title} {{\n    includes: {team}\n}}\n",
            file = self.file,
            package = self.package,
            title = line_text(&self.stem),
            owner = self.owner,
            team = self.team,
            scope = self.scope,
            scope_title = line_text(&format!("Scope of {}", self.stem)),
        );
        if !self.roles.is_empty() {
            let _ = write!(
                out,
                "\n// The owners that the file names. Where one is a person, declare the person, and the role that the person holds.\n"
            );
            for (name, words) in self.roles.values() {
                let _ = writeln!(out, "role {name} {}", line_text(words));
            }
        }
        out
    }
}

/// Whether nothing of it works yet.
fn is_planned(state: Option<State>) -> bool {
    matches!(state, Some(State::Planned | State::GoingOn | State::NotDone))
}

fn join(pairs: &[(String, String)]) -> String {
    match pairs {
        [(_, only)] => only.clone(),
        several => {
            several.iter().map(|(name, text)| format!("{name}: {text}")).collect::<Vec<_>>().join("\n")
        }
    }
}

fn because_part(because: &str) -> String {
    if because.is_empty() { String::new() } else { format!(" because {}", text(because, WRAPPED)) }
}

/// `Owner: "CISO"; Notes: "…"`, on one line.
fn comment_pairs(pairs: &[(String, String)]) -> String {
    let words: Vec<String> =
        pairs.iter().map(|(name, text)| format!("{name}: \"{}\"", one_line(text))).collect();
    words.join("; ")
}
