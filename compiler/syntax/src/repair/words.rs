//! Values side by side: a list without its commas, a text without its quotes, a number and its unit.

use super::*;

impl<'t> Repair<'t> {
    /// Whether a word is one of a text rather than a reference: no dot, no digit; a hyphen only after a capital.
    pub(super) fn is_plain(&self, at: usize) -> bool {
        let word = self.word(at);
        let capital = word.starts_with(char::is_uppercase) && word.contains(char::is_lowercase);
        self.tok(at).is_some_and(Tok::is_word)
            && !word.contains(|c: char| c == '.' || c.is_numeric())
            && (capital || !word.contains('-'))
    }

    pub(super) fn is_capital(&self, at: usize) -> bool {
        let word = self.word(at);
        self.is_plain(at) && word.starts_with(char::is_uppercase) && word.contains(char::is_lowercase)
    }

    /// Two values that nothing separates, the second at `at`.
    pub(super) fn unseparated(&mut self, from: usize, at: usize) -> Step {
        let (Some(left), Some(right)) = (self.before(at), self.tok(at)) else {
            return Step::Stop;
        };
        let (left_word, right_word) = (self.word(at - 1), self.word(at));
        let both = left.span().to(right.span());
        let near = !right.first;
        if let Some(step) = self.id_with_title(from, at) {
            return step;
        }
        if let Some(step) = self.word_behind_id(at).or_else(|| self.id_without_field(at)) {
            return step;
        }
        // `A.8.30 Because "No development"`
        let small = right_word.to_lowercase();
        if right.kind == TokenKind::Path
            && small != right_word
            && crate::tree::Prep::from_word(&small).is_some()
            && !self.is_capital(at - 1)
        {
            let error = self
                .error(
                    Problem::SyntaxError,
                    at,
                    format!("`{right_word}` is written small"),
                    format!("write `{small}`"),
                )
                .help(format!("write `{small}`: the words of the language are written in small letters"))
                .safe_fix(format!("write `{small}`"), vec![(right.span(), small)]);
            self.set(at, TokenKind::Prep);
            return self.again(error);
        }
        // `owner is none`
        if right.kind == TokenKind::Is && near {
            let not = self.kind(at + 1) == Some(TokenKind::Not);
            let sign = if not { "!=" } else { "==" };
            let end = if not { self.tok(at + 1).map_or(right.end, |tok| tok.end) } else { right.end };
            let span = Span::new(right.start, end);
            let error = SyntaxError::new(
                Problem::SyntaxError,
                span,
                format!("`{}` does not compare", span.of(self.text)),
                format!("write `{sign}`"),
            )
            .help("write `==` to ask whether two values are the same, and `!=` whether they differ")
            .fix(format!("write `{sign}`"), vec![(span, sign.to_owned())]);
            if not {
                return self.stop(error);
            }
            self.set(at, TokenKind::Compare);
            return self.again(error);
        }
        if let Some(step) = self.large_amount(at) {
            return step;
        }
        // A number and what belongs to it.
        if left.kind == TokenKind::Number && near {
            let unit = right_word.to_lowercase();
            if right.is_word() && (literal::is_unit(&unit) || literal::is_unit(right_word)) {
                let unit = if literal::is_unit(right_word) { right_word } else { &unit };
                let mended = format!("{left_word} {unit}");
                let error = SyntaxError::new(Problem::BadNumber, both, format!("`{}` is not written as quantities are written here", short(both.of(self.text))), format!("write `{mended}`"))
                    .help("one blank stands between a number and its unit, and units are written small: `12 months`")
                    .safe_fix(format!("write `{mended}`"), vec![(both, mended)]);
                if unit == right_word {
                    self.join(at - 1, at + 1, TokenKind::Quantity);
                    return self.again(error);
                }
                return self.stop(error);
            }
            // `3 x 4` is no amount.
            let times = unit == "x" && self.tok(at + 1).is_some_and(|tok| tok.kind == TokenKind::Number);
            if right.is_word() && self.is_plain(at) && !times {
                let meant = literal::unit_meant(&unit);
                let percent = meant == Some("%");
                let meant =
                    meant.map(|unit| if left_word == "1" { unit.trim_end_matches('s') } else { unit });
                let mended = format!("{left_word} {}", meant.unwrap_or("%"));
                let error = SyntaxError::new(
                    Problem::BadNumber,
                    right.span(),
                    format!("`{right_word}` is no unit"),
                    if percent { "write `%`".to_owned() } else { "not a unit".to_owned() },
                )
                .help("units are `%`, days, weeks, months, years, hours, minutes, seconds, and currencies such as `EUR`");
                return self.stop(match meant {
                    Some(unit) => error.safe_fix(format!("write `{unit}`"), vec![(both, mended)]),
                    None => error,
                });
            }
            let thousands = right_word.len() >= 3
                && right_word.bytes().take(3).all(|b| b.is_ascii_digit())
                && !right_word.as_bytes().get(3).is_some_and(u8::is_ascii_digit)
                && matches!(right.kind, TokenKind::Number | TokenKind::Quantity);
            if thousands {
                let mended = format!("{left_word}_{right_word}");
                let error = SyntaxError::new(
                    Problem::BadNumber,
                    both,
                    format!("`{}` has a blank in it", both.of(self.text)),
                    format!("write `{mended}`"),
                )
                .help(format!("write `{mended}`, or a comma between two numbers"))
                .fix(format!("write `{mended}`"), vec![(both, mended)]);
                return self.stop(error);
            }
        }
        if let Some(step) = self.month_first(at) {
            return step;
        }
        if let Some(step) = self.no_day(at) {
            return step;
        }
        // `A 8.13`
        if left.kind == TokenKind::Path
            && near
            && left_word.len() == 1
            && left_word.starts_with(char::is_uppercase)
            && matches!(right.kind, TokenKind::Number | TokenKind::Id)
        {
            let mended = format!("{left_word}.{right_word}");
            let error = SyntaxError::new(
                Problem::SyntaxError,
                both,
                format!("`{left_word} {right_word}` has a blank in it"),
                format!("write `{mended}`"),
            )
            .help(format!("write `{mended}`"))
            .safe_fix(format!("write `{mended}`"), vec![(both, mended)]);
            return self.stop(error);
        }
        if let Some(step) = self.quotes_inside(at) {
            return step;
        }
        if self.reads_as_words(from, at) {
            return self.words(from, at);
        }
        let dated = matches!(right.kind, TokenKind::Date | TokenKind::Quantity) && left.kind != right.kind;
        if dated {
            let error = self
                .error(
                    Problem::SyntaxError,
                    at,
                    format!("nothing joins `{right_word}` to what stands before it"),
                    "a word such as `since`, `until`, `due` or `on` is missing before this",
                )
                .help("a value is continued by a word: `since`, `until`, `due`, `on`, `every`, `for`, …");
            // The kind may know which; it asks for two values side by side.
            self.insert(at, TokenKind::Comma);
            return self.again(SyntaxError { beside: true, ..error });
        }
        let mut error = comma(self.text, left.span(), right.span(), ",");
        if self.is_plain(at - 1) && self.is_plain(at) {
            error = error.help("a comma separates the values of a list; if this is a text, put it in quotes");
            // `three years`, `Very low`
            error.doubt();
            // `likelihood: very rare, possible`: who separates the others has not forgotten one comma, but written a blank.
            if near && self.toks[from..].iter().any(|tok| tok.kind == TokenKind::Comma) {
                let name = format!("{left_word}-{right_word}");
                let error = SyntaxError::new(
                    Problem::MissingComma,
                    both,
                    format!("`{left_word} {right_word}` has a blank in it"),
                    "one name, or two?",
                )
                .help(format!(
                    "the words of one name are joined by hyphens, `{name}`; two names are separated, `{left_word}, {right_word}`"
                ))
                .with_fix(format!("write `{name}`"), vec![(both, name)], false);
                self.join(at - 1, at + 1, TokenKind::Path);
                return self.again(error);
            }
        }
        // An id below a name is rather of another field, whose name was lost.
        let is_id = |word: &str| word.contains(|c: char| c.is_ascii_digit()) && word.contains('.');
        if right.first && is_id(left_word) != is_id(right_word) {
            error.doubt();
        }
        self.commas(from, at, &mut error);
        self.again(error)
    }

