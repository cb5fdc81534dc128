//! Crate text.
//! Second line.

// plain, no doc
fn plain() {}

/// One.
///
/// # Examples
/// ```
/// run();
/// ```
#[inline]
fn run() {}

/** Block
 * text. */
struct Block {
    /// A field.
    field: u8, // trailing
    /// Another.

    other: u8,
}

#[doc = "From an attribute."]
#[doc = "More."]
const A: u8 = 1;

/// Comment,
#[doc = "and attribute."]
const B: u8 = 2;

//// four slashes
/***/
fn none(/* x */ a: u8) {}

/// Kind.
enum Kind {
    /// First.
    A,
    B, /// of nobody
}

fn inner() {
    //! Inside.
    /*! And a block. */
}

mod m {
    //! Module text.
}
