//! JSON as it was sent: the order of its properties kept, and a property given twice still seen
//! twice. The usual reader keeps the last of the two and says nothing, so that two systems could
//! read two people out of one request.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::limits::DEPTH_MAX;

/// A value. It has no `Debug`: what it holds may say who somebody is.
pub(crate) enum Json {
    Null,
    Bool(bool),
    Whole(i64),
    /// A number with a point or an exponent, or too large for a whole number.
    Decimal,
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

/// Where a text stops being JSON, counted from 1.
pub(crate) struct NotJson {
    pub(crate) line: usize,
    pub(crate) column: usize,
}

/// Reads a text.
pub(crate) fn parse(bytes: &[u8]) -> Result<Json, NotJson> {
    serde_json::from_slice(bytes)
        .map_err(|error| NotJson { line: error.line(), column: error.column() })
}

impl Json {
    pub(crate) fn object(&self) -> Option<&[(String, Json)]> {
        match self {
            Self::Object(fields) => Some(fields),
            _ => None,
        }
    }

    /// The value of a property; of a property given twice, the first.
    pub(crate) fn get(&self, name: &str) -> Option<&Json> {
        self.object()?.iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// The type of a resource, letter for letter.
    pub(crate) fn kind(&self) -> Option<&str> {
        match self.get("resourceType") {
            Some(Self::Text(kind)) => Some(kind),
            _ => None,
        }
    }

    /// The text of a property without the spaces around it, or `None` where there is none.
    pub(crate) fn text_of(&self, name: &str) -> Option<&str> {
        self.get(name)?.text()
    }

    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text.trim()).filter(|text| !text.is_empty()),
            _ => None,
        }
    }

    /// The values of a property that is a list; empty where there is none.
    pub(crate) fn list_of(&self, name: &str) -> &[Json] {
        match self.get(name) {
            Some(Self::List(items)) => items,
            _ => &[],
        }
    }

    /// True when objects and lists stand too deep inside each other.
    pub(crate) fn too_deep(&self) -> bool {
        self.deeper_than(DEPTH_MAX)
    }

    fn deeper_than(&self, left: usize) -> bool {
        let Some(left) = left.checked_sub(1) else { return true };
        match self {
            Self::List(items) => items.iter().any(|item| item.deeper_than(left)),
            Self::Object(fields) => fields.iter().any(|(_, value)| value.deeper_than(left)),
            _ => false,
        }
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Any)
    }
}

struct Any;

impl<'de> Visitor<'de> for Any {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
        Ok(Json::Whole(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(i64::try_from(value).map_or(Json::Decimal, Json::Whole))
    }

    fn visit_f64<E>(self, _value: f64) -> Result<Json, E> {
        Ok(Json::Decimal)
    }

    fn visit_str<E>(self, value: &str) -> Result<Json, E> {
        Ok(Json::Text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Json, E> {
        Ok(Json::Text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Json, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Json::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json, A::Error> {
        let mut fields = Vec::new();
        while let Some(field) = map.next_entry()? {
            fields.push(field);
        }
        Ok(Json::Object(fields))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Were `serde_json` told to keep numbers as text, it would hand them over as objects.
    #[test]
    fn numbers_are_numbers() {
        let read = |text: &str| parse(text.as_bytes()).ok();
        assert!(matches!(read("7"), Some(Json::Whole(7))));
        assert!(matches!(read("-7"), Some(Json::Whole(-7))));
        assert!(matches!(read("7.0"), Some(Json::Decimal)));
        assert!(matches!(read("18446744073709551615"), Some(Json::Decimal)));
        assert!(read("1e999").is_none());
    }

    #[test]
    fn a_property_given_twice_is_seen_twice() {
        let json = parse(br#"{"b": 1, "a": 2, "b": 3}"#).ok().expect("JSON");
        let keys: Vec<_> = json.object().expect("an object").iter().map(|(k, _)| &**k).collect();
        assert_eq!(keys, ["b", "a", "b"]);
    }

    #[test]
    fn depth_has_an_end() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(!parse(nested(DEPTH_MAX).as_bytes()).ok().expect("JSON").too_deep());
        assert!(parse(nested(DEPTH_MAX + 1).as_bytes()).ok().expect("JSON").too_deep());
        assert!(parse(nested(200_000).as_bytes()).is_err());
    }
}
