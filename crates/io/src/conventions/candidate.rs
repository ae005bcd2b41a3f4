//! A field as a convention finds it, before its axes are known.

use crate::{
    Error, Result, Variable,
    field::{Layout, Rank},
};

/// Variables that one convention takes for a field. [`resolve`](super::resolve) makes the field of it, or says why not.
#[derive(Debug)]
pub(super) struct Candidate<'a> {
    pub(super) name: String,
    /// Group below which results are written.
    pub(super) group: String,
    pub(super) rank: Rank,
    pub(super) layout: Layout,
    pub(super) parts: Vec<Part<'a>>,
    /// Why the convention took the variables for this field.
    pub(super) reason: String,
}

/// A component as a convention finds it.
#[derive(Debug, Clone)]
pub(super) struct Part<'a> {
    pub(super) name: String,
    pub(super) label: String,
    pub(super) variable: &'a Variable,
    pub(super) index: Option<usize>,
    /// The axis that the user gave it.
    pub(super) axis: Option<String>,
}

impl<'a> Part<'a> {
    /// A whole variable under its own name.
    pub(super) fn whole(variable: &'a Variable, label: &str) -> Self {
        Self { name: variable.name().to_owned(), label: label.to_owned(), variable, index: None, axis: None }
    }
}

impl<'a> Candidate<'a> {
    /// The variable as a scalar field.
    pub(super) fn scalar(variable: &'a Variable) -> Self {
        Self {
            name: variable.name().to_owned(),
            group: variable.group().to_owned(),
            rank: Rank::Scalar,
            layout: Layout::Split,
            parts: vec![Part::whole(variable, variable.name())],
            reason: format!("`{}` is no component of a vector field", variable.path),
        }
    }

    pub(super) fn path(&self) -> String {
        format!("{}/{}", self.group, self.name)
    }
}

/// What a convention found: a field, or what would be one if a question were decided.
#[derive(Debug)]
pub(super) struct Found<'a> {
    /// Path of the field.
    pub(super) path: String,
    pub(super) rank: Rank,
    /// The variables that it takes, so that no other convention does.
    pub(super) variables: Vec<&'a Variable>,
    pub(super) candidate: Result<Candidate<'a>>,
}

impl<'a> From<Candidate<'a>> for Found<'a> {
    fn from(candidate: Candidate<'a>) -> Self {
        Self {
            path: candidate.path(),
            rank: candidate.rank,
            variables: candidate.parts.iter().map(|part| part.variable).collect(),
            candidate: Ok(candidate),
        }
    }
}

impl<'a> Found<'a> {
    /// What `variable` would be, if a question were decided.
    pub(super) fn undecided(variable: &'a Variable, rank: Rank, question: Error) -> Self {
        Self { path: variable.path.clone(), rank, variables: vec![variable], candidate: Err(question) }
    }
}