    /// `March 1, 2026`, the day at `at`.
    fn month_first(&mut self, at: usize) -> Option<Step> {
        let comma = usize::from(self.kind(at + 1) == Some(TokenKind::Comma));
        let (month, year) = (self.before(at)?, self.tok(at + 1 + comma)?);
        let turned = format!("{} {} {}", self.word(at), self.word(at - 1), self.word(at + 1 + comma));
        let date = literal::date_like(&turned).filter(|date| date.length == turned.len() && date.exists())?;
        let span = month.span().to(year.span());
        let mended = format!("{:04}-{:02}-{:02}", date.year, date.month, date.day);
        let error = SyntaxError::new(
            Problem::BadDate,
            span,
            format!("`{}` is not written as dates are written here", short(span.of(self.text))),
            format!("year, month, day: `{mended}`"),
        )
        .help(format!("write `{mended}`"))
        .safe_fix(format!("write `{mended}`"), vec![(span, mended)]);
        Some(self.stop(error))
    }

    /// `A.8.13 - Information backup`, `A.8.13 (Information backup)`: an id and its title, in which `at` stands.
    pub(super) fn id_with_title(&mut self, from: usize, at: usize) -> Option<Step> {
        let sign = (from + 1..=at).rev().find(|k| {
            self.is_id(k - 1)
                && self.tok(*k).is_some_and(|tok| !tok.first)
                && (self.is_dash(*k)
                    || matches!(self.kind(*k), Some(TokenKind::Colon | TokenKind::OpenParen)))
        })?;
        if !self.is_capital(sign + 1) {
            return None;
        }
        let goes_on = |k: &usize| {
            self.tok(*k).is_some_and(|tok| {
                let joint = matches!(tok.kind, TokenKind::CloseParen | TokenKind::And | TokenKind::Prep);
                let within = joint || self.is_plain(*k);
                !tok.first && within
            })
        };
        let end = (sign + 1..self.toks.len()).take_while(goes_on).last()?;
        let (id, last) = (self.tok(sign - 1)?, self.tok(end)?);
        let title = Span::new(id.end, last.end);
        let error = SyntaxError::new(
            Problem::SyntaxError,
            Span::new(self.tok(sign)?.start, last.end),
            format!("`{}` stands without its title", self.word(sign - 1)),
            "not an id",
        )
        .help("take the title out: what an id stands for is known")
        .fix("take out the title", vec![(title, String::new())]);
        self.toks.drain(sign..=end);
        Some(self.again(error))
    }

