//! What an import took for what, and everything that was odd about the file: the report and its renderings.
//!
//! A [`Report`] is a value: the terminal ([`Report::to_text`]) and the pages ([`Report::to_markdown`], [`Report::to_html`])
//! are made from it, and all say the same. The terminal shortens long lists, and says so; the page has every line.

mod html;

use std::fmt::{self, Write as _};

use annexa_formats::csv::{Problem, ProblemKind};

use crate::source::{line, lines, one_line};

/// How many lines of one sort the terminal shows.
const SHOWN: usize = 10;
/// How much of a cell the terminal shows.
const CELL_SHOWN: usize = 60;
/// How much of a list of lines the terminal shows.
const LINES_SHOWN: usize = 100;

/// Why a cell is in no file, where its whole column was not used.
pub(crate) const COLUMN_NOT_USED: &str = "the column was not used";

/// Everything an import has to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The file, as its reader calls it.
    pub file: String,
    /// What the file was taken for.
    pub taken_for: TakenFor,
    /// How its bytes were read: encoding, delimiter, where the headings stand.
    pub read_as: String,
    /// What each column was taken for, in the order of the file.
    pub columns: Vec<ColumnUse>,
    /// What was odd, changed or not understood, by weight and line.
    pub remarks: Vec<Remark>,
    /// The cells that stand in no written file, by line.
    pub unused: Vec<UnusedCell>,
    /// Sums.
    pub counts: Counts,
}

/// What a file was taken for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TakenFor {
    /// A Statement of Applicability against this catalog (`iso27001@2022`).
    Soa {
        /// The catalog and its edition.
        catalog: String,
    },
    /// Controls with their state, and nothing that says whether they apply: statements, and no decisions.
    StateOfControls {
        /// The catalog and its edition.
        catalog: String,
    },
    /// A register whose rows become declarations.
    Register {
        /// What it is a register of.
        of: &'static str,
    },
    /// A policy with this title.
    Policy {
        /// The title.
        title: String,
    },
    /// A file of another tool, with this title.
    Framework {
        /// The title.
        title: String,
        /// Which tool wrote it.
        written_by: &'static str,
    },
    /// Something else: nothing is written.
    Refused {
        /// What it is not.
        what: String,
        /// What would have to be there, one sentence each.
        missing: Vec<String>,
    },
}

impl TakenFor {
    /// Whether a package was written.
    pub fn is_import(&self) -> bool {
        !matches!(self, TakenFor::Refused { .. })
    }
}

impl fmt::Display for TakenFor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TakenFor::Soa { catalog } => write!(f, "a Statement of Applicability against {catalog}"),
            TakenFor::StateOfControls { catalog } => {
                write!(
                    f,
                    "the state of controls of {catalog}; nothing says whether they apply, so none is decided"
                )
            }
            TakenFor::Register { of } => write!(f, "a register of {of}, one a row"),
            TakenFor::Framework { title, written_by } => {
                write!(f, "the {written_by} \u{201c}{title}\u{201d}")
            }
            TakenFor::Policy { title } => write!(f, "the policy \u{201c}{title}\u{201d}"),
            TakenFor::Refused { what, missing } => {
                write!(f, "no {what}, so nothing was made of it: {}", missing.join("; "))
            }
        }
    }
}

/// What a column was taken for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnUse {
    /// Its heading, or `column 3` where it has none.
    pub name: String,
    /// What it was taken for; `None` where it was not used.
    pub role: Option<ColumnRole>,
    /// How that was seen, or why it was not used.
    pub how: How,
    /// How many of its cells hold something.
    pub cells: u32,
}

/// How a column's use was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum How {
    /// By its heading.
    ByName,
    /// By what stands in it.
    ByContent,
    /// It was not used, because …
    NotUsed(String),
}

