//! Pictures that are drawn once, as SVG, for every format that shows pictures: bars of coverage, figures over time, a calendar.
//!
//! They are drawn from the tables of a document, so an edition draws only what its tables still hold. Each says in words what
//! it shows. Colours stand in the picture, for paper, and have classes, by which a site has others in the dark.

use std::collections::BTreeMap;

use annexa_core::time::Date;
use maud::{Markup, html};

use crate::document::{Content, Datum, Document, Drawing, Row, Table};
use crate::reports::agenda::AHEAD;
use crate::reports::measurement::NUMBER;
use crate::reports::soa::{WORDS, word};

/// A picture.
pub struct Drawn {
    /// What it is called.
    pub title: String,
    /// What it shows, in words.
    pub says: String,
    /// The picture, as SVG.
    pub svg: String,
    /// How wide it is, in its own units: a page is 600 of them wide.
    pub width: u32,
}

/// The colours of the words of coverage, in the order of [`WORDS`].
const COLOURS: [&str; 6] = ["#c9503c", "#9fb3cc", "#e3b341", "#7cc29a", "#2f8f5b", "#14613a"];
const INK: &str = "#1b232d";
const SOFT: &str = "#566170";
const LINE: &str = "#c3c8ce";
const ACCENT: &str = "#0b57a4";
const FONT: &str = "Noto Sans, system-ui, sans-serif";

/// The pictures of a table of a document, as the kind that is asked for; none where there is nothing to see.
pub fn draw(document: &Document, table: &str, kind: Drawing) -> Vec<Drawn> {
    let Some(table) = document.table(table) else { return Vec::new() };
    match kind {
        Drawing::Bars => bars(table).into_iter().collect(),
        Drawing::Trends => trends(table),
        Drawing::Calendar => calendar(table, document.as_of).into_iter().collect(),
    }
}

fn svg(width: u32, height: u32, says: &str, inner: Markup) -> String {
    html! {
        svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label=(says)
            width=(width) height=(height) viewBox=(format!("0 0 {width} {height}")) font-family=(FONT) font-size="10" {
            (inner)
        }
    }
    .into_string()
}

fn cell<'t>(table: &Table, row: &'t Row, key: &str) -> &'t Content {
    table.column(key).and_then(|c| row.cells.get(c)).map_or(&Content::Empty, |c| &c.content)
}

// ----- bars ------------------------------------------------------------------------------------------------------------

/// How far controls are, a bar for each theme.
fn bars(table: &Table) -> Option<Drawn> {
    const LABEL: u32 = 150;
    const BAR: u32 = 370;
    const HIGH: u32 = 22;
    let number = |row: &Row, key: &str| match cell(table, row, key) {
        Content::Number(n) => *n,
        _ => 0,
    };
    let mut lines = Vec::new();
    let mut says = Vec::new();
    for (row, y) in table.rows.iter().zip((0u32..).step_by(HIGH as usize)) {
        let all = number(row, "applicable");
        let name = cell(table, row, "title").plain();
        // From the most to the least.
        let parts: Vec<(usize, u64)> = (0..WORDS.len())
            .rev()
            .map(|w| (w, number(row, word(WORDS[w]))))
            .filter(|(_, n)| *n > 0)
            .collect();
        let told: Vec<String> = parts.iter().map(|(w, n)| format!("{n} {}", word(WORDS[*w]))).collect();
        let told = if told.is_empty() { "no control applies".to_string() } else { told.join(", ") };
        says.push(format!("{name}: {told}"));
        let done: u64 = parts.iter().filter(|(w, _)| *w >= 3).map(|(_, n)| n).sum();
        let mut at = 0;
        let pieces: Vec<(usize, f64, f64)> = parts
            .iter()
            .map(|(w, n)| {
                let scale = f64::from(BAR) / all.max(1) as f64;
                let piece = (*w, f64::from(LABEL) + at as f64 * scale, *n as f64 * scale);
                at += n;
                piece
            })
            .collect();
        lines.push(html! {
            text.ink x="0" y=(y + 14) fill=(INK) { (short(&name, 27)) }
            @for (w, x, width) in pieces {
                rect data-word=(word(WORDS[w])) x=(format!("{x:.1}")) y=(y + 4) width=(format!("{width:.1}")) height="14"
                    fill=(COLOURS[w]) stroke="#ffffff" stroke-width="0.6" {}
            }
            text.ink x=(LABEL + BAR + 8) y=(y + 14) fill=(INK) { (done) " of " (all) }
        });
    }
    let n = u32::try_from(table.rows.len()).ok().filter(|n| *n > 0)?;
    let legend = n * HIGH + 8;
    let words = (0u32..).zip((0..WORDS.len()).rev());
    let says = says.join("; ");
    let inner = html! {
        @for line in lines { (line) }
        @for (i, w) in words {
            rect data-word=(word(WORDS[w])) x=(LABEL + i * 74) y=(legend) width="9" height="9" fill=(COLOURS[w]) {}
            text.soft x=(LABEL + i * 74 + 13) y=(legend + 8) fill=(SOFT) { (word(WORDS[w])) }
        }
    };
    let title = "How far the controls are, by theme".to_string();
    let width = LABEL + BAR + 80;
    Some(Drawn { svg: svg(width, legend + 14, &says, inner), title, says, width })
}

