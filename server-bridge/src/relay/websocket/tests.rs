//! Frames as browsers send them, cut at every place; and frames as no browser sends them.

use tungstenite::protocol::frame::Frame;
use tungstenite::protocol::frame::coding::{Control, Data, OpCode};

use super::*;

const BINARY: OpCode = OpCode::Data(Data::Binary);
const TEXT: OpCode = OpCode::Data(Data::Text);
const MORE: OpCode = OpCode::Data(Data::Continue);

fn frame(opcode: OpCode, is_final: bool, payload: &[u8]) -> Vec<u8> {
    let header = FrameHeader {
        is_final,
        opcode,
        mask: Some([0x37, 0xfa, 0x21, 0x3d]),
        ..FrameHeader::default()
    };
    let frame = Frame::from_payload(header, payload.to_vec().into());
    let mut bytes = Vec::new();
    frame.format(&mut bytes).unwrap();
    bytes
}

fn numbered(count: usize) -> Vec<u8> {
    (0..count).map(|n| (n % 251) as u8).collect()
}

/// What is heard when the bytes come in these portions: all bytes of binary messages, and everything else as said.
fn heard(portions: &[&[u8]]) -> Result<(Vec<u8>, Vec<String>), Violation> {
    let mut reader = Reader::default();
    let (mut stream, mut said) = (Vec::new(), Vec::new());
    for portion in portions {
        let mut portion = portion.to_vec();
        let mut bytes = portion.as_mut_slice();
        while let Some(piece) = reader.next(&mut bytes)? {
            match piece {
                Piece::Bytes(payload) => stream.extend_from_slice(payload),
                other => said.push(format!("{other:?}")),
            }
        }
        assert!(bytes.is_empty());
    }
    Ok((stream, said))
}

fn violation(bytes: &[u8]) -> Option<Violation> {
    heard(&[bytes]).err()
}

#[test]
fn frames_of_every_length_arrive() {
    for count in [0, 1, 3, 15, 16, 17, 125, 126, 127, 65_535, 65_536] {
        let bytes = frame(BINARY, true, &numbered(count));
        assert_eq!(heard(&[&bytes]).unwrap().0, numbered(count));
    }
}

#[test]
fn a_conversation_is_the_same_however_it_is_cut() {
    let all = [
        frame(TEXT, false, b"{\"cre"),
        frame(OpCode::Control(Control::Ping), true, b"still there?"),
        frame(MORE, true, "dit\":1}é".as_bytes()),
        frame(BINARY, false, &numbered(131)),
        frame(OpCode::Control(Control::Pong), true, b"unasked"),
        frame(MORE, false, b""),
        frame(MORE, true, &numbered(200)),
        frame(BINARY, true, b""),
        frame(OpCode::Control(Control::Close), true, &[3, 232]),
    ]
    .concat();
    let whole = heard(&[&all]).unwrap();
    assert_eq!(whole.0, [numbered(131), numbered(200)].concat());
    assert_eq!(whole.1.len(), 3, "{:?}", whole.1);
    let single: Vec<&[u8]> = all.chunks(1).collect();
    assert_eq!(heard(&single).unwrap(), whole);
    for place in 0..all.len() {
        let (before, after) = all.split_at(place);
        assert_eq!(heard(&[before, after]).unwrap(), whole, "cut at {place}");
    }
}

#[test]
fn no_browser_sends_these() {
    let mut unmasked = Vec::new();
    Frame::message(b"x".to_vec(), BINARY, true)
        .format(&mut unmasked)
        .unwrap();
    let mut reserved = frame(BINARY, true, b"x");
    reserved[0] |= 0x40;
    let mut unknown = frame(BINARY, true, b"x");
    unknown[0] = 0x83;
    let cases = [
        unmasked,
        reserved,
        unknown,
        frame(MORE, true, b"of nothing"),
        [frame(BINARY, false, b"x"), frame(BINARY, true, b"y")].concat(),
        [frame(TEXT, false, b"x"), frame(TEXT, true, b"y")].concat(),
        frame(OpCode::Control(Control::Ping), false, b"in parts"),
        frame(OpCode::Control(Control::Close), true, &[0; 126]),
        frame(TEXT, true, b"\xff\xfe"),
    ];
    for bytes in cases {
        assert_eq!(violation(&bytes), Some(Violation::Malformed), "{bytes:?}");
    }
}

#[test]
fn a_message_is_too_large_as_soon_as_that_is_announced() {
    let announced = &frame(BINARY, true, &numbered(FRAME_MAX + 1))[..14];
    assert_eq!(violation(announced), Some(Violation::TooLarge));
    let mut endless = frame(BINARY, true, b"");
    endless[1] = 0xff;
    endless.splice(2..2, [0xff; 8]);
    assert_eq!(violation(&endless), Some(Violation::TooLarge));
    for kind in [BINARY, TEXT] {
        let parts = [
            frame(kind, false, &numbered(125)),
            frame(MORE, true, &[b'x'; FRAME_MAX - 124]),
        ]
        .concat();
        assert_eq!(violation(&parts), Some(Violation::TooLarge));
    }
}

#[test]
fn a_goodbye_is_heard_behind_what_was_too_large() {
    let mut large = [
        frame(BINARY, false, &numbered(FRAME_MAX + 1)),
        frame(MORE, true, b"and more"),
        frame(TEXT, true, b"ignored"),
    ]
    .concat();
    let mut goodbye = frame(OpCode::Control(Control::Close), true, b"");
    let mut reader = Reader::default();
    assert!(!reader.skip(&mut large));
    assert!(reader.skip(&mut goodbye));
}

#[test]
fn headers_to_a_browser_stand_right_before_the_payload() {
    for (octets, beginning) in [
        (5, vec![0x82, 5]),
        (126, vec![0x82, 126, 0, 126]),
        (65_536, vec![0x82, 127, 0, 0, 0, 0, 0, 1, 0, 0]),
    ] {
        let mut buffer = vec![0; HEADROOM];
        let begin = put_header(Said::Bytes, octets, &mut buffer);
        assert_eq!(&buffer[begin..], beginning);
    }
}
