//! Tokens, join codes and the host's key: how they are made, compared and stored. `board::join_code` reads codes.

use std::{fs, io, path::Path};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use board::join_code;
use sha2::{Digest, Sha256};

/// Lower case for board ids, which people only see in a link.
const ID_ALPHABET: &[u8] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// The number of characters of a board id. They are 80 bits, so that an id cannot be guessed.
const ID_LENGTH: usize = 16;

/// Fills a buffer from the system's source of randomness.
fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives randomness");
    bytes
}

/// A text of `length` characters, each equally likely.
fn spell(alphabet: &[u8], length: usize) -> String {
    // Bytes beyond the last whole multiple of the alphabet's length would make its first letters likelier.
    let fair = 256 - 256 % alphabet.len();
    let mut text = String::with_capacity(length);
    while text.len() < length {
        let fitting = random::<32>().into_iter().map(usize::from).filter(|byte| *byte < fair);
        for byte in fitting.take(length - text.len()) {
            text.push(char::from(alphabet[byte % alphabet.len()]));
        }
    }
    text
}

/// A secret of 144 bits that opens something: 24 characters, safe in a link.
pub fn token() -> String {
    URL_SAFE_NO_PAD.encode(random::<18>())
}

/// The projector's secret that belongs to a facilitator's secret. Neither is stored. The holder of the facilitator's
/// secret can be told the projector's, but the projector's reveals nothing about the facilitator's.
pub fn projectors(facilitator: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(b"the projector of ");
    hash.update(facilitator.as_bytes());
    URL_SAFE_NO_PAD.encode(&hash.finalize()[..18])
}

/// The id and the facilitator's secret of the board that goes on from another one, asked for with this key by the holder
/// of `facilitator`. The same question has the same answer. Without the server's own secret nobody can reckon it, also
/// not with a facilitator's secret that has ended.
pub fn next_board(own: &str, facilitator: &str, board: &str, key: &str) -> (String, String) {
    let of = |what: &str| {
        let mut hash = Sha256::new();
        for part in [what, own, facilitator, board, key] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        }
        hash.finalize()
    };
    let letter = |byte: &u8| char::from(ID_ALPHABET[usize::from(*byte) % ID_ALPHABET.len()]);
    let id = of("the id of the next board").iter().take(ID_LENGTH).map(letter).collect();
    (id, URL_SAFE_NO_PAD.encode(&of("the facilitator of the next board")[..18]))
}

/// The secret of a department's link, made of the server's own secret and of a seed that nobody is told. It is not stored: the
/// server can make it again to show it.
pub fn department(own: &str, board: &str, seed: &str) -> String {
    let mut hash = Sha256::new();
    for part in ["what concerns a department", own, board, seed] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    URL_SAFE_NO_PAD.encode(&hash.finalize()[..18])
}

/// A fresh board id.
pub fn board_id() -> String {
    spell(ID_ALPHABET, ID_LENGTH)
}

/// A fresh id for a person.
pub fn participant_id() -> String {
    spell(ID_ALPHABET, 10)
}

/// A fresh join code.
pub fn join_code() -> String {
    spell(join_code::ALPHABET.as_bytes(), join_code::LENGTH)
}

/// The number of characters of a recovery code. They are 79 bits, so that a code cannot be guessed.
pub const RECOVERY_LENGTH: usize = 16;

/// A fresh recovery code.
pub fn recovery_code() -> String {
    spell(join_code::ALPHABET.as_bytes(), RECOVERY_LENGTH)
}

/// A code in groups of four, as people write it down.
pub fn in_fours(code: &str) -> String {
    let fours: Vec<&str> =
        code.as_bytes().chunks(4).filter_map(|four| std::str::from_utf8(four).ok()).collect();
    fours.join("-")
}

/// A secret's SHA-256 in hexadecimal. It is stored instead of the secret, and digests are compared instead of
/// secrets, so that the time of a comparison reveals nothing.
pub fn digest(secret: &str) -> String {
    Sha256::digest(secret.as_bytes()).iter().fold(String::with_capacity(64), |mut hex, byte| {
        for nibble in [byte >> 4, byte & 15] {
            hex.push(char::from_digit(nibble.into(), 16).unwrap_or('0'));
        }
        hex
    })
}

