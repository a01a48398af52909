//! What Go's JSON package finds when it reads a document, that its schema took, into structs.

use super::{
    bytes, duration, go,
    shape::{Member, Shape, Shapes, Word},
};
use crate::{
    list::CollectVec as _,
    origin::Origin,
    tree::{Entry, Map, Node, Number, Value},
};

/// Members beside `spec` and `status` that are read.
const ENVELOPE: [&str; 6] = ["type", "mesh", "name", "creationTime", "modificationTime", "labels"];

/// Reads a document: keys get the case that the structs have.
///
/// # Errors
/// What Go says about a value that fits no field.
pub(super) fn decode(root: &Node, shapes: &Shapes<'_>) -> Result<Node, String> {
    let mut reader = Reader { shapes, path: Vec::new(), first_fault: None };
    let mut members = Map::default();
    for entry in sorted(root) {
        if let Some(name) = ENVELOPE.into_iter().find(|name| name.eq_ignore_ascii_case(&entry.key)) {
            members.set(name, entry.value.clone());
        }
        for name in ["spec", "status"] {
            if let Some(shape) = shapes.get(name).filter(|_| name.eq_ignore_ascii_case(&entry.key)) {
                members.set(name, reader.member(name, shape, &entry.value)?);
            }
        }
    }
    match reader.first_fault {
        Some(fault) => Err(fault),
        None => Ok(Node::new(Value::Map(members), root.origin)),
    }
}

struct Reader<'s, 'a> {
    shapes: &'s Shapes<'a>,
    path: Vec<&'s str>,
    /// The first value of a wrong type: reading goes on, for a length of time that is none ends it.
    first_fault: Option<String>,
}

impl<'s> Reader<'s, '_> {
    fn member(&mut self, name: &'s str, shape: &'s Shape<'_>, node: &Node) -> Result<Node, String> {
        self.path.push(name);
        let read = self.value(shape, node);
        self.path.pop();
        read
    }

    fn value(&mut self, shape: &'s Shape<'_>, node: &Node) -> Result<Node, String> {
        let value = match (self.shapes.resolve(shape), &node.value) {
            (Shape::Object(members), Value::Map(_)) => return self.object(members, node),
            (Shape::List(items, _), Value::List(list)) => {
                let items: Result<_, _> = list.iter().map(|item| self.value(items, item)).collect();
                Value::List(items?)
            }
            (Shape::Map(values), Value::Map(map)) => {
                let mut read = Map::default();
                for entry in map {
                    read.set(entry.key.clone(), self.value(values, &entry.value)?);
                }
                Value::Map(read)
            }
            (Shape::Word(Word { name: "duration", .. }), Value::String(text)) => {
                if let Some(fault) = duration::fault(text) {
                    return Err(fault);
                }
                node.value.clone()
            }
            (Shape::Word(Word { name: "object", .. }), Value::Map(_)) => Value::Map(Map::default()),
            (Shape::Word(word @ Word { name: "bytes", .. }), Value::List(list)) => {
                self.bytes(*word, list);
                Value::String(bytes::encode(list))
            }
            (Shape::Word(word), Value::Number(number)) => {
                self.number(*word, *number);
                node.value.clone()
            }
            _ => node.value.clone(),
        };
        Ok(Node::new(value, node.origin))
    }

    fn object(&mut self, members: &'s [Member<'_>], node: &Node) -> Result<Node, String> {
        let mut read = Map::default();
        for entry in sorted(node) {
            let exact = members.iter().find(|member| member.name == entry.key);
            let folded = || members.iter().find(|member| member.name.eq_ignore_ascii_case(&entry.key));
            if let Some(member) = exact.or_else(folded) {
                let value = self.member(member.name, &member.shape, &entry.value)?;
                read.set(member.name, if is_zero_for_null(member, &value) { zero() } else { value });
            }
        }
        Ok(Node::new(Value::Map(read), node.origin))
    }

    fn number(&mut self, word: Word<'_>, number: Number) {
        let fits = match (word.detail.split('@').next(), number) {
            (Some("uint32"), Number::Positive(number)) => u32::try_from(number).is_ok(),
            (Some("uint32" | "uint"), number) => number.as_f64() >= 0.0,
            (Some("int32"), number) => (f64::from(i32::MIN)..=f64::from(i32::MAX)).contains(&number.as_f64()),
            _ => true,
        };
        if !fits {
            self.refuse(word, &format!("number {}", go::numeral(number)));
        }
    }

    /// A list of numbers, which is read as bytes.
    fn bytes(&mut self, word: Word<'_>, list: &[Node]) {
        if let Some(fault) = bytes::fault(list) {
            self.refuse(word, &fault);
        }
    }

    fn refuse(&mut self, word: Word<'_>, found: &str) {
        let Some((go_type, holder)) = word.detail.split_once('@').filter(|_| self.first_fault.is_none())
        else {
            return;
        };
        let path = self.path.join(".");
        self.first_fault = Some(format!(
            "json: cannot unmarshal {found} into Go struct field {holder}.{path} of type {go_type}"
        ));
    }
}

/// Whether a member is no pointer, so that `null` leaves it at zero.
fn is_zero_for_null(member: &Member<'_>, value: &Node) -> bool {
    member.is_required
        && value.is_null()
        && matches!(member.shape, Shape::Word(Word { name: "number-or-text", .. }))
}

fn zero() -> Node {
    Node::new(Value::Number(Number::Positive(0)), Origin::Rule(&"null"))
}

fn sorted(node: &Node) -> Vec<&Entry> {
    let mut entries: Vec<&Entry> = node.as_map().into_iter().flatten().collect_vec();
    entries.sort_by_key(|entry| entry.key.clone());
    entries
}