macro_rules! column_roles {
    ($($(#[$doc:meta])* $variant:ident $key:literal $words:literal),* $(,)?) => {
        /// What a column can be taken for.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ColumnRole {
            $($(#[$doc])* $variant,)*
            /// What a column of a register means, in words.
            OfRegister(&'static str),
        }

        impl ColumnRole {
            /// The role that the vocabulary calls so.
            pub(crate) fn from_key(key: &str) -> Option<Self> {
                match key { $($key => Some(ColumnRole::$variant),)* _ => None }
            }

            /// In words.
            pub const fn words(self) -> &'static str {
                match self { $(ColumnRole::$variant => $words,)* ColumnRole::OfRegister(words) => words }
            }
        }
    };
}
column_roles! {
    /// The control's id.
    Id "control-id" "the control's id",
    /// The control's title.
    Title "control-name" "the control's title",
    /// Whether the control applies.
    Applies "applies" "whether it applies",
    /// A mark where the control does not apply.
    DoesNotApply "does-not-apply" "marks what does not apply",
    /// Why it applies, or does not.
    Reason "reason" "the justification",
    /// Why it applies.
    ReasonToInclude "reason-to-include" "the justification of inclusion",
    /// Why it does not apply.
    ReasonToExclude "reason-to-exclude" "the justification of exclusion",
    /// Where the need comes from: a risk, a law, a contract.
    SourceOfNeed "source-of-need" "where the need comes from",
    /// A mark for one such source (LR, CO, BR, RRA).
    MarkOfNeed "mark-of-need" "marks one source of the need",
    /// How far it is put into practice.
    State "state-of-it" "the state of implementation",
    /// A mark where it is put into practice so far (Implemented, Partially, Planned).
    MarkOfState "mark-of-state" "marks one state of implementation",
    /// Who answers for it.
    AnswersForIt "answers-for-it" "the owner of it",
    /// Documents and evidence.
    DocumentsNamed "documents-named" "documents and evidence",
    /// By when.
    DueOn "due-on" "the due date",
    /// How it is done.
    HowDone "how-done" "how it is done",
    /// Notes.
    SideNotes "side-notes" "additional notes",
    /// Ids of risks.
    RisksNamed "risks-named" "the risks named",
    /// The control's theme, which the catalog knows.
    ThemeOfControl "theme-of-control" "the theme, which the catalog knows",
}

impl fmt::Display for ColumnRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}

/// One thing to know about the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// The line it is about; `None` where it is about the whole file.
    pub line: Option<u32>,
    /// Further lines with the same.
    pub more_lines: Vec<u32>,
    /// The heading of the column, where it is about one.
    pub column: Option<String>,
    /// What sort it is.
    pub kind: RemarkKind,
    /// It, in words.
    pub message: String,
}

impl Remark {
    /// What was odd about the bytes of the file.
    pub(crate) fn of_bytes(problem: &Problem) -> Self {
        let kind = match problem.kind {
            ProblemKind::NoValue => RemarkKind::BrokenFormula,
            _ => RemarkKind::FileProblem,
        };
        Remark {
            line: Some(problem.line),
            more_lines: Vec::new(),
            column: None,
            kind,
            message: problem.message.clone(),
        }
    }

    /// A table of the file that nothing was taken from.
    pub(crate) fn other_table(title: &str, rows: usize) -> Self {
        Remark {
            line: None,
            more_lines: Vec::new(),
            column: None,
            kind: RemarkKind::OtherTable,
            message: format!(
                "\u{201c}{title}\u{201d} is another table of the file, and nothing of its {rows} rows was used"
            ),
        }
    }

    /// All its lines.
    pub fn lines(&self) -> Vec<u32> {
        self.line.iter().chain(&self.more_lines).copied().collect()
    }
}

macro_rules! remark_kinds {
    ($($(#[$doc:meta])* $variant:ident $weight:ident $name:literal),* $(,)?) => {
        /// The sorts of remarks, the heaviest first.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum RemarkKind { $($(#[$doc])* $variant),* }

        impl RemarkKind {
            /// All of them.
            pub const ALL: &'static [RemarkKind] = &[$(RemarkKind::$variant),*];

            /// Its name, as printed: `doubled-control`.
            pub const fn name(self) -> &'static str {
                match self { $(RemarkKind::$variant => $name),* }
            }

            /// How heavy it is.
            pub const fn weight(self) -> Weight {
                match self { $(RemarkKind::$variant => Weight::$weight),* }
            }
        }
    };
}
remark_kinds! {
    /// Two rows decide a control differently.
    ConflictingRows Wrong "conflicting-rows",
    /// Excluded, and yet it has a state of implementation.
    ExcludedYetImplemented Wrong "excluded-yet-implemented",
    /// Two cells of a row contradict each other.
    Contradiction Wrong "contradicting-cells",
    /// The title is not that of the id.
    TitleMismatch Wrong "title-of-another-id",
    /// The spreadsheet ate a zero: 8.1 for 8.10.
    EatenZero Wrong "eaten-zero",
    /// The id is no control's.
    UnknownControl Wrong "unknown-control-id",
    /// The id belongs to another edition.
    OtherEdition Wrong "other-edition-id",
    /// The id may have been turned into a date.
    MangledId Wrong "mangled-id",
    /// A control stands on several rows.
    DoubledControl Wrong "doubled-control",
    /// Controls that stand only in rows that could not be used.
    UnusableControls Wrong "controls-not-read",
    /// Controls of the catalog that the file does not have.
    MissingControls Wrong "missing-controls",
    /// Controls without a clear yes or no.
    Undecided Wrong "no-decision",
    /// An exclusion without justification.
    NoReason Wrong "no-justification",
    /// Two rows of a register have the same name or the same id.
    DoubledRow Wrong "doubled-row",
    /// The register counts in other steps than the risk method.
    OtherScale Wrong "other-scale",
    /// A control of an older edition that became several.
    SplitControl Unclear "split-control",
    /// A row with more or fewer cells than there are headings.
    RaggedRow Unclear "ragged-row",
    /// A row without an id.
    RowWithoutId Unclear "row-without-id",
    /// A number that a clause of the standard has, and a control, and nothing that says which is meant.
    ClauseOrControl Unclear "clause-or-control",
    /// An answer that is neither yes nor no.
    UnknownAnswer Unclear "unknown-answer",
    /// A state that is not known.
    UnknownState Unclear "unknown-state",
    /// A cell that says none of the values that its column can have.
    UnknownValue Unclear "unknown-value",
    /// A row of a register without a name.
    RowWithoutName Unclear "row-without-name",
    /// A date that is none, or could be two.
    UnknownDate Unclear "unknown-date",
    /// Planned, and no date.
    NoDate Unclear "no-date",
    /// A formula failed, or the file does not have what it gives.
    BrokenFormula Unclear "broken-formula",
    /// The bytes of the file.
    FileProblem Unclear "odd-bytes",
    /// A row that may have swallowed others.
    SwallowedRows Unclear "swallowed-rows",
    /// A text that holds a place.
    Placeholder Unclear "stand-in-text",
    /// One justification on many rows.
    SameReason Unclear "same-justification",
    /// An owner of whom no role could be made.
    NoRole Unclear "no-role",
    /// Text about inclusion on an excluded row, or the other way round.
    ReasonOnWrongSide Unclear "justification-of-the-other-side",
    /// A cell was read as something that it does not say word for word.
    ReadAs Told "read-as",
    /// Several controls in one cell.
    SeveralIds Told "several-ids",
    /// A row that goes on with the one above.
    Continuation Told "continuation-row",
    /// A row that is a heading of a group.
    SectionRow Told "section-row",
    /// A row about a clause of the standard.
    ClauseRow Told "clause-row",
    /// The headings again.
    RepeatedHeader Told "repeated-headings",
    /// A row of sums.
    TotalsRow Told "totals-row",
    /// A row before the headings, or one that is no control's.
    OtherRow Told "other-row",
    /// Something that cannot be text.
    LeftOut Unclear "left-out",
    /// A table of the file that is about something else.
    OtherTable Told "other-table",
    /// Characters that nobody sees were taken out.
    HiddenCharacters Told "hidden-characters",
    /// Titles were not compared.
    TitlesNotCompared Told "titles-not-compared",
    /// What the importer put in because the language asks for it.
    FilledIn Told "filled-in",
}

/// How heavy a remark is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weight {
    /// The file contradicts itself or the standard.
    Wrong,
    /// Something was not understood, or needs a person's look.
    Unclear,
    /// It was understood; this is how.
    Told,
}

impl Weight {
    const ALL: [Weight; 3] = [Weight::Wrong, Weight::Unclear, Weight::Told];

    const fn heading(self) -> &'static str {
        match self {
            Weight::Wrong => "What contradicts itself or the standard",
            Weight::Unclear => "What needs a look",
            Weight::Told => "How the rest was read",
        }
    }
}

