//! The structure of a PDF for screen readers: headings, paragraphs, lists, tables and figures, in the order of reading.

use std::num::NonZeroU16;

use krilla::tagging::{Identifier, ListNumbering, Node, TableHeaderScope, Tag, TagGroup, TagTree};

use crate::typeset::Place;

/// The structure while pages are written.
#[derive(Default)]
pub(crate) struct Tags {
    done: Vec<Node>,
    open: Open,
}

/// The element to which the next part may belong.
#[derive(Default)]
enum Open {
    #[default]
    Nothing,
    Element(TagGroup),
    /// Lists in lists; each but the innermost goes on in its last entry.
    Lists(Vec<TagGroup>),
    Table {
        table: TagGroup,
        heading: bool,
    },
}

/// A part of a page's content, and the column that it stands in, if it is a cell.
pub(crate) type Content = (Option<usize>, Identifier);

impl Tags {
    /// Adds the content of an element, or of the next part of the element before it.
    pub fn add(&mut self, place: &Place, content: Vec<Content>) {
        let nodes =
            |content: Vec<Content>| -> Vec<Node> { content.into_iter().map(|(_, id)| id.into()).collect() };
        match place {
            Place::Nothing => {}
            Place::Figure { words } => {
                self.close();
                self.done
                    .push(TagGroup::with_children(Tag::Figure(Some(words.clone())), nodes(content)).into());
            }
            Place::Heading { first: false, .. } | Place::Text { first: false } => match &mut self.open {
                Open::Element(element) => element.children.extend(nodes(content)),
                _ => self.begin(TagGroup::with_children(Tag::P, nodes(content))),
            },
            Place::Heading { level, title, .. } => {
                let level = NonZeroU16::new(*level).unwrap_or(NonZeroU16::MIN);
                self.begin(TagGroup::with_children(Tag::Hn(level, Some(title.clone())), nodes(content)));
            }
            Place::Text { .. } => self.begin(TagGroup::with_children(Tag::P, nodes(content))),
            Place::Item { depth, first } => self.item(*depth, *first, nodes(content)),
            Place::Row { begins, heading, first } => self.row(*begins, *heading, *first, content),
        }
    }

    /// The whole structure.
    pub fn finish(mut self, language: &str) -> TagTree {
        self.close();
        let mut tree = TagTree::new().with_lang(Some(language.to_owned()));
        self.done.into_iter().for_each(|node| tree.push(node));
        tree
    }

    fn begin(&mut self, element: TagGroup) {
        self.close();
        self.open = Open::Element(element);
    }

    fn close(&mut self) {
        match std::mem::take(&mut self.open) {
            Open::Nothing => {}
            Open::Element(element) | Open::Table { table: element, .. } => self.done.push(element.into()),
            Open::Lists(mut lists) => {
                fold(&mut lists, 1);
                self.done.extend(lists.pop().map(Node::from));
            }
        }
    }

    fn item(&mut self, depth: usize, first: bool, nodes: Vec<Node>) {
        if !matches!(self.open, Open::Lists(_)) {
            self.close();
            self.open = Open::Lists(vec![]);
        }
        let Open::Lists(lists) = &mut self.open else { return };
        if first || lists.is_empty() {
            fold(lists, depth + 1);
            while lists.len() <= depth {
                lists.push(TagGroup::new(Tag::L(ListNumbering::None)));
            }
            let body = TagGroup::with_children(Tag::LBody, nodes);
            if let Some(list) = lists.last_mut() {
                list.push(TagGroup::with_children(Tag::LI, vec![body.into()]));
            }
        } else if let Some(body) = lists.last_mut().and_then(last_body) {
            body.children.extend(nodes);
        }
    }

    fn row(&mut self, begins: bool, heading: bool, first: bool, content: Vec<Content>) {
        if begins || !matches!(self.open, Open::Table { .. }) {
            self.close();
            self.open = Open::Table { table: TagGroup::new(Tag::Table), heading: false };
        }
        let Open::Table { table, heading: in_heading } = &mut self.open else { return };
        if table.children.is_empty() || *in_heading != heading {
            let part = if heading { TagGroup::new(Tag::THead) } else { TagGroup::new(Tag::TBody) };
            table.push(part);
            *in_heading = heading;
        }
        let Some(Node::Group(part)) = table.children.last_mut() else { return };
        if first || part.children.is_empty() {
            part.push(TagGroup::new(Tag::TR));
        }
        let Some(Node::Group(row)) = part.children.last_mut() else { return };
        for (column, id) in content {
            let column = column.unwrap_or_default();
            while row.children.len() <= column {
                row.push(if heading {
                    TagGroup::new(Tag::TH(TableHeaderScope::Column))
                } else {
                    TagGroup::new(Tag::TD)
                });
            }
            if let Node::Group(cell) = &mut row.children[column] {
                cell.push(id);
            }
        }
    }
}

/// Puts the innermost lists into the entries that they belong to, until there are at most so many.
fn fold(lists: &mut Vec<TagGroup>, depth: usize) {
    while lists.len() > depth.max(1) {
        let Some(inner) = lists.pop() else { return };
        match lists.last_mut().and_then(last_body) {
            Some(body) => body.push(inner),
            // A list that has no entry yet is only there for the ones in it.
            None => {
                lists.last_mut().into_iter().for_each(|list| list.children.extend(inner.children.clone()))
            }
        }
    }
}

/// The text of the last entry of a list.
fn last_body(list: &mut TagGroup) -> Option<&mut TagGroup> {
    let Some(Node::Group(item)) = list.children.last_mut() else { return None };
    match item.children.last_mut() {
        Some(Node::Group(body)) => Some(body),
        _ => None,
    }
}
