struct Log {
    level: u32,
}

const MAX: u32 = 3;

fn format_it(n: u32) -> u32 {
    n
}

mod util {
    pub fn half(n: u32) -> u32 {
        n
    }
}

macro_rules! check {
    ($e:expr) => {};
}

impl Log {
    fn write(&self, other: &Log) -> u32 {
        println!("{} {}", format_it(self.level), util::half(MAX));
        check!(other.write(self) > other.level && Some(1).is_some());
        assert_eq!(util::half(1), self.size().max(2), "{}", util::half::<u8>(3));
        std::println!("{}", vec![format_it(1), !format_it(2)][0]);
        let n = check!({ let x = Log { level: 1 }; x.level });
        matches!(self.level, 1..=MAX);
        0
    }

    fn size(&self) -> u32 {
        self.level
    }
}
