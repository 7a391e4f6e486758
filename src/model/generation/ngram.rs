//! Runs of tokens that may not come again.

/// The tokens that would complete a run of `size` tokens of `seen` at the end of `tokens`: `size - 1`
/// tokens stand at the end of `tokens` and, with the one after them, in `seen`.
pub(super) fn repeats(tokens: &[i64], seen: &[i64], size: usize) -> Vec<i64> {
    if size == 0 || tokens.len() + 1 < size {
        return Vec::new();
    }
    let end = &tokens[tokens.len() + 1 - size..];
    seen.windows(size)
        .filter(|run| run[..size - 1] == *end)
        .map(|run| run[size - 1])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::repeats;

    #[test]
    fn by_hand() {
        let tokens = [2, 7, 8, 9, 7, 8];
        assert_eq!(repeats(&tokens, &tokens, 3), [9]);
        assert_eq!(repeats(&tokens, &tokens, 2), [9]);
        assert_eq!(repeats(&tokens, &tokens, 1), tokens);
        assert!(repeats(&tokens, &tokens, 4).is_empty());
        assert!(repeats(&tokens, &tokens, 0).is_empty());
        assert!(repeats(&[2], &[2], 3).is_empty());
    }
}
