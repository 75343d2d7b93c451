//! Neighbourhoods, practices and the organisations of the borough. All of it is invented.

/// One of the four neighbourhoods, on whose practices the teams are built.
pub(crate) struct Neighbourhood {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    pub(crate) base: &'static str,
    pub(crate) roll_out: &'static str,
    pub(crate) districts: [&'static str; 2],
    /// Households of older people, against the borough's mean.
    pub(super) older: f64,
    practices: [&'static str; 10],
}

pub(crate) const NEIGHBOURHOODS: [Neighbourhood; 4] = [
    Neighbourhood {
        id: "1",
        name: "Waldron",
        base: "Waldron Health Centre",
        roll_out: "2013-10-01",
        districts: ["RB1", "RB2"],
        older: 0.95,
        practices: [
            "Waldron Surgery",
            "Creekside Medical Practice",
            "Kingfisher Row Practice",
            "Saltmarsh Gate Surgery",
            "Ropewalk Health Partnership",
            "Foxglove Gardens Practice",
            "Tanners Bridge Surgery",
            "Old Dockyard Medical Centre",
            "Queensbridge Practice",
            "Mulberry Yard Surgery",
        ],
    },
    Neighbourhood {
        id: "2",
        name: "Brockhill",
        base: "Brockhill Primary Care Centre",
        roll_out: "2013-11-04",
        districts: ["RB3", "RB4"],
        older: 0.85,
        practices: [
            "Brockhill Family Practice",
            "Hilltop Health Partnership",
            "Crescent Road Surgery",
            "Clock Tower Medical Centre",
            "Rivermill Practice",
            "Lantern Steps Surgery",
            "Ravensbourne Park Practice",
            "Leaf Bridge Medical Practice",
            "St. Mildred's Surgery",
            "Barley Rise Health Centre",
        ],
    },
    Neighbourhood {
        id: "3",
        name: "Downland",
        base: "Downland Health and Leisure Centre",
        roll_out: "2014-01-13",
        districts: ["RB5", "RB6"],
        older: 1.45,
        practices: [
            "Downland Medical Practice",
            "Moorhen Surgery",
            "Grovebank Health Centre",
            "Swan Pond Surgery",
            "Whitebeam Lane Practice",
            "Larkspur Medical Centre",
            "Tarragon Surgery",
            "Boundary Road Practice",
            "Chestnut Avenue Surgery",
            "Pasture Way Family Practice",
        ],
    },
    Neighbourhood {
        id: "4",
        name: "Honor Vale",
        base: "Honor Vale Neighbourhood Centre",
        roll_out: "2014-02-10",
        districts: ["RB7", "RB8"],
        older: 1.25,
        practices: [
            "Honor Vale Group Practice",
            "Wellspring Surgery",
            "Oakview Hill Practice",
            "Sandgate Rise Medical Centre",
            "Juniper Court Practice",
            "Verity Lane Surgery",
            "Hornbeam Green Practice",
            "Pippin Dell Surgery",
            "Bell Meadow Health Partnership",
            "Maybury Park Medical Practice",
        ],
    },
];

/// Postcode districts of people who live outside the borough; they are in no reference file.
pub(crate) const OUTSIDE_DISTRICTS: [&str; 4] = ["RB11", "RB12", "RB13", "RB14"];
/// General practice code of people who live outside.
pub(crate) const OUTSIDE_PRACTICES: [&str; 3] = ["G98001", "G98002", "G98003"];

pub(crate) const COUNCIL: (&str, &str) = ("E09999999", "Ravensbourne Council");
pub(crate) const ACUTE: (&str, &str) = ("R9A", "Ravensbourne University Hospital NHS Trust");
pub(crate) const COMMUNITY: (&str, &str) = ("R9B", "Ravensbourne Community Health NHS Trust");
pub(crate) const MENTAL_HEALTH: (&str, &str) = ("R9C", "Quayside Mental Health NHS Trust");
pub(crate) const VOLUNTARY: [(&str, &str); 3] = [
    ("8RB01", "Ravensbourne Community Links"),
    ("8RB02", "Ravensbourne Carers' Centre"),
    ("8RB03", "Good Neighbours of Honor Vale"),
];

/// A general practice.
#[derive(Clone)]
pub(crate) struct Practice {
    pub(crate) code: String,
    pub(crate) name: &'static str,
    /// 1 to 4.
    pub(crate) neighbourhood: u8,
}

/// The forty practices, ten a neighbourhood, in order of neighbourhood.
pub(crate) fn practices() -> Vec<Practice> {
    (1_u8..)
        .zip(&NEIGHBOURHOODS)
        .flat_map(|(number, hood)| hood.practices.iter().map(move |name| (number, *name)))
        .zip(1..)
        .map(|((neighbourhood, name), at)| Practice {
            code: format!("G99{at:03}"),
            name,
            neighbourhood,
        })
        .collect()
}

/// The practices of neighbourhood `number` (1 to 4), as places in the list of [`practices`].
pub(crate) fn practices_of(number: u8) -> std::ops::Range<u16> {
    let first = u16::from(number.saturating_sub(1)) * 10;
    first..first + 10
}
