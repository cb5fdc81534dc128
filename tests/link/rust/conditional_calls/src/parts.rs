pub fn usual() {}
pub fn other() {}
