//! The report as a page of its own, to be shown to others: nothing is fetched, nothing runs, and it reads in light and in dark.

use std::fmt::{self, Write as _};

use super::{Report, Weight, column_words, place};
use crate::source::{line, lines};

const STYLE: &str = "\
:root { color-scheme: light dark; --ink: #1c1c1c; --soft: #595959; --line: #c8c8c8; --paper: #fff; --wrong: #a40000; --unclear: #7a4a00; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #ececec; --soft: #b0b0b0; --line: #4a4a4a; --paper: #161616; --wrong: #ff9d94; --unclear: #f0b860; }
}
body { margin: 2rem auto; padding: 0 1rem; max-width: 60rem; font: 1rem/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
h1 { font-size: 1.6rem; line-height: 1.2; }
h2 { font-size: 1.2rem; margin-top: 2rem; }
.about { color: var(--soft); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: start; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
th { white-space: nowrap; }
.number { text-align: end; font-variant-numeric: tabular-nums; }
.wrong { color: var(--wrong); font-weight: 600; }
.unclear { color: var(--unclear); font-weight: 600; }
@media print { body { margin: 0; max-width: none; } }
";

impl Report {
    /// The report as a page in HTML: everything, to be shown to others.
    pub fn to_html(&self) -> String {
        let mut out = String::new();
        // Writing to a String cannot fail.
        let _ = self.write_html(&mut out);
        out
    }

    fn write_html(&self, out: &mut String) -> fmt::Result {
        let title = format!("Import of {}", self.file);
        writeln!(
            out,
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{0}</title>\n\
             <style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{0}</h1>",
            escaped(&title)
        )?;
        let taken = escaped(&self.taken_for.to_string());
        writeln!(out, "<p>Taken for {taken}.</p>\n<p class=\"about\">{}.</p>", escaped(&self.read_as))?;
        self.write_verdict(out)?;
        if self.taken_for.is_import() {
            begin_table(out, "Sums", &[("what", false), ("number", true)])?;
            for (what, sum) in self.sums() {
                writeln!(out, "<tr><th scope=\"row\">{what}</th><td class=\"number\">{sum}</td></tr>")?;
            }
            end_table(out)?;
        }
        for weight in Weight::ALL {
            let of_weight: Vec<_> =
                self.remarks.iter().filter(|remark| remark.kind.weight() == weight).collect();
            if of_weight.is_empty() {
                continue;
            }
            begin_table(out, weight.heading(), &[("sort", false), ("what and where", false)])?;
            let class = class(weight);
            for remark in of_weight {
                writeln!(
                    out,
                    "<tr><th scope=\"row\"{class}>{}</th><td>{}{}</td></tr>",
                    remark.kind.name(),
                    escaped(&place(remark, lines)),
                    escaped(&remark.message)
                )?;
            }
            end_table(out)?;
        }
        if !self.columns.is_empty() {
            begin_table(out, "Columns", &[("column", false), ("taken for", false), ("cells", true)])?;
            for column in &self.columns {
                writeln!(
                    out,
                    "<tr><th scope=\"row\">{}</th><td>{}</td><td class=\"number\">{}</td></tr>",
                    escaped(&column.name),
                    escaped(&column_words(column)),
                    column.cells
                )?;
            }
            end_table(out)?;
        }
        if !self.unused.is_empty() {
            let heads = [("line", false), ("column", false), ("cell", false), ("why", false)];
            begin_table(out, "Cells in no file", &heads)?;
            for cell in &self.unused {
                writeln!(
                    out,
                    "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td></tr>",
                    line(cell.line).trim_start_matches("line "),
                    escaped(&cell.column),
                    escaped(&cell.text),
                    escaped(&cell.why)
                )?;
            }
            end_table(out)?;
        }
        writeln!(out, "</main>\n</body>\n</html>")
    }

    /// What there is in a sentence, for those who read no further.
    fn write_verdict(&self, out: &mut String) -> fmt::Result {
        let count = |weight: Weight| self.remarks.iter().filter(|r| r.kind.weight() == weight).count();
        let things = |n: usize| if n == 1 { "1 thing".to_owned() } else { format!("{n} things") };
        let (wrong, unclear) = (count(Weight::Wrong), count(Weight::Unclear));
        let verb = |n: usize, one: &'static str, many: &'static str| if n == 1 { one } else { many };
        writeln!(
            out,
            "<p><span{}>{} {}</span>, and <span{}>{} {}</span>.</p>",
            class(Weight::Wrong),
            things(wrong),
            verb(wrong, "contradicts itself or the standard", "contradict themselves or the standard"),
            class(Weight::Unclear),
            things(unclear),
            verb(unclear, "needs a look", "need a look"),
        )
    }
}

/// How heavy something is, for the eye; words say it, too.
fn class(weight: Weight) -> &'static str {
    match weight {
        Weight::Wrong => " class=\"wrong\"",
        Weight::Unclear => " class=\"unclear\"",
        Weight::Told => "",
    }
}

/// A heading, and a table below it with the names of its columns and whether they hold numbers.
fn begin_table(out: &mut String, heading: &str, columns: &[(&str, bool)]) -> fmt::Result {
    let id: String = heading.to_lowercase().replace(' ', "-");
    writeln!(out, "<h2 id=\"{id}\">{heading}</h2>")?;
    writeln!(out, "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-labelledby=\"{id}\">")?;
    write!(out, "<table aria-labelledby=\"{id}\">\n<thead><tr>")?;
    for (name, is_number) in columns {
        let class = if *is_number { " class=\"number\"" } else { "" };
        write!(out, "<th scope=\"col\"{class}>{name}</th>")?;
    }
    writeln!(out, "</tr></thead>\n<tbody>")
}

fn end_table(out: &mut String) -> fmt::Result {
    writeln!(out, "</tbody>\n</table>\n</div>")
}

/// A text of which nothing is markup; line ends stay.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.trim_end_matches('\n').chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("<br>"),
            c => out.push(c),
        }
    }
    out
}
