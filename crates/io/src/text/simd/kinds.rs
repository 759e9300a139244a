//! What kinds of bytes a text has.

/// Bytes that take more than the common way.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Kinds {
    /// A quotation mark.
    pub quote: bool,
    /// A NUL, or a byte that is not ASCII.
    pub odd: bool,
}

impl Kinds {
    /// Those of two texts.
    pub fn or(self, other: Kinds) -> Kinds {
        Kinds { quote: self.quote || other.quote, odd: self.odd || other.odd }
    }
}

/// The kinds of bytes in `text`.
pub(crate) fn kinds(text: &[u8]) -> Kinds {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") {
        // SAFETY: the processor has just said so.
        return unsafe { avx2(text) };
    }
    portable(text)
}

/// The same code in wider registers: the compiler has no choice to make here.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn avx2(text: &[u8]) -> Kinds {
    portable(text)
}

#[inline(always)]
fn portable(text: &[u8]) -> Kinds {
    // Of NUL, and of 129 and more, one less has its high bit; 128 has its own.
    let (mut odd, mut quote) = (0, 0);
    for &byte in text {
        odd |= byte | byte.wrapping_sub(1);
        quote |= u8::from(byte == b'"');
    }
    Kinds { quote: quote != 0, odd: odd >= 0x80 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn as_bytes_are(text in prop::collection::vec(1u8..128, 0..300), odd in prop::option::of((any::<u8>(), 0usize..300))) {
            let mut text = text;
            if let Some((byte, at)) = odd {
                text.insert(at.min(text.len()), byte);
            }
            let expected = Kinds { quote: text.contains(&b'"'), odd: !text.is_ascii() || text.contains(&0) };
            prop_assert_eq!(kinds(&text), expected);
            prop_assert_eq!(portable(&text), expected);
        }
    }
}
