//! A random sample of pairs for reviewers: what they say of it tells how right all links are.
//!
//! Pairs are drawn from bands of probability (stratified), so that the few unsure ones are not lost
//! among the many sure ones. What is missed can only be told of pairs that were compared: the lowest
//! band lies below the threshold of review, and pairs under it are taken for different people.

use hashbrown::HashMap;
use linkage::{Band, Edge};
use store::sqlx;
use store::{Bulk, Db, Tx, Value};
use terms::RecordId;

use crate::link::{self, InUse, load};
use crate::{Error, Result, decision};

/// The least probability of a pair that is drawn.
pub const PROBABILITY_MIN: f64 = 0.001;

/// What was drawn from a band.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawn {
    /// From this probability.
    pub from: f64,
    /// To below this one.
    pub to: f64,
    /// Whether the pairs are linked.
    pub linked: bool,
    /// Pairs of the band.
    pub pairs: u64,
    /// Of these, drawn.
    pub drawn: u64,
}

/// Draws `each` pairs from every band, or all where a band has fewer, in the place of the sample drawn
/// before. The same pairs come from the same links and `seed`.
///
/// # Errors
/// [`Error::NotLinked`] before the first run, otherwise when the database does not answer.
pub async fn draw(db: &Db, each: usize, seed: u64) -> Result<Vec<Drawn>> {
    let model = link::in_use(db).await?.ok_or(Error::NotLinked)?;
    let mut loaded = load::load(db, &model.settings, &|_| ()).await?;
    let constraints = decision::constraints(decision::in_force(db).await?, &loaded.numbers());
    let linkage = tokio::task::block_in_place(|| {
        model.frequencies.hold(&mut loaded.records);
        let mut trained = model.trained.clone();
        trained.thresholds.review_probability = PROBABILITY_MIN;
        linkage::link_with(&loaded.records, &model.settings.model, &trained, &constraints, &|_| ())
    });
    let bands = bands(&model);
    let mut pairs: HashMap<usize, Vec<(u64, Edge)>> = HashMap::new();
    for edge in linkage.edges {
        let linked = edge.band == Band::Auto;
        let probability = f64::from(edge.probability);
        let at = bands
            .iter()
            .position(|band| band.linked == linked && (band.from..band.to).contains(&probability));
        if let Some(at) = at {
            let ids = (loaded.ids.get(edge.a.0 as usize), loaded.ids.get(edge.b.0 as usize));
            let order = order(seed, ids.0, ids.1);
            pairs.entry(at).or_default().push((order, edge));
        }
    }
    let mut out = bands;
    let mut rows: Vec<(usize, RecordId, RecordId, f64)> = Vec::new();
    for (at, band) in out.iter_mut().enumerate() {
        let mut all = pairs.remove(&at).unwrap_or_default();
        band.pairs = all.len() as u64;
        all.sort_unstable_by_key(|(order, _)| *order);
        for (_, edge) in all.into_iter().take(each) {
            let ids = (loaded.ids.get(edge.a.0 as usize), loaded.ids.get(edge.b.0 as usize));
            if let (Some(a), Some(b)) = ids {
                rows.push((at, *a.min(b), *a.max(b), f64::from(edge.probability)));
                band.drawn += 1;
            }
        }
    }
    let sample = store::new_event_id();
    db.transact(async |tx: &mut Tx| write(tx, &sample, &model.version, &out, &rows).await).await?;
    Ok(out)
}

/// The bands, surest first: linked pairs by probability, then pairs that are not linked.
fn bands(model: &InUse) -> Vec<Drawn> {
    let thresholds = &model.trained.thresholds;
    let band = |from, to, linked| Drawn { from, to, linked, pairs: 0, drawn: 0 };
    let (auto, review) = (thresholds.auto_probability, thresholds.review_probability);
    // Pairs of one person may be linked by way of others, however little they weigh themselves.
    let all = 1.0 + f64::EPSILON;
    let mut bands = vec![band(0.9999, all, true), band(0.99_f64.max(auto), 0.9999, true)];
    if auto < 0.99 {
        bands.push(band(auto, 0.99, true));
    }
    bands.push(band(PROBABILITY_MIN, auto, true));
    bands.push(band(auto, all, false));
    bands.push(band(review, auto, false));
    bands.push(band(PROBABILITY_MIN, review, false));
    bands.retain(|band| band.from < band.to);
    bands
}

/// A number that orders pairs as if by chance, the same for the same pair and seed.
fn order(seed: u64, a: Option<&RecordId>, b: Option<&RecordId>) -> u64 {
    let (a, b) = (a.min(b), a.max(b));
    let text = format!(
        "{seed}\u{1f}{}\u{1f}{}",
        a.map(ToString::to_string).unwrap_or_default(),
        b.map(ToString::to_string).unwrap_or_default()
    );
    text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        let hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        hash ^ (hash >> 29)
    })
}

async fn write(
    tx: &mut Tx,
    sample: &str,
    model_version: &str,
    bands: &[Drawn],
    rows: &[(usize, RecordId, RecordId, f64)],
) -> Result<()> {
    let now = store::now_utc();
    let count = |number: u64| Value::Int(i64::try_from(number).ok());
    let place = |at: usize| Value::Int(i64::try_from(at).ok());
    for statement in [DROP_BANDS, DROP_PAIRS] {
        sqlx::query(statement).execute(&mut **tx).await?;
    }
    let mut bulk = Bulk::new("review_band", BAND_COLUMNS, "");
    for (at, band) in bands.iter().enumerate() {
        let row = [
            Value::from(sample),
            place(at),
            now.as_str().into(),
            model_version.into(),
            band.from.into(),
            band.to.into(),
            band.linked.into(),
            count(band.pairs),
            count(band.drawn),
        ];
        bulk.add(tx, row).await?;
    }
    bulk.finish(tx).await?;
    let mut bulk = Bulk::new("review_sample", PAIR_COLUMNS, "");
    for (at, record, other, probability) in rows {
        let row = [
            Value::from(record.to_string()),
            other.to_string().into(),
            sample.into(),
            place(*at),
            (*probability).into(),
        ];
        bulk.add(tx, row).await?;
    }
    bulk.finish(tx).await?;
    Ok(())
}

/// The statements of this module.
pub(crate) const STATEMENTS: &[&str] = &[DROP_BANDS, DROP_PAIRS];

const DROP_BANDS: &str = "delete from review_band";
const DROP_PAIRS: &str = "delete from review_sample";

const BAND_COLUMNS: &[&str] = &[
    "sample_id",
    "band",
    "drawn_at",
    "model_version",
    "from_probability",
    "to_probability",
    "linked",
    "pairs",
    "drawn",
];

const PAIR_COLUMNS: &[&str] = &["record_id", "other_record_id", "sample_id", "band", "probability"];
