fn parse(s: &str) -> u32 {
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Fixture;

    impl Fixture {
        fn new() -> Fixture {
            Fixture
        }
    }

    #[test]
    #[should_panic(expected = "x")]
    fn parses() {
        let f = Fixture::new();
        assert_eq!(parse("1"), 1);
    }

    #[tokio::test]
    async fn later() {}
}

#[cfg(not(test))]
fn only_outside() {}

#[bench]
fn speed() {}