/// A text of at most so many letters; the words beside a picture say the whole.
fn short(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_string();
    }
    let cut: String = text.chars().take(most - 1).collect();
    format!("{}…", cut.trim_end())
}

// ----- figures over time ---------------------------------------------------------------------------------------------

struct Figure {
    day: Option<Date>,
    says: String,
    number: f64,
    is_missed: bool,
}

/// A line for each group of figures that has at least two of them.
fn trends(table: &Table) -> Vec<Drawn> {
    let number = |content: &Content| -> Option<f64> {
        let Content::List { items, .. } = content else { return None };
        match items.first()?.fact(NUMBER)? {
            Datum::Text(text) => text.parse::<f64>().ok().filter(|n| n.is_finite()),
            _ => None,
        }
    };
    let drawn = table.groups.iter().enumerate().filter_map(|(g, group)| {
        let rows: Vec<&Row> = table.rows.iter().filter(|r| r.group == Some(g)).collect();
        let figures: Vec<Figure> = rows
            .iter()
            .filter_map(|row| {
                let figure = cell(table, row, "figure");
                let result = cell(table, row, "result");
                Some(Figure {
                    day: match cell(table, row, "to") {
                        Content::Date(day) => Some(*day),
                        _ => None,
                    },
                    says: figure.plain(),
                    number: number(figure)?,
                    is_missed: matches!(result, Content::List { word: Some(w), .. } if w.word == "missed"),
                })
            })
            .collect();
        let aim = rows.last().map(|row| cell(table, row, "target"));
        (figures.len() > 1).then(|| trend(&group.title, &figures, aim.map(|a| (a.plain(), number(a)))))
    });
    drawn.collect()
}

fn trend(title: &str, figures: &[Figure], aim: Option<(String, Option<f64>)>) -> Drawn {
    const WIDTH: u32 = 290;
    const HEIGHT: u32 = 130;
    const LEFT: f64 = 10.0;
    const RIGHT: f64 = 235.0;
    const TOP: f64 = 32.0;
    const BOTTOM: f64 = 100.0;
    let bound = aim.as_ref().and_then(|(_, bound)| *bound);
    let all = || figures.iter().map(|f| f.number).chain(bound);
    let (low, high) = (all().fold(f64::INFINITY, f64::min), all().fold(f64::NEG_INFINITY, f64::max));
    let span = if high > low { high - low } else { 1.0 };
    let y = |n: f64| BOTTOM - (n - low) / span * (BOTTOM - TOP);
    let step = (RIGHT - LEFT) / (figures.len() - 1) as f64;
    let points: Vec<(f64, f64)> =
        figures.iter().enumerate().map(|(i, f)| (LEFT + i as f64 * step, y(f.number))).collect();
    let line: Vec<String> = points.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
    let day = |f: Option<&Figure>| f.and_then(|f| f.day).map_or_else(String::new, |d| d.to_string());
    let told = figures.iter().map(|f| {
        let on = f.day.map_or_else(String::new, |d| format!("{d}: "));
        format!("{on}{}{}", f.says, if f.is_missed { " (missed)" } else { "" })
    });
    let aimed = aim
        .as_ref()
        .filter(|(a, _)| !a.is_empty())
        .map_or_else(String::new, |(a, _)| format!("; target {a}"));
    let says = format!("{title}, {}{aimed}", told.collect::<Vec<_>>().join(", "));
    let last = points.last().copied().unwrap_or_default();
    let inner = html! {
        text.ink x="0" y="12" fill=(INK) font-weight="bold" { (short(title, 44)) }
        line.rule x1=(LEFT) y1=(BOTTOM + 6.0) x2=(RIGHT) y2=(BOTTOM + 6.0) stroke=(LINE) stroke-width="0.6" {}
        @if let (Some(bound), Some((says, _))) = (bound, &aim) {
            line.aim x1=(LEFT) y1=(format!("{:.1}", y(bound))) x2=(RIGHT) y2=(format!("{:.1}", y(bound)))
                stroke=(SOFT) stroke-width="0.8" stroke-dasharray="3 2" {}
            @if (y(bound) - last.1).abs() > 9.0 {
                text.soft x=(RIGHT + 8.0) y=(format!("{:.1}", y(bound) + 3.5)) fill=(SOFT) { (short(says, 9)) }
            }
        }
        polyline.trend points=(line.join(" ")) fill="none" stroke=(ACCENT) stroke-width="1.5" {}
        @for (figure, (x, y)) in figures.iter().zip(&points) {
            circle.missed[figure.is_missed].met[!figure.is_missed] cx=(format!("{x:.1}")) cy=(format!("{y:.1}"))
                r=(if figure.is_missed { "3.4" } else { "2.4" }) fill=(if figure.is_missed { COLOURS[0] } else { ACCENT }) {}
        }
        text.ink x=(format!("{:.1}", last.0 + 8.0)) y=(format!("{:.1}", last.1 + 3.5)) fill=(INK) font-weight="bold" {
            (short(&figures[figures.len() - 1].says, 9))
        }
        text.soft x=(LEFT) y=(HEIGHT - 10) fill=(SOFT) { (day(figures.first())) }
        text.soft x=(RIGHT) y=(HEIGHT - 10) fill=(SOFT) text-anchor="end" { (day(figures.last())) }
    };
    Drawn { title: title.to_string(), svg: svg(WIDTH, HEIGHT, &says, inner), says, width: WIDTH }
}

