//! Markdown pages on a terminal.

use comrak::nodes::{AstNode, ListType, NodeValue};

use crate::ui::{Style, columns, painted};

/// `markdown` laid out for `width` columns.
pub fn render(markdown: &str, color: bool, width: usize) -> String {
    let arena = comrak::Arena::new();
    let mut options = comrak::Options::default();
    options.extension.table = true;
    let root = comrak::parse_document(&arena, markdown, &options);
    let mut page = Page { color, width: width.max(30), out: String::new() };
    page.blocks(root, "", "");
    page.out
}

struct Page {
    color: bool,
    width: usize,
    out: String,
}

/// A piece of text in one style.
struct Run {
    text: String,
    style: Option<Style>,
}

impl Page {
    /// The blocks below `node`: the first line begins with `first`, the others with `rest`.
    fn blocks<'a>(&mut self, node: &'a AstNode<'a>, first: &str, rest: &str) {
        for (i, child) in node.children().enumerate() {
            let first = if i == 0 { first } else { rest };
            let tight = matches!(&node.data.borrow().value, NodeValue::Item(_));
            if i > 0 && !tight {
                self.out.push('\n');
            }
            self.block(child, first, rest);
        }
    }

    fn block<'a>(&mut self, node: &'a AstNode<'a>, first: &str, rest: &str) {
        let data = node.data.borrow();
        match &data.value {
            NodeValue::Heading(heading) => {
                let style = if heading.level == 1 { Style::Heading } else { Style::Bold };
                self.inline(node, first, rest, Some(style));
            }
            NodeValue::CodeBlock(block) => {
                for (i, line) in block.literal.trim_end_matches('\n').split('\n').enumerate() {
                    let before = if i == 0 { first } else { rest };
                    let line = format!("    {line}");
                    let line = painted(self.color, Style::Code, line.trim_end());
                    self.out.push_str(&format!("{before}{line}\n"));
                }
            }
            NodeValue::List(list) => {
                for (i, item) in node.children().enumerate() {
                    let mark = match list.list_type {
                        ListType::Bullet => "- ".to_owned(),
                        ListType::Ordered => format!("{}. ", list.start + i),
                    };
                    let before = if i == 0 { first } else { rest };
                    let inner = format!("{rest}{}", " ".repeat(mark.len()));
                    self.blocks(item, &format!("{before}{mark}"), &inner);
                }
            }
            NodeValue::BlockQuote => self.blocks(node, &format!("{first}| "), &format!("{rest}| ")),
            NodeValue::ThematicBreak => {
                let line = "-".repeat(self.width.min(40));
                self.out.push_str(&format!("{first}{line}\n"));
            }
            NodeValue::Table(_) => self.table(node, rest),
            NodeValue::HtmlBlock(_) => {}
            _ => self.inline(node, first, rest, None),
        }
    }

    fn table<'a>(&mut self, node: &'a AstNode<'a>, before: &str) {
        let rows: Vec<Vec<String>> = node
            .children()
            .map(|row| {
                row.children()
                    .map(|cell| {
                        let mut runs = Vec::new();
                        gather(cell, None, &mut runs);
                        runs.into_iter().map(|r| r.text).collect()
                    })
                    .collect()
            })
            .collect();
        let count = rows.iter().map(Vec::len).max().unwrap_or(0);
        let widths: Vec<usize> = (0..count)
            .map(|c| rows.iter().filter_map(|r| r.get(c)).map(|cell| columns(cell)).max().unwrap_or(0))
            .collect();
        for (i, row) in rows.iter().enumerate() {
            let cells: Vec<String> =
                row.iter().zip(&widths).map(|(cell, w)| crate::ui::padded(cell, *w)).collect();
            let line = cells.join("  ");
            let line = line.trim_end();
            let line = if i == 0 { painted(self.color, Style::Bold, line) } else { line.into() };
            self.out.push_str(&format!("{before}{line}\n"));
        }
    }

    /// The text below `node`, broken into lines between words.
    fn inline<'a>(&mut self, node: &'a AstNode<'a>, first: &str, rest: &str, style: Option<Style>) {
        let mut runs = Vec::new();
        gather(node, style, &mut runs);
        if !self.color {
            // Without colour, code keeps its marks.
            runs.iter_mut()
                .filter(|r| r.style == Some(Style::Code))
                .for_each(|r| r.text = format!("`{}`", r.text));
        }
        let mut before = first;
        let mut used = 0;
        let mut line = String::new();
        let mut gap = false;
        for run in &runs {
            for (i, piece) in run.text.split(' ').enumerate() {
                gap |= i > 0;
                for (j, word) in piece.split('\n').enumerate() {
                    if j > 0 {
                        self.out.push_str(&format!("{before}{line}\n"));
                        line.clear();
                        (used, gap, before) = (0, false, rest);
                    }
                    if word.is_empty() {
                        continue;
                    }
                    let wide = columns(word);
                    if gap && used > 0 && columns(before) + used + 1 + wide > self.width {
                        self.out.push_str(&format!("{before}{line}\n"));
                        line.clear();
                        (used, before) = (0, rest);
                    } else if gap && used > 0 {
                        line.push(' ');
                        used += 1;
                    }
                    gap = false;
                    match run.style {
                        Some(style) => line.push_str(&painted(self.color, style, word)),
                        None => line.push_str(word),
                    }
                    used += wide;
                }
            }
        }
        if !line.is_empty() {
            self.out.push_str(&format!("{before}{line}\n"));
        }
    }
}

fn gather<'a>(node: &'a AstNode<'a>, style: Option<Style>, runs: &mut Vec<Run>) {
    for child in node.children() {
        let value = &child.data.borrow().value;
        let mut say = |text: &str, style| runs.push(Run { text: text.to_owned(), style });
        match value {
            NodeValue::Text(text) => say(text, style),
            NodeValue::Code(code) => say(&code.literal.replace('\n', " "), Some(Style::Code)),
            NodeValue::SoftBreak => say(" ", style),
            NodeValue::LineBreak => say("\n", style),
            NodeValue::Emph | NodeValue::Strong => gather(child, Some(Style::Bold), runs),
            NodeValue::Link(link) => {
                let target = link.url.clone();
                gather(child, style, runs);
                let told = runs.last().is_some_and(|r| r.text == target);
                if target.starts_with("http") && !told {
                    runs.push(Run { text: format!(" ({target})"), style });
                }
            }
            _ => gather(child, style, runs),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page() {
        let page = "# A title\n\nWords that `run` *over* the end of a line.\n\n```annexa\nrole ceo\n```\n\n1. one\n2. two\n";
        assert_eq!(
            render(page, false, 30),
            "A title\n\nWords that `run` over the end\nof a line.\n\n    role ceo\n\n1. one\n2. two\n"
        );
    }

    #[test]
    fn colour_is_per_word() {
        assert_eq!(render("a **b c**", true, 40), "a \u{1b}[1mb\u{1b}[0m \u{1b}[1mc\u{1b}[0m\n");
    }
}
