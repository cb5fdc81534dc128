class Timer {
  start() {
    const self = this;
    var that = this;
    setTimeout(function () {
      self.tick();
      that.tick();
      this.tick();
    });
    setTimeout(() => this.tick());
    return self;
  }
  tick() {}
}

new Timer().start().tick();
this.tick();
