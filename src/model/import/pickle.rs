//! The state dictionary of a `pytorch_model.bin`: a pickle that may only build dictionaries of tensors.
//!
//! A pickle is a program. This reader runs the few instructions that a state dictionary is made of
//! and calls nothing but the constructors named in [`call`]; anything else is refused.

use std::collections::HashMap;

/// A tensor of the dictionary: a part of a storage.
#[derive(Debug, Clone)]
pub(super) struct Stored {
    /// `FloatStorage`, `HalfStorage`, ...
    pub(super) kind: String,
    /// Which storage.
    pub(super) key: String,
    /// Its first element there.
    pub(super) offset: u64,
    pub(super) shape: Vec<u64>,
    pub(super) stride: Vec<u64>,
}

#[derive(Debug, Clone)]
pub(super) enum Value {
    Mark,
    /// `None`, a truth value, a float: nothing that a tensor is described by.
    Other,
    Integer(i64),
    Text(String),
    Tuple(Vec<Value>),
    Dictionary(Vec<(Value, Value)>),
    Global(String),
    Storage {
        kind: String,
        key: String,
    },
    Tensor(Stored),
}

/// Bytes with a place.
pub(super) struct Cursor<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) place: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn take(&mut self, count: usize) -> Result<&'a [u8], String> {
        let end = self.place.checked_add(count);
        let part = end.and_then(|end| self.bytes.get(self.place..end));
        self.place = self.place.saturating_add(count);
        part.ok_or_else(|| "it ends too early".to_owned())
    }

    /// An unsigned number of `count` bytes, at most 8, little endian.
    pub(super) fn number(&mut self, count: usize) -> Result<u64, String> {
        let mut bytes = [0_u8; 8];
        bytes[..count].copy_from_slice(self.take(count)?);
        Ok(u64::from_le_bytes(bytes))
    }

    fn line(&mut self) -> Result<String, String> {
        let rest = self.bytes.get(self.place..).unwrap_or_default();
        let length = rest.iter().position(|&byte| byte == b'\n');
        let line = self.take(length.ok_or("it ends too early")?)?;
        self.place += 1;
        Ok(String::from_utf8_lossy(line).into_owned())
    }

    fn text(&mut self, count: u64) -> Result<Value, String> {
        let bytes = self.take(usize::try_from(count).map_err(|_| "a text is too long")?)?;
        Ok(Value::Text(String::from_utf8_lossy(bytes).into_owned()))
    }
}

#[derive(Default)]
struct Machine {
    stack: Vec<Value>,
    memo: HashMap<u64, Value>,
}

/// Runs one pickle from the cursor's place to its end.
pub(super) fn load(cursor: &mut Cursor) -> Result<Value, String> {
    let mut machine = Machine::default();
    loop {
        let code = cursor.take(1)?[0];
        if code == b'.' {
            return machine.pop();
        }
        machine.run(code, cursor)?;
    }
}

impl Machine {
    fn pop(&mut self) -> Result<Value, String> {
        self.stack
            .pop()
            .ok_or_else(|| "it takes from an empty stack".to_owned())
    }

    fn pop_to_mark(&mut self) -> Result<Vec<Value>, String> {
        let mark = self
            .stack
            .iter()
            .rposition(|value| matches!(value, Value::Mark));
        let values = self.stack.split_off(mark.ok_or("it has no mark")? + 1);
        self.stack.pop();
        Ok(values)
    }

    fn pop_tuple(&mut self, count: usize) -> Result<Value, String> {
        let start = self.stack.len().checked_sub(count);
        let values = self
            .stack
            .split_off(start.ok_or("it takes from an empty stack")?);
        Ok(Value::Tuple(values))
    }

    fn remember(&mut self, key: u64) -> Result<(), String> {
        let value = self.stack.last().ok_or("it remembers nothing")?.clone();
        self.memo.insert(key, value);
        Ok(())
    }

    fn recall(&mut self, key: u64) -> Result<(), String> {
        let value = self.memo.get(&key).ok_or("it recalls what it never had")?;
        self.stack.push(value.clone());
        Ok(())
    }

    fn set_items(&mut self, items: Vec<Value>) -> Result<(), String> {
        // Items of anything else are of no interest.
        if let Some(Value::Dictionary(entries)) = self.stack.last_mut() {
            let mut items = items.into_iter();
            while let (Some(key), Some(value)) = (items.next(), items.next()) {
                entries.push((key, value));
            }
            return Ok(());
        }
        Err("it sets items of something that is no dictionary".to_owned())
    }

