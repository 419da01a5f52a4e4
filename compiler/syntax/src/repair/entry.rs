//! An entry: a field with its value, or words that are neither a field nor a declaration.

use super::*;

/// More words than this in a line are a sentence, even with a text in quotes among them.
const MANY_WORDS: usize = 5;

impl<'t> Repair<'t> {
    pub(super) fn entry(&mut self, head: usize, at: usize) -> Step {
        let Some(first) = self.tok(head) else {
            return Step::Stop;
        };
        if first.kind == TokenKind::Field {
            let marked = self.word(head).trim_end_matches(':');
            let name = bare(marked);
            if at == head && name != marked {
                return self.marked(head, name);
            }
            return self.field_value(head + 1, at);
        }
        if first.is_word() {
            return self.without_colon(head, at);
        }
        if matches!(first.kind, TokenKind::Minus | TokenKind::Star)
            && self.kind(head + 1) == Some(TokenKind::Field)
        {
            return self.dash(head);
        }
        if first.kind.is_reserved() {
            let word = self.word(head);
            return match self.kind(head + 1) {
                Some(TokenKind::Colon) => self.spaced_colon(head),
                _ => self.stop(
                    self.error(
                        Problem::SyntaxError,
                        head,
                        format!("`{word}` continues nothing"),
                        "no fact stands before it",
                    )
                    .help("a field begins with a word and a colon, as in `owner: ciso`"),
                ),
            };
        }
        if first.kind == TokenKind::Text
            && self.kind(head + 1) == Some(TokenKind::Colon)
            && literal::is_path(&literal::text_value(self.word(head)))
        {
            return self.quoted_field(head);
        }
        if matches!(
            first.kind,
            TokenKind::Text | TokenKind::Url | TokenKind::Date | TokenKind::Quantity | TokenKind::Number
        ) {
            let what = if first.kind == TokenKind::Text { "this text" } else { "this value" };
            let error = self
                .error(
                    Problem::SyntaxError,
                    head,
                    format!("{what} belongs to no field"),
                    "no field's name stands before it",
                )
                .help("write a field's name and a colon before it, or `\"\"\"` around words that are prose");
            if first.kind == TokenKind::Text && self.toks.len() == head + 1 {
                let prose = format!("\"\"\"{}\"\"\"", literal::text_value(self.word(head)));
                return self.stop(error.fix("make it prose", vec![(first.span(), prose)]));
            }
            return self.stop(error);
        }
        self.generic(at)
    }

    /// `"owner": ciso`
    pub(super) fn quoted_field(&mut self, head: usize) -> Step {
        let (Some(tok), Some(colon)) = (self.tok(head), self.tok(head + 1)) else { return Step::Stop };
        let name = literal::text_value(self.word(head)).into_owned();
        let span = tok.span().to(colon.span());
        let error = SyntaxError::new(
            Problem::SyntaxError,
            span,
            "the name of a field stands without quotes",
            format!("write `{name}:`"),
        )
        .help(format!("write `{name}:`"))
        .safe_fix(format!("write `{name}:`"), vec![(span, format!("{name}:"))]);
        // What it says is read when the quotes are gone.
        self.stop(error)
    }

    /// `owner?: ciso` in a declaration
    pub(super) fn marked(&mut self, head: usize, name: &str) -> Step {
        let Some(tok) = self.tok(head) else { return Step::Stop };
        let end = tok.start + name.len() as u32;
        let error = self
            .error(
                Problem::SyntaxError,
                head,
                format!("`{}` is written in kinds only", self.word(head)),
                format!("write `{name}:`"),
            )
            .help(format!("write `{name}:`; the mark says in a kind how often a field may stand"))
            .safe_fix(format!("write `{name}:`"), vec![(Span::new(end, tok.end - 1), String::new())]);
        self.toks[head].end = end;
        self.again(error)
    }

    /// `owner : ciso`
    pub(super) fn spaced_colon(&mut self, at: usize) -> Step {
        let (Some(word), Some(colon)) = (self.tok(at), self.tok(at + 1)) else {
            return Step::Stop;
        };
        let name = self.word(at);
        let error = SyntaxError::new(
            Problem::MissingColon,
            word.span().to(colon.span()),
            format!("the colon stands directly behind `{name}`"),
            format!("write `{name}:`"),
        )
        .help("take out the blank before the colon")
        .safe_fix(format!("write `{name}:`"), vec![(Span::new(word.end, colon.start), String::new())]);
        self.set(at, TokenKind::Field);
        self.toks.remove(at + 1);
        self.again(error)
    }

