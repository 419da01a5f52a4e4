//! The values of a phrase: signs, operators, brackets, and where something is missing between them.

use super::*;

impl<'t> Repair<'t> {
    pub(super) fn stray_comma(&mut self, at: usize, side: &str) -> Step {
        let Some(tok) = self.tok(at) else {
            return Step::Stop;
        };
        let error = self
            .error(
                Problem::MissingValue,
                at,
                format!("a value is missing {side} this comma"),
                "nothing to separate here",
            )
            .help(if side == "behind" && at + 1 == self.toks.len() {
                "take out the comma, or write the value; nothing separates one field from the next"
            } else {
                "take out the comma, or write the value"
            })
            // In a list, the last value is perhaps what is missing.
            .with_fix("take out `,`", vec![self.without(tok)], side != "behind" || !self.is_list_before(at));
        self.toks.remove(at);
        self.again(error)
    }

    /// A field between parentheses behind a value; the first stands at `open`.
    fn note_in_parentheses(&mut self, open: usize) -> Step {
        let close = (open..self.toks.len()).find(|k| self.kind(*k) == Some(TokenKind::CloseParen));
        let Some(close) = close else { return self.generic(open) };
        let span = self.toks[open].span().to(self.toks[close].span());
        let words = short(span.of(self.text));
        let error = SyntaxError::new(
            Problem::SyntaxError,
            span,
            format!("`{words}` stands in parentheses behind a value, and is not read"),
            "belongs to no field",
        )
        .help("what is said of it stands in a field of its own; a note stands behind `//` at the end of the line");
        self.toks.drain(open..=close);
        self.again(error)
    }

    /// `A.8*`, where no value follows at `at`.
    fn star_behind_group(&mut self, at: usize) -> Option<Step> {
        let star = self.before(at).filter(|star| star.kind == TokenKind::Star)?;
        let glued =
            at >= 2 && self.kind(at - 2) == Some(TokenKind::Path) && self.toks[at - 2].end == star.start;
        if !glued || self.tok(at).is_some_and(|next| next.begins_value() && !next.first) {
            return None;
        }
        let group = self.word(at - 2);
        let error = self
            .error(
                Problem::SyntaxError,
                at - 1,
                format!("a dot stands between `{group}` and `*`"),
                format!("write `{group}.*`"),
            )
            .help(format!("write `{group}.*` for everything in the group"))
            .safe_fix(format!("write `{group}.*`"), vec![(Span::at(star.start), ".".to_owned())]);
        self.set(at - 1, TokenKind::DotStar);
        Some(self.again(error))
    }

    /// Whether words stand directly on both sides of the sign at `at`.
    fn is_within_word(&self, at: usize) -> bool {
        let (Some(left), Some(sign), Some(right)) = (self.before(at), self.tok(at), self.tok(at + 1)) else {
            return false;
        };
        let plain = |tok: Tok| tok.kind == TokenKind::Path && !tok.span().of(self.text).contains('.');
        left.end == sign.start && sign.end == right.start && plain(left) && plain(right)
    }

    /// Whether a list stands before the comma at `at`.
    fn is_list_before(&self, at: usize) -> bool {
        let comma = self.toks[..at].iter().rposition(|tok| tok.kind == TokenKind::Comma);
        let field =
            self.toks[..at].iter().rposition(|tok| matches!(tok.kind, TokenKind::Field | TokenKind::Prep));
        comma.is_some() && comma > field
    }

    /// The first two values in `from..=at` that nothing separates: the index of the second.
    pub(super) fn juxtaposed(&self, from: usize, at: usize) -> Option<usize> {
        (from + 1..=at.min(self.toks.len().saturating_sub(1))).find(|at| self.is_juxtaposed(from, *at))
    }

    pub(super) fn is_juxtaposed(&self, from: usize, at: usize) -> bool {
        let (Some(left), Some(right)) = (self.before(at), self.tok(at)) else {
            return false;
        };
        let call = left.kind == TokenKind::Path && right.kind == TokenKind::OpenParen;
        let times = left.kind == TokenKind::Star && at >= from + 2 && self.toks[at - 2].ends_value();
        left.ends_value() && right.begins_value() && !call && !times
    }