    fn run(&mut self, code: u8, cursor: &mut Cursor) -> Result<(), String> {
        let value = match code {
            // PROTO, FRAME
            0x80 => return cursor.take(1).map(|_| ()),
            0x95 => return cursor.take(8).map(|_| ()),
            b'(' => Value::Mark,
            b')' | b']' => Value::Tuple(Vec::new()),
            b'}' => Value::Dictionary(Vec::new()),
            b't' | b'l' => Value::Tuple(self.pop_to_mark()?),
            0x85 => self.pop_tuple(1)?,
            0x86 => self.pop_tuple(2)?,
            0x87 => self.pop_tuple(3)?,
            b'N' | 0x88 | 0x89 => Value::Other,
            b'G' => cursor.take(8).map(|_| Value::Other)?,
            b'J' => Value::Integer(i64::from(cursor.number(4)? as u32 as i32)),
            b'K' => Value::Integer(cursor.number(1)? as i64),
            b'M' => Value::Integer(cursor.number(2)? as i64),
            0x8a => long(cursor)?,
            b'X' | b'T' => {
                let length = cursor.number(4)?;
                cursor.text(length)?
            }
            0x8c | b'U' => {
                let length = cursor.number(1)?;
                cursor.text(length)?
            }
            b'c' => Value::Global(format!("{}.{}", cursor.line()?, cursor.line()?)),
            0x93 => match (self.pop()?, self.pop()?) {
                (Value::Text(name), Value::Text(module)) => {
                    Value::Global(format!("{module}.{name}"))
                }
                _ => return Err("it names a global by something that is no text".to_owned()),
            },
            b'q' => {
                let key = cursor.number(1)?;
                return self.remember(key);
            }
            b'r' => {
                let key = cursor.number(4)?;
                return self.remember(key);
            }
            0x94 => return self.remember(self.memo.len() as u64),
            b'h' => {
                let key = cursor.number(1)?;
                return self.recall(key);
            }
            b'j' => {
                let key = cursor.number(4)?;
                return self.recall(key);
            }
            b'Q' => storage(self.pop()?)?,
            b'R' => {
                let arguments = self.pop()?;
                call(&self.pop()?, arguments)?
            }
            // BUILD: attributes of a dictionary (the versions of its modules).
            b'b' => return self.pop().map(|_| ()),
            b's' => {
                let items = self.pop_tuple(2)?;
                return match items {
                    Value::Tuple(items) => self.set_items(items),
                    _ => Ok(()),
                };
            }
            b'u' => {
                let items = self.pop_to_mark()?;
                return self.set_items(items);
            }
            b'a' => {
                let item = self.pop()?;
                return self.append(vec![item]);
            }
            b'e' => {
                let items = self.pop_to_mark()?;
                return self.append(items);
            }
            other => return Err(format!("it has the instruction {other:#04x}")),
        };
        self.stack.push(value);
        Ok(())
    }

    fn append(&mut self, items: Vec<Value>) -> Result<(), String> {
        match self.stack.last_mut() {
            Some(Value::Tuple(list)) => {
                list.extend(items);
                Ok(())
            }
            _ => Err("it appends to something that is no list".to_owned()),
        }
    }
}

/// A long integer; those beyond 64 bits are only magic numbers.
fn long(cursor: &mut Cursor) -> Result<Value, String> {
    let length = cursor.number(1)? as usize;
    let bytes = cursor.take(length)?;
    if length > 8 {
        return Ok(Value::Other);
    }
    let fill = if bytes.last().is_some_and(|byte| byte & 0x80 != 0) {
        0xff
    } else {
        0
    };
    let mut number = [fill; 8];
    number[..length].copy_from_slice(bytes);
    Ok(Value::Integer(i64::from_le_bytes(number)))
}

/// `("storage", torch.FloatStorage, key, device, elements)`.
fn storage(value: Value) -> Result<Value, String> {
    if let Value::Tuple(parts) = value
        && let [_, Value::Global(kind), Value::Text(key), ..] = parts.as_slice()
    {
        let kind = kind.rsplit('.').next().unwrap_or_default();
        return Ok(Value::Storage {
            kind: kind.to_owned(),
            key: key.clone(),
        });
    }
    Err("it refers to something that is no tensor storage".to_owned())
}

/// The constructors that may be called.
fn call(function: &Value, arguments: Value) -> Result<Value, String> {
    let Value::Global(name) = function else {
        return Err("it calls something that has no name".to_owned());
    };
    let Value::Tuple(mut arguments) = arguments else {
        return Err(format!("it calls `{name}` without arguments"));
    };
    match name.as_str() {
        "collections.OrderedDict" => Ok(Value::Dictionary(Vec::new())),
        "torch._utils._rebuild_tensor_v2" => match arguments.as_slice() {
            [
                Value::Storage { kind, key },
                Value::Integer(offset),
                shape,
                stride,
                ..,
            ] => Ok(Value::Tensor(Stored {
                kind: kind.clone(),
                key: key.clone(),
                offset: u64::try_from(*offset).map_err(|_| "a tensor has no place")?,
                shape: sizes(shape)?,
                stride: sizes(stride)?,
            })),
            _ => Err("a tensor is described in an unknown way".to_owned()),
        },
        "torch._utils._rebuild_parameter" if !arguments.is_empty() => Ok(arguments.swap_remove(0)),
        _ => Err(format!(
            "it calls `{name}`, which a dictionary of tensors does not need"
        )),
    }
}

fn sizes(value: &Value) -> Result<Vec<u64>, String> {
    let Value::Tuple(values) = value else {
        return Err("a tensor has no shape".to_owned());
    };
    values
        .iter()
        .map(|value| match value {
            Value::Integer(size) if *size >= 0 => Ok(*size as u64),
            _ => Err("a tensor's shape is not made of numbers".to_owned()),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(bytes: &[u8]) -> Result<Value, String> {
        load(&mut Cursor { bytes, place: 0 })
    }

    #[test]
    fn a_pickle_that_calls_something_is_refused() {
        let error = run(b"cos\nsystem\n(X\x02\x00\x00\x00lstR.").unwrap_err();
        assert!(error.contains("os.system"), "{error}");
    }

    #[test]
    fn damaged_pickles_are_errors() {
        for bytes in [
            &b""[..],
            b"(",
            b"R.",
            b"t.",
            b"X\xff\xff\xff\xff",
            b"h\x00.",
            b"\xff.",
        ] {
            assert!(run(bytes).is_err(), "{bytes:?}");
        }
    }
}
