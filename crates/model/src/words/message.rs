//! A sentence made of parts: text, names of arguments, remedies.

use super::argument::Argument;
use super::door::Words;
use super::remedy::Remedy;
use super::rust::RustWords;
use std::fmt;

/// A sentence that is spelled when a door asks for it. Its `Display` is in the words of Rust.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Message {
    pieces: Vec<Piece>,
}

/// A part of a sentence.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece {
    /// Text that all doors have alike, names and cells of the user included.
    Text(String),
    /// The name of an argument.
    Argument(Argument),
    /// What to do; a door without such a thing says it as Rust does.
    Remedy(Remedy),
    /// What to do, in parentheses after a blank; a door without such a thing leaves it out.
    Aside(Remedy),
}

/// What is told in sentences: errors and warnings.
pub trait Told {
    /// The sentence.
    fn message(&self) -> Message;

    /// What to do, in the order in which the sentence names it.
    fn remedies(&self) -> Vec<Remedy> {
        self.message().remedies().cloned().collect()
    }

    /// The sentence as a door spells it.
    fn told(&self, words: &dyn Words) -> String {
        self.message().spelled(words)
    }
}

impl Message {
    /// `sentence` with `parts` in place of `{}`; see [`message!`](crate::message), which counts them.
    #[must_use]
    pub fn new(sentence: &str, parts: impl IntoIterator<Item = Message>) -> Self {
        let mut made = Self::default();
        let mut parts = parts.into_iter();
        for (k, text) in sentence.split("{}").enumerate() {
            if k > 0 {
                made.extend(parts.next().unwrap_or_default());
            }
            made.extend(text.into());
        }
        made
    }

    /// A remedy in parentheses, after a blank.
    #[must_use]
    pub fn aside(remedy: Remedy) -> Self {
        Self { pieces: vec![Piece::Aside(remedy)] }
    }

    /// Sentences one after the other, with `separator` between.
    #[must_use]
    pub fn join(messages: impl IntoIterator<Item = Message>, separator: &str) -> Self {
        let mut joined = Self::default();
        for (k, message) in messages.into_iter().enumerate() {
            if k > 0 {
                joined.extend(separator.into());
            }
            joined.extend(message);
        }
        joined
    }

    /// The sentence, then another.
    pub fn extend(&mut self, then: Message) {
        for piece in then.pieces {
            match (self.pieces.last_mut(), piece) {
                (Some(Piece::Text(text)), Piece::Text(more)) => text.push_str(&more),
                (_, piece) => self.pieces.push(piece),
            }
        }
    }

    /// The sentence without its first words, if it begins with them.
    #[must_use]
    pub fn without_beginning(mut self, beginning: &str) -> Self {
        if let Some(Piece::Text(text)) = self.pieces.first_mut()
            && let Some(rest) = text.strip_prefix(beginning)
        {
            *text = rest.to_owned();
        }
        self
    }

    /// Its parts, in order.
    #[must_use]
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// The same, without the sentence.
    #[must_use]
    pub fn into_pieces(self) -> Vec<Piece> {
        self.pieces
    }

    /// The remedies that it names, in order.
    pub fn remedies(&self) -> impl Iterator<Item = &Remedy> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Remedy(remedy) | Piece::Aside(remedy) => Some(remedy),
            Piece::Text(_) | Piece::Argument(_) => None,
        })
    }

    /// The sentence in words of a door.
    #[must_use]
    pub fn spelled(&self, words: &dyn Words) -> String {
        let mut spelled = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => spelled.push_str(text),
                Piece::Argument(argument) => spelled.push_str(words.argument(*argument)),
                Piece::Remedy(remedy) => {
                    let told = words.remedy(remedy).or_else(|| RustWords.remedy(remedy));
                    spelled.push_str(&told.unwrap_or_default());
                }
                Piece::Aside(remedy) => {
                    if let Some(told) = words.remedy(remedy) {
                        spelled.push_str(&format!(" ({told})"));
                    }
                }
            }
        }
        spelled
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.spelled(&RustWords))
    }
}

impl FromIterator<Piece> for Message {
    fn from_iter<I: IntoIterator<Item = Piece>>(pieces: I) -> Self {
        Self { pieces: pieces.into_iter().collect() }
    }
}

impl From<&Message> for Message {
    fn from(message: &Message) -> Self {
        message.clone()
    }
}

impl From<Argument> for Message {
    fn from(argument: Argument) -> Self {
        Self { pieces: vec![Piece::Argument(argument)] }
    }
}

impl From<Remedy> for Message {
    fn from(remedy: Remedy) -> Self {
        Self { pieces: vec![Piece::Remedy(remedy)] }
    }
}

impl From<String> for Message {
    fn from(text: String) -> Self {
        Self { pieces: if text.is_empty() { Vec::new() } else { vec![Piece::Text(text)] } }
    }
}

/// Text, numbers.
macro_rules! from_text {
    ($($kind:ty),+) => {$(
        impl From<$kind> for Message {
            fn from(part: $kind) -> Self {
                part.to_string().into()
            }
        }
    )+};
}

from_text!(&str, &String, char, u8, &u8, u32, &u32, u64, &u64, usize, &usize, f64, &f64);

/// How many `{}` a sentence has.
#[must_use]
pub const fn places(sentence: &str) -> usize {
    let (text, mut at, mut found) = (sentence.as_bytes(), 0, 0);
    while at + 1 < text.len() {
        if text[at] == b'{' && text[at + 1] == b'}' {
            found += 1;
        }
        at += 1;
    }
    found
}

/// `message!("column {} is empty; add {}", name, Remedy::exclude(name))`: a [`Message`] of a sentence whose `{}` are parts: texts, numbers,
/// arguments, remedies or messages. As many parts as places, or it does not compile.
#[macro_export]
macro_rules! message {
    ($sentence:literal $(, $part:expr)* $(,)?) => {{
        const { assert!($crate::words::places($sentence) == 0 $(+ { let _ = stringify!($part); 1 })*) }
        $crate::words::Message::new($sentence, [$($crate::words::Message::from($part)),*])
    }};
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_stand_in_their_places() {
        let said = message!("{}: add {}, or leave {} out", "price--lambda {}", Remedy::Firth, Argument::Target);
        assert_eq!(said.to_string(), "price--lambda {}: add firth = true, or leave target out");
        assert_eq!(said.remedies().collect::<Vec<_>>(), [&Remedy::Firth]);
        assert_eq!(message!("as it is").pieces(), [Piece::Text("as it is".to_owned())]);
    }
}
