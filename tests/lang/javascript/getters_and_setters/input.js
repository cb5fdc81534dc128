class Temperature {
  static get zero() {
    return 0;
  }
  get celsius() {
    return this._value;
  }
  set celsius(value) {
    this._value = value;
  }
  get(key) {
    return this.celsius;
  }
  set() {}
  static() {}
}

const t = new Temperature();
t.celsius = t.get('x');
t.celsius;
