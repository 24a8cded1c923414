//! The diffs for newcomers and for sessions that fell behind, encoded once for each version of the document. A
//! hundred people who join at once share one encoding, and so do all clients that reconnect from the same state.

use board::Refusal;
use board::live::Live;
use bytes::Bytes;

use crate::protocol;
use crate::settings::Observer;

/// The number of different diffs that are kept of one version.
const DIFFS: usize = 8;

/// The diff for a state vector of more bytes than this is not kept.
const KEPT_STATE_VECTOR: usize = 16 * 1024;

/// The state vector of an empty document.
pub(crate) const NOTHING: &[u8] = &[0];

/// Whether a diff answers a SyncStep1 or is sent unasked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Step2,
    Update,
}

/// Encodings of the present version of the document.
#[derive(Default)]
pub(crate) struct SyncCache {
    state_vector: Option<Bytes>,
    step1: Option<Bytes>,
    whole: Option<Bytes>,
    diffs: Vec<(Bytes, Form, Bytes)>,
}

impl SyncCache {
    /// Drops all encodings, because the document changed.
    pub(crate) fn outdate(&mut self) {
        *self = Self::default();
    }

    pub(crate) fn state_vector(&mut self, live: &Live) -> Bytes {
        self.state_vector.get_or_insert_with(|| live.state_vector().into()).clone()
    }

    pub(crate) fn step1(&mut self, live: &Live) -> Bytes {
        if let Some(step1) = &self.step1 {
            return step1.clone();
        }
        let step1 = protocol::step1(&self.state_vector(live));
        self.step1 = Some(step1.clone());
        step1
    }

    /// The frame with everything that a client with this state vector lacks.
    pub(crate) fn diff(
        &mut self,
        live: &Live,
        from: &Bytes,
        form: Form,
        observer: &dyn Observer,
    ) -> Result<Bytes, Refusal> {
        let whole = form == Form::Step2 && from.as_ref() == NOTHING;
        if whole && let Some(frame) = &self.whole {
            return Ok(frame.clone());
        }
        if let Some((.., frame)) = self.diffs.iter().find(|(of, in_form, _)| in_form == &form && of == from) {
            return Ok(frame.clone());
        }
        let begun = tokio::time::Instant::now();
        let diff = live.diff(from)?;
        let frame = match form {
            Form::Step2 => protocol::step2(&diff),
            Form::Update => protocol::update(&diff),
        };
        if whole {
            observer.encoded_whole(frame.len(), begun.elapsed());
            self.whole = Some(frame.clone());
        } else if from.len() <= KEPT_STATE_VECTOR {
            if self.diffs.len() == DIFFS {
                self.diffs.remove(0);
            }
            self.diffs.push((Bytes::copy_from_slice(from), form, frame.clone()));
        }
        Ok(frame)
    }
}
