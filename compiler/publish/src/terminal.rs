//! Tables in plain text for a terminal: `annexa soa` and `annexa status`. Words are wrapped and never cut off; widths are
//! those that characters have on a screen. Colour only where it is asked for, and never the only sign.

use std::cmp::Ordering;
use std::fmt::Write as _;

use annexa_analysis::coverage::{Coverage, Decision, Row};
use annexa_analysis::{Analysis, coverage::SubjectState};
use annexa_core::model::View;
use annexa_core::prelude::{CoverageState, EvidenceState, Progress};
use annexa_core::time::Date;
use annexa_syntax::tree::Prep;
use unicode_width::UnicodeWidthStr;

use crate::document::{Content, plain};
use crate::reports::approval;
use crate::reports::soa::{Counts, main_catalog, progress_word, word};
use crate::reports::{catalog_item, clauses, group_of, printed_id};
use crate::status::Status;
use crate::text::Texts;

/// How a table looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// The width of the terminal in columns; at least 50 is used.
    pub width: usize,
    /// Colour.
    pub color: bool,
}

impl Default for Look {
    fn default() -> Self {
        Look { width: 100, color: false }
    }
}

impl Look {
    fn width(self) -> usize {
        self.width.max(50)
    }

    fn paint(self, code: &str, text: &str) -> String {
        if self.color && !text.is_empty() {
            format!("\u{1b}[{code}m{text}\u{1b}[0m")
        } else {
            text.to_string()
        }
    }

    pub(crate) fn bold(self, text: &str) -> String {
        self.paint("1", text)
    }

    pub(crate) fn state(self, state: CoverageState, text: &str) -> String {
        self.paint(color(state), text)
    }
}

const fn color(state: CoverageState) -> &'static str {
    match state {
        CoverageState::Undecided | CoverageState::Missing => "31",
        CoverageState::Planned | CoverageState::Partial => "33",
        CoverageState::Implemented | CoverageState::Evidenced | CoverageState::Effective => "32",
        CoverageState::Excluded => "2",
    }
}

/// All words, from the best to the worst: the order of a bar.
pub(crate) const ORDER: [(CoverageState, char); 8] = [
    (CoverageState::Effective, '█'),
    (CoverageState::Evidenced, '█'),
    (CoverageState::Implemented, '█'),
    (CoverageState::Partial, '▓'),
    (CoverageState::Planned, '▒'),
    (CoverageState::Missing, '░'),
    (CoverageState::Undecided, '?'),
    (CoverageState::Excluded, '·'),
];

/// The statement of applicability as a table: id, title, whether it applies, reasons, the word, the next date that is due.
pub fn soa_table(coverage: &Coverage<'_>, look: Look) -> String {
    let heads = ["id", "title", "applies", "reason", "word", "due"];
    let rows: Vec<[String; 6]> = coverage.rows.iter().map(row).collect();
    let mut widths: [usize; 6] = std::array::from_fn(|c| {
        let cells = rows.iter().map(|r| r[c].width());
        cells.chain([heads[c].width()]).max().unwrap_or(0)
    });
    // Title and reason are wrapped; the rest is short.
    let fixed: usize =
        widths.iter().enumerate().filter(|(c, _)| ![1, 3].contains(c)).map(|(_, w)| w + 2).sum();
    let room = look.width().saturating_sub(fixed).max(24);
    widths[3] = widths[3].min(20).min(room / 3);
    widths[1] = widths[1].min(room.saturating_sub(widths[3] + 2)).max(10);
    let mut out = String::new();
    let mut theme = None;
    let heads = heads.map(String::from);
    write_cells(&mut out, &heads, &widths, |_, text| look.bold(text));
    for (covered, cells) in coverage.rows.iter().zip(&rows) {
        let group = group_of(covered.control.decl());
        if theme != Some(group) {
            theme = Some(group);
            if let Some(group) = group {
                let title = format!("{} {}", group.name(), crate::text::visible(&group.title()));
                let _ = writeln!(out, "\n{}", look.bold(&title));
            }
        }
        write_cells(&mut out, cells, &widths, |column, text| match column {
            4 => look.state(covered.word, text),
            _ => text.to_string(),
        });
    }
    out
}

fn row(row: &Row<'_>) -> [String; 6] {
    let control = row.control.decl();
    let applies = match row.decision {
        Decision::Included(_) => "yes",
        Decision::Excluded(_) => "no",
        Decision::Undecided | Decision::Conflict(_) => "undecided",
    };
    let reasons: Vec<&str> = row.reason_kinds().into_iter().map(|k| k.word()).collect();
    [
        printed_id(control),
        crate::text::visible(&control.title()).replace('\n', " "),
        applies.to_string(),
        reasons.join(", "),
        word(row.word).to_string(),
        due(row).map_or_else(String::new, |d| d.to_string()),
    ]
}