/// A cell that stands in no written file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnusedCell {
    /// The line where its row starts.
    pub line: u32,
    /// The heading of its column.
    pub column: String,
    /// What it says.
    pub text: String,
    /// Why it was not used.
    pub why: String,
}

/// Sums of an import.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Records of the file, headings included.
    pub rows: u32,
    /// Rows that are about controls.
    pub control_rows: u32,
    /// Controls of the catalog.
    pub catalog: u32,
    /// Controls that the file has.
    pub controls: u32,
    /// Controls that apply.
    pub included: u32,
    /// Controls that do not.
    pub excluded: u32,
    /// Controls of the file without a clear answer, or with two.
    pub undecided: u32,
    /// Controls that stand only in rows that could not be used.
    pub unusable: u32,
    /// Controls that the file does not have.
    pub missing: u32,
    /// Controls on several rows.
    pub doubled: u32,
    /// Ids that are no control's, those of other editions among them.
    pub unknown: u32,
    /// Rows whose state is implemented.
    pub implemented: u32,
    /// Rows whose state is partly implemented.
    pub partial: u32,
    /// Rows that are planned or going on.
    pub planned: u32,
    /// Rows that are not implemented.
    pub not_implemented: u32,
    /// Declarations made of rows of a register.
    pub declarations: u32,
    /// Declarations of the file from before that are no longer in it.
    pub gone: u32,
    /// Statements written.
    pub statements: u32,
    /// Plans (`not-yet`) written.
    pub plans: u32,
    /// Roles written, the package's own included.
    pub roles: u32,
    /// Cells above the headings that hold something.
    pub cells_above: u32,
    /// Cells below the headings that hold something.
    pub cells: u32,
    /// Cells that were written or checked.
    pub cells_used: u32,
    /// Cells that were not, those above the headings among them; each is listed.
    pub cells_not_used: u32,
}

