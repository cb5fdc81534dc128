function Model() {}
Object.assign(Model.prototype, Emitter.prototype, {
  save() {
    return this.check();
  },
  check: function () {
    helper();
  },
  table: 'models',
});
_.extend(Model.prototype, { reset() {} });

function helper() {}

new Model().save();
new Model().reset();
Object.assign({}, { save() {} });
