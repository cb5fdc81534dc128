mod frames;
use frames::{Data, Ping};

pub enum Frame {
    Data(Data),
    Ping(Ping),
}

impl Frame {
    pub fn size(&self) -> usize {
        use self::Frame::*;
        match *self {
            Data(ref frame) => frame.size(),
            Ping(ref frame) => frame.size(),
        }
    }
}

pub fn make() -> Frame {
    use Frame::*;
    Ping(frames::Ping::new())
}