impl Report {
    /// The report of a file that cannot be read, or holds nothing that could be.
    pub(crate) fn refused(file: String, what: String, why: String) -> Self {
        Report {
            file,
            taken_for: TakenFor::Refused { what, missing: vec![why] },
            read_as: "not read".to_owned(),
            columns: Vec::new(),
            remarks: Vec::new(),
            unused: Vec::new(),
            counts: Counts::default(),
        }
    }

    /// The remarks of a sort.
    pub fn of_kind(&self, kind: RemarkKind) -> impl Iterator<Item = &Remark> {
        self.remarks.iter().filter(move |remark| remark.kind == kind)
    }

    /// The report for a terminal. Long lists are shortened, and say so.
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        // Writing to a String cannot fail.
        let _ = self.write_text(&mut out);
        out
    }

    fn write_text(&self, out: &mut String) -> fmt::Result {
        writeln!(out, "{}: {}", self.file, self.taken_for)?;
        writeln!(out, "  {}", self.read_as)?;
        if !self.columns.is_empty() {
            writeln!(out, "\ncolumns")?;
            let width =
                self.columns.iter().map(|column| shown(&column.name).chars().count()).max().unwrap_or(0);
            for column in &self.columns {
                let name = shown(&column.name);
                let pad = " ".repeat(width - name.chars().count());
                writeln!(out, "  {name}{pad}  {}", column_words(column))?;
            }
        }
        if self.taken_for.is_import() {
            writeln!(out, "\nsums")?;
            for (what, sum) in self.sums() {
                writeln!(out, "  {what:<34} {sum:>5}")?;
            }
        }
        for weight in Weight::ALL {
            let of_weight: Vec<&Remark> =
                self.remarks.iter().filter(|remark| remark.kind.weight() == weight).collect();
            if of_weight.is_empty() {
                continue;
            }
            writeln!(out, "\n{}", weight.heading().to_lowercase())?;
            for kind in RemarkKind::ALL {
                let of_kind: Vec<&&Remark> = of_weight.iter().filter(|remark| remark.kind == *kind).collect();
                for remark in of_kind.iter().take(SHOWN) {
                    writeln!(out, "  {}: {}{}", kind.name(), place(remark, lines_shown), remark.message)?;
                }
                if of_kind.len() > SHOWN {
                    writeln!(
                        out,
                        "  {}: and {} more, all in the Markdown report",
                        kind.name(),
                        of_kind.len() - SHOWN
                    )?;
                }
            }
        }
        let groups = self.unused_groups();
        if !groups.is_empty() {
            writeln!(out, "\ncells in no file")?;
            for (why, cells) in groups {
                let numbers: Vec<u32> = cells.iter().map(|cell| cell.line).collect();
                let mut columns: Vec<&str> = Vec::new();
                for cell in &cells {
                    if !columns.contains(&cell.column.as_str()) {
                        columns.push(&cell.column);
                    }
                }
                let names: Vec<String> = columns.iter().map(|column| shown(column)).collect();
                let word = if cells.len() == 1 { "cell" } else { "cells" };
                write!(
                    out,
                    "  {why}: {} {word} of {}, {}",
                    cells.len(),
                    names.join(", "),
                    lines_shown(&numbers)
                )?;
                let mut texts: Vec<&str> = cells.iter().map(|cell| cell.text.as_str()).collect();
                texts.dedup();
                match (columns.as_slice(), texts.as_slice()) {
                    ([_], [only]) => writeln!(out, ": \"{}\"", shown(only))?,
                    _ => writeln!(out)?,
                }
            }
        }
        Ok(())
    }

    /// The report as a page: everything, to be shown to others.
    pub fn to_markdown(&self) -> String {
        let mut out = String::new();
        // Writing to a String cannot fail.
        let _ = self.write_markdown(&mut out);
        out
    }

    fn write_markdown(&self, out: &mut String) -> fmt::Result {
        writeln!(out, "# Import of {}\n", md(&self.file))?;
        writeln!(out, "Taken for {}.\n\n{}.", md(&self.taken_for.to_string()), md(&self.read_as))?;
        if !self.columns.is_empty() {
            writeln!(out, "\n## Columns\n\n| column | taken for | cells |\n| --- | --- | ---: |")?;
            for column in &self.columns {
                writeln!(out, "| {} | {} | {} |", md(&column.name), md(&column_words(column)), column.cells)?;
            }
        }
        if self.taken_for.is_import() {
            writeln!(out, "\n## Sums\n\n| what | number |\n| --- | ---: |")?;
            for (what, sum) in self.sums() {
                writeln!(out, "| {what} | {sum} |")?;
            }
        }
        for weight in Weight::ALL {
            let of_weight: Vec<&Remark> =
                self.remarks.iter().filter(|remark| remark.kind.weight() == weight).collect();
            if of_weight.is_empty() {
                continue;
            }
            writeln!(out, "\n## {}\n", weight.heading())?;
            for remark in of_weight {
                writeln!(
                    out,
                    "- **{}**: {}{}",
                    remark.kind.name(),
                    md(&place(remark, lines)),
                    md(&remark.message)
                )?;
            }
        }
        if !self.unused.is_empty() {
            writeln!(
                out,
                "\n## Cells in no file\n\n| line | column | cell | why |\n| ---: | --- | --- | --- |"
            )?;
            for cell in &self.unused {
                writeln!(
                    out,
                    "| {} | {} | {} | {} |",
                    line(cell.line).trim_start_matches("line "),
                    md(&cell.column),
                    md(&cell.text),
                    md(&cell.why)
                )?;
            }
        }
        Ok(())
    }

    fn sums(&self) -> Vec<(&'static str, u32)> {
        let counts = &self.counts;
        let gone = Some(("declarations from before that go away", counts.gone)).filter(|(_, sum)| *sum > 0);
        if let TakenFor::Policy { .. } = self.taken_for {
            let mut sums = vec![
                ("lines of the text", counts.rows),
                ("roles written", counts.roles),
                ("sentences offered as statements", counts.statements),
            ];
            sums.extend(gone);
            return sums;
        }
        if let TakenFor::Framework { .. } = self.taken_for {
            let mut sums = vec![
                ("controls", counts.controls),
                ("statements", counts.statements),
                ("declarations written", counts.declarations),
            ];
            sums.extend(gone);
            return sums;
        }
        if let TakenFor::Register { .. } = self.taken_for {
            let above = ("cells above the headings", counts.cells_above);
            let mut sums = vec![
                ("rows in the file", counts.rows),
                ("declarations written", counts.declarations),
                ("roles written", counts.roles),
            ];
            sums.extend(gone);
            sums.extend(Some(above).filter(|(_, sum)| *sum > 0));
            sums.extend([
                ("cells below the headings", counts.cells),
                ("cells written", counts.cells_used),
                ("cells in no file", counts.cells_not_used),
            ]);
            return sums;
        }
        let mut sums = vec![
            ("rows in the file", counts.rows),
            ("rows about controls", counts.control_rows),
            ("controls in the catalog", counts.catalog),
            ("controls in the file", counts.controls),
            ("controls that apply", counts.included),
            ("controls excluded", counts.excluded),
            ("without a clear answer", counts.undecided),
            ("not in the file", counts.missing),
        ];
        sums.extend(
            [
                ("only in rows not used", counts.unusable),
                ("on several rows", counts.doubled),
                ("ids of no control here", counts.unknown),
                ("rows implemented", counts.implemented),
                ("rows partly implemented", counts.partial),
                ("rows planned or going on", counts.planned),
                ("rows not implemented", counts.not_implemented),
            ]
            .into_iter()
            .filter(|(_, sum)| *sum > 0),
        );
        sums.extend([("statements written", counts.statements), ("plans written", counts.plans)]);
        sums.extend(Some(("cells above the headings", counts.cells_above)).filter(|(_, sum)| *sum > 0));
        sums.extend([
            ("cells below the headings", counts.cells),
            ("cells written or checked", counts.cells_used),
            ("cells in no file", counts.cells_not_used),
        ]);
        sums
    }

    /// Unused cells by reason, and by column where the column is the reason; in the order of their first line.
    fn unused_groups(&self) -> Vec<(&str, Vec<&UnusedCell>)> {
        let of_column = |cell: &UnusedCell| {
            self.columns.iter().any(|column| {
                column.name == cell.column
                    && column.role.is_none_or(|role| role == ColumnRole::ThemeOfControl)
            })
        };
        let mut groups: Vec<(&str, Vec<&UnusedCell>)> = Vec::new();
        for cell in &self.unused {
            let same = groups.iter_mut().find(|(why, cells)| {
                *why == cell.why
                    && cells.first().is_some_and(|first| {
                        first.column == cell.column
                            || !(why.ends_with(COLUMN_NOT_USED) && of_column(first) && of_column(cell))
                    })
            });
            match same {
                Some((_, cells)) => cells.push(cell),
                None => groups.push((&cell.why, vec![cell])),
            }
        }
        groups
    }
}

