//! JSON patches (RFC 6902) on trees, with the leniencies of the control plane: a negative position counts from the end,
//! `add` creates what its path leads through, and removing what is not there is fine.

use super::message_type::Fault;
use crate::{
    list::CollectVec as _,
    origin::Traced,
    tree::{Node, Text, Value},
};

/// One operation.
#[derive(Clone, Debug)]
pub struct Operation {
    /// What to do.
    pub op: Op,
    /// Where: a JSON pointer.
    pub path: Traced<Text>,
    /// What to add, or to put in place of what is there.
    pub value: Option<Node>,
    /// What to move or copy: a JSON pointer.
    pub from: Option<Traced<Text>>,
}

/// What an operation does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    /// Adds a member, or an item before the one at that position (`-` for the end).
    Add,
    /// Takes a member or an item out.
    Remove,
    /// Puts another value in place of one that must be there.
    Replace,
    /// Takes a value out and adds it elsewhere.
    Move,
    /// Adds a value that is somewhere elsewhere, too.
    Copy,
}

/// How many values a patched message may hold, and how many may stand within each other: more than any message needs.
/// Without a limit a few copies of copies would fill any memory.
const MOST_VALUES: usize = 200_000;
const MOST_LEVELS: usize = 200;

type Result<T> = std::result::Result<T, Fault>;

/// Applies operations in order.
///
/// # Errors
/// When one cannot be applied; those before it have been.
pub fn apply(root: &mut Node, operations: &[Operation]) -> Result<()> {
    for operation in operations {
        if operation.path.split('/').count() > MOST_LEVELS {
            return Err(operation.fault("this path is longer than any message is deep"));
        }
        operation.apply(root)?;
        let (values, levels) = measure(root);
        if values > MOST_VALUES || levels > MOST_LEVELS {
            return Err(operation.fault("the message becomes larger than any can be"));
        }
    }
    Ok(())
}

/// How many values a tree has, and how many stand within each other.
fn measure(node: &Node) -> (usize, usize) {
    let add = |(values, levels): (usize, usize), (more, deeper): (usize, usize)| {
        (values + more, levels.max(deeper + 1))
    };
    match &node.value {
        Value::List(items) => items.iter().map(measure).fold((1, 1), add),
        Value::Map(map) => map.iter().map(|entry| measure(&entry.value)).fold((1, 1), add),
        _ => (1, 1),
    }
}

impl Operation {
    fn apply(&self, root: &mut Node) -> Result<()> {
        match self.op {
            Op::Add => self.add(root),
            Op::Remove => self.remove(root),
            Op::Replace => self.replace(root),
            Op::Move => self.move_to(root),
            Op::Copy => self.copy_to(root),
        }
    }

    fn add(&self, root: &mut Node) -> Result<()> {
        if self.path.is_empty() {
            *root = self.value();
            return Ok(());
        }
        self.create_path(root)?;
        let missing = format!("add operation does not apply: doc is missing path: \"{}\"", self.path.value);
        let (container, key) = find(root, &self.path).ok_or_else(|| self.fault(missing))?;
        self.insert(container, &key, self.value(), "add")
    }

    fn remove(&self, root: &mut Node) -> Result<()> {
        match find(root, &self.path) {
            Some((container, key)) => self.take(container, &key).map(drop),
            None => Ok(()),
        }
    }

    fn replace(&self, root: &mut Node) -> Result<()> {
        let value = self.value();
        if self.path.is_empty() {
            *root = value;
            return Ok(());
        }
        let place = find(root, &self.path)
            .ok_or("path")
            .and_then(|(container, key)| get_mut(container, &key).ok_or("key"));
        match place {
            Ok(present) => {
                *present = value;
                Ok(())
            }
            Err(what) => {
                let path = &self.path.value;
                Err(self.fault(format!("replace operation does not apply: doc is missing {what}: {path}")))
            }
        }
    }

    fn move_to(&self, root: &mut Node) -> Result<()> {
        let from = self.source_path();
        if from.is_empty() {
            return Err(self.fault("unable to move entire document to another path"));
        }
        let value = self.source(root, "move")?;
        if let Some((container, key)) = find(root, &from) {
            self.take(container, &key)?;
        }
        let missing =
            format!("move operation does not apply: doc is missing destination path: {}", self.path.value);
        let (container, key) = find(root, &self.path).ok_or_else(|| self.fault(missing))?;
        self.insert(container, &key, value, "move")
    }

    fn copy_to(&self, root: &mut Node) -> Result<()> {
        let value = self.source(root, "copy")?.with_origin(self.path.origin);
        let missing = format!(
            "copy operation does not apply: doc is missing destination path: \"{}\"",
            self.path.value
        );
        let (container, key) = find(root, &self.path).ok_or_else(|| self.fault(missing))?;
        self.insert(container, &key, value, "copy")
    }

    /// What stands at `from`.
    fn source(&self, root: &mut Node, verb: &str) -> Result<Node> {
        let from = self.source_path();
        let missing = format!("{verb} operation does not apply: doc is missing from path: {from}");
        let (container, key) = find(root, &from).ok_or_else(|| self.fault(missing))?;
        match get_mut(container, &key) {
            Some(found) => Ok(found.clone()),
            None => Err(self
                .fault(format!("error in {verb} for path: '{key}': unable to get nonexistent key: {key}"))),
        }
    }

