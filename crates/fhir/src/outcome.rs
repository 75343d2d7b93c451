//! What is wrong with a request, or worth saying about it, as an `OperationOutcome`.
//!
//! Diagnostics are words of our own and never text of the request, which may say who somebody is.

use axum::http::StatusCode;
use serde::Serialize;

use crate::limits::ISSUES_MAX;

/// How grave an issue is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Severity {
    Error,
    Warning,
    Information,
}

/// Code of an issue: the part of the R4 value set `issue-type` that is used here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum IssueType {
    BusinessRule,
    CodeInvalid,
    Exception,
    Extension,
    Forbidden,
    Incomplete,
    Informational,
    Invariant,
    MultipleMatches,
    NotFound,
    NotSupported,
    Required,
    Structure,
    Throttled,
    TooCostly,
    TooLong,
    Transient,
    Value,
}

/// One thing said about a request.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Issue {
    severity: Severity,
    code: IssueType,
    #[serde(skip_serializing_if = "Option::is_none")]
    details: Option<Details>,
    #[serde(skip_serializing_if = "Option::is_none")]
    diagnostics: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    expression: Vec<String>,
}

#[derive(Clone, Debug, Serialize)]
struct Details {
    coding: [Coding; 1],
    text: &'static str,
}

#[derive(Clone, Debug, Serialize)]
struct Coding {
    system: &'static str,
    code: &'static str,
}

impl Issue {
    pub(crate) fn new(severity: Severity, code: IssueType, diagnostics: impl Into<String>) -> Self {
        let diagnostics = Some(diagnostics.into());
        Self { severity, code, details: None, diagnostics, expression: Vec::new() }
    }

    /// A code of a code list, in words.
    pub(crate) fn coded(
        code: IssueType,
        system: &'static str,
        coded: &'static str,
        text: &'static str,
    ) -> Self {
        let details = Some(Details { coding: [Coding { system, code: coded }], text });
        let severity = Severity::Information;
        Self { severity, code, details, diagnostics: None, expression: Vec::new() }
    }

    fn at(mut self, path: &str) -> Self {
        self.expression.push(path.to_owned());
        self
    }

    fn refuses(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// What has been found while a request is read, at most [`ISSUES_MAX`].
pub(crate) struct Issues {
    all: Vec<Issue>,
    /// Whether what is not understood is told and passed over instead of refused.
    lenient: bool,
}

impl Issues {
    pub(crate) fn new(lenient: bool) -> Self {
        Self { all: Vec::new(), lenient }
    }

    pub(crate) fn error(&mut self, code: IssueType, path: &str, diagnostics: impl Into<String>) {
        self.push(Issue::new(Severity::Error, code, diagnostics).at(path));
    }

    pub(crate) fn warning(&mut self, code: IssueType, path: &str, diagnostics: impl Into<String>) {
        self.push(Issue::new(Severity::Warning, code, diagnostics).at(path));
    }

    /// Refused, or passed over where the sender asked for that.
    pub(crate) fn unknown(&mut self, code: IssueType, path: &str, diagnostics: impl Into<String>) {
        if self.lenient {
            self.warning(code, path, diagnostics);
        } else {
            self.error(code, path, diagnostics);
        }
    }

    /// A fault pushes a mere remark out: whoever must mend a request is not to see remarks only.
    fn push(&mut self, issue: Issue) {
        if !self.full() {
            self.all.push(issue);
        } else if issue.refuses()
            && let Some(remark) = self.all.iter_mut().rev().find(|other| !other.refuses())
        {
            *remark = issue;
        }
    }

    /// True when no more are kept.
    pub(crate) fn full(&self) -> bool {
        self.all.len() >= ISSUES_MAX
    }

    pub(crate) fn refuse(&self) -> bool {
        self.all.iter().any(Issue::refuses)
    }

    pub(crate) fn into_vec(self) -> Vec<Issue> {
        self.all
    }
}

/// The resource.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Outcome {
    #[serde(rename = "resourceType")]
    resource_type: &'static str,
    issue: Vec<Issue>,
}

impl Outcome {
    pub(crate) fn new(issue: Vec<Issue>) -> Self {
        Self { resource_type: "OperationOutcome", issue }
    }
}

/// A request that is not followed: its status and why.
pub(crate) struct Problem {
    pub(crate) status: StatusCode,
    pub(crate) outcome: Outcome,
    /// When asking again may help.
    pub(crate) again_seconds: Option<u32>,
}

impl Problem {
    pub(crate) fn new(status: StatusCode, code: IssueType, diagnostics: impl Into<String>) -> Self {
        Self::of(status, vec![Issue::new(Severity::Error, code, diagnostics)])
    }

    /// Faults first, then remarks.
    pub(crate) fn of(status: StatusCode, mut issues: Vec<Issue>) -> Self {
        issues.sort_by_key(|issue| !issue.refuses());
        Self { status, outcome: Outcome::new(issues), again_seconds: None }
    }
}