// ----- a calendar ------------------------------------------------------------------------------------------------------

/// The months ahead, each day as dark as much happens on it.
fn calendar(table: &Table, day: Date) -> Option<Drawn> {
    const CELL: i32 = 18;
    const MONTH: i32 = 142;
    const MONTHS: usize = 4;
    let group = table.groups.iter().position(|g| g.section == AHEAD)?;
    let mut on: BTreeMap<Date, u32> = BTreeMap::new();
    for row in table.rows.iter().filter(|r| r.group == Some(group)) {
        if let Content::Date(day) = cell(table, row, "day") {
            *on.entry(*day).or_default() += 1;
        }
    }
    if on.is_empty() {
        return None;
    }
    let months: Vec<Date> =
        std::iter::successors(Some(day.first_of_month()), |d| d.last_of_month().tomorrow().ok())
            .take(MONTHS)
            .collect();
    let told: Vec<String> = on.iter().map(|(day, n)| format!("{day}: {n}")).collect();
    let says = format!("How much changes on which day. {}", told.join(", "));
    let of_month = |month: Date| {
        let days = std::iter::successors(Some(month), |d| d.tomorrow().ok());
        days.take_while(move |d| d.month() == month.month())
    };
    let fill = |n: u32| match n {
        0 => "none",
        1 => "#d5e3f3",
        2 | 3 => "#9dbfe3",
        _ => ACCENT,
    };
    let inner = html! {
        @for (i, month) in (0i32..).zip(months) {
            @let left = i * MONTH;
            text.ink x=(left) y="11" fill=(INK) font-weight="bold" { (name_of(month)) " " (month.year()) }
            @for d in of_month(month) {
                @let column = i32::from(d.weekday().to_monday_zero_offset());
                @let offset = i32::from(month.weekday().to_monday_zero_offset());
                @let line = (i32::from(d.day()) - 1 + offset) / 7;
                @let n = on.get(&d).copied().unwrap_or(0);
                @let (x, y) = (left + column * CELL, 18 + line * CELL);
                rect.day data-n=(n.min(4)) x=(x) y=(y) width=(CELL - 2) height=(CELL - 2) rx="2" fill=(fill(n)) {}
                text.soft[n < 4].on-dark[n > 3] x=(x + (CELL - 2) / 2) y=(y + 11) font-size="8" text-anchor="middle"
                    fill=(if n > 3 { "#ffffff" } else if n > 0 { INK } else { SOFT }) { (d.day()) }
            }
        }
    };
    let width = u32::try_from(MONTH).unwrap_or(0) * MONTHS as u32;
    Some(Drawn { title: "Calendar".to_string(), svg: svg(width, 128, &says, inner), says, width })
}

fn name_of(day: Date) -> &'static str {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    usize::try_from(day.month() - 1).ok().and_then(|m| MONTHS.get(m)).copied().unwrap_or("")
}
