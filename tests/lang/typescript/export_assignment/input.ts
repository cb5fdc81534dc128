class Whole {
  part() {}
}

export = Whole;