    /// What is wrong at `at` with values that begin at `from`.
    pub(super) fn value(&mut self, from: usize, at: usize) -> Step {
        if let Some(step) =
            self.compared_in_words(from.saturating_sub(1)).or_else(|| self.compared_in_words(from))
        {
            return step;
        }
        if let Some(step) = self.sentence_behind_id(from, at).or_else(|| self.star_behind_group(at)) {
            return step;
        }
        if let Some(at) = self.juxtaposed(from, at) {
            return self.unseparated(from, at);
        }
        let Some(tok) = self.tok(at) else {
            return self.end(from);
        };
        if let Some(step) = self.id_with_title(from, at) {
            return step;
        }
        let before = self.before(at);
        let before_kind = before.map(|tok| tok.kind);
        let word = self.word(at);
        match tok.kind {
            TokenKind::CloseParen | TokenKind::CloseBracket => self.closing(from, at),
            TokenKind::Equal if matches!(before_kind, Some(TokenKind::Compare | TokenKind::Less)) => {
                let Some(left) = before else { return Step::Stop };
                let sign = format!("{}=", self.word(at - 1));
                let error = self
                    .error(
                        Problem::SyntaxError,
                        at,
                        format!("`{sign}` is written without a blank"),
                        format!("write `{sign}`"),
                    )
                    .help(format!("write `{sign}`"))
                    .safe_fix(
                        format!("write `{sign}`"),
                        vec![(Span::new(left.end, tok.start), String::new())],
                    );
                self.stop(error)
            }
            TokenKind::Equal if self.turned(at) => self.turn(at),
            // `category = system, owner = ciso`
            TokenKind::Equal
                if at >= from + 2
                    && self.kind(at - 2) == Some(TokenKind::Comma)
                    && before.is_some_and(|tok| tok.is_word())
                    && !self.toks[from..at].iter().any(|tok| tok.kind == TokenKind::Where) =>
            {
                let (comma, name) = (self.toks[at - 2].span(), self.word(at - 1));
                let message = format!("`{name}` needs a colon here, not `=`");
                let edits =
                    vec![(comma, String::new()), (Span::new(self.toks[at - 1].end, tok.end), ":".to_owned())];
                let error = self
                    .error(Problem::MissingColon, at - 1, message, format!("write `{name}:`"))
                    .help(format!(
                        "write `{name}:`, with the colon directly behind the word and no comma before it"
                    ))
                    .fix(format!("write `{name}:`"), edits);
                self.stop(error)
            }
            TokenKind::Equal => {
                // What begins its line is rather a field.
                let sure = !self.toks[from.max(at.saturating_sub(2))..at].iter().any(|tok| tok.first);
                let error = self
                    .error(Problem::SyntaxError, at, "`=` does not compare", "write `==`")
                    .help("write `==` to ask whether two values are the same")
                    .with_fix("write `==`", vec![(tok.span(), "==".to_owned())], sure);
                self.set(at, TokenKind::Compare);
                self.again(error)
            }
            // `ciso (deputy: ceo)`
            TokenKind::Field
                if before_kind == Some(TokenKind::OpenParen)
                    && at >= 2
                    && self.toks[at - 2].ends_value()
                    && self.toks[at - 2].end < self.toks[at - 1].start =>
            {
                self.note_in_parentheses(at - 1)
            }
            TokenKind::Field if before.is_some_and(Tok::wants_more) || at == from => self.colon_compares(at),
            // `"category": "system", "owner": "ciso"`
            TokenKind::Colon
                if before.is_some_and(|tok| tok.kind == TokenKind::Text && tok.first) && at > from + 1 =>
            {
                self.quoted_field(at - 1)
            }
            // `implements: A.5.1: status: planned`
            TokenKind::Colon
                if before.is_some_and(Tok::ends_value)
                    && self.tok(at + 1).is_none_or(|t| t.first || t.kind == TokenKind::Field) =>
            {
                let error = self
                    .error(Problem::SyntaxError, at, "no colon stands behind a value", "not needed")
                    .help("take it out: only a field's name takes a colon")
                    .safe_fix("take out `:`", vec![(tok.span(), String::new())]);
                self.toks.remove(at);
                self.again(error)
            }
            TokenKind::Colon if before.is_some_and(Tok::ends_value) => {
                let error = self
                    .error(Problem::SyntaxError, at, "a colon does not compare", "write `==`")
                    .help("write `==` to ask whether two values are the same; only a field's name takes a colon")
                    .fix("write `==`", vec![(tok.span(), " ==".to_owned())]);
                self.set(at, TokenKind::Compare);
                self.again(error)
            }
            TokenKind::Comma if before_kind == Some(TokenKind::Comma) => self.stray_comma(at, "before"),
            TokenKind::Comma if before_kind == Some(TokenKind::Prep) => self.stray_comma(at, "before"),
            TokenKind::Prep if before_kind == Some(TokenKind::Comma) => self.stray_comma(at - 1, "behind"),
            TokenKind::Prep if self.is_twice(at) => self.twice(at),
            TokenKind::Prep if before_kind == Some(TokenKind::Prep) => self.missing_behind(at - 1),
            TokenKind::Amp | TokenKind::Unknown if self.reads_as_words(from, at) => self.words(from, at),
            // `crm–db`
            TokenKind::Unknown if self.is_dash(at) && self.is_within_word(at) => {
                let span = self.toks[at - 1].span().to(self.toks[at + 1].span());
                let mended = format!("{}-{}", self.word(at - 1), self.word(at + 1));
                let error = SyntaxError::new(
                    Problem::SyntaxError,
                    tok.span(),
                    format!("`{}` has a long dash in it", span.of(self.text)),
                    format!("write `{mended}`"),
                )
                .help(format!("the words of a name are joined by hyphens: `{mended}`"))
                .safe_fix(format!("write `{mended}`"), vec![(tok.span(), "-".to_owned())]);
                self.join(at - 1, at + 2, TokenKind::Path);
                self.again(error)
            }
            // `owner: ciso – ceo`
            TokenKind::Unknown if self.is_dash(at) && before.is_some_and(Tok::ends_value) => {
                let error = self
                    .error(Problem::SyntaxError, at, format!("`{word}` joins nothing here"), "between words")
                    .help("a comma separates the values of a list; a note stands behind `//` at the end of the line");
                self.stop(error)
            }
            // `status: in progress`, `status: not in force`
            TokenKind::In
                if self.toks[from..at].iter().all(|tok| tok.kind == TokenKind::Not)
                    && self.tok(at + 1).is_some_and(|next| next.is_word() && !next.first) =>
            {
                self.words(from, at + 1)
            }
            // `R&D`
            TokenKind::Amp
                if before.is_some_and(|left| left.end == tok.start && left.is_word())
                    && self.tok(at + 1).is_some_and(|right| right.start == tok.end && right.is_word()) =>
            {
                self.words(from, at)
            }
            TokenKind::Amp => {
                let condition = self.toks[..at].iter().any(|tok| {
                    matches!(
                        tok.kind,
                        TokenKind::Where | TokenKind::Compare | TokenKind::Less | TokenKind::In
                    )
                });
                let (sign, kind) = if condition { ("and", TokenKind::And) } else { (",", TokenKind::Comma) };
                let span = match before {
                    Some(left) if !condition => Span::new(left.end, tok.end),
                    _ => tok.span(),
                };
                let glued = self.text[..span.start as usize].ends_with(|c: char| !c.is_whitespace());
                let open = if condition && glued { " " } else { "" };
                let tight = self.text[tok.end as usize..].starts_with(|c: char| !c.is_whitespace());
                let close = if tight { " " } else { "" };
                let error = self
                    .error(Problem::SyntaxError, at, "`&` has no meaning here", format!("write `{sign}`"))
                    .help(format!("write `{sign}`"))
                    .fix(format!("write `{sign}`"), vec![(span, format!("{open}{sign}{close}"))]);
                self.set(at, kind);
                self.again(error)
            }
            TokenKind::Unknown if matches!(word, "€" | "$" | "£") => {
                let code = match word {
                    "€" => "EUR",
                    "$" => "USD",
                    _ => "GBP",
                };
                let number = if before_kind == Some(TokenKind::Number) {
                    self.word(at - 1)
                } else {
                    self.word(at + 1)
                };
                let mended = format!("{number} {code}");
                let span = match (before, self.tok(at + 1)) {
                    (Some(left), _) if left.kind == TokenKind::Number => left.span().to(tok.span()),
                    (_, Some(right)) if right.kind == TokenKind::Number => tok.span().to(right.span()),
                    _ => return self.generic(at),
                };
                let help = "write the currency's three letters behind the number";
                self.stop(self.bad_amount(span, mended).help(help))
            }
            TokenKind::Dot
                if before_kind == Some(TokenKind::Path) && self.tok(at + 1).is_some_and(Tok::is_name) =>
            {
                let (Some(left), Some(right)) = (before, self.tok(at + 1)) else {
                    return Step::Stop;
                };
                let span = left.span().to(right.span());
                let mended: String = span.of(self.text).split_whitespace().collect();
                let error = SyntaxError::new(
                    Problem::SyntaxError,
                    span,
                    format!("`{}` has a blank in it", span.of(self.text)),
                    format!("write `{mended}`"),
                )
                .help(format!("write `{mended}`"))
                .safe_fix(format!("write `{mended}`"), vec![(span, mended)]);
                self.stop(error)
            }
            // `owner: ciso.`, `relevant: n.a. because …`
            TokenKind::Dot
                if before.is_some_and(Tok::ends_value)
                    && self.tok(at + 1).is_none_or(|t| t.first || t.kind == TokenKind::Prep) =>
            {
                let error = self
                    .error(Problem::SyntaxError, at, "no full stop stands behind a value", "not needed")
                    .help("take it out: nothing is written at the end of a field")
                    .safe_fix("take out `.`", vec![(tok.span(), String::new())]);
                self.toks.remove(at);
                self.again(error)
            }
            // `runa (since 2026-01-01)`
            TokenKind::Prep if before_kind == Some(TokenKind::OpenParen) => {
                let close = (at..self.toks.len()).find(|k| self.kind(*k) == Some(TokenKind::CloseParen));
                let (Some(open), Some(close)) = (before, close) else { return self.generic(at) };
                let closing = self.toks[close];
                let error = self
                    .error(
                        Problem::SyntaxError,
                        at - 1,
                        format!("`{word}` stands without parentheses"),
                        "not needed",
                    )
                    .related(closing.span(), "nor this")
                    .help("take the parentheses out: a word such as this continues the fact by itself")
                    .safe_fix(
                        "take out the parentheses",
                        vec![(open.span(), String::new()), (closing.span(), String::new())],
                    );
                self.toks.remove(close);
                self.toks.remove(at - 1);
                self.again(error)
            }
            // An operator, and then something that is no value.
            _ if before.is_some_and(Tok::wants_more)
                && !tok.begins_value()
                && before_kind != Some(TokenKind::Field) =>
            {
                let kind = before_kind.unwrap_or(TokenKind::Unknown);
                let nothing = matches!(
                    tok.kind,
                    TokenKind::And | TokenKind::Or | TokenKind::Comma | TokenKind::Prep | TokenKind::Where
                );
                if nothing && kind != TokenKind::OpenParen && kind != TokenKind::OpenBracket {
                    return self.missing_behind(at - 1);
                }
                self.generic(at)
            }
            _ => self.generic(at),
        }
    }

