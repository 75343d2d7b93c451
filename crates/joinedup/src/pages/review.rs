//! The review workbench: what waits, a pair side by side, what was decided.

use outcomes::Interval;
use outcomes::sampled::Figure;
use record::link::EdgeStep;
use record::review::{self, BandSample, Contradiction, Identified};
use terms::{NhsNumber, PartialDate, RecordId};
use web::Error;
use web::reads::review::{
    Answer, BandEstimate, Decision, DecisionKind, DecisionPage, DecisionQuery, Effect, Front,
    NearPair, NearRecord, NearStanding, NextPair, Pair, PairRecord, PlaceLived, Queue, QueueCount,
    ReviewDay, SampleEstimate, SecondReviews, Side, Standing, UndoneBy, Yours,
};
use web::reads::{LinkEdge, Share};

use super::people::practice_name;
use super::person::{compared, gender, joined};
use super::{Pages, Result, moment};
use crate::linked::Room;
use crate::words::source_title;

pub(super) async fn front(pages: &Pages, reviewer: Option<&str>) -> Result<Front> {
    let today = store::today_in_london();
    let found = review::front(&pages.db, reviewer, today).await.map_err(Error::store)?;
    let agreement = found.second.agreement.as_ref();
    Ok(Front {
        linked: found.linked.as_deref().map(moment),
        queues: found
            .queues
            .iter()
            .map(|(queue, pairs)| QueueCount { queue: shown_queue(*queue), pairs: *pairs })
            .collect(),
        days: found
            .days
            .iter()
            .map(|day| ReviewDay { day: day.day, decided: day.decided, waiting: day.waiting })
            .collect(),
        yours: found.yours.map(|pace| Yours {
            today: pace.today,
            ever: pace.ever,
            seconds_a_pair: pace.seconds_a_pair,
            last: pace.last.as_ref().map(decision),
        }),
        second: SecondReviews {
            waiting: found.second.waiting,
            twice: agreement.map_or(0, |it| it.pairs),
            agreed: agreement.map_or(0, |it| it.agreed),
            kappa: agreement.and_then(|it| {
                let kappa = it.kappa.as_ref()?;
                // Where the formula has no spread, the interval of what was agreed on has one.
                let beyond = |share: f64| (share - it.expected) / (1.0 - it.expected);
                let interval = kappa.interval_95.unwrap_or(Interval {
                    lower: beyond(it.observed_95.lower).max(-1.0),
                    upper: beyond(it.observed_95.upper).min(1.0),
                });
                Some(share(kappa.value, interval))
            }),
        },
        sample: sample(&found.sample),
    })
}

fn share(of: f64, interval: Interval) -> Share {
    Share { of, low: interval.lower, high: interval.upper }
}

fn sample(sample: &review::Sample) -> SampleEstimate {
    let estimate = sample.estimate();
    let figure = |figure: &Figure| Some(share(figure.estimate?, figure.interval_95?));
    SampleEstimate {
        model: sample.bands.first().map(|band| band.model_version.clone()),
        to_review: sample.to_review,
        precision: estimate.as_ref().and_then(|it| figure(&it.precision)),
        recall: estimate.as_ref().and_then(|it| figure(&it.recall)),
        bands: sample.bands.iter().map(band).collect(),
    }
}

fn band(band: &BandSample) -> BandEstimate {
    let interval = outcomes::wilson(band.same, band.reviewed, outcomes::Z_95).ok();
    let name = match (band.linked, band.from_probability) {
        (true, from) if from >= 0.999 => "Linked, nearly certain",
        (true, from) if from >= 0.99 => "Linked, very likely",
        (true, from) if from > 0.01 => "Linked, likely",
        (true, _) => "Linked by way of other records",
        (false, from) if from >= 0.5 => "Likely, kept from linking by a guard",
        (false, from) if from >= 0.01 => "For review",
        (false, _) => "Just below review",
    };
    BandEstimate {
        name: name.to_owned(),
        from: band.from_probability,
        to: band.to_probability.min(1.0),
        pairs: band.pairs,
        sampled: band.drawn,
        reviewed: band.reviewed,
        same: band.same,
        unsure: band.unsure,
        share_same: (band.reviewed > 0)
            .then_some(interval)
            .flatten()
            .map(|interval| share(band.same as f64 / band.reviewed as f64, interval)),
    }
}

pub(super) async fn next_pair(
    pages: &Pages,
    queue: Queue,
    reviewer: &str,
    after: Option<(RecordId, RecordId)>,
) -> Result<NextPair> {
    let next = review::next(&pages.db, kept_queue(queue), reviewer, after);
    let next = next.await.map_err(Error::store)?;
    Ok(NextPair { pair: next.pair, waiting: next.waiting })
}