    /// Whether an id of a standard stands at `at`, as far as its form tells.
    fn is_id(&self, at: usize) -> bool {
        let word = self.word(at);
        self.kind(at) == Some(TokenKind::Path)
            && word.contains('.')
            && word.ends_with(|c: char| c.is_ascii_digit())
    }

    /// Whether a dash stands at `at`, of a typewriter or of a word processor.
    pub(super) fn is_dash(&self, at: usize) -> bool {
        self.kind(at) == Some(TokenKind::Minus) || matches!(self.word(at), "–" | "—" | "―")
    }

    /// `A.8.30 as we do not develop`, `A.8.30 is not applicable`: an id and a sentence about it, in which `at` stands. It
    /// becomes a text behind the id; the kind knows which word joins it.
    pub(super) fn sentence_behind_id(&mut self, from: usize, at: usize) -> Option<Step> {
        const SENTENCE: usize = 3;
        let id = (from..at.min(self.toks.len()))
            .rev()
            .find(|k| self.is_id(*k) || self.kind(*k) == Some(TokenKind::DotStar))?;
        let begin = id + 1 + usize::from(self.is_dash(id + 1));
        let goes_on = |k: &usize| {
            let Some(tok) = self.tok(*k).filter(|tok| !tok.first) else { return false };
            let word_next =
                self.tok(k + 1).is_some_and(|next| next.is_word() && !next.first) && !self.is_id(k + 1);
            match tok.kind {
                TokenKind::Not | TokenKind::Is | TokenKind::In | TokenKind::And | TokenKind::Or => true,
                TokenKind::Prep | TokenKind::Comma => *k > begin && word_next,
                _ => tok.is_word() && !self.is_id(*k),
            }
        };
        let end = begin + (begin..self.toks.len()).take_while(goes_on).count();
        let is = |kind: TokenKind| (begin..end).any(|k| self.kind(k) == Some(kind));
        let words = (begin..end).filter(|k| self.tok(*k).is_some_and(Tok::is_word)).count();
        let sentence = words >= SENTENCE || words > 0 && (is(TokenKind::Not) || is(TokenKind::Is));
        // A title begins with a capital; and what stands between two ids joins them.
        let other = self.is_capital(begin)
            || self.is_id(end) && !self.toks[end].first
            || self.kind(begin) == Some(TokenKind::In);
        if !sentence || other || at > end {
            return None;
        }
        let span = self.tok(begin)?.span().to(self.tok(end - 1)?.span());
        let error = quotes(self.text, span, "the text");
        self.join(begin, end, TokenKind::Text);
        self.toks.drain(id + 1..begin);
        self.insert(id + 1, TokenKind::Comma);
        Some(self.again(SyntaxError { beside: true, ..error }))
    }