    /// `at least 95%`, `less than 5 days`, where the values begin at `from`.
    pub(super) fn compared_in_words(&mut self, from: usize) -> Option<Step> {
        let word = |k: usize| self.tok(k).map_or(String::new(), |_| self.word(k).to_lowercase());
        let (sign, count) = match (word(from).as_str(), word(from + 1).as_str(), word(from + 2).as_str()) {
            ("no", "more", "than") => ("<=", 3),
            ("no", "less", "than") => (">=", 3),
            ("at", "least", _) => (">=", 2),
            ("at", "most", _) => ("<=", 2),
            ("less" | "fewer", "than", _) => ("<", 2),
            ("more" | "greater", "than", _) => (">", 2),
            _ => return None,
        };
        let number = self.tok(from + count)?;
        if !matches!(number.kind, TokenKind::Number | TokenKind::Quantity) {
            return None;
        }
        let span = self.tok(from)?.span().to(self.tok(from + count - 1)?.span());
        let words = span.of(self.text);
        let error = SyntaxError::new(
            Problem::SyntaxError,
            span,
            format!("`{words}` is written as a sign"),
            format!("write `{sign}`"),
        )
        .help(format!("write `{sign} {}`", self.word(from + count)))
        .fix(format!("write `{sign}`"), vec![(span, sign.to_owned())]);
        self.join(from, from + count, TokenKind::Compare);
        Some(self.again(error))
    }