pub(super) async fn pair(
    pages: &Pages,
    record: RecordId,
    other: RecordId,
    reviewer: &str,
    queue: Queue,
) -> Result<Pair> {
    let found = review::pair(&pages.db, record, other, reviewer, kept_queue(queue));
    let found = found.await.map_err(Error::store)?.ok_or(Error::NotThere)?;
    let effect = found.effect.as_ref().ok_or(Error::NotThere)?;
    let edge = edge(pages, &found).await?.ok_or(Error::NotThere)?;
    Ok(Pair {
        left: pair_record(pages, &found.left),
        right: pair_record(pages, &found.right),
        edge,
        linked_above: found.linked_above.unwrap_or(1.0),
        why: found.why.iter().map(|queue| shown_queue(*queue)).collect(),
        effect: match effect {
            review::Effect::TwoPeople { left, right } => {
                Effect::TwoPeople { left: side(left), right: side(right) }
            }
            review::Effect::OnePerson(one) => Effect::OnePerson(side(one)),
        },
        contradictions: found.contradictions.iter().map(contradiction).collect(),
        near: found.near.iter().map(near).collect(),
        standing: match &found.standing {
            review::Standing::Wanted => Standing::Wanted,
            review::Standing::Answered(by) => Standing::Answered(Box::new(decision(by))),
            review::Standing::Settled => Standing::Settled,
        },
        waiting: found.waiting,
        last: found.last.as_ref().map(decision),
    })
}

/// The waterfall: as kept, or made now for a pair that weighs too little to be kept.
async fn edge(pages: &Pages, pair: &review::Pair) -> Result<Option<LinkEdge>> {
    let (left, right) = (&pair.left, &pair.right);
    let (steps, total_bits, probability) = match &pair.scored {
        Some(scored) => (scored.steps.clone(), scored.weight, scored.probability),
        None => match explained(pages, left.record, right.record).await? {
            Some(explained) => explained,
            None => return Ok(None),
        },
    };
    let prior = steps.iter().find(|step| step.name == "prior");
    Ok(Some(LinkEdge {
        left: left.record,
        right: right.record,
        comparisons: steps
            .iter()
            .filter_map(|step| compared(step, value(left, &step.name), value(right, &step.name)))
            .collect(),
        prior_bits: prior.map_or(0.0, |step| step.bits),
        total_bits,
        probability,
        decided: "by the model".to_owned(),
        model: pair.model_version.clone().unwrap_or_default(),
    }))
}

type Explained = (Vec<EdgeStep>, f64, f64);

async fn explained(pages: &Pages, a: RecordId, b: RecordId) -> Result<Option<Explained>> {
    let asked = pages
        .linked
        .with(async move |room: &mut Room| {
            let Some((_, live)) = room.live().await? else { return Ok(None) };
            Ok::<_, record::Error>(live.explain(a, b))
        })
        .await;
    asked.map_err(Error::store)?.map_err(Error::store)
}

/// The value that a comparison of the model looked at, as received.
fn value(record: &Identified, comparison: &str) -> Option<String> {
    match comparison {
        "nhs_number" => record.nhs_number.as_deref().map(|number| {
            NhsNumber::parse(number).map_or_else(|_| number.to_owned(), NhsNumber::spaced)
        }),
        "first_name" => record.first_name.clone(),
        "middle_name" => record.middle_name.clone(),
        "surname" => joined(&[&record.surname, &record.former_surname], ", formerly "),
        "date_of_birth" => record.date_of_birth.clone(),
        "place" => {
            let latest = record.places.first()?;
            joined(&[&latest.address, &latest.postcode], ", ")
        }
        "sex" => record.sex.as_deref().map(gender),
        "phone" => record.phone.clone(),
        "email" => record.email.clone(),
        "practice" => record.practice_code.clone(),
        _ => None,
    }
}

fn pair_record(pages: &Pages, record: &Identified) -> PairRecord {
    let day = |text: &Option<String>| text.as_deref().and_then(|day| PartialDate::parse(day).ok());
    PairRecord {
        record: record.record,
        source: source_title(&record.source),
        nhs_number: record.nhs_number.as_deref().and_then(|n| NhsNumber::parse(n).ok()),
        nhs_number_traced: record.nhs_number_traced,
        given: joined(&[&record.first_name, &record.middle_name], " "),
        family: record.surname.clone(),
        former_family: record.former_surname.clone(),
        born: day(&record.date_of_birth),
        died: day(&record.date_of_death),
        sex: record.sex.as_deref().map(gender),
        places: record
            .places
            .iter()
            .map(|place| PlaceLived {
                address: place.address.clone(),
                postcode: place.postcode.clone(),
            })
            .collect(),
        telephone: record.phone.clone(),
        email: record.email.clone(),
        practice: record.practice_code.as_deref().map(|code| practice_name(pages, code)),
        first_delivery: moment(&record.first_received),
        last_delivery: moment(&record.last_received),
        withdrawn: record.withdrawn,
    }
}