    /// `A.8.30because "…"`: an id and the word behind it, without a blank between.
    fn word_behind_id(&mut self, at: usize) -> Option<Step> {
        let left = self.before(at).filter(|left| left.kind == TokenKind::Path)?;
        let written = self.word(at - 1);
        let digits = written.rfind(|c: char| c.is_ascii_digit())? + 1;
        let (id, word) = written.split_at(digits);
        crate::tree::Prep::from_word(word)?;
        let cut = left.start + digits as u32;
        let glued = self.tok(at)?.start == left.end;
        let mut edits = vec![(Span::at(cut), " ".to_owned())];
        edits.extend(glued.then(|| (Span::at(left.end), " ".to_owned())));
        let error = self
            .error(
                Problem::SyntaxError,
                at - 1,
                format!("a blank is missing between `{id}` and `{word}`"),
                "two words",
            )
            .help(format!("write `{id} {word}`"))
            .safe_fix("write a blank", edits);
        self.toks[at - 1].end = cut;
        let prep = Tok { start: cut, end: left.end, kind: TokenKind::Prep, first: false };
        self.toks.insert(at, prep);
        Some(self.again(error))
    }

    /// An id that begins a line below what is none: its field's name was lost. What stands before it is kept.
    fn id_without_field(&mut self, at: usize) -> Option<Step> {
        let is_text =
            matches!(self.before(at)?.kind, TokenKind::Text | TokenKind::Date | TokenKind::Quantity);
        if !is_text || !self.tok(at)?.first || !self.is_id(at) {
            return None;
        }
        let word = self.word(at);
        let error = self
            .error(
                Problem::SyntaxError,
                at,
                format!("`{word}` begins a line, and no field's name stands before it"),
                "belongs to no field",
            )
            .help("write the field's name and a colon before it: what is said of it?");
        self.toks.truncate(at);
        Some(self.again(error))
    }

    /// `Q1 2026`, `March 2026`, the year at `at`: a time that has begun on its first day, and is over on its last.
    fn no_day(&mut self, at: usize) -> Option<Step> {
        let (left, right) = (self.before(at)?, self.tok(at)?);
        let year = self.word(at);
        if right.first || year.len() != 4 || !year.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let prep = at.checked_sub(2).and_then(|k| self.tok(k)).filter(|tok| tok.kind == TokenKind::Prep);
        let (what, first, last) = match self.word(at - 1) {
            "Q1" | "q1" => ("quarter", 1, 3),
            "Q2" | "q2" => ("quarter", 4, 6),
            "Q3" | "q3" => ("quarter", 7, 9),
            "Q4" | "q4" => ("quarter", 10, 12),
            word => {
                // In a sentence it is a word like others.
                let alone = self.tok(at + 1).is_none_or(|next| next.first || !next.begins_value());
                let begins = prep.is_some()
                    || at.checked_sub(2).is_none_or(|k| self.kind(k) == Some(TokenKind::Field));
                let month = literal::month_named(word).filter(|_| alone && begins)?;
                ("month", month, month)
            }
        };
        let (begins, day) = match prep.map(|prep| prep.span().of(self.text)) {
            Some("since") => ("begins", format!("{year}-{first:02}-01")),
            _ => {
                let days = literal::days_in_month(year.parse().ok()?, last);
                ("ends", format!("{year}-{last:02}-{days:02}"))
            }
        };
        let span = left.span().to(right.span());
        let message = format!("`{}` names no day", span.of(self.text));
        let error = SyntaxError::new(Problem::BadDate, span, message, "the day is missing")
            .help(format!("write year, month and day: the {what} {begins} on `{day}`"))
            .fix(format!("write `{day}`"), vec![(span, day)]);
        Some(self.stop(error))
    }

