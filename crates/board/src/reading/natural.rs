//! The order of ids that end in a number.

/// The sort key of an id. Ids that end in a number are sorted by that number, so that `p10` comes after `p9`
/// (PROJ-5). The key is the rest of the id, the number of digits, and the digits.
pub(super) fn natural(id: &str) -> (String, usize, String) {
    let digits = id.bytes().rev().take_while(u8::is_ascii_digit).count();
    let (name, number) = id.split_at(id.len() - digits);
    let number = number.trim_start_matches('0');
    (name.to_owned(), number.len(), number.to_owned())
}
