//! Pseudonyms for authors.

use crate::model::sha256;

/// Replaces names by a salted hash: one name has one pseudonym under one salt, and without the salt
/// nobody can test whether a pseudonym belongs to a name.
#[derive(Debug, Clone)]
pub struct Pseudonyms {
    salt: String,
}

impl Pseudonyms {
    /// Pseudonyms under a salt that is kept by the user, so that two runs give equal ones.
    pub fn with_salt(salt: &str) -> Self {
        Self {
            salt: salt.to_owned(),
        }
    }

    /// Pseudonyms under a new random salt, which is forgotten with this value.
    pub fn random() -> Self {
        Self {
            salt: format!("{:032x}", rand::random::<u128>()),
        }
    }

    /// The pseudonym of a name: `p` and 16 hexadecimal digits; no name has none.
    pub fn of(&self, author: &str) -> String {
        if author.is_empty() {
            return String::new();
        }
        let digest = sha256(format!("{}\u{0}{author}", self.salt).as_bytes());
        format!("p{}", &digest[..16])
    }
}

#[cfg(test)]
mod tests {
    use super::Pseudonyms;

    #[test]
    fn a_salt_decides_the_pseudonym() {
        let one = Pseudonyms::with_salt("sel");
        assert_eq!(
            one.of("Zébulon"),
            Pseudonyms::with_salt("sel").of("Zébulon")
        );
        assert_ne!(one.of("Zébulon"), one.of("Margot"));
        assert_ne!(one.of("Zébulon"), Pseudonyms::random().of("Zébulon"));
        assert_eq!(one.of(""), "");
    }
}