fn column_words(column: &ColumnUse) -> String {
    match (&column.role, &column.how) {
        (Some(role), How::ByContent) => format!("{role} (seen by what stands in it)"),
        (Some(role), _) => role.to_string(),
        (None, How::NotUsed(why)) => format!("not used: {why}"),
        (None, _) => "not used".to_owned(),
    }
}

fn place(remark: &Remark, lines: fn(&[u32]) -> String) -> String {
    let numbers = remark.lines();
    match (numbers.is_empty(), &remark.column) {
        (true, None) => String::new(),
        (true, Some(column)) => format!("{}: ", shown(column)),
        (false, None) => format!("{}: ", lines(&numbers)),
        (false, Some(column)) => format!("{}, {}: ", lines(&numbers), shown(column)),
    }
}

/// Line numbers in words, cut for the terminal.
fn lines_shown(numbers: &[u32]) -> String {
    let all = lines(numbers);
    if all.chars().count() <= LINES_SHOWN {
        return all;
    }
    let cut: String = all.chars().take(LINES_SHOWN).collect();
    let whole = cut.rsplit_once(", ").map_or(cut.as_str(), |(whole, _)| whole);
    format!("{whole}, …")
}

/// A text on one line, cut for the terminal.
pub(crate) fn shown(text: &str) -> String {
    let line = one_line(text);
    if line.chars().count() <= CELL_SHOWN {
        return line;
    }
    let cut: String = line.chars().take(CELL_SHOWN - 1).collect();
    format!("{}…", cut.trim_end())
}

/// A text within Markdown, on one line: nothing in it is markup.
fn md(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.trim().chars() {
        match c {
            '\n' => out.push_str("<br>"),
            '|' | '\\' | '*' | '_' | '`' | '[' | ']' | '<' | '>' | '#' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    if text.ends_with(' ') {
        out.push(' ');
    }
    out
}
