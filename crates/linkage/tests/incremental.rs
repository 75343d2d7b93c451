//! Linking only what changed gives what linking everything gives, and a question leaves no trace.
#![expect(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};

use linkage::{
    Constraints, Frequencies, Identity, Index, Linkage, Model, RecordIx, Records, RecordsBuilder,
    Standardiser, TrainedModel, link, link_with,
};
use proptest::prelude::*;

/// What a record says: numbers into the lists below.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Says {
    nhs: usize,
    first: usize,
    surname: usize,
    born: usize,
    home: usize,
    phone: usize,
}

const NHS: [&str; 8] =
    ["", "", "9990000018", "9990000026", "9990000034", "9990000042", "99900000", "9990000018"];
const FIRST: [&str; 6] = ["Anna", "Ana", "Tom", "Thomas", "Oluwaseun", "Li"];
const SURNAME: [&str; 5] = ["Novak", "Nowak", "O'Brien", "Smith", "Khan"];
const BORN: [&str; 5] = ["1950-03-04", "1950-04-03", "1981-01-01", "1981-11-30", ""];
const HOME: [(&str, &str); 4] = [
    ("1 High Street", "ZZ1 1AA"),
    ("2 High Street", "ZZ1 1AA"),
    ("9 Low Road", "ZZ2 4BB"),
    ("", ""),
];
const PHONE: [&str; 3] = ["", "020 7946 0001", "020 7946 0002"];
const SOURCES: [(&str, bool); 3] = [("gp", true), ("social care", false), ("hospital", false)];

impl Says {
    fn identity(&self) -> Identity<'static> {
        Identity {
            nhs_number: Some(NHS[self.nhs]),
            first_name: Some(FIRST[self.first]),
            surname: Some(SURNAME[self.surname]),
            date_of_birth: Some(BORN[self.born]),
            address: Some(HOME[self.home].0),
            postcode: Some(HOME[self.home].1),
            phone: Some(PHONE[self.phone]),
            ..Identity::default()
        }
    }
}

fn says() -> impl Strategy<Value = Says> {
    (0..NHS.len(), 0..FIRST.len(), 0..SURNAME.len(), 0..BORN.len(), 0..HOME.len(), 0..PHONE.len())
        .prop_map(|(nhs, first, surname, born, home, phone)| Says {
            nhs,
            first,
            surname,
            born,
            home,
            phone,
        })
}

type Key = (usize, u32);

/// A step in the life of a place.
#[derive(Clone, Debug)]
enum Step {
    /// A record arrives, or says something else.
    Put(Key, Says),
    /// A record is withdrawn.
    Remove(Key),
    /// Somebody decides that two records are one person, or not; or takes a decision back.
    Decide(Key, Key, Option<bool>),
}

fn key() -> impl Strategy<Value = Key> {
    (0..SOURCES.len(), 0_u32..20)
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => (key(), says()).prop_map(|(key, says)| Step::Put(key, says)),
        2 => key().prop_map(Step::Remove),
        2 => (key(), key(), proptest::option::of(any::<bool>()))
            .prop_map(|(a, b, answer)| Step::Decide(a.min(b), a.max(b), answer)),
    ]
}

/// Small blocks, so that they come to be too large, and cease to.
fn model() -> Model {
    let text: String = include_str!("../data/standard.toml")
        .lines()
        .map(|line| match line.strip_prefix("block_max = ") {
            Some(_) => "block_max = 5\n".to_owned(),
            None => format!("{line}\n"),
        })
        .collect();
    Model::from_toml(&text).expect("the standard model with other numbers")
}

fn built(all: &BTreeMap<Key, Says>) -> (Records, Vec<Key>) {
    let mut builder = RecordsBuilder::standard();
    let sources = SOURCES.map(|(name, unique)| builder.add_source(name, unique));
    for (key, says) in all {
        builder.push(sources[key.0], &key.1.to_string(), &says.identity());
    }
    (builder.finish(), all.keys().copied().collect())
}