    pub(super) fn missing_colon(&mut self, head: usize, behind: usize) -> Step {
        let name = self.word(head);
        let Some(tok) = self.tok(head) else {
            return Step::Stop;
        };
        let end = self.tok(behind - 1).map_or(tok.end, |tok| tok.end);
        let span = Span::new(tok.start, end);
        let name = if behind > head + 1 { span.of(self.text) } else { name };
        let arrow = ["->", "=>", ":="].iter().any(|a| self.text[end as usize..].trim_start().starts_with(a));
        let sign = matches!(self.kind(behind), Some(TokenKind::Equal | TokenKind::Is | TokenKind::Comma));
        // A comma may stand in a list whose field was lost.
        let sure = self.kind(behind) != Some(TokenKind::Comma);
        let signs = if arrow { 2 } else { usize::from(sign) };
        let equal = signs > 0;
        let (message, edit) = if equal {
            let sign = self.tok(behind + signs - 1).map_or(end, |tok| tok.end);
            let written = Span::new(end, sign).of(self.text).trim();
            (format!("`{name}` needs a colon here, not `{written}`"), (Span::new(end, sign), ":".to_owned()))
        } else {
            (format!("`{name}` needs a colon here"), (Span::at(end), ":".to_owned()))
        };
        let error = SyntaxError::new(Problem::MissingColon, span, message, format!("write `{name}:`"))
            .help(format!("write `{name}:`, with the colon directly behind the word"))
            .with_fix(format!("write `{name}:`"), vec![edit], sure);
        let signs = signs.min(self.toks.len().saturating_sub(behind));
        self.toks.drain(behind..behind + signs);
        self.join(head, behind, TokenKind::Field);
        self.again(error)
    }

    /// An entry that begins with a word: a field without its colon, or a declaration.
    pub(super) fn without_colon(&mut self, head: usize, at: usize) -> Step {
        let next = self.tok(head + 1);
        let Some(next) = next else {
            let name = self.word(head);
            let Some(tok) = self.tok(head) else {
                return Step::Stop;
            };
            // `The owner: ciso`
            let line = self.text[tok.end as usize..].lines().next().unwrap_or("");
            let field = line.split_whitespace().next().filter(|word| word.len() > 1 && word.ends_with(':'));
            if let Some(field) = field.filter(|_| self.is_capital(head)) {
                let blank = (line.len() - line.trim_start().len()) as u32;
                self.void = true;
                let error = self
                    .error(
                        Problem::SyntaxError,
                        head,
                        format!("`{name}` is not needed before `{field}`"),
                        "not needed",
                    )
                    .help(format!("take it out: a field begins with its name, as in `{field}`"))
                    .fix(
                        format!("take out `{name}`"),
                        vec![(Span::new(tok.start, tok.end + blank), String::new())],
                    );
                return self.stop(error);
            }
            let error = self
                .error(
                    Problem::MissingColon,
                    head,
                    format!("`{name}` needs a colon and a value here"),
                    format!("write `{name}: …`"),
                )
                .help("a field is a word, a colon and its value: `owner: ciso`")
                .fix(format!("write `{name}:`"), vec![(Span::at(tok.end), ":".to_owned())]);
            self.set(head, TokenKind::Field);
            return self.stop(error);
        };
        if self.word(head).contains(['.', '(']) {
            return self.generic(head);
        }
        if next.kind == TokenKind::Colon {
            return self.spaced_colon(head);
        }
        if next.kind == TokenKind::Field {
            // `statement mfa: "…"`
            return self.head(head, at);
        }
        // A sentence in the middle of fields.
        let line =
            self.toks[head..].iter().take_while(|tok| !tok.first || tok.start == self.toks[head].start);
        let line = line.filter(|tok| tok.is_word() || tok.kind.is_reserved()).count();
        if self.is_capital(head)
            && line >= 3
            && (line > MANY_WORDS || self.toks[head..].iter().all(|tok| tok.kind != TokenKind::Text))
        {
            return self.sentence(head);
        }
        if !next.is_name() || next.kind == TokenKind::Is {
            return self.missing_colon(head, head + 1);
        }
        let fits = self.tok(at).map(|tok| tok.kind);
        let name = self.word(head + 1);
        let title = at == head + 2
            && name.starts_with(char::is_lowercase)
            && self.word(at).starts_with(char::is_uppercase)
            && self.tok(at).is_some_and(Tok::is_word)
            && !self.word(at).contains('.');
        match fits {
            Some(TokenKind::Text) | Some(TokenKind::Prose) | None => self.head(head, at),
            Some(TokenKind::Colon) if at == head + 2 => self.head(head, at),
            _ if title => self.head(head, at),
            _ if at > head + 2 && self.kind(head + 2) == Some(TokenKind::Text) => self.head(head, at),
            _ if at > head + 2 && self.kind(head + 2) == Some(TokenKind::Prep) => self.value(head + 3, at),
            _ => self.missing_colon(head, head + 1),
        }
    }

