//! The workbench's front: who reviews, what waits and why, how the work goes, how good the links are.

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use terms::PersonId;

use crate::charts::Throughput;
use crate::guards::{self, NAME_CHARACTERS_MAX, reviewer_cookie, reviewer_name};
use crate::pages::{Fields, Page, csv_file, field, ours, page_with_form};
use crate::reads::Share;
use crate::reads::review::{BandEstimate, Front, Queue};
use crate::shell::{Section, Shell};
use crate::{AppState, Error, Reads, csv_guard, words};

#[derive(Template)]
#[template(path = "review.html")]
struct FrontPage {
    shell: Shell,
    reviewer: Option<String>,
    /// Whether the form for the name stands open because the reader asked to change it.
    change: bool,
    waiting: u64,
    queues: Vec<(Queue, u64)>,
    kappa: Option<&'static str>,
    chart: Option<Throughput>,
    token: String,
    front: Front,
}

/// Whether the name is to be changed.
#[derive(Deserialize)]
pub(crate) struct Asked {
    name: Option<String>,
}

/// `/review`
pub(crate) async fn front<R: Reads>(
    State(state): State<AppState<R>>,
    Query(asked): Query<Asked>,
    request: HeaderMap,
) -> Page {
    let reviewer = guards::reviewer(&request);
    let front = state.reads.review_front(reviewer.as_deref()).await?;
    let form = state.forms.issue(&request, state.settings.secure);
    let shell = Shell::of(&state, Section::Review, "Review links")
        .await
        .under("/", "Home")
        .fresh_at(words::moment(&state.reads.now()));
    let count = |queue: Queue| {
        front.queues.iter().find(|found| found.queue == queue).map_or(0, |found| found.pairs)
    };
    let reasons = Queue::EVERY
        .into_iter()
        .filter(|queue| !matches!(queue, Queue::All | Queue::Sample | Queue::Second))
        .map(|queue| (queue, count(queue)))
        .collect();
    let page = FrontPage {
        shell,
        change: asked.name.is_some(),
        waiting: count(Queue::All),
        queues: reasons,
        kappa: front.second.kappa.map(|kappa| kappa_words(kappa.of)),
        chart: Throughput::of(&front.days),
        token: form.token.clone(),
        reviewer,
        front,
    };
    page_with_form(&page, form)
}

/// `/review.csv`: what was answered and what waited, day by day.
pub(crate) async fn days_csv<R: Reads>(
    State(state): State<AppState<R>>,
) -> Result<Response, Error> {
    let front = state.reads.review_front(None).await?;
    let rows = front.days.iter().map(|day| {
        [
            day.day.to_string(),
            day.decided.to_string(),
            day.waiting.map_or_else(String::new, |n| n.to_string()),
        ]
    });
    let header = ["Day", "Answered", "Waiting at the end of the day"];
    Ok(csv_file("review-days", csv_guard::write(&header, rows)?))
}

/// `/review/sample.csv`: the sample, band by band.
pub(crate) async fn sample_csv<R: Reads>(
    State(state): State<AppState<R>>,
) -> Result<Response, Error> {
    let front = state.reads.review_front(None).await?;
    let percent = |value: f64| words::percent_bare(&value, 1);
    let rows = front.sample.bands.iter().map(|band| {
        let share = |of: fn(&Share) -> f64| {
            band.share_same.as_ref().map_or_else(String::new, |share| percent(of(share)))
        };
        let counts = [band.pairs, band.sampled, band.reviewed, band.unsure, band.same];
        let [pairs, sampled, reviewed, unsure, same] = counts.map(|n| n.to_string());
        [
            band.name.clone(),
            band.from.to_string(),
            pairs,
            sampled,
            reviewed,
            unsure,
            same,
            share(|share| share.of),
            share(|share| share.low),
            share(|share| share.high),
        ]
    });
    let header = [
        "Band",
        "From probability",
        "All pairs",
        "Drawn",
        "Answered",
        "Unsure",
        "Same person",
        "Same person %",
        "Low %",
        "High %",
    ];
    Ok(csv_file("review-sample", csv_guard::write(&header, rows)?))
}

/// `POST /review/reviewer`: keeps the name that the reader gave.
pub(crate) async fn name<R: Reads>(
    State(state): State<AppState<R>>,
    request: HeaderMap,
    Form(fields): Form<Fields>,
) -> Result<Response, Error> {
    ours(&state, &request, &fields)?;
    let name = reviewer_name(field(&fields, "name")).ok_or_else(|| Error::Asked {
        what: format!(
            "a name is needed, with at least one letter and up to {NAME_CHARACTERS_MAX} characters"
        ),
    })?;
    let to = match PersonId::parse(field(&fields, "person")) {
        Some(person) => format!("/people/{person}/links"),
        None => "/review".to_owned(),
    };
    let cookie = reviewer_cookie(&name, state.settings.secure);
    Ok(([(SET_COOKIE, cookie)], Redirect::to(&to)).into_response())
}

/// What the model says of a band's pairs: `80 in 100 to 95 in 100`.
fn band_words(band: &BandEstimate) -> String {
    let (from, to) = (words::in_so_many(&band.from), words::in_so_many(&band.to));
    match (band.from > 0.0, band.to < 1.0) {
        (true, true) => format!("{from} to {to}"),
        (true, false) => format!("{from} and over"),
        (false, _) => format!("below {to}"),
    }
}

/// A figure with two places and a true minus: `0.86`.
fn two(value: &f64) -> String {
    format!("{value:.2}").replace('-', "\u{2212}")
}

/// What a kappa says. Source of the steps: J. R. Landis, G. G. Koch, Biometrics 1977; 33:159.
fn kappa_words(kappa: f64) -> &'static str {
    match kappa {
        k if k < 0.0 => "worse than chance: the two reviewers must talk about how they decide",
        k if k <= 0.2 => "slight: hardly better than chance",
        k if k <= 0.4 => "fair: the two reviewers should talk about how they decide",
        k if k <= 0.6 => "moderate: reviewers differ on pairs that matter",
        k if k <= 0.8 => "substantial: reviewers mostly decide alike",
        _ => "almost perfect: reviewers decide alike",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kappa_is_said_in_words() {
        for (kappa, said) in
            [(-0.1, "worse"), (0.2, "slight"), (0.4, "fair"), (0.6, "moderate"), (0.81, "almost")]
        {
            assert!(kappa_words(kappa).starts_with(said), "{kappa}");
        }
    }
}