/// The key of the holder of a secret, from the secret's [`digest`].
pub fn person_key(digest: &str) -> [u8; 16] {
    let mut key = [0; 16];
    for (to, from) in key.iter_mut().zip(digest.as_bytes().chunks_exact(2)) {
        *to = from.iter().fold(0, |byte, hex| byte << 4 | char::from(*hex).to_digit(16).unwrap_or(0) as u8);
    }
    key
}

/// The fewest characters of a chosen key.
pub const SHORTEST_KEY: usize = 8;

/// Whether a chosen key is too easy to guess. See [`attempt_limit`](crate::attempt_limit) for the numbers.
pub fn is_short(key: &str) -> bool {
    key.chars().count() < SHORTEST_KEY
}

/// The host's key in the data directory. It is made on the first start and readable by its owner only (on Windows a
/// file has the rights of its directory). If others could read the file, that is corrected.
///
/// # Errors
/// When the file can be neither read nor written.
pub fn host_key(directory: &Path) -> io::Result<String> {
    let file = directory.join("host-key");
    match fs::read_to_string(&file) {
        Ok(key) if !key.trim().is_empty() => {
            if let Err(error) = make_private(&file) {
                tracing::warn!(%error, "others on this machine may be able to read the host's key");
            }
            return Ok(key.trim().to_owned());
        }
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    let key = token();
    let draft = directory.join("host-key.new");
    write_private(&draft, &format!("{key}\n"))?;
    fs::rename(&draft, &file)?;
    Ok(key)
}

fn write_private(path: &Path, text: &str) -> io::Result<()> {
    use io::Write;
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    // The rights are set before the key is written: an old file may be open to others, and a umask may have removed
    // too much.
    make_private(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

#[cfg(unix)]
fn make_private(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    let mode = fs::metadata(path)?.mode() & 0o777;
    if mode == 0o600 { Ok(()) } else { fs::set_permissions(path, fs::Permissions::from_mode(0o600)) }
}

#[cfg(not(unix))]
fn make_private(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_ids_read_back_and_differ() {
        for _ in 0..200 {
            let code = join_code();
            assert_eq!(join_code::read(&code), Some(code.clone()));
            assert_eq!(board_id().len(), ID_LENGTH);
            assert_ne!(token(), token());
        }
    }

    #[test]
    fn a_projectors_token_follows_from_the_facilitators_and_not_the_other_way_round() {
        let (one, other) = (token(), token());
        assert_eq!(projectors(&one), projectors(&one));
        assert_ne!(projectors(&one), projectors(&other));
        assert_eq!(projectors(&one).len(), one.len());
        assert_ne!(projectors(&projectors(&one)), one);
        assert!(!digest(&one).contains(&projectors(&one)));
    }

    #[test]
    fn the_digest_is_sha_256_in_hexadecimal() {
        assert_eq!(digest("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    #[test]
    fn people_are_told_apart_by_half_a_digest() {
        let key = person_key(&digest("abc"));
        assert_eq!(key[..4], [0xba, 0x78, 0x16, 0xbf]);
        assert_eq!(key[15], 0x23);
    }

    #[test]
    fn the_host_key_is_made_once() {
        let directory = tempfile::tempdir().unwrap();
        let first = host_key(directory.path()).unwrap();
        assert_eq!(host_key(directory.path()).unwrap(), first);
        assert_eq!(first.len(), 24);
    }

    #[cfg(unix)]
    #[test]
    fn the_host_key_is_its_owners_alone_also_where_it_was_not() {
        use std::os::unix::fs::{MetadataExt, PermissionsExt};
        let directory = tempfile::tempdir().unwrap();
        let (file, draft) = (directory.path().join("host-key"), directory.path().join("host-key.new"));
        let open_to_all = |path: &Path| fs::set_permissions(path, fs::Permissions::from_mode(0o666)).unwrap();
        fs::write(&draft, "left by somebody").unwrap();
        open_to_all(&draft);
        let key = host_key(directory.path()).unwrap();
        assert_eq!(fs::metadata(&file).unwrap().mode() & 0o777, 0o600);
        open_to_all(&file);
        assert_eq!(host_key(directory.path()).unwrap(), key);
        assert_eq!(fs::metadata(&file).unwrap().mode() & 0o777, 0o600);
    }
}
