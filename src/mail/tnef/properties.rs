//! MAPI properties as they lie in a container (MS-OXTNEF 2.1.3.4). What is not known is passed over by its type; where
//! that is not known either, reading ends.

use super::{Bytes, string};

/// Properties of one message or file.
const MOST_PROPERTIES: u32 = 5000;
/// Values of one property.
const MOST_VALUES: u32 = 100_000;

/// What a property holds, as far as anything here asks for it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Value {
    Number(u32),
    /// In the code page of the container.
    String(Vec<u8>),
    Text(String),
    Bytes(Vec<u8>),
    Object(Vec<u8>),
}

/// Properties by their number.
#[derive(Debug, Default)]
pub(super) struct Properties(Vec<(u16, Value)>);

impl Properties {
    pub(super) fn read(data: &[u8]) -> Self {
        let mut reader = Bytes(data);
        let mut found = Self::default();
        let count = reader.u32().unwrap_or_default().min(MOST_PROPERTIES);
        for _ in 0..count {
            let Some((id, value)) = property(&mut reader) else {
                break;
            };
            found.0.extend(value.map(|value| (id, value)));
        }
        found
    }

    pub(super) fn value(&self, id: u16) -> Option<&Value> {
        self.0
            .iter()
            .find(|(found, _)| *found == id)
            .map(|(_, value)| value)
    }

    pub(super) fn number(&self, id: u16) -> Option<u32> {
        match self.value(id)? {
            Value::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// A text that is not empty.
    pub(super) fn text(&self, id: u16, code_page: u32) -> Option<String> {
        let text = match self.value(id)? {
            Value::Text(text) => text.clone(),
            Value::String(bytes) => string(bytes, code_page),
            _ => return None,
        };
        Some(text).filter(|text| !text.is_empty())
    }
}

/// The next property: its number, and its value where that is of a kind anybody asks for.
fn property(reader: &mut Bytes<'_>) -> Option<(u16, Option<Value>)> {
    const MANY: u16 = 0x1000;
    let (kind, id) = (reader.u16()?, reader.u16()?);
    if id >= 0x8000 {
        name(reader)?;
    }
    let one = kind & !MANY;
    if one == kind || matches!(one, 0x000d | 0x001e | 0x001f | 0x0102) {
        return Some((id, value_of_kind(reader, one)?));
    }
    for _ in 0..reader.u32()?.min(MOST_VALUES) {
        // Values of no length would be many for nothing.
        value_of_kind(reader, one).filter(|_| one != 0x0001)?;
    }
    Some((id, None))
}

/// The name of a property that has one.
fn name(reader: &mut Bytes<'_>) -> Option<()> {
    const GUID_OCTETS: usize = 16;
    reader.take(GUID_OCTETS)?;
    if reader.u32()? == 0 {
        reader.u32()?;
    } else {
        let length = reader.length()?;
        padded(reader, length)?;
    }
    Some(())
}

fn value_of_kind(reader: &mut Bytes<'_>, kind: u16) -> Option<Option<Value>> {
    Some(match kind {
        0x0001 => None,
        0x0002 | 0x0003 | 0x0004 | 0x000a | 0x000b => Some(Value::Number(reader.u32()?)),
        0x0005 | 0x0006 | 0x0007 | 0x0014 | 0x0040 => {
            reader.take(8)?;
            None
        }
        0x0048 => {
            reader.take(16)?;
            None
        }
        0x000d => counted(reader)?.map(Value::Object),
        0x001e => counted(reader)?.map(Value::String),
        0x001f => counted(reader)?.map(|bytes| Value::Text(utf16(&bytes))),
        0x0102 => counted(reader)?.map(Value::Bytes),
        _ => return None,
    })
}

/// Values of any length come with their number, also where it can only be one.
fn counted(reader: &mut Bytes<'_>) -> Option<Option<Vec<u8>>> {
    let count = reader.u32()?;
    let mut first = None;
    for place in 0..count.min(MOST_VALUES) {
        let length = reader.length()?;
        let bytes = padded(reader, length)?;
        if place == 0 {
            first = Some(bytes.to_vec());
        }
    }
    Some(first)
}

/// So many bytes; what fills them up to a multiple of four goes with them.
fn padded<'b>(reader: &mut Bytes<'b>, length: usize) -> Option<&'b [u8]> {
    let bytes = reader.take(length)?;
    let filling = length.next_multiple_of(4) - length;
    if reader.take(filling).is_none() {
        reader.0 = &[];
    }
    Some(bytes)
}

fn utf16(bytes: &[u8]) -> String {
    let units = bytes
        .chunks_exact(2)
        .filter_map(|pair| pair.try_into().ok().map(u16::from_le_bytes))
        .take_while(|unit| *unit != 0);
    char::decode_utf16(units)
        .map(|found| found.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}
