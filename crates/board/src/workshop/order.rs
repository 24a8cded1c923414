//! Fractional indexing: order keys in the form of the npm package `fractional-indexing`, as far as the server needs
//! them (after the last key).

/// The digits, in the order of their bytes.
const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// A key that sorts after `last`; the first key of a list, if there is none. Malformed keys are accepted: the result
/// still sorts after them.
pub fn after(last: Option<&str>) -> String {
    let Some(last) = last.filter(|l| !l.is_empty()) else { return "a0".to_owned() };
    incremented(last).unwrap_or_else(|| format!("{last}V"))
}

/// `count` keys in order, all after `last`.
pub fn row(last: Option<&str>, count: usize) -> Vec<String> {
    let mut keys: Vec<String> = Vec::with_capacity(count);
    for _ in 0..count {
        let key = after(keys.last().map(String::as_str).or(last));
        keys.push(key);
    }
    keys
}

/// The integer part of a well-formed key plus one; `None` if the key is malformed or the largest of all. The first
/// character gives the number of digits: `a` one … `z` 26, `Z` one … `A` 26.
fn incremented(key: &str) -> Option<String> {
    let &head = key.as_bytes().first()?;
    let length = match head {
        b'a'..=b'z' => usize::from(head - b'a') + 1,
        b'A'..=b'Z' => usize::from(b'Z' - head) + 1,
        _ => return None,
    };
    let mut digits: Vec<u8> = key.as_bytes().get(1..=length)?.to_vec();
    for digit in digits.iter_mut().rev() {
        let value = DIGITS.iter().position(|d| d == digit)?;
        if let Some(&next) = DIGITS.get(value + 1) {
            *digit = next;
            return Some(format!("{}{}", head as char, String::from_utf8(digits).ok()?));
        }
        *digit = DIGITS[0];
    }
    match head {
        b'Z' => Some("a0".to_owned()),
        b'z' => None,
        b'a'..=b'y' => Some(format!("{}{}0", (head + 1) as char, String::from_utf8(digits).ok()?)),
        _ => {
            digits.pop();
            Some(format!("{}{}", (head + 1) as char, String::from_utf8(digits).ok()?))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{after, row};

    #[test]
    fn keys_follow_one_another_as_the_library_makes_them() {
        for (last, next) in [
            (None, "a0"),
            (Some("a0"), "a1"),
            (Some("a9"), "aA"),
            (Some("az"), "b00"),
            (Some("b0z"), "b10"),
            (Some("bzz"), "c000"),
            (Some("Zz"), "a0"),
            (Some("Yzz"), "Z0"),
            (Some("a0V"), "a1"),
        ] {
            assert_eq!(after(last), next, "after {last:?}");
        }
    }

    #[test]
    fn keys_sort_after_anything_a_client_wrote() {
        for last in ["1", "a", "Я", "zzzzzzzzzzzzzzzzzzzzzzzzzzzz", " ", "a0V", "ab", "b1", "~"] {
            assert!(after(Some(last)).as_str() > last, "{last:?}");
        }
        let keys = row(Some("a0"), 500);
        assert!(keys.is_sorted() && keys[0].as_str() > "a0");
    }
}