    /// `5k EUR`, `5 million EUR`, `1.000.000 EUR`: amounts in the thousands, the last word at `at`.
    fn large_amount(&mut self, at: usize) -> Option<Step> {
        let (left, right) = (self.before(at)?, self.tok(at)?);
        let currency = |word: &str| word.len() == 3 && word.bytes().all(|b| b.is_ascii_uppercase());
        let (number, unit, last) = if currency(self.word(at)) {
            (self.word(at - 1), "", at)
        } else {
            let dot = usize::from(self.kind(at + 1) == Some(TokenKind::Dot));
            (self.word(at - 1), self.word(at), at + 1 + dot)
        };
        let end = self.tok(last).filter(|tok| !tok.first && currency(tok.span().of(self.text)))?;
        if right.first || !number.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let digits = number.trim_end_matches(char::is_alphabetic);
        let unit = if unit.is_empty() { &number[digits.len()..] } else { unit };
        let zeros = match unit.to_lowercase().as_str() {
            "" if digits.split('.').skip(1).all(|part| part.len() == 3) => 0,
            "k" | "thousand" | "tausend" | "tsd" | "mil" | "mille" => 3,
            "m" | "mio" | "million" | "millions" | "millionen" | "millones" | "mill" | "mln" => 6,
            _ => return None,
        };
        let amount = match (zeros, digits.split_once(['.', ','])) {
            (0, _) => digits.replace('.', "_"),
            (_, None) => format!("{digits}{}", "_000".repeat(zeros / 3)),
            (_, Some((whole, part))) if part.len() <= 3 && part.bytes().all(|b| b.is_ascii_digit()) => {
                format!("{whole}_{part:0<3}{}", "_000".repeat(zeros / 3 - 1))
            }
            _ => return None,
        };
        let mended = format!("{} {}", amount.trim_start_matches("0_"), end.span().of(self.text));
        let span = left.span().to(end.span());
        let help = format!("write `{mended}`");
        let error = self.bad_amount(span, mended).help(help);
        Some(self.stop(error))
    }

    /// An amount that is written as elsewhere, and how it is written here.
    pub(super) fn bad_amount(&self, span: Span, mended: String) -> SyntaxError {
        let message = format!("`{}` is not written as amounts are written here", span.of(self.text));
        SyntaxError::new(Problem::BadNumber, span, message, format!("write `{mended}`"))
            .fix(format!("write `{mended}`"), vec![(span, mended)])
    }

    /// `"The "new" policy"`: quotes inside of a text, the second of which stands at `at`.
    pub(super) fn quotes_inside(&mut self, at: usize) -> Option<Step> {
        let (left, right) = (self.before(at)?, self.tok(at)?);
        let left_word = self.word(at - 1);
        if (left.kind == TokenKind::Text || right.kind == TokenKind::Text) && left.end == right.start {
            let line = self.toks[at..].iter().enumerate().take_while(|(k, tok)| *k == 0 || !tok.first);
            let last = line.filter(|(_, tok)| tok.kind == TokenKind::Text).last().map(|(k, _)| at + k);
            let from = (left.kind == TokenKind::Text && left_word.starts_with('"')).then_some(at - 1);
            let last = last.filter(|last| self.word(*last).ends_with('"') && *last >= at);
            if let (Some(from), Some(last)) = (from, last) {
                let span = self.toks[from].span().to(self.toks[last].span());
                let inside = span.of(self.text);
                let inside = inside.get(1..inside.len() - 1).unwrap_or("");
                let mended = format!("\"{}\"", inside.replace('"', "\\\""));
                let error = SyntaxError::new(
                    Problem::SyntaxError,
                    right.span(),
                    "a quote inside of a text ends it",
                    "outside of the text before it",
                )
                .related(span, "the text is meant to go on up to here")
                .help("write `\\\"` for a quote inside of a text")
                .fix("write `\\\"` inside", vec![(span, mended)]);
                self.join(from, last + 1, TokenKind::Text);
                return Some(self.again(error));
            }
        }
        None
    }

