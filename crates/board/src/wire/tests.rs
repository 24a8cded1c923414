use super::*;

fn refused(bytes: &[u8], why: Bad) {
    assert_eq!(parse(bytes, &Bounds::CLIENT).map(|_| ()).unwrap_err(), why, "{bytes:?}");
}

#[test]
fn gate_1_only_exact_bytes_are_an_update() {
    assert!(parse(&[0, 0], &Bounds::CLIENT).is_ok());
    refused(&[], Bad::End);
    refused(&[0], Bad::End);
    refused(&[0, 0, 0], Bad::Trailing);
    refused(&[1, 1, 5, 0, 10, 3, 0], Bad::Hole);
    refused(&[1, 1, 5, 0, 0, 0, 0], Bad::Empty);
    refused(&[2, 1, 5, 0, 0, 1, 1, 5, 0, 0, 1, 0], Bad::Twice);
    refused(&[0, 2, 5, 1, 0, 1, 5, 1, 3, 1], Bad::Twice);
    refused(&[0, 1, 5, 2, 4, 2, 0, 1], Bad::Order);
    refused(&[1, 1, 5, 0, 4, 1, 1, b'n', 2, 0xff, 0xfe, 0], Bad::Utf8);
    refused(&[1, 1, 5, 0, 0x14, 1, 1, b'n', 1, b'x', 0], Bad::Tag);
    refused(&[1, 1, 5, 0, 0x09, 1, 1, b'n', 1, b'x', 0], Bad::Foreign);
}

#[test]
fn gate_1_declared_counts_allocate_nothing() {
    refused(&[0xff, 0xff, 0xff, 0xff, 0x0f, 1, 1, 0], Bad::End);
    refused(&[1, 0xff, 0xff, 0xff, 0xff, 0x0f, 1, 1, 0], Bad::End);
    for last in [&[0x7f][..], &[0x10], &[0xff, 0x00], &[0x80, 0x80, 0x01]] {
        refused(&[&[0xff; 7], last].concat(), Bad::Number);
    }
}

#[test]
fn gate_1_nesting_is_bounded() {
    let mut bytes = vec![1, 1, 5, 0, 8, 1, 1, b'n', 1];
    for _ in 0..200_000 {
        bytes.extend([117, 1]);
    }
    bytes.extend([126, 0]);
    refused(&bytes, Bad::Much);
}

fn update_of(value: &[u8]) -> Vec<u8> {
    [&[1, 1, 5, 0, 0x28, 1, 1, b'n', 1, b'k', 1], value, &[0]].concat()
}

fn value_in(update: &[u8]) -> Scalar<'_> {
    match parse(update, &Bounds::CLIENT).unwrap().blocks[0].item.unwrap().content {
        Content::Any(values) => values.iter().next().unwrap(),
        other => panic!("{other:?}"),
    }
}

/// What the client libraries write for numbers: `lib0/encoding.writeAny`.
#[test]
fn gate_13_numbers_are_read_as_they_were_written() {
    for (value, number) in [
        (&[125, 0][..], 0.0),
        (&[125, 42], 42.0),
        (&[125, 106], -42.0),
        (&[125, 0xbf, 0xff, 0xff, 0xff, 0x0f], 2_147_483_647.0),
        (&[124, 0x4f, 0, 0, 0], 2_147_483_648.0),
        (&[124, 0x3f, 0, 0, 0], 0.5),
        (&[123, 0x3f, 0xb9, 0x99, 0x99, 0x99, 0x99, 0x99, 0x9a], 0.1),
        (&[123, 0x7f, 0xf0, 0, 0, 0, 0, 0, 0], f64::INFINITY),
    ] {
        assert_eq!(value_in(&update_of(value)), Scalar::Number(number), "{value:?}");
    }
    let none = update_of(&[123, 0x7f, 0xf8, 0, 0, 0, 0, 0, 0]);
    assert!(matches!(value_in(&none), Scalar::Number(none) if none.is_nan()));
    assert_eq!(value_in(&update_of(&[122, 0, 0, 0, 0, 0, 0, 0, 7])), Scalar::Other);
}