    /// Whether the `=` at `at` begins `=>` or `=<`.
    pub(super) fn turned(&self, at: usize) -> bool {
        let glued = self.tok(at).zip(self.tok(at + 1)).is_some_and(|(sign, next)| sign.end == next.start);
        glued && self.kind(at) == Some(TokenKind::Equal) && matches!(self.word(at + 1), ">" | "<")
    }

    /// `=> 95%`
    pub(super) fn turn(&mut self, at: usize) -> Step {
        let (Some(first), Some(last)) = (self.tok(at), self.tok(at + 1)) else { return Step::Stop };
        let span = first.span().to(last.span());
        let written = span.of(self.text);
        let sign = format!("{}=", self.word(at + 1));
        let error = SyntaxError::new(
            Problem::SyntaxError,
            span,
            format!("`{written}` compares nothing"),
            format!("write `{sign}`"),
        )
        .help(format!("write `{sign}`, with the `=` behind"))
        .fix(format!("write `{sign}`"), vec![(span, sign)]);
        self.join(at, at + 2, TokenKind::Compare);
        self.again(error)
    }

    /// `where category: system`
    pub(super) fn colon_compares(&mut self, at: usize) -> Step {
        let Some(tok) = self.tok(at) else {
            return Step::Stop;
        };
        let name = bare(self.word(at));
        let colon = Span::new(tok.start + name.len() as u32, tok.end);
        let error = self
            .error(
                Problem::SyntaxError,
                at,
                format!("`{name}:` begins a field and does not compare"),
                format!("write `{name} ==`"),
            )
            .help("write `==` to ask whether two values are the same")
            .fix("write `==`", vec![(colon, " ==".to_owned())]);
        self.toks[at] = Tok { end: colon.start, kind: TokenKind::Path, ..tok };
        self.toks.insert(
            at + 1,
            Tok { start: colon.start, end: colon.end, kind: TokenKind::Compare, first: false },
        );
        self.again(error)
    }