    /// Writes a comma before `at`, and wherever else the list goes on without one in the same way.
    pub(super) fn commas(&mut self, from: usize, at: usize, error: &mut SyntaxError) {
        let alike = |left: Tok, right: Tok| left.kind == right.kind;
        let all_alike = self.before(at).zip(self.tok(at)).is_some_and(|(left, right)| alike(left, right));
        let mut toks = Vec::with_capacity(self.toks.len() + 1);
        let mut edits = Vec::new();
        for (k, tok) in self.toks.iter().enumerate() {
            let more = k > at && all_alike && self.is_juxtaposed(from, k) && alike(self.toks[k - 1], *tok);
            if let Some(left) = self.before(k).filter(|_| k == at || more) {
                edits.push((Span::at(left.end), ",".to_owned()));
                toks.push(Tok { start: left.end, end: left.end, kind: TokenKind::Comma, first: false });
            }
            toks.push(*tok);
        }
        self.toks = toks;
        if edits.len() > 1 {
            error.message = format!("{} commas are missing in this list", edits.len());
        }
        if let Some(fix) = error.fixes.first_mut() {
            fix.title = if edits.len() > 1 { "write the commas".to_owned() } else { "write `,`".to_owned() };
            fix.edits = edits;
        }
    }

    /// Whether what stands around `at` is a text without its quotes, rather than a list without its commas.
    pub(super) fn reads_as_words(&self, from: usize, at: usize) -> bool {
        let range = self.line_words(from, at);
        let words: Vec<usize> = range.clone().filter(|k| self.tok(*k).is_some_and(Tok::is_word)).collect();
        if words.is_empty() || !words.iter().all(|k| self.is_plain(*k)) {
            return false;
        }
        // Only words side by side count: `ciso, ceo` are none.
        let denies =
            |k: usize| self.kind(k) == Some(TokenKind::Not) && self.tok(k - 1).is_some_and(Tok::ends_value);
        let side_by_side =
            range.filter(|k| *k > from && (self.is_juxtaposed(from, *k) || denies(*k))).count();
        let odd = matches!(self.kind(at), Some(TokenKind::Unknown | TokenKind::Amp));
        let capital = words.iter().any(|k| self.is_capital(*k));
        (capital && (side_by_side >= 1 || odd))
            || side_by_side >= 2
            || (odd && self.kind(at) == Some(TokenKind::Unknown) && side_by_side >= 1)
    }

    /// The tokens around `at`, on its line, that would be within the quotes.
    pub(super) fn line_words(&self, from: usize, at: usize) -> std::ops::Range<usize> {
        let within = |k: usize| {
            self.tok(k).is_some_and(|tok| {
                tok.is_word()
                    || matches!(
                        tok.kind,
                        TokenKind::Number
                            | TokenKind::Amp
                            | TokenKind::Unknown
                            | TokenKind::And
                            | TokenKind::Or
                    )
                    || matches!(
                        tok.kind,
                        TokenKind::In
                            | TokenKind::Not
                            | TokenKind::Slash
                            | TokenKind::Minus
                            | TokenKind::None
                    )
            })
        };
        let mut start = at.saturating_sub(1).max(from.min(at));
        while start > from && !self.toks[start].first && within(start - 1) {
            start -= 1;
        }
        // Over prepositions only where the text plainly begins further ahead, with a capital.
        if start > from
            && self.is_capital(from)
            && self.toks[from + 1..=at.min(self.toks.len() - 1)].iter().all(|tok| !tok.first)
            && (from..start).all(|k| within(k) || self.kind(k) == Some(TokenKind::Prep))
        {
            start = from;
        }
        let mut end = at;
        while let Some(tok) = self.tok(end).filter(|tok| !tok.first || end == at) {
            let next = self.tok(end + 1).filter(|tok| !tok.first);
            let goes_on = within(end)
                || (tok.kind == TokenKind::Prep && next.is_some_and(Tok::is_word))
                || (tok.kind == TokenKind::Comma && next.is_some() && self.is_plain(end + 1));
            if !goes_on {
                break;
            }
            end += 1;
        }
        start..end.max(at + 1).min(self.toks.len())
    }

    /// Words without quotes become a text.
    pub(super) fn words(&mut self, from: usize, at: usize) -> Step {
        let range = self.line_words(from, at);
        let (Some(first), Some(last)) = (self.tok(range.start), self.tok(range.end - 1)) else {
            return Step::Stop;
        };
        let error = quotes(self.text, first.span().to(last.span()), "the text");
        self.join(range.start, range.end, TokenKind::Text);
        self.again(error)
    }
}
