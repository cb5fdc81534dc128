fn r#match<'r#a>(r#type: &str) -> &str {
    r#type
}

struct Keyword {
    r#fn: u8,
}

struct Ref<'a: 'static>(&'a str);

fn run<'a, 'b: 'a>(k: Keyword, s: &'b str) -> Ref<'a> {
    r#match(s);
    'r#loop: loop {
        break 'r#loop;
    }
    k.r#fn;
    Ref(s)
}
