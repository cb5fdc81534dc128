mod name;

use name::{Length, Name};

// What a type of the language has itself comes before what traits add to it.
fn own(text: &str, name: String, bytes: Vec<u8>, other: &Name) {
    text.partial_cmp(other);
    name.as_str();
    text.width();
    name.width();
    bytes.iter();
}

// Which of the impls of one trait is meant, the type of the argument tells.
fn several(bytes: &[u8], to: char) {
    use name::Compare;
    bytes.compare(to);
}
