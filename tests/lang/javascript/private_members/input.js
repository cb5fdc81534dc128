class Account {
  #balance = 0;
  static #instances = 0;

  #check(amount) {
    return amount <= this.#balance;
  }

  get #limit() {
    return 10;
  }

  take(amount) {
    if (this.#check(amount) && #balance in this) {
      this.#balance -= amount;
    }
    return Account.#instances + this.#limit;
  }
}
