mod read;

use read::{Read, Source, Table};

// `read` has no `self`: that a Source is passed does not make it the Source's.
pub fn table(source: Source) -> Table {
    Read::read(source)
}

pub fn size(source: &Source) -> usize {
    Read::size(source)
}