/// The next deadline of what is not in force yet.
fn due(row: &Row<'_>) -> Option<Date> {
    let plans = row.plans.iter().filter(|_| row.included() && row.progress != Some(Progress::Implemented));
    plans.filter_map(|p| p.due).chain(row.left_out().filter_map(|s| due_of(s))).min()
}

fn due_of(state: &SubjectState<'_>) -> Option<Date> {
    let dates = state.by.iter().flat_map(|(_, phrase)| phrase.part(Prep::Due));
    dates.filter_map(|v| v.date()).min()
}

pub(crate) fn write_cells(
    out: &mut String,
    cells: &[String],
    widths: &[usize],
    paint: impl Fn(usize, &str) -> String,
) {
    let wrapped: Vec<Vec<String>> = cells.iter().zip(widths).map(|(c, w)| wrap(c, *w)).collect();
    let height = wrapped.iter().map(Vec::len).max().unwrap_or(1);
    for line in 0..height {
        let mut text = String::new();
        let mut gap = 0;
        for (column, lines) in wrapped.iter().enumerate() {
            let cell = lines.get(line).map_or("", String::as_str);
            if !cell.is_empty() {
                text.push_str(&" ".repeat(gap));
                gap = 0;
                text.push_str(&paint(column, cell));
            }
            gap += widths[column].saturating_sub(cell.width()) + 2;
        }
        out.push_str(text.trim_end());
        out.push('\n');
    }
}

/// `text` in lines of at most `width`, broken between words; a word that is longer is broken too.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let width = width.max(2);
    let mut lines = vec![String::new()];
    let mut used = 0;
    for word in text.split_whitespace() {
        let length = word.width();
        if used > 0 && used + 1 + length > width {
            lines.push(String::new());
            used = 0;
        }
        let Some(line) = lines.last_mut() else { break };
        if used > 0 {
            line.push(' ');
            used += 1;
        }
        if used + length <= width {
            line.push_str(word);
            used += length;
            continue;
        }
        // Longer than a line.
        let mut rest = String::new();
        let mut buffer = [0; 4];
        for c in word.chars() {
            let wide = UnicodeWidthStr::width(&*c.encode_utf8(&mut buffer));
            if used + wide > width && used > 0 {
                if let Some(line) = lines.last_mut() {
                    line.push_str(&rest);
                }
                rest.clear();
                lines.push(String::new());
                used = 0;
            }
            rest.push(c);
            used += wide;
        }
        if let Some(line) = lines.last_mut() {
            line.push_str(&rest);
        }
    }
    lines
}

/// Writes `text` wrapped, its first line after `lead`, the others below where it began.
pub(crate) fn paragraph(out: &mut String, lead: &str, text: &str, look: Look) {
    let indent = lead.width().min(look.width() / 2);
    let lines = wrap(text, look.width() - indent);
    for (i, line) in lines.iter().enumerate() {
        if i == 0 {
            out.push_str(lead);
        } else {
            out.push_str(&" ".repeat(indent));
        }
        out.push_str(line);
        out.push('\n');
    }
}

/// How the package stands: coverage by theme, what is missing, and clause by clause. `recorded` is the day on which the
/// package is read: what it says about another day is what it says today.
pub fn status(analysis: &Analysis<'_>, recorded: Date, look: Look) -> String {
    let texts = Texts::new(analysis);
    let mut out = String::new();
    if analysis.coverages.is_empty() {
        let _ = writeln!(
            out,
            "There is no statement of applicability yet. One line begins it: soa NAME for SCOPE against iso27001 {{ }}"
        );
    }
    for (i, coverage) in analysis.coverages.iter().enumerate() {
        if i > 0 {
            out.push('\n');
        }
        one_status(&mut out, analysis, coverage, &texts, recorded, look);
    }
    Status::new(analysis).write(&mut out, look);
    out
}

