//! A long text in parts that fit the model's window.

use crate::model::{ModelError, generation::Generator};

/// Token ids of the parts of a text, cut between its units (sentences) where these fit the window, into
/// parts of about the same length. And whether anything was left out, which happens only to a word that
/// is longer than the window.
pub(super) fn encode(
    units: &[String],
    generator: &Generator,
) -> Result<(Vec<Vec<i64>>, bool), ModelError> {
    let settings = generator.settings();
    let tokenizer = generator.tokenizer();
    let prefix = tokenizer.ends(&settings.prefix)?.len();
    let room = tokenizer
        .room(settings.window)
        .saturating_sub(prefix)
        .max(1);
    let mut pieces = Vec::new();
    for unit in units {
        split(unit, &tokenizer.ends(unit)?, room, &mut pieces);
    }
    let mut inputs = Vec::new();
    let mut cut = false;
    let mut waiting: Vec<Vec<&str>> = pack(&pieces, room);
    waiting.reverse();
    while let Some(part) = waiting.pop() {
        let text = format!("{}{}", settings.prefix, part.join(" "));
        let (ids, too_long) = tokenizer.encode(&text, settings.window)?;
        // Joined pieces may have more tokens than each alone.
        if too_long && part.len() > 1 {
            let (first, second) = part.split_at(part.len() / 2);
            waiting.extend([second.to_vec(), first.to_vec()]);
            continue;
        }
        cut |= too_long;
        inputs.push(ids);
    }
    Ok((inputs, cut))
}

/// Adds `unit` to `pieces` with its number of tokens, cut between words where it has more than `room`;
/// `ends` are the last bytes of its tokens.
fn split<'a>(unit: &'a str, ends: &[usize], room: usize, pieces: &mut Vec<(&'a str, usize)>) {
    let (mut start, mut first) = (0, 0);
    while ends.len() - first > room {
        let mut limit = ends[first + room - 1].min(unit.len());
        while !unit.is_char_boundary(limit) {
            limit -= 1;
        }
        let Some(end) = unit.get(start..limit).and_then(|text| text.rfind(' ')) else {
            break;
        };
        if end == 0 {
            break;
        }
        let end = start + end;
        let next = ends.partition_point(|&byte| byte <= end).max(first + 1);
        pieces.push((&unit[start..end], next - first));
        (start, first) = (end + 1, next);
    }
    pieces.push((&unit[start..], ends.len() - first));
}

/// Neighbouring pieces together, at most `room` tokens a part.
fn pack<'a>(pieces: &[(&'a str, usize)], room: usize) -> Vec<Vec<&'a str>> {
    let total: usize = pieces.iter().map(|piece| piece.1).sum();
    let aim = total.div_ceil(total.div_ceil(room).max(1));
    let mut parts: Vec<Vec<&str>> = Vec::new();
    let mut tokens = usize::MAX;
    for &(piece, length) in pieces {
        match parts.last_mut() {
            Some(part) if tokens < aim && tokens + length <= room => {
                part.push(piece);
                tokens += length;
            }
            _ => {
                parts.push(vec![piece]);
                tokens = length;
            }
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The ends of words, as if each were a token.
    fn ends(text: &str) -> Vec<usize> {
        let starts = text.match_indices(' ').map(|(at, _)| at);
        starts.chain([text.len()]).collect()
    }

    #[test]
    fn parts_are_even_and_fit() {
        let pieces = [("a", 4), ("b", 4), ("c", 4), ("d", 4), ("e", 4)];
        assert_eq!(pack(&pieces, 12), [vec!["a", "b", "c"], vec!["d", "e"]]);
        assert_eq!(pack(&pieces, 4).len(), 5);
        assert!(pack(&[], 4).is_empty());
    }

    #[test]
    fn a_long_sentence_is_cut_between_words() {
        let text = "un deux trois quatre cinq";
        let mut pieces = Vec::new();
        split(text, &ends(text), 2, &mut pieces);
        let joined: Vec<&str> = pieces.iter().map(|piece| piece.0).collect();
        assert_eq!(joined.join(" "), text);
        assert!(pieces.iter().all(|piece| piece.1 <= 2), "{pieces:?}");
        let mut whole = Vec::new();
        split("abcdef", &[2, 4, 6], 1, &mut whole);
        assert_eq!(whole, [("abcdef", 3)]);
    }
}
