//! The head of a declaration: its kind, its name, its title.

use super::*;

impl<'t> Repair<'t> {
    pub(super) fn head(&mut self, head: usize, at: usize) -> Step {
        let Some(first) = self.tok(head) else {
            return Step::Stop;
        };
        let kind = self.word(head);
        if first.kind == TokenKind::Field {
            let error = no_colon(self.text, first.span(), "the kind of a declaration");
            let name = bare(kind);
            self.toks[head] = Tok { end: first.start + name.len() as u32, kind: TokenKind::Path, ..first };
            return self.again(error);
        }
        if first.kind.is_declaration_word() {
            let error = self.error(
                Problem::SyntaxError,
                head,
                format!("`{kind}` does not fit here"),
                "a word of the language",
            );
            return self
                .stop(error.help("a declaration begins with the name of its kind, as in `role ciso`"));
        }
        if at <= head + 1 {
            return self.name(head, at);
        }
        if let Some(field) = self.field_in_head(head) {
            let name = bare(self.word(field));
            let message =
                format!("the fields of a declaration stand between braces, and `{name}` stands in its head");
            let error = match self.place {
                Place::HeadWithBody if !self.toks[field].first => self
                    .error(Problem::SyntaxError, field, message, "belongs between the braces")
                    .help(format!("write `{name}:` and its value between the braces")),
                _ => self
                    .error(Problem::SyntaxError, field - 1, message, "a `{` belongs behind this")
                    .help(format!("write `{{` before `{name}`, and `}}` behind the last field")),
            };
            return self.stop(error);
        }
        let Some(tok) = self.tok(at) else {
            return self.end(head + 2);
        };
        let word = self.word(at);
        let before = self.before(at).map(|tok| tok.kind);
        match tok.kind {
            TokenKind::Is if at == head + 2 && self.kind(at + 1) == Some(TokenKind::Text) => {
                self.not_needed(at)
            }
            // `team r&d`
            TokenKind::Amp | TokenKind::Plus | TokenKind::Slash
                if at == head + 2
                    && self.is_glued(at)
                    && self.is_glued(at + 1)
                    && self.tok(at + 1).is_some_and(Tok::is_word) =>
            {
                self.sign_in_name(at - 1, at + 2)
            }
            _ if before == Some(TokenKind::Text)
                && self.toks[at - 1].end == tok.start
                && (tok.is_word() || tok.kind == TokenKind::Text) =>
            {
                match self.quotes_inside(at) {
                    Some(step) => step,
                    None => self.value(head + 3, at),
                }
            }
            TokenKind::Colon | TokenKind::Equal | TokenKind::Comma
                if matches!(before, Some(TokenKind::Text)) || at == head + 2 =>
            {
                self.not_needed(at)
            }
            _ if at == head + 2
                && (tok.is_word() || tok.kind == TokenKind::Number || tok.kind.is_reserved()) =>
            {
                self.long_name_or_title(head, at)
            }
            TokenKind::Text if before == Some(TokenKind::Text) => {
                let error =
                    self.error(Problem::SyntaxError, at, "a declaration has one title", "a second title");
                if self.is_twice(at) {
                    return self.twice(at);
                }
                let error = error.help("write one text behind the name");
                self.toks.remove(at);
                self.again(error)
            }
            TokenKind::Text => {
                let error = self
                    .error(
                        Problem::SyntaxError,
                        at,
                        "the title stands directly behind the name",
                        "belongs further ahead",
                    )
                    .help("write the name, then the title, then words such as `for` and `against`");
                self.toks.remove(at);
                self.again(error)
            }
            TokenKind::OpenParen | TokenKind::OpenBracket
                if before == Some(TokenKind::Text) || at == head + 2 =>
            {
                let error = self.error(
                    Problem::SyntaxError,
                    at,
                    format!("`{word}` does not fit behind the head of a declaration"),
                    "a `{` is meant",
                );
                self.stop(error.help("fields stand between braces: `{ owner: ciso }`"))
            }
            _ => self.value(head + 3, at),
        }
    }

