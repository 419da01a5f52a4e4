//! XML, piece by piece. No entity but those that XML itself has is ever laid out.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// Calls `see` for each element that begins (`true` if it is empty) or ends, and for each text.
pub(crate) fn walk(xml: &[u8], mut see: impl FnMut(Seen<'_>)) -> Result<(), String> {
    let mut reader = Reader::from_reader(xml);
    let mut buffer = Vec::new();
    loop {
        let event =
            reader.read_event_into(&mut buffer).map_err(|e| format!("holds XML that cannot be read: {e}"))?;
        match &event {
            Event::Start(start) => see(Seen::Begins(start, false)),
            Event::Empty(start) => see(Seen::Begins(start, true)),
            Event::End(end) => see(Seen::Ends(end.local_name().as_ref())),
            Event::Text(text) => {
                if let Ok(text) = text.decode() {
                    see(Seen::Text(&text));
                }
            }
            Event::CData(text) => {
                if let Ok(text) = text.decode() {
                    see(Seen::Text(&text));
                }
            }
            Event::GeneralRef(reference) => {
                let name: &[u8] = reference;
                let named = match name {
                    b"amp" => Some('&'),
                    b"lt" => Some('<'),
                    b"gt" => Some('>'),
                    b"quot" => Some('"'),
                    b"apos" => Some('\''),
                    _ => reference.resolve_char_ref().ok().flatten(),
                };
                if let Some(c) = named {
                    see(Seen::Text(c.encode_utf8(&mut [0; 4])));
                }
            }
            Event::Eof => return Ok(()),
            _ => {}
        }
        buffer.clear();
    }
}

/// What stands in a document, in its order.
pub(crate) enum Seen<'a> {
    Begins(&'a BytesStart<'a>, bool),
    Ends(&'a [u8]),
    Text(&'a str),
}

/// The value of an attribute, by its name without a prefix; empty where there is none.
pub(crate) fn attribute(start: &BytesStart<'_>, name: &[u8]) -> String {
    let found = start.attributes().flatten().find(|a| a.key.local_name().as_ref() == name);
    found.map_or_else(String::new, |a| {
        let text = String::from_utf8_lossy(&a.value).into_owned();
        quick_xml::escape::unescape(&text).map_or(text.clone(), |t| t.into_owned())
    })
}
