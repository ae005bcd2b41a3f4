//! What is wrong with an expression, and where.

use std::ops::Range;

use fieldops_io::ErrorKind;

/// Something is wrong with an expression.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ExpressionError {
    text: String,
    span: Range<usize>,
    message: String,
    hint: Option<String>,
    kind: ErrorKind,
}

impl ExpressionError {
    /// The expression, and a line that marks the place below it. Both are free of control characters.
    #[must_use]
    pub fn excerpt(&self) -> [String; 2] {
        let shown = |text: &str| -> String {
            text.chars()
                .flat_map(|c| if c.is_control() { c.escape_default().collect() } else { vec![c] })
                .collect()
        };
        let before = shown(&self.text[..self.span.start]).chars().count();
        let marked = shown(&self.text[self.span.clone()]).chars().count().max(1);
        [shown(&self.text), format!("{}{}", " ".repeat(before), "^".repeat(marked))]
    }

    /// What to do about it, where that is known: one sentence.
    #[must_use]
    pub fn hint(&self) -> Option<&str> {
        self.hint.as_deref()
    }

    /// Whether the expression is wrong, or the data do not suit it.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }
}

/// The same, before it is known of which text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    span: Range<usize>,
    message: String,
    hint: Option<String>,
    kind: ErrorKind,
}

impl Fault {
    pub(super) fn new(span: &Range<usize>, message: impl Into<String>) -> Self {
        Self { span: span.clone(), message: message.into(), hint: None, kind: ErrorKind::Usage }
    }

    pub(super) fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    /// The same with the name that may have been meant, if one is near.
    pub(super) fn nearest<'n>(self, meant: &str, names: impl Iterator<Item = &'n str>) -> Self {
        let likeness = |name: &str| strsim::normalized_damerau_levenshtein(meant, name);
        let nearest = names.map(|name| (name, likeness(name))).max_by(|one, other| one.1.total_cmp(&other.1));
        match nearest {
            Some((name, likeness)) if likeness >= 0.5 => self.hint(format!("did you mean `{name}`?")),
            _ => self,
        }
    }

    /// The same, as one of the data.
    pub(super) fn of_data(self) -> Self {
        self.of_kind(ErrorKind::BadData)
    }

    pub(super) fn of_kind(self, kind: ErrorKind) -> Self {
        Self { kind, ..self }
    }

    pub(super) fn within(self, text: &str) -> ExpressionError {
        let Self { span, message, hint, kind } = self;
        ExpressionError { text: text.to_owned(), span, message, hint, kind }
    }
}