type Groups = BTreeSet<BTreeSet<Key>>;
type Edges = BTreeSet<(Key, Key, u32, &'static str, bool)>;

fn whole(linkage: &Linkage, keys: &[Key]) -> (Groups, Edges) {
    let mut groups: BTreeMap<u32, BTreeSet<Key>> = BTreeMap::new();
    for (key, group) in keys.iter().zip(&linkage.cluster_of) {
        groups.entry(*group).or_default().insert(*key);
    }
    let edges = linkage.edges.iter().map(|edge| {
        let (a, b) = (keys[edge.a.0 as usize], keys[edge.b.0 as usize]);
        (a.min(b), a.max(b), edge.weight.to_bits(), edge.band.as_str(), edge.held_back)
    });
    (groups.into_values().collect(), edges.collect())
}

/// A place as it goes on from delivery to delivery.
struct Place {
    index: Index,
    all: BTreeMap<Key, Says>,
    number: BTreeMap<Key, RecordIx>,
    key: BTreeMap<RecordIx, Key>,
    person: BTreeMap<Key, BTreeSet<Key>>,
    edges: Edges,
    decided: BTreeMap<(Key, Key), bool>,
}

impl Place {
    fn new(all: BTreeMap<Key, Says>, model: &Model) -> (Self, TrainedModel, Frequencies) {
        let (records, keys) = built(&all);
        let linkage = link(&records, model, &Constraints::default(), &|_| ());
        let frequencies = Frequencies::of(&records);
        let (groups, edges) = whole(&linkage, &keys);
        let trained = linkage.model;
        let index = Index::new(
            records,
            Standardiser::standard(),
            model,
            trained.clone(),
            frequencies.clone(),
        );
        let number: BTreeMap<Key, RecordIx> =
            keys.iter().zip(0..).map(|(key, ix)| (*key, RecordIx(ix))).collect();
        let key = number.iter().map(|(key, ix)| (*ix, *key)).collect();
        let mut person = BTreeMap::new();
        for group in groups {
            for key in &group {
                person.insert(*key, group.clone());
            }
        }
        let decided = BTreeMap::new();
        (Self { index, all, number, key, person, edges, decided }, trained, frequencies)
    }

    fn take(&mut self, step: &Step) {
        match step {
            Step::Put(key, says) => {
                let (name, unique) = SOURCES[key.0];
                let source = self.index.source(name, unique);
                let ix = self.index.put(source, &key.1.to_string(), &says.identity());
                self.number.insert(*key, ix);
                self.key.insert(ix, *key);
                self.all.insert(*key, *says);
            }
            Step::Remove(key) => {
                self.all.remove(key);
                if let Some(ix) = self.number.get(key) {
                    self.index.remove(*ix);
                }
            }
            Step::Decide(a, b, answer) => {
                if a == b || !self.all.contains_key(a) || !self.all.contains_key(b) {
                    return;
                }
                match answer {
                    Some(same) => self.decided.insert((*a, *b), *same),
                    None => self.decided.remove(&(*a, *b)),
                };
                self.index.touch(self.number[a]);
                self.index.touch(self.number[b]);
            }
        }
    }

    fn constraints(&self, number: impl Fn(&Key) -> Option<RecordIx>) -> Constraints {
        let pairs = |wanted: bool| {
            let asked = self.decided.iter().filter(move |(_, same)| **same == wanted);
            asked.filter_map(|((a, b), _)| Some((number(a)?, number(b)?))).collect()
        };
        Constraints { must_link: pairs(true), never_link: pairs(false) }
    }

    fn relink(&mut self) {
        let constraints = self.constraints(|key| self.number.get(key).copied());
        let (person, key, number) = (&self.person, &self.key, &self.number);
        let mates = |ix: RecordIx| -> Vec<RecordIx> {
            let mates = key.get(&ix).and_then(|key| person.get(key)).into_iter().flatten();
            mates.filter_map(|key| number.get(key).copied()).collect()
        };
        let relinked = self.index.relink(mates, &constraints);
        let mut looked: BTreeSet<Key> = relinked.gone.iter().map(|ix| self.key[ix]).collect();
        for group in &relinked.groups {
            let group: BTreeSet<Key> = group.iter().map(|ix| self.key[ix]).collect();
            looked.extend(&group);
            for key in &group {
                self.person.insert(*key, group.clone());
            }
        }
        let all = &self.all;
        self.person.retain(|key, _| all.contains_key(key));
        self.edges.retain(|(a, b, ..)| !looked.contains(a) && !looked.contains(b));
        for edge in &relinked.edges {
            let (a, b) = (self.key[&edge.a], self.key[&edge.b]);
            self.edges.insert((
                a.min(b),
                a.max(b),
                edge.weight.to_bits(),
                edge.band.as_str(),
                edge.held_back,
            ));
        }
    }

    fn groups(&self) -> Groups {
        self.person.values().cloned().collect()
    }
}

/// How much is known, column by column; how roomy the tables are does not matter.
fn said(place: &Place) -> Vec<usize> {
    let text = format!("{:?}", place.index.records());
    text.split("slots: [")
        .map(|part| part.split_once("], arena").map_or(part, |(_, rest)| rest).len())
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]
    #[test]
    fn what_changed_is_linked_as_everything_would_be(
        start in proptest::collection::btree_map(key(), says(), 5..40),
        deliveries in proptest::collection::vec(proptest::collection::vec(step(), 1..6), 1..8),
    ) {
        let model = model();
        let (mut place, trained, frequencies) = Place::new(start, &model);
        for steps in &deliveries {
            for step in steps {
                place.take(step);
            }
            place.relink();
            let (mut records, keys) = built(&place.all);
            frequencies.hold(&mut records);
            let number = |key: &Key| {
                let at = keys.binary_search(key).ok()?;
                Some(RecordIx(u32::try_from(at).expect("few")))
            };
            let constraints = place.constraints(number);
            let linkage = link_with(&records, &model, &trained, &constraints, &|_| ());
            let (groups, edges) = whole(&linkage, &keys);
            prop_assert_eq!(&place.groups(), &groups);
            prop_assert_eq!(&place.edges, &edges);
        }
    }

    #[test]
    fn a_question_finds_the_record_that_says_the_same_and_leaves_no_trace(
        start in proptest::collection::btree_map(key(), says(), 5..40),
        questions in proptest::collection::vec(says(), 1..10),
    ) {
        let model = model();
        let (mut place, ..) = Place::new(start, &model);
        let before = said(&place);
        for says in &questions {
            let identity = Identity { surname: Some("Zyxwv"), ..says.identity() };
            for identity in [says.identity(), identity] {
                let found = place.index.matches(&identity, 5);
                prop_assert!(found.len() <= 5);
                prop_assert!(found.windows(2).all(|pair| pair[0].weight >= pair[1].weight));
                prop_assert_eq!(&found, &place.index.matches(&identity, 5));
            }
        }
        prop_assert_eq!(before, said(&place));
    }
}

#[test]
fn the_frequencies_of_a_training_survive_being_written() {
    let all = BTreeMap::from([
        ((0, 1), Says { nhs: 2, first: 0, surname: 0, born: 0, home: 0, phone: 1 }),
        ((1, 1), Says { nhs: 0, first: 0, surname: 0, born: 0, home: 0, phone: 1 }),
    ]);
    let (records, _) = built(&all);
    let frequencies = Frequencies::of(&records);
    let bytes = frequencies.to_bytes();
    assert_eq!(Frequencies::from_bytes(&bytes).expect("reads"), frequencies);
    assert_eq!(bytes, Frequencies::from_bytes(&bytes).expect("reads").to_bytes());
    for wrong in [&b""[..], b"jfreq", &bytes[..bytes.len() - 1], &[0; 40]] {
        assert!(Frequencies::from_bytes(wrong).is_err());
    }
}