    fn insert(&self, container: &mut Node, key: &str, value: Node, verb: &str) -> Result<()> {
        let items = match &mut container.value {
            Value::Map(map) => {
                map.set(key, value);
                return Ok(());
            }
            Value::List(items) => items,
            _ => return Ok(()),
        };
        let end = items.len();
        let position = if key == "-" { Some(end) } else { position(key, end + 1).filter(|at| *at <= end) };
        match position {
            Some(position) => {
                items.insert(position, value);
                Ok(())
            }
            None => Err(self.fault(format!(
                "error in {verb} for path: '{}': Unable to access invalid index: {key}",
                self.path.value
            ))),
        }
    }

    /// Takes a member or an item out, if it is there.
    fn take(&self, container: &mut Node, key: &str) -> Result<Option<Node>> {
        match &mut container.value {
            Value::Map(map) => Ok(map.remove(key)),
            Value::List(items) => {
                if key.parse::<i64>().is_err() {
                    let path = &self.path.value;
                    return Err(
                        self.fault(format!("error in remove for path: '{path}': '{key}' is no position"))
                    );
                }
                let position = position(key, items.len()).filter(|position| *position < items.len());
                Ok(position.map(|position| items.remove(position)))
            }
            _ => Ok(None),
        }
    }

    /// Creates the lists and maps through which a path leads. A list is created where a position or `-` follows.
    fn create_path(&self, root: &mut Node) -> Result<()> {
        let steps: Vec<&str> = self.path.split('/').skip(1).collect_vec();
        let mut node = root;
        for (step, next) in steps.iter().zip(steps.iter().skip(1)) {
            if get_mut(node, &unescape(step)).is_none_or(|found| found.is_null()) {
                // A name of a new member stays as it is written, escapes included: so does the reference.
                self.create(node, step, next)?;
            }
            let found = get_mut(node, &unescape(step));
            match found {
                Some(found) => node = found,
                None => return Ok(()),
            }
        }
        Ok(())
    }

    fn create(&self, container: &mut Node, step: &str, next: &str) -> Result<()> {
        let origin = self.path.origin;
        let null = || Node::new(Value::Null, origin);
        let created = match next.parse::<i64>() {
            Ok(negative) if negative < -1 => {
                return Err(self.fault(format!("Unable to access negative index other than -1: {negative}")));
            }
            // Positions before the one that is meant are filled with nothing; no message has so many.
            Ok(position) => Node::list((0..position.min(10_000)).map(|_| null()).collect_vec(), origin),
            Err(_) if next == "-" => Node::list(Vec::new(), origin),
            Err(_) => Node::empty(origin),
        };
        match &mut container.value {
            Value::Map(map) => map.set(step, created),
            Value::List(items) => {
                if let Ok(position) = step.parse::<usize>() {
                    items.resize_with(items.len().max(position.min(10_000)), null);
                }
                let position = if step == "-" { Some(items.len()) } else { position(step, items.len() + 1) };
                let end = items.len();
                let Some(position) = position.filter(|position| *position <= end) else {
                    return Err(self.fault(format!("Unable to access invalid index: {step}")));
                };
                match items.get_mut(position) {
                    Some(present) if present.is_null() => *present = created,
                    _ => items.insert(position, created),
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// The value, owed to the patch.
    fn value(&self) -> Node {
        self.value.clone().unwrap_or_else(|| Node::new(Value::Null, self.path.origin))
    }

    fn source_path(&self) -> Text {
        self.from.as_ref().map(|from| from.value.clone()).unwrap_or_default()
    }

    fn fault(&self, reason: impl Into<String>) -> Fault {
        Fault::new(reason, self.path.origin)
    }
}

/// The list or map that a path ends in, and the last step. What stands before the first `/` does not count.
fn find<'a>(root: &'a mut Node, path: &str) -> Option<(&'a mut Node, String)> {
    let (_, steps) = path.split_once('/')?;
    let mut steps: Vec<&str> = steps.split('/').collect_vec();
    let last = steps.pop()?;
    let container = steps.into_iter().try_fold(root, |node, step| get_mut(node, &unescape(step)))?;
    matches!(container.value, Value::List(_) | Value::Map(_)).then(|| (container, unescape(last)))
}

fn get_mut<'a>(container: &'a mut Node, key: &str) -> Option<&'a mut Node> {
    match &mut container.value {
        Value::Map(map) => map.get_mut(key),
        Value::List(items) => {
            let position = position(key, items.len())?;
            items.get_mut(position)
        }
        _ => None,
    }
}

/// A position in a list of that length; negative ones count from its end.
fn position(key: &str, length: usize) -> Option<usize> {
    let index: i64 = key.parse().ok()?;
    match usize::try_from(index) {
        Ok(index) => Some(index),
        Err(_) => length.checked_sub(usize::try_from(index.unsigned_abs()).ok()?),
    }
}

fn unescape(step: &str) -> String {
    step.replace("~1", "/").replace("~0", "~")
}