    /// Nothing follows a preposition, an operator.
    pub(super) fn missing_behind(&mut self, at: usize) -> Step {
        let word = self.word(at);
        // `owner: -`
        if word == "-" && self.before(at).is_none_or(|tok| tok.kind == TokenKind::Field) {
            let error = self
                .error(Problem::MissingValue, at, "`-` is no value", "says nothing")
                .help("leave the field out where there is nothing to say yet");
            return self.stop(error);
        }
        let error = self
            .error(
                Problem::MissingValue,
                at,
                format!("a value is missing behind `{word}`"),
                format!("what `{word}` says is missing"),
            )
            .help(format!("write what comes behind `{word}`, or take it out"));
        if self.kind(at) == Some(TokenKind::Prep) && self.before(at).is_some_and(Tok::ends_value) {
            self.toks.remove(at);
            return self.again(error);
        }
        self.stop(error)
    }

    /// The piece ends where something is missing.
    pub(super) fn end(&mut self, from: usize) -> Step {
        let mut open = Vec::new();
        for (at, tok) in self.toks.iter().enumerate().skip(from.min(self.toks.len())) {
            match tok.kind {
                TokenKind::OpenParen | TokenKind::OpenBracket => open.push(at),
                TokenKind::CloseParen | TokenKind::CloseBracket => drop(open.pop()),
                _ => {}
            }
        }
        let Some(last) = self.toks.len().checked_sub(1) else {
            return Step::Stop;
        };
        let Some(tok) = self.tok(last) else {
            return Step::Stop;
        };
        if tok.kind == TokenKind::Comma {
            return self.stray_comma(last, "behind");
        }
        if let Some(at) = open.pop().filter(|_| {
            tok.ends_value() || tok.kind == TokenKind::OpenParen || tok.kind == TokenKind::OpenBracket
        }) {
            let (sign, kind) = match self.kind(at) {
                Some(TokenKind::OpenParen) => (")", TokenKind::CloseParen),
                _ => ("]", TokenKind::CloseBracket),
            };
            let opening = self.word(at);
            let error = self
                .error(Problem::SyntaxError, at, format!("`{opening}` is not closed"), "left open")
                .related(Span::new(tok.start, tok.end), format!("a `{sign}` belongs behind this"))
                .help(format!("close it with `{sign}`"))
                .fix(format!("write `{sign}`"), vec![(Span::at(tok.end), sign.to_owned())]);
            self.insert(last + 1, kind);
            return self.again(error);
        }
        if tok.wants_more() || matches!(tok.kind, TokenKind::Plus | TokenKind::Star) {
            return self.missing_behind(last);
        }
        self.generic(self.toks.len())
    }

