pub struct Data {
    bytes: Vec<u8>,
}

pub struct Ping {
    ack: bool,
}

impl Data {
    pub fn size(&self) -> usize {
        self.bytes.len()
    }
}

impl Ping {
    pub fn new() -> Ping {
        Ping { ack: false }
    }
    pub fn size(&self) -> usize {
        self.ack as usize
    }
}
