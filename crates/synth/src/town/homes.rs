//! Streets, postcodes, small areas and dwellings of an invented town.

use crate::dice::Dice;

use super::places::{NEIGHBOURHOODS, OUTSIDE_DISTRICTS};

/// A postcode: one stretch of a street, inside one small area.
pub(crate) struct Place {
    pub(crate) postcode: String,
    pub(crate) street: String,
    /// Place in [`Homes::areas`]; none outside the borough.
    pub(crate) area: Option<usize>,
    pub(crate) easting: i32,
    pub(crate) northing: i32,
    homes: u32,
}

/// A small area (LSOA) with its rank on the index of multiple deprivation.
pub(crate) struct Area {
    pub(crate) code: String,
    pub(crate) middle_code: String,
    pub(crate) ward_code: String,
    pub(crate) ward_name: &'static str,
    /// 1 is the most deprived of 33,755 in England.
    pub(crate) rank: u32,
    easting: i32,
    northing: i32,
}

struct Home {
    place: u32,
    number: u16,
    flat: u16,
    name: String,
}

/// A care home: one address shared by its residents.
pub(crate) struct CareHome {
    pub(crate) name: String,
    pub(crate) nursing: bool,
    pub(crate) home: u32,
    pub(crate) beds: u32,
    pub(crate) residents: u32,
}

/// Every dwelling and where it lies.
pub(crate) struct Homes {
    pub(crate) places: Vec<Place>,
    pub(crate) areas: Vec<Area>,
    pub(crate) care_homes: Vec<CareHome>,
    homes: Vec<Home>,
    /// Places of each postcode district: eight inside the borough, four outside.
    districts: Vec<std::ops::Range<usize>>,
}

const PEOPLE_A_POSTCODE: u32 = 24;
const PEOPLE_AN_AREA: u32 = 1_190;
const AREAS_ENGLAND: i32 = 33_755;
/// Most postcodes of one district: ten sectors of 400 units, less a few.
const DISTRICT_MAX: u32 = 3_980;

const WARDS: [&str; 16] = [
    "Waldron North",
    "Waldron South",
    "Creekside",
    "Dockyard",
    "Brockhill",
    "Clocktower",
    "Rivermill",
    "Barley",
    "Downland",
    "Moorhen",
    "Whitebeam",
    "Grovebank",
    "Honor Vale",
    "Wellspring",
    "Bell Meadow",
    "Pippin Dell",
];
const STREET_STARTS: &str = "Abbots Albion Alder Anchor Arbour Arden Ashby Avon Barge Beacon Beech Birch \
Blyth Bowling Bramble Brook Burnt Canal Cedar Chapel Clare Cobble Copper Cottage Cow Crane Culver Dacre \
Dale Drake Elder Elm Engate Fairlawn Fern Ferry Foxberry Garland George Glebe Granville Hawthorn Heath \
Hither Holly Jubilee Kiln Lark Laurel Lime Linden Malt Manor Maple Marsh Meadow Mill Mount Nelson Oak \
Orchard Pascoe Pepys Pine Pound Priory Quarry Queens Raven Rectory Rope Rowan Rush Saxon Shell Shire \
Silver Slaith Spring Station Stone Summer Sun Thorn Tide Tressil Trinity Vale Vicar Walnut Water Weaver \
Wharf Willow Winter Wool Yew";
const STREET_MIDDLES: [&str; 12] =
    ["", "", "", " Hill", " Park", " Tree", "field", "bridge", "croft", "wood", " Gate", " Mead"];
const STREET_ENDS: [&str; 14] = [
    "Road", "Road", "Road", "Street", "Street", "Avenue", "Close", "Grove", "Gardens", "Lane",
    "Terrace", "Crescent", "Way", "Court",
];
const UNIT_LETTERS: &[u8; 20] = b"ABDEFGHJLNPQRSTUWXYZ";

impl Homes {
    /// Lays out the postcodes of a borough of `people`.
    pub(super) fn new(people: u32, dice: &mut Dice) -> Self {
        let mut homes = Self {
            places: Vec::new(),
            areas: Vec::new(),
            care_homes: Vec::new(),
            homes: Vec::new(),
            districts: Vec::new(),
        };
        homes.lay_areas(people, dice);
        let each = (people / PEOPLE_A_POSTCODE / 8).clamp(6, DISTRICT_MAX);
        let inside = NEIGHBOURHOODS.iter().flat_map(|hood| hood.districts);
        for (at, district) in inside.enumerate() {
            homes.lay_district(district, each, Some(at), dice);
        }
        for district in OUTSIDE_DISTRICTS {
            homes.lay_district(district, (each / 4).max(4), None, dice);
        }
        homes
    }

    /// Small areas stand on a grid, an equal number in each district.
    fn lay_areas(&mut self, people: u32, dice: &mut Dice) {
        let each = (people / PEOPLE_AN_AREA / 8).max(2);
        for district in 0..8_i32 {
            // Deprivation leans by district, so that neighbourhoods differ.
            let lean = dice.between(0, 6_500);
            for at in 0..each {
                let number = self.areas.len() + 1;
                let ward = usize::try_from(district).unwrap_or(0) * 2 + usize::from(at * 2 >= each);
                let rank = (lean + dice.between(300, 15_500)).clamp(1, AREAS_ENGLAND);
                self.areas.push(Area {
                    code: format!("E0199{number:04}"),
                    middle_code: format!("E0299{:04}", (number - 1) / 5 + 1),
                    ward_code: format!("E0599{:04}", ward + 1),
                    ward_name: WARDS.get(ward).copied().unwrap_or_default(),
                    rank: u32::try_from(rank).unwrap_or(1),
                    easting: 650_000 + district % 4 * 1_600 + dice.between(0, 1_500),
                    northing: 190_000 + district / 4 * 3_000 + dice.between(0, 2_900),
                });
            }
        }
    }

