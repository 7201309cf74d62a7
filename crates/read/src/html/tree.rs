use std::ops::Range;

use super::tag::Tag;
use super::token::{Token, Tokens};
use crate::limits::Deadline;
use crate::{Limits, ReadError};

/// An element or a text of a page.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub tag: Tag,
    /// Index of the element around it; the root is its own.
    pub parent: u32,
    /// Index after its last descendant: nodes stand in the order of the page.
    pub next: u32,
    /// First byte of its tag, or of its text.
    pub start: u32,
    /// Byte after its end tag, or after its text.
    pub end: u32,
    /// What stands between its name and the closing bracket.
    pub inside: (u32, u32),
}

/// A page as a tree in the order of its source.
#[derive(Debug)]
pub(super) struct Tree<'a> {
    pub source: &'a str,
    pub nodes: Vec<Node>,
}

impl<'a> Tree<'a> {
    /// Builds the tree of the page `name`, within the limits of elements, nesting and time.
    pub(super) fn parse(
        name: &str,
        source: &'a str,
        limits: &Limits,
        deadline: &Deadline,
    ) -> Result<Self, ReadError> {
        let too_many = |at| ReadError::TooManyElements { name: name.to_owned(), limit: limits.nodes, at };
        let cut = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let root =
            Node { tag: Tag::Other, parent: 0, next: 0, start: 0, end: cut(source.len()), inside: (0, 0) };
        let mut nodes = Vec::with_capacity(source.len() / 40 + 16);
        nodes.push(root);
        let mut open: Vec<u32> = vec![0];
        let mut deeper = 0usize; // elements open beyond the depth that is kept
        let close = |nodes: &mut Vec<Node>, open: &mut Vec<u32>, depth: usize, end: usize| {
            while open.len() > depth {
                if let Some(i) = open.pop() {
                    let next = cut(nodes.len());
                    let node = &mut nodes[i as usize];
                    node.next = next;
                    node.end = cut(end);
                }
            }
        };
        for token in Tokens::new(source) {
            let at = nodes.last().map_or(0, |n| n.start as usize);
            deadline.step().map_err(|late| late.at(name, "the page's elements", at))?;
            let parent = open.last().copied().unwrap_or(0);
            match token {
                Token::Text(range) => {
                    if nodes.len() >= limits.nodes {
                        return Err(too_many(range.start));
                    }
                    let next = cut(nodes.len() + 1);
                    nodes.push(Node {
                        tag: Tag::Text,
                        parent,
                        next,
                        start: cut(range.start),
                        end: cut(range.end),
                        inside: (0, 0),
                    });
                }
                Token::Start { tag, at, inside, end, closed } => {
                    if nodes.len() >= limits.nodes {
                        return Err(too_many(at));
                    }
                    if let Some(depth) = implied_end(&nodes, &open, tag) {
                        close(&mut nodes, &mut open, depth, at);
                    }
                    let parent = open.last().copied().unwrap_or(0);
                    let index = cut(nodes.len());
                    nodes.push(Node {
                        tag,
                        parent,
                        next: index + 1,
                        start: cut(at),
                        end: cut(end),
                        inside: (cut(inside.start), cut(inside.end)),
                    });
                    if !tag.is_void() && (!closed || tag.is_block()) {
                        if open.len() < limits.depth {
                            open.push(index);
                        } else {
                            deeper += 1;
                            if open.len() + deeper > limits.nesting {
                                let name = name.to_owned();
                                return Err(ReadError::TooDeep { name, limit: limits.nesting, at });
                            }
                        }
                    }
                }
                Token::End { tag, end } => {
                    deeper = deeper.saturating_sub(1);
                    // Only what is open nearby is closed: a stray end tag must not close the page.
                    let found = open.iter().rev().take(64).position(|i| nodes[*i as usize].tag == tag);
                    if let Some(n) = found
                        && tag != Tag::Other
                    {
                        let depth = open.len() - 1 - n;
                        let inner = &open[depth + 1..];
                        let blocked =
                            !tag.is_block() && inner.iter().any(|i| nodes[*i as usize].tag.is_block());
                        if depth > 0 && !blocked {
                            close(&mut nodes, &mut open, depth, end);
                        }
                    } else if tag == Tag::Other
                        && let Some(&top) = open.last()
                        && nodes[top as usize].tag == Tag::Other
                        && top != 0
                    {
                        let depth = open.len() - 1;
                        close(&mut nodes, &mut open, depth, end);
                    }
                }
                Token::Raw { content, end } => {
                    // The element was just opened; its content is one text.
                    if content.start < content.end {
                        let next = cut(nodes.len() + 1);
                        nodes.push(Node {
                            tag: Tag::Text,
                            parent,
                            next,
                            start: cut(content.start),
                            end: cut(content.end),
                            inside: (0, 0),
                        });
                    }
                    if open.len() > 1 && nodes[parent as usize].tag.is_raw() {
                        let depth = open.len() - 1;
                        close(&mut nodes, &mut open, depth, end);
                    }
                }
            }
        }
        close(&mut nodes, &mut open, 0, source.len());
        Ok(Self { source, nodes })
    }

    /// The attributes of a node as they are written.
    pub(super) fn inside(&self, node: &Node) -> &'a str {
        self.source.get(node.inside.0 as usize..node.inside.1 as usize).unwrap_or_default()
    }

    /// The indices of a node's descendants.
    pub(super) fn within(&self, i: usize) -> Range<usize> {
        i + 1..self.nodes[i].next as usize
    }

    /// The source of a text node.
    pub(super) fn text(&self, node: &Node) -> &'a str {
        self.source.get(node.start as usize..node.end as usize).unwrap_or_default()
    }
}

/// Down to which depth the start of an element closes what is open (HTML Standard, 13.1.2.4, in short).
fn implied_end(nodes: &[Node], open: &[u32], tag: Tag) -> Option<usize> {
    let (closes, stops): (&[Tag], &[Tag]) = match tag {
        Tag::Li => (&[Tag::Li], &[Tag::Ul, Tag::Ol]),
        Tag::Dd | Tag::Dt => (&[Tag::Dd, Tag::Dt], &[Tag::Dl]),
        Tag::Tr => (&[Tag::Tr], &[Tag::Table, Tag::Tbody, Tag::Thead, Tag::Tfoot]),
        Tag::Td | Tag::Th => (&[Tag::Td, Tag::Th], &[Tag::Tr, Tag::Table]),
        Tag::Tbody | Tag::Thead | Tag::Tfoot => (&[Tag::Tbody, Tag::Thead, Tag::Tfoot], &[Tag::Table]),
        Tag::Option => (&[Tag::Option], &[Tag::Select]),
        Tag::Body => (&[Tag::Head], &[]),
        t if t.is_block() && t != Tag::Br => (
            &[Tag::P],
            &[Tag::Table, Tag::Td, Tag::Div, Tag::Section, Tag::Article, Tag::Button, Tag::Object],
        ),
        _ => return None,
    };
    for (depth, i) in open.iter().enumerate().rev().take(16) {
        let t = nodes[*i as usize].tag;
        if closes.contains(&t) {
            return Some(depth);
        }
        if stops.contains(&t) {
            return None;
        }
    }
    None
}