    /// The name of a declaration is missing, or is none.
    pub(super) fn name(&mut self, head: usize, at: usize) -> Step {
        let kind = self.word(head);
        if at == head {
            return self.generic(at);
        }
        let Some(tok) = self.tok(at) else {
            let error = self.error(
                Problem::SyntaxError,
                head,
                format!("`{kind}` needs a name"),
                "a name belongs behind this",
            );
            let error = error
                .help(format!("write a name and a title behind it, as in `{kind} short-name \"Its title\"`"));
            if self.place == Place::HeadWithBody {
                self.insert(at, TokenKind::Path);
                return self.again(error);
            }
            return self.stop(error);
        };
        let word = self.word(at);
        match tok.kind {
            TokenKind::Text => {
                let name = slug(&literal::text_value(word));
                let error = self
                    .error(
                        Problem::SyntaxError,
                        head,
                        format!("`{kind}` needs a name before its title"),
                        "a name belongs behind this",
                    )
                    .help(format!(
                        "write a short name that others refer to, as in `{kind} {name} {}`",
                        short(word)
                    ))
                    .fix(format!("name it `{name}`"), vec![(Span::at(tok.start), format!("{name} "))]);
                self.insert(at, TokenKind::Path);
                self.again(error)
            }
            // `asset db:prod`
            TokenKind::Field if self.is_glued(at + 1) && self.tok(at + 1).is_some_and(Tok::is_word) => {
                self.sign_in_name(at, at + 2)
            }
            TokenKind::Field => {
                let error = no_colon(self.text, tok.span(), "the name of a declaration");
                let name = bare(word);
                self.toks[at] = Tok { end: tok.start + name.len() as u32, kind: TokenKind::Path, ..tok };
                self.again(error)
            }
            TokenKind::Colon | TokenKind::Equal => self.not_needed(at),
            kind if kind.is_reserved()
                && self.kind(at + 1).is_none_or(|next| matches!(next, TokenKind::Text)) =>
            {
                let error = self
                    .error(
                        Problem::SyntaxError,
                        at,
                        format!("`{word}` is a word of the language and cannot be a name"),
                        "another name is needed",
                    )
                    .help("join it with another word by a hyphen");
                self.set(at, TokenKind::Path);
                self.again(error)
            }
            kind_of if kind_of.is_reserved() => {
                let error = self
                    .error(
                        Problem::SyntaxError,
                        head,
                        format!("`{kind}` needs a name before `{word}`"),
                        "a name belongs behind this",
                    )
                    .help(format!(
                        "write a short name that others refer to, as in `{kind} short-name {word} …`"
                    ));
                self.insert(at, TokenKind::Path);
                self.again(error)
            }
            TokenKind::Date | TokenKind::Quantity | TokenKind::Url => {
                let error = self
                    .error(
                        Problem::SyntaxError,
                        at,
                        format!("`{}` cannot be a name", short(word)),
                        "a name is meant",
                    )
                    .help("a name begins with a letter and has no blanks; words are joined by hyphens");
                self.set(at, TokenKind::Path);
                self.again(error)
            }
            _ => self.generic(at),
        }
    }

    /// Whether nothing stands between the token at `at` and the one before it.
    fn is_glued(&self, at: usize) -> bool {
        self.before(at).zip(self.tok(at)).is_some_and(|(left, right)| left.end == right.start)
    }

    /// A name with a sign in it that no name has: the tokens `from..to`.
    fn sign_in_name(&mut self, from: usize, to: usize) -> Step {
        let (Some(first), Some(last)) = (self.tok(from), self.tok(to - 1)) else { return Step::Stop };
        let span = first.span().to(last.span());
        let written = span.of(self.text);
        let mended = written.replace(['&', '+', '/', ':'], "-");
        let error = SyntaxError::new(
            Problem::SyntaxError,
            span,
            format!("`{written}` is no name: a name has letters, digits and hyphens"),
            format!("write `{mended}`"),
        )
        .help(format!("write `{mended}`; what the title says is free"))
        .fix(format!("write `{mended}`"), vec![(span, mended)]);
        self.join(from, to, TokenKind::Path);
        self.again(error)
    }