    fn lay_district(&mut self, code: &str, count: u32, number: Option<usize>, dice: &mut Dice) {
        let first = self.places.len();
        let starts: Vec<&str> = STREET_STARTS.split_whitespace().collect();
        let areas_each = self.areas.len() / 8;
        let mut street = String::new();
        for at in 0..count {
            if street.is_empty() || dice.chance(0.55) {
                let middle = dice.pick(&STREET_MIDDLES);
                street = format!("{}{middle} {}", dice.pick(&starts), dice.pick(&STREET_ENDS));
            }
            // 7 and the number of units have no common divisor: every unit comes once, not in order.
            let unit = usize::try_from(u64::from(at) * 7 % 4_000).unwrap_or(0);
            let letter = |at: usize| UNIT_LETTERS.get(at % 20).map_or('A', |c| char::from(*c));
            let share = usize::try_from(at).unwrap_or(0) * areas_each
                / usize::try_from(count).unwrap_or(1).max(1);
            let area = number.map(|district| district * areas_each + share);
            let (easting, northing) = area
                .and_then(|area| self.areas.get(area))
                .map_or((660_000, 190_000), |area| (area.easting, area.northing));
            self.places.push(Place {
                postcode: format!(
                    "{code} {}{}{}",
                    unit % 10,
                    letter(unit / 10),
                    letter(unit / 200)
                ),
                street: street.clone(),
                area,
                easting: easting + dice.between(-240, 240),
                northing: northing + dice.between(-240, 240),
                homes: 0,
            });
        }
        self.districts.push(first..self.places.len());
    }

    /// A new dwelling in the districts of neighbourhood `number` (1 to 4), or outside (0).
    pub(super) fn settle(&mut self, number: u8, dice: &mut Dice) -> u32 {
        let district = match number {
            0 => 8 + dice.below(4),
            _ => usize::from(number - 1) * 2 + dice.below(2),
        };
        let range = self.districts.get(district).cloned().unwrap_or(0..1);
        let at = range.start + dice.below(range.len());
        let flats = dice.chance(0.38);
        let floor = u16::try_from(dice.between(1, 48)).unwrap_or(1);
        let number = self.places.get_mut(at).map_or(1, |place| {
            place.homes += 1;
            place.homes * 2 + u32::try_from(at % 2).unwrap_or(0)
        });
        let number = u16::try_from(number).unwrap_or(1);
        self.add(Home {
            place: u32::try_from(at).unwrap_or(0),
            number: if flats { number / 6 + 1 } else { number },
            flat: if flats { floor } else { 0 },
            name: String::new(),
        })
    }

    /// A new care home in neighbourhood `number`; gives its place in the list.
    pub(super) fn open_care_home(&mut self, number: u8, name: &str, dice: &mut Dice) -> u16 {
        let home = self.settle(number, dice);
        if let Some(home) = self.homes.get_mut(usize::try_from(home).unwrap_or(0)) {
            home.flat = 0;
            home.name = name.to_owned();
        }
        let at = u16::try_from(self.care_homes.len()).unwrap_or(u16::MAX);
        self.care_homes.push(CareHome {
            name: name.to_owned(),
            nursing: dice.chance(0.5),
            home,
            beds: u32::try_from(dice.between(14, 70)).unwrap_or(30),
            residents: 0,
        });
        at
    }

    fn add(&mut self, home: Home) -> u32 {
        self.homes.push(home);
        u32::try_from(self.homes.len() - 1).unwrap_or(u32::MAX)
    }

    /// How many dwellings there are.
    pub(crate) fn count(&self) -> usize {
        self.homes.len()
    }

    fn home(&self, home: u32) -> Option<&Home> {
        self.homes.get(usize::try_from(home).ok()?)
    }

    /// The postcode unit that a dwelling is in.
    pub(crate) fn place(&self, home: u32) -> Option<&Place> {
        let place = self.home(home)?.place;
        self.places.get(usize::try_from(place).ok()?)
    }

    /// `Flat 5, 10 Alder Hill Road`.
    pub(crate) fn address(&self, home: u32) -> String {
        let (Some(dwelling), Some(place)) = (self.home(home), self.place(home)) else {
            return String::new();
        };
        let Home { number, flat, name, .. } = dwelling;
        match (name.is_empty(), flat) {
            (false, _) => format!("{name}, {number} {}", place.street),
            (true, 0) => format!("{number} {}", place.street),
            (true, _) => format!("Flat {flat}, {number} {}", place.street),
        }
    }

    /// Property reference numbers begin 9900: none such has been given out.
    pub(crate) fn uprn(home: u32) -> String {
        format!("{}", 990_000_000_000_u64 + u64::from(home))
    }

    /// The small area that a dwelling is in; none outside the borough.
    pub(crate) fn area(&self, home: u32) -> Option<&Area> {
        self.place(home).and_then(|place| place.area).and_then(|area| self.areas.get(area))
    }
}

impl Area {
    /// Tenth of England by deprivation, 1 the most deprived.
    pub(crate) fn decile(&self) -> u32 {
        (self.rank - 1) * 10 / AREAS_ENGLAND.unsigned_abs() + 1
    }
}
