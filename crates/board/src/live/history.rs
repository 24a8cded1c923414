//! Tells whether a client's copy is of another history of the board: of what was, before the board was restored from a
//! backup. Such a copy cannot be brought up to date, because its ids mean other content than the board's.

use rustc_hash::FxHashMap;
use yrs::ReadTxn;
use yrs::Transact;

use super::Live;
use crate::Actor;
use crate::schema::SERVER_CLIENT;
use crate::wire::{Bounds, Content, Id, Parent, Scalar, Update, parse, parse_state_vector};

/// Where one clock of the server stands, and what it says if that can be compared.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Said<'u> {
    origin: Option<Id>,
    right: Option<Id>,
    parent: Option<Parent<'u>>,
    key: Option<&'u str>,
    /// The text of a value that is a text. What was deleted on either side says nothing, and other values are encoded
    /// differently by different programs.
    text: Option<&'u str>,
}

impl Live {
    /// Whether a copy with this state vector has content that only the server or somebody else could have written and
    /// that the board does not have. The server tells nothing before it is durable, so such a board is older than it
    /// was: it was restored.
    ///
    /// Clients that nobody is known to have written with may be the actor's own, with what waits to be sent.
    pub fn is_behind(&self, actor: &Actor, state_vector: &[u8]) -> bool {
        let Ok(clocks) = parse_state_vector(state_vector) else { return false };
        clocks.into_iter().filter(|(client, clock)| *clock > self.clock(*client)).any(|(client, _)| {
            client == SERVER_CLIENT || self.state.owner_of_client(client).is_some_and(|owner| owner != actor)
        })
    }

    /// Whether an update says something else than the board under clocks that the server has used. Compared are the
    /// places, which tell the order in which the keys of the server's maps were set, and texts.
    pub fn is_contradicted(&self, update: &[u8]) -> bool {
        let Ok(theirs) = parse(update, &Bounds::CLIENT) else { return false };
        let Some(first) = first_of_server(&theirs) else { return false };
        let cut = self.state_vector_cut(&[(SERVER_CLIENT, first)]);
        let Ok(vector) = yrs::updates::decoder::Decode::decode_v1(&cut) else { return false };
        let ours = self.doc.transact().encode_state_as_update_v1(&vector);
        let Ok(ours) = parse(&ours, &Bounds::OWN) else { return false };
        let ours = said_by_server(&ours);
        said_by_server(&theirs).iter().any(|(clock, their)| {
            ours.get(clock).is_some_and(|our| {
                let texts = their.text.zip(our.text).is_none_or(|(their, our)| their == our);
                !texts || Said { text: None, ..*their } != Said { text: None, ..*our }
            })
        })
    }
}

/// The first clock of the server in an update, if there is any.
fn first_of_server(update: &Update) -> Option<u32> {
    let section = update.sections.iter().find(|section| section.client == SERVER_CLIENT)?;
    update.blocks[section.start as usize..section.end as usize].first().map(|block| block.clock)
}

/// What an update has of the server, by clock. A block of several clocks stands for as many items in a row.
fn said_by_server<'u>(update: &Update<'u>) -> FxHashMap<u32, Said<'u>> {
    let mut all = FxHashMap::default();
    let sections = update.sections.iter().filter(|section| section.client == SERVER_CLIENT);
    for block in sections.flat_map(|section| &update.blocks[section.start as usize..section.end as usize]) {
        let Some(item) = block.item else { continue };
        let mut values = match item.content {
            Content::Any(values) => Some(values.iter()),
            _ => None,
        };
        for at in 0..block.len {
            let text = values.as_mut().and_then(Iterator::next).and_then(|value| match value {
                Scalar::Str(text) => Some(text),
                _ => None,
            });
            let clock = block.clock + at;
            let before = || Some(Id { client: SERVER_CLIENT, clock: clock - 1 });
            let (origin, parent, key) =
                if at == 0 { (item.origin, item.parent, item.key) } else { (before(), None, None) };
            all.insert(clock, Said { origin, right: item.right, parent, key, text });
        }
    }
    all
}
