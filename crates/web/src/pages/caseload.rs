//! The joint caseload: the table a board asks for, down to its people.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::{Page, asked_day, csv_file, page};
use crate::charts::FunnelPlot;
use crate::ordering::{Order, address, orders};
use crate::reads::{Area, Caseload, CaseloadRow, CaseloadTable, Column, Flag, Share};
use crate::shell::{Section, Shell};
use crate::{AppState, Error, Reads, csv_guard, words};

#[derive(Template)]
#[template(path = "caseload.html")]
struct CaseloadPage {
    shell: Shell,
    table: CaseloadTable,
    plot: Option<FunnelPlot>,
    /// The day carried on to the lists; empty when none was asked for.
    asked: String,
    orders: Vec<Order>,
    csv: String,
}

#[derive(Template)]
#[template(path = "caseload_not_yet.html")]
struct NotYet {
    shell: Shell,
    can_link: bool,
    import_command: String,
    link_command: String,
}

/// Which day, in which order.
#[derive(Deserialize)]
pub(crate) struct Asked {
    as_of: Option<String>,
    order: Option<String>,
}

const ORDERS: [(&str, &str); 5] = [
    ("place", "the place"),
    ("registered", "registered"),
    ("nursing", "nursing"),
    ("social-care", "social care"),
    ("joint", "share known to both"),
];

/// `/caseload?as_of=2026-11-21`
pub(crate) async fn caseload<R: Reads>(
    State(state): State<AppState<R>>,
    Query(query): Query<Asked>,
) -> Page {
    let as_of = asked_day(query.as_of.as_deref())?;
    let shell = Shell::of(&state, Section::Caseload, "Joint caseload").await.under("/", "Home");
    match state.reads.caseload(as_of).await? {
        Caseload::NotYet { can_link } => page(&NotYet {
            shell,
            can_link,
            import_command: state.settings.import_command.clone(),
            link_command: state.settings.link_command.clone(),
        }),
        Caseload::Counted(mut table) => {
            let plot = FunnelPlot::of(&table);
            let order = query.order.as_deref();
            put_in_order(&mut table, order);
            let day = as_of.map_or_else(String::new, |day| format!("as_of={day}"));
            let orders = orders("/caseload", &day, &ORDERS, order);
            let current = orders.iter().find(|order| order.current);
            let csv = current
                .map_or_else(String::new, |o| o.href.replacen("/caseload", "/caseload.csv", 1));
            page(&CaseloadPage {
                shell: shell.fresh_to(&table.as_of),
                plot,
                asked: address("", &[&day]),
                orders,
                csv,
                table: *table,
            })
        }
    }
}

/// `/caseload.csv`: the table of `/caseload`.
pub(crate) async fn caseload_csv<R: Reads>(
    State(state): State<AppState<R>>,
    Query(query): Query<Asked>,
) -> Result<Response, Error> {
    let as_of = asked_day(query.as_of.as_deref())?;
    let Caseload::Counted(mut table) = state.reads.caseload(as_of).await? else {
        return Err(Error::NotThere);
    };
    put_in_order(&mut table, query.order.as_deref());
    let header = [
        "Neighbourhood",
        "Registered",
        "Nursing",
        "Nursing, %",
        "Social care",
        "Social care, %",
        "Both",
        "Both, %",
        "Both, % from",
        "Both, % to",
        "Against the whole place",
    ];
    let rows = table.lines().map(csv_row).collect::<Vec<_>>();
    let name = format!("joint-caseload-{}", table.as_of);
    Ok(csv_file(&name, csv_guard::write(&header, rows)?))
}

fn csv_row(row: &CaseloadRow) -> [String; 11] {
    let share = |share: &Option<Share>, of: fn(&Share) -> f64, places| {
        share.as_ref().map_or_else(String::new, |s| words::percent_bare(&of(s), places))
    };
    [
        row.name.clone(),
        row.counts.registered.to_string(),
        row.counts.nursing.to_string(),
        share(&row.nursing, |s| s.of, 1),
        row.counts.social_care.to_string(),
        share(&row.social_care, |s| s.of, 1),
        row.counts.joint.to_string(),
        share(&row.joint, |s| s.of, 2),
        share(&row.joint, |s| s.low, 2),
        share(&row.joint, |s| s.high, 2),
        row.flag.as_ref().map_or("", flag_words).to_owned(),
    ]
}

/// Largest first; the usual order is the place's own.
fn put_in_order(table: &mut CaseloadTable, order: Option<&str>) {
    let by =
        |of: fn(&CaseloadRow) -> u64| move |a: &CaseloadRow, b: &CaseloadRow| of(b).cmp(&of(a));
    let rows = &mut table.rows;
    match order {
        Some("registered") => rows.sort_by(by(|row| row.counts.registered)),
        Some("nursing") => rows.sort_by(by(|row| row.counts.nursing)),
        Some("social-care") => rows.sort_by(by(|row| row.counts.social_care)),
        Some("joint") => {
            let share = |row: &CaseloadRow| row.joint.map_or(-1.0, |share| share.of);
            rows.sort_by(|a, b| share(b).total_cmp(&share(a)));
        }
        _ => {}
    }
}

impl CaseloadTable {
    /// The rows as they stand on the page: neighbourhoods, those not placed, the total.
    fn lines(&self) -> impl Iterator<Item = &CaseloadRow> {
        self.rows.iter().chain(&self.not_placed).chain(std::iter::once(&self.total))
    }
}

/// A flag in words.
pub(crate) fn flag_words(flag: &Flag) -> &'static str {
    match flag {
        Flag::VeryLow => "very low",
        Flag::Low => "low",
        Flag::Within => "as expected",
        Flag::High => "high",
        Flag::VeryHigh => "very high",
    }
}

/// A flag as a shape, so that it does not rest on colour.
pub(crate) fn flag_shape(flag: &Flag) -> &'static str {
    match flag {
        Flag::VeryLow => "▼▼",
        Flag::Low => "▼",
        Flag::Within => "●",
        Flag::High => "▲",
        Flag::VeryHigh => "▲▲",
    }
}

/// Where a number leads.
fn people_href(row: &CaseloadRow, column: &str, asked: &str) -> String {
    let column = Column::from_slug(column).map_or("registered", Column::slug);
    format!("/caseload/{}/{column}{asked}", row.area.slug())
}