fn side(side: &review::Side) -> Side {
    Side {
        person: side.person,
        records: side.records,
        sources: side.sources.iter().map(|source| source_title(source)).collect(),
    }
}

/// What a guard sees against one person, as a clause.
pub(super) fn contradiction(contradiction: &Contradiction) -> String {
    match contradiction {
        Contradiction::OneEach { source } => format!(
            "{} holds one record of each person, and this one would have two",
            source_title(source)
        ),
        Contradiction::NhsNumbers => "they have different NHS numbers".to_owned(),
        Contradiction::Births => "they have different dates of birth".to_owned(),
        Contradiction::Deaths => "they have different dates of death".to_owned(),
    }
}

fn near(near: &review::Near) -> NearPair {
    let record = |record: &review::NearRecord| NearRecord {
        record: record.record,
        source: source_title(&record.source),
        name: joined(&[&record.first_name, &record.surname], " "),
        born: record.date_of_birth.as_deref().and_then(|day| PartialDate::parse(day).ok()),
    };
    NearPair {
        left: record(&near.left),
        right: record(&near.right),
        probability: near.probability,
        standing: match near.standing {
            review::NearStanding::Linked => NearStanding::Linked,
            review::NearStanding::Waiting => NearStanding::Waiting,
            review::NearStanding::Apart => NearStanding::Apart,
            review::NearStanding::Answered(said) => NearStanding::Answered(shown_answer(said)),
        },
    }
}

pub(super) async fn decisions(pages: &Pages, query: DecisionQuery) -> Result<DecisionPage> {
    let asked = review::Asked {
        author: query.reviewer,
        answer: query.answer.map(kept_answer),
        after: query.after,
        rows_max: query.limit,
    };
    let log = review::log(&pages.db, &asked).await.map_err(Error::store)?;
    Ok(DecisionPage {
        total: log.total,
        rows: log.rows.iter().map(decision).collect(),
        more: log.more,
    })
}

pub(super) async fn reviewers(pages: &Pages) -> Result<Vec<String>> {
    review::reviewers(&pages.db).await.map_err(Error::store)
}

/// A decision as the pages show it.
pub(super) fn decision(kept: &review::Decision) -> Decision {
    use record::decision::Kind;
    Decision {
        decision: kept.event_id.clone(),
        at: moment(&kept.at),
        reviewer: kept.author.clone(),
        kind: match kept.kind {
            Kind::First => DecisionKind::First,
            Kind::Second => DecisionKind::Second,
            Kind::Unlink => DecisionKind::Unlinked,
            Kind::Link => DecisionKind::LinkedByHand,
        },
        record: kept.record,
        other: kept.other,
        sources: (source_title(&kept.sources.0), source_title(&kept.sources.1)),
        answer: shown_answer(kept.answer),
        note: kept.note.clone(),
        model: kept.model_version.clone(),
        probability: kept.probability,
        undone: kept
            .undone
            .as_ref()
            .map(|undone| UndoneBy { reviewer: undone.author.clone(), at: moment(&undone.at) }),
        undoable: kept.undone.is_none(),
    }
}

pub(super) fn shown_answer(answer: record::decision::Answer) -> Answer {
    match answer {
        record::decision::Answer::Same => Answer::Same,
        record::decision::Answer::Different => Answer::Different,
        record::decision::Answer::Unsure => Answer::Unsure,
    }
}

pub(super) fn kept_answer(answer: Answer) -> record::decision::Answer {
    match answer {
        Answer::Same => record::decision::Answer::Same,
        Answer::Different => record::decision::Answer::Different,
        Answer::Unsure => record::decision::Answer::Unsure,
    }
}

fn shown_queue(queue: review::Queue) -> Queue {
    match queue {
        review::Queue::All => Queue::All,
        review::Queue::NearThreshold => Queue::NearThreshold,
        review::Queue::Twins => Queue::Twins,
        review::Queue::JoinsSeveral => Queue::JoinsSeveral,
        review::Queue::OneEach => Queue::OneEach,
        review::Queue::Contradicts => Queue::Contradicts,
        review::Queue::Sample => Queue::Sample,
        review::Queue::Second => Queue::Second,
    }
}

fn kept_queue(queue: Queue) -> review::Queue {
    match queue {
        Queue::All => review::Queue::All,
        Queue::NearThreshold => review::Queue::NearThreshold,
        Queue::Twins => review::Queue::Twins,
        Queue::JoinsSeveral => review::Queue::JoinsSeveral,
        Queue::OneEach => review::Queue::OneEach,
        Queue::Contradicts => review::Queue::Contradicts,
        Queue::Sample => review::Queue::Sample,
        Queue::Second => review::Queue::Second,
    }
}