fn one_status<'m>(
    out: &mut String,
    analysis: &Analysis<'m>,
    coverage: &Coverage<'m>,
    texts: &Texts<'m, '_>,
    recorded: Date,
    look: Look,
) {
    let soa = coverage.soa;
    let title = format!("{} ({})", texts.title(soa.decl()), soa.decl().path());
    let _ = writeln!(out, "{}", look.bold(&title));
    if let Some(scope) = coverage.scope {
        paragraph(out, "Scope: ", &texts.title(scope.decl()), look);
    }
    let standards: Vec<String> = soa.head_against().map(|c| plain(&catalog_item(texts, c).text)).collect();
    paragraph(out, "Against: ", &standards.join("; "), look);
    let when = match texts.day.cmp(&recorded) {
        Ordering::Less => format!("As recorded on {recorded} about {}", texts.day),
        Ordering::Equal => format!("State on {}", texts.day),
        Ordering::Greater => format!("As expected on {recorded} about {}", texts.day),
    };
    let _ = writeln!(out, "{when}");
    paragraph(out, "", &approval::of(analysis, soa.decl(), texts, None).says, look);

    themes(out, coverage, look);
    open_points(out, coverage, texts, look);

    let main = main_catalog(soa).map(|c| c.decl());
    let Some(table) = clauses::table(analysis, coverage, texts) else { return };
    let is_iso = main.and_then(|m| m.catalog()).is_some_and(|c| c.standard == "iso27001");
    let title = if is_iso { "Clause by clause" } else { "Requirement by requirement" };
    let _ = writeln!(
        out,
        "\n{} (what is declared; whether it is enough is for people to judge)",
        look.bold(title)
    );
    let (Some(id), Some(title), Some(declared)) =
        (table.column("id"), table.column("title"), table.column("declared"))
    else {
        return;
    };
    let wide = table.rows.iter().map(|r| r.cells[id].content.plain().width()).max().unwrap_or(0);
    for row in &table.rows {
        let number = row.cells[id].content.plain();
        let pad = " ".repeat(wide.saturating_sub(number.width()));
        let words = match &row.cells[declared].content {
            Content::Empty => "nothing yet".to_string(),
            content => content.plain(),
        };
        let mark = if row.cells[declared].content.is_empty() { "-" } else { "+" };
        let lead = format!("  {mark} {number}{pad}  ");
        paragraph(out, &lead, &format!("{}: {words}", row.cells[title].content.plain()), look);
    }
}

/// Coverage by theme, with a bar for each.
fn themes(out: &mut String, coverage: &Coverage<'_>, look: Look) {
    let mut themes: Vec<(String, Counts, u64)> = Vec::new();
    let mut last = None;
    let mut all = Counts::default();
    for row in &coverage.rows {
        let decl = row.control.decl();
        let group = group_of(decl);
        if last != Some(group) {
            last = Some(group);
            let name = match group {
                Some(g) => format!("{} {}", g.name(), crate::text::visible(&g.title())),
                None => "Controls".to_string(),
            };
            themes.push((name.replace('\n', " "), Counts::default(), 0));
        }
        if let Some((_, counts, n)) = themes.last_mut() {
            counts.count(row.word);
            *n += 1;
        }
        all.count(row.word);
    }
    let total = coverage.rows.len() as u64;
    if themes.len() > 1 {
        themes.push(("All".to_string(), all, total));
    }
    let _ = writeln!(out, "\n{}", look.bold("Coverage by theme"));
    let name_width = themes.iter().map(|(n, ..)| n.width()).max().unwrap_or(0).min(look.width() / 3);
    let bar_width = 24.min(look.width() / 4);
    for (name, counts, n) in &themes {
        let names = wrap(name, name_width);
        let words: Vec<String> = ORDER
            .iter()
            .filter(|(state, _)| counts.of(*state) > 0)
            .map(|(state, _)| format!("{} {}", counts.of(*state), word(*state)))
            .collect();
        let room = look.width().saturating_sub(2 + name_width + 6 + bar_width + 4).max(16);
        let words = wrap(&words.join(", "), room);
        let bar = bar(counts, *n, bar_width, look);
        for line in 0..names.len().max(words.len()) {
            let name = names.get(line).map_or("", String::as_str);
            let pad = " ".repeat(name_width.saturating_sub(name.width()));
            let (number, bar) = if line == 0 {
                (format!("{n:>4}"), bar.clone())
            } else {
                ("    ".to_string(), " ".repeat(bar_width))
            };
            let text =
                format!("  {name}{pad}  {number}  {bar}  {}", words.get(line).map_or("", String::as_str));
            let _ = writeln!(out, "{}", text.trim_end());
        }
    }
    let _ =
        writeln!(out, "  █ implemented or better  ▓ partial  ▒ planned  ░ missing  ? undecided  · excluded");
}

/// A bar of `width` columns; what there is gets at least one.
fn bar(counts: &Counts, total: u64, width: usize, look: Look) -> String {
    // Words that share a mark share a piece.
    let mut pieces: Vec<(CoverageState, char, u64)> = Vec::new();
    for (state, mark) in ORDER {
        match pieces.last_mut() {
            Some((_, last, n)) if *last == mark => *n += counts.of(state),
            _ => pieces.push((state, mark, counts.of(state))),
        }
    }
    pieces.retain(|(.., n)| *n > 0);
    let total = total.max(1) as usize;
    let mut lengths: Vec<usize> =
        pieces.iter().map(|(.., n)| ((*n as usize * width + total / 2) / total).max(1)).collect();
    // Rounding is made up for by the longest.
    loop {
        let sum = lengths.iter().sum::<usize>();
        let Some(longest) = lengths.iter_mut().max() else { break };
        match sum.cmp(&width) {
            std::cmp::Ordering::Equal => break,
            std::cmp::Ordering::Less => *longest += 1,
            std::cmp::Ordering::Greater if *longest > 1 => *longest -= 1,
            std::cmp::Ordering::Greater => break,
        }
    }
    let parts = pieces.iter().zip(lengths);
    parts.map(|((state, mark, _), length)| look.state(*state, &mark.to_string().repeat(length))).collect()
}

