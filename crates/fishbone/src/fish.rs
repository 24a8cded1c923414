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
    /// The guiding question; drawn under the title where [`Options::questions`] asks for it. May be empty.
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
    /// For how many marks (dots, priority, evidence) room is kept: a row under the text at [`Detail::Full`], the end
    /// of the first line at [`Detail::Line`], where two marks find room at most.
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
    /// The first line, or a few ([`Options::lines`]), with an ellipsis if there is more.
    Line,
    /// Everything.
    #[default]
    Full,
}

/// Which bones show their guiding question.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Questions {
    /// No bone.
    #[default]
    None,
    /// Every bone.
    All,
    /// Only the bone with this index.
    Only(usize),
}

/// How the fish is to be drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// How much of each cause is drawn.
    pub detail: Detail,
    /// This bone is drawn at [`Detail::Full`], the others at [`Detail::Marks`], whatever `detail` says.
    pub focus: Option<usize>,
    /// Which guiding questions are drawn.
    pub questions: Questions,
    /// Width to height that the drawing should come near to. Held within 0.5 to 4.
    pub aspect: f64,
    /// [`crate::Drawing::reach`] of the picture now on screen: kept while it is still good enough, so that a new note
    /// moves as little as possible. `None` chooses freely.
    pub keep_reach: Option<[f64; 2]>,
    /// Width of a card at [`Detail::Line`]; `None` for that of a full card. Held within 140 to 400.
    pub line_width: Option<f64>,
    /// How many lines a card has at most at [`Detail::Line`].
    pub lines: usize,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            detail: Detail::Full,
            focus: None,
            questions: Questions::None,
            aspect: 16.0 / 9.0,
            keep_reach: None,
            line_width: None,
            lines: 1,
        }
    }
}