    /// Prose without its quotes.
    pub(super) fn sentence(&mut self, head: usize) -> Step {
        let (Some(first), Some(last)) = (self.tok(head), self.toks.last().copied()) else {
            return Step::Stop;
        };
        let span = first.span().to(last.span());
        let words = span.of(self.text);
        let error = SyntaxError::new(
            Problem::MissingQuotes,
            span,
            format!("the words `{}` belong to no field", short(words)),
            "prose is meant",
        )
        .help("put prose between `\"\"\"` and `\"\"\"`; a note for yourself begins with `//`");
        let fixed = if words.contains('\n') {
            error
        } else {
            error.fix("make it prose", vec![(span, format!("\"\"\"{words}\"\"\""))])
        };
        self.stop(fixed)
    }

    /// `- owner: ciso`
    pub(super) fn dash(&mut self, head: usize) -> Step {
        let (Some(tok), Some(field)) = (self.tok(head), self.tok(head + 1)) else { return Step::Stop };
        let sign = self.word(head);
        let error = self
            .error(Problem::SyntaxError, head, format!("`{sign}` is not needed before a field"), "not needed")
            .help(format!("take out `{sign}`: each field begins with its name"))
            .safe_fix(format!("take out `{sign}`"), vec![(Span::new(tok.start, field.start), String::new())]);
        self.toks.remove(head);
        self.again(error)
    }

    /// Whether the same field's name follows the one at `at`, which has no value.
    fn field_again(&self, at: usize) -> bool {
        let rest = self.tok(at).map_or("", |tok| &self.text[tok.end as usize..]);
        rest.trim_start().starts_with(self.word(at))
    }

    /// The value of a field, from `from` on.
    pub(super) fn field_value(&mut self, from: usize, at: usize) -> Step {
        if at > from {
            return self.value(from, at);
        }
        let name = bare(self.word(from - 1));
        match self.kind(at) {
            None if !self.found.iter().all(|error| error.kind.is_hint()) => Step::Stop,
            None if self.field_again(from - 1) => {
                let word = self.word(from - 1);
                let gap = self.toks[from - 1].span();
                let rest = &self.text[gap.end as usize..];
                let blank = (rest.len() - rest.trim_start().len()) as u32;
                self.void = true;
                let error = self
                    .error(
                        Problem::SyntaxError,
                        from - 1,
                        format!("`{word}` stands twice"),
                        "and again behind it",
                    )
                    .help("take one of them out")
                    .safe_fix("take one out", vec![(Span::new(gap.start, gap.end + blank), String::new())]);
                self.stop(error)
            }
            None => {
                let what = if self.place == Place::KindField { "type" } else { "value" };
                let error = self.error(
                    Problem::MissingValue,
                    from - 1,
                    format!("`{}` has no {what}", self.word(from - 1)),
                    format!("its {what} is missing"),
                );
                self.stop(error.help(format!("write the {what} behind the colon, or take the field out")))
            }
            Some(TokenKind::Equal) if self.turned(at) => self.turn(at),
            Some(kind @ (TokenKind::Equal | TokenKind::Colon)) => {
                let sign = if kind == TokenKind::Equal { "=" } else { ":" };
                let Some(tok) = self.tok(at) else {
                    return Step::Stop;
                };
                let error = self
                    .error(
                        Problem::SyntaxError,
                        at,
                        format!("`{sign}` is not needed behind `{name}:`"),
                        "not needed",
                    )
                    .help(format!("take out `{sign}`"))
                    .safe_fix(format!("take out `{sign}`"), vec![self.without(tok)]);
                self.toks.remove(at);
                self.again(error)
            }
            Some(TokenKind::Comma) => self.stray_comma(at, "before"),
            _ => self.value(from, at),
        }
    }
}