    /// A `)` or `]` that does not fit.
    pub(super) fn closing(&mut self, from: usize, at: usize) -> Step {
        let Some(tok) = self.tok(at) else {
            return Step::Stop;
        };
        let mut open = Vec::new();
        for tok in &self.toks[from.min(at)..at] {
            match tok.kind {
                TokenKind::OpenParen | TokenKind::OpenBracket => open.push(*tok),
                TokenKind::CloseParen | TokenKind::CloseBracket => drop(open.pop()),
                _ => {}
            }
        }
        let word = self.word(at);
        let Some(opening) = open.pop() else {
            let error = self
                .error(Problem::SyntaxError, at, format!("this `{word}` closes nothing"), "one too many")
                .help(format!(
                    "take it out, or look before it for a `{}` that is missing",
                    if word == ")" { "(" } else { "[" }
                ))
                .fix(format!("take out `{word}`"), vec![self.without(tok)]);
            // Several in a row are one slip.
            let many = self.toks[at..].iter().take_while(|other| other.kind == tok.kind).count();
            self.toks.drain(at..at + many);
            return self.again(error);
        };
        let before = self.before(at);
        if before.is_some_and(|tok| tok.kind == TokenKind::Comma) {
            return self.stray_comma(at - 1, "behind");
        }
        let wanted = if opening.kind == TokenKind::OpenParen { ")" } else { "]" };
        if wanted != word && before.is_some_and(Tok::ends_value) {
            let error = self
                .error(
                    Problem::SyntaxError,
                    at,
                    format!(
                        "`{}` is closed with `{wanted}`, not with `{word}`",
                        opening.span().of(self.text)
                    ),
                    format!("write `{wanted}`"),
                )
                .related(opening.span(), "opened here")
                .help(format!("write `{wanted}`"))
                .safe_fix(format!("write `{wanted}`"), vec![(tok.span(), wanted.to_owned())]);
            self.set(at, if wanted == ")" { TokenKind::CloseParen } else { TokenKind::CloseBracket });
            return self.again(error);
        }
        match before {
            Some(tok) if tok.kind == TokenKind::OpenParen => {
                let error = self.error(
                    Problem::MissingValue,
                    at,
                    "nothing stands between these parentheses",
                    "a value is meant",
                );
                self.stop(error.help("write the value, or take out the parentheses"))
            }
            Some(tok) if tok.wants_more() => self.missing_behind(at - 1),
            _ => self.generic(at),
        }
    }
}
