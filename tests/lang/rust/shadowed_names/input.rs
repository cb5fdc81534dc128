struct Value {
    value: u32,
}

fn value() -> Value {
    Value { value: 1 }
}

mod value {
    pub fn get() {}
}

impl Value {
    fn value(&self) -> u32 {
        value();
        self.value
    }

    fn run(&self, value: Value) {
        value.value();
        value::get();
        value.value;
        Value::value(&value);
        let value = value.value;
        value.value();
    }
}

fn generic<Value>(v: Value) {
    v.value();
}
