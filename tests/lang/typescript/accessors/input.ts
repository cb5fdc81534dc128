class Gauge {
  private _value = 0;
  get value(): Unit {
    return new Unit(this._value);
  }
  set value(unit: Unit) {
    this._value = unit.amount;
  }
  static get shared(): Gauge {
    return new Gauge();
  }
}
class Unit {
  constructor(readonly amount: number) {}
}
Gauge.shared.value = new Unit(1);
Gauge.shared.value.amount;
