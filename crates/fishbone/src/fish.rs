//! What is to be drawn.

/// A fish: one effect, and the bones whose causes lead to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fish {
    /// What all causes lead to; stands in the head.
    pub effect: String,
    /// From the tail to the head; the first lies above the spine, the next below, and so on.
    pub bones: Vec<Bone>,
}

/// One group of causes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bone {
    /// Stands at the bone's outer end.
    pub title: String,
    /// The guiding question; drawn under the title where there is room, see [`crate::Canvas::questions`]. May be empty.
    pub question: String,
    /// In the order in which they are read.
    pub causes: Vec<Cause>,
}

/// One cause, and the causes under it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cause {
    /// As it was written; line breaks in it are kept.
    pub text: String,
    /// Whether room is kept for a department's letter before the text.
    pub badge: bool,
    /// For how many marks (dots, priority, evidence) room is kept at the end of the text; three at most.
    pub marks: u8,
    /// Tells causes apart from one drawing to the next, such as a hash of an id. 0 if nothing does.
    pub key: u32,
    /// Answers to "why?", one level further from the bone.
    pub children: Vec<Cause>,
}

impl Bone {
    /// How many causes hang on this bone, at all depths.
    #[must_use]
    pub fn count(&self) -> usize {
        self.causes.iter().map(Cause::count).sum()
    }
}

impl Cause {
    /// This cause and all under it.
    #[must_use]
    pub fn count(&self) -> usize {
        let mut count = 0;
        let mut open = vec![self];
        while let Some(cause) = open.pop() {
            count += 1;
            open.extend(&cause.children);
        }
        count
    }
}

/// How much of a cause is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Detail {
    /// A coloured mark without text, its length hinting at the text's; bones show counts.
    Marks,
    /// A card with its text: all of it, or as much as there is room for, with an ellipsis.
    #[default]
    Full,
}
