//! Files that people have asked for and not yet received: a limit for each person, and one for all.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::fair_queue::Person;

/// The most that may be under way at once.
#[derive(Clone, Copy, Debug)]
pub struct Most {
    /// The number of files that are waited for, being made and being sent.
    pub files: usize,
    /// The bytes of finished files that are not received. Beyond it no further file is begun, so the files being made
    /// at that moment may exceed it.
    pub bytes: usize,
}

/// Why there is no place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Full {
    /// The person has as much under way as one person may have.
    #[error("this person has too much under way")]
    Own,
    /// All people together have as much under way as they may.
    #[error("too much is under way")]
    All,
}

/// The places of all people.
#[derive(Clone)]
pub struct Places(Arc<Inner>);

struct Inner {
    each: Most,
    all: Most,
    taken: Mutex<Taken>,
}

#[derive(Default)]
struct Taken {
    all: Amount,
    /// The amounts of the people who have any.
    each: HashMap<Person, Amount>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Amount {
    files: usize,
    bytes: usize,
}

/// A place for one file; dropping it frees the place.
pub struct Place {
    places: Arc<Inner>,
    person: Person,
    /// The size of the file in bytes, once it is made.
    bytes: usize,
}

impl Places {
    /// Places with a limit for each person and one for all.
    pub fn new(each: Most, all: Most) -> Self {
        Self(Arc::new(Inner { each, all, taken: Mutex::default() }))
    }

    /// Takes a place for one file.
    ///
    /// # Errors
    /// [`Full`] when there is no place.
    pub fn take(&self, person: Person) -> Result<Place, Full> {
        let mut taken = self.0.taken();
        let own = taken.each.get(&person).copied().unwrap_or_default();
        if own.files >= self.0.each.files || own.bytes >= self.0.each.bytes {
            return Err(Full::Own);
        }
        if taken.all.files >= self.0.all.files || taken.all.bytes >= self.0.all.bytes {
            return Err(Full::All);
        }
        taken.all.files += 1;
        taken.each.entry(person.clone()).or_default().files += 1;
        drop(taken);
        Ok(Place { places: Arc::clone(&self.0), person, bytes: 0 })
    }
}

impl Place {
    /// The person who has the place.
    pub fn person(&self) -> &Person {
        &self.person
    }

    /// Checks that the file may be made now that its turn has come.
    ///
    /// # Errors
    /// [`Full`] when too many finished files are not received yet.
    pub fn check(&self) -> Result<(), Full> {
        let taken = self.places.taken();
        let own = taken.each.get(&self.person).copied().unwrap_or_default();
        match () {
            () if own.bytes >= self.places.each.bytes => Err(Full::Own),
            () if taken.all.bytes >= self.places.all.bytes => Err(Full::All),
            () => Ok(()),
        }
    }

    /// Notes that the file was made, with its size in bytes.
    pub fn fill(&mut self, bytes: usize) {
        let mut taken = self.places.taken();
        taken.all.bytes += bytes;
        taken.each.entry(self.person.clone()).or_default().bytes += bytes;
        self.bytes += bytes;
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.places.taken();
        taken.all.files -= 1;
        taken.all.bytes -= self.bytes;
        if let Some(own) = taken.each.get_mut(&self.person) {
            own.files -= 1;
            own.bytes -= self.bytes;
            if *own == Amount::default() {
                taken.each.remove(&self.person);
            }
        }
    }
}

impl Inner {
    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use board::Actor;

    use super::*;

    fn person(name: &str) -> Person {
        Person { board: "b".into(), actor: Actor::Participant(name.into()) }
    }

    #[test]
    fn places_are_counted_for_each_and_for_all_and_come_back() {
        let places = Places::new(Most { files: 2, bytes: 100 }, Most { files: 3, bytes: 150 });
        let anna = [places.take(person("anna")).unwrap(), places.take(person("anna")).unwrap()];
        assert_eq!(places.take(person("anna")).err(), Some(Full::Own));
        let ben = places.take(person("ben")).unwrap();
        assert_eq!(places.take(person("cyd")).err(), Some(Full::All));
        drop(anna);
        assert!(places.take(person("anna")).is_ok() && places.take(person("cyd")).is_ok());
        drop(ben);
        assert_eq!(places.0.taken().all, Amount::default());
        assert!(places.0.taken().each.is_empty(), "nobody is remembered");
    }

    #[test]
    fn what_is_not_received_takes_room_from_the_same_person_and_then_from_all() {
        let places = Places::new(Most { files: 9, bytes: 100 }, Most { files: 9, bytes: 150 });
        let (mut anna, next) = (places.take(person("anna")).unwrap(), places.take(person("anna")).unwrap());
        let (mut ben, cyd) = (places.take(person("ben")).unwrap(), places.take(person("cyd")).unwrap());
        anna.fill(99);
        assert_eq!(next.check(), Ok(()));
        anna.fill(1);
        assert_eq!((next.check(), cyd.check()), (Err(Full::Own), Ok(())));
        assert_eq!(places.take(person("anna")).err(), Some(Full::Own));
        ben.fill(50);
        assert_eq!(cyd.check(), Err(Full::All));
        assert_eq!(places.take(person("dan")).err(), Some(Full::All));
        drop(anna);
        assert_eq!((next.check(), cyd.check()), (Ok(()), Ok(())));
    }
}
