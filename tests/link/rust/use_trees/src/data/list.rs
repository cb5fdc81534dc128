pub fn first() {}
pub fn last() {}