/// What is missing, what is late, what no longer holds.
fn open_points<'m>(out: &mut String, coverage: &Coverage<'m>, texts: &Texts<'m, '_>, look: Look) {
    let day = texts.day;
    let with = |f: &dyn Fn(&Row<'m>) -> bool| -> Vec<usize> {
        (0..coverage.rows.len()).filter(|i| f(&coverage.rows[*i])).collect()
    };
    let mut points: Vec<(&str, usize, String)> = Vec::new();
    let mut list = |what: &'static str, found: Vec<usize>| {
        if !found.is_empty() {
            points.push((what, found.len(), ids(coverage, &found)));
        }
    };
    list("undecided", with(&|r| r.word == CoverageState::Undecided));
    list("applies, and no reason is given", with(&|r| r.included() && r.reasons.is_empty()));
    list("excluded, and no reason is given", with(&|r| r.excluded() && r.justification.is_empty()));
    list("missing", with(&|r| r.word == CoverageState::Missing));
    let late = with(&|r| due(r).is_some_and(|d| d < day));
    list("due, and not in force", late);
    let mut dues: Vec<Option<Date>> = Vec::new();
    let planned = with(&|r| r.word == CoverageState::Planned);
    dues.extend(planned.iter().map(|i| due(&coverage.rows[*i])));
    dues.sort_unstable();
    dues.dedup();
    let by_due: Vec<String> = dues
        .iter()
        .map(|day| {
            let of = planned.iter().copied().filter(|i| due(&coverage.rows[*i]) == *day).collect::<Vec<_>>();
            let when = day.map_or_else(|| "without a date".to_string(), |d| format!("due {d}"));
            format!("{} ({when})", ids(coverage, &of))
        })
        .collect();
    if !planned.is_empty() {
        points.push(("planned", planned.len(), by_due.join("; ")));
    }
    let mut list = |what: &'static str, found: Vec<usize>| {
        if !found.is_empty() {
            points.push((what, found.len(), ids(coverage, &found)));
        }
    };
    let stale = with(&|r| {
        let mut states = r.assurance.evidence.iter().map(|(_, s)| *s);
        states.any(|s| matches!(s, Some(EvidenceState::Stale | EvidenceState::Failing)))
    });
    list("evidence too old, or showing a failure", stale);
    list("with an open nonconformity", with(&|r| !r.assurance.nonconformities.is_empty()));
    let partial = with(&|r| r.word == CoverageState::Partial);
    if points.is_empty() && partial.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{}", look.bold("What is missing"));
    for (what, n, ids) in points {
        paragraph(out, &format!("  {what} ({n}): "), &ids, look);
    }
    if !partial.is_empty() {
        let _ = writeln!(out, "  partial ({}):", partial.len());
        for i in partial {
            let row = &coverage.rows[i];
            let left: Vec<String> = row
                .left_out()
                .map(|s| {
                    let name = s.subject.map_or_else(|| "the scope".to_string(), |d| texts.title(d));
                    let due = due_of(s).map_or_else(String::new, |d| format!(", due {d}"));
                    format!("{name} ({}{due})", progress_word(s.progress))
                })
                .collect();
            let control = row.control.decl();
            let lead = format!("    {} ", printed_id(control));
            paragraph(out, &lead, &format!("{}: {}", texts.title(control), left.join(", ")), look);
        }
    }
}

/// The ids of rows, runs of three and more as a range.
fn ids(coverage: &Coverage<'_>, rows: &[usize]) -> String {
    let id = |i: usize| printed_id(coverage.rows[i].control.decl());
    let group = |i: usize| group_of(coverage.rows[i].control.decl());
    let mut parts: Vec<String> = Vec::new();
    let mut at = 0;
    while at < rows.len() {
        let mut end = at;
        while end + 1 < rows.len()
            && rows[end + 1] == rows[end] + 1
            && group(rows[end + 1]) == group(rows[at])
        {
            end += 1;
        }
        if end >= at + 2 {
            parts.push(format!("{} to {}", id(rows[at]), id(rows[end])));
        } else {
            parts.extend((at..=end).map(|i| id(rows[i])));
        }
        at = end + 1;
    }
    parts.join(", ")
}