    /// The first field in a head: the `{` before it is forgotten, or it stands before the `{`. A word without its colon
    /// begins a line, and a sign that no head has follows.
    fn field_in_head(&self, head: usize) -> Option<usize> {
        (head + 2..self.toks.len()).find(|k| {
            self.kind(*k) == Some(TokenKind::Field)
                || self.toks[*k].is_word()
                    && matches!(self.kind(*k + 1), Some(TokenKind::Equal | TokenKind::Colon))
                    && self.toks[*k].first
        })
    }

    /// A sign or a word between the parts of a head; an arrow has two.
    fn not_needed(&mut self, at: usize) -> Step {
        if self.turned(at) {
            self.join(at, at + 2, TokenKind::Equal);
        }
        let Some(tok) = self.tok(at) else { return Step::Stop };
        let word = tok.span().of(self.text);
        // Before `=` it may be a `let` that is meant.
        let sure = word != "=";
        let error = self
            .error(Problem::SyntaxError, at, format!("`{word}` is not needed here"), "not needed")
            .help("a declaration is a kind, a name, a title and its fields between braces")
            .with_fix(format!("take out `{word}`"), vec![self.without(tok)], sure);
        self.toks.remove(at);
        self.again(error)
    }

    /// Behind the name stand more words: a name of several words, or a title without quotes.
    pub(super) fn long_name_or_title(&mut self, head: usize, at: usize) -> Step {
        if let Some(twice) = [head + 1, at].into_iter().find(|k| self.is_twice(*k)) {
            return self.twice(twice);
        }
        let mut end = at;
        while let Some(tok) = self.tok(end).filter(|tok| !tok.first) {
            let next_capital = self.tok(end + 1).is_some_and(|next| !next.first) && self.is_capital(end + 1);
            let joins = matches!(
                tok.kind,
                TokenKind::Prep | TokenKind::And | TokenKind::Or | TokenKind::In | TokenKind::Amp
            ) && (next_capital
                || (tok.kind != TokenKind::Prep && self.tok(end + 1).is_some_and(Tok::is_word)));
            if !(tok.is_word()
                || tok.kind == TokenKind::Number
                || joins
                || tok.kind == TokenKind::Unknown
                || tok.kind == TokenKind::Not)
            {
                break;
            }
            end += 1;
        }
        if end == at {
            return self.generic(at);
        }
        if self.kind(end) == Some(TokenKind::Text) && (at..end).all(|k| self.tok(k).is_some_and(Tok::is_name))
        {
            let (Some(first), Some(last)) = (self.tok(head + 1), self.tok(end - 1)) else {
                return Step::Stop;
            };
            let span = first.span().to(last.span());
            let words: Vec<&str> = (head + 1..end).map(|k| self.word(k)).collect();
            let joined = words.join("-").to_lowercase();
            // Another declaration may begin among them, or the title, before its quote.
            let is_small = |word: &&str| word.starts_with(char::is_lowercase);
            let title_before_quote =
                words.first().is_some_and(is_small) && words.iter().any(|w| !is_small(w));
            let glued = self.tok(end).is_some_and(|text| text.start == last.end);
            let sure = !words.contains(&self.word(head)) && !title_before_quote && !glued;
            let error =
                SyntaxError::new(Problem::SyntaxError, span, "a name is one word", "more than one word");
            let error = if literal::is_path(&joined) {
                error.help(format!("join the words with hyphens: `{joined}`")).with_fix(
                    format!("write `{joined}`"),
                    vec![(span, joined)],
                    sure,
                )
            } else {
                error.help("a name begins with a letter and has no blanks; words are joined by hyphens")
            };
            self.join(head + 1, end, TokenKind::Path);
            return self.again(error);
        }
        let (Some(first), Some(last)) = (self.tok(at), self.tok(end - 1)) else {
            return Step::Stop;
        };
        let error = quotes(self.text, first.span().to(last.span()), "the title");
        self.join(at, end, TokenKind::Text);
        self.again(error)
    }
}
