//! The fish to draw.

/// A fish: one effect, and the bones whose causes lead to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fish {
    /// The effect, to which all causes lead. It is drawn in the head.
    pub effect: String,
    /// The bones from the tail to the head. The first lies above the spine, the second below, and so on.
    pub bones: Vec<Bone>,
}

/// One group of causes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bone {
    /// The title, drawn at the bone's outer end.
    pub title: String,
    /// The guiding question, drawn under the title where there is room; see [`crate::Canvas::questions`]. May be
    /// empty.
    pub question: String,
    /// The causes in reading order.
    pub causes: Vec<Cause>,
}

/// One cause, and the causes under it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cause {
    /// The text as it was written, with its line breaks.
    pub text: String,
    /// Whether space is kept for a department's letter before the text.
    pub badge: bool,
    /// The number of marks (dots, priority, evidence) for which space is kept at the end of the text; three at most.
    pub marks: u8,
    /// Identifies the cause from one drawing to the next, such as a hash of an id. 0 if nothing does.
    pub key: u32,
    /// The answers to "why?", one level further from the bone.
    pub children: Vec<Cause>,
}

impl Bone {
    /// The number of causes on this bone, at all levels.
    #[must_use]
    pub fn count(&self) -> usize {
        self.causes.iter().map(Cause::count).sum()
    }
}

impl Cause {
    /// The number of causes in this tree, including this one.
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
    /// A coloured mark without text. Its length hints at the length of the text; bones show counts.
    Marks,
    /// A card with its text. If there is too little room, the text ends with an ellipsis.
    #[default]
    Full,
}
